"""Where the blocks of a guide are on the pages of a PDF, found by their words.

Pages carry no ids of blocks; what they do carry, in the order of reading, is their letters. So the
letters that a text begins and ends with are looked for among those of all pages, and a block is
where its letters are, and where a drawing is that its figure describes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from publisher.content.model import Callout, Condition, Figure, Wording, texts
from publisher.studio.finished import FinishedFile, pdfium
from publisher.verify.perceived.pdf_places import figures

_BEGINS, _ENDS = 36, 24
"""How many letters of a text have to be there where it begins, and where it ends."""
_MARGIN_PT = 3.0
_MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class PlaceOnPage:
    """A rectangle on a page, from its top left corner, in hundredths of its width and height."""

    id: str
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Letter:
    sign: str
    page: int
    box: tuple[float, float, float, float]  # left, bottom, right, top, in points


@dataclass(frozen=True, slots=True)
class _Named:
    """The words of something with an id, in the order in which they are read."""

    id: str
    words: tuple[str, ...]
    alternative: str = ""


def places_on_pages(
    file: FinishedFile, condition: Condition, wording: Wording
) -> tuple[PlaceOnPage, ...]:
    """Where the blocks, headings and terms of a guide are; the smaller ones last."""
    with pdfium:
        letters, drawings = _read(file)
    found = list(_places(file, tuple(_named(condition, wording)), letters, drawings))
    return tuple(sorted(found, key=lambda one: -one.width * one.height))


def _named(condition: Condition, wording: Wording) -> Iterator[_Named]:
    """All that pages show of a guide in one wording, in its order."""
    yield _Named("title", (condition.title.plain,))
    yield _Named("at-a-glance", tuple(one.plain for one in condition.summary))
    if wording is Wording.PLAIN:
        for part in condition.plain:
            yield _Named(part.id, (part.heading.plain, *(one.text.plain for one in part.lines)))
        return
    for section in condition.sections:
        yield _Named(section.id, (section.heading.plain,))
        for subsection in section.subsections:
            yield _Named(subsection.id, (subsection.heading.plain,))
    also = (Wording.FULL,) if wording is Wording.SHEET else ()
    for shown in (wording, *also):
        for block in condition.blocks(shown):
            about = block.alt.plain if isinstance(block, Figure) else ""
            yield _Named(block.id, tuple(_words(block)), about)
            for inner in block.body if isinstance(block, Callout) else ():
                yield _Named(inner.id, tuple(_words(inner)))
    for entry in condition.glossary:
        yield _Named(f"entry-{entry.id}", (entry.definition.plain,))
    yield _Named("references", tuple(one.text.plain for one in condition.references))


def _words(block: Any) -> Iterator[str]:
    alternative = getattr(block, "alt", None)
    return (text.plain for text in texts(block) if text is not alternative)


# What is on the pages ---------------------------------------------------------------------------


def _read(
    file: FinishedFile,
) -> tuple[list[_Letter], list[tuple[str, int, tuple[float, float, float, float]]]]:
    letters: list[_Letter] = []
    drawings = []
    pdf = pypdfium2.PdfDocument(file.data)
    try:
        for number in range(min(len(pdf), _MOST_PAGES)):
            page = pdf[number]
            letters += _letters(page.get_textpage(), number)
            drawings += [(alt, number, box) for alt, box in figures(page) if box]
    finally:
        pdf.close()
    return letters, drawings


def _letters(page: pypdfium2.PdfTextPage, number: int) -> Iterator[_Letter]:
    """The letters and digits of a page as they were painted, small and without accents."""
    for at in range(page.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(page, at))
        for one in _spelled(sign):
            yield _Letter(one, number, page.get_charbox(at))


def _spelled(text: str) -> Iterator[str]:
    for sign in unicodedata.normalize("NFKD", text):
        if sign.isalnum():
            yield sign.lower()


# What of it is where ----------------------------------------------------------------------------


def _places(
    file: FinishedFile,
    named: Iterable[_Named],
    letters: list[_Letter],
    drawings: list[tuple[str, int, tuple[float, float, float, float]]],
) -> Iterator[PlaceOnPage]:
    stream = "".join(one.sign for one in letters)
    at = 0
    done: set[str] = set()
    for one in named:
        if one.id in done:
            continue
        boxes: dict[int, list[tuple[float, float, float, float]]] = {}
        for words in one.words:
            start, end = _found(stream, "".join(_spelled(words)), at)
            if start < end:
                at = end
                for letter in letters[start:end]:
                    boxes.setdefault(letter.page, []).append(letter.box)
        for alternative, page, box in drawings:
            if one.alternative and alternative.split() == one.alternative.split():
                boxes.setdefault(page, []).append(box)
        done |= {one.id} if boxes else set()
        for page, inside in boxes.items():
            yield _place(file, one.id, page, inside)


def _found(stream: str, words: str, after: int) -> tuple[int, int]:
    """From where to where the letters of a text are; (0, 0) where they are not.

    Between its beginning and its end there may be others: numbers of references, notes.
    """
    if len(words) < 2:
        return 0, 0
    start = stream.find(words[:_BEGINS], after)
    if start < 0:
        start = stream.find(words[:_BEGINS])
    if start < 0:
        return 0, 0
    least = start + len(words)
    end = stream.find(words[-_ENDS:], max(start, least - _ENDS), least + len(words) + 40)
    return start, end + min(_ENDS, len(words)) if end >= 0 else least


def _place(
    file: FinishedFile, name: str, page: int, boxes: list[tuple[float, float, float, float]]
) -> PlaceOnPage:
    size = file.pages[page]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    left, right = max(0.0, min(lefts) - _MARGIN_PT), min(size.width, max(rights) + _MARGIN_PT)
    top = max(0.0, size.height - max(tops) - _MARGIN_PT)
    bottom = min(size.height, size.height - min(bottoms) + _MARGIN_PT)
    return PlaceOnPage(
        name,
        page + 1,
        round(100 * left / size.width, 2),
        round(100 * top / size.height, 2),
        round(100 * (right - left) / size.width, 2),
        round(100 * (bottom - top) / size.height, 2),
    )
