"""What of a document is no part of its text, by its words and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from publisher.content.inline import Inline, Link, words
from publisher.importing.elements import (
    Element,
    Furniture,
    HeadingElement,
    ImportedDocument,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RecordingElement,
    RowElement,
)
from publisher.importing.vocabulary import (
    furniture_of,
    heading_kind,
    is_house,
    part_of,
    rights_holder,
    syndicator,
)
from publisher.source.typed import leads_in

_LAYOUT_LABELS = (
    "transcript",
    *("unreviewed", "reviewed", "version", "codes_line", "publisher", "call_number"),
    *("urgent_emergency", "urgent_call", "read_online", "write_in", "question_box", "skip"),
    *("other_formats", "print", "edit_fixed", "machine_drafted"),
)
_LEAST_LINKED = 3  # items of a list that is a menu where all are links
_MOST_AFTER = 60  # elements below a copyright line that may all be furniture
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOST_TITLE = 80  # letters of a line that may be a title
_PAGE = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of|\|)\s*\d{1,4})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What a project says by itself, so that it is no text of an import.

    `labels` are sentences of its layouts in each language, with {…} for what varies; `facts` those
    of its clinics.
    """

    labels: tuple[Mapping[str, str], ...] = ()
    facts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """The names of its clinics."""

    def is_label(self, text: str) -> bool:
        """Whether layouts write this line by themselves."""
        said = " ".join(_MARKS_OF_DIRECTION.sub("", text).split())
        return any(pattern.fullmatch(said) for pattern in self._patterns())

    def is_fact(self, text: str) -> bool:
        """Whether this line holds facts of a clinic and nothing else."""
        said = folded(text)
        if not said:
            return False
        for fact in sorted(self.facts, key=len, reverse=True):
            said = said.replace(fact, "")
        return not re.search(r"\w", said)

    def _patterns(self) -> Iterable[re.Pattern[str]]:
        for labels in self.labels:
            for name in _LAYOUT_LABELS:
                if form := labels.get(name):
                    parts = Formatter().parse(form)
                    yield re.compile("".join(re.escape(t) + _varying(f) for t, f, _, _ in parts))
            if state := labels.get("unreviewed"):
                drafted = re.escape(labels.get("machine_drafted", ""))
                yield re.compile(rf"{re.escape(state)}\.?(?: {drafted})?\.?")
            if codes := labels.get("codes"):
                yield re.compile(re.escape(codes) + ": .+")


def _varying(name: str | None) -> str:
    """What stands in the place of a name in a label; no words where it is a number."""
    if name is None:
        return ""
    return r"[\d\s()+./-]+" if name == "number" else ".+?"


def folded(text: str) -> str:
    """Words without regard to case and spaces."""
    return " ".join(text.casefold().split())


@dataclass(slots=True)
class Rights:
    """Who holds the rights, as far as the document says."""

    holder: str = ""


def without_furniture(document: ImportedDocument, known: Known) -> tuple[list[Element], Rights]:
    """The elements that are text; lines of all others are set aside in the document."""
    rights = Rights()
    for lines, stands_in in list(document.furniture):
        for line in lines if stands_in in _NAME_RIGHTS else ():
            _note_rights(rights, document.lines[line].text, known)
    elements = _without_menus(document, document.elements)
    elements = _without_rights(document, elements, rights, known)
    kept: list[Element] = []
    for number, element in enumerate(elements):
        why = _reason(elements, number, known)
        if why is None:
            kept.append(element)
            continue
        document.set_aside(element.lines, why)
        if why is Furniture.CREDIT and not rights.holder:
            rights.holder = syndicator(element.text)
    return kept, rights


def _note_rights(rights: Rights, text: str, known: Known) -> None:
    """Notes who holds the rights by one line, where that is not a clinic of the project."""
    holder = rights_holder(text)
    if holder and not rights.holder and not any(name in folded(text) for name in known.names):
        rights.holder = holder


_NAME_RIGHTS = frozenset(
    (Furniture.RIGHTS, Furniture.NOT_TEXT, Furniture.OUTSIDE, Furniture.RUNNING_HEAD)
)
"""Furniture in which a copyright line may stand."""


