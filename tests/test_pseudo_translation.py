"""Languages that nobody speaks, through editions of every format.

One is 40 % longer than English, in accented letters: every sentence that is still English, or that
has no room, shows. The others are in eight more scripts. `make fuzz` goes through all editions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from publisher.brand.fonts import Family
from publisher.brand.load import load_brand
from publisher.brand.model import BrandWords
from publisher.build.make import make
from publisher.content.fields import with_texts
from publisher.content.inline import Text, parse
from publisher.content.translated import TranslatedCondition
from publisher.edition.words import Words, load_words
from publisher.layout import rasters
from publisher.layout.typeset import typeset
from publisher.plan.coverage import coverage_problems
from publisher.plan.job import Job
from publisher.render.ebook.cover import cover_picture
from publisher.source.kit import DrawingKit
from publisher.source.load import load_condition
from publisher.translation.apply import translated
from publisher.translation.catalogue import Catalogue, TranslatedPassage
from publisher.translation.judge import findings
from publisher.translation.units import units_of
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, job_for
from tests.pseudo_languages import LANGUAGES


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
        edition=replace(job.edition, title=say(job.edition.title), titles=()).in_language(language),
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


@pytest.mark.parametrize(
    ("house", "edition", "language"),
    [
        ("riverbend", "handout", "uk"),
        ("northfield", "trifold", "uk"),
        ("riverbend", "word", "el"),
        ("northfield", "large-print", "el"),
        ("riverbend", "trifold", "zh-Hans"),
        ("northfield", "booklet", "zh-Hans"),
        ("riverbend", "giant-print", "zh-Hans"),
        ("riverbend", "word", "zh-Hans"),
        ("northfield", "handout-short", "ko"),
        ("riverbend", "web", "ko"),
        ("northfield", "word", "th"),
        ("riverbend", "ebook", "th"),
        ("northfield", "web", "hi"),
        ("riverbend", "ebook", "hi"),
    ],
)
def test_a_language_in_another_script_loses_nothing(
    house: str, edition: str, language: str
) -> None:
    made = make(pseudo_job(house, edition, language))
    assert made.faults == ()
    assert made.blocks[0] == made.blocks[1] > 0


def test_a_script_that_no_font_has_is_told_once() -> None:
    def tamil(_: Text) -> Text:
        return parse("இரத்தம் உடல் மருத்துவர்")

    condition = with_texts(load_condition(EVERY_BLOCK, ROOT), tamil)
    brand = load_brand(LAYOUTS / "brands" / "riverbend", ROOT)
    told = coverage_problems(condition.model_copy(update={"language": "ta"}), brand, "cold.yaml")
    assert list(map(str, told)) == [
        "cold.yaml  title  no font of the brand has 10 letters of Tamil (இ ர த ம …): "
        "name a fallback family that has them, unlike Noto Sans (docs/brands.md)"
    ]


@pytest.mark.parametrize("language", ["th", "hi"])
def test_what_cannot_be_read_back_from_a_page_is_refused(language: str) -> None:
    """Marks around letters are painted in another order: such a PDF is not published."""
    assert make(pseudo_job("riverbend", "trifold", language)).faults != ()


_ON_SCREENS = ("word", "web", "ebook", "easy-read-word", "easy-read-web")
_ALL = sorted(path.parent.name for path in LAYOUTS.glob("*/edition.toml"))
_MANY = settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)


@settings(_MANY, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_any_edition_in_any_script_loses_nothing(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(sorted(LANGUAGES)))
    edition = data.draw(st.sampled_from(_ON_SCREENS if language in ("th", "hi") else _ALL))
    # A question sheet on Letter has no room for two fifths more.
    house = "northfield" if edition == "question-sheet" else data.draw(st.sampled_from(_HOUSES))
    # A card of eleven lines is higher than a giant page with a foot of five, as the proof says.
    assume((language, edition, house) != ("fr", "giant-print", "northfield"))
    made = make(pseudo_job(house, edition, language))
    assert made.faults == ()


_HOUSES = ("northfield", "riverbend")


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
