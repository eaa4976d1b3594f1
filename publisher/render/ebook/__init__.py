"""Job → EPUB 3.3: templates → XHTML → a package written with EbookLib.

One document for each section. Nothing here depends on a screen: sizes are relative, and text
keeps the colour that its reader chose.
"""

from __future__ import annotations

from typing import Any

from ebooklib import epub

from publisher.brand.fonts import subset
from publisher.plan.job import Job
from publisher.render.ebook import package
from publisher.render.ebook.cover import INSIDE, cover_picture
from publisher.render.ebook.documents import contents_of, documents_of, filled, page_list
from publisher.render.ebook.figures import drawings_of, figure, file_of, symbols_of
from publisher.render.ebook.files import (
    COVER_PICTURE,
    NAV,
    NCX,
    STYLE,
    figure_file,
    font_file,
    symbol_file,
)
from publisher.render.ebook.fonts import families_of
from publisher.render.ebook.package import XHTML, add_file
from publisher.render.ebook.style_sheet import style_sheet


def render(job: Job) -> bytes:
    """The finished book."""
    documents, breaks = documents_of(job)
    cover = filled(job, "cover", cover_file=COVER_PICTURE)
    lists: dict[str, Any] = {
        "documents": documents,
        "entries": contents_of(documents),
        "pages": page_list(documents, breaks),
    }
    nav = filled(job, "nav", **lists)
    families, characters = families_of(job, [cover, nav, *(d.markup for d in documents)])

    book = epub.EpubBook()
    package.describe(book, job, paged=bool(breaks))
    spine = [add_file(book, "cover.xhtml", XHTML, cover)]
    spine += [add_file(book, d.file, XHTML, d.markup) for d in documents]
    spine.insert(2, add_file(book, NAV, XHTML, nav, "nav"))  # behind the title page
    book.spine = spine
    # Readers of EPUB 2 know no navigation document.
    ncx = filled(job, "toc", ".ncx", identifier=package.identifier(job), **lists)
    add_file(book, NCX, "application/x-dtbncx+xml", ncx)
    add_file(book, STYLE, "text/css", style_sheet(job, families))
    add_file(book, COVER_PICTURE, "image/jpeg", cover_picture(job, INSIDE), "cover-image")
    for drawing in drawings_of(job):
        add_file(book, figure_file(drawing), *file_of(job, drawing, families))
    for drawing in symbols_of(job):
        add_file(book, symbol_file(drawing), "image/svg+xml", figure(job, drawing, families))
    for family in families:
        for face in family.faces:
            font = subset(face.path, characters, None)
            add_file(book, font_file(family, face), "font/ttf", font)
    return package.packed(book, job)
