"""A drawing as a picture: without labels, and cropped to the part with the most detail."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from publisher.content.drawing import Drawing
from publisher.layout import rasters

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels


def topped(drawing: Drawing, shape: float) -> Drawing:
    """The upper part of a drawing, `shape` times as wide as high, cropped except at the top.

    Nothing is cut at the top, where the picture has no edge of its own. What is in the accent
    colour is what the drawing is about, so it is not cut off where there is a choice.
    """
    seen = _drawn(drawing)
    high = min(seen.height * 0.96, seen.width * 0.96 / shape)
    left = seen.left + _least_cut(seen, high * shape)
    return drawing.with_viewbox(left, seen.top - 2, high * shape, high, stretched=True)


_AIR = 0.1  # of the width of what is drawn: room beside what would touch the edge
_NEAR = 4  # columns: a line that runs along an edge is as bad as one that is cut


def _least_cut(seen: _Drawn, wide: float) -> float:
    """Where a stripe as high as the drawing and `wide` begins, from the left of what is drawn.

    Of those that show as much of the accent as any, it is one that cuts the fewest lines, and of
    these the one that has the accent nearest to its middle.
    """
    step = seen.width / len(seen.columns)
    air = (0,) * round(_AIR * len(seen.columns))
    lines, accents = (air + columns + air for columns in (seen.columns, seen.accents))
    span = min(len(lines) - 1, round(wide / step))
    starts = range(len(lines) - span)
    shown = [sum(accents[start : start + span]) for start in starts]
    best = [start for start in starts if shown[start] >= 0.98 * max(shown)]
    weights = accents if any(accents) else (1,) * len(lines)
    middle = sum(at * one for at, one in enumerate(weights)) / sum(weights)

    def cut(start: int) -> tuple[int, float]:
        edges = (start, start + span)
        near = (lines[max(0, edge - _NEAR) : edge + _NEAR + 1] for edge in edges)
        return sum(max(some) for some in near), abs(start + span / 2 - middle)

    return step * (min(best, key=cut) - len(air))


def liveliest(drawing: Drawing, shape: float) -> Drawing:
    """The stripe of a drawing with the most to see in it, `shape` times as wide as high."""
    seen = _drawn(drawing)
    wide = seen.width * 0.98
    high = wide / shape
    step = seen.height / len(seen.rows)
    span = min(len(seen.rows), max(1, round(high / step)))
    many = [sum(seen.rows[start : start + span]) for start in range(len(seen.rows) - span + 1)]
    # Of all stripes that show as good as most, the middle one.
    good = [start for start, one in enumerate(many) if one >= 0.98 * max(many)]
    y = seen.top + good[len(good) // 2] * step
    left = seen.left + (seen.width - wide) / 2
    return drawing.with_viewbox(left, y, wide, high, stretched=True)


def sliced(drawing: Drawing, left: float, right: float) -> Drawing:
    """The part of a drawing between two positions across its width, from 0 to 1."""
    x, y, width, height = drawing.viewbox
    return drawing.with_viewbox(x + left * width, y, (right - left) * width, height, stretched=True)


_ACROSS_PX = 320


_GREYS = {"ink": 0, "paper": 255, "tint": 215, "brand": 60, "accent": 110, "accent_tint": 230}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn: where it is, and for each row and column of pixels what there is to see."""

    left: float
    top: float
    width: float
    height: float
    rows: tuple[int, ...]
    """How many edges lie in each row."""
    columns: tuple[int, ...]
    """How many edges lie in each column: lines that are cut there."""
    accents: tuple[int, ...]
    """How many pixels of each column are in the accent colour."""


@cache
def _drawn(drawing: Drawing) -> _Drawn:
    from PIL import Image

    def grey(role: str) -> str:
        if role in ("body", "headings"):
            return "serif"
        return "#" + f"{_GREYS.get(role, 128):02x}" * 3

    def accent(role: str) -> str:
        if role in ("body", "headings"):
            return "serif"
        return "#000000" if role == "accent" else "#ffffff"

    pixels = _pixels(drawing, grey)
    solid = pixels.getchannel("A").point(lambda value: 255 if value > 32 else 0)
    box = solid.getbbox() or (0, 0, *solid.size)
    greys = _flat(pixels).crop(box)
    accents = _flat(_pixels(drawing, accent)).crop(box)
    x, y, width, _ = drawing.viewbox
    unit = width / _ACROSS_PX
    return _Drawn(
        left=x + box[0] * unit,
        top=y + box[1] * unit,
        width=(box[2] - box[0]) * unit,
        height=(box[3] - box[1]) * unit,
        rows=tuple(_edges(row) for row in _rows(greys)),
        columns=tuple(_edges(row) for row in _rows(greys.transpose(Image.Transpose.TRANSPOSE))),
        accents=tuple(
            sum(one < 128 for one in row)
            for row in _rows(accents.transpose(Image.Transpose.TRANSPOSE))
        ),
    )


def _pixels(drawing: Drawing, value: Callable[[str], str]) -> Pixels:
    """The drawing with `value(role)` in the place of every role, on a clear ground."""
    from PIL import Image

    return Image.open(
        io.BytesIO(rasters.png(drawing.painted(value), width_px=_ACROSS_PX, fonts=()))
    )


def _flat(pixels: Pixels) -> Pixels:
    """The picture in grey, on white."""
    from PIL import Image

    flat = Image.new("L", pixels.size, 255)
    flat.paste(pixels.convert("L"), mask=pixels.getchannel("A"))
    return flat


def _rows(flat: Pixels) -> Iterator[bytes]:
    pixels = flat.tobytes()
    return (pixels[at : at + flat.width] for at in range(0, len(pixels), flat.width))


def _edges(row: bytes) -> int:
    return sum(abs(one - other) > 40 for one, other in pairwise(row))
