"""The state of a project's files, by which a process sees what has changed.

As git sees it: name, size, inode and time of the last change, not the bytes.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher.edition.layouts import places

_SETTLED_NS = 100_000_000
"""A file that changed less than 0.1 s ago may change again without showing it in its time."""


class FileStates:
    """The states of files at one moment, as hashes."""

    def __init__(self) -> None:
        self._began, self._newest = time.time_ns(), 0
        self._folders: dict[Path, str] = {}

    def of_folder(self, folder: Path) -> str:
        """The state of all in a folder when it was first asked for."""
        if folder not in self._folders:
            self._folders[folder] = self.of(files_below(folder))
        return self._folders[folder]

    def of(self, *places: Iterable[Path | str], note: str = "") -> str:
        """The state of files and folders, each by itself; of what is not there too."""
        digest = hashlib.sha256(note.encode())
        for path in (path for paths in places for path in paths):
            state = state_of(path)
            self._newest = max(self._newest, state[0] if state else 0)
            digest.update(f"\0{path}\0{state}".encode(errors="surrogateescape"))
        return digest.hexdigest()

    @property
    def is_settled(self) -> bool:
        """Whether no file had changed just before it was looked at."""
        return self._began - self._newest > _SETTLED_NS


class ProjectState(FileStates):
    """The state of all files of a project at one moment."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._sources, self._layouts = root / "sources", root / "layouts"
        self._common = self.of(
            *(files_below(place, skip="brands") for place in places(self._layouts)),
            files_below(self._sources / "collections"),
            files_below(self._sources / "shared"),
            files_below(Path(__file__).parent.parent),
            # Whatever is installed beside us shows in its folder.
            map(Path, sys.path),
            [Path(sys.executable)],
            note=f"{sys.version} {os.environ.get('SOURCE_DATE_EPOCH')}",
        )

    def inputs(self, condition: str, brand: str, outside: Iterable[str]) -> str:
        """Of all that the documents of a condition in a brand are made from.

        `outside` are files of the brand wherever they are. A collection is made from any source.
        """
        own = self._sources / condition
        parts = (
            self._common,
            self.of_folder(own if own.is_dir() else self._sources),
            self.of_folder(self._layouts / "brands" / brand),
            self.of(map(Path, outside)),
        )
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def state_of(path: Path | str) -> tuple[int, int, int] | None:
    """Time of the last change in nanoseconds, size, inode; None where there is no such file."""
    try:
        stat = os.stat(path)  # noqa: PTH116  # a Path for each of thousands of files takes as long
    except OSError:
        return None
    return stat.st_ctime_ns, stat.st_size, stat.st_ino


def files_below(folder: Path, skip: str = "") -> Iterator[str]:
    """Every file and folder below a folder, in a stable order, but for those of one name."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (skip, "__pycache__"))
        yield from (f"{place}{os.sep}{name}" for name in (*folders, *sorted(files)))
