"""A logo made of the brand's name: words and initial as outlines, in its roles of colour."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.brand.fonts import Family
from publisher.content.drawing import Drawing, read_drawing

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_EM = 100.0
_WIDEST = (9.0, 12.0)  # ems in the line of a word mark, and in each of several
_LEAST_HIGH = (
    1.6  # ems: a single word, as high as a logo of two lines, would be larger than the title
)
_LEADING = 1.12
_SQUARE = 100.0
_LETTER = 0.62  # of the square's height


def word_mark(name: str, family: Family) -> Drawing:
    """The name in the bold of `family`, in as few lines as keep it legible."""
    path = _bold(family)
    words = name.split()
    lines = [name]
    for count in range(1, len(words) + 1):
        lines = _lines(words, count, path)
        if max(_width(line, path) for line in lines) <= _WIDEST[count > 1]:
            break
    drawn = [outline(line, path, _EM) for line in lines]
    width = max(width for _, width in drawn)
    step = _EM * _LEADING
    height = _EM * 1.04 + (len(drawn) - 1) * step
    room = max(0.0, _EM * _LEAST_HIGH - height)
    parts = "".join(
        f'<path transform="translate(0 {room / 2 + _EM * 0.78 + n * step:g})" d="{d}"/>'
        for n, (d, _) in enumerate(drawn)
    )
    return _drawing("word mark", width, height + room, f'<g fill="role:brand">{parts}</g>')


def initial_mark(name: str, family: Family) -> Drawing:
    """The first letter of the name on a ground of the brand, for places of 5 mm."""
    path = _bold(family)
    letter = next((c for c in name if c.isalnum()), name[:1]).upper()
    top, bottom = _extent(letter, path)
    size = _SQUARE * _LETTER / max(top - bottom, 0.3)
    d, width = outline(letter, path, size)
    left = (_SQUARE - width) / 2
    base = (_SQUARE + (top + bottom) * size) / 2
    svg = (
        f'<rect width="{_SQUARE:g}" height="{_SQUARE:g}" fill="role:brand"/>'
        f'<path fill="role:on_brand" transform="translate({left:.2f} {base:.2f})" d="{d}"/>'
    )
    return _drawing("initial", _SQUARE, _SQUARE, svg)


def _drawing(name: str, width: float, height: float, content: str) -> Drawing:
    box = f"0 0 {width:.2f} {height:.2f}"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{content}</svg>'
    return read_drawing(name, svg.encode())


def _bold(family: Family) -> Path:
    """The font file of the boldest upright face."""
    upright = [face for face in family.faces if not face.italic]
    return max(upright, key=lambda face: face.weight).path


def _lines(words: list[str], count: int, path: Path) -> list[str]:
    """The words in `count` lines of which the longest is as short as possible."""
    widths = [_width(word, path) for word in words]
    best: list[str] = [" ".join(words)]
    least = float("inf")
    for cuts in _cuts(len(words), count):
        spans = list(zip((0, *cuts), (*cuts, len(words)), strict=True))
        longest = max(sum(widths[a:b]) + 0.25 * (b - a - 1) for a, b in spans)
        if longest < least:
            least, best = longest, [" ".join(words[a:b]) for a, b in spans]
    return best


def _cuts(words: int, lines: int) -> Iterator[tuple[int, ...]]:
    # The first thousand ways to break a name are enough, even for one of twenty words.
    return islice(combinations(range(1, words), lines - 1), 1000)


@cache
def _font(path: Path) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(path.read_bytes()), lazy=True)


def _glyphs(text: str, path: Path) -> list[str]:
    """The name of the glyph of each character."""
    cmap = _font(path).getBestCmap()
    return [cmap.get(ord(c), ".notdef") for c in text]


def _width(text: str, path: Path) -> float:
    """The width of `text` in ems, not kerned."""
    font = _font(path)
    units = sum(font["hmtx"].metrics[name][0] for name in _glyphs(text, path))
    return float(units / font["head"].unitsPerEm)


def outline(text: str, path: Path, size: float) -> tuple[str, float]:
    """(path data from the base line at 0, width) of `text` in a font, kerned."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    font, names = _font(path), _glyphs(text, path)
    scale = size / font["head"].unitsPerEm
    shapes, advances = font.getGlyphSet(), font["hmtx"].metrics
    pen = SVGPathPen(shapes, ntos=lambda n: f"{n:.2f}".rstrip("0").rstrip("."))
    x = 0.0
    for name, kern in zip(names, _kerning(font, names), strict=True):
        shapes[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x * scale, 0)))
        x += advances[name][0] + kern
    return pen.getCommands(), x * scale


def _extent(letter: str, path: Path) -> tuple[float, float]:
    """Top and bottom of a letter above the base line, in ems."""
    from fontTools.pens.boundsPen import BoundsPen

    font = _font(path)
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    pen = BoundsPen(glyphs)
    glyphs[_glyphs(letter, path)[0]].draw(pen)
    _, bottom, _, top = pen.bounds or (0, 0, 0, em)
    return top / em, bottom / em


def _kerning(font: TTFont, names: list[str]) -> list[float]:
    """The kerning after each glyph except the last, in units of the font."""
    kerns = [0.0] * len(names)
    pairs = list(_pair_tables(font)) if "GPOS" in font else []
    for place, pair in enumerate(pairwise(names)):
        found = (_kern(table, *pair) for table in pairs)
        kerns[place] = next((kern for kern in found if kern is not None), 0.0)
    return kerns


def _pair_tables(font: TTFont) -> Iterator[Any]:
    """The tables of pairs that the feature `kern` names."""
    gpos: Any = font["GPOS"].table
    features = gpos.FeatureList.FeatureRecord if gpos.FeatureList else ()
    indices = {n for f in features if f.FeatureTag == "kern" for n in f.Feature.LookupListIndex}
    for number in sorted(indices):
        for table in gpos.LookupList.Lookup[number].SubTable:
            inner = table.ExtSubTable if table.LookupType == 9 else table
            if inner.LookupType == 2:
                yield inner


def _kern(table: Any, first: str, second: str) -> float | None:
    """The change of advance that a table has for a pair; None where it does not know the pair."""
    if first not in table.Coverage.glyphs:
        return None
    if table.Format == 1:
        records = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
        values = [record.Value1 for record in records if record.SecondGlyph == second]
        return getattr(values[0], "XAdvance", 0) if values else None
    one = table.ClassDef1.classDefs.get(first, 0)
    other = table.ClassDef2.classDefs.get(second, 0)
    return getattr(table.Class1Record[one].Class2Record[other].Value1, "XAdvance", 0) or 0.0
