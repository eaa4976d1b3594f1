"""Job → EPUB 3.3: Jinja2 → XHTML → EbookLib → the repairs that EbookLib leaves to do.

One document per section. Nothing here depends on a screen: sizes are relative, text keeps the
colour that its reader chose.
"""

from __future__ import annotations

import base64
import html
import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from publisher import archive
from publisher.brand.fonts import Face, Family, subset
from publisher.content.drawing import Drawing
from publisher.content.model import Figure, ReviewState, Subsection, Wording
from publisher.layout.pictures import unlabelled
from publisher.layout.titles import title_fit
from publisher.plan.job import Job
from publisher.render.ebook.markup import parsed, written
from publisher.render.ebook.notes import Leaf, tie
from publisher.render.ebook.pages import PageBreak, mark
from publisher.render.ebook.pages import of as pages_of
from publisher.render.pagination import CONTENTS, FRONT
from publisher.render.templates import direction, fill

if TYPE_CHECKING:
    from ebooklib.epub import EpubBook

_XHTML = "application/xhtml+xml"
_COVER = "cover.jpg"
_NCX = "toc.ncx"
_MARGIN = 0.03  # around a drawing, as a part of its width: on a dark page its ground has an edge
_TITLE_PX = 260  # at most
_COVER_PX = (1600, 2560)  # Kindle and Ingram ask for this, beside the book
_INSIDE = 0.9875  # 1580 × 2528: Apple and Ingram take no picture of over 4 million pixels inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One XHTML document of the book, and how the contents name it."""

    file: str
    title: str
    markup: str = field(repr=False)
    landmark: str | None = None
    """Its epub:type among the landmarks, where it is one."""
    parts: tuple[Subsection, ...] = ()
    part: str = ""
    """What the printed booklet calls the same part."""
    depth: int = 0
    """1 where the contents list it below the document that opens its part of a collection."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the contents, and those below it."""

    title: str
    href: str
    entries: tuple[ContentsEntry, ...] = ()

    @property
    def deep(self) -> int:
        """How many levels of lines this is."""
        return 1 + max((entry.deep for entry in self.entries), default=0)


def render(job: Job) -> bytes:
    """The finished book."""
    from ebooklib import epub

    documents, breaks = _bound(job, _documents(job))
    cover = _filled(job, "cover", cover_file=_COVER)
    listed: dict[str, Any] = {
        "documents": documents,
        "entries": _entries(documents),
        "pages": _listed(documents, breaks),
    }
    nav = _filled(job, "nav", **listed)
    families, characters = _type(job, [cover, nav, *(d.markup for d in documents)])

    book = epub.EpubBook()
    _describe(book, job, paged=bool(breaks))
    spine = [_item(book, "cover.xhtml", _XHTML, cover)]
    spine += [_item(book, d.file, _XHTML, d.markup) for d in documents]
    spine.insert(2, _item(book, "nav.xhtml", _XHTML, nav, "nav"))  # behind the title page
    book.spine = spine
    # Readers of EPUB 2 know no navigation document.
    ncx = _filled(job, "toc", ".ncx", identifier=_identifier(job), **listed)
    _item(book, _NCX, "application/x-dtbncx+xml", ncx)
    _item(book, "style.css", "text/css", _style(job, families))
    _item(book, _COVER, "image/jpeg", cover_picture(job, _INSIDE), "cover-image")
    for drawing in _drawings(job):
        _item(book, _figure_file(drawing), "image/svg+xml", _figure(job, drawing, families))
    for family in families:
        for face in family.faces:
            _item(book, _font_file(family, face), "font/ttf", subset(face.path, characters, None))

    buffer = io.BytesIO()
    # Without the first flag write_epub() answers a fault with False, not an error. The page list
    # would be guessed from every element that has an epub:type and an id.
    epub.write_epub(
        buffer, book, {"raise_exceptions": True, "epub3_pages": False, "mtime": job.stamp}
    )
    return archive.repack(_repaired(buffer.getvalue(), job), job.stamp)


# Documents -----------------------------------------------------------------------------------


def _documents(job: Job) -> tuple[Document, ...]:
    """Every document but cover and contents, in reading order."""
    condition, words = job.condition, job.words
    made = [
        Document(
            file="title.xhtml",
            title=condition.title.plain,
            markup=_filled(job, "front"),
            part=FRONT,
        ),
        *(
            Document(
                file=f"section-{section.id}.xhtml",
                title=section.heading.plain,
                markup=_filled(job, "section", section=section),
                landmark="bodymatter" if section is condition.sections[0] else None,
                parts=section.subsections,
                part=section.id,
                depth=int(
                    any(section in part.sections for part in condition.parts if part.opening)
                ),
            )
            for section in condition.sections
        ),
    ]
    for name, title, landmark, present in (
        ("glossary", words.glossary, "glossary", bool(condition.glossary)),
        ("references", words.references, "bibliography", True),
        ("index", words.index, "index", bool(condition.index_entries)),
        ("about", words.about, None, True),
    ):
        if present:
            made.append(
                Document(
                    file=f"{name}.xhtml",
                    title=title,
                    markup=_filled(job, name),
                    landmark=landmark,
                    # The lines of an index are others on paper, which has page numbers in them.
                    part="" if name == "index" else name,
                )
            )
    return tuple(made)


