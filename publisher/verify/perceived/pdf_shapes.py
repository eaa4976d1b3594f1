"""What a page of a PDF paints besides text → shapes with the place of each, and odd ones.

A layout paints boxes, lines and rounded boxes, upright, in the colours of the brand, and all else
that is on a page is a drawing. So whatever has another form is a mark that nobody accounts for,
also where it is painted in the colour of the paper.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""
Matrix = tuple[float, ...]
_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_UNIT_PT = 0.75  # a pixel of CSS, in which a layout is painted
_DEPTH = 8
_LEVEL_PT = 0.05  # from one end of a level or upright line to the other


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, a picture, a shading, or the form that a picture behind text is painted in."""

    raw: Any
    """The object of PDFium, which lives as long as its page."""
    matrix: Matrix
    """From the units that it is painted in to points of the page."""
    box: Box
    """Its place on the page, as if nothing were clipped."""
    window: Box | None
    """The part of the page that the picture is clipped to which it belongs to; None for none."""
    seen: Box | None
    """Its place, but for what its own clip cuts off; None where that is all."""


def shapes(page: Any) -> Iterator[Shape]:
    """Every shape of a page in the order of painting, with those in nested forms."""
    for one in page.get_objects(max_depth=1):
        yield from _shapes(one.raw, _UPRIGHT, (None, None), 0)


_Windows = tuple[Box | None, Box | None]
"""What the page or panel is clipped to, and the picture behind its text."""


def _shapes(one: Any, around: Matrix, windows: _Windows, depth: int) -> Iterator[Shape]:
    from pypdfium2 import raw

    kind = raw.FPDFPageObj_GetType(one)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        return
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, found)
    own = times((found.a, found.b, found.c, found.d, found.e, found.f), around)
    if kind != raw.FPDF_PAGEOBJ_FORM:
        box, clip = _placed(_bounds(one), around), _clip(one)
        seen = common(box, _placed(clip, around)) if clip else box
        yield Shape(one, own, box, windows[1], seen)
    elif depth < _DEPTH:
        # A form in that of a page or panel is a picture behind its text, where it is clipped.
        if depth < 2 and (clip := _clip(one)):
            window = _placed(clip, around)
            outer = windows[0]
            windows = (window, None) if not depth else (outer, common(window, outer or window))
            if windows[1]:  # also where nothing is painted in it
                yield Shape(one, own, windows[1], windows[1], windows[1])
        for n in range(raw.FPDFFormObj_CountObjects(one)):
            yield from _shapes(raw.FPDFFormObj_GetObject(one, n), own, windows, depth + 1)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Two matrices, one after the other."""
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return (
        a * u + b * w,
        a * v + b * x,
        c * u + d * w,
        c * v + d * x,
        e * u + f * w + y,
        e * v + f * x + z,
    )


def common(one: Box, other: Box) -> Box | None:
    """The part that two boxes have in common; None for none."""
    box = (*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))
    return (box[0], box[1], box[2], box[3]) if box[0] < box[2] and box[1] < box[3] else None


def lies_within(box: Box, around: Box) -> bool:
    """Whether a box is in another one, or beyond its edge by less than a point."""
    low = all(box[n] > around[n] - 1 for n in (0, 1))
    return low and all(box[n] < around[n] + 1 for n in (2, 3))


def belongs_to(box: Box, place: Box) -> bool:
    """Whether a shape may be part of what is at a place: bounds of a stroke project a little."""
    more = 0.1 * (place[2] - place[0])
    around = (place[0] - more, place[1] - more, place[2] + more, place[3] + more)
    return lies_within(box, around)


def _bounds(one: Any) -> Box:
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(one, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _clip(one: Any) -> Box | None:
    """The window that an object is clipped to; None for none."""
    from pypdfium2 import raw

    path = raw.FPDFPageObj_GetClipPath(one)
    window: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(max(raw.FPDFClipPath_CountPaths(path), 0) if path else 0):
        points = []
        for at in range(raw.FPDFClipPath_CountPathSegments(path, n)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(path, n, at), x, y)
            points.append((x.value, y.value))
        if points:
            (left, bottom), (right, top) = (tuple(map(f, *points)) for f in (min, max))
            box = (left, bottom, right, top)
            window = common(window, box) if window else box
    return window


def _placed(box: Box, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    lefts, tops = zip(*corners, strict=True)
    return min(lefts), min(tops), max(lefts), max(tops)


# Shapes of no layout -----------------------------------------------------------------------------

Colour = tuple[int, int, int]


def is_of_layout(shape: Shape) -> bool:
    """Whether a shape is painted in the units of a layout, upright."""
    a, b, c, d, *_ = shape.matrix
    return max(abs(b), abs(c), abs(a - _UNIT_PT), abs(d + _UNIT_PT)) < 0.001


def odd(shape: Shape, colours: frozenset[Colour] | None) -> str:
    """What a shape is that no layout paints; empty where one may.

    `colours` are those of the brand; any will do where they are None.
    """
    from pypdfium2 import raw

    if raw.FPDFPageObj_GetType(shape.raw) != raw.FPDF_PAGEOBJ_PATH:
        return "a picture"
    if not is_of_layout(shape):
        return "a drawing"
    if not all(_is_plain(part) for part in _parts(shape.raw)):
        return "a mark"
    for colour in _colours(shape.raw):
        if colours is not None and not any(_is_like(colour, one) for one in colours):
            return f"a box in #{bytes(colour).hex()}"
    return ""


def _is_like(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))


_NEAR = 3  # of 255: rounding
_Part = list[tuple[bool, float, float]]
"""The points of a part of a path: whether a curve leads there, and where it is."""


def _parts(path: Any) -> Iterator[_Part]:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    part: _Part = []
    for n in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and part:
            yield part
            part = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        part.append((kind == raw.FPDF_SEGMENT_BEZIERTO, x.value, y.value))
    if part:
        yield part


def _is_plain(part: _Part) -> bool:
    """Whether a part of a path is a level or upright line, a box or a rounded box."""
    curves = sum(curved for curved, _, _ in part)
    lines = [
        (abs(x - x0), abs(y - y0)) for (_, x0, y0), (curved, x, y) in pairwise(part) if not curved
    ]
    # A curve has three points; a box that is not closed by itself ends where it begins.
    return (
        curves <= 12
        and sum(max(line) > _LEVEL_PT for line in lines) <= 4
        and all(min(line) < _LEVEL_PT for line in lines)
    )


def _colours(path: Any) -> Iterator[Colour]:
    """The colours that a path is filled and drawn in."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    parts = [ctypes.c_uint() for _ in range(4)]
    for used, get in (
        (fill.value, raw.FPDFPageObj_GetFillColor),
        (stroke.value, raw.FPDFPageObj_GetStrokeColor),
    ):
        if used and get(path, *parts):
            red, green, blue, _ = (one.value for one in parts)
            yield red, green, blue
