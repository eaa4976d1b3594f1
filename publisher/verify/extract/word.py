"""A finished Word file → its texts, read from document.xml."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from publisher.verify.expect import TextRole
from publisher.verify.extract.found import Found, UnreadableFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NS = {"w": W[1:-1]}
# Deleted text, instructions of fields, the second copy of a text box.
_UNREAD = frozenset(
    (
        f"{W}del",
        f"{W}moveFrom",
        f"{W}instrText",
        f"{W}delText",
        f"{_MC}Fallback",
        f"{W}pPr",
        f"{W}rPr",
        f"{W}sdtPr",
    )
)
_SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}


def read(data: bytes) -> Iterator[Found]:
    """The texts of the body in order, without headers and footers.

    Raises `UnreadableFile` where the file is not a Word file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            document = etree.fromstring(file.read("word/document.xml"))
            styles = _styles(etree.fromstring(file.read("word/styles.xml")))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as exc:
        raise UnreadableFile(f"not a Word file that can be read ({exc})") from exc
    body = document.find(f"{W}body")
    if body is None:
        raise UnreadableFile("the Word file has no body")
    yield from _WordBodyReader(styles).blocks(body)


@dataclass(frozen=True, slots=True)
class _ParagraphStyle:
    """The properties that a paragraph style and its ancestors give a paragraph."""

    names: tuple[str, ...]  # its own name, then those of the styles that it is based on
    outline: int | None
    level: int | None  # of the list; None where it makes no list item

    @property
    def role(self) -> TextRole:
        if "title" in self.names:
            return TextRole.TITLE
        if self.outline is not None and self.outline < 9:
            return TextRole.HEADING
        if self.level is not None:
            return TextRole.NESTED if self.level else TextRole.ITEM
        return TextRole.CAPTION if "caption" in self.names else TextRole.TEXT


def _styles(root: etree._Element) -> dict[str, _ParagraphStyle]:
    sheets = {sheet.get(f"{W}styleId", ""): sheet for sheet in root.iterfind(f"{W}style")}
    return {key: _style(key, sheets) for key in sheets}


def _style(key: str, sheets: dict[str, etree._Element]) -> _ParagraphStyle:
    names: list[str] = []
    outline = level = None
    listed: bool | None = None
    while key in sheets and len(names) < len(sheets):
        sheet = sheets[key]
        names.append(_value(sheet.find(f"{W}name")).lower())
        if outline is None and (wanted := sheet.find(f"{W}pPr/{W}outlineLvl")) is not None:
            outline = int(_value(wanted))
        number = sheet.find(f"{W}pPr/{W}numPr")
        if number is not None:
            own = number.find(f"{W}ilvl")
            level = int(_value(own)) if level is None and own is not None else level
            if listed is None and (numbering := number.find(f"{W}numId")) is not None:
                listed = _value(numbering) != "0"
        key = _value(sheet.find(f"{W}basedOn"))
    return _ParagraphStyle(tuple(names), outline, (level or 0) if listed else None)


class _WordBodyReader:
    def __init__(self, styles: dict[str, _ParagraphStyle]) -> None:
        self.styles = styles

    def blocks(self, holder: etree._Element, role: TextRole | None = None) -> Iterator[Found]:
        """The paragraphs and tables in `holder`; `role` is that of the cell around them."""
        for child in holder:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, role)
            elif child.tag == f"{W}tbl":
                yield from self.table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
                yield from self.blocks(child, role)

    def table(self, table: etree._Element) -> Iterator[Found]:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is row:
                    yield from self.blocks(cell, TextRole.HEADER if header else TextRole.CELL)

    def paragraph(self, paragraph: etree._Element, cell: TextRole | None) -> Iterator[Found]:
        role = self.role(paragraph)
        if cell and role is TextRole.TEXT:
            role = cell
        words: list[str] = []
        boxes: list[Found] = []
        alternatives: list[Found] = []
        self.inline(paragraph, words, alternatives, boxes)
        yield from alternatives
        if text := "".join(words).strip():
            yield Found(role, text)
        yield from boxes

    def role(self, paragraph: etree._Element) -> TextRole:
        style = self.styles.get(
            _value(paragraph.find(f"{W}pPr/{W}pStyle")), _ParagraphStyle((), None, None)
        )
        number = paragraph.find(f"{W}pPr/{W}numPr")
        if number is None or style.role not in (TextRole.TEXT, TextRole.ITEM, TextRole.NESTED):
            return style.role
        if _value(number.find(f"{W}numId")) == "0":
            return TextRole.TEXT
        own = number.find(f"{W}ilvl")
        level = int(_value(own)) if own is not None else style.level
        return TextRole.NESTED if level else TextRole.ITEM

    def inline(
        self,
        element: etree._Element,
        words: list[str],
        alternatives: list[Found],
        boxes: list[Found],
    ) -> None:
        """Adds the contents of a paragraph to the right text: words, pictures, text boxes."""
        for child in element:
            if child.tag in _UNREAD or child.find(f"{W}rPr/{W}vanish") is not None:
                continue
            if child.tag == f"{W}t":
                # Word drops white space at its ends unless it is told to keep it.
                text = child.text or ""
                words.append(text if child.get(_SPACE) == "preserve" else text.strip(" \t\n"))
            elif child.tag in _SIGNS:
                words.append(_SIGNS[str(child.tag)])
            elif child.tag == f"{_WP}docPr":
                if child.get("descr"):
                    alternatives.append(Found(TextRole.ALT, child.get("descr", "")))
            elif child.tag == f"{W}txbxContent":
                boxes += self.blocks(child)
            else:
                self.inline(child, words, alternatives, boxes)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")
