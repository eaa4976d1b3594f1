"""Languages that nobody speaks, through editions of every format.

One is 40 % longer than English, in accented letters: every sentence that is still English, or that
has no room, shows. Two run from right to left, in Arabic and in Hebrew letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from publisher.brand.fonts import Family
from publisher.brand.load import load_brand
from publisher.brand.model import BrandWords
from publisher.build.make import make
from publisher.content.translated import TranslatedCondition
from publisher.edition.words import Words, load_words
from publisher.layout import rasters
from publisher.layout.typeset import typeset
from publisher.plan.job import Job
from publisher.render.ebook.cover import cover_picture
from publisher.source.kit import DrawingKit
from publisher.source.load import load_condition
from publisher.translation.apply import translated
from publisher.translation.catalogue import Catalogue, TranslatedPassage
from publisher.translation.judge import findings
from publisher.translation.units import units_of
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, job_for

_ACCENTED = str.maketrans("aeiouAEIOU", "àéîöüÀÉÎÖÜ")
# What stays as it is: marks with what they lead to, escapes, and gaps of labels.
_KEPT = re.compile(r"(\[[^\]]*\]\(lang:[^)]*\)|\]\([^)]*\)|\[@[^\]]*\]|\\.|\{\w+\})")


def longer(text: str) -> str:
    """The text in accented letters, each word longer by two fifths."""
    parts = _KEPT.split(text)
    return "".join(
        part if n % 2 else re.sub(r"[^\W\d_]+", _word, part) for n, part in enumerate(parts)
    )


def _word(found: re.Match[str]) -> str:
    word = found.group().translate(_ACCENTED)
    return word + "nesirat"[: round(0.4 * len(word))]


_ARABIC = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابثدعفغهيجكلمنوبقرستوطخشزض", strict=True))
_HEBREW = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבגדעפגהיזכלמנופקרשטוורחיצ", strict=True))


def _in_letters(text: str, letters: dict[str, str]) -> str:
    """The text with each English word in other letters, as long as it was."""
    parts = _KEPT.split(text)
    return "".join(
        part
        if n % 2
        else re.sub(
            r"[A-Za-z]+", lambda word: "".join(map(letters.__getitem__, word[0].lower())), part
        )
        for n, part in enumerate(parts)
    )


def arabic(text: str) -> str:
    return _in_letters(text, _ARABIC)


def hebrew(text: str) -> str:
    return _in_letters(text, _HEBREW)


LANGUAGES: dict[str, Callable[[str], str]] = {"fr": longer, "ar": arabic, "he": hebrew}


@cache
def pseudo(language: str, source: Path = EVERY_BLOCK) -> TranslatedCondition:
    condition = load_condition(source, ROOT)
    units = units_of(condition)
    passages = tuple(
        TranslatedPassage(
            address=str(unit.address),
            source=unit.source,
            target=LANGUAGES[language](unit.source),
            hash=unit.hash,
            line=0,
            accepted=frozenset(("negations", "units")),
        )
        for unit in units
    )
    catalogue = Catalogue(condition=condition.condition, language=language, passages=passages)
    found = tuple(findings(units, catalogue, condition.language))
    assert found == ()
    kit = DrawingKit(LAYOUTS / "shared", "en")
    return translated(condition, catalogue, found, words(language), kit)


@cache
def words(language: str) -> Words:
    english = load_words(LAYOUTS, "en-US").labels
    say = LANGUAGES[language]
    return Words(language, {name: say(label) for name, label in english.items()})


def pseudo_job(house: str, edition: str, language: str = "fr", source: Path = EVERY_BLOCK) -> Job:
    job = job_for(source, house, edition)
    own, say = load_brand(LAYOUTS / "brands" / house, ROOT), LANGUAGES[language]
    labels = tuple(say(phone.label) for phone in own.clinic.phones)
    said = BrandWords(phones=labels, legal=tuple(map(say, own.legal)))
    brand = replace(own, languages=((language, said),)).in_language(language)
    return replace(
        job,
        condition=pseudo(language, source),
        brand=brand,
        words=words(language),
        edition=replace(job.edition, title=say(job.edition.title)).in_language(language),
    )


@pytest.mark.parametrize(
    ("house", "edition"),
    [
        ("riverbend", "handout"),
        ("northfield", "handout-short"),
        ("riverbend", "large-print"),
        ("northfield", "question-sheet"),
        ("riverbend", "word"),
        ("northfield", "web"),
        ("riverbend", "ebook"),
        ("northfield", "trifold"),
    ],
)
def test_a_longer_language_has_room_and_loses_nothing(house: str, edition: str) -> None:
    made = make(pseudo_job(house, edition))
    assert made.faults == ()
    assert made.blocks[0] == made.blocks[1] > 0


@pytest.mark.parametrize(
    ("house", "edition", "language"),
    [
        ("riverbend", "handout", "ar"),
        ("northfield", "handout", "he"),
        ("northfield", "handout-short", "ar"),
        ("riverbend", "handout-short", "he"),
        ("riverbend", "large-print", "ar"),
        ("northfield", "question-sheet", "ar"),
        ("riverbend", "easy-read", "he"),
        ("riverbend", "word", "ar"),
        ("northfield", "word", "he"),
        ("northfield", "web", "ar"),
        ("riverbend", "web", "he"),
        ("riverbend", "ebook", "ar"),
        ("northfield", "ebook", "he"),
        ("northfield", "trifold", "ar"),
        ("riverbend", "halffold", "he"),
        ("riverbend", "booklet", "ar"),
        ("northfield", "booklet-spreads", "he"),
    ],
)
def test_a_language_from_right_to_left_loses_nothing(
    house: str, edition: str, language: str
) -> None:
    made = make(pseudo_job(house, edition, language))
    assert made.faults == ()
    assert made.blocks[0] == made.blocks[1] > 0


@pytest.mark.parametrize("house", ["riverbend", "northfield"])
def test_the_cover_of_a_book_shows_all_of_what_it_says_of_its_review(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[tuple[str, tuple[Family, ...]]] = []
    monkeypatch.setattr(rasters, "page_image", lambda *given: pages.append(given[:2]))
    job = pseudo_job(house, "ebook")
    cover_picture(job)
    ((html, fonts),) = pages
    size = "<style>@page { size: 1600px 2560px; margin: 0 } body { margin: 0 }</style>"
    with PdfDocument(typeset(size + html, fonts).write_pdf()) as pdf:
        painted = re.sub(r"\W", "", pdf[0].get_textpage().get_text_bounded())
    assert re.sub(r"\W", "", job.words.review(job.condition.review)) in painted
