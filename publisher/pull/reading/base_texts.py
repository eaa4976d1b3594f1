"""The texts of the base that a Word file shows, each with its address and its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never, cast

from publisher.brand.facts import text_with
from publisher.content import inline
from publisher.content.inline import Fact
from publisher.content.model import BlockKind
from publisher.pull.docx.styles import StyleRole
from publisher.pull.tree import BlockTree, ConditionTree, DefinitionTree, ItemTree, ListKind
from publisher.roundtrip.addresses import CONDITION, Address


@dataclass(frozen=True, slots=True)
class BaseText:
    """A text of the base: its address, its role, and its spelling in the source."""

    address: Address
    role: StyleRole
    source: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """The facts of the clinic that the file shows in its texts, by their names."""

    @property
    def words(self) -> str:
        """The words without Markdown, as the file shows them."""
        return text_with(inline.parse(self.source), self.facts).plain


def plain_texts_of(tree: ConditionTree) -> Iterator[BaseText]:
    """The texts of a condition that a Word file in Easy Read shows, in the order of the file."""
    yield BaseText(CONDITION.title, StyleRole.TITLE, tree["title"])
    for part in tree["plain"]:
        own = Address.plain(part["id"])
        yield BaseText(own.heading, StyleRole.SECTION, part["heading"])
        for number, line in enumerate(part["lines"]):
            yield BaseText(own.lines[number].text, StyleRole.PARAGRAPH, line["text"])


def texts_of(tree: ConditionTree) -> Iterator[BaseText]:
    """The texts of a condition that a Word file shows, in the order of the file."""
    yield BaseText(CONDITION.title, StyleRole.TITLE, tree["title"])
    yield BaseText(CONDITION.subtitle, StyleRole.SUBTITLE, tree["subtitle"])
    yield from _numbered(CONDITION.summary, StyleRole.SUMMARY, tree["summary"])
    for section in tree["sections"]:
        yield BaseText(
            Address.section(section["id"]).heading, StyleRole.SECTION, section["heading"]
        )
        for block in section["blocks"]:
            yield from texts_of_block(block)
        for subsection in section["subsections"]:
            own = Address.subsection(subsection["id"]).heading
            yield BaseText(own, StyleRole.SUBSECTION, subsection["heading"])
            for block in subsection["blocks"]:
                yield from texts_of_block(block)
    for entry in tree["glossary"]:
        yield BaseText(Address.entry(entry["id"]).term, StyleRole.ENTRY, entry["term"])
        yield BaseText(
            Address.entry(entry["id"]).definition, StyleRole.ENTRY_TEXT, entry["definition"]
        )
    for reference in tree["references"]:
        yield BaseText(Address.reference(reference["id"]).text, StyleRole.SOURCE, reference["text"])


ROLE_OF_ITEM: dict[ListKind, StyleRole] = {
    "list": StyleRole.BULLET,
    "steps": StyleRole.STEP,
    "checklist": StyleRole.CHECK,
    "questions": StyleRole.QUESTION,
}


def texts_of_block(block: BlockTree) -> Iterator[BaseText]:
    """The texts of one block, in the order of the file."""
    own = Address.block(block["id"])
    kind: BlockKind = block["kind"]
    match kind:
        case "paragraph":
            yield BaseText(own.text, StyleRole.PARAGRAPH, block["text"])
        case "list" | "steps" as name:
            yield BaseText(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            yield from _items(own.items, ROLE_OF_ITEM[name], cast(list[ItemTree], block["items"]))
        case "checklist" | "questions" as name:
            yield BaseText(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            texts = cast(list[str], block["items"])
            yield from _numbered(own.items, ROLE_OF_ITEM[name], texts)
        case "write_in":
            yield BaseText(own.label, StyleRole.LABEL, block["label"])
        case "definitions":
            yield BaseText(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            yield from _definitions(own.items, cast(list[DefinitionTree], block["items"]))
        case "callout":
            yield BaseText(own.heading, StyleRole.CALLOUT_HEADING, block["heading"])
            for part in block["body"]:
                yield from texts_of_block(part)
        case "table":
            yield BaseText(own.caption, StyleRole.CAPTION, block["caption"])
            yield BaseText(own.summary, StyleRole.TABLE_SUMMARY, block["summary"])
            yield from _numbered(own.columns, StyleRole.PARAGRAPH, block["columns"])
            for number, row in enumerate(block["rows"]):
                yield from _numbered(own.rows[number], StyleRole.PARAGRAPH, row)
        case "figure" | "video" | "audio":
            yield from _figure(own, block)
        case "contact":
            yield BaseText(own.heading, StyleRole.CONTACT_HEADING, block["heading"])
            if block["text"]:
                yield BaseText(own.text, StyleRole.CONTACT_TEXT, block["text"])
        case _:
            assert_never(kind)


def _figure(own: Address, block: BlockTree) -> Iterator[BaseText]:
    yield BaseText(own.alt, StyleRole.PICTURE, block["alt"])
    yield BaseText(own.title, StyleRole.FIGURE_TITLE, block["title"])
    yield BaseText(own.caption, StyleRole.FIGURE_CAPTION, block["caption"])
    if credit := block.get("credit"):
        yield BaseText(own.credit, StyleRole.FIGURE_CREDIT, credit)
    if terms := block.get("license"):
        yield BaseText(own.license, StyleRole.FIGURE_LICENSE, terms)
    yield from _numbered(own.transcript, StyleRole.TRANSCRIPT, block.get("transcript", []))


def _items(own: Address, role: StyleRole, items: Sequence[ItemTree]) -> Iterator[BaseText]:
    for number, item in enumerate(items):
        yield BaseText(own[number].text, role, item["text"])
        yield from _numbered(own[number].items, role, item["items"])


def _definitions(own: Address, definitions: Sequence[DefinitionTree]) -> Iterator[BaseText]:
    for number, pair in enumerate(definitions):
        yield BaseText(own[number].term, StyleRole.TERM, pair["term"])
        yield BaseText(own[number].text, StyleRole.MEANING, pair["text"])


def _numbered(own: Address, role: StyleRole, texts: Sequence[str]) -> Iterator[BaseText]:
    for number, text in enumerate(texts):
        yield BaseText(own[number], role, text)
