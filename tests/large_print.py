"""What people with low vision ask of print, as rules on a finished PDF, read glyph by glyph.

Sources: UKAAF MS03 and G003 (nothing smaller than the text, page numbers and labels included; no
italics; no word split between lines), American Council of the Blind (18 pt, flush left), US Access
Board (1.25 spacing, 1 in margins).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import hypot

import pikepdf
import pypdfium2
from pypdfium2 import raw

INCH = 72.0
LEAST_PITCH = 1.25
_NEAR = 0.06  # of a point: what rounding takes
_ITALIC = 64  # flag of a font: ISO 32000-1, table 123


@dataclass(frozen=True)
class Glyph:
    """One printed character: its size in points, and where its line stands."""

    page: int
    letter: str
    size: float
    font: str
    is_italic: bool
    left: float
    right: float
    baseline: float
    top: float
    in_drawing: bool


def glyphs(data: bytes) -> Iterator[Glyph]:
    """Every character that leaves ink, in the order of the file."""
    drawings = _drawings(data)
    for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(text, at))
            if letter.isspace() or raw.FPDFText_IsGenerated(text, at):
                continue
            matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
            raw.FPDFText_GetMatrix(text, at, matrix)
            name = ctypes.create_string_buffer(120)
            raw.FPDFText_GetFontInfo(text, at, name, 120, flags)
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text, at, x, y)
            left, _, right, top = text.get_charbox(at)
            font = name.value.decode().partition("+")[2]
            yield Glyph(
                page=number,
                letter="-" if letter in "\x02\u2010" else letter,
                size=raw.FPDFText_GetFontSize(text, at) * hypot(matrix.c, matrix.d),
                font=font,
                is_italic=bool(flags.value & _ITALIC) or "Italic" in font or "Oblique" in font,
                left=left,
                right=right,
                baseline=y.value,
                top=top,
                in_drawing=any(
                    on == number and a <= x.value <= c and b <= y.value <= d
                    for on, (a, b, c, d) in drawings
                ),
            )


def _drawings(data: bytes) -> list[tuple[int, tuple[float, ...]]]:
    """Page and rectangle of every figure, as its tag says."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
                for said in thing.get("/A", []):
                    if "/BBox" in said:
                        page = pages[thing["/Pg"].objgen]
                        found.append((page, tuple(float(edge) for edge in said["/BBox"])))
    return found


def lines(all_glyphs: list[Glyph]) -> Iterator[tuple[Glyph, ...]]:
    """The lines of text outside drawings, page by page, from top to bottom."""
    for _, page in groupby(all_glyphs, key=lambda glyph: glyph.page):
        text = [glyph for glyph in page if not glyph.in_drawing]
        text.sort(key=lambda glyph: (-glyph.baseline, glyph.left))
        line: list[Glyph] = []
        for glyph in text:
            if line and line[0].baseline - glyph.baseline > 2:
                yield tuple(sorted(line, key=lambda one: one.left))
                line = []
            line.append(glyph)
        yield tuple(sorted(line, key=lambda one: one.left))


def broken(
    data: bytes, body_pt: float, source: str, *, labels_pt: float | None = None
) -> list[str]:
    """The rules that a file breaks, each with the first place. `source` is all that it may say.

    `labels_pt` is the least size of words in a drawing, the same as that of the text unless told.
    """
    every = list(glyphs(data))
    rows = list(lines(every))
    rules = (
        _too_small(every, body_pt, body_pt if labels_pt is None else labels_pt),
        _italic(every),
        _outside(data, rows),
        _crowded(rows),
        _split(rows, "".join(source.split())),
    )
    return [said for rule in rules for said in list(rule)[:1]]


def _too_small(every: list[Glyph], body_pt: float, labels_pt: float) -> Iterator[str]:
    for glyph in every:
        least = labels_pt if glyph.in_drawing else body_pt
        if glyph.size < least - _NEAR:
            yield f"page {glyph.page}: {glyph.letter!r} is {glyph.size:.1f} pt, under {least:g} pt"


def _italic(every: list[Glyph]) -> Iterator[str]:
    for glyph in every:
        if glyph.is_italic:
            yield f"page {glyph.page}: {glyph.letter!r} is in {glyph.font}"


def _outside(data: bytes, rows: list[tuple[Glyph, ...]]) -> Iterator[str]:
    """An inch on all sides; the foot of a page stands in it, half an inch from the edge."""
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(data)]
    for row in rows:
        page = row[0].page
        width, height = sizes[page - 1]
        is_foot = (
            len([r for r in rows if r[0].page == page and r[0].baseline < row[0].baseline]) < 3
        )
        room = {
            "left": min(glyph.left for glyph in row),
            "right": width - max(glyph.right for glyph in row),
            "top": height - max(glyph.top for glyph in row),
            "bottom": row[0].baseline + (INCH / 2 if is_foot else 0),
        }
        for side, free in room.items():
            if free < INCH - 1:
                yield f"page {page}: {_said(row)!r} is {free:.0f} pt from the {side} edge"


def _crowded(rows: list[tuple[Glyph, ...]]) -> Iterator[str]:
    for above, below in pairwise(rows):
        size = min(max(glyph.size for glyph in row) for row in (above, below))
        pitch = (above[0].baseline - below[0].baseline) / size
        if above[0].page == below[0].page and pitch < LEAST_PITCH - 0.005:
            where = f"page {above[0].page}: {_said(below)!r}"
            yield f"{where} is {pitch:.2f} lines under the one before"


def _split(rows: list[tuple[Glyph, ...]], source: str) -> Iterator[str]:
    for above, below in pairwise(rows):
        if above[-1].letter == "-" and above[-2].letter.isalpha():
            whole = _said(above)[-6:] + _said(below)[:4]
            if whole not in source:
                yield f"page {above[0].page}: a word is split after {_said(above)[-6:]!r}"


def _said(row: tuple[Glyph, ...]) -> str:
    return "".join(glyph.letter for glyph in row)
