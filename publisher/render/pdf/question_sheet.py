"""What an edition of some sections alone takes of a condition: the page for an appointment."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.content.inline import Text
from publisher.content.model import Block, Section, Subsection
from publisher.plan.job import Job


@dataclass(frozen=True, slots=True)
class SheetSection:
    """One section: its heading and blocks in the wording for this edition."""

    id: str
    heading: Text
    blocks: tuple[Block, ...]
    subsections: tuple[Subsection, ...] = ()


def sheet_sections(job: Job) -> tuple[SheetSection, ...]:
    """The sections of the kinds that the edition names, those without anything left out."""
    kinds = job.edition.sections or frozenset()
    found = (_sheet_section(job, one) for one in job.condition.sections if one.kind in kinds)
    return tuple(one for one in found if one.blocks)


def _sheet_section(job: Job, section: Section) -> SheetSection:
    if section.sheet:
        heading = section.sheet.heading or section.heading
        return SheetSection(section.id, heading, section.sheet.blocks)
    every = list(section.blocks)
    for part in section.subsections:
        every += part.blocks
    kinds = job.edition.blocks
    blocks = tuple(block for block in every if kinds is None or block.kind in kinds)
    return SheetSection(section.id, section.heading, blocks)


def overset(job: Job, pages: int) -> str:
    """What to do about a text that needs more pages than its edition may have."""
    most = job.edition.most_pages
    room = "1 page" if most == 1 else f"{most} pages"
    names = ", ".join(one.id for one in sheet_sections(job)) or "the title"
    return (
        f"{names}: needs {pages} pages of {job.brand.paper.name.lower()}, and "
        f"{job.edition.title.lower()} has {room}; write fewer or shorter lines under `sheet`"
    )
