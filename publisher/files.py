"""Files that are written completely or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_SUFFIX = ".part"


def cache_folder() -> Path:
    """The folder for what can be made again: `$XDG_CACHE_HOME/publisher`, else in `~/.cache`."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "publisher"


def is_url(place: object) -> bool:
    """Whether a place is in a store, at a URL (a `UPath`), which is used like a folder."""
    return not isinstance(place, Path)


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Writes `data` beside `path` and renames it, so that no reader meets half a file.

    A new file has the permissions of `mode`, else the usual ones; one that is replaced keeps its
    own. Two processes may write the same file at once; the last one wins. A store has no names for
    half of an object: what is put there is whole.
    """
    if is_url(path):
        path.write_bytes(data)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}{_SUFFIX}")
    try:
        beside.unlink(missing_ok=True)
        with beside.open("xb") as file:  # "x": a link that stands there is not followed
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
        with suppress(FileNotFoundError):
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises OSError for a pipe or a device: reading it may never end."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise OSError(errno.EINVAL, "is a pipe or a device, not a file", str(path))
    return path.read_bytes()


def unfinished(folder: Path) -> Iterator[Path]:
    """Incomplete files below `folder`, left by a killed process."""
    return (path for path in folder.rglob(f".*{_SUFFIX}") if not path.is_dir())
