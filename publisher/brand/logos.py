"""The two logos of a brand: SVG files beside it, drawn in its roles."""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

from publisher.brand.model import Roles
from publisher.brand.source import BrandSource, Key
from publisher.content.drawing import Drawing, read_drawing
from publisher.errors import Wrong

_NARROWEST, _WIDEST = 1 / 2, 10.0
"""Width through height of a logo: all editions have a place for what lies between."""


def read_logo(source: BrandSource, size: Literal["small", "medium"]) -> Drawing | None:
    """The drawing under logo.small (the mark) or logo.medium (the logo)."""
    if "logo" in source.unread:
        return None
    key: Key = ("logo", size)
    logo = getattr(source.standard.logo, size, None)
    if logo is None:
        what = {"small": "symbol alone", "medium": "symbol and name"}[size]
        source.wrong(key, "missing", f"name an SVG file beside the brand: the {what}")
        return None
    if not hasattr(logo, "path"):
        right = "name one SVG file; its roles are painted for light and dark"
        source.wrong(key, "has files of its own for light and dark", right)
        return None
    path = source.beside(key, str(logo.path))
    if path is None:
        return None
    try:
        read = read_drawing(path.name, path.read_bytes())
    except Wrong as exc:
        source.wrong(key, exc.wrong, exc.right)
        return None
    if not _NARROWEST <= read.width / read.height <= _WIDEST:
        wrong = f"{path.name} is {read.width:g} wide and {read.height:g} high"
        source.wrong(key, wrong, "keep it between 1 : 2 and 10 : 1, or its letters get too small")
    known = {role.name for role in fields(Roles)}
    for role in sorted(read.roles - known):
        right = (
            "turn words into paths"
            if role in ("body", "headings")
            else f"use {', '.join(sorted(known))}"
        )
        source.wrong(key, f"{path.name} asks for role:{role}", right)
    if read.labels:
        wrong = f"{path.name} contains <text>, which needs a font wherever it is shown"
        source.wrong(key, wrong, "turn words into paths")
    return read
