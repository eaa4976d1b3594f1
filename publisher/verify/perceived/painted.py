"""The pages of a finished PDF as they are painted → every word that a reader would not see.

PDFium paints each page once. Then each letter of the text page is looked for in the picture: in
its own colour, in front of what is behind it. A letter that is covered, clipped away, painted in
an invisible mode or beyond the edge leaves no mark in its box.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from publisher.units import PT_PER_MM
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.right_to_left import page_text, runs_left
from publisher.verify.meaning import meaning
from publisher.verify.perceived import (
    first_page,
    pdf_drawings,
    pdf_marks,
    pdf_same,
    pdf_shapes,
    pdf_symbols,
)

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.plan.job import Job

_SCALE = 2.0  # pixels per point: the thinnest stroke of the smallest type is then a pixel wide
_OPAQUE = 230  # of 255: a smaller alpha is faint
_MARK = 0.45  # the darkest pixel of a letter: at least this part of the way from background to ink
_SMALLEST = 4.5  # points from top to foot of a line: type of about 3.6 points
_LARGEST = 110.0  # points from top to foot of a line: a title of giant print is about half of it
_LARGE = 16.0  # points from top to foot of a line of 14 pt, the least that counts as large
_TINY = frozenset(".,:;'`´’‘“”\"·-‐–—_…|!()[]/°ºª•")
_SLACK = 0.75  # points that a letter may project beyond an edge, as round letters do


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: tuple[float, float, float, float]  # left, bottom, right, top, in points
    line: float  # from top to foot of its line, in points
    colour: tuple[int, int, int, int]
    turned: str = ""
    """How it is turned or distorted; asked of the first letter of a word alone."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page: what is cut off its edges, in points, and its picture."""

    number: int
    media: tuple[float, float, float, float]
    """What the picture shows: left, bottom, right, top."""
    kept: tuple[float, float, float, float]
    """What a reader gets: the trim of a sheet, else the page."""
    picture: Image
    greys: Image


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every word of the file of `job` that cannot be seen, and every page of a wrong size."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    is_sheet = job.edition.scheme is not None
    drawings, symbols = pdf_drawings.Drawings(job), pdf_symbols.Symbols(job)
    marks = pdf_marks.Marks(job)
    figures = meaning(job).figures
    labels = frozenset("".join(label.split()) for one in figures for label in one.file.labels)
    said: dict[int, str] = {}
    hashes = pdf_same.page_hashes(data)
    for number, page in enumerate(document, 1):
        yield from _shape(job, page, number)
        shown = _painted(page, number, is_sheet)
        texts = page.get_textpage()
        said[number] = page_text(texts)
        yield from _unseen_words(shown, texts, labels, (*hashes[number - 1 : number], is_sheet))
        shapes = tuple(pdf_shapes.shapes(page))
        area = pdf_drawings.Shown(
            number, page, texts, shown.picture, shown.greys, shown.media, shapes
        )
        places: list[pdf_shapes.Box] = []
        yield from drawings.on(area, places)
        symbols.on(area)
        marks.on(area, places, shown.kept)
        texts.close()
        page.close()
    yield from first_page.faults(job, said)
    yield from drawings.missing()
    yield from symbols.faults()
    yield from marks.faults((one.painted[0], one.box) for one in symbols.right)


def _shape(job: Job, page: Any, number: int) -> Iterator[Fault]:
    """A page that is rotated, or of another size than the edition's paper."""
    if page.get_rotation():
        yield _fault(number, "", f"is turned by {page.get_rotation()} degrees")
    if job.edition.scheme is not None:
        return  # `presswork` checks the boxes of sheets
    paper = sorted(job.brand.paper.value)
    for name, box in (("page", page.get_mediabox()), ("visible part", page.get_cropbox())):
        size = sorted((box[2] - box[0], box[3] - box[1]))
        if any(abs(a - b * PT_PER_MM) > 1 for a, b in zip(size, paper, strict=True)):
            shown = " × ".join(f"{edge / PT_PER_MM:.0f}" for edge in size)
            wanted = " × ".join(f"{edge:.0f}" for edge in paper)
            yield _fault(number, "", f"its {name} is {shown} mm, not {wanted} mm")


