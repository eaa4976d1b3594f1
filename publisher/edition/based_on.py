"""An `edition.toml` together with the edition that it is based on.

What it says goes before what that one says; what it leaves out is as there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.bundled import LAYOUTS
from publisher.edition.layouts import edition_names, find
from publisher.errors import BadInput, Problem, quoted
from publisher.source.positions import Positions, read_toml, relative

KEY = "based_on"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_JOINED = "print"
"""The table that is joined key by key. What else is written replaces what was there as a whole:
sheets and the filling of their panels fit one another."""


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that an edition is told, and where its own part of it stands."""

    file: str
    tree: dict[str, Any]
    own: frozenset[str]
    """The keys that stand in its own file."""
    positions: Positions = field(repr=False)
    below: Said | None
    """What the edition that it is based on is told."""

    @property
    def name(self) -> str:
        """The name of the edition."""
        return Path(self.file).parent.name

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that its templates are in: its own, then those of what it is based on."""
        below = self.below.folders if self.below else ()
        return tuple(dict.fromkeys((self.name, *below)))


def read_edition(path: Path, layouts: Path, root: Path, above: tuple[Path, ...] = ()) -> Said:
    """What the edition of the file `path` is told; `above` are the files that are based on it.

    Raises `BadInput` where a file cannot be read, or is based on what there is not.
    """
    file = relative(path, root)
    tree, positions = read_toml(path, file)
    own = frozenset(tree)
    if KEY not in tree:
        return Said(file, tree, own, positions, None)
    name = tree.pop(KEY)
    base = _file_of(name, path, layouts)
    is_circle = base is not None and base.resolve() in {one.resolve() for one in (path, *above)}
    if base is None or is_circle:
        line, column, _ = positions[(KEY,)]
        wrong = f"there is no edition {quoted(str(name))}"
        there = (one for one in edition_names(layouts) if _file_of(one, path, layouts))
        right = f"use one of {', '.join(there)}"
        if is_circle:
            wrong, right = "leads back to this edition", "name one that is not based on this one"
        raise BadInput([Problem(file, line, column, KEY, wrong, right)])
    below = read_edition(base, layouts, root, (path, *above))
    joined = below.tree | {
        key: below.tree.get(key, {}) | value
        if key == _JOINED and isinstance(value, dict)
        else value
        for key, value in tree.items()
    }
    for key in {"title", "titles"} - tree.keys() if below.name != path.parent.name else ():
        joined.pop(key, None)  # two products of one name could not be told apart
    return Said(file, joined, own, positions, below)


def _file_of(name: object, path: Path, layouts: Path) -> Path | None:
    """The file of the edition `name`, the project's before ours.

    It is ours where our own editions name it, and where a project's edition names itself, which
    took the place of ours.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return None
    is_ours = name == path.parent.name or path.is_relative_to(LAYOUTS)
    file = f"{name}/edition.toml"
    found = LAYOUTS / file if is_ours else find(layouts, file)
    return found if found.is_file() else None
