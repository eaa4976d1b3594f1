"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_SUFFIX = ".part"


def cache_folder() -> Path:
    """The folder for what can be made again: `$XDG_CACHE_HOME/publisher`, else in `~/.cache`."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "publisher"


def is_address(place: object) -> bool:
    """Whether a place is one of a store at an address (a `UPath`), which is used like a folder."""
    return not isinstance(place, Path)


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` beside `path` and renames it, so that no reader meets half a file.

    Two processes may write the same file at once; the last one wins. A store at an address has
    no names for half of an object: what is put there is whole.
    """
    if is_address(path):
        path.write_bytes(data)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}{_SUFFIX}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises OSError for whatever is none: to read a pipe waits for ever."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        raise OSError(errno.EINVAL, "is a pipe or a device, not a file", str(path))
    return path.read_bytes()


def unfinished(folder: Path) -> Iterator[Path]:
    """What a process that was killed left half written below `folder`."""
    return (path for path in folder.rglob(f".*{_SUFFIX}") if not path.is_dir())
