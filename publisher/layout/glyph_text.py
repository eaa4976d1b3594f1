"""What each glyph of a font says, so that text in a script whose letters join can be read back.

WeasyPrint notes for each glyph the text of the first cluster that it stood in (70.0, `draw_text`).
In text from right to left that is wrong where a cluster has several glyphs: a mark then says its
letter too, and the letter nothing, wherever either is used again. The font itself knows better.
"""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from typing import Any

_ONE_FOR_ONE, _LIGATURE, _EXTENSION = 1, 4, 7  # OpenType 1.9, GSUB lookup types


@cache
def say_what_glyphs_say() -> None:
    """Has WeasyPrint ask the font for the text of a glyph in text from right to left."""
    from weasyprint.pdf import fonts

    made = fonts.Font.__init__

    def init(self: Any, *given: Any) -> None:
        made(self, *given)
        self.to_unicode = _Said(self.file_content, self.index)

    fonts.Font.__init__ = init


class _Said(dict[int, str]):
    """Glyph → text, as WeasyPrint fills it in; the font overrules it for letters that join."""

    def __init__(self, font: bytes, number: int) -> None:
        super().__init__()
        self.font = font, number

    def __setitem__(self, glyph: int, text: str) -> None:
        # A bracket is mirrored: what it says depends on where it was met first.
        if not text or _runs_left(text) or unicodedata.mirrored(text[0]):
            text = glyph_texts(*self.font).get(glyph, text)
        super().__setitem__(glyph, text)


def _runs_left(text: str) -> bool:
    """Whether a text has letters, or marks upon letters, of a script from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL", "NSM") for c in text)


@cache
def glyph_texts(font: bytes, number: int = 0) -> dict[int, str]:
    """The text of every glyph that a letter of the font can become, by the glyph's number."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(font), fontNumber=number, lazy=True) as opened:
        said: dict[str, str] = {}
        for code, name in sorted(opened.getBestCmap().items()):
            # A presentation form is the letter itself: it is there for old programs. That of a
            # ligature is kept, since readers turn text around sign by sign.
            # A bracket as wide as a Chinese character is none of them.
            letter = chr(code)
            if _runs_left(letter):
                letter = unicodedata.normalize("NFKC", letter)
            said.setdefault(name, letter if len(letter) == 1 else chr(code))
        while more := _replaced(opened, said):
            said |= more
        return {opened.getGlyphID(name): text for name, text in said.items()}


def _replaced(font: Any, said: dict[str, str]) -> dict[str, str]:
    """The texts of glyphs that stand in for those of which the text is known."""
    if "GSUB" not in font:
        return {}
    found: dict[str, str] = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            real = table.ExtSubTable if table.LookupType == _EXTENSION else table
            if real.LookupType == _ONE_FOR_ONE:
                pairs = (((one,), other) for one, other in real.mapping.items())
            elif real.LookupType == _LIGATURE:
                pairs = (
                    ((first, *one.Component), one.LigGlyph)
                    for first, ligatures in real.ligatures.items()
                    for one in ligatures
                )
            else:
                continue
            for parts, whole in pairs:
                if whole not in said and all(part in said for part in parts):
                    # As it stands on the page, from left to right: readers turn it around.
                    step = -1 if _runs_left(said[parts[0]]) else 1
                    found.setdefault(whole, "".join(said[part] for part in parts[::step]))
    return found
