"""Arithmetic of colours written "#rrggbb": their contrast, and mixtures of them."""

from __future__ import annotations

from collections.abc import Iterable


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _rgb(colour))
    )
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def with_contrast(colour: str, grounds: Iterable[str], ratio: float) -> str:
    """`colour`, made darker or lighter by as little as gives `ratio` on every ground.

    Where nothing does, the farthest it can go.
    """
    grounds = tuple(grounds)
    for step in range(101):
        for end in ("#000000", "#ffffff"):
            candidate = mixed(colour, end, step / 100)
            if all(contrast(candidate, ground) >= ratio for ground in grounds):
                return candidate
    return max(("#000000", "#ffffff"), key=lambda end: contrast(end, grounds[0]))
