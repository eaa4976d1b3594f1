"""Any EPUB, read: its package, documents, navigation and pictures."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from lxml import etree

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
EPUB = "{http://www.idpf.org/2007/ops}"
HTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
_XHTML = "application/xhtml+xml"
_MOST_BYTES = 500_000_000
"""Unpacked: it is read into memory, and a small ZIP can unpack to anything."""


_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError)


class NotABook(ValueError):
    """What keeps a file from being read as an EPUB."""


@dataclass(frozen=True)
class ManifestItem:
    """What the package lists of one file in the book."""

    name: str
    media_type: str
    properties: tuple[str, ...]
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Book:
    """An EPUB. Names are those inside its ZIP."""

    size: int
    entries: frozenset[str]
    package: etree._Element = field(repr=False)
    parts: dict[str, ManifestItem] = field(repr=False)
    spine: tuple[str, ...]
    """The names of the documents in reading order, those that are aside (linear="no") too."""
    aside: frozenset[str]

    def metas(self, name: str) -> tuple[str, ...]:
        """Every value of a property in the metadata: "schema:accessMode", "dcterms:modified"."""
        found = self.package.iterfind(f"{OPF}metadata/{OPF}meta[@property='{name}']")
        return tuple("".join(map(str, e.itertext())).strip() for e in found)

    def core(self, name: str) -> tuple[str, ...]:
        """Every value of a Dublin Core element: "title", "language"."""
        found = self.package.iterfind(f"{OPF}metadata/{DC}{name}")
        return tuple("".join(map(str, e.itertext())).strip() for e in found)

    @cached_property
    def documents(self) -> dict[str, etree._Element]:
        """Every XHTML document that the package lists, by name."""
        return {
            name: _parsed(part.data, name)
            for name, part in self.parts.items()
            if part.media_type == _XHTML
        }

    @property
    def pages(self) -> dict[str, etree._Element]:
        """The documents of the spine, in reading order."""
        return {name: self.documents[name] for name in self.spine if name in self.documents}

    def elements(self, *tags: str) -> Iterator[tuple[str, etree._Element]]:
        """(document, element) of every element of the spine with one of the tags, in order."""
        wanted = tuple(f"{HTML}{tag}" for tag in tags)
        for name, page in self.pages.items():
            yield from ((name, element) for element in page.iter(*wanted))

    def nav(self, kind: str) -> tuple[tuple[str, str], ...]:
        """The (target, label) of every link in a navigation: "toc", "page-list", "landmarks"."""
        return tuple(
            (resolved(name, link.get("href", "")), text(link))
            for name, part in self.parts.items()
            if "nav" in part.properties and name in self.documents
            for nav in self.documents[name].iter(f"{HTML}nav")
            if kind in nav.get(f"{EPUB}type", "").split()
            for link in nav.iter(f"{HTML}a")
        )

    @cached_property
    def targets(self) -> dict[str, etree._Element]:
        """Every place in the book that a link can name: "a.xhtml", "a.xhtml#id"."""
        found: dict[str, etree._Element] = {}
        for name, page in self.documents.items():
            found[name] = page
            for element in page.iter("*"):
                if element.get("id"):
                    found[f"{name}#{element.get('id')}"] = element
        return found

    @property
    def cover(self) -> ManifestItem | None:
        """The picture of its cover; None where the package names none."""
        for part in self.parts.values():
            if "cover-image" in part.properties:
                return part
        return None

    @property
    def styles(self) -> str:
        """All its style sheets, one after the other."""
        sheets = (p for p in self.parts.values() if p.media_type == "text/css")
        return "\n".join(sheet.data.decode("utf-8", "replace") for sheet in sheets)

    @property
    def isbn(self) -> str | None:
        """The ISBN in its metadata; None where there is none that is right."""
        from publisher.brand.isbn import isbn_digits

        for written in self.core("identifier"):
            try:
                return isbn_digits(written.removeprefix("urn:isbn:"))
            except ValueError:
                continue
        return None


def opened(data: bytes) -> Book:
    """The book in the bytes of an EPUB. Raises `NotABook`, in plain words."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
                raise NotABook(f"unpacks to more than {_MOST_BYTES / 1e6:g} MB")
            return _read(packed, len(data))
    except NotABook:
        raise
    # ValueError: a place before the file, which its own list of contents says.
    except (*_DAMAGE, NotImplementedError, RuntimeError, ValueError) as exc:
        raise NotABook("is not a ZIP file that can be unpacked") from exc


def _read(packed: zipfile.ZipFile, size: int) -> Book:
    names = frozenset(packed.namelist())
    container = _parsed(_entry(packed, "META-INF/container.xml"), "META-INF/container.xml")
    root = next((e.get("full-path") for e in container.iter("{*}rootfile")), None)
    if not root:
        raise NotABook("META-INF/container.xml names no package document")
    package = _parsed(_entry(packed, root), root)
    parts, ids = {}, {}
    for item in package.iter(f"{OPF}item"):
        name = resolved(root, item.get("href", ""))
        ids[item.get("id")] = name
        if name in names:
            parts[name] = ManifestItem(
                name,
                item.get("media-type", ""),
                tuple(item.get("properties", "").split()),
                _entry(packed, name),
            )
    rows = [(ids.get(e.get("idref"), ""), e) for e in package.iter(f"{OPF}itemref")]
    return Book(
        size=size,
        entries=names,
        package=package,
        parts=parts,
        spine=tuple(name for name, _ in rows if name),
        aside=frozenset(name for name, e in rows if e.get("linear") == "no"),
    )


def _entry(packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        return packed.read(name)
    except KeyError:
        raise NotABook(f"contains no {name}") from None
    except _DAMAGE as exc:
        raise NotABook(f"{name} is damaged, and cannot be unpacked") from exc


def _parsed(data: bytes, name: str) -> etree._Element:
    from lxml import etree

    # A book from anywhere: nothing is fetched, no entity grows.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise NotABook(f"{name} is not XML ({exc.msg})") from exc


def resolved(base: str, href: str) -> str:
    """The name in the ZIP, with its fragment, of what `href` points to in the file `base`."""
    path, hash_, fragment = href.partition("#")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path)))
    return (name if path else base) + (f"#{unquote(fragment)}" if hash_ else "")


def text(element: etree._Element) -> str:
    """The words in an element, spaces run together."""
    return " ".join("".join(map(str, element.itertext())).split())
