"""The built files that a site offers, and sites written to `out/`, each as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from publisher.build.publish import manifest_entries, unchanged
from publisher.edition.model import Edition, Format
from publisher.errors import PublisherError
from publisher.plan.job import Job
from publisher.site.catalogue import Download

_NAMES = {Format.PDF: "PDF", Format.WORD: "Word", Format.EPUB: "EPUB"}


def downloads_of(job: Job, out: Path) -> tuple[tuple[Download, ...], tuple[str, ...]]:
    """The built files of a guide in `out`, and the paths of those older than their source.

    Sheets, which are for a print shop, and the web page, which has the text of the guide's page,
    are not offered.
    """
    offered, old = [], []
    for edition in sorted(filter(_is_for_readers, job.siblings), key=_order):
        own = replace(job, edition=edition)
        if edition.file not in manifest_entries(out / own.path.parent):
            continue
        if unchanged(own, out) is None:
            old.append(str(own.path))
            continue
        offered.append(
            Download(
                path=str(PurePosixPath(*own.path.parts[1:])),
                name=f"{job.condition.condition}-{edition.file}",
                title=edition.title,
                format=_NAMES[edition.format],
                data=(out / own.path).read_bytes(),
            )
        )
    return tuple(offered), tuple(old)


def _is_for_readers(edition: Edition) -> bool:
    return edition.offered and edition.format in _NAMES and edition.scheme is None


def _order(edition: Edition) -> tuple[int, float, str]:
    """By format, then by the size of the type."""
    return [*_NAMES].index(edition.format), edition.body_pt, edition.name


def write_sites(sites: Mapping[Path, Mapping[str, bytes]]) -> None:
    """Writes every site as a whole: beside its folder first, then moved to its place.

    Raises `PublisherError` where a file cannot be written.
    """
    try:
        for folder, files in sites.items():
            beside = _beside(folder, "new")
            for name, data in files.items():
                (beside / name).parent.mkdir(parents=True, exist_ok=True)
                (beside / name).write_bytes(data)
        for folder in sites:
            before = _beside(folder, "old")
            if folder.exists():
                folder.rename(before)
            _place(folder, "new").rename(folder)
            shutil.rmtree(before, ignore_errors=True)
    except OSError as exc:
        raise PublisherError(f"{exc.filename}: cannot be written ({exc.strerror})") from exc
    finally:
        for folder in sites:
            shutil.rmtree(_place(folder, "new"), ignore_errors=True)


def _beside(folder: Path, name: str) -> Path:
    """The path of a temporary folder beside `folder`; an old one from a killed build is removed."""
    place = _place(folder, name)
    if place.exists():
        shutil.rmtree(place)
    return place


def _place(folder: Path, name: str) -> Path:
    return folder.with_name(f".{folder.name}-{name}")
