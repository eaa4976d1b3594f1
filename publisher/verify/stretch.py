"""The texts of pages without structure, cut into known pieces with the fewest letters left over.

Where a file has no paragraphs, a page is one long text. Every way to divide it into known pieces
and labels has a cost, and the cheapest is taken; letters outside of all pieces are unknown. A
piece may continue from one page to the next, across the foot of one and the head of the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from publisher.verify.cut import Token
from publisher.verify.expect import Expected, TextRole
from publisher.verify.extract.found import Found, normal

# Signs between texts that are no text: page numbers, numbers of steps, dots and dashes.
_BETWEEN = re.compile(r"[\d\s.,:;。，：；·•|/()\[\]☐…—–-]")
_FOOT = 400  # letters that a foot has at most
_KNOWN, _LETTER, _SIGN, _GAP = 1.0, 2.0, 0.4, 6.0  # the cost of each; of a gap, to begin it
_LABEL = 1.1  # of a text that may be repeated; dearer, so that one with a fixed place is preferred
_HEADING = 2.5  # of a heading that is skipped at a head: one is there again, two are not
_IN_WORD = 0.6  # added for a piece that ends inside a word: "step 1" in "step 12"
_PARTED = 1.2  # added for a piece in which a word ends that does not end there: "II A" in "IIA"
_BROKEN = 0.5  # added for a piece that continues on the next page


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to one place: its cost, and the step before."""

    cost: float
    start: int
    piece: str | None  # None for a letter or sign outside of all pieces
    unknown: bool  # whether the way ends in a gap


@dataclass
class Stretcher:
    """Cuts pages into known pieces and labels."""

    expected: Expected
    words: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Each text of the source: where its words end, in letters from its beginning."""
    pages: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""
    edges: set[int] = field(default_factory=set)
    """The places where a word begins or ends, by the white space of the text."""

    def cut(self, texts: Sequence[Found]) -> tuple[Token, ...]:
        """Every known text in order, and the letters between two of them as one unknown token."""
        for found in texts:
            start = len(self.text)
            # In its normal form a sign may be several letters long: "½" is "1⁄2".
            self.edges.update(start + edge for edge in word_ends(found.shown))
            self.text += found.text
            self.pages.append((start, len(self.text)))
        return tuple(
            Token(TextRole.TEXT, text, unit, known, self._page(at), text)
            for unit, (text, known, at) in enumerate(self._way())
        )

    @cached_property
    def known(self) -> dict[str, list[str]]:
        """Pieces and labels by their first two letters, the longest first."""
        all_ = frozenset(p.text for p in self.expected.pieces) | self.expected.furniture
        return _by_start(all_ | self.expected.repeated)

    @cached_property
    def around(self) -> dict[str, list[str]]:
        """The texts that head or foot of a page may contain, by their first letters."""
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
        """(end, piece, cost, whether it is a gap) of each step that is possible from `at`."""
        for piece in self._starting(self.known, at):
            for end, cost in self._ends(piece, at):
                yield end, piece, cost, False
        if _BETWEEN.match(self.text[at]):
            yield at + 1, None, _SIGN, gap
        yield at + 1, None, _LETTER + (0 if gap else _GAP), True

    def _starting(self, texts: dict[str, list[str]], at: int) -> list[str]:
        return texts.get(self.text[at : at + 2], []) + texts.get(self.text[at], [])

    def _ends(self, piece: str, at: int) -> Iterator[tuple[int, float]]:
        """The places where a piece that begins at `at` may end, and the cost of each.

        It may continue on the next page. Labels that are skipped at foot and head cost as much as
        elsewhere, so that a heading is not taken for the beginning of words that begin like it.
        """
        own = _KNOWN if piece in self.ordered else _LABEL
        if is_sign(piece):  # else it would be cheaper to take it for the number of a page
            own = min(own, 0.9 * _SIGN * len(piece))
        for end, cost in self._over_pages(piece, at):
            parted = 0
            if end == at + len(piece) and piece in self.words:
                inside = {edge - at for edge in range(at + 1, end) if edge in self.edges}
                parted = sum(piece[edge - 1] not in "-/" for edge in inside - self.words[piece])
            yield end, own + cost + parted * _PARTED + (0 if end in self.edges else _IN_WORD)

    def _over_pages(self, rest: str, at: int) -> Iterator[tuple[int, float]]:
        """The places where the rest of a piece, which continues at `at`, may end on later pages."""
        if self.text.startswith(rest, at):
            yield at + len(rest), 0
            return
        page = self._page(at)
        if page == len(self.pages):
            return
        for foot, below in self.feet[page - 1].items():
            if at < foot < at + len(rest) and self.text.startswith(rest[: foot - at], at):
                for head, above in self.heads[page].items():
                    # A page with nothing but labels and signs contains no part of the piece.
                    if head < self.pages[page][1]:
                        for end, cost in self._over_pages(rest[foot - at :], head):
                            yield end, _BROKEN + below + above + cost

    @cached_property
    def ordered(self) -> frozenset[str]:
        """The texts with one place in the document; labels and headings may be repeated."""
        own = frozenset(piece.text for piece in self.expected.pieces)
        return own - self.expected.repeated - self.expected.furniture

    @cached_property
    def headings(self) -> frozenset[str]:
        """The headings of the text, which running heads may have again."""
        return frozenset(self.expected.contents)

    @cached_property
    def heads(self) -> list[dict[int, float]]:
        """For each page, where its text may begin, after labels at its head, with the costs."""
        return [self._past(start, end) for start, end in self.pages]

    @cached_property
    def feet(self) -> list[dict[int, float]]:
        """For each page, where its text may end, before labels at its foot, with the costs."""
        return [
            {
                at: passed[end]
                for at in range(max(start, end - _FOOT), end + 1)
                if end in (passed := self._past(at, end))
            }
            for start, end in self.pages
        ]

    def _past(self, at: int, end: int) -> dict[int, float]:
        """Every place up to `end` that labels and signs lead to from `at`, with the costs."""
        reached = {at: 0.0}
        for here in range(at, end):
            if here not in reached:
                continue
            nexts = [
                (here + len(label), _HEADING if label in self.headings else _LABEL)
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


def word_ends(text: str) -> tuple[int, ...]:
    """Where the words of a text begin and end, in letters of its normal form without spaces."""
    return tuple(accumulate((len(normal(word, spaces=False)) for word in text.split()), initial=0))


def is_sign(text: str) -> bool:
    """Whether a text might be a number or a mark of the layout: "1", "10."."""
    return all(_BETWEEN.match(letter) for letter in text)


def _by_start(texts: frozenset[str]) -> dict[str, list[str]]:
    starts: dict[str, list[str]] = {}
    for text in sorted(texts, key=len, reverse=True):
        if text:
            starts.setdefault(text[:2], []).append(text)
    return starts


def _walked(best: dict[int, dict[bool, _Step]], text: str) -> Iterator[tuple[str, bool, int]]:
    """The steps of the cheapest way from first to last, with the letters of a gap joined."""
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
    for stretch_text, known, place in reversed(back):
        if known:
            if gap:
                yield gap, False, start
            gap = ""
            yield stretch_text, True, place
        else:
            start = start if gap else place
            gap += stretch_text
    if gap:
        yield gap, False, start
