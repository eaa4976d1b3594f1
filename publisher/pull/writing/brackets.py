"""Lists and mappings in brackets: their entries, which change, and their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from publisher.pull.merging.pairs import matched
from publisher.pull.writing.located import Edit, YamlText
from publisher.pull.writing.nodes import Node, RewriteError, kind_of


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """One member of a collection in brackets, or one key with its value."""

    key: Node | None  # None in a list
    value: Node

    @property
    def start(self) -> int:
        """Where its text starts."""
        return int((self.key or self.value).start_mark.index)

    @property
    def end(self) -> int:
        """Where its text ends."""
        return int(self.value.end_mark.index)


@dataclass(frozen=True, slots=True)
class WantedEntry:
    """An entry that the new text must have."""

    name: str  # of its key; "" in a list
    number: int | None  # of the entry that it was; None where it is new
    old: Any
    new: Any


def entries_of(node: Node) -> list[FlowEntry]:
    """The entries of a collection in brackets, in order."""
    pairs = [entry if isinstance(entry, tuple) else (None, entry) for entry in node.value]
    return [FlowEntry(key, value) for key, value in pairs]


def wanted_entries(node: Node, before: Any, after: Any) -> list[WantedEntry]:
    """The entries that make `after` of a collection that contains `before`, in order."""
    if kind_of(node) != "mapping":
        numbers = matched(before, after, slots=True)
        return [
            WantedEntry("", number, None if number is None else before[number], new)
            for number, new in zip(numbers, after, strict=True)
        ]
    names = [str(key.value) for key, _ in node.value]
    kept = [name for name in names if name in after or name not in before]
    return [
        WantedEntry(
            name,
            names.index(name) if name in names else None,
            before.get(name),
            after.get(name),
        )
        for name in [*kept, *(name for name in after if name not in names)]
    ]


def rearranged(source: YamlText, node: Node, numbers: list[int | None], texts: list[str]) -> Edit:
    """The edit that puts `texts` between the brackets; `numbers` are their old entries.

    Raises RewriteError where there are comments, which nobody could place.
    """
    entries = entries_of(node)
    gaps = [source.text[one.end : next_one.start] for one, next_one in pairwise(entries)]
    start, end = int(node.start_mark.index) + 1, int(node.end_mark.index) - 1
    head = source.text[start : entries[0].start] if entries else ""
    foot = source.text[entries[-1].end : end] if entries else ""
    if any("#" in gap for gap in [*gaps, head, foot]):
        raise RewriteError(
            f"line {node.start_mark.line + 1} has comments inside brackets; "
            "write that list with dashes"
        )
    usual = Counter(gaps).most_common(1)[0][0] if gaps else ", "
    out = [head]
    for at, (number, text) in enumerate(zip(numbers, texts, strict=True)):
        if at:
            above = numbers[at - 1]
            follows = number is not None and above is not None and number == above + 1
            out.append(gaps[number - 1] if follows and number is not None else usual)
        out.append(text)
    return start, end, "".join([*out, foot])
