"""The texts that sheets for a print shop must contain: those of the source and of the publisher.

Paper has no alternative texts. Other parts that a printed edition may leave out, such as
references, are in it where `carries` in `edition.toml` names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from publisher.content.model import Figure, Section, Table, Wording
from publisher.verify.expect import Expectation, Expected, ExpectedText, TextRole, guide_path

if TYPE_CHECKING:
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job

_WORDS = re.compile(r">([^<>]+)<")


def pieces(job: Job) -> Expected:
    """The texts that the sheets of `job` must contain."""
    asker = Expectation(job)
    condition, carries = job.condition, job.edition.carries
    ordered = list(_front(job, asker))
    for section in _as_read(job):
        ordered += asker.section(section)
    if "glossary" in carries and condition.glossary:
        ordered.append(ExpectedText("glossary", TextRole.HEADING, job.words.glossary))
        ordered += [piece for entry in asker.entries() for piece in entry]
    if "references" in carries:
        ordered += asker.references()
    ordered += asker.index()
    seen = tuple(piece for piece in ordered if piece.role is not TextRole.ALT)
    about, labels = list(_about(job)), list(_labels(job))
    lines = [line for group in about for line in group]
    headings = [piece.text for piece in seen if piece.role in (TextRole.TITLE, TextRole.HEADING)]
    return Expected(
        ordered=seen,
        loose=tuple(
            tuple(ExpectedText("about", TextRole.LABEL, line) for line in group) for group in about
        ),
        # Texts of a cover, of the head of a page and of a figure may be repeated, and so may the
        # head of a table that goes on on the next page.
        repeated=frozenset((*headings, *lines, *labels, *_table_heads(job))),
        contents=tuple(headings),
        contents_label=job.words.contents,
        furniture=frozenset((*asker.furniture(), *labels)),
    )


def _front(job: Job, asker: Expectation) -> Iterator[ExpectedText]:
    carries = job.edition.carries
    skipped = {name for name in ("also_called", "summary") if name not in carries}
    if job.edition.panels is not None:
        skipped.add("urgent")  # the boxes of its callouts are seen as soon as it is unfolded
    for piece in asker.front():
        # The layout decides where the line of review is; `_about` contains it.
        if piece.block not in skipped | {"review"}:
            yield piece


def _as_read(job: Job) -> Iterator[Section]:
    """The sections in the order in which their panels are read."""
    panels, scheme = job.edition.panels, job.edition.scheme
    sections = [one for one in job.condition.sections if job.edition.has(one)]
    if panels is None or scheme is None:
        yield from sections
        return
    reading = scheme.print.reading
    for flow in sorted(panels.flow, key=lambda flow: reading.index(flow.panels[0])):
        yield from (section for section in sections if section.kind in flow.sections)
    placed = {kind for flow in panels.flow for kind in flow.sections}
    yield from (section for section in sections if section.kind not in placed)


def _about(job: Job) -> Iterator[tuple[str, ...]]:
    """The lines that are somewhere on every printed piece, a number behind what it is for."""
    words, condition, clinic = job.words, job.condition, job.brand.clinic
    yield (words.review(condition.review),)
    yield (words.edition_line(condition),)
    if "codes" in job.edition.carries and condition.codes:
        yield (words.code_line(condition.codes),)
    yield from ((line,) for line in (*job.brand.legal, *clinic.address))
    yield from ((phone.label, phone.number) for phone in clinic.phones)
    if clinic.email:
        yield (clinic.email,)


def _labels(job: Job) -> Iterator[str]:
    """Texts that may be anywhere: clinic, title, address, the words in figures."""
    clinic, condition = job.brand.clinic, job.condition
    yield clinic.name
    if clinic.web:
        yield from (clinic.web, f"{clinic.web}/{guide_path(job)}")
    yield from (condition.short_title.plain, job.words.publisher.format(name=job.brand.name))
    for wording in Wording:
        for block in condition.blocks(wording):
            if isinstance(block, Figure):
                yield from _words(block.file)


def _table_heads(job: Job) -> Iterator[str]:
    for block in job.condition.blocks(job.edition.wording):
        if isinstance(block, Table):
            yield from (column.plain for column in block.columns)


def _words(drawing: Drawing) -> Iterator[str]:
    yield from (unescape(words).strip() for words in _WORDS.findall(drawing.svg) if words.strip())
