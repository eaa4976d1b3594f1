"""The formatting of a run: what of it a source can say, and what it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from publisher.pull.docx.elements import Span
from publisher.pull.docx.package import WordFile
from publisher.pull.docx.styles import letters, raised
from publisher.pull.docx.xml import Element, W, switched, value

_PLAIN_DIGITS = "0123456789+-\u2212\u2013=()"
_RAISED = {
    "superscript": dict(zip(map(ord, _PLAIN_DIGITS), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾", strict=True)),
    "subscript": dict(zip(map(ord, _PLAIN_DIGITS), "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True)),
}
_DARK = 0x60  # a colour is as good as black if none of red, green and blue is above this


def formatted(file: WordFile, look: Element | None, around: Span, *, style_is_bold: bool) -> Span:
    """`around` with strong, emphasis, language and citation as the properties `look` say.

    Bold letters are not strong where the whole style of their paragraph is bold.
    """
    if look is None:
        return around
    bold, italic, names = letters(file, value(look.find(f"{W}rStyle")))
    bold_by_style = bold
    own_bold, own_italic = switched(look.find(f"{W}b")), switched(look.find(f"{W}i"))
    if own_bold is not None and (not own_bold or not style_is_bold):
        bold = own_bold
    if own_italic is not None:
        italic = own_italic
    lang = look.find(f"{W}lang")
    language = None if lang is None else lang.get(f"{W}val") or lang.get(f"{W}bidi")
    is_citation = "citation" in names and around.cited is None and around.href is None
    return replace(
        around,
        cited="" if is_citation else around.cited,
        strong=bold,
        by_hand=bold and not bold_by_style,
        emphasis=italic,
        language=language,
    )


def script_level(file: WordFile, look: Element | None) -> str:
    """Whether a run is "superscript" or "subscript"; empty for neither."""
    if look is None:
        return ""
    return value(look.find(f"{W}vertAlign")) or raised(file, value(look.find(f"{W}rStyle")))


def at_level(text: str, level: str) -> str:
    """A number as superscript or subscript characters; other text unchanged."""
    table = _RAISED.get(level, {})
    is_number = text.strip() and all(ord(sign) in table for sign in text.strip())
    return text.translate(table) if is_number else text


def unsupported_formatting(look: Element, text: str) -> Iterator[str]:
    """Names of direct formatting that may mean something, but that a source cannot express."""
    underline = look.find(f"{W}u")
    if underline is not None and value(underline) not in ("none", ""):
        yield "underlined words"
    for tag in ("strike", "dstrike"):
        if switched(look.find(f"{W}{tag}")):
            yield "words struck through"
    shade = look.find(f"{W}shd")  # LibreOffice writes its highlighter as shading
    fill = "" if shade is None else shade.get(f"{W}fill", "").lower()
    highlighted = value(look.find(f"{W}highlight")) not in ("", "none")
    if highlighted or fill not in ("", "auto", "ffffff"):
        yield "highlighted words"
    level = value(look.find(f"{W}vertAlign"))
    if level in _RAISED and not set(text.strip()) <= set(_RAISED[level].values()):
        yield f"words in {level}"
    colour = look.find(f"{W}color")
    if colour is not None and not colour.get(f"{W}themeColor") and _stands_out(value(colour)):
        yield "coloured words"


def _stands_out(colour: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    return any(int(colour[at : at + 2], 16) > _DARK for at in (0, 2, 4))
