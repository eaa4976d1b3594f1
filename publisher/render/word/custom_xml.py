"""Custom XML parts in the package of a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart
    from lxml.etree import _Element

_DATA = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


def store(document: DocumentPart, name: str, identity: str, root: _Element) -> None:
    """Adds a part with the tree `root`, and the part with its number, by which Word knows it."""
    package = document.package
    part = Part(PackURI(f"/{name}"), "application/xml", _as_bytes(root), package)
    item = etree.Element(f"{{{_DATA}}}datastoreItem", nsmap={"ds": _DATA})
    item.set(f"{{{_DATA}}}itemID", identity)
    schemas = etree.SubElement(item, f"{{{_DATA}}}schemaRefs")
    uri = etree.QName(root).namespace or ""
    etree.SubElement(schemas, f"{{{_DATA}}}schemaRef").set(f"{{{_DATA}}}uri", uri)
    beside = PackURI(f"/{name.replace('item', 'itemProps')}")
    properties = Part(beside, _PROPERTIES, _as_bytes(item), package)
    part.relate_to(properties, f"{_RELATION}Props")
    document.relate_to(part, _RELATION)


def _as_bytes(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
