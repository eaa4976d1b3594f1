"""The custom XML part of a Word file with the facts of the clinic: written, read, and bound to.

Controls that show a fact are bound to its element in this part, so that a fact that is changed in
one place changes everywhere in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from publisher.roundtrip.addresses import CLINIC, EMERGENCY_NUMBER, WHOLE_ADDRESS, Address

if TYPE_CHECKING:
    from lxml.etree import _Element

    from publisher.brand.model import Clinic

NAMESPACE = "urn:publisher:clinic:1"
NAME = "customXml/item2.xml"
STORE = "{6B8C2A5E-3F0D-5C41-9D52-0A7B1E64F3C2}"
"""The id by which a bound control names the part; it is the same in every file."""
PREFIX = "c"
"""The prefix of the namespace in `xpath_of`."""

_OWN = f"{{{NAMESPACE}}}"
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?$")


def facts_of(clinic: Clinic, emergency_number: str) -> Iterator[tuple[Address, str]]:
    """(address, text) of every fact that a Word file shows, in the order of the part."""
    yield CLINIC.name, clinic.name
    for number, line in enumerate(clinic.address):
        yield CLINIC.address[number], line
    for number, phone in enumerate(clinic.phones):
        yield CLINIC.phones[number].label, phone.label
        yield CLINIC.phones[number].number, phone.number
    if clinic.email:
        yield CLINIC.email, clinic.email
    if clinic.web:
        yield CLINIC.web, clinic.web
    yield EMERGENCY_NUMBER, emergency_number


def address_of(name: str, clinic: Clinic) -> Address:
    """The address of what a text calls `clinic.phone.day`; the clinic must have it."""
    _, fact, *phone = name.split(".")
    match fact:
        case "emergency":
            return EMERGENCY_NUMBER
        case "phone":
            names = [one.name for one in clinic.phones]
            return CLINIC.phones[names.index(phone[0]) if phone else 0].number
        case "address":
            return CLINIC.address[0] if len(clinic.address) == 1 else WHOLE_ADDRESS
        case _:
            return CLINIC.below(fact)


def written(clinic: Clinic, emergency_number: str) -> _Element:
    """The root of the part with these facts, each in an element of its own."""
    root = etree.Element(f"{_OWN}clinic", nsmap={None: NAMESPACE})
    _put(root, "name", clinic.name)
    for number, line in enumerate(clinic.address):
        _put(root, "address", line).set("n", str(number))
    for number, phone in enumerate(clinic.phones):
        element = _put(root, "phone")
        element.set("n", str(number))
        _put(element, "label", phone.label)
        _put(element, "number", phone.number)
    if clinic.email:
        _put(root, "email", clinic.email)
    if clinic.web:
        _put(root, "web", clinic.web)
    _put(root, "emergency", emergency_number)
    return root


def _put(parent: _Element, name: str, text: str | None = None) -> _Element:
    child = etree.SubElement(parent, f"{_OWN}{name}")
    child.text = text
    return child


def is_clinic(root: _Element) -> bool:
    """Whether this is the root of the part."""
    return root.tag == f"{_OWN}clinic"


def read(root: _Element) -> Iterator[tuple[Address, str]]:
    """(address, text) of each fact in the part; an empty element is an empty text."""
    for name in ("name", "email", "web"):
        if (text := root.findtext(f"{_OWN}{name}")) is not None:
            yield CLINIC.below(name), text
    for number, line in enumerate(root.iterfind(f"{_OWN}address")):
        yield CLINIC.address[number], line.text or ""
    for number, phone in enumerate(root.iterfind(f"{_OWN}phone")):
        for name in ("label", "number"):
            yield CLINIC.phones[number].below(name), phone.findtext(f"{_OWN}{name}") or ""
    if (text := root.findtext(f"{_OWN}emergency")) is not None:
        yield EMERGENCY_NUMBER, text


def xpath_of(fact: Address) -> str:
    """The XPath of the element of a fact, for a control that is bound to it.

    `clinic/phones/0/number` is in `phone[1]/number`: XPath counts from 1.
    """
    match fact.steps:
        case ("emergency_number",):
            path = ["emergency"]
        case ("clinic", "address", number):
            path = [f"address[{int(number) + 1}]"]
        case ("clinic", "phones", number, ("label" | "number") as name):
            path = [f"phone[{int(number) + 1}]", name]
        case ("clinic", ("name" | "email" | "web") as name):
            path = [name]
        case _:
            raise ValueError(f"{str(fact)!r} is no address of the clinic")
    return "".join(f"/{PREFIX}:{step}" for step in ("clinic", *path))


def fact_at(xpath: str) -> Address | None:
    """The address of the fact whose element an XPath selects; None for any other element."""
    steps = [match.groups() for step in xpath.split("/") if (match := _STEP.search(step))]
    match [(name, int(number or 1) - 1) for name, number in steps]:
        case [("clinic", _), ("emergency", _)]:
            return EMERGENCY_NUMBER
        case [("clinic", _), ("address", number)]:
            return CLINIC.address[number]
        case [("clinic", _), ("phone", number), (name, _)]:
            return CLINIC.phones[number].below(name)
        case [("clinic", _), (name, _)]:
            return CLINIC.below(name)
        case _:
            return None
