"""The sections of a Word file, with their subsections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

from publisher.content.model import SectionKind
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.blocks import read_blocks
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import id_in, plain_text
from publisher.pull.tree import BlockTree, ConditionTree, SectionTree, SubsectionTree
from publisher.roundtrip.addresses import Address

_Section = TypeVar("_Section", bound=SubsectionTree)
_NO_SECTION, _NO_SUBSECTION = cast(SectionTree, {}), cast(SubsectionTree, {})


def read_sections(
    notes: Notebook, groups: Sequence[Sequence[BodyElement]], figure: Sequence[BlockTree]
) -> list[SectionTree]:
    """The sections; each of `groups` is a heading and all that is under it.

    `figure` was read from the front, and goes back to where it is in the base.
    """
    sections: list[SectionTree] = []
    kind = SectionKind.OVERVIEW.value
    for heading, *content in groups:
        section = _section(notes, heading, content, kind)
        kind = section["kind"]
        sections.append(section)
    for block in figure:
        _put_back(block, sections, notes.base)
    return sections


def _section(
    notes: Notebook, heading: BodyElement, content: Sequence[BodyElement], kind_before: str
) -> SectionTree:
    words = notes.words_of(heading)
    before = _unused(notes, notes.base_sections, id_in(heading.address, "sections"))
    notes.place = [words or plain_text(before["heading"] if before else "")]
    if before is None:
        identity, kind = notes.new_id("", words), _kind_of_new(notes, words, kind_before)
    else:
        identity, kind = before["id"], before["kind"]
    notes.used_ids.add(identity)
    notes.steps = []
    old = before["heading"] if before else None
    text = notes.text_of(heading, old)
    if not text and old:
        what = "the heading of a section was taken away but not its text; it was kept"
        notes.note_leftover(what, plain_text(old))
    notes.note_address(heading, Address.section(identity).heading)
    own, parts = _with_subsections(content)
    return {
        **(before or _NO_SECTION),
        "id": identity,
        "kind": kind,
        "heading": text or old or "",
        "blocks": read_blocks(notes, own, identity),
        "subsections": [_subsection(notes, part, identity) for part in parts],
    }


def _subsection(notes: Notebook, elements: Sequence[BodyElement], section: str) -> SubsectionTree:
    heading, *content = elements
    words = notes.words_of(heading)
    notes.place = [notes.place[0], words]
    before = _unused(notes, notes.base_subsections, id_in(heading.address, "subsections"))
    identity = before["id"] if before else notes.new_id(section, words)
    notes.used_ids.add(identity)
    text = notes.text_of(heading, before["heading"] if before else None)
    notes.note_address(heading, Address.subsection(identity).heading)
    blocks = read_blocks(notes, content, identity)
    notes.place = notes.place[:1]
    return {**(before or _NO_SUBSECTION), "id": identity, "heading": text, "blocks": blocks}


def _unused(notes: Notebook, known: dict[str, _Section], identity: str | None) -> _Section | None:
    """The section of the base with this id, unless another heading has it already."""
    return None if identity in notes.used_ids else known.get(identity or "")


def _kind_of_new(notes: Notebook, heading: str, kind_before: str) -> str:
    """The kind of a new section: the one that its heading names, else that of the one before."""
    words = plain_text(heading).lower()
    named = [kind.value for kind in SectionKind if kind.value.replace("_", " ") in words]
    kind = named[0] if named else kind_before
    what = f"a new section; its kind is set to {kind}, check whether that is right"
    notes.note_to_check(what, heading)
    return kind


def _with_subsections(
    elements: Sequence[BodyElement],
) -> tuple[list[BodyElement], list[list[BodyElement]]]:
    """The elements of a section before its first subsection, and those of each subsection."""
    own: list[BodyElement] = []
    parts: list[list[BodyElement]] = []
    for element in elements:
        if element.kind.role is StyleRole.SUBSECTION and element.words:
            parts.append([element])
        else:
            (parts[-1] if parts else own).append(element)
    return own, parts


def _put_back(block: BlockTree, sections: Sequence[SectionTree], base: ConditionTree) -> None:
    """Inserts a block where it is in the base, if its section is still there."""
    for identity, index in _places_of(base, block["id"]):
        for section in sections:
            for holder in (section, *section["subsections"]):
                if holder["id"] == identity:
                    holder["blocks"].insert(min(index, len(holder["blocks"])), block)


def _places_of(tree: ConditionTree, block: str) -> Iterator[tuple[str, int]]:
    """(id of the section or subsection, index in it) of a block."""
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            for index, one in enumerate(holder["blocks"]):
                if one["id"] == block:
                    yield holder["id"], index
