"""A PDF with a text layer → elements: by its tags, or else by where its letters stand."""

from __future__ import annotations

import io
from typing import Any

from publisher.errors import BadInput, refused
from publisher.importing.elements import ImportedDocument
from publisher.importing.letters import Letters
from publisher.importing.pdf_layout import read_layout
from publisher.importing.pdf_letters import Letter, letters_of
from publisher.importing.pdf_tagged import read_tags

_MOST_PAGES = 400
_LEAST_TAGGED = 0.8  # of the letters of a file that its tags must hold to be followed


def read_pdf(data: bytes, name: str) -> ImportedDocument:
    """The document in a PDF. Raises `BadInput` where it is none, is locked, or has no letters."""
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages: Any = pypdfium2.PdfDocument(data)
            return _read(pdf, pages, name)
    except pikepdf.PasswordError as exc:
        raise _locked(name) from exc
    except (pikepdf.PdfError, pypdfium2.PdfiumError, RecursionError) as exc:
        if b"/Encrypt" in data:
            raise _locked(name) from exc
        right = "open it in a reader and save it again"
        raise refused(name, "is damaged, or not a PDF", right) from exc


def _locked(name: str) -> BadInput:
    return refused(name, "is locked with a password", "save it without one")


def _read(pdf: Any, pages: Any, name: str) -> ImportedDocument:
    count = len(pages)
    if count > _MOST_PAGES:
        right = f"import it in parts of {_MOST_PAGES} pages at most"
        raise refused(name, f"has {count} pages", right)
    letters = [letters_of(pages, number) for number in range(count)]
    if not any(_printed(page) for page in letters):
        wrong = "has no letters: its pages are pictures"
        raise refused(name, wrong, "have a program read the letters (OCR), or name the original")
    document = ImportedDocument("PDF")
    mender = Letters()
    language = str(pdf.Root.get("/Lang", ""))
    document.language = language if len(language) > 1 else ""
    tagged = ImportedDocument("PDF", language=document.language)
    if "/StructTreeRoot" in pdf.Root and read_tags(tagged, pdf, letters, mender) >= (
        _LEAST_TAGGED * sum(map(_printed, letters))
    ):
        document = tagged
    else:
        mender = Letters()
        read_layout(document, pages, letters, mender)
    document.remarks += mender.remarks()
    return document


def _printed(letters: list[Letter]) -> int:
    return sum(not one.added and not one.text.isspace() for one in letters)
