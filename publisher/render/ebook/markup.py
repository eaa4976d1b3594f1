"""XHTML documents as trees, to be changed after they are filled, and as text again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "http://www.w3.org/1999/xhtml"
TYPE = "{http://www.idpf.org/2007/ops}type"
# Elements that HTML closes by itself; written in full, an HTML parser would see them twice.
_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    )
)


def parsed(markup: str) -> _Element:
    """The root of a document."""
    from lxml import etree

    return etree.fromstring(markup.encode())


def written(root: _Element) -> str:
    """The document as XML that old readers, which parse it as HTML, understand alike."""
    from lxml import etree

    for element in root.iter("*"):
        if not len(element) and not element.text:
            # An empty string is written as two tags, None as one that closes itself.
            element.text = None if name_of(element) in _VOID else ""
    data: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return data.decode() + "\n"


def name_of(element: _Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
