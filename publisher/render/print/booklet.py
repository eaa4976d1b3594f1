"""Job → pages of a stitched booklet with bleed, in reading order, a multiple of four.

What is missing to the fours is made up by pages with lines to write on: a page that is empty
looks like a fault to its reader, and is one to a print shop's preflight.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from publisher.content.drawing import Drawing
from publisher.data_uris import svg_uri
from publisher.edition.scheme import PlacedPanel
from publisher.errors import BadOutput
from publisher.layout.copyfit import Setting
from publisher.plan.job import Job
from publisher.render.print import cover
from publisher.render.print.pages import laid_out, painter, printable, write
from publisher.render.templates import fill
from publisher.units import PT_PER_MM

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.edition.scheme import Scheme

INNER_MM, OUTER_MM = 19.0, 14.0
_NOTES_AT_MOST = 2  # more pages of lines than this, and a smaller type is tried
_FIGURE_HIGH_MM = 125.0  # at most
_STEP_PT = 0.5
_TITLE_PT, _SUBTITLE_PT = 46.0, 15.0


def pages(job: Job) -> bytes:
    """The PDF of the booklet page by page; page 1 is the front cover."""
    return write(job, document(job))


def document(job: Job) -> Document:
    """The pages laid out in the largest type that needs few pages of notes to make up fours."""
    size, made = fitted(job)
    if notes := -len(made.pages) % 4:
        made = laid_out(job, html(job, size, notes))
    if len(made.pages) % 4:
        raise BadOutput(f"the booklet has {len(made.pages)} pages; it takes fours")
    return made


def fitted(job: Job) -> tuple[float, Document]:
    """The size of type in points, and all pages laid out in it but those of notes."""
    scheme = job.edition.scheme
    if scheme is None:
        raise BadOutput(f"{job.edition.name}: there is no [print] table in edition.toml")
    tried: list[tuple[int, float, Document]] = []
    size = scheme.print.max_pt
    while size >= scheme.print.min_pt:
        made = laid_out(job, html(job, size, 0))
        tried.append((-len(made.pages) % 4, size, made))
        if tried[-1][0] <= _NOTES_AT_MOST:
            break
        size -= _STEP_PT
    _, size, made = min(tried, key=lambda one: (one[0], -one[1]))
    return size, made


def _picture(job: Job, measure_mm: float, drawing: Drawing, alt: str) -> Any:
    """A figure as wide as the text, unless that makes it too high."""
    from markupsafe import Markup

    width_mm = _figure_mm(measure_mm, drawing)
    source = svg_uri(job.brand.ink(printable(job, drawing, width_mm * PT_PER_MM)))
    width = f"width: {width_mm:.2f}mm"
    return Markup('<img src="{}" alt="{}" style="{}"/>').format(source, alt, width)


def _figure_mm(measure_mm: float, drawing: Drawing) -> float:
    return min(measure_mm, _FIGURE_HIGH_MM * drawing.width / drawing.height)


def figure_width_mm(job: Job, drawing: Drawing) -> float:
    """How wide a figure is in the booklet of a job."""
    scheme = job.edition.scheme
    if scheme is None:
        raise BadOutput(f"{job.edition.name}: there is no [print] table in edition.toml")
    width_mm, _ = scheme.sheet(job.brand.paper.name.lower()).size_mm
    return _figure_mm(width_mm - INNER_MM - OUTER_MM, drawing)


def html(job: Job, body_pt: float, notes: int) -> str:
    """The booklet as HTML, with so many pages of notes before its back cover."""
    scheme: Scheme | None = job.edition.scheme
    assert scheme is not None
    sheet = scheme.sheet(job.brand.paper.name.lower())
    width, height = sheet.size_mm
    least, most = scheme.print.line_height
    leading = round(min(max(job.brand.line_height - 0.1, least), most) * body_pt * 4) / 4
    panel = PlacedPanel(
        name="front", side=0, left_mm=0, bottom_mm=0, width_mm=width, height_mm=height
    )
    measure_mm = width - INNER_MM - OUTER_MM

    return fill(
        job,
        "page.html.j2",
        setting=Setting(body_pt, leading),
        width_mm=width,
        height_mm=height,
        bleed_mm=sheet.bleed_mm,
        inner_mm=INNER_MM,
        outer_mm=OUTER_MM,
        notes=notes,
        front=cover.front(
            job,
            panel,
            side_mm=OUTER_MM,
            bleed_mm=sheet.bleed_mm,
            largest_pt=_TITLE_PT,
            subtitle_pt=_SUBTITLE_PT,
        ),
        picture=partial(_picture, job, measure_mm),
        **painter(job),
    )
