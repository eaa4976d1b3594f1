"""A YAML scalar as text, in the style of its file.

The text may have several lines, separated by "\\n"; the first line of a block scalar is
its header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.pull.tree import Value
from publisher.source.positions import resolved

_BREAK = re.compile(r"\r\n|\r|\n")
_GAP = re.compile(r"(?<=[^ ]) (?=[^ ])")  # where a line may be folded
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_EMPTY = ('""', "''")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class ScalarStyle:
    """The usual style of scalars in a file."""

    width: int = 100  # the greatest length of a line
    quote: str = '"'
    folds_items: bool = False  # whether long items of a list are folded
    folds: bool = True  # whether a scalar on one line may become a block


def new(
    value: Value, column: int, indent: int, look: ScalarStyle, *, listed: bool, flow: bool
) -> str:
    """The text of a new scalar that starts in `column`; the lines of a block start in `indent`.

    `listed` says whether it is an item of a list, `flow` whether it is inside brackets.
    """
    if not isinstance(value, str):
        return _data(value)
    spelled = _flat(value, None, look, flow=flow)
    folds = look.folds and not flow and (look.folds_items or not listed)
    if folds and column + len(spelled) > look.width and _foldable(value):
        return _block(value, ">", indent, look, [])
    return spelled


def changed(
    old: str,
    style: str | None,
    value: Value,
    column: int,
    indent: int,
    look: ScalarStyle,
    *,
    listed: bool,
    flow: bool,
) -> str:
    """The text of `value` instead of the scalar `old`, in its style if that is possible."""
    if not isinstance(value, str):
        return _data(value)
    style = None if old in _EMPTY else style  # quotes around nothing are no choice of the editor
    lines = _BREAK.split(old)
    if style in ("|", ">") and not flow:
        body = [line for line in lines[1:] if line.strip(" ")]
        deep = min((len(line) - len(line.lstrip(" ")) for line in body), default=indent)
        return _block(value, str(style), deep or indent, look, [line.strip() for line in lines[1:]])
    spelled = _flat(value, style, look, flow=flow)
    if len(lines) > 1:
        if value != value.strip() or _BREAK.search(value) or column + len(spelled) <= look.width:
            return spelled
        deep = len(lines[1]) - len(lines[1].lstrip(" "))
        first, *rest = _wrapped(spelled, [line.strip() for line in lines], look.width, column, deep)
        return "\n".join([first, *(" " * deep + line for line in rest)])
    fitted = column + len(old) <= look.width
    folds = look.folds and fitted and not flow and (look.folds_items or not listed)
    if folds and column + len(spelled) > look.width and _foldable(value):
        return _block(value, ">", indent, look, [])
    return spelled


def _data(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _flat(value: str, style: str | None, look: ScalarStyle, *, flow: bool) -> str:
    """`value` on one line: in `style` if possible, else plain, else in quotes."""
    if style is None and _is_plain(value, flow=flow):
        return value
    if style == '"' or re.search(r"[\x00-\x1f\x7f-\x9f]", value):
        return _double(value)
    other = look.quote == "'" or (('"' in value or "\\" in value) and "'" not in value)
    if style == "'" or other:
        return "'" + value.replace("'", "''") + "'"
    return _double(value)


def _double(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in value) + '"'


def _is_plain(value: str, *, flow: bool) -> bool:
    """Whether `value` can be written without quotes, and would be read as text."""
    return not (
        value != value.strip()
        or not value
        or value[0] in _INDICATORS
        or value.startswith(("---", "..."))
        or re.search(r": | #|:$|[\x00-\x1f\x7f-\x9f]", value)
        or (flow and re.search(r"[,\[\]{}]|:[\"']", value))
        or not isinstance(resolved(value), str)
        or value in ("<<", "=")
    )


def _foldable(value: str) -> bool:
    return value == value.strip() and not re.search(r"[\t\r\n]", value) and " " in value


def _block(value: str, style: str, indent: int, look: ScalarStyle, kept: list[str]) -> str:
    """`value` as a folded or literal block, or in quotes where a block cannot contain it."""
    body = value.removesuffix("\n")
    chomp = "" if body != value else "-"
    paragraphs = body.split("\n")
    odd = not body.strip() or re.search(r"^[ \n]|[ \n]$|[\t\r]", body)
    if odd or (style == ">" and any(line != line.strip(" ") for line in paragraphs)):
        return _double(value)
    if style == "|":
        lines = paragraphs
    elif len(paragraphs) == 1:
        lines = _wrapped(body, kept, look.width, indent, indent)
    else:
        lines = []
        for number, paragraph in enumerate(paragraphs):
            lines += [""] * bool(number)
            lines += _wrapped(paragraph, [], look.width, indent, indent) if paragraph else []
    return "\n".join([style + chomp, *(" " * indent + line if line else "" for line in lines)])


def _wrapped(text: str, kept: list[str], width: int, first: int, indent: int) -> list[str]:
    """`text` in lines: those of `kept` with which it still starts, then lines of full width."""
    lines: list[str] = []
    for line in kept:
        if not line or not _GAP.match(text, len(line)) or not text.startswith(line):
            break
        lines.append(line)
        text = text[len(line) + 1 :]
    room = width - (indent if lines else first)
    line = ""
    for chunk in _GAP.split(text):
        if line and len(line) + 1 + len(chunk) > room:
            lines.append(line)
            room, line = width - indent, chunk
        else:
            line = f"{line} {chunk}" if line else chunk
    return [*lines, line]
