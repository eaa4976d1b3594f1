"""Sections whose heading was removed in Word, while their text was not.

A section needs a heading, and its text is hardly meant to join the section before it. So the
section keeps the heading that it had. Where another heading was typed there, it gets that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import FIGURE_TEXTS, Kind, StyleRole
from publisher.pull.reading.results import id_in
from publisher.pull.tree import SectionTree
from publisher.roundtrip.addresses import CONDITION, Address

_ELSEWHERE = -1  # the number of the section of texts that are in no section
_FIGURE = (StyleRole.PICTURE, *FIGURE_TEXTS)


def with_lost_headings(
    front: Sequence[BodyElement],
    groups: Sequence[list[BodyElement]],
    sections: Sequence[SectionTree],
) -> tuple[list[BodyElement], list[list[BodyElement]]]:
    """The front and the sections, each with its heading first, which is empty where it is lost.

    `groups` are the sections as the headings of the file separate them; `sections` are in the base.
    """
    owners = _owners(sections)
    found: list[list[BodyElement]] = [list(front)]
    for group in groups:
        if group[0].words or owners.get(_start(group[0]), _ELSEWHERE) in _owned(group[1:], owners):
            found.append(group)
        else:  # an empty heading of a section that was removed
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
    """The elements under the heading of `group`, then under each lost heading after it.

    Yields (number of the section, elements); None stands for the section of `group`. The headings
    that may be lost are those of the sections `waiting`; `opens` says whether `group` is the front.
    """
    mine = [_owner(element, owners) for element in group]
    start, current = 0, None
    for section in waiting:
        for at in range(start, len(group)):
            behind = {one for one in mine[at:] if one is not None}
            figure = opens and group[at].kind.role in _FIGURE  # the front may show it
            rest = all(one in waiting and one >= section for one in behind)
            if mine[at] == section and rest and not figure:
                while at > start + 1 and _is_label(group[at - 1]):
                    at -= 1
                yield current, group[start:at]
                start, current = at, section
                break
    yield current, group[start:]


def _is_label(element: BodyElement) -> bool:
    """Whether an element is the label that the publisher writes above a callout."""
    return element.kind.role is StyleRole.PUBLISHER_TEXT and element.kind.urgency is not None


def _empty(section: SectionTree) -> BodyElement:
    return BodyElement(Kind(StyleRole.SECTION), address=_heading(section))


def _heading(section: SectionTree) -> Address:
    return Address.section(section["id"]).heading


def _start(element: BodyElement) -> Address:
    """The address of the section, subsection or block that an element is in."""
    return CONDITION if element.address is None else Address(element.address.steps[:2])


def _owners(sections: Sequence[SectionTree]) -> dict[Address, int]:
    """The number of the section of each section, subsection and block, by address."""
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
    """The number of the section that an element was in; None for a new element."""
    for row in element.rows or ():
        for cell in row:
            for inner in cell.elements:
                if (owner := _owner(inner, owners)) is not None:
                    return owner
    return owners.get(_start(element), _ELSEWHERE) if element.address else None


def _owned(elements: Sequence[BodyElement], owners: dict[Address, int]) -> Iterator[int]:
    """The numbers of the sections that elements were in, in their order."""
    for element in elements:
        if (owner := _owner(element, owners)) is not None and owner != _ELSEWHERE:
            yield owner
