"""The body of a Word file from its contents to its last section."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.content.inline import Text
from publisher.content.model import Block, Section, Wording
from publisher.plan.job import Job
from publisher.render.word.blocks import block_specs
from publisher.render.word.controls import Lock, text_control
from publisher.render.word.front_and_back import ABOUT, GLOSSARY, INDEX, REFERENCES
from publisher.render.word.specs import (
    BodySpec,
    ContentsLine,
    ContentsSpec,
    ParagraphSpec,
    plain,
)
from publisher.roundtrip.addresses import Address, link_target
from publisher.roundtrip.styles import Style


def contents(job: Job) -> ContentsSpec:
    """The list of contents."""
    heading = ParagraphSpec(style=Style.TOC_HEADING, text=plain(job.words.contents))
    return ContentsSpec(heading, tuple(_contents_lines(job)))


def sections(job: Job) -> Iterator[BodySpec]:
    """Every section that the wording of the job has, in order."""
    for section in job.condition.sections:
        if job.edition.wording is Wording.FULL:
            yield from _full(job, section)
        elif section.brief:
            brief, own = section.brief, Address.section(section.id)
            address = own.brief.heading if brief.heading else own.heading
            heading = brief.heading or section.heading
            yield _heading(job, section.id, address, heading, 1 + _depth(job, section))
            yield from _blocks(job, brief.blocks)


def _full(job: Job, section: Section) -> Iterator[BodySpec]:
    level = 1 + _depth(job, section)
    yield _heading(job, section.id, Address.section(section.id).heading, section.heading, level)
    yield from _blocks(job, section.blocks)
    for subsection in section.subsections:
        address = Address.subsection(subsection.id).heading
        yield _heading(job, subsection.id, address, subsection.heading, level + 1)
        yield from _blocks(job, subsection.blocks)


def _heading(job: Job, identity: str, address: Address, heading: Text, level: int) -> ParagraphSpec:
    return ParagraphSpec(
        style=Style.heading(level),
        text=heading,
        bookmark=link_target("section", identity),
        control=text_control(job, "heading", address, Lock.FRAME),
    )


def _blocks(job: Job, blocks: tuple[Block, ...]) -> Iterator[BodySpec]:
    for block in blocks:
        yield from block_specs(job, block)


def _contents_lines(job: Job) -> Iterator[ContentsLine]:
    """A line for every section, in order, and for each part at the back."""
    condition, words = job.condition, job.words
    for section in condition.sections:
        if heading := _listed_heading(job, section):
            bookmark = link_target("section", section.id)
            level = 1 + _depth(job, section)
            yield ContentsLine(heading.cited(condition.numbers), bookmark, level)
    if condition.glossary:
        yield ContentsLine(words.glossary, GLOSSARY)
    yield ContentsLine(words.references, REFERENCES)
    if condition.index_entries:
        yield ContentsLine(words.index, INDEX)
    yield ContentsLine(words.about, ABOUT)


def _listed_heading(job: Job, section: Section) -> Text | None:
    """The heading of a section in the wording of the job; None where that lacks the section."""
    if job.edition.wording is Wording.FULL:
        return section.heading
    return (section.brief.heading or section.heading) if section.brief else None


def _depth(job: Job, section: Section) -> int:
    """By how many levels a section is below where it would be in a guide of its own."""
    return int(any(section in part.sections for part in job.condition.parts if part.opening))
