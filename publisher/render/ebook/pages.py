"""The pages of the printed booklet: marked in the e-book where they begin, for its list of pages.

A class with a booklet and a screen can then turn to the same page. A mark shows nothing: stores
refuse page numbers in the text, and a page of paper means nothing on a telephone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from publisher.errors import BadOutput
from publisher.render.ebook.markup import TYPE, XHTML, name_of
from publisher.render.pagination import CONTENTS, Start, letters_in, starts

if TYPE_CHECKING:
    from lxml.etree import _Element

    from publisher.plan.job import Job

# A mark may stand between the children of these.
_FLOW = frozenset(("body", "section", "div", "aside"))
_Place = tuple["_Element", Literal["text", "tail"], int]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a page of the booklet begins: its number, and the id of its mark in a document."""

    page: int
    part: str

    @property
    def id(self) -> str:
        """No id of a source has a dot in it."""
        return f"page.{self.page}"


def booklet_starts(job: Job) -> tuple[Start, ...]:
    """Where the pages of the booklet begin; empty where there is no booklet or it does not fit."""
    try:
        return starts(job)
    except BadOutput:
        # Then there is no print edition to agree with; the booklet's own job says why.
        return ()


def mark_pages(parts: Mapping[str, _Element], begun: Iterable[Start]) -> tuple[PageBreak, ...]:
    """Marks each start in the document of its part; the pages that were marked, in order.

    The contents differ between screen and paper: a page begins with them or is left out, as are
    pages of a part that the e-book lacks.
    """
    marked = []
    for start in begun:
        page = PageBreak(start.page, start.part)
        if start.part == CONTENTS:
            if start.letters == 0:
                marked.append(page)  # the template of the contents marks it
        elif start.part in parts and (place := _place(parts[start.part], start.letters)):
            _insert(place, page)
            marked.append(page)
    return tuple(marked)


def _place(root: _Element, letters: int) -> _Place | None:
    """The place of the character that has so many letters before it; None past the end."""
    body = root.find(f"{{{XHTML}}}body")
    for element, where in () if body is None else _runs(body):
        text = getattr(element, where) or ""
        inside = letters_in(text)
        if letters < inside:
            return element, where, _nth_letter(text, letters)
        letters -= inside
    return None


def _runs(element: _Element) -> Iterator[tuple[_Element, Literal["text", "tail"]]]:
    """Every place that may contain words, in reading order."""
    yield element, "text"
    for child in element:
        yield from _runs(child)
        yield child, "tail"


def _nth_letter(text: str, count: int) -> int:
    letters = [n for n, character in enumerate(text) if not character.isspace()]
    return letters[count]


def _insert(place: _Place, page: PageBreak) -> None:
    """The mark before the block whose first words these are, else between the words."""
    element, where, at = place
    mark = _mark(element, page)
    starts_it = where == "text" and not (element.text or "")[:at].strip()
    if starts_it and (block := _begun(element)) is not None:
        block.addprevious(mark)
        return
    if where == "text" and (link := next(_links(element), None)) is not None:
        link.addprevious(mark)
        return
    text = getattr(element, where)
    before, mark.tail = text[:at], text[at:]
    if where == "text":
        element.text = before
        element.insert(0, mark)
    else:
        element.tail = None
        element.addnext(mark)
        element.tail = before


def _begun(element: _Element) -> _Element | None:
    """The largest block that begins with the words of `element` and may have a mark before it."""
    found = None
    while (above := element.getparent()) is not None:
        if _flows(above):
            found = element
        before = (above.text or "") + "".join(
            "".join(map(str, one.itertext())) + (one.tail or "")
            for one in element.itersiblings(preceding=True)
        )
        if before.strip() or name_of(above) == "body":
            break
        element = above
    return found


def _flows(element: _Element) -> bool:
    """Whether a mark may stand between the children of `element`; a group of terms takes none."""
    above = element.getparent()
    in_list = above is not None and name_of(above) == "dl"
    return name_of(element) in _FLOW and not in_list


def _links(element: _Element) -> Iterator[_Element]:
    if name_of(element) == "a":
        yield element
    yield from element.iterancestors(f"{{{XHTML}}}a")


def _mark(element: _Element, page: PageBreak) -> _Element:
    mark = element.makeelement(f"{{{XHTML}}}span")
    mark.set(TYPE, "pagebreak")
    mark.set("role", "doc-pagebreak")
    mark.set("id", page.id)
    mark.set("aria-label", str(page.page))
    return mark
