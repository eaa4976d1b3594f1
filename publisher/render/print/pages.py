"""What all printed pages share: laid out without links, drawings in the inks of the brand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING, Any

from publisher.content.drawing import Drawing
from publisher.content.raster import (
    LEAST_PRESS_PPI,
    PRESS_PPI,
    at_most,
    is_raster,
    pixels_across,
    width_px,
)
from publisher.data_uris import svg_uri
from publisher.errors import BadOutput, Wrong
from publisher.layout import labels
from publisher.layout.codes import qr_code
from publisher.layout.typeset import typeset, warnings_as_errors
from publisher.plan.job import Job
from publisher.units import PT_PER_INCH, PT_PER_MM

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.brand.inks import Inks
    from publisher.brand.model import Brand

LABEL_PT = 9.0
"""The least size of the words in a figure."""


def write(job: Job, document: Document) -> bytes:
    """The laid-out pages as a PDF with tags and without links, which a press refuses."""
    with warnings_as_errors():
        data: bytes = document.write_pdf(pdf_tags=True, pdf_identifier=job.identifier.encode())
    return data


def laid_out(job: Job, markup: str) -> Document:
    """The pages of `markup`, its links turned into plain words."""
    plain = _LINK.sub(_unlinked, markup)
    families = job.brand.families_for(frozenset(unescape(plain)), italic="<em>" in plain)
    return typeset(plain, families, pdf_tags=True)


_LINK = re.compile(r"<(/?)a\b([^>]*)>")


def _unlinked(match: re.Match[str]) -> str:
    """A link's tag as that of a span: paper has no links, and a press takes no annotations."""
    kept = re.sub(r'\s(?:href|role)="[^"]*"', "", match.group(2))
    return f"<{match.group(1)}span{kept}>"


def painter(job: Job) -> Mapping[str, Any]:
    """What templates call to place drawings, in the inks of the brand."""
    brand, inks, web = job.brand, _inks(job), job.guide_url
    return {
        "inks": inks,
        "symbol": lambda drawing: _symbol(brand, drawing),
        "painted": lambda drawing: svg_uri(brand.ink(drawing)),
        "on_field": lambda drawing: svg_uri(brand.ink(drawing, inks.on_field())),
        "entry_href": lambda entry: f"#entry-{entry}",
        "reference_href": lambda reference: f"#reference-{reference}",
        "code": qr_code(web) if web else None,
        "recording_code": lambda recording: qr_code(recording.address),
        "address": web,
    }


def _symbol(brand: Brand, drawing: Drawing) -> Any:
    """A symbol; the engine asks for a text of it, which a sheet has no tags to carry."""
    from markupsafe import Markup

    source = svg_uri(brand.ink(drawing))
    return Markup('<img src="{}" alt="{}"/>').format(source, drawing.name)


def _inks(job: Job) -> Inks:
    if job.brand.inks is None:
        raise BadOutput(f"{job.brand.id} has no builds for print: its press profile is missing")
    return job.brand.inks


def printable(job: Job, drawing: Drawing, width_pt: float) -> Drawing:
    """`drawing` as it can be printed `width_pt` wide: legible, and with as many pixels as needed.

    Raises `BadOutput` where its labels or its pixels are too small for that.
    """
    if not is_raster(drawing):
        return legible(drawing, width_pt)
    if wrong := too_coarse(job, drawing, width_pt):
        raise BadOutput(f"{wrong.wrong}: {wrong.right}")
    return at_most(drawing, pixels_across(width_pt / PT_PER_MM, PRESS_PPI))


def too_coarse(job: Job, drawing: Drawing, width_pt: float) -> Wrong | None:
    """What is wrong with a picture `width_pt` wide on a press; None where it has pixels enough."""
    if not is_raster(drawing):
        return None
    wide, width_mm = width_px(drawing), width_pt / PT_PER_MM
    if (ppi := wide / (width_pt / PT_PER_INCH)) >= LEAST_PRESS_PPI:
        return None
    wrong = (
        f"{drawing.name} in {job.edition.name}: {ppi:.0f} dots to the inch where it is "
        f"{width_mm:.0f} mm wide; {LEAST_PRESS_PPI} are the least on a press, "
        f"and {PRESS_PPI} are wanted"
    )
    needed = pixels_across(width_mm, PRESS_PPI)
    return Wrong(wrong, f"give a picture of {needed} pixels across instead of {wide}")


def legible(drawing: Drawing, width_pt: float) -> Drawing:
    """`drawing` with labels that are at least 9 pt where it is `width_pt` wide.

    Raises `BadOutput` where they would have to grow into each other.
    """
    times = labels.growth(drawing, width_pt, LABEL_PT)
    if times > labels.MOST:
        raise BadOutput(
            f"{drawing.name}: its labels are {LABEL_PT / times:.1f} pt here, and {LABEL_PT:g} pt "
            "is the least; draw it with larger labels"
        )
    return labels.grown(drawing, times)
