"""Which text of the base each paragraph of an edited file is.

A paragraph is known by the tag of the control around it, else by its bookmark, else by its words
and its place, as far as that is certain. Where two claim one text (a paragraph that was copied,
or parted by Enter), the one with the words most alike keeps it, and the other is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import assert_never, cast

from publisher.content import inline
from publisher.content.model import BlockKind
from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.package import Base
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.tree import BlockTree, ConditionTree, DefinitionTree, ItemTree, ListKind
from publisher.roundtrip.addresses import CONDITION, Address

_ALIKE = 0.75  # how much of two texts must agree before one is taken for the other
_STRIPPED = 0.5  # a file with fewer of its texts marked than this has lost its marks


@dataclass(frozen=True, slots=True)
class Slot:
    """A text of the base: where it stands in the source, what it is, and its spelling."""

    address: Address
    role: StyleRole
    source: str

    @property
    def words(self) -> str:
        """The words without marks."""
        return inline.parse(self.source).plain


@dataclass(frozen=True, slots=True)
class Matched:
    """How many texts were found by tag, by bookmark, and by words or place alone."""

    by_tag: int
    by_bookmark: int
    by_words: int

    @property
    def stripped(self) -> bool:
        """Whether the marks were lost, so that words and order had to do."""
        return self.by_words > self.by_tag + self.by_bookmark


def texts(pieces: Sequence[BodyElement]) -> Iterator[BodyElement]:
    """Every paragraph, those in cells too."""
    for piece in pieces:
        if piece.rows is None:
            yield piece
        for row in piece.rows or ():
            for cell in row:
                yield from texts(cell.pieces)


def identify(
    pieces: Sequence[BodyElement], base: Base, slots: Sequence[Slot]
) -> tuple[list[BodyElement], Matched]:
    """The pieces, each with the address of the text that it is, and how many were found how."""
    found: _Found = {}
    shown = [p for p in texts(pieces) if words_of(p) or p.tags or p.inner or p.starts]
    taken = _by_marks(shown, base, {slot.address: slot for slot in slots})
    found |= {order: address for order, (address, _) in taken.items()}
    marked = len(found)
    named = set(found.values())
    _by_words(shown, [slot for slot in slots if slot.address not in named], found)
    if marked < _STRIPPED * len(slots):
        _by_order(shown, slots, found)
    tagged = sum(strength == _TAG for _, strength in taken.values())
    matched = Matched(tagged, marked - tagged, len(found) - marked)
    return [_with_address(piece, found) for piece in pieces], matched


_Found = dict[int, Address]  # the address of a piece, by its order
_TAG, _BOOKMARK, _REACHED = 3, 2, 1


def _with_address(piece: BodyElement, found: _Found) -> BodyElement:
    """A piece, and all in its cells, with the addresses that were found."""
    if piece.rows is None:
        return replace(piece, address=found.get(piece.order))
    rows = tuple(
        tuple(
            replace(cell, pieces=tuple(_with_address(inner, found) for inner in cell.pieces))
            for cell in row
        )
        for row in piece.rows
    )
    return replace(piece, rows=rows)


def _by_marks(
    shown: Sequence[BodyElement], base: Base, known: dict[Address, Slot]
) -> dict[int, tuple[Address, int]]:
    """The address that marks give a piece, and their strength, by the order of the piece."""
    claims: list[tuple[float, int, int, Address]] = []
    by: dict[tuple[int, Address], int] = {}
    counted: dict[Address, list[int]] = defaultdict(list)
    for number, piece in enumerate(shown):
        for strength, address in _claimed(piece, base, known):
            if (number, address) not in by:
                by[number, address] = strength
                counted[address].append(number)
    for (number, address), strength in by.items():
        lone = len(counted[address]) == 1
        alike = 1.0 if lone else likeness(words_of(shown[number]), known[address].words)
        claims.append((-alike, -strength, number, address))
    given: set[Address] = set()
    taken: dict[int, tuple[Address, int]] = {}
    for _, strength, number, address in sorted(claims):
        order = shown[number].order
        if address not in given and order not in taken:
            taken[order] = address, -strength
            given.add(address)
    return taken


def _claimed(
    piece: BodyElement, base: Base, known: dict[Address, Slot]
) -> Iterator[tuple[int, Address]]:
    """(strength, address) of each text that the marks around a piece name."""
    for tag in (*piece.inner, *piece.tags):
        address = base.by_tag.get(tag)
        if address in known:
            yield _TAG, address
            break
    for names, strength in ((piece.starts, _BOOKMARK), (piece.within, _REACHED)):
        for name in names:
            if (address := base.by_bookmark.get(name)) in known:
                yield strength, address


def words_of(piece: BodyElement) -> str:
    """What a piece says: its words, or the alternative text of its picture.

    The address at the end of a reference is a text of its own.
    """
    if piece.kind.role is StyleRole.SOURCE:
        return re.sub(r"\s+https?://\S+$", "", piece.words)
    return piece.words or " ".join(picture.alt for picture in piece.pictures)


def likeness(one: str, other: str) -> float:
    """How much two texts agree, from 0 to 1."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0 else 0.0


