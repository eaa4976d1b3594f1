"""Which text of the base each paragraph of an edited file is.

A paragraph is known by the tag of the control around it, else by its bookmark, else by its words
and its place, as far as that is certain. Where two paragraphs have the marks of one text (one was
copied, or Enter divided it), the one with the more similar words keeps it; the other is new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from publisher.pull.docx.base import Base
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.base_texts import BaseText
from publisher.pull.reading.results import single_spaced
from publisher.roundtrip.addresses import Address

_SIMILAR = 0.75  # how similar two texts must be, from 0 to 1, to be taken for the same
_STRIPPED = 0.5  # a file in which fewer of its texts have marks than this has lost its marks
_TAG, _BOOKMARK, _REACHED = 3, 2, 1  # how much a mark is worth: its strength
_URL_AT_END = re.compile(r"\s+https?://\S+$")
_Found = dict[int, Address]  # the address of an element, by its order


@dataclass(frozen=True, slots=True)
class Matched:
    """How many texts were found by tag, by bookmark, and by words or place alone."""

    by_tag: int
    by_bookmark: int
    by_words: int

    @property
    def stripped(self) -> bool:
        """Whether the marks were lost, so that most texts were found by their words."""
        return self.by_words > self.by_tag + self.by_bookmark


def paragraphs_in(elements: Sequence[BodyElement]) -> Iterator[BodyElement]:
    """Every paragraph, including those in cells."""
    for element in elements:
        if element.rows is None:
            yield element
        for row in element.rows or ():
            for cell in row:
                yield from paragraphs_in(cell.elements)


def identify(
    elements: Sequence[BodyElement], base: Base, texts: Sequence[BaseText]
) -> tuple[list[BodyElement], Matched]:
    """The elements, each with the address of its text, and how many were found in which way."""
    shown = [p for p in paragraphs_in(elements) if words_of(p) or p.tags or p.inner or p.starts]
    by_marks = _by_marks(shown, base, {text.address: text for text in texts})
    found: _Found = {order: address for order, (address, _) in by_marks.items()}
    marked = len(found)
    named = set(found.values())
    _by_words(shown, [text for text in texts if text.address not in named], found)
    if marked < _STRIPPED * len(texts):
        _by_order(shown, texts, found)
    tagged = sum(strength == _TAG for _, strength in by_marks.values())
    matched = Matched(tagged, marked - tagged, len(found) - marked)
    return [_with_address(element, found) for element in elements], matched


def _with_address(element: BodyElement, found: _Found) -> BodyElement:
    """An element and all that is in its cells, with the addresses that were found."""
    if element.rows is None:
        return replace(element, address=found.get(element.order))
    rows = tuple(
        tuple(
            replace(cell, elements=tuple(_with_address(inner, found) for inner in cell.elements))
            for cell in row
        )
        for row in element.rows
    )
    return replace(element, rows=rows)


# By marks ------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class _Claim:
    """An element whose mark names a text. The smallest claim is the best."""

    likeness: float  # of their words, negative; -1 where no other element names the text
    strength: int  # of the mark, negative
    number: int  # of the element, in the order of the file
    place: int  # of the claim among all; one element may have the marks of two texts
    address: Address = field(compare=False)


def _by_marks(
    shown: Sequence[BodyElement], base: Base, texts: Mapping[Address, BaseText]
) -> dict[int, tuple[Address, int]]:
    """The text that the marks of an element name, and their strength, by the element's order."""
    given: set[Address] = set()
    found: dict[int, tuple[Address, int]] = {}
    for claim in sorted(_claims(shown, base, texts)):
        order = shown[claim.number].order
        if claim.address not in given and order not in found:
            found[order] = claim.address, -claim.strength
            given.add(claim.address)
    return found


