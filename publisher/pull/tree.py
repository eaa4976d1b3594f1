"""A condition as plain nested values: what a Word file carries, merging compares, YAML says.

The shapes are those of `Condition.model_dump(mode="json")`. `Tree` is any mapping of them, where
code asks only for keys, as merging and writing do; reading knows which one it has.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict, cast

from publisher.content.model import BlockKind

Tree = dict[str, Any]
"""A mapping of a condition or of a clinic, whichever it is."""


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
    """A block; which keys it has besides these two is said by its kind."""

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
    items: list[str] | list[ItemTree] | list[DefinitionTree]


NO_BLOCK = cast(BlockTree, {})
"""What is asked of where a block is new."""


class SubsectionTree(TypedDict):
    """A part of a section, under a heading of its own."""

    id: str
    heading: str
    blocks: list[BlockTree]


class SectionTree(SubsectionTree):
    """A section in its full wording; the short ones are in no Word file."""

    kind: str
    subsections: list[SubsectionTree]


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
    """What of a condition is in a Word file, and what names its version."""

    title: str
    short_title: str
    subtitle: str
    also_called: list[str]
    summary: list[str]
    sections: list[SectionTree]
    glossary: list[EntryTree]
    references: list[ReferenceTree]
    codes: list[Tree]
    review: Tree
    version: str
    modified: str


def as_tree(condition: ConditionTree) -> Tree:
    """The same tree where only its keys are asked for."""
    return cast(Tree, condition)
