"""The body of a Word file as paragraphs and tables, in order, with the marks around each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from publisher.pull.docx.content import ContentReader
from publisher.pull.docx.controls import content_of, tag_of
from publisher.pull.docx.draft import ParagraphDraft
from publisher.pull.docx.elements import BodyElement, Cell, Span, Unsupported
from publisher.pull.docx.links import Links
from publisher.pull.docx.marks import OpenMarks
from publisher.pull.docx.package import WordFile
from publisher.pull.docx.step_numbers import StepNumbers
from publisher.pull.docx.styles import Kind, StyleRole, kind
from publisher.pull.docx.unread import unread_words
from publisher.pull.docx.xml import Element, W, level_in, value
from publisher.roundtrip.addresses import Address

Tags = tuple[str, ...]
"""Tags of the content controls around an element, the innermost first."""
_CONTAINERS = (f"{W}customXml", f"{W}ins", f"{W}moveTo")


class BodyReader:
    """Reads the body of a file, or one of its headers and footers, from start to end."""

    def __init__(
        self,
        file: WordFile,
        anchors: Mapping[str, Address],
        part: str = "document",
        tab: str = " ",
    ) -> None:
        """`anchors` are addresses of glossary entries and references, by bookmark.

        A tab is read as `tab`.
        """
        self._file = file
        self._marks = OpenMarks()
        self._steps = StepNumbers(file.numberings)
        links = Links(file.links.get(part, {}), anchors)
        self._content = ContentReader(file, links, self._marks, tab)
        self._orders = count()

    def elements(self, holder: Element, tags: Tags = ()) -> Iterator[BodyElement]:
        """The paragraphs and tables in `holder`, in order."""
        for child in holder:
            if handle := _IN_BODY.get(str(child.tag)):
                yield from handle(self, child, tags)
            else:
                self._marks.read(child)

    def unread(self, body: Element) -> Iterator[Unsupported]:
        """The words of `body` that `elements` has passed over; to be called after it."""
        return unread_words(body, self._content.read_words, self._file.chunks)

    def _control(self, control: Element, tags: Tags) -> Iterator[BodyElement]:
        if (content := content_of(control)) is not None:
            yield from self.elements(content, (tag_of(control), *tags))

    # Tables

    def _table(self, table: Element, tags: Tags) -> Iterator[BodyElement]:
        starts, comments = self._marks.begun()
        # The style of the table makes its first row and column bold, and LibreOffice writes that
        # into the letters themselves.
        rows = tuple(
            tuple(
                _without_own_bold(read) if not r or not c else read
                for c, read in enumerate(
                    self._cell(cell, inside) for cell, inside in _parts(row, f"{W}tc", within)
                )
            )
            for r, (row, within) in enumerate(_parts(table, f"{W}tr", tags))
        )
        yield BodyElement(
            Kind(StyleRole.FOREIGN, style=value(table.find(f"{W}tblPr/{W}tblStyle"))),
            order=next(self._orders),
            tags=tags,
            starts=tuple(starts),
            comments=tuple(comments),
            rows=rows,
            within=self._marks.around(),
        )

    def _cell(self, cell: Element, tags: Tags) -> Cell:
        layout = cell.find(f"{W}tcPr")
        merged = False
        if layout is not None:
            span = value(layout.find(f"{W}gridSpan"))
            merged = span not in ("", "1") or layout.find(f"{W}vMerge") is not None
        return Cell(tuple(self.elements(cell, tags)), merged)

    # Paragraphs

    def _paragraph(self, paragraph: Element, tags: Tags) -> Iterator[BodyElement]:
        layout = paragraph.find(f"{W}pPr")
        style = numbering = level = None
        if layout is not None:
            style = layout.find(f"{W}pStyle")
            if (number := layout.find(f"{W}numPr/{W}numId")) is not None:
                numbering = value(number)
            if (own_level := layout.find(f"{W}numPr/{W}ilvl")) is not None:
                level = level_in(value(own_level))
        starts, comments = self._marks.begun()
        draft = ParagraphDraft(
            kind(self._file, value(style), numbering, level),
            tags=tags,
            within=tuple(name for name in self._marks.around() if name not in starts),
            starts=starts,
            comments=comments,
        )
        in_contents = self._content.fields.in_contents()
        step = self._steps.next(draft.kind)
        self._content.read(paragraph, draft, Span(""))
        in_contents = in_contents or self._content.fields.in_contents()
        yield draft.finished(next(self._orders), step, contents=in_contents)


_IN_BODY: dict[str, Callable[[BodyReader, Element, Tags], Iterator[BodyElement]]] = {
    f"{W}p": BodyReader._paragraph,
    f"{W}tbl": BodyReader._table,
    f"{W}sdt": BodyReader._control,
    **dict.fromkeys(_CONTAINERS, BodyReader.elements),
}


def _without_own_bold(cell: Cell) -> Cell:
    """A cell without direct bold formatting; tables inside it are unchanged."""
    elements = (
        replace(
            element,
            spans=tuple(replace(s, strong=s.strong and not s.by_hand) for s in element.spans),
        )
        for element in cell.elements
    )
    return replace(cell, elements=tuple(elements))


def _parts(holder: Element, wanted: str, tags: Tags) -> Iterator[tuple[Element, Tags]]:
    """The rows of a table or the cells of a row, each with the tags around it."""
    for child in holder:
        if child.tag == wanted:
            yield child, tags
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _parts(content, wanted, (tag_of(child), *tags))
        elif child.tag in _CONTAINERS:
            yield from _parts(child, wanted, tags)
