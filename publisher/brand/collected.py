"""Faces out of a collection: Noto Sans CJK is one variable font of 33 MB for three scripts.

A face is cut from it once, with the letters of its own script alone, in one weight, and with the
outlines of TrueType, which Word, e-books and every reader of PDF know.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_PACKAGE, _FILE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
_SHARED = ((0x20, 0x7F), (0xA0, 0x250), (0x370, 0x500), (0x2000, 0x2C00), (0x3000, 0x3040))
"""Latin, Greek and Cyrillic letters, signs, and the marks that the three scripts share."""
_FEATURES = ("ccmp", "halt", "kern", "liga", "palt", "tnum")
_NO_HINTS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxComponentDepth",
)
"""Limits of a TrueType font that are nothing where no glyph has hints or parts."""
_OFF = 1.0  # how far a curve may be from that of the original, in thousandths of the type size


@dataclass(frozen=True, slots=True)
class _Member:
    """One font of the collection, and the ranges of letters that are kept of it."""

    number: int
    letters: tuple[tuple[int, int], ...]


_WIDE = (0xFF00, 0xFFF0)
_MEMBERS = {
    "Noto Sans CJK KR": _Member(1, ((0x1100, 0x1200), (0x3130, 0x3190), (0xAC00, 0xD7A4), _WIDE)),
    "Noto Sans CJK SC": _Member(2, ((0x3400, 0x4DC0), (0x4E00, 0xA000), _WIDE)),
}


def file_of(package: str) -> Path | None:
    """The collection, where it has a family under that name of a package: "noto-sans-cjk-sc".

    Raises LookupError where the collection is not installed.
    """
    from importlib.util import find_spec

    if package not in {name.lower().replace(" ", "-") for name in _MEMBERS}:
        return None
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise LookupError(_PACKAGE)
    return Path(found.origin).with_name(_FILE)


def is_collected(family: str, path: Path) -> bool:
    """Whether the faces of a family are cut from the collection at `path`."""
    return family in _MEMBERS and path.name == _FILE


@cache
def characters(path: Path, family: str) -> frozenset[int]:
    """The code points of the faces that are cut from the collection for a family."""
    import uharfbuzz as harfbuzz

    member = _MEMBERS[family]
    there = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(path)), member.number).unicodes
    ranges = (*_SHARED, *member.letters)
    return frozenset(one for first, end in ranges for one in range(first, end) if one in there)


def cut(path: Path, family: str, weight: int) -> bytes:
    """One face of a family as a TrueType font that varies no more; it takes seconds."""
    import uharfbuzz as harfbuzz

    number = _MEMBERS[family].number
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(path)), number)
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.set(characters(path, family))
    wanted.pin_axis_location(face, "wght", float(weight))
    features = wanted.layout_feature_tag_set
    features.clear()
    for tag in _FEATURES:
        features.add(int.from_bytes(tag.encode(), "big"))
    wanted.flags |= harfbuzz.SubsetFlags.DOWNGRADE_CFF2 | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return _with_truetype_outlines(harfbuzz.subset(face, wanted).blob.data)


def _with_truetype_outlines(data: bytes) -> bytes:
    """The font with quadratic curves in the place of cubic ones."""
    from fontTools.ttLib import TTFont, newTable

    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        order = font.getGlyphOrder()
        outlines: Any = newTable("glyf")
        outlines.glyphOrder, outlines.glyphs = order, dict(_outlines(font, order))
        font["loca"], font["glyf"] = newTable("loca"), outlines
        font["maxp"] = _limits_of(len(order))
        metrics: Any = font["hmtx"].metrics
        for name in order:
            metrics[name] = (metrics[name][0], getattr(outlines.glyphs[name], "xMin", 0))
        for tag in ("CFF ", "VORG", "vhea", "vmtx", "STAT", "BASE"):
            if tag in font:
                del font[tag]
        post: Any = font["post"]
        post.formatType = 3.0
        font.sfntVersion = "\x00\x01\x00\x00"
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()


def _outlines(font: TTFont, names: Iterable[str]) -> Iterable[tuple[str, Any]]:
    """(name, outline in TrueType's curves) of each glyph."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs = font.getGlyphSet()
    table: Any = None
    for name in names:
        pen = TTGlyphPen(table)
        glyphs[name].draw(Cu2QuPen(pen, _OFF, reverse_direction=True))
        outline = pen.glyph()
        outline.recalcBounds(table)
        yield name, outline


def _limits_of(glyphs: int) -> Any:
    """The table of a TrueType font's limits, most of which saving it counts."""
    from fontTools.ttLib import newTable

    table: Any = newTable("maxp")
    table.tableVersion, table.numGlyphs = 0x00010000, glyphs
    table.maxZones = 1
    for name in _NO_HINTS:
        setattr(table, name, 0)
    return table
