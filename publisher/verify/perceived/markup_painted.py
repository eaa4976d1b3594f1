"""Drawings of a web page or an e-book, painted → those that differ from the source.

A drawing in a page takes its colours from the page, so it is painted for each medium. A drawing
whose markup equals that of the source is not painted.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from publisher.content.raster import width_px
from publisher.verify.perceived import drawn_alone, likeness

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.brand.model import Brand, Roles
    from publisher.content.drawing import Drawing
    from publisher.verify.perceived.cascade import Styles

_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_OWN = re.compile(r"url\(#([^)]*)\)")
_OF_PAGE = frozenset(
    ("width", "height", "role", "aria-label", "aria-hidden", "class", "style", "xmlns", "version")
)
_DATA = "data:image/svg+xml;base64,"


def on_page(brand: Brand, drawing: Drawing, svg: etree._Element, styles: Styles) -> Iterator[str]:
    """What is wrong with a drawing in a page, in the first medium where something is."""
    painted: set[tuple[str, str]] = set()
    for medium in styles.sheets.media:
        if medium.forced:
            continue  # the reader's own colours are used here
        roles = brand.dark if medium.dark and not medium.paper else brand.light
        custom = styles.in_medium(medium).custom(svg)
        found, wanted = _coloured(svg, custom), brand.paint(drawing, roles)
        if (found, wanted) in painted:
            continue
        painted.add((found, wanted))
        ground = custom.get("--paper", "")
        if ground.lower() != roles.paper.lower():
            yield f"stands on {ground or 'no paper'} on {medium.name}"
            return
        if wrong := _unlike(brand, found, wanted, roles):
            yield f"{wrong} on {medium.name}"
            return


def in_file(brand: Brand, drawing: Drawing, svg: etree._Element) -> str:
    """What is wrong with a drawing in a file of its own, without the margin around it."""
    copy = deepcopy(svg)
    copy.set("viewBox", " ".join(f"{edge:g}" for edge in drawing.viewbox))
    found, wanted = etree.tostring(copy, encoding="unicode"), brand.paint(drawing)
    _remove_paper(copy, brand.light.paper)
    if _bare(etree.tostring(copy, encoding="unicode")) == _bare(wanted):
        return ""
    return _unlike(brand, found, wanted, brand.light)


def in_picture(brand: Brand, drawing: Drawing, data: bytes) -> str:
    """What is wrong with a file of pixels that should show the picture of a figure."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            found = opened.convert("RGB")
    except (UnidentifiedImageError, OSError):
        return "cannot be read"
    if said := beside_pixels(data):
        return said
    if found.width < min(_LEAST_ACROSS, width_px(drawing)):
        return f"is coarse: {found.width} pixels across"
    alone = drawn_alone.alone(drawing, brand)
    return likeness.unlike(likeness.PictureRegion.whole(found), alone)


def beside_pixels(data: bytes) -> str:
    """What a picture says beside its pixels, such as where it was taken; empty for nothing."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.load()
            beside = sorted(map(str, opened.info.keys() - _OF_PIXELS))
    except (UnidentifiedImageError, OSError):
        return ""
    return f"says more than its pixels: {', '.join(beside)}" if beside else ""


_LEAST_ACROSS = 600
_OF_PIXELS = frozenset(
    ("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression")
)
"""What a file of pixels says of these: neither place nor owner nor a profile."""
_ON_PAPER = frozenset(("x", "y", "width", "height", "fill"))


def _remove_paper(svg: etree._Element, paper: str) -> None:
    """Removes the background of a drawing where it is plain paper, on which all are compared."""
    first = svg[0] if len(svg) else None
    if first is None or etree.QName(first).localname != "rect" or len(first):
        return
    plain = _ON_PAPER.issuperset(map(str, first.attrib)) and not (svg.text or "").strip()
    if plain and not (first.tail or "").strip() and first.get("fill") == paper:
        svg.remove(first)


def icon(brand: Brand, address: str) -> str:
    """What is wrong with the icon of a page, which is the mark of the clinic."""
    if not address.startswith(_DATA):
        return "is not in the page"
    try:
        found = base64.b64decode(address.removeprefix(_DATA)).decode()
        return _unlike(brand, found, brand.paint(brand.mark), brand.light)
    except (ValueError, etree.XMLSyntaxError):
        return "cannot be painted"


def _unlike(brand: Brand, found: str, wanted: str, roles: Roles) -> str:
    if _bare(found) == _bare(wanted):
        return ""
    try:
        picture = _flat(drawn_alone.of_markup(found, brand).picture, roles.paper)
    except ValueError:
        return "cannot be painted"
    alone = drawn_alone.of_markup(wanted, brand)
    return likeness.unlike(
        likeness.PictureRegion.whole(picture), alone, [likeness.rgb(roles.paper)]
    )


def _flat(picture: Image, ground: str) -> Image:
    from PIL import Image

    flat = Image.new("RGB", picture.size, likeness.rgb(ground))
    flat.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return flat


# Markup -------------------------------------------------------------------------------------


def _coloured(svg: etree._Element, custom: Mapping[str, str]) -> str:
    """The markup of a drawing with the values of the page's own properties in it."""
    copy = deepcopy(svg)
    copy.tail = None
    for one in copy.iter():
        for key, value in one.attrib.items():
            if "var(" in value:
                one.set(key, _VAR.sub(lambda match: custom.get(match[1], "none"), str(value)))
    for key in list(copy.attrib):
        if str(key).rpartition("}")[2] in _OF_PAGE:
            del copy.attrib[key]
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode")


_Bare = list[tuple[str, tuple[tuple[str, str], ...], str]]


def _bare(markup: str) -> _Bare:
    """Elements, attributes and words of a drawing, its ids numbered, for comparing."""
    root = etree.fromstring(markup)
    numbers: dict[str, str] = {}
    for one in root.iter():
        if identity := one.get("id"):
            numbers.setdefault(identity, str(len(numbers)))

    def value(key: str, text: str) -> str:
        if key == "id":
            return numbers[text]
        if key == "href":
            return numbers.get(text.removeprefix("#"), text)
        return _OWN.sub(lambda match: f"url({numbers.get(match[1], match[1])})", text)

    found: _Bare = []
    for one in root.iter():
        pairs = ((str(key).rpartition("}")[2], str(text)) for key, text in one.attrib.items())
        kept = sorted((key, value(key, text).replace("'", '"')) for key, text in pairs)
        words = " ".join(f"{one.text or ''} {one.tail or ''}".split())
        found.append((str(one.tag).rpartition("}")[2], tuple(kept), words))
    return found
