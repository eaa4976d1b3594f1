"""A finished PDF → the four plates of each sheet, and how they look laid over each other.

Little CMS turns them into a picture for the screen, through the profile in the file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.errors import BadOutput, PublisherError
from publisher.preflight.separations import (
    GhostscriptMissing,
    NotSeparated,
    Plates,
    plate,
    separated,
)
from publisher.press import impose
from publisher.units import MM_PER_INCH, PT_PER_INCH, PT_PER_MM

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.edition.scheme import Scheme
    from publisher.plan.job import Job
    from publisher.press.impose import Flat

DPI = 150
INKS = ("cyan", "magenta", "yellow", "black")
_FINER = 3  # drawn so many times finer, then averaged: smooth edges, no seams between neighbours
_SECONDS = 600
_NEAR_MM = 0.05

Edges = tuple[float, float, float, float]


@dataclass(frozen=True)
class PlateSet:
    """One side of the file. Edges are left, top, right and bottom in pixels of its pictures."""

    flat: Flat
    plates: tuple[Image, ...]
    """Cyan, magenta, yellow and black; 255 is bare paper, 0 full ink."""
    look: Image
    """All four on the paper, as sRGB."""
    bleed: Edges
    trim: Edges

    def on_plate(self, left_mm: float, bottom_mm: float, right_mm: float, top_mm: float) -> Edges:
        """The pixels of a place in mm from the lower left corner of the trimmed sheet."""
        left, _, _, bottom = self.trim
        return left + px(left_mm), bottom - px(top_mm), left + px(right_mm), bottom - px(bottom_mm)


def px(mm: float) -> float:
    """Millimetres on paper as pixels of a proof."""
    return mm / MM_PER_INCH * DPI


def flats(job: Job, scheme: Scheme, data: bytes) -> tuple[Flat, ...]:
    """The areas on each side of the file, by the scheme of its edition.

    Raises `BadOutput` where the file has other sheets than that.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = [_size_mm(page) for page in pdf.pages]
    count = len(scheme.print.reading) or len(sizes) * (2 if scheme.print.spreads else 1)
    planned = impose.plan(scheme, job.brand.paper.name.lower(), count)
    if len(sizes) != len(planned):
        raise BadOutput(f"{job.path}: {len(sizes)} sheets, where {len(planned)} were laid out")
    for number, (size, flat) in enumerate(zip(sizes, planned, strict=True), 1):
        if any(abs(a - b) > _NEAR_MM for a, b in zip(size, flat.size_mm, strict=True)):
            found, wanted = (
                " × ".join(f"{mm:.2f}" for mm in both) for both in (size, flat.size_mm)
            )
            raise BadOutput(f"{job.path}: sheet {number} is {found} mm, not {wanted} mm")
    return planned


def _size_mm(page: Any) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    return (right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM


def separate(data: bytes, planned: tuple[Flat, ...]) -> tuple[PlateSet, ...]:
    """Every side of the file as plates and as a picture.

    Raises `BadOutput` where a plate is none of the four inks, or Ghostscript gives up.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        boxes = [
            (page.cropbox, page.trimbox, page.obj.get("/BleedBox", page.trimbox))
            for page in pdf.pages
        ]
        edges = [[_edges(crop, box) for box in (bleed, trim)] for crop, trim, bleed in boxes]
        icc = pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    seen = _to_screen(icc)
    return tuple(
        PlateSet(flat=flat, plates=plates, look=seen(plates), bleed=bleed, trim=trim)
        for flat, plates, (bleed, trim) in zip(planned, _plates(data), edges, strict=True)
    )


def _edges(crop: Any, box: Any) -> Edges:
    """The place of a box on the picture of its page, which shows the CropBox."""
    x0, _, _, y1 = (float(edge) for edge in crop)
    left, bottom, right, top = (float(edge) for edge in box)
    scale = DPI / PT_PER_INCH
    return (left - x0) * scale, (y1 - top) * scale, (right - x0) * scale, (y1 - bottom) * scale


def _plates(data: bytes) -> list[tuple[Image, ...]]:
    """The four plates of each page."""
    try:
        with separated(data, dpi=DPI, finer=_FINER, crop=True, seconds=_SECONDS) as pages:
            return [_page(page) for page in pages]
    except GhostscriptMissing:
        raise PublisherError(
            "Ghostscript is missing, which makes the plates: install ghostscript"
        ) from None
    except NotSeparated as exc:
        raise BadOutput(f"Ghostscript cannot draw it: {exc}") from exc


def _page(paths: Plates) -> tuple[Image, ...]:
    plates = {name.lower(): plate(path) for name, path in paths.items()}
    if strange := sorted(set(plates) - set(INKS)):
        raise BadOutput(f"there is a plate {strange[0]!r}, which is none of the four inks")
    return tuple(plates[ink] for ink in INKS)


def _to_screen(icc: bytes) -> Any:
    """What turns four plates into the picture that a press of this profile would print."""
    from PIL import Image, ImageChops, ImageCms

    # Bare paper is white, and the darkest ink the screen's black: ICC.1:2022, 6.2.2, with black
    # point compensation, as the soft proofs of a studio have it.
    to_screen: Any = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(icc)),
        ImageCms.createProfile("sRGB"),
        "CMYK",
        "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def seen(plates: tuple[Image.Image, ...]) -> Image.Image | None:
        inked = Image.merge("CMYK", [ImageChops.invert(plate) for plate in plates])
        return ImageCms.applyTransform(inked, to_screen)

    return seen
