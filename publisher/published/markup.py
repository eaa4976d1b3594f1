"""XML that is written here: elements by name, then bytes that are always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


def add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """A new last child of `parent`, in the namespace of `parent` unless `name` says another."""
    from lxml import etree

    if not name.startswith("{"):
        space = etree.QName(parent).namespace
        name = f"{{{space}}}{name}" if space else name
    child = etree.SubElement(parent, name, attributes)
    child.text = text
    return child


def document(root: etree._Element) -> bytes:
    """The bytes of an XML file."""
    from lxml import etree

    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return made
