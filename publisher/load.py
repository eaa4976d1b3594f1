"""One source file → one `Condition`, or every problem in it.

YAML is read with the place of every value; pydantic says what is wrong with the values; what
only shows across places (a term without an entry, an id used twice) is checked here. Problems of
all three kinds come out together.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from publisher import drawing
from publisher.errors import BadInput, Problem
from publisher.model import Condition, Ledger


class Place(NamedTuple):
    """Where a value stands: line and column from 1, and its path of keys."""

    line: int
    column: int
    path: str


class Placed(str):
    """A scalar string of the source that knows where it stood."""

    place: Place


def condition(folder: Path, root: Path) -> Condition:
    """The condition whose source is `folder`/condition.yaml.

    Problems name files relative to `root`. Raises `BadInput` with all of them.
    """
    path = folder / "condition.yaml"
    file = _relative(path, root)
    tree, places = read_yaml(path, file)
    ledger = Ledger(lambda name: _figure(folder, name))
    problems: list[Problem] = []
    loaded: Condition | None = None
    try:
        loaded = Condition.model_validate(tree, context=ledger)
    except ValidationError as exc:
        problems += shape_problems(exc, tree, places, file)
    problems += _across(ledger, file)
    if isinstance(tree, dict) and (name := tree.get("condition")) and str(name) != folder.name:
        wrong = f"{str(name)!r} is not the name of the folder"
        problems.append(_at(places[("condition",)], file, wrong, f"write {folder.name!r}"))
    if problems or loaded is None:
        raise BadInput(problems)
    return loaded


def read_yaml(path: Path, file: str) -> tuple[Any, dict[tuple[str | int, ...], Place]]:
    """The plain values of a YAML file, and the place of each by its path of keys.

    Raises `BadInput` where the file is missing, not UTF-8, not YAML, or holds a key twice.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput([Problem(file, 0, 0, "", "there is no such file", "write it")]) from None
    except UnicodeDecodeError as exc:
        wrong = f"byte {exc.start} is not UTF-8"
        raise BadInput([Problem(file, 0, 0, "", wrong, "save the file as UTF-8")]) from exc
    try:
        raw = YAML(typ="rt").load(text)
    except MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problem = Problem(file, line, column, "", f"not YAML ({exc.problem})", "mend the syntax")
        raise BadInput([problem]) from exc
    except YAMLError as exc:
        first = str(exc).splitlines()[0]
        raise BadInput([Problem(file, 0, 0, "", f"not YAML ({first})", "mend it")]) from exc
    places: dict[tuple[str | int, ...], Place] = {(): Place(1, 1, "")}
    return _plain(raw, (), places), places


def _plain(value: Any, path: tuple[str | int, ...], places: dict[Any, Place]) -> Any:
    """`value` as dict, list and scalars; strings carry their place; `places` is filled."""
    if isinstance(value, dict):
        tree = {}
        for key, child in value.items():
            line, column = value.lc.key(key)  # type: ignore[attr-defined]  # CommentedMap
            here = (*path, str(key))
            places[here] = Place(line + 1, column + 1, dotted(here))
            tree[str(key)] = _plain(child, here, places)
        return tree
    if isinstance(value, list):
        branch = []
        for number, child in enumerate(value):
            line, column = value.lc.item(number)  # type: ignore[attr-defined]  # CommentedSeq
            here = (*path, number)
            places[here] = Place(line + 1, column + 1, dotted(here))
            branch.append(_plain(child, here, places))
        return branch
    if isinstance(value, str):
        placed = Placed(value)
        placed.place = places[path]
        return placed
    return value


def dotted(path: tuple[str | int, ...]) -> str:
    """A path of keys as an editor writes it: sections[2].blocks[0].text."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in path]
    return "".join(parts).removeprefix(".")


def shape_problems(
    exc: ValidationError, tree: Any, places: dict[tuple[str | int, ...], Place], file: str
) -> Iterator[Problem]:
    """What pydantic found, in the editor's words, at the nearest place that the file has."""
    for error in exc.errors():
        path: tuple[str | int, ...] = ()
        node = tree
        missing = ""
        for key in error["loc"]:
            if _has(node, key):
                node, path = node[key], (*path, key)
            elif error["type"] == "missing" and key == error["loc"][-1]:
                missing = str(key)
        line, column, where = places[path]
        if missing:
            where = dotted((*path, missing))
        yield Problem(file, line, column, where, *_said(error, node))


def _has(node: Any, key: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(key, int) and key < len(node)
    return isinstance(node, dict) and key in node


def _said(error: Any, node: Any) -> tuple[str, str]:
    """(what is wrong, what would be right) for one pydantic error."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "missing", "write it"
        case "extra_forbidden":
            return "unknown key", "remove it or mend its spelling"
        case "union_tag_invalid":
            return f"unknown kind {context['tag']!r}", f"one of {context['expected_tags']}"
        case "union_tag_not_found":
            return "no kind", "write `kind: paragraph`, `kind: list`, …"
        case "enum" | "literal_error":
            return f"unknown value {str(node)!r}", f"one of {context['expected']}"
        case "string_pattern_mismatch":
            return f"{str(node)!r} is malformed", f"must match {context['pattern']}"
        case "too_short":
            return f"has {context['actual_length']}", f"write {context['min_length']} or more"
        case "too_long":
            return f"has {context['actual_length']}", f"keep to {context['max_length']} at most"
        case "value_error":
            wrong, _, right = str(context["error"]).partition("; ")
            return wrong, right or "mend it"
        case _:
            return f"{str(node)!r} does not fit", error["msg"]


def _across(ledger: Ledger, file: str) -> Iterator[Problem]:
    """Ids used twice, and words that point at a glossary entry or reference that is not there."""
    for noted in (ledger.blocks, ledger.entries, ledger.references):
        first: dict[str, Any] = {}
        for name, value in noted:
            if name in first:
                wrong = f"id {name!r} stands already in line {first[name].place.line}"
                yield _at(value.place, file, wrong, "give each its own")
            first.setdefault(name, value)
    for kind, used, known in (
        ("glossary entry", ledger.terms_used, dict(ledger.entries)),
        ("reference", ledger.references_used, dict(ledger.references)),
    ):
        choice = ", ".join(sorted(known)) or "none"
        for name, value in used:
            if name not in known:
                wrong = f"there is no {kind} {name!r}"
                yield _at(value.place, file, wrong, f"add it, or use one of {choice}")


def _at(place: Place, file: str, wrong: str, right: str) -> Problem:
    return Problem(file, place.line, place.column, place.path, wrong, right)


def _figure(folder: Path, name: Any) -> drawing.Drawing:
    if not isinstance(name, str) or Path(name).name != name or not name.endswith(".svg"):
        raise ValueError(f"{name!r} is not the name of an SVG file; write one from figures/")
    path = folder / "figures" / name
    if path.is_symlink() or not path.is_file():
        there = sorted(file.name for file in (folder / "figures").glob("*.svg"))
        raise ValueError(f"figures/{name} is not there; draw it or use one of {there}")
    return drawing.read(name, path.read_bytes())


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
