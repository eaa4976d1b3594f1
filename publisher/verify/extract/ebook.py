"""A finished EPUB → its texts: container → package → spine → XHTML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from publisher.verify.extract import markup
from publisher.verify.extract.found import Found, UnreadableFile

_CONTAINER = "META-INF/container.xml"
_NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "h": "http://www.w3.org/1999/xhtml",
}
_TYPE = "{http://www.idpf.org/2007/ops}type"


def read(data: bytes) -> Iterator[Found]:
    """The texts of every document of the spine, in its order, without cover and navigation.

    Links back from a note count as navigation; `standards` checks their words.

    Raises `UnreadableFile` where a part is missing or is not XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for path in spine(book):
                body = etree.fromstring(book.read(path)).find("h:body", _NS)
                if body is not None and not _is_cover(body):
                    for link in links_back(body):
                        link.clear(keep_tail=True)
                    yield from markup.read(body)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, StopIteration) as exc:
        raise UnreadableFile(f"not an EPUB that can be read ({exc})") from exc


def package(book: zipfile.ZipFile) -> tuple[str, etree._Element]:
    """The path of the package document, and its root."""
    container = etree.fromstring(book.read(_CONTAINER))
    rootfile = container.find(".//c:rootfile", _NS)
    path = "" if rootfile is None else rootfile.get("full-path", "")
    return path, etree.fromstring(book.read(path))


def spine(book: zipfile.ZipFile) -> Iterator[str]:
    """The path in the archive of each document in reading order."""
    path, root = package(book)
    items = {item.get("id"): item for item in root.iterfind("opf:manifest/opf:item", _NS)}
    for reference in root.iterfind("opf:spine/opf:itemref", _NS):
        item = items[reference.get("idref")]
        if "nav" not in item.get("properties", "").split():
            yield resolve(path, item.get("href", ""))


def links_back(body: etree._Element) -> list[etree._Element]:
    """The links of a note back to the places that refer to it."""
    return [link for link in body.iter("{*}a") if link.get("role") == "doc-backlink"]


def resolve(base: str, href: str) -> str:
    """The path in the archive of the file that `href` in the document `base` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))


def _is_cover(body: etree._Element) -> bool:
    holders = (body, *body)
    return any("cover" in (element.get(_TYPE) or "").split() for element in holders)
