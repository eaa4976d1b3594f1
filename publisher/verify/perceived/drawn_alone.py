"""A drawing of the source on its own → its pixels, as a reader should see them.

resvg paints it. No format is made with resvg, so what a renderer gets wrong or leaves out is not
wrong here in the same way. Each drawing is painted once in a process.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from html import unescape
from typing import TYPE_CHECKING

from publisher.verify.perceived.neighbours import brightest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL.Image import Image

    from publisher.brand.inks import IccProfile
    from publisher.brand.model import Brand
    from publisher.content.drawing import Drawing

ACROSS = 180
"""The width in pixels at which drawings are compared: enough to show their thinnest lines."""
_FINER = 2  # painted so many times larger and then made smaller, for smooth edges
_SIZES = 8
"""In how many sizes a drawing is kept at most."""
_NAMED = {"black": 0, "currentcolor": 0, "gray": 128, "grey": 128, "white": 255}
_GREY = re.compile(
    r'(fill|stroke)="(black|white|gr[ae]y|currentColor|#(?:[0-9a-fA-F]{3}){1,2})"', re.IGNORECASE
)
"""Colours of a drawing that are no roles; a source may use only greys."""
_PIXELS = re.compile(r'(<image [^>]*href=")data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)')
_ENOUGH = 4 * ACROSS
"""Pixels of a picture before it is painted small."""
_CMYK = re.compile(r"device-cmyk\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Alone:
    """A drawing on its own, transparent where it paints nothing."""

    picture: Image
    letters: Image
    """A mask: white around its letters, which every engine paints differently, else black."""
    shape: float
    """Its width divided by its height."""
    smaller: dict[tuple[int, int], Alone] = field(default_factory=dict, compare=False, repr=False)
    """The drawing in other sizes: it is looked for in one place after another."""

    def sized(self, size: tuple[int, int]) -> Alone:
        """The drawing in a size that is not larger, in pixels."""
        from PIL import Image

        if self.picture.size == size:
            return self
        if size not in self.smaller:
            if len(self.smaller) >= _SIZES:
                self.smaller.clear()
            self.smaller[size] = self.changed(
                lambda picture: picture.resize(size, Image.Resampling.BOX)
            )
        return self.smaller[size]

    def inner(self, edge: int) -> Alone:
        """The drawing without so many pixels at each edge."""
        width, height = self.picture.size
        box = (edge, edge, width - edge, height - edge)
        kept = self.changed(lambda picture: picture.crop(box))
        return replace(kept, shape=(width - 2 * edge) / (height - 2 * edge))

    def changed(self, change: Callable[[Image], Image]) -> Alone:
        """The drawing with both pictures changed by the same function."""
        return Alone(change(self.picture), change(self.letters), self.shape)


def alone(drawing: Drawing, brand: Brand, *, inks: bool = False, times: float = 1) -> Alone:
    """A drawing in the colours of a brand, its labels `times` as large.

    With `inks` its colours are those of its CMYK builds as a screen shows them.
    """
    sized = drawing if times == 1 else drawing.with_larger_labels(times)
    return of_markup(printed(brand.ink(sized), brand) if inks else brand.paint(sized), brand)


def of_markup(markup: str, brand: Brand) -> Alone:
    """A drawing that has the colours of a page already. Raises ValueError if it is no drawing."""
    return with_letters(markup, fonts_for(brand, markup))


@lru_cache(maxsize=128)
def with_letters(markup: str, fonts: tuple[str, ...]) -> Alone:
    """As `of_markup`, its labels set in these font files."""
    from PIL import Image, ImageChops

    picture = painted(markup, fonts)
    letters = Image.new("L", picture.size)
    if fonts:
        # Without a font the labels are not painted.
        apart = ImageChops.difference(picture, painted(markup)).split()
        anywhere = reduce(ImageChops.lighter, apart)
        letters = brightest(anywhere.point([0] * 8 + [255] * 248), 5)
    return Alone(picture, letters, _shape(markup))


def fonts_for(brand: Brand, markup: str) -> tuple[str, ...]:
    """The font files that the labels of a painted drawing are set in."""
    if "<text" not in markup:
        return ()
    families = brand.families_for(frozenset(unescape(markup)), italic="italic" in markup)
    return tuple(str(face.path) for family in families for face in family.faces)


@lru_cache(maxsize=128)
def painted(markup: str, fonts: tuple[str, ...] = ()) -> Image:
    """SVG markup as a picture with a transparent background, `ACROSS` pixels wide.

    Raises ValueError where it is no drawing.
    """
    import resvg_py
    from PIL import Image

    shape = _shape(markup)

    data = resvg_py.svg_to_bytes(
        svg_string=markup,
        width=ACROSS * _FINER,
        skip_system_fonts=True,
        font_files=list(fonts),
    )
    with Image.open(io.BytesIO(bytes(data))) as picture:
        # Its height is seldom a whole number, so resvg stretches it by a part of a pixel.
        size = (ACROSS, max(1, round(ACROSS / shape)))
        return picture.convert("RGBA").resize(size, Image.Resampling.BOX)


_VIEWBOX = re.compile(
    r"""viewbox=["']\s*[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", re.IGNORECASE
)


