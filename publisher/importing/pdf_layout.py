"""A PDF without tags → elements, by where its letters stand: columns, lines, sizes, gaps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from publisher.content.inline import Inline, Plain, Strong
from publisher.importing.elements import (
    Element,
    Furniture,
    HeadingElement,
    ImportedDocument,
    ParagraphElement,
    RowElement,
)
from publisher.importing.letters import Letters
from publisher.importing.pdf_letters import Letter, page_size
from publisher.importing.text import MARKED, linked, marked_item, parted_at_end

_EDGE = 0.12  # of a page, where running heads and feet stand
_LARGER = 1.12  # times the size of running text: a heading
_GUTTER = 9.0  # points between two columns, at least
_MOST_CELLS = 5
_MOST_WORDS = 4  # of most cells; lines of running text have more
_FULL_CELL = (
    0.62  # of the width of its column that text in a column of text has, and cells have not
)


@dataclass(slots=True)
class _Line:
    """Letters in a row."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    bold: bool
    index: int = -1
    """Its line in the document."""


def read_layout(
    document: ImportedDocument, pdf: Any, letters: list[list[Letter]], mender: Letters
) -> None:
    """Adds what the pages say to the document, in the order in which a person reads them."""
    pages = [list(_lines(number, row, mender)) for number, row in enumerate(letters)]
    heights = [page_size(pdf, number)[1] for number in range(len(pages))]
    edges = _running(pages, heights)
    everything = [line for page in pages for line in page]
    for page in pages:
        counted = sorted(page, key=lambda one: (-round(one.base), one.left))
        for number, line in enumerate(counted, 1):
            line.index = document.line(f"page {line.page + 1}, line {number}", line.text)
    size = _body_size(everything)
    rows: list[Element] = []
    for number, page in enumerate(pages):
        kept = []
        for line in page:
            if why := _edge(line, heights[number], edges):
                document.set_aside((line.index,), why)
            else:
                kept.append(line)
        for part in _parts(kept):
            rows += _table(part, len(rows) + 1) or [_Loose(lines=(), line=one) for one in part]
    document.elements += _elements(rows, size)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loose(Element):
    """A line that is no element yet."""

    line: _Line


# Lines ---------------------------------------------------------------------------------------


def _lines(page: int, letters: list[Letter], mender: Letters) -> Iterator[_Line]:
    """The lines of a page, cut where a gap parts columns."""
    run: list[Letter] = []
    for letter in letters:
        if letter.added and letter.text in ("\r", "\n"):
            continue
        last = next((one for one in reversed(run) if not one.added), None)
        if last is not None and not letter.added:
            size = max(last.size, letter.size, 1.0)
            moved = abs(letter.base - last.base) > size * 0.5
            gap = letter.left - last.right
            if moved and _is_raised(letter, last):
                moved = False
            if moved or gap > size * 1.4 or gap < -size * 2:
                yield from _line(page, run, mender)
                run = []
        run.append(letter)
    yield from _line(page, run, mender)


def _is_raised(letter: Letter, last: Letter) -> bool:
    """Whether a letter is a raised or lowered one in the same line, or the first after it."""
    small = min(letter.size, last.size) < max(letter.size, last.size) * 0.85
    return (
        small
        and abs(letter.base - last.base) < max(letter.size, last.size) * 0.6
        and (letter.left >= last.right - 1)
    )


def _line(page: int, run: list[Letter], mender: Letters) -> Iterator[_Line]:
    printed = [one for one in run if not one.added and not one.text.isspace()]
    said = " ".join(mender.mended("".join(one.text for one in run)).split())
    if printed and said:
        yield _Line(
            said,
            page,
            min(one.left for one in printed),
            max(one.right for one in printed),
            median(one.base for one in printed),
            median(one.size for one in printed),
            sum(one.bold for one in printed) > len(printed) * 0.9,
        )


