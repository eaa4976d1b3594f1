"""Files as a pull would change them, and putting them on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.errors import Problem, PublisherError
from publisher.files import write_whole
from publisher.source.positions import relative

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as it is and as it would be. `before` is None for a file that is not there yet."""

    path: Path
    before: bytes | None
    after: bytes

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return self.before != self.after


def encoded(text: str, before: bytes) -> bytes:
    """`text` in UTF-8, with a byte order mark if `before` has one."""
    mark = _BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b""
    return mark + text.encode()


def leftovers_edit(folder: Path, file: Path, text: str) -> Edit:
    """The edit that keeps `text`, the leftovers of a Word file, in a folder beside the source.

    It goes into a new file, unless one with the same text is there.
    """
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in file.stem) or "pulled"
    data = text.encode()
    number = 1
    while True:
        suffix = f"-{number}" if number > 1 else ""
        path = folder / "pulled" / f"{stem}{suffix}.md"
        if not path.exists() and not path.is_symlink():
            return Edit(path, None, data)
        if path.is_file() and path.read_bytes() == data:
            return Edit(path, data, data)
        number += 1


def problems_of(edits: Iterable[Edit | None], root: Path) -> Iterator[Problem]:
    """Why edits cannot be written, so that it is known before the first of them is."""
    for edit in edits:
        if edit is None or not edit.changes:
            continue
        folder = edit.path.parent
        name = relative(folder, root)
        if folder.is_symlink():
            wrong = "is a link to another folder"
            yield Problem(name, 0, 0, "", wrong, "put the folder there")
        elif folder.exists() and not folder.is_dir():
            wrong = "is a file, and a folder of that name is needed"
            yield Problem(name, 0, 0, "", wrong, "give the file another name")


def write_edit(edit: Edit) -> None:
    """Puts one file on disk, whole. Raises `PublisherError` if it was changed in the meantime."""
    if not edit.changes:
        return
    now = edit.path.read_bytes() if edit.path.exists() else None
    if now != edit.before:
        raise PublisherError(f"{edit.path}: was changed in the meantime; pull again")
    try:
        edit.path.parent.mkdir(exist_ok=True)
        write_whole(edit.path, edit.after)
    except OSError as exc:
        raise PublisherError(f"{edit.path}: cannot be written ({exc.strerror})") from exc
