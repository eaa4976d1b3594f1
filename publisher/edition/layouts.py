"""Where the files of layouts are: those of the project before those that the package brings.

A file of a project's `layouts/` takes the place of ours with the same name, and whatever else lies
there is added. What took a file's place may still include it, by the name `publisher/<name>`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from publisher.bundled import LAYOUTS
from publisher.errors import Problem
from publisher.source.positions import relative

BRANDS = "brands"
"""The one folder of `layouts/` that is the project's alone."""
REPLACED = "publisher"
"""A template names a file that was replaced as `publisher/<name>`."""

NamedFile = tuple[str, Path]
"""A file with its name below `layouts/`, which says nothing of where the folder is."""


def places(layouts: Path) -> tuple[Path, ...]:
    """The folders in which a file is looked for: the project's `layouts`, then ours."""
    return (layouts,) if _is_ours(layouts) else (layouts, LAYOUTS)


def find(layouts: Path, name: str) -> Path:
    """The file `name`: the project's, else ours. Where neither is, where the project's would be."""
    return next((p for place in places(layouts) if (p := place / name).is_file()), layouts / name)


def files_of(layouts: Path, folders: Iterable[str]) -> tuple[NamedFile, ...]:
    """Every file that can be used out of `folders`, replaced ones too, in a stable order."""
    found: dict[str, Path] = {}
    asked = tuple(folders)
    for place in places(layouts):
        for name in dict.fromkeys(name for folder in asked for name in _names(place, folder)):
            if (path := _below(place, name)).is_file():
                found[f"{REPLACED}/{name}" if name in found else name] = path
    return tuple(sorted(found.items()))


# Most editions share most of their files, and a path takes longer to make than a file to find.
@lru_cache(maxsize=1024)
def _below(place: Path, name: str) -> Path:
    return place / name


def _names(place: Path, folder: str) -> Iterator[str]:
    """The names below `place` of all that lies in one of its folders and is no folder."""
    if not isinstance(place, os.PathLike):  # an address in a store
        every = (path for path in (place / folder).rglob("*") if path.is_file())
        yield from (path.relative_to(place).as_posix() for path in every)
        return
    top = len(os.fspath(place)) + 1
    for inside, _, files in os.walk(place / folder):
        below = inside[top:].replace(os.sep, "/")
        yield from (f"{below}/{name}" for name in files)


def edition_names(layouts: Path) -> tuple[str, ...]:
    """The names of all editions, in alphabetical order."""
    found = (path for place in places(layouts) for path in place.glob("*/edition.toml"))
    return tuple(sorted({path.parent.name for path in found}))


def own_files(layouts: Path) -> tuple[NamedFile, ...]:
    """The files that a project adds to our layouts, or puts in their place; brands are apart."""
    if _is_ours(layouts):
        return ()
    found = ((p.relative_to(layouts), p) for p in sorted(layouts.rglob("*")) if p.is_file())
    return tuple((name.as_posix(), path) for name, path in found if name.parts[0] != BRANDS)


def is_replaced(name: str) -> bool:
    """Whether we bring a file of this name."""
    return (LAYOUTS / name).is_file()


def unused_folders(layouts: Path, used: frozenset[str], root: Path) -> Iterator[Problem]:
    """A problem for each folder of a project's layouts that nothing uses: its name is mistyped.

    `used` are the folders that editions take templates from.
    """
    known = {path.name for path in LAYOUTS.iterdir() if path.is_dir()} | used | {BRANDS}
    for name in dict.fromkeys(name.split("/")[0] for name, _ in own_files(layouts)):
        if name not in known:
            wrong = "nothing uses this folder"
            right = "write its edition.toml, or use the name of a layout that it is to change"
            yield Problem(relative(layouts / name, root), 0, 0, "", wrong, right)


def _is_ours(layouts: Path) -> bool:
    return layouts.resolve() == LAYOUTS.resolve()
