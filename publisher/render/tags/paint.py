"""While a page is painted: a number for every text and picture that is read, none for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint.document import Document

Marks = list[dict[Any, int]]
"""For each page: box of a text or picture → the number of its marked content."""


def recorded(document: Document) -> Marks:
    """The marks of each page, which are there as soon as `document` is written.

    What is not read becomes an artifact: running heads and feet, the head of a table said once
    more on the next page, whatever HTML hides by `aria-hidden` or an empty `alt`.
    Source: ISO 14289-1, 7.1 and 7.8; ISO 14289-2, 8.2.2; ISO 32000-2, 14.8.2.2.
    """
    marks: Marks = []
    heads: set[Any] = set()
    for page in document.pages:
        own: dict[Any, int] = {}
        marks.append(own)
        unread = dict(_unread(page._page_box, heads, ""))
        page.paint = partial(_painted, page.paint, own, unread)
    return marks


def children(box: Any) -> Iterator[Any]:
    """The boxes in a box; what is positioned stands behind a placeholder."""
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def _unread(box: Any, heads: set[Any], why: str) -> Iterator[tuple[Any, str]]:
    """Every box that is decoration, with the properties of its artifact."""
    if why:
        yield box, why
    fresh = []
    for child in children(box):
        yield from _unread(child, heads, why or _why(child, heads))
        if getattr(child, "is_header", False) and child.element is not None:
            fresh.append(child.element)
    heads.update(fresh)


def _why(box: Any, heads: set[Any]) -> str:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.MarginBox):
        name = str(box.at_keyword)
        edge = next(e for e in ("top", "bottom", "left", "right") if e in name)
        subtype = {"top": "/Subtype /Header", "bottom": "/Subtype /Footer"}.get(edge, "")
        return f"/Type /Pagination {subtype} /Attached [/{edge.capitalize()}]"
    if getattr(box, "is_header", False) and box.element in heads:
        return "/Type /Pagination"
    element = box.element
    if element is not None and (
        element.get("aria-hidden") == "true" or (element.tag == "img" and element.get("alt") == "")
    ):
        return "/Type /Layout"
    return ""


def _painted(
    paint: Any, own: dict[Any, int], unread: dict[Any, str], stream: Any, scale: float = 1
) -> None:
    # WeasyPrint marks nothing unless it writes the tags itself; both go by this one attribute.
    stream._tags = own
    stream.marked = partial(_marked, stream, own, unread)
    paint(stream, scale)


def _marked(
    stream: Any, own: dict[Any, int], unread: dict[Any, str], box: Any, tag: str
) -> AbstractContextManager[None]:
    if box in unread:
        return _content(stream, "Artifact", f"<<{unread[box]}>>")
    own[box] = len(own)
    return _content(stream, tag, f"<</MCID {own[box]}>>")


@contextmanager
def _content(stream: Any, tag: str, properties: str) -> Iterator[None]:
    stream.begin_marked_content(tag, properties)
    yield
    stream.end_marked_content()
