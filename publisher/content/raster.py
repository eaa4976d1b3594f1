"""Pictures in pixels (JPEG, PNG, WebP), made safe to embed: a drawing that shows one picture.

What a camera wrote beside the pixels (place, time, owner, a preview) goes no further than here:
each file is decoded and written anew, upright, in sRGB or grey, on white. All editions then treat
it as any other drawing, and take from it the pixels that they need.
"""

from __future__ import annotations

import base64
import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from publisher.content.drawing import SVG, Drawing
from publisher.data_uris import data_uri
from publisher.errors import Wrong
from publisher.units import MM_PER_INCH

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

RASTER_NAME = r"[a-z0-9][a-z0-9-]{0,63}\.(?:jpg|jpeg|png|webp)"
SCREEN_PX = 1600
"""How many pixels across a screen is given at most: two for each point of the widest page."""
OFFICE_PPI, PRESS_PPI, LEAST_PRESS_PPI = 220, 300, 225
"""Pixels to the inch at the size that a picture is set in: for Word and printers of an office, for
a press, and the least that a press is given. Source: Ghent Workgroup 2022, R0031, warns at 224."""
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_SHOWN = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP"}
_MOST_BYTES, _MOST_DOTS = 30_000_000, 50_000_000
_LEAST_PX, _KEPT_PX = 200, 3600
"""The least side of a picture, and the longest that is kept: 300 to the inch on 305 mm."""
_MOST_STRETCHED = 4
_SWITCH = Lock()
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")
_BEST, _GOOD = 93, 88  # JPEG qualities: what is kept, and what goes into an edition
_MOST_PNG, _MOST_JPEG = 2_000_000, 8_000_000
"""Letters of an address: a larger PNG is a photograph, which is better a JPEG; readers of XML take
10 million."""
_SHOWN_PICTURE = re.compile(
    r'(<image [^>]*href=")data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=]+)(")'
)

_ALONE = re.compile(r'<svg [^>]*><rect [^>]*fill="role:paper"/><image [^>]*/></svg>\Z')
"""The markup of a picture alone. A logo in pixels is on a plate of another colour."""


def is_raster(drawing: Drawing) -> bool:
    """Whether a figure shows a picture in pixels, rather than a drawing."""
    return _ALONE.search(drawing.svg) is not None


@lru_cache(maxsize=32)
def read_raster(name: str, data: bytes) -> Drawing:
    """The picture in `data`, a JPEG, PNG or WebP file as its name says.

    Its size is that of its pixels. Raises `Wrong` for what is no such picture, damaged, moving,
    far too large or too small, or in colours that no screen has.
    """
    picture = _upright(name, data)
    is_photo = not name.endswith(".png")
    picture.thumbnail((_KEPT_PX, _KEPT_PX))
    width, height = picture.size
    # What is behind the picture is painted first: on a sheet, a drawing is found by its first path.
    box = f'width="{width}" height="{height}"'
    svg = (
        f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}"><rect {box} fill="role:paper"/>'
        f'<image {box} href="{_kept(picture, is_photo=is_photo)}"/></svg>'
    )
    return Drawing(name, svg, width, height)


def pixels_of(drawing: Drawing) -> tuple[str, bytes]:
    """(media type, file) of the picture that a raster figure shows. It has no metadata."""
    found = _SHOWN_PICTURE.search(drawing.svg)
    if found is None:
        raise ValueError(f"{drawing.name} shows no picture")
    return found[2], base64.b64decode(found[3])


def width_px(drawing: Drawing) -> int:
    """How many pixels wide the picture of a raster figure is."""
    with _opened(pixels_of(drawing)[1]) as picture:
        return picture.width


def pixels_across(width_mm: float, ppi: float) -> int:
    """How many pixels a width needs at so many to the inch."""
    return math.ceil(width_mm / MM_PER_INCH * ppi)


@lru_cache(maxsize=32)
def at_most(drawing: Drawing, across_px: int) -> Drawing:
    """A raster figure with a picture of about so many pixels across; any other as it is.

    None is ever enlarged.
    """
    if not is_raster(drawing):
        return drawing
    kind, data = pixels_of(drawing)
    with _opened(data) as opened:
        if opened.width <= across_px:
            return drawing
        size = (across_px, max(1, round(across_px * opened.height / opened.width)))
        smaller = opened.resize(size, _lanczos())
    address = _jpeg(smaller, _GOOD) if kind == "image/jpeg" else _png(smaller)
    svg = _SHOWN_PICTURE.sub(lambda match: f"{match[1]}{address}{match[4]}", drawing.svg)
    return replace(drawing, svg=svg)


