"""The package of an e-book → what it tells shelves, readers and search engines wrongly.

What a book says of itself decides who is offered it: a claim of narration or of a certificate is
believed. So its metadata are held against those that follow from source and brand, all of them.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.content.model import ReviewState
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_added import direction
from publisher.verify.perceived.markup_meaning import Documents, letters, words_in

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_MEDIA = {
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".ncx": "application/x-dtbncx+xml",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".xhtml": "application/xhtml+xml",
}
_WAY = "page-progression-direction"
_PROPERTIES = frozenset(("", "cover-image", "nav"))
_CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_Fact = tuple[str, str]


def faults(
    documents: Documents, path: str, package: etree._Element, files: Mapping[str, bytes]
) -> Iterator[Fault]:
    """Every fault of the package document at `path`, and of both lists of contents."""
    from lxml import etree

    yield from _metadata(documents, package)
    yield from _manifest(package)
    ways = {package.get("dir"), *(one.get(_WAY) for one in package.iter(f"{_OPF}spine"))}
    if ways != {direction(documents.job, "html")}:
        yield Fault("", "", FaultKind.STRUCTURE, "its pages are turned the other way")
    container = etree.fromstring(files["META-INF/container.xml"])
    if sum(1 for _ in container.iter("{*}rootfile")) != 1:
        yield Fault("", "", FaultKind.ADDED, "it is not one book alone")
    older = [etree.fromstring(files[name]) for name in files if name.endswith(".ncx")]
    yield from _entries(documents, path, package, older)
    yield from _titles(documents)


def _metadata(documents: Documents, package: etree._Element) -> Iterator[Fault]:
    """Facts of the metadata that do not follow from source and brand, or are missing."""
    paged = any(nav.get(_TYPE) == "page-list" for nav in _navs(documents))
    expected = _expected(documents, paged=paged)
    wanted = Counter((name, " ".join(words.split())) for name, words in expected)
    found: Counter[_Fact] = Counter()
    for one in package.iterfind(f"{_OPF}metadata/*"):
        tag = str(one.tag)
        name = f"dc:{tag.removeprefix(_DC)}" if tag.startswith(_DC) else one.get("property", "")
        words = " ".join((one.text or "").split())
        if name not in ("", "dc:subject", "dc:date"):  # which another check knows
            found[name, words] += 1
    for name, words in sorted((wanted - found).keys()):
        yield Fault("", words, FaultKind.MISSING, f"is not said by {name} of the book")
    for name, words in sorted((found - wanted).keys()):
        yield Fault("", words, FaultKind.ADDED, f"is said by {name} of the book")


def _expected(documents: Documents, *, paged: bool) -> Iterator[_Fact]:
    job = documents.job
    condition, drawn = job.condition, bool(documents.meaning.figures)
    reviewed = condition.review.state is ReviewState.REVIEWED
    yield "dcterms:modified", f"{job.stamp:%Y-%m-%dT%H:%M:%SZ}"
    yield from (("dc:identifier", _name(job)), ("dc:title", condition.title.plain))
    yield from (("dc:language", condition.language), ("dc:publisher", job.brand.name))
    yield "dc:description", condition.subtitle.plain
    for way in ("textual", *(["visual"] if drawn else [])):
        yield "schema:accessMode", way
    for ways in ("textual", *(["textual,visual"] if drawn else [])):
        yield "schema:accessModeSufficient", ways
    features = [*(["alternativeText"] if drawn else []), "ARIA", "displayTransformability"]
    features += ["pageBreakMarkers", "pageNavigation"] if paged else []
    features += ["readingOrder", "structuralNavigation", "tableOfContents", "unlocked"]
    yield from (("schema:accessibilityFeature", feature) for feature in features)
    yield "schema:accessibilityHazard", "none"
    own = f" {job.words.self_assessed.format(name=job.brand.name)}" if reviewed else ""
    yield "schema:accessibilitySummary", f"{job.words.accessibility}{own}"
    if paged and job.printed:
        yield "pageBreakSource", _name(job.printed)
    if reviewed:
        yield from (("dcterms:conformsTo", _CLAIM), ("a11y:certifiedBy", job.brand.name))


def _name(job: Job) -> str:
    isbn = job.brand.isbn(job.condition, job.edition.name)
    return f"urn:isbn:{isbn}" if isbn else job.identifier


def _manifest(package: etree._Element) -> Iterator[Fault]:
    """Files that are said to be of another kind, and pages that are shown otherwise."""
    for item in package.iter(f"{_OPF}item"):
        name = item.get("href", "")
        kind = _MEDIA.get(posixpath.splitext(name)[1])
        if item.get("media-type") != kind or item.get("properties", "") not in _PROPERTIES:
            detail = f"is said to be {item.get('media-type')} {item.get('properties', '')}".strip()
            yield Fault("", name, FaultKind.NOT_SEEN, detail)
    for reference in package.iter(f"{_OPF}itemref"):
        if shown := reference.get("properties"):
            yield Fault("", reference.get("idref", ""), FaultKind.NOT_SEEN, f"is shown as {shown}")


def _navs(documents: Documents) -> Iterator[etree._Element]:
    for _, body in documents.bodies():
        yield from body.iter("{*}nav")


def _entries(
    documents: Documents, path: str, package: etree._Element, older: list[etree._Element]
) -> Iterator[Fault]:
    """Contents out of the order of the book, or that differ for older readers; wrong landmarks."""
    hrefs = {item.get("id"): item.get("href", "") for item in package.iter(f"{_OPF}item")}
    spine = [hrefs.get(one.get("idref"), "") for one in package.iter(f"{_OPF}itemref")]
    titles = {
        posixpath.relpath(name, posixpath.dirname(path)): letters(_title(root))
        for name, root in documents.roots.items()
    }
    for nav in _navs(documents):
        links = [(letters(words_in(one)), one.get("href", "")) for one in nav.iter("{*}a")]
        if nav.get(_TYPE) == "toc":
            places = [
                spine.index(file) for _, to in links if (file := to.partition("#")[0]) in spine
            ]
            if places != sorted(places):
                detail = "its contents are not in the order of its text"
                yield Fault("", "", FaultKind.STRUCTURE, detail)
            if [*_older(older)] != links:
                detail = "the contents for older readers are others"
                yield Fault("", "", FaultKind.STRUCTURE, detail)
        elif nav.get(_TYPE) == "landmarks":
            for words, to in links:
                if not titles.get(to, "").startswith(words):
                    yield Fault("", words, FaultKind.LINK, f"its landmark leads to {to}")


def _older(trees: list[etree._Element]) -> Iterator[_Fact]:
    for tree in trees:
        for point in tree.iter(f"{_NCX}navPoint"):
            label, content = point.find(f"{_NCX}navLabel"), point.find(f"{_NCX}content")
            words = "" if label is None else "".join(map(str, label.itertext()))
            yield letters(words), "" if content is None else content.get("src", "")


def _title(root: etree._Element) -> str:
    title = root.find("{*}head/{*}title")
    return "" if title is None else title.text or ""


def _titles(documents: Documents) -> Iterator[Fault]:
    """Pages called otherwise than their first heading, behind the name of its part; covers."""
    job = documents.job
    for path, body in documents.bodies():
        first = next(body.iter("{*}h1"), None)
        called = _title(documents.roots[path])
        cover = f"{job.words.cover}{job.words.colon}{job.condition.title.plain}"
        part, comma, own = called.partition(", ")
        wanted = cover if first is None else words_in(first)
        parts = {one.heading.plain for one in job.condition.sections if one.opens_part}
        own = own if comma and part in parts else called
        if letters(own) != letters(wanted):
            yield Fault("", called, FaultKind.MEANING, f"is what {path} is called")
