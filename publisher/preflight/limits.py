"""Limits on what preflight reads of one PDF: a small file can unpack to a huge one.

A sheet that people print has some thousand operators and some hundred forms.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf

from publisher.preflight import colour
from publisher.preflight.verdict import UnreadablePdf

MOST_PAGES = 500
MOST_OBJECTS = 100_000
MOST_FORMS = 10_000  # times that a form is painted, in the whole file
MOST_STREAM = 16_000_000  # bytes of one stream of content, unpacked
MOST_CONTENT = 64_000_000  # bytes of all content, unpacked; a form each time that it is painted
_WIDEST = 4  # bytes that a filter other than zip makes of one, in files of good faith
_FLATE = ("/FlateDecode", "/Fl")
_EXPORT = "export the artwork again, flat and simpler"


def check_size(pdf: pikepdf.Pdf) -> None:
    """Raises `UnreadablePdf` where the file has more pages or objects than are read."""
    if (count := len(pdf.objects)) > MOST_OBJECTS:
        wrong = f"it has {count:,} objects; up to {MOST_OBJECTS:,} are read"
        raise UnreadablePdf(wrong, "export it again for print, without tags and layers")
    if (count := len(pdf.pages)) > MOST_PAGES:
        wrong = f"it has {count:,} pages; up to {MOST_PAGES:,} are read"
        raise UnreadablePdf(wrong, "judge it in parts")


@dataclass
class Budget:
    """What may still be read of a file."""

    forms: int = MOST_FORMS
    content: int = MOST_CONTENT

    def take_form(self) -> None:
        """Counts a form that is painted. Raises `UnreadablePdf` where it is one too many."""
        self.forms -= 1
        if self.forms < 0:
            wrong = f"it paints forms within forms more than {MOST_FORMS:,} times"
            raise UnreadablePdf(wrong, _EXPORT)

    def take_content(self, stream: Any) -> None:
        """Counts what a content stream, or the streams of a page, unpack to; raises as above."""
        parts = [stream] if isinstance(stream, pikepdf.Stream) else stream.get("/Contents", [])
        for part in [parts] if isinstance(parts, pikepdf.Stream) else parts:
            if isinstance(part, pikepdf.Stream):
                self.content -= unpacked(part)
        if self.content < 0:
            wrong = f"its content unpacks to more than {MOST_CONTENT // 1_000_000} MB"
            raise UnreadablePdf(wrong, _EXPORT)


def unpacked(stream: pikepdf.Stream) -> int:
    """How many bytes a stream unpacks to. Raises `UnreadablePdf` where they are too many."""
    data, size = stream.read_raw_bytes(), 0
    size = len(data)
    for name in colour.filters(stream):
        if name in _FLATE:
            data = _inflated(data)
            size = len(data)
        elif name not in ("/ASCIIHexDecode", "/ASCII85Decode", "/AHx", "/A85"):
            size = len(data) * _WIDEST
            break
    if size > MOST_STREAM:
        wrong = f"a stream of its content unpacks to more than {MOST_STREAM // 1_000_000} MB"
        raise UnreadablePdf(wrong, _EXPORT)
    return size


def bytes_of(stream: pikepdf.Stream) -> bytes:
    """The bytes of a stream that is read whole: a profile, metadata, the letters of a font."""
    unpacked(stream)
    return stream.read_bytes()


def _inflated(data: bytes) -> bytes:
    """Unpacked, as far as one byte more than may be; damaged bytes as they are."""
    try:
        return zlib.decompressobj().decompress(data, MOST_STREAM + 1)
    except zlib.error:
        return data
