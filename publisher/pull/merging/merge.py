"""What came home, merged with what the source says by now.

Three trees, plain data: `base` is what the Word file was built from, `ours` what the source says
now, `theirs` what the edited Word file says. A tree is `Condition.model_dump(mode="json")`, or the
clinic of a brand: `{"clinic": {…}, "emergency_number": …}`. All three have the same shape.

**Which member of a list is which.** Members with an `id` (sections, subsections, blocks, entries,
references) are the same where their id is, wherever they stand. Members without (items, rows,
cells, columns, summary, also_called, lines of an address, telephone numbers) are matched by
likeness, exact first. Where the reader of a Word file knows better, it says so beside the tree:

    was = {"blocks/symptoms-list/items": (0, None, 2)}

The key is the address of the list in base (`publisher.places`: `summary`, `blocks/<id>/items`,
`blocks/<id>/items/1/items`, `blocks/<id>/rows`, `blocks/<id>/columns`, `clinic/phones`); the value
has for each member of `theirs`, in order, its position in base, or None where it is new. A list
that `was` does not name is matched by likeness. Cells are matched as `columns` are.

**Addresses.** As in `publisher.places`. Positions are those in base; of what was added, those in
the merged tree. A member that one side changed and the other removed is a conflict at its own
address (`sections/<id>`, `blocks/<id>/items/2`), and all that is in it is decided with it. Two new
orders of one list are a conflict at `<address of the list>/order`.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar

from publisher.content import inline
from publisher.errors import shortened
from publisher.pull.merging.pairs import matched, stayed
from publisher.pull.tree import Tree

Side = Literal["ours", "theirs"]
Was = Mapping[str, tuple[int | None, ...]]
EVERY = "*"
_Member = TypeVar("_Member", bound=Hashable)
_Key = tuple[str, int]  # (the side that it comes from, its position there)
_Matches = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class MergedChange:
    """One edit of `theirs` that the merged tree contains."""

    kind: Literal["changed", "added", "removed", "moved"]
    address: str
    before: Any  # a text as its source spells it, or a member's tree; None where it is new
    after: Any  # None where it is gone; of what moved, both say in words where it stood and stands
    place: str  # where it stands, in words: section "What it is", list "You may:", item 2


@dataclass(frozen=True, slots=True)
class Conflict:
    """One unit that both sides changed, each in its own way. None: not there on that side."""

    address: str
    base: Any
    ours: Any
    theirs: Any
    place: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it."""

    tree: Tree  # where a conflict is open, it contains ours
    changes: tuple[MergedChange, ...]
    conflicts: tuple[Conflict, ...]  # those that `decide` says nothing of
    settled: tuple[tuple[Conflict, Side], ...]  # those that it decides


def merge(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    decide: Side | Mapping[str, Side] | None = None,
    was: Was | None = None,
) -> Merged:
    """`ours` with the edits in it that lead from `base` to `theirs`.

    `decide` says for the address of a conflict which side is taken; `"*"` in it, or a side alone,
    is taken for all others.
    """
    merger = _Merger(
        base, ours, theirs, {EVERY: decide} if isinstance(decide, str) else decide, was
    )
    tree = merger.run()
    return Merged(tree, tuple(merger.changes), tuple(merger.conflicts), tuple(merger.settled))


def fresh_id(above: str, words: str, taken: set[str]) -> str:
    """An id for a new block or section: the id above it and some of its words.

    It is none of `taken`. Letters without accents; words that have none are left out.
    """
    folded = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = [above, *re.findall(r"[a-z0-9]+", folded.replace("'", ""))[:4]]
    start = re.sub(r"^[^a-z]+", "", "-".join(part for part in parts if part)[:56].strip("-"))
    start = start or "block"
    number, name = 1, start
    while name in taken:
        number += 1
        name = f"{start}-{number}"
    return name


