"""Matrices and boxes of a PDF page, in points of its user space."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import Any, NamedTuple

from publisher.units import PT_PER_MM

MM = PT_PER_MM  # points in a millimetre
_FAR = 1e6  # no page is larger; keeps absurd numbers of a damaged file calculable


def number(value: Any) -> float:
    """`value` of a PDF as a float, kept within what a page can hold."""
    return max(-_FAR, min(_FAR, float(value)))


class Matrix(NamedTuple):
    """The six numbers of ISO 32000-1, 8.3.3; `m.then(n)` applies m first."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def then(self, n: Matrix) -> Matrix:
        """Both, one after the other."""
        return Matrix(
            self.a * n.a + self.b * n.c,
            self.a * n.b + self.b * n.d,
            self.c * n.a + self.d * n.c,
            self.c * n.b + self.d * n.d,
            self.e * n.a + self.f * n.c + n.e,
            self.e * n.b + self.f * n.d + n.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The place of a point after the transformation."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def across(self) -> float:
        """The length of what was one unit wide."""
        return hypot(self.a, self.b)

    @property
    def up(self) -> float:
        """The length of what was one unit high."""
        return hypot(self.c, self.d)

    @property
    def scale(self) -> float:
        """By how much lines grow, on average of all directions."""
        return float(abs(self.a * self.d - self.b * self.c) ** 0.5)


def matrix(values: Any) -> Matrix:
    """A PDF array of six numbers."""
    numbers = [number(value) for value in values]
    if len(numbers) != 6:
        raise ValueError(f"{len(numbers)} numbers where a matrix has six")
    return Matrix(*numbers)


class Box(NamedTuple):
    """A rectangle, its sides in order."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def grown(self, by: float) -> Box:
        """The same, `by` points larger on every side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def meets(self, other: Box) -> bool:
        """Whether both share some area, or one is a hairline within the other."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box, slack: float = 0.05) -> Box | None:
        """The part of it inside `other`; None where nothing is."""
        part = Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )
        return part if part.width >= -slack and part.height >= -slack else None

    def holds(self, other: Box, slack: float = 0.05) -> bool:
        """Whether `other` is inside, with a tolerance of `slack` points."""
        return (
            other.left >= self.left - slack
            and other.bottom >= self.bottom - slack
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )


def around(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest box that contains all points, of which there is at least one."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def placed(box: Box, by: Matrix) -> Box:
    """The smallest box that contains `box` once `by` has moved it."""
    return around(by.point(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top))


def box(values: Any) -> Box:
    """A PDF rectangle: two opposite corners in any order (ISO 32000-1, 7.9.5)."""
    numbers = [number(value) for value in values]
    if len(numbers) != 4:
        raise ValueError(f"{len(numbers)} numbers where a rectangle has four")
    x0, y0, x1, y1 = numbers
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


class PaintedCells:
    """What is painted on the page so far, in cells, so that neighbours are found fast."""

    _CELL = 18.0  # points; a line of small text is about that high
    _LARGE = 40 * _CELL**2
    _CROWD = 24  # more boxes in one cell count as one: a page of dots must not take for ever

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}
        self._large: list[Box] = []

    def add(self, new: Box) -> None:
        """Lays `new` on top."""
        if new.width * new.height > self._LARGE:
            self._crowd(self._large, new, 10 * self._CROWD)
            return
        for cell in self._touched(new):
            self._crowd(self._cells.setdefault(cell, []), new, self._CROWD)

    def _crowd(self, boxes: list[Box], new: Box, most: int) -> None:
        if any(old.holds(new, 0) for old in boxes):
            return
        boxes.append(new)
        if len(boxes) > most:
            boxes[:] = [around(corner for one in boxes for corner in (one[:2], one[2:]))]

    def under(self, new: Box) -> bool:
        """Whether anything is painted where `new` will be."""
        if any(new.meets(large) for large in self._large):
            return True
        if new.width * new.height > self._LARGE:
            return any(new.meets(old) for olds in self._cells.values() for old in olds)
        return any(
            new.meets(old) for cell in self._touched(new) for old in self._cells.get(cell, ())
        )

    def _touched(self, new: Box) -> list[tuple[int, int]]:
        left, right = int(new.left // self._CELL), int(new.right // self._CELL)
        bottom, top = int(new.bottom // self._CELL), int(new.top // self._CELL)
        if (right - left) * (top - bottom) > 100_000:  # endless and thin: outside of any page
            return []
        return [(x, y) for x in range(left, right + 1) for y in range(bottom, top + 1)]
