"""Job → the XHTML documents of an e-book, one for each section, and the lines of its contents."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from publisher.content.drawing import Drawing
from publisher.content.model import Section, Subsection
from publisher.plan.job import Job
from publisher.render.ebook.files import figure_file, symbol_file
from publisher.render.ebook.markup import parsed, written
from publisher.render.ebook.notes import NotedDocument, link_notes
from publisher.render.ebook.pages import PageBreak, booklet_starts, mark_pages
from publisher.render.pagination import CONTENTS, FRONT
from publisher.render.templates import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One XHTML document of the book, with its title in the contents."""

    file: str
    title: str
    markup: str = field(repr=False)
    landmark: str | None = None
    """Its epub:type in the list of landmarks; None for no landmark."""
    subsections: tuple[Subsection, ...] = ()
    part: str = ""
    """The name of the same part in the printed booklet; empty where it has none."""
    depth: int = 0
    """1 for a document that the contents list below the one before it that has 0."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the contents, with the lines below it."""

    title: str
    href: str
    entries: tuple[ContentsEntry, ...] = ()

    @property
    def deep(self) -> int:
        """The number of levels of lines, this one among them."""
        return 1 + max((entry.deep for entry in self.entries), default=0)


def filled(job: Job, template: str, suffix: str = ".xhtml", **more: Any) -> str:
    """A template of the edition, filled with the job and with the e-book's links and pictures."""
    return fill(
        job,
        f"{template}{suffix}.j2",
        picture=_picture,
        symbol=_symbol,
        entry_href=lambda entry: f"glossary.xhtml#entry-{entry}",
        reference_href=lambda reference: f"references.xhtml#reference-{reference}",
        section_href=lambda section: f"section-{section}.xhtml",
        **more,
    )


def _picture(drawing: Drawing, alt: str) -> Markup:
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    return Markup(f'<img src="{figure_file(drawing)}" alt="{html.escape(alt)}" {size}/>')


def _symbol(drawing: Drawing) -> Markup:
    return Markup(f'<img src="{symbol_file(drawing)}" alt=""/>')


def documents_of(job: Job) -> tuple[tuple[Document, ...], tuple[PageBreak, ...]]:
    """Every document but cover and contents, in reading order, and the pages marked in them.

    Links to notes lead there and back, and each page of the printed booklet is marked where it
    begins.
    """
    documents = (
        Document(
            file="title.xhtml",
            title=job.condition.title.plain,
            markup=filled(job, "front"),
            part=FRONT,
        ),
        *(_section(job, section) for section in job.condition.sections),
        *_back(job),
    )
    noted = [NotedDocument(d.file, _link_title(job, d), parsed(d.markup)) for d in documents]
    roots = {d.part: one.root for d, one in zip(documents, noted, strict=True)}
    # The links back are text that the booklet lacks, so the pages come first.
    breaks = mark_pages(roots, booklet_starts(job))
    link_notes(noted, job.words.back_to_text)
    return tuple(
        replace(document, markup=written(one.root))
        for document, one in zip(documents, noted, strict=True)
    ), breaks


def _section(job: Job, section: Section) -> Document:
    condition = job.condition
    inside = any(section in part.sections for part in condition.parts if part.opening)
    return Document(
        file=f"section-{section.id}.xhtml",
        title=section.heading.plain,
        markup=filled(job, "section", section=section),
        landmark="bodymatter" if section is condition.sections[0] else None,
        subsections=section.subsections,
        part=section.id,
        depth=int(inside),
    )


def _back(job: Job) -> list[Document]:
    condition, words = job.condition, job.words
    present = [
        ("glossary", words.glossary, "glossary", bool(condition.glossary)),
        ("references", words.references, "bibliography", True),
        ("index", words.index, "index", bool(condition.index_entries)),
        ("about", words.about, None, True),
    ]
    return [
        Document(
            file=f"{name}.xhtml",
            title=title,
            markup=filled(job, name),
            landmark=landmark,
            # The printed index has page numbers, so that its lines are others.
            part="" if name == "index" else name,
        )
        for name, title, landmark, is_present in present
        if is_present
    ]


def _link_title(job: Job, document: Document) -> str:
    """The words of a link back to a document; the summary is on the title page."""
    if document.part == FRONT:
        return job.words.at_a_glance
    return job.condition.whereabouts.get(document.part, document.title)


def contents_of(documents: tuple[Document, ...]) -> tuple[ContentsEntry, ...]:
    """The contents: documents with their subsections, within the parts of a collection."""
    entries: list[ContentsEntry] = []
    for document in documents:
        below = tuple(
            ContentsEntry(one.heading.plain, f"{document.file}#{one.id}")
            for one in document.subsections
        )
        entry = ContentsEntry(document.title, document.file, below)
        if document.depth and entries:
            entries[-1] = replace(entries[-1], entries=(*entries[-1].entries, entry))
        else:
            entries.append(entry)
    return tuple(entries)


def page_list(
    documents: tuple[Document, ...], breaks: tuple[PageBreak, ...]
) -> tuple[tuple[PageBreak, str], ...]:
    """Each page of the booklet with the link to where it begins in the book."""
    files = {document.part: document.file for document in documents} | {CONTENTS: "nav.xhtml"}
    return tuple((page, f"{files[page.part]}#{page.id}") for page in breaks)
