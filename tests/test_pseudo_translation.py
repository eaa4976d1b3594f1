"""A language 40 % longer than English, in accented letters, through editions of every format.

Nobody speaks it, so every sentence that is still English, or that has no room, shows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from pypdfium2 import PdfDocument

from publisher.brand.fonts import Family
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

LANGUAGE = "fr"
_ACCENTED = str.maketrans("aeiouAEIOU", "àéîöüÀÉÎÖÜ")
# What stays as it is: marks with what they lead to, escapes, and gaps of labels.
_KEPT = re.compile(r"(\]\([^)]*\)|\[@[^\]]*\]|\\.|\{\w+\})")


def longer(text: str) -> str:
    """The text in accented letters, each word longer by two fifths."""
    parts = _KEPT.split(text)
    return "".join(
        part if n % 2 else re.sub(r"[^\W\d_]+", _word, part) for n, part in enumerate(parts)
    )


def _word(found: re.Match[str]) -> str:
    word = found.group().translate(_ACCENTED)
    return word + "nesirat"[: round(0.4 * len(word))]


@cache
def pseudo() -> TranslatedCondition:
    condition = load_condition(EVERY_BLOCK, ROOT)
    units = units_of(condition)
    passages = tuple(
        TranslatedPassage(
            address=str(unit.address),
            source=unit.source,
            target=longer(unit.source),
            hash=unit.hash,
            line=0,
        )
        for unit in units
    )
    catalogue = Catalogue(condition=condition.condition, language=LANGUAGE, passages=passages)
    found = tuple(findings(units, catalogue, condition.language))
    assert found == ()
    return translated(condition, catalogue, found, words(), DrawingKit(LAYOUTS / "shared", "en"))


@cache
def words() -> Words:
    english = load_words(LAYOUTS, "en-US").labels
    return Words(LANGUAGE, {name: longer(label) for name, label in english.items()})


def pseudo_job(house: str, edition: str) -> Job:
    job = job_for(EVERY_BLOCK, house, edition)
    labels = tuple(longer(phone.label) for phone in job.brand.clinic.phones)
    said = BrandWords(phones=labels, legal=tuple(map(longer, job.brand.legal)))
    brand = replace(job.brand, languages=((LANGUAGE, said),)).in_language(LANGUAGE)
    return replace(job, condition=pseudo(), brand=brand, words=words())


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