def _claims(
    shown: Sequence[BodyElement], base: Base, texts: Mapping[Address, BaseText]
) -> Iterator[_Claim]:
    strengths: dict[tuple[int, Address], int] = {}
    claimants: dict[Address, set[int]] = defaultdict(set)
    for number, element in enumerate(shown):
        for strength, address in _named(element, base, texts):
            strengths.setdefault((number, address), strength)
            claimants[address].add(number)
    for place, ((number, address), strength) in enumerate(strengths.items()):
        alone = len(claimants[address]) == 1
        similar = 1.0 if alone else similarity(words_of(shown[number]), texts[address].words)
        yield _Claim(-similar, -strength, number, place, address)


def _named(
    element: BodyElement, base: Base, texts: Mapping[Address, BaseText]
) -> Iterator[tuple[int, Address]]:
    """(strength, address) of each text that the marks around an element name, strongest first."""
    tagged = (base.by_tag.get(tag) for tag in (*element.inner, *element.tags))
    innermost = next((address for address in tagged if address in texts), None)
    if innermost is not None:
        yield _TAG, innermost
    for names, strength in ((element.starts, _BOOKMARK), (element.within, _REACHED)):
        for name in names:
            address = base.by_bookmark.get(name)
            if address is not None and address in texts:
                yield strength, address


# By words and place --------------------------------------------------------------------------


def words_of(element: BodyElement) -> str:
    """The words of an element, or the alternative text of its picture.

    The web address at the end of a reference is left out: it is not part of the text.
    """
    if element.kind.role is StyleRole.SOURCE:
        return _URL_AT_END.sub("", element.words)
    return element.words or " ".join(picture.alt for picture in element.pictures)


def similarity(one: str, other: str) -> float:
    """How similar two texts are, from 0 to 1."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0 else 0.0


def group_of(role: StyleRole) -> str:
    """The group of roles that Word swaps when text is pasted or given another style."""
    if role in ITEMS:
        return "item"
    if role in (StyleRole.PARAGRAPH, StyleRole.LEAD_IN, StyleRole.FOREIGN):
        return "text"
    return str(role.value)


def _by_words(shown: Sequence[BodyElement], missing: list[BaseText], found: _Found) -> None:
    """Finds elements without marks that have the words of a text, or nearly."""
    free = [p for p in shown if p.order not in found and words_of(p)]
    exact: dict[tuple[str, str], list[BaseText]] = defaultdict(list)
    for text in missing:
        exact[group_of(text.role), single_spaced(text.words)].append(text)
    for element in free:
        if same := exact.get((group_of(element.kind.role), single_spaced(words_of(element)))):
            found[element.order] = same.pop(0).address
    addresses = {found.get(element.order) for element in free}
    rest = [text for text in missing if text.address not in addresses]
    pairs = []
    for number, element in enumerate(free):
        if element.order in found:
            continue
        words = words_of(element)
        for place, text in enumerate(rest):
            if group_of(text.role) != group_of(element.kind.role):
                continue
            similar = similarity(words, text.words)
            if similar >= _SIMILAR:
                pairs.append((-similar, number, place))
    used: set[int] = set()
    for _, number, place in sorted(pairs):
        if free[number].order not in found and place not in used:
            found[free[number].order] = rest[place].address
            used.add(place)


def _by_order(shown: Sequence[BodyElement], texts: Sequence[BaseText], found: _Found) -> None:
    """Finds the rest by their place: where between two known texts the roles are the same."""
    order = {text.address: number for number, text in enumerate(texts)}
    known = [(n, order[found[p.order]]) for n, p in enumerate(shown) if p.order in found]
    bounds = [(-1, -1), *known, (len(shown), len(texts))]
    used = set(found.values())
    for (element, text), (next_element, next_text) in pairwise(bounds):
        between = shown[element + 1 : next_element]
        free = [p for p in between if p.order not in found and words_of(p)]
        missing = [t for t in texts[text + 1 : next_text] if t.address not in used]
        if [group_of(p.kind.role) for p in free] == [group_of(t.role) for t in missing]:
            for paragraph, one in zip(free, missing, strict=True):
                found[paragraph.order] = one.address
