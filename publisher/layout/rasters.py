"""Drawings and small pages as pixels: logos and figures in Word files, covers of e-books.

WeasyPrint lays out, PDFium paints. Nothing is fetched but the brand's own font files.
"""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from publisher.errors import BadOutput, Wrong
from publisher.kept import kept
from publisher.layout.typeset import font_faces, typeset
from publisher.program import file_hash
from publisher.units import PT_PER_INCH, PX_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.brand.fonts import Family

_JPEG_QUALITY = 90
_PNG_LEVEL = 6  # better compression takes four times as long for 1 %
_NARROWEST = 20  # the greatest ratio of the sides of a drawing


@lru_cache(maxsize=64)
def png(svg: str, *, width_px: int, fonts: tuple[Family, ...]) -> bytes:
    """The drawing as a PNG, `width_px` wide, with a transparent ground.

    `svg` is painted markup (`Brand.paint`) with a viewBox, which gives the height. The picture is
    kept from run to run: all guides of a brand have the same symbols.
    """
    box = re.search(r'viewBox="([^"]*)"', svg)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    _, _, width, height = (float(n) for n in box.group(1).replace(",", " ").split())
    if not width / _NARROWEST <= height <= width * _NARROWEST:
        wrong = f"a drawing of {width:g} by {height:g} is too narrow to be painted"
        right = f"make no side of its viewBox more than {_NARROWEST} times the other"
        raise BadOutput(f"{wrong}: {right}")
    height_px = max(1, round(width_px * height / width))
    html = f"<style>svg{{display:block;width:{width_px}px;height:{height_px}px}}</style>{svg}"
    files = [file_hash(face.path).hex() for family in fonts for face in family.faces]
    key = json.dumps([html, width_px, height_px, font_faces(fonts), files])
    return kept("drawings", key, lambda: _transparent(html, fonts, width_px, height_px))


def _transparent(html: str, fonts: tuple[Family, ...], width_px: int, height_px: int) -> bytes:
    return _saved(_page(html, fonts, width_px, height_px, ground=(0, 0, 0, 0)), "PNG")


def page_image(
    html: str,
    fonts: tuple[Family, ...],
    width_px: int,
    height_px: int,
    format: Literal["JPEG", "PNG"] = "JPEG",  # noqa: A002  # Pillow's own word
    scale: float = 1,
) -> bytes:
    """The first page of `html` as a picture on white; 1 px of its CSS is 1 pixel.

    The finished page is enlarged by `scale`. Page size and margins are set here. Raises ValueError
    where the content needs a second page.
    """
    picture = _page(html, fonts, width_px, height_px, ground=(255, 255, 255, 255), scale=scale)
    return _saved(picture.convert("RGB"), format)


def _page(
    html: str,
    fonts: tuple[Family, ...],
    width_px: int,
    height_px: int,
    ground: tuple[int, int, int, int],
    scale: float = 1,
) -> Image:
    import pypdfium2 as pdfium

    size = f"<style>@page{{size:{width_px}px {height_px}px;margin:0}}body{{margin:0}}</style>"
    document = typeset(size + html, fonts)
    if len(document.pages) != 1:
        raise Wrong(f"the page runs to {len(document.pages)} pages", "it must be one")
    with pdfium.PdfDocument(document.write_pdf()) as pdf:
        bitmap = pdf[0].render(
            scale=PX_PER_INCH / PT_PER_INCH * scale,
            fill_color=ground,
            force_bitmap_format=pdfium.raw.FPDFBitmap_BGRA,
        )
        picture: Image = bitmap.to_pil().copy()
    # PDFium rounds the size up, so that 599.9999 pt can come out a pixel too large.
    return picture.crop((0, 0, round(width_px * scale), round(height_px * scale)))


def _saved(picture: Image, format: str) -> bytes:  # noqa: A002
    buffer = io.BytesIO()
    if format == "PNG":
        picture.save(buffer, format, compress_level=_PNG_LEVEL)
    else:
        picture.save(buffer, format, optimize=True, quality=_JPEG_QUALITY)
    return buffer.getvalue()
