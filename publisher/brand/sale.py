"""What only who sells a guide can say of it: subjects of the trade, authors, countries, prices.

It is told to shops by `publisher feed` and stands in no document. Codes of BISAC, whose list is not
free, and of Thema are held against their shape alone, countries and currencies against their lists.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from publisher.content.fields import Day, Slug
from publisher.errors import Wrong, quoted
from publisher.source.schema_errors import Filled, StrictModel, scalar

WORLD = "WORLD"
_UNASSIGNED = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
"""Two letters each, and known to Unicode, but no country."""

Bisac = Annotated[
    str, scalar(r"[A-Z]{3}\d{6}", "a BISAC code", "write three letters and six digits: HEA039000")
]
Thema = Annotated[
    str,
    scalar(
        r"[A-Z][A-Z0-9]{0,7}|[1-6][A-Z0-9]{1,3}(-[A-Z0-9]+)*",
        "a Thema code",
        "write it as it stands in the list: VFJB, or 1KBB for a place",
    ),
]


def _country(code: str) -> str:
    from babel import Locale

    is_country = len(code) == 2 and code.isalpha() and code in Locale("en").territories
    if code != WORLD and (not is_country or code in _UNASSIGNED):
        right = f"write two capital letters of ISO 3166 (GB, not UK), or {WORLD} alone"
        raise Wrong(f"{quoted(code)} is not a country", right)
    return code


def _currency(code: str) -> str:
    from babel import Locale

    if code not in Locale("en").currencies:
        raise Wrong(f"{quoted(code)} is not a currency", "write its three letters: USD")
    return code


def _apart(codes: tuple[str, ...]) -> tuple[str, ...]:
    if WORLD in codes and len(codes) > 1:
        raise Wrong(f"{WORLD} stands beside a country", f"write {WORLD} alone, or the countries")
    return codes


Countries = Annotated[
    tuple[Annotated[str, AfterValidator(_country)], ...],
    Field(min_length=1),
    AfterValidator(_apart),
]


class Person(StrictModel):
    """Who made a guide, and as what; `role` decides the code that shops are told."""

    name: Filled
    role: Literal["author", "editor", "illustrator", "translator"] = "author"


class Price(StrictModel):
    """What one copy costs in some countries, or wherever it is sold."""

    amount: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
    currency: Annotated[str, AfterValidator(_currency)]
    with_tax: bool = Field(default=False, strict=True)
    countries: Countries | None = None


class Terms(StrictModel):
    """The terms on which guides are sold, all of which may be left out."""

    bisac: tuple[Bisac, ...] = ()
    """The first is the main one; likewise of Thema."""
    thema: tuple[Thema, ...] = ()
    contributors: tuple[Person, ...] = ()
    countries: Countries | None = None
    date: Day | None = None
    """The day from which it is sold; that of its issue where there is none."""
    prices: dict[Slug, tuple[Price, ...]] = Field(default_factory=dict)
    """By edition; what has none is free of charge."""


class Sale(Terms):
    """The terms of all guides of a brand, and of single ones."""

    guides: dict[Slug, Terms] = Field(default_factory=dict)

    def of(self, condition: str) -> Terms:
        """The terms of a guide: its own, then those of all."""
        own = self.guides.get(condition)
        common = Terms(**{key: getattr(self, key) for key in Terms.model_fields})
        if own is None:
            return common
        return common.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})
