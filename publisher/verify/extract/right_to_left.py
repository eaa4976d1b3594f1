"""Lines that run from right to left, read by sight: glyphs where they stand → text as it is read.

A PDF paints glyphs from left to right, whatever they say, and marks upon letters apart from them.
PDFium turns such lines around by rules of its own, and takes a raised mark for a line. So here only
places count: what stands further right is read first, and runs of Latin letters and digits are
read from left to right. Source: Unicode 16, UAX 9, whose order of painting is undone.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

_HYPHEN = "\x02"  # how PDFium writes a hyphen at the end of a line
# PDFium mirrors brackets of some stretches of a line and not of others, so that which one it is
# only its neighbours tell: one that opens stands behind a space.
_PAIRS = ("()", "[]", "“”", "«»")
_BRACKET = re.compile("[()\\[\\]“”«»]")
# From left to right within a line that runs otherwise: Latin letters and digits, with signs and
# spaces between them; between two numbers only a sign that belongs to both.
_ALSO = r"[A-Za-z\u00b5\u00c0-\u024f]"
_NUMBER = r"[+$€£]?(?:\(\d+\)[ \u00a0]?)?\d+(?:[.,:/\u2010-\u2014-]\d+)*[%°]*"
_WORD = rf"{_ALSO}+"
_BETWEEN = r"[ \u00a0\u202f.,:;/@+'’&%°_#~=<>≤≥±×?\u2010-\u2014-]*"
_RUN = re.compile(
    rf"{_NUMBER}(?={_BETWEEN}{_ALSO})(?:{_BETWEEN}(?:{_WORD}|{_NUMBER}))*%?"
    rf"|{_WORD}(?:{_BETWEEN}(?:{_WORD}|{_NUMBER}))*%?|{_NUMBER}"
)
_LEVEL = 0.42  # of the size of type: a superscript is less far from its baseline
_BESIDE = 1.2  # of the size of type: columns are further apart
_WORD_SIGN = re.compile(_ALSO)
_SIGNS = re.compile("[،؛؟]")  # what parts Latin words in a line that has no other letters
_STARTS_WRONGLY = re.compile(r"\s*[.,:;!?)%]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """What a glyph says, and where it stands on its page, in points."""

    text: str
    x: float
    right: float
    y: float  # of the baseline
    size: float
    middle: float
    """Of its outline, from left to right: where a mark is, whatever it is counted from."""
    mark: int
    """The marked content that it belongs to."""

    @property
    def is_upon(self) -> bool:
        """Whether it is a mark that stands upon a letter."""
        return all(unicodedata.combining(sign) for sign in self.text)


def runs_left(text: str) -> bool:
    """Whether a text has letters of a script that is written from right to left."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def glyphs_of(texts: Any) -> list[Glyph]:
    """Every glyph of a text page of PDFium, in the order of painting.

    A ligature is one, with all its letters.
    """
    from pypdfium2 import raw

    order = {address: n for n, address in enumerate(_painted(texts.page))}
    found: list[tuple[int, Glyph]] = []
    for n in range(raw.FPDFText_CountChars(texts.raw)):
        if raw.FPDFText_IsGenerated(texts.raw, n) == 1:
            continue
        thing = raw.FPDFText_GetTextObject(texts.raw, n)
        one = _glyph(texts.raw, n, raw.FPDFPageObj_GetMarkedContentID(thing))
        last = found[-1][1] if found else None
        if last and (last.x, last.y, last.mark) == (one.x, one.y, one.mark) and not one.is_upon:
            found[-1] = found[-1][0], replace(last, text=last.text + one.text)
            continue
        found.append((order.get(_address(thing), len(order)), one))
    # Inside one object PDFium has turned them around already, by its own rules.
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].x))]


def _glyph(texts: Any, n: int, mark: int) -> Glyph:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    sign = chr(raw.FPDFText_GetUnicode(texts, n))
    raw.FPDFText_GetCharOrigin(texts, n, x, y)
    raw.FPDFText_GetCharBox(texts, n, left, right, bottom, top)
    raw.FPDFText_GetLooseCharBox(texts, n, loose)
    return Glyph(
        "-" if sign == _HYPHEN else sign,
        x.value,
        max(loose.right, right.value),
        y.value,
        abs(loose.top - loose.bottom),
        (left.value + right.value) / 2,
        mark,
    )


