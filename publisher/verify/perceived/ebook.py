"""A finished e-book → all that a reader of it would miss, be misled by, or find added."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from lxml import etree

from publisher.content.raster import is_raster
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract import ebook
from publisher.verify.meaning import meaning
from publisher.verify.perceived import (
    ebook_cover,
    ebook_package,
    markup_added,
    markup_meaning,
    markup_painted,
    symbols,
)
from publisher.verify.perceived.cascade import Sheets
from publisher.verify.perceived.markup_meaning import Documents, letters, words_in
from publisher.verify.perceived.markup_pictures import distorted, misfits, shapes, symbol_in
from publisher.verify.perceived.markup_seen import name_of, unseen
from publisher.verify.perceived.symbols import ShownSymbol

if TYPE_CHECKING:
    from publisher.brand.model import Brand
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_END = b"PK\x05\x06"


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault of the e-book of `job`."""
    yield from _container(data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files = {name: book.read(name) for name in book.namelist()}
        path, package = ebook.package(book)
        spine = [*ebook.spine(book)]
    roots = {name: etree.fromstring(content) for name, content in files.items() if _is_page(name)}
    documents = Documents(job, meaning(job), roots)
    yield from _package(job, path, package, files)
    yield from ebook_package.faults(documents, path, package, files)
    yield from _order(path, package, spine, roots)
    yield from _contents(documents, files)
    yield from _pages(documents, files)
    yield from markup_meaning.faults(documents)
    yield from markup_added.faults(documents)
    yield from _pictures(documents, files)


def _is_page(name: str) -> bool:
    return name.endswith(".xhtml")


def _container(data: bytes) -> Iterator[Fault]:
    """Data around the archive, and entries that are twice in it. Source: OCF 3.3, 4.2 and 4.3."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        twice = [name for name, n in Counter(book.namelist()).items() if n > 1]
        locked = any(info.flag_bits & 1 for info in book.infolist())
        comment = book.comment
        names = book.namelist()
    if not data.startswith(b"PK\x03\x04") or comment or len(data) - data.rfind(_END) != 22:
        yield Fault("", "", FaultKind.ADDED, "there is something before or after the archive")
    for name in twice:
        yield Fault("", name, FaultKind.ADDED, "is in the archive twice")
    if locked or any(n in ("META-INF/encryption.xml", "META-INF/rights.xml") for n in names):
        yield Fault("", "", FaultKind.ADDED, "parts of the book are encrypted")


def _package(
    job: Job, path: str, package: etree._Element, files: dict[str, bytes]
) -> Iterator[Fault]:
    """Files that are not in the manifest, and subjects and dates that are not of the source."""
    named = {ebook.resolve(path, item.get("href", "")) for item in package.iter(f"{_OPF}item")}
    for name in sorted(files.keys() - named - {path, "mimetype", "META-INF/container.xml"}):
        if not name.endswith("/"):
            yield Fault("", name, FaultKind.ADDED, "is named nowhere in the book")
    condition = job.condition
    names = {condition.title.plain, *(name.plain for name in condition.also_called)}
    wanted = {
        "subject": names | {part.heading.plain for part in condition.sections if part.opens_part},
        "date": {condition.modified.isoformat(), condition.issued.isoformat()},
    }
    for element in package.iter():
        kind = str(element.tag).removeprefix(_DC) if str(element.tag).startswith(_DC) else ""
        words = (element.text or "").strip()
        if kind in wanted and letters(words) not in {letters(one) for one in wanted[kind]}:
            yield Fault("", words, FaultKind.MEANING, f"is not the {kind} of the book")


def _order(
    path: str, package: etree._Element, spine: list[str], roots: dict[str, etree._Element]
) -> Iterator[Fault]:
    """Documents that are not in the reading order of the spine."""
    for reference in package.iter(f"{_OPF}itemref"):
        if reference.get("linear", "yes") != "yes":
            detail = "is not read in its turn"
            yield Fault("", reference.get("idref", ""), FaultKind.STRUCTURE, detail)
    pages = [
        ebook.resolve(path, item.get("href", ""))
        for item in package.iter(f"{_OPF}item")
        if item.get("media-type") == "application/xhtml+xml"
    ]
    navigation = [
        ebook.resolve(path, item.get("href", ""))
        for item in package.iter(f"{_OPF}item")
        if "nav" in item.get("properties", "").split()
    ]
    for name in sorted({*pages, *roots} - {*spine, *navigation}):
        yield Fault("", name, FaultKind.STRUCTURE, "is not in the order of reading")


def _contents(documents: Documents, files: dict[str, bytes]) -> Iterator[Fault]:
    """Headings that are missing in the contents: the navigation document and the NCX."""
    wanted = [
        one.words for one in documents.meaning.headings if one.level == 2 and one.block != "summary"
    ]
    entries = [
        letters(words_in(link))
        for _, body in documents.bodies()
        for nav in body.iter("{*}nav")
        if nav.get(_TYPE) == "toc"
        for link in nav.iter("{*}a")
    ]
    older = [
        letters("".join(map(str, label.itertext())))
        for name, content in files.items()
        if name.endswith(".ncx")
        for label in etree.fromstring(content).iter(f"{_NCX}navLabel")
    ]
    for where, found in (("the contents", entries), ("the contents for older readers", older)):
        for words in wanted:
            if letters(words) not in found:
                yield Fault("", words, FaultKind.STRUCTURE, f"is not in {where}")


def _pages(documents: Documents, files: dict[str, bytes]) -> Iterator[Fault]:
    """Text of each document that its style sheets hide or add."""
    read: dict[tuple[str, ...], Sheets] = {}
    said_before: set[Fault] = set()
    blocks = frozenset(documents.ids)
    brand = documents.job.brand
    families = frozenset((brand.body.name, brand.headings.name))
    for path, body in documents.bodies():
        root = documents.roots[path]
        names = tuple(
            posixpath.normpath(posixpath.join(posixpath.dirname(path), link.get("href", "")))
            for link in root.iter("{*}link")
            if link.get("rel") == "stylesheet"
        )
        inside = [style.text or "" for style in root.iter("{*}style")]
        texts = [files.get(name, b"").decode("utf-8", "replace") for name in names] + inside
        if names not in read or inside:
            read[names] = Sheets.read(texts)
            for selector in read[names].unread:
                yield Fault("", selector, FaultKind.NOT_SEEN, "this rule cannot be judged")
            yield from markup_added.page_boxes(texts)
        styles = read[names].styles(root)
        found = (
            *unseen(body, styles, blocks, families),
            *markup_added.generated(styles, blocks),
            *misfits(styles),
        )
        for fault in found:
            if fault not in said_before:
                said_before.add(fault)
                yield fault


def _pictures(documents: Documents, files: dict[str, bytes]) -> Iterator[Fault]:
    """Figures whose drawing is not that of the source, and pictures that no source has."""
    figures = {letters(one.alt.plain): one for one in documents.meaning.figures}
    yield from symbols.faults(documents.meaning.symbols, _symbols(documents, files))
    for path, body in documents.bodies():
        for picture in body.iter("{*}img"):
            name = ebook.resolve(path, picture.get("src", ""))
            figure = figures.get(letters(picture.get("alt", "")))
            if figure is not None:
                if wrong := _in_file(documents.job.brand, files[name], figure.file):
                    detail = f"{figure.file.name}: {wrong}"
                    yield Fault(figure.id, figure.alt.plain, FaultKind.PICTURE, detail)
            elif picture.get("alt") == "":
                continue  # a symbol
            elif picture.get("role") == "doc-cover":
                if wrong := ebook_cover.wrong(documents.job, files.get(name, b"")):
                    yield Fault("", "", FaultKind.PICTURE, f"the cover {wrong}")
            else:
                yield Fault("", picture.get("alt", ""), FaultKind.ADDED, "is a picture of nobody")
        for one in body.iter():
            if name_of(one) in ("svg", "object", "video", "audio", "canvas", "script"):
                yield Fault("", "", FaultKind.ADDED, f"<{name_of(one)}> is in no layout")


def _symbols(documents: Documents, files: dict[str, bytes]) -> Iterator[ShownSymbol]:
    """The pictures without an alternative text."""
    for path, body in documents.bodies():
        for picture in body.iter("{*}img"):
            if picture.get("alt") == "":
                data = files.get(ebook.resolve(path, picture.get("src", "")), b"")
                yield symbol_in(picture, partial(_in_file, documents.job.brand, data))


def _in_file(brand: Brand, data: bytes, drawing: Drawing) -> str:
    """What is wrong with a file that should show a drawing; empty where nothing is."""
    if is_raster(drawing):
        return markup_painted.in_picture(brand, drawing, data)
    try:
        drawn = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return "cannot be read"
    found, wanted = shapes(drawn), shapes(etree.fromstring(brand.paint(drawing)))
    # It has a background of its own, which is the first thing that is painted.
    if found[1:] != wanted or found[0][0] != "rect":
        return "is not drawn as it is"
    return distorted(drawn, drawing) or markup_painted.in_file(brand, drawing, drawn)
