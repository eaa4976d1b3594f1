"""The worksheets of a guide as PDF, to be filled in by a person, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.edition.layouts import files_of, places
from publisher.editorial.worksheets import Worksheet, worksheets
from publisher.files import write_whole
from publisher.layout.typeset import typeset

if TYPE_CHECKING:
    from publisher.brand.model import Brand
    from publisher.content.model import Condition
    from publisher.editorial.check import ContentReport

_FOLDER = "worksheet"
_BODY_PT = 10


def write_worksheets(
    condition: Condition, report: ContentReport, brand: Brand, root: Path, out: Path
) -> Iterator[Path]:
    """The files of each worksheet of a guide, PDF and JSON, written to `out`/<condition>/."""
    folder = out / condition.condition
    for sheet in worksheets(condition, report):
        written = {
            ".pdf": worksheet_pdf(sheet, condition, brand, root),
            ".json": worksheet_json(sheet, condition).encode(),
        }
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, data in written.items():
            path = folder / f"{sheet.name}{suffix}"
            write_whole(path, data)
            yield path


def worksheet_pdf(sheet: Worksheet, condition: Condition, brand: Brand, root: Path) -> bytes:
    """A worksheet as PDF/UA-1."""
    families = dict.fromkeys((brand.body, brand.headings, brand.fallback))
    document = typeset(worksheet_html(sheet, condition, brand, root), tuple(families))
    data: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return data


def worksheet_html(sheet: Worksheet, condition: Condition, brand: Brand, root: Path) -> str:
    """A worksheet as HTML."""
    from publisher.render.templates import filled_of

    layouts = root / "layouts"
    files = files_of(layouts, (_FOLDER, "shared"))
    names = {"sheet": sheet, "condition": condition, "brand": brand, "scale": brand.scale(_BODY_PT)}
    return filled_of(places(layouts), files, f"{_FOLDER}/page.html.j2", names)


def worksheet_json(sheet: Worksheet, condition: Condition) -> str:
    """A worksheet as JSON; there is no score in it as long as an item is open."""
    value = {
        "worksheet": sheet.name,
        "title": sheet.title,
        "source": sheet.source,
        "condition": condition.condition,
        "language": condition.language,
        "version": condition.version,
        "modified": condition.modified.isoformat(),
        "score": None,
        "open_items": sheet.open_items,
        "scoring": sheet.scoring,
        "questions": [{"question": question, "answer": None} for question in sheet.questions],
        "parts": [
            {
                "heading": part.heading,
                "items": [
                    {
                        "number": item.number,
                        "asks": item.asks,
                        "rating": item.rating.value,
                        "because": item.because or None,
                        "may_not_apply": item.may_not_apply,
                    }
                    for item in part.items
                ],
            }
            for part in sheet.parts
        ],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
