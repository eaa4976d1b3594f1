"""What is kept from one run to the next because making it again takes long.

Each thing is a file in the user's own cache folder, named after a hash of all that it is made of,
so that it is never outdated. Some of it is run, as compiled templates are: so a folder or a file
that others could write to is not used, nor is a file whose bytes are not those that were written.
Nothing depends on it: what cannot be read is made, and what cannot be written is made next time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from publisher.files import cache_folder, write_whole
from publisher.program import program_hash

_DAY_S = 86_400
_UNUSED_DAYS = 30


def kept(kind: str, key: str, make: Callable[[], bytes]) -> bytes:
    """What `make` returns, or returned when it was asked for by this key before.

    `key` says all that it is made of, but for our own code and the engines.
    """
    name = hashlib.sha256(f"{_version()}\0{key}".encode()).hexdigest()
    folder = _private(kind)
    if folder is None:
        return make()
    found = _read(folder / name)
    if found is None:
        found = make()
        _write(folder / name, found)
    return found


@cache
def _version() -> str:
    return program_hash()


def _private(kind: str) -> Path | None:
    """The folder for one kind, that nobody else may write to; None where there is none."""
    all_kinds = cache_folder() / "kept"
    try:
        all_kinds.parent.mkdir(parents=True, exist_ok=True)
        for folder in (all_kinds, all_kinds / kind):
            folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_own(folder.lstat(), stat.S_IFDIR):
                return None
    except OSError:
        return None
    return all_kinds / kind


def _is_own(state: os.stat_result, kind: int) -> bool:
    """Whether a file or folder is what it should be, is ours, and no other user can change it."""
    mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return stat.S_IFMT(state.st_mode) == kind and mine and not state.st_mode & 0o022


def _read(path: Path) -> bytes | None:
    """The bytes that were written to a file; None where it is not there, damaged or not ours."""
    try:
        with open(path, "rb", opener=_not_through_links) as file:
            state = os.fstat(file.fileno())
            if not _is_own(state, stat.S_IFREG):
                return None
            data = file.read()
        if time.time() - state.st_mtime > _DAY_S:
            os.utime(path)  # the time of its last use, to a day
    except OSError:
        return None
    digest, whole = data[:32], data[32:]
    return whole if hashlib.sha256(whole).digest() == digest else None


def _not_through_links(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _write(path: Path, data: bytes) -> None:
    """Writes a file for the next run, if it can be written."""
    with suppress(OSError):
        write_whole(path, hashlib.sha256(data).digest() + data, mode=0o600)
        _remove_unused(path.parent)


def _remove_unused(folder: Path) -> None:
    """Removes what was not used for a month, once a day."""
    now = time.time()
    mark = folder / ".swept"
    with suppress(FileNotFoundError):
        if now - mark.stat().st_mtime < _DAY_S:
            return
    mark.touch(mode=0o600)
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if now - path.stat().st_mtime > _UNUSED_DAYS * _DAY_S:
                path.unlink()
