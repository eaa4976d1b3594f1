"""Finished sheets for a print shop → the text of each panel or page, in reading order.

Sheets have no tags, so they are read by sight: PDFium gives the glyphs inside each window, and
these are read in lines from top to bottom. `edition.toml` and the TrimBox of the file say where a
window is; glyphs outside the trim will be cut off and are ignored.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.edition.scheme import Scheme
from publisher.units import PT_PER_MM
from publisher.verify.expect import TextRole
from publisher.verify.extract.found import Found, UnreadableFile
from publisher.verify.extract.right_to_left import Glyph, glyphs_of, runs_left, sight_lines

_WORD_GAP = 0.3  # of the size of type: letters of one word are nearer
_GENERATED_HYPHEN = "\x02"  # what PDFium writes for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Window:
    """A panel or page: its page in the file, and its rectangle in mm from the trim corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


def read(data: bytes, scheme: Scheme, paper: str, columns: int = 1) -> Iterator[Found]:
    """The text of every panel or page, one after the other; `page` counts them from 1.

    A window with several `columns` of one width is read column by column; lines that run across
    the columns are read between them.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        raise UnreadableFile(f"not a PDF that can be read ({exc})") from exc
    glyphs: dict[int, tuple[Any, Sequence[_Glyph | Glyph]]] = {}
    for number, window in enumerate(windows(scheme, paper, len(document)), 1):
        if window.page >= len(document):
            raise UnreadableFile(f"there is no sheet {window.page + 1}")
        if window.page not in glyphs:
            page = document[window.page]
            glyphs[window.page] = page.get_trimbox(), _on_page(page)
        trim, there = glyphs[window.page]
        inside = [glyph for glyph in there if _is_in(glyph, window, trim)]
        width = (window.right - window.left) * PT_PER_MM / columns
        left = trim[0] + window.left * PT_PER_MM
        gutters = [left + width * n for n in range(1, columns)]
        yield Found(TextRole.TEXT, "\n".join(_read_window(inside, gutters)), number)


def windows(scheme: Scheme, paper: str, count: int) -> Iterator[Window]:
    """The window of each panel or page in a file of `count` sides, in reading order."""
    sheet = scheme.sheet(paper)
    if scheme.print.kind == "panels":
        for one in scheme.reading(paper):
            yield Window(
                one.side,
                one.left_mm,
                one.bottom_mm,
                one.left_mm + one.width_mm,
                one.bottom_mm + one.height_mm,
            )
        return
    width, height = sheet.size_mm
    pages = 2 * count if scheme.print.spreads else count
    for page in range(1, pages + 1):
        if not scheme.print.spreads:
            yield Window(page - 1, 0, 0, width, height)
            continue
        # The odd page of a leaf is on the right of a front side, or on the left of a back side.
        outer = min(page, pages + 1 - page)
        is_back = outer % 2 == 0
        is_right = ((page <= pages // 2) != is_back) != scheme.is_mirrored
        left = width if is_right else 0
        yield Window((outer - 1) // 2 * 2 + is_back, left, 0, left + width, height)


# Glyphs ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    x: float
    y: float  # of the baseline
    right: float
    size: float
    turned: int = 0
    """How many quarters of a turn it is rotated by; 0 where it is upright."""


def _glyphs(page: Any) -> Iterator[_Glyph]:
    """Every glyph of a page in the order of painting."""
    from pypdfium2 import raw

    texts = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    for n in range(raw.FPDFText_CountChars(texts)):
        if raw.FPDFText_IsGenerated(texts, n) == 1:
            continue
        text = chr(raw.FPDFText_GetUnicode(texts, n))
        raw.FPDFText_GetCharOrigin(texts, n, x, y)
        raw.FPDFText_GetLooseCharBox(texts, n, box)
        text = "-" if text == _GENERATED_HYPHEN else text
        turned = round(raw.FPDFText_GetCharAngle(texts, n) / (math.pi / 2)) % 4
        size = abs(box.right - box.left) if turned % 2 else abs(box.top - box.bottom)
        yield _Glyph(text, x.value, y.value, box.right, size, turned)
    texts.close()


def _on_page(page: Any) -> Sequence[_Glyph | Glyph]:
    """The glyphs of a page; of one that is read from right to left, by sight."""
    texts = page.get_textpage()
    if runs_left(texts.get_text_range()):
        return glyphs_of(texts)
    texts.close()
    return list(_glyphs(page))


def _read_window(glyphs: Sequence[_Glyph | Glyph], gutters: list[float]) -> Iterator[str]:
    """The lines in a window in reading order."""
    turned = [one for one in glyphs if isinstance(one, Glyph)]
    if not turned:
        yield from _read(_lines([one for one in glyphs if isinstance(one, _Glyph)]), gutters)
        return
    # As in a mirror, so that what is further right comes first.
    lines = [
        _GlyphLine(line.text, -line.right, -line.left, line.y, line.size)
        for line in sight_lines(turned)
    ]
    yield from _read(lines, [-gutter for gutter in reversed(gutters)])


def _is_in(glyph: _Glyph | Glyph, window: Window, trim: tuple[float, float, float, float]) -> bool:
    across = ((glyph.x + glyph.right) / 2 - trim[0]) / PT_PER_MM
    up = (glyph.y + glyph.size / 4 - trim[1]) / PT_PER_MM
    return window.left <= across <= window.right and window.bottom <= up <= window.top


# Lines -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _GlyphLine:
    text: str
    left: float
    right: float
    y: float
    size: float
    turned: int = 0
    last: float = 0.0
    """Where its last glyph begins; all letters of a ligature begin there."""

    def goes_on(self, glyph: _Glyph) -> bool:
        """Whether a glyph is on this line, next to its last glyph."""
        if self.turned or glyph.turned:
            beside = abs(glyph.x - self.left) < 0.42 * max(self.size, glyph.size)
            return self.turned == glyph.turned and (beside or self.turned == 2)
        near = glyph.x - self.right
        # A superscript is less than half a line higher.
        level = abs(glyph.y - self.y) < 0.42 * max(self.size, glyph.size)
        is_beside = -0.3 * glyph.size < near < 1.2 * glyph.size
        is_inside = 0 <= glyph.x - self.last < 0.9 * glyph.size
        return level and (is_beside or is_inside)


def _lines(glyphs: list[_Glyph]) -> list[_GlyphLine]:
    """The lines in the order of painting."""
    lines: list[_GlyphLine] = []
    for glyph in glyphs:
        if lines and lines[-1].goes_on(glyph):
            line = lines[-1]
            # Cells of a narrow table are near each other, and have no space between them. The parts
            # of a ligature are apart too.
            near = glyph.x - line.right <= _WORD_GAP * glyph.size
            gap = "" if near or (line.text[-1].isalpha() and glyph.text.isalpha()) else " "
            line.text, line.right = line.text + gap + glyph.text, max(line.right, glyph.right)
            line.last = glyph.x
        elif glyph.text.strip():
            line = _GlyphLine(glyph.text, glyph.x, glyph.right, glyph.y, glyph.size, glyph.turned)
            line.last = glyph.x
            lines.append(line)
    return lines


def _read(lines: list[_GlyphLine], gutters: list[float]) -> Iterator[str]:
    """The lines in reading order: one that runs across, then those below it, by columns."""
    across = [line.y for line in lines if any(line.left < x < line.right for x in gutters)]
    parts: dict[tuple[int, int], list[_GlyphLine]] = {}
    for line in lines:
        crosses = any(line.left < x < line.right for x in gutters)
        column = -1 if crosses else sum(line.left >= x for x in gutters)
        parts.setdefault((sum(y >= line.y for y in across), column), []).append(line)
    for _, part in sorted(parts.items()):
        yield from _down(part)


def _down(lines: list[_GlyphLine]) -> Iterator[str]:
    """The lines of one column from top to bottom, short columns inside it one after the other.

    Lines are painted in the order of the document, except that a browser's engine paints
    positioned elements last. So lines that go down the page, or up and to the side into the next
    column, are one run; where a line goes up and overlaps an earlier one, a new layer begins.
    The layers are merged by height.
    """
    layers: list[list[_GlyphLine]] = []
    for line in lines:
        if not layers or _is_later_layer(layers[-1][-1], line):
            layers.append([])
        layers[-1].append(line)
    while layers:
        highest = max(layers, key=lambda layer: (layer[0].y, -layer[0].left))
        yield highest.pop(0).text
        layers = [layer for layer in layers if layer]


def _is_later_layer(before: _GlyphLine, line: _GlyphLine) -> bool:
    rises = line.y > before.y + 0.42 * min(before.size, line.size)
    beside = line.left > before.right
    return rises and not beside
