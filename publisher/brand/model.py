"""The brand of a clinic, frozen: roles of colour, type, facts of the clinic and logo.

`load.py` reads one from its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import Enum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from publisher.brand.colour import mixed, with_contrast
from publisher.brand.fonts import Family
from publisher.brand.inks import Inks
from publisher.brand.report import Report
from publisher.brand.sale import Sale
from publisher.brand.scripts import SCRIPTS, script_of
from publisher.content.bidi import isolated
from publisher.content.drawing import Drawing
from publisher.content.fields import Slug
from publisher.content.languages import fitting
from publisher.content.model import Condition, Urgency
from publisher.errors import Wrong
from publisher.source.schema_errors import Filled, scalar

WEB_ADDRESS = r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s\"'<>]*)?"
_STRICT = ConfigDict(extra="forbid", frozen=True)


# Colour ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Colours by purpose, as "#rrggbb". Text and its ground meet WCAG 2.2 AA."""

    ink: str  # text
    paper: str  # the ground of text
    brand: str  # the one strong hue: headings, rules, fields
    on_brand: str  # text on a ground of `brand`
    tint: str  # 8 to 12 % of brand: panels; text on it is `ink` or `brand`
    accent: str  # one warm hue: "call your care team"
    accent_tint: str  # pale accent, for drawings and panels; text on it is `ink`
    danger: str  # only for emergencies
    on_danger: str  # text on `danger`
    muted: str  # secondary text on `paper`
    rule: str  # hairlines without meaning

    def items(self) -> Iterator[tuple[str, str]]:
        """(role, colour) in the order above."""
        for role in fields(self):
            yield role.name, getattr(self, role.name)

    def on_field(self) -> Roles:
        """The roles for drawings on a ground of `brand`: a cover, the logo at its foot."""
        return Roles(
            ink=self.on_brand,
            paper=self.brand,
            brand=self.on_brand,
            on_brand=self.brand,
            tint=mixed(self.brand, self.on_brand, 0.14),
            accent=with_contrast(self.accent, (self.brand,), 3.2),
            accent_tint=self.accent_tint,
            danger=self.danger,
            on_danger=self.on_danger,
            muted=mixed(self.brand, self.on_brand, 0.8),
            rule=mixed(self.brand, self.on_brand, 0.4),
        )