def _painted(page: Any, number: int, is_sheet: bool) -> _Page:
    box = page.get_cropbox()
    kept = page.get_trimbox() if is_sheet else box
    # A page that claims to be enormous is shown smaller, so that it does not fill the memory.
    scale = min(_SCALE, 4000 / max(box[2] - box[0], box[3] - box[1], 1))
    bitmap = page.render(scale=scale, may_draw_forms=True, draw_annots=True, rev_byteorder=True)
    picture = bitmap.to_pil()
    colours = picture if picture.mode == "RGB" else picture.convert("RGB")
    return _Page(number, box, kept, colours, picture.convert("L"))


_Known = tuple[object, ...]
_seen: dict[_Known, None] = {}
"""Pages on which all words could be seen, by what is painted on them and what was asked."""
_MOST_SEEN = 1024


def _unseen_words(
    shown: _Page, texts: Any, labels: frozenset[str], known: _Known
) -> Iterator[Fault]:
    """Everything that is wrong with the words of a page; each page is looked at once."""
    key = (*known, labels)
    is_known = len(known) > 1
    if is_known and key in _seen:
        return
    words = list(_words(texts, shown))
    found = [fault for word in words for fault in _word(shown, word, labels)]
    bare = list(_without_marks(words))
    found += _over_one_another(shown, bare)
    found += _crossed(shown, bare)
    if is_known and not found:
        _seen[key] = None
        while len(_seen) > _MOST_SEEN:
            del _seen[next(iter(_seen))]
    yield from found


def _fault(page: int, words: str, detail: str) -> Fault:
    return Fault("", words, FaultKind.NOT_SEEN, f"page {page}: {detail}")


# Letters ------------------------------------------------------------------------------------


def _words(texts: Any, shown: _Page) -> Iterator[list[_Letter]]:
    """The letters of each word of a text page."""
    from pypdfium2 import raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    line = raw.FS_RECTF()
    colour = [ctypes.c_uint() for _ in range(4)]
    word: list[_Letter] = []
    texts = texts.raw  # else each call asks for it
    for n in range(raw.FPDFText_CountChars(texts)):
        text = chr(raw.FPDFText_GetUnicode(texts, n))
        if raw.FPDFText_IsGenerated(texts, n) == 1 or text.isspace():
            if word:
                yield word
            word = []
            continue
        raw.FPDFText_GetCharBox(texts, n, left, right, bottom, top)
        raw.FPDFText_GetLooseCharBox(texts, n, line)
        raw.FPDFText_GetFillColor(texts, n, *colour)
        red, green, blue, alpha = (one.value for one in colour)
        box = (left.value, bottom.value, right.value, top.value)
        if _is_of_the_page(box, shown):
            height = max(abs(line.top - line.bottom), abs(line.right - line.left))
            turned = "" if word else _turned(texts, n)
            word.append(_Letter(text, box, height, (red, green, blue, alpha), turned))
    if word:
        yield word


def _turned(texts: Any, n: int) -> str:
    """How a letter is painted otherwise than upright; empty where it is upright."""
    from pypdfium2 import raw

    seen = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(texts, n, seen):
        return ""
    size = max(abs(seen.a), abs(seen.b), 1e-9)
    if max(abs(seen.a - seen.d), abs(seen.b + seen.c)) > 0.05 * size:
        return "is squeezed, slanted or mirrored"
    return "" if abs(seen.b) < 0.01 * size and seen.a > 0 else "is turned"


def _is_of_the_page(box: tuple[float, float, float, float], shown: _Page) -> bool:
    """Whether a letter is at least partly inside the trim, and so no mark in the slug."""
    kept = shown.kept
    if kept == shown.media:
        return True
    return box[2] > kept[0] and box[0] < kept[2] and box[3] > kept[1] and box[1] < kept[3]


