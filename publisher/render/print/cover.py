"""The front of a printed piece, with its title and picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.content.drawing import Drawing
from publisher.layout import pictures
from publisher.layout.titles import title_fit, word_widths, wrapped
from publisher.units import PT_PER_MM

if TYPE_CHECKING:
    from publisher.edition.scheme import PlacedPanel
    from publisher.plan.job import Job

_TOP_MM, _STRIP_MM = 16.0, 28.0
_UNDER_TITLE_MM, _OVER_PICTURE_MM = 5.0, 9.0
_TITLE_LEADING, _SUBTITLE_LEADING = 1.1, 1.35
_PICTURE = 0.46  # of the height, at most


@dataclass(frozen=True, slots=True)
class CoverFront:
    """The front of a printed piece: sizes of title and subtitle, and the picture without labels.

    The picture is above a strip of paper with the logo.
    """

    title_pt: float
    title_leading_pt: float
    subtitle_pt: float
    subtitle_leading_pt: float
    top_mm: float
    under_title_mm: float
    strip_mm: float
    picture_mm: float
    picture: Drawing


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a printed piece without a cover: sizes of title and subtitle."""

    title_pt: float
    title_leading_pt: float
    subtitle_pt: float
    subtitle_leading_pt: float


def head(job: Job, width_mm: float, *, largest_pt: float, subtitle_pt: float) -> Head:
    """The head of a panel with so much width for text."""
    width_pt = width_mm * PT_PER_MM
    size, _ = title_fit(job.condition.title.plain, job.brand.headings, width_pt, largest_pt)
    return Head(
        title_pt=size,
        title_leading_pt=size * _TITLE_LEADING,
        subtitle_pt=subtitle_pt,
        subtitle_leading_pt=subtitle_pt * _SUBTITLE_LEADING,
    )


def front(
    job: Job,
    panel: PlacedPanel,
    *,
    side_mm: float,
    bleed_mm: float,
    largest_pt: float,
    subtitle_pt: float,
) -> CoverFront:
    """The front of `panel`: the title as large as its longest word lets it, up to a size."""
    condition, brand = job.condition, job.brand
    width_pt = (panel.width_mm - 2 * side_mm) * PT_PER_MM
    size, lines = title_fit(condition.title.plain, brand.headings, width_pt, largest_pt)
    under = wrapped(
        word_widths(condition.subtitle.plain, brand.body, bold=False), width_pt / subtitle_pt
    )
    words_pt = lines * size * _TITLE_LEADING + len(under) * subtitle_pt * _SUBTITLE_LEADING
    used_mm = _TOP_MM + words_pt / PT_PER_MM + _UNDER_TITLE_MM + _OVER_PICTURE_MM + _STRIP_MM
    picture_mm = min(panel.height_mm * _PICTURE, panel.height_mm - used_mm)
    figure = condition.cover_figure
    drawn = figure.file.without_labels() if figure else brand.mark
    return CoverFront(
        title_pt=size,
        title_leading_pt=size * _TITLE_LEADING,
        subtitle_pt=subtitle_pt,
        subtitle_leading_pt=subtitle_pt * _SUBTITLE_LEADING,
        top_mm=_TOP_MM,
        under_title_mm=_UNDER_TITLE_MM,
        strip_mm=_STRIP_MM,
        picture_mm=round(picture_mm, 2),
        picture=pictures.topped(drawn, (panel.width_mm + 2 * bleed_mm) / picture_mm),
    )
