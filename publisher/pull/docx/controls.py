"""Content controls: their content, and the text or fact that they show."""

from __future__ import annotations

from publisher.pull.docx.xml import Element, W, value
from publisher.roundtrip.clinic_part import fact_at


def content_of(control: Element) -> Element | None:
    """The content of a control; None where it is empty and shows its placeholder text."""
    return None if shows_placeholder(control) else control.find(f"{W}sdtContent")


def shows_placeholder(control: Element) -> bool:
    """Whether a control is empty, so that Word shows its placeholder text."""
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def tag_of(control: Element) -> str:
    """The tag of a control; empty if it has none."""
    return value(control.find(f"{W}sdtPr/{W}tag"))


def bound_fact(control: Element) -> str:
    """The address of the clinic's fact that a control is bound to; empty if it is bound to none."""
    binding = control.find(f"{W}sdtPr/{W}dataBinding")
    fact = None if binding is None else fact_at(binding.get(f"{W}xpath", ""))
    return "" if fact is None else str(fact)
