"""The handout: tagged and valid for the judge, in the brand's own type, and nothing let in."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publisher import verify
from publisher.content.model import Table, Wording
from publisher.data_uris import svg_uri
from publisher.errors import BadOutput
from publisher.plan.job import Job
from publisher.render import pdf
from tests.helpers import PAIRS, SOURCES, job_for
from tests.judges import pdffonts, verapdf
from tests.shared import rendered

each_source = pytest.mark.parametrize("source", SOURCES)
each_pair = pytest.mark.parametrize(("source", "house"), PAIRS)
each_brand = pytest.mark.parametrize("house", ["riverbend", "northfield"])


@cache
def job(source: str = "every-block", house: str = "riverbend") -> Job:
    return job_for(SOURCES[source], house, "handout")


@cache
def made(source: str = "every-block", house: str = "riverbend") -> bytes:
    return rendered(job(source, house))


def saved(data: bytes, folder: Path) -> Path:
    path = folder / "handout.pdf"
    path.write_bytes(data)
    return path


@each_pair
def test_every_block_is_there_and_the_standard_kept(source: str, house: str) -> None:
    data = made(source, house)
    assert [str(fault) for fault in verify.fidelity(job(source, house), data).faults] == []
    assert verify.standard(job(source, house), data) == ()


@pytest.mark.judge
def test_a_table_over_several_pages_is_valid_too(tmp_path: Path) -> None:
    one = job()
    table = next(b for b in one.condition.blocks(Wording.FULL) if isinstance(b, Table))
    row = "<tr>" + "<td>a cell</td>" * len(table.columns) + "</tr>"
    long = pdf.html(one).replace("</tbody>", row * 120 + "</tbody>", 1)
    data = pdf.write(one, long)
    assert len(pypdfium2.PdfDocument(data)) > len(pypdfium2.PdfDocument(made())) + 2
    assert verapdf(saved(data, tmp_path), "ua1") == []


@each_brand
def test_only_the_brands_fonts_are_in_the_file_and_all_are_embedded(
    house: str, tmp_path: Path
) -> None:
    own = {family.name for family in (job(house=house).brand.body, job(house=house).brand.headings)}
    found = pdffonts(saved(made(house=house), tmp_path))
    assert found
    for name, is_embedded in found:
        assert is_embedded, name
        assert any(name.startswith(family.replace(" ", "-")) for family in own), name


@each_brand
def test_title_language_paper_and_dates_are_those_of_the_job(house: str) -> None:
    one = job(house=house)
    with pikepdf.open(io.BytesIO(made(house=house))) as file:
        assert str(file.Root.Lang) == one.condition.language
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo.Title) == one.condition.title.plain
        assert one.stamp.strftime("%Y%m%d") in str(file.docinfo.CreationDate)
        size = [float(n) / 72 * 25.4 for n in file.pages[0].mediabox[2:]]
    assert size == pytest.approx(one.brand.paper.value, abs=0.01)


def test_bookmarks_are_the_headings_in_their_order() -> None:
    one = job()
    with pikepdf.open(io.BytesIO(made())) as file, file.open_outline() as outline:
        (top,) = outline.root
        found = [item.title for item in top.children]
    headings = [section.heading.plain for section in one.condition.sections]
    labels = one.words
    assert top.title == one.condition.title.plain
    assert found == [labels.at_a_glance, *headings, labels.references, labels.about]


@each_source
def test_every_page_says_that_nobody_reviewed_it(source: str) -> None:
    line = job(source).words.review(job(source).condition.review)
    for page in pypdfium2.PdfDocument(made(source)):
        assert line in page.get_textpage().get_text_bounded()


def test_the_same_job_gives_the_same_bytes() -> None:
    assert pdf.render(job()) == made()


@each_pair
def test_the_last_page_is_worth_turning_to(source: str, house: str) -> None:
    last = list(pypdfium2.PdfDocument(made(source, house)))[-1]
    text = last.get_textpage()
    lowest = [text.get_charbox(at)[1] for at in range(text.count_chars())]
    _, height = last.get_size()
    footer = height * 0.1
    assert min(low for low in lowest if low > footer) < height * (1 - pdf.STRANDED / 2)


def test_each_glossary_entry_stands_in_the_margin_once() -> None:
    condition = job("pancreatic-neuroendocrine-tumors").condition
    beside = [entry.id for entries in pdf.notes(condition).values() for entry in entries]
    assert sorted(beside) == sorted(entry.id for entry in condition.glossary)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "https://example.org/a.png"])
def test_nothing_outside_the_document_is_read(address: str) -> None:
    with pytest.raises(BadOutput) as raised:
        pdf.write(job(), f'<html lang="en"><img src="{address}" alt="a"></html>')
    assert str(raised.value) == f"{address} is not one of the brand's fonts"


def test_what_the_engine_only_warns_of_stops_the_build() -> None:
    with pytest.raises(BadOutput) as raised:
        pdf.write(job(), '<html lang="en"><title>t</title><a href="#nowhere">there</a></html>')
    said = "the layout engine complained: No anchor #nowhere for internal URI reference"
    assert str(raised.value) == said


def test_a_picture_without_alternative_text_stops_the_build() -> None:
    drawing = svg_uri('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    with pytest.raises(BadOutput) as raised:
        pdf.write(job(), f'<html lang="en"><title>t</title><img src="{drawing}"></html>')
    assert str(raised.value) == f"a picture has no alternative text: {drawing[:60]}"
