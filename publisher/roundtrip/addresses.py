"""Addresses: a name for each text of a condition, which a Word file can contain.

An address is a path of keys and ids, with a number only where the source has no id:
`sections/overview/heading`, `blocks/bring/items/0/text`. In a Word file it is the tag of a content
control, the name of a bookmark and an entry of the map part. So an edit can be applied to the
right text of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, assert_never

from publisher.content.inline import Text
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Condition,
    Contact,
    Definitions,
    Figure,
    Item,
    Paragraph,
    Questions,
    Recording,
    Section,
    Steps,
    Table,
    Urgency,
    WriteIn,
)

_TAG = 64  # the greatest length of a tag; source: ECMA-376, part 1, 17.5.2.42
_BOOKMARK = 40  # the greatest length of a bookmark's name
_HASH = 16
_IDS = 0x7FFF_FFFF  # ids of controls are read as signed 32-bit numbers; 0 is none

Target = Literal["section", "block", "entry", "reference", "part"]
"""What a link inside a Word file can lead to; "part" is a heading that the publisher writes."""


class _Key:
    """An attribute of an address: the address of the value under the key of that name."""

    def __set_name__(self, owner: type[Address], name: str) -> None:
        self.name = name

    def __get__(self, address: Address, owner: type[Address]) -> Address:
        return address.below(self.name)


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a text, or of something that contains texts.

    `Address.block("bring").items[0].text` is `blocks/bring/items/0/text`.
    """

    steps: tuple[str, ...] = ()

    __iter__ = None  # without this, iterating would call __getitem__ with every number, for ever

    address = _Key()
    alt = _Key()
    also_called = _Key()
    brief = _Key()
    caption = _Key()
    columns = _Key()
    credit = _Key()
    definition = _Key()
    email = _Key()
    heading = _Key()
    items = _Key()
    label = _Key()
    lead_in = _Key()
    license = _Key()
    lines = _Key()
    name = _Key()
    number = _Key()
    phones = _Key()
    rows = _Key()
    sheet = _Key()
    short_title = _Key()
    subtitle = _Key()
    summary = _Key()
    term = _Key()
    text = _Key()
    title = _Key()
    transcript = _Key()
    url = _Key()
    web = _Key()

    @classmethod
    def section(cls, identity: str) -> Address:
        """The address of a section."""
        return cls(("sections", identity))

    @classmethod
    def subsection(cls, identity: str) -> Address:
        """The address of a subsection, whichever section it is in."""
        return cls(("subsections", identity))

    @classmethod
    def block(cls, identity: str) -> Address:
        """The address of a block, wherever it is."""
        return cls(("blocks", identity))

    @classmethod
    def plain(cls, identity: str) -> Address:
        """The address of a part of the plain wording."""
        return cls(("plain", identity))

    @classmethod
    def entry(cls, identity: str) -> Address:
        """The address of a glossary entry."""
        return cls(("glossary", identity))

    @classmethod
    def reference(cls, identity: str) -> Address:
        """The address of a reference."""
        return cls(("references", identity))

    @classmethod
    def fixed(cls, label: str) -> Address:
        """The address of a text that the publisher writes itself, such as a label."""
        return cls(("fixed", label))

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address that `str` spells as `text`."""
        return cls(tuple(text.split("/")) if text else ())

    def below(self, *steps: str) -> Address:
        """The address of something inside, by keys and ids."""
        return Address((*self.steps, *steps))

    def __getitem__(self, number: int) -> Address:
        return self.below(str(number))

    def __str__(self) -> str:
        return "/".join(self.steps)

    @property
    def is_clinic_fact(self) -> bool:
        """Whether it is the address of a fact of the clinic, not of a text of the condition."""
        start, *rest = self.steps or ("",)
        return self == EMERGENCY_NUMBER or (start == "clinic" and bool(rest))

    def tag(self) -> str:
        """The tag of a content control: the address, or if it is too long its start and a hash."""
        text = str(self)
        if len(text) <= _TAG:
            return text
        return f"{text[: _TAG - _HASH - 1]}~{self._hash()}"

    def bookmark(self) -> str:
        """The name of the bookmark around the text; Word hides bookmarks that begin with "_"."""
        return f"_p{self._hash()}"

    def control_id(self, repeat: int = 0) -> int:
        """The id of a content control, the same in every build.

        One text may be in several controls, each with an id of its own: `repeat` is the number of
        controls before this one.
        """
        text = f"{self}#{repeat}" if repeat else str(self)
        return int(sha256(text.encode()).hexdigest(), 16) % (_IDS - 1) + 1

    def _hash(self) -> str:
        return sha256(str(self).encode()).hexdigest()[:_HASH]


CONDITION = Address()
"""The address above the texts of a condition: `CONDITION.title`."""
CLINIC = Address(("clinic",))
"""The address above the facts of a clinic: `CLINIC.phones[0].number`."""
EMERGENCY_NUMBER = Address(("emergency_number",))
WHOLE_ADDRESS = Address.fixed("address")
"""Several lines of a clinic's address in a sentence, which are no fact of their own."""
CALLED = {Urgency.EMERGENCY: EMERGENCY_NUMBER, Urgency.CALL: CLINIC.phones[0].number}
"""The number to call at each urgency, as in `Brand.number_for`; for a note there is none."""


