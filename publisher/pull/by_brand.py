"""Passages by brand in a pull: what one clinic sees of a source, and the whole source again.

A Word file shows what its brand says. So it is merged with the source as that brand says it, and
what other brands say is put back where it was. An edit for one clinic alone becomes a passage of
its brand beside that of all others.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import cast

from publisher.pull.merging.merge import Merged
from publisher.pull.tree import Tree, Value
from publisher.pull.writing.trees import canonical

ONLY, NOT = "only_for", "not_for"
_BLOCKS = ("blocks", "body")


def view(value: Value, brand: str) -> Value:
    """What a brand says of a value, without the keys that say so."""
    if isinstance(value, dict):
        return {key: view(one, brand) for key, one in value.items() if key not in (ONLY, NOT)}
    if isinstance(value, list):
        return [view(one, brand) for one in value if _is_for(one, brand)]
    return value


def _names(value: Value, key: str) -> list[Value]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else [found] if found else []


def _is_for(value: Value, brand: str) -> bool:
    only = _names(value, ONLY)
    return brand in only if only else brand not in _names(value, NOT)


# The whole again -----------------------------------------------------------------------------


def whole(ours: Tree, merged: Tree, brand: str) -> Tree:
    """A source that says `merged` in a brand, and in all others what `ours` says."""
    return cast(Tree, _whole(ours, merged, brand, dict(_with_ids(ours))))


def _with_ids(value: Value) -> Iterator[tuple[str, Tree]]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield str(value["id"]), value
        for one in value.values():
            yield from _with_ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _with_ids(one)


def _whole(ours: Value, merged: Value, brand: str, known: dict[str, Tree]) -> Value:
    if isinstance(merged, dict):
        before = known.get(str(merged["id"]), ours) if "id" in merged else ours
        before = before if isinstance(before, dict) else {}
        made = {key: _whole(before.get(key), one, brand, known) for key, one in merged.items()}
        return {**made, **{key: before[key] for key in (ONLY, NOT) if before.get(key)}}
    if not isinstance(merged, list) or not isinstance(ours, list):
        return merged
    shown = [number for number, one in enumerate(ours) if _is_for(one, brand)]
    pairs = _pairs([view(ours[number], brand) for number in shown], merged)
    origin = {there: shown[here] for here, there in pairs.items()}
    members: list[tuple[int, Value]] = [
        (origin.get(n, -1), _whole(ours[origin[n]] if n in origin else None, one, brand, known))
        for n, one in enumerate(merged)
    ]
    for number, hidden in enumerate(ours):
        if number not in shown:
            above = [at for at, (old, _) in enumerate(members) if 0 <= old < number]
            members.insert(above[-1] + 1 if above else 0, (number, hidden))
    return [member for _, member in members]


def _pairs(ours: list[Value], merged: list[Value]) -> dict[int, int]:
    """Which member of `merged` each member of `ours` is: by id, else by what it says and order."""
    one, other = [[_name(member) for member in members] for members in (ours, merged)]
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            found |= dict(zip(range(a, b), range(c, d), strict=True))
    return found


def _name(member: Value) -> str:
    if isinstance(member, dict) and "id" in member:
        return str(member["id"])
    return json.dumps(canonical(member), sort_keys=True)


# For one clinic ------------------------------------------------------------------------------


@dataclass(slots=True)
class ForClinic:
    """A source in which the edits are passages of one brand."""

    tree: Tree
    variants: dict[str, str] = field(default_factory=dict)
    """The ids of new passages, each with that of the passage beside it."""
    refused: list[str] = field(default_factory=list)
    """The places of edits that cannot be for one clinic alone."""


def for_clinic(ours: Tree, after: Tree, merged: Merged, brand: str) -> ForClinic:
    """`after`, whose edits lead from `ours`, with each edited block as a passage of the brand.

    Titles, headings, summary, glossary and sources are the same for all: edits of them are refused.
    """
    made = _Maker(brand, ForClinic(copy.deepcopy(after)), set(dict(_with_ids(ours))))
    made.used |= set(dict(_with_ids(after)))
    known = {str(one["id"]): one for one in _sections(ours)}
    sections = made.members(_sections(ours), _sections(after), is_block=False)
    made.found.tree["sections"] = [
        made.section(known.get(str(one["id"])), one) for one in cast(list[Tree], sections)
    ]
    for change in merged.changes:
        what, *_ = change.address.split("/")
        is_whole = what == "sections" and change.kind in ("added", "removed")
        if change.kind == "moved" or not (what == "blocks" or is_whole):
            made.found.refused.append(change.place)
    return made.found


def _sections(tree: Tree) -> list[Tree]:
    return cast(list[Tree], tree.get("sections") or [])


@dataclass(slots=True)
class _Maker:
    brand: str
    found: ForClinic
    used: set[str]

    def section(self, ours: Tree | None, after: Tree) -> Tree:
        """A section whose edited blocks are passages of the brand."""
        if ours is None or after == ours or after.get(NOT) != ours.get(NOT):
            return after
        made = dict(after)
        for key in ("brief", "sheet"):
            before, now = ours.get(key), after.get(key)
            if isinstance(before, dict) and isinstance(now, dict):
                made[key] = {**now, "blocks": self.blocks(before, now)}
        made["blocks"] = self.blocks(ours, after)
        parts = {str(one["id"]): one for one in cast(list[Tree], ours.get("subsections") or [])}
        made["subsections"] = [
            {**one, "blocks": self.blocks(parts[str(one["id"])], one)}
            if str(one["id"]) in parts
            else {**one, ONLY: [self.brand]}
            for one in cast(list[Tree], after.get("subsections") or [])
        ]
        return made

    def blocks(self, ours: Tree, after: Tree, key: str = "blocks") -> list[Value]:
        return self.members(
            cast(list[Tree], ours.get(key) or []), cast(list[Tree], after.get(key) or [])
        )

    def members(self, ours: list[Tree], after: list[Tree], *, is_block: bool = True) -> list[Value]:
        """The members of a list of which the brand says `after`, and all others `ours`."""
        before = {str(one["id"]): one for one in ours}
        now = {str(one["id"]) for one in after}
        made: list[Value] = []
        gone = [one for one in ours if str(one["id"]) not in now and not self._is_own(one)]
        for one in after:
            old = before.get(str(one["id"]))
            while gone and old is not None and ours.index(gone[0]) < ours.index(old):
                made.append(self._without(gone.pop(0)))
            if old is None:
                made.append({**one, ONLY: [self.brand]})
            elif is_block and canonical(one) != canonical(old):
                made += self._changed(old, one)
            else:
                made.append(one)
        return [*made, *(self._without(one) for one in gone)]

    def _is_own(self, one: Tree) -> bool:
        return _names(one, ONLY) == [self.brand]

    def _changed(self, old: Tree, new: Tree) -> list[Value]:
        """A changed block: in its place if it is the brand's own, else beside that of others."""
        if self._is_own(old):
            return [new]
        outside = [{key: one for key, one in tree.items() if key != "body"} for tree in (old, new)]
        if old.get("kind") == "callout" and canonical(outside[0]) == canonical(outside[1]):
            return [{**new, "body": self.blocks(old, new, "body")}]
        own = {key: one for key, one in new.items() if key not in (ONLY, NOT)}
        return [self._without(old), {**cast(Tree, self._renamed(own)), ONLY: [self.brand]}]

    def _without(self, one: Tree) -> Tree:
        """A member for all brands that it is for but this one."""
        if only := _names(one, ONLY):
            return {**one, ONLY: [name for name in only if name != self.brand]}
        return {**one, NOT: [*_names(one, NOT), self.brand]}

    def _renamed(self, value: Value) -> Value:
        """A passage with ids of its own."""
        if isinstance(value, list):
            return [self._renamed(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = {key: self._renamed(one) for key, one in value.items()}
        if isinstance(value.get("id"), str):
            name = made["id"] = self._new_id(str(value["id"]))
            self.found.variants[name] = str(value["id"])
        return made

    def _new_id(self, old: str) -> str:
        number, tail = 1, f"-{self.brand}"
        while (name := f"{old[: 64 - len(tail)].rstrip('-')}{tail}") in self.used:
            number += 1
            tail = f"-{self.brand}-{number}"
        self.used.add(name)
        return name
