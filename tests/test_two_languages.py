"""Two languages side by side: what stands where, what a page says of both, and what is noticed."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publisher import verify
from publisher.build.make import make
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.plan.job import Job, beside
from publisher.plan.names import Selection
from publisher.plan.select import plan_jobs, select_jobs
from publisher.render import pdf
from publisher.verify.extract import right_to_left
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, job_for
from tests.judges import verapdf
from tests.shared import rendered
from tests.test_pseudo_translation import pseudo_job

GUIDE = "iron-deficiency-anemia"
EDITIONS = ("handout-bilingual", "handout-short-bilingual", "question-sheet-bilingual")


@cache
def job(edition: str = "handout-bilingual", language: str = "es") -> Job:
    (one,) = select_jobs(ROOT, Selection((GUIDE,), ("riverbend",), (edition,), (language,)))
    return one.shown


def faults(job: Job, data: bytes) -> list[str]:
    return list(map(str, verify.fidelity(job, data).faults))


# Whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_proof_finds_both_languages_whole(edition: str) -> None:
    """In Arabic too: that is in test_right_to_left.py."""
    assert faults(job(edition), rendered(job(edition))) == []


@pytest.mark.judge
@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_verapdf_finds_nothing(edition: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / "both.pdf"
    path.write_bytes(rendered(job(edition, language)))
    assert {flavour: verapdf(path, flavour) for flavour in ("ua1", "2a")} == {"ua1": [], "2a": []}


def in_two_languages(edition: str, language: str, house: str, source: Path = EVERY_BLOCK) -> Job:
    """A source beside a translation that nobody speaks."""
    own = job_for(source, house, edition)
    return beside(
        pseudo_job(house, edition, language, source),
        condition=own.condition,
        brand=own.brand,
        words=own.words,
    )


@pytest.mark.parametrize(
    ("edition", "language", "house"),
    [
        ("handout-bilingual", "fr", "northfield"),
        ("handout-bilingual", "he", "riverbend"),
        ("handout-short-bilingual", "ar", "northfield"),
        ("question-sheet-bilingual", "fr", "riverbend"),
    ],
)
def test_every_kind_of_block_stands_in_both(edition: str, language: str, house: str) -> None:
    made = make(in_two_languages(edition, language, house))
    assert made.faults == ()
    assert made.blocks[0] == made.blocks[1] > 0


def test_rows_taller_than_a_page_and_wide_tables_lose_nothing() -> None:
    hard = ROOT / "tests" / "sources" / "hard"
    assert make(in_two_languages("handout-bilingual", "fr", "riverbend", hard)).faults == ()


# What a page says --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_page_says_in_both_languages_that_a_machine_translated_it(language: str) -> None:
    said = [load_words(LAYOUTS, one).machine_drafted for one in ("en", language)]
    document = pypdfium2.PdfDocument(rendered(job(language=language)))
    for page in document:
        words = "".join(right_to_left.page_text(page.get_textpage()).split())
        assert ["".join(one.split()) in words for one in said] == [True, True]


def test_the_file_is_read_block_by_block_each_in_its_language() -> None:
    with pikepdf.open(io.BytesIO(rendered(job(language="ar")))) as file:
        assert str(file.Root.Lang) == "en-US"
        found: list[str] = []

        def walk(element: pikepdf.Object) -> None:
            if "/Lang" in element and str(element.get("/S")) == "/Div":
                found.append(str(element.Lang))
            kids = element.get("/K", ())
            for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    walk(kid)

        walk(file.Root.StructTreeRoot)
    turns = list(zip(found[::2], found[1::2], strict=False))
    # References are listed once; all else comes in pairs.
    assert found.count("en-US") == found.count("ar") + 1
    assert turns[:20] == [("en-US", "ar")] * 20


def test_fields_of_the_question_sheet_speak_both_languages() -> None:
    with pikepdf.open(io.BytesIO(rendered(job("question-sheet-bilingual")))) as file:
        labels = [str(one.TU) for one in file.Root.AcroForm.Fields]
    assert labels[:3] == [
        "My name / Mi nombre",
        "Day and time / Día y hora",
        "I will see / Voy a ver a",
    ]
    assert all(" / " in label for label in labels)


# Damages -----------------------------------------------------------------------------------------


def spoiled(change: Callable[[str], str], language: str = "es") -> list[str]:
    """What the proof says of a file whose markup was changed before it was laid out."""
    one = job(language=language)
    markup = pdf.html(one)
    changed = change(markup)
    assert changed != markup
    return faults(one, pdf.write(one, changed))


def cell_of(markup: str, words: str) -> str:
    """The cell of a row that says these words."""
    cells = re.findall(r'<div class="half .*?</div>', markup, re.DOTALL)
    (found,) = [cell for cell in cells if words in cell]
    return str(found)


def exchanged(markup: str, one: str, other: str) -> str:
    return markup.replace(one, "\0").replace(other, one).replace("\0", other)


def test_two_items_whose_translations_are_exchanged() -> None:
    one, other = "se desmaya", "tiene un sangrado abundante que no para"
    found = spoiled(lambda markup: exchanged(markup, f"<li>{one}</li>", f"<li>{other}</li>"))
    assert any("out of order" in line for line in found)


def test_a_row_whose_translation_stands_in_another_row() -> None:
    """The order of the tags is still that of the source: only places tell."""

    def moved(markup: str) -> str:
        cell = cell_of(markup, "<li>se desmaya</li>")
        after = cell_of(markup, "<li>vomita sangre")
        inside = re.search(r"<ul.*</ul>", cell, re.DOTALL)
        assert inside is not None
        return markup.replace(cell, cell.replace(inside[0], "")).replace(
            after, after.replace("<ul", f"{inside[0]}<ul", 1)
        )

    assert any("is not on one line with “se desmaya”" in line for line in spoiled(moved))


def test_a_half_that_is_lost() -> None:
    found = spoiled(lambda markup: markup.replace("<li>se desmaya</li>", ""))
    assert any("“se desmaya”  missing" in line for line in found)


def test_a_half_in_the_wrong_language() -> None:
    def mistagged(markup: str) -> str:
        cell = cell_of(markup, "<p>Muy poca" if "<p>Muy poca" in markup else "Qué es</h2>")
        return markup.replace(cell, cell.replace('lang="es"', 'lang="en-US"'))

    found = spoiled(mistagged)
    assert [line for line in found if "does not say that it is in es" in line]


def test_columns_that_are_exchanged() -> None:
    found = spoiled(lambda markup: markup.replace("</style>", ".row { direction: rtl }</style>"))
    assert any("stands on the right of" in line for line in found)


def test_arabic_that_runs_from_left_to_right() -> None:
    found = spoiled(lambda markup: markup.replace('dir="rtl"', 'dir="ltr"'), "ar")
    assert any("does not begin at the right of its column" in line for line in found)


def test_a_page_that_does_not_say_it_in_one_language() -> None:
    english = load_words(LAYOUTS, "en").machine_drafted
    found = spoiled(lambda markup: markup.replace(f". {english}</strong></div>", "</strong></div>"))
    assert any("page 2 does not say it" in line for line in found)


# Keys, files, and what keeps one back ------------------------------------------------------------


def test_a_change_of_either_language_makes_the_file_anew() -> None:
    one = job()
    assert one.original is not None
    title = one.original.condition.title
    retitled = one.original.condition.model_copy(update={"subtitle": title})
    other = replace(one, original=replace(one.original, condition=retitled))
    assert other.key != one.key
    translated = one.condition.model_copy(update={"subtitle": title})
    assert replace(one, condition=translated).key != one.key


def test_it_stands_in_the_folder_of_the_translation() -> None:
    one = job()
    assert str(one.path) == f"riverbend/es/{GUIDE}/handout-bilingual.pdf"
    assert ("es", "handout-bilingual") in one.possible_files
    assert ("en-US", "handout-bilingual") not in one.possible_files


def test_a_guide_that_nobody_translated_has_none() -> None:
    with pytest.raises(BadInput) as caught:
        select_jobs(ROOT, Selection(("insulinoma",), ("riverbend",), ("handout-bilingual",)))
    assert str(caught.value) == (
        "command line  --edition  handout-bilingual is made of translations, and 'insulinoma' has "
        "none: write one (docs/translating.md)\n1 problem. Nothing was written."
    )


def test_a_stale_passage_keeps_it_back(tmp_path: Path) -> None:
    """In the edition that shows it, and in no other."""
    shutil.copytree(ROOT / "sources" / GUIDE, tmp_path / "sources" / GUIDE)
    (tmp_path / "layouts").symlink_to(LAYOUTS)
    source = tmp_path / "sources" / GUIDE / "condition.yaml"
    text = source.read_text(encoding="utf-8")
    changed = text.replace("Iron runs low in four main ways", "Iron runs low in four ways")
    assert changed != text
    source.write_text(changed, encoding="utf-8")
    plan = plan_jobs(tmp_path, Selection((), ("riverbend",), EDITIONS, ("es",)))
    made = [job.edition.name for job in plan.jobs]
    assert made == ["handout-short-bilingual", "question-sheet-bilingual"]
