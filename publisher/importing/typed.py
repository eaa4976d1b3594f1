"""Lists and headings that were typed by hand, or lost their marks on the way → what they are.

A person who reads a page knows a heading and a list though nothing marks them. So do these rules:
each looks for one way in which pages lose their structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from publisher.content.inline import Inline, Plain, Strong, words
from publisher.importing.elements import (
    Element,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
)
from publisher.importing.text import marked_item
from publisher.importing.vocabulary import (
    heading_kind,
    is_heading_name,
    is_question,
    leads_to,
    part_of,
)
from publisher.importing.wording import without_start
from publisher.source.typed import leads_in

_INNER = re.compile(r"\s*[•◦▪▫‣●■▶➢✓✔]\s+|\s+[•·]\s+")
_NUMBERED = re.compile(r"(?:^|(?<=[\s:.;]))\(?(\d{1,2})[.)]\s+")
_JOINED = re.compile(
    r"(?P<lead>[^:;]*\b(?:includes?|including|are|is|as|following|of|for|to|if|with|from|have|has|"
    r"you|may|can|these|signs|symptoms|causes|factors|types|things|options|steps):)\s+(?P<rest>[^:]+;[^:]+;[^:]+)"
)
_AND = re.compile(r"^(?:and|or)\s+", re.IGNORECASE)
_RUN_IN = re.compile(r"([A-Z0-9][^.!?:]{1,60})[.:]\s+\S.*", re.DOTALL)
_TITLED = re.compile(r"(title|condition|topic|disease|subject):\s+(?=\S)", re.IGNORECASE)
_LEAST_NUMBERED = 2  # headings that are numbered, in a document that numbers them
_LEAST_RUN = 4  # short lines in a row that are hardly all headings
_MOST_RUN_IN = 6  # words before the text of an item that begins with its name
_MOST_HEADING = (12, 90)  # words and letters of a heading
_MOST_QUESTION = (18, 110)  # the same of one that asks
_MOST_ITEM = (14, 110)  # words and letters of an item that is no sentence


def with_typed_structure(document: ImportedDocument, elements: list[Element]) -> list[Element]:
    """`elements` with the headings and lists that nothing but their words tells."""
    elements = _without_label(document, elements)
    elements = [one for element in elements for one in _marked(document, element)]
    elements = _numbered_headings(document, elements)
    elements = list(_bold_headings(elements))
    if sum(isinstance(element, HeadingElement) and element.level > 0 for element in elements) < 2:
        elements = _line_headings(elements)
    elements = _announced(elements)
    return [one for element in elements for one in _joined_items(document, element)]


# Marks that were typed -----------------------------------------------------------------------


def _marked(document: ImportedDocument, element: Element) -> Iterator[Element]:
    """The items that a paragraph is, by the marks typed in it."""
    if not isinstance(element, ParagraphElement | ListItemElement) or (
        isinstance(element, ListItemElement) and element.listing
    ):
        yield element
        return
    text = element.text
    parts = list(_cut(element.nodes, _INNER)) if len(_INNER.findall(f" {text}")) > 1 else []
    if not parts:
        found = [int(n) for n in _NUMBERED.findall(text)]
        if (
            len(found) > 1
            and found == list(range(found[0], found[0] + len(found)))
            and found[0] < 2
        ):
            parts = list(_cut(element.nodes, _NUMBERED))
            numbers: list[int | None] = [*found]
            document.dropped += map(str, found)
            yield from _as_items(element, parts, numbers)
            return
    if parts:
        yield from _as_items(element, parts, [])
        return
    made = marked_item(text, element.lines) if isinstance(element, ParagraphElement) else None
    if made is None:
        yield element
        return
    count = len(text) - len(made.text)
    yield replace(made, nodes=without_start(_lstripped(element.nodes), count), box=element.box)


def _without_label(document: ImportedDocument, elements: list[Element]) -> list[Element]:
    """`elements` whose first says its title after a label: "Condition: Gout"."""
    match = _TITLED.match(elements[0].text) if elements else None
    if not match or not isinstance(elements[0], HeadingElement | ParagraphElement):
        return elements
    document.dropped.append(match[1])
    first = replace(elements[0], nodes=without_start(_lstripped(elements[0].nodes), match.end()))
    return [first, *elements[1:]]


def _as_items(
    element: ParagraphElement | ListItemElement,
    parts: list[tuple[Inline, ...]],
    numbers: list[int | None],
) -> Iterator[Element]:
    """What stands before the first mark as it is, what stands after each as an item."""
    first, *rest = parts
    if "".join(words(first)).strip():
        yield replace(element, nodes=first)
    for number, nodes in enumerate(rest):
        if "".join(words(nodes)).strip():
            yield ListItemElement(
                nodes=nodes,
                lines=element.lines,
                box=element.box,
                mark=ItemMarker.NUMBER if numbers else ItemMarker.BULLET,
                number=numbers[number] if number < len(numbers) else None,
            )


def _cut(nodes: tuple[Inline, ...], at: re.Pattern[str]) -> Iterator[tuple[Inline, ...]]:
    """`nodes` parted where plain words match; marks of their own stay whole."""
    part: list[Inline] = []
    for node in nodes:
        if not isinstance(node, Plain):
            part.append(node)
            continue
        place = 0
        for match in at.finditer(node.text):
            part.append(Plain(node.text[place : match.start()]))
            yield tuple(part)
            part, place = [], match.end()
        part.append(Plain(node.text[place:]))
    yield tuple(part)


def _lstripped(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    said = "".join(words(nodes))
    return without_start(nodes, len(said) - len(said.lstrip()))


def _joined_items(document: ImportedDocument, element: Element) -> Iterator[Element]:
    """The items of a list whose only marks are semicolons."""
    text = element.text
    match = _JOINED.fullmatch(text) if isinstance(element, ParagraphElement) else None
    parts = [part.strip() for part in match["rest"].split(";")] if match else []
    if match is None or any(not part or len(part.split()) > _MOST_ITEM[0] for part in parts):
        yield element
        return
    if any(re.search(r"[.!?]\s+[A-Z]", part) for part in parts):
        yield element
        return
    yield replace(element, nodes=(Plain(match["lead"]),))
    for part in parts:
        said = _AND.sub("", part).rstrip(".")
        if said != part.rstrip("."):
            document.dropped.append(_AND.match(part).group().strip())  # type: ignore[union-attr]
        yield ListItemElement(nodes=(Plain(said),), lines=element.lines, box=element.box)


# Headings ------------------------------------------------------------------------------------


def _looks_like_heading(text: str) -> bool:
    asks = text.endswith("?") and is_question(text)
    most = _MOST_QUESTION if asks else _MOST_HEADING
    return (
        bool(re.match(r"[\"“‘(]?[A-Z0-9]", text))
        and len(text.split()) <= most[0]
        and len(text) <= most[1]
        and not text.endswith((".", ":", ";", ",", "!"))
        and not re.search(r"[.!?;]\s", text)
        and not re.match(r"(?i)also (?:called|known as)\b", text)
    )


def _numbered_headings(document: ImportedDocument, elements: list[Element]) -> list[Element]:
    """`elements` whose headings are no items, though a number stands before each."""
    places = [number for number in range(len(elements)) if _is_numbered_heading(elements, number)]
    if len(places) < _LEAST_NUMBERED:
        return elements
    made = list(elements)
    for place in places:
        one = elements[place]
        assert isinstance(one, ListItemElement)
        document.dropped.append(str(one.number))
        made[place] = HeadingElement(nodes=one.nodes, lines=one.lines, hint=one.hint)
    return made


def _is_numbered_heading(elements: list[Element], number: int) -> bool:
    """Whether an item with a number stands alone, asks or names a section, and has a text."""
    one = elements[number]
    around = elements[max(number - 1, 0) : number] + elements[number + 1 : number + 2]
    return (
        isinstance(one, ListItemElement)
        and one.mark is ItemMarker.NUMBER
        and one.number is not None
        and not one.depth * one.listing
        and (_asks(one.text) or is_heading_name(one.text))
        and number + 1 < len(elements)
        and isinstance(elements[number + 1], ParagraphElement)
        and not any(isinstance(o, ListItemElement) and o.mark is ItemMarker.NUMBER for o in around)
    )


def _asks(text: str) -> bool:
    return text.endswith("?") and is_question(text) and len(text) <= _MOST_QUESTION[1]


def _bold_headings(elements: list[Element]) -> Iterator[Element]:
    """Paragraphs in bold letters that head what follows them."""
    for number, element in enumerate(elements):
        after = elements[number + 1] if number + 1 < len(elements) else None
        text = element.text
        named = text.removesuffix(":")
        heads = (
            isinstance(element, ParagraphElement)
            and not element.box
            and (
                element.is_bold
                and _looks_like_heading(named)
                and (
                    not text.endswith(":")
                    or not isinstance(after, ListItemElement)
                    or is_heading_name(named)
                )
                and after is not None
            )
        )
        alone = (
            isinstance(element, ParagraphElement) and text.endswith(":") and is_heading_name(named)
        )
        if heads or (alone and not element.box):
            nodes = tuple(element.nodes)
            yield HeadingElement(nodes=_unbold(nodes), lines=element.lines, hint=element.hint)
        else:
            yield element


def _unbold(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for node in nodes:
        found += node.children if isinstance(node, Strong) else (node,)
    if found and isinstance(last := found[-1], Plain):
        found[-1] = Plain(last.text.rstrip().removesuffix(":"))
    return tuple(found)


def _line_headings(elements: list[Element]) -> list[Element]:
    """The elements of a document that marks no headings, with those that its lines are."""
    made: list[Element] = []
    place = 0
    while place < len(elements):
        run = list(takewhile(_may_head, elements[place:]))
        if not run:
            made.append(elements[place])
            place += 1
            continue
        place += len(run)
        after = elements[place] if place < len(elements) else None
        made += _judged(run, made[-1] if made else None, after)
    return made


def _may_head(element: Element) -> bool:
    return isinstance(element, HeadingElement) or (
        isinstance(element, ParagraphElement)
        and not element.box
        and (len(element.lines) == 1 or _asks(element.text))
        and _looks_like_heading(element.text)
    )


def _judged(run: list[Element], before: Element | None, after: Element | None) -> list[Element]:
    """What short lines in a row are: headings, items or paragraphs."""
    made: list[Element] = []
    rest = list(run)
    if before is None:
        first = _heading(rest[0])
        if len(rest) > 1 or not _is_named(first):
            rest.pop(0)
            made.append(first if first.level else replace(first, level=1))
    elif isinstance(before, ParagraphElement) and leads_in(before.text):
        rest = _take_announced(before.text, rest, made, after)
    heads = _is_named if len(run) < _LEAST_RUN else _is_surely_named
    while rest:
        strange = list(takewhile(lambda one: not heads(one), rest))
        rest = rest[len(strange) :]
        if len(strange) == 1 and not rest and after is not None:
            made.append(_heading(strange[0]))
        elif len(strange) > 1:
            last = [strange.pop()] if not rest and isinstance(after, ParagraphElement) else []
            made += map(_item, strange) if len(strange) > 1 else strange
            made += map(_heading, last)
        else:
            made += strange
        if rest:
            made.append(_heading(rest.pop(0)))
    return made


def _take_announced(
    lead_in: str, run: list[Element], made: list[Element], after: Element | None
) -> list[Element]:
    """Adds the items that words announce to `made`; what of `run` is left."""
    asks = leads_to(lead_in) == "questions"
    if len(run) == 1:
        if (asks and run[0].text.endswith("?")) or after is None:
            made.append(_item(run.pop()))
        return run
    count = 0
    for one in run:
        if is_heading_name(one.text) or part_of(one.text):
            break
        count += 1
    kind = heading_kind(lead_in)
    last = run[-1]
    if (
        count == len(run)
        and isinstance(after, ParagraphElement)
        and not (asks and last.text.endswith("?"))
    ):
        own = heading_kind(last.text)
        count -= own is not None and own is not kind
    made += map(_item, run[:count])
    return run[count:]


def _is_named(element: Element) -> bool:
    return bool(
        isinstance(element, HeadingElement) or heading_kind(element.text) or part_of(element.text)
    )


def _is_surely_named(element: Element) -> bool:
    """Whether a line among many short ones is a heading by more than one of its words."""
    text = element.text
    return (
        isinstance(element, HeadingElement)
        or is_heading_name(text)
        or bool(part_of(text) or (is_question(text) and heading_kind(text)))
    )


def _heading(element: Element) -> HeadingElement:
    if isinstance(element, HeadingElement):
        return element
    return HeadingElement(nodes=_unbold(element.nodes), lines=element.lines)


def _item(element: Element) -> Element:
    return ListItemElement(nodes=element.nodes, lines=element.lines, box=element.box)


# Items without marks -------------------------------------------------------------------------


def _announced(elements: list[Element]) -> list[Element]:
    """Paragraphs after words that announce a list, which are its items."""
    made: list[Element] = []
    place = 0
    while place < len(elements):
        element = elements[place]
        made.append(element)
        place += 1
        if isinstance(element, ParagraphElement) and leads_in(element.text):
            run = list(
                takewhile(
                    lambda one: isinstance(one, ParagraphElement) and one.box == element.box,  # noqa: B023
                    elements[place:],
                )
            )
            count = _count_items(element.text, [one.text for one in run])
            made += map(_item, run[:count])
            place += count
    return made


def _count_items(lead_in: str, texts: list[str]) -> int:
    """How many of the paragraphs after a lead-in are items of its list."""
    asks = leads_to(lead_in) == "questions"
    rules = (
        (1, lambda text: asks and text.endswith("?") and len(text) < 200),
        (1, lambda text: text[:1].islower() and len(text) < 300),
        (2, lambda text: text.endswith((";", "; and", "; or", ",")) and len(text) < 200),
        (2, _is_fragment),
        (2, _starts_with_its_name),
    )
    for least, rule in rules:
        count = sum(1 for _ in takewhile(rule, texts))
        if count >= least and rule is not rules[2][1]:
            return count
        if count >= least:  # the last of them ends with a full stop
            return min(count + 1, len(texts))
    return 0


def _is_fragment(text: str) -> bool:
    few = len(text.split()) <= _MOST_ITEM[0] and len(text) <= _MOST_ITEM[1]
    return few and not text.endswith((".", ":", "!", "?"))


def _starts_with_its_name(text: str) -> bool:
    match = _RUN_IN.fullmatch(text)
    return match is not None and len(match[1].split()) <= _MOST_RUN_IN
