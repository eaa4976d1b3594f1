"""Marks for the guillotine, the folder and the pressman: all outside the bleed, in process inks.

Where to cut (solid, at the corners), where to fold (dashed), whether the plates register (a
target at the middle of each side), and a line that says what the sheet is.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from publisher.edition.scheme import SheetSize
from publisher.press.impose import Flat, pt

if TYPE_CHECKING:
    from publisher.brand.fonts import Family

ROOM_MM = 10  # what marks and slug need around the bleed
_GAP_MM = 1  # from the bleed to the marks
_LENGTH_MM = 5
_TARGET_MM = 2.0  # radius of a register mark
_CLEAR_MM = 6  # what a register mark keeps from a fold
SLUG_AT_MM = 0.5  # from the edge of the sheet to the line below the marks
_SLUG_MM = 3.2  # its height
_SLUG_PT = 6
# In all four inks, so that each plate shows it, but not in the spot colour "All", which GWG 2022
# warns of (R0024).
_EVERY_INK = "1 1 1 1 K"
_BLACK = "0 0 0 1 K"
_HAIR = "0.25 w"
_ROUND = 0.5523  # of the radius: control points of a quarter circle


def margin_mm(sheet: SheetSize, *, marks: bool) -> float:
    """What surrounds the trimmed sheet: the bleed, and room for marks where there are any."""
    return sheet.bleed_mm + (ROOM_MM if marks else 0)


def strokes(flat: Flat, bleed_mm: float) -> str:
    """The marks of one side, as operators from the lower left corner of the trim."""
    lines = [_HAIR, _EVERY_INK, "[] 0 d", *_cuts(flat, bleed_mm), *_targets(flat, bleed_mm)]
    if flat.folds:
        lines += [_BLACK, "[2 1.5] 0 d", *_folds(flat, bleed_mm)]
    return "\n".join(("q", *lines, "Q"))


def _cuts(flat: Flat, bleed_mm: float) -> list[str]:
    width, height = flat.size_mm
    near, far = bleed_mm + _GAP_MM, bleed_mm + _GAP_MM + _LENGTH_MM
    marks = []
    for x in (0, width):
        marks += [_line(x, -far, x, -near), _line(x, height + near, x, height + far)]
    for y in (0, height):
        marks += [_line(-far, y, -near, y), _line(width + near, y, width + far, y)]
    return marks


def _folds(flat: Flat, bleed_mm: float) -> list[str]:
    width, height = flat.size_mm
    near, far = bleed_mm + _GAP_MM, bleed_mm + _GAP_MM + _LENGTH_MM
    marks = []
    for fold in flat.folds:
        at = fold.at_mm
        if fold.upright:
            marks += [_line(at, -far, at, -near), _line(at, height + near, at, height + far)]
        else:
            marks += [_line(-far, at, -near, at), _line(width + near, at, width + far, at)]
    return marks


def _targets(flat: Flat, bleed_mm: float) -> list[str]:
    width, height = flat.size_mm
    out = bleed_mm + _GAP_MM + _LENGTH_MM / 2
    x = _clear(width / 2, [fold.at_mm for fold in flat.folds if fold.upright])
    y = _clear(height / 2, [fold.at_mm for fold in flat.folds if not fold.upright])
    places = ((x, -out), (x, height + out), (-out, y), (width + out, y))
    return [part for place in places for part in _target(*place)]


def _clear(at: float, folds: list[float]) -> float:
    """`at`, moved aside where a fold mark would run through the target."""
    while any(abs(at - fold) < _CLEAR_MM for fold in folds):
        at += 2 * _CLEAR_MM
    return at


def _target(x: float, y: float) -> list[str]:
    r, arm = _TARGET_MM * 0.6, _TARGET_MM
    k = r * _ROUND
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    circle = [f"{pt(x + r)} {pt(y)} m", *(" ".join(f"{pt(v)}" for v in c) + " c" for c in curves)]
    return [_line(x - arm, y, x + arm, y), _line(x, y - arm, x, y + arm), *circle, "S"]


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"{pt(x1)} {pt(y1)} m {pt(x2)} {pt(y2)} l S"


def slugs(lines: tuple[str, ...], widths_mm: tuple[float, ...], family: Family) -> bytes:
    """A PDF with a strip for each line of text, as wide as its sheet, in black ink alone."""
    from publisher.layout.typeset import typeset

    css = [
        f"p{{margin:0;font:{_SLUG_PT}pt/{_SLUG_MM}mm '{family.name}';white-space:nowrap;"
        "color:device-cmyk(0 0 0 1)}",
    ]
    body = []
    for number, (line, width) in enumerate(zip(lines, widths_mm, strict=True)):
        css.append(f"@page s{number}{{size:{width}mm {_SLUG_MM}mm;margin:0}}")
        css.append(f".s{number}{{page:s{number}}}")
        body.append(f"<p class='s{number}'>{escape(line)}</p>")
    html = f"<html><style>{''.join(css)}</style><body style='margin:0'>{''.join(body)}</body>"
    data: bytes = typeset(html, (family,)).write_pdf()
    return data
