"""Problems and holes of a draft, each with the place in the form that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from publisher.errors import Problem
from publisher.source.positions import Keys, Positions
from publisher.studio.editor.form import part_of

_HOLE = "what belongs here is missing ("  # content.model.Missing


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem, the keys of what it is about, and the part of the source that shows that."""

    problem: Problem
    at: Keys
    part: str

    @property
    def is_hole(self) -> bool:
        """Whether it says that something has to be filled in."""
        return self.problem.wrong.startswith(_HOLE)

    @property
    def expected(self) -> str:
        """What belongs into a hole."""
        return self.problem.wrong.removeprefix(_HOLE).removesuffix(")")

    @property
    def as_data(self) -> dict[str, object]:
        """It for a browser."""
        one = self.problem
        return {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "path": one.path,
            "wrong": one.wrong,
            "right": one.right,
            "at": list(self.at),
            "part": self.part,
            "hole": self.is_hole,
        }


def placed(
    problems: Iterable[Problem], tree: Any, places: Positions, file: str
) -> Iterator[PlacedProblem]:
    """The problems with their places; those of other files have none."""
    for one in problems:
        at = _keys(one, places) if one.file == file else ()
        yield PlacedProblem(one, at, part_of(tree, at) if one.file == file else "")


def _keys(problem: Problem, places: Positions) -> Keys:
    """The keys of what a problem is about.

    Its path says it where that is in the same line; paths count what shared wordings bring along,
    so elsewhere the line decides.
    """
    keys = _parsed(problem.path)
    for length in range(len(keys), 0, -1):
        if keys[:length] in places and places[keys[:length]].line == problem.line:
            return keys
    found: Keys = ()
    line = 0
    for at, place in places.items():
        if line <= place.line <= problem.line:
            found, line = at, place.line
    return found


def _parsed(path: str) -> Keys:
    """The keys of a path as problems say it: sections[2].blocks[0].text."""
    parts = re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    return tuple(int(number) if number else word for word, number in parts)
