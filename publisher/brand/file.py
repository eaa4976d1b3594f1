"""What `_brand.yml` may contain beyond the brand.yml standard: the key `defaults: publisher:`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from publisher.brand.fonts import TEXT_SIZE_PT
from publisher.brand.inks import Builds, PressCondition
from publisher.brand.isbn import isbn_digits
from publisher.brand.model import BrandWords, Clinic
from publisher.brand.sale import Sale
from publisher.content.fields import Language, Slug
from publisher.errors import Wrong
from publisher.source.schema_errors import Filled, StrictModel, scalar


class FontSource(StrictModel):
    """Where a family comes from: a `fontpkg-*` package, or files named under typography.fonts."""

    package: Filled | None = None
    generic: Literal["sans-serif", "serif"] = "sans-serif"
    optical_size: float = Field(default=TEXT_SIZE_PT, ge=4, le=144)


class Ratios(StrictModel):
    """Sizes of type as multiples of the body size."""

    small: float = Field(default=0.8, ge=0.7, le=1)
    lead: float = Field(default=1.15, ge=1, le=2)
    h3: float = Field(default=1.2, ge=1, le=2)
    h2: float = Field(default=1.6, ge=1, le=3)
    h1: float = Field(default=2.5, ge=1, le=4)

    @property
    def in_order(self) -> tuple[float, ...]:
        """All ratios, from small to h1."""
        return self.small, self.lead, self.h3, self.h2, self.h1


class GivenRoles(StrictModel):
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


class OwnKeys(StrictModel):
    """The keys under `defaults: publisher:`."""

    model_config = ConfigDict(frozen=False, validate_assignment=True)

    paper: Literal["letter", "a4"] | None = None
    emergency_number: (
        Annotated[
            str,
            scalar(r"\d{2,6}", "an emergency number", "write two to six digits in quotes: '911'"),
        ]
        | None
    ) = None
    clinic: Clinic = Clinic(name="")
    legal: tuple[Filled, ...] = ()
    languages: dict[Language, BrandWords] = Field(default_factory=dict)
    fonts: dict[str, FontSource] = Field(default_factory=dict)
    fallback: Filled | None = None
    ratios: Ratios = Ratios()
    light: GivenRoles = GivenRoles()
    dark: GivenRoles = GivenRoles()
    cmyk: Builds | None = None
    icc: PressCondition | None = None
    isbn: dict[Slug, dict[Language, dict[Slug, _Isbn]]] = Field(default_factory=dict)
    """Digits by condition, language and edition."""
    sale: Sale = Sale()


class _Defaults(BaseModel):
    publisher: OwnKeys


class BrandFile(BaseModel):
    """The part of a brand file that is not in the standard."""

    defaults: _Defaults