def _shape(markup: str) -> float:
    """The width of a drawing divided by its height."""
    box = _VIEWBOX.search(markup)
    if box is None:
        raise ValueError("the drawing has no viewBox")
    return float(box[1]) / float(box[2])


# Inks on a screen ---------------------------------------------------------------------------


def printed(markup: str, brand: Brand) -> str:
    """Markup in inks, with a picture in it, as PDFium shows both."""
    assert brand.inks is not None
    profile = brand.inks.profile
    return _PIXELS.sub(lambda match: f"{match[1]}{_in_ink(match[2], profile)}", on_screen(markup))


@lru_cache(maxsize=32)
def _in_ink(data: str, profile: IccProfile) -> str:
    """A picture (base64) that went through the profile of a press, as a file for a screen."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(data))) as opened:
        opened.draft(opened.mode, (_ENOUGH, _ENOUGH))
        picture = opened.copy()
    picture.thumbnail((_ENOUGH, _ENOUGH))
    made = io.BytesIO()
    _shown(_separated(picture, profile)).save(made, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode()}"


def _separated(picture: Image, profile: IccProfile) -> Image:
    """A picture in four inks; a grey one is black ink alone."""
    from PIL import Image, ImageChops, ImageCms

    if picture.mode == "L":
        none = Image.new("L", picture.size)
        return Image.merge("CMYK", (none, none, none, ImageChops.invert(picture)))
    conversion = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile.read())),
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return conversion.apply(picture.convert("RGB"))


def _shown(inks: Image) -> Image:
    """A picture in inks as PDFium shows it."""
    import pikepdf
    import pypdfium2

    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=inks.size)
        image = file.make_stream(
            inks.tobytes(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceCMYK,
            Width=inks.width,
            Height=inks.height,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=image))
        page.Contents = file.make_stream(f"{inks.width} 0 0 {inks.height} 0 0 cm /A Do".encode())
        out = io.BytesIO()
        file.save(out)
    shown: Image = pypdfium2.PdfDocument(out.getvalue())[0].render().to_pil().convert("RGB")
    return shown


def on_screen(markup: str) -> str:
    """Markup with each CMYK build as the colour that PDFium shows it in.

    On a sheet, greys and shapes without a colour are black ink alone.
    """
    markup = _GREY.sub(lambda match: f'{match[1]}="{_in_black(match[2])}"', markup)
    if "fill=" not in markup[: markup.find(">")]:
        markup = markup.replace("<svg", f'<svg fill="{_in_black("black")}"', 1)
    shown = shown_inks(tuple(sorted(set(_CMYK.findall(markup)))))
    return _CMYK.sub(lambda match: shown[match[1]], markup)


def _in_black(grey: str) -> str:
    """A grey as a build: "#808080" and "grey" are half of the black ink."""
    short = grey.removeprefix("#")
    value = _NAMED.get(grey.lower())
    if value is None:
        value = int(short[:2] if len(short) == 6 else short[:1] * 2, 16)
    return f"device-cmyk(0 0 0 {1 - value / 255:.4g})"


@lru_cache(maxsize=64)
def shown_inks(builds: tuple[str, ...]) -> dict[str, str]:
    """CMYK builds, as four numbers each → "#rrggbb", by asking PDFium to paint them."""
    import pikepdf
    import pypdfium2

    if not builds:
        return {}
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(10 * len(builds), 10))
        squares = (f"{build} k {10 * n} 0 10 10 re f" for n, build in enumerate(builds))
        page.Contents = file.make_stream("\n".join(squares).encode())
        out = io.BytesIO()
        file.save(out)
    document = pypdfium2.PdfDocument(out.getvalue())
    picture = document[0].render().to_pil().convert("RGB")
    return {build: _hex(picture.getpixel((10 * n + 5, 5))) for n, build in enumerate(builds)}


def _hex(colour: Iterable[int] | float | None) -> str:
    assert isinstance(colour, tuple)
    return "#" + "".join(f"{part:02x}" for part in colour)
