"""The elements of a Word file, separated into front, sections and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.lost_headings import with_lost_headings
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import FLOW, id_in

_BACK = (StyleRole.ENTRY, StyleRole.ENTRY_TEXT, StyleRole.SOURCE)
_HEADINGS = (StyleRole.SECTION, StyleRole.SUBSECTION)


@dataclass(frozen=True, slots=True)
class Outline:
    """The elements of a file by the part that they are in."""

    front: list[BodyElement]
    sections: list[list[BodyElement]]
    """Each section with its heading first; the heading is empty where it was removed in Word."""
    back: list[BodyElement]


def outline(notes: Notebook, elements: Sequence[BodyElement]) -> Outline:
    """The elements by part, in their order. The headings of the file are noted."""
    notes.headings = {
        notes.words_of(element)
        for element in elements
        if element.kind.role in (StyleRole.TITLE, *_HEADINGS)
    }
    front: list[BodyElement] = []
    back: list[BodyElement] = []
    sections: list[list[BodyElement]] = []
    current = front
    for number, element in enumerate(elements):
        if element.kind.role in _BACK:
            back.append(element)
            continue
        if _opens_section(notes, element):
            if _is_own_heading(notes, element, elements[number + 1 : number + 2]):
                current = back
            else:
                current = []
                sections.append(current)
        current.append(element)
    front, sections = with_lost_headings(front, sections, notes.base["sections"])
    return Outline(front, sections, back)


def _opens_section(notes: Notebook, element: BodyElement) -> bool:
    is_heading = element.kind.role is StyleRole.SECTION
    return is_heading and bool(notes.words_of(element) or id_in(element.address, "sections"))


def _is_own_heading(
    notes: Notebook, heading: BodyElement, following: Sequence[BodyElement]
) -> bool:
    """Whether a heading is one that the publisher writes itself, such as "Glossary"."""
    if heading.address is not None:
        return False
    if notes.words_of(heading) in notes.own_lines:
        return True
    return any(after.kind.role in (StyleRole.ENTRY, StyleRole.SOURCE) for after in following)


def with_known_roles(notes: Notebook, elements: Sequence[BodyElement]) -> Iterator[BodyElement]:
    """The elements, each in the role of its text in the base where its style was changed in Word.

    Some changes of style are edits of the text instead, such as a paragraph that became an item.
    """
    for element in elements:
        wanted = notes.roles.get(element.address) if element.address else None
        role = element.kind.role
        if wanted is None or element.rows is not None or _may_replace(role, wanted):
            yield element
            continue
        words = notes.words_of(element)
        if words and (role is StyleRole.FOREIGN or role in FLOW or role in _HEADINGS):
            notes.note_to_check(f"the style “{element.kind.style}” was not kept", words)
        yield replace(element, kind=replace(element.kind, role=wanted))


def _may_replace(role: StyleRole, wanted: StyleRole) -> bool:
    """Whether a text that had the role `wanted` can have `role` by an edit."""
    if role is wanted or (role in _HEADINGS and wanted in _HEADINGS):
        return True
    return role in FLOW and wanted in FLOW and not (role in ITEMS and wanted is StyleRole.LEAD_IN)
