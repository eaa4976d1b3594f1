"""While a page is painted: a number for every text and picture that is read, none for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput

if TYPE_CHECKING:
    from weasyprint.document import Document


@dataclass(slots=True)
class PaintedPage:
    """What was painted on one page."""

    unread: dict[Any, str]
    """Boxes that are decoration, with the properties of their artifact."""
    numbers: dict[Any, int] = field(default_factory=dict)
    """Box of a text or picture → the number of its marked content."""
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Number → where in the stream it is painted, if it can be painted later as well."""
    stream: Any = None
    matrix: Any = None

    def in_order(self, numbers: Iterable[int]) -> None:
        """Paints what is read in this order, over all decoration.

        WeasyPrint paints floats and positioned boxes before or after the text that they belong
        to; who reads a file without its tags (copies from it, reflows it) reads it as painted.
        """
        operators = self.stream.stream
        moved = [self.spans[number] for number in numbers if number in self.spans]
        # The last operator restores the state from before the page.
        edges = sorted([(0, 0), *moved, (len(operators) - 1, len(operators))])
        kept = [one for (_, end), (start, _) in pairwise(edges) for one in operators[end:start]]
        read = [one for start, end in moved for one in operators[start:end]]
        self.stream.stream = [*kept, *read, operators[-1]]


def recorded(document: Document) -> list[PaintedPage]:
    """What will be on each page, filled in while `document` is written.

    What is not read becomes an artifact: running heads and feet, the head of a table said once
    more on the next page, whatever HTML hides by `aria-hidden` or an empty `alt`.
    Source: ISO 14289-1, 7.1 and 7.8; ISO 14289-2, 8.2.2; ISO 32000-2, 14.8.2.2.
    """
    pages: list[PaintedPage] = []
    heads: set[Any] = set()
    for page in document.pages:
        painted = PaintedPage(dict(_unread(page._page_box, heads, "")))
        pages.append(painted)
        page.paint = partial(_paint, page.paint, painted)
    return pages


def children(box: Any) -> Iterator[Any]:
    """The boxes in a box; a positioned box is behind a placeholder."""
    from weasyprint.layout.absolute import AbsolutePlaceholder

    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def _unread(box: Any, heads: set[Any], why: str) -> Iterator[tuple[Any, str]]:
    """Every box that is decoration, with the properties of its artifact."""
    from weasyprint.formatting_structure import boxes

    if why:
        yield box, why
    fresh = []
    if isinstance(box, boxes.LineBox) and not why:
        yield from _blank(box)
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
    if element is None:
        return ""
    hidden = element.get("aria-hidden") == "true"
    hidden |= element.tag == "img" and element.get("alt") == ""
    return "/Type /Layout" if hidden else ""


def _blank(line: Any) -> Iterator[tuple[Any, str]]:
    """White space of the markup that stands in a line without words, as beside a picture."""
    from weasyprint.formatting_structure import boxes

    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if not any(box.text.strip() for box in texts):
        yield from ((box, "/Type /Layout") for box in texts)


def _paint(paint: Any, painted: PaintedPage, stream: Any, scale: float = 1) -> None:
    # WeasyPrint marks nothing unless it writes the tags itself; both go by this one attribute.
    stream._tags = {}
    stream.marked = partial(_marked, stream, painted)
    painted.stream = stream
    paint(stream, scale)
    if stream._tags:  # by a copy of the stream, which does not know of us
        raise BadOutput("text is painted in a transparent group, where no tag can reach it")


def _marked(stream: Any, painted: PaintedPage, box: Any, tag: str) -> AbstractContextManager[None]:
    if box in painted.unread:
        return _content(stream, "Artifact", f"<<{painted.unread[box]}>>")
    return _read(stream, painted, box, tag)


@contextmanager
def _read(stream: Any, painted: PaintedPage, box: Any, tag: str) -> Iterator[None]:
    number = painted.numbers[box] = len(painted.numbers)
    _forget(stream)
    start = len(stream.stream)
    with _content(stream, tag, f"<</MCID {number}>>"):
        yield
    _forget(stream)
    painted.matrix = painted.matrix or stream.ctm
    if stream.ctm == painted.matrix:
        painted.spans[number] = (start, len(stream.stream))


def _forget(stream: Any) -> None:
    """Makes what comes next set colour and type itself, so that it can be painted elsewhere."""
    stream._current_color = stream._current_color_stroke = None
    stream._current_alpha = stream._current_alpha_stroke = None
    stream._current_font = None


@contextmanager
def _content(stream: Any, tag: str, properties: str) -> Iterator[None]:
    stream.begin_marked_content(tag, properties)
    yield
    stream.end_marked_content()
