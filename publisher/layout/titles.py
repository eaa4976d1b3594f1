"""A title in the largest size that its place allows, measured with its font."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from publisher.errors import BadOutput, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from publisher.brand.fonts import Family

_SMALLEST_PT = 6.0


def title_fit(title: str, family: Family, width_pt: float, largest_pt: float) -> tuple[float, int]:
    """(the largest size in points at which no word of the title is broken, its lines).

    Raises `BadOutput` where a word is too long for the smallest type.
    """
    words = word_widths(title, family)
    longest = max(words)
    if (need := longest * _SMALLEST_PT) > width_pt:
        word = quoted(title.split()[words.index(longest)], 40)
        raise BadOutput(
            f"title: the word {word} needs {need:.0f} pt on the cover in {_SMALLEST_PT:g} pt type, "
            f"and there are {width_pt:.0f}; write a shorter one"
        )
    size = min(largest_pt, int(width_pt / longest * 2) / 2)
    while len(wrapped(words, width_pt / size)) > 4 and size > 12:
        size -= 0.5
    return size, len(wrapped(words, width_pt / size))


def word_widths(words: str, family: Family, *, bold: bool = True) -> list[float]:
    """The width of each word in multiples of the type size."""
    from fontTools.ttLib import TTFont

    upright = sorted((f for f in family.faces if not f.italic), key=lambda face: face.weight)
    path = upright[-1 if bold else 0].path
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in words):
        return [_joined_width(word, path) for word in words.split()]
    with TTFont(path) as font:
        glyphs, advances = font.getBestCmap(), font["hmtx"].metrics
        em = font["head"].unitsPerEm
        return [
            sum(advances[glyphs.get(ord(c), ".notdef")][0] for c in word) / em
            for word in words.split()
        ]


def _joined_width(word: str, path: Path) -> float:
    """The width of a word whose letters join, which is less than that of its letters alone."""
    import uharfbuzz as harfbuzz

    face = harfbuzz.Face(path.read_bytes())
    buffer = harfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    harfbuzz.shape(harfbuzz.Font(face), buffer)
    advance: float = sum(one.x_advance for one in buffer.glyph_positions) / face.upem
    return advance


def wrapped(words: list[float], width: float) -> list[list[float]]:
    """The words in lines, each as full as possible."""
    lines: list[list[float]] = [[]]
    for word in words:
        if lines[-1] and sum(lines[-1]) + 0.3 * len(lines[-1]) + word > width:
            lines.append([])
        lines[-1].append(word)
    return lines
