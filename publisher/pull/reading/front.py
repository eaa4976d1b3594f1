"""The front of a Word file: title, subtitle, other names, summary and the opening figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from publisher.pull.docx.elements import BodyElement, Span
from publisher.pull.docx.styles import FIGURE_TEXTS, StyleRole
from publisher.pull.reading.blocks import read_blocks
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import base_position, plain_text
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import CONDITION

_TITLES: dict[StyleRole, Literal["title", "subtitle"]] = {
    StyleRole.TITLE: "title",
    StyleRole.SUBTITLE: "subtitle",
}


@dataclass(frozen=True, slots=True)
class Front:
    """What the front of a file says."""

    title: str
    subtitle: str
    also_called: list[str]
    summary: list[str]
    figure: list[BlockTree]
    """The figure that an edition shows before the text; it belongs to one of the sections."""


def read_front(notes: Notebook, elements: Sequence[BodyElement]) -> Front:
    """The front; a title that is empty or missing keeps its text in the base."""
    notes.place = [notes.words.at_a_glance]
    titles: dict[str, str] = {key: notes.base[key] for key in _TITLES.values()}
    also_called: list[str] = []
    summary: list[str] = []
    positions: list[int | None] = []
    figure: list[BodyElement] = []
    for element in elements:
        match element.kind.role:
            case StyleRole.TITLE | StyleRole.SUBTITLE:
                key = _TITLES[element.kind.role]
                titles[key] = _title(notes, element, key) or titles[key]
            case StyleRole.ALSO_CALLED:
                also_called = _other_names(notes, element)
                notes.note_address(element, CONDITION.also_called[0])
            case StyleRole.SUMMARY:
                if text := notes.text_of(element):
                    notes.note_address(element, CONDITION.summary[len(summary)])
                    summary.append(text)
                    positions.append(base_position(element, CONDITION.summary))
            case role if role is StyleRole.PICTURE or role in FIGURE_TEXTS:
                figure.append(element)
            case _:
                notes.note_misplaced(element)
    for role, key in _TITLES.items():
        if not any(element.kind.role is role for element in elements):
            notes.note_kept(key, notes.base[key])
    notes.positions[CONDITION.summary] = tuple(positions)
    blocks = read_blocks(notes, figure, "") if figure else []
    return Front(titles["title"], titles["subtitle"], also_called, summary, blocks)


def _title(notes: Notebook, element: BodyElement, key: Literal["title", "subtitle"]) -> str:
    text = notes.text_of(element)
    notes.note_address(element, CONDITION.below(key))
    if not text:
        notes.note_kept(key, notes.base[key])
    return text


def _other_names(notes: Notebook, element: BodyElement) -> list[str]:
    """The other names of a condition, which are in one line after a label."""
    texts = [notes.source_text(name, None) for name in _names_apart(notes, element)]
    for unsupported in (one for text in texts for one in text.unsupported):
        notes.note_unsupported(unsupported, element)
    names = [text.source for text in texts]
    before = notes.base["also_called"]
    comma = notes.words.comma
    if comma.join(names) == comma.join(before):
        return list(before)
    known = {plain_text(name): name for name in before}
    return [known.get(plain_text(name), name) for name in names if name]


def _names_apart(notes: Notebook, element: BodyElement) -> list[list[Span]]:
    """The spans of each name: those after the label, separated at the commas."""
    label = f"{notes.words.also_called}{notes.words.colon.strip()}"
    skipped = len(label)
    if not element.text.lstrip().startswith(label):
        if words := notes.words_of(element):
            notes.note_to_check("the label before the other names was changed", words)
        skipped = element.text.find(notes.words.colon.strip()) + 1
    names: list[list[Span]] = [[]]
    for span in element.spans:
        cut = min(skipped, len(span.text))
        skipped -= cut
        first, *others = span.text[cut:].split(notes.words.comma)
        names[-1].append(replace(span, text=first))
        names += [[replace(span, text=other)] for other in others]
    return names
