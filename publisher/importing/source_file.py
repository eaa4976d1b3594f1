"""A draft as plain values → the YAML of a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publisher.pull.writing import scalars
from publisher.pull.writing.scalars import ScalarStyle
from publisher.source.typed import Typed, losses

_SCHEMA = "# yaml-language-server: $schema=../condition.schema.json\n"
_STYLE = ScalarStyle(folds_items=False)
_ON_ONE_LINE = ScalarStyle(folds=False)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def source_text(values: Mapping[str, Any], notes: Mapping[str, str], lead: str) -> str:
    """The text of a source; `notes` are comments above the block with that id."""
    head = "".join(f"# {line}\n" for line in lead.splitlines())
    return _SCHEMA + head + "".join(_entry(key, value, 0, notes) for key, value in values.items())


def _entry(key: str, value: Any, column: int, notes: Mapping[str, str]) -> str:
    start = " " * column + f"{key}:"
    if isinstance(value, dict):
        inner = "".join(_entry(k, v, column + 2, notes) for k, v in value.items())
        return f"{start}\n{inner}"
    if isinstance(value, list):
        gap = "\n" if column == 0 and key == "sections" else ""
        return f"{gap}{start}\n" + "".join(_member(one, column + 2, notes) for one in value) + gap
    return f"{start} {_scalar(value, len(start) + 1, column + 2, listed=False)}\n"


def _member(value: Any, column: int, notes: Mapping[str, str]) -> str:
    space = " " * column
    if isinstance(value, dict):
        inner = "".join(_entry(k, v, column + 2, notes) for k, v in value.items())
        note = notes.get(str(value.get("id", "")))
        comment = f"{space}# {note}\n" if note else ""
        return f"{comment}{space}- {inner.lstrip(' ')}"
    if isinstance(value, list):
        cells = (scalars.new(one, 0, 0, _STYLE, listed=True, flow=True) for one in value)
        return f"{space}- [{', '.join(cells)}]\n"
    return f"{space}- {_scalar(value, column + 2, column + 2, listed=True)}\n"


def _scalar(value: Any, at: int, indent: int, *, listed: bool) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return value
    made = scalars.new(value, at, indent, _STYLE, listed=listed, flow=False)
    lines = tuple(made.split("\n")[1:])
    if lines and any(
        True for _ in losses(value, Typed(1, lines, ""))
    ):  # a line begins like an item
        return scalars.new(value, at, indent, _ON_ONE_LINE, listed=listed, flow=False)
    return made
