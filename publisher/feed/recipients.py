"""Who receives ONIX messages, and what each asks of a product before it is put on sale: as data.

What a recipient has published was read in late 2026: Kobo "Metadata Style Guide" (its repository
kobolabs/metadata-style-guide); Google "ONIX 3.0 & 3.1 for Google Play Books" (answer 6374180);
OverDrive "Business and Technical Guidelines and Criteria" of 2015 and what its suppliers say
(eBOUND Canada). Amazon takes ONIX 3.0 alone since 2020 (BookNet Canada). No page of Amazon or
Ingram with its rules for ONIX could be read: of them only what `stores` knows is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from publisher.edition.model import Format
from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One recipient of messages, what it asks of a product, and how it wants some of it said."""

    name: str
    title: str
    sells: bool = True
    """Whether it puts products on sale, so that what is not out yet is nothing for it."""
    prints: bool = False
    """Whether it takes booklets too."""
    isbn: bool = True
    bisac: bool = True
    """Whether a code of BISAC is asked for."""
    reads_thema: bool = True
    countries: bool = True
    """Whether it must be said where a product may be sold."""
    priced: str | None = None
    """The currency in which each product must have a price; what is free is then not taken."""
    least_price: float = 0
    most_subtitle: int | None = None
    """Characters of a subtitle at most; titles are shorter than any recipient asks."""
    free_is_zero: bool = False
    """Whether what is free has a price of 0.00, since "free of charge" is not read."""
    whole_prices: frozenset[str] = frozenset()
    """Currencies in which a price must have no decimals."""


ANYBODY = Recipient(
    name="", title="", sells=False, prints=True, isbn=False, bisac=False, countries=False
)
"""Whoever reads the catalogue: nothing is left out."""

RECIPIENTS = (
    Recipient(
        name="kobo",
        title="Kobo",
        reads_thema=False,
        most_subtitle=250,
        whole_prices=frozenset({"JPY", "MXN"}),
    ),
    # Free of charge is in its documentation, but leaves a book pending: thoth-pub/thoth, 576.
    Recipient(name="google", title="Google Play", free_is_zero=True),
    Recipient(name="overdrive", title="OverDrive", priced="USD", least_price=1),
    Recipient(name="amazon", title="Amazon", isbn=False),
    Recipient(name="ingram", title="Ingram", prints=True),
)


class Obstacle(NamedTuple):
    """What keeps a product from a recipient: the file, what is wrong, what would be right."""

    file: str
    wrong: str
    right: str


def products(
    recipient: Recipient, catalogue: BrandCatalogue
) -> tuple[tuple[Title, PublishedFile], ...]:
    """The products of a catalogue that a recipient takes, each with the title it is of."""
    every = _offered(recipient, catalogue)
    return tuple((title, copy) for title, copy in every if not _obstacles(recipient, title, copy))


def report(catalogue: BrandCatalogue) -> bytes:
    """What each recipient takes of a catalogue, and what keeps all else from it, as JSON."""
    found = {
        recipient.name: {
            "recipient": recipient.title,
            "products": [str(copy.path) for _, copy in products(recipient, catalogue)],
            "not_taken": [
                one._asdict()
                for title, copy in _offered(recipient, catalogue)
                for one in _obstacles(recipient, title, copy)
            ],
        }
        for recipient in RECIPIENTS
    }
    return f"{json.dumps(found, indent=2, ensure_ascii=False)}\n".encode()


def _offered(
    recipient: Recipient, catalogue: BrandCatalogue
) -> Iterator[tuple[Title, PublishedFile]]:
    """E-books, and booklets page by page that have an ISBN: shops list no print without one."""
    for title in catalogue.titles:
        for copy in title.of(Format.EPUB):
            yield title, copy
        for copy in title.of(Format.PRINT) if recipient.prints else ():
            if copy.job.edition.is_booklet and copy.isbn:
                yield title, copy


def _obstacles(recipient: Recipient, title: Title, copy: PublishedFile) -> list[Obstacle]:
    terms = title.job.brand.sale.of(title.condition.condition)
    prices = terms.prices.get(copy.job.edition.name, ())
    found: list[tuple[str, str]] = []
    if recipient.sells and not title.reviewed:
        found.append(("nobody has reviewed it", "have it reviewed; until then it is not sold"))
    if recipient.isbn and copy.isbn is None:
        found.append(("it has no ISBN", "write it under isbn in _brand.yml"))
    if recipient.bisac and not terms.bisac:
        found.append(("it has no subject", "write a BISAC code under sale: bisac"))
    if recipient.countries and not terms.countries:
        found.append(("nothing says where it is sold", "write sale: countries: [US], or WORLD"))
    if recipient.priced and not any(
        price.currency == recipient.priced and price.amount >= recipient.least_price
        for price in prices
    ):
        least = f"{recipient.least_price:g} {recipient.priced}"
        found.append((f"it has no price of {least} or more", "write one under sale: prices"))
    found += [
        (f"its price in {price.currency} has decimals", f"write {price.amount:.0f}")
        for price in prices
        if price.currency in recipient.whole_prices and price.amount % 1
    ]
    letters = len(title.condition.subtitle.plain)
    if recipient.most_subtitle and letters > recipient.most_subtitle:
        right = f"keep it to {recipient.most_subtitle}"
        found.append((f"its subtitle has {letters} characters", right))
    return [Obstacle(str(copy.path), wrong, right) for wrong, right in found]
