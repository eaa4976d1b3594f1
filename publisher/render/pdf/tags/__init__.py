"""A laid-out document → a tagged PDF: HTML's own structure, in the order that it is read.

WeasyPrint's tags follow its boxes: text of margins is tagged like any other, what a page break
parts is two elements, a phrase in another language, a header cell's scope and the words of a link
are lost. Ours follow the elements of the document, and the boxes only say where each is painted:

1. `paint.py`  while a page is painted: which glyphs are read, which are decoration
2. `tree.py`   boxes and elements → one tree of structure elements, in reading order
3. `kinds.py`  what an element of HTML is called in a PDF
4. `objects.py` the tree → objects of the PDF, with all that points into it

WeasyPrint hands over its pages and its unfinished PDF (`finisher`); nothing of it is replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from weasyprint.document import Document


def write(
    document: Document,
    *,
    version: str,
    language: str,
    begin: Callable[[Any], None],
    finish: Callable[[Any], None],
) -> bytes:
    """`document` as a tagged PDF of `version` ("1.7", "2.0").

    `begin` adds what is tagged beside text: fields of a form; `finish` what goes beside tags.
    Raises `BadOutput` where a picture has no alternative text.
    """
    from publisher.render.pdf.tags import objects, paint, tree

    pages = paint.recorded(document)

    def tag(_: Document, pdf: Any) -> None:
        begin(pdf)
        read = tree.read(document, pages, version)
        objects.add(pdf, read, pages, version=version, language=language)
        for number, page in enumerate(pages):
            page.in_order(mark.number for mark in read.root.marks if mark.page == number)
        finish(pdf)

    try:
        written: bytes = document.write_pdf(finisher=tag, pdf_version=version)
    finally:
        for page in document.pages:
            del page.paint  # ours; that of its class is back, for the next file of these pages
    return written
