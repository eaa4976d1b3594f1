"""Which member of one list is which of another, where neither has ids."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

_ALIKE = 0.5  # how much of two members must agree before one is taken for the other
_SLOT = 0.2  # counted in favour of two that stand between the same neighbours


def matched(
    before: Sequence[Any], after: Sequence[Any], *, slots: bool = False
) -> tuple[int | None, ...]:
    """For each member of `after` its position in `before`, or None where it is new.

    By id where members have one; else equal ones first, in order, then out of order, then the
    most alike; with `slots` also those between the same neighbours, however unlike, where there are
    as many of them as there were. No position is given twice.
    """
    pairs = _Pairs(before, after)
    pairs.match_ids()
    pairs.match_equal_in_order()
    pairs.match_equal_elsewhere()
    pairs.match_alike()
    if slots:
        pairs.match_between_neighbours()
    return tuple(pairs.found)


class _Pairs:
    """Members of two lists that are paired in passes, each with what the ones before left over."""

    def __init__(self, before: Sequence[Any], after: Sequence[Any]) -> None:
        self.before, self.after = before, after
        self.old = [_comparable(member) for member in before]
        self.new = [_comparable(member) for member in after]
        self.found: list[int | None] = [None] * len(after)
        self.free = dict.fromkeys(range(len(before)))  # positions that nobody has yet, in order
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
        """Equal members that follow each other as they did."""
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

    def match_alike(self) -> None:
        """Members without ids, the most alike first; those in one place count as more alike."""
        near = {(a, b) for _, s, e, x, y in self.opcodes for a in range(s, e) for b in range(x, y)}
        scores = sorted(
            (-score, abs(place - at), at, place)
            for at in range(len(self.new))
            if self.found[at] is None and not _name(self.after[at])
            for place in self.free
            if not _name(self.before[place])
            and (score := _alike(self.old[place], self.new[at]) + _SLOT * ((place, at) in near))
            >= _ALIKE
        )
        for _, _, at, place in scores:
            if self.found[at] is None and place in self.free:
                self.pair(at, place)

    def match_between_neighbours(self) -> None:
        """What is left between the same neighbours, where as many came as went."""
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
    """The indexes of a longest rising part of `order`: what lies outside it was moved."""
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


def _name(member: Any) -> str | None:
    name = member.get("id") if isinstance(member, dict) else None
    return name if isinstance(name, str) else None


def _comparable(member: Any) -> str:
    return member if isinstance(member, str) else json.dumps(member, sort_keys=True, default=str)


def _alike(one: str, other: str) -> float:
    judge = SequenceMatcher(None, one, other, False)
    return judge.ratio() if judge.quick_ratio() >= _ALIKE - _SLOT else 0.0
