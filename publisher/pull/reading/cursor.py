"""The elements under one heading of a Word file, read one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import FLOW, id_in
from publisher.pull.tree import BlockTree

Inside = Callable[[Sequence[BodyElement], str], list[BlockTree]]
"""A function: elements and the id of the block that they are in → blocks."""


class Cursor:
    """A place in the elements of a section, subsection or callout with the id `above`."""

    def __init__(
        self, notes: Notebook, elements: Sequence[BodyElement], above: str, inside: Inside
    ) -> None:
        self.notes = notes
        self.elements = [p for p in elements if not self.is_nothing(p)]
        self.above = above
        self.inside = inside
        self.at = 0
        self.adopt_into_callout()

    @staticmethod
    def is_nothing(element: BodyElement) -> bool:
        """Whether an element is an empty paragraph."""
        lines = element.kind.role is StyleRole.LINE
        return not (
            lines or element.rows or element.pictures or element.unsupported or element.words
        )

    def adopt_into_callout(self) -> None:
        """Makes paragraphs that were typed inside a callout part of it, whatever their style."""
        for at in range(1, len(self.elements) - 1):
            before, element, after = self.elements[at - 1 : at + 2]
            inside = before.kind.urgency is not None and before.kind.urgency is after.kind.urgency
            starts = (
                after.kind.role is StyleRole.CALLOUT_HEADING
                or after.kind.role is StyleRole.PUBLISHER_TEXT
            )
            if inside and not starts and element.kind.urgency is None and element.kind.role in FLOW:
                kind = replace(element.kind, urgency=before.kind.urgency)
                self.elements[at] = replace(element, kind=kind)

    @property
    def element(self) -> BodyElement | None:
        """The element that is read next; None at the end."""
        return self.elements[self.at] if self.at < len(self.elements) else None

    def take_while(self, *roles: StyleRole) -> list[BodyElement]:
        """The elements from here on that have one of these roles; the cursor moves past them."""
        passed = []
        while (element := self.element) is not None and element.kind.role in roles:
            if element.rows is not None:
                break
            passed.append(element)
            self.at += 1
        return passed

    def before(self, element: BodyElement) -> BlockTree | None:
        """The block of the base that the text of an element is in."""
        return self.notes.base_blocks.get(id_in(element.address, "blocks") or "")

    def written_on(self, lines: Sequence[BodyElement]) -> None:
        """Reports words on answer lines: somebody has filled them in."""
        self.notes.leave_out("words on a line to write on", lines)
