"""The edits of a Word file merged with what the source says now.

There are three trees of the same shape: `base` is what the Word file was built from, `ours` what
the source says now, `theirs` what the edited Word file says. A tree is a condition, or the facts
of a clinic.

**Which member of a list is which.** Members with an `id` (sections, subsections, blocks, entries,
references) are the same where their id is the same, wherever they are. Members without one (items,
rows, cells, columns, summary, also_called, lines of an address, telephone numbers) are matched by
similarity, equal ones first. The reader of a Word file often knows better, and says so:

    positions = {"blocks/symptoms-list/items": (0, None, 2)}

The key is the address of the list in base; the value has for each member of `theirs`, in order,
its position in base, or None where it is new. Lists that are not named there are matched by
similarity. Cells are matched as their `columns` are.

**Addresses.** As in `roundtrip.addresses`. Positions are those in base; of what was added, those in
the merged tree. A member that one side changed and the other removed is a conflict at its own
address (`sections/<id>`, `blocks/<id>/items/2`), and everything in it is decided with it. Two new
orders of one list are a conflict at `<address of the list>/order`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from publisher.pull.merging.compare import same
from publisher.pull.merging.index import COLLECTIONS, TreeIndex, member_address, members_of
from publisher.pull.merging.pairs import matched, stayed
from publisher.pull.merging.places import numbered_place_of, place_of
from publisher.pull.tree import Tree, Value

Side = Literal["ours", "theirs"]
ChangeKind = Literal["changed", "added", "removed", "moved"]
Positions = Mapping[str, tuple[int | None, ...]]
"""See above: by the address of a list, the position in base of each member of `theirs`."""
EVERY = "*"
"""Stands for the address of every conflict that is not named itself."""
_Key = tuple[str, int]  # a member without an id: the tree that it is from, its position there
_Member = TypeVar("_Member", str, _Key)
_Matches = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class MergedChange:
    """One edit of `theirs` that is in the merged tree."""

    kind: ChangeKind
    address: str
    before: Value
    """A text as the source spells it, or a member of a list; None where it is new."""
    after: Value
    """The same now; None where it was removed. Of a move, both are places in words."""
    place: str
    """The address in words: section "What it is", list "You may:", item 2."""
    key: str = field(default="", compare=False)
    """What it is refused by, whatever else is refused; changes of one key belong together."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One text or member that both sides changed, in two ways. None: it is not on that side."""

    address: str
    base: Value
    ours: Value
    theirs: Value
    place: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge."""

    tree: Tree
    """The merged tree; in conflicts that are not decided it contains ours."""
    changes: tuple[MergedChange, ...]
    conflicts: tuple[Conflict, ...]
    """The conflicts that are not decided."""
    settled: tuple[tuple[Conflict, Side], ...]
    """The conflicts that are decided, each with the side that is taken."""


def merge(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    decide: Side | Mapping[str, Side] | None = None,
    positions: Positions | None = None,
    refused: Collection[str] = (),
) -> Merged:
    """`ours` with the edits that lead from `base` to `theirs`.

    `decide` gives the side that is taken, by the address of a conflict; `"*"` in it, or a side
    instead of it, stands for all other conflicts. `refused` are keys of changes that are left out.
    """
    sides = {EVERY: decide} if isinstance(decide, str) else decide
    merger = _Merger(base, ours, theirs, sides or {}, positions or {})
    merger.refused = frozenset(refused)
    tree = merger.run()
    return Merged(tree, tuple(merger.changes), tuple(merger.conflicts), tuple(merger.settled))


class _Merger:
    """One merge under way."""

    def __init__(
        self,
        base: Tree,
        ours: Tree,
        theirs: Tree,
        decide: Mapping[str, Side],
        positions: Positions,
    ) -> None:
        self.trees = base, ours, theirs
        self.base, self.ours, self.theirs = (TreeIndex(tree) for tree in self.trees)
        self.decide = decide
        self.positions = positions
        self.markdown = "clinic" not in base
        self.changes: list[MergedChange] = []
        self.conflicts: list[Conflict] = []
        self.settled: list[tuple[Conflict, Side]] = []
        self.list_of: dict[str, str | None] = {}
        """The list that each member with an id is in after the merge; None where it is removed."""
        self.decided: dict[str, Side] = {}
        """Members that are taken as a whole from one side, because a conflict was about them."""
        self.columns: dict[str, tuple[_Matches, _Matches]] = {}
        """How the columns of each table were matched, by the start of its address."""
        self.refused: frozenset[str] = frozenset()

    def run(self) -> Tree:
        """The merged tree."""
        for name in dict.fromkeys([*self.base.members, *self.ours.members, *self.theirs.members]):
            if name not in self.list_of:
                self.list_of[name] = self._merged_list_of(name)
        return self._mapping("", *self.trees)

    def _same(self, one: Value, other: Value, key: str = "") -> bool:
        return same(one, other, markdown=self.markdown, key=key)

    def _place(self, address: str) -> str:
        return place_of(address, (self.ours, self.theirs, self.base))

    # Changes and conflicts

    def _change(
        self, kind: ChangeKind, address: str, before: Value, after: Value, key: str = ""
    ) -> bool:
        """Notes a change, unless it is refused. Returns whether it is made."""
        key = key or address
        if key in self.refused:
            return False
        sides = copy.deepcopy(before), copy.deepcopy(after)
        self.changes.append(MergedChange(kind, address, *sides, self._place(address), key))
        return True

    def _conflict(self, address: str, base: Value, ours: Value, theirs: Value) -> Side:
        """Notes a conflict. Returns the side that is taken: ours where it is not decided."""
        b, o, t = (copy.deepcopy(side) for side in (base, ours, theirs))
        conflict = Conflict(address, b, o, t, place=self._place(address))
        side = self.decide.get(address, self.decide.get(EVERY))
        if side is None:
            self.conflicts.append(conflict)
            return "ours"
        self.settled.append((conflict, side))
        return side

    # Members with ids: whether they are there, and in which list

    def _merged_list_of(self, name: str) -> str | None:
        """The address of the list that a member is in after the merge; None where it is removed."""
        old, our, their = (tree.list_of.get(name) for tree in (self.base, self.ours, self.theirs))
        base, ours, theirs = self._members(name)
        if their in (our, old):  # they did not move it
            removed_here = our is None and their is not None
            if removed_here and not self._same(theirs, base):
                return self._decide_whole(name, self._conflict(name, base, ours, theirs))
            return our
        if our == old:
            if their is None and not self._same(ours, base):
                return self._decide_whole(name, self._conflict(name, base, ours, theirs))
            if not self._follows_its_owner(name, their, old):
                if name in self.refused:
                    return self._left_as_it_is(name, old, their)
                self._note_placing(name, old, their)
            return their
        side = self._conflict(name, base, ours, theirs)
        if our is None or their is None:
            return self._decide_whole(name, side)
        return their if side == "theirs" else our

    def _left_as_it_is(self, name: str, old: str | None, new: str | None) -> str | None:
        """The list of a member whose adding, removing or moving is refused."""
        return self._decide_whole(name, "ours") if old is None or new is None else old

    def _members(self, name: str) -> tuple[Tree | None, Tree | None, Tree | None]:
        """The member at an address in base, ours and theirs."""
        return (
            self.base.members.get(name),
            self.ours.members.get(name),
            self.theirs.members.get(name),
        )

    def _decide_whole(self, name: str, side: Side) -> str | None:
        """Takes a member and everything in it from one side. Returns the list that it is in."""
        holder = self.ours if side == "ours" else self.theirs
        for tree in (self.base, self.ours, self.theirs):
            for inner in tree.inside.get(name, ()):
                self.decided[inner] = side
                self.list_of[inner] = holder.list_of.get(inner)
        self.decided[name] = side
        return holder.list_of.get(name)

    def _follows_its_owner(self, name: str, new: str | None, old: str | None) -> bool:
        """Whether a member was added or removed together with one that it is in."""
        side, other = (self.base, self.theirs) if new is None else (self.theirs, self.base)
        owners = [owner for owner, inner in side.inside.items() if name in inner]
        return (new is None or old is None) and any(one not in other.members for one in owners)

    def _note_placing(self, name: str, old: str | None, new: str | None) -> None:
        """Notes that a member was added, removed, or moved to another list."""
        base, _, theirs = self._members(name)
        if new is None:
            self._change("removed", name, self._removed_part(base), None)
        elif old is None:
            self._change("added", name, None, theirs)
        else:
            before = numbered_place_of(name, self.base)
            self._change("moved", name, before, numbered_place_of(name, self.theirs))

    def _removed_part(self, member: Tree | None) -> Tree | None:
        """A removed member without those inside it that were moved elsewhere."""
        if member is None:
            return None
        kept = dict(member)
        for key in COLLECTIONS.keys() & member.keys():
            kept[key] = [
                self._removed_part(inner)
                for inner in members_of(member[key])
                if member_address(key, inner) not in self.theirs.members
            ]
        return kept

    def _with_ids(self, address: str) -> list[Value]:
        """The members of a list with ids, in order, each merged."""
        orders = [side.lists.get(address, []) for side in (self.base, self.ours, self.theirs)]
        members = {name for order in orders for name in order if self.list_of.get(name) == address}
        base, ours, theirs = ([name for name in order if name in members] for order in orders)
        order = self._order(address, base, ours, theirs)
        self._moves(order, ours, str, f"{address}/order")
        return [self._merged_member(name) for name in order]

    def _merged_member(self, name: str) -> Tree:
        base, ours, theirs = self._members(name)
        present = [member for member in (base, ours, theirs) if member is not None]
        side = self.decided.get(name)
        if side is not None or len(present) == 1:
            whole = present[0] if side is None else ours if side == "ours" else theirs
            return self._mapping(name, whole, whole, whole)
        return self._mapping(name, base, ours, theirs)

    def _order(
        self, address: str, base: list[_Member], ours: list[_Member], theirs: list[_Member]
    ) -> list[_Member]:
        """The members of all three in an order that keeps what each side moved."""
        shared = set(base) & set(ours) & set(theirs)
        b, o, t = ([key for key in side if key in shared] for side in (base, ours, theirs))
        if self._key(address, "order") in self.refused:
            return _inserted(ours, theirs, first=False)
        if o == b:
            return _inserted(theirs, ours, first=True)
        sides = [_as_value(side) for side in (b, o, t)]
        if t not in (b, o) and self._conflict(f"{address}/order", *sides) == "theirs":
            return _inserted(theirs, ours, first=True)
        return _inserted(ours, theirs, first=False)

    def _moves(
        self,
        order: list[_Member],
        ours: list[_Member],
        address: Callable[[_Member], str],
        key: str,
    ) -> None:
        """Notes which members are in another order than in `ours`; they are refused together."""
        shared = [key for key in order if key in ours]
        kept = stayed([ours.index(key) for key in shared])
        for index, member in enumerate(shared):
            if index not in kept:
                old, new = ours.index(member) + 1, order.index(member) + 1
                self._change("moved", address(member), f"number {old}", f"number {new}", key)

    # Values

    def _mapping(self, address: str, *trees: Tree | None) -> Tree:
        base, ours, theirs = ({} if tree is None else tree for tree in trees)
        merged: Tree = {}
        for key in dict.fromkeys([*ours, *theirs, *base]):
            here = f"{address}/{key}".removeprefix("/")
            if key in COLLECTIONS:
                merged[key] = self._with_ids(here)
            else:
                merged[key] = self._value(here, key, base.get(key), ours.get(key), theirs.get(key))
        return merged

    def _value(self, address: str, key: str, base: Value, ours: Value, theirs: Value) -> Value:
        if isinstance(base, dict) and isinstance(ours, dict) and isinstance(theirs, dict):
            return self._mapping(address, base, ours, theirs)
        lists = [side or [] for side in (base, ours, theirs) if isinstance(side, list | None)]
        if len(lists) == 3 and any(lists):
            return self._list(address, key, *lists)
        if self._same(ours, theirs, key) or self._same(theirs, base, key):
            return copy.deepcopy(ours)
        if self._same(ours, base, key):
            is_made = self._change("changed", address, base, theirs)
            return copy.deepcopy(theirs if is_made else ours)
        return copy.deepcopy(
            ours if self._conflict(address, base, ours, theirs) == "ours" else theirs
        )

    # Lists without ids

    def _list(
        self, address: str, key: str, base: list[Value], ours: list[Value], theirs: list[Value]
    ) -> list[Value]:
        left = self._matches(address, base, ours, 0)
        right = self._matches(address, base, theirs, 1)
        if key == "columns":
            self.columns[address.removesuffix("columns")] = left, right
        if self._same(ours, theirs, key) or self._same(theirs, base, key):
            return copy.deepcopy(ours)
        o: list[_Key] = [
            ("base", at) if at is not None else ("ours", n) for n, at in enumerate(left)
        ]
        t, shown = self._shown(address, key, right, ours, theirs, o)
        b: list[_Key] = [("base", at) for at in range(len(base))]
        values: dict[_Key, Value] = {}
        for one in dict.fromkeys([*b, *o, *t]):
            self._member(address, key, one, values, (base, ours, shown), (b, o, t))
        kept = [[one for one in side if one in values] for side in (b, o, t)]
        order = self._order(address, *kept)
        self._moves(order, kept[1], lambda one: f"{address}/{one[1]}", self._key(address, "order"))
        for number, one in enumerate(order):
            if one[0] == "theirs":
                added = self._key(address, f"+{one[1]}")
                self._change("added", f"{address}/{number}", None, values[one], added)
        return [values[one] for one in order]

    def _shown(
        self,
        address: str,
        key: str,
        right: _Matches,
        ours: list[Value],
        theirs: list[Value],
        o: list[_Key],
    ) -> tuple[list[_Key], list[Value]]:
        """The members of `theirs` with their values, but for new ones that are refused."""
        t: list[_Key] = []
        shown: list[Value] = []
        for number, at in enumerate(right):
            if at is not None and ("base", at) not in t:
                t.append(("base", at))
                shown.append(theirs[number])
                continue
            twin = (
                mine
                for mine in o
                if mine[0] == "ours"
                and mine not in t
                and self._same(ours[mine[1]], theirs[number], key)
            )
            new = next(twin, ("theirs", number))
            if new[0] == "ours" or self._key(address, f"+{number}") not in self.refused:
                t.append(new)
                shown.append(theirs[number])
        return t, shown

    def _member(
        self,
        address: str,
        key: str,
        one: _Key,
        values: dict[_Key, Value],
        sides: tuple[list[Value], ...],
        orders: tuple[list[_Key], ...],
    ) -> None:
        """Puts the merged value of one member into `values`, unless it is removed."""
        base, ours, theirs = (
            side[order.index(one)] if one in order else None
            for side, order in zip(sides, orders, strict=True)
        )
        kind, at = one
        here = f"{address}/{at}"
        if kind != "base":
            values[one] = copy.deepcopy(ours if ours is not None else theirs)
        elif ours is not None and theirs is not None:
            values[one] = self._value(here, key, base, ours, theirs)
        elif ours is not None:
            if not self._same(ours, base, key):
                if self._conflict(here, base, ours, None) == "ours":
                    values[one] = copy.deepcopy(ours)
            elif not self._change("removed", here, base, None, self._key(address, str(at))):
                values[one] = copy.deepcopy(ours)
        elif (
            theirs is not None
            and not self._same(theirs, base, key)
            and self._conflict(here, base, None, theirs) == "theirs"
        ):
            values[one] = copy.deepcopy(theirs)

    def _key(self, address: str, member: str) -> str:
        """What a change of a list without ids is refused by; cells go with their column."""
        table, _, row = address.partition("rows/")
        return f"{table}columns/{member}" if row.isdecimal() else f"{address}/{member}"

    def _matches(self, address: str, base: list[Value], side: list[Value], which: int) -> _Matches:
        """The position in `base` of each member of `side`; `which` is 0 for ours, 1 for theirs."""
        known = self.positions.get(address) if which else None
        if known is not None and len(known) == len(side):
            return tuple(at if at is not None and at < len(base) else None for at in known)
        table, _, row = address.partition("rows/")
        if row.isdecimal():
            columns = self.columns.get(table)
            if columns and len(columns[which]) == len(side):
                return columns[which]
            if len(base) == len(side):
                return tuple(range(len(side)))
        return matched(base, side)


def _as_value(order: Sequence[str | _Key]) -> list[Value]:
    """An order of members for a conflict."""
    return [key if isinstance(key, str) else list[Value](key) for key in order]


def _inserted(order: list[_Member], other: list[_Member], *, first: bool) -> list[_Member]:
    """`order` with what only `other` has, each after the member that it follows in `other`.

    Where both have members of their own in one place, those of `other` come first if `first`.
    """
    merged = list(order)
    for number, key in enumerate(other):
        if key in merged:
            continue
        before = next((one for one in reversed(other[:number]) if one in merged), None)
        at = merged.index(before) + 1 if before is not None else 0
        while not first and at < len(merged) and merged[at] not in other:
            at += 1
        merged.insert(at, key)
    return merged
