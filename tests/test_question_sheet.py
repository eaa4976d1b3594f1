"""The question sheet: one page, exactly what is meant for it, to be written on or filled in."""

from __future__ import annotations

import ctypes
import io
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops
from pypdfium2 import raw

from publisher import verify
from publisher.edition.load import load_edition
from publisher.errors import BadInput
from publisher.layout.copyfit import Overset
from publisher.plan.job import Job
from publisher.render import pdf
from tests import large_print
from tests.helpers import PAIRS, SOURCES, Project, closing, job_for, new_project
from tests.judges import pdffonts, verapdf
from tests.shared import rendered

TUMORS = "pancreatic-neuroendocrine-tumors"
each_source = pytest.mark.parametrize("source", SOURCES)
each_pair = pytest.mark.parametrize(("source", "house"), PAIRS)
each_brand = pytest.mark.parametrize("house", ["riverbend", "northfield"])
MM = 72 / 25.4


@cache
def job(source: str = TUMORS, house: str = "riverbend") -> Job:
    return job_for(SOURCES[source], house, "question-sheet")


@cache
def made(source: str = TUMORS, house: str = "riverbend") -> bytes:
    return rendered(job(source, house))


def fields(data: bytes) -> list[dict[str, Any]]:
    """Each field of the form, in order."""
    with pikepdf.open(io.BytesIO(data)) as file:
        return [
            {
                "name": str(field.T),
                "said": str(field.TU),
                "kind": str(field.FT),
                "value": str(field.get("/V", "")),
                "edges": [float(edge) for edge in field.Rect],
            }
            for field in file.Root.AcroForm.Fields
        ]


# What it carries ---------------------------------------------------------------------------


@each_pair
def test_the_sheet_is_one_page_and_carries_all_that_is_meant_for_it(
    source: str, house: str
) -> None:
    one, data = job(source, house), made(source, house)
    assert len(pypdfium2.PdfDocument(data)) == 1
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert verify.standard(one, data) == ()


