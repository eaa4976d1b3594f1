"""Units: every translatable string of a condition, with what a translator has to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.content.fields import MOST_TITLE, Node
from publisher.content.model import Callout, Condition, Figure, Section, SectionKind, Wording, texts
from publisher.roundtrip.addresses import CONDITION, Address, digest, texts_of

_HASH = 16
_ROOM = 1.4
"""How much longer than English a text may be where there is little room; Spanish needs a quarter
more, and copyfitting takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One string to translate."""

    address: Address
    source: str
    """Its words in the spelling of the source."""
    what: str
    """What it is: "item of a list"."""
    section: SectionKind | None
    """The kind of its section; None where it is in none."""
    wording: Wording | None
    """The wording that it is a part of; None where it is a part of all."""

    @property
    def hash(self) -> str:
        """The hash of the source text, by which a translation knows what it was made from."""
        return text_hash(self.source)

    @property
    def limit(self) -> int | None:
        """The greatest number of characters that it has room for; None where there is enough."""
        if self.address in (CONDITION.title, CONDITION.short_title):
            return MOST_TITLE
        is_narrow = self.wording in (Wording.BRIEF, Wording.SHEET, Wording.PLAIN)
        return max(12, round(len(self.source) * _ROOM)) if is_narrow else None

    @property
    def context(self) -> str:
        """What a translator has to know of it, in one line."""
        parts = [self.what]
        if self.section:
            parts.append(f"section {self.section.value.replace('_', ' ')}")
        parts.append(_WHERE[self.wording])
        if self.limit:
            parts.append(f"at most {self.limit} characters")
        return "; ".join(parts)


_WHERE = {
    None: "in every document",
    Wording.FULL: "in the full text",
    Wording.BRIEF: "in folded leaflets and short handouts",
    Wording.SHEET: "in the question sheet",
    Wording.PLAIN: "in Easy Read, where a line is one idea in easy words",
}


def text_hash(source: str) -> str:
    """The hash of a source text, short enough to be written beside it."""
    return digest(source)[:_HASH]


def units_of(condition: Condition) -> tuple[Unit, ...]:
    """Every unit of a condition, in the order of the source; the labels of its drawings last."""
    places: dict[int, tuple[SectionKind | None, Wording | None]] = dict(_places(condition))
    kinds = {str(Address.block(name)): kind for name, kind in _block_kinds(condition)}
    found = []
    for address, text in texts_of(condition):
        section, wording = places.get(id(text), (None, None))
        what = _what(address, kinds.get("/".join(address.steps[:2]), ""))
        found.append(
            Unit(address=address, source=text.source, what=what, section=section, wording=wording)
        )
    return (*found, *_labels(condition))


def label_address(file: str, number: int) -> Address:
    """The address of a label in a drawing of the source's own."""
    return Address(("figures", file, str(number)))


def _labels(condition: Condition) -> Iterator[Unit]:
    """The labels of each drawing, once, however many figures show it."""
    shown: dict[str, tuple[Figure, set[Wording]]] = {}
    for wording in Wording:
        for block in condition.blocks(wording):
            if isinstance(block, Figure) and not block.anatomy:
                shown.setdefault(block.file.name, (block, set()))[1].add(wording)
    for name, (figure, wordings) in shown.items():
        for number, label in enumerate(figure.file.labels):
            yield Unit(
                address=label_address(name, number),
                source=label,
                what=f"label in the drawing {name}",
                section=None,
                wording=next(iter(wordings)) if len(wordings) == 1 else None,
            )


def _places(
    condition: Condition,
) -> Iterator[tuple[int, tuple[SectionKind | None, Wording | None]]]:
    """(the text, by its identity; its kind of section and its wording) of all in one wording."""
    for part in condition.plain:
        yield from ((id(text), (None, Wording.PLAIN)) for text in texts(part))
    for section in condition.sections:
        yield id(section.heading), (section.kind, None)
        for wording, node in _worded(section):
            for text in texts(node):
                yield id(text), (section.kind, wording)


def _worded(section: Section) -> Iterator[tuple[Wording, Node]]:
    if section.brief:
        yield Wording.BRIEF, section.brief
    if section.sheet:
        yield Wording.SHEET, section.sheet
    for node in (*section.blocks, *section.subsections):
        yield Wording.FULL, node


def _block_kinds(condition: Condition) -> Iterator[tuple[str, str]]:
    """(id, kind) of every block, those in callouts too."""
    for wording in Wording:
        for block in condition.blocks(wording):
            yield block.id, block.kind
            if isinstance(block, Callout):
                yield from ((inner.id, inner.kind) for inner in block.body)


def _what(address: Address, kind: str) -> str:
    """What a text is, by the last key of its address: "item of a list"."""
    keys = [step for step in address.steps if step in _KEYS]
    key = _KEYS[keys[-1]]
    if "lines" in keys:
        key = _KEYS["lines"]
    if keys[-1] == "text" and "items" in keys and kind != "definitions":
        key = _KEYS["items"]
    if kind:
        key = "description" if keys[-1] == "summary" else key
        return f"{key} of {_KINDS[kind]}"
    return f"{key} of {_ROOMS[address.steps[0]]}" if address.steps[0] in _ROOMS else key


_KEYS = {
    "title": "title",
    "short_title": "short title",
    "subtitle": "subtitle",
    "also_called": "another name of the condition",
    "summary": "line of the summary",
    "heading": "heading",
    "lead_in": "words before the items",
    "items": "item",
    "lines": "line",
    "text": "text",
    "term": "term",
    "definition": "meaning",
    "label": "label",
    "caption": "caption",
    "credit": "credit of a picture",
    "license": "license of a picture",
    "columns": "head of a column",
    "rows": "cell",
    "transcript": "words of the transcript",
    "alt": "description for who cannot see it",
}
_ROOMS = {
    "sections": "a section",
    "subsections": "a subsection",
    "plain": "a part in easy words",
    "glossary": "a glossary entry",
    "references": "a published source",
}
_KINDS = {
    "paragraph": "a paragraph",
    "list": "a list",
    "steps": "steps",
    "checklist": "a checklist",
    "questions": "a list of questions",
    "write_in": "lines to write on",
    "definitions": "a list of terms",
    "callout": "a box",
    "table": "a table",
    "figure": "a picture",
    "video": "a video",
    "audio": "an audio recording",
    "contact": "the contact card",
}
