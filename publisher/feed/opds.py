"""A catalogue for reading apps: OPDS 1.2 in Atom, OPDS 2.0 in JSON.

The root links to one list for each language, named in that language. Every address is relative,
except where the address of `out/` is given. Source: OPDS Catalog 1.2; OPDS 2.0 with the Readium
Web Publication Manifest; RFC 4287.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from publisher.edition.model import Format
from publisher.feed import covers
from publisher.published.book import Book
from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title, moment
from publisher.published.codes import SYSTEMS
from publisher.published.markup import add, document
from publisher.published.urls import Urls

if TYPE_CHECKING:
    from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "{http://purl.org/dc/terms/}"
_NAMES = {
    None: _ATOM,
    "dc": "http://purl.org/dc/terms/",
    "opds": "http://opds-spec.org/2010/catalog",
}
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
JSON = "application/opds+json"
FREE = "http://opds-spec.org/acquisition/open-access"
_IMAGE = "http://opds-spec.org/image"
_THUMBNAIL = "http://opds-spec.org/image/thumbnail"
_READ = (Format.EPUB, Format.PDF)
"""The formats that a reading app opens."""


def files(
    catalogue: BrandCatalogue, books: dict[str, Book], to: Urls
) -> dict[PurePosixPath, bytes]:
    """Every file of both catalogues, by its path below `out/`; `books` are the EPUBs, by title."""
    folder = PurePosixPath(catalogue.brand.id, "feed")
    old, new = folder / "opds-1.2", folder / "opds-2.0"
    lists = [(tag, tuple(titles)) for tag, titles in _by_language(catalogue)]
    found = {
        old / "index.xml": _atom_root(catalogue, lists, to, old),
        new / "index.json": _json_root(catalogue, lists, to, new),
    }
    for tag, titles in lists:
        found[old / f"{tag}.xml"] = _atom_list(catalogue, tag, titles, to, old)
        found[new / f"{tag}.json"] = _json_list(catalogue, tag, titles, books, to, new)
    return found


def _by_language(catalogue: BrandCatalogue) -> Iterator[tuple[str, Iterator[Title]]]:
    """The titles that a reading app can open, by language, sorted by title."""

    def tag(title: Title) -> str:
        return title.condition.language

    readable = [t for t in catalogue.titles if t.of(Format.EPUB)]
    named = sorted(readable, key=lambda t: (tag(t), t.condition.title.plain.casefold()))
    yield from groupby(named, key=tag)


def _language(tag: str) -> str:
    """The name of a language in that language: "English (United States)"."""
    from babel import Locale

    name = Locale.parse(tag, sep="-").get_display_name() or tag
    return name[:1].upper() + name[1:]


def _titles(titles: tuple[Title, ...]) -> str:
    return ", ".join(title.condition.title.plain for title in titles)


def _about(title: Title) -> str:
    """A description of the title, with its state of review."""
    subtitle = title.condition.subtitle.plain.rstrip(".")
    return f"{subtitle}. {title.review_line}"


def _readable(title: Title) -> Iterator[PublishedFile]:
    for kind in _READ:
        yield from title.of(kind)


# OPDS 1.2 ----------------------------------------------------------------------------------------


def _atom_root(
    catalogue: BrandCatalogue,
    lists: list[tuple[str, tuple[Title, ...]]],
    to: Urls,
    folder: PurePosixPath,
) -> bytes:
    root = _atom(catalogue, f"urn:publisher:{catalogue.brand.id}/opds", catalogue.brand.name)
    here = to.of(folder / "index.xml", folder / "index.xml")
    add(root, "link", rel="self", href=here, type=NAVIGATION)
    add(root, "link", rel="start", href=here, type=NAVIGATION)
    for tag, titles in lists:
        entry = add(root, "entry")
        add(entry, "title", _language(tag))
        add(entry, "id", f"urn:publisher:{catalogue.brand.id}/opds/{tag}")
        add(entry, "updated", moment(max(title.job.stamp for title in titles)))
        add(entry, "content", _titles(titles), type="text")
        href = to.of(folder / f"{tag}.xml", folder / "index.xml")
        add(entry, "link", rel="subsection", href=href, type=ACQUISITION)
    return document(root)


def _atom_list(
    catalogue: BrandCatalogue,
    tag: str,
    titles: tuple[Title, ...],
    to: Urls,
    folder: PurePosixPath,
) -> bytes:
    name = f"{catalogue.brand.name}: {_language(tag)}"
    root = _atom(catalogue, f"urn:publisher:{catalogue.brand.id}/opds/{tag}", name)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", tag)
    at, start = folder / f"{tag}.xml", folder / "index.xml"
    add(root, "link", rel="self", href=to.of(at, at), type=ACQUISITION)
    for relation in ("start", "up"):
        add(root, "link", rel=relation, href=to.of(start, at), type=NAVIGATION)
    for title in titles:
        _entry(root, title, to, at)
    return document(root)


def _atom(catalogue: BrandCatalogue, identifier: str, name: str) -> etree._Element:
    from lxml import etree

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=_NAMES)
    add(root, "id", identifier)
    add(root, "title", name)
    add(root, "updated", catalogue.updated)
    author = add(root, "author")
    add(author, "name", catalogue.brand.name)
    if catalogue.brand.clinic.web:
        add(author, "uri", f"https://{catalogue.brand.clinic.web}")
    return root


def _entry(root: etree._Element, title: Title, to: Urls, at: PurePosixPath) -> None:
    condition, (book, *_) = title.condition, title.of(Format.EPUB)
    entry = add(root, "entry")
    add(entry, "title", condition.title.plain)
    add(entry, "id", title.urn)  # stays the same through all versions of the text
    add(entry, "updated", moment(title.job.stamp))
    add(add(entry, "author"), "name", title.job.brand.name)
    add(entry, f"{_DC}identifier", book.identifier)
    add(entry, f"{_DC}language", condition.language)
    add(entry, f"{_DC}publisher", title.job.brand.name)
    add(entry, f"{_DC}issued", condition.issued.isoformat())
    for code in condition.codes:
        scheme = f"urn:oid:{SYSTEMS[code.system].oid}"
        add(entry, "category", term=code.code, scheme=scheme, label=code.display)
    add(entry, "summary", _about(title), type="text")
    cover, small = covers.path(title), covers.thumbnail_path(title)
    add(entry, "link", rel=_IMAGE, href=to.of(cover, at), type="image/jpeg")
    add(entry, "link", rel=_THUMBNAIL, href=to.of(small, at), type="image/jpeg")
    for copy in _readable(title):
        add(
            entry,
            "link",
            rel=FREE,
            href=to.of(copy.path, at),
            type=copy.media_type,
            length=str(copy.size),
            title=copy.job.edition.title,
        )
    for copy in title.of(Format.WEB):
        add(entry, "link", rel="alternate", href=to.of(copy.path, at), type=copy.media_type)


# OPDS 2.0 ----------------------------------------------------------------------------------------


def _json_root(
    catalogue: BrandCatalogue,
    lists: list[tuple[str, tuple[Title, ...]]],
    to: Urls,
    folder: PurePosixPath,
) -> bytes:
    at = folder / "index.json"
    return _json(
        {
            "metadata": {"title": catalogue.brand.name, "modified": catalogue.updated},
            "links": [{"rel": "self", "href": to.of(at, at), "type": JSON}],
            "navigation": [
                {
                    "href": to.of(folder / f"{tag}.json", at),
                    "title": _language(tag),
                    "type": JSON,
                    "rel": "subsection",
                }
                for tag, _ in lists
            ],
        }
    )


def _json_list(
    catalogue: BrandCatalogue,
    tag: str,
    titles: tuple[Title, ...],
    books: dict[str, Book],
    to: Urls,
    folder: PurePosixPath,
) -> bytes:
    at, start = folder / f"{tag}.json", folder / "index.json"
    return _json(
        {
            "metadata": {
                "title": f"{catalogue.brand.name}: {_language(tag)}",
                "modified": moment(max(title.job.stamp for title in titles)),
                "numberOfItems": len(titles),
            },
            "links": [
                {"rel": "self", "href": to.of(at, at), "type": JSON},
                {"rel": "start", "href": to.of(start, at), "type": JSON},
                {"rel": "up", "href": to.of(start, at), "type": JSON},
            ],
            "publications": [_publication(t, books[t.name], to, at) for t in titles],
        }
    )


def _publication(title: Title, book: Book, to: Urls, at: PurePosixPath) -> dict[str, Any]:
    cover, small = covers.path(title), covers.thumbnail_path(title)
    return {
        "metadata": _metadata(title, book),
        "links": [
            *(
                {
                    "rel": FREE,
                    "href": to.of(copy.path, at),
                    "type": copy.media_type,
                    "title": copy.job.edition.title,
                    "size": copy.size,
                }
                for copy in _readable(title)
            ),
            *(
                {"rel": "alternate", "href": to.of(copy.path, at), "type": copy.media_type}
                for copy in title.of(Format.WEB)
            ),
        ],
        "images": [
            {"href": to.of(cover, at), "type": "image/jpeg"},
            {"href": to.of(small, at), "type": "image/jpeg"},
        ],
    }


def _metadata(title: Title, book: Book) -> dict[str, Any]:
    """The metadata of a publication, with the names of the Readium manifest."""
    condition, (ebook, *_) = title.condition, title.of(Format.EPUB)
    return {
        "@type": "http://schema.org/Book",
        "identifier": ebook.identifier,
        "title": condition.title.plain,
        "subtitle": condition.subtitle.plain,
        "author": title.job.brand.name,
        "publisher": title.job.brand.name,
        "language": condition.language,
        "published": condition.issued.isoformat(),
        "modified": moment(title.job.stamp),
        "description": _about(title),
        "subject": [
            {
                "name": code.display,
                "code": code.code,
                "scheme": f"urn:oid:{SYSTEMS[code.system].oid}",
            }
            for code in condition.codes
        ],
        "accessibility": _accessibility(book),
    }


def _accessibility(book: Book) -> dict[str, Any]:
    """The accessibility metadata of the book, with the names of the Readium manifest."""
    statement: dict[str, Any] = {
        "conformsTo": list(book.metas("dcterms:conformsTo")),
        "accessMode": list(book.metas("schema:accessMode")),
        "accessModeSufficient": [
            modes.split(",") for modes in book.metas("schema:accessModeSufficient")
        ],
        "feature": list(book.metas("schema:accessibilityFeature")),
        "hazard": list(book.metas("schema:accessibilityHazard")),
        "summary": " ".join(book.metas("schema:accessibilitySummary")),
    }
    if by := book.metas("a11y:certifiedBy"):
        statement["certification"] = {"certifiedBy": by[0]}
    return {name: value for name, value in statement.items() if value}


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