@pytest.mark.judge
@each_pair
def test_verapdf_finds_nothing_in_a_form(source: str, house: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(made(source, house))
    assert verapdf(path, "ua1") == []
    assert verapdf(path, "2a") == []


def test_what_a_section_says_for_the_sheet_is_all_of_it() -> None:
    said = [piece.text for piece in verify.pieces(job()).ordered]
    assert said[:4] == [
        "Pancreatic neuroendocrine tumors",
        "Draft: not yet reviewed by a clinician",
        "Questions to ask",
        "Tick what you want to ask. Write the answer below it.",
    ]
    blocks = [piece.block for piece in verify.pieces(job()).ordered[3:]]
    assert set(blocks) == {
        f"appointment-sheet-{n}" for n in ("questions", "lines", "bring", "contact")
    }


def test_a_section_without_a_sheet_gives_its_blocks_of_the_kinds_that_the_edition_names(
    tmp_path: Path,
) -> None:
    project = new_project(tmp_path)
    named = 'blocks = ["questions", "write_in", "checklist", "contact"]'
    project.write("layouts/question-sheet/edition.toml", named, 'blocks = ["questions"]')
    one = project.job("question-sheet")
    assert [piece.text for piece in verify.pieces(one).ordered[2:]] == [
        "Your appointment",
        "Questions to ask:",
        "What do I have?",
        "What happens next?",
    ]
    data = pdf.render(one)
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert "Bring along" not in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()


def test_a_condition_without_such_a_section_gives_lines_of_ones_own(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.write("layouts/question-sheet/edition.toml", '["appointment"]', '["spread"]')
    one = project.job("question-sheet")
    data = pdf.render(one)
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    own = [field["said"] for field in fields(data) if "my-questions" in field["name"]]
    assert own == [f"My own questions, line {number}" for number in range(1, 15)]


def test_a_question_that_is_lost_is_caught() -> None:
    one = job()
    markup = pdf.html(one)
    assert markup.count("<p>Has it spread?</p>") == 1
    data = pdf.write(one, markup.replace("<p>Has it spread?</p>", ""))
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == [
        "appointment-sheet-questions  “Has it spread?”  missing"
    ]


def test_what_does_not_fit_on_one_page_is_said_and_not_made(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.write("sources/every-block/condition.yaml", "        lines: 2\n", "        lines: 6\n")
    with pytest.raises(Overset) as raised:
        pdf.render(project.job("question-sheet"))
    assert str(raised.value) == (
        "appointment: needs 2 pages of letter, and question sheet has 1 page; "
        "write fewer or shorter lines under `sheet`"
    )


# What edition.toml says --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'wording = "sheet"\nsections = ["visit"]',
            "4:1  sections[0]  unknown value 'visit': one of 'overview', 'types', 'symptoms', "
            "'when_to_get_help', 'causes', 'risk_factors', 'complications', 'prevention', "
            "'diagnosis', 'treatment', 'preparation', 'procedure', 'aftercare', 'spread', "
            "'outlook', 'living_with' or 'appointment'",
        ),
        (
            'blocks = ["question"]',
            "3:1  blocks[0]  unknown value 'question': one of 'paragraph', 'list', 'steps', "
            "'checklist', 'questions', 'write_in', 'definitions', 'callout', 'table', "
            "'figure', 'video', 'audio' or 'contact'",
        ),
        ("sections = []", "3:1  sections  is empty: name one kind or more, or remove the key"),
        (
            'sections = ["appointment"]',
            '1:1  `sections` goes with wording = "sheet": write both or none',
        ),
        (
            'wording = "sheet"',
            '1:1  `sections` goes with wording = "sheet": write both or none',
        ),
        ("most_pages = 0", "3:1  most_pages  0 is less than 1: write 1 or more"),
        (
            'fillable = "yes"',
            "3:1  fillable  'yes' is not true or false: write true or false, without quotes",
        ),
        (
            'citations = "none"',
            "3:1  citations  unknown value 'none': one of 'raised' or 'brackets'",
        ),
        ("widest_table = 9", "3:1  widest_table  9 is more than 8: write 8 at most"),
    ],
)
def test_a_wrong_choice_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    project = Project(tmp_path)
    file = tmp_path / "layouts" / "sheet" / "edition.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'title = "Sheet"\nformat = "pdf"\n{line}\n', encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_edition(file.parent, project.root)
    assert str(raised.value) == f"layouts/sheet/edition.toml:{said}\n{closing(1)}"


# What is written on it ---------------------------------------------------------------------


@each_pair
def test_type_is_large_and_upright_and_lines_are_8_mm_apart(source: str, house: str) -> None:
    data = made(source, house)
    review = job(source, house).words.review(job(source, house).condition.review)
    every = list(large_print.glyphs(data))
    small = [row for row in large_print.lines(every) if min(glyph.size for glyph in row) < 13.9]
    said = ["".join(glyph.letter for glyph in row) for row in small]
    assert said[0].endswith(review.replace(" ", ""))  # the badge, beside the logo
    assert said[1].startswith("Version")
    assert len(said) <= 4
    assert not any(glyph.is_italic for glyph in every)
    lines = [field for field in fields(data) if field["name"].startswith("appointment-")]
    feet = {field["name"]: field["edges"][1] for field in lines if field["kind"] == "/Tx"}
    pairs = [(name, name[:-1] + "2") for name in feet if name.endswith("line-1")]
    gaps = [feet[one] - feet[other] for one, other in pairs if other in feet]
    assert gaps
    assert gaps == pytest.approx([8 * MM] * len(gaps), abs=0.1)


