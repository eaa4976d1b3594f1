"""Sections whose heading was taken away in Word, though their text was not.

A section without a heading cannot be, and its text is hardly meant for the section before it: the
section stays, with the heading that it had. Where another heading was typed in its place, that is
its heading now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import Kind, StyleRole
from publisher.pull.reading.results import id_in
from publisher.pull.tree import SectionTree
from publisher.roundtrip.addresses import CONDITION, Address

_ELSEWHERE = -1  # the owner of texts that stand in no section
_FIGURE = (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION)


def with_lost_headings(
    front: Sequence[BodyElement],
    groups: Sequence[list[BodyElement]],
    sections: Sequence[SectionTree],
) -> tuple[list[BodyElement], list[list[BodyElement]]]:
    """The front and the sections, each with its heading first, an empty one where it is gone.

    `groups` are the sections as the headings of the file part them; `sections` those of the base.
    """
    owners = _owners(sections)
    found: list[list[BodyElement]] = [list(front)]
    for group in groups:
        if group[0].words or owners.get(_start(group[0]), _ELSEWHERE) in _owned(group[1:], owners):
            found.append(group)
        else:  # an empty heading of a section that is gone itself
            found[-1] += group
    headed = {
        owners[_start(element)]
        for group in found
        for element in group
        if id_in(element.address, "sections") and _start(element) in owners
        if element.words or element is group[0]
    }
    last = _ELSEWHERE
    parts: list[list[BodyElement]] = []
    for number, group in enumerate(found):
        if number:
            first = next(_owned(group[1:], owners), _ELSEWHERE)
            if group[0].address is None and first > last and first not in headed:
                group = [replace(group[0], address=_heading(sections[first])), *group[1:]]
                headed.add(first)
            last = owners.get(_start(group[0]), last)
        missing = takewhile(lambda after: after not in headed, range(last + 1, len(sections)))
        for section, content in _cut(group, list(missing), owners, opens=not number):
            last = last if section is None else section
            head = [] if section is None else [_empty(sections[section])]
            parts.append([*head, *content])
    return parts[0], parts[1:]


def _cut(
    group: list[BodyElement], waiting: Sequence[int], owners: dict[Address, int], *, opens: bool
) -> Iterator[tuple[int | None, list[BodyElement]]]:
    """What stands under the heading of `group`, then under each that is missing behind it."""
    mine = [_owner(element, owners) for element in group]
    start, current = 0, None
    for section in waiting:
        for at in range(start, len(group)):
            behind = {one for one in mine[at:] if one is not None}
            figure = opens and group[at].kind.role in _FIGURE  # may stand before the text
            rest = all(one in waiting and one >= section for one in behind)
            if mine[at] == section and rest and not figure:
                while at > start + 1 and _is_label(group[at - 1]):
                    at -= 1
                yield current, group[start:at]
                start, current = at, section
                break
    yield current, group[start:]


def _is_label(element: BodyElement) -> bool:
    """Whether the publisher wrote it above the heading of a callout."""
    return element.kind.role is StyleRole.PUBLISHER_TEXT and element.kind.urgency is not None


def _empty(section: SectionTree) -> BodyElement:
    return BodyElement(Kind(StyleRole.SECTION), address=_heading(section))


def _heading(section: SectionTree) -> Address:
    return Address.section(section["id"]).heading


def _start(element: BodyElement) -> Address:
    """The section, subsection or block that the text of a element is in; the condition for none."""
    return CONDITION if element.address is None else Address(element.address.steps[:2])


def _owners(sections: Sequence[SectionTree]) -> dict[Address, int]:
    """The number of the section that each member with an id stands in."""
    found: dict[Address, int] = {}
    for number, section in enumerate(sections):
        found[Address.section(section["id"])] = number
        for holder in (section, *section["subsections"]):
            if holder is not section:
                found[Address.subsection(holder["id"])] = number
            for block in holder["blocks"]:
                for one in (block, *block.get("body", ())):
                    found[Address.block(one["id"])] = number
    return found


def _owner(element: BodyElement, owners: dict[Address, int]) -> int | None:
    """The section that a element is of; None for one that nobody knows."""
    for row in element.rows or ():
        for cell in row:
            for inner in cell.elements:
                if (owner := _owner(inner, owners)) is not None:
                    return owner
    return owners.get(_start(element), _ELSEWHERE) if element.address else None


def _owned(elements: Sequence[BodyElement], owners: dict[Address, int]) -> Iterator[int]:
    """The sections that elements are of, in their order."""
    for element in elements:
        if (owner := _owner(element, owners)) is not None and owner != _ELSEWHERE:
            yield owner
