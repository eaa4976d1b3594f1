"""A finished PDF in two languages → texts that do not stand beside their translation.

Tags say in which language each text is, and glyphs where it stands: a text of the original in the
left column, its translation in the right one, both beginning on the same line, each at the side
where its language begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.content.bidi import is_right_to_left
from publisher.content.model import Table
from publisher.verify import both
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.expect import ExpectedText, TextRole
from publisher.verify.extract.found import joined, normal
from publisher.verify.extract.pdf import languages, painted
from publisher.verify.extract.right_to_left import Glyph, glyphs_of

if TYPE_CHECKING:
    from publisher.plan.job import Job

_LEVEL = 0.4  # of the height of a line: two faces have their baselines nearly there
_INDENT_PT = 72.0  # an item begins so far inside its column: behind a number, and a symbol
_INSIDE = frozenset((TextRole.HEADER, TextRole.CELL))
"""What does not begin at the edge of a column."""

_Mark = tuple[int, int]  # the page from 1, and the number of what is marked on it


@dataclass(frozen=True, slots=True)
class _Line:
    """Where the first line of a text stands on its page, in points."""

    page: int
    left: float
    right: float
    baseline: float
    size: float

    def is_level_with(self, other: _Line) -> bool:
        """Whether both are one line of a page."""
        near = _LEVEL * max(self.size, other.size)
        return self.page == other.page and abs(self.baseline - other.baseline) < near


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every text of `job` that is not beside its translation, or not in its own language."""
    if job.original is None:
        return
    lines = _lines(data)
    marks = languages(data)
    said = painted(data)
    texts = {
        language: _Column(
            [mark for mark, one in marks.items() if one == language],
            said,
            lines,
            runs_left=is_right_to_left(language),
        )
        for language in (job.original.condition.language, job.condition.language)
    }
    one, other = texts.values()
    stacked = frozenset(_stacked(job))
    beside: list[tuple[both.Pair, _Line, _Line]] = []
    before = ""
    for pair in both.pairs(job):
        goes_on, before = before.endswith(":"), _label(pair.one)
        mine, its = one.find(pair.one), other.find(pair.other)
        if pair.one.text == pair.other.text and (mine is None or its is None):
            continue  # a name that both languages have
        for text, found, language in zip((pair.one, pair.other), (mine, its), texts, strict=True):
            if found is None:
                yield _fault(text, FaultKind.MEANING, f"does not say that it is in {language}")
        if mine is None or its is None or goes_on or pair.one.block in stacked:
            continue
        if one.begins_line(mine) and other.begins_line(its):
            beside.append((pair, mine, its))
    runs_left = other.runs_left
    edges = [its.right if runs_left else -its.left for _, _, its in beside]
    for pair, mine, its in beside:
        begins = max(edges) - (its.right if runs_left else -its.left)
        yield from _beside(pair, mine, its, begins, "right" if runs_left else "left")


def _beside(pair: both.Pair, mine: _Line, its: _Line, begins: float, side: str) -> Iterator[Fault]:
    """What is wrong with the places of a text and its translation.

    That begins so far inside its column, in points, at the `side` of its language.
    """
    if not mine.is_level_with(its):
        detail = f"page {mine.page}: is not on one line with “{pair.other.text[:40]}”"
        yield _fault(pair.one, FaultKind.STRUCTURE, detail)
    elif mine.left > its.left:
        detail = f"page {mine.page}: stands on the right of “{pair.other.text[:40]}”"
        yield _fault(pair.one, FaultKind.STRUCTURE, detail)
    elif pair.other.role not in _INSIDE and begins > _INDENT_PT:
        detail = f"page {its.page}: does not begin at the {side} of its column"
        yield _fault(pair.other, FaultKind.STRUCTURE, detail)


def _label(text: ExpectedText) -> str:
    """What a number or an address goes on behind, as "Phone:"; empty for other texts."""
    return text.text if text.role is TextRole.LABEL else ""


def _fault(text: ExpectedText, kind: FaultKind, detail: str) -> Fault:
    return Fault(text.block, text.text, kind, detail)


def _stacked(job: Job) -> Iterator[str]:
    """The tables that stand one under the other."""
    tables = (
        [one for one in half.condition.blocks(half.edition.wording) if isinstance(one, Table)]
        for half in job.halves
    )
    for one, other in zip(*tables, strict=True):
        if job.edition.stacks(one, other):
            yield one.id


class _Column:
    """The texts of one language in the order of the tags, and where their lines stand."""

    def __init__(
        self,
        marks: Sequence[_Mark],
        said: Mapping[_Mark, str],
        lines: Mapping[_Mark, _Line],
        *,
        runs_left: bool,
    ) -> None:
        self.runs_left = runs_left
        kept = [mark for mark in marks if mark in lines]
        words = [joined(normal(said.get(mark, ""), spaces=False)) for mark in kept]
        self.stream = "".join(words)
        self.owners = [mark for mark, word in zip(kept, words, strict=True) for _ in word]
        self.lines = {mark: lines[mark] for mark in kept}
        self.at = 0

    def find(self, text: ExpectedText) -> _Line | None:
        """The first line of the next text; None where it is nowhere behind the last one."""
        words = joined(normal(text.text, spaces=False))
        start = self.stream.find(words, self.at)
        if start < 0:
            return None
        self.at = start + len(words)
        return self.lines[self.owners[start]]

    def begins_line(self, line: _Line) -> bool:
        """Whether nothing of the language stands on the line before it."""
        return not any(
            other is not line and other.is_level_with(line) and self._is_before(other, line)
            for other in self.lines.values()
        )

    def _is_before(self, other: _Line, line: _Line) -> bool:
        if self.runs_left:
            return other.left >= line.right - 1
        return other.right <= line.left + 1


def _lines(data: bytes) -> dict[_Mark, _Line]:
    """The place of the text under each mark; of one in several lines, of the first."""
    import pypdfium2

    found: dict[_Mark, _Line] = {}
    document: Any = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, 1):
        texts = page.get_textpage()
        marked: dict[int, list[Glyph]] = {}
        for glyph in glyphs_of(texts):
            if glyph.mark >= 0 and glyph.text.strip():
                marked.setdefault(glyph.mark, []).append(glyph)
        for mark, glyphs in marked.items():
            found[number, mark] = _line(number, glyphs)
        texts.close()
        page.close()
    return found


def _line(page: int, glyphs: Sequence[Glyph]) -> _Line:
    baseline = max(glyph.y for glyph in glyphs)
    size = max(glyph.size for glyph in glyphs)
    level = [glyph for glyph in glyphs if baseline - glyph.y < _LEVEL * size]
    left, right = min(one.x for one in level), max(one.right for one in level)
    return _Line(page, left, right, baseline, size)
