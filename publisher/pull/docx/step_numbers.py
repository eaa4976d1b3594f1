"""The numbers that Word shows before the steps of lists."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.pull.docx.definitions import Numbering
from publisher.pull.docx.styles import Kind, StyleRole


class StepNumbers:
    """Counts the steps of a file in the order in which they are read."""

    def __init__(self, numberings: Mapping[str, Numbering]) -> None:
        self._numberings = numberings
        self._begun: set[str] = set()  # ids of numberings that have a step already
        self._last: dict[str, int] = {}  # the latest number, by kind of numbering

    def next(self, kind: Kind) -> int | None:
        """The number of the next paragraph; None unless it is a step of the outer level."""
        numbering = self._numberings.get(kind.numbering)
        if kind.role is not StyleRole.STEP or kind.level or numbering is None:
            return None
        if numbering.start is not None and kind.numbering not in self._begun:
            self._last[numbering.kind] = numbering.start - 1
        self._begun.add(kind.numbering)
        number = self._last.get(numbering.kind, numbering.first - 1) + 1
        self._last[numbering.kind] = number
        return number
