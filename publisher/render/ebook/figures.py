"""The drawings of an e-book as SVG files."""

from __future__ import annotations

import base64
import re

from lxml import etree

from publisher.brand.fonts import Family, subset
from publisher.content.drawing import Drawing
from publisher.content.model import Figure, Wording
from publisher.plan.job import Job

_MARGIN = 0.03  # around a drawing, as a part of its width: on a dark page its ground has an edge


def drawings_of(job: Job) -> tuple[Drawing, ...]:
    """The drawings of the text, each once."""
    blocks = job.condition.blocks(Wording.FULL)
    return tuple({b.file.name: b.file for b in blocks if isinstance(b, Figure)}.values())


def figure(job: Job, drawing: Drawing, families: tuple[Family, ...]) -> str:
    """The drawing as SVG on its own paper, so that its lines show on a dark page.

    It contains the fonts of its labels: a picture cannot reach those of the page around it.
    """
    characters = frozenset("".join(_labels(drawing)))
    faces = "".join(
        f'@font-face{{font-family:"{family.name}";font-weight:{face.weight};'
        f'src:url("data:font/ttf;base64,{_base64(subset(face.path, characters, None))}")}}'
        for family in families
        if family.name == job.brand.body.name
        for face in family.faces
        if characters and not face.italic
    )
    head, end, rest = job.brand.paint(drawing).partition(">")
    head, ground = _with_margin(head, job.brand.light.paper)
    style = f"<style>{faces}</style>" if faces else ""
    return head + end + style + ground + rest


def _with_margin(head: str, paper: str) -> tuple[str, str]:
    """The opening tag of a drawing with a margin around it, and a rectangle that fills both."""
    box = re.search(r'viewBox="([^"]*)"', head)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    left, top, width, height = (float(n) for n in box.group(1).replace(",", " ").split())
    margin = round(width * _MARGIN, 1)
    area = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
    x, y, w, h = (f"{n:g}" for n in area)
    grown = head.replace(box.group(), f'viewBox="{x} {y} {w} {h}"')
    return grown, f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{paper}"/>'


def _labels(drawing: Drawing) -> list[str]:
    return ["".join(map(str, e.itertext())) for e in etree.fromstring(drawing.svg).iter("{*}text")]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
