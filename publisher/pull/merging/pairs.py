"""Which member of one list is which of another, where neither has ids."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

from publisher.pull.tree import Value

_SIMILAR = 0.5  # how similar two members must be, from 0 to 1, to be matched
_SAME_PLACE = 0.2  # added to the similarity of two that are between the same neighbours


def matched(
    before: Sequence[Value], after: Sequence[Value], *, by_place: bool = False
) -> tuple[int | None, ...]:
    """The position in `before` of each member of `after`, or None where it is new.

    Members are matched by id where they have one, else equal ones first, in order, then out of
    order, then the most similar. With `by_place`, what is left between the same neighbours is
    matched too where its number has not changed. No position is given twice.
    """
    pairs = _Pairs(before, after)
    pairs.match_ids()
    pairs.match_equal_in_order()
    pairs.match_equal_elsewhere()
    pairs.match_similar()
    if by_place:
        pairs.match_between_neighbours()
    return tuple(pairs.found)


class _Pairs:
    """Matches the members of two lists in passes; each takes what those before have left."""

    def __init__(self, before: Sequence[Value], after: Sequence[Value]) -> None:
        self.before, self.after = before, after
        self.old = [_comparable(member) for member in before]
        self.new = [_comparable(member) for member in after]
        self.found: list[int | None] = [None] * len(after)
        self.free = dict.fromkeys(range(len(before)))  # positions that are not given yet, in order
        self.opcodes = SequenceMatcher(None, self.old, self.new, False).get_opcodes()

    def pair(self, at: int, place: int) -> None:
        """Gives the position `place` to the member `at`."""
        self.found[at] = place
        del self.free[place]

    def match_ids(self) -> None:
        """Members with the same id."""
        names = {name: at for at, member in enumerate(self.before) if (name := _name(member))}
        for at, member in enumerate(self.after):
            place = names.get(_name(member) or "")
            if place is not None and place in self.free:
                self.pair(at, place)

    def match_equal_in_order(self) -> None:
        """Equal members in the same order as before."""
        for kind, start, end, left, _ in self.opcodes:
            for step in range(end - start if kind == "equal" else 0):
                if self.found[left + step] is None and start + step in self.free:
                    self.pair(left + step, start + step)

    def match_equal_elsewhere(self) -> None:
        """Equal members that were moved."""
        for at, member in enumerate(self.new):
            same = next((place for place in self.free if self.old[place] == member), None)
            if self.found[at] is None and same is not None:
                self.pair(at, same)

    def match_similar(self) -> None:
        """Members without ids, the most similar first."""
        near = {(a, b) for _, s, e, x, y in self.opcodes for a in range(s, e) for b in range(x, y)}
        scores = sorted(
            (-score, abs(place - at), at, place)
            for at in range(len(self.new))
            if self.found[at] is None and not _name(self.after[at])
            for place in self.free
            if not _name(self.before[place])
            and (
                score := _similarity(self.old[place], self.new[at])
                + _SAME_PLACE * ((place, at) in near)
            )
            >= _SIMILAR
        )
        for _, _, at, place in scores:
            if self.found[at] is None and place in self.free:
                self.pair(at, place)

    def match_between_neighbours(self) -> None:
        """What is left between the same neighbours, where as many were added as removed."""
        for _, start, end, left, right in self.opcodes:
            gone = [p for p in range(start, end) if p in self.free and not _name(self.before[p])]
            come = [
                at
                for at in range(left, right)
                if self.found[at] is None and not _name(self.after[at])
            ]
            if len(gone) == len(come):
                for at, place in zip(come, gone, strict=True):
                    self.pair(at, place)


def stayed(order: Sequence[int]) -> frozenset[int]:
    """The indexes of a longest increasing subsequence of `order`; the others were moved."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int | None] = []
    for index, value in enumerate(order):
        at = bisect_left(tails, value)
        back.append(ends[at - 1] if at else None)
        tails[at : at + 1], ends[at : at + 1] = [value], [index]
    kept = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = back[last]
    return frozenset(kept)


def _name(member: Value) -> str | None:
    name = member.get("id") if isinstance(member, dict) else None
    return name if isinstance(name, str) else None


def _comparable(member: Value) -> str:
    return member if isinstance(member, str) else json.dumps(member, sort_keys=True, default=str)


def _similarity(one: str, other: str) -> float:
    judge = SequenceMatcher(None, one, other, False)
    return judge.ratio() if judge.quick_ratio() >= _SIMILAR - _SAME_PLACE else 0.0
