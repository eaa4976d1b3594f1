"""The package of an e-book: its files, its metadata, and the writing of it with EbookLib."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ebooklib import epub
from lxml import etree

from publisher import archive
from publisher.content.model import ReviewState
from publisher.plan.job import Job
from publisher.render.ebook.figures import drawings_of
from publisher.render.ebook.files import COVER_PICTURE, NCX, item_id
from publisher.render.templates import direction

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "application/xhtml+xml"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add_file(
    book: epub.EpubBook, file: str, media_type: str, content: str | bytes, *properties: str
) -> epub.EpubItem:
    """Adds `content` to the book under the name `file`, unchanged.

    Always an EpubItem: EpubHtml rebuilds the head, drops attributes of the body and lower-cases
    viewBox (EbookLib issue 221); set_cover() writes a page that no reader can reach.
    """
    data = content.encode() if isinstance(content, str) else content
    item = epub.EpubItem(uid=item_id(file), file_name=file, media_type=media_type, content=data)
    item.properties = list(properties)
    book.add_item(item)
    return item


def identifier(job: Job) -> str:
    """The ISBN if the clinic was assigned one for this edition, else the name of the job."""
    isbn = job.brand.isbn(job.condition, job.edition.name)
    return f"urn:isbn:{isbn}" if isbn else job.identifier


def describe(book: epub.EpubBook, job: Job, *, paged: bool) -> None:
    """Adds the metadata of the book. Source: EPUB 3.3; EPUB Accessibility 1.1."""
    condition, brand = job.condition, job.brand
    book.set_identifier(identifier(job))
    book.set_title(condition.title.plain)
    book.set_language(condition.language)
    book.set_direction(direction(condition.language))
    book.add_metadata("DC", "publisher", brand.name)
    book.add_metadata("DC", "date", condition.issued.isoformat())
    book.add_metadata("DC", "description", condition.subtitle.plain)
    for subject in (condition.title, *condition.also_called):
        book.add_metadata("DC", "subject", subject.plain)
    for name, value in _accessibility(job, paged=paged):
        book.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    # Shelves of older readers find the cover by what EPUB 2 had.
    book.add_metadata(None, "meta", None, {"name": "cover", "content": item_id(COVER_PICTURE)})
    if paged and job.printed:
        source = {"property": "pageBreakSource"}
        book.add_metadata(None, "meta", identifier(job.printed), source)
    if condition.review.state is ReviewState.REVIEWED:
        # A claim in the clinic's name is made once the clinic has signed the text.
        conforms = {"property": "dcterms:conformsTo", "id": "conformance"}
        claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
        book.add_metadata(None, "meta", claim, conforms)
        by = {"property": "a11y:certifiedBy", "refines": "#conformance"}
        book.add_metadata(None, "meta", brand.name, by)


def _accessibility(job: Job, *, paged: bool) -> list[tuple[str, str]]:
    """The schema.org properties of EPUB Accessibility 1.1, true of every book we make."""
    drawn = bool(drawings_of(job))
    reviewed = job.condition.review.state is ReviewState.REVIEWED
    summary = job.words.accessibility
    if reviewed:
        summary += " " + job.words.self_assessed.format(name=job.brand.name)
    features = ["alternativeText"] if drawn else []
    features += [
        "ARIA",
        "displayTransformability",
        *(["pageBreakMarkers", "pageNavigation"] * paged),
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "unlocked",
    ]
    return [
        ("accessMode", "textual"),
        *([("accessMode", "visual")] if drawn else []),
        ("accessModeSufficient", "textual"),
        *([("accessModeSufficient", "textual,visual")] if drawn else []),
        *(("accessibilityFeature", feature) for feature in features),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", summary),
    ]


class _Writer(epub.EpubWriter):
    """EbookLib's writer with what version 0.20 leaves out of the package document.

    It has no xml:lang (Ace: epub-lang), the spine points at an NCX of EbookLib's own making
    (EPUBCheck: OPF-049, RSC-005), and EbookLib is named as the generator.
    """

    def _write_opf_metadata(self, root: _Element) -> None:
        super()._write_opf_metadata(root)
        for metadata in root.iterfind("metadata"):
            for generator in metadata.findall("meta[@name='generator']"):
                metadata.remove(generator)

    def _write_opf_spine(self, root: _Element, ncx_id: str | None) -> None:  # noqa: ARG002
        super()._write_opf_spine(root, item_id(NCX))

    def _write_opf_file(self, root: _Element) -> None:
        root.set(_LANG, self.book.language)
        root.set("dir", self.book.direction)
        package = etree.tostring(root, pretty_print=True, encoding="utf-8", xml_declaration=True)
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", package.rstrip())


def packed(book: epub.EpubBook, job: Job) -> bytes:
    """The book as a file whose entries are all dated by the job."""
    buffer = io.BytesIO()
    _Writer(buffer, book, {"mtime": job.stamp}).write()
    return archive.repack(buffer.getvalue(), job.stamp)
