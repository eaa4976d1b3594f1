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
    old, new = [_said(member) for member in before], [_said(member) for member in after]
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    names = {name: at for at, member in enumerate(before) if (name := _name(member))}
    for at, member in enumerate(after):
        if (place := names.get(_name(member) or "")) in free and place is not None:
            found[at] = place
            del free[place]
    opcodes = SequenceMatcher(None, old, new, False).get_opcodes()
    for kind, start, end, left, _ in opcodes:
        for step in range(end - start if kind == "equal" else 0):
            if found[left + step] is None and start + step in free:
                found[left + step] = start + step
                del free[start + step]
    for at, said in enumerate(new):
        same = next((place for place in free if old[place] == said), None)
        if found[at] is None and same is not None:
            found[at] = same
            del free[same]
    near = {(a, b) for _, s, e, x, y in opcodes for a in range(s, e) for b in range(x, y)}
    scores = sorted(
        (
            (-score, abs(place - at), at, place)
            for at in range(len(new))
            if found[at] is None and not _name(after[at])
            for place in free
            if not _name(before[place])
            and (score := _alike(old[place], new[at]) + _SLOT * ((place, at) in near)) >= _ALIKE
        ),
    )
    for _, _, at, place in scores:
        if found[at] is None and place in free:
            found[at] = place
            del free[place]
    for _, start, end, left, right in opcodes if slots else ():
        gone = [place for place in range(start, end) if place in free and not _name(before[place])]
        new_ones = [at for at in range(left, right) if found[at] is None and not _name(after[at])]
        if len(gone) == len(new_ones):
            for at, place in zip(new_ones, gone, strict=True):
                found[at] = place
                del free[place]
    return tuple(found)


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


def _said(member: Any) -> str:
    return member if isinstance(member, str) else json.dumps(member, sort_keys=True, default=str)


def _alike(one: str, other: str) -> float:
    judge = SequenceMatcher(None, one, other, False)
    return judge.ratio() if judge.quick_ratio() >= _ALIKE - _SLOT else 0.0
