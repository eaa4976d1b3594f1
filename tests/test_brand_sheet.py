"""The page that shows a brand: what is on it, and what is left out where there is no profile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from publisher.brand.colour import contrast, grey_of
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.commands.init import Answers, start_project
from publisher.proof.brand_sheet import brand_sheet_html, colour_rows, views
from tests.helpers import LAYOUTS, ROOT, closing


@pytest.fixture(scope="module")
def riverbend() -> Brand:
    return load_brand(LAYOUTS / "brands" / "riverbend", ROOT)


def test_the_sheet_is_one_page_that_names_every_role(publisher: Any, tmp_path: Path) -> None:
    said = publisher("brand", "riverbend", "--sheet", "--out", str(tmp_path), inside=ROOT)
    file = tmp_path / "riverbend" / "brand-sheet.pdf"
    assert (said.code, said.out, said.err) == (0, f"Wrote {file}\n", "")
    with PdfDocument(file) as pdf:
        assert len(pdf) == 1
        text = pdf[0].get_textpage().get_text_bounded()
    for words in ("Riverbend Health", "accent tint", "#00626b", "80 0 25 60", "7.1 on brand"):
        assert words in text, words
    for view in ("on a screen", "in print", "in grey"):
        assert text.count(view) == 2, view


def test_the_sheet_of_a_thin_brand_is_one_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], publisher: Any
) -> None:
    start_project(tmp_path / "own", Answers(name="A" * 40, colours=("#ffee00",)))
    capsys.readouterr()
    said = publisher("brand", "a" * 40, "--sheet", inside=tmp_path / "own" / "sources")
    assert said.out == f"Wrote ../out/{'a' * 40}/brand-sheet.pdf\n"
    with PdfDocument(tmp_path / "own" / "out" / ("a" * 40) / "brand-sheet.pdf") as pdf:
        assert len(pdf) == 1


def test_ink_and_grey_are_what_press_and_copier_make(riverbend: Brand) -> None:
    screen, press, grey = (view.colours for view in views(riverbend))
    assert press["paper"] == "#ffffff"
    assert press["danger"] not in (screen["danger"], grey["danger"])
    for role, colour in grey.items():
        assert colour[1:3] == colour[3:5] == colour[5:7]
        assert contrast(colour, screen[role]) < 1.02


def test_grey_keeps_black_and_white() -> None:
    assert [grey_of(colour) for colour in ("#000000", "#ffffff", "#808080")] == [
        *("#000000", "#ffffff", "#808080")
    ]


def test_contrast_is_that_of_the_pair_that_is_read(riverbend: Brand) -> None:
    said = {row.role: row.contrast for row in colour_rows(riverbend)}
    assert said["on_danger"] == f"{contrast('#ffffff', '#a8141b'):.1f} on danger"
    assert said["tint"].endswith(" under ink")
    assert said["rule"] == "carries no text"


def test_without_the_profile_the_sheet_says_what_is_not_shown(
    riverbend: Brand, tmp_path: Path
) -> None:
    assert riverbend.inks is not None
    absent = replace(riverbend.inks.profile, path=tmp_path / "nowhere.icc")
    brand = replace(riverbend, inks=replace(riverbend.inks, profile=absent))
    assert [view.name for view in views(brand)] == ["on a screen", "in grey"]
    assert "How it looks in print cannot be shown" in brand_sheet_html(brand, ROOT)
    assert "cannot be shown" not in brand_sheet_html(riverbend, ROOT)


def test_a_brand_that_there_is_not_is_said(publisher: Any, tmp_path: Path) -> None:
    said = publisher("brand", "nobody", "--sheet", "--out", str(tmp_path), inside=ROOT)
    assert (said.code, said.err) == (
        2,
        "command line  NAME  there is no brand 'nobody': use one of northfield, riverbend\n"
        f"{closing(1)}\n",
    )
    assert list(tmp_path.iterdir()) == []
