"""Two versions of one text: what differs, line by line, and both put together where they can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

_MOST_LINES = 8000
_AROUND = 2
"""How many lines are shown around a difference."""


class Sort(StrEnum):
    """What became of a line."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of one version or both; `number` is its own in the version that has it."""

    sort: Sort
    number: int
    text: str


def differences(before: str, after: str) -> tuple[DiffLine, ...]:
    """The lines that differ, those gone before those new, with some around them.

    None of texts with more lines than any guide has: to compare them would take too long.
    """
    if _is_long(before, after):
        return ()
    return tuple(_lines(before.splitlines(), after.splitlines()))


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        yield DiffLine(Sort.GAP, group[0][3] + 1, "")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (DiffLine(Sort.SAME, n + 1, new[n]) for n in range(j1, j2))
            else:
                yield from (DiffLine(Sort.GONE, n + 1, old[n]) for n in range(i1, i2))
                yield from (DiffLine(Sort.NEW, n + 1, new[n]) for n in range(j1, j2))


def together(base: str, ours: str, theirs: str) -> str | None:
    """The text with what both have changed since `base`; None where they changed the same lines."""
    if _is_long(base, ours, theirs):
        return None
    lines = base.splitlines(keepends=True)
    changes = sorted({*_changes(lines, ours), *_changes(lines, theirs)})
    for (start, end, _), (after, last, _) in pairwise(changes):
        is_insertion = start == end or after == last
        if after < end or (after == end and is_insertion):
            return None
    for start, end, new in reversed(changes):
        lines[start:end] = new
    return "".join(lines)


def _is_long(*texts: str) -> bool:
    return any(one.count("\n") > _MOST_LINES for one in texts)


def _changes(base: list[str], text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(from, to, the lines that replace them) of each place where a text differs."""
    new = text.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1, i2, tuple(new[j1:j2])
