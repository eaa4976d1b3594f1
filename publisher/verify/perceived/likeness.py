"""Two pictures of a drawing → whether a reader would take them for the same, and if not, why.

Two engines never paint the same pixels: edges are a fraction of a pixel apart, thin lines and
letters are heavier or lighter. So a pixel is right where it lies between the darkest and the
brightest of its neighbours in the other picture. A little more is allowed around lines and among
letters. The differences that remain count where they are a spot, or many pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from publisher.verify.perceived.neighbours import brightest, darkest

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

    from publisher.verify.perceived.drawn_alone import Alone

_SPOT = 5  # of 255: three by three pixels that differ by more have another colour
_LINE = 60  # of 255: at a pixel that differs by more a line is added or missing
_LINES = 0.0004  # of all pixels that may differ so
_LESS = [round(value / 5) for value in range(256)]
"""The factor for differences among letters."""
_QUARTER = [value // 4 for value in range(256)]
"""The difference that is allowed, by that between a line and its background."""
_GROUND = 8  # of 255 that a background may differ
_EDGES = 0.02  # the share of a drawing that smooth edges may leave transparent
_STRETCH = 0.02  # of its width that a drawing may be too wide for its height
_EVEN = 6  # of 255 between the darkest and the brightest pixel of a blank picture
_RIM = 4  # pixels around a part that is kept without the rest of its picture
_SMALLEST = 8  # pixels of each side
_ROUGH = 30  # pixels across, to find quickly that a picture is quite another
_ELSE = 25  # of 255, on average, by which quite another picture differs
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PictureRegion:
    """A part of a picture: left, top, right and bottom in pixels, which may be fractions."""

    picture: Image
    box: tuple[float, float, float, float]
    rough: dict[tuple[int, int], Image] = field(default_factory=dict, compare=False, repr=False)
    """The part in a few pixels, by their number: it is held against one drawing after another."""

    @classmethod
    def whole(cls, picture: Image) -> PictureRegion:
        """All of a picture."""
        return cls(picture, (0, 0, picture.width, picture.height))

    def cut_out(self) -> PictureRegion:
        """The same part without the rest of its picture, so that this can be freed."""
        left, top, right, bottom = self.box
        window = (math.floor(left) - _RIM, math.floor(top) - _RIM)
        size = (math.ceil(right) + _RIM, math.ceil(bottom) + _RIM)
        box = (left - window[0], top - window[1], right - window[0], bottom - window[1])
        return PictureRegion(self.picture.crop((*window, *size)), box)

    @property
    def width(self) -> float:
        """From left to right, in pixels."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """From top to bottom, in pixels."""
        return self.box[3] - self.box[1]

    def sized(self, size: tuple[int, int]) -> Image:
        """The part in colour, made smaller."""
        if size not in self.rough:
            part = self._sized(size)
            if size[0] > _ROUGH:
                return part
            self.rough[size] = part
        return self.rough[size]

    def with_rim(self, size: tuple[int, int]) -> Image | None:
        """The part in a size, with one pixel more of what is around it on each side.

        None where the picture ends too near.
        """
        from PIL import Image

        across, down = self.width / size[0], self.height / size[1]
        left, top, right, bottom = self.box
        box = (left - across, top - down, right + across, bottom + down)
        if min(box) < 0 or box[2] > self.picture.width or box[3] > self.picture.height:
            return None
        larger = (size[0] + 2, size[1] + 2)
        return self.picture.resize(larger, Image.Resampling.BOX, box=box).convert("RGB")

    def _sized(self, size: tuple[int, int]) -> Image:
        from PIL import Image

        left, top = max(0.0, self.box[0]), max(0.0, self.box[1])
        right = min(self.box[2], self.picture.width)
        bottom = min(self.box[3], self.picture.height)
        part = self.picture.resize(size, Image.Resampling.BOX, box=(left, top, right, bottom))
        return part.convert("RGB")


def unlike(
    found: PictureRegion,
    wanted: Alone,
    grounds: Iterable[Colour] = (),
    others: Mapping[str, Alone] | None = None,
) -> str:
    """What is wrong with a drawing as it is shown; empty where nothing is.

    `wanted` is the drawing on its own. Where it is transparent, the background must be one of
    `grounds`, or may be any where these are empty. `others` are drawings that could be shown by
    mistake, by name.
    """
    if wrong := _misshapen(found, wanted):
        return wrong
    allowed = tuple(grounds)
    pair = _Pair.of(found, wanted)
    if _is_even(pair.seen) and not _is_even(pair.wanted):
        return "is empty or covered"
    if not pair.stands_on(allowed):
        return f"stands on {_named(pair.ground)}, which makes it another picture"
    share, where = pair.apart()
    if not share:
        return ""
    for name, other in (others or {}).items():
        if is_like(found, other, allowed):
            return f"shows {name} instead"
    return pair.turned() or (
        f"is not as the source draws it: {max(share, 0.001):.1%} of it differs, {where}"
    )


def is_like(found: PictureRegion, wanted: Alone, grounds: Iterable[Colour]) -> bool:
    """Whether `unlike` finds nothing wrong; what is wrong takes longer to say."""
    if _misshapen(found, wanted):
        return False
    pair = _Pair.of(found, wanted)
    if _is_even(pair.seen) and not _is_even(pair.wanted):
        return False
    return pair.stands_on(tuple(grounds)) and not pair.apart()[0]


def is_another(found: PictureRegion, wanted: Alone) -> bool:
    """Whether a place shows quite another picture than a drawing, by a quick look."""
    from PIL import ImageChops, ImageStat

    if _misshapen(found, wanted):
        return True
    rough = _Pair.of(found, wanted, _ROUGH)
    off = ImageChops.difference(rough.seen, rough.wanted)
    return sum(ImageStat.Stat(off).mean) / 3 > _ELSE


def share_off(found: PictureRegion, wanted: Alone, grounds: Iterable[Colour]) -> float:
    """The share of a drawing that differs; at once 1 where it is quite another drawing."""
    if is_another(found, wanted):
        return 1.0
    pair = _Pair.of(found, wanted)
    share, _ = pair.apart()
    return share if pair.stands_on(tuple(grounds)) else max(share, 0.5)


def _misshapen(found: PictureRegion, wanted: Alone) -> str:
    if min(found.width, found.height) < _SMALLEST:
        return "is too small to be seen"
    shape = found.width / found.height / wanted.shape
    if abs(shape - 1) > _STRETCH + 0.5 / min(found.width, found.height):
        return f"is stretched: {shape:.0%} as wide for its height as it should be"
    return ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A drawing as it is shown and on its own, in the same size."""

    seen: Image
    alone: Alone
    ground: Colour
    rimmed: Image | None = None
    """`seen` with a pixel of what is around it on each side, where there is that much."""

    @classmethod
    def of(cls, found: PictureRegion, wanted: Alone, across: int = 0) -> _Pair:
        """The pair, as wide as the smaller one, or `across` pixels."""
        width = across or min(wanted.picture.width, round(found.width))
        size = (width, max(1, round(width / wanted.shape)))
        seen, alone = found.sized(size), wanted.sized(size)
        rimmed = None if across else found.with_rim(size)
        return cls(seen, alone, _ground(seen, alone.picture), rimmed)

    @property
    def wanted(self) -> Image:
        """The drawing on its own, on the background that is seen."""
        from PIL import Image

        flat = Image.new("RGB", self.seen.size, self.ground)
        flat.paste(self.alone.picture.convert("RGB"), mask=self.alone.picture.getchannel("A"))
        return flat

    def stands_on(self, grounds: tuple[Colour, ...]) -> bool:
        """Whether the background is one of those given.

        True where none are given, or where the drawing covers its background.
        """
        seen_through = sum(self.alone.picture.getchannel("A").histogram()[:128])
        covers = seen_through < _EDGES * self.seen.width * self.seen.height
        return (
            covers
            or not grounds
            or any(
                all(abs(a - b) <= _GROUND for a, b in zip(self.ground, one, strict=True))
                for one in grounds
            )
        )

    def apart(self) -> tuple[float, str]:
        """The share of pixels that differ, and where; 0 where nobody would see a difference."""
        from PIL import Image, ImageChops

        wanted = self.wanted
        off = ImageChops.subtract(self._off(wanted), _busy(self.seen, wanted))
        shapes = Image.composite(off.point(_LESS), off, self.alone.letters)
        spots = darkest(shapes, 3).point(_over(_SPOT))
        lines = shapes.point(_over(_LINE))
        pixels = self.seen.width * self.seen.height
        if spots.getbbox() is None and lines.histogram()[255] <= _LINES * pixels:
            return 0.0, ""
        share = shapes.point(_over(_SPOT)).histogram()[255] / pixels
        return share, _place(spots.getbbox() or lines.getbbox(), self.seen.size)

    def _off(self, wanted: Image) -> Image:
        """By how much each pixel differs.

        One at the edge is seen together with what is around the drawing, since its place on the
        page may be a fraction of a pixel.
        """
        if self.rimmed is None:
            return _off(self.seen, wanted)
        rimmed = self.rimmed.copy()
        rimmed.paste(wanted, (1, 1))
        width, height = wanted.size
        return _off(self.rimmed, rimmed).crop((1, 1, width + 1, height + 1))

    def turned(self) -> str:
        """How the drawing was rotated or mirrored, where that is the only difference."""
        from PIL import Image

        turns = {
            "is mirrored": Image.Transpose.FLIP_LEFT_RIGHT,
            "is upside down": Image.Transpose.FLIP_TOP_BOTTOM,
            "is turned by half": Image.Transpose.ROTATE_180,
        }
        for way, turn in turns.items():
            other = _Pair(
                self.seen, self.alone.changed(partial(_turned, turn)), self.ground, self.rimmed
            )
            if not other.apart()[0]:
                return way
        return ""


