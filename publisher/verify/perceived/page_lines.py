"""Finished pages → their lines of text without running heads and feet, and how far down they go."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.verify.extract.found import normal
from publisher.verify.extract.right_to_left import glyphs_of, runs_left, sight_lines
from publisher.verify.perceived import pdf_places, pdf_shapes

if TYPE_CHECKING:
    from publisher.plan.job import Job

_LEVEL = 0.42  # of the height of a line: a superscript is less far from its baseline
_DRAWN_PT = 60.0  # a figure has a line or an area that is so wide or high; a symbol has none
_LINE_PT = 60.0  # a line to write on is painted as the foot of a box that is lower than this


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one text: its page from 1, its letters, and its place in points."""

    page: int
    text: str
    baseline: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A page: its lines in the order of painting, and the upper edge of its running foot."""

    number: int
    lines: tuple[Line, ...]
    foot: float | None
    """None where the page has no running foot."""
    raw: Any
    """The page as PDFium opened it."""

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The alternative texts of the tagged figures on it."""
        return tuple(alt for alt, _ in pdf_places.figures(self.raw))

    @cached_property
    def has_drawing(self) -> bool:
        """Whether a figure is on it."""
        return any(_is_drawn(one) and _widest(one.box) > _DRAWN_PT for one in self._shapes)

    @cached_property
    def lowest(self) -> float:
        """The lower edge of the last line, line to write on, or drawing."""
        low = [line.bottom for line in self.lines]
        left, floor, right, _ = self.raw.get_trimbox()
        for shape in self._shapes:
            is_content = _is_drawn(shape) or shape.box[3] - shape.box[1] < _LINE_PT
            is_inside = left <= shape.box[0] and shape.box[2] <= right
            if is_content and is_inside and shape.box[1] >= (self.foot or floor):
                low.append(shape.box[1])
        return min(low)

    def has_picture_beside(self, line: Line) -> bool:
        """Whether a drawing as high as two lines stands beside a line; it has several parts."""
        high = line.top - line.bottom
        low, top = line.bottom - high, line.top + high
        parts = [one.box for one in self._shapes if _is_drawn(one)]
        beside = [box for box in parts if box[1] < top and box[3] > low]
        edges = [edge for box in beside for edge in box[1::2]]
        return bool(edges) and max(edges) - min(edges) >= 2 * high

    @cached_property
    def _shapes(self) -> tuple[pdf_shapes.Shape, ...]:
        return tuple(pdf_shapes.shapes(self.raw))


def _is_drawn(shape: pdf_shapes.Shape) -> bool:
    return not pdf_shapes.is_of_layout(shape)


def _widest(box: pdf_shapes.Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def read(job: Job, data: bytes) -> tuple[Page, ...]:
    """The pages of a PDF of the office or of a booklet.

    In a tagged PDF what has no mark is no text; on sheets heads and feet are known by their words.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    is_sheet = job.edition.scheme is not None
    short = job.condition.short_title.plain
    heads = {short, *(one.heading.plain for one in job.condition.sections)}
    known = frozenset(normal(one, spaces=False) for one in heads)
    found = []
    for number, page in enumerate(document, 1):
        lines, around = _parted(page, number, tagged=not is_sheet)
        if is_sheet:
            lines, around = _without_ends(lines, known, number)
        # Labels of drawings have no marks either, but there are words below them.
        end = min((line.bottom for line in lines), default=0)
        feet = [line.top for line in around if line.top < end]
        found.append(Page(number, tuple(lines), max(feet, default=None), page))
    return tuple(found)


def _without_ends(
    lines: list[Line], heads: frozenset[str], number: int
) -> tuple[list[Line], list[Line]]:
    """The lines of a page of a booklet, and its running head and the number at its foot."""
    ends = []
    if lines:
        highest, lowest = max(lines, key=_baseline), min(lines, key=_baseline)
        ends += [lowest] if lowest.text.strip() == str(number) else []
        if normal(highest.text, spaces=False) in heads and ends:
            ends.append(highest)
    return [line for line in lines if line not in ends], ends


def _baseline(line: Line) -> float:
    return line.baseline


def _parted(page: Any, number: int, *, tagged: bool) -> tuple[list[Line], list[Line]]:
    """The lines of a page that are in the tags, and those that are not."""
    inside: list[Line] = []
    outside: list[Line] = []
    for marked, line in _lines(page, number, tagged=tagged):
        (inside if marked else outside).append(line)
    return inside, outside


@dataclass(slots=True)
class _Open:
    """A line that is being read."""

    text: str
    baseline: float
    top: float
    bottom: float
    right: float
    marked: bool


def _lines(page: Any, number: int, *, tagged: bool) -> Iterator[tuple[bool, Line]]:
    """(whether it is marked, line) in the order of painting; letters that are turned are none."""
    from pypdfium2 import raw

    texts = page.get_textpage()
    if runs_left(texts.get_text_range()):
        yield from _by_sight(page, texts, number, tagged=tagged)
        texts.close()
        return
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    line: _Open | None = None
    _, low, _, high = page.get_trimbox()
    for n in range(raw.FPDFText_CountChars(texts)):
        letter = chr(raw.FPDFText_GetUnicode(texts, n))
        if letter.isspace() or raw.FPDFText_IsGenerated(texts, n) == 1:
            continue
        raw.FPDFText_GetCharOrigin(texts, n, x, y)
        raw.FPDFText_GetLooseCharBox(texts, n, box)
        if not low < y.value < high:
            continue  # a line for the print shop
        marked = not tagged or _mark(texts, n) >= 0
        size = box.top - box.bottom
        if line and line.marked == marked and _goes_on(line, x.value, y.value, size):
            line.text += letter
            line.right = box.right
            if size > line.top - line.bottom:
                line.baseline, line.top, line.bottom = y.value, box.top, box.bottom
            continue
        if line:
            yield line.marked, Line(number, line.text, line.baseline, line.top, line.bottom)
        line = _Open(letter, y.value, box.top, box.bottom, box.right, marked)
    if line:
        yield line.marked, Line(number, line.text, line.baseline, line.top, line.bottom)
    texts.close()


def _by_sight(page: Any, texts: Any, number: int, *, tagged: bool) -> Iterator[tuple[bool, Line]]:
    """The lines of a page that is read from right to left."""
    _, low, _, high = page.get_trimbox()
    glyphs = [one for one in glyphs_of(texts) if low < one.y < high]
    for marked in (True, False):
        some = [one for one in glyphs if (not tagged or one.mark >= 0) == marked]
        for line in sight_lines(some):
            # As high as the type that PDFium tells of, about its baseline.
            top, bottom = line.y + line.size * 0.75, line.y - line.size * 0.25
            yield marked, Line(number, "".join(line.text.split()), line.y, top, bottom)


def _mark(texts: Any, n: int) -> int:
    from pypdfium2 import raw

    return int(raw.FPDFPageObj_GetMarkedContentID(raw.FPDFText_GetTextObject(texts, n)))


def _goes_on(line: _Open, x: float, y: float, size: float) -> bool:
    """Whether a letter stands on a line, behind its last letter."""
    level = abs(y - line.baseline) < _LEVEL * max(line.top - line.bottom, size)
    return level and x > line.right - size
