"""A drawing as a picture: without labels, and cropped to the part with the most detail."""

from __future__ import annotations

import io
from functools import cache
from itertools import pairwise

from publisher.content.drawing import Drawing
from publisher.layout import rasters


def topped(drawing: Drawing, shape: float) -> Drawing:
    """The upper part of a drawing, `shape` times as wide as high, cropped except at the top.

    The page shows no edge of the picture there.
    """
    left, top, width, height, _ = _drawn(drawing)
    high = min(height * 0.96, width * 0.96 / shape)
    return drawing.with_viewbox(
        left + (width - high * shape) / 2, top - 2, high * shape, high, stretched=True
    )


def liveliest(drawing: Drawing, shape: float) -> Drawing:
    """The horizontal stripe of a drawing with the most detail, `shape` times as wide as high."""
    left, top, width, height, rows = _drawn(drawing)
    wide = width * 0.98
    high = wide / shape
    step = height / len(rows)
    span = min(len(rows), max(1, round(high / step)))
    seen = [sum(rows[start : start + span]) for start in range(len(rows) - span + 1)]
    # Of all stripes with nearly the most detail, the middle one.
    good = [start for start, many in enumerate(seen) if many >= 0.98 * max(seen)]
    y = top + good[len(good) // 2] * step
    return drawing.with_viewbox(left + (width - wide) / 2, y, wide, high, stretched=True)


def sliced(drawing: Drawing, left: float, right: float) -> Drawing:
    """The part of a drawing between two positions across its width, from 0 to 1."""
    x, y, width, height = drawing.viewbox
    return drawing.with_viewbox(x + left * width, y, (right - left) * width, height, stretched=True)


_ACROSS_PX = 320


_GREYS = {"ink": 0, "paper": 255, "tint": 215, "brand": 60, "accent": 110, "accent_tint": 230}


@cache
def _drawn(drawing: Drawing) -> tuple[float, float, float, float, list[int]]:
    """(box around what is drawn, number of edges in each row of pixels)."""
    from PIL import Image

    def grey(role: str) -> str:
        if role in ("body", "headings"):
            return "serif"
        return "#" + f"{_GREYS.get(role, 128):02x}" * 3

    pixels = Image.open(
        io.BytesIO(rasters.png(drawing.painted(grey), width_px=_ACROSS_PX, fonts=()))
    )
    solid = pixels.getchannel("A").point(lambda value: 255 if value > 32 else 0)
    first, above, last, below = solid.getbbox() or (0, 0, *solid.size)
    flat = Image.new("L", pixels.size, 255)
    flat.paste(pixels.convert("L"), mask=pixels.getchannel("A"))
    rows = []
    for row_px in range(above, below):
        row = flat.crop((first, row_px, last, row_px + 1)).tobytes()
        rows.append(sum(abs(one - other) > 40 for one, other in pairwise(row)))
    x, y, width, _ = drawing.viewbox
    unit = width / _ACROSS_PX
    return (x + first * unit, y + above * unit, (last - first) * unit, (below - above) * unit, rows)
