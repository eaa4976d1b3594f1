"""A finished file as what a browser can show of it: pages as pictures, documents of a book."""

from __future__ import annotations

import io
import posixpath
import threading
import zipfile
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

import pypdfium2
from lxml import etree

from publisher.build.publish import Outcome
from publisher.edition.model import Format

_MOST_PICTURES = 96
_MOST_PX = 2400
_WIDTHS = {"page": 1400, "thumbnail": 200}
MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
}
"""What of a book or of our own files is shown, by the ending of its name."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page of a PDF: its number from 1, and width and height in points."""

    number: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BookDocument:
    """A document of an e-book, in the order of reading: its path in the container, its title."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """What was made of an edition, and what can be shown of it."""

    format: Format
    outcome: Outcome = field(repr=False)
    data: bytes = field(repr=False)
    at: datetime
    seconds: float
    pages: tuple[PageSize, ...] = ()
    documents: tuple[BookDocument, ...] = ()

    @property
    def mark(self) -> str:
        """The part of its address that is another one for other bytes."""
        return self.outcome.sha256[:16]


# PDFium is not made for threads.
pdfium = threading.Lock()
"""Held by whoever asks PDFium."""


def finished_file(outcome: Outcome, edition: Format, at: datetime, seconds: float) -> FinishedFile:
    """What can be shown of a file that was made, which must have its data."""
    assert outcome.data is not None
    pages: tuple[PageSize, ...] = ()
    documents: tuple[BookDocument, ...] = ()
    if edition in (Format.PDF, Format.PRINT):
        pages = _page_sizes(outcome.data)
    elif edition is Format.EPUB:
        documents = _documents(outcome.data)
    return FinishedFile(edition, outcome, outcome.data, at, seconds, pages, documents)


def _page_sizes(data: bytes) -> tuple[PageSize, ...]:
    with pdfium:
        pdf = pypdfium2.PdfDocument(data)
        try:
            sizes = [pdf.get_page_size(number) for number in range(len(pdf))]
        finally:
            pdf.close()
    return tuple(PageSize(n, width, height) for n, (width, height) in enumerate(sizes, 1))


class PagePictures:
    """Pages painted to PNG; the last ones are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, int, str], bytes] = OrderedDict()

    def picture(self, file: FinishedFile, number: int, size: str) -> bytes:
        """A page of a PDF by its number from 1. Raises `KeyError` where there is none such."""
        if size not in _WIDTHS or not 1 <= number <= len(file.pages):
            raise KeyError(number)
        key = file.mark, number, size
        with pdfium:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            painted = _painted(file.data, file.pages[number - 1], _WIDTHS[size])
            self._known[key] = painted
            while len(self._known) > _MOST_PICTURES:
                self._known.popitem(last=False)
            return painted


def _painted(data: bytes, page: PageSize, width: int) -> bytes:
    scale = min(width / page.width, _MOST_PX / page.height)
    pdf = pypdfium2.PdfDocument(data)
    try:
        pdf.init_forms()
        image = pdf[page.number - 1].render(scale=scale).to_pil()
    finally:
        pdf.close()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


# Books --------------------------------------------------------------------------------------------

_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "h": "http://www.w3.org/1999/xhtml",
}


def _documents(data: bytes) -> tuple[BookDocument, ...]:
    """The documents of a book of ours, in the order of its spine."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        container = etree.fromstring(book.read("META-INF/container.xml"))
        (package,) = container.xpath("//c:rootfile/@full-path", namespaces=_NAMES)
        opf = etree.fromstring(book.read(package))
        items = {one.get("id"): one.get("href") for one in opf.iterfind(".//o:item", _NAMES)}
        found = []
        for itemref in opf.iterfind(".//o:itemref", _NAMES):
            href = unquote(items[itemref.get("idref")] or "")
            path = posixpath.join(posixpath.dirname(package), href)
            page = etree.fromstring(book.read(path))
            title = page.findtext(".//h:title", default=href, namespaces=_NAMES)
            found.append(BookDocument(path, " ".join(title.split())))
    return tuple(found)


def book_part(file: FinishedFile, path: str) -> tuple[bytes, str]:
    """A part of a book and its media type. Raises `KeyError` where there is nothing to show."""
    media_type = MEDIA_TYPES[posixpath.splitext(path)[1].lower()]
    with zipfile.ZipFile(io.BytesIO(file.data)) as book:
        return book.read(path), media_type
