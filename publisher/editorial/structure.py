"""Rules on the whole guide: what stands first, help that can be found, lists, questions, grades."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    CalloutBlock,
    Checklist,
    Condition,
    Definitions,
    Figure,
    Item,
    Questions,
    Section,
    SectionKind,
    Steps,
    Table,
    Urgency,
    Wording,
    figures,
)
from publisher.content.raster import is_raster, width_px
from publisher.content.readability import coleman_liau_grade, flesch_kincaid_grade, words
from publisher.content.reading_ease import ReadingEase, spanish_ease
from publisher.editorial.found import Broken
from publisher.editorial.texts import PlacedText, Role, inner_blocks, runs_of
from publisher.roundtrip.addresses import Address
from publisher.units import MM_PER_INCH

MOST_GRADE = 8.0
"""A text above this grade is hard. Source: National Institutes of Health."""
_LEAST_WORDS = 100  # formulas do not hold for less
_BEFORE_HELP = frozenset((SectionKind.CAUSES, SectionKind.DIAGNOSIS, SectionKind.TREATMENT))
Placed = tuple[Address, Broken]


@dataclass(frozen=True, slots=True)
class Grades:
    """The grades of one part of a guide by two formulas that share only the length of sentences."""

    flesch_kincaid: float
    coleman_liau: float

    @property
    def is_hard(self) -> bool:
        """Whether one of the two is above grade 8."""
        return max(self.flesch_kincaid, self.coleman_liau) > MOST_GRADE

    @property
    def is_surely_hard(self) -> bool:
        """Whether both are."""
        return min(self.flesch_kincaid, self.coleman_liau) > MOST_GRADE

    def __str__(self) -> str:
        return f"{self.flesch_kincaid} by Flesch–Kincaid and {self.coleman_liau} by Coleman–Liau"


_OFFICE_MM, _LEAST_PX = 133, 800
"""The width of a figure in a handout, and the pixels that it needs there and on a screen."""


def grades_of(texts: tuple[PlacedText, ...]) -> Grades:
    """The grades of the complete sentences in these texts.

    Headings and short items of lists would make a text seem easier than it is.
    """
    joined = _whole_sentences(texts)
    return Grades(flesch_kincaid_grade(joined), coleman_liau_grade(joined))


def ease_of(texts: tuple[PlacedText, ...], language: str) -> ReadingEase | None:
    """How easy the complete sentences are in Spanish; None in any other language."""
    is_spanish = language.partition("-")[0] == "es"
    return spanish_ease(_whole_sentences(texts)) if is_spanish else None


def _whole_sentences(texts: tuple[PlacedText, ...]) -> str:
    """The complete sentences, one to a line."""
    read = (Role.RUNNING, Role.QUESTION)
    said = (sentence for one in texts if one.role in read for sentence in one.sentences)
    return "\n".join(sentence for sentence in said if _WHOLE.search(sentence))


_WHOLE = re.compile(r"[.!?][\"'”’)\]]*$")


def reading_grade(condition: Condition, texts: tuple[PlacedText, ...]) -> Iterator[Placed]:
    """Each wording, and each section of the full one, that is too hard to read."""
    for wording in (Wording.FULL, Wording.BRIEF):
        of_wording = tuple(one for one in texts if one.wording in (wording, None))
        grades = grades_of(of_wording)
        if grades.is_hard and any(one.wording is wording for one in of_wording):
            yield Address((wording.value,)), Broken("reading-grade", "", f"reads at {grades}")
    for section in condition.sections:
        own = {str(address) for address in _full_blocks(section)}
        inside = tuple(one for one in texts if "/".join(one.address.steps[:2]) in own)
        grades = grades_of(inside)
        count = sum(len(words(one.plain)) for one in inside)
        if count >= _LEAST_WORDS and grades.is_surely_hard:
            yield Address.section(section.id), Broken("reading-grade", "", f"reads at {grades}")


def _full_blocks(section: Section) -> Iterator[Address]:
    for wording, run in runs_of(section):
        if wording is Wording.FULL:
            yield from (Address.block(block.id) for block in inner_blocks(run))


def overview_first(condition: Condition) -> Iterator[Placed]:
    """A first section that is about something else than what the condition is."""
    first = condition.sections[0]
    if first.kind is not SectionKind.OVERVIEW:
        why = f"is of kind {first.kind.value}, not overview"
        yield Address.section(first.id), Broken("overview-first", first.heading.plain, why)


_HELP = re.compile(
    r"\b(?:call|phone|emergency|hospital|urgent|get help|ask for help|see a doctor|tell us)\b",
    re.IGNORECASE,
)


def summary_help(condition: Condition) -> Iterator[Placed]:
    """A summary that names no help, where there may be an emergency."""
    said = any(_HELP.search(text.plain) for text in condition.summary)
    if Urgency.EMERGENCY in condition.urgencies and not said:
        why = "the summary does not say whom to call"
        yield Address(("summary",)), Broken("summary-help", "", why)


def urgent_help(condition: Condition) -> Iterator[Placed]:
    """Help in an emergency that is not there, or not where it is looked for."""
    sections = [one for one in condition.sections if one.kind is SectionKind.WHEN_TO_GET_HELP]
    if not sections:
        why = "no section says when to get help"
        yield Address(("sections",)), Broken("urgent-help", "", why)
        return
    first = sections[0]
    own = Address.section(first.id)
    full = [run for wording, run in runs_of(first) if wording is Wording.FULL]
    if not any(_has_emergency(run) for run in full):
        yield own, Broken("urgent-help", "", "it has no box for emergencies")
    has_brief = any(section.brief for section in condition.sections)
    if has_brief and not (first.brief and _has_emergency(first.brief.blocks)):
        why = "its short wording has no box for emergencies, and others have a short wording"
        yield own.brief, Broken("urgent-help", "", why)
    before = condition.sections[: condition.sections.index(first)]
    late = [one.heading.plain for one in before if one.kind in _BEFORE_HELP]
    if late:
        yield own, Broken("urgent-help", late[0], "stands before help in an emergency")


def _has_emergency(blocks: tuple[Block, ...]) -> bool:
    return any(isinstance(b, Callout) and b.urgency is Urgency.EMERGENCY for b in blocks)


def list_of_one(condition: Condition) -> Iterator[Placed]:
    """Each list of one item, and each table of one row."""
    for section in condition.sections:
        for wording, run in runs_of(section):
            if wording is not Wording.SHEET:
                for block in inner_blocks(run):
                    yield from _lonely(block)


def _lonely(block: Block | CalloutBlock) -> Iterator[Placed]:
    own = Address.block(block.id)
    match block:
        case BulletList() | Steps() | Checklist() | Definitions():
            if len(block.items) == 1:
                yield own, Broken("list-of-one", "", "has one item")
            for number, item in enumerate(block.items):
                if isinstance(item, Item) and len(item.items) == 1:
                    yield own.items[number], Broken("list-of-one", "", "has one item inside")
        case Table():
            if len(block.rows) == 1:
                yield own, Broken("list-of-one", "", "has one row")
        case _:
            pass


def no_questions(condition: Condition) -> Iterator[Placed]:
    """A guide without questions to take along."""
    blocks = [
        block for section in condition.sections for _, run in runs_of(section) for block in run
    ]
    if not any(isinstance(block, Questions) for block in blocks):
        why = "there are no questions to take to an appointment"
        yield Address(("sections",)), Broken("no-questions", "", why)


def coarse_picture(condition: Condition) -> Iterator[Placed]:
    """Each figure whose picture has too few pixels for an office's print or a screen."""
    for figure in figures(condition):
        if not is_raster(figure.file) or (wide := width_px(figure.file)) >= _LEAST_PX:
            continue
        ppi = wide / _OFFICE_MM * MM_PER_INCH
        why = (
            f"is {wide} pixels across: {ppi:.0f} to the inch in handout, where it is up to "
            f"{_OFFICE_MM} mm wide and 150 are needed, which is {_LEAST_PX} pixels"
        )
        yield Address.block(figure.id), Broken("coarse-picture", figure.file.name, why)


def repeated_alternative(condition: Condition) -> Iterator[Placed]:
    """Each alternative text that is the title or the caption again."""
    for section in condition.sections:
        for _, run in runs_of(section):
            for block in run:
                if isinstance(block, Figure):
                    said = block.alt.plain.strip(" .").casefold()
                    other = {
                        one.plain.strip(" .").casefold() for one in (block.title, block.caption)
                    }
                    if said in other:
                        why = "says what title or caption say"
                        words_ = " ".join(block.alt.plain.split())
                        yield (
                            Address.block(block.id).alt,
                            Broken("alternative-text", words_, why),
                        )
