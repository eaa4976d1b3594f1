"""The names that templates of a PDF are given beside those of every template."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from publisher.content.drawing import Drawing
from publisher.content.raster import OFFICE_PPI, at_most, pixels_across
from publisher.data_uris import svg_uri
from publisher.layout import labels
from publisher.layout.codes import qr_code
from publisher.plan.job import Job

if TYPE_CHECKING:
    from markupsafe import Markup


def names_of(job: Job, body_pt: float, anchors: str = "") -> dict[str, Any]:
    """What each language of a page is given; ids of notes begin with `anchors`."""
    leads = not job.edition.is_extract  # to the glossary and the references
    return {
        "scale": job.brand.scale(body_pt),
        "picture": lambda drawing, alt: picture(job, drawing, alt),
        "symbol": lambda drawing: picture(job, drawing, ""),
        "labelled": labels.labelled,
        "entry_href": _address(f"#{anchors}entry-", leads=leads),
        "reference_href": _address("#reference-", leads=leads),
        "recording_code": lambda recording: qr_code(recording.address),
        "painted": lambda drawing: svg_uri(job.brand.paint(drawing)),
    }


def _address(place: str, *, leads: bool) -> Callable[[str], str]:
    """The address of a note by its id; empty where the edition has no notes."""
    return lambda name: f"{place}{name}" if leads else ""


def picture(job: Job, drawing: Drawing, alt: str) -> Markup:
    """The markup of a drawing in the colours of the brand."""
    from markupsafe import Markup

    sized = at_most(drawing, pixels_across(job.brand.paper.value[0], OFFICE_PPI))
    shape = f"--shape: {drawing.width / drawing.height:.3f}"  # for the width at a greatest height
    source = svg_uri(job.brand.paint(sized))
    return Markup('<img src="{}" alt="{}" style="{}"/>').format(source, alt, shape)
