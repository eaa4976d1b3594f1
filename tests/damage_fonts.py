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


# Finished files -------------------------------------------------------------------------------


def in_pdf(one: str, other: str) -> Callable[[bytes], bytes]:
    """Two letters exchanged in the first font that has both, by its own list of codes."""

    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for font in [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]:
                if "/ToUnicode" not in font:
                    continue
                pairs = re.findall(rb"<(\w+)> <(\w+)>", font.ToUnicode.read_bytes())
                codes = {int(said, 16): int(code, 16) for code, said in pairs}
                if {ord(one), ord(other)} <= codes.keys():
                    file = font.DescendantFonts[0].FontDescriptor.FontFile2
                    change = _numbered(codes[ord(one)], codes[ord(other)])
                    file.write(_changed(file.read_bytes(), change))
                    pdf.save(out)
                    return out.getvalue()
        raise AssertionError(f"no font has {one} and {other}")

    return make


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
)
BOOK = (
    Damage("intact", "two letters exchanged in a font", in_book(_exchanged("a", "o"))),
    Damage("intact", "another font", in_book(_widened)),
    Damage("intact", "letters of a drawing exchanged", _in_drawing(_exchanged("C", "S"))),
)
WORD = (
    Damage("intact", "two letters exchanged in a font", in_word(_exchanged("a", "o"))),
    Damage("intact", "another font", in_word(_widened)),
)
