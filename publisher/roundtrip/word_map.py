"""The custom XML part of a Word file that lists its texts and contains its source.

With the source as it was, `pull` can distinguish an edit of the file from a change of the source;
the list says which text a control or a bookmark is of. Word and LibreOffice keep the part when
they save.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from lxml import etree

from publisher.content.model import OF_NO_DOCUMENT
from publisher.roundtrip.addresses import Address, digest, texts_of, urls_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from publisher.brand.model import Clinic
    from publisher.content.model import Condition

NAMESPACE = "urn:publisher:word-map:1"
NAME = "customXml/item1.xml"
STORE = "{6B8C2A5E-3F0D-5C41-9D52-0A7B1E64F3C1}"
"""The id of the part in Word; it is the same in every file."""

_OWN = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text that the file shows: its marks in the file, its address, and its hash."""

    tag: str
    bookmark: str
    address: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMap:
    """The content of the part."""

    condition: str
    language: str
    brand: str
    edition: str
    version: str
    key: str
    texts: tuple[MappedText, ...]
    """The texts in the order of the file."""
    pictures: dict[str, str]
    """The hash of each picture, so that a new one is noticed.

    Figures are named by their blocks, symbols as `symbol_name` says.
    """
    source: str
    """The condition, the clinic and its emergency number as JSON."""


_SYMBOL = "Symbol "


def symbol_name(symbol: str) -> str:
    """What the picture of a symbol is called in the file, by which it is known in an edited one."""
    return f"{_SYMBOL}{symbol}"


def symbol_named(name: str) -> str | None:
    """The symbol of a picture that has this name; None for any other picture."""
    return name.removeprefix(_SYMBOL) if name.startswith(_SYMBOL) else None


def mapped(condition: Condition, shown: Iterable[Address]) -> tuple[MappedText, ...]:
    """The texts of `condition` at the addresses `shown`, in that order."""
    digests = {address: digest(text.source) for address, text in texts_of(condition)}
    digests |= {address: digest(url) for address, url in urls_of(condition)}
    return tuple(
        MappedText(address.tag(), address.bookmark(), str(address), digests[address])
        for address in shown
    )


def source_of(condition: Condition, clinic: Clinic, emergency_number: str) -> str:
    """The value of `WordMap.source`: everything that a file is made from."""
    source = {
        "condition": condition.model_dump(mode="json", exclude=set(OF_NO_DOCUMENT)),
        "clinic": asdict(clinic),
        "emergency_number": emergency_number,
    }
    return json.dumps(source, ensure_ascii=False)


def written(word_map: WordMap) -> _Element:
    """The root of the part with this content."""
    root = etree.Element(f"{_OWN}map", nsmap={None: NAMESPACE})
    for name in ("condition", "language", "brand", "edition", "version", "key"):
        root.set(name, getattr(word_map, name))
    for text in word_map.texts:
        place = etree.SubElement(root, f"{_OWN}place")
        for name in ("tag", "bookmark", "address", "sha256"):
            place.set(name, getattr(text, name))
    for block, sha256 in word_map.pictures.items():
        picture = etree.SubElement(root, f"{_OWN}picture")
        picture.set("block", block)
        picture.set("sha256", sha256)
    etree.SubElement(root, f"{_OWN}source").text = word_map.source
    return root


def is_map(root: _Element) -> bool:
    """Whether this is the root of the part."""
    return root.tag == f"{_OWN}map"


def read(root: _Element) -> WordMap:
    """The content of the part. Raises KeyError where an attribute is missing that it always has."""
    return WordMap(
        condition=root.attrib["condition"],
        language=root.attrib["language"],
        brand=root.attrib["brand"],
        edition=root.get("edition", ""),
        version=root.get("version", ""),
        key=root.get("key", ""),
        texts=tuple(
            MappedText(
                place.get("tag", ""),
                place.get("bookmark", ""),
                place.get("address", ""),
                place.get("sha256", ""),
            )
            for place in root.iterfind(f"{_OWN}place")
        ),
        pictures={
            picture.get("block", ""): picture.get("sha256", "")
            for picture in root.iterfind(f"{_OWN}picture")
        },
        source=root.findtext(f"{_OWN}source") or "",
    )
