"""What a Word file carries beside what it shows: where each text stands, and the clinic's facts.

Both are custom XML parts, which Word and LibreOffice keep when somebody saves the file. The first
holds the source as it was, so that an edit can be told from a change of the source; the second is
what the controls with the clinic's facts are bound to.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from publisher.plan.job import Job
from publisher.roundtrip import addresses as places

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


def word_map(job: Job, placed: list[str], pictures: dict[str, str]) -> Any:  # lxml's tree
    """The list of the texts in the file, in their order, and the source that they come from.

    `pictures` are the hashes of the figures by the ids of their blocks: one that somebody has put
    in its place is seen.
    """
    condition = job.condition
    digests = {address: places.digest(text) for address, text in places.texts_of(condition)}
    digests |= {
        address: sha256(url.encode()).hexdigest() for address, url in places.urls_of(condition)
    }
    root = etree.Element(f"{{{places.MAP}}}map", nsmap={None: places.MAP})
    for name, value in (
        ("condition", condition.condition),
        ("language", condition.language),
        ("brand", job.brand.id),
        ("edition", job.edition.name),
        ("version", condition.version),
        ("key", job.key),
    ):
        root.set(name, value)
    for address in placed:
        place = etree.SubElement(root, f"{{{places.MAP}}}place")
        place.set("tag", places.tag(address))
        place.set("bookmark", places.anchor(address))
        place.set("address", address)
        place.set("sha256", digests[address])
    for block, painted in pictures.items():
        picture = etree.SubElement(root, f"{{{places.MAP}}}picture")
        picture.set("block", block)
        picture.set("sha256", painted)
    source = {
        "condition": condition.model_dump(mode="json"),
        "clinic": asdict(job.brand.clinic),
        "emergency_number": job.brand.emergency_number,
    }
    whole = etree.SubElement(root, f"{{{places.MAP}}}source")
    whole.text = json.dumps(source, ensure_ascii=False)
    return root


def clinic(job: Job) -> Any:  # lxml's tree
    """The facts of the clinic, each in an element of its own."""

    def put(parent: Any, name: str, said: str | None = None) -> Any:
        child = etree.SubElement(parent, f"{{{places.CLINIC}}}{name}")
        child.text = said
        return child

    facts = job.brand.clinic
    root = etree.Element(f"{{{places.CLINIC}}}clinic", nsmap={None: places.CLINIC})
    put(root, "name", facts.name)
    for number, line in enumerate(facts.address):
        put(root, "address", line).set("n", str(number))
    for number, phone in enumerate(facts.phones):
        one = put(root, "phone")
        one.set("n", str(number))
        put(one, "label", phone.label)
        put(one, "number", phone.number)
    if facts.email:
        put(root, "email", facts.email)
    put(root, "web", facts.web)
    put(root, "emergency", job.brand.emergency_number)
    return root


def store(document: DocumentPart, name: str, identity: str, root: Any) -> None:
    """Puts a tree into the package, with the properties by which Word knows it again."""
    package = document.package
    part = Part(PackURI(f"/{name}"), "application/xml", _written(root), package)
    item = etree.Element(f"{{{_DATA}}}datastoreItem", nsmap={"ds": _DATA})
    item.set(f"{{{_DATA}}}itemID", identity)
    schemas = etree.SubElement(item, f"{{{_DATA}}}schemaRefs")
    uri = etree.QName(root).namespace or ""
    etree.SubElement(schemas, f"{{{_DATA}}}schemaRef").set(f"{{{_DATA}}}uri", uri)
    beside = PackURI(f"/{name.replace('item', 'itemProps')}")
    properties = Part(beside, _PROPERTIES, _written(item), package)
    part.relate_to(properties, f"{_RELATION}Props")
    document.relate_to(part, _RELATION)


def _written(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
