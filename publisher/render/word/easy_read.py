"""The body of a Word file in Easy Read: lines of one idea, each beside its picture."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.content.plain import PlainPart
from publisher.plan.job import Job
from publisher.render.word.blocks import phone_lines
from publisher.render.word.controls import Lock, fixed, text_control
from publisher.render.word.front_and_back import review, title, urgent
from publisher.render.word.specs import (
    BodySpec,
    ClinicFact,
    ParagraphSpec,
    PicturedLinesSpec,
    plain,
)
from publisher.roundtrip.addresses import CLINIC, Address, link_target
from publisher.roundtrip.styles import Style


def easy_read(job: Job) -> Iterator[BodySpec]:
    """Title, state of review, whom to call, the lines under their headings, and the clinic."""
    label = plain(job.words.easy_read)
    yield ParagraphSpec(style=Style.LEAD_IN, text=label, control=fixed(job, "easy_read"))
    yield title(job)
    yield review(job)
    yield from urgent(job)
    for part in job.condition.plain:
        yield from _part(job, part)
    yield from _whom_to_call(job)
    for line in (job.words.edition_line(job.condition), *job.brand.legal):
        yield ParagraphSpec(style=Style.SMALL, text=plain(line), control=fixed(job, "about"))


def _part(job: Job, part: PlainPart) -> Iterator[BodySpec]:
    own = Address.plain(part.id)
    yield ParagraphSpec(
        style=Style.HEADING_1,
        text=part.heading,
        bookmark=link_target("section", part.id),
        control=text_control(job, "heading", own.heading, Lock.FRAME),
    )
    yield PicturedLinesSpec(
        tuple(
            ParagraphSpec(
                style=Style.PLAIN_LINE,
                text=line.text,
                symbol=line.symbol,
                control=text_control(job, None, own.lines[place].text),
            )
            for place, line in enumerate(part.lines)
        )
    )


def _whom_to_call(job: Job) -> Iterator[ParagraphSpec]:
    if job.brand.clinic.phones:
        yield ParagraphSpec(style=Style.CONTACT_HEADING, parts=(ClinicFact(CLINIC.name),))
        yield from phone_lines(job)
