"""The edits that change one tree to another in the text of a YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from publisher.pull.merging.pairs import matched
from publisher.pull.tree import Tree, Value
from publisher.pull.writing import scalars
from publisher.pull.writing.brackets import (
    FlowEntry,
    WantedEntry,
    entries_of,
    rearranged,
    wanted_items,
    wanted_keys,
)
from publisher.pull.writing.file_style import FileStyle
from publisher.pull.writing.located import Splice, YamlMember, YamlText
from publisher.pull.writing.members import (
    Arrangement,
    PlacedMember,
    member_text,
    replaced_member,
    shifted,
    spelling_of_first_text,
    usual_lead,
)
from publisher.pull.writing.new_text import NewText
from publisher.pull.writing.nodes import ListNode, MapNode, Node, ScalarNode, can_take, keys_below


@dataclass(frozen=True, slots=True)
class MovableMember:
    """A list member with an id, which can move to another list with its comments."""

    member: YamlMember
    column: int


def movable_members(source: YamlText) -> dict[str, MovableMember]:
    """Every member of the file with an id, by `_name`."""
    found: dict[str, MovableMember] = {}

    def collect(node: Node, floor: int) -> None:
        if isinstance(node, ScalarNode) or node.in_brackets:
            return
        for member in source.members(node, floor):
            if not member.key and isinstance(member.tree, dict) and "id" in member.tree:
                column = node.column
                found[_name(member.tree)] = MovableMember(member, column)
            collect(member.value, source.inside(member))

    collect(source.root, 0)
    return found


def _name(tree: Tree) -> str:
    """A name for a member with an id; the id alone may be that of a glossary entry and a block."""
    sort = "entry" if "definition" in tree else "reference"
    if "kind" in tree or "blocks" in tree:
        sort = "part"
    return f"{sort} {tree.get('id')}"


def _as_tree(value: Value) -> Tree:
    """An item as a mapping: plain text is short for `text` alone."""
    return value if isinstance(value, dict) else {"text": value}


@dataclass(frozen=True, slots=True)
class _ScalarContext:
    """Where a scalar is."""

    column: int  # of its key or dash
    listed: bool = False  # whether it is a member of a list
    flow: bool = False  # whether it is inside brackets


@dataclass(frozen=True, slots=True)
class Corrector:
    """Finds the edits that change what the nodes of one file contain."""

    source: YamlText
    style: FileStyle
    movable: Mapping[str, MovableMember]
    moves_comments: bool  # whether comments that are indented too far may move to the left

    def corrected(self, node: Node, before: Value, after: Value) -> str:
        """The whole text with `after` instead of `before` at one node."""
        source = self.source
        start = source.line_start(node.start)
        floor = 0
        if node is not source.root:
            ends = (key.end for key in keys_below(source.root))
            floor = source.line_end(max((end for end in ends if end < start), default=0))
        edits = self._edits(node, before, after, floor, _ScalarContext(0))
        return source.spliced(0, len(source.text), edits)

    def _edits(
        self, node: Node, before: Value, after: Value, floor: int, context: _ScalarContext
    ) -> list[Splice]:
        """The edits after which `node`, of the same kind, contains `after`."""
        match node:
            case ScalarNode():
                return [] if before == after else self._scalar(node, after, context)
            case MapNode():
                old, new = _as_tree(before), _as_tree(after)
                if old == new:
                    return []
                if node.in_brackets:
                    return self._flow(node, wanted_keys(node, old, new))
                return self._mapping(node, old, new, floor)
            case ListNode():
                if before == after:
                    return []
                assert isinstance(before, list)  # `can_take` has made sure of it
                assert isinstance(after, list)
                if node.in_brackets:
                    return self._flow(node, wanted_items(before, after))
                return self._sequence(node, before, after, floor)
            case _:
                assert_never(node)

    def _scalar(self, node: ScalarNode, after: Value, context: _ScalarContext) -> list[Splice]:
        source, eol = self.source, self.source.eol
        start, end = node.start, source.end(node)
        old = source.text[start:end]
        new = scalars.changed(
            old,
            node.style,
            after,
            node.column,
            context.column + self.style.step,
            self.style.scalars,
            listed=context.listed,
            flow=context.flow,
        )
        first, *rest = new.split("\n")
        body = "".join(line + eol for line in rest)
        if node.is_block:
            match = re.match(r"[|>][0-9+-]*", old)
            header = start + (match.end() if match else 1)
            lines = source.line_end(header)
            return [(start, header, first), (lines, max(lines, source.line_end(end)), body)]
        if first[:1] in ("|", ">") and rest:  # a comment on the line stays behind the header
            stop = source.line_end(end)
            return [(start, end, first), (stop, stop, body)]
        return [(start, end, eol.join([first, *rest]))]

    # Block collections

    def _mapping(self, node: MapNode, before: Tree, after: Tree, floor: int) -> list[Splice]:
        column = node.column
        members = self.source.members(node, floor)
        placed = [
            PlacedMember(number, self._kept_key(member, column, before, after), member.key)
            for number, member in enumerate(members)
            if member.key not in before or member.key in after
        ]
        there = {member.key for member in members}
        order = self.style.ordered(after)
        for key in (key for key in order if key not in there):
            above = order[: order.index(key)]
            at = max((n for n, other in enumerate(placed, 1) if other.key in above), default=0)
            text = self._new_text().entry(key, after[key], column)
            placed.insert(at, PlacedMember(None, text, key))
        return self._arranged(members, placed)

    def _kept_key(self, member: YamlMember, column: int, before: Tree, after: Tree) -> str:
        """The text of a key that is kept, with its value changed where it differs."""
        key = member.key
        old, new = before.get(key), after.get(key)
        if new is None or new == old:
            return member_text(self.source, member, column, [])
        if key in before and can_take(member.value, old, new):
            edits = self._inner_edits(member, old, new, _ScalarContext(column))
            return member_text(self.source, member, column, edits)
        return replaced_member(self.source, member, self._new_text().entry(key, new, column))

    def _sequence(
        self, node: ListNode, before: list[Value], after: list[Value], floor: int
    ) -> list[Splice]:
        column = node.column
        members = self.source.members(node, floor)
        lead = usual_lead(self.source, members)
        flow = all(
            not isinstance(one.value, ScalarNode) and one.value.in_brackets for one in members
        )
        placed: list[PlacedMember] = []
        for new, number in zip(after, matched(before, after, by_place=True), strict=True):
            if number is None:
                text = self._new_text().member_or_moved(new, column, lead, flow=flow)
            else:
                text = self._kept_member(members[number], column, lead, before[number], new)
            placed.append(PlacedMember(number, text))
        return self._arranged(members, placed)

    def _kept_member(
        self, member: YamlMember, column: int, lead: str, old: Value, new: Value
    ) -> str:
        """The text of an item that is kept, changed where it differs."""
        if old == new:
            return member_text(self.source, member, column, [])
        if can_take(member.value, old, new):
            edits = self._inner_edits(member, old, new, _ScalarContext(column, listed=True))
            return member_text(self.source, member, column, edits)
        written = self._new_text(spelling_of_first_text(self.source, member.value))
        return replaced_member(self.source, member, written.member(new, column, lead))

    def _inner_edits(
        self, member: YamlMember, old: Value, new: Value, context: _ScalarContext
    ) -> list[Splice]:
        """The edits inside the value of a member."""
        return self._edits(member.value, old, new, self.source.inside(member), context)

    def _arranged(self, members: list[YamlMember], placed: list[PlacedMember]) -> list[Splice]:
        return [Arrangement(self.source, members, placed, self.moves_comments).edit()]

    # New and moved text

    def _new_text(self, spelled: Mapping[str, str] | None = None) -> NewText:
        """A writer of new keys and items; `spelled` are texts that keep their spelling."""
        return NewText(self.style, self.source.eol, self._moved, spelled or {})

    def _moved(self, new: Value, column: int) -> str | None:
        """The text of an item that was elsewhere in the file, in the new column; else None."""
        found = self.movable.get(_name(new)) if isinstance(new, dict) and "id" in new else None
        if found is None or not can_take(found.member.value, found.member.tree, new):
            return None
        member = found.member
        edits = self._inner_edits(
            member, member.tree, new, _ScalarContext(found.column, listed=True)
        )
        text = member_text(self.source, member, found.column, edits)
        return shifted(text, column - found.column)

    # Collections in brackets

    def _flow(self, node: ListNode | MapNode, wanted: list[WantedEntry]) -> list[Splice]:
        entries = entries_of(node)
        texts: list[str] = []
        inner: list[Splice] = []
        for one in wanted:
            if one.number is None:
                new = self._new_text().bracketed(one.new)
                texts.append(f"{one.name}: {new}" if one.name else new)
                continue
            entry = entries[one.number]
            edits = self._entry_edits(entry, one)
            inner += edits
            texts.append(self.source.spliced(entry.start, entry.end, edits))
        numbers = [one.number for one in wanted]
        if numbers == list(range(len(entries))):
            return inner
        return [rearranged(self.source, node, numbers, texts)]

    def _entry_edits(self, entry: FlowEntry, wanted: WantedEntry) -> list[Splice]:
        """The edits inside one entry of a collection in brackets."""
        if wanted.new == wanted.old or wanted.new is None:
            return []
        if can_take(entry.value, wanted.old, wanted.new):
            context = _ScalarContext(0, flow=True)
            return self._edits(entry.value, wanted.old, wanted.new, 0, context)
        start = entry.value.start
        return [(start, entry.end, self._new_text().bracketed(wanted.new))]
