"""The two logos of a brand: in its roles of colour, or with colours of their own.

A logo with colours of its own is placed on a white plate, so that it can be seen on a dark screen
and on a ground of the brand's colour. Where there is no logo, one is made of the name.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from publisher.brand.cleaning import cleaned
from publisher.brand.colour import contrast
from publisher.brand.fonts import Family
from publisher.brand.model import Roles
from publisher.brand.source import BrandSource, Key
from publisher.brand.wordmark import initial_mark, word_mark
from publisher.content.drawing import SVG, Drawing, read_drawing
from publisher.data_uris import data_uri
from publisher.errors import Wrong
from publisher.units import MM_PER_INCH

_NARROWEST, _WIDEST = 1 / 2, 10.0
"""The least and the greatest ratio of width to height of a logo in every edition."""
_SQUARISH = (0.5, 2.0)
"""The least and the greatest ratio of width to height of a symbol."""
_WHITE = "#ffffff"
_FAINT, _PALE = 1.5, 215
"""A logo with less contrast, or without a darker pixel, cannot be seen on white."""
_ESSENTIAL = ("a picture", "words in a font")
_PLATE = 0.07  # the margin around a logo on its plate, as a part of its height
_PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP")
_PRINTED_MM = (90.0, 11.0)  # the largest place for a logo on a printed cover
_WANTED_PPI, _LEAST_PPI = 300, 150
_MOST_BYTES, _MOST_PX, _MOST_DOTS = 20_000_000, 2400, 50_000_000
_COLOURS = re.compile(r'(?:fill|stroke)="(#[0-9a-f]{6})"')


@dataclass(frozen=True, slots=True)
class _Given:
    """A logo as the file names it, and the key where it does."""

    key: Key
    path: str


def read_logos(
    source: BrandSource, light: Roles, headings: Family, names: tuple[str, str]
) -> tuple[Drawing, Drawing] | None:
    """(logo, mark: the symbol alone); None where a file that is named is invalid."""
    before = len(source.problems)
    sizes = _sizes(source)
    drawn = {size: _drawing(source, one, light) for size, one in sizes.items()}
    if len(source.problems) > before:
        return None
    large = next((drawn[size] for size in ("medium", "large") if drawn.get(size)), None)
    small = drawn.get("small")
    if small is not None and not _is_squarish(small):
        large, small = large or small, None
    if small is None and large is not None and _is_squarish(large):
        small = large
    source.note_value("logo", large.name if large else "the name, set in headings", _origin(large))
    source.note_value("mark", small.name if small else "the initial", _origin(small))
    return large or word_mark(names[0], headings), small or initial_mark(names[1], headings)


def _origin(drawing: Drawing | None) -> str:
    return f"{drawing.width:g} x {drawing.height:g}" if drawing else "there is no such logo"


def _is_squarish(drawing: Drawing) -> bool:
    low, high = _SQUARISH
    return low <= drawing.width / drawing.height <= high


# The file ----------------------------------------------------------------------------------

_SIZES = ("small", "medium", "large")


def _sizes(source: BrandSource) -> dict[str, _Given]:
    """The logo of each size in the file; one without sizes is medium."""
    logo = source.at("logo")
    if logo is None:
        return {}
    if not isinstance(logo, dict) or "path" in logo:
        one = _given(source, ("logo",), logo, {})
        return {"medium": one} if one else {}
    images = logo.get("images") or {}
    if not isinstance(images, dict):
        right = "write `name: file` lines below it"
        source.wrong(("logo", "images"), "is not a group of keys", right)
        return {}
    found = {n: _given(source, ("logo", n), logo[n], images) for n in _SIZES if logo.get(n)}
    for name, value in images.items():
        if not (isinstance(value, str) or (isinstance(value, dict) and "path" in value)):
            source.wrong(("logo", "images", name), "names no file", "write `path: logo.svg`")
    return {size: one for size, one in found.items() if one}


def _given(source: BrandSource, key: Key, value: Any, images: dict[str, Any]) -> _Given | None:
    """The logo of one size: a file, the name of an image, or either of these for light paper."""
    if isinstance(value, dict) and ("light" in value or "dark" in value):
        mode: Literal["light", "dark"] = "light" if value.get("light") else "dark"
        if mode == "dark":
            source.notice(key, "there is none for a light ground; that for a dark one is taken")
        return _given(source, (*key, mode), value[mode], images)
    if isinstance(value, str) and value in images:
        value = images[value]
    path = value.get("path") if isinstance(value, dict) else value
    if isinstance(path, str) and path.strip():
        return _Given(key, str(path).strip())
    source.wrong(key, "names no file", "write the name of an SVG, PNG or JPEG file")
    return None


def _drawing(source: BrandSource, given: _Given, light: Roles) -> Drawing | None:
    """The drawing in a file; None where it is invalid, or on the network."""
    key = given.key
    if "://" in given.path or given.path.startswith(("//", "data:")):
        source.notice(key, f"{given.path[:60]} is not fetched; put the file beside the brand")
        return None
    # In Quarto, a leading slash means the root of the project; here it is the brand's folder.
    path = source.beside(key, given.path.lstrip("/"))
    if path is None:
        return None
    try:
        read = _read(source, key, path, light)
    except Wrong as exc:
        source.wrong(key, exc.wrong, exc.right)
        return None
    return _in_shape(source, key, read) if read else None


def _read(source: BrandSource, key: Key, path: Path, light: Roles) -> Drawing | None:
    """The drawing in a file, in roles of colour or in its own colours on a plate.

    None where parts of it could not be kept: no logo is better than part of one.
    """
    if path.suffix.lower() not in (".svg", ".svgz"):
        return _picture(source, key, path, light)
    data = path.read_bytes()
    if b"role:" in data:
        drawing = read_drawing(path.name, data)
        _check_roles(source, key, drawing)
        return drawing
    plain, lost = cleaned(path.name, data)
    if half := [one for one in lost if one in _ESSENTIAL]:
        right = "turn all into paths, or give a PNG"
        source.notice(key, f"{path.name} contains {', '.join(half)} and is left out; {right}")
        return None
    if simplified_parts := [one for one in lost if one != "HTML"]:
        source.notice(
            key,
            f"{path.name} contains {', '.join(simplified_parts)}, which is simplified for print",
        )
    drawing = read_drawing(path.name, plain)
    return _on_plate(drawing, _content(drawing), _ground(drawing, light))


def _check_roles(source: BrandSource, key: Key, drawing: Drawing) -> None:
    known = {role.name for role in fields(Roles)}
    for role in sorted(drawing.roles - known):
        right = (
            "turn words into paths"
            if role in ("body", "headings")
            else f"use {', '.join(sorted(known))}"
        )
        source.wrong(key, f"{drawing.name} asks for role:{role}", right)
    if drawing.labels:
        wrong = f"{drawing.name} contains <text>, which needs a font wherever it is shown"
        source.wrong(key, wrong, "turn words into paths")


def _in_shape(source: BrandSource, key: Key, drawing: Drawing) -> Drawing:
    """The drawing with margins where it is too wide or too high for its places."""
    ratio = drawing.width / drawing.height
    if _NARROWEST <= ratio <= _WIDEST:
        return drawing
    source.notice(
        key,
        f"{drawing.name} is {ratio:.2g} times as wide as high; under 0.5 and over 10 its letters "
        "get small, so give one of another shape",
    )
    left, top, width, height = drawing.viewbox
    if ratio > _WIDEST:
        room = width / _WIDEST - height
        return drawing.with_viewbox(left, top - room / 2, width, height + room)
    room = height * _NARROWEST - width
    return drawing.with_viewbox(left - room / 2, top, width + room, height)


# In colours of its own ---------------------------------------------------------------------


def own_colours(*drawings: Drawing) -> tuple[str, ...]:
    """Every colour ("#rrggbb") in the drawings, each once."""
    return tuple(dict.fromkeys(c for one in drawings for c in _COLOURS.findall(one.svg)))


def _content(drawing: Drawing) -> str:
    """The markup inside the root, in a group with the attributes of the root."""
    from lxml import etree

    root = etree.fromstring(drawing.svg)
    group = etree.Element(f"{{{SVG}}}g", nsmap={None: SVG})
    group.attrib.update({k: v for k, v in root.attrib.items() if k != "viewBox"})
    group.extend(list(root))
    # The new root declares the namespace; in HTML a second declaration is an attribute.
    return etree.tostring(group, encoding="unicode").replace(f' xmlns="{SVG}"', "")


def _on_plate(drawing: Drawing, content: str, ground: str) -> Drawing:
    """`content` on a plate, so that it can be seen on any ground."""
    left, top, width, height = drawing.viewbox
    room = _PLATE * height
    left, top, width, height = left - room, top - room, width + 2 * room, height + 2 * room
    box = f"{left:.6g} {top:.6g} {width:.6g} {height:.6g}"
    plate = (
        f'<rect x="{left:.6g}" y="{top:.6g}" width="{width:.6g}" height="{height:.6g}" '
        f'fill="{ground}"/>'
    )
    svg = f'<svg xmlns="{SVG}" viewBox="{box}">{plate}{content}</svg>'
    return Drawing(drawing.name, svg, width, height)


def _ground(drawing: Drawing, light: Roles) -> str:
    """The colour of the plate: white, or that of the brand for a drawing made for dark grounds."""
    colours = own_colours(drawing)
    if colours and all(contrast(colour, _WHITE) < _FAINT for colour in colours):
        return light.brand
    return _WHITE


def _picture(source: BrandSource, key: Key, path: Path, light: Roles) -> Drawing:
    """A picture as a drawing; it is reported if its resolution is too low for print."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if path.stat().st_size > _MOST_BYTES:
        raise Wrong(f"{path.name} has more than 20 MB", "save it smaller")
    try:
        with Image.open(path, formats=_PICTURES) as opened:
            if opened.width * opened.height > _MOST_DOTS:
                wrong = f"{path.name} is {opened.width} by {opened.height} pixels"
                raise Wrong(wrong, f"save it {_MOST_PX} pixels wide")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Wrong:  # is also raised as ValueError
        raise
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as exc:
        raise Wrong(f"{path.name} is not a picture that can be read", "use SVG, PNG or JPEG") from (
            exc
        )
    if box := picture.getchannel("A").getbbox():
        picture = picture.crop(box)  # empty edges would make the logo small
    picture.thumbnail((_MOST_PX, _MOST_PX))
    width, height = picture.size
    plain = Drawing(
        path.name, f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}"/>', width, height
    )
    flat, ground = _flat(picture, _WHITE), _WHITE
    if flat.convert("L").getextrema()[0] > _PALE:
        flat, ground = _flat(picture, light.brand), light.brand
    flat = _enough(source, key, path.name, flat)
    content = f'<image width="{width}" height="{height}" href="{_uri(flat)}"/>'
    return _on_plate(plain, content, ground)


def _flat(picture: Any, ground: str) -> Any:
    """A picture with transparent parts on `ground`."""
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture).convert("RGB")


def _enough(source: BrandSource, key: Key, name: str, picture: Any) -> Any:
    """The picture; a coarse one is reported, and enlarged where preflight would refuse it."""
    width, height = picture.size
    high_mm = min(_PRINTED_MM[1], _PRINTED_MM[0] * height / width)
    ppi = height / high_mm * MM_PER_INCH
    if ppi >= _WANTED_PPI:
        return picture
    need = round(width * _WANTED_PPI / ppi + 0.5)
    source.notice(
        key,
        f"{name} is {width} pixels wide: {ppi:.0f} to the inch in print, where {_WANTED_PPI} are "
        f"wanted; give {need} pixels, or better an SVG",
    )
    if ppi >= _LEAST_PPI * 1.1:
        return picture
    times = _LEAST_PPI * 1.1 / ppi
    return picture.resize((round(width * times), round(height * times)))


def _uri(picture: Any) -> str:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return data_uri("image/png", made.getvalue())