def link_target(kind: Target, identity: str) -> str:
    """The name of the bookmark of a section, block, entry or reference, for links.

    Word allows 40 letters, digits and underscores; a longer name is cut, and ends in its hash.
    """
    name = f"{kind}_{identity}".replace("-", "_")
    if len(name) > _BOOKMARK:
        name = f"{name[: _BOOKMARK - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
    return name


def digest(text: str) -> str:
    """The hash of a text in the spelling of the source."""
    return sha256(text.encode()).hexdigest()


# The texts of a condition --------------------------------------------------------------------


def texts_of(condition: Condition) -> Iterator[tuple[Address, Text]]:
    """Every text of a condition with its address, in all wordings, in the order of the source."""
    yield CONDITION.title, condition.title
    yield CONDITION.short_title, condition.short_title
    yield CONDITION.subtitle, condition.subtitle
    yield from _numbered(CONDITION.also_called, condition.also_called)
    yield from _numbered(CONDITION.summary, condition.summary)
    for section in condition.sections:
        yield from _section(section)
    for part in condition.plain:
        own = Address.plain(part.id)
        yield own.heading, part.heading
        for number, line in enumerate(part.lines):
            yield own.lines[number].text, line.text
    for entry in condition.glossary:
        yield Address.entry(entry.id).term, entry.term
        yield Address.entry(entry.id).definition, entry.definition
    for reference in condition.references:
        yield Address.reference(reference.id).text, reference.text


def urls_of(condition: Condition) -> Iterator[tuple[Address, str]]:
    """The web address of every reference that has one, with the address of that text."""
    for reference in condition.references:
        if reference.url:
            yield Address.reference(reference.id).url, reference.url


def _section(section: Section) -> Iterator[tuple[Address, Text]]:
    own = Address.section(section.id)
    yield own.heading, section.heading
    for place, short in ((own.brief, section.brief), (own.sheet, section.sheet)):
        if short and short.heading:
            yield place.heading, short.heading
        if short:
            yield from _blocks(short.blocks)
    yield from _blocks(section.blocks)
    for subsection in section.subsections:
        yield Address.subsection(subsection.id).heading, subsection.heading
        yield from _blocks(subsection.blocks)


def _blocks(blocks: tuple[Block, ...]) -> Iterator[tuple[Address, Text]]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[tuple[Address, Text]]:
    own = Address.block(block.id)
    match block:
        case Paragraph():
            yield own.text, block.text
        case BulletList() | Steps():
            yield own.lead_in, block.lead_in
            for number, item in enumerate(block.items):
                yield from _item(own.items[number], item)
        case Checklist() | Questions():
            yield own.lead_in, block.lead_in
            yield from _numbered(own.items, block.items)
        case WriteIn():
            yield own.label, block.label
        case Definitions():
            yield own.lead_in, block.lead_in
            for number, definition in enumerate(block.items):
                yield own.items[number].term, definition.term
                yield own.items[number].text, definition.text
        case Callout():
            yield own.heading, block.heading
            yield from _blocks(block.body)
        case Table():
            yield own.caption, block.caption
            yield own.summary, block.summary
            yield from _numbered(own.columns, block.columns)
            for number, row in enumerate(block.rows):
                yield from _numbered(own.rows[number], row)
        case Figure():
            yield from _figure(own, block)
        case Contact():
            yield own.heading, block.heading
            if block.text:
                yield own.text, block.text
        case _:
            assert_never(block)


def _figure(own: Address, block: Figure) -> Iterator[tuple[Address, Text]]:
    yield own.alt, block.alt
    yield own.title, block.title
    yield own.caption, block.caption
    if block.credit:
        yield own.credit, block.credit
    if block.license:
        yield own.license, block.license
    if isinstance(block, Recording):
        yield from _numbered(own.transcript, block.transcript)


def _item(own: Address, item: Item) -> Iterator[tuple[Address, Text]]:
    yield own.text, item.text
    yield from _numbered(own.items, item.items)


def _numbered(own: Address, texts: tuple[Text, ...]) -> Iterator[tuple[Address, Text]]:
    for number, text in enumerate(texts):
        yield own[number], text
