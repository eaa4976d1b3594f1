"""What a page paints, element by element, as the interpreter finds it."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.preflight.colour import Colour, Space
from publisher.preflight.geometry import Box
from publisher.preflight.typefaces import UsedFont


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as it is painted: with its overprint (ISO 32000-1, 8.6.7) and its opacity."""

    colour: Colour
    overprints: bool
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedElement:
    """One thing on the page. `box` is what the clip leaves of it, in points."""

    box: Box
    fill: Paint | None = None
    stroke: Paint | None = None
    overprint_mode: int = 0
    overlaps: bool = False  # something was painted below it before

    @property
    def paints(self) -> tuple[Paint, ...]:
        """Its fill, its stroke, or both."""
        return tuple(paint for paint in (self.fill, self.stroke) if paint)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText(PaintedElement):
    """One shown string. `size_pt` is the effective size, all scaling included."""

    font: UsedFont
    size_pt: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(PaintedElement):
    """A path. Widths are None where nothing of it is a line.

    A filled shape is a line where it is at least four times as long as wide.
    """

    stroke_pt: float | None
    filled_pt: float | None
    parts: tuple[Box, ...] = ()  # of what is filled, one box for each closed shape


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintedImage(PaintedElement):
    """An image; a stencil mask has one bit and the fill colour."""

    width_px: int
    height_px: int
    bits: int
    space: Space
    ppi: tuple[float, float]  # across and down


@dataclass(frozen=True, slots=True, kw_only=True)
class Shading(PaintedElement):
    """A gradient painted by `sh`."""