def family(role: StyleRole) -> str:
    """Roles that a paragraph changes between when it is pasted or restyled."""
    if role in ITEMS:
        return "item"
    return (
        "text"
        if role in (StyleRole.PARAGRAPH, StyleRole.LEAD_IN, StyleRole.FOREIGN)
        else role.value
    )


def _by_words(shown: Sequence[BodyElement], left: list[Slot], found: _Found) -> None:
    """Gives texts that no mark names to unmarked pieces of the same words, or nearly the same."""
    free = [p for p in shown if p.order not in found and words_of(p)]
    exact: dict[tuple[str, str], list[Slot]] = defaultdict(list)
    for slot in left:
        exact[family(slot.role), _plain(slot.words)].append(slot)
    for piece in free:
        if same := exact.get((family(piece.kind.role), _plain(words_of(piece)))):
            found[piece.order] = same.pop(0).address
    taken = {found.get(piece.order) for piece in free}
    rest = [slot for slot in left if slot.address not in taken]
    pairs = []
    for number, piece in enumerate(free):
        if piece.order in found:
            continue
        words = words_of(piece)
        for order, slot in enumerate(rest):
            if family(slot.role) != family(piece.kind.role):
                continue
            alike = likeness(words, slot.words)
            if alike >= _ALIKE:
                pairs.append((-alike, number, order))
    used: set[int] = set()
    for _, number, order in sorted(pairs):
        if free[number].order not in found and order not in used:
            found[free[number].order] = rest[order].address
            used.add(order)


def _plain(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split())


def _by_order(shown: Sequence[BodyElement], slots: Sequence[Slot], found: _Found) -> None:
    """Gives texts to pieces that stand alone of their kind between two that are known."""
    order = {slot.address: number for number, slot in enumerate(slots)}
    known = [(n, order[found[p.order]]) for n, p in enumerate(shown) if p.order in found]
    bounds = [(-1, -1), *known, (len(shown), len(slots))]
    taken = set(found.values())
    for (piece, slot), (next_piece, next_slot) in pairwise(bounds):
        free = [p for p in shown[piece + 1 : next_piece] if p.order not in found and words_of(p)]
        left = [s for s in slots[slot + 1 : next_slot] if s.address not in taken]
        if [family(p.kind.role) for p in free] == [family(s.role) for s in left]:
            for one, other in zip(free, left, strict=True):
                found[one.order] = other.address


# Texts of the base ---------------------------------------------------------------------------


