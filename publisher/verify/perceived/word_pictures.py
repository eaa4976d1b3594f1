"""Pictures in a Word file → those that are missing, cut, distorted or wrong.

Each is in the package as pixels, and as SVG where it has no letters. Both are compared with the
drawing on its own. A rotation, a crop or an effect, which our layout never writes, is a fault.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from lxml import etree

from publisher.content.raster import is_raster
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived import drawn_alone, likeness, markup_painted, symbols
from publisher.verify.perceived.markup_meaning import letters
from publisher.verify.perceived.markup_pictures import shapes
from publisher.verify.perceived.symbols import ShownSymbol

if TYPE_CHECKING:
    from PIL.Image import Image

    from publisher.brand.model import Roles
    from publisher.content.drawing import Drawing
    from publisher.plan.job import Job
    from publisher.verify.meaning import Meaning

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU_PER_INCH = 914_400
_COARSE = 140  # pixels per inch
_LEAST_EMU = 360_000  # 1 cm
_LEAST_SYMBOL_EMU = 252_000  # 7 mm
_ANY, _NONE, _NUMBER = r".*", r"0", r"\d+"
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "inline": dict.fromkeys(("distT", "distB", "distL", "distR"), _NONE),
    "extent": {"cx": _NUMBER, "cy": _NUMBER},
    "effectExtent": dict.fromkeys("ltrb", _NONE),
    "docPr": dict.fromkeys(("id", "name", "descr", "title"), _ANY),
    "cNvPr": dict.fromkeys(("id", "name", "descr", "title"), _ANY),
    "graphicFrameLocks": {"noChangeAspect": "1"},
    "picLocks": {"noChangeAspect": "1"},
    "graphicData": {"uri": _ANY},
    "blip": {"embed": _ANY},
    "svgBlip": {"embed": _ANY},
    "decorative": {"val": "1"},
    "ext": {"cx": _NUMBER, "cy": _NUMBER, "uri": _ANY},
    "off": {"x": _NONE, "y": _NONE},
    "prstGeom": {"prst": "rect"},
}
"""The attributes and values that each element of a picture may have; others are faults."""


@dataclass(frozen=True)
class _Picture:
    """One picture of a part: its element, and the files that it shows."""

    element: etree._Element
    words: str
    files: tuple[bytes, ...]

    @property
    def beside(self) -> str:
        """The words of the paragraph that it is in, or of the row where it has a cell alone."""
        around = (*self.element.iterancestors(f"{_W}p"), *self.element.iterancestors(f"{_W}tr"))
        every = ("".join(text.text or "" for text in one.iter(f"{_W}t")) for one in around)
        return next(filter(None, every), "")

    @cached_property
    def sides(self) -> tuple[float, float]:
        """Width and height on the page, in EMU."""
        extent = self.element.find(f".//{_WP}extent")
        if extent is None:
            return 0.0, 0.0
        return float(extent.get("cx", "0")), float(extent.get("cy", "0"))


def faults(
    job: Job, meaning: Meaning, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]
) -> Iterator[Fault]:
    """Every fault of the pictures of a Word file, given its parts, and those of XML parsed."""
    every = tuple(_pictures("word/document.xml", parts, trees))
    shown = [one for one in every if one.words]
    yield from symbols.faults(
        meaning.symbols,
        (
            ShownSymbol(one.beside, partial(_symbol_wrong, job, one))
            for one in every
            if one not in shown
        ),
    )
    figures = {letters(one.alt.plain): one for one in meaning.figures}
    for picture in shown:
        figure = figures.get(letters(picture.words))
        if figure is None:
            yield Fault("", picture.words, FaultKind.ADDED, "is a picture of nobody")
            continue
        for wrong in _wrong(job, picture, figure.file, None):
            detail = f"{figure.file.name}: {wrong}"
            yield Fault(figure.id, figure.title.plain, FaultKind.PICTURE, detail)
    if len(shown) != len(meaning.figures):
        detail = f"{len(shown)} pictures for {len(meaning.figures)} figures"
        yield Fault("", "", FaultKind.PICTURE, detail)
    yield from _logo(job, parts, trees)


def _symbol_wrong(job: Job, picture: _Picture, drawing: Drawing) -> str:
    """What is wrong with a picture that should show a symbol; empty where nothing is."""
    return next(_wrong(job, picture, drawing, None, _LEAST_SYMBOL_EMU), "")


def _logo(
    job: Job, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]
) -> Iterator[Fault]:
    """The logo at the head of the first page, which is on a field of the brand's colour."""
    heads = sorted(name for name in trees if re.fullmatch(r"word/header\d*\.xml", name))
    shown = [one for name in heads for one in _pictures(name, parts, trees)]
    words = f"the logo of {job.brand.name}"
    if len(shown) != 1:
        yield Fault("", words, FaultKind.PICTURE, f"is there {len(shown)} times, not once")
    for picture in shown:
        for wrong in _wrong(job, picture, job.brand.logo, job.brand.light.on_field()):
            yield Fault("", words, FaultKind.PICTURE, f"{job.brand.logo.name}: {wrong}")


