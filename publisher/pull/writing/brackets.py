"""Lists and mappings in brackets: their entries, old and new, and their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from publisher.pull.merging.pairs import matched
from publisher.pull.tree import Tree, Value
from publisher.pull.writing.located import Splice, YamlText
from publisher.pull.writing.nodes import ListNode, MapNode, Node, RewriteError, ScalarNode


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """An item of a list in brackets, or a key of a mapping in brackets with its value."""

    key: ScalarNode | None  # None in a list
    value: Node

    @property
    def start(self) -> int:
        """Where its text starts."""
        return (self.key or self.value).start

    @property
    def end(self) -> int:
        """Where its text ends."""
        return self.value.end


@dataclass(frozen=True, slots=True)
class WantedEntry:
    """An entry that the new text must have."""

    name: str  # of its key; "" in a list
    number: int | None  # of the old entry; None where it is new
    old: Value
    new: Value


def entries_of(node: ListNode | MapNode) -> list[FlowEntry]:
    """The entries of a collection in brackets, in order."""
    return [FlowEntry(key, value) for key, value in node.entries]


def wanted_items(before: list[Value], after: list[Value]) -> list[WantedEntry]:
    """The entries that make `after` of a list in brackets that contains `before`, in order."""
    return [
        WantedEntry("", number, None if number is None else before[number], new)
        for number, new in zip(matched(before, after, by_place=True), after, strict=True)
    ]


def wanted_keys(node: MapNode, before: Tree, after: Tree) -> list[WantedEntry]:
    """The entries that make `after` of a mapping in brackets that contains `before`, in order."""
    names = node.keys
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


def rearranged(
    source: YamlText, node: ListNode | MapNode, numbers: list[int | None], texts: list[str]
) -> Splice:
    """The edit that puts `texts` between the brackets; `numbers` are their old entries.

    Raises RewriteError where there are comments in the brackets, whose new place is not clear.
    """
    entries = entries_of(node)
    gaps = [source.text[one.end : next_one.start] for one, next_one in pairwise(entries)]
    start, end = node.start + 1, node.end - 1
    head = source.text[start : entries[0].start] if entries else ""
    foot = source.text[entries[-1].end : end] if entries else ""
    if any("#" in gap for gap in [*gaps, head, foot]):
        raise RewriteError(
            f"line {node.line + 1} has comments inside brackets; write that list with dashes"
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
