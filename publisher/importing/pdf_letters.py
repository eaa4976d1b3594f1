"""The letters of a PDF as PDFium reads them: where each stands, how large, under which mark."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_BOLD = 600  # weight of a font from which letters are bold


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; places in points from the lower left corner of its page."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    mark: int
    """The marked-content id that it is painted under; -1 for none."""
    added: bool
    """Whether PDFium put it there, to part words or lines."""


def letters_of(pdf: Any, number: int) -> list[Letter]:
    """The letters of a page, counted from 0, in the order in which they are painted."""
    page = pdf[number]
    textpage = page.get_textpage()
    try:
        return list(_letters(textpage))
    finally:
        textpage.close()
        page.close()


def page_size(pdf: Any, number: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    width, height = pdf.get_page_size(number)
    return float(width), float(height)


def _letters(textpage: Any) -> Iterator[Letter]:
    from pypdfium2 import raw

    handle = textpage.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    across, up = ctypes.c_double(), ctypes.c_double()
    fonts: dict[int, tuple[int, bool]] = {}
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        sign = (
            "-"
            if code in (2, 0xFFFE)
            else chr(code)
            if 0 < code < 0xD800 or 0xDFFF < code < 0x110000
            else ""
        )
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, across, up)
        thing = raw.FPDFText_GetTextObject(handle, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in fonts:
            mark = raw.FPDFPageObj_GetMarkedContentID(thing) if thing else -1
            fonts[key] = (mark, _is_bold(handle, index))
        mark, bold = fonts[key]
        yield Letter(
            sign,
            left.value,
            right.value,
            up.value,
            raw.FPDFText_GetFontSize(handle, index),
            bold,
            mark,
            bool(raw.FPDFText_IsGenerated(handle, index)),
        )


def _is_bold(handle: Any, index: int) -> bool:
    from pypdfium2 import raw

    flags = ctypes.c_int()
    size = raw.FPDFText_GetFontInfo(handle, index, None, 0, flags)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDFText_GetFontInfo(handle, index, buffer, size, flags)
    name = buffer.raw[:size].decode("utf-8", "replace").casefold()
    weight = raw.FPDFText_GetFontWeight(handle, index)
    return weight >= _BOLD or "bold" in name or "black" in name or bool(flags.value & 1 << 18)
