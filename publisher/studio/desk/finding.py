"""What the desk can hand out: guides, parts of the body, languages, clinics, sizes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from publisher.edition.model import Edition, Format, Standard
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.studio.texts import GuideText, Texts
from publisher.studio.views import ViewName

_FIRST = (
    "handout-short",
    "handout",
    "large-print",
    "giant-print",
    "easy-read",
    "question-sheet",
    "word",
    "ebook",
    "web",
)
"""The order in which sizes are offered; others come behind."""


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A guide as the desk lists it."""

    guide: GuideText
    part: str
    part_name: str
    searched: str
    """All words that it is found by, in small letters without accents."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A guide that was ticked, as it would be handed out; `lacks` says why it cannot be."""

    guide: GuideText
    view: ViewName | None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """How guides are handed out: for which clinic, in which language, as what."""

    brand: str
    language: str
    edition: Edition

    @property
    def makes_packs(self) -> bool:
        """Whether several of its files can become one that can be read aloud."""
        return self.edition.format is Format.PDF and Standard.UA_1 in self.edition.standards


def folded(words: str) -> str:
    """Words in small letters without accents, as they are compared."""
    parts = unicodedata.normalize("NFD", words.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def found(texts: Texts, words: str, part: str) -> list[tuple[ShelfRow, bool]]:
    """All guides that read, each with whether it is meant by words and part of the body."""
    asked = folded(words).split()
    labels = _labels(texts.root)
    rows = [_row(guide, labels) for guide in texts.guides() if guide.condition is not None]
    return [
        (row, part in ("", row.part) and all(word in row.searched for word in asked))
        for row in rows
    ]


def _row(guide: GuideText, labels: dict[str, str]) -> ShelfRow:
    assert guide.condition is not None
    part = guide.condition.body_part
    name = labels.get(f"part_{part.replace('-', '_')}", part.replace("-", " ").capitalize())
    headings = " ".join(one.heading.plain for one in guide.condition.sections)
    return ShelfRow(guide, part, name, folded(f"{guide.searched} {name} {headings}"))


def _labels(root: Path) -> dict[str, str]:
    """What the site of the project calls things, parts of the body among them."""
    try:
        return load_words(root / "layouts", "en", of="site").labels
    except BadInput:
        return {}


def language_name(root: Path, language: str) -> str:
    """What a language calls itself."""
    try:
        return load_words(root / "layouts", language).language_name
    except BadInput:
        return language


def sizes(texts: Texts) -> list[Edition]:
    """The editions that a desk hands out: all but those for a print shop."""
    editions = [one for one in texts.editions() if one.format is not Format.PRINT]
    return sorted(editions, key=lambda one: (_rank(one.name), one.title))


def printed(texts: Texts) -> list[Edition]:
    """The editions that a print shop makes."""
    editions = [one for one in texts.editions() if one.format is Format.PRINT]
    return sorted(editions, key=lambda one: one.title)


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def languages(guides: Iterable[GuideText]) -> list[str]:
    """All languages in which there is a guide, the most frequent first."""
    known: dict[str, int] = {}
    for guide in guides:
        for language in guide.languages:
            known[language] = known.get(language, 0) + 1
    return sorted(known, key=lambda one: (-known[one], one))


def handing(texts: Texts, asked: dict[str, str]) -> Handing | None:
    """What was asked for; what was not, or is not there, is the first. None where nothing is."""
    brands, offered = texts.names().brands, sizes(texts)
    spoken = languages(texts.guides())
    if not (brands and offered and spoken):
        return None
    edition = next((one for one in offered if one.name == asked.get("edition")), offered[0])
    brand, language = asked.get("brand", ""), asked.get("language", "")
    return Handing(
        brand if brand in brands else brands[0],
        language if language in spoken else spoken[0],
        edition,
    )


def chosen(texts: Texts, names: Iterable[str], how: Handing) -> list[Ticked]:
    """The guides of these names, each once, as they would be handed out."""
    known = texts.names().conditions
    guides = [texts.guide(name) for name in dict.fromkeys(names) if name in known]
    return [_chosen(texts, guide, how) for guide in guides]


def _chosen(texts: Texts, guide: GuideText, how: Handing) -> Ticked:
    if guide.condition is None:
        return Ticked(guide, None, "Its source does not read")
    if how.language not in guide.languages:
        there = " and ".join(language_name(texts.root, one) for one in guide.languages)
        missing = language_name(texts.root, how.language)
        return Ticked(guide, None, f"Not in {missing} yet; there is {there}")
    brand = texts.brand(how.brand)
    if brand is None or not (
        how.language == guide.condition.language or brand.speaks(how.language)
    ):
        return Ticked(guide, None, f"{how.brand} publishes nothing in this language")
    if not how.edition.takes(guide.condition):
        return Ticked(guide, None, f"There is no “{how.edition.title}” of it")
    return Ticked(guide, ViewName(guide.name, how.brand, how.language, how.edition.name))
