"""Printed booklet → where in the text each of its pages begins, for editions without paper.

The start of a page is given as the part of the text and the number of letters of that part on
earlier pages. White space does not count, since each layout folds it in its own way, and neither
does what a style sheet adds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.plan.job import Job

if TYPE_CHECKING:
    from weasyprint.document import Document

FRONT, CONTENTS = "front", "contents"
# Classes at the top of the booklet; a section of the text is a part by its own id.
_PARTS = {"cover": FRONT, "glance": FRONT, "contents": CONTENTS}


@dataclass(frozen=True, slots=True)
class Start:
    """The first words of a page: its number, the part, and the letters of the part before it."""

    page: int
    part: str
    letters: int


def starts(job: Job) -> tuple[Start, ...]:
    """Where the pages of the print edition of `job` begin, in order; empty if it has none.

    Pages without text of the condition (lines for notes, the back) are left out. Raises
    `BadOutput` if the booklet cannot be made.
    """
    from publisher.render.print import booklet

    printed = job.printed
    return () if printed is None else _starts(booklet.fitted(printed)[1])


def _starts(document: Document) -> tuple[Start, ...]:
    found: list[Start] = []
    read: Counter[str] = Counter()
    headers: set[Any] = set()
    for number, page in enumerate(document.pages, 1):
        root = page._page_box.children[0]  # what follows are margin boxes
        begun = False
        for part, text in _texts(root, None, headers):
            letters = letters_in(text)
            if letters and not begun:
                found.append(Start(number, part, read[part]))
                begun = True
            read[part] += letters
    return tuple(found)


def _texts(box: Any, part: str | None, headers: set[Any]) -> Iterator[tuple[str, str]]:
    """(part, words) of every line below `box`, except text that a style sheet adds."""
    if "::" in (box.element_tag or ""):
        return  # a mark of a list, a number of a page
    element = box.element
    if part is None and element is not None:
        part = _part(element)
    if getattr(box, "is_header", False):
        # A table that runs over a page repeats its header.
        if element in headers:
            return
        headers.add(element)
    if text := getattr(box, "text", None):
        if part is not None:
            yield part, text
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child, part, headers)


def _part(element: Any) -> str | None:
    if element.tag not in ("section", "nav"):
        return None
    kind = str(element.get("class") or "").partition(" ")[0]
    return element.get("id") or _PARTS.get(kind)


def letters_in(text: str) -> int:
    """How many characters of `text` are not white space."""
    return sum(not character.isspace() for character in text)