def same(one: Any, other: Any, *, marked: bool = True, key: str = "") -> bool:
    """Whether two trees say the same: texts by what they mean, None as an empty list."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return all(same(one.get(k), other.get(k), marked=marked, key=k) for k in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            same(a, b, marked=marked, key=key) for a, b in zip(one, other, strict=True)
        )
    if one == other or (one in _NOTHING and other in _NOTHING):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return marked and key not in _EXACT and _meaning(one) == _meaning(other)
    return False


# Lists whose members have ids, and what their addresses start with.
_NAMED = {
    "sections": "sections",
    "subsections": "subsections",
    "blocks": "blocks",
    "body": "blocks",
    "glossary": "glossary",
    "references": "references",
}
_NOTHING: tuple[Any, ...] = (None, [])
_EXACT = frozenset(
    {
        *("id", "kind", "url", "file", "symbol", "anatomy", "organs"),
        *("code", "display", "reviewer", "condition"),
    }
)


@lru_cache(maxsize=4096)
def _meaning(source: str) -> Any:
    try:
        return inline.parse(source).nodes
    except inline.InlineError:
        return source


class _TreeIndex:
    """One of the three trees: its members with ids, and the list that each stands in."""

    def __init__(self, tree: Tree) -> None:
        self.nodes: dict[str, Tree] = {}
        self.homes: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {}
        self.inside: dict[str, list[str]] = {}  # every member below a member
        self._read(tree, "", [])

    def _read(self, tree: Tree, address: str, above: list[str]) -> None:
        for key, value in tree.items():
            here = f"{address}/{key}".removeprefix("/")
            if isinstance(value, dict):
                self._read(value, here, above)
            elif key in _NAMED and isinstance(value, list):
                names = [f"{_NAMED[key]}/{member['id']}" for member in value]
                self.lists[here] = names
                for name, member in zip(names, value, strict=True):
                    self.nodes[name], self.homes[name] = member, here
                    for owner in above:
                        self.inside.setdefault(owner, []).append(name)
                    self._read(member, name, [*above, name])


class _Merger:
    """One merge under way."""

    def __init__(
        self,
        base: Tree,
        ours: Tree,
        theirs: Tree,
        decide: Mapping[str, Side] | None,
        was: Was | None,
    ) -> None:
        self.trees = base, ours, theirs
        self.base, self.ours, self.theirs = (_TreeIndex(tree) for tree in self.trees)
        self.decide: Mapping[str, Side] = decide or {}
        self.was: Was = was or {}
        self.marked = "clinic" not in base
        self.changes: list[MergedChange] = []
        self.conflicts: list[Conflict] = []
        self.settled: list[tuple[Conflict, Side]] = []
        self.homes: dict[str, str | None] = {}
        self.governed: dict[str, Side] = {}  # members inside one that one side decides as a whole
        self.columns: dict[str, tuple[_Matches, _Matches]] = {}

    def run(self) -> Tree:
        """The merged tree."""
        for name in dict.fromkeys([*self.base.nodes, *self.ours.nodes, *self.theirs.nodes]):
            if name not in self.homes:
                self._house(name)
        return self._mapping("", *self.trees)

    # What is decided

    def _same(self, one: Any, other: Any, key: str = "") -> bool:
        return same(one, other, marked=self.marked, key=key)

    def _change(
        self, kind: Literal["changed", "added", "removed", "moved"], address: str, *sides: Any
    ) -> None:
        before, after = copy.deepcopy(sides)
        self.changes.append(MergedChange(kind, address, before, after, self._place(address)))

    def _conflict(self, address: str, base: Any, ours: Any, theirs: Any) -> Side:
        """Which side is taken; ours where nobody has said."""
        conflict = Conflict(
            address, *copy.deepcopy((base, ours, theirs)), place=self._place(address)
        )
        side = self.decide.get(address, self.decide.get(EVERY))
        if side is None:
            self.conflicts.append(conflict)
            return "ours"
        self.settled.append((conflict, side))
        return side

    # Members with ids: whether they are there, and where

    def _house(self, name: str) -> None:
        b, o, t = (side.homes.get(name) for side in (self.base, self.ours, self.theirs))
        nodes = [side.nodes.get(name) for side in (self.base, self.ours, self.theirs)]
        base, ours, theirs = nodes
        home = o
        if o == t or t == b:
            kept = o is not None or t is None or self._same(theirs, base)
            if not kept:
                home = self._govern(name, self._conflict(name, *nodes))
        elif o == b:
            home = t
            if t is None and not self._same(ours, base):
                home = self._govern(name, self._conflict(name, *nodes))
            elif not self._within(name, t, b):
                self._housed(name, b, t)
        else:
            side = self._conflict(name, *nodes)
            home = self._govern(name, side) if o is None or t is None else (o, t)[side == "theirs"]
        self.homes[name] = home

    def _govern(self, name: str, side: Side) -> str | None:
        """One side decides `name` and all that is in it on any side."""
        holder = self.ours if side == "ours" else self.theirs
        for each in (self.base, self.ours, self.theirs):
            for inner in each.inside.get(name, ()):
                self.governed[inner] = side
                self.homes[inner] = holder.homes.get(inner)
        self.governed[name] = side
        return holder.homes.get(name)

    def _within(self, name: str, new: str | None, old: str | None) -> bool:
        """Whether `name` came or went with the member that it stands in."""
        side, other = (self.base, self.theirs) if new is None else (self.theirs, self.base)
        owners = [owner for owner, inner in side.inside.items() if name in inner]
        return (new is None or old is None) and any(o not in other.nodes for o in owners)

    def _housed(self, name: str, old: str | None, new: str | None) -> None:
        base, theirs = self.base.nodes.get(name), self.theirs.nodes.get(name)
        if new is None:
            self._change("removed", name, self._gone(base), None)
        elif old is None:
            self._change("added", name, None, theirs)
        else:
            self._change(
                "moved", name, self._where(self.base, name), self._where(self.theirs, name)
            )

    def _gone(self, node: Any) -> Any:
        """A member that was removed without the members in it that now stand elsewhere."""
        if not isinstance(node, dict):
            return node
        kept = dict(node)
        for key in _NAMED.keys() & node.keys():
            inner = [
                one for one in node[key] if f"{_NAMED[key]}/{one['id']}" not in self.theirs.nodes
            ]
            kept[key] = [self._gone(one) for one in inner]
        return kept

    def _named(self, address: str) -> list[Tree]:
        """The members of a list with ids, in order, each merged."""
        orders = [side.lists.get(address, []) for side in (self.base, self.ours, self.theirs)]
        members = {name for order in orders for name in order if self.homes.get(name) == address}
        base, ours, theirs = ([name for name in order if name in members] for order in orders)
        order = self._order(address, base, ours, theirs)
        self._moves(order, ours, str)
        merged = []
        for name in order:
            nodes = [side.nodes.get(name) for side in (self.base, self.ours, self.theirs)]
            if (side := self.governed.get(name)) is not None:
                nodes = [nodes[1 if side == "ours" else 2]] * 3
            present = [node for node in nodes if node is not None]
            only = present[0] if len(present) == 1 else None
            merged.append(
                self._mapping(name, only, only, only) if only else self._mapping(name, *nodes)
            )
        return merged

    def _order(
        self, address: str, base: list[_Member], ours: list[_Member], theirs: list[_Member]
    ) -> list[_Member]:
        """The members of all three in an order that keeps what each side moved."""
        shared = set(base) & set(ours) & set(theirs)
        b, o, t = ([key for key in side if key in shared] for side in (base, ours, theirs))
        if o == b:
            return _inserted(theirs, ours, first=True)
        if t not in (b, o) and self._conflict(f"{address}/order", b, o, t) == "theirs":
            return _inserted(theirs, ours, first=True)
        return _inserted(ours, theirs, first=False)

    def _moves(
        self, order: list[_Member], ours: list[_Member], address: Callable[[_Member], str]
    ) -> None:
        """Note which members stand in another order than in `ours`."""
        shared = [key for key in order if key in ours]
        kept = stayed([ours.index(key) for key in shared])
        for index, key in enumerate(shared):
            if index not in kept:
                old, new = ours.index(key) + 1, order.index(key) + 1
                self._change("moved", address(key), f"number {old}", f"number {new}")

    # Values

    def _mapping(self, address: str, *trees: Tree | None) -> Tree:
        base, ours, theirs = ({} if tree is None else tree for tree in trees)
        merged = {}
        for key in dict.fromkeys([*ours, *theirs, *base]):
            here = f"{address}/{key}".removeprefix("/")
            if key in _NAMED:
                merged[key] = self._named(here)
            else:
                merged[key] = self._value(here, key, base.get(key), ours.get(key), theirs.get(key))
        return merged

    def _value(self, address: str, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        sides = base, ours, theirs
        if all(isinstance(side, dict) for side in sides):
            return self._mapping(address, *sides)
        if all(isinstance(side, list) or side is None for side in sides) and any(sides):
            return self._list(address, key, *(side or [] for side in sides))
        if self._same(ours, theirs, key) or self._same(theirs, base, key):
            return copy.deepcopy(ours)
        if self._same(ours, base, key):
            self._change("changed", address, base, theirs)
            return copy.deepcopy(theirs)
        return copy.deepcopy(ours if self._conflict(address, *sides) == "ours" else theirs)

    # Lists without ids

    def _list(
        self, address: str, key: str, base: list[Any], ours: list[Any], theirs: list[Any]
    ) -> list[Any]:
        left = self._matches(address, base, ours, 0)
        right = self._matches(address, base, theirs, 1)
        if key == "columns":
            self.columns[address.removesuffix("columns")] = left, right
        if self._same(ours, theirs, key) or self._same(theirs, base, key):
            return copy.deepcopy(ours)
        o: list[_Key] = [
            ("base", at) if at is not None else ("ours", n) for n, at in enumerate(left)
        ]
        t: list[_Key] = []
        for number, at in enumerate(right):
            if at is not None and ("base", at) not in t:
                t.append(("base", at))
                continue
            twin = (
                mine
                for mine in o
                if mine[0] == "ours"
                and mine not in t
                and self._same(ours[mine[1]], theirs[number], key)
            )
            t.append(next(twin, ("theirs", number)))
        b: list[_Key] = [("base", at) for at in range(len(base))]
        values: dict[_Key, Any] = {}
        for one in dict.fromkeys([*b, *o, *t]):
            self._member(address, key, one, values, (base, ours, theirs), (b, o, t))
        kept = [[one for one in side if one in values] for side in (b, o, t)]
        order = self._order(address, *kept)
        self._moves(order, kept[1], lambda one: f"{address}/{one[1]}")
        for number, one in enumerate(order):
            if one[0] == "theirs":
                self._change("added", f"{address}/{number}", None, values[one])
        return [values[one] for one in order]

    def _member(
        self,
        address: str,
        key: str,
        one: _Key,
        values: dict[_Key, Any],
        sides: tuple[list[Any], ...],
        orders: tuple[list[_Key], ...],
    ) -> None:
        """The merged value of one member into `values`, unless it is gone."""
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
            else:
                self._change("removed", here, base, None)
        elif (
            theirs is not None
            and not self._same(theirs, base, key)
            and self._conflict(here, base, None, theirs) == "theirs"
        ):
            values[one] = copy.deepcopy(theirs)

    def _matches(self, address: str, base: list[Any], side: list[Any], which: int) -> _Matches:
        """For each member of `side` its position in `base`."""
        known = self.was.get(address) if which else None
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

    # In words

    def _where(self, side: _TreeIndex, name: str) -> str:
        home = side.homes[name]
        number = side.lists[home].index(name) + 1
        above = self._place(home.rpartition("/")[0], side)
        return f"{above}, number {number}" if above else f"number {number}"

    def _place(self, address: str, side: _TreeIndex | None = None) -> str:
        """Where an address stands, as a person finds it."""
        sides = (side,) if side else (self.ours, self.theirs, self.base)
        start, _, rest = address.partition("/")
        if start not in _NAMED.values() or not rest:
            return _words_of("", address)
        key, _, rest = rest.partition("/")
        name = f"{start}/{key}"
        holder = next((each for each in sides if name in each.nodes), None)
        if holder is None:
            return address
        node, home = holder.nodes[name], holder.homes[name]
        above = self._place(home.rpartition("/")[0], holder)
        return ", ".join(
            filter(None, [above, _label(start, node), _words_of(node.get("kind", ""), rest)])
        )


def _inserted(order: list[_Member], other: list[_Member], *, first: bool) -> list[_Member]:
    """`order` with what only `other` has, each after the member that it follows there.

    `first`: before what only `order` has in the same place, else after it.
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


