"""Checks of each format's own standard that are fast enough for builds: no Java, no browser.

The outside judges in the tests know far more rules; these find what makes a file useless.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from publisher.edition.model import Format

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

Check = Callable[["Job", bytes], Iterator[str]]

# PDF ---------------------------------------------------------------------------------------


def pdf(job: Job, data: bytes) -> Iterator[str]:
    """Faults of a PDF: tags, title, language, fonts that are not embedded or not the brand's."""
    import pikepdf

    from publisher.verify import tagging

    with pikepdf.open(io.BytesIO(data)) as file:
        root: Any = file.Root
        if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
            yield "not tagged"
        if str(root.get("/Lang", "")) != job.language:
            yield f"its language is {str(root.get('/Lang', ''))!r}, not {job.language!r}"
        if not str(file.docinfo.get("/Title", "")).strip():
            yield "has no title"
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            yield "shows its file name instead of its title"
        if not file.pages:
            yield "has no pages"
        yield from tagging.faults(file, data, job.edition.standards)
        yield from _fonts(job, file)


def print_(job: Job, data: bytes) -> Iterator[str]:
    """Faults of sheets: boxes, bleed, colours, output intent, fonts that are not the brand's."""
    import pikepdf

    from publisher.verify import presswork

    with pikepdf.open(io.BytesIO(data)) as file:
        yield from presswork.faults(job, file)
        yield from _fonts(job, file)


def _fonts(job: Job, file: Any) -> Iterator[str]:
    brands = [half.brand for half in job.halves]
    allowed = {_letters(f.name) for b in brands for f in (b.body, b.headings, b.fallback)}
    seen = set()
    for thing in file.objects:
        if not _is_font(thing):
            continue
        name = str(thing.get("/FontName"))[1:].partition("+")[2] or str(thing.get("/FontName"))[1:]
        if name in seen:
            continue
        seen.add(name)
        if not any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"font {name} is not embedded"
        if not any(_letters(name).startswith(family) for family in allowed):
            yield f"font {name} is not one of the brand's"


