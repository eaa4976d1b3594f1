"""One `_brand.yml` → `Brand`, or every problem in it: palette → roles → type, resolved once.

A brand is a folder `layouts/brands/<brand>/` with `_brand.yml`, the public brand.yml standard.
What that standard lacks (clinic, telephone numbers, paper, fonts from packages, dark roles)
can be under a key of its own, `defaults: publisher:`; what is missing is derived and reported, so
that any file of the standard makes a brand. Nothing outside that folder is read except installed
font packages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from publisher.brand.families import read_families
from publisher.brand.inks import BARE, BLACK, Build, Inks, css_of, nearest_build
from publisher.brand.logos import own_colours, read_logos
from publisher.brand.model import WEB_ADDRESS, Assigned, Brand, BrandWords, Clinic, Paper
from publisher.brand.report import Report
from publisher.brand.roles import PLAIN, read_inks, read_roles
from publisher.brand.source import OWN, BrandSource
from publisher.brand.standard import Meta
from publisher.content.drawing import Drawing
from publisher.errors import BadInput


def load_brand(folder: Path, root: Path) -> Brand:
    """The brand in `folder`. Problems name files relative to `root`; raises `BadInput` with all."""
    source = BrandSource(folder, root)
    brand = _brand(source)
    if brand is None or source.problems:
        raise BadInput(source.problems)
    return brand


def _brand(source: BrandSource) -> Brand | None:
    """The brand; None where something is wrong, which is in `problems`."""
    own = source.own
    name, short_name = _names(source)
    light, dark = read_roles(source)
    body, headings, fallback, scripts = read_families(source)
    printed = read_inks(source, light) if light else None
    isbns, line_height = _isbns(source), _line_height(source)
    # Logos are read even if the colours are wrong, since they may be wrong too.
    logos = read_logos(source, light or PLAIN, headings, (name, short_name)) if headings else None
    clinic, languages = _clinic(source, name)
    paper, emergency_number = _place(source)
    if source.problems or not (light and dark and body and headings and fallback and logos):
        return None
    return Brand(
        id=source.folder.name,
        name=name,
        short_name=short_name,
        clinic=clinic,
        emergency_number=emergency_number,
        paper=paper,
        light=light,
        dark=dark,
        inks=printed,
        body=body,
        headings=headings,
        fallback=fallback,
        ratios=own.ratios.in_order,
        line_height=line_height,
        logo=logos[0],
        mark=logos[1],
        legal=own.legal,
        isbns=isbns,
        sale=own.sale,
        files=tuple(dict.fromkeys(source.files)),
        report=Report(tuple(source.rows), tuple(sorted(source.notices)), tuple(source.choices)),
        own_inks=_own_inks(logos, printed),
        languages=languages,
        scripts=scripts,
    )


def _own_inks(logos: tuple[Drawing, Drawing], inks: Inks | None) -> tuple[tuple[str, str], ...]:
    """The build of each colour of a logo; white has no ink, and black is black ink."""
    if inks is None:
        return ()
    builds: dict[str, Build] = {"#ffffff": BARE, "#000000": BLACK}
    colours = own_colours(*logos)
    return tuple((c, css_of(builds.get(c) or nearest_build(c, inks.profile))) for c in colours)


def _place(source: BrandSource) -> tuple[Paper, str]:
    """The paper and the emergency number; by default those of the United States."""
    own = source.own
    if own.paper is None and "paper" not in source.unread:
        source.choose("paper", "paper: letter", "letter is taken; a4 is the other")
    if own.emergency_number is None and "emergency_number" not in source.unread:
        why = "911 is taken; it stands in red on every guide"
        source.choose("emergency_number", 'emergency_number: "911"', why)
    if not own.legal and "legal" not in source.unread:
        write = "legal:\n  - This guide gives general information. It does not replace advice."
        source.choose("legal", write, "no legal line is shown")
    return Paper[(own.paper or "letter").upper()], own.emergency_number or "911"


_Languages = tuple[tuple[str, BrandWords], ...]


def _clinic(source: BrandSource, name: str) -> tuple[Clinic, _Languages]:
    """The clinic, as far as it is in the file, and what is said of it in other languages."""
    given = getattr(source.own, "clinic", None) or Clinic()
    if "clinic" in source.unread:
        return given, _languages(source, given)
    meta = source.standard.meta if "meta" not in source.unread else Meta()
    home = {**meta.links, **meta.link}.get("home")
    address = re.sub(r"^https?://", "", str(home or "")).rstrip("/").partition("?")[0]
    derived = address if re.fullmatch(WEB_ADDRESS, address) else None
    lacking = [key for key in ("phones", "address", "web") if not getattr(given, key)]
    for key in lacking:
        write, why = _CLINIC[key]
        if key != "web" or derived is None:
            source.choose("clinic", write, why)
    if derived and not given.web:
        source.note_value("web", derived, "meta.link")
    _named_once(source, given)
    clinic = replace(given, name=given.name or name, web=given.web or derived)
    return clinic, _languages(source, clinic)


def _named_once(source: BrandSource, clinic: Clinic) -> None:
    """Notes a problem for each telephone number that has the name of another."""
    names = [phone.name for phone in clinic.phones]
    for number, name in enumerate(names):
        if name and name in names[:number]:
            key = (*OWN, "clinic", "phones", number, "name")
            wrong = f"{name!r} is already the name of phone {names.index(name) + 1}"
            source.wrong(key, wrong, "give each its own")


def _languages(source: BrandSource, clinic: Clinic) -> _Languages:
    """What the brand says in each of its languages: as much as in its own."""
    own = source.own
    if "languages" in source.unread:
        return ()
    for language, said in own.languages.items():
        for key, here, there, at in (
            ("phones", clinic.phones, said.phones, "clinic"),
            ("legal", own.legal, said.legal, "legal"),
        ):
            if at not in source.unread and len(here) != len(there):
                wrong = f"says {len(there)} of {len(here)}"
                right = "write each in this language, in the order in which they are above"
                source.wrong((*OWN, "languages", language, key), wrong, right)
    return tuple(sorted(own.languages.items()))


_CLINIC = {
    "phones": (
        "phones:\n  - label: Care team, Monday to Friday, 8 to 5\n    number: 555-0142",
        "no number is shown where a reader is told to call",
    ),
    "address": (
        "address:\n  - 100 Example Street\n  - Springfield",
        "no address is shown",
    ),
    "web": ("web: example.org/care", "no web address is shown, and no QR code in print"),
}


def _line_height(source: BrandSource) -> float:
    """The leading of body text, as a multiple of its size."""
    if "typography" in source.unread:
        return 1.4
    written = source.standard.typography.base.line_height
    height = 1.4 if written is None else float(written)
    if not 1.1 <= height <= 2:
        key = ("typography", "base", "line-height")
        source.wrong(key, f"{height:g} times the type size", "write 1.1 to 2, such as 1.4")
    return height


def _isbns(source: BrandSource) -> tuple[Assigned, ...]:
    """Every ISBN of the brand; one that is used twice is a problem."""
    found: dict[str, Assigned] = {}
    for condition, languages in getattr(source.own, "isbn", {}).items():
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


def _names(source: BrandSource) -> tuple[str, str]:
    """(full name, short name) of the brand; a missing one is the other, or the folder's name."""
    if "meta" in source.unread:
        return source.folder.name, source.folder.name
    name = source.standard.meta.name
    folder = re.sub(r"[-_]+", " ", source.folder.name).title()
    if not (name.full or name.short):
        source.notice(("meta", "name"), f"the brand has no name; {folder!r} is taken")
    full, short = name.full or name.short or folder, name.short or name.full or folder
    origin = "meta.name" if name.full or name.short else "the folder's name"
    source.note_value("name", full, origin)
    return str(full), str(short)
