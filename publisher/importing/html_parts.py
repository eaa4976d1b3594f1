"""What a part of a web page is, by what is in it: a form, a sign, a table that only places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

UNREAD = frozenset(("script", "style", "template", "head", "object", "embed"))
_FORMS = frozenset(("form", "h1", "h2", "h3", "h4", "h5", "h6", "script", "style"))
"""What a part of a page that only asks for an answer is made of."""
_MOST_CELL = 600  # letters of a cell of a table that is no layout
_MOST_BOX = 2500  # letters of a box that is set apart from the text
_SMALL = 48  # pixels of a picture that is a sign


def size_of(element: _Element) -> int:
    """How many letters a part of a page has."""
    return sum(
        len("".join(str(text).split()))
        for one in element.iter()
        if isinstance(one.tag, str) and one.tag not in UNREAD
        for text in (one.text, one.tail if one is not element else "")
        if text
    )


def is_small(element: _Element) -> bool:
    """Whether an element may be a box in the text, not a part of the page."""
    return size_of(element) <= _MOST_BOX and not list(element.iter("h1", "h2"))


def has_text(element: _Element) -> bool:
    """Whether there is running text in an element that looks like furniture."""
    return any(True for _ in element.iter("p", "ul", "ol", "table", "h2", "h3", "dl"))


def is_form_alone(element: _Element) -> bool:
    """Whether all words of an element are a form and the headings above it."""
    if element.find(".//form") is None:
        return False
    return not any(
        text.strip() and not _is_inside(text.getparent(), element, text.is_tail)
        for text in element.xpath(".//text()")
    )


def _is_inside(holder: _Element, top: _Element, is_tail: bool) -> bool:
    """Whether a text in or behind an element is one of a form or heading inside `top`."""
    first = holder.getparent() if is_tail else holder
    while first is not None and first is not top:
        if first.tag in _FORMS:
            return True
        first = first.getparent()
    return False


def is_sign(image: _Element) -> bool:
    """Whether a picture without words stands in a link that has some: the sign of a link."""
    around = next(image.iterancestors("a"), None)
    return around is not None and bool("".join(around.itertext()).strip())


def is_hidden(element: _Element) -> bool:
    """Whether nobody sees an element, by its own attributes."""
    style = (element.get("style") or "").replace(" ", "").casefold()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or bool(
            re.search(
                r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader)", element.get("class") or ""
            )
        )
    )


def is_layout(table: _Element, cells: list[list[_Element]]) -> bool:
    """Whether a table places parts of a page and says nothing in rows and columns."""
    flat = [cell for row in cells for cell in row]
    return (
        table.get("role") in ("presentation", "none")
        or max((len(row) for row in cells), default=0) < 2
        or any(True for cell in flat for _ in cell.iter("table", "h1", "h2", "h3"))
        or any(size_of(cell) > _MOST_CELL for cell in flat)
    )


def owner(row: _Element) -> _Element | None:
    """The table that a row belongs to, not one around that."""
    return next(row.iterancestors("table"), None)


def span(cell: _Element) -> int:
    """How many columns a cell is wide."""
    said = cell.get("colspan") or "1"
    return min(int(said), 20) if re.fullmatch(r"[1-9]\d?", said) else 1


def is_sign_size(said: str | None) -> bool:
    """Whether a size in pixels is that of a sign."""
    match = re.fullmatch(r"\s*(\d{1,5})(?:px)?\s*", said or "")
    return match is not None and int(match[1]) <= _SMALL
