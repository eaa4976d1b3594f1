"""The picture on the cover of an e-book."""

from __future__ import annotations

import html

from markupsafe import Markup

from publisher.layout import rasters
from publisher.layout.titles import title_fit
from publisher.plan.job import Job
from publisher.render.templates import fill

INSIDE = 0.9875
"""The scale of the cover inside the book, 1580 × 2528 px.

Apple and Ingram take no picture of over 4 million pixels inside a book.
"""
_TITLE_PX = 260  # at most
_COVER_PX = (1600, 2560)  # Kindle and Ingram ask for this, beside the book


def cover_picture(job: Job, scale: float = 1) -> bytes:
    """The cover as a JPEG of 1600 × 2560 px: what a store shows, and a reader's shelf."""
    brand, condition = job.brand, job.condition
    width, height = _COVER_PX
    margin = 120
    size, lines = title_fit(condition.title.plain, brand.headings, width - 2 * margin, _TITLE_PX)
    figure = condition.cover_figure
    drawn = figure.file if figure else brand.mark
    logo_width = round(100 * brand.logo.width / brand.logo.height)
    markup = fill(
        job,
        "cover.html.j2",
        margin=margin,
        title_px=size,
        picture_top=max(1010, 170 + round(size * 1.06) * lines + 56 + 3 * 88 + 30),
        picture=Markup(_cropped(brand.paint(drawn.without_labels(), brand.light.on_field()))),
        logo=Markup(brand.paint(brand.logo)),
        logo_width=logo_width,
    )
    families = brand.families_for(frozenset(html.unescape(markup)), italic=False)
    return rasters.page_image(markup, families, width, height, "JPEG", scale)


def _cropped(svg: str) -> str:
    return svg.replace("<svg", '<svg preserveAspectRatio="xMidYMin slice"', 1)
