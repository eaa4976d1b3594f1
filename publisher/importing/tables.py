"""Rows of a document → a table, or what says the same where no table of a source can."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publisher.content.inline import Inline, Plain, words
from publisher.content.model import MOST_COLUMNS
from publisher.errors import quoted
from publisher.importing.draft import Draft, DraftBlock
from publisher.importing.elements import CaptionElement, RowElement
from publisher.importing.wording import stripped, written

_EMPTY = "–"
Resolve = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]


def table_blocks(
    draft: Draft,
    rows: list[RowElement],
    caption: CaptionElement | None,
    heading: str,
    resolve: Resolve,
) -> list[DraftBlock]:
    """The blocks that hold all that the rows say."""
    full = [row for row in rows if any(_said(cell) for cell in row.cells)]
    if not full:
        return []
    width = max(len(row.cells) for row in full)
    lines = [n for row in full for n in row.lines]
    if width == 1 or len(full) == 1:
        return [
            DraftBlock("paragraph", {"text": text}, list(row.lines))
            for row in full
            if (text := written(_in_a_row(resolve, row.cells)))
        ]
    grid = [[_cell(draft, row, n, resolve) for n in range(width)] for row in full]
    title, summary, own = _names(draft, caption, heading, grid, resolve)
    if width > MOST_COLUMNS:
        draft.choices.append(
            f"the table {quoted(title)} has {width} columns, so its rows became items of a list"
        )
        return [DraftBlock("list", {"lead_in": title, "items": _as_items(grid)}, [*own, *lines])]
    keys = {"caption": title, "columns": grid[0], "rows": grid[1:], "summary": summary}
    return [DraftBlock("table", keys, [*own, *lines])]


def _cell(draft: Draft, row: RowElement, number: int, resolve: Resolve) -> str:
    """The words of a cell; a dash where it has none."""
    said = written(resolve(row.cells[number])) if number < len(row.cells) else ""
    if not said:
        draft.add(_EMPTY, "stands in cells of tables that are empty")
    return said or _EMPTY


def _names(
    draft: Draft,
    caption: CaptionElement | None,
    heading: str,
    grid: list[list[str]],
    resolve: Resolve,
) -> tuple[str, str, list[int]]:
    """The title of a table, what it shows, and the lines of both."""
    if caption is not None:
        title = written(resolve(caption.title or caption.nodes))
        rest = caption.nodes if caption.title else ()
        if summary := written(resolve(stripped(rest))):
            return title, summary, list(caption.lines)
        heading = title or heading
    made = f"Columns: {', '.join(grid[0])}. Rows: {len(grid) - 1}."
    summary = written((Plain(made),)) or made
    draft.add(made, "says what a table shows: write it in a sentence")
    return heading, summary, list(caption.lines) if caption else []


def _as_items(grid: list[list[str]]) -> list[dict[str, object]]:
    head, *rows = grid
    return [
        {
            "text": row[0],
            "items": [f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True)],
        }
        for row in rows
    ]


def _in_a_row(resolve: Resolve, cells: Iterable[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    nodes: list[Inline] = []
    for cell in cells:
        if _said(cell):
            nodes += [Plain(" ")] * bool(nodes)
            nodes += resolve(cell)
    return tuple(nodes)


def _said(nodes: tuple[Inline, ...]) -> str:
    return "".join(words(nodes)).strip()