def slots_of(tree: ConditionTree) -> Iterator[Slot]:
    """The texts that a Word file shows of a tree, in the order of the file."""
    yield Slot(CONDITION.title, StyleRole.TITLE, tree["title"])
    yield Slot(CONDITION.subtitle, StyleRole.SUBTITLE, tree["subtitle"])
    yield from _numbered(CONDITION.summary, StyleRole.SUMMARY, tree["summary"])
    for section in tree["sections"]:
        yield Slot(Address.section(section["id"]).heading, StyleRole.SECTION, section["heading"])
        for block in section["blocks"]:
            yield from slots_of_block(block)
        for subsection in section["subsections"]:
            own = Address.subsection(subsection["id"]).heading
            yield Slot(own, StyleRole.SUBSECTION, subsection["heading"])
            for block in subsection["blocks"]:
                yield from slots_of_block(block)
    for entry in tree["glossary"]:
        yield Slot(Address.entry(entry["id"]).term, StyleRole.ENTRY, entry["term"])
        yield Slot(Address.entry(entry["id"]).definition, StyleRole.ENTRY_TEXT, entry["definition"])
    for reference in tree["references"]:
        yield Slot(Address.reference(reference["id"]).text, StyleRole.SOURCE, reference["text"])


KIND_OF_ITEM: dict[ListKind, StyleRole] = {
    "list": StyleRole.BULLET,
    "steps": StyleRole.STEP,
    "checklist": StyleRole.CHECK,
    "questions": StyleRole.QUESTION,
}


def slots_of_block(block: BlockTree) -> Iterator[Slot]:
    """The texts of one block, in the order of the file."""
    own = Address.block(block["id"])
    kind: BlockKind = block["kind"]
    match kind:
        case "paragraph":
            yield Slot(own.text, StyleRole.PARAGRAPH, block["text"])
        case "list" | "steps" as name:
            yield Slot(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            for number, item in enumerate(cast(list[ItemTree], block["items"])):
                role = KIND_OF_ITEM[name]
                yield Slot(own.items[number].text, role, item["text"])
                yield from _numbered(own.items[number].items, role, item["items"])
        case "checklist" | "questions" as name:
            yield Slot(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            texts = cast(list[str], block["items"])
            yield from _numbered(own.items, KIND_OF_ITEM[name], texts)
        case "write_in":
            yield Slot(own.label, StyleRole.LABEL, block["label"])
        case "definitions":
            yield Slot(own.lead_in, StyleRole.LEAD_IN, block["lead_in"])
            for number, pair in enumerate(cast(list[DefinitionTree], block["items"])):
                yield Slot(own.items[number].term, StyleRole.TERM, pair["term"])
                yield Slot(own.items[number].text, StyleRole.MEANING, pair["text"])
        case "callout":
            yield Slot(own.heading, StyleRole.CALLOUT_HEADING, block["heading"])
            for part in block["body"]:
                yield from slots_of_block(part)
        case "table":
            yield Slot(own.caption, StyleRole.CAPTION, block["caption"])
            yield Slot(own.summary, StyleRole.TABLE_SUMMARY, block["summary"])
            yield from _numbered(own.columns, StyleRole.PARAGRAPH, block["columns"])
            for number, row in enumerate(block["rows"]):
                yield from _numbered(own.rows[number], StyleRole.PARAGRAPH, row)
        case "figure":
            yield Slot(own.alt, StyleRole.PICTURE, block["alt"])
            yield Slot(own.title, StyleRole.FIGURE_TITLE, block["title"])
            yield Slot(own.caption, StyleRole.FIGURE_CAPTION, block["caption"])
        case "contact":
            yield Slot(own.heading, StyleRole.CONTACT_HEADING, block["heading"])
            if block["text"]:
                yield Slot(own.text, StyleRole.CONTACT_TEXT, block["text"])
        case _:
            assert_never(kind)


def _numbered(own: Address, role: StyleRole, texts: Sequence[str]) -> Iterator[Slot]:
    for number, text in enumerate(texts):
        yield Slot(own[number], role, text)
