"""Content controls: those in which a clinic edits a text, and those that lock a text.

The tag of each is the address of its text, so that an edit finds its way back to the source. What
comes from the clinic's brand is bound to one custom XML part: changed in one place, it changes
wherever it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from markupsafe import Markup

from publisher.plan.job import Job
from publisher.roundtrip import clinic_part
from publisher.roundtrip.addresses import Address

_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
"""Source: MS-DOCX, 2.5.4.1, appearance."""


class Lock(StrEnum):
    """What Word forbids; the value is that of `w:lock`."""

    NOTHING = ""
    """Words may change, and the whole text may go."""
    FRAME = "sdtLocked"
    """Words may change, but a text must stay."""
    ALL = "sdtContentLocked"
    """Neither may change."""


@dataclass(frozen=True, slots=True)
class ContentControl:
    """One content control: the address of its text, and the title that Word shows over it."""

    address: Address
    title: str = ""
    lock: Lock = Lock.NOTHING
    framed: bool = True
    """Whether Word draws a box around it; around each paragraph it would be in the way."""


def text_control(
    job: Job, label: str | None, address: Address, lock: Lock = Lock.NOTHING
) -> ContentControl:
    """The control of a text of the source; its title is the label `edit_<label>`.

    One of many alike has no title: that it is the third item is plain to see.
    """
    title = str(getattr(job.words, f"edit_{label}")) if label else ""
    return ContentControl(address, title, lock, framed=False)


def fixed(job: Job, name: str) -> ContentControl:
    """The control of a text that the publisher writes, which Word locks."""
    return ContentControl(Address.fixed(name), job.words.edit_fixed, Lock.ALL)


def element(tag: str, attributes: dict[str, str]) -> Any:  # lxml's class of tag
    """An element of Word's own namespace, or of one that python-docx knows."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made


class ContentControls:
    """Makes the content controls of one file: no two of them have the same id."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.facts = dict(clinic_part.facts_of(job.brand.clinic, job.brand.emergency_number))
        self._repeats: Counter[Address] = Counter()
        self._ids: set[int] = set()

    def wrap(self, control: ContentControl, content: Iterable[Any]) -> Any:
        """`content` in a control."""
        return self._element(control, content, ())

    def gallery(self, name: str, content: Iterable[Any]) -> Any:
        """`content` as an item of one of Word's galleries, with the button that renews it."""
        control, inside = element("w:sdt", {}), element("w:sdtContent", {})
        properties, kind = element("w:sdtPr", {}), element("w:docPartObj", {})
        properties.append(element("w:id", {"w:val": str(self._id(Address(("gallery", name))))}))
        kind.append(element("w:docPartGallery", {"w:val": name}))
        kind.append(element("w:docPartUnique", {}))
        properties.append(kind)
        inside.extend(content)
        control.extend((properties, inside))
        return control

    def bound(self, fact: Address, run: Any) -> Any:
        """A run that shows a fact of the clinic, bound to its element in the custom XML part."""
        binding = {
            "w:prefixMappings": f"xmlns:{clinic_part.PREFIX}='{clinic_part.NAMESPACE}'",
            "w:xpath": clinic_part.xpath_of(fact),
            "w:storeItemID": clinic_part.STORE,
        }
        # Word binds plain text alone: it ignores the binding of a control with rich text.
        kind = (element("w:dataBinding", binding), element("w:text", {}))
        return self._element(ContentControl(fact, self._title(fact), Lock.FRAME), [run], kind)

    def bound_markup(self, fact: str) -> Markup:
        """The same for a template, which writes its XML and the address as text."""
        address = Address.parse(fact)
        run = element("w:r", {})
        run.text = self.facts[address]
        return Markup(etree.tostring(self.bound(address, run), encoding="unicode"))

    def _title(self, fact: Address) -> str:
        words = self.job.words
        match fact.steps:
            case ("clinic", "phones", _, "number"):
                return words.edit_phone
            case ("clinic", "phones", *_):
                return words.edit_phone_label
            case ("clinic", name, *_):
                return str(getattr(words, f"edit_{name}"))
            case _:
                return words.edit_emergency_number

    def _element(self, control: ContentControl, content: Iterable[Any], kind: Iterable[Any]) -> Any:
        wrapper, inside = element("w:sdt", {}), element("w:sdtContent", {})
        properties = element("w:sdtPr", {})
        if control.title:
            properties.append(element("w:alias", {"w:val": control.title}))
        properties.append(element("w:tag", {"w:val": control.address.tag()}))
        properties.append(element("w:id", {"w:val": str(self._id(control.address))}))
        if control.lock:
            properties.append(element("w:lock", {"w:val": control.lock.value}))
        if not control.framed:
            hidden = {f"{{{_W15}}}val": "hidden"}
            properties.append(etree.Element(f"{{{_W15}}}appearance", hidden, {"w15": _W15}))
        properties.extend(kind)
        inside.extend(content)
        wrapper.extend((properties, inside))
        return wrapper

    def _id(self, address: Address) -> int:
        while True:
            number = address.control_id(self._repeats[address])
            self._repeats[address] += 1
            if number not in self._ids:
                self._ids.add(number)
                return number
