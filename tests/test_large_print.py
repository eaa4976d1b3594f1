"""Large and giant print: every glyph large enough, upright, in its margins, in whole words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from publisher import verify
from publisher.content.drawing import Drawing
from publisher.layout import labels
from publisher.plan.job import Job
from publisher.render import pdf
from tests import large_print
from tests.helpers import PAIRS, SOURCES, job_for
from tests.judges import verapdf
from tests.shared import rendered

each_brand = pytest.mark.parametrize("house", ["riverbend", "northfield"])
SIZES = ("large-print", "giant-print")
each_size = pytest.mark.parametrize("size", SIZES)
# Each guide in one size, by turns: rules and tags are the same in both.
JUDGED = [(*pair, SIZES[number % 2]) for number, pair in enumerate(PAIRS)]
# A drawing that is as wide as the page has no room for labels of 24 pt: they grow as they can.
LABELS_PT = {"large-print": 18, "giant-print": 18}


@cache
def job(source: str = "every-block", house: str = "riverbend", size: str = "large-print") -> Job:
    return job_for(SOURCES[source], house, size)


@cache
def made(source: str = "every-block", house: str = "riverbend", size: str = "large-print") -> bytes:
    return rendered(job(source, house, size))


def broken(one: Job, data: bytes) -> list[str]:
    said = " ".join(piece.text for piece in verify.pieces(one).pieces)
    size = one.edition
    return large_print.broken(data, size.body_pt, said, labels_pt=LABELS_PT[size.name])


def spoilt(style: str) -> list[str]:
    """What is said of the small source when a rule of `style` is added to its layout."""
    one = job()
    markup = pdf.html(one).replace("</style>", style + "</style>", 1)
    return broken(one, pdf.write(one, markup))


@each_size
@each_brand
def test_every_rule_of_large_print_is_kept_and_nothing_is_lost(house: str, size: str) -> None:
    one, data = job(house=house, size=size), made(house=house, size=size)
    assert broken(one, data) == []
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert verify.standard(one, data) == ()


@pytest.mark.judge
@pytest.mark.parametrize(("source", "house", "size"), JUDGED)
def test_verapdf_finds_nothing_and_real_guides_keep_the_rules_too(
    source: str, house: str, size: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{size}.pdf"
    path.write_bytes(made(source, house, size))
    assert verapdf(path, "ua1") == []
    assert verapdf(path, "2a") == []
    one, data = job(source, house, size), path.read_bytes()
    assert broken(one, data) == []
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == []
    assert verify.standard(one, data) == ()


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (".phones span { font-size: 14pt }", "page 12: 'C' is 14.0 pt, under 18 pt"),
        ("@page { @bottom-left { font-size: 12pt } }", "page 1: 'P' is 12.0 pt, under 18 pt"),
        ("em { font-style: italic }", "page 2: 's' is in Atkinson-Hyperlegible-Bold-Italic"),
        ("main { margin-left: -6mm }", "page 2: 'Whatitis' is 55 pt from the left edge"),
        (
            "html { line-height: 1.2 }",
            "page 2: 'link,aphonenumber,aglossaryterm,aphraseinLatin' "
            "is 1.20 lines under the one before",
        ),
        (
            "main p { width: 34mm; hyphens: auto; hyphenate-limit-chars: 4 2 2 }",
            "page 2: a word is split after 'omeem-'",
        ),
    ],
)
def test_a_file_that_breaks_a_rule_is_caught(style: str, said: str) -> None:
    assert spoilt(style) == [said]


def test_a_wide_table_becomes_a_list_of_rows_and_a_narrow_one_stays() -> None:
    wide = [piece for piece in verify.pieces(job()).pieces if piece.block == "overview-table"]
    assert [piece.text for piece in wide[2:5]] == [
        "Shape: Circle",
        "Corners: None",
        "Rolls: Yes it does",
    ]
    anemia = job("iron-deficiency-anemia")
    assert '<th scope="col">' in pdf.html(anemia)
    assert '<th scope="col">' not in pdf.html(job("iron-deficiency-anemia", size="giant-print"))


def test_a_cell_without_the_head_of_its_column_is_caught() -> None:
    one = job()
    markup = pdf.html(one)
    assert markup.count("<strong>Corners:</strong> Four") == 1
    data = pdf.write(one, markup.replace("<strong>Corners:</strong> Four", "Four"))
    assert [str(fault) for fault in verify.fidelity(one, data).faults] == [
        "overview-table  “Corners: Four”  not whole: found “Four”",
        "overview-table  “Four”  unexpected text",
    ]


def test_a_citation_stands_in_brackets_as_large_as_the_text() -> None:
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made()))
    assert "a citation [1, 2]" in " ".join(text.split())


def test_contents_lead_to_the_pages_where_the_sections_begin() -> None:
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made())]
    one = job()
    contents = "".join(page for page in pages[:3]).partition(one.words.contents)[2]
    for section in one.condition.sections:
        row = next(row for row in contents.splitlines() if row.startswith(section.heading.plain))
        number = int(row.split()[-1])
        assert section.heading.plain in pages[number - 1]


def test_labels_grow_to_the_size_of_the_text_as_far_as_they_have_room() -> None:
    drawing = Drawing(name="a.svg", svg='<text font-size="18">a</text>', width=480, height=300)
    assert 'font-size="19.15"' in labels.labelled(drawing, 451.2, 18).svg
    assert 'font-size="19.80"' in labels.labelled(drawing, 451.2, 24).svg
    assert labels.labelled(drawing, 480, 18) is drawing


@each_size
def test_the_same_job_gives_the_same_bytes(size: str) -> None:
    assert pdf.render(job(size=size)) == made(size=size)
