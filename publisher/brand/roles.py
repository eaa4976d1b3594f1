"""The colours of a brand by role: set or derived, checked for contrast, and built in ink."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.brand.colour import contrast, with_contrast
from publisher.brand.derive import Derivation, dark_roles, light_roles
from publisher.brand.file import GivenRoles
from publisher.brand.inks import DEFAULT_PROFILE, Builds, IccProfile, Inks, settle_inks, shown
from publisher.brand.model import Roles
from publisher.brand.palette import Mode, Palette
from publisher.brand.source import OWN, BrandSource, Key
from publisher.source.positions import dotted

# Each role, its ground, and the ratio that WCAG 2.2 requires: 4.5 for text (1.4.3), 3 for graphics
# with a meaning (1.4.11). `rule` has none.
_PAIRS = (
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "accent_tint", 4.5),
    ("brand", "paper", 4.5),
    ("brand", "tint", 4.5),
    ("on_brand", "brand", 4.5),
    ("danger", "paper", 4.5),
    ("on_danger", "danger", 4.5),
    ("muted", "paper", 4.5),
    ("accent", "paper", 3.0),
)


def read_roles(source: BrandSource) -> tuple[Roles | None, Roles | None]:
    """(light roles, dark roles), with contrast checked; None where the colours are invalid."""
    if source.unread & {"color", "light", "dark"}:
        return None, None
    palette = Palette(source)
    derived = _derivation(source, palette, "light")
    light = light_roles(derived)
    _tell(source, "light", light, derived)
    in_dark = _derivation(source, palette, "dark")
    dark = dark_roles(in_dark, light, derived.used)
    _tell(source, "dark", dark, in_dark)
    return light, dark


def _derivation(source: BrandSource, palette: Palette, mode: Mode) -> Derivation:
    places: dict[str, Key] = {}
    return Derivation(palette, _given(source, palette, mode, places), places)


def _tell(source: BrandSource, mode: Mode, roles: Roles, derived: Derivation) -> None:
    """Checks the roles of one mode, and notes each with its origin."""
    _check_contrast(source, roles, mode, derived.places)
    for role, colour in roles.items():
        origin = derived.origins[role]
        source.note_value(f"{mode} {role}", colour, origin)
        if mode == "light" and "by default" in origin and role in ("brand", "accent", "danger"):
            source.choose("light", f'{role}: "{colour}"', f"{role} is {origin}")


PLAIN = Roles(
    **dict.fromkeys(("ink", "brand", "accent", "danger", "muted", "rule"), "#000000"),
    **dict.fromkeys(("paper", "tint", "accent_tint", "on_brand", "on_danger"), "#ffffff"),
)
"""Black on white, for a brand whose colours are invalid."""


def _given(
    source: BrandSource, palette: Palette, mode: Mode, places: dict[str, Key]
) -> dict[str, str]:
    """The roles that the brand sets under `light` or `dark`; their keys are added to `places`."""
    found = {}
    given: GivenRoles = getattr(source.own, mode)
    for role in GivenRoles.model_fields:
        key = (*OWN, mode, role)
        if (written := getattr(given, role)) and (colour := palette.read(key, written)):
            found[role], places[role] = colour, key
    return found


def _check_contrast(
    source: BrandSource, roles: Roles, mode: str, places: Mapping[str, Key]
) -> None:
    """Notes every pair of roles whose contrast is under WCAG 2.2 AA."""
    colours = dict(roles.items())
    for role, ground, needed in _PAIRS:
        one, other = colours[role], colours[ground]
        if (ratio := contrast(one, other)) < needed:
            key = places.get(role) or places.get(ground) or (*OWN, mode)
            # Rounded down: 4.49 must not be shown as 4.5.
            source.wrong(
                key,
                f"{mode} {role} {one} on {ground} {other} has a contrast of "
                f"{int(ratio * 100) / 100:.2f}:1",
                f"WCAG 2.2 AA asks {needed:g}:1; {with_contrast(one, (other,), needed)} has it",
            )


_CONVERTED = ("brand", "tint", "accent", "accent_tint", "danger")
"""The roles in colour; the others are black ink, or no ink."""


def read_inks(source: BrandSource, light: Roles) -> Inks | None:
    """The builds for print and their profile; None where they are missing or invalid."""
    if source.unread & {"cmyk", "icc"}:
        return None
    profile = DEFAULT_PROFILE
    if source.own.icc:
        path = source.beside((*OWN, "icc", "file"), source.own.icc.file)
        if path is None:
            return None
        profile = IccProfile(path=path, **source.own.icc.model_dump(exclude={"file"}))

    def wrong(key: tuple[str, ...], wrong: str, right: str) -> None:
        source.wrong((*OWN, "cmyk", *key), wrong, right)

    inks = settle_inks(source.own.cmyk or Builds(), profile, dict(light.items()), wrong)
    converted = []
    for role, build in inks.builds if inks else ():
        is_given = source.own.cmyk is not None and role in source.own.cmyk.model_fields_set
        origin = f"{dotted(OWN)}.cmyk" if is_given else f"{profile.condition} profile"
        source.note_value(f"press {role}", " ".join(f"{percent:g}" for percent in build), origin)
        if not is_given and role in _CONVERTED:
            converted.append(f"{role}: {shown(build)}")
    if converted:
        why = "converted through the profile; a print shop or a style guide may know better builds"
        source.choose("cmyk", "\n".join(converted), why)
    return inks
