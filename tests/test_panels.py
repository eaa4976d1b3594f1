"""Panels and booklet pages: exact sizes, nothing near trim or fold, no word lost."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import ImageChops

from publisher.content.inline import Text
from publisher.content.model import Contact, Figure, Wording, texts
from publisher.errors import BadOutput
from publisher.layout.copyfit import Overset, Setting
from publisher.plan.job import Job
from publisher.render.print import booklet, panels
from publisher.render.print.pages import legible
from tests.helpers import EVERY_BLOCK, REAL, SOURCE, job_for, new_project
from tests.shared import once

PT_PER_MM = 72 / 25.4
SAFE_MM = 5
BRANDS = ("riverbend", "northfield")
SOURCES = (*REAL, EVERY_BLOCK)


@cache
def job(name: str, house: str, source: Path) -> Job:
    return job_for(source, house, name)


@cache
def made(name: str, house: str, source: Path) -> bytes:
    wanted = job(name, house, source)
    pages = booklet.pages if name == "booklet" else panels.pages
    return once(f"{wanted.key}-pages", lambda: pages(wanted))


def sizes_mm(wanted: Job, count: int) -> list[tuple[float, float]]:
    scheme = wanted.edition.scheme
    assert scheme is not None
    paper = wanted.brand.paper.name.lower()
    if scheme.print.kind == "booklet":
        return [scheme.sheet(paper).size_mm] * count
    return [(panel.width_mm, panel.height_mm) for panel in scheme.reading(paper)]


LONGEST = SOURCES[1]
# The longest guide in each scheme and brand; the others in one brand each.
MADE = [
    *(("trifold", house, LONGEST) for house in BRANDS),
    ("booklet", "northfield", LONGEST),
    *(("zfold", "riverbend", LONGEST), ("halffold", "northfield", LONGEST)),
    *((name, "riverbend", SOURCES[0]) for name in ("trifold", "booklet")),
    *((name, "northfield", EVERY_BLOCK) for name in ("trifold", "booklet")),
]


def made_of(name: str) -> list[tuple[str, Path]]:
    return [(house, source) for edition, house, source in MADE if edition == name]


def _name(value: str | Path) -> str:
    return value.name if isinstance(value, Path) else value


@pytest.mark.parametrize(("name", "house", "source"), MADE, ids=_name)
def test_pages_are_exact_safe_and_lose_no_word(name: str, house: str, source: Path) -> None:
    wanted, data = job(name, house, source), made(name, house, source)
    are_exact(wanted, data)
    keep_away_from_trim_and_fold(data)
    have_every_word(wanted, data)


def are_exact(wanted: Job, data: bytes) -> None:
    """Each page is its panel with bleed all round, and there is nothing to click."""
    assert wanted.edition.scheme is not None
    bleed = wanted.edition.scheme.sheet(wanted.brand.paper.name.lower()).bleed_mm
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = sizes_mm(wanted, len(pdf.pages))
        assert len(pdf.pages) == len(sizes)
        for page, (width, height) in zip(pdf.pages, sizes, strict=True):
            left, bottom, right, top = (float(edge) for edge in page.TrimBox)
            assert (right - left) / PT_PER_MM == pytest.approx(width, abs=0.01)
            assert (top - bottom) / PT_PER_MM == pytest.approx(height, abs=0.01)
            wide = float(page.MediaBox[2]) - float(page.MediaBox[0])
            assert wide / PT_PER_MM == pytest.approx(width + 2 * bleed, abs=0.01)
            assert "/Annots" not in page


def keep_away_from_trim_and_fold(data: bytes) -> None:
    """Nothing that is read comes nearer than 5 mm."""
    for number, page in enumerate(pdfium.PdfDocument(data), 1):
        text = page.get_textpage()
        left, bottom, right, top = page.get_trimbox()
        safe = SAFE_MM * PT_PER_MM
        for index in range(text.count_rects()):
            x, y, far, high = text.get_rect(index)
            where = f"page {number}: {text.get_text_bounded(x, y, far, high)!r}"
            assert x >= left + safe, where
            assert far <= right - safe, where
            assert y >= bottom + safe, where
            assert high <= top - safe, where


def have_every_word(wanted: Job, data: bytes) -> None:
    """Each text of the wording stands on the pages, whole."""
    found = squeezed(
        "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data))
    )
    for text in said(wanted):
        assert squeezed(text.plain) in found, text.plain


def said(wanted: Job) -> list[Text]:
    """Every text of the wording, but what only a screen reader says."""
    blocks = list(wanted.condition.blocks(wanted.edition.wording))
    unseen = {block.alt for block in blocks if isinstance(block, Figure)}
    cited = wanted.edition.wording is Wording.FULL  # numbers stand inside those texts
    return [
        text
        for block in blocks
        if not isinstance(block, Contact)
        for text in texts(block)
        if text not in unseen and not (cited and "[@" in text.source)
    ]


def squeezed(text: str) -> str:
    """The letters and digits of a text, however it was broken into lines."""
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize(("house", "source"), made_of("trifold"), ids=_name)
def test_type_stays_in_the_range_of_the_edition_and_no_panel_overflows(
    house: str, source: Path
) -> None:
    found = panels.fitted(job("trifold", house, source))
    assert 10.5 <= found.setting.body_pt <= 12
    assert 1.27 <= found.setting.leading_pt / found.setting.body_pt <= 1.43
    assert all(fill <= 1.0001 for fill in found.fills.values())


@pytest.mark.parametrize("name", ["trifold", "booklet"])
@pytest.mark.parametrize(
    ("house", "source"), [("riverbend", SOURCES[0]), ("northfield", EVERY_BLOCK)], ids=_name
)
def test_the_code_leads_to_the_web_page(name: str, house: str, source: Path) -> None:
    wanted = job(name, house, source)
    document = pdfium.PdfDocument(made(name, house, source))
    last = document[len(document) - 1].render(scale=4).to_pil()
    codes = zxingcpp.read_barcodes(last.convert("L"))
    assert [code.text for code in codes] == [
        f"https://{wanted.brand.clinic.web}/{wanted.condition.condition}"
    ]


@pytest.mark.parametrize(("house", "source"), made_of("booklet"), ids=_name)
def test_a_booklet_comes_in_fours_and_has_no_empty_page(house: str, source: Path) -> None:
    document = pdfium.PdfDocument(made("booklet", house, source))
    assert len(document) % 4 == 0
    for number, page in enumerate(document, 1):
        picture = page.render(scale=0.4).to_pil().convert("L")
        ground = picture.copy()
        ground.paste(picture.getpixel((2, 2)), (0, 0, *picture.size))
        assert ImageChops.difference(picture, ground).getbbox(), f"page {number} is empty"


def test_the_contents_name_the_page_that_a_section_stands_on() -> None:
    wanted = job("booklet", "riverbend", SOURCES[0])
    document = pdfium.PdfDocument(made("booklet", "riverbend", SOURCES[0]))
    pages = [page.get_textpage().get_text_range() for page in document]
    contents = next(text for text in pages if wanted.words.contents in text)
    squeezed_contents = squeezed(contents)
    on = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    for section in wanted.condition.sections:
        heading = section.heading.plain
        assert f"{squeezed(heading)}{on[heading]}" in squeezed_contents


def test_a_text_that_is_too_long_is_refused_by_panel_block_and_lines() -> None:
    wanted = job("trifold", "riverbend", SOURCES[1])
    sections = tuple(
        section.model_copy(
            update={"brief": section.brief.model_copy(update={"blocks": section.blocks})}
        )
        if section.kind.value == "when_to_get_help" and section.brief
        else section
        for section in wanted.condition.sections
    )
    long = wanted.condition.model_copy(update={"sections": sections})
    with pytest.raises(
        Overset,
        match=r"^panel 'flap': no room for 'help-call', \d+ lines too many "
        r"at 10\.5 pt on 13\.5, the least of this edition$",
    ):
        panels.pages(job_for(long, "riverbend", "trifold"))


def test_a_section_that_no_panel_takes_is_an_error() -> None:
    wanted = job("trifold", "riverbend", SOURCES[0])
    assert wanted.edition.panels is not None
    from dataclasses import replace

    flows = tuple(flow for flow in wanted.edition.panels.flow if "flap" not in flow.panels)
    fewer = wanted.edition.panels.model_copy(update={"flow": flows})
    with pytest.raises(BadOutput) as raised:
        panels.pages(replace(wanted, edition=replace(wanted.edition, panels=fewer)))
    assert str(raised.value) == (
        "section 'when-to-get-help' has a short wording, but no panel takes its kind; "
        'name "when_to_get_help" under [panels] in edition.toml, in a flow or in leaves_out'
    )


def test_labels_of_a_figure_grow_to_nine_points_or_are_refused() -> None:
    figure = job("trifold", "riverbend", SOURCES[0]).condition.cover_figure
    assert figure is not None
    assert legible(figure.file, figure.file.width) is figure.file
    with pytest.raises(BadOutput, match="draw it with larger labels"):
        legible(figure.file, figure.file.width / 4)


def test_the_same_job_gives_the_same_bytes() -> None:
    wanted = job("trifold", "northfield", EVERY_BLOCK)
    assert panels.pages(wanted) == made("trifold", "northfield", EVERY_BLOCK)


def test_beside_symbols_heights_lie_on_a_line_whatever_the_leading(tmp_path: Path) -> None:
    # Else they are not what is reckoned from two leadings, and the pages not what was reckoned.
    project = new_project(tmp_path)
    item = "            - another short item\n"
    items = (
        f"            - text: {' '.join(['i'] * many)}\n              symbol: fever\n"
        for many in range(24, 60)
    )
    project.write(SOURCE, item, item + "".join(items))
    brochure = panels._Brochure(project.job("trifold"))
    heights = [brochure.measure(Setting(11, leading)) for leading in (14, 15, 16)]
    for key in heights[0]:
        first, middle, last = (one[key] for one in heights)
        assert middle == pytest.approx((first + last) / 2, abs=0.05), key


def test_a_heading_where_a_flow_begins_keeps_its_height() -> None:
    # The sum of many lines is rounded: what begins where another ends may lie a hair above it.
    anchors = {"at-a": 0.0, "end-0": 100.00001, "at-b": 100.0, "at-c": 140.0, "end-1": 200.0}
    page = SimpleNamespace(anchors={name: (0, y, 0, 0) for name, y in anchors.items()})
    found = panels._heights(SimpleNamespace(pages=[page]))  # type: ignore[arg-type]
    assert {name: round(height, 2) for name, height in found.items()} == {
        "at-a": 75.0,
        "at-b": 30.0,
        "at-c": 45.0,
    }
