"""What a file must contain beyond its words: targets of links, numbers of lists, stress.

It is read from condition, brand and words alone, like `expect.py`, and in the same wording of each
section. What a layout adds (contents, notes, links back) is not here: the checks of each format
know where these may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from publisher.content import inline, model
from publisher.content.inline import Inline, Plain, Text
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Contact,
    Definitions,
    Figure,
    Paragraph,
    Questions,
    Recording,
    Section,
    Steps,
    Table,
    Wording,
    WriteIn,
)
from publisher.content.together import is_one_picture, of_both
from publisher.edition.model import Format

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job


@dataclass(frozen=True, slots=True)
class ExpectedLink:
    """Words of a block that are a link; `target` is its address as the source has it."""

    block: str
    words: str
    target: str


class Stress(StrEnum):
    """How words are marked."""

    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class ExpectedStress:
    """Words of a block that are strong or emphasized."""

    block: str
    words: str
    stress: Stress


@dataclass(frozen=True, slots=True)
class ExpectedPhrase:
    """Words of a block in another language; `language` is a BCP 47 tag."""

    block: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class ExpectedList:
    """A list of a block: numbered from `start`, or not numbered where that is 0."""

    block: str
    start: int
    items: tuple[str, ...]
    nested: tuple[tuple[str, ...], ...]
    """The items under each item; they are never numbered."""
    bulleted: bool
    """Whether its items have bullets; others are numbered, or have boxes or lines."""


@dataclass(frozen=True, slots=True)
class ExpectedHeading:
    """A heading and its level: 1 is the title, 2 a section, 3 a part of a section."""

    block: str
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class ExpectedSymbol:
    """A symbol, and all the words that it stands beside."""

    block: str
    words: str
    drawing: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """All that a file must mean, in the order of the document."""

    links: tuple[ExpectedLink, ...]
    """Web, mail and telephone links that the source writes, then those of recordings and of
    references."""
    stresses: tuple[ExpectedStress, ...]
    phrases: tuple[ExpectedPhrase, ...]
    lists: tuple[ExpectedList, ...]
    headings: tuple[ExpectedHeading, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    callouts: tuple[Callout, ...]
    blocks: tuple[Block, ...]
    """Every block; those inside a callout follow it."""
    notes: tuple[tuple[str, str], ...]
    """(block, words) of each link to a note: terms of the glossary, numbers of references."""
    symbols: tuple[ExpectedSymbol, ...]
    texts: tuple[tuple[str, Text], ...]
    """Every text that the file shows, with its block."""

    def numbers(self, job: Job) -> frozenset[str]:
        """Every `tel:` address that a file of `job` may lead to."""
        brand = job.brand
        # Lines of whom to call stand on the first page whatever boxes the wording has.
        urgencies = {*job.condition.urgencies, *(callout.urgency for callout in self.callouts)}
        urgent = [brand.number_for(urgency) for urgency in urgencies]
        given = [*(phone.number for phone in brand.clinic.phones), *filter(None, urgent)]
        return frozenset(given) | {
            link.target.removeprefix("tel:") for link in self.links if link.target[:4] == "tel:"
        }


def meaning(job: Job) -> Meaning:
    """What the file of `job` must mean; figures and tables are those of the source."""
    if job.original is not None:
        return _together(*map(meaning, job.halves))
    reader = _MeaningReader(job, job.condition.first_steps)
    texts = tuple(reader.texts())
    blocks = tuple(reader.blocks())
    return Meaning(
        links=tuple(
            ExpectedLink(place, link.text, link.href)
            for place, text in texts
            for link in _links(text, job)
        )
        + tuple(_other_links(job, blocks)),
        stresses=tuple(one for place, text in texts for one in reader.stresses(place, text.nodes)),
        phrases=tuple(
            ExpectedPhrase(place, phrase.text, phrase.language)
            for place, text in texts
            for phrase in inline.find(text.nodes, inline.Foreign)
        ),
        lists=tuple(one for block in blocks for one in reader.lists(block)),
        headings=tuple(reader.headings()),
        tables=tuple(block for block in blocks if isinstance(block, Table)),
        figures=tuple(block for block in blocks if isinstance(block, Figure)),
        callouts=tuple(block for block in blocks if isinstance(block, Callout)),
        blocks=blocks,
        notes=() if job.edition.is_extract else tuple(_notes(job, texts)),
        symbols=tuple(
            ExpectedSymbol(block.id, " ".join(text.plain for text in model.texts(one)), symbol)
            for block in blocks
            for one, symbol in model.pictured(block)
        ),
        texts=texts,
    )


def _together(one: Meaning, other: Meaning) -> Meaning:
    """What a file in two languages must mean: references and some pictures are there once."""
    told = {field.name: getattr(other, field.name) for field in fields(Meaning)}
    for name in ("links", "stresses", "phrases"):
        told[name] = tuple(item for item in told[name] if not _is_of_reference(item.block))
    told["texts"] = tuple(text for text in told["texts"] if not _is_of_reference(text[0]))
    figures = list(one.figures)
    for number, (mine, its) in enumerate(zip(one.figures, other.figures, strict=True)):
        if is_one_picture(mine.file, its.file) and not isinstance(mine, Recording):
            alt = replace(mine.alt, nodes=(Plain(of_both(mine.alt.plain, its.alt.plain)),))
            figures[number] = mine.model_copy(update={"alt": alt})
        else:
            figures.append(its)
    told = {name: (*getattr(one, name), *values) for name, values in told.items()}
    return Meaning(**told | {"figures": tuple(figures)})


def _other_links(job: Job, blocks: Iterable[Block]) -> Iterator[ExpectedLink]:
    """The links of recordings, and those of references."""
    for one in model.recordings(blocks):
        yield ExpectedLink(one.id, job.words.recording(one.kind, one.length), one.url)
    for source in () if job.edition.is_extract else job.condition.references:
        if source.url:
            yield ExpectedLink(f"references.{source.id}", source.url, source.url)


def _is_of_reference(block: str) -> bool:
    return block.startswith("references.")


def _links(text: Text, job: Job) -> Iterator[inline.Link]:
    """The links of a text; in Word a fact of the clinic has none, which would be the old one."""
    yield from inline.find(text.nodes, inline.Link)
    if job.edition.format is not Format.WORD:
        for fact in inline.find(text.nodes, inline.Fact):
            if fact.href:
                yield inline.Link(fact.href, fact.text)


@dataclass(frozen=True, slots=True)
class _MeaningReader:
    """Walks the sections that an edition shows, in its wording."""

    job: Job
    firsts: Mapping[str, int]
    """The number of the first step of each block of steps, by its id."""

    def sections(self) -> Iterator[Section]:
        for section in self.job.edition.sections_of(self.job.condition):
            if self.job.edition.has(section) and self.own(section) is not None:
                yield section

    def own(self, section: Section) -> tuple[Block, ...] | None:
        """The blocks of a section itself in the wording of the edition; None if it is left out."""
        edition = self.job.edition
        if edition.wording is Wording.BRIEF:
            return None if section.brief is None else section.brief.blocks
        if edition.wording is Wording.SHEET:
            if section.sheet is not None:
                return section.sheet.blocks
            every = [*section.blocks, *(b for sub in section.subsections for b in sub.blocks)]
            kinds = edition.blocks
            return tuple(b for b in every if kinds is None or b.kind in kinds) or None
        return section.blocks

    def blocks(self) -> Iterator[Block]:
        """Every block; the blocks inside a callout follow it."""
        for section in self.sections():
            yield from self.flat(self.own(section) or ())
            if self.job.edition.wording is Wording.FULL:
                for sub in section.subsections:
                    yield from self.flat(sub.blocks)

    def flat(self, blocks: tuple[Block, ...]) -> Iterator[Block]:
        for block in blocks:
            yield block
            if isinstance(block, Callout):
                yield from self.flat(block.body)

    def texts(self) -> Iterator[tuple[str, Text]]:
        """(block, text) of every text that the edition shows."""
        condition = self.job.condition
        yield "title", condition.title
        yield "subtitle", condition.subtitle
        if not self.job.edition.is_extract:
            yield from (("also_called", name) for name in condition.also_called)
            yield from (("summary", text) for text in condition.summary)
        for section in self.sections():
            yield section.id, self.heading(section)
        for block in self.blocks():
            yield from ((block.id, text) for text in _texts(block))
        if not self.job.edition.is_extract:
            for entry in condition.glossary:
                yield f"glossary.{entry.id}", entry.term
                yield f"glossary.{entry.id}", entry.definition
            yield from ((f"references.{one.id}", one.text) for one in condition.references)

    def heading(self, section: Section) -> Text:
        wording = self.job.edition.wording
        short = {Wording.BRIEF: section.brief, Wording.SHEET: section.sheet}.get(wording)
        return (short.heading if short else None) or section.heading

    def headings(self) -> Iterator[ExpectedHeading]:
        words = self.job.words
        yield ExpectedHeading("title", 1, self.job.condition.title.plain)
        if not self.job.edition.is_extract:
            yield ExpectedHeading("summary", 2, words.at_a_glance)
        for section in self.sections():
            yield ExpectedHeading(section.id, 2, self.heading(section).plain)
            if self.job.edition.wording is Wording.FULL:
                for sub in section.subsections:
                    yield ExpectedHeading(sub.id, 3, sub.heading.plain)
        if not self.job.edition.is_extract:
            if self.job.condition.glossary and self.job.edition.glossary != "margin":
                yield ExpectedHeading("glossary", 2, words.glossary)
            yield ExpectedHeading("references", 2, words.references)
            yield ExpectedHeading("about", 2, words.about)

    def lists(self, block: Block) -> Iterator[ExpectedList]:
        match block:
            case BulletList() | Steps():
                start = self.firsts[block.id] if isinstance(block, Steps) else 0
                items = tuple(item.text.plain for item in block.items)
                nested = tuple(tuple(text.plain for text in item.items) for item in block.items)
                yield ExpectedList(block.id, start, items, nested, not start)
            case Checklist() | Questions():
                items = tuple(text.plain for text in block.items)
                yield ExpectedList(block.id, 0, items, ((),) * len(items), False)
            case _:
                pass

    def stresses(self, block: str, nodes: tuple[Inline, ...]) -> Iterator[ExpectedStress]:
        for node in nodes:
            if isinstance(node, inline.Strong | inline.Emphasis):
                kind = Stress.STRONG if isinstance(node, inline.Strong) else Stress.EMPHASIS
                yield ExpectedStress(block, "".join(inline.words(node.children)), kind)
                yield from self.stresses(block, node.children)


def _notes(job: Job, texts: tuple[tuple[str, Text], ...]) -> Iterator[tuple[str, str]]:
    for place, text in texts:
        yield from ((place, term.text) for term in inline.find(text.nodes, inline.Term))
        for citation in inline.find(text.nodes, inline.Citation):
            yield from ((place, str(job.condition.numbers[key])) for key in citation.references)


def _texts(block: Block) -> Iterator[Text]:
    """The texts of one block itself, in reading order."""
    match block:
        case Paragraph():
            yield block.text
        case BulletList() | Steps():
            yield block.lead_in
            for item in block.items:
                yield item.text
                yield from item.items
        case Checklist() | Questions():
            yield block.lead_in
            yield from block.items
        case WriteIn():
            yield block.label
        case Definitions():
            yield block.lead_in
            for definition in block.items:
                yield definition.term
                yield definition.text
        case Callout():
            yield block.heading
        case Table():
            yield block.caption
            yield block.summary
            yield from block.columns
            yield from (cell for row in block.rows for cell in row)
        case Figure():
            yield block.title
            yield block.caption
            yield from block.credits
            if isinstance(block, Recording):
                yield from block.transcript
        case Contact():
            yield block.heading
            if block.text:
                yield block.text
        case _:
            assert_never(block)