def _entries(documents: tuple[Document, ...]) -> tuple[ContentsEntry, ...]:
    """The contents: documents, what is below each, and the parts of a collection around them."""
    made: list[ContentsEntry] = []
    for one in documents:
        below = tuple(ContentsEntry(p.heading.plain, f"{one.file}#{p.id}") for p in one.parts)
        entry = ContentsEntry(one.title, one.file, below)
        if one.depth and made:
            made[-1] = replace(made[-1], entries=(*made[-1].entries, entry))
        else:
            made.append(entry)
    return tuple(made)


def _bound(
    job: Job, documents: tuple[Document, ...]
) -> tuple[tuple[Document, ...], tuple[PageBreak, ...]]:
    """The documents with what runs through all of them: pages of the booklet, notes and back."""
    leaves = [Leaf(d.file, _named(job, d), parsed(d.markup)) for d in documents]
    parts = {d.part: leaf.root for d, leaf in zip(documents, leaves, strict=True)}
    # The links back are text that the booklet lacks: pages first.
    breaks = mark(parts, pages_of(job))
    tie(leaves, job.words.back_to_text)
    return tuple(
        replace(document, markup=written(leaf.root))
        for document, leaf in zip(documents, leaves, strict=True)
    ), breaks


def _named(job: Job, document: Document) -> str:
    """How a link back names a document: the title page is where the summary stands."""
    if document.part == FRONT:
        return job.words.at_a_glance
    return job.condition.whereabouts.get(document.part, document.title)


def _listed(
    documents: tuple[Document, ...], breaks: tuple[PageBreak, ...]
) -> tuple[tuple[PageBreak, str], ...]:
    """Each page of the booklet, and where it begins in the book."""
    files = {document.part: document.file for document in documents} | {CONTENTS: "nav.xhtml"}
    return tuple((page, f"{files[page.part]}#{page.id}") for page in breaks)


def _filled(job: Job, template: str, suffix: str = ".xhtml", **more: Any) -> str:
    return fill(
        job,
        f"{template}{suffix}.j2",
        direction=direction(job.condition.language),
        picture=_picture,
        entry_href=lambda entry: f"glossary.xhtml#entry-{entry}",
        reference_href=lambda reference: f"references.xhtml#reference-{reference}",
        section_href=lambda section: f"section-{section}.xhtml",
        **more,
    )


def _picture(drawing: Drawing, alt: str) -> Markup:
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    return Markup(f'<img src="{_figure_file(drawing)}" alt="{html.escape(alt)}" {size}/>')


def _figure_file(drawing: Drawing) -> str:
    return f"figures/{drawing.name}"


def _font_file(family: Family, face: Face) -> str:
    slope = "-italic" if face.italic else ""
    return f"fonts/{family.name.lower().replace(' ', '-')}-{face.weight}{slope}.ttf"


# Type and drawings ---------------------------------------------------------------------------


def _type(job: Job, documents: list[str]) -> tuple[tuple[Family, ...], frozenset[str]]:
    """The families that the documents need, and every character that stands in them."""
    text = "".join(documents)
    characters = frozenset(html.unescape(text))
    italic = "<em>" in text or 'class="foreign"' in text
    return job.brand.families_for(characters, italic=italic), characters


def _style(job: Job, families: tuple[Family, ...]) -> str:
    files = {face.path: _font_file(family, face) for family in families for face in family.faces}
    return fill(
        job,
        "style.css.j2",
        scale=job.brand.scale(job.edition.body_pt),
        families=families,
        font=lambda face: files[face.path],
    )


def _drawings(job: Job) -> tuple[Drawing, ...]:
    """The drawings of the text, each once."""
    blocks = job.condition.blocks(Wording.FULL)
    return tuple({b.file.name: b.file for b in blocks if isinstance(b, Figure)}.values())


def _figure(job: Job, drawing: Drawing, families: tuple[Family, ...]) -> str:
    """The drawing on its own paper, so that a dark page does not swallow its lines.

    It carries the type of its labels: a picture cannot reach the fonts of the page around it.
    """
    characters = frozenset("".join(_labels(drawing)))
    faces = "".join(
        f'@font-face{{font-family:"{family.name}";font-weight:{face.weight};'
        f'src:url("data:font/ttf;base64,{_base64(subset(face.path, characters, None))}")}}'
        for family in families
        if family.name == job.brand.body.name
        for face in family.faces
        if characters and not face.italic
    )
    head, end, rest = job.brand.paint(drawing).partition(">")
    head, ground = _mounted(head, job.brand.light.paper)
    style = f"<style>{faces}</style>" if faces else ""
    return head + end + style + ground + rest


