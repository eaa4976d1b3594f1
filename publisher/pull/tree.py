"""A condition as plain nested values, as a Word file, merging and writing exchange it.

The shapes are those of `Condition.model_dump(mode="json")`. Reading uses a type for each; merging
and writing treat all alike, as a `Tree` of any keys.
"""

from __future__ import annotations

from typing import Literal, Required, TypedDict, Union, cast

from publisher.content.model import BlockKind

Value = Union[str, int, float, None, "list[Value]", "dict[str, Value]"]
"""A value of JSON."""

Tree = dict[str, Value]
"""A condition, a part of one, or the facts of a clinic."""


class ItemTree(TypedDict):
    """One item of a list or of steps, with the items inside it."""

    text: str
    items: list[str]
    symbol: str | None


class DefinitionTree(TypedDict):
    """One term of a list of definitions."""

    term: str
    text: str


ListKind = Literal["list", "steps", "checklist", "questions"]
"""The kinds of block whose items a Word file shows as a list."""


class _AnyBlock(TypedDict):
    kind: BlockKind
    id: str


class BlockTree(_AnyBlock, total=False):
    """A block; its kind decides which of these keys it has."""

    text: str
    symbol: str | None
    lead_in: str
    continues: str | None
    label: str
    lines: int
    heading: str
    urgency: str
    body: list[BlockTree]
    caption: str
    summary: str
    columns: list[str]
    rows: list[list[str]]
    alt: str
    title: str
    credit: str
    license: str
    url: str
    length: str
    transcript: list[str]
    items: list[str] | list[ItemTree] | list[DefinitionTree]


NO_BLOCK = cast(BlockTree, {})
"""Stands for the block of the base where a block is new: it has no keys."""


class SubsectionTree(TypedDict):
    """A part of a section, under a heading of its own."""

    id: str
    heading: str
    blocks: list[BlockTree]


class SectionTree(SubsectionTree):
    """A section. A Word file shows its full wording, not `brief` and `sheet`."""

    kind: str
    brief: Tree | None
    sheet: Tree | None
    subsections: list[SubsectionTree]


class PlainLineTree(TypedDict, total=False):
    """A line of Easy Read; it has a symbol, or an anatomy with organs."""

    text: Required[str]
    symbol: str
    anatomy: str | None
    organs: list[str]


class PlainPartTree(TypedDict):
    """Lines of Easy Read under a heading."""

    id: str
    heading: str
    lines: list[PlainLineTree]


class EntryTree(TypedDict):
    """An entry of the glossary."""

    id: str
    term: str
    definition: str


class ReferenceTree(TypedDict):
    """A reference."""

    id: str
    text: str
    url: str | None
    accessed: str | None


class ConditionTree(TypedDict):
    """A condition: what of it is in a Word file, and what names its version."""

    title: str
    short_title: str
    subtitle: str
    also_called: list[str]
    summary: list[str]
    sections: list[SectionTree]
    plain: list[PlainPartTree]
    glossary: list[EntryTree]
    references: list[ReferenceTree]
    codes: list[Tree]
    review: Tree
    version: str
    modified: str
    issued: str


class PhoneTree(TypedDict):
    """A telephone number of a clinic."""

    label: str
    number: str
    name: str | None


class ClinicTree(TypedDict):
    """What a brand says of its clinic."""

    name: str
    address: list[str]
    phones: list[PhoneTree]
    email: str | None
    web: str | None


class ClinicFacts(TypedDict):
    """All facts of a clinic that a Word file shows."""

    clinic: ClinicTree
    emergency_number: str


def as_tree(typed: ConditionTree | ClinicFacts) -> Tree:
    """The same tree, for code that knows no key of it."""
    return cast(Tree, typed)


def as_condition(tree: Tree) -> ConditionTree:
    """The same tree, known to be a condition."""
    return cast(ConditionTree, tree)


def as_clinic(tree: Tree) -> ClinicFacts:
    """The same tree, known to be the facts of a clinic."""
    return cast(ClinicFacts, tree)


def without_empty(value: Value) -> Value:
    """A value without keys that mean nothing because they contain None or an empty list."""
    if isinstance(value, dict):
        return {key: without_empty(inner) for key, inner in value.items() if inner not in _EMPTY}
    return [without_empty(inner) for inner in value] if isinstance(value, list) else value


_EMPTY: tuple[Value, ...] = (None, [])
