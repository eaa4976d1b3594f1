"""What the words of a section announce, and where it does not follow."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.content.inline import parse
from publisher.errors import shortened
from publisher.importing.draft import DraftBlock, hole
from publisher.importing.elements import (
    Element,
    ListItemElement,
    PictureElement,
    RecordingElement,
    RowElement,
    TermElement,
)
from publisher.importing.wording import sentences
from publisher.source.typed import leads_in

ELEMENT = "element"
"""The key of a paragraph that has the element it was read from, while blocks are made."""
LISTS = frozenset(("list", "steps", "checklist", "questions"))
_NEEDS_NO_LIST = frozenset(("table", "figure", "callout", "contact", "write_in"))
"""What a paragraph may lead in to; each kind of list has a lead-in of its own."""
_MAY_FOLLOW = _NEEDS_NO_LIST | LISTS | {"definitions"}
_MOST_SHOWN = 120  # letters of the words that announce something
_PICTURE = "picture|figure|diagram|image|illustration|drawing|photo"
_THING = f"table|chart|{_PICTURE}|video|animation|list|steps|instructions"
_THINGS = (
    (re.compile(r"\b(?:table|chart)\b"), frozenset(("table", "figure")), "the table"),
    (re.compile(rf"\b(?:{_PICTURE})\b"), frozenset(("figure",)), "the picture"),
    (re.compile(r"\b(?:video|animation)\b"), frozenset(("video",)), "the video, or what it shows,"),
    (re.compile(r"\b(?:list|steps|instructions)\b"), _MAY_FOLLOW, "the list"),
)
_FOLLOWS = re.compile(
    r"\b(?:the following(?! (?:\w+ )?(?:hour|day|night|morning|week|month|year)s?\b)"
    r"(?: \w+){0,3}|as follows)\.$",
    re.IGNORECASE,
)
"""How a sentence ends that announces a list."""
_BELOW = re.compile(
    r"\b(?:see|listed|described|shown|given|explained|as|outlined|found) "
    r"(?:in (?:the|this) )?(?:\w+ )?below\b"
    rf"|\b(?:{_THING}) (?:is |are )?below\b"
    r"|\bbelow (?:is|are) (?:a|an|the|some) \w+"
    rf"|\bthe following (?:{_THING})\b",
    re.IGNORECASE,
)


def with_holes(
    blocks: list[DraftBlock], *, has_parts: bool, later: frozenset[str] = frozenset()
) -> list[DraftBlock]:
    """`blocks` with a hole for each thing that their words announce and that does not follow.

    `has_parts` where subsections follow, which may be what the last block announces; `later` are
    the kinds of what comes under other headings.
    """
    made: list[DraftBlock] = []
    for number, block in enumerate(blocks):
        block.keys.pop(ELEMENT, None)
        if block.kind == "paragraph":
            made += _judged(block, blocks[number + 1 :], later, has_parts=has_parts)
        else:
            made.append(block)
    return made


def _judged(
    block: DraftBlock, rest: list[DraftBlock], later: frozenset[str], *, has_parts: bool
) -> list[DraftBlock]:
    """A paragraph, the hole that it is, or both."""
    source = str(block.keys["text"])
    said = parse(source).plain
    announces = leads_in(said) or leads_in(source)
    if announces or _FOLLOWS.search(said):
        if rest and rest[0].kind in (_NEEDS_NO_LIST if announces else _MAY_FOLLOW):
            return [block]
        if not rest and has_parts:
            block.keys["text"] = _ended(source)
            return [block]
        return [hole(f"the list that {_end_of(said)} announces", block.lines, source)]
    kinds = later | {one.kind for one in rest}
    if expected := _gone_below(said, kinds, is_last=not rest and not has_parts and not later):
        return [block, hole(f"{expected} that {_end_of(said)} points at", list(block.lines))]
    return [block]


def kinds_of(elements: Iterable[Element]) -> frozenset[str]:
    """The kinds of block that elements become, as far as words may point at them."""
    kinds = {
        RowElement: "table",
        PictureElement: "figure",
        RecordingElement: "video",
        ListItemElement: "list",
        TermElement: "definitions",
    }
    return frozenset(kinds[type(one)] for one in elements if type(one) in kinds)


def _end_of(text: str) -> str:
    """The last sentence of a text in quotes."""
    found = sentences(text)
    return f"“{shortened(found[-1] if found else text, _MOST_SHOWN)}”"


def _ended(text: str) -> str:
    """Words that announced what now stands in subsections, as a sentence."""
    return re.sub(r"\s*[:：]((?:\s*\[@[^\]]*\])*)$", r".\1", text)


def _gone_below(text: str, follow: frozenset[str], *, is_last: bool) -> str:
    """What a paragraph says is below it, where it is not; empty where nothing is gone."""
    match = _BELOW.search(text)
    if not match:
        return ""
    for pattern, kinds, name in _THINGS:
        if pattern.search(match.group().casefold()):
            return "" if kinds & follow else name
    return "what" if is_last else ""


def missing_text(heading: str, lines: list[int]) -> DraftBlock:
    """The hole under a heading that has nothing under it."""
    return hole(f"the text under the heading “{shortened(heading, _MOST_SHOWN)}”", lines)
