"""A file with translations, whatever its format: passages, and who stands behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedPassage:
    """One unit in a file: its source text, and its translation."""

    address: str
    source: str
    target: str
    """The translation; empty where there is none yet."""
    hash: str
    """The hash of the source text when the file was written; empty where the file says none."""
    line: int
    """The line or row of the file, from 1; 0 where it is unknown."""
    is_unsure: bool = False
    """Whether a translator has to look at it: its source has changed, or somebody marked it."""
    accepted: frozenset[str] = field(default=frozenset())
    """The kinds of difference from the source that a translator has confirmed to be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The passages of one condition in one language."""

    condition: str
    language: str
    passages: tuple[TranslatedPassage, ...]
    reviewer: str | None = None
    """The qualified translator who reviewed all of it; None where nobody did."""
    reviewed: date | None = None
    modified: date | None = None
    """When a translation last changed."""


def joined(accepted: frozenset[str]) -> str:
    """The kinds of difference as files have them: "negations, numbers"."""
    return ", ".join(sorted(accepted))


def parted(written: str) -> frozenset[str]:
    """The kinds of difference that `joined` has written."""
    return frozenset(part.strip() for part in written.split(",") if part.strip())
