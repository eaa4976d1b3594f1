"""A guide in Arabic in every edition: what runs from right to left, and what in it does not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Browser

from publisher import preflight, render, verify
from publisher.brand.load import load_brand
from publisher.brand.scripts import SCRIPTS, script_of
from publisher.content.bidi import END, LEFT, isolated, parts_of
from publisher.content.inline import parse
from publisher.edition.load import load_edition
from publisher.edition.words import load_words
from publisher.layout import glyph_text
from publisher.layout.glyph_text import glyph_texts
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.press.impose import plan, spreads
from publisher.translation.marks import mark_differences
from publisher.verify.extract import right_to_left
from publisher.verify.extract.right_to_left import Glyph, line_of, with_brackets
from tests.helpers import LAYOUTS, ROOT, new_project, written
from tests.judges import ace, epubcheck, on_a_phone, openxml, openxml_audit, qpdf_check, verapdf

_ERROR = preflight.Severity.ERROR
GUIDE = "iron-deficiency-anemia"
EDITIONS = sorted(
    path.parent.name
    for path in LAYOUTS.glob("*/edition.toml")
    if "titles" in path.read_text(encoding="utf-8")
)


@cache
def job(edition: str, house: str = "riverbend") -> Job:
    (one,) = select_jobs(ROOT, Selection((GUIDE,), (house,), (edition,), ("ar",)))
    return one


@cache
def made(edition: str, house: str = "riverbend") -> bytes:
    return render.render(job(edition, house).shown)


def faults(edition: str, data: bytes) -> list[str]:
    """What the proof says of a file of the guide."""
    return list(map(str, verify.fidelity(job(edition).shown, data).faults))


def test_the_proof_finds_nothing_in_any_edition() -> None:
    assert {one: faults(one, made(one)) for one in EDITIONS} == {one: [] for one in EDITIONS}


def test_every_page_says_that_a_machine_translated_it() -> None:
    words = load_words(LAYOUTS, "ar")
    document = pypdfium2.PdfDocument(made("handout"))
    for page in document:
        said = right_to_left.page_text(page.get_textpage())
        assert "".join(words.machine_drafted.split()) in "".join(said.split())


# What is read from left to right -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("اتصل بالرقم 555-0142 الآن", "اتصل بالرقم <555-0142> الآن"),
        ("المستوى 12 g/dL أو أقل", "المستوى <12 g/dL> أو أقل"),
        ("من 2 إلى 4 أسابيع", "من 2 إلى 4 أسابيع"),
        ("المكتبة National Library هنا", "المكتبة National Library هنا"),
        ("نسبة 50% من الناس", "نسبة <50%> من الناس"),
        ("الرقم (555) 123-4567.", "الرقم <(555) 123-4567>."),
        ("أقل من 5 mg < 6 mg دائمًا", "أقل من <5 mg < 6 mg> دائمًا"),
    ],
)
def test_a_run_from_left_to_right_is_set_apart(text: str, shown: str) -> None:
    assert isolated(text).replace(LEFT, "<").replace(END, ">") == shown


def test_on_paper_a_short_run_is_not_parted() -> None:
    assert isolated("12 g/dL", unbroken=True) == f"{LEFT}12\u00a0g/\u2060dL{END}"


def test_a_word_file_has_the_parts_of_a_text() -> None:
    parts = list(parts_of("اتصل 555-0142 بعد 2 يوم"))
    assert parts == [("اتصل ", True), ("555-0142", False), (" بعد 2 يوم", True)]


def test_languages_have_their_scripts() -> None:
    assert [script_of(one) for one in ("ar", "ar-EG", "he", "en-US", "es", "fa")] == [
        "Arab",
        "Arab",
        "Hebr",
        "Latn",
        "Latn",
        "Arab",
    ]


# Fonts ------------------------------------------------------------------------------------------


def test_a_brand_tells_which_face_stands_in() -> None:
    brand = load_brand(LAYOUTS / "brands" / "northfield", ROOT)
    told = {row.name: (row.value, row.origin) for row in brand.report.rows}
    assert told["Arabic"] == (
        "IBM Plex Sans Arabic",
        "Source Sans 3 and Source Serif 4 has no Arabic",
    )
    spoken = brand.set_in("ar")
    assert (spoken.body.name, spoken.headings.name) == ("IBM Plex Sans Arabic",) * 2
    assert spoken.line_height == SCRIPTS["Arab"].line_height


def test_a_family_without_the_script_is_a_problem(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    project.write(
        "layouts/brands/riverbend/_brand.yml",
        "    fallback: Noto Sans\n",
        "    fallback: Noto Sans\n    scripts: {Arab: Noto Sans}\n",
    )
    line = project.line("scripts: {", "layouts/brands/riverbend/_brand.yml")
    said = project.problems()
    assert said == (
        f"layouts/brands/riverbend/_brand.yml:{line}:15  defaults.publisher.scripts.Arab  "
        "Noto Sans has no U+0627 ا (arabic letter alef): name a family with Arabic letters\n"
        "1 problem. Nothing was written."
    )


def test_a_glyph_says_the_letters_that_it_stands_for() -> None:
    face = dict(load_brand(LAYOUTS / "brands" / "riverbend", ROOT).scripts)["Arab"].faces[0]
    from fontTools.ttLib import TTFont

    with TTFont(face.path) as font:
        said = glyph_texts(face.path.read_bytes())
        numbers = {name: font.getGlyphID(name) for name in font.getGlyphOrder()}
    assert said[numbers["uniFE91"]] == "ب"  # at the beginning of a word
    assert said[numbers["uniFEFB"]] == "\ufefb"  # a ligature is turned around as one
    assert said[numbers["uni064B"]] == "\u064b"


# Lines by sight ---------------------------------------------------------------------------------


def _painted(*texts: str) -> list[Glyph]:
    """Glyphs from left to right, each ten points wide."""
    return [
        Glyph(text, 10.0 * n, 10.0 * n + 10, 0, 12, 10.0 * n + 5, 0) for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("painted", "read"),
    [
        (["ب", "ا", "ب"], "باب"),
        ([*"555-0142", " ", "ل", "ص"], "صل 555-0142"),
        ([*"0142-555", " ", "ل", "ص"], "صل 0142-555"),  # as it is painted, though it is wrong
        ([*"12 g/dL", " ", "م"], "م 12 g/dL"),
        ([*"g/dL", " ", *"12", " ", "م"], "م g/dL 12"),
        ([*"4", " ", "ى", "ل", "إ", " ", "2"], "2 إلى 4"),
        (["لا", "ب"], "بلا"),
        (["(", "ب", ")", " ", "م"], "م (ب)"),
        ([*"National", " ", *"Library"], "National Library"),
    ],
)
def test_a_line_is_read_as_it_stands(painted: list[str], read: str) -> None:
    assert line_of(with_brackets(_painted(*painted))) == read


def test_a_mark_belongs_to_the_letter_under_it() -> None:
    letters = _painted("ا", "د", "ج")
    mark = Glyph("\u064b", 12, 12, 5, 12, 15, 0)
    assert line_of([*letters, mark]) == "جدًا"


# Sheets -----------------------------------------------------------------------------------------


def test_panels_change_sides() -> None:
    latin = load_edition(LAYOUTS / "trifold", ROOT)
    arabic = latin.in_language("ar")
    assert latin.scheme is not None
    assert arabic.scheme is not None
    for paper in ("letter", "a4"):
        wide = latin.scheme.sheet(paper).size_mm[0]
        before = {one.name: one for one in latin.scheme.sheet(paper).panels}
        for panel in arabic.scheme.sheet(paper).panels:
            other = before[panel.name]
            assert panel.width_mm == other.width_mm
            assert panel.left_mm == pytest.approx(wide - other.left_mm - other.width_mm)
        (outside, inside) = plan(arabic.scheme, paper, 6)
        order = sorted(outside.laid, key=lambda one: one.left_mm)
        assert [one.name for one in order] == ["front", "back", "flap"]
        assert [one.at_mm for one in outside.folds] == sorted(one.at_mm for one in outside.folds)
        first = max(inside.laid, key=lambda one: one.left_mm)
        assert first.name == "inside-left"  # by its name in the Latin order; it is read first


def test_the_spine_of_a_booklet_is_on_the_right() -> None:
    left, right = (spreads(8, (148, 210), 0.1, spine_right=side) for side in (False, True))
    for one, other in zip(left, right, strict=True):
        pages = [[int(laid.name) for laid in flat.laid] for flat in (one, other)]
        assert pages[1] == pages[0][::-1]
        # Creep moves what is on either side towards the spine, whatever page it is.
        for here, there in zip(one.laid, other.laid, strict=True):
            assert (here.left_mm, here.shift_mm) == (there.left_mm, there.shift_mm)


def test_pages_of_a_booklet_have_the_outer_edge_where_it_is() -> None:
    document = pypdfium2.PdfDocument(made("booklet"))
    for number in (4, 5):
        page = document[number - 1]
        trim = page.get_trimbox()
        lines = right_to_left.sight_lines(right_to_left.glyphs_of(page.get_textpage()))
        foot = next(line for line in lines if line.text.strip() == str(number))
        middle = (trim[0] + trim[2]) / 2
        assert (foot.left > middle) == (number % 2 == 0)


# Damages that reality would do -------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["handout", "web", "ebook"])
def test_numbers_that_nobody_set_apart_are_seen(edition: str) -> None:
    one = job(edition)
    data = render.render(replace(one.shown, brand=one.brand))
    wrong = "555-0142" if edition in ("web", "ebook") else "0142-555"
    assert any(wrong in fault for fault in faults(edition, data))


def test_glyphs_that_say_other_letters_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(self: dict[int, str], glyph: int, text: str) -> None:
        dict.__setitem__(self, glyph, text)

    monkeypatch.setattr(glyph_text._Said, "__setitem__", noted)
    data = render.render(job("handout").shown)
    assert len(faults("handout", data)) > 50


def test_a_letter_that_is_lost_or_turned_is_seen() -> None:
    """A mark of a text, a letter of a word, two words that changed places, in each format."""
    shown = job("handout").shown
    section = shown.condition.sections[0]
    at = next(n for n, one in enumerate(section.blocks) if one.id == "overview-anemia")
    text: Any = section.blocks[at]
    source = text.text.source
    for old, new in (
        ("جدًا", "جدا"),
        ("الشائع", "الشئع"),
        ("قليلة جد", "جد قليلة"),
        ("الأكثر", "الكثر"),
    ):
        if old not in source:
            continue
        spoiled = text.model_copy(update={"text": parse(source.replace(old, new))})
        blocks = (*section.blocks[:at], spoiled, *section.blocks[at + 1 :])
        sections = (section.model_copy(update={"blocks": blocks}), *shown.condition.sections[1:])
        condition = shown.condition.model_copy(update={"sections": sections})
        for edition in ("handout", "web", "ebook", "word"):
            data = render.render(replace(job(edition).shown, condition=condition))
            assert any("overview-anemia" in fault for fault in faults(edition, data)), (
                old,
                edition,
            )


def test_a_page_that_runs_from_left_to_right_is_seen() -> None:
    data = made("web").replace(b'dir="rtl"', b'dir="ltr"', 1)
    assert any("runs ltr" in fault for fault in faults("web", data))


def test_a_book_that_turns_its_pages_the_other_way_is_seen() -> None:
    data = _changed(
        made("ebook"),
        "EPUB/content.opf",
        lambda text: text.replace(' page-progression-direction="rtl"', ""),
    )
    assert faults("ebook", data) != []


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"<w:rtl/>", "runs from left to right"),
        (r"<w:bidiVisual/>", "a table begins on the left"),
        (r"<w:bidi/>", "a section begins on the left"),
        ("<w:r><w:t>\u200e</w:t></w:r>", "shows its groups in reverse order"),
    ],
)
def test_a_word_file_that_runs_the_other_way_is_seen(pattern: str, said: str) -> None:
    data = _changed(made("word"), "word/document.xml", lambda text: re.sub(pattern, "", text))
    assert any(said in fault for fault in faults("word", data))


def test_sheets_in_the_order_of_another_language_are_seen() -> None:
    for edition in ("trifold", "booklet-spreads"):
        one = job(edition).shown
        assert one.edition.scheme is not None
        other = replace(one, edition=replace(one.edition, scheme=one.edition.scheme.mirrored()))
        assert faults(edition, render.render(other)) != []


def test_words_that_are_painted_elsewhere_in_their_line_are_seen() -> None:
    """The first text of a page is painted once more, moved: two words are over one another."""
    with pikepdf.open(io.BytesIO(made("handout"))) as pdf:
        page = pdf.pages[1]
        commands = list(pikepdf.parse_content_stream(page))
        shows = [n for n, one in enumerate(commands) if str(one.operator) == "TJ"]
        first, second = next(
            (a, b) for a, b in pairwise(shows) if len(str(commands[a])) != len(str(commands[b]))
        )
        commands[first], commands[second] = commands[second], commands[first]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(commands))
        damaged = io.BytesIO()
        pdf.save(damaged)
    assert faults("handout", damaged.getvalue()) != []


def _changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """An archive with one part changed, which must change."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                text = content.decode()
                assert change(text) != text
                content = change(text).encode()
            new.writestr(entry, content)
    return made.getvalue()


