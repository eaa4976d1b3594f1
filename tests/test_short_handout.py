"""The short handout: both sides of one sheet, all of the short wording, to be filled in."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publisher import verify
from publisher.content.model import Wording
from publisher.edition.load import load_edition
from publisher.errors import BadInput
from publisher.layout.copyfit import Overset
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.render import pdf
from publisher.site.downloads import _order
from tests import large_print
from tests.helpers import PAIRS, ROOT, SOURCES, Project, closing, job_for, new_project
from tests.judges import verapdf
from tests.shared import rendered

TUMORS, ANEMIA = "pancreatic-neuroendocrine-tumors", "iron-deficiency-anemia"
GUIDES = (TUMORS, ANEMIA)
each_source = pytest.mark.parametrize("source", SOURCES)
each_pair = pytest.mark.parametrize(("source", "house"), PAIRS)
each_guide = pytest.mark.parametrize("source", GUIDES)
each_brand = pytest.mark.parametrize("house", ["riverbend", "northfield"])
SOURCE = "sources/every-block/condition.yaml"
LEAST_PT = 11.5


@cache
def job(source: str = TUMORS, house: str = "riverbend") -> Job:
    return job_for(SOURCES[source], house, "handout-short")


@cache
def made(source: str = TUMORS, house: str = "riverbend") -> bytes:
    return rendered(job(source, house))


# What it carries ---------------------------------------------------------------------------


@each_pair
def test_it_is_two_pages_that_carry_all_of_the_short_wording(source: str, house: str) -> None:
    one, data = job(source, house), made(source, house)
    assert len(pypdfium2.PdfDocument(data)) == 2
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert verify.standard(one, data) == ()


@pytest.mark.judge
@each_pair
def test_verapdf_finds_nothing_in_it(source: str, house: str, tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    path.write_bytes(made(source, house))
    assert verapdf(path, "ua1") == []
    assert verapdf(path, "2a") == []


@each_guide
def test_the_proof_asks_for_whom_to_call_and_for_every_block_of_the_short_wording(
    source: str,
) -> None:
    one = job(source)
    asked = verify.pieces(one).ordered
    assert [piece.text for piece in asked[:6]] == [
        one.condition.title.plain,
        one.condition.subtitle.plain,
        "Draft: not yet reviewed by a clinician",
        "Get emergency help now: call 911",
        "Call your care team: 555-0142",
        "What is it?",
    ]
    blocks = {block.id for block in one.condition.blocks(Wording.BRIEF)}
    assert blocks - {piece.block for piece in asked} == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Call your care team: 555-0142", "urgent  “Call your care team: 555-0142”  missing"),
        ("has a seizure", "help-brief-emergency-list  “has a seizure”  missing"),
        ("555-0143", "about  “555-0143”  missing"),
    ],
)
def test_what_is_lost_is_caught(words: str, said: str) -> None:
    one = job()
    markup = pdf.html(one)
    assert markup.count(f">{words}<") == 1
    data = pdf.write(one, markup.replace(f">{words}<", "><"))
    assert said in [str(fault) for fault in verify.fidelity(one, data).faults]


def test_a_code_that_is_lost_is_caught() -> None:
    one = job()
    markup = pdf.html(one).replace('class="code"', 'class="code" style="display: none"')
    faults = [str(fault) for fault in verify.fidelity(one, pdf.write(one, markup)).faults]
    address = f"https://example.org/riverbend/{TUMORS}"
    assert f"not the picture that it is: no page has a QR code that leads to {address}" in faults


# How it looks ------------------------------------------------------------------------------


@each_brand
@each_guide
def test_both_pages_are_full_and_nothing_to_be_read_is_small(source: str, house: str) -> None:
    data = made(source, house)
    every = [glyph for glyph in large_print.glyphs(data) if not glyph.in_drawing]
    pages = pypdfium2.PdfDocument(data)
    for number, page in enumerate(pages, 1):
        height = page.get_height()
        own = [glyph for glyph in every if glyph.page == number]
        read = [glyph for glyph in own if glyph.size >= LEAST_PT - 0.01]
        assert min(glyph.baseline for glyph in read) < 0.25 * height
    # Captions, the badge, legal lines and feet alone are smaller.
    small = {round(glyph.size, 2) for glyph in every if glyph.size < LEAST_PT - 0.01}
    assert small <= {9, 9.5}


def test_a_sheet_without_much_to_say_has_lines_of_ones_own() -> None:
    with pikepdf.open(io.BytesIO(made("every-block"))) as file:
        names = [str(field.T) for field in file.Root.AcroForm.Fields]
    assert names == [
        *(f"my-questions-line-{number}" for number in range(1, 19)),
        "my-nurse",
        "next-visit",
    ]


def test_treatments_questions_and_the_next_visit_are_fields_with_the_words_beside_them() -> None:
    with pikepdf.open(io.BytesIO(made())) as file:
        fields = [(str(field.FT), str(field.TU)) for field in file.Root.AcroForm.Fields]
    assert fields[1] == ("/Btn", "regular scans, if the tumor is small and slow")
    assert ("/Btn", "Asked: Has it spread?") in fields
    assert ("/Tx", "Answer: Has it spread?") in fields
    assert fields[-2:] == [("/Tx", "My nurse"), ("/Tx", "My next visit")]


def test_a_clinic_without_web_address_and_telephone_has_neither_code_nor_numbers(
    tmp_path: Path,
) -> None:
    project = new_project(tmp_path)
    brand = "layouts/brands/riverbend/_brand.yml"
    project.write(brand, "      web: example.org/riverbend\n", "")
    project.write(brand, "  link: https://example.org/riverbend\n", "")
    lines = (project.root / brand).read_text(encoding="utf-8")
    phones = lines[lines.index("      phones:\n") : lines.index("      email:")]
    project.write(brand, phones, "")
    project.write(brand, lines[lines.index("    languages:\n") :], "")
    one = project.job("handout-short")
    data = pdf.render(one)
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert (
        "Read the full guide" not in pypdfium2.PdfDocument(data)[1].get_textpage().get_text_range()
    )


# What cannot be made -----------------------------------------------------------------------


def test_what_does_not_fit_is_said_with_its_side_and_not_made(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    items = "            - another short item\n"
    project.write(SOURCE, items, items * 110)
    with pytest.raises(Overset) as raised:
        pdf.render(project.job("handout-short"))
    assert str(raised.value) == (
        "short handout on letter in 11.5 pt: side 1 (overview) is 93 lines too long; "
        "write fewer or shorter lines under `brief`"
    )


def without_brief(project: Project) -> None:
    path = project.source
    text = path.read_text(encoding="utf-8")
    start = text.index("    brief:\n")
    path.write_text(
        text[:start] + text[text.index("\n    blocks:\n", start) + 1 :], encoding="utf-8"
    )


def test_a_condition_without_short_wordings_is_left_out(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    without_brief(project)
    jobs = project.jobs()
    assert "handout" in {one.edition.name for one in jobs}
    assert "handout-short" not in {one.edition.name for one in jobs}
    assert "handout-short" not in {one.name for one in jobs[0].siblings}


def test_asked_for_by_name_it_is_a_problem(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    without_brief(project)
    asked = Selection(("every-block",), ("riverbend",), ("handout-short",))
    assert project.problems(asked) == (
        "command line  --edition  handout-short is made of short wordings, and 'every-block' "
        f"has none: write `brief` in its sections\n{closing(1)}"
    )


ALL = 'sides = [[["overview"]]]'


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            'wording = "brief"\nsides = [[["overview"], ["overview"]]]',
            "`sides` names overview, types, symptoms, when_to_get_help, causes, risk_factors, "
            "complications, prevention, diagnosis, treatment, preparation, procedure, aftercare, "
            "spread, outlook, living_with, appointment never, or more than once: name every kind "
            "of section once: what is not named would be lost",
        ),
        (
            ALL,
            '`sides` goes with format = "pdf" and wording = "brief": write all or none',
        ),
        (
            "largest_pt = 14",
            "`largest_pt` goes with `sides`, and is no less than `body_pt`: write both, or none "
            "of them",
        ),
    ],
)
def test_a_wrong_choice_is_named(tmp_path: Path, lines: str, said: str) -> None:
    file = tmp_path / "layouts" / "sheet" / "edition.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'title = "Sheet"\nformat = "pdf"\n{lines}\n', encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_edition(file.parent, tmp_path)
    assert str(raised.value) == f"layouts/sheet/edition.toml:1:1  {said}\n{closing(1)}"


def test_it_is_the_first_download_of_a_site() -> None:
    (one,) = select_jobs(ROOT, Selection((TUMORS,), ("riverbend",), ("handout-short",)))
    assert (
        min(
            filter(
                lambda edition: not edition.scheme and edition.format.value == "pdf", one.siblings
            ),
            key=_order,
        ).name
        == "handout-short"
    )


def test_the_same_job_gives_the_same_bytes() -> None:
    assert pdf.render(job()) == made()
