"""Where each text of a condition stands, under a name that other files can carry.

An address is a path of keys and of the ids that the source gives, with a number only where the
source has no id: `sections/overview/heading`, `blocks/bring/items/0/text`. A Word file carries it
as the tag of a content control, as the name of a bookmark and in a list of all places, so that an
edit finds its way back to the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, assert_never

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
    Section,
    Steps,
    Table,
    WriteIn,
)

if TYPE_CHECKING:
    from publisher.brand.model import Clinic

MAP = "urn:publisher:word-map:1"
"""Namespace of the part that lists the places of a Word file and holds its source."""
CLINIC = "urn:publisher:clinic:1"
"""Namespace of the part that holds the clinic's name, numbers and addresses."""
MAP_PART = "customXml/item1.xml"
CLINIC_PART = "customXml/item2.xml"
# Word finds the part of a bound control by this number, whichever file it is in.
MAP_STORE = "{6B8C2A5E-3F0D-5C41-9D52-0A7B1E64F3C1}"
CLINIC_STORE = "{6B8C2A5E-3F0D-5C41-9D52-0A7B1E64F3C2}"

_TAG = 64  # letters that a tag may have; source: ECMA-376, part 1, 17.5.2.42
_BOOKMARK = 40  # letters that a bookmark's name may have
_HASH = 16
_IDS = 0x7FFF_FFFF  # ids of controls are read as signed 32-bit numbers; 0 stands for none


def tag(address: str) -> str:
    """The tag of a content control: the address, or its start and a hash where it is too long."""
    if len(address) <= _TAG:
        return address
    return f"{address[: _TAG - _HASH - 1]}~{_hash(address)}"


def anchor(address: str) -> str:
    """The name of a bookmark; one that starts with an underscore is hidden from view."""
    return f"_p{_hash(address)}"


def bookmark(kind: str, identity: str) -> str:
    """The name of the bookmark that links lead to: of a block, a glossary entry, a reference.

    Word takes 40 letters, digits and underscores; a longer name ends in a hash of the whole.
    """
    name = f"{kind}_{identity}".replace("-", "_")
    if len(name) > _BOOKMARK:
        name = f"{name[: _BOOKMARK - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
    return name


def digest(text: Text) -> str:
    """What tells one wording from another: the hash of the text as the source spells it."""
    return sha256(text.source.encode()).hexdigest()


def control(address: str, showing: int = 0) -> int:
    """The id of a content control, the same in every build; `showing` counts repeats of a text."""
    said = f"{address}#{showing}" if showing else address
    return int(sha256(said.encode()).hexdigest(), 16) % (_IDS - 1) + 1


def _hash(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:_HASH]


# Texts ---------------------------------------------------------------------------------------


def texts_of(condition: Condition) -> Iterator[tuple[str, Text]]:
    """(address, text) of every text of a condition, both wordings, in the order of the source."""
    yield "title", condition.title
    yield "short_title", condition.short_title
    yield "subtitle", condition.subtitle
    yield from _numbered("also_called", condition.also_called)
    yield from _numbered("summary", condition.summary)
    for section in condition.sections:
        yield from _section(section)
    for entry in condition.glossary:
        yield f"glossary/{entry.id}/term", entry.term
        yield f"glossary/{entry.id}/definition", entry.definition
    for reference in condition.references:
        yield f"references/{reference.id}/text", reference.text


def urls_of(condition: Condition) -> Iterator[tuple[str, str]]:
    """(address, web address) of every reference that has one."""
    for reference in condition.references:
        if reference.url:
            yield f"references/{reference.id}/url", reference.url


def _section(section: Section) -> Iterator[tuple[str, Text]]:
    own = f"sections/{section.id}"
    yield f"{own}/heading", section.heading
    for name, short in (("brief", section.brief), ("sheet", section.sheet)):
        if short and short.heading:
            yield f"{own}/{name}/heading", short.heading
        if short:
            yield from _blocks(short.blocks)
    yield from _blocks(section.blocks)
    for subsection in section.subsections:
        yield f"subsections/{subsection.id}/heading", subsection.heading
        yield from _blocks(subsection.blocks)


def _blocks(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Text]]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[tuple[str, Text]]:
    own = f"blocks/{block.id}"
    match block:
        case Paragraph():
            yield f"{own}/text", block.text
        case BulletList() | Steps():
            yield f"{own}/lead_in", block.lead_in
            for number, item in enumerate(block.items):
                yield from _item(f"{own}/items/{number}", item)
        case Checklist() | Questions():
            yield f"{own}/lead_in", block.lead_in
            yield from _numbered(f"{own}/items", block.items)
        case WriteIn():
            yield f"{own}/label", block.label
        case Definitions():
            yield f"{own}/lead_in", block.lead_in
            for number, definition in enumerate(block.items):
                yield f"{own}/items/{number}/term", definition.term
                yield f"{own}/items/{number}/text", definition.text
        case Callout():
            yield f"{own}/heading", block.heading
            yield from _blocks(block.body)
        case Table():
            yield f"{own}/caption", block.caption
            yield f"{own}/summary", block.summary
            yield from _numbered(f"{own}/columns", block.columns)
            for number, row in enumerate(block.rows):
                yield from _numbered(f"{own}/rows/{number}", row)
        case Figure():
            yield f"{own}/alt", block.alt
            yield f"{own}/title", block.title
            yield f"{own}/caption", block.caption
        case Contact():
            yield f"{own}/heading", block.heading
            if block.text:
                yield f"{own}/text", block.text
        case _:
            assert_never(block)


def _item(own: str, item: Item) -> Iterator[tuple[str, Text]]:
    yield f"{own}/text", item.text
    yield from _numbered(f"{own}/items", item.items)


def _numbered(own: str, texts: tuple[Text, ...]) -> Iterator[tuple[str, Text]]:
    for number, text in enumerate(texts):
        yield f"{own}/{number}", text


# The clinic ----------------------------------------------------------------------------------


def facts_of(clinic: Clinic, emergency_number: str) -> Iterator[tuple[str, str]]:
    """(address, words) of what a file says of the clinic, in the order of its custom XML part."""
    yield "clinic/name", clinic.name
    for number, line in enumerate(clinic.address):
        yield f"clinic/address/{number}", line
    for number, phone in enumerate(clinic.phones):
        yield f"clinic/phones/{number}/label", phone.label
        yield f"clinic/phones/{number}/number", phone.number
    if clinic.email:
        yield "clinic/email", clinic.email
    yield "clinic/web", clinic.web
    yield "emergency_number", emergency_number


def element(fact: str) -> str:
    """The path of the element that holds a fact, below the root of the clinic's part.

    `clinic/phones/0/number` stands in `phone[1]/number`: XPath counts from 1.
    """
    match fact.split("/"):
        case ["emergency_number"]:
            return "emergency"
        case ["clinic", "address", number]:
            return f"address[{int(number) + 1}]"
        case ["clinic", "phones", number, part]:
            return f"phone[{int(number) + 1}]/{part}"
        case ["clinic", ("name" | "email" | "web") as name]:
            return name
        case _:
            raise ValueError(f"{fact!r} is no address of the clinic")
