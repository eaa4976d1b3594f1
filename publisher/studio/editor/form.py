"""A part of a source as a form: nodes with fields and lists, each with its place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.source.positions import Positions
from publisher.studio.editor.changes import Place
from publisher.studio.editor.kinds import (
    BLOCKS,
    GLOSSARY,
    NODES,
    PLAIN_PARTS,
    REFERENCES,
    SUMMARY,
    Control,
    FieldKind,
    LengthLimits,
    ListKind,
)

Options = Mapping[str, tuple[tuple[str, str], ...]]
FRONT, SUMMARY_PART, PLAIN, TERMS, SOURCES, WORDING = (
    "front",
    "summary",
    "plain",
    "glossary",
    "references",
    "wording",
)


def place_name(at: Place) -> str:
    """A place as a page says it, spelled as browsers spell it."""
    return json.dumps(at, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Placed:
    at: Place
    line: int

    @property
    def place(self) -> str:
        """Its place, as a step says it."""
        return place_name(self.at)

    @property
    def html_id(self) -> str:
        """Its id on the page."""
        return "-".join(["f", *map(str, self.at)])


@dataclass(frozen=True, slots=True)
class FormField(_Placed):
    """One value."""

    label: str
    control: Control
    value: str
    limits: LengthLimits
    hint: str = ""
    is_optional: bool = False
    options: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class FormList(_Placed):
    """A list of nodes, and what may be added to it."""

    label: str
    member: str
    members: tuple[FormNode, ...]
    palette: tuple[tuple[str, str], ...]
    bounds: str


@dataclass(frozen=True, slots=True)
class FormNode(_Placed):
    """Something with fields and lists."""

    kind: str
    label: str
    says: str
    id: str
    fields: tuple[FormField, ...] = ()
    lists: tuple[FormList, ...] = ()
    parts: tuple[FormNode, ...] = ()
    """The short wording and the question sheet of a section, the review of a guide."""
    may_add: tuple[tuple[str, str], ...] = ()
    """The parts that it has not: (key, words)."""
    use: str = ""
    """The shared wording that stands here."""
    brands: str = ""
    """For which brands it is, where that is not all."""
    is_removable: bool = False
    cells: tuple[FormField, ...] = ()
    """Those of a row of a table."""


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """A part of a source that a form shows at a time."""

    key: str
    label: str
    at: Place
    is_section: bool = False
    is_shared: bool = False

    @property
    def place(self) -> str:
        """Its place, as a step says it."""
        return place_name(self.at)


def outline(tree: Any) -> tuple[OutlinePart, ...]:
    """The parts of a source in their order."""
    if not isinstance(tree, dict):
        return ()
    if "shared" in tree:
        return (OutlinePart(WORDING, "The wording", ()),)
    parts = [
        OutlinePart(FRONT, "Title and review", ()),
        OutlinePart(SUMMARY_PART, "At a glance", ("summary",)),
    ]
    for number, one in enumerate(_list(tree.get("sections"))):
        at: Place = ("sections", number)
        if isinstance(one, dict) and "use" in one:
            parts.append(OutlinePart(f"section-{number}", str(one["use"]), at, True, True))
        elif isinstance(one, dict):
            label = str(one.get("heading") or "A section without a heading")
            parts.append(OutlinePart(str(one.get("id", f"section-{number}")), label, at, True))
    parts += [
        OutlinePart(PLAIN, "Easy Read", ("plain",)),
        OutlinePart(TERMS, "Glossary", ("glossary",)),
        OutlinePart(SOURCES, "Sources", ("references",)),
    ]
    return tuple(parts)


def part_of(tree: Any, at: Place) -> str:
    """The part of a source that shows what stands at a place."""
    best = ""
    for one in outline(tree):
        if one.at == at[: len(one.at)]:
            best = one.key if one.at or not best else best
    return best


class FormReader:
    """Makes the forms of one draft. `options` are what the project has to choose from."""

    def __init__(self, tree: Any, places: Positions, options: Options) -> None:
        self._tree, self._places, self._options = tree, places, options

    def part(self, key: str) -> FormNode | None:
        """The form of a part; None where there is no such part."""
        found = next((one for one in outline(self._tree) if one.key == key), None)
        if found is None:
            return None
        if found.is_section:
            return self._node(self._tree["sections"][found.at[1]], found.at, "section")
        if key == FRONT:
            return self._front()
        if key == WORDING:
            return self._wording()
        listed = {SUMMARY_PART: SUMMARY, PLAIN: PLAIN_PARTS, TERMS: GLOSSARY, SOURCES: REFERENCES}
        kind = listed[key]
        members = self._list_of(self._tree, (), kind)
        return FormNode(found.at, self._line(found.at), key, kind.label, "", "", lists=(members,))

    def _front(self) -> FormNode:
        kind = NODES["front"]
        review = self._tree.get("review")
        parts = (self._node(review, ("review",), "review"),) if isinstance(review, dict) else ()
        fields = tuple(self._field(self._tree, (), one) for one in kind.fields)
        lists = tuple(self._list_of(self._tree, (), one) for one in kind.lists)
        return FormNode((), 1, "front", kind.label, "", "", fields, lists, parts)

    def _wording(self) -> FormNode:
        tree = self._tree
        if isinstance(tree.get("section"), dict):
            return self._node(tree["section"], ("section",), "section")
        if isinstance(tree.get("entry"), dict):
            return self._node(tree["entry"], ("entry",), "shared_entry")
        blocks = self._list_of(tree, (), ListKind("blocks", "Blocks", "Block", BLOCKS, "1 or more"))
        name = str(tree.get("shared", ""))
        return FormNode((), 1, "wording", "Shared wording", "", name, lists=(blocks,))

    # Nodes ------------------------------------------------------------------------------------

    def _node(self, value: Any, at: Place, what: str) -> FormNode:
        removable = isinstance(at[-1], int)
        if isinstance(value, dict) and "use" in value:
            name = str(value["use"])
            words = "Shared wording"
            return FormNode(at, self._line(at), "use", words, "", "", use=name, is_removable=True)
        if isinstance(value, dict) and what in ("block", "section", "text", "item"):
            own = value.get("kind")
            what = own if isinstance(own, str) and own in NODES and what != "section" else what
        kind = NODES.get("entry" if what == "shared_entry" else what)
        if kind is None:
            words = f"Unknown kind {value.get('kind') if isinstance(value, dict) else value!r}"
            return FormNode(at, self._line(at), what, words, "", "", is_removable=removable)
        held = value if isinstance(value, dict) else {}
        fields = kind.fields if what != "shared_entry" else kind.fields[:2]
        parts, may_add = self._parts(held, at, what)
        return FormNode(
            at,
            self._line(at),
            what,
            kind.label,
            kind.says,
            str(held.get("id", "")),
            tuple(self._field(value, at, one) for one in fields),
            tuple(self._list_of(held, at, one) for one in kind.lists),
            parts,
            may_add,
            brands=_brands(held),
            is_removable=removable or what in ("brief", "sheet"),
        )

    def _parts(
        self, held: dict[str, Any], at: Place, what: str
    ) -> tuple[tuple[FormNode, ...], tuple[tuple[str, str], ...]]:
        if what != "section":
            return (), ()
        keys = [key for key in ("brief", "sheet") if isinstance(held.get(key), dict)]
        nodes = tuple(self._node(held[key], (*at, key), key) for key in keys)
        absent = tuple((key, NODES[key].label) for key in ("brief", "sheet") if key not in keys)
        return nodes, absent

    def _list_of(self, held: dict[str, Any], above: Place, kind: ListKind) -> FormList:
        at: Place = (*above, kind.key)
        members = tuple(self._members(_list(held.get(kind.key)), at, kind))
        return FormList(
            at, self._line(at), kind.label, kind.member, members, kind.palette, kind.bounds
        )

    def _members(self, values: list[Any], at: Place, kind: ListKind) -> Iterator[FormNode]:
        for number, value in enumerate(values):
            own: Place = (*at, number)
            what = kind.palette[0][0]
            if what == "row":
                yield self._row(value, own)
            elif what == "column":
                field = self._field(value, own, FieldKind("", f"Column {number + 1}", Control.LINE))
                yield FormNode(own, field.line, "column", "Column", "", "", (field,))
            elif kind.key in ("blocks", "body"):
                yield self._node(value, own, "block")
            else:
                is_hole = isinstance(value, dict) and value.get("kind") == "missing"
                yield self._node(value, own, "missing" if is_hole else what)

    def _row(self, value: Any, at: Place) -> FormNode:
        columns = _list(self._value((*at[:-2], "columns")))
        cells = tuple(
            self._field(
                value,
                at,
                FieldKind("", str(columns[n]) if n < len(columns) else f"Cell {n + 1}"),
                n,
            )
            for n in range(len(_list(value)))
        )
        line = self._line(at)
        return FormNode(at, line, "row", "Row", "", "", is_removable=True, cells=cells)

    # Fields -----------------------------------------------------------------------------------

    def _field(
        self, held: Any, above: Place, kind: FieldKind, cell: int | None = None
    ) -> FormField:
        at: Place = (*above, kind.key) if kind.key else above
        value = held.get(kind.key) if isinstance(held, dict) and kind.key else held
        if cell is not None:
            at, value = (*above, cell), held[cell]
        if kind.key and not isinstance(held, dict):
            value = held if kind.key == "text" else None
        shown = _shown(value)
        return FormField(
            at,
            self._line(at),
            kind.label,
            kind.control,
            shown,
            kind.limits,
            kind.hint,
            kind.is_optional,
            self._choices(kind, shown),
            kind.least,
            kind.most,
        )

    def _choices(self, kind: FieldKind, value: str) -> tuple[tuple[str, str], ...]:
        if kind.control is not Control.CHOICE:
            return ()
        known = self._options[kind.options] if isinstance(kind.options, str) else kind.options
        empty = (("", "None"),) if kind.is_optional else ()
        strange = value and value not in {one for one, _ in known}
        return (*empty, *known, *(((value, value),) if strange else ()))

    def _value(self, at: Place) -> Any:
        value = self._tree
        for key in at:
            value = value.get(key) if isinstance(value, dict) else value[int(key)]
        return value

    def _line(self, at: Place) -> int:
        while at and at not in self._places:
            at = at[:-1]
        return self._places[at].line if at else 1


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(value: Any) -> str:
    if value is None or isinstance(value, dict):
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _brands(held: dict[str, Any]) -> str:
    """For which brands something is, in words."""
    for key, words in (("only_for", "Only for"), ("not_for", "Not for")):
        if names := held.get(key):
            return f"{words} {', '.join(names) if isinstance(names, list) else names}"
    return ""
