"""The texts of a condition as an editor looks at them: each with what it is and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from publisher.content import inline
from publisher.content.model import (
    Block,
    Callout,
    CalloutBlock,
    Condition,
    Figure,
    Questions,
    Section,
    SectionKind,
    Table,
    Wording,
    texts,
)
from publisher.content.readability import sentences
from publisher.roundtrip.addresses import Address, texts_of


class Role(Enum):
    """What a text is."""

    RUNNING = auto()
    """Words to read in order: a paragraph, an item, a caption, a line of the summary."""
    HEADING = auto()
    """A heading, a title, a term, a label."""
    CELL = auto()
    """A cell of a table or the head of a column."""
    QUESTION = auto()
    ALTERNATIVE = auto()
    REFERENCE = auto()


@dataclass(frozen=True)
class PlacedText:
    """One text of a condition."""

    address: Address
    text: inline.Text
    role: Role
    section: SectionKind | None = None
    """The kind of its section; None for the front, the glossary and references."""
    wording: Wording | None = None
    """The wording that it is in; None for the front, headings, the glossary and references."""
    is_cited: bool = False
    """Whether its block, or one beside it, names a source."""

    @cached_property
    def plain(self) -> str:
        """Its words without Markdown and citations."""
        return " ".join(self.text.plain.split())

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences in order."""
        return sentences(self.plain)


def placed_texts(condition: Condition) -> tuple[PlacedText, ...]:
    """Every text of a condition, in all wordings, in the order of the source."""
    owners = {
        id(text): (section, wording, block, is_cited)
        for section, wording, block, is_cited in _blocks(condition)
        for text in texts(block)
    }
    kinds = {id(one.heading): one.kind for one in condition.sections}
    found = []
    for address, text in texts_of(condition):
        section, wording, block, is_cited = owners.get(id(text), (None, None, None, False))
        found.append(
            PlacedText(
                address=address,
                text=text,
                role=_role(address, block),
                section=section.kind if section else kinds.get(id(text)),
                wording=wording,
                is_cited=is_cited,
            )
        )
    return tuple(found)


def _blocks(condition: Condition) -> Iterator[tuple[Section, Wording, Block, bool]]:
    """Every block but those in callouts, with its section, its wording, and whether it is cited."""
    for section in condition.sections:
        for wording, run in runs_of(section):
            cited = [_is_cited(block) for block in run]
            for number, block in enumerate(run):
                yield section, wording, block, any(cited[max(0, number - 1) : number + 2])


def runs_of(section: Section) -> Iterator[tuple[Wording, tuple[Block, ...]]]:
    """The blocks of a section that stand together, in all wordings."""
    if section.brief:
        yield Wording.BRIEF, section.brief.blocks
    if section.sheet:
        yield Wording.SHEET, section.sheet.blocks
    yield Wording.FULL, section.blocks
    for subsection in section.subsections:
        yield Wording.FULL, subsection.blocks


def _is_cited(block: Block) -> bool:
    return any(any(inline.find(text.nodes, inline.Citation)) for text in texts(block))


_HEADINGS = frozenset(("heading", "title", "short_title", "term", "label"))


def _role(address: Address, block: Block | CalloutBlock | None) -> Role:
    start, last = address.steps[0], address.steps[-1]
    if start == "references" or last in ("credit", "license"):
        return Role.REFERENCE
    if last in _HEADINGS or start == "also_called":
        return Role.HEADING
    if isinstance(block, Figure) and last == "alt":
        return Role.ALTERNATIVE
    if isinstance(block, Table) and ("rows" in address.steps or "columns" in address.steps):
        return Role.CELL
    if isinstance(block, Questions) and "items" in address.steps:
        return Role.QUESTION
    return Role.RUNNING


def inner_blocks(blocks: tuple[Block, ...]) -> Iterator[Block | CalloutBlock]:
    """Blocks, and those inside of callouts after each."""
    for block in blocks:
        yield block
        if isinstance(block, Callout):
            yield from block.body
