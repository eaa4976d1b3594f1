"""What a row of pieces says, and what was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from publisher.content import inline
from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.tree import ConditionTree
from publisher.roundtrip.addresses import Address

FLOW = frozenset({StyleRole.PARAGRAPH, StyleRole.LEAD_IN, StyleRole.SUMMARY, *ITEMS})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that did not come home, or that a person should look at."""

    what: str
    place: str
    words: str
    left: bool = True
    """Whether its words are in no text of the source, so that they must be kept elsewhere."""


@dataclass(slots=True)
class ReadResult:
    """What a row of pieces says: the tree, which member was which, and what has no place in it."""

    tree: ConditionTree
    was: dict[Address, tuple[int | None, ...]] = field(default_factory=dict)
    findings: list[Notice] = field(default_factory=list)
    places: dict[int, Address] = field(default_factory=dict)
    """The address in `tree` of each element, by its order; for its comments."""
    opening: set[int] = field(default_factory=set)
    """The order of each element that was read as the title or as the heading of a section."""
    facts: list[tuple[Address, str]] = field(default_factory=list)
    """Facts of the clinic that stand in a sentence without a control, by address."""
    contact: list[BodyElement] = field(default_factory=list)
    """The lines of contact cards, which show facts of the clinic."""


def between(address: Address | None, kind: str) -> str | None:
    """The id in an address of one kind: `blocks/x/text` is of block x."""
    match address:
        case Address((first, identity, *_)) if first == kind:
            return identity
    return None


def position(piece: BodyElement, above: Address | None, *last: str) -> int | None:
    """Where a member stood in the list `above` of the base; None for a new one, or a moved one.

    `last` is the key of the text in the member by which it is known.
    """
    if above is None or piece.address is None:
        return None
    size = len(above.steps)
    if piece.address.steps[:size] != above.steps:
        return None
    match piece.address.steps[size:]:
        case (number, *rest) if number.isdecimal() and tuple(rest) == last:
            return int(number)
    return None


def plain(source: str) -> str:
    """The words of a text of a source, without marks."""
    return " ".join(inline.parse(source).plain.split())