def test_each_field_has_a_name_of_its_own_and_says_the_words_of_its_question() -> None:
    found = fields(made())
    assert len({field["name"] for field in found}) == len(found) == 18
    assert [(field["kind"], field["said"]) for field in found[:5]] == [
        ("/Tx", "My name"),
        ("/Tx", "Day and time"),
        ("/Tx", "I will see"),
        ("/Btn", "Asked: What type of tumor do I have? Is it cancer?"),
        ("/Tx", "Answer: What type of tumor do I have? Is it cancer?"),
    ]
    assert [field["said"] for field in found if "lines" in field["name"]] == [
        "My own questions, line 1",
        "My own questions, line 2",
    ]


def test_every_field_stands_in_the_tags_and_brings_what_it_looks_like() -> None:
    with pikepdf.open(io.BytesIO(made())) as file:
        form = file.Root.AcroForm
        assert "/NeedAppearances" not in form
        assert str(file.pages[0].Tabs) == "/S"
        tagged = {
            kid.Obj.objgen
            for thing in file.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Form"
            for kid in thing.K
        }
        assert tagged == {field.objgen for field in form.Fields}
        for field in form.Fields:
            drawn = field.AP.N
            assert "/BBox" in (drawn if field.FT == "/Tx" else drawn.Yes)
            assert field.FT == "/Tx" or (field.V, field.AS) == ("/Off", "/Off")
            assert int(field.F) == 4


@each_brand
def test_the_type_to_fill_it_in_is_the_brands_and_embedded(house: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(made(house=house))
    own = {family.name for family in (job(house=house).brand.body, job(house=house).brand.headings)}
    for name, is_embedded in pdffonts(path):
        assert is_embedded, name
        assert any(name.startswith(family.replace(" ", "-")) for family in own), name
    with pikepdf.open(path) as file:
        font = file.Root.AcroForm.DR.Font.Body
        assert str(font.Encoding) == "/WinAnsiEncoding"
        assert len(font.Widths) == 224
        assert all(int(font.Widths[ord(letter) - 32]) > 100 for letter in "aZ9éßñ¿")


def test_who_fills_it_in_finds_it_filled_and_sees_it() -> None:
    """PDFium clicks and types as a reader does; what was typed is in the file and on the page."""
    document = pypdfium2.PdfDocument(made())
    document.init_forms()
    page = document[0]
    form, sheet = document.formenv.raw, page.raw
    before = page.render(may_draw_forms=True).to_pil()
    typed = "Ana Núñez".encode("utf-16-le") + b"\0\0"
    for field in fields(made()):
        left, bottom, right, top = field["edges"]
        place = ((left + right) / 2, (bottom + top) / 2)
        raw.FORM_OnMouseMove(form, sheet, 0, *place)
        raw.FORM_OnLButtonDown(form, sheet, 0, *place)
        raw.FORM_OnLButtonUp(form, sheet, 0, *place)
        if field["kind"] == "/Tx":
            letters = (ctypes.c_ushort * (len(typed) // 2)).from_buffer_copy(typed)
            raw.FORM_ReplaceSelection(form, sheet, letters)
        raw.FORM_ForceToKillFocus(form)
    after = page.render(may_draw_forms=True).to_pil()
    out = io.BytesIO()
    document.save(out)
    height = page.get_height()
    for field in fields(out.getvalue()):
        assert field["value"] == ("Ana Núñez" if field["kind"] == "/Tx" else "/Yes")
        left, bottom, right, top = field["edges"]
        window = tuple(round(n) for n in (left, height - top, right, height - bottom))
        changed = ImageChops.difference(before.crop(window), after.crop(window))
        assert changed.getbbox() is not None, field["name"]


def test_an_edition_that_is_not_to_be_filled_in_has_no_form(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.write("layouts/question-sheet/edition.toml", "fillable = true", "fillable = false")
    with pikepdf.open(io.BytesIO(pdf.render(project.job("question-sheet")))) as file:
        assert "/AcroForm" not in file.Root


def test_the_same_job_gives_the_same_bytes() -> None:
    assert pdf.render(job()) == made()
