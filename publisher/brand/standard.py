"""The shape of the brand.yml standard, as far as it decides how a document looks.

Everything in it is optional. Unknown keys are reported, not refused: the standard is open, and
other programs have keys of their own in the same file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from publisher.errors import Wrong
from publisher.source.schema_errors import Filled

Key = tuple[str | int, ...]
THEME = (
    *("foreground", "background", "primary", "secondary", "tertiary", "success", "info"),
    *("warning", "danger", "light", "dark", "link"),
)
_LETTERING = frozenset(
    {"family", "size", "weight", "style", "line-height", "color", "background-color", "decoration"}
)
_TEXTS = ("base", "headings", "monospace", "monospace-inline", "monospace-block", "link")
_LOGO = frozenset({"path", "alt", "light", "dark"})
_KNOWN: Mapping[tuple[str, ...], frozenset[str]] = {
    (): frozenset({"meta", "logo", "color", "typography", "defaults"}),
    ("meta", "name"): frozenset({"full", "short"}),
    ("color",): frozenset({"palette", *THEME}),
    ("logo",): frozenset({"images", "small", "medium", "large", "path", "alt"}),
    **{("logo", size): _LOGO for size in ("small", "medium", "large")},
    ("typography",): frozenset({"fonts", *_TEXTS}),
    ("typography", "fonts", "*"): frozenset(
        {"family", "source", "weight", "style", "display", "files"}
    ),
    **{("typography", text): _LETTERING for text in _TEXTS},
}
WEIGHTS = {
    "thin": 100,
    "extra-light": 200,
    "ultra-light": 200,
    "light": 300,
    "normal": 400,
    "regular": 400,
    "medium": 500,
    "semi-bold": 600,
    "demi-bold": 600,
    "bold": 700,
    "extra-bold": 800,
    "ultra-bold": 800,
    "black": 900,
}


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", validate_assignment=True, populate_by_name=True)


def _keyed(key: str) -> BeforeValidator:
    """A validator: a single word is short for a group with only `key`, as the standard allows."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


class Shade(_Open):
    """A colour: one for light and dark grounds, or one for each."""

    light: Filled | None = None
    dark: Filled | None = None


class BrandName(_Open):
    """The brand's name, long and short."""

    full: Filled | None = None
    short: Filled | None = None


class Meta(_Open):
    """The identity of the brand; any keys are allowed here."""

    name: Annotated[BrandName, _keyed("full")] = BrandName()
    link: Annotated[dict[str, Any], _keyed("home")] = Field(default_factory=dict)
    links: Annotated[dict[str, Any], _keyed("home")] = Field(default_factory=dict)
    """Not of the standard, but in many files."""


class Color(_Open):
    """The palette, and the colours with a purpose (`THEME`)."""

    palette: dict[str, Annotated[Shade, _keyed("light")]] = Field(default_factory=dict)
    foreground: Annotated[Shade, _keyed("light")] | None = None
    background: Annotated[Shade, _keyed("light")] | None = None
    primary: Annotated[Shade, _keyed("light")] | None = None
    secondary: Annotated[Shade, _keyed("light")] | None = None
    tertiary: Annotated[Shade, _keyed("light")] | None = None
    success: Annotated[Shade, _keyed("light")] | None = None
    info: Annotated[Shade, _keyed("light")] | None = None
    warning: Annotated[Shade, _keyed("light")] | None = None
    danger: Annotated[Shade, _keyed("light")] | None = None
    light: Annotated[Shade, _keyed("light")] | None = None
    dark: Annotated[Shade, _keyed("light")] | None = None
    link: Annotated[Shade, _keyed("light")] | None = None

    @model_validator(mode="before")
    @classmethod
    def _loose(cls, value: Any) -> Any:
        """Colours beside the palette instead of in it, which are treated as part of it."""
        if not isinstance(value, dict) or not isinstance(value.get("palette", {}), dict):
            return value
        loose = {k: v for k, v in value.items() if isinstance(v, str) and k not in THEME}
        return {**value, "palette": {**loose, **(value.get("palette") or {})}} if loose else value

    def shade(self, name: str) -> Shade | None:
        """The value for a colour with a purpose, or for one of the palette."""
        shade: Shade | None = getattr(self, name) if name in THEME else None
        return shade or self.palette.get(name)


def _weight(value: Any) -> Any:
    if value in ("auto", None):
        return None
    if isinstance(value, str) and value in WEIGHTS:
        return WEIGHTS[value]
    if isinstance(value, int) and 1 <= value <= 1000:
        return value
    if isinstance(value, str) and value.count("..") == 1:
        return None  # a variable font contains the weights that it has
    raise Wrong(f"{value!r} is no weight of type", "write 100 to 900, normal or bold")


class FontEntryFile(_Open):
    """One file of a family."""

    path: Filled
    weight: Annotated[int | None, BeforeValidator(_weight)] = None
    style: Literal["normal", "italic"] = "normal"


class FontEntry(_Open):
    """Where a family comes from, by `typography.fonts`."""

    family: Filled
    source: Literal["file", "google", "bunny", "system"] = "system"
    files: tuple[Annotated[FontEntryFile, _keyed("path")], ...] = ()


class Lettering(_Open):
    """How a text is set."""

    family: Filled | None = None
    line_height: float | None = Field(default=None, alias="line-height")
    color: Annotated[Shade, _keyed("light")] | None = None


class Typography(_Open):
    """Families, and what is set in them."""

    fonts: tuple[FontEntry, ...] = ()
    base: Annotated[Lettering, _keyed("family")] = Lettering()
    headings: Annotated[Lettering, _keyed("family")] = Lettering()


def _filled(default: type[BaseModel]) -> BeforeValidator:
    """Removes keys without a value, which are the same as missing ones."""
    return BeforeValidator(lambda value: default() if value is None else value)


class BrandStandard(_Open):
    """Everything in `_brand.yml` except `defaults:` and logos."""

    meta: Annotated[Meta, _filled(Meta)] = Meta()
    color: Annotated[Color, _filled(Color)] = Color()
    typography: Annotated[Typography, _filled(Typography)] = Typography()


def unknown_keys(tree: Any, at: Key = ()) -> Iterator[Key]:
    """Every unknown key of `tree`, where the standard has a list of keys."""
    pattern = tuple("*" if isinstance(step, int) else step for step in at)
    known = _KNOWN.get(pattern)
    if isinstance(tree, dict):
        for key, value in tree.items():
            if known is not None and key not in known:
                yield (*at, str(key))
            elif pattern != ("logo",) or key != "images":
                yield from unknown_keys(value, (*at, str(key)))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from unknown_keys(value, (*at, number))
