"""The elements under one heading → blocks, with a hole where something is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from publisher.content.inline import Inline, Plain, parse
from publisher.errors import quoted
from publisher.importing.draft import Draft, DraftBlock, hole
from publisher.importing.elements import (
    CaptionElement,
    DefinitionElement,
    Element,
    Furniture,
    HeadingElement,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RecordingElement,
    RowElement,
    TermElement,
)
from publisher.importing.furniture import Known
from publisher.importing.holes import ELEMENT, with_holes
from publisher.importing.pictures import DraftPictures
from publisher.importing.recordings import (
    hole_of,
    is_link_alone,
    linked_recording,
    recording,
    role_of,
)
from publisher.importing.tables import table_blocks
from publisher.importing.vocabulary import leads_to, urgency_of
from publisher.importing.wording import pieces, sentences, stripped, written
from publisher.source.typed import leads_in

_MOST_LEAD = 160  # letters of a sentence that may lead in to a list though it has no colon
_BODY = frozenset(("paragraph", "list", "steps", "missing"))
_HINTS = (
    ("emergency", re.compile(r"emergency|danger|critical|immediate")),
    ("call", re.compile(r"\bcall\b|urgent|alert|warning|caution")),
    ("note", re.compile(r"callout|\bnote\b|\btip|\binfo|notice|important|highlight|\bbox\b|panel")),
)
_COLONS = (":", "：")
_MOST_HEAD = 160  # letters of the heading of a box
_MOST_CONTACT = 60  # letters of the heading above a clinic's facts
_BOXED_LABEL = 80  # letters

Resolve = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]
"""Nodes whose links inside the document became citations and glossary terms."""


@dataclass(slots=True)
class Blocks:
    """Makes the blocks under one heading."""

    draft: Draft
    known: Known
    pictures: DraftPictures
    resolve: Resolve
    heading: str
    labels: dict[str, str]
    """The labels of callouts as layouts print them → their urgency."""
    made: list[DraftBlock] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    at: int = 0

    def of(self, elements: list[Element]) -> list[DraftBlock]:
        """The blocks of these elements."""
        self.elements, self.at, self.made = elements, 0, []
        while self.at < len(elements):
            element = elements[self.at]
            if element.box and (callout := self._callout(element.box)):
                self.made.append(callout)
                continue
            self._one(element)
        return self.made

    def _one(self, element: Element) -> None:
        """Reads what begins at the present place."""
        if isinstance(element, ListItemElement):
            self._list(
                self._take(lambda one: isinstance(one, ListItemElement) and one.box == element.box)
            )
        elif isinstance(element, RowElement):
            rows = self._take(
                lambda one: isinstance(one, RowElement) and one.table == element.table
            )
            self._table(rows)
        elif isinstance(element, TermElement | DefinitionElement):
            self._definitions(
                self._take(lambda one: isinstance(one, TermElement | DefinitionElement))
            )
        elif isinstance(element, PictureElement):
            self._picture(element)
        elif isinstance(element, RecordingElement):
            self._recording(element)
        elif isinstance(element, CaptionElement) and not element.of_picture:
            self._captioned(element)
        elif self.known.is_fact(element.text):
            self._contact(self._take(lambda one: self.known.is_fact(one.text)))
        elif "write-in" in element.hint or "writein" in element.hint.casefold():
            self.at += 1
            self._add("write_in", {"label": self.text(element)}, element)
        else:
            self.at += 1
            self._paragraph(element)

    def _take(self, wanted: Callable[[Element], bool]) -> list[Element]:
        """The elements from here on that are wanted; the place is behind them then."""
        start = self.at
        while self.at < len(self.elements) and wanted(self.elements[self.at]):
            self.at += 1
        return self.elements[start : self.at]

    def text(self, element: Element) -> str:
        """The words of an element as a source has them."""
        return written(self.resolve(element.nodes))

    def _add(self, kind: str, keys: dict[str, object], *elements: Element) -> DraftBlock:
        block = DraftBlock(kind, dict(keys), [n for one in elements for n in one.lines])
        self.made.append(block)
        return block

    # Running text

    def _paragraph(self, element: Element) -> None:
        played = linked_recording(element)
        if played and is_link_alone(element):
            played.keys = {"lead_in": self.text(element), **played.keys}
            self.made.append(played)
            return
        self._running(element)
        if played:
            self.made.append(played)

    def _running(self, element: Element) -> None:
        for part in pieces(self.resolve(element.nodes)):
            if said := written(part):
                block = self._add("paragraph", {"text": said}, element)
                block.keys[ELEMENT] = element

    def _picture(self, picture: PictureElement) -> None:
        self.at += 1
        figure = self.pictures.block(picture, self._caption(), self.resolve)
        start = self.at
        below = self._take(lambda one: bool(role_of(one)))
        if found := recording(figure, below, self.resolve):
            figure, dropped = found
            self.draft.document.dropped += dropped
        else:
            self.at = start
        self.made.append(figure)

    def _caption(self) -> CaptionElement | None:
        """The caption of a picture or a player that stands here."""
        for other in self.elements[self.at : self.at + 1]:
            if isinstance(other, CaptionElement) and other.of_picture:
                self.at += 1
                return other
        return None

    def _recording(self, player: RecordingElement) -> None:
        self.at += 1
        caption = self._caption()
        said = (caption.title, caption.nodes) if caption else (player.nodes,)
        title = " ".join(filter(None, (written(self.resolve(nodes)) for nodes in said)))
        self.made.append(hole_of(player, title, caption.lines if caption else ()))

    # Lists

    def _lead_in(self) -> tuple[str, list[int]]:
        """The words before a list that lead in to it, and their lines; nothing where none do."""
        before = self.made[-1] if self.made else None
        if before is not None and before.kind == "paragraph":
            said = parse(before.keys["text"]).plain
            short = len(said) <= _MOST_LEAD and len(sentences(said)) == 1
            own = before.keys.get(ELEMENT)
            goes_on = said[-1:].isalnum()  # "This may come from" and then a list
            if leads_in(said) or goes_on or (short and not isinstance(own, HeadingElement)):
                self.made.pop()
                return str(before.keys["text"]), before.lines
        return "", []

    def _named(self) -> str:
        """The heading as the words that lead in to a list."""
        words = f"{self.heading.rstrip('.:?!')}:"
        self.draft.add(words, "leads in to a list that has no words before it")
        return written((Plain(words),))

    def _list(self, run: list[Element]) -> None:
        """One block for each list of items in a row."""
        items = [one for one in run if isinstance(one, ListItemElement)]
        groups: list[list[ListItemElement]] = []
        for item in items:
            if groups and _goes_on(groups[-1][-1], item):
                groups[-1].append(item)
            else:
                groups.append([item])
        for group in groups:
            self._one_list(group)

    def _one_list(self, items: list[ListItemElement]) -> None:
        lead_in, lines = self._lead_in()
        top = min(item.depth for item in items)
        first = next(item for item in items if item.depth == top)
        kind = _list_kind(items, lead_in, top)
        rows, gone = self._rows(items, top)
        if rows:
            plain = kind in ("checklist", "questions")
            values = [row["text"] for row in rows] if plain else [_item(row) for row in rows]
            keys: dict[str, object] = {"lead_in": lead_in or self._named(), "items": values}
            block = self._add(kind, keys, *items)
            block.lines = [*lines, *block.lines]
            if kind == "steps" and first.number and first.number > 1:
                block.continues = self._continued(first.number)
        elif lines:
            self.made.append(DraftBlock("paragraph", {"text": lead_in}, lines))
        for lead, numbers in gone:
            self.made.append(hole(f"the list that {quoted(lead, 120)} announces", numbers, lead))

    def _continued(self, number: int) -> DraftBlock | None:
        """The steps whose numbers go on with `number`."""
        counted = 0
        taken = [block.continues for block in self.made]
        for block in self.made[:-1]:
            if block.kind == "steps":
                counted = (counted if block.continues else 0) + len(block.keys["items"])
                if counted + 1 == number and not any(block is one for one in taken):
                    return block
        return None

    def _rows(
        self, items: list[ListItemElement], top: int
    ) -> tuple[list[dict[str, object]], list[tuple[str, list[int]]]]:
        """The items with those inside them, and those that announce items that are not there."""
        rows: list[dict[str, object]] = []
        gone: list[tuple[str, list[int]]] = []
        nested = _nested_by_words(items, top)
        for number, item in enumerate(items):
            said = self.text(item)
            if not said:
                continue
            follows = number + 1 < len(items) and (
                items[number + 1].depth > item.depth or number + 1 in nested
            )
            if said.endswith(_COLONS) and not follows:
                gone.append((said, list(item.lines)))
                continue
            if (item.depth > top or number in nested) and rows:
                inner = said.rstrip(" :：") if said.endswith(_COLONS) else said
                rows[-1].setdefault("items", []).append(inner)  # type: ignore[attr-defined]
                continue
            rows.append({"text": said})
        return rows, gone

    def _definitions(self, run: list[Element]) -> None:
        pairs: list[tuple[list[Element], list[Element]]] = []
        for element in run:
            if isinstance(element, TermElement) and (not pairs or pairs[-1][1]):
                pairs.append(([element], []))
            elif isinstance(element, TermElement):
                pairs[-1][0].append(element)
            elif pairs:
                pairs[-1][1].append(element)
            else:
                self._paragraph(element)
        lead_in, lines = self._lead_in()
        items = []
        for terms, meanings in pairs:
            term = written(_together(self.resolve, terms, ", "))
            text = written(_together(self.resolve, meanings, " "))
            if term and text:
                items.append({"term": term, "text": text})
            elif term:
                numbers = [n for one in terms for n in one.lines]
                self.made.append(hole(f"what {quoted(term, 80)} means", numbers, term))
        if items:
            keys: dict[str, object] = {"lead_in": lead_in or self._named(), "items": items}
            block = self._add("definitions", keys, *run)
            block.lines = [*lines, *block.lines]
        elif lines:
            self.made.append(DraftBlock("paragraph", {"text": lead_in}, lines))

    # Tables, boxes, contact

    def _captioned(self, caption: CaptionElement) -> None:
        self.at += 1
        rows: list[Element] = []
        if self.at < len(self.elements) and isinstance(first := self.elements[self.at], RowElement):
            rows = self._take(lambda one: isinstance(one, RowElement) and one.table == first.table)
        if rows:
            self._table(rows, caption)
        else:
            for nodes in filter(None, (caption.title, stripped(caption.nodes))):
                self._paragraph(ParagraphElement(nodes=nodes, lines=caption.lines))

    def _table(self, rows: list[Element], caption: CaptionElement | None = None) -> None:
        words, lines = "", []
        before = self.made[-1] if self.made else None
        if caption is None and before is not None and before.kind == "paragraph":
            said = parse(before.keys["text"]).plain
            if leads_in(said) or len(said) <= 80:
                self.made.pop()
                words, lines = str(before.keys["text"]), before.lines
        found = [row for row in rows if isinstance(row, RowElement)]
        title = words or written((Plain(self.heading),))
        blocks = table_blocks(self.draft, found, caption, title, self.resolve)
        if blocks:
            blocks[0].lines = [*lines, *blocks[0].lines]
            if not words and caption is None:
                self.draft.add(self.heading, "is the title of a table that has none")
        self.made += blocks

    def _callout(self, box: int) -> DraftBlock | None:
        """The callout that a box is; None where it is none, and nothing was read then."""
        start = self.at
        inside = self._take(lambda one: one.box == box)
        urgency, label, rest = self._urgency(inside)
        made = self._boxed(urgency, label, rest) if urgency and rest else None
        if made is None:
            self.at = start
        return made

    def _boxed(self, urgency: str, label: Element | None, rest: list[Element]) -> DraftBlock | None:
        """The callout that says `rest`; None where no callout of a source can."""
        head, body = rest[0], rest[1:]
        is_text = (
            isinstance(head, ListItemElement) or leads_in(head.text) or len(head.text) > _MOST_HEAD
        )
        if is_text or not body:
            if label is None:
                return None
            head, body = label, rest
        if not all(
            isinstance(one, ParagraphElement | HeadingElement | ListItemElement) for one in rest
        ):
            return None
        inner = Blocks(self.draft, self.known, self.pictures, self.resolve, head.text, self.labels)
        made = with_holes(inner.of([replace(one, box=0) for one in body]), has_parts=False)
        if not made or any(block.kind not in _BODY for block in made):
            return None
        if label is not None and label is not head:
            self.draft.document.set_aside(label.lines, Furniture.LABEL)
        keys = {"urgency": urgency, "heading": self.text(head)}
        return DraftBlock("callout", keys, list(head.lines), made)

    def _urgency(self, inside: list[Element]) -> tuple[str, Element | None, list[Element]]:
        """How urgent a box is, the element that is only its label, and what else is in it."""
        first, *rest = inside
        if first.text in self.labels:
            return self.labels[first.text], first, rest
        by_words = urgency_of(first.text) if len(first.text) <= _BOXED_LABEL else None
        if by_words is not None:
            return by_words.value, None, inside
        hints = first.hint.casefold()
        for urgency, pattern in _HINTS:
            if pattern.search(hints):
                return urgency, None, inside
        return "", None, inside

    def _contact(self, run: list[Element]) -> None:
        """The card with the clinic's facts, which come from the brand again."""
        for element in run:
            self.draft.document.set_aside(element.lines, Furniture.CLINIC)
        words = self._contact_words(run[0])
        if not words:
            return
        keys: dict[str, object] = {"heading": words[0].keys["text"]}
        if len(words) > 1:
            keys["text"] = words[1].keys["text"]
        self.made.append(DraftBlock("contact", keys, [n for one in words for n in one.lines]))

    def _contact_words(self, fact: Element) -> list[DraftBlock]:
        """The heading before the facts of a clinic, and a sentence where there is one."""
        words: list[DraftBlock] = []
        while self.made and len(words) < 2 and self.made[-1].kind == "paragraph":
            element = self.made[-1].keys.get(ELEMENT)
            if element is None:
                break
            boxed = fact.box and element.box == fact.box
            named = "contact" in element.hint.casefold() and "contact" in fact.hint.casefold()
            heads = len(element.text) <= _MOST_CONTACT and not element.text.endswith(".")
            above = self.made[-2:-1]
            headed = above and len(str(above[0].keys.get("text", "."))) <= _MOST_CONTACT
            if not (boxed or named or heads or (headed and not words)):
                break
            words.insert(0, self.made.pop())
            if heads and not (boxed or named):
                break
        return words