def _reason(elements: list[Element], number: int, known: Known) -> Furniture | None:
    """Why one element is furniture by its words; None where it is text."""
    element = elements[number]
    if isinstance(element, PictureElement) and known.is_fact(element.alt):
        return Furniture.CLINIC
    if isinstance(element, PictureElement | RecordingElement | RowElement):
        return None
    text = element.text
    if not text:
        return None
    if known.is_label(text):
        return Furniture.LABEL
    if isinstance(element, ParagraphElement) and _PAGE.fullmatch(text):
        return Furniture.PAGE_NUMBER
    if not number and _is_house_before_title(elements):
        return Furniture.CREDIT
    before = elements[number - 1] if number else None
    if isinstance(element, ListItemElement):
        return None
    if isinstance(before, ListItemElement):
        found = furniture_of(text)  # most that it says may be an item
        return found if found is Furniture.PROMOTION else None
    if before and isinstance(before, ParagraphElement) and leads_in(before.text):
        return None  # whatever it says, it may be an item
    if (
        isinstance(element, HeadingElement)
        and (heading_kind(text) or part_of(text))
        and element.level
    ):
        return None
    return furniture_of(text)


def _is_house_before_title(elements: list[Element]) -> bool:
    """Whether a document begins with the name of its house, and a short line is its title."""
    first, after = (*elements[:2], None, None)[:2]
    return (
        isinstance(first, ParagraphElement)
        and isinstance(after, ParagraphElement)
        and is_house(first.text)
        and len(after.text) < _MOST_TITLE
        and not after.text.endswith((".", ":", ";", "?"))
    )


def _without_menus(document: ImportedDocument, elements: list[Element]) -> list[Element]:
    """`elements` without lists whose items are links and nothing else."""
    kept: list[Element] = []
    place = 0
    cited = False
    while place < len(elements):
        element = elements[place]
        if isinstance(element, HeadingElement):
            cited = part_of(element.text) == "references"
        if not isinstance(element, ListItemElement):
            is_prose = isinstance(element, ParagraphElement) and not cited
            if is_prose and _is_row_of_links(element.nodes):
                document.set_aside(element.lines, Furniture.NAVIGATION)
            else:
                kept.append(element)
            place += 1
            continue
        run = _list_from(elements, place)
        place += len(run)
        announced = (
            bool(kept) and isinstance(kept[-1], ParagraphElement) and leads_in(kept[-1].text)
        )
        menu = all(_is_link(item.nodes) for item in run) and not cited and not announced
        if menu and len(run) >= _LEAST_LINKED:
            head = kept[-1] if kept else None
            if isinstance(head, HeadingElement) and part_of(head.text) == "contents":
                document.set_aside(kept.pop().lines, Furniture.CONTENTS)
            document.set_aside(tuple(n for item in run for n in item.lines), Furniture.NAVIGATION)
        else:
            kept += run
    return kept


def _list_from(elements: list[Element], first: int) -> list[ListItemElement]:
    """The items from `first` on that belong to one list."""
    run: list[ListItemElement] = []
    for element in elements[first:]:
        if not isinstance(element, ListItemElement):
            break
        if run and element.listing != run[0].listing:
            break
        run.append(element)
    return run


def _is_link(nodes: tuple[Inline, ...]) -> bool:
    """Whether there are no words but those of one link, which leads to another page."""
    linked = [node for node in nodes if isinstance(node, Link) and node.href.startswith("http")]
    said = "".join(words(nodes)).strip()
    return len(linked) == 1 and linked[0].text.strip() == said


def _is_row_of_links(nodes: tuple[Inline, ...]) -> bool:
    """Whether there are several links and nothing but signs between them."""
    links = [node for node in nodes if isinstance(node, Link) and node.href.startswith("http")]
    rest = "".join(words(tuple(node for node in nodes if node not in links)))
    return len(links) > 1 and not re.search(r"\w", rest)


def _without_rights(
    document: ImportedDocument, elements: list[Element], rights: Rights, known: Known
) -> list[Element]:
    """`elements` without copyright lines, and without what comes after the last of a page."""
    kept: list[Element] = []
    for number, element in enumerate(elements):
        text = element.text
        holder = (
            rights_holder(text)
            if isinstance(element, ParagraphElement | ListItemElement | HeadingElement)
            else ""
        )
        if not holder:
            kept.append(element)
            continue
        document.set_aside(element.lines, Furniture.RIGHTS)
        _note_rights(rights, text, known)
        rest = elements[number + 1 :]
        if _is_end(rest, known):
            for other in rest:
                later = rights_holder(other.text)
                document.set_aside(
                    other.lines, Furniture.RIGHTS if later else Furniture.AFTER_RIGHTS
                )
            break
    return kept


def _is_end(rest: list[Element], known: Known) -> bool:
    """Whether nothing of the text comes any more."""
    if len(rest) > _MOST_AFTER or any(isinstance(one, RowElement) for one in rest):
        return False
    names = [
        one
        for one in rest
        if isinstance(one, HeadingElement | ParagraphElement) and len(one.text) < 60
    ]
    return not any(
        (heading_kind(one.text) and not furniture_of(one.text) and isinstance(one, HeadingElement))
        or part_of(one.text) in ("references", "glossary")
        or known.is_label(one.text)
        for one in names
    )
