"""A new guide: from the starter, or from a document of somebody else that is imported."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from publisher.apart import Overburdened, apart
from publisher.content.fields import MOST_TITLE
from publisher.errors import bad_option, refused
from publisher.files import write_whole
from publisher.importing.draft import slug
from publisher.importing.project import surroundings
from publisher.importing.read import MOST_BYTES, import_document
from publisher.importing.report import Imported
from publisher.importing.write import write_draft
from publisher.plan.job import source_date
from publisher.source.starter import check_name, starter_source
from publisher.studio.editor.changes import changed

MOST_UPLOADED = MOST_BYTES
_MOST_NAME = 200
_importing = threading.Lock()
_naming = threading.Lock()


@dataclass(frozen=True, slots=True)
class Begun:
    """A new source: its name, and how many holes are to be filled in it."""

    name: str
    holes: int = 0


class Busy(Exception):
    """Another document is being read."""


def start_guide(root: Path, title: str) -> Begun:
    """Writes a starter source with a title; it builds as it stands. Raises `BadInput`."""
    title = " ".join(title.split())
    if not title or len(title) > MOST_TITLE or not any(map(str.isalpha, title)):
        right = f"write one of 1 to {MOST_TITLE} characters"
        raise bad_option("title", "there is no title that fits on a cover", right)
    wanted = slug(title)
    check_name("title", wanted)
    with _naming:
        name = _free(root, wanted)
        text = starter_source(name, _today())
        steps = [{"do": "set", "at": [key], "value": title} for key in ("title", "short_title")]
        folder = root / "sources" / name
        folder.mkdir(parents=True)
        write_whole(folder / "condition.yaml", changed(text, steps).encode())
    return Begun(name)


def import_guide(root: Path, file: str, data: bytes, gone: Callable[[], bool]) -> Begun:
    """Writes the draft of a source that a document makes, read in a process of its own.

    Nothing is written where the one who asked has `gone`. Raises `BadInput` where the document
    cannot be read, and `Busy` where another one is being read.
    """
    file = PurePosixPath(file.replace("\\", "/")).name[-_MOST_NAME:]
    if not _importing.acquire(blocking=False):
        raise Busy
    try:
        imported = _imported(root, file, data)
    finally:
        _importing.release()
    if gone():
        return Begun("")
    with _naming:
        name = _free(root, imported.name)
        write_draft(root, imported if name == imported.name else imported.renamed(name))
    return Begun(name, len(imported.holes))


def _imported(root: Path, file: str, data: bytes) -> Imported:
    with TemporaryDirectory(prefix="publisher-") as empty:
        try:
            return apart(
                import_document,
                data,
                file,
                name="",
                today=_today().isoformat(),
                around=surroundings(root),
                folder=Path(empty),
            )
        except Overburdened as exc:
            wrong = f"cannot be imported: {exc}"
            raise refused(file, wrong, "import it in parts, or save it again") from None


def _free(root: Path, wanted: str) -> str:
    """A name that no source has: the one that is wanted, or with a number."""
    name, number = wanted, 1
    while (root / "sources" / name).exists():
        number += 1
        name = f"{wanted[:60]}-{number}"
    return name


def _today() -> date:
    return (source_date() or datetime.now(UTC)).date()
