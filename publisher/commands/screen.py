"""Console output: words and tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table


def console(*, quiet: bool = False) -> Console:
    """The console, which says nothing if `quiet` is set.

    Lines are never folded where the output goes to a file.
    """
    width = None if sys.stdout.isatty() else 10_000
    return Console(width=width, highlight=False, markup=False, emoji=False, quiet=quiet)


def table_of(*columns: str, right: tuple[str, ...]) -> Table:
    """A table without rows; columns named in `right` are for numbers. What is too wide folds."""
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def grid_of(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    """A table of words."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table
