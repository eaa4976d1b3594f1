"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_SUFFIX = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` beside `path` and renames it, so that no reader meets half a file.

    Two processes may write the same file at once; the last one wins.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}{_SUFFIX}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def unfinished(folder: Path) -> Iterator[Path]:
    """What a process that was killed left half written below `folder`."""
    return folder.rglob(f".*{_SUFFIX}")