def test_a_list_may_end_with_the_colon_of_the_script() -> None:
    assert list(mark_differences(parse("You may:"), parse("قد تعاني من:"))) == []


# Judges -----------------------------------------------------------------------------------------


@pytest.mark.judge
@pytest.mark.parametrize(
    "edition",
    ["handout", "handout-short", "large-print", "giant-print", "question-sheet", "easy-read"],
)
def test_verapdf_finds_nothing(edition: str, tmp_path: Path) -> None:
    path = written(tmp_path / "guide.pdf", made(edition))
    assert verapdf(path) == []
    assert verapdf(path, "2a") == []


@pytest.mark.judge
def test_verapdf_finds_nothing_in_the_newer_standard(tmp_path: Path) -> None:
    assert verapdf(written(tmp_path / "guide.pdf", made("handout-ua2")), "ua2") == []


@pytest.mark.judge
def test_books_hold(tmp_path: Path) -> None:
    path = written(tmp_path / "guide.epub", made("ebook"))
    assert epubcheck(path) == []
    assert ace(path) == []


@pytest.mark.judge
@pytest.mark.parametrize("edition", ["web", "easy-read-web"])
def test_pages_hold(edition: str, browser: Browser, tmp_path: Path) -> None:
    assert on_a_phone(browser, written(tmp_path / "guide.html", made(edition))) == []


@pytest.mark.judge
@pytest.mark.parametrize("edition", ["word", "easy-read-word"])
def test_words_own_rules_hold(edition: str, tmp_path: Path) -> None:
    path = written(tmp_path / "guide.docx", made(edition))
    assert openxml(path) == []
    assert openxml_audit(path) == []


@pytest.mark.judge
@pytest.mark.parametrize("edition", ["trifold", "halffold", "zfold", "booklet", "booklet-spreads"])
def test_a_press_can_take_the_sheets(edition: str, tmp_path: Path) -> None:
    path = written(tmp_path / "guide.pdf", made(edition))
    assert qpdf_check(path) == []
    errors = [one for one in preflight.judge(made(edition)).findings if one.severity is _ERROR]
    assert errors == []
