"""One page of a brand: its colours, type and logos, and boxes on a screen, in print and in grey.

It shows what a person should look at before a brand is used, so how a colour prints comes from the
builds and the profile of the press, and grey is what a photocopier makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.brand.colour import contrast, grey_of
from publisher.brand.inks import shown
from publisher.data_uris import svg_uri
from publisher.edition.layouts import files_of, places
from publisher.edition.words import load_words
from publisher.files import write_whole
from publisher.layout.typeset import typeset

if TYPE_CHECKING:
    from publisher.brand.model import Brand

_BODY_PT = 12
_FOLDER = "brand-sheet"
_ON = {"on_brand": "brand", "on_danger": "danger"}
_GROUNDS = frozenset(("paper", "rule", "tint", "accent_tint"))
"""Roles that carry text, or none: theirs is the contrast of ink on them."""


@dataclass(frozen=True)
class View:
    """The colour of each role, looked at in one way."""

    name: str
    colours: Mapping[str, str]


@dataclass(frozen=True)
class ColourRow:
    """One role: its colour on a screen, its build in ink, and the contrast that it is read with."""

    role: str
    colour: str
    build: str
    contrast: str


def write_brand_sheet(brand: Brand, root: Path, out: Path) -> Path:
    """The sheet of a brand, written to `out`. Raises `BadInput` where that cannot be."""
    path = out / brand.id / "brand-sheet.pdf"
    data = brand_sheet(brand, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return path


def brand_sheet(brand: Brand, root: Path) -> bytes:
    """The sheet as a PDF of one page, in RGB."""
    families = dict.fromkeys((brand.body, brand.headings, brand.fallback))
    document = typeset(brand_sheet_html(brand, root), tuple(families))
    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return data


def brand_sheet_html(brand: Brand, root: Path) -> str:
    """The sheet as HTML."""
    from publisher.render.templates import filled_of

    layouts = root / "layouts"
    words = load_words(layouts, "en-US")
    scale = brand.scale(_BODY_PT)
    field = brand.light.on_field()
    names = {
        "brand": brand,
        "views": tuple(views(brand)),
        "rows": tuple(colour_rows(brand)),
        "scale": scale,
        "type": (
            *((name, getattr(scale, name), "headings") for name in ("h1", "h2", "h3")),
            *((name, getattr(scale, name), "body") for name in ("lead", "body", "small")),
        ),
        "sample": "Care for iron",
        "emergency": words.emergency,
        "call": words.call,
        "logo": svg_uri(brand.paint(brand.logo)),
        "mark": svg_uri(brand.paint(brand.mark)),
        "field_logo": svg_uri(brand.paint(brand.logo, field)),
        "field_mark": svg_uri(brand.paint(brand.mark, field)),
    }
    files = files_of(layouts, (_FOLDER, "shared"))
    return filled_of(places(layouts), files, f"{_FOLDER}/page.html.j2", names)


def views(brand: Brand) -> Iterator[View]:
    """The roles on a screen, in print where the profile is at hand, and in grey."""
    colours = dict(brand.light.items())
    yield View("on a screen", colours)
    if brand.inks is not None and brand.inks.profile.path.is_file():
        yield View("in print", colours | brand.inks.as_seen())
    yield View("in grey", {role: grey_of(colour) for role, colour in colours.items()})


def colour_rows(brand: Brand) -> Iterator[ColourRow]:
    """Every role with the contrast that it is read with: on paper, on its field, or under ink."""
    colours = dict(brand.light.items())
    builds = dict(brand.inks.builds) if brand.inks else {}
    for role, colour in colours.items():
        if role == "rule":
            said = "carries no text"
        elif role in _GROUNDS:
            said = f"{contrast(colours['ink'], colour):.1f} under ink"
        else:
            ground = _ON.get(role, "paper")
            said = f"{contrast(colour, colours[ground]):.1f} on {ground}"
        build = shown(builds[role]) if role in builds else ""
        yield ColourRow(role, colour, build.strip("[]").replace(",", ""), said)