def _word(shown: _Page, word: list[_Letter], labels: frozenset[str]) -> Iterator[Fault]:
    """The first thing that is wrong with a painted word; `labels` are those of drawings."""
    words = "".join(letter.text for letter in word)
    turned = word[0].turned
    if turned and not (turned == "is turned" and any(words in label for label in labels)):
        yield _fault(shown.number, words, turned)
        return
    kept = shown.kept
    for letter in word:
        left, bottom, right, top = letter.box
        beyond = max(kept[0] - left, right - kept[2], kept[1] - bottom, top - kept[3])
        if beyond > _SLACK:
            yield _fault(shown.number, words, "runs over the edge of the page")
            return
        if letter.line > _LARGEST:
            yield _fault(shown.number, words, f"is set in {letter.line * 0.8:.0f} pt type")
            return
        if 0 < letter.line < _SMALLEST:
            yield _fault(shown.number, words, f"is set in {letter.line * 0.8:.1f} pt type")
            return
    ground: _Colour | None = None
    for letter in word:
        *ink, alpha = letter.colour
        if alpha < _OPAQUE:
            detail = f"is painted with {alpha / 2.55:.0f} % of its colour"
            yield _fault(shown.number, words, detail)
            return
        area = _area(shown, letter.box)
        if letter.text in _TINY or not letter.text.isprintable() or area is None:
            continue
        ground = ground or _ground(shown.picture, area)
        if wrong := _unseen(shown, letter, tuple(ink), ground, area):
            yield _fault(shown.number, words, wrong)
            return


# Words and what is around them -------------------------------------------------------------

_LINE_END = "\x02"  # how PDFium writes a hyphen at the end of a line
_ROW = 24.0  # points
_OVERLAP = 0.2


def _without_marks(words: list[list[_Letter]]) -> Iterator[list[_Letter]]:
    """Words without the marks that are painted upon their letters, and parted at ends of lines.

    Where a line runs from right to left, PDFium does not always say that it ends.
    """
    is_turned = runs_left("".join(letter.text for word in words for letter in word))
    for word in words:
        part: list[_Letter] = []
        for letter in word:
            if unicodedata.category(letter.text[:1]) in ("Mn", "Me"):
                continue
            if part and is_turned and not _are_level(part[-1], letter):
                yield part
                part = []
            part.append(letter)
        if part:
            yield part


def _are_level(one: _Letter, other: _Letter) -> bool:
    return abs(one.box[1] - other.box[1]) < max(one.line, other.line) * 0.7


