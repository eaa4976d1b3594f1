"""SHA256SUMS beside published files: what each of them was when it was written.

The file that `sha256sum` writes and reads (GNU coreutils), so that a host can check its copy too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from publisher.files import read_file

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def checksums(files: Mapping[str, bytes]) -> bytes:
    """A list of checksums of files, by their path below the folder that contains the list."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def with_checksums(
    files: Mapping[PurePosixPath, bytes], folders: Iterable[PurePosixPath]
) -> dict[PurePosixPath, bytes]:
    """Files by their place, and with them the list of those in each of the folders."""
    more = {}
    for folder in folders:
        own = {
            str(path.relative_to(folder)): data
            for path, data in files.items()
            if path.is_relative_to(folder)
        }
        if own:
            more[folder / NAME] = checksums(own)
    return {**files, **more}


def differences(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, what became of it) for all in a folder that is not as it was published."""
    try:
        lines = read_file(folder / NAME).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield NAME, "cannot be read; publish the folder again"
        return
    listed = {found[2]: found[1] for line in lines if (found := _LINE.fullmatch(line))}
    if len(listed) < len(lines):
        yield NAME, "has lines that are no checksums; publish the folder again"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(listed.keys() | (there - {NAME})):
        if name not in listed:
            yield name, "was added since it was published"
        elif name not in there:
            yield name, "is gone"
        elif (wrong := _changed(folder / name, listed[name])) is not None:
            yield name, wrong


def _changed(path: Path, expected: str) -> str | None:
    try:
        same = hashlib.sha256(read_file(path)).hexdigest() == expected
    except OSError as exc:
        return f"cannot be read ({exc.strerror})"
    return None if same else "was changed since it was published"