def _together(resolve: Resolve, elements: list[Element], between: str) -> tuple[Inline, ...]:
    nodes: list[Inline] = []
    for number, element in enumerate(elements):
        if number:
            nodes.append(Plain(between))
        nodes += resolve(element.nodes)
    return tuple(nodes)


def _goes_on(last: ListItemElement, item: ListItemElement) -> bool:
    """Whether an item belongs to the list of the one before it."""
    if item.depth or item.listing == last.listing:
        return (
            item.number != 1
            or last.mark is not ItemMarker.NUMBER
            or item.depth != last.depth
            or (item.listing != 0 and item.listing == last.listing)
        )
    return item.mark is last.mark and item.number != 1


def _list_kind(items: list[ListItemElement], lead_in: str, top: int) -> str:
    """What kind of block a list is: by its marks, what its format calls it, or its words."""
    hints = " ".join(item.hint for item in items[:1]).casefold()
    outer = [item for item in items if item.depth == top]
    flat = len(outer) == len(items)
    if flat and ("checklist" in hints or all(item.mark is ItemMarker.BOX for item in outer)):
        return "checklist"
    if flat and all(item.text.endswith("?") for item in outer):
        return "questions"
    if any(item.mark is ItemMarker.NUMBER for item in outer[:1]):
        return "steps"
    return "checklist" if flat and leads_to(lead_in) == "checklist" else "list"


def _nested_by_words(items: list[ListItemElement], top: int) -> set[int]:
    """Items that belong into one that announces them, though all stand on one level."""
    nested: set[int] = set()
    flat = all(item.depth == top for item in items)
    for number, item in enumerate(items if flat else []):
        if number in nested or not item.text.endswith((":", "：")):
            continue
        own = item.text[:1].islower()
        follow: list[int] = []
        for later in range(number + 1, len(items)):
            other = items[later].text
            first = items[number + 1].text[:1].islower()
            if other.endswith((":", "：")) or (first != own and other[:1].islower() == own):
                break
            follow.append(later)
        nested.update(follow)
    return nested


def _item(row: dict[str, object]) -> object:
    return row if row.get("items") else row["text"]