# In words ----------------------------------------------------------------------------------

_BLOCKS = {"write_in": "lines to write on", "definitions": "list of terms"}
_PARTS = {
    "lead_in": "lead-in",
    "alt": "alternative text",
    "also_called": "other name",
    "short_title": "short title",
    "summary": "summary",
    "columns": "column heading",
    "rows": "row",
    "phones": "telephone number",
    "address": "line of the address",
    "emergency_number": "emergency number",
    "url": "web address",
}


def _label(start: str, node: Tree) -> str:
    """A member with an id as a person knows it: section "What it is"."""
    kind = start.removesuffix("s") if start != "glossary" else "glossary entry"
    if start == "blocks":
        kind = _BLOCKS.get(str(node.get("kind")), str(node.get("kind")))
    keys = ("heading", "lead_in", "caption", "label", "term", "text")
    said = next((str(node[key]) for key in keys if node.get(key)), str(node.get("id")))
    with suppress(inline.InlineError):
        said = inline.parse(said).plain
    return f'{kind} "{shortened(said, 40)}"'


def _words_of(kind: str, rest: str) -> str:
    """The part of an address below a member, in words: row 2, cell 1."""
    said: list[str] = []
    keys = rest.split("/") if rest else []
    for number, key in enumerate(keys):
        if not key.isdecimal():
            word = _PARTS.get(key, key)
            one = {"steps": "step", "questions": "question"}.get(kind, "item")
            said.append(one if key == "items" else word)
        elif number and keys[number - 1].isdecimal():
            said.append(f"cell {int(key) + 1}")
        else:
            said[-1:] = [f"{said[-1] if said else ''} {int(key) + 1}".strip()]
    return ", ".join(said)
