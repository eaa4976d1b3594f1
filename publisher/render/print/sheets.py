"""Job → sheets for a print shop: its panels or pages, laid out, then put through the press."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from publisher.errors import BadInput, BadOutput, Problem
from publisher.plan.job import Job
from publisher.press import press
from publisher.press.pdfx import About


class _Pages(Protocol):
    def pages(self, job: Job) -> bytes:
        """A PDF whose page i is panel i in reading order, or page i; trimmed size plus bleed."""


PAGES = {"panels": "publisher.render.print.panels", "booklet": "publisher.render.print.booklet"}


def render(job: Job) -> bytes:
    """The finished PDF/X-4. The same job gives the same bytes.

    Raises `BadInput` where the brand has no inks or the profile of the press is not there.
    """
    brand, scheme = job.brand, job.edition.scheme
    if scheme is None:
        raise BadOutput(f"{job.edition.name}: there is no [print] table in edition.toml")
    if brand.inks is None:
        file = f"layouts/brands/{brand.id}/_brand.yml"
        wrong = "there are no inks, so nothing can be printed in this brand"
        right = (
            "`publisher doctor` says what brings the profile that they are made through, "
            "or write the build of each role in percent: brand: [80, 0, 25, 60]"
        )
        raise BadInput([Problem(file, 0, 0, "defaults.publisher.cmyk", wrong, right)])
    pages = cast(_Pages, import_module(PAGES[scheme.print.kind])).pages(job)
    about = About(
        identifier=job.identifier,
        title=job.condition.title.plain,
        author=brand.name,
        language=job.condition.language,
        stamp=job.stamp,
        is_right_to_left=scheme.is_mirrored,
    )
    paper = brand.paper.name.lower()
    return press(pages, scheme, paper, about, brand.inks.profile, brand.body)
