"""One `_brand.yml` → `Brand`, or every problem in it: palette → roles → type, resolved once.

A brand is a folder `layouts/brands/<brand>/` with `_brand.yml`, the public brand.yml standard.
What that standard lacks (clinic, telephone numbers, paper, fonts from packages, dark roles)
stands under its own key `defaults: publisher:`. Nothing outside that folder is read, apart from
installed font packages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from publisher.brand.families import check_words, read_families
from publisher.brand.logos import read_logo
from publisher.brand.model import Assigned, Brand, Paper
from publisher.brand.roles import read_inks, read_roles
from publisher.brand.source import OWN, BrandSource
from publisher.errors import BadInput


def load_brand(folder: Path, root: Path) -> Brand:
    """The brand in `folder`. Problems name files relative to `root`; raises `BadInput` with all."""
    source = BrandSource(folder, root)
    brand = _brand(source)
    if brand is None or source.problems:
        raise BadInput(source.problems)
    return brand


def _brand(source: BrandSource) -> Brand | None:
    """The brand, or None where too much is wrong; what is wrong is in `problems`."""
    meta, own = source.standard.meta, source.own
    name = _name(source, meta, "full")
    short_name = _name(source, meta, "short")
    light, dark = read_roles(source)
    logo, mark = read_logo(source, "medium"), read_logo(source, "small")
    body, headings, fallback = read_families(source)
    printed = read_inks(source, light) if light else None
    isbns = _isbns(source)
    if body and headings and fallback:
        check_words(source, body, headings, fallback)
    if not (name and short_name and light and dark and logo and mark):
        return None
    if source.problems or not (body and headings and fallback):
        return None
    ratios = own.ratios
    line_height = _line_height(source)
    if source.problems:
        return None
    return Brand(
        id=source.folder.name,
        name=name,
        short_name=short_name,
        clinic=own.clinic,
        emergency_number=own.emergency_number,
        paper=Paper[own.paper.upper()],
        light=light,
        dark=dark,
        inks=printed,
        body=body,
        headings=headings,
        fallback=fallback,
        ratios=(ratios.small, ratios.lead, ratios.h3, ratios.h2, ratios.h1),
        line_height=line_height,
        logo=logo,
        mark=mark,
        legal=own.legal,
        isbns=isbns,
        files=tuple(dict.fromkeys(source.files)),
    )


def _line_height(source: BrandSource) -> float:
    """The leading of body text, as a multiple of its size."""
    base = source.standard.typography and source.standard.typography.base
    written = getattr(base, "line_height", None)  # a base may be the name of a family alone
    height = 1.4 if written is None else float(written)
    if not 1.1 <= height <= 2:
        key = ("typography", "base", "line-height")
        source.wrong(key, f"{height:g} times the type size", "write 1.1 to 2, such as 1.4")
    return height


def _isbns(source: BrandSource) -> tuple[Assigned, ...]:
    """Every ISBN that the brand was assigned; one that is assigned twice is a problem."""
    found: dict[str, Assigned] = {}
    for condition, languages in source.own.isbn.items():
        for language, editions in languages.items():
            for edition, number in editions.items():
                if (other := found.get(number)) is not None:
                    key = (*OWN, "isbn", condition, language, edition)
                    first = f"{other.condition}, {other.language}, {other.edition}"
                    right = "each text in each form and language has its own"
                    source.wrong(key, f"{number} is already that of {first}", right)
                found[number] = Assigned(
                    condition=condition, language=language, edition=edition, isbn=number
                )
    return tuple(found.values())


def _name(source: BrandSource, meta: Any, length: str) -> str | None:
    """The brand's full or short name."""
    name = meta and meta.name and getattr(meta.name, length)
    if not name and "meta" not in source.unread:
        source.wrong(("meta", "name", length), "missing", "write it")
    return name or None