def _pictures(
    name: str, parts: Mapping[str, bytes], trees: Mapping[str, etree._Element]
) -> Iterator[_Picture]:
    folder, own = posixpath.split(name)
    relations = trees.get(f"{folder}/_rels/{own}.rels")
    targets = {} if relations is None else {one.get("Id"): one.get("Target") for one in relations}
    for element in trees[name].iter(f"{_W}drawing"):
        words = next((one.get("descr", "") for one in element.iter(f"{_WP}docPr")), "")
        embedded = [one.get(f"{_R}embed") for one in element.iter(f"{_A}blip", "{*}svgBlip")]
        paths = [posixpath.join(folder, targets.get(identity) or "") for identity in embedded]
        yield _Picture(element, words, tuple(parts.get(path, b"") for path in paths))


def _wrong(
    job: Job,
    picture: _Picture,
    drawing: Drawing,
    roles: Roles | None,
    least_emu: int = _LEAST_EMU,
) -> Iterator[str]:
    """Everything that is wrong with a picture that should show a drawing."""
    yield from _changes(picture.element)
    wide, high = picture.sides
    if min(wide, high) < least_emu:
        yield "is too small to be seen"
    elif abs(wide / high / (drawing.width / drawing.height) - 1) > 0.02:
        yield f"is stretched: {wide / high / (drawing.width / drawing.height):.0%} as wide"
    if not picture.files:
        yield "shows no file"
    wanted = job.brand.paint(drawing, roles)
    paper = (roles or job.brand.light).paper
    fonts = drawn_alone.fonts_for(job.brand, wanted)
    for data in picture.files:
        if is_raster(drawing) and (said := markup_painted.beside_pixels(data)):
            yield said
        own = drawn_alone.fonts_for(
            job.brand, data.decode("utf-8", "replace") if _is_svg(data) else ""
        )
        every, pixels = _compared(data, own, wanted, fonts, paper)
        yield from every
        if pixels and pixels < wide / _EMU_PER_INCH * _COARSE:
            yield f"is coarse: {pixels / wide * _EMU_PER_INCH:.0f} pixels to the inch"


# The guides of a brand have the same symbols in the same files.
@lru_cache(maxsize=64)
def _compared(
    data: bytes, own_fonts: tuple[str, ...], wanted: str, fonts: tuple[str, ...], paper: str
) -> tuple[tuple[str, ...], int]:
    """What is wrong with a file that should show painted markup, and its width in pixels.

    `own_fonts` are those of its own letters. SVG has no pixels.
    """
    if data == wanted.encode():
        return (), 0
    try:
        found, pixels = _read(data, own_fonts, paper)
    except (OSError, ValueError, etree.XMLSyntaxError):
        return ("cannot be read",), 0
    region, alone = likeness.PictureRegion.whole(found), drawn_alone.with_letters(wanted, fonts)
    wrong = [likeness.unlike(region, alone, [likeness.rgb(paper)])]
    if not pixels and shapes(etree.fromstring(data)) != shapes(etree.fromstring(wanted)):
        wrong.append("its SVG has other shapes")
    return tuple(filter(None, wrong)), pixels


def _changes(element: etree._Element) -> Iterator[str]:
    """Changes to a picture that our layout never makes."""
    sizes = set()
    for one in element.iter():
        name = str(one.tag).rpartition("}")[2]
        allowed = _ATTRIBUTES.get(name, {})
        for key, value in one.attrib.items():
            short = str(key).rpartition("}")[2]
            if not re.fullmatch(allowed.get(short, "(?!)"), str(value)):
                yield f"<{name}> has {short} {value}"
        if "cx" in one.attrib:
            sizes.add((one.get("cx"), one.get("cy")))
    if len(sizes) > 1:
        yield "has two sizes"


def _is_svg(data: bytes) -> bool:
    return data.lstrip().startswith(b"<")


def _read(data: bytes, fonts: tuple[str, ...], paper: str) -> tuple[Image, int]:
    """A file as it looks on the page, and its width in pixels, which SVG does not have."""
    from PIL import Image

    if _is_svg(data):
        picture, pixels = drawn_alone.with_letters(data.decode(), fonts).picture, 0
    else:
        picture = Image.open(io.BytesIO(data)).convert("RGBA")
        pixels = picture.width
    flat = Image.new("RGB", picture.size, likeness.rgb(paper))
    flat.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return flat, pixels
