"""Reads what stands in `out/` and writes what health records read of it, brand by brand."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher import build
from publisher.build import Selection
from publisher.exchange import fhir, index, infobutton
from publisher.feed.addresses import addresses
from publisher.feed.shelf import shelves
from publisher.publish import alone_in, fill

Files = dict[PurePosixPath, bytes]


def exchange(root: Path, selection: Selection, out: Path, base_url: str | None) -> dict[str, Files]:
    """Every file that was written, by brand, then by path below `out/`.

    Raises `BadInput`, before anything is written, where nothing stands there, where what stands
    there is older than its source, and where the address is none.
    """
    to = addresses(base_url)
    made = {
        shelf.brand.id: {
            **infobutton.files(shelf, to),
            **fhir.files(shelf, to),
            **index.files(shelf, to),
        }
        for shelf in shelves(build.jobs(root, selection), out)
    }
    with alone_in(out):
        for brand, files in made.items():
            own = [PurePosixPath(brand, "infobutton"), PurePosixPath(brand, "fhir")]
            fill(out, own, files)
    return made
