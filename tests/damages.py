"""What reality does to a finished file, one damage at a time: what every build must notice.

A damage is made on the bytes of a file that was built and proven. `kind` is a row of
docs/proof.md: seen, followed, ordered, said, added, intact, pictured.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

Files = dict[str, bytes]
"""The files of an archive by name."""


@dataclass(frozen=True)
class Damage:
    """One damage: `make` is given a finished file and returns the damaged one."""

    kind: str
    what: str
    make: Callable[[bytes], bytes]

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def replaced(old: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    """Puts `new` in the place of the first `count` times that `old` is there; it must be."""

    def make(data: bytes) -> bytes:
        assert old.encode() in data, f"{old!r} is not in the file"
        return data.replace(old.encode(), new.encode(), count)

    return make


def inside(change: Callable[[Files], None]) -> Callable[[bytes], bytes]:
    """A change of the files in the archive; all else stays as it was."""

    def make(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            infos = book.infolist()
            files = {info.filename: book.read(info) for info in infos}
        before = dict(files)
        change(files)
        assert files != before, "nothing was changed"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as book:
            for info in infos:
                if info.filename in files:
                    book.writestr(info, files.pop(info.filename))
            for name, content in files.items():
                book.writestr(name, content)
        return out.getvalue()

    return make
