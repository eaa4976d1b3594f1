"""Translations as a spreadsheet (XLSX), for volunteers who have no translators' program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.errors import BadInput, Problem, refused
from publisher.source.positions import relative
from publisher.translation.catalogue import Catalogue, TranslatedPassage, joined, parted
from publisher.translation.units import Unit

_HEADS = ("Unit", "What it is", "Source text", "Translation", "Accepted", "To check", "Hash")
_WIDTHS = (34, 40, 60, 60, 16, 12, 20)
_SHEET = "Translation"
_MOST_BYTES = 20_000_000
"""Some thousand times what a guide needs."""


def write_sheet(catalogue: Catalogue, units: tuple[Unit, ...]) -> bytes:
    """The file: a row for each unit, in the order of the units."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET
    known = {passage.address: passage for passage in catalogue.passages}
    sheet.append([catalogue.condition, catalogue.language])
    sheet.append(list(_HEADS))
    for unit in units:
        sheet.append(_row(unit, known.get(str(unit.address))))
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.value is not None:
                cell.data_type = "s"  # a text that begins with "=" is no formula
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    sheet.freeze_panes = "A3"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(unit: Unit, known: TranslatedPassage | None) -> list[str]:
    is_unsure = bool(known and known.target and (known.is_unsure or known.source != unit.source))
    return [
        str(unit.address),
        unit.context,
        unit.source,
        known.target if known else "",
        joined(known.accepted) if known else "",
        "yes" if is_unsure else "",
        unit.hash,
    ]


def read_sheet(path: Path, root: Path) -> Catalogue:
    """The catalogue in a file. Raises `BadInput` where it is none."""
    import openpyxl

    file = relative(path, root)
    right = "save it as an Excel workbook (.xlsx), with the rows and columns that it came with"
    if path.stat().st_size > _MOST_BYTES:
        raise refused(file, f"contains more than {_MOST_BYTES // 1_000_000} MB", right)
    try:
        book = openpyxl.load_workbook(path, read_only=False, data_only=True)
    # What openpyxl raises for a damaged file is nowhere written down.
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as exc:
        raise refused(file, "is no spreadsheet that can be read", right) from exc
    if _SHEET not in book.sheetnames:
        raise refused(file, f"has no sheet {_SHEET!r}", right)
    rows = [[_text(value) for value in row] for row in book[_SHEET].iter_rows(values_only=True)]
    heads = rows[1] if len(rows) > 1 else []
    if lacking := [name for name in _HEADS if name not in heads]:
        wrong = f"row 2 has no column {', '.join(map(repr, lacking))}"
        raise BadInput([Problem(file, 2, 1, "", wrong, right)])
    columns = {name: heads.index(name) for name in _HEADS}
    return Catalogue(
        condition=rows[0][0],
        language=rows[0][1],
        passages=tuple(_passages(rows[2:], columns)),
    )


def _passages(rows: list[list[str]], columns: dict[str, int]) -> Iterator[TranslatedPassage]:
    for number, row in enumerate(rows, 3):
        if any(row):
            unit, _, source, target, accepted, unsure, hash_ = (row[columns[n]] for n in _HEADS)
            yield TranslatedPassage(
                address=unit,
                source=source,
                target=target.strip(),
                hash=hash_,
                line=number,
                is_unsure=bool(unsure),
                accepted=parted(accepted),
            )


def _text(value: Any) -> str:
    """What a cell says. A number that somebody typed for a text is that text."""
    return "" if value is None else str(value)
