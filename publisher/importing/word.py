"""A Word file, whoever made it → elements, by the styles that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from publisher.content.inline import Inline, Link, Plain, Strong, words
from publisher.importing.beside import credited
from publisher.importing.elements import (
    CaptionElement,
    DefinitionElement,
    Element,
    Furniture,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RowElement,
    TermElement,
)
from publisher.importing.letters import Letters
from publisher.importing.wording import link, shown, stripped
from publisher.pull.docx import tracked
from publisher.pull.docx.body import BodyReader
from publisher.pull.docx.elements import BodyElement, BodyPicture, Span
from publisher.pull.docx.package import WordFile, opened_from_anywhere
from publisher.pull.docx.styles import StyleRole
from publisher.pull.docx.xml import W
from publisher.pull.reading.span_nodes import nodes_of
from publisher.roundtrip.addresses import Address
from publisher.roundtrip.styles import squeezed

_HEADING = re.compile(r"(?:heading|überschrift|titre|titolo|título|kop|rubrik)(\d)")
_LOOKS = re.compile(r"(?:underlined|highlighted|coloured) words|words (?:struck through|in \w+)")
_CREDITS = {StyleRole.FIGURE_CREDIT: "credit", StyleRole.FIGURE_LICENSE: "license"}
_LEVELS = {StyleRole.TITLE: 1, StyleRole.SECTION: 2, StyleRole.SUBSECTION: 3}
_CONTACT = frozenset((StyleRole.CONTACT_HEADING, StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE))
_ITEMS = {
    StyleRole.BULLET: ItemMarker.BULLET,
    StyleRole.STEP: ItemMarker.NUMBER,
    StyleRole.CHECK: ItemMarker.BOX,
    StyleRole.QUESTION: ItemMarker.BULLET,
    StyleRole.SOURCE: ItemMarker.BULLET,
}
_PROSE = (StyleRole.PARAGRAPH, StyleRole.FOREIGN)
_HINTS = {
    StyleRole.SUBTITLE: "subtitle",
    StyleRole.LABEL: "write-in",
    StyleRole.CONTACT_HEADING: "contact",
    StyleRole.CONTACT_TEXT: "contact",
    StyleRole.CONTACT_LINE: "contact",
}


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_word(data: bytes, name: str) -> ImportedDocument:
    """The document in a Word file. Raises `BadInput` where it is none."""
    file = opened_from_anywhere(data, name)
    language = file.language if _LANGUAGE.fullmatch(file.language) else ""
    document = ImportedDocument("Word file", language=language)
    letters = Letters()
    changes = tracked.changes(file.body, frozenset())
    if changes:
        tracked.settle(file.body, accept=True)
        document.remarks.append(f"tracked changes were accepted: {len(changes)}")
    if file.comments:
        document.remarks.append(f"comments were left out: {len(file.comments)}")
    reader = BodyReader(file, _EveryPlace(), tab="\t")
    pieces = list(reader.elements(file.body))
    made = _Body(document, letters, file)
    made.read(pieces)
    for odd in reader.unread(file.body):
        for words_ in odd.words.split("\n"):
            if words_.strip():
                line = document.line("outside of the text", letters.mended(words_))
                document.elements.append(
                    ParagraphElement(nodes=(Plain(words_.strip()),), lines=(line,))
                )
    _heads(document, file, letters)
    document.remarks += letters.remarks()
    return document


class _EveryPlace(Mapping[str, Address]):
    """Every place that a link inside a file can lead to, under its own name."""

    def __getitem__(self, place: str) -> Address:
        return Address(("references", place))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _heads(document: ImportedDocument, file: WordFile, letters: Letters) -> None:
    """Headers and footers, which stand on every page."""
    for name, root in file.headers_and_footers:
        for paragraph in root.iter(f"{W}p"):
            said = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            if said.strip():
                line = document.line(name, letters.mended(said).strip())
                document.set_aside((line,), Furniture.RUNNING_HEAD)


@dataclass(slots=True)
class _Body:
    """Makes elements of the pieces of one body."""

    document: ImportedDocument
    letters: Letters
    file: WordFile
    count: int = 0
    tables: int = 0
    boxes: int = 0
    urgency: object = None
    caption: list[Element] = field(default_factory=list)

    def read(self, pieces: list[BodyElement], box: int = 0, hint: str = "") -> None:
        """Adds what the pieces say to the document."""
        for tabbed, group in groupby(pieces, self._tabs):
            run = list(group)
            if tabbed > 0 and len(run) > 1:
                self._tabbed_rows(run)
            elif tabbed < 0 and len(run) > 1:
                self._tabbed_items(run)
            else:
                for piece in run:
                    self._one(piece, box, hint)

    def _tabs(self, piece: BodyElement) -> int:
        """How many tabs part the words of a paragraph; -1 where they only stand before them."""
        if (
            piece.rows is not None
            or piece.kind.listed
            or piece.kind.role is not StyleRole.PARAGRAPH
        ):
            return 0
        said = piece.text
        if re.match(r"\t+\S[^\t]*$", said) and not re.match(r"\s*(?:\W|\(?\w{1,2}[.)])\s", said):
            return -1
        marked = re.match(r"\s*(?:[^\w\s(\"“]|\(?\w{1,2}[.)])\s*\t", said)
        return 0 if marked else len(re.findall(r"\S\t+(?=\S)", said))

    def _tabbed_rows(self, run: list[BodyElement]) -> None:
        self.tables += 1
        for piece in run:
            cells = [one.strip() for one in re.split(r"\t+", piece.text.strip("\t "))]
            line = self._line(" | ".join(cells))
            self.document.elements.append(
                RowElement(
                    cells=tuple((Plain(self.letters.mended(one)),) for one in cells),
                    table=self.tables,
                    lines=(line,),
                )
            )

    def _tabbed_items(self, run: list[BodyElement]) -> None:
        least = min(len(one.text) - len(one.text.lstrip("\t")) for one in run)
        for piece in run:
            depth = len(piece.text) - len(piece.text.lstrip("\t")) - least
            nodes = self._nodes(piece)
            line = self._line(shown(nodes))
            self.document.elements.append(ListItemElement(nodes=nodes, lines=(line,), depth=depth))

    def _line(self, said: str) -> int:
        self.count += 1
        return self.document.line(f"paragraph {self.count}", self.letters.mended(said))

    def _nodes(self, piece: BodyElement) -> tuple[Inline, ...]:
        spans = [self._span(span, piece) for span in piece.spans]
        return stripped(tuple(nodes_of(spans)))

    def _span(self, span: Span, piece: BodyElement) -> Span:
        """A span whose links are such as a source may have, or lead to a place in the file."""
        text = re.sub(r"\s+", " ", self.letters.mended(span.text))
        strong = span.strong and not piece.kind.bold
        if span.cited:
            href: str | None = f"#{span.cited}"
        elif span.href is not None:
            made = link(span.href, text)
            href = made.href if isinstance(made, Link) else None
            text = made.text if isinstance(made, Link) else text
        else:
            href = None
        return Span(text, strong=strong, emphasis=span.emphasis, href=href)

    # Pieces

    def _one(self, piece: BodyElement, box: int, hint: str) -> None:
        if piece.rows is not None:
            self._table(piece)
            return
        for picture in piece.pictures:
            self._picture(picture, box)
        nodes = self._nodes(piece)
        if "".join(words(nodes)).strip():
            line = self._line(shown(nodes))
            self._anchor(piece, line)
            self._add(piece, nodes, line, self._box(piece, box), hint)
        self._odd(piece, box)

    def _picture(self, picture: BodyPicture, box: int) -> None:
        alt = self.letters.mended(" ".join(picture.alt.split()))
        said = alt or picture.name or "a picture"
        if picture.decorative:
            line = self._line(f"picture: {said}")
            self.document.set_aside((line,), Furniture.DECORATION)
            return
        line = self._line(said)
        self.document.elements.append(
            PictureElement(
                alt=alt,
                file="" if alt else picture.name,
                pixels=picture.data,
                lines=(line,),
                box=box,
            )
        )

    def _anchor(self, piece: BodyElement, line: int) -> None:
        """Notes at which line the places are that links lead to."""
        for name in piece.starts:
            self.document.anchors.setdefault(name, line)

    def _box(self, piece: BodyElement, box: int) -> int:
        """The number of the callout that a style says, a new one where its label begins."""
        urgency = piece.kind.urgency
        if urgency is None:
            self.urgency = None
            return box
        if urgency is not self.urgency or squeezed(piece.kind.style).endswith("label"):
            self.boxes += 1
        self.urgency = urgency
        return self.boxes

    def _add(
        self, piece: BodyElement, nodes: tuple[Inline, ...], line: int, box: int, hint: str
    ) -> None:
        role = piece.kind.role
        add = self.document.elements.append
        hint = _HINTS.get(role) or hint or piece.kind.style
        if piece.contents or role is StyleRole.CONTENTS:
            self.document.set_aside((line,), Furniture.CONTENTS)
        elif level := _LEVELS.get(role) or self._level(piece):
            add(HeadingElement(nodes=_unbold(nodes), lines=(line,), level=level, hint=hint))
        elif squeezed(piece.kind.style) in ("glanceheading", "tocheading"):
            add(HeadingElement(nodes=nodes, lines=(line,), level=2, hint=hint))
        elif role in _ITEMS or (piece.kind.listed and role in _PROSE):
            item = ListItemElement(nodes=nodes, lines=(line,), box=box)
            add(_as_item(item, piece, hint))
        elif role in (StyleRole.TERM, StyleRole.ENTRY):
            add(TermElement(nodes=nodes, lines=(line,), box=box))
        elif role in (StyleRole.MEANING, StyleRole.ENTRY_TEXT):
            add(DefinitionElement(nodes=nodes, lines=(line,), box=box))
        elif role in (StyleRole.FIGURE_TITLE, StyleRole.CAPTION):
            is_figure = role is StyleRole.FIGURE_TITLE
            add(CaptionElement(title=nodes, lines=(line,), of_picture=is_figure))
        elif role in _CREDITS and credited(self.document, _CREDITS[role], nodes, line):
            pass
        elif role in (StyleRole.FIGURE_CAPTION, StyleRole.TABLE_SUMMARY):
            self._more_caption(nodes, line, of_picture=role is StyleRole.FIGURE_CAPTION)
        else:
            by_hand = all(isinstance(n, Strong) or not shown((n,)) for n in nodes)
            bold = role in _PROSE and (piece.kind.bold or by_hand)
            add(ParagraphElement(nodes=nodes, lines=(line,), box=box, hint=hint, is_bold=bold))

    def _more_caption(self, nodes: tuple[Inline, ...], line: int, *, of_picture: bool) -> None:
        """Adds what else is said of a table or picture to its title."""
        last = self.document.elements[-1] if self.document.elements else None
        if isinstance(last, CaptionElement) and last.of_picture == of_picture and not last.nodes:
            self.document.elements[-1] = CaptionElement(
                nodes=nodes, title=last.title, lines=(*last.lines, line), of_picture=of_picture
            )
        else:
            self.document.elements.append(
                CaptionElement(nodes=nodes, lines=(line,), of_picture=of_picture)
            )

    def _level(self, piece: BodyElement) -> int:
        """The level of a heading by the name of its style, or of one that it is based on."""
        by_name = {sheet.name: sheet for sheet in self.file.styles.values()}
        sheet = by_name.get(piece.kind.style)
        for _ in range(8):
            if sheet is None:
                return 0
            if found := _HEADING.fullmatch(squeezed(sheet.name)):
                return int(found[1]) + 1
            if squeezed(sheet.name) == "title":
                return 1
            sheet = self.file.styles.get(sheet.based_on)
        return 0

    def _odd(self, piece: BodyElement, box: int) -> None:
        """What stands beside the letters of a paragraph: notes, text boxes, hidden words."""
        for odd in piece.unsupported:
            if _LOOKS.fullmatch(odd.what):
                continue
            if not odd.words.strip():
                self.document.remarks.append(f"{odd.what} was left out")
                continue
            line = self._line(odd.words)
            if odd.what == "hidden text":
                self.document.set_aside((line,), Furniture.HIDDEN)
            else:
                said = self.letters.mended(odd.words).strip()
                self.document.elements.append(
                    ParagraphElement(nodes=(Plain(said),), lines=(line,), box=box, hint=odd.what)
                )

    # Tables

    def _table(self, piece: BodyElement) -> None:
        rows = piece.rows or ()
        width = max((len(row) for row in rows), default=0)
        if width < 2 or _places(piece):
            box = 0
            if len(rows) == 1 and width == 1:
                self.boxes += 1
                box = self.boxes
            for row in rows:
                for cell in row:
                    self.read(list(cell.elements), box, "box table")
            return
        self.tables += 1
        for row in rows:
            cells = [self._cell(cell.elements) for cell in row]
            said = " | ".join(map(shown, cells)).strip(" |")
            if said:
                self.document.elements.append(
                    RowElement(
                        cells=tuple(cells),
                        table=self.tables,
                        lines=(self._line(said),),
                    )
                )

    def _cell(self, pieces: tuple[BodyElement, ...]) -> tuple[Inline, ...]:
        nodes: list[Inline] = []
        for piece in pieces:
            if nodes:
                nodes.append(Plain(" "))
            if piece.rows is not None:
                nodes.append(Plain(self.letters.mended(piece.words.replace("\n", " "))))
            else:
                nodes += self._nodes(piece)
        return stripped(tuple(nodes))


def _as_item(item: ListItemElement, piece: BodyElement, hint: str) -> ListItemElement:
    """`item` with its marker and depth: by its style, else by the list that Word keeps it in."""
    if marker := _ITEMS.get(piece.kind.role):
        level, number = piece.kind.level, piece.number
        return replace(item, hint=hint, mark=marker, depth=level, number=number)
    marker = ItemMarker.NUMBER if piece.kind.listed == "number" else ItemMarker.BULLET
    return replace(item, mark=marker, depth=piece.kind.depth)


def _places(piece: BodyElement) -> bool:
    """Whether a table places parts of a page: it has tables, headings or lists in its cells."""
    inner = [one for row in piece.rows or () for cell in row for one in cell.elements]
    headed = any(one.kind.role in _LEVELS or one.rows is not None for one in inner)
    contact = any(one.kind.role in _CONTACT or one.kind.urgency for one in inner)
    return headed or contact or any(len(one.text) > 800 for one in inner)


def _unbold(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for node in nodes:
        found += node.children if isinstance(node, Strong) else (node,)
    return tuple(found)