def _turned(turn: Transpose, picture: Image) -> Image:
    return picture.transpose(turn)


# Pixels -------------------------------------------------------------------------------------


def _off(seen: Image, wanted: Image) -> Image:
    """By how much each pixel is outside the range of its neighbours in the other picture."""
    from PIL import ImageChops

    off = ImageChops.lighter(_outside(seen, wanted), _outside(wanted, seen))
    red, green, blue = off.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _outside(one: Image, other: Image) -> Image:
    from PIL import ImageChops

    return ImageChops.lighter(
        ImageChops.subtract(one, brightest(other, 3)), ImageChops.subtract(darkest(other, 3), one)
    )


def _busy(seen: Image, wanted: Image) -> Image:
    """The difference allowed around thin lines, which PDFium makes at least a pixel wide."""
    from PIL import ImageChops

    ranges = []
    for one in (seen, wanted):
        grey = one.convert("L")
        ranges.append(ImageChops.subtract(brightest(grey, 5), darkest(grey, 5)))
    return ImageChops.lighter(*ranges).point(_QUARTER)


def _over(least: int) -> list[int]:
    return [255 if value > least else 0 for value in range(256)]


def _place(box: tuple[int, int, int, int] | None, size: tuple[int, int]) -> str:
    """Where a difference is, in words."""
    if box is None or (box[2] - box[0] > size[0] * 0.6 and box[3] - box[1] > size[1] * 0.6):
        return "all over it"
    across = (box[0] + box[2]) / 2 / size[0]
    down = (box[1] + box[3]) / 2 / size[1]
    upright = "at the top" if down < 0.33 else "at the foot" if down > 0.67 else "in the middle"
    aside = " on the left" if across < 0.33 else " on the right" if across > 0.67 else ""
    return upright + aside


def _ground(seen: Image, alone: Image) -> Colour:
    """The most frequent colour where a drawing paints nothing; white where it paints everywhere."""
    clear = alone.getchannel("A").point([255] + [0] * 255)
    counts = seen.histogram(clear)
    if sum(counts[:256]) < 8:
        return (255, 255, 255)
    red, green, blue = (
        max(range(256), key=counts[at : at + 256].__getitem__) for at in (0, 256, 512)
    )
    return red, green, blue


def _is_even(picture: Image) -> bool:
    extremes: Any = picture.getextrema()
    return all(high - low <= _EVEN for low, high in extremes)


def _named(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def rgb(colour: str) -> Colour:
    """Red, green and blue of "#rrggbb"."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
