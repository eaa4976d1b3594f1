"""Elements in a row → the title, sections by kind, and the parts of a guide that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from publisher.content.model import SectionKind
from publisher.importing.elements import Element, HeadingElement, ParagraphElement
from publisher.importing.vocabulary import (
    heading_kind,
    opening_kind,
    part_of,
    standard_heading,
    subject_of,
)

_BODY_KINDS = frozenset(
    (SectionKind.SYMPTOMS, SectionKind.CAUSES, SectionKind.DIAGNOSIS, SectionKind.TREATMENT)
)
_PROCEDURE = frozenset((SectionKind.PREPARATION, SectionKind.PROCEDURE, SectionKind.AFTERCARE))
_RISKS = re.compile(r"(?:(?:the|its|possible) )?risks", re.IGNORECASE)
_MOST_NAME = 3  # words of a heading that heads all of its kind, not a part of it
_LEAST_KINDS = 2  # of these have a heading in a document that kept its headings


@dataclass(slots=True)
class Passage:
    """A heading and what stands under it until the next one."""

    heading: HeadingElement | None
    elements: list[Element] = field(default_factory=list)
    kind: SectionKind | None = None
    words: str = ""
    """What the heading says; that of its kind where the document has none."""
    depth: int = 0
    """0: a section; 1: a part of one."""


@dataclass(slots=True)
class ImportedOutline:
    """A document by its headings."""

    title: HeadingElement | None = None
    subject: str = ""
    """What the first heading asks to be told of, where no heading is the title."""
    front: list[Element] = field(default_factory=list)
    """What stands between the title and the first heading."""
    sections: list[Passage] = field(default_factory=list)
    parts: dict[str, list[Passage]] = field(default_factory=dict)
    """Summary, glossary, references and such, by their names in `vocabulary.toml`."""
    guessed: list[Passage] = field(default_factory=list)
    """Sections whose kind their headings do not say."""
    unheaded: list[Passage] = field(default_factory=list)
    """Sections that have no heading in the document."""


def outline_of(elements: list[Element], title: str) -> ImportedOutline:
    """The outline of a document; `title` is what the document is called elsewhere."""
    outline = ImportedOutline()
    rest = _take_title(outline, elements, title)
    passages = _passages(rest)
    outline.front = passages.pop(0).elements
    depths = _depths([one.heading for one in passages if one.heading])
    for passage, depth in zip(passages, depths, strict=True):
        passage.depth = depth
    _part_off(outline, passages)
    _name_kinds(outline)
    if _lost_headings(outline):
        _reopen(outline)
    _settle(outline)
    return outline


def _take_title(outline: ImportedOutline, elements: list[Element], title: str) -> list[Element]:
    """Takes the heading that is the title out of `elements`."""
    headings = [one for one in elements if isinstance(one, HeadingElement)]
    first = headings[0] if headings else None
    tops = [one for one in headings if one.level == 1]
    same = [one for one in headings if title and one.text.casefold() == title.casefold()]
    named = first is not None and (heading_kind(first.text) or part_of(first.text))
    outline.subject = subject_of(first.text) if first is not None and not title else ""
    if same:
        outline.title = same[0]
    elif tops and (len(tops) == 1 or tops[0] is first):
        outline.title = tops[0]
    elif first is not None and not title and not named and elements.index(first) < 3:
        outline.title = first
    if outline.title is None:
        return elements
    if outline.subject and outline.title is first:
        outline.title = None
        return elements
    return [one for one in elements if one is not outline.title]


def _passages(elements: list[Element]) -> list[Passage]:
    """What stands before the first heading, and each heading with what is under it."""
    found = [Passage(None)]
    for element in elements:
        if isinstance(element, HeadingElement) and not element.box:
            found.append(Passage(element, words=element.text))
        else:
            found[-1].elements.append(element)
    return found


def _depths(headings: list[HeadingElement]) -> list[int]:
    """How deep each heading stands: 0 for those of the sections."""
    levels = sorted({one.level for one in headings if one.level})
    top = (levels or [0])[0]
    deeper = [level for level in levels if level > top]
    known = sum(bool(heading_kind(one.text)) for one in headings if one.level == top)
    below = [one for one in headings if deeper and one.level == deeper[0]]
    # A page whose sections stand one level too deep, under a heading of the site.
    if deeper and not known and sum(bool(heading_kind(one.text)) for one in below) > 1:
        top = deeper[0]
    return [int(one.level > top if one.level else False) for one in headings]


def _part_off(outline: ImportedOutline, passages: list[Passage]) -> None:
    """Sections, and the parts of a guide that are none."""
    part = ""
    for number, passage in enumerate(passages):
        name = part_of(passage.words) if not passage.depth else ""
        if name == "summary" and number:
            name = ""  # what closes a page is its own section
        if not passage.depth:
            part = name
        if part:
            outline.parts.setdefault(part, []).append(passage)
        else:
            outline.sections.append(passage)


def _name_kinds(outline: ImportedOutline) -> None:
    """The kind of each section by its heading; where that says none, that of the one before."""
    last = SectionKind.OVERVIEW
    is_procedure = any(heading_kind(one.words) in _PROCEDURE for one in outline.sections)
    for passage in outline.sections:
        named = heading_kind(passage.words)
        if is_procedure and _RISKS.fullmatch(passage.words):
            named = SectionKind.COMPLICATIONS  # of a procedure: nobody has them before
        flat = passage.heading is not None and not passage.heading.level
        if flat and (named is None or named is last) and passage is not outline.sections[0]:
            passage.depth = 1
        passage.kind = named
        if not passage.depth:
            if named is None:
                passage.kind = last
                outline.guessed.append(passage)
            last = passage.kind or last


def _lost_headings(outline: ImportedOutline) -> bool:
    kinds = {one.kind for one in outline.sections if not one.depth or one.kind}
    return len(_BODY_KINDS & kinds) < _LEAST_KINDS


def _reopen(outline: ImportedOutline) -> None:
    """Parts passages where a section begins whose heading is gone, each kind once."""
    begun: set[SectionKind | None] = {SectionKind.OVERVIEW}
    begun |= {
        heading_kind(one.words)
        for one in outline.sections
        if one.heading and (one.words.endswith("?") or len(one.words.split()) <= _MOST_NAME)
    }
    passages = [Passage(None, outline.front, SectionKind.OVERVIEW), *outline.sections]
    found: list[Passage] = []
    for passage in passages:
        begun.add(passage.kind)
        found.append(replace(passage, elements=[]))
        for element in passage.elements:
            first = passage.heading is not None and element is passage.elements[0]
            may = isinstance(element, ParagraphElement) and not first
            kind = opening_kind(element.text) if may else None
            if kind and kind not in begun:
                begun.add(kind)
                found.append(Passage(None, [element], kind, standard_heading(kind)))
            else:
                found[-1].elements.append(element)
    outline.front, outline.sections = found[0].elements, found[1:]


def _settle(outline: ImportedOutline) -> None:
    """Sections that go on, headings that are parts of the section before, urgent parts."""
    settled: list[Passage] = []
    last: SectionKind | None = None
    for number, passage in enumerate(outline.sections):
        if passage.heading is not None and not passage.heading.level and settled:
            passage.depth = int(passage.kind is None or passage.kind is last)
        if passage.depth and passage.kind is SectionKind.WHEN_TO_GET_HELP:
            after = outline.sections[number + 1 :]
            if not after or not after[0].depth:
                passage.depth = 0  # nobody looks for it under another heading
        if not settled:
            passage.depth = 0
            passage.kind = passage.kind or SectionKind.OVERVIEW
        if not passage.depth:
            last = passage.kind
        if passage.heading is None:
            outline.unheaded.append(passage)
        settled.append(passage)
    outline.sections = settled
    outline.guessed = [one for one in outline.guessed if not one.depth]
