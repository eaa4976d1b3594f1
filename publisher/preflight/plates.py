"""PDF → printing plates → ink, measured on the plates alone.

Nothing here looks into the PDF: overprint, transparency, spot colours and profiles are
Ghostscript's reading, so this checks the interpreter as much as the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.preflight.geometry import MM, Box
from publisher.preflight.separations import (
    GhostscriptMissing,
    NotSeparated,
    Plates,
    plate,
    separated,
)
from publisher.preflight.verdict import InkCoverage, UnreadablePdf, place

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI = 72
_MOST_PX = 6000  # of a page's longer side; larger sheets are drawn coarser


@dataclass(frozen=True)
class PageArea:
    """What `measure` has to know of a page: its whole area, its bleed, what rulers start from."""

    media: Box
    bleed: Box
    trim: Box


def measure(data: bytes, sheets: Sequence[PageArea], *, square_mm: float) -> list[InkCoverage]:
    """The ink of each page, in order.

    Raises `UnreadablePdf` where Ghostscript is not installed, `NotSeparated` where it gives up.
    """
    longest = max((max(one.media.width, one.media.height) for one in sheets), default=1)
    dpi = min(_DPI, _MOST_PX * 72 / max(longest, 1))
    try:
        with separated(data, dpi=dpi) as pages:
            if len(pages) != len(sheets):
                raise NotSeparated(f"{len(pages)} of {len(sheets)} pages drawn")
            return [
                _ink(plates, sheet, dpi / 72, square_mm)
                for plates, sheet in zip(pages, sheets, strict=True)
            ]
    except GhostscriptMissing:
        raise UnreadablePdf(
            "Ghostscript is missing, which measures the ink", "apt-get install ghostscript"
        ) from None


def _ink(plates: Plates, sheet: PageArea, scale: float, square_mm: float) -> InkCoverage:
    from PIL import ImageChops, ImageStat

    inks = {name: ImageChops.invert(plate(path)) for name, path in plates.items()}
    left, top = sheet.media.left, sheet.media.top
    window = _within_the_bleed(sheet, next(iter(inks.values())).size, scale)
    inner = {name: ink.crop(window) for name, ink in inks.items()}

    def on_paper(found: tuple[int, int, int, int], shift: int = 0) -> Box:
        x0, y0, x1, y1 = (pixels + shift for pixels in found)
        return Box(
            left + (window[0] + x0) / scale,
            top - (window[1] + y1) / scale,
            left + (window[0] + x1) / scale,
            top - (window[1] + y0) / scale,
        )

    most, most_at = _heaviest(list(inner.values()))
    square, square_at, shift = _squares(list(inner.values()), square_mm * MM * scale)
    return InkCoverage(
        most=round(most / 2.55, 1),
        most_at=place(on_paper(most_at), sheet.trim),
        build=tuple(
            # The mean of one pixel is that pixel.
            (name, round(ImageStat.Stat(ink.crop(most_at)).mean[0] / 2.55, 1))
            for name, ink in inner.items()
        ),
        most_in_square=round(square / 2.55, 1),
        square_at=place(on_paper(square_at, shift), sheet.trim),
        coverage=tuple(
            (name, round(ImageStat.Stat(ink).mean[0] / 2.55, 2)) for name, ink in inks.items()
        ),
    )


def _within_the_bleed(
    sheet: PageArea, size: tuple[int, int], scale: float
) -> tuple[int, int, int, int]:
    """The pixels of the bleed; inwards to whole ones, so that marks just outside do not count."""
    left, top = sheet.media.left, sheet.media.top
    edge = sheet.bleed.within(sheet.media) or sheet.media
    x0 = min(round((edge.left - left) * scale + 0.49), size[0] - 1)
    y0 = min(round((top - edge.top) * scale + 0.49), size[1] - 1)
    x1 = size[0] - round((sheet.media.right - edge.right) * scale + 0.49)
    y1 = size[1] - round((edge.bottom - sheet.media.bottom) * scale + 0.49)
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def _heaviest(inks: list[Image]) -> tuple[float, tuple[int, int, int, int]]:
    """The largest sum over all plates, and the box of the first pixel from the top with it."""
    from PIL import ImageMath

    names = {f"p{nth}": ink for nth, ink in enumerate(inks)}
    total = ImageMath.lambda_eval(lambda args: sum(args[name] for name in names), **names)
    _, most = total.convert("I").getextrema()
    reached = ImageMath.lambda_eval(lambda args: (args["total"] >= most) * 255, total=total)
    flags = reached.convert("L")
    _, top, _, _ = flags.getbbox() or (0, 0, 1, 1)
    left, *_ = flags.crop((0, top, flags.width, top + 1)).getbbox() or (0, 0, 1, 1)
    return float(most), (left, top, left + 1, top + 1)


def _squares(inks: list[Image], side: float) -> tuple[float, tuple[int, int, int, int], int]:
    """The heaviest mean over a square of `side` pixels, its centre, and the shift of that."""
    from PIL import ImageFilter

    width, height = inks[0].size
    radius = max(0.0, (min(side, width, height) - 1) / 2)
    # The mean of a square stands at its centre; nearer to the edge there is no whole square.
    margin = int(radius)
    inside = (margin, margin, max(width - margin, margin + 1), max(height - margin, margin + 1))
    blurred = [ink.filter(ImageFilter.BoxBlur(radius)).crop(inside) for ink in inks]
    most, at = _heaviest(blurred)
    return most, at, margin
