"""One `_brand.yml` → `Brand`, or every problem in it: palette → roles → type, resolved once.

A brand is a folder `layouts/brands/<brand>/` with `_brand.yml`, the public brand.yml standard.
What that standard lacks (clinic, telephone numbers, paper, fonts from packages, dark roles)
stands under its own key `defaults: publisher:`. Nothing outside that folder is read, apart from
installed font packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from publisher.brand import fonts, inks
from publisher.brand.colour import contrast, mixed, with_contrast
from publisher.brand.fonts import Family, load_faces, package_fonts, style_name, unset_characters
from publisher.brand.inks import Inks, settle_inks
from publisher.brand.isbn import isbn_digits
from publisher.brand.model import Assigned, Brand, Clinic, Paper, Roles
from publisher.content.drawing import Drawing, read_drawing
from publisher.content.model import Language, Slug
from publisher.errors import BadInput, Problem, Wrong, refused
from publisher.source.positions import dotted, read_yaml
from publisher.source.schema_errors import Filled, scalar, shape_problems

# The shape of the file ------------------------------------------------------------------


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _FontSource(_StrictModel):
    """Where a family comes from: a `fontpkg-*` package, or files named under typography.fonts."""

    package: Filled | None = None
    generic: Literal["sans-serif", "serif"] = "sans-serif"
    optical_size: float = Field(default=fonts.TEXT_SIZE_PT, ge=4, le=144)


class _Ratios(_StrictModel):
    small: float = Field(default=0.8, ge=0.7, le=1)
    lead: float = Field(default=1.15, ge=1, le=2)
    h3: float = Field(default=1.2, ge=1, le=2)
    h2: float = Field(default=1.6, ge=1, le=3)
    h1: float = Field(default=2.5, ge=1, le=4)


class _Given(_StrictModel):
    """Roles that a brand sets itself: "#rrggbb" or a name from the palette."""

    ink: Filled | None = None
    paper: Filled | None = None
    brand: Filled | None = None
    on_brand: Filled | None = None
    tint: Filled | None = None
    accent: Filled | None = None
    accent_tint: Filled | None = None
    danger: Filled | None = None
    on_danger: Filled | None = None
    muted: Filled | None = None
    rule: Filled | None = None


def _isbn(value: Any) -> Any:
    if not isinstance(value, str):
        raise Wrong(f"{value!r} is not text", "put it in quotes")
    return isbn_digits(value)


_Isbn = Annotated[str, BeforeValidator(_isbn)]


class _Own(_StrictModel):
    """What stands under `defaults: publisher:`."""

    model_config = ConfigDict(frozen=False, validate_assignment=True)

    paper: Literal["letter", "a4"]
    emergency_number: Annotated[
        str, scalar(r"\d{2,6}", "an emergency number", "write two to six digits in quotes: '911'")
    ]
    clinic: Clinic
    legal: tuple[Filled, ...] = ()
    fonts: dict[str, _FontSource]
    fallback: Filled
    ratios: _Ratios = _Ratios()
    light: _Given = _Given()
    dark: _Given = _Given()
    cmyk: inks.Builds | None = None
    icc: inks.PressCondition | None = None
    isbn: dict[Slug, dict[Language, dict[Slug, _Isbn]]] = {}  # condition: language: edition:


class _Defaults(BaseModel):
    publisher: _Own


class _BrandFile(BaseModel):
    """The whole file, as far as it is ours; the rest belongs to brand.yml."""

    defaults: _Defaults


_Key = tuple[str | int, ...]
_OWN: _Key = ("defaults", "publisher")
_STANDARD: Mapping[str, tuple[str, ...]] = {  # role: keys of brand.yml, the first that is there
    "ink": ("foreground",),
    "paper": ("background",),
    "brand": ("primary",),
    "accent": ("warning", "secondary"),
    "danger": ("danger",),
}
_M = TypeVar("_M", bound=BaseModel)


# Roles -----------------------------------------------------------------------------------

# What stands on what, and the ratio that WCAG 2.2 asks: 4.5 for text (1.4.3), 3 for graphics
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


# Reading ---------------------------------------------------------------------------------


def load_brand(folder: Path, root: Path) -> Brand:
    """The brand in `folder`. Problems name files relative to `root`; raises `BadInput` with all."""
    reader = _BrandReader(folder, root)
    brand = reader.brand()
    if brand is None or reader.problems:
        raise BadInput(reader.problems)
    return brand


class _BrandReader:
    """One `_brand.yml` being read: its values, their places, and the problems so far."""

    def __init__(self, folder: Path, root: Path) -> None:
        import brand_yml

        self.folder = folder
        path = folder / "_brand.yml"
        self.file = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        self.files = [path]
        self.problems: list[Problem] = []
        self.unread: set[str] = set()  # sections with problems of shape: no others are sought there
        if path.is_symlink():
            wrong = "is a link to another file"
            raise refused(self.file, wrong, "put the file itself there")
        self.tree, self.places = read_yaml(path, self.file)
        if not isinstance(self.tree, dict):
            wrong = "holds no keys"
            raise BadInput([Problem(self.file, 1, 1, "", wrong, "write meta, logo, color, …")])
        self.standard = self.shaped(brand_yml.Brand, brand_yml.Brand, ())
        self.own = self.shaped(_BrandFile, _Own, _OWN)

    def wrong(self, key: _Key, wrong: str, right: str) -> None:
        """Note a problem at `key`, or at the nearest place above it that the file has."""
        near = key
        while near not in self.places:
            near = near[:-1]
        line, column, _ = self.places[near]
        problem = Problem(self.file, line, column, dotted(key), wrong, right)
        self.problems.append(problem)

    def shaped(self, whole: type[BaseModel], model: type[_M], key: _Key) -> _M:
        """The value at `key` as `model`, judged as part of `whole`, the shape of the file.

        Where it does not fit, problems are noted and the fields that fit are read all the same,
        so that what they hold can be judged too. Those that do not fit go to `unread`. An
        unknown key is a problem, but what stands beside it is read.
        """
        from brand_yml._defs import CircularReferenceError

        tree = _plain(self.tree)
        try:
            whole.model_validate(_plain(tree))
        except ValidationError as exc:
            self.problems += shape_problems(exc, self.tree, self.places, self.file)
            for error in exc.errors():
                if error["type"] == "extra_forbidden":
                    _drop(tree, error["loc"])
        except CircularReferenceError as exc:
            chain = str(exc).partition("Refs    : ")[2].partition("\n")[0]
            right = "write #rrggbb, or give the palette's color a name of its own"
            self.wrong(("color",), f"a color leads back to itself: {chain}", right)
        part: Any = tree
        for step in key:
            part = part.get(step) if isinstance(part, dict) else None
        shaped = model.model_construct()
        for name, field in model.model_fields.items():
            try:
                if isinstance(part, dict) and name in part:
                    setattr(shaped, name, part[name])
                elif field.is_required():
                    self.unread.add(name)
            except (ValidationError, CircularReferenceError):
                self.unread.add(name)
        return shaped

    def brand(self) -> Brand | None:
        """The brand, or None where too much is wrong; what is wrong is in `problems`."""
        meta, own = self.standard.meta, self.own
        name = self.named(meta, "full")
        short_name = self.named(meta, "short")
        light, dark = self.roles()
        logo, mark = self.logo("medium"), self.logo("small")
        body, headings, fallback = self.families()
        printed = self.inks(light) if light else None
        isbns = self.isbns()
        if body and headings and fallback:
            self.judge_words(body, headings, fallback)
        if not (name and short_name and light and dark and logo and mark):
            return None
        if self.problems or not (body and headings and fallback):
            return None
        ratios = own.ratios
        base = self.standard.typography and self.standard.typography.base
        return Brand(
            id=self.folder.name,
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
            line_height=(base and base.line_height) or 1.4,
            logo=logo,
            mark=mark,
            legal=own.legal,
            isbns=isbns,
            files=tuple(dict.fromkeys(self.files)),
        )

    def isbns(self) -> tuple[Assigned, ...]:
        """Every ISBN that the brand was assigned; one that stands twice is a problem."""
        found: dict[str, Assigned] = {}
        for condition, languages in self.own.isbn.items():
            for language, editions in languages.items():
                for edition, number in editions.items():
                    if (other := found.get(number)) is not None:
                        key = (*_OWN, "isbn", condition, language, edition)
                        first = f"{other.condition}, {other.language}, {other.edition}"
                        right = "each text in each form and language has its own"
                        self.wrong(key, f"{number} is already that of {first}", right)
                    found[number] = Assigned(
                        condition=condition, language=language, edition=edition, isbn=number
                    )
        return tuple(found.values())

    def named(self, meta: Any, length: str) -> str | None:
        """The brand's full or short name."""
        name = meta and meta.name and getattr(meta.name, length)
        if not name and "meta" not in self.unread:
            self.wrong(("meta", "name", length), "missing", "write it")
        return name or None

    # Colour

    def roles(self) -> tuple[Roles | None, Roles | None]:
        """Light and dark roles, judged for contrast; None where colours are missing."""
        if self.unread & {"color", "light", "dark"}:
            return None, None
        places: dict[str, _Key] = {}
        found = self.given("light", places)
        theme = self.standard.color.model_dump() if self.standard.color else {}
        for role, keys in _STANDARD.items():
            key = next((key for key in keys if theme.get(key)), None)
            if role not in found and key and (colour := self.colour(("color", key), theme[key])):
                found[role], places[role] = colour, ("color", key)
            elif role not in found and not key:
                self.wrong(("color", keys[0]), "missing", f"write it; it is the role {role}")
        if not _STANDARD.keys() <= found.keys():
            return None, None
        light = _light(found)
        self.judge(light, "light", places)
        places = {}
        dark = _dark(light, self.given("dark", places))
        self.judge(dark, "dark", places)
        return light, dark

    def given(self, mode: Literal["light", "dark"], places: dict[str, _Key]) -> dict[str, str]:
        """The roles that the brand sets under `light` or `dark`; their places go to `places`."""
        found = {}
        given: _Given = getattr(self.own, mode)
        for role in _Given.model_fields:
            key = (*_OWN, mode, role)
            if (written := getattr(given, role)) and (colour := self.colour(key, written)):
                found[role], places[role] = colour, key
        return found

    def colour(self, key: _Key, written: str) -> str | None:
        """What is written at `key` as "#rrggbb": a colour, or the name of one in the palette."""
        names: dict[str, str] = self.standard.color.to_dict() if self.standard.color else {}
        value = names.get(written, written)
        if re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            return value.lower()
        if re.fullmatch(r"#[0-9a-fA-F]{3}", value):
            return "#" + "".join(2 * digit for digit in value[1:].lower())
        known = ", ".join(self.standard.color.palette or ()) if self.standard.color else ""
        right = f"write #rrggbb, or one of {known}" if known else "write #rrggbb"
        self.wrong(key, f"{value!r} is neither a color nor a name in color.palette", right)
        return None

    def judge(self, roles: Roles, mode: str, places: Mapping[str, _Key]) -> None:
        """Note every pair of roles whose contrast is under WCAG 2.2 AA."""
        colours = dict(roles.items())
        for role, ground, needed in _PAIRS:
            one, other = colours[role], colours[ground]
            if (ratio := contrast(one, other)) < needed:
                key = places.get(role) or places.get(ground) or (*_OWN, mode)
                # Rounded down: 4.49 must not read as 4.5.
                self.wrong(
                    key,
                    f"{mode} {role} {one} on {ground} {other} has a contrast of "
                    f"{int(ratio * 100) / 100:.2f}:1",
                    f"WCAG 2.2 AA asks {needed:g}:1; {with_contrast(one, (other,), needed)} has it",
                )

    def inks(self, light: Roles) -> Inks | None:
        """The builds for print and their profile; None where there are none or they are wrong."""
        if self.own.cmyk is None or self.unread & {"cmyk", "icc"}:
            return None
        profile = inks.DEFAULT_PROFILE
        if self.own.icc:
            path = self.beside((*_OWN, "icc", "file"), self.own.icc.file)
            if path is None:
                return None
            profile = inks.IccProfile(path=path, **self.own.icc.model_dump(exclude={"file"}))

        def wrong(key: tuple[str, ...], wrong: str, right: str) -> None:
            self.wrong((*_OWN, "cmyk", *key), wrong, right)

        return settle_inks(self.own.cmyk, profile, dict(light.items()), wrong)

    # Logos

    def logo(self, size: Literal["small", "medium"]) -> Drawing | None:
        """The drawing under logo.small (the mark) or logo.medium (the logo)."""
        if "logo" in self.unread:
            return None
        key: _Key = ("logo", size)
        logo = getattr(self.standard.logo, size, None)
        if logo is None:
            what = {"small": "symbol alone", "medium": "symbol and name"}[size]
            self.wrong(key, "missing", f"name an SVG file beside the brand: the {what}")
            return None
        if not hasattr(logo, "path"):
            right = "name one SVG file; its roles are painted for light and dark"
            self.wrong(key, "has files of its own for light and dark", right)
            return None
        path = self.beside(key, str(logo.path))
        if path is None:
            return None
        try:
            read = read_drawing(path.name, path.read_bytes())
        except Wrong as exc:
            self.wrong(key, exc.wrong, exc.right)
            return None
        known = {role.name for role in fields(Roles)}
        for role in sorted(read.roles - known):
            right = "turn words into paths" if role in ("body", "headings") else f"use {_or(known)}"
            self.wrong(key, f"{path.name} asks for role:{role}", right)
        if re.search(r"<(\w+:)?text\b", read.svg):
            wrong = f"{path.name} holds <text>, which needs a font wherever it is shown"
            self.wrong(key, wrong, "turn words into paths")
        return read

    def beside(self, key: _Key, name: str) -> Path | None:
        """The file `name` in the brand's folder; None, and a problem noted, where it is not."""
        parts = Path(name).parts
        if "://" in name or Path(name).is_absolute() or ".." in parts:
            self.wrong(key, f"{name!r} is not beside the brand", "copy the file into its folder")
            return None
        path = self.folder / name
        links = [self.folder.joinpath(*parts[: n + 1]).is_symlink() for n in range(len(parts))]
        if any(links):
            self.wrong(key, f"{name!r} is a link", "put the file itself there")
            return None
        if not path.is_file():
            beside = (p for p in self.folder.rglob(f"*{path.suffix}") if p.is_file())
            there = ", ".join(sorted(p.relative_to(self.folder).as_posix() for p in beside))
            right = f"use one of {there}" if there else "put it there"
            self.wrong(key, f"there is no file {name!r}", right)
            return None
        self.files.append(path)
        return path

    # Type

    def families(self) -> tuple[Family | None, Family | None, Family | None]:
        """Body, headings and fallback; None where a family has no usable files."""
        if self.unread & {"typography", "fonts"}:
            return None, None, None
        typography = self.standard.typography
        base = typography and typography.base and typography.base.family
        if not base:
            self.wrong(("typography", "base", "family"), "missing", "name the family of body text")
        headings = typography and typography.headings and typography.headings.family
        body = self.family(base, ("typography", "base")) if base else None
        fallback = getattr(self.own, "fallback", None)
        return (
            body,
            self.family(headings, ("typography", "headings")) if headings else body,
            self.family(fallback, (*_OWN, "fallback")) if fallback else None,
        )

    def family(self, name: str, key: _Key) -> Family | None:
        """The family `name`, whose use stands at `key`."""
        listed: dict[str, _FontSource] = getattr(self.own, "fonts", {})
        font = listed.get(name, _FontSource())
        sources = self.font_files(name, key, font)
        if not sources:
            return None
        try:
            faces = load_faces(name, sources, font.optical_size)
        except Wrong as exc:
            self.wrong(key, exc.wrong, exc.right)
            return None
        there = {(face.weight, face.italic) for face in faces}
        lacking = [
            style_name(weight, italic)
            for italic in (False, True)
            for weight in (fonts.REGULAR, fonts.BOLD)
            if (weight, italic) not in there
        ]
        if lacking:
            self.wrong(key, f"{name} has no {', no '.join(lacking)}", "add the font file")
        self.files += [face.source for face in faces]
        return Family(name=name, faces=faces, generic=font.generic)

    def font_files(self, name: str, key: _Key, font: _FontSource) -> tuple[fonts.FontFile, ...]:
        """The files of a family, from its package or beside the brand; none where that fails."""
        if font.package:
            try:
                return package_fonts(font.package)
            except LookupError:
                self.wrong(
                    (*_OWN, "fonts", name, "package"),
                    f"font package {font.package!r} is not installed",
                    f"mend its name, or install fontpkg-{font.package}",
                )
                return ()
        typography = self.standard.typography
        found = []
        for n, family in enumerate(typography.fonts if typography else ()):
            if family.family != name or family.source != "file":
                continue
            for m, file in enumerate(getattr(family, "files", ())):
                place = ("typography", "fonts", n, "files", m, "path")
                if (path := self.beside(place, str(file.path))) is None:
                    return ()
                weight = {"normal": 400, "bold": 700}.get(file.weight.root, file.weight.root)
                found.append(
                    fonts.FontFile(
                        path=path,
                        italic=file.style == "italic",
                        weight=weight if isinstance(weight, int) else None,
                    )
                )
        if not found:
            right = (
                "name its package under defaults.publisher.fonts, or files under typography.fonts"
            )
            self.wrong(key, f"there are no font files for {name!r}", right)
        return tuple(found)

    def judge_words(self, body: Family, headings: Family, fallback: Family) -> None:
        """Note every character of the brand's own words that none of its fonts has."""
        for name in ("clinic", "legal"):
            for key, words in _words(_plain(self.at(*_OWN, name)), (*_OWN, name)):
                for character in unset_characters(words, body, headings, fallback):
                    wrong = f"no font of the brand has {fonts.character_name(character)}"
                    self.wrong(key, wrong, "write it otherwise, or name a fallback that has it")

    def at(self, *key: str | int) -> Any:
        """The value at `key` as the file has it, or None."""
        value = self.tree
        for step in key:
            value = value.get(step) if isinstance(value, dict) else None
        return value


def _plain(value: Any) -> Any:
    """A copy of what was read, without places; what validates may change it."""
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    return str(value) if isinstance(value, str) else value


def _drop(tree: Any, path: tuple[str | int, ...]) -> None:
    """Take the value at `path` out of `tree`, where there is one."""
    *above, last = path
    for step in above:
        tree = tree.get(step) if isinstance(tree, dict) else None
    if isinstance(tree, dict):
        tree.pop(last, None)


def _words(value: Any, key: _Key) -> Iterator[tuple[_Key, str]]:
    """Every string in `value` with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from _words(child, (*key, name))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _words(child, (*key, number))


def _or(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
