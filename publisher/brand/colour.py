"""Arithmetic of colours written "#rrggbb": their contrast, and mixtures of them."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


_LINEAR = [
    c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
    for c in (n / 255 for n in range(256))
]


def _luminance(colour: str) -> float:
    linear = (_LINEAR[part] for part in _rgb(colour))
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def grey_of(colour: str) -> str:
    """The grey of the same luminance: what a photocopier makes of a colour."""
    luminance = _luminance(colour)
    level = min(range(256), key=lambda part: abs(_LINEAR[part] - luminance))
    return f"#{level:02x}{level:02x}{level:02x}"


def mixed(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def with_contrast(colour: str, grounds: Iterable[str], ratio: float) -> str:
    """`colour`, made darker or lighter just enough for a contrast of `ratio` with every ground.

    Where no shade has it, the nearest.
    """
    return moved(colour, grounds, ratio)[0]


def moved(colour: str, grounds: Iterable[str], ratio: float) -> tuple[str, int, str]:
    """(colour of `with_contrast`, percent that is mixed in, of "black" or "white")."""
    grounds = tuple(grounds)
    for step in range(101):
        for end, name in _ENDS.items():
            candidate = mixed(colour, end, step / 100)
            if all(contrast(candidate, ground) >= ratio for ground in grounds):
                return candidate, step, name
    end = max(_ENDS, key=lambda end: contrast(end, grounds[0]))
    return end, 100, _ENDS[end]


_ENDS = {"#000000": "black", "#ffffff": "white"}


def read_colour(written: str) -> str | None:
    """A colour in a notation of CSS as "#rrggbb"; transparent ones are seen on white.

    None where it is not a colour, or in a notation that only screens can compute.
    """
    from PIL import ImageColor

    try:
        red, green, blue, *rest = ImageColor.getrgb(written.strip())
    except ValueError:
        return None
    opacity = rest[0] / 255 if rest else 1
    return mixed("#ffffff", f"#{red:02x}{green:02x}{blue:02x}", opacity)


def strength(colour: str) -> float:
    """The saturation of a colour, from 0 (grey) to 1."""
    parts = _rgb(colour)
    return (max(parts) - min(parts)) / 255


def hue(colour: str) -> float:
    """The hue of a colour in degrees: red 0, yellow 60, green 120, blue 240."""
    return colorsys.rgb_to_hsv(*(part / 255 for part in _rgb(colour)))[0] * 360


def apart(one: str, other: str) -> float:
    """The degrees between the hues of two colours, at most 180."""
    between = abs(hue(one) - hue(other)) % 360
    return min(between, 360 - between)


Look = tuple[float, float, float]


def perceived(red: int, green: int, blue: int) -> Look:
    """A colour in a space where distances are those that an eye sees: lightness and two axes.

    Source: Björn Ottosson, "A perceptual color space for image processing" (Oklab).
    """
    r, g, b = _LINEAR[red], _LINEAR[green], _LINEAR[blue]
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