def _over_one_another(shown: _Page, words: list[list[_Letter]]) -> Iterator[Fault]:
    """Words that are painted on top of others."""
    rows: dict[int, list[tuple[_Box, str]]] = {}
    for box, text in (part for word in words for part in _parts(word)):
        others = rows.setdefault(int(box[1] // _ROW), [])
        near = [
            *others,
            *rows.get(int(box[1] // _ROW) - 1, ()),
            *rows.get(int(box[1] // _ROW) + 1, ()),
        ]
        under = next((said for other, said in near if _overlap(box, other) > _OVERLAP), None)
        if under is not None:
            yield _fault(shown.number, text, f"is painted over “{under}”")
        others.append((box, text))


_Box = tuple[float, float, float, float]


def _parts(word: list[_Letter]) -> Iterator[tuple[_Box, str]]:
    """The box and the letters of each line that a word stands in."""
    start = 0
    for n, letter in enumerate(word, 1):
        if letter.text == _LINE_END or n == len(word):
            boxes = [one.box for one in word[start:n]]
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            box = min(lefts), min(bottoms), max(rights), max(tops)
            yield box, "".join(one.text for one in word[start:n])
            start = n


def _overlap(one: _Box, other: _Box) -> float:
    """How much of the smaller of two boxes lies in the other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or up <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return across * up / max(min(areas), 0.1)


def _crossed(shown: _Page, words: list[list[_Letter]]) -> Iterator[Fault]:
    """Lines of text that something is painted through: between words there is nothing."""
    scale = shown.picture.width / max(shown.media[2] - shown.media[0], 1)
    for word, following in pairwise(words):
        one, other = word[-1], following[0]
        low, high = max(one.box[1], other.box[1]), min(one.box[3], other.box[3])
        left, right = one.box[2], other.box[0]
        if runs_left(one.text + other.text):
            left, right = _between(word, following)
        if right - left > one.line:
            continue  # words of two texts, side by side: a rule may stand between them
        if {one.text, other.text} & _TINY or high - low < 2 or not 0.8 < right - left < 40:
            continue
        x = math.ceil((left - shown.media[0]) * scale) + 1
        across = math.floor((right - shown.media[0]) * scale) - 1 - x
        y = math.floor((shown.media[3] - low - (high - low) * 0.75) * scale)
        down = math.ceil((shown.media[3] - low - (high - low) * 0.35) * scale) - y
        if across < 1 or down < 1:
            continue
        extremes: Any = shown.greys.crop((x, y, x + across, y + down)).getextrema()
        if extremes[1] - extremes[0] > _THROUGH:
            between = "".join(letter.text for letter in (*word, *following))
            yield _fault(shown.number, between, "has something painted through its line")


def _between(word: list[_Letter], other: list[_Letter]) -> tuple[float, float]:
    """Where one of two words in a line ends on the right, and the other begins."""
    edges = sorted(
        (min(one.box[0] for one in each), max(one.box[2] for one in each)) for each in (word, other)
    )
    return edges[0][1], edges[1][0]


_THROUGH = 12  # of 255

_Colour = tuple[int, ...]
_Area = tuple[int, int, int, int]


def _unseen(shown: _Page, letter: _Letter, ink: _Colour, ground: _Colour, area: _Area) -> str:
    """Why a letter cannot be seen or read; empty where it can."""
    if not _is_marked(shown, ink, ground, area):
        # The background of a letter may differ from that of its word, so it is measured too.
        ground = _ground(shown.picture, area)
        if _contrast(ink, ground) > 1.3 and not _is_marked(shown, ink, ground, area):
            return "is covered, clipped away or not painted"
    contrast = _contrast(ink, ground)
    if contrast < (2.9 if letter.line >= _LARGE else 4.3):
        return f"has a contrast of {contrast:.1f} : 1 with what is behind it"
    return ""


def _is_marked(shown: _Page, ink: _Colour, ground: _Colour, area: _Area) -> bool:
    """Whether some pixel of an area is nearer to the ink than to the background."""
    way = _grey(ink) - _grey(ground)
    # Through Pillow's own core: wrapping the part of each letter takes longer than looking at it.
    low, high = shown.greys.im.crop(area).getextrema()
    gone = (low if way < 0 else high) - _grey(ground)
    return abs(way) > 20 and gone / way >= _MARK


def _grey(colour: _Colour) -> float:
    """The grey that Pillow makes of a colour (ITU-R 601-2)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def _area(shown: _Page, box: tuple[float, float, float, float]) -> _Area | None:
    """The part of the picture around a letter; None where it is empty."""
    width, height = shown.picture.size
    scale = width / max(shown.media[2] - shown.media[0], 1)
    left = max(math.floor((box[0] - shown.media[0]) * scale) - 2, 0)
    right = min(math.ceil((box[2] - shown.media[0]) * scale) + 2, width)
    top = max(math.floor((shown.media[3] - box[3]) * scale) - 2, 0)
    bottom = min(math.ceil((shown.media[3] - box[1]) * scale) + 2, height)
    return None if right - left < 3 or bottom - top < 3 else (left, top, right, bottom)


def _ground(picture: Image, area: _Area) -> _Colour:
    """The colour behind a letter: the most frequent one along the rim of its box."""
    left, top, right, bottom = area
    rim: list[_Area] = [(left, top, right, top + 1), (left, bottom - 1, right, bottom)]
    rim += [(left, top, left + 1, bottom), (right - 1, top, right, bottom)]
    counts: Counter[_Colour] = Counter()
    for side in rim:
        part = picture.im.crop(side)
        for count, colour in part.getcolors(part.size[0] * part.size[1]):
            counts[colour] += count
    return counts.most_common(1)[0][0]


@lru_cache(maxsize=4096)
def _contrast(one: _Colour, other: _Colour) -> float:
    """The contrast of two colours. Source: WCAG 2.2, contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: _Colour) -> float:
    parts = [one / 255 for one in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
