"""Addresses in the words of a person: section "What it is", list "You may:", item 2."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from publisher.content import inline
from publisher.errors import shortened
from publisher.pull.merging.index import COLLECTIONS, TreeIndex
from publisher.pull.tree import Tree

_STARTS = {"glossary": "glossary entry", "plain": "Easy Read"}
_BLOCKS = {"write_in": "lines to write on", "definitions": "list of terms"}
_ITEMS = {"steps": "step", "questions": "question"}
_PARTS = {
    "lead_in": "lead-in",
    "alt": "alternative text",
    "also_called": "other name",
    "short_title": "short title",
    "summary": "summary",
    "columns": "column heading",
    "rows": "row",
    "lines": "line",
    "phones": "telephone number",
    "address": "line of the address",
    "emergency_number": "emergency number",
    "url": "web address",
    "transcript": "transcript",
}


def place_of(address: str, trees: Sequence[TreeIndex]) -> str:
    """An address in words; its members are sought in `trees`, in that order."""
    start, _, rest = address.partition("/")
    if start not in COLLECTIONS.values() or not rest:
        return _part("", address)
    identity, _, rest = rest.partition("/")
    name = f"{start}/{identity}"
    tree = next((tree for tree in trees if name in tree.members), None)
    if tree is None:
        return address
    member = tree.members[name]
    above = place_of(tree.list_of[name].rpartition("/")[0], [tree])
    parts = (above, _label(start, member), _part(str(member.get("kind", "")), rest))
    return ", ".join(part for part in parts if part)


def numbered_place_of(name: str, tree: TreeIndex) -> str:
    """Where a member is in a tree: section "What it is", number 2."""
    holder = tree.list_of[name]
    number = f"number {tree.lists[holder].index(name) + 1}"
    above = place_of(holder.rpartition("/")[0], [tree])
    return f"{above}, {number}" if above else number


def _label(start: str, member: Tree) -> str:
    """A member with an id: section "What it is"."""
    kind = _STARTS.get(start, start.removesuffix("s"))
    if start == "blocks":
        kind = _BLOCKS.get(str(member.get("kind")), str(member.get("kind")))
    keys = ("heading", "lead_in", "caption", "label", "term", "text")
    words = next((str(member[key]) for key in keys if member.get(key)), str(member.get("id")))
    with suppress(inline.InlineError):
        words = inline.parse(words).plain
    return f'{kind} "{shortened(words, 40)}"'


def _part(kind: str, rest: str) -> str:
    """The part of an address below a member of a kind: row 2, cell 1."""
    words: list[str] = []
    keys = rest.split("/") if rest else []
    for number, key in enumerate(keys):
        if not key.isdecimal():
            words.append(_ITEMS.get(kind, "item") if key == "items" else _PARTS.get(key, key))
        elif number and keys[number - 1].isdecimal():
            words.append(f"cell {int(key) + 1}")
        else:
            words[-1:] = [f"{words[-1] if words else ''} {int(key) + 1}".strip()]
    return ", ".join(words)
