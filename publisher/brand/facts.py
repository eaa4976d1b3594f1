"""Facts of the clinic in running text: `{clinic.phone.day}` → what that is in a brand.

It is done once, before anything is made of a condition, so that all formats and the proof see the
same words. A fact stays known as one, for the Word file, which binds it to the clinic's own part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from publisher.brand.model import Brand, Clinic, Phone
from publisher.content import inline
from publisher.content.fields import Node
from publisher.content.inline import Emphasis, Fact, Inline, Strong, Text
from publisher.content.model import Condition
from publisher.errors import Problem

_Any = TypeVar("_Any")


def facts_of(clinic: Clinic, emergency_number: str) -> dict[str, Fact]:
    """Every fact that a text may name, by its name; those that the clinic lacks are left out."""
    found = {"clinic.name": clinic.name, "clinic.address": ", ".join(clinic.address)}
    facts = {name: Fact(name, text) for name, text in found.items() if text}
    for name, phone in _phones(clinic):
        facts[name] = Fact(name, phone.number, phone.href)
    if clinic.email:
        facts["clinic.email"] = Fact("clinic.email", clinic.email, f"mailto:{clinic.email}")
    if clinic.web:
        facts["clinic.web"] = Fact("clinic.web", clinic.web, f"https://{clinic.web}")
    name = "clinic.emergency"
    return {**facts, name: Fact(name, emergency_number, f"tel:{emergency_number}")}


def _phones(clinic: Clinic) -> Iterator[tuple[str, Phone]]:
    """The first number, which has two names, and those with a name."""
    yield from (("clinic.phone", phone) for phone in clinic.phones[:1])
    yield from ((f"clinic.phone.{one.name}", one) for one in clinic.phones if one.name)


def with_facts(condition: Condition, brand: Brand) -> Condition:
    """The condition with the facts of a brand's clinic in its texts; itself where it names none.

    The brand must have them all: see `fact_problems`.
    """
    return _filled(condition, facts_of(brand.clinic, brand.emergency_number))


def text_with(text: Text, facts: Mapping[str, Fact]) -> Text:
    """A text with those `facts` that it names, by their names; others stay as they are written."""
    if not any(inline.find(text.nodes, Fact)):
        return text
    return replace(text, nodes=tuple(_nodes(text.nodes, facts)))


def _filled(value: _Any, facts: Mapping[str, Fact]) -> _Any:
    """A value with the facts in all texts in it; the same object where there are none."""
    changed: Any = value
    if isinstance(value, Text):
        changed = text_with(value, facts)
    elif isinstance(value, tuple):
        filled = tuple(_filled(one, facts) for one in value)
        changed = filled if any(a is not b for a, b in zip(filled, value, strict=True)) else value
    elif isinstance(value, Node):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        new = {name: _filled(one, facts) for name, one in fields.items()}
        update = {name: one for name, one in new.items() if one is not fields[name]}
        changed = value.model_copy(update=update) if update else value
    same: _Any = changed
    return same


def _nodes(nodes: tuple[Inline, ...], facts: Mapping[str, Fact]) -> Iterator[Inline]:
    for node in nodes:
        if isinstance(node, Strong | Emphasis):
            yield replace(node, children=tuple(_nodes(node.children, facts)))
        else:
            yield facts.get(node.name, node) if isinstance(node, Fact) else node


def fact_problems(condition: Condition, brand: Brand, file: str) -> Iterator[Problem]:
    """A problem for each fact that the source `file` names and the clinic of a brand lacks."""
    facts = facts_of(brand.clinic, brand.emergency_number)
    there = ", ".join(f"{{{name}}}" for name in facts)
    for place, text in _placed(condition, ""):
        for fact in inline.find(text.nodes, Fact):
            if fact.name not in facts:
                at = getattr(text.source, "place", None)
                line, column = (at.line, at.column) if at else (0, 0)
                wrong = f"{fact.text} is not said by the brand {brand.id!r}"
                right = (
                    f"write {_to_write(fact.name)} in layouts/brands/{brand.id}/_brand.yml, "
                    f"or use one of {there}"
                )
                own = getattr(text.source, "file", "") or file
                yield Problem(own, line, column, at.path if at else place, wrong, right)


def _to_write(name: str) -> str:
    _, fact, *phone = name.split(".")
    if phone:
        return f"`name: {phone[0]}` under one of the `phones`"
    return f"`{'phones' if fact == 'phone' else fact}` under `clinic`"


def _placed(value: object, place: str) -> Iterator[tuple[str, Text]]:
    """(id of the nearest block or section, text) of every text in a value."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _placed(one, place)
    elif isinstance(value, Node):
        place = str(getattr(value, "id", place))
        for name in type(value).model_fields:
            yield from _placed(getattr(value, name), place or name)