def _painted(page: Any) -> Iterator[int | None]:
    """The address of every object of a page, in the order of painting."""
    from pypdfium2 import raw

    for number in range(raw.FPDFPage_CountObjects(page.raw)):
        yield from _inside(raw.FPDFPage_GetObject(page.raw, number))


def _inside(thing: Any) -> Iterator[int | None]:
    from pypdfium2 import raw

    yield _address(thing)
    if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_FORM:
        for number in range(raw.FPDFFormObj_CountObjects(thing)):
            yield from _inside(raw.FPDFFormObj_GetObject(thing, number))


def _address(thing: Any) -> int | None:
    return ctypes.cast(thing, ctypes.c_void_p).value


@dataclass(frozen=True, slots=True)
class SightLine:
    """Glyphs that stand in one line, in the order in which they are read."""

    glyphs: tuple[Glyph, ...]
    text: str
    left: float
    right: float
    y: float
    size: float


def page_text(texts: Any) -> str:
    """All words of a text page of PDFium, a line each where they run from right to left."""
    text = str(texts.get_text_range())
    if not runs_left(text):
        return text
    return "\n".join(line.text for line in sight_lines(glyphs_of(texts)))


class TextBySight:
    """A text page of PDFium whose text is asked for by its place."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts
        self._is_turned = runs_left(str(texts.get_text_range()))

    @cached_property
    def _lines(self) -> list[SightLine]:
        return sight_lines(glyphs_of(self._texts))

    def get_text_bounded(self, left: float, bottom: float, right: float, top: float) -> str:
        """The text in a rectangle, as PDFium's own function of this name gives it."""
        if not self._is_turned:
            return str(self._texts.get_text_bounded(left, bottom, right, top))
        lines = (
            "".join(one.text for one in line.glyphs if left <= (one.x + one.right) / 2 <= right)
            for line in self._lines
            if bottom < line.y + line.size / 4 < top
        )
        return "\n".join(line for line in lines if line.strip())


