"""Fonts in finished files, damaged: letters that are drawn as others."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from tests.damages import Damage, Files, inside

Change = Callable[[Any], None]


def _changed(data: bytes, change: Change) -> bytes:
    font = TTFont(io.BytesIO(data))
    change(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _exchanged(one: str, other: str) -> Change:
    """Two letters, each with the outline of the other."""

    def change(font: Any) -> None:
        glyf, letters = font["glyf"], font.getBestCmap()
        first, second = letters[ord(one)], letters[ord(other)]
        glyf[first], glyf[second] = glyf[second], glyf[first]

    return change


def _numbered(one: int, other: int) -> Change:
    """As `_exchanged`, where a font of a PDF names its glyphs by numbers alone."""

    def change(font: Any) -> None:
        order, glyf = font.getGlyphOrder(), font["glyf"]
        glyf[order[one]], glyf[order[other]] = glyf[order[other]], glyf[order[one]]

    return change


def _emptied(letter: str) -> Change:
    def change(font: Any) -> None:
        glyph = font["glyf"][font.getBestCmap()[ord(letter)]]
        glyph.numberOfContours = 0
        glyph.coordinates, glyph.flags, glyph.endPtsOfContours = None, None, []

    return change


def _widened(font: Any) -> None:
    """All letters as another designer might draw them: a little wider."""
    glyf = font["glyf"]
    for name in font.getGlyphOrder():
        if glyf[name].numberOfContours > 0:
            glyf[name].coordinates.scale((1.08, 1))


def _alternates_exchanged(font: Any) -> None:
    """The figures of tables: each is drawn as another."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if table.LookupType == 1 and len(table.mapping) > 1:
                before, after = zip(*table.mapping.items(), strict=True)
                table.mapping = dict(zip(before, (*after[1:], after[0]), strict=True))


def ligatures_exchanged(font: Any) -> None:
    """Ligatures: each is drawn as another."""
    glyf = font["glyf"]
    made = [
        each.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        if table.LookupType == 4
        for some in table.ligatures.values()
        for each in some
    ]
    assert len(made) > 1, "the font has no two ligatures"
    outlines = [glyf[name] for name in made]
    for name, other in zip(made, (*outlines[1:], outlines[0]), strict=True):
        glyf[name] = other


def _no_room(font: Any) -> None:
    """All letters on top of one another."""
    for name in font.getGlyphOrder():
        font["hmtx"][name] = (0, font["hmtx"][name][1])


def _enlarged(font: Any) -> None:
    font["head"].unitsPerEm = font["head"].unitsPerEm // 3


# Finished files -------------------------------------------------------------------------------


def in_pdf(one: str, other: str) -> Callable[[bytes], bytes]:
    """Two letters or ligatures exchanged in the first font that has both, by its own codes."""

    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for font in [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]:
                if "/ToUnicode" not in font:
                    continue
                pairs = re.findall(rb"<(\w+)> <(\w+)>", font.ToUnicode.read_bytes())
                codes = {_letters(said): int(code, 16) for code, said in pairs}
                if {one, other} <= codes.keys():
                    file = font.DescendantFonts[0].FontDescriptor.FontFile2
                    change = _numbered(codes[one], codes[other])
                    file.write(_changed(file.read_bytes(), change))
                    pdf.save(out)
                    return out.getvalue()
        raise AssertionError(f"no font has {one} and {other}")

    return make


def _letters(said: bytes) -> str:
    return bytes.fromhex(said.decode()).decode("utf-16-be")


def in_page(change: Change) -> Callable[[bytes], bytes]:
    """The first font inside a web page."""

    def make(data: bytes) -> bytes:
        found = re.search(rb"data:font/woff2;base64,([\w+/=]+)", data)
        assert found
        font = _changed(base64.b64decode(found[1]), change)
        return data[: found.start(1)] + base64.b64encode(font) + data[found.end(1) :]

    return make


def _in_archive(name: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def edit(files: Files) -> None:
        path = next(path for path in sorted(files) if re.search(name, path))
        files[path] = change(files[path])

    return inside(edit)


def in_book(change: Change) -> Callable[[bytes], bytes]:
    """The first font of an e-book."""
    return _in_archive(r"/fonts/.*\.ttf$", lambda data: _changed(data, change))


def _in_drawing(change: Change) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        found = re.search(rb"data:font/ttf;base64,([\w+/=]+)", data)
        assert found
        font = _changed(base64.b64decode(found[1]), change)
        return data[: found.start(1)] + base64.b64encode(font) + data[found.end(1) :]

    return _in_archive(r"/figures/.*\.svg$", edit)


def in_word(change: Change) -> Callable[[bytes], bytes]:
    """The regular font of a Word file, which the first 32 bytes hide. Its key stays."""

    def make(data: bytes) -> bytes:
        def edit(files: Files) -> None:
            table = files["word/fontTable.xml"].decode()
            key = re.search(r'embedRegular [^>]*w:fontKey="\{([^}]*)\}', table)
            assert key
            mask = bytes.fromhex(key[1].replace("-", ""))[::-1] * 2
            path = next(name for name in sorted(files) if name.endswith("embedRegular.odttf"))
            font = _changed(_masked(files[path], mask), change)
            files[path] = _masked(font, mask)

        return inside(edit)(data)

    return make


def _masked(data: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]


PDF = (
    Damage("intact", "two letters exchanged in a font", in_pdf("a", "o")),
    Damage("intact", "two figures exchanged in a font", in_pdf("1", "2")),
)
WEB = (
    Damage("intact", "two letters exchanged in a font", in_page(_exchanged("a", "o"))),
    Damage("intact", "a figure emptied in a font", in_page(_emptied("1"))),
    Damage("intact", "another font", in_page(_widened)),
    Damage("intact", "figures of tables exchanged in a font", in_page(_alternates_exchanged)),
    Damage("intact", "letters without room", in_page(_no_room)),
    Damage("intact", "a font at three times its size", in_page(_enlarged)),
)
BOOK = (
    Damage("intact", "two letters exchanged in a font", in_book(_exchanged("a", "o"))),
    Damage("intact", "another font", in_book(_widened)),
    Damage("intact", "figures of tables exchanged in a font", in_book(_alternates_exchanged)),
    Damage("intact", "letters without room", in_book(_no_room)),
    Damage("intact", "letters of a drawing exchanged", _in_drawing(_exchanged("C", "S"))),
)
WORD = (
    Damage("intact", "two letters exchanged in a font", in_word(_exchanged("a", "o"))),
    Damage("intact", "another font", in_word(_widened)),
    Damage("intact", "letters without room", in_word(_no_room)),
)
