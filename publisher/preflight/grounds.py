"""What a text stands on: the topmost area below it, found by cells of the page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from publisher.preflight.colour import NEARLY, Colour
from publisher.preflight.elements import PaintedElement, PaintedImage, Path, Shading, ShownText
from publisher.preflight.geometry import Box

_CELL = 36.0  # points
_LARGE = 60  # cells; a larger area is kept apart
_MOST = 60  # areas of one cell that are remembered, and large ones; the last count

_Area = tuple[int, Box, Colour | None]


def texts_on_grounds(
    elements: Iterable[PaintedElement],
) -> Iterator[tuple[ShownText, Colour | None]]:
    """Every text, and the colour below its middle; None on bare paper or an unknown colour.

    A shape counts as the box around it, and a translucent or overprinting one not at all.
    """
    grounds = _Grounds()
    for element in elements:
        if isinstance(element, ShownText):
            yield element, grounds.under(element.box)
        else:
            grounds.add(element)


class _Grounds:
    def __init__(self) -> None:
        self._count = 0
        self._cells: dict[tuple[int, int], deque[_Area]] = {}
        self._large: deque[_Area] = deque(maxlen=_MOST)

    def add(self, element: PaintedElement) -> None:
        """Lays an area on top; a line is none."""
        paint = element.fill
        if paint is None or paint.overprints or paint.opacity < 1 - NEARLY:
            return
        known = None if isinstance(element, PaintedImage | Shading) else paint.colour
        for box in element.parts if isinstance(element, Path) else (element.box,):
            self._count += 1
            across = range(int(box.left // _CELL), int(box.right // _CELL) + 1)
            down = range(int(box.bottom // _CELL), int(box.top // _CELL) + 1)
            if len(across) * len(down) > _LARGE:
                self._large.append((self._count, box, known))
                continue
            for cell in ((x, y) for x in across for y in down):
                self._cells.setdefault(cell, deque(maxlen=_MOST)).append((self._count, box, known))

    def under(self, box: Box) -> Colour | None:
        """The colour of the topmost area below the middle of `box`."""
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        middle = Box(x, y, x, y)
        near = self._cells.get((int(x // _CELL), int(y // _CELL)), ())
        holding = [
            next((area for area in reversed(areas) if area[1].holds(middle, 0)), None)
            for areas in (near, self._large)
        ]
        found = max((area for area in holding if area), key=lambda area: area[0], default=None)
        return found[2] if found else None
