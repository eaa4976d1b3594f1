"""Steps that a form takes in a source: a text set, a block added, moved, taken away.

Each is taken in the plain data of the file, and written by the writer of `pull`, so that nothing
else in the file changes. A draft that is not finished yet may have problems.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from publisher.pull.reading.new_ids import new_id
from publisher.pull.tree import Value
from publisher.pull.writing.nodes import composed, data_of
from publisher.pull.writing.rewrite import RewriteError, rewrite
from publisher.studio.editor.fresh import BadStep, fresh

_MOST_STEPS = 200
_MOST_DEEP = 16
Place = tuple[str | int, ...]


def changed(text: str, steps: object) -> str:
    """`text` with the steps taken in it, one after the other.

    Raises `BadStep` where one cannot be, and `RewriteError` where the text is no YAML.
    """
    if not isinstance(steps, list) or len(steps) > _MOST_STEPS:
        raise BadStep("the steps are not a list")
    if not steps:
        return text
    before = data_of(composed(text))
    after = copy.deepcopy(before)
    for step in steps:
        if not isinstance(step, dict):
            raise BadStep("a step is not an object")
        _take(after, step)
    return rewrite(text, before, after)


def tree_of(text: str) -> Any:
    """The plain data of a text. Raises `RewriteError` where it is no YAML."""
    return data_of(composed(text))


def _take(tree: Value, step: dict[str, Any]) -> None:
    at = _place(step.get("at"))
    match step.get("do"):
        case "set":
            _set(tree, at, step.get("value"))
        case "add":
            _add(tree, at, str(step.get("what")), step.get("use"))
        case "fill":
            _fill(tree, at, str(step.get("what")))
        case "remove":
            _remove(tree, at)
        case "move":
            _move(tree, at, _place(step.get("to")))
        case "add_column":
            _columns(tree, at, adds=True)
        case "remove_column":
            _columns(tree, at, adds=False)
        case _:
            raise BadStep("a step that is not known")


def _place(at: object) -> Place:
    if (
        not isinstance(at, list)
        or not 0 < len(at) <= _MOST_DEEP
        or not all(type(key) is str or (type(key) is int and key >= 0) for key in at)
    ):
        raise BadStep("a step without a place")
    return tuple(at)


def _at(tree: Any, place: Place) -> Any:
    """What stands at a place. Raises `BadStep` where nothing does."""
    for key in place:
        is_there = isinstance(tree, dict) and key in tree
        if isinstance(tree, list) and isinstance(key, int):
            is_there = key < len(tree)
        if not is_there:
            raise BadStep("the place of a step is not there any longer")
        tree = tree[key]
    return tree


def _set(tree: Value, at: Place, value: object) -> None:
    if not isinstance(value, str | int | None) and not (
        isinstance(value, list) and all(isinstance(one, str) for one in value)
    ):
        raise BadStep("a step without a value")
    holder = _at(tree, at[:-1])
    key = at[-1]
    if isinstance(holder, str) and isinstance(key, str):
        # An item that is words alone is short for its text.
        holder = {"text": holder}
        _at(tree, at[:-2])[at[-2]] = holder
    if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        holder[key] = "" if value is None else value
    elif isinstance(holder, dict) and isinstance(key, str) and value in (None, []):
        holder.pop(key, None)
    elif isinstance(holder, dict) and isinstance(key, str):
        holder[key] = value
    else:
        raise BadStep("the place of a step is not there any longer")


def _add(tree: Value, at: Place, what: str, use: object) -> None:
    """Adds a member to a list, at the number that the place ends with, or a part under a key."""
    known = frozenset(_ids(tree))
    above = _name_above(tree, at)
    if what == "use":
        new: Any = {"use": str(use)}
    else:
        new = fresh(what, lambda words: new_id(above, words, known), _width(tree, at))
    if isinstance(at[-1], str):
        holder = _at(tree, at[:-1])
        if not isinstance(holder, dict) or at[-1] in holder:
            raise BadStep("this is there already")
        holder[at[-1]] = new
        return
    holder = _at(tree, at[:-2])
    if isinstance(holder, str):  # an item that gets items of its own
        words, holder = holder, {"text": holder}
        _at(tree, at[:-3])[at[-3]] = holder
        assert holder["text"] == words
    members = holder.setdefault(at[-2], []) if isinstance(holder, dict) else None
    if not isinstance(members, list):
        raise BadStep("the place of a step is not there any longer")
    members.insert(at[-1], new)


def _width(tree: Value, at: Place) -> int:
    """How many cells a new row has, where it is one of a table."""
    try:
        columns = _at(tree, (*at[:-2], "columns")) if len(at) > 2 else ()
    except BadStep:
        return 0
    return len(columns) if isinstance(columns, list) else 0


def _name_above(tree: Value, at: Place) -> str:
    """The id of the nearest thing that a place is in."""
    found = ""
    for length in range(1, len(at)):
        try:
            inside = _at(tree, at[:length])
        except BadStep:
            break
        if isinstance(inside, dict) and isinstance(inside.get("id"), str):
            found = inside["id"]
    last = [one for one in at if isinstance(one, str)][-1:]
    around = next((one for one in ("brief", "sheet") if one in at), "")
    return "-".join(filter(None, (found, around))) if last != ["sections"] else ""


def _ids(tree: Value) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(name := tree.get("id"), str):
            yield name
        for value in tree.values():
            yield from _ids(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _ids(value)


def _fill(tree: Value, at: Place, what: str) -> None:
    """A block of a kind in the place of a hole, with its id and the words that announce it."""
    hole = _at(tree, at)
    if not isinstance(hole, dict) or hole.get("kind") != "missing":
        raise BadStep("there is no hole any longer")
    if what == "text":  # a line of the summary
        _at(tree, at[:-1])[at[-1]] = ""
        return
    new: dict[str, Any] = fresh(what, lambda words: str(hole.get("id", words)), 0)
    for key in ("lead_in", "alt"):
        if key in new and hole.get(key):
            new[key] = hole[key]
    if what == "paragraph" and hole.get("lead_in"):
        new["text"] = hole["lead_in"]
    _at(tree, at[:-1])[at[-1]] = new


def _remove(tree: Value, at: Place) -> None:
    _at(tree, at)
    holder = _at(tree, at[:-1])
    del holder[at[-1]]
    if not holder and isinstance(holder, dict):
        _remove(tree, at[:-1])


def _move(tree: Value, at: Place, to: Place) -> None:
    """Moves a member to where it stands afterwards, in its own list or another."""
    if not isinstance(at[-1], int) or not isinstance(to[-1], int):
        raise BadStep("only members of lists move")
    _at(tree, at)
    target = _at(tree, to[:-1])
    if not isinstance(target, list) or (to[: len(at)] == at and len(to) > len(at)):
        raise BadStep("it cannot move there")
    target.insert(to[-1], _at(tree, at[:-1]).pop(at[-1]))


def _columns(tree: Value, at: Place, *, adds: bool) -> None:
    """Adds a column to a table, or takes one away, in its head and in each row."""
    number = at[-1]
    table = _at(tree, at[:-2])
    if not isinstance(table, dict) or not isinstance(number, int):
        raise BadStep("there is no table any longer")
    rows = table.get("rows")
    lists = [table.get("columns"), *(rows if isinstance(rows, list) else ())]
    for cells in lists:
        if isinstance(cells, list) and adds:
            cells.insert(number, "")
        elif isinstance(cells, list) and number < len(cells):
            del cells[number]


__all__ = ["BadStep", "Place", "RewriteError", "changed", "tree_of"]
