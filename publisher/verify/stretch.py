"""The texts of pages without structure, cut into known pieces with the fewest letters left over.

Where a file says nothing of paragraphs, a page is one long text. The cheapest way to read it as
pieces and labels that are known is sought; what no piece accounts for is unknown. A piece may go
on over the foot of one page and the head of the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from publisher.verify.cut import Token
from publisher.verify.expect import Expected, TextRole
from publisher.verify.extract.found import Found

# What may stand between texts and says nothing: page numbers, numbers of steps, dots and dashes.
_BETWEEN = re.compile(r"[\d\s.,:;·•|/()\[\]☐…—–-]")
_FOOT = 400  # letters that a foot has at most
_KNOWN, _LETTER, _SIGN, _GAP = 1.0, 2.0, 0.4, 6.0  # what each costs; a gap, to begin one
_LABEL = 1.1  # what may come again: where words can be read in two ways, it is the other one
_IN_WORD = 0.6  # what a piece costs more that ends within a word: "step 1" in "step 12"
_BROKEN = 0.5  # what a piece costs more that goes on over a page


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to one place: what it costs, and the step before."""

    cost: float
    start: int
    piece: str | None  # None: a letter or a sign that no piece accounts for
    unknown: bool  # whether the way ends in a gap


@dataclass
class Stretcher:
    """Cuts pages into pieces and labels that are known."""

    expected: Expected
    pages: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""
    edges: set[int] = field(default_factory=set)
    """Where a word begins or ends, by the white space that the text had."""

    def cut(self, texts: Sequence[Found]) -> tuple[Token, ...]:
        """Every known text in order, and each stretch of letters between them as one unknown."""
        for found in texts:
            start = len(self.text)
            self.edges.update(accumulate(map(len, found.shown.split()), initial=start))
            self.text += found.text
            self.pages.append((start, len(self.text)))
        return tuple(
            Token(TextRole.TEXT, text, unit, known, self._page(at), text)
            for unit, (text, known, at) in enumerate(self._way())
        )

    @cached_property
    def known(self) -> dict[str, list[str]]:
        """Pieces and labels by their first two letters, longest first."""
        all_ = frozenset(p.text for p in self.expected.pieces) | self.expected.furniture
        return _by_start(all_ | self.expected.repeated)

    @cached_property
    def around(self) -> dict[str, list[str]]:
        """What may stand at head or foot of a page, by first letters."""
        return _by_start(self.expected.furniture | self.expected.repeated)

    def _page(self, at: int) -> int:
        return min(bisect_right(self.pages, at, key=lambda page: page[1]) + 1, len(self.pages))

    def _way(self) -> Iterator[tuple[str, bool, int]]:
        """(text, known, place) along the cheapest way through all pages."""
        best: dict[int, dict[bool, _Step]] = {0: {False: _Step(0, -1, None, False)}}
        for at in range(len(self.text)):
            for state, step in best.get(at, {}).items():
                for end, piece, cost, gap in self._steps(at, state):
                    reached = best.setdefault(end, {})
                    total = step.cost + cost
                    if gap not in reached or total < reached[gap].cost:
                        reached[gap] = _Step(total, at, piece, state)
        yield from _walked(best, self.text)

    def _steps(self, at: int, gap: bool) -> Iterator[tuple[int, str | None, float, bool]]:
        """(end, piece, cost, whether that is a gap) of each way on from `at`."""
        for piece in self._starting(self.known, at):
            for end, cost in self._ends(piece, at):
                yield end, piece, cost, False
        if _BETWEEN.match(self.text[at]):
            yield at + 1, None, _SIGN, gap
        yield at + 1, None, _LETTER + (0 if gap else _GAP), True

    def _starting(self, texts: dict[str, list[str]], at: int) -> list[str]:
        return texts.get(self.text[at : at + 2], []) + texts.get(self.text[at], [])

    def _ends(self, piece: str, at: int) -> Iterator[tuple[int, float]]:
        """Where a piece that begins at `at` may end, and what that costs.

        It may go on after the foot of its page. What it leaps over costs what it costs elsewhere:
        a heading before words that begin like it is no part of them.
        """
        own = _KNOWN if piece in self.ordered else _LABEL
        for end, cost in self._over_pages(piece, at):
            yield end, own + cost + (0 if end in self.edges else _IN_WORD)

    def _over_pages(self, rest: str, at: int) -> Iterator[tuple[int, float]]:
        """Where the rest of a piece may end that goes on at `at`, over all pages that it takes."""
        if self.text.startswith(rest, at):
            yield at + len(rest), 0
            return
        page = self._page(at)
        if page == len(self.pages):
            return
        for foot, below in self.feet[page - 1].items():
            if at < foot < at + len(rest) and self.text.startswith(rest[: foot - at], at):
                for head, above in self.heads[page].items():
                    # Where a page is all labels and signs, nothing of the piece is on it.
                    if head < self.pages[page][1]:
                        for end, cost in self._over_pages(rest[foot - at :], head):
                            yield end, _BROKEN + below + above + cost

    @cached_property
    def ordered(self) -> frozenset[str]:
        """What has one place in the document, unlike labels and headings, which come again."""
        own = frozenset(piece.text for piece in self.expected.pieces)
        return own - self.expected.repeated - self.expected.furniture

    @cached_property
    def heads(self) -> list[dict[int, float]]:
        """For each page, where its text may begin: after any labels at its head, which cost."""
        return [self._past(start, end) for start, end in self.pages]

    @cached_property
    def feet(self) -> list[dict[int, float]]:
        """For each page, where its text may end: before any labels at its foot, which cost."""
        return [
            {
                at: passed[end]
                for at in range(max(start, end - _FOOT), end + 1)
                if end in (passed := self._past(at, end))
            }
            for start, end in self.pages
        ]

    def _past(self, at: int, end: int) -> dict[int, float]:
        """Every place from `at` to `end` that labels and signs alone lead to, and their cost."""
        reached = {at: 0.0}
        for here in range(at, end):
            if here not in reached:
                continue
            nexts = [
                (here + len(label), _LABEL)
                for label in self._starting(self.around, here)
                if self.text.startswith(label, here)
            ]
            if _BETWEEN.match(self.text[here]):
                nexts.append((here + 1, _SIGN))
            for there, cost in nexts:
                total = reached[here] + cost
                if there <= end and total < reached.get(there, total + 1):
                    reached[there] = total
        return reached


def _by_start(texts: frozenset[str]) -> dict[str, list[str]]:
    starts: dict[str, list[str]] = {}
    for text in sorted(texts, key=len, reverse=True):
        if text:
            starts.setdefault(text[:2], []).append(text)
    return starts


def _walked(best: dict[int, dict[bool, _Step]], text: str) -> Iterator[tuple[str, bool, int]]:
    """The steps of the cheapest way, first to last, letters of one gap put together."""
    at = len(text)
    state = min(best[at], key=lambda gap: best[at][gap].cost)
    back: list[tuple[str, bool, int]] = []
    while at > 0:
        step = best[at][state]
        if step.piece is not None:
            back.append((step.piece, True, step.start))
        elif state:
            back.append((text[step.start], False, step.start))
        at, state = step.start, step.unknown
    gap = ""
    start = 0
    for said, known, place in reversed(back):
        if known:
            if gap:
                yield gap, False, start
            gap = ""
            yield said, True, place
        else:
            start = start if gap else place
            gap += said
    if gap:
        yield gap, False, start
