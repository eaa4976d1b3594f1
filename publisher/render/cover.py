"""What stands on the outside of a printed piece: the front with title and picture, and the code."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from publisher.drawing import Drawing, read

if TYPE_CHECKING:
    from publisher.fonts import Family
    from publisher.plan import Job
    from publisher.press.scheme import Placed

_PT_PER_MM = 72 / 25.4
_QUIET = 4  # modules of empty ground around a QR code. Source: ISO/IEC 18004, "quiet zone"
_TOP_MM, _STRIP_MM = 16.0, 28.0
_UNDER_TITLE_MM, _OVER_PICTURE_MM = 5.0, 9.0
_TITLE_LEADING, _SUBTITLE_LEADING = 1.1, 1.35
_PICTURE = 0.46  # of the height, at most


@dataclass(frozen=True, slots=True)
class Front:
    """The front of a piece: its title, what stands under it, and the picture without labels.

    The picture stands on a strip of paper, which carries the logo.
    """

    title_pt: float
    title_leading_pt: float
    subtitle_pt: float
    subtitle_leading_pt: float
    top_mm: float
    under_title_mm: float
    strip_mm: float
    picture_mm: float
    picture: Drawing


def front(
    job: Job,
    panel: Placed,
    *,
    side_mm: float,
    bleed_mm: float,
    largest_pt: float,
    subtitle_pt: float,
) -> Front:
    """The front of `panel`: the title as large as its longest word lets it, up to a size."""
    condition, brand = job.condition, job.brand
    width_pt = (panel.width_mm - 2 * side_mm) * _PT_PER_MM
    size, lines = title_fit(condition.title.plain, brand.headings, width_pt, largest_pt)
    under = _lines(
        _widths(condition.subtitle.plain, brand.body, bold=False), width_pt / subtitle_pt
    )
    words_pt = lines * size * _TITLE_LEADING + len(under) * subtitle_pt * _SUBTITLE_LEADING
    taken_mm = _TOP_MM + words_pt / _PT_PER_MM + _UNDER_TITLE_MM + _OVER_PICTURE_MM + _STRIP_MM
    picture_mm = min(panel.height_mm * _PICTURE, panel.height_mm - taken_mm)
    figure = condition.first_figure
    drawn = unlabelled(figure.file) if figure else brand.mark
    return Front(
        title_pt=size,
        title_leading_pt=size * _TITLE_LEADING,
        subtitle_pt=subtitle_pt,
        subtitle_leading_pt=subtitle_pt * _SUBTITLE_LEADING,
        top_mm=_TOP_MM,
        under_title_mm=_UNDER_TITLE_MM,
        strip_mm=_STRIP_MM,
        picture_mm=round(picture_mm, 2),
        picture=topped(drawn, (panel.width_mm + 2 * bleed_mm) / picture_mm),
    )


def title_fit(title: str, family: Family, width_pt: float, largest_pt: float) -> tuple[float, int]:
    """The largest size in points at which no word of the title is broken, and its lines there."""
    words = _widths(title, family)
    size = min(largest_pt, int(width_pt / max(words) * 2) / 2)
    while len(_lines(words, width_pt / size)) > 4 and size > 12:
        size -= 0.5
    return size, len(_lines(words, width_pt / size))


def _widths(words: str, family: Family, *, bold: bool = True) -> list[float]:
    """The width of each word in multiples of the type size."""
    from fontTools.ttLib import TTFont

    upright = sorted((f for f in family.faces if not f.italic), key=lambda face: face.weight)
    with TTFont(upright[-1 if bold else 0].path) as font:
        glyphs, advances = font.getBestCmap(), font["hmtx"].metrics
        em = font["head"].unitsPerEm
        return [
            sum(advances[glyphs.get(ord(c), ".notdef")][0] for c in word) / em
            for word in words.split()
        ]


def _lines(words: list[float], width: float) -> list[list[float]]:
    """The words in lines, each as full as it goes."""
    lines: list[list[float]] = [[]]
    for word in words:
        if lines[-1] and sum(lines[-1]) + 0.3 * len(lines[-1]) + word > width:
            lines.append([])
        lines[-1].append(word)
    return lines


# The picture ---------------------------------------------------------------------------------


def unlabelled(drawing: Drawing) -> Drawing:
    """The drawing without its words and what leads to them: on a cover it is a picture."""
    from lxml import etree

    root = etree.fromstring(drawing.svg)
    for element in [*root.iter("{*}g", "{*}text")]:
        parent = element.getparent()
        if parent is not None and _labels(element):
            parent.remove(element)
    return replace(drawing, svg=etree.tostring(root, encoding="unicode"))


_STRAIGHT = re.compile(r"M[^A-Za-z]+L[^A-Za-z]+")


def _labels(element: object) -> bool:
    """Whether this is words, a group of straight lines alone, or one of dots of ink alone."""
    from lxml import etree

    assert isinstance(element, etree._Element)
    if str(element.tag).endswith("}text"):
        return True
    kinds = {str(child.tag).rpartition("}")[2] for child in element}
    if kinds == {"path"}:
        return all(_STRAIGHT.fullmatch(child.get("d", "")) for child in element)
    return kinds == {"circle"} and element.get("fill") == "role:ink"


def topped(drawing: Drawing, shape: float) -> Drawing:
    """The upper part of a drawing, `shape` times as wide as high, cut at the sides and the foot.

    Nothing is cut at the top, where the picture has no edge of its own.
    """
    left, top, width, height, _ = _drawn(drawing)
    high = min(height * 0.96, width * 0.96 / shape)
    return _window(drawing, left + (width - high * shape) / 2, top - 2, high * shape, high)


def liveliest(drawing: Drawing, shape: float) -> Drawing:
    """The stripe of a drawing with the most to see in it, `shape` times as wide as high."""
    left, top, width, height, rows = _drawn(drawing)
    wide = width * 0.98
    high = wide / shape
    step = height / len(rows)
    span = min(len(rows), max(1, round(high / step)))
    seen = [sum(rows[start : start + span]) for start in range(len(rows) - span + 1)]
    # Of all stripes that show as good as most, the middle one.
    good = [start for start, many in enumerate(seen) if many >= 0.98 * max(seen)]
    y = top + good[len(good) // 2] * step
    return _window(drawing, left + (width - wide) / 2, y, wide, high)


def sliced(drawing: Drawing, left: float, right: float) -> Drawing:
    """What of a drawing lies between two parts of its width, 0 to 1."""
    x, y, width, height = _box(drawing)
    return _window(drawing, x + left * width, y, (right - left) * width, height)


def _window(drawing: Drawing, x: float, y: float, width: float, height: float) -> Drawing:
    box = f'viewBox="{x:.2f} {y:.2f} {width:.2f} {height:.2f}" preserveAspectRatio="none"'
    svg = re.sub(r'viewBox="[^"]*"( preserveAspectRatio="none")?', box, drawing.svg, count=1)
    return replace(drawing, svg=svg, width=width, height=height)


def _box(drawing: Drawing) -> tuple[float, float, float, float]:
    from lxml import etree

    box = etree.fromstring(drawing.svg).get("viewBox", "")
    x, y, width, height = (float(number) for number in re.findall(r"-?[\d.]+", box))
    return x, y, width, height


_ACROSS_PX = 320


_GREYS = {"ink": 0, "paper": 255, "tint": 215, "brand": 60, "accent": 110, "accent_tint": 230}


@cache
def _drawn(drawing: Drawing) -> tuple[float, float, float, float, list[int]]:
    """Left, top, width and height of what is drawn, and how many edges each row of pixels has."""
    from PIL import Image

    from publisher import rasters

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
    x, y, width, _ = _box(drawing)
    unit = width / _ACROSS_PX
    return (x + first * unit, y + above * unit, (last - first) * unit, (below - above) * unit, rows)


# The code ------------------------------------------------------------------------------------


@cache
def qr_code(printed: str) -> Drawing:
    """The QR code of https:// + `printed` with its quiet zone, black on paper, 1 px a module."""
    import segno

    code = segno.make(f"https://{printed}", error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    size = len(rows) + 2 * _QUIET
    path = "".join(
        f"M{match.start() + _QUIET} {y + _QUIET}h{len(match.group())}v1h-{len(match.group())}z"
        for y, row in enumerate(rows)
        for match in re.finditer(b"\x01+", row)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="role:paper"/>'
        f'<path fill="role:ink" d="{path}"/></svg>'
    )
    return read("code.svg", svg.encode())