# Clinic ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number and when to use it: "Clinic, Monday to Friday 8 to 5", "555-0142".

    Texts name it by its `name`: `{clinic.phone.day}`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    label: Filled
    number: Annotated[
        str,
        scalar(
            r"\+?[(\d](?:[ .-]?[()]?\d[()]?)+(?: ext\. \d+)?",
            "a telephone number",
            "write digits with single hyphens or spaces, 555-0142 or +1 555-555-0142 ext. 7",
        ),
    ]
    name: Slug | None = None

    @property
    def href(self) -> str:
        """The address of a link that dials: "tel:5550142"."""
        number, _, extension = self.number.partition(" ext. ")
        return f"tel:{re.sub(r'[^+0-9]', '', number)}" + (f";ext={extension}" if extension else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """The clinic: its name, telephone numbers and addresses."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: Filled = ""  # by default that of the brand
    address: tuple[Filled, ...] = ()
    phones: tuple[Phone, ...] = ()  # the first is the number to call
    email: (
        Annotated[
            str,
            scalar(
                r"[^@\s\"'<>]+@[^@\s\"'<>]+\.[a-z]+", "an e-mail address", "write name@example.org"
            ),
        ]
        | None
    ) = None
    web: (
        Annotated[
            str,
            scalar(
                WEB_ADDRESS,
                "an address as it is printed",
                "write it without https://: example.org/care",
            ),
        ]
        | None
    ) = None  # as printed; the address is https:// + web

    @property
    def contact_links(self) -> tuple[tuple[str, str], ...]:
        """The words and the target of each link in a box that says how to reach the clinic."""
        links = [(phone.number, phone.href) for phone in self.phones]
        links += [(self.email, f"mailto:{self.email}")] if self.email else []
        return (*links, *([(self.web, f"https://{self.web}")] if self.web else []))

    @property
    def links(self) -> frozenset[str]:
        """The targets of links to the clinic itself, except telephone numbers."""
        targets = (target for _, target in self.contact_links)
        return frozenset(target for target in targets if not target.startswith("tel:"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandWords:
    """What a brand says in another language than its own."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    phones: tuple[Filled, ...] = ()
    """The label of each telephone number, in the order of those of the clinic."""
    legal: tuple[Filled, ...] = ()


class Paper(Enum):
    """Paper of an office printer, (width, height) in mm."""

    LETTER = (215.9, 279.4)
    A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Type sizes and the baseline step, in points."""

    small: float
    body: float
    lead: float
    h3: float
    h2: float
    h1: float
    leading: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """An ISBN that the clinic was given for one text in one language and one edition."""

    condition: str
    language: str
    edition: str
    isbn: str
    """Thirteen digits."""


# The brand ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Everything that documents take from a brand."""

    id: str
    name: str
    short_name: str
    clinic: Clinic
    emergency_number: str
    paper: Paper
    light: Roles
    dark: Roles
    inks: Inks | None  # None where the brand cannot be printed
    body: Family
    headings: Family
    fallback: Family
    ratios: tuple[float, ...]  # small, lead, h3, h2, h1 as multiples of the body size
    line_height: float  # leading of body text, as a multiple of its size
    logo: Drawing  # symbol and name
    mark: Drawing  # symbol alone, legible at 5 mm
    legal: tuple[str, ...]  # lines that are on every document
    isbns: tuple[Assigned, ...]  # only those in the brand file
    sale: Sale  # for shops; it is in no document
    files: tuple[Path, ...]  # every file that it was read from, for the key of a job
    report: Report  # values that were derived, and choices for a person
    own_inks: tuple[tuple[str, str], ...] = ()  # builds of the colours of logos, by "#rrggbb"
    languages: tuple[tuple[str, BrandWords], ...] = ()  # those that it publishes translations in
    scripts: tuple[tuple[str, Family], ...] = ()  # families for scripts that its own faces lack

    def speaks(self, language: str) -> bool:
        """Whether it publishes translations into a language."""
        return self._words(language) is not None

    def in_language(self, language: str) -> Brand:
        """The brand as it speaks in one of its languages."""
        said = self._words(language)
        assert said is not None
        phones = tuple(
            replace(phone, label=label)
            for phone, label in zip(self.clinic.phones, said.phones, strict=True)
        )
        clinic = replace(self.clinic, phones=phones)
        spoken = replace(self, clinic=clinic, legal=said.legal, languages=())
        return spoken.set_in(language)

    def set_in(self, language: str) -> Brand:
        """The brand with the families that texts in a language are set in, and no others."""
        script = script_of(language)
        family = dict(self.scripts).get(script)
        only = replace(self, scripts=())
        if script in SCRIPTS:
            only = replace(only, line_height=max(self.line_height, SCRIPTS[script].line_height))
        return only if family is None else replace(only, body=family, headings=family)

    def isolated(self, *, unbroken: bool) -> Brand:
        """The brand in a text from right to left: numbers and addresses are set apart."""

        def apart(text: str) -> str:
            return isolated(text, unbroken=unbroken)

        clinic = self.clinic
        phones = tuple(replace(one, number=apart(one.number)) for one in clinic.phones)
        address = tuple(map(apart, clinic.address))
        legal = tuple(map(apart, self.legal))
        return replace(self, clinic=replace(clinic, phones=phones, address=address), legal=legal)

    def _words(self, language: str) -> BrandWords | None:
        known = dict(self.languages)
        return known.get(fitting(language, known) or "")

    def scale(self, body_pt: float) -> Scale:
        """Type sizes for a body size, from the brand's ratios, rounded to half points."""
        small, lead, h3, h2, h1 = (_half(body_pt * ratio) for ratio in self.ratios)
        leading = _half(body_pt * self.line_height)
        return Scale(small=small, body=body_pt, lead=lead, h3=h3, h2=h2, h1=h1, leading=leading)

    def number_for(self, urgency: Urgency) -> str | None:
        """The telephone number that a callout of `urgency` shows; None where it shows none."""
        return {
            Urgency.EMERGENCY: self.emergency_number,
            Urgency.CALL: self.clinic.phones[0].number if self.clinic.phones else None,
            Urgency.NOTE: None,
        }[urgency]

    @property
    def urgencies(self) -> tuple[Urgency, ...]:
        """The urgencies for which the clinic has a telephone number."""
        return tuple(one for one in Urgency if self.number_for(one))

    def isbn(self, condition: Condition, edition: str) -> str | None:
        """The thirteen digits for a condition's edition ("ebook"); None where there are none."""
        asked = (condition.condition, condition.language, edition)
        for one in self.isbns:
            if (one.condition, one.language, one.edition) == asked:
                return one.isbn
        return None

    def paint(self, drawing: Drawing, roles: Roles | None = None) -> str:
        """A drawing's markup in this brand's colours (light by default) and type.

        Raises ValueError where the drawing asks for a role that there is not.
        """
        return self._painted(drawing, dict((roles or self.light).items()))

    def ink(self, drawing: Drawing, inks: Inks | None = None) -> str:
        """A drawing's markup for a press: the colours of `inks`, or the brand's own.

        Raises ValueError where the drawing asks for a role that there is not, or the brand has
        no builds for print.
        """
        given = inks or self.inks
        if given is None:
            raise Wrong(f"{self.id} has no builds for print", "its press profile is missing")
        painted = self._painted(drawing, dict(given.items()))
        if drawing.svg in (self.logo.svg, self.mark.svg):
            for colour, build in self.own_inks:
                painted = painted.replace(f'"{colour}"', f'"{build}"')
        return painted

    def _painted(self, drawing: Drawing, values: dict[str, str]) -> str:
        values |= {"body": self.stack(self.body), "headings": self.stack(self.headings)}
        if unknown := sorted(drawing.roles - values.keys()):
            raise Wrong(
                f"{drawing.name} asks for role:{unknown[0]}", f"there are {', '.join(values)}"
            )
        return drawing.painted(values.__getitem__)

    def stack(self, family: Family) -> str:
        """The font-family value for a family: itself, the fallback, the generic name."""
        return f"'{family.name}', '{self.fallback.name}', {family.generic}"

    def families_for(self, characters: frozenset[str], *, italic: bool) -> tuple[Family, ...]:
        """The families that a text needs, each once and without the faces that it leaves unused.

        A family for headings alone comes in bold; the fallback comes only where body or headings
        lack a character.
        """
        body, headings = self.body, self.headings
        own = (
            (body,)
            if headings.name == body.name
            else (body, headings.only(lambda face: face.weight > 400))
        )
        printed = frozenset(c for c in characters if c.isprintable())
        if any(not family.covers(c) for family in own for c in printed):
            own = tuple({family.name: family for family in (*own, self.fallback)}.values())
        return tuple(family.only(lambda face: italic or not face.italic) for family in own)


def _half(points: float) -> float:
    return int(points * 2 + 0.5) / 2
