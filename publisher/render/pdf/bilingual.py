"""A guide in two languages side by side: what a template is given of each.

Which texts stand beside one another is known by their ids, which a translation has from its
original. On the page, ids of the translation begin with its language.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from publisher.brand.model import Brand, Scale
from publisher.content.inline import Text
from publisher.content.model import Block, Callout, Condition, Entry, Figure, Wording
from publisher.content.together import is_one_picture, of_both
from publisher.edition.model import Edition
from publisher.edition.words import Words
from publisher.plan.job import Job
from publisher.render.pdf.filling import names_of
from publisher.render.pdf.question_sheet import SheetSection, sheet_sections
from publisher.render.templates import direction, fill, macros


class Half:
    """One of two languages of a page, with the macros of all layouts in it."""

    def __init__(self, job: Job, prefix: str) -> None:
        self.job = job
        self.condition: Condition = job.condition
        self.brand: Brand = job.brand
        self.edition: Edition = job.edition
        self.words: Words = job.words
        self.language = job.condition.language
        self.direction = direction(self.language)
        self.prefix = prefix
        """What ids begin with."""
        self.first_steps = {
            f"{prefix}{name}": first for name, first in job.condition.first_steps.items()
        }
        self.sections = _sections(job)
        names = names_of(job, job.edition.body_pt, prefix)
        self.scale: Scale = names["scale"]
        self.picture = names["picture"]
        self.blocks = macros(
            job, "shared/blocks.html.j2", **{**names, "first_steps": self.first_steps}
        )

    def block(self, one: Block) -> Any:
        """The block with the id of another, its own id as it is on the page."""
        return self._blocks[one.id]

    def heading(self, part: Any) -> Text:
        """The heading of a section or a part of one, by its id."""
        return self._headings[part.id]

    def entry(self, one: Entry) -> Entry:
        """The entry of the glossary with the id of another."""
        return next(entry for entry in self.condition.glossary if entry.id == one.id)

    def first_step(self, block: Block) -> int:
        """The number of the first step of a block."""
        return self.first_steps[f"{self.prefix}{block.id}"]

    @cached_property
    def _blocks(self) -> dict[str, Block]:
        every = [block for section in self.sections for block in _blocks_of(section)]
        every += [inner for block in every if isinstance(block, Callout) for inner in block.body]
        return {one.id: one.model_copy(update={"id": f"{self.prefix}{one.id}"}) for one in every}

    @cached_property
    def _headings(self) -> dict[str, Text]:
        parts = [part for section in self.sections for part in section.subsections]
        return {one.id: one.heading for one in (*self.sections, *parts)}


def _sections(job: Job) -> tuple[Any, ...]:
    """The sections in the wording of the edition."""
    if job.edition.wording is Wording.SHEET:
        return sheet_sections(job)
    if job.edition.wording is Wording.BRIEF:
        return tuple(
            SheetSection(one.id, one.brief.heading or one.heading, one.brief.blocks)
            for one in job.condition.sections
            if one.brief
        )
    return job.condition.sections


def _blocks_of(section: Any) -> list[Block]:
    parts = (block for part in section.subsections for block in part.blocks)
    return [*section.blocks, *parts]


def html(job: Job, tightness: float = 1) -> str:
    """The document as HTML for WeasyPrint; what is said once is said in the original language."""
    original, translation = job.halves
    source = Half(original, "")
    target = Half(translation, f"{translation.condition.language}-")
    names = names_of(original, job.edition.body_pt)
    return fill(
        original,
        "page.html.j2",
        **names,
        tightness=tightness,
        title=of_both(original.condition.title.plain, translation.condition.title.plain),
        source=source,
        target=target,
        halves=(source, target),
        shown_sections=source.sections,
        of_both=of_both,
        is_one_picture=lambda one: _is_one_picture(one, target.block(one)),
        is_stacked=lambda one: job.edition.stacks(one, target.block(one)),
    )


def _is_one_picture(one: Figure, other: Figure) -> bool:
    return is_one_picture(one.file, other.file)
