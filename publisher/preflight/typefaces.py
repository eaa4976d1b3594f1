"""Fonts as preflight needs them: is the outline there, how wide is a text, what does it say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from publisher.preflight.limits import bytes_of

_PLAIN = re.compile(r"^[A-Z]{6}\+")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_BLOCKS = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(
    rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[(.*?)\])", re.DOTALL
)
# The part of the em box that ink of text fills, where the font says more: metrics for the
# spacing of lines go far beyond the letters.
ASCENT, DESCENT = 0.8, -0.25


@dataclass(frozen=True)
class UsedFont:
    """A font in use. Widths are thousandths of the size."""

    name: str  # without the six letters of a subset
    kind: str
    is_embedded: bool
    bytes_a_code: int = 1
    default_width: float = 0
    widths: Mapping[int, float] = field(default_factory=dict, compare=False)
    unicode: Mapping[int, str] = field(default_factory=dict, compare=False)
    ascent: float = ASCENT
    descent: float = DESCENT

    def codes(self, data: bytes) -> Iterator[int]:
        """The character codes of a shown string."""
        step = self.bytes_a_code
        return (int.from_bytes(data[at : at + step]) for at in range(0, len(data), step))

    def width(self, code: int) -> float:
        """The advance of a character, in thousandths of the size."""
        return self.widths.get(code, self.default_width)

    def says(self, data: bytes) -> str:
        """The words of a shown string, as far as the font defines them."""
        if self.unicode:
            return "".join(
                self.unicode.get(code, "\N{REPLACEMENT CHARACTER}") for code in self.codes(data)
            )
        return data.decode("cp1252", "replace") if self.bytes_a_code == 1 else ""


def font(thing: Any) -> UsedFont:
    """The font that a font dictionary describes."""
    kind = str(thing.get("/Subtype", "/"))[1:]
    name = _PLAIN.sub("", str(thing.get("/BaseFont", thing.get("/Name", "/unnamed")))[1:])
    unicode = _unicode(thing.get("/ToUnicode"))
    if kind == "Type3":
        scale = abs(float(thing.get("/FontMatrix", [0.001])[0])) * 1000
        return UsedFont(name, kind, True, widths=_simple(thing, scale), unicode=unicode)
    if kind == "Type0":
        inner = thing.DescendantFonts[0]
        return UsedFont(
            name,
            str(inner.get("/Subtype", "/"))[1:],
            _is_embedded(inner),
            2,
            float(inner.get("/DW", 1000)),
            _composite(inner.get("/W", [])),
            unicode,
            *_reach(inner),
        )
    missing = thing.get("/FontDescriptor", {}).get("/MissingWidth", 500)
    return UsedFont(
        name, kind, _is_embedded(thing), 1, float(missing), _simple(thing), unicode, *_reach(thing)
    )


def _is_embedded(thing: Any) -> bool:
    descriptor = thing.get("/FontDescriptor", {})
    return any(
        isinstance(descriptor.get(key), pikepdf.Stream)
        for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def _reach(thing: Any) -> tuple[float, float]:
    descriptor = thing.get("/FontDescriptor", {})
    up = float(descriptor.get("/Ascent", 0)) / 1000 or ASCENT
    down = float(descriptor.get("/Descent", 0)) / 1000 or DESCENT
    return max(0.5, min(up, ASCENT)), min(0.0, max(down, DESCENT))


def _simple(thing: Any, scale: float = 1) -> dict[int, float]:
    first = int(thing.get("/FirstChar", 0))
    widths = thing.get("/Widths", [])
    return {first + nth: float(width) * scale for nth, width in enumerate(widths)}


def _composite(array: Any) -> dict[int, float]:
    """`c [w …]` and `first last w` in turn (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    rest = iter(array)
    for first in rest:
        second = next(rest, None)
        if isinstance(second, pikepdf.Array):
            widths.update((int(first) + n, float(width)) for n, width in enumerate(second))
        elif second is not None:
            width = float(next(rest))
            widths.update(dict.fromkeys(range(int(first), min(int(second), 0xFFFF) + 1), width))
    return widths


def _unicode(stream: Any) -> dict[int, str]:
    """What a ToUnicode map says (9.10.3)."""
    if not isinstance(stream, pikepdf.Stream):
        return {}
    says: dict[int, str] = {}
    for kind, body in _BLOCKS.findall(bytes_of(stream)):
        if kind == b"bfchar":
            found = _HEX.findall(body)
            for code, text in zip(found[::2], found[1::2], strict=False):
                says[int(code, 16)] = _text(text)
            continue
        for low, high, text, texts in _RANGE.findall(body):
            start, end = int(low, 16), min(int(high, 16), 0xFFFF)
            if texts:
                for nth, one in enumerate(_HEX.findall(texts)):
                    says[start + nth] = _text(one)
            elif text:
                head, last = _text(text)[:-1], ord(_text(text)[-1])
                for code in range(start, end + 1):
                    says[code] = head + chr(min(last + code - start, 0x10FFFF))
    return says


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode().strip() or "FFFD").decode("utf-16-be", "replace")
