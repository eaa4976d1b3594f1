"""Whole guides for rules that no single sentence can break: one that does, one that nearly does.

Each is the source with every block, changed in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from publisher.content import inline
from publisher.content.fields import Node
from publisher.content.model import (
    Answered,
    BulletList,
    Callout,
    Condition,
    Figure,
    Item,
    Paragraph,
    Questions,
    Review,
    ReviewState,
    SectionKind,
    Urgency,
)
from publisher.content.raster import read_raster
from publisher.editorial.check import ContentReport, check_content
from publisher.editorial.places import source_places
from publisher.source.load import load_condition
from publisher.source.starter import starter_words
from tests.editorial.labelled import TODAY
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE
from tests.own_pictures import hills, saved

HARD = (
    "Radiological investigation, which is indicated in the majority of symptomatic individuals, "
    "facilitates anatomical localization of the abnormality."
)


@cache
def plain_guide() -> Condition:
    """The source with every block, without short wordings, reviewed, with help in its summary."""
    source = load_condition(EVERY_BLOCK, ROOT)
    sections = tuple(s.model_copy(update={"brief": None, "sheet": None}) for s in source.sections)
    summary = (*source.summary[:2], inline.parse("Call us if somebody cannot be woken."))
    review = reviewed(TODAY + timedelta(days=400))
    return source.model_copy(update={"sections": sections, "summary": summary, "review": review})


def reviewed(due: Any) -> Review:
    """A review that is to be made again on a day; the reviewer is of the tests alone."""
    return Review(
        state=ReviewState.REVIEWED,
        reviewer="A test",
        reviewed=TODAY - timedelta(days=300),
        next_review=due,
    )


def changed(**values: Any) -> Condition:
    """The plain guide with other values."""
    return plain_guide().model_copy(update=values)


def rebuilt(change: Callable[[Node], Node | None], node: Any = None) -> Any:
    """The plain guide with each of its nodes changed, the innermost first; None removes one."""
    node = plain_guide() if node is None else node
    if isinstance(node, tuple):
        return tuple(new for one in node if (new := rebuilt(change, one)) is not None)
    if not isinstance(node, Node):
        return node
    values = {name: getattr(node, name) for name in type(node).model_fields}
    new = {n: rebuilt(change, v) if isinstance(v, Node | tuple) else v for n, v in values.items()}
    return change(node.model_copy(update=new))


def _others_first(node: Node) -> Node:
    """The boxes of a section on help, an emergency behind one of urgency call."""
    if getattr(node, "kind", None) is SectionKind.WHEN_TO_GET_HELP:
        blocks = sorted(node.blocks, key=lambda block: block.urgency is Urgency.EMERGENCY)  # type: ignore[attr-defined]
        return node.model_copy(update={"blocks": tuple(blocks)})
    return node


def _without(unwanted: Callable[[Node], bool]) -> Condition:
    return rebuilt(lambda node: None if unwanted(node) else node)


def _items(count: int) -> Condition:
    """The guide with lists of `count` items."""
    return rebuilt(
        lambda node: (
            node.model_copy(
                update={"items": tuple(Item(text=inline.parse("a thing")) for _ in range(count))}
            )
            if isinstance(node, BulletList)
            else node
        )
    )


def _one_question(node: Node) -> Node:
    return (
        node.model_copy(update={"items": node.items[:1]}) if isinstance(node, Questions) else node
    )


def _said(text: str, *ids: str) -> Condition:
    """The guide with this text in its paragraphs, or in those with these ids."""
    parsed = inline.parse(text)
    return rebuilt(
        lambda node: (
            node.model_copy(update={"text": parsed})
            if isinstance(node, Paragraph) and (not ids or node.id in ids)
            else node
        )
    )


def _pictured(across: int) -> Condition:
    """The guide with a picture of so many pixels across in its figures."""
    file = read_raster("hills.jpg", saved(hills(across, 480), "JPEG"))
    return rebuilt(
        lambda node: node.model_copy(update={"file": file}) if isinstance(node, Figure) else node
    )


def _answer(finding: str) -> Condition:
    return changed(answered=(Answered(finding=finding, reason="It is so."),))


_KNOWN = "vague-frequency:blocks/symptoms-rare-text/text:3cb2a26d"
_SECTIONS = plain_guide().sections
GUIDES: dict[str, tuple[Callable[[], Condition], Callable[[], Condition]]] = {
    "reading-grade": (lambda: _said(HARD), lambda: _said(HARD, "help-note-text")),
    "overview-first": (
        lambda: changed(sections=(*_SECTIONS[1:], _SECTIONS[0])),
        lambda: changed(
            sections=(
                _SECTIONS[0].model_copy(update={"heading": inline.parse("Blocks and you")}),
                *_SECTIONS[1:],
            )
        ),
    ),
    "summary-help": (
        lambda: changed(summary=load_condition(EVERY_BLOCK, ROOT).summary),
        lambda: plain_guide(),
    ),
    "urgent-help": (
        lambda: changed(sections=tuple(s for s in _SECTIONS if s.id != "help")),
        lambda: rebuilt(_others_first),
    ),
    "list-of-one": (lambda: _items(1), lambda: _items(2)),
    "no-questions": (
        lambda: _without(lambda node: isinstance(node, Questions)),
        lambda: rebuilt(_one_question),
    ),
    "coarse-picture": (lambda: _pictured(640), lambda: _pictured(800)),
    "review-due": (
        lambda: changed(review=reviewed(TODAY - timedelta(days=7))),
        lambda: changed(review=reviewed(TODAY + timedelta(days=91))),
    ),
    "answered-nothing": (lambda: _answer(f"{_KNOWN[:-1]}0"), lambda: _answer(_KNOWN)),
}


def without_emergency() -> Condition:
    """The plain guide without its box for emergencies."""
    return _without(lambda n: isinstance(n, Callout) and n.urgency is Urgency.EMERGENCY)


def report_of(condition: Condition) -> ContentReport:
    """What the rules find in a guide on the day of the set."""
    places = source_places(condition, SOURCE, None)
    return check_content(condition, places, TODAY, starter_words())


def rules_of(condition: Condition) -> set[str]:
    """The rules that a guide breaks."""
    return {one.rule for one in report_of(condition).findings}
