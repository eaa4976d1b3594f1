"""The drawings of an e-book as SVG files."""

from __future__ import annotations

import math

from publisher.brand.fonts import Family, subset
from publisher.content.drawing import Drawing
from publisher.content.model import Figure, Wording, symbols
from publisher.content.raster import SCREEN_PX, at_most, is_raster, pixels_of
from publisher.data_uris import data_uri
from publisher.plan.job import Job

_MOST_DOTS = 3_800_000  # Apple and Ingram take no picture of over 4 million pixels in a book
_MARGIN = 0.03  # around a drawing, as a part of its width: on a dark page its ground has an edge


def drawings_of(job: Job) -> tuple[Drawing, ...]:
    """The drawings of the text, each once."""
    blocks = job.condition.blocks(Wording.FULL)
    return tuple({b.file.name: b.file for b in blocks if isinstance(b, Figure)}.values())


def symbols_of(job: Job) -> tuple[Drawing, ...]:
    """The symbols of the text, each once."""
    return tuple({one.name: one for one in symbols(job.condition, Wording.FULL)}.values())


def file_of(job: Job, drawing: Drawing, families: tuple[Family, ...]) -> tuple[str, str | bytes]:
    """(media type, content) of the file that shows a drawing or a picture."""
    if not is_raster(drawing):
        return "image/svg+xml", figure(job, drawing, families)
    most = math.sqrt(_MOST_DOTS * drawing.width / drawing.height)
    return pixels_of(at_most(drawing, min(SCREEN_PX, int(most))))


def figure(job: Job, drawing: Drawing, families: tuple[Family, ...]) -> str:
    """The drawing as SVG on its own paper, so that its lines show on a dark page.

    It contains the fonts of its labels: a picture cannot reach those of the page around it.
    """
    characters = frozenset("".join(drawing.labels))
    faces = "".join(
        f'@font-face{{font-family:"{family.name}";font-weight:{face.weight};'
        f'src:url("{data_uri("font/ttf", subset(face.path, characters, None))}")}}'
        for family in families
        if family.name == job.brand.body.name
        for face in family.faces
        if characters and not face.italic
    )
    mounted, ground = _with_margin(drawing, job.brand.light.paper)
    head, end, rest = job.brand.paint(mounted).partition(">")
    style = f"<style>{faces}</style>" if faces else ""
    return head + end + style + ground + rest


def _with_margin(drawing: Drawing, paper: str) -> tuple[Drawing, str]:
    """The drawing with a margin around it, and a rectangle that fills both."""
    left, top, width, height = drawing.viewbox
    margin = round(width * _MARGIN, 1)
    area = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
    x, y, w, h = (f"{n:g}" for n in area)
    ground = f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{paper}"/>'
    return drawing.with_viewbox(*area), ground
