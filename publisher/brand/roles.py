"""The colours of a brand by role: set or derived, checked for contrast, and built in ink."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from publisher.brand.colour import contrast, mixed, with_contrast
from publisher.brand.file import GivenRoles
from publisher.brand.inks import DEFAULT_PROFILE, IccProfile, Inks, settle_inks
from publisher.brand.model import Roles
from publisher.brand.source import OWN, BrandSource, Key

_STANDARD: Mapping[str, tuple[str, ...]] = {  # role: keys of brand.yml, the first that is there
    "ink": ("foreground",),
    "paper": ("background",),
    "brand": ("primary",),
    "accent": ("warning", "secondary"),
    "danger": ("danger",),
}

# Each role, its background, and the ratio that WCAG 2.2 asks: 4.5 for text (1.4.3), 3 for graphics
# that carry meaning (1.4.11). `rule` carries none.
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
    """Light and dark roles, judged for contrast; None where colours are missing."""
    if source.unread & {"color", "light", "dark"}:
        return None, None
    places: dict[str, Key] = {}
    found = _given(source, "light", places)
    theme = source.standard.color.model_dump() if source.standard.color else {}
    for role, keys in _STANDARD.items():
        key = next((key for key in keys if theme.get(key)), None)
        if role not in found and key and (colour := _colour(source, ("color", key), theme[key])):
            found[role], places[role] = colour, ("color", key)
        elif role not in found and not key:
            source.wrong(("color", keys[0]), "missing", f"write it; it is the role {role}")
    if not _STANDARD.keys() <= found.keys():
        return None, None
    light = _light(found)
    _check_contrast(source, light, "light", places)
    places = {}
    dark = _dark(light, _given(source, "dark", places))
    _check_contrast(source, dark, "dark", places)
    return light, dark


def _light(given: Mapping[str, str]) -> Roles:
    """The light roles: those given, which hold at least `_STANDARD`, and the others derived."""
    ink, paper, brand = given["ink"], given["paper"], given["brand"]
    derived = {
        "on_brand": paper,
        "tint": mixed(paper, brand, 0.1),
        "accent_tint": mixed(paper, given["accent"], 0.16),
        "on_danger": paper,
        "muted": mixed(ink, paper, 0.28),
        "rule": mixed(paper, ink, 0.22),
    }
    return Roles(**{**derived, **given})


def _dark(light: Roles, given: Mapping[str, str]) -> Roles:
    """The dark roles: those given, and the others derived from the light ones."""
    paper = given.get("paper", mixed("#0d0d0d", light.brand, 0.1))
    ink = given.get("ink", mixed("#ffffff", light.brand, 0.08))
    tint = given.get("tint", mixed(paper, light.brand, 0.3))
    accent = given.get("accent", with_contrast(light.accent, (paper,), 6))
    derived = {
        "paper": paper,
        "ink": ink,
        "tint": tint,
        "accent": accent,
        "brand": with_contrast(light.brand, (paper, tint), 6),
        "on_brand": paper,
        "accent_tint": mixed(paper, accent, 0.18),
        "danger": with_contrast(light.danger, (paper,), 5.5),
        "on_danger": paper,
        "muted": mixed(ink, paper, 0.3),
        "rule": mixed(paper, ink, 0.25),
    }
    return Roles(**{**derived, **given})


def _given(
    source: BrandSource, mode: Literal["light", "dark"], places: dict[str, Key]
) -> dict[str, str]:
    """The roles that the brand sets under `light` or `dark`; their places go to `places`."""
    found = {}
    given: GivenRoles = getattr(source.own, mode)
    for role in GivenRoles.model_fields:
        key = (*OWN, mode, role)
        if (written := getattr(given, role)) and (colour := _colour(source, key, written)):
            found[role], places[role] = colour, key
    return found


def _colour(source: BrandSource, key: Key, written: str) -> str | None:
    """What is written at `key` as "#rrggbb": a colour, or the name of one in the palette."""
    names: dict[str, str] = source.standard.color.to_dict() if source.standard.color else {}
    value = names.get(written, written)
    if re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return value.lower()
    if re.fullmatch(r"#[0-9a-fA-F]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:].lower())
    known = ", ".join(source.standard.color.palette or ()) if source.standard.color else ""
    right = f"write #rrggbb, or one of {known}" if known else "write #rrggbb"
    source.wrong(key, f"{value!r} is neither a color nor a name in color.palette", right)
    return None


def _check_contrast(
    source: BrandSource, roles: Roles, mode: str, places: Mapping[str, Key]
) -> None:
    """Note every pair of roles whose contrast is under WCAG 2.2 AA."""
    colours = dict(roles.items())
    for role, ground, needed in _PAIRS:
        one, other = colours[role], colours[ground]
        if (ratio := contrast(one, other)) < needed:
            key = places.get(role) or places.get(ground) or (*OWN, mode)
            # Rounded down: 4.49 must not read as 4.5.
            source.wrong(
                key,
                f"{mode} {role} {one} on {ground} {other} has a contrast of "
                f"{int(ratio * 100) / 100:.2f}:1",
                f"WCAG 2.2 AA asks {needed:g}:1; {with_contrast(one, (other,), needed)} has it",
            )


def read_inks(source: BrandSource, light: Roles) -> Inks | None:
    """The builds for print and their profile; None where there are none or they are wrong."""
    if source.own.cmyk is None or source.unread & {"cmyk", "icc"}:
        return None
    profile = DEFAULT_PROFILE
    if source.own.icc:
        path = source.beside((*OWN, "icc", "file"), source.own.icc.file)
        if path is None:
            return None
        profile = IccProfile(path=path, **source.own.icc.model_dump(exclude={"file"}))

    def wrong(key: tuple[str, ...], wrong: str, right: str) -> None:
        source.wrong((*OWN, "cmyk", *key), wrong, right)

    return settle_inks(source.own.cmyk, profile, dict(light.items()), wrong)