def _mounted(head: str, paper: str) -> tuple[str, str]:
    """The opening tag of a drawing with a margin around it, and the ground that fills both."""
    box = re.search(r'viewBox="([^"]*)"', head)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    left, top, width, height = (float(n) for n in box.group(1).replace(",", " ").split())
    margin = round(width * _MARGIN, 1)
    area = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
    x, y, w, h = (f"{n:g}" for n in area)
    grown = head.replace(box.group(), f'viewBox="{x} {y} {w} {h}"')
    return grown, f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{paper}"/>'


def _labels(drawing: Drawing) -> list[str]:
    from lxml import etree

    return ["".join(map(str, e.itertext())) for e in etree.fromstring(drawing.svg).iter("{*}text")]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


# Cover ---------------------------------------------------------------------------------------


def cover_picture(job: Job, scale: float = 1) -> bytes:
    """The cover as a JPEG of 1600 × 2560 px: what a store shows, and a reader's shelf."""
    from publisher.layout import rasters

    brand, condition = job.brand, job.condition
    width, height = _COVER_PX
    margin = 120
    size, lines = title_fit(condition.title.plain, brand.headings, width - 2 * margin, _TITLE_PX)
    drawn = next(iter(_drawings(job)), brand.mark)
    logo_width = round(100 * brand.logo.width / brand.logo.height)
    markup = fill(
        job,
        "cover.html.j2",
        margin=margin,
        title_px=size,
        picture_top=max(1010, 170 + round(size * 1.06) * lines + 56 + 3 * 88 + 30),
        picture=Markup(_cropped(brand.paint(unlabelled(drawn), brand.light.on_field()))),
        logo=Markup(brand.paint(brand.logo)),
        logo_width=logo_width,
    )
    families = brand.families_for(frozenset(html.unescape(markup)), italic=False)
    return rasters.page_image(markup, families, width, height, "JPEG", scale)


def _cropped(svg: str) -> str:
    return svg.replace("<svg", '<svg preserveAspectRatio="xMidYMin slice"', 1)


# Package -------------------------------------------------------------------------------------


def _item(
    book: EpubBook, file: str, media_type: str, content: str | bytes, *properties: str
) -> Any:
    """`content` in the book under `file`, word for word.

    Always an EpubItem: EpubHtml rebuilds the head, drops attributes of the body and lower-cases
    viewBox (EbookLib issue 221); set_cover() writes a page that no reader can reach.
    """
    from ebooklib import epub

    data = content.encode() if isinstance(content, str) else content
    item = epub.EpubItem(uid=_uid(file), file_name=file, media_type=media_type, content=data)
    item.properties = list(properties)
    book.add_item(item)
    return item


def _uid(file: str) -> str:
    return file.replace("/", "-").replace(".", "-")


def _identifier(job: Job) -> str:
    """The ISBN where the clinic was assigned one for this edition, else our own name for it."""
    isbn = job.brand.isbn(job.condition, job.edition.name)
    return f"urn:isbn:{isbn}" if isbn else job.identifier


def _describe(book: EpubBook, job: Job, *, paged: bool) -> None:
    """What stores and readers are told of the book. Source: EPUB 3.3; EPUB Accessibility 1.1."""
    condition, brand = job.condition, job.brand
    book.set_identifier(_identifier(job))
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
    book.add_metadata(None, "meta", None, {"name": "cover", "content": _uid(_COVER)})
    if paged and job.printed:
        source = {"property": "pageBreakSource"}
        book.add_metadata(None, "meta", _identifier(job.printed), source)
    if condition.review.state is ReviewState.REVIEWED:
        # A claim in the clinic's name waits until somebody there has signed the text.
        conforms = {"property": "dcterms:conformsTo", "id": "conformance"}
        claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
        book.add_metadata(None, "meta", claim, conforms)
        by = {"property": "a11y:certifiedBy", "refines": "#conformance"}
        book.add_metadata(None, "meta", brand.name, by)


def _accessibility(job: Job, *, paged: bool) -> list[tuple[str, str]]:
    """The schema.org properties of EPUB Accessibility 1.1, true of every book we make."""
    drawn = bool(_drawings(job))
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


def _repaired(data: bytes, job: Job) -> bytes:
    """The book with its package document put right.

    EbookLib 0.20 leaves out xml:lang (Ace: epub-lang), points the spine at an NCX of its own
    making (EPUBCheck: OPF-049, RSC-005), and names itself as the generator.
    """
    from lxml import etree

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".opf"):
                package = etree.fromstring(content)
                package.set("{http://www.w3.org/XML/1998/namespace}lang", job.condition.language)
                package.set("dir", direction(job.condition.language))
                for spine in package.iter("{*}spine"):
                    spine.set("toc", _uid(_NCX))
                for metadata in package.iter("{*}metadata"):
                    for meta in metadata.findall("{*}meta[@name='generator']"):
                        metadata.remove(meta)
                content = etree.tostring(package, encoding="utf-8", xml_declaration=True)
            new.writestr(entry, content)
    return made.getvalue()
