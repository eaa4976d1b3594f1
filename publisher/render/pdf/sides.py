"""A guide on the sides of one sheet: which sections stand where, and the largest type that fits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publisher.content.model import Section
from publisher.layout.copyfit import STEP_PT, Overset
from publisher.plan.job import Job
from publisher.units import PT_PER_MM, PT_PER_PX

if TYPE_CHECKING:
    from weasyprint.document import Document

LINE_PT = 8 * PT_PER_MM  # from one line to write on to the next
_LABEL_PT = 36.0  # the height of the label above lines for notes
_MOST_LINES, _FEWEST_LINES = 18, 2
_MOST_SPACE_PT = 18.0  # more between two sections, and they fall apart
_KEPT_PT = 2.0  # room that is left at the foot, for what rounding takes


@dataclass(frozen=True, slots=True)
class SideSetting:
    """What copyfitting chooses: type, more space between sections, lines to write on at the end."""

    body_pt: float
    space_pt: tuple[float, ...]
    """For each side."""
    own_lines: int = 0
    is_tall: bool = False
    """Whether pages are without end, so that what is too much can be measured."""


Rows = tuple[tuple[Section, ...], ...]


def sides(job: Job) -> tuple[Rows, ...]:
    """The sections of each side, row by row, two at most side by side."""
    sections = [section for section in job.condition.sections if section.brief]
    placed: list[Rows] = []
    for side in job.edition.sides or ():
        rows: list[tuple[Section, ...]] = []
        for kinds in side:
            there = [one for kind in kinds for one in sections if one.kind is kind]
            rows += [tuple(there[at : at + 2]) for at in range(0, len(there), 2)]
        placed.append(tuple(rows))
    return tuple(placed)


def largest(job: Job) -> SideSetting:
    """The largest type, before anything is measured."""
    size = job.edition.largest_pt or job.edition.body_pt
    return SideSetting(size, (0.0,) * len(job.edition.sides or ()))


def fitted(job: Job, lay_out: Callable[[SideSetting], Document]) -> Document:
    """The sheet in the largest type that fits its sides, with what room is left spread over them.

    Raises `Overset` where the least type is too large.
    """
    start, least = largest(job), job.edition.body_pt
    count = len(start.space_pt)
    steps = [replace(start, body_pt=least)]
    while (larger := steps[-1].body_pt + STEP_PT) <= start.body_pt:
        steps.append(replace(start, body_pt=larger))
    best: tuple[SideSetting, Document] | None = None
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        document = lay_out(steps[middle])
        if len(document.pages) == count:
            best, low = (steps[middle], document), middle + 1
        else:
            high = middle
    if best is None:
        raise Overset(_overset(job, lay_out(replace(steps[0], is_tall=True)), steps[0]))
    setting, document = best
    free = _free(document)
    lines = math.floor((0.85 * free[-1] - _LABEL_PT) / LINE_PT)
    if lines >= _FEWEST_LINES:
        lined = replace(setting, own_lines=min(lines, _MOST_LINES))
        if len((with_lines := lay_out(lined)).pages) == count:
            setting, document, free = lined, with_lines, _free(with_lines)
    gaps = _gaps(job, setting)
    space = tuple(
        round(min(_MOST_SPACE_PT, max(0.0, room - _KEPT_PT) / max(1, gap)), 2)
        for room, gap in zip(free, gaps, strict=True)
    )
    spaced = lay_out(replace(setting, space_pt=space))
    return spaced if len(spaced.pages) == count else document


def _gaps(job: Job, setting: SideSetting) -> tuple[int, ...]:
    """How many times `space_pt` is set on each side."""
    counts = [len(rows) for rows in sides(job)]
    counts[1:] = [max(0, count - 1) for count in counts[1:]]
    counts[-1] += 1 + bool(setting.own_lines)
    return tuple(counts)


def _free(document: Document) -> tuple[float, ...]:
    """The room at the foot of each page, in points."""
    return tuple(
        (page._page_box.margin_top + page._page_box.height - page.anchors[f"side-{n}-end"][1])
        * PT_PER_PX
        for n, page in enumerate(document.pages, 1)
    )


def _overset(job: Job, document: Document, setting: SideSetting) -> str:
    """The error: which sides are too long at the least type, by how many lines."""
    edition, paper = job.edition, job.brand.paper
    leading = job.brand.scale(setting.body_pt).leading
    # A page without end has the margins of the sheet.
    added = document.pages[0].height * PT_PER_PX - paper.value[1] * PT_PER_MM
    excesses = []
    for number, (rows, free) in enumerate(zip(sides(job), _free(document), strict=True), 1):
        if (over := added - free) > 0:
            names = ", ".join(one.id for row in rows for one in row)
            lines = math.ceil(over / leading)
            counted = f"{lines} line{'s' if lines > 1 else ''}"
            excesses.append(f"side {number} ({names}) is {counted} too long")
    return (
        f"{edition.title.lower()} on {paper.name.lower()} in {setting.body_pt:g} pt: "
        f"{'; '.join(excesses)}; write fewer or shorter lines under `brief`"
    )
