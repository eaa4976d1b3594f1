"""The elements of a Word file in Easy Read → the tree of a condition, in the shape of the base.

Words of lines and headings come home, and so does a line that was removed or moved within its part.
A line that is new has no picture that a source could name, so it is a leftover, as is a picture
that was put in the place of another.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.identity import paragraphs_in
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import ReadResult
from publisher.pull.tree import ConditionTree, PlainLineTree, PlainPartTree
from publisher.roundtrip.addresses import CONDITION, Address


def read_plain(notes: Notebook, elements: Sequence[BodyElement]) -> ReadResult:
    """The tree that the elements of a file make, and all that `notes` contain afterwards."""
    reader = _PlainReader(notes)
    for element in elements:
        reader.read(element)
    tree: ConditionTree = {
        **copy.deepcopy(notes.base),
        "title": reader.text_at(CONDITION.title, notes.base["title"]),
        "plain": [part for before in notes.base["plain"] for part in reader.part(before)],
    }
    return ReadResult(
        tree=tree,
        positions=notes.positions,
        notices=tuple(notes.notices),
        addresses=notes.addresses,
        section_starts=frozenset(
            e.order for e in elements if e.kind.role in (StyleRole.TITLE, StyleRole.SECTION)
        ),
        facts=tuple(notes.facts),
        contact_lines=tuple(notes.contact_lines),
    )


class _PlainReader:
    """What was read of a file so far: the text at each address, in the order of the file."""

    def __init__(self, notes: Notebook) -> None:
        self.notes = notes
        self.texts: dict[Address, str] = {}
        self.pictures = {
            Address.plain(part["id"]).lines[number].text: _picture(line)
            for part in notes.base["plain"]
            for number, line in enumerate(part["lines"])
        }

    def read(self, element: BodyElement) -> None:
        """Reads a paragraph, or the rows of a table, each with its picture."""
        if element.rows is None:
            self.paragraph(element)
        for row in element.rows or ():
            every = list(paragraphs_in([one for cell in row for one in cell.elements]))
            wanted = next(
                (w for e in every if (w := self.pictures.get(e.address or CONDITION))), ""
            )
            for one in every:
                self.paragraph(one, wanted)

    def paragraph(self, element: BodyElement, wanted: str = "") -> None:
        """Reads a paragraph; `wanted` is the picture of its line."""
        address, notes = element.address, self.notes
        if element.kind.role is StyleRole.SECTION and element.words:
            notes.place = [notes.words_of(element)]
        if wanted and element.pictures and not element.words:
            text, found = notes.text_by_symbol(element, wanted)
            if found not in (None, wanted):
                what = "another picture beside a line (name one in the source)"
                notes.note_leftover(what, str(found), element)
        elif address is None or address in self.texts:
            notes.note_misplaced(element)
        elif text := notes.text_of(element):
            notes.note_address(element, address)
            self.texts[address] = text

    def text_at(self, address: Address, before: str) -> str:
        """The text that an address has now; that of the base, where it was emptied."""
        if address not in self.texts:
            self.notes.note_kept(address.steps[-1], before)
        return self.texts.get(address, before)

    def part(self, before: PlainPartTree) -> Iterator[PlainPartTree]:
        """A part with the lines that the file has of it; none where all of it was removed."""
        own = Address.plain(before["id"])
        numbers = [
            int(address.steps[3])
            for address in self.texts
            if address.steps[:3] == (*own.steps, "lines")
        ]
        self.notes.positions[own.lines] = tuple(numbers)
        lines: list[PlainLineTree] = [
            {**before["lines"][number], "text": self.texts[own.lines[number].text]}
            for number in numbers
        ]
        if lines or own.heading in self.texts:
            heading = self.text_at(own.heading, before["heading"])
            yield {**before, "heading": heading, "lines": lines}


def _picture(line: PlainLineTree) -> str:
    """The name of the picture of a line, as the file has it."""
    return line.get("symbol") or "-".join((str(line["anatomy"]), *line["organs"]))
