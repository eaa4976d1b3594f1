"""What publishers call the parts of a page: the tables of `vocabulary.toml`, asked by words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from publisher.content.model import SectionKind, Urgency
from publisher.importing.elements import Furniture

_FILE = Path(__file__).with_name("vocabulary.toml")
_QUOTES = str.maketrans("‘’“”\u00a0", "''\"\" ")
_NUMBER = re.compile(r"^(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?|[a-z][.)]|[ivx]{1,4}[.)])\s+")
_EARLY = 90  # letters before the words that open a section
_LATEST = {"appointment": 250}
_LEAST_SENTENCE = 6  # words that end with a full stop and are no label
_MOST_WORDS = 30  # of a line that is furniture by its words
_AT_START = frozenset((SectionKind.OVERVIEW, SectionKind.TYPES))
"""Kinds whose words stand in headings of every kind, but begin only their own."""
_SMALL = frozenset(
    (
        *("a", "an", "the", "main", "what", "are", "is", "there", "some"),
        *("different", "various", "common"),
    )
)
"""Words that may stand before those of such a kind: "What are the different types?"."""


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _patterns(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_tables()[table][key])})(?!\w)", re.IGNORECASE)


@cache
def _whole(table: str, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_tables()[table][key])})", re.IGNORECASE)


def bare(text: str) -> str:
    """Words as the tables have them: one kind of quotes and spaces, no number before them."""
    folded = " ".join(text.translate(_QUOTES).split())
    return _NUMBER.sub("", folded).strip(" :.!¿¡؟*_#|›»>-–—")


def heading_kind(text: str) -> SectionKind | None:
    """The kind of section that a heading names; None where the tables do not know it."""
    first, more, _ = text.partition("? ")
    if more and (kind := heading_kind(f"{first}?")):
        return kind  # of two questions the first names the section
    words = bare(text)
    found: list[tuple[bool, int, int, SectionKind]] = []
    for order, key in enumerate(_tables()["headings"]):
        kind = SectionKind(key)
        if match := _patterns("headings", key).search(words):
            before = words[: match.start()].casefold().split()
            if kind not in _AT_START or _SMALL.issuperset(before):
                found.append((kind is SectionKind.OVERVIEW, match.start(), order, kind))
    return min(found)[3] if found else None


def is_heading_name(text: str) -> bool:
    """Whether words are what a section is called and nothing more: "Risk factors"."""
    words = bare(text)
    return any(_whole("headings", key).fullmatch(words) for key in _tables()["headings"])


def opening_kind(text: str) -> SectionKind | None:
    """The kind of section that a paragraph begins whose heading is gone; None: it begins none."""
    start = " ".join(text.translate(_QUOTES).split())[:300]
    found: list[tuple[int, int, SectionKind]] = []
    for order, key in enumerate(_tables()["openings"]):
        match = _patterns("openings", key).search(start)
        if match and match.start() <= _LATEST.get(key, _EARLY):
            found.append((match.start(), order, SectionKind(key)))
    return min(found)[2] if found else None


def is_question(text: str) -> bool:
    """Whether a heading asks: "What causes it?"."""
    return (
        re.match(
            r"(?:what|how|when|who|why|where|can|is|are|will|do|does)\b", bare(text), re.IGNORECASE
        )
        is not None
    )


def subject_of(text: str) -> str:
    """What a heading asks to be told of: "gallstones" of "What are gallstones?"; else nothing."""
    match = re.fullmatch(
        r"what (?:is|are) (?:an? |the )?(\w[\w '-]{2,60})\??", bare(text), re.IGNORECASE
    )
    if (
        not match
        or heading_kind(match[1])
        or match[1].casefold() in ("it", "this", "that", "these")
    ):
        return ""
    return match[1].rstrip("? ")


def standard_heading(kind: SectionKind) -> str:
    """What a section of a kind is called where the document does not say."""
    return str(_tables()["names"][kind.value])


def furniture_of(text: str) -> Furniture | None:
    """Why a line is no part of the text, told by its words alone."""
    words = bare(text)
    count = len(words.split())
    if not words or count > _MOST_WORDS:
        return None
    is_sentence = count >= _LEAST_SENTENCE and text.rstrip().endswith((".", "!", ";"))
    for key in ("credit",) if is_sentence else ("navigation", "promotion", "credit"):
        if _whole("furniture", key).fullmatch(words):
            return Furniture(getattr(Furniture, key.upper()))
    return None


def is_house(text: str) -> bool:
    """Whether a line names a hospital or a clinic and nothing else."""
    return _whole("furniture", "house").fullmatch(bare(text)) is not None


def rights_holder(text: str) -> str:
    """Who holds the rights by a copyright line; the line where that is unclear, else nothing."""
    line = " ".join(text.translate(_QUOTES).split())
    if len(line) > 600 or not _whole("rights", "lines").fullmatch(line.strip()):
        return ""
    named = re.sub(r"(?i)\ball rights reserved\b|©|\(c\)|\bcopyright\b|&copy;|\bby\b", " ", line)
    named = re.sub(r"\b(?:19|20)\d{2}(?:\s*[-–/,]\s*(?:(?:19|20)\d{2}|present))?", " ", named)
    named = " ".join(named.split()).strip(" .,;:-–|")
    return (named or line)[:200].strip()


def syndicator(text: str) -> str:
    """The house named in a text that is known to license its texts to others."""
    match = _patterns("rights", "syndicators").search(text)
    return match.group() if match else ""


def part_of(text: str) -> str:
    """Which part of a guide a heading names that is no section; empty for none."""
    words = bare(text)
    for key in _tables()["parts"]:
        if _whole("parts", key).fullmatch(words):
            return key
    return ""


def urgency_of(text: str) -> Urgency | None:
    """How urgent a box is by its label or heading."""
    words = bare(text)
    for urgency in Urgency:
        if _whole("urgency", urgency.value).fullmatch(words):
            return urgency
    return None


def leads_to(lead_in: str) -> str:
    """What the words before a list say of it: "checklist", "questions", or nothing."""
    words = bare(lead_in)
    for key in ("checklist", "questions"):
        if _whole("leads", key).fullmatch(words):
            return key
    return ""
