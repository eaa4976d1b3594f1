"""Tables of a Word file → blocks, with caption and summary."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Literal

from publisher.pull.docx.elements import BodyElement, Cell
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.results import plain_text
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import Address

_TableHead = Literal["caption", "summary"]


def read_table(
    here: Cursor, heads: list[BodyElement], table: BodyElement | None = None
) -> Iterator[BlockTree]:
    """The block of a table with the caption and the summary before it."""
    if table is None and (element := here.element) is not None and element.rows is not None:
        table = element
        here.at += 1
    caption = next((p for p in heads if p.kind.role is StyleRole.CAPTION), None)
    summary = next((p for p in heads if p.kind.role is StyleRole.TABLE_SUMMARY), None)
    for element in heads:
        if element not in (caption, summary):
            here.notes.leave_out(f"a second {element.kind.role.value}", [element])
    if table is None:
        _without_table(here, heads)
        return
    cells = [c for row in table.rows or () for cell in row for c in cell.elements]
    named = [p for p in (caption, summary) if p is not None and p.address] or cells
    before = None
    for element in named:
        found = here.before(element)
        if found and found["kind"] == "table" and found["id"] not in here.notes.used_ids:
            before = found
            break
    yield from _filled(here, table, (("caption", caption), ("summary", summary)), before)


def _without_table(here: Cursor, heads: Sequence[BodyElement]) -> None:
    here.notes.leave_out("the caption of a table that is gone", heads)


_Heads = tuple[tuple[_TableHead, BodyElement | None], ...]
"""Caption and summary, each None where the file has none."""


def _filled(
    here: Cursor, table: BodyElement, given: _Heads, before: BlockTree | None
) -> Iterator[BlockTree]:
    """The block of a table with the texts of its cells, where a source can contain such a table."""
    if why := _unfit(here, table, given, before):
        yield from _left_as_it_was(here, table, given, before, why)
        return
    caption = given[0][1]
    words = caption.text if caption is not None else ""
    identity = before["id"] if before else here.notes.new_id(here.above, words)
    here.notes.used_ids.add(identity)
    own = Address.block(identity)
    head_texts = {key: _table_head(here, key, element, own, before) for key, element in given}
    here.notes.place.append(plain_text(head_texts["caption"]))
    columns, *others = table.rows or ()
    heading = [_cell(here, c.elements, own.columns[n]) for n, c in enumerate(columns)]
    cells = [
        [_cell(here, c.elements, own.rows[r][n]) for n, c in enumerate(row)]
        for r, row in enumerate(others)
    ]
    here.notes.place.pop()
    filled = [number for number, row in enumerate(cells) if any(row)]
    if before:
        rows = _base_numbers(others, partial(_row_of, own))
        across = zip(*(table.rows or ()), strict=True)
        here.notes.positions[own.rows] = tuple(rows[number] for number in filled)
        here.notes.positions[own.columns] = _base_numbers(across, partial(_column_of, own))
    yield {
        "kind": "table",
        "id": identity,
        "caption": head_texts["caption"],
        "columns": heading,
        "rows": [cells[number] for number in filled],
        "summary": head_texts["summary"],
    }


def _unfit(here: Cursor, table: BodyElement, given: _Heads, before: BlockTree | None) -> str:
    """Why a source cannot contain a table; empty where it can."""
    rows = table.rows or ()
    even = len({len(row) for row in rows}) == 1 and 2 <= len(rows[0]) <= 5 and len(rows) > 1
    merged = any(cell.merged for row in rows for cell in row)
    nested = any(p.rows is not None for row in rows for cell in row for p in cell.elements)
    if not even or merged or nested:
        return "a table that a source cannot contain"
    full = all(element is not None and here.notes.words_of(element) for _, element in given)
    return "" if before is not None or full else "a table without a caption and a summary"


def _left_as_it_was(
    here: Cursor, table: BodyElement, given: _Heads, before: BlockTree | None, why: str
) -> Iterator[BlockTree]:
    """The table of the base, if there is one, with the new texts of its caption and summary."""
    heads = [(key, element) for key, element in given if element is not None]
    if before is None:
        here.notes.leave_out(why, [*(element for _, element in heads), table])
        return
    here.notes.used_ids.add(before["id"])
    here.notes.leave_out(f"{why}; the table was kept as it was", [table])
    kept = copy.deepcopy(before)
    for key, element in heads:
        kept[key] = here.notes.text_of(element, before[key]) or before[key]
    yield kept


def _table_head(
    here: Cursor,
    key: _TableHead,
    element: BodyElement | None,
    own: Address,
    before: BlockTree | None,
) -> str:
    """The caption or summary of a table; where the file has none, that of the base."""
    old = before[key] if before else None
    text = here.notes.text_of(element, old) if element is not None else ""
    if not text:
        here.notes.note_kept(f"a table's {key}", old or "")
    if element is not None:
        here.notes.note_address(element, own.below(key))
    return text or old or ""


def _cell(here: Cursor, elements: Sequence[BodyElement], address: Address) -> str:
    """The text of a cell; several paragraphs are joined."""
    texts = []
    for element in elements:
        if text := here.notes.text_of(element):
            texts.append(text)
        here.notes.note_address(element, address)
    return " ".join(texts)


def _row_of(table: Address, address: Address | None) -> int | None:
    """The number of the row that a cell with this address has in the base."""
    match address:
        case Address((*own, "rows", row, _)) if tuple(own) == table.steps:
            return int(row)
    return None


def _column_of(table: Address, address: Address | None) -> int | None:
    """The number of the column that a cell with this address has in the base."""
    match address:
        case Address((*own, "rows", _, column)) if tuple(own) == table.steps:
            return int(column)
        case Address((*own, "columns", column)) if tuple(own) == table.steps:
            return int(column)
    return None


def _base_numbers(
    lines: Iterable[Iterable[Cell]], place: Callable[[Address | None], int | None]
) -> tuple[int | None, ...]:
    """The number in the base of each row or column: the one that most of its cells have.

    `place` returns the number that the address of a cell has.
    """
    was: list[int | None] = []
    for cells in lines:
        found = (place(element.address) for cell in cells for element in cell.elements)
        votes = [number for number in found if number is not None]
        free = [vote for vote in votes if vote not in was]
        was.append(max(free, key=free.count) if free else None)
    return tuple(was)
