"""The draft of a source while it is put together, and as plain values once it is whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.content.model import SectionKind
from publisher.errors import shortened
from publisher.importing.elements import ImportedDocument

_MOST_ID = 56  # letters, so that a number has room behind them
_MOST_EXPECTED = 200


@dataclass(slots=True)
class DraftBlock:
    """A block: its keys as a source has them, without an id, and the lines that it was made of."""

    kind: str
    keys: dict[str, Any]
    lines: list[int] = field(default_factory=list)
    body: list[DraftBlock] = field(default_factory=list)
    id: str = ""
    continues: DraftBlock | None = None


@dataclass(slots=True)
class DraftSection:
    """A section or subsection."""

    heading: str
    kind: SectionKind
    lines: list[int] = field(default_factory=list)
    blocks: list[DraftBlock] = field(default_factory=list)
    subsections: list[DraftSection] = field(default_factory=list)
    id: str = ""

    def all_blocks(self) -> Iterator[DraftBlock]:
        """Its blocks and those of its subsections, bodies of callouts inside."""
        for block in self.blocks:
            yield block
            yield from block.body
        for part in self.subsections:
            yield from part.all_blocks()


@dataclass(slots=True)
class Draft:
    """A condition as far as a document says it."""

    document: ImportedDocument
    title: str = ""
    title_lines: list[int] = field(default_factory=list)
    subtitle: str = ""
    also_called: list[str] = field(default_factory=list)
    front_lines: list[int] = field(default_factory=list)
    """The lines of subtitle, other names and summary, where these stand in the document."""
    summary: list[str] = field(default_factory=list)
    sections: list[DraftSection] = field(default_factory=list)
    glossary: list[tuple[str, str, str, list[int]]] = field(default_factory=list)
    """(id, term, definition, lines)."""
    references: list[tuple[str, str, str, list[int]]] = field(default_factory=list)
    """(id, text, address, lines)."""
    licensed_from: str = ""
    added: dict[str, str] = field(default_factory=dict)
    """Words that the document does not have at that place, and why they are needed."""
    derived: list[str] = field(default_factory=list)
    """Texts that say again what the text says: a subtitle and a summary that nobody wrote."""
    choices: list[str] = field(default_factory=list)
    """What a person should look at and decide."""

    def add(self, words: str, why: str) -> None:
        """Notes words that the document does not have at that place."""
        self.added.setdefault(words, why)

    def blocks(self) -> Iterator[DraftBlock]:
        """All blocks in reading order."""
        for section in self.sections:
            yield from section.all_blocks()

    def holes(self) -> list[DraftBlock]:
        """The blocks that stand for what is missing."""
        return [block for block in self.blocks() if block.kind == "missing"]


def hole(expected: str, lines: list[int], lead_in: str = "", alt: str = "") -> DraftBlock:
    """The block that stands for what is missing."""
    keys: dict[str, Any] = {"lead_in": lead_in} if lead_in else {}
    if alt:
        keys["alt"] = alt
    keys["expected"] = shortened(" ".join(expected.split()), _MOST_EXPECTED)
    return DraftBlock("missing", keys, lines)


def slug(text: str, most: int = _MOST_ID) -> str:
    """An id made of words: small letters, digits and hyphens, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    made = made if made[:1].isalpha() else f"x-{made}".strip("-")
    if len(made) > most:
        made = made[: most + 1].rpartition("-")[0] or made[:most]
    return made.strip("-")


class Ids:
    """Ids that are given once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def new(self, wanted: str) -> str:
        """`wanted`, with a number behind it where it is given already."""
        made, number = wanted, 2
        while made in self.given:
            made, number = f"{wanted}-{number}", number + 1
        self.given.add(made)
        return made


def name_all(draft: Draft) -> None:
    """Gives every section and block its id."""
    ids = Ids()
    for section in draft.sections:
        section.id = ids.new(slug(section.kind.value, 30))
        for part in section.subsections:
            part.id = ids.new(f"{section.id}-{slug(part.heading, 24)}")
        for holder in (section, *section.subsections):
            for block in holder.blocks:
                block.id = ids.new(f"{holder.id}-{slug(block.kind, 12)}")
                for inner in block.body:
                    inner.id = ids.new(f"{block.id[:44].strip('-')}-{slug(inner.kind, 12)}")


def as_values(draft: Draft, name: str, today: str) -> dict[str, Any]:
    """The draft as plain values in the order of a source."""
    values: dict[str, Any] = {
        "condition": name,
        "language": draft.document.language or "en-US",
        "title": draft.title,
        "short_title": draft.title,
        "subtitle": draft.subtitle,
    }
    if draft.also_called:
        values["also_called"] = draft.also_called
    values |= {
        "version": "0.1",
        "issued": today,
        "modified": today,
        "review": {"state": "unreviewed"},
        "body_part": "whole-body",
    }
    if draft.licensed_from:
        values["licensed_from"] = draft.licensed_from
    values["summary"] = [*draft.summary, *_lacking(len(draft.summary))]
    values["sections"] = [_section(section) for section in draft.sections]
    if draft.glossary:
        values["glossary"] = [
            {"id": key, "term": term, "definition": text} for key, term, text, _ in draft.glossary
        ]
    values["references"] = [
        {"id": key, "text": text} | ({"url": url} if url else {})
        for key, text, url, _ in draft.references
    ]
    return values


def _lacking(count: int) -> Iterator[dict[str, str]]:
    for number in range(count + 1, 4):
        expected = f"sentence {number} of the summary: what it is, how serious, what happens next"
        yield {"kind": "missing", "id": f"summary-{number}", "expected": expected}


def _section(section: DraftSection) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": section.id,
        "kind": section.kind.value,
        "heading": section.heading,
    }
    if section.blocks:
        made["blocks"] = [_block(block) for block in section.blocks]
    if section.subsections:
        made["subsections"] = [
            {"id": part.id, "heading": part.heading, "blocks": [_block(b) for b in part.blocks]}
            for part in section.subsections
        ]
    return made


def _block(block: DraftBlock) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": block.kind, "id": block.id}
    if block.continues is not None:
        made["continues"] = block.continues.id
    made |= block.keys
    if block.body:
        made["body"] = [_block(inner) for inner in block.body]
    return made
