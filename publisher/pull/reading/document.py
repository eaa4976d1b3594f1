"""The elements of a Word file → the tree of a condition, in the shape of the base.

The style of an element says what it is, its address which text of the base it is, and the headings
above it where it belongs. Text that has no place in a condition is reported with its words.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.back import read_back
from publisher.pull.reading.front import read_front
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.outline import outline, with_known_roles
from publisher.pull.reading.results import ReadResult
from publisher.pull.reading.sections import read_sections
from publisher.pull.tree import ConditionTree


def read_document(notes: Notebook, elements: Sequence[BodyElement]) -> ReadResult:
    """The tree that the elements of a file make, and all that `notes` contain afterwards."""
    elements = list(with_known_roles(notes, elements))
    parts = outline(notes, elements)
    front = read_front(notes, parts.front)
    sections = read_sections(notes, parts.sections, front.figure)
    glossary, references = read_back(notes, parts.back)
    tree: ConditionTree = {
        **copy.deepcopy(notes.base),
        "title": front.title,
        "subtitle": front.subtitle,
        "also_called": front.also_called,
        "summary": front.summary,
        "sections": sections,
        "glossary": glossary,
        "references": references,
    }
    starts = (StyleRole.TITLE, StyleRole.SECTION)
    return ReadResult(
        tree=tree,
        positions=notes.positions,
        notices=tuple(notes.notices),
        addresses=notes.addresses,
        section_starts=frozenset(e.order for e in elements if e.kind.role in starts),
        facts=tuple(notes.facts),
        contact_lines=tuple(notes.contact_lines),
    )
