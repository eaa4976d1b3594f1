"""Pictures in pixels that a press would refuse, told before anything is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from publisher.content.drawing import Drawing
from publisher.content.model import Figure
from publisher.content.raster import is_raster
from publisher.edition.model import Format
from publisher.errors import Problem
from publisher.plan.binding import Collection
from publisher.plan.job import Job
from publisher.render.print.pages import too_coarse
from publisher.render.print.sheets import PAGES
from publisher.units import PT_PER_MM


class _Widths(Protocol):
    def figure_width_mm(self, job: Job, drawing: Drawing) -> float:
        """How wide a figure is in a job."""


def coarse_pictures(jobs: Iterable[Job]) -> list[Problem]:
    """A problem for each picture and press edition that has too few pixels for each other."""
    found: dict[tuple[str, str], Problem] = {}
    for job in sorted(jobs, key=lambda one: isinstance(one.condition, Collection)):
        if job.edition.format is Format.PRINT and job.brand.inks is not None:
            for figure, problem in _coarse(job):
                found.setdefault((figure.file.svg, problem.wrong), problem)
    return list(found.values())


def _coarse(job: Job) -> Iterator[tuple[Figure, Problem]]:
    scheme = job.edition.scheme
    figures = [
        one
        for one in job.condition.blocks(job.edition.wording)
        if isinstance(one, Figure) and is_raster(one.file)
    ]
    if scheme is None or not figures:
        return
    widths = cast(_Widths, import_module(PAGES[scheme.print.kind]))
    for figure in figures:
        width_mm = widths.figure_width_mm(job, figure.file)
        if wrong := too_coarse(job, figure.file, width_mm * PT_PER_MM):
            yield figure, _problem(job, figure, wrong.wrong, wrong.right)


def _problem(job: Job, figure: Figure, wrong: str, right: str) -> Problem:
    """The problem at the figure's title, which stands where its picture is named."""
    name = job.condition.condition
    if isinstance(job.condition, Collection):
        return Problem(f"sources/collections/{name}.yaml", 0, 0, figure.id, wrong, right)
    source = figure.title.source
    place = getattr(source, "place", None)
    line, column = (place.line, place.column) if place else (0, 0)
    file = getattr(source, "file", "") or f"sources/{name}/condition.yaml"
    return Problem(file, line, column, figure.id, wrong, right)
