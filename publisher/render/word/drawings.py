"""A drawing in a Word file: pixels for every program, the SVG for those that can."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from publisher.brand.model import Brand, Roles
from publisher.content.drawing import Drawing
from publisher.content.raster import OFFICE_PPI, at_most, is_raster, pixels_across, pixels_of
from publisher.layout import rasters
from publisher.units import MM_PER_INCH

EMU_PER_MM = 36_000
_PPI = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPicture:
    """What `drawing.xml.j2` shows: `width` × `height` in EMU, `png` and `svg` as relations.

    Without `alt` it is decoration.
    """

    number: int
    name: str
    alt: str
    title: str
    width: int
    height: int
    png: str
    svg: str | None


def pixels(drawing: Drawing, brand: Brand, width_mm: float, roles: Roles | None = None) -> bytes:
    """The drawing as a PNG that has 300 pixels to the inch when it is `width_mm` wide.

    Of a picture in pixels it is that picture, with up to 220.
    """
    if is_raster(drawing):
        return pixels_of(at_most(drawing, pixels_across(width_mm, OFFICE_PPI)))[1]
    markup = brand.paint(drawing, roles)
    families = brand.families_for(frozenset(unescape(markup)), italic=False)
    width_px = round(width_mm / MM_PER_INCH * _PPI)
    return rasters.png(markup, width_px=width_px, fonts=families)


def vector(drawing: Drawing, brand: Brand, roles: Roles | None = None) -> bytes | None:
    """The drawing as SVG; None where it has lettering, or is a picture in pixels.

    Word sets the text of an SVG in fonts of the system, never in those that the document brings
    along; labels would come out in another face and run into the drawing.
    """
    if "<text" in drawing.svg or is_raster(drawing):
        return None
    return brand.paint(drawing, roles).encode()


def extent(drawing: Drawing, width_mm: float) -> tuple[int, int]:
    """Width and height in EMU."""
    width = round(width_mm * EMU_PER_MM)
    return width, round(width * drawing.height / drawing.width)