def line_of(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs of one line, whose brackets are right, as it is read."""
    return sight_line(glyphs, with_brackets=False).text


def with_brackets(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs of a page, each bracket as it is read: one that stands alone needs its line."""
    right = {
        (one.x, one.y, one.mark): one.text
        for line in sight_lines(glyphs)
        for one in line.glyphs
        if _BRACKET.search(one.text)
    }
    return [replace(one, text=right.get((one.x, one.y, one.mark), one.text)) for one in glyphs]


def sight_line(glyphs: Sequence[Glyph], *, with_brackets: bool = True) -> SightLine:
    """The line that some glyphs make, one at least."""
    letters = sorted((one for one in glyphs if not one.is_upon), key=lambda one: one.x)
    said = [one.text for one in letters]
    for mark in (one for one in glyphs if one.is_upon):
        if letters:
            under = min(range(len(letters)), key=lambda n: _distance(letters[n], mark))
            said[under] = _marked(letters[under], said[under], mark)
    painted = "".join(said)
    is_latin = _WORD_SIGN.search(painted) and not _STARTS_WRONGLY.match(painted)
    is_turned = runs_left(painted) or not is_latin or bool(_SIGNS.search(painted))
    order = _order("".join(one[0] for one in said)) if is_turned else range(len(said))
    read = tuple(replace(letters[n], text=said[n]) for n in order) or tuple(glyphs)
    if is_turned and with_brackets:
        read = tuple(_bracketed(read))
    largest = max(read, key=lambda one: one.size)
    return SightLine(
        read,
        "".join(one.text for one in read),
        min(one.x for one in read),
        max(one.right for one in read),
        largest.y,
        largest.size,
    )


def sight_lines(glyphs: Sequence[Glyph]) -> list[SightLine]:
    """All lines of some glyphs, in the order of painting."""
    groups: list[list[Glyph]] = []
    for one in glyphs:
        if one.is_upon:
            continue
        if groups and _goes_on(groups[-1], [one]):
            groups[-1].append(one)
        else:
            groups.append([one])
    joined: list[list[Glyph]] = []
    for group in (some for some in groups if any(one.text.strip() for one in some)):
        if joined and _goes_on(joined[-1], group):
            joined[-1] += group
        else:
            joined.append(group)
    for mark in (one for one in glyphs if one.is_upon):
        near = [group for group in joined if _carries(group, mark)]
        if near:
            min(near, key=lambda group: abs(group[0].y - mark.y)).append(mark)
    return _from_the_right([sight_line(group) for group in joined])


def _from_the_right(lines: list[SightLine]) -> list[SightLine]:
    """Lines that are level, as the mark of a list and its words, from right to left."""
    for n in range(1, len(lines)):
        at = n
        while at and _are_level(lines[at - 1], lines[at]) and lines[at].left > lines[at - 1].left:
            lines[at - 1 : at + 1] = lines[at], lines[at - 1]
            at -= 1
    return lines


def _are_level(one: SightLine, other: SightLine) -> bool:
    return abs(one.y - other.y) < _LEVEL * max(one.size, other.size)


def _goes_on(line: Sequence[Glyph], more: Sequence[Glyph]) -> bool:
    """Whether glyphs stand in the same line as others, beside them on either side."""
    size = max(one.size for one in (*line[:1], *more[:1]))
    if abs(line[0].y - more[0].y) >= _LEVEL * size:
        return False
    left, right = min(one.x for one in line), max(one.right for one in line)
    near_left, near_right = min(one.x for one in more), max(one.right for one in more)
    return near_left - right < _BESIDE * size and left - near_right < _BESIDE * size


def _carries(line: Sequence[Glyph], mark: Glyph) -> bool:
    level = abs(line[0].y - mark.y) < line[0].size
    return level and any(one.x - 2 <= mark.middle <= one.right + 2 for one in line)


def _marked(letter: Glyph, said: str, mark: Glyph) -> str:
    """What a glyph says with a mark upon it; on a ligature, behind the letter that it is upon."""
    parts = len(letter.text)
    wide = max(letter.right - letter.x, 0.1)
    number = min(max(int((letter.right - mark.middle) / wide * parts), 0), parts - 1)
    # Marks that are there already count as part of the letter before them.
    ends = [
        n for n, sign in enumerate(said, 1) if not unicodedata.combining(said[n : n + 1] or " ")
    ]
    at = ends[number] if number < len(ends) else len(said)
    return said[:at] + mark.text + said[at:]


def _distance(letter: Glyph, mark: Glyph) -> float:
    """How far a mark stands from the room of a letter; a space carries none."""
    if not letter.text.strip():
        return 1e6
    away = max(letter.x - mark.middle, mark.middle - letter.right, 0.0)
    return away + abs((letter.x + letter.right) / 2 - mark.middle) / 1000


def _order(painted: str) -> list[int]:
    """Glyphs from left to right, a sign for each → their numbers in the order of reading."""
    parts: list[list[int]] = []
    at = 0
    for run in _RUN.finditer(painted):
        parts += [[n] for n in range(at, run.start())]
        parts.append(list(range(run.start(), run.end())))
        at = run.end()
    parts += [[n] for n in range(at, len(painted))]
    return [n for part in reversed(parts) for n in part]


def _bracketed(read: Sequence[Glyph]) -> Iterator[Glyph]:
    """Glyphs in the order of reading, brackets open or closed by what is before and behind."""
    for n, one in enumerate(read):
        if not _BRACKET.fullmatch(one.text):
            yield one
            continue
        before = read[n - 1].text if n else ""
        behind = read[n + 1].text if n + 1 < len(read) else ""
        opens = before.isspace() or (not before and behind[:1].isalnum())
        kind = next(pair for pair in _PAIRS if one.text in pair)
        yield replace(one, text=kind[0] if opens else kind[1])