def _is_font(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


# Word --------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STYLED = (f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle")


def word(job: Job, data: bytes) -> Iterator[str]:
    """Faults of a Word file: targets of relations, styles, numberings, title, language."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = set(file.namelist())
        trees = {
            name: _xml(file, name) for name in sorted(names) if name.endswith((".xml", ".rels"))
        }
    yield from _relations(trees, names)
    document, styles = trees["word/document.xml"], trees["word/styles.xml"]
    defined = {sheet.get(f"{_W}styleId") for sheet in styles.iter(f"{_W}style")}
    used = {e.get(f"{_W}val", "") for e in document.iter(*_STYLED)}
    yield from (f"style {name} is used but not defined" for name in sorted(used - defined))
    numbers = {e.get(f"{_W}numId") for tree in trees.values() for e in tree.iter(f"{_W}num")} | {
        "0"
    }
    asked = {e.get(f"{_W}val", "") for tree in (document, styles) for e in tree.iter(f"{_W}numId")}
    yield from (f"numbering {name} is used but not defined" for name in sorted(asked - numbers))
    core = trees.get("docProps/core.xml")
    title = None if core is None else core.find("{http://purl.org/dc/elements/1.1/}title")
    if title is None or not (title.text or "").strip():
        yield "has no title"
    languages = {e.get(f"{_W}val") for e in styles.iter(f"{_W}lang")}
    if job.condition.language not in languages:
        yield f"no style says that the language is {job.condition.language!r}"


def _relations(trees: dict[str, etree._Element], names: set[str]) -> Iterator[str]:
    for path, tree in trees.items():
        if not path.endswith(".rels"):
            continue
        folder, own = posixpath.split(path)
        part = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
        ids = set()
        for relation in tree:
            ids.add(relation.get("Id"))
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            base = "" if target.startswith("/") else posixpath.dirname(part)
            if posixpath.normpath(posixpath.join(base, target.lstrip("/"))) not in names:
                yield f"{part or 'the file'} points to {target}, which is not in the file"
        if part in trees:
            asked = {v for e in trees[part].iter() for k, v in e.attrib.items() if k.startswith(_R)}
            yield from (
                f"{part} asks for relation {i}, which it lacks" for i in sorted(asked - ids)
            )


def _xml(file: zipfile.ZipFile, name: str) -> etree._Element:
    from lxml import etree

    return etree.fromstring(file.read(name))


# EPUB --------------------------------------------------------------------------------------

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_H = "{http://www.w3.org/1999/xhtml}"


def epub(job: Job, data: bytes) -> Iterator[str]:
    """Faults of an EPUB: its type, which is the first entry; metadata; parts that are missing."""
    from publisher.verify.extract import ebook

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        first = book.infolist()[0]
        if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
            yield "mimetype is not its first entry, stored without compression"
        elif book.read(first) != b"application/epub+zip":
            yield "mimetype does not say application/epub+zip"
        path, package = ebook.package(book)
        yield from _metadata(job, package)
        names = set(book.namelist())
        manifest = {
            ebook.resolve(path, item.get("href", "")): item for item in package.iter(f"{_OPF}item")
        }
        yield from (f"{name} is named but not in the book" for name in sorted({*manifest} - names))
        if not any("nav" in i.get("properties", "").split() for i in manifest.values()):
            yield "has no navigation document"
        pages = {
            name: _xml(book, name)
            for name, item in manifest.items()
            if item.get("media-type") == "application/xhtml+xml" and name in names
        }
    yield from _hrefs_resolve(pages, names)
    yield from _leads_back(job, pages)
    yield from _paged(package, pages)


def _metadata(job: Job, package: etree._Element) -> Iterator[str]:
    for name in ("identifier", "title", "language"):
        if not any((e.text or "").strip() for e in package.iter(f"{_DC}{name}")):
            yield f"its metadata has no dc:{name}"
    languages = [e.text for e in package.iter(f"{_DC}language")]
    if languages and job.condition.language not in languages:
        yield f"its language is {languages[0]!r}, not {job.condition.language!r}"
    if not any(e.get("property") == "dcterms:modified" for e in package.iter(f"{_OPF}meta")):
        yield "its metadata has no dcterms:modified"
    isbn = job.brand.isbn(job.condition, job.edition.name)
    if isbn and f"urn:isbn:{isbn}" not in [e.text for e in package.iter(f"{_DC}identifier")]:
        yield f"its identifier is not the ISBN it was assigned, {isbn}"


def _leads_back(job: Job, pages: dict[str, etree._Element]) -> Iterator[str]:
    """Faults of links back from notes: each must say where it leads. `extract` skips them."""
    from publisher.verify.extract import ebook

    for name, page in pages.items():
        for link in ebook.links_back(page):
            url = urlsplit(link.get("href", ""))
            target = ebook.resolve(name, url.path) if url.path else name
            link_words = " ".join("".join(map(str, link.itertext())).split())
            title = "" if target not in pages else pages[target].findtext(f".//{_H}title") or ""
            named = {" ".join(title.split()), job.words.at_a_glance} if title else set()
            if link_words not in named:
                yield f"{name} has a link back to {link.get('href')} that says “{link_words}”"
            elif link.get("href", "").partition("#")[2] not in _reference_ids(pages[target]):
                yield f"{name} leads back to {link.get('href')}, where no note is named"


def _reference_ids(page: etree._Element) -> set[str | None]:
    roles = ("doc-glossref", "doc-biblioref")
    return {a.get("id") for a in page.iter(f"{_H}a") if a.get("role") in roles}


def _paged(package: etree._Element, pages: dict[str, etree._Element]) -> Iterator[str]:
    """Faults of page marks and the list of pages: they must agree, count up and be hidden."""
    marks = {
        f"{name}#{mark.get('id')}": mark
        for name, page in pages.items()
        for mark in page.iter()
        if mark.get("role") == "doc-pagebreak"
    }
    listed = [
        (posixpath.normpath(posixpath.join(posixpath.dirname(name), link.get("href", ""))), link)
        for name, page in pages.items()
        for nav in page.iter(f"{_H}nav")
        if nav.get("role") == "doc-pagelist"
        for link in nav.iter(f"{_H}a")
    ]
    for href, link in listed:
        if href not in marks:
            yield f"its list of pages points to {href}, where no page begins"
        elif marks[href].get("aria-label") != link.text:
            yield f"its list of pages says {link.text} of page {marks[href].get('aria-label')}"
    for place in sorted({*marks} - {href for href, _ in listed}):
        yield f"{place} is a page that its list of pages lacks"
    numbers = [int(link.text) for _, link in listed if link.text and link.text.isdecimal()]
    if len(numbers) != len(listed) or any(a >= b for a, b in pairwise(numbers)):
        yield "its list of pages does not count up"
    claims = {e.get("property"): e.text for e in package.iter(f"{_OPF}meta")}
    features = {e.text for e in package.iter(f"{_OPF}meta")}
    claimed = {"pageBreakMarkers", "pageNavigation"} & features
    if bool(listed) != ("pageBreakSource" in claims) or len(claimed) != 2 * bool(listed):
        yield "its metadata and its pages do not agree on whether it has page numbers"


def _hrefs_resolve(pages: dict[str, etree._Element], names: set[str]) -> Iterator[str]:
    ids = {name: {e.get("id") for e in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        for href in _addresses(page):
            url = urlsplit(href)
            if url.scheme or url.netloc:
                continue
            target = name
            if url.path:
                target = posixpath.normpath(
                    posixpath.join(posixpath.dirname(name), unquote(url.path))
                )
            if target not in names:
                yield f"{name} points to {href}, which is not in the book"
            elif url.fragment and target in ids and unquote(url.fragment) not in ids[target]:
                yield f"{name} points to {href}, where there is no such id"
        yield from (f"{name} has two elements with id {i}" for i in _doubled(page))


# Web ---------------------------------------------------------------------------------------


def web(job: Job, data: bytes) -> Iterator[str]:
    """Faults of a web page: language, title, ids used twice, files fetched from elsewhere."""
    from publisher.verify.extract.web import parse

    page = parse(data)
    if not data.rstrip().endswith(b"</html>"):
        yield "is cut off before </html>"
    if page.get("lang") != job.condition.language:
        yield f"its language is {page.get('lang')!r}, not {job.condition.language!r}"
    title = page.find("head/title")
    if title is None or not (title.text or "").strip():
        yield "has no title"
    yield from (f"has two elements with id {i}" for i in _doubled(page))
    ids = {element.get("id") for element in page.iter()}
    for href in _addresses(page):
        if href.startswith("#") and href != "#" and unquote(href[1:]) not in ids:
            yield f"points to {href}, where there is no such id"
    for address in _fetched(page):
        if urlsplit(address).scheme in ("http", "https") or address.startswith("//"):
            yield f"fetches {address}"
    for element in page.iter("style"):
        for address in re.findall(r"url\(\s*['\"]?((?:https?:)?//[^'\")]+)", element.text or ""):
            yield f"fetches {address}"


def _fetched(page: etree._Element) -> Iterator[str]:
    """Every address that a browser loads by itself."""
    for element in page.iter():
        if element.get("src"):
            yield element.get("src", "")
        if element.get("srcset"):
            yield from (
                part.split()[0] for part in element.get("srcset", "").split(",") if part.split()
            )
        loads = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "preconnect"}
        if element.tag == "link" and loads & set((element.get("rel") or "").split()):
            yield element.get("href") or ""


def _addresses(page: etree._Element) -> Iterator[str]:
    for element in page.iter():
        for key, value in element.attrib.items():
            if str(key) in ("href", "src", "{http://www.w3.org/1999/xlink}href"):
                yield str(value)


def _doubled(page: etree._Element) -> Iterable[str]:
    counts = Counter(str(e.get("id")) for e in page.iter() if e.get("id"))
    return sorted(name for name, count in counts.items() if count > 1)


CHECKS: dict[Format, Check] = {
    Format.PDF: pdf,
    Format.PRINT: print_,
    Format.WORD: word,
    Format.EPUB: epub,
    Format.WEB: web,
}
