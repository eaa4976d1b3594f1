"""Roles from a palette: a role that the file does not set gets a colour with enough contrast.

The standard names purposes of a web page (primary, warning); a leaflet has others (brand, accent,
danger). Each role takes the first colour that fits it; where its contrast is under WCAG AA, it
takes the nearest shade that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publisher.brand.colour import apart, contrast, hue, mixed, moved, strength
from publisher.brand.model import Roles
from publisher.brand.palette import Mode, Palette
from publisher.brand.source import Key
from publisher.source.positions import dotted

INK, WHITE = "#1a1a1a", "#ffffff"
BRAND, ACCENT, DANGER = "#24505f", "#b35900", "#a8141b"
"""The colours of these roles where a palette has none that fits."""
_TEXT, _SIGN = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
_OF_PAPER = 1.35  # the greatest contrast with white of a ground that counts as paper
_SEEN = 1.6  # a colour with less contrast with paper is a ground, not a mark
_STRONG = 0.25
_DANGER_WORDS = ("danger", "error", "alert", "emergency", "red", "crimson", "scarlet")


@dataclass(slots=True)
class Derivation:
    """The roles of one mode while they are found, each with its origin."""

    palette: Palette
    given: Mapping[str, str]
    places: Mapping[str, Key]
    origins: dict[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    """Each colour as the brand has it, before its shade was changed."""

    def take(
        self, role: str, colour: str, origin: str, grounds: Iterable[str] = (), ratio: float = 1
    ) -> str:
        """The colour of `role`: the one given, else the shade of `colour` with enough contrast."""
        if role in self.given:
            self.origins[role] = dotted(self.places[role])
            self.used[role] = self.given[role]
            return self.given[role]
        self.used[role] = colour
        shade, percent, end = moved(colour, grounds, ratio)
        if percent:
            origin += f" {colour}, {percent} % {end} mixed in for {ratio:g}:1"
        self.origins[role] = origin
        return shade

    def theme(self, name: str, mode: Mode) -> Iterator[tuple[str, str]]:
        """(colour, origin) of the colour with a purpose; None where there is none."""
        if colour := self.palette.theme(name, mode):
            yield colour, dotted(self.palette.place(name))

    def named(self) -> Iterator[tuple[str, str]]:
        """(colour, origin) of all colours of the palette."""
        for name, colour in self.palette.names():
            yield colour, f"color.palette.{name}"


def light_roles(found: Derivation) -> Roles:
    """The roles on paper; their origins are noted."""
    paper = _paper(found)
    colour, origin = _brand(found, paper)
    brand = found.given.get("brand", colour)
    accent_colour, accent_origin = _accent(found, paper, brand)
    accent = found.given.get("accent", accent_colour)
    tint = found.take("tint", mixed(paper, brand, 0.1), "10 % of brand on paper")
    accent_tint = found.take("accent_tint", mixed(paper, accent, 0.16), "16 % of accent on paper")
    brand = found.take("brand", colour, origin, (paper, tint), _TEXT)
    ink = found.take("ink", *_ink(found, paper), (paper, tint, accent_tint), _TEXT)
    danger = found.take("danger", *_danger(found, brand), (paper,), _TEXT)
    muted = mixed(ink, paper, 0.28)
    return Roles(
        ink=ink,
        paper=paper,
        brand=brand,
        on_brand=found.take("on_brand", paper, "as paper"),
        tint=tint,
        accent=found.take("accent", accent_colour, accent_origin, (paper,), _SIGN),
        accent_tint=accent_tint,
        danger=danger,
        on_danger=found.take("on_danger", paper, "as paper"),
        muted=found.take("muted", muted, "72 % of ink on paper", (paper,), _TEXT),
        rule=found.take("rule", mixed(paper, ink, 0.22), "22 % of ink on paper"),
    )


def _is_dark(colour: str) -> bool:
    return contrast(colour, WHITE) > _OF_PAPER


def _paper(found: Derivation) -> str:
    for colour, origin in found.theme("background", "light"):
        if not _is_dark(colour):
            return found.take("paper", colour, origin)
        return found.take("paper", WHITE, f"white: {origin} {colour} is too dark for paper")
    return found.take("paper", WHITE, "white, by default")


def _ink(found: Derivation, paper: str) -> tuple[str, str]:
    """The colour of text and its origin: a dark colour, or the ground of a dark page."""
    candidates = (
        *found.theme("foreground", "light"),
        *found.theme("dark", "light"),
        *found.theme("background", "light"),
    )
    for colour, origin in candidates:
        if contrast(colour, paper) >= 3:
            return colour, origin
    return INK, "almost black, by default"


def _brand(found: Derivation, paper: str) -> tuple[str, str]:
    """The main colour and its origin."""
    names = ("primary", "link", "secondary", "info", "tertiary", "success")
    candidates = [pair for name in names for pair in found.theme(name, "light")]
    strong = (pair for pair in found.named() if strength(pair[0]) >= _STRONG)
    candidates += sorted(strong, key=lambda pair: -strength(pair[0]) * contrast(pair[0], paper))
    for colour, origin in candidates:
        if contrast(colour, paper) >= _SEEN:
            pale = next(found.theme("primary", "light"), (colour, ""))
            reason = f": {pale[1]} {pale[0]} is too pale to read" if pale[0] != colour else ""
            return colour, origin + reason
    return BRAND, "a quiet blue, by default"


def _accent(found: Derivation, paper: str, brand: str) -> tuple[str, str]:
    """The warm second colour and its origin."""
    warning = next(found.theme("warning", "light"), None)
    if warning:
        return warning
    others = [pair for n in ("secondary", "tertiary", "info") for pair in found.theme(n, "light")]
    fit = (
        pair
        for pair in (*others, *found.named())
        if strength(pair[0]) >= _STRONG
        and 10 <= hue(pair[0]) <= 60
        and contrast(pair[0], paper) >= _SEEN
        and apart(pair[0], brand) >= 30
    )
    return next(fit, (ACCENT, "amber, by default"))


def _is_red(colour: str) -> bool:
    return strength(colour) >= _STRONG and apart(colour, "#ff0000") <= 25


def _danger(found: Derivation, brand: str) -> tuple[str, str]:
    """The red of emergencies and its origin; not the main colour, even if that is red."""
    reason = ""
    for colour, origin in found.theme("danger", "light"):
        if _is_red(colour):
            return colour, origin
        reason = f": {origin} {colour} is not red"
    named = (pair for pair in found.named() if pair[0] not in (brand, found.used["brand"]))
    reds = [pair for pair in named if _is_red(pair[0]) and contrast(pair[0], WHITE) > 3]
    for colour, origin in reds:
        if any(word in origin.rpartition(".")[2].lower() for word in _DANGER_WORDS):
            return colour, origin + reason
    return DANGER, "red, by default" + reason


def dark_roles(found: Derivation, light: Roles, before: Mapping[str, str]) -> Roles:
    """The roles on a dark screen: those of the file, else shades of those on paper.

    `before` are the light colours as the brand has them, before their shades were changed.
    """
    paper, ink = _dark_ground(found, light)
    brand = next(found.theme("primary", "dark"), (before["brand"], "as light brand"))
    tint = found.take("tint", mixed(paper, light.brand, 0.3), "30 % of brand on paper")
    accent = next(found.theme("warning", "dark"), (before["accent"], "as light accent"))
    danger = next(found.theme("danger", "dark"), (before["danger"], "as light danger"))
    danger = danger if _is_red(danger[0]) else (before["danger"], "as light danger")
    ink = found.take("ink", ink, found.origins["ink"], (paper, tint), _TEXT)
    accent_shade = found.take("accent", *accent, (paper,), 6)
    accent_tint = mixed(paper, accent_shade, 0.18)
    muted = mixed(ink, paper, 0.3)
    return Roles(
        ink=ink,
        paper=paper,
        brand=found.take("brand", *brand, (paper, tint), 6),
        on_brand=found.take("on_brand", paper, "as paper"),
        tint=tint,
        accent=accent_shade,
        accent_tint=found.take("accent_tint", accent_tint, "18 % of accent on paper"),
        danger=found.take("danger", *danger, (paper,), 5.5),
        on_danger=found.take("on_danger", paper, "as paper"),
        muted=found.take("muted", muted, "70 % of ink on paper", (paper,), _TEXT),
        rule=found.take("rule", mixed(paper, ink, 0.25), "25 % of ink on paper"),
    )


def _dark_ground(found: Derivation, light: Roles) -> tuple[str, str]:
    """Paper and ink of a dark screen; the shade of the ink is not changed yet."""
    grounds = (*found.theme("background", "dark"), *found.theme("background", "light"))
    own = [pair for pair in grounds if contrast(pair[0], WHITE) >= 9]
    made = (mixed("#0d0d0d", light.brand, 0.1), "10 % of brand in black")
    paper = found.take("paper", *(own or [made])[0])
    for mode in ("dark", "light"):
        for colour, origin in found.theme("foreground", mode):
            if own and contrast(colour, paper) >= 7:
                return paper, found.take("ink", colour, origin)
    return paper, found.take("ink", mixed(WHITE, light.brand, 0.08), "8 % of brand in white")
