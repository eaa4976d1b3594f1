"""The result of reading a Word file, and the small questions that its readers share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.content import inline
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.tree import ConditionTree
from publisher.roundtrip.addresses import Address

FLOW = frozenset({StyleRole.PARAGRAPH, StyleRole.LEAD_IN, StyleRole.SUMMARY, *ITEMS})
"""The roles of running text, between which a paragraph can change by an edit."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know of a pull."""

    what: str
    place: str
    words: str
    left: bool = True
    """Whether its words are a leftover, which must be kept outside of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """The result of reading the body of a Word file."""

    tree: ConditionTree
    positions: Mapping[Address, tuple[int | None, ...]]
    """For each list of the base: the position there of each member of `tree`; None for new ones."""
    notices: tuple[Notice, ...]
    addresses: Mapping[int, Address]
    """The address in `tree` of each element, by its order; for its comments."""
    section_starts: frozenset[int]
    """The order of each element that is the title or the heading of a section."""
    facts: tuple[tuple[Address, str], ...]
    """Facts of the clinic that are in a sentence without a control."""
    contact_lines: tuple[BodyElement, ...]
    """The lines of contact cards, which show facts of the clinic."""


def id_in(address: Address | None, kind: str) -> str | None:
    """The id in an address of this kind ("blocks": x in `blocks/x/text`); None in any other."""
    match address:
        case Address((first, identity, *_)) if first == kind:
            return identity
    return None


def base_position(element: BodyElement, above: Address | None, *last: str) -> int | None:
    """The position of a member in the list `above` of the base; None if it was not in that list.

    `last` is the key of the text in the member by which it is known.
    """
    if above is None or element.address is None:
        return None
    size = len(above.steps)
    if element.address.steps[:size] != above.steps:
        return None
    match element.address.steps[size:]:
        case (number, *rest) if number.isdecimal() and tuple(rest) == last:
            return int(number)
    return None


def counted(number: int, name: str) -> str:
    """A number with the name of what it counts: "1 change", "2 changes"."""
    return f"{number} {name}{'s' if number != 1 else ''}"


def single_spaced(words: str) -> str:
    """Words with one space between them, whatever kind of space there was, and none around."""
    return " ".join(words.split())


def plain_text(source: str) -> str:
    """The words of a text of a source, without Markdown, with single spaces."""
    return single_spaced(inline.parse(source).plain)