def _opened(data: bytes) -> Pixels:
    from PIL import Image

    return Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))


def _lanczos() -> int:
    from PIL import Image

    return Image.Resampling.LANCZOS


# The file ----------------------------------------------------------------------------------


def _upright(name: str, data: bytes) -> Pixels:
    """The pixels of a file: as they are seen, in sRGB or grey, transparent parts white."""
    from PIL import Image, ImageOps

    if len(data) > _MOST_BYTES:
        wrong = f"{name} contains {len(data) / 1e6:.0f} MB"
        raise Wrong(wrong, f"keep it under {_MOST_BYTES / 1e6:.0f} MB")
    broken = Wrong(f"{name} is damaged or not a picture", "save it again as JPEG, PNG or WebP")
    try:
        with _whole_alone(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large pictures, which `_check` refuses itself
            with Image.open(io.BytesIO(data), formats=tuple(_SUFFIXES)) as opened:
                _check(name, opened)
                opened.load()
                profile = opened.info.get("icc_profile")
                picture = ImageOps.exif_transpose(opened)
    except Wrong:  # is a ValueError too
        raise
    except Image.DecompressionBombError as exc:
        raise Wrong(f"{name} has over 100 million pixels", f"save it {_KEPT_PX} wide") from exc
    except Exception as exc:
        # Decoders of damaged files raise whatever comes to them.
        raise broken from exc
    return _on_white(_in_srgb(picture, profile))


@contextmanager
def _whole_alone() -> Iterator[None]:
    """While it runs, files that end too early are errors, one thread at a time.

    That is a switch of the whole process, which WeasyPrint turns on when it is imported. Two
    threads that each put back what they found would leave it as neither wants it.
    """
    from PIL import ImageFile

    with _SWITCH:
        lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES |= lenient


def _check(name: str, picture: Pixels) -> None:
    """Raises `Wrong` where a picture is not what its name says, or cannot be used."""
    kind, width, height = str(picture.format), picture.width, picture.height
    if kind != _FORMATS[name.rpartition(".")[2]]:
        named = f"{name.rpartition('.')[0]}.{_SUFFIXES[kind]}"
        raise Wrong(f"{name} is a {_SHOWN[kind]} file by what is in it", f"name it {named}")
    if getattr(picture, "is_animated", False):
        raise Wrong(f"{name} moves, and paper stands still", "save one of its pictures alone")
    size = f"{name} is {width} by {height} pixels"
    if width * height > _MOST_DOTS:
        raise Wrong(size, f"save it {_KEPT_PX} wide, which is enough for any edition")
    if min(width, height) < _LEAST_PX:
        raise Wrong(size, f"give one of at least {_LEAST_PX} each way, better 2000")
    if not 1 / _MOST_STRETCHED <= width / height <= _MOST_STRETCHED:
        raise Wrong(size, f"keep it between 1 : {_MOST_STRETCHED} and {_MOST_STRETCHED} : 1")
    if picture.mode not in _MODES:
        raise Wrong(f"{name} has the colours {picture.mode}", "save it in RGB, 8 bits a channel")


def _in_srgb(picture: Pixels, profile: bytes | None) -> Pixels:
    """The picture in the colours of a screen, where it says which ones it has."""
    from PIL import ImageCms

    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, own, screen, outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError):
        return picture  # a profile that nobody can read tells nobody anything
    return converted or picture


def _on_white(picture: Pixels) -> Pixels:
    """The picture in RGB or grey, without anything beside its pixels."""
    from PIL import Image

    if picture.mode in ("LA", "PA", "P", "RGBA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        flat = Image.new("RGBA", clear.size, "white")
        flat.alpha_composite(clear)
        return flat.convert("L" if picture.mode == "LA" else "RGB")
    plain = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _kept(picture: Pixels, *, is_photo: bool) -> str:
    """The picture as the address of a new file, which contains the pixels alone."""
    if not is_photo and len(address := _png(picture)) <= _MOST_PNG:
        return address
    while len(address := _jpeg(picture, _BEST)) > _MOST_JPEG:
        width, height = picture.size
        picture = picture.resize((round(width * 0.8), round(height * 0.8)), _lanczos())
    return address


def _png(picture: Pixels) -> str:
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return data_uri("image/png", made.getvalue())


def _jpeg(picture: Pixels, quality: int) -> str:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality, subsampling=0)
    return data_uri("image/jpeg", made.getvalue())
