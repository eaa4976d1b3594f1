"""The layout of a table: the widths of its columns, and which of its cells are headings."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from publisher.content.inline import Text
from publisher.render.word.controls import element
from publisher.roundtrip.styles import Style

_CELL_MARGIN = 100  # twips, as in styles.xml
_LETTER = 11.5  # twips to a point of type: a bold letter is some 0.58 of its size wide
_MANY = 5  # columns; with more of them there is less room beside words, and more for letters
_TIGHT_MARGIN, _WIDE_LETTER = 60, 12.0
_NARROWEST = 900  # twips, 16 mm: some six letters
_FEW_ROWS = 4  # of a table that a page break does not part
_LOOK = {
    "val": "00A0",
    "firstRow": "1",
    "lastRow": "0",
    "firstColumn": "1",
    "lastColumn": "0",
    "noHBand": "0",
    "noVBand": "1",
}


def lay_out(table: Any, widths: list[int], caption: str, summary: str) -> None:
    """Sets what Word needs to know of a table; its first row and first column are headings."""
    _style(table, Style.GUIDE_TABLE, widths)
    layout = table.tblPr
    look = layout.find(qn("w:tblLook"))
    look.attrib.clear()
    look.attrib.update({qn(f"w:{name}"): value for name, value in _LOOK.items()})
    look.addprevious(element("w:tblLayout", {"w:type": "fixed"}))
    if len(widths) > _MANY:
        margins = element("w:tblCellMar", {})
        for side in ("left", "right"):
            margins.append(element(f"w:{side}", {"w:w": str(_TIGHT_MARGIN), "w:type": "dxa"}))
        look.addprevious(margins)
    layout.append(element("w:tblCaption", {"w:val": caption}))
    layout.append(element("w:tblDescription", {"w:val": summary}))
    table.tr_lst[0].trPr.append(element("w:tblHeader", {}))


def lay_out_pictures(table: Any, widths: list[int]) -> None:
    """Sets what Word needs to know of a table that has no headings: pictures beside words."""
    _style(table, Style.PICTURE_TABLE, widths)
    look = table.tblPr.find(qn("w:tblLook"))
    look.addprevious(element("w:tblLayout", {"w:type": "fixed"}))
    table.tblPr.remove(look)


def _style(table: Any, style: Style, widths: list[int]) -> None:
    """Sets the look and the widths of a table, of which no page break parts a row."""
    layout = table.tblPr
    layout.style = style.value
    layout.find(qn("w:tblW")).attrib.update({qn("w:type"): "dxa", qn("w:w"): str(sum(widths))})
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table.tr_lst:
        row.get_or_add_trPr().append(element("w:cantSplit", {}))
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), str(width))


def stays_with_next(row: int, rows: int) -> bool:
    """Whether a row is on the page of the next one.

    A long table may break, but no row of it is alone on a page; Word repeats the first row.
    """
    short = rows - 1 <= _FEW_ROWS
    return (short or row in (0, rows - 2)) and row < rows - 1


def column_widths(rows: tuple[tuple[Text, ...], ...], whole: int, body_pt: float) -> list[int]:
    """Widths of the columns that add up to `whole`, by how much text each has, in twips.

    A column that would be narrower than its longest word takes from the others. Where all of them
    ask for more than there is, each gets a part of it, and Word breaks what is longer.
    """
    columns = [[text.plain for text in column] for column in zip(*rows, strict=True)]
    many = len(columns) > _MANY
    breadth = _breadth if many else len
    words = [max(breadth(w) for text in column for w in text.split()) for column in columns]
    letter, margin = (_WIDE_LETTER, _TIGHT_MARGIN) if many else (_LETTER, _CELL_MARGIN)
    least = _least([word * body_pt * letter + 2 * margin for word in words], whole)
    # The square root keeps a column of single words readable beside one of sentences.
    weights = [max(len(text) for text in column) ** 0.5 for column in columns]
    narrow: set[int] = set()
    while True:
        left = whole - sum(least[n] for n in narrow)
        share = left / sum(weight for n, weight in enumerate(weights) if n not in narrow)
        wanted = [least[n] if n in narrow else weight * share for n, weight in enumerate(weights)]
        pinched = {n for n, width in enumerate(wanted) if width < least[n]} - narrow
        if not pinched or len(narrow | pinched) == len(weights):
            break
        narrow |= pinched
    widths = [int(width) for width in wanted]
    widths[-1] += whole - sum(widths)
    return widths


def _breadth(word: str) -> float:
    """The breadth of a word in usual letters; M and W are broad."""
    return len(word) + 0.8 * sum(map(word.count, "MW")) + 0.4 * sum(map(word.count, "mw"))


def _least(asked: list[float], whole: int) -> list[float]:
    """The least widths that columns ask for, made to fit where they do not."""
    if sum(asked) <= whole:
        return asked
    floor = min(_NARROWEST, whole / len(asked))
    surplus = [max(0, width - floor) for width in asked]
    room = whole - floor * len(asked)
    part = room / sum(surplus)
    return [floor + more * part for more in surplus]
