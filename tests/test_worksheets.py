"""Worksheets are filled where a source proves an item, nowhere else; no machine gives a score."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.content import inline
from publisher.content.model import (
    Callout,
    Checklist,
    Condition,
    Figure,
    Paragraph,
    Questions,
    Steps,
    Table,
    WriteIn,
)
from publisher.editorial.worksheets import Rating, Worksheet, worksheets
from publisher.proof.worksheets import worksheet_json, worksheet_pdf
from tests.editorial.guides import changed, plain_guide, rebuilt, report_of
from tests.helpers import LAYOUTS, ROOT
from tests.judges import pdf as judges

OF_A_MACHINE = {"pemat-p": {"8", "11", "12", "17", "20", "23"}, "cdc-index": {"5", "8", "9", "12"}}
"""The items that are filled for the source with every block."""


@cache
def sheets(name: str) -> Worksheet:
    found = {one.name: one for one in worksheets(plain_guide(), report_of(plain_guide()))}
    return found[name]


@cache
def brand() -> Brand:
    return load_brand(LAYOUTS / "brands" / "riverbend", ROOT)


def ratings(sheet: Worksheet) -> dict[str, Rating]:
    return {item.number: item.rating for part in sheet.parts for item in part.items}


def of(condition: Condition, name: str) -> dict[str, Rating]:
    (sheet,) = [s for s in worksheets(condition, report_of(condition)) if s.name == name]
    return ratings(sheet)


def without(*kinds: type) -> Condition:
    def change(node: Any) -> Any:
        return None if isinstance(node, kinds) else node

    condition: Condition = rebuilt(change)
    return condition


def test_the_items_are_those_of_the_two_instruments() -> None:
    pemat = [*range(1, 13), *range(15, 27)]  # 13 and 14 are of sound and film
    assert [*ratings(sheets("pemat-p"))] == [str(number) for number in pemat]
    assert [*ratings(sheets("cdc-index"))] == [str(number) for number in range(1, 21)]
    assert len(sheets("cdc-index").questions) == 4


@pytest.mark.parametrize("name", OF_A_MACHINE)
def test_only_what_the_source_proves_is_filled(name: str) -> None:
    found = ratings(sheets(name))
    assert {number for number, rating in found.items() if rating is Rating.YES} == OF_A_MACHINE[
        name
    ]
    assert Rating.NO not in found.values()
    assert Rating.NOT_APPLICABLE not in found.values()
    assert sheets(name).open_items == len(found) - len(OF_A_MACHINE[name])


def test_what_is_not_there_does_not_apply_or_is_no() -> None:
    bare = without(Figure, Table)
    found = of(bare, "pemat-p")
    assert {n for n, rating in found.items() if rating is Rating.NOT_APPLICABLE} == {
        *("16", "17", "18", "19", "25")
    }
    assert of(bare, "cdc-index")["4"] is Rating.NO
    still = without(Checklist, Questions, WriteIn, Steps, Callout)
    assert of(still, "pemat-p")["23"] is Rating.NO
    assert of(still, "pemat-p")["20"] is Rating.OPEN
    assert of(still, "cdc-index")["5"] is Rating.OPEN
    assert of(still, "cdc-index")["12"] is Rating.OPEN


def test_numbers_do_not_apply_only_where_there_is_no_digit() -> None:
    digits = {"6": Rating.NOT_APPLICABLE}, {"15": Rating.NOT_APPLICABLE}

    def change(node: Any) -> Any:
        says = isinstance(node, Paragraph) and any(c.isdigit() for c in node.text.plain)
        return node.model_copy(update={"text": inline.parse("No number.")}) if says else node

    wordy: Condition = rebuilt(change)
    assert of(wordy, "pemat-p")["6"] is digits[0]["6"]
    assert of(wordy, "cdc-index")["15"] is digits[1]["15"]
    assert of(plain_guide(), "pemat-p")["6"] is Rating.OPEN


def test_a_long_paragraph_leaves_chunks_to_a_person() -> None:
    def change(node: Any) -> Any:
        if isinstance(node, Paragraph) and node.id == "help-note-text":
            return node.model_copy(update={"text": inline.parse("It is. It is. It is. It is.")})
        return node

    assert of(rebuilt(change), "pemat-p")["8"] is Rating.OPEN
    assert of(changed(language="de"), "cdc-index")["9"] is Rating.OPEN


def test_json_has_no_score_and_says_what_is_open() -> None:
    value = json.loads(worksheet_json(sheets("pemat-p"), plain_guide()))
    assert (value["score"], value["open_items"]) == (None, 18)
    items = {item["number"]: item for part in value["parts"] for item in part["items"]}
    assert items["11"] == {
        "number": "11",
        "asks": "It has a summary.",
        "rating": "yes",
        "because": "3 lines at the front",
        "may_not_apply": True,
    }
    assert items["2"]["rating"] == "open"
    assert items["2"]["because"] is None


@pytest.mark.parametrize("name", OF_A_MACHINE)
def test_the_pdf_leaves_a_box_for_each_open_item(name: str) -> None:
    sheet = sheets(name)
    data = worksheet_pdf(sheet, plain_guide(), brand(), ROOT)
    assert data == worksheet_pdf(sheet, plain_guide(), brand(), ROOT)
    with PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        assert len(pages) == 2
    text = " ".join(" ".join(pages).split())
    assert text.count("For a person.") == sheet.open_items
    assert text.count("No score is given here.") == 1
    for part in sheet.parts:
        assert part.heading in text
        for item in part.items:
            assert item.asks in text


@pytest.mark.judge
@pytest.mark.parametrize("name", OF_A_MACHINE)
def test_a_worksheet_is_valid_pdf_ua(name: str, tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(worksheet_pdf(sheets(name), plain_guide(), brand(), ROOT))
    assert judges.verapdf(file, "ua1") == []
