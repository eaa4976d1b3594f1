"""Reads the finished files in `out/` and writes the files for health records, by brand."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher.build.publish import exclusive, sync_files
from publisher.exchange import fhir, index, infobutton
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.catalogue import brand_catalogues
from publisher.published.checksums import with_checksums
from publisher.published.urls import urls_below

Files = dict[PurePosixPath, bytes]


def publish_records(
    root: Path, selection: Selection, out: Path, base_url: str | None
) -> dict[str, Files]:
    """Every file that was written, by brand, then by path below `out/`.

    Raises `BadInput`, before anything is written, where there are no files, where a file is older
    than its source, and where the address is wrong.
    """
    to = urls_below(base_url)
    made = {
        catalogue.brand.id: {
            **infobutton.files(catalogue, to),
            **fhir.files(catalogue, to),
            **index.files(catalogue, to),
        }
        for catalogue in brand_catalogues(select_jobs(root, selection), out)
    }
    with exclusive(out):
        for brand, files in made.items():
            own = [PurePosixPath(brand, "infobutton"), PurePosixPath(brand, "fhir")]
            sync_files(out, own, with_checksums(files, own))
    return made