def _body_size(lines: list[_Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def _running(pages: list[list[_Line]], heights: list[float]) -> set[str]:
    """The words that stand at the edge of several pages."""
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in page:
            if _at_edge(line, heights[number]):
                seen[_key(line)].add(number)
    least = 2 if len(pages) < 5 else 3
    return {said for said, numbers in seen.items() if len(numbers) >= least}


def _at_edge(line: _Line, height: float) -> bool:
    return line.base > height * (1 - _EDGE) or line.base < height * _EDGE


def _edge(line: _Line, height: float, edges: set[str]) -> Furniture | None:
    if not _at_edge(line, height):
        return None
    if re.fullmatch(r"(?:page\s*)?[\d\s/|–-]+(?:of\s*\d+)?", line.text.casefold()):
        return Furniture.PAGE_NUMBER
    return Furniture.RUNNING_HEAD if _key(line) in edges else None


# Columns and tables ----------------------------------------------------------------------------


def _parts(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines in the order of reading, cut into parts that one column or table has."""
    if not lines:
        return
    if _is_table(lines):
        yield lines
        return
    above, table, below = _around_table(lines)
    if table:
        yield from _parts(above)
        yield table
        yield from _parts(below)
        return
    gutter = _gutter(lines)
    if gutter is not None:
        yield from _parts([one for one in lines if one.right <= gutter + 1])
        yield from _parts([one for one in lines if one.right > gutter + 1])
        return
    above, below = _cut_across(lines)
    if below:
        yield from _parts(above)
        yield from _parts(below)
    else:
        yield sorted(lines, key=lambda one: (-round(one.base), one.left))


def _around_table(lines: list[_Line]) -> tuple[list[_Line], list[_Line], list[_Line]]:
    """Lines above the first table, in it and below it; no table where none is."""
    grid = _grid(lines)
    start = 0
    while start < len(grid):
        end = start + 1
        while end < len(grid) and _aligned(grid[start], grid[end]):
            end += 1
        run = [line for row in grid[start:end] for line in row]
        if len(grid[start]) > 1 and _is_table(run):
            above = [line for row in grid[:start] for line in row]
            return above, run, [line for row in grid[end:] for line in row]
        start = end
    return lines, [], []


def _aligned(row: list[_Line], other: list[_Line]) -> bool:
    """Whether two rows have as many lines, which begin at the same places."""
    pairs = zip(row, other, strict=False)
    return len(row) == len(other) and all(abs(one.left - two.left) <= 4 for one, two in pairs)


def _gutter(lines: list[_Line]) -> float | None:
    """Where columns part: the end of a stretch that no line crosses, with lines at both sides."""
    spans = sorted((one.left, one.right) for one in lines)
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _GUTTER:
            sides = [
                sum(one.right <= reach + 1 for one in lines),
                sum(one.left >= left - 1 for one in lines),
            ]
            if min(sides) >= 2:
                return reach
        reach = max(reach, right)
    return None


def _cut_across(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Lines cut in two where that lets columns show; nothing below where it does not."""
    ordered = sorted(lines, key=lambda one: -one.base)
    bases = sorted({round(one.base) for one in lines}, reverse=True)
    if len({round(one.base) for one in ordered}) == len(ordered):
        return ordered, []  # one line at each height: a single column
    for number in range(1, len(bases)):
        above = [one for one in ordered if round(one.base) >= bases[number - 1]]
        below = [one for one in ordered if round(one.base) < bases[number - 1]]
        if _gutter(below) is not None or _is_table(below):
            return above, below
        if _gutter(above) is not None or _is_table(above):
            longest = number
            for more in range(number + 1, len(bases)):
                grown = [one for one in ordered if round(one.base) >= bases[more - 1]]
                if _gutter(grown) is None and not _is_table(grown):
                    break
                longest = more
            edge = bases[longest - 1]
            return [o for o in ordered if round(o.base) >= edge], [
                o for o in ordered if round(o.base) < edge
            ]
    return ordered, []


def _grid(lines: list[_Line]) -> list[list[_Line]]:
    """Lines by their height, from the left."""
    rows: defaultdict[int, list[_Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: -one.base):
        near = next((key for key in rows if abs(key - line.base) <= 2), round(line.base))
        rows[near].append(line)
    return [sorted(row, key=lambda one: one.left) for _, row in sorted(rows.items(), reverse=True)]


def _is_table(lines: list[_Line]) -> bool:
    """Whether lines are rows of short cells that begin at the same places."""
    grid = _grid(lines)
    counts = Counter(len(row) for row in grid)
    columns = counts.most_common(1)[0][0]
    if not 2 <= columns <= _MOST_CELLS or len(grid) < 3 or len(counts) > 1:
        return False
    for column in range(columns):
        lefts = [row[column].left for row in grid]
        if max(lefts) - min(lefts) > 4:
            return False
    filled = []
    for column in range(columns - 1):
        room = min(row[column + 1].left for row in grid) - min(row[column].left for row in grid)
        filled += [(row[column].right - row[column].left) / max(room, 1) for row in grid]
    marked = all(MARKED.match(row[0].text) for row in grid)
    words = median(len(line.text.split()) for line in lines)
    return median(filled) < _FULL_CELL and words <= _MOST_WORDS and not marked


def _table(lines: list[_Line], number: int) -> list[Element]:
    if not _is_table(lines):
        return []
    return [
        RowElement(
            cells=tuple(linked(one.text) for one in row),
            table=number,
            lines=tuple(one.index for one in row),
        )
        for row in _grid(lines)
    ]


# Paragraphs ------------------------------------------------------------------------------------


def _elements(rows: list[Element], size: float) -> Iterator[Element]:
    """Lines that belong together as paragraphs, items and headings."""
    loose = [one.line for one in rows if isinstance(one, _Loose)]
    sizes = sorted(
        {round(one.size * 2) / 2 for one in loose if one.size > size * _LARGER}, reverse=True
    )
    widths: dict[int, float] = {}
    for line in loose:
        widths[line.page] = max(widths.get(line.page, 0), line.right)
    leading = _leading(loose)
    run: list[_Line] = []
    for row in rows:
        if not isinstance(row, _Loose):
            yield from _made(run, size, sizes)
            run = []
            yield row
            continue
        if run and not _goes_on(run, row.line, loose, size, leading):
            yield from _made(run, size, sizes)
            run = []
        run.append(row.line)
    yield from _made(run, size, sizes)


def _leading(lines: list[_Line]) -> float:
    """How far the lines of one paragraph are apart."""
    gaps = [
        round((one.base - other.base) * 2) / 2
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.base - other.base < one.size * 2.2
    ]
    return Counter(gaps).most_common(1)[0][0] if gaps else 0.0


def _goes_on(
    run: list[_Line], line: _Line, lines: list[_Line], size: float, leading: float
) -> bool:
    """Whether a line belongs to the paragraph of those before it."""
    last = run[-1]
    alike = abs(last.size - line.size) < 0.6 and (
        last.bold == line.bold or line.size <= size * _LARGER
    )
    if not alike or (last.bold != line.bold and _is_head(last, size)) or MARKED.match(line.text):
        return False
    if last.text.endswith("-") and line.text[0].islower():
        return True
    column = [
        one
        for one in lines
        if one.page == last.page and one.left < last.right and one.right > last.left
    ]
    width = max(one.right for one in column) - min(one.left for one in column)
    ended = last.text.endswith((".", "!", "?", ":", ";"))
    room = max(one.right for one in column) - last.right
    first = len(line.text.split()[0]) * line.size * 0.5
    if line.page != last.page or line.base > last.base:  # the next column or page
        return not ended and room < width * 0.3 and not _is_head(line, size)
    gap = last.base - line.base
    if leading and gap > max(leading * 1.25, leading + 1.5) and gap > last.size * 1.3:
        return False
    if (
        room > first + line.size
        and not MARKED.match(run[0].text)
        and len(run) == 1
        and _is_head(last, size)
    ):
        return False
    if line.left - last.left > line.size * 0.8 and not MARKED.match(run[0].text):
        return False
    return not (room > first + line.size * 2 and (ended or not line.text[:1].islower()))


def _is_head(line: _Line, size: float) -> bool:
    return line.size > size * _LARGER or (line.bold and len(line.text) < 90)


def _made(run: list[_Line], size: float, sizes: list[float]) -> Iterator[Element]:
    if not run:
        return
    words = ""
    for line in run:
        words = parted_at_end(words, line.text) if words else line.text
    lines = tuple(line.index for line in run)
    height = round(run[0].size * 2) / 2
    if run[0].size > size * _LARGER and len(words) <= 140 and not words.endswith("."):
        yield HeadingElement(nodes=linked(words), lines=lines, level=sizes.index(height) + 1)
        return
    item = marked_item(words, lines)
    if item is not None:
        yield replace(item, depth=0)
        return
    bold = all(line.bold for line in run)
    nodes: tuple[Inline, ...] = (Strong((Plain(words),)),) if bold else linked(words)
    yield ParagraphElement(nodes=nodes, lines=lines, is_bold=bold)
