"""The XML of a part of a Word file, and what is asked of its elements everywhere."""

from __future__ import annotations

import re

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Element = etree._Element


class DeclaresTypes(Exception):
    """A part has a DOCTYPE, so that its text may be in entities, which are not read."""


def parsed(data: bytes, *, recover: bool = False) -> Element:
    """The root of a part; with `recover`, as much as can be read of a damaged one.

    Nothing that it names is fetched. Raises `etree.XMLSyntaxError` and `DeclaresTypes`.
    """
    # Comments and instructions are removed: one inside a text would hide all that follows it.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None = etree.fromstring(data, parser)
    if root is None:  # not even `recover` could read any of it
        return etree.Element("nothing")
    if root.getroottree().docinfo.doctype:
        raise DeclaresTypes
    return root


def value(element: Element | None) -> str:
    """The `w:val` of an element; empty where there is none."""
    return "" if element is None else str(element.get(f"{W}val", ""))


def level_in(text: str) -> int:
    """The level of a list as an attribute has it; 0, the outermost, where it is invalid."""
    return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0


def switched(element: Element | None) -> bool | None:
    """Whether a property such as `w:b` is on or off; None where it is missing."""
    if element is None:
        return None
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")
