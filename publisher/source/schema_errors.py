"""Errors of pydantic as problems, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from publisher.errors import Problem, Wrong, quoted
from publisher.source.positions import Keys, Positions, dotted


class StrictModel(BaseModel):
    """The base of everything in a file: frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def scalar(pattern: str, wrong: str, right: str) -> BeforeValidator:
    """A check of one scalar, with a message in the editor's words."""

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise Wrong(f"{value!r} is not text", f"put it in quotes: {str(value)!r}")
        if not re.fullmatch(pattern, value):
            raise Wrong(f"{str(value)!r} is not {wrong}", f"{right}")
        return value

    return BeforeValidator(check)


Filled = Annotated[str, scalar(r"(?s).*\S.*", "text", "write the words or remove the key")]


def shape_problems(
    exc: ValidationError, tree: Any, places: Positions, file: str
) -> Iterator[Problem]:
    """Errors of pydantic in the editor's words, each at the nearest position in the file."""
    for error in exc.errors(include_url=False):
        path: Keys = ()
        near: Keys = ()
        node = tree
        missing = ""
        for key in error["loc"]:
            if _has(node, key):
                node, path = node[key], (*path, key)
                near = path if path in places else near
            elif error["type"] == "missing" and key == error["loc"][-1]:
                missing = str(key)
        if error["type"] == "too_short" and len(node) >= error["ctx"]["min_length"]:
            continue  # a consequence of an error inside it
        if error["type"] == "union_tag_invalid" and (*path, "kind") in places:
            path = near = (*path, "kind")
        line, column, _ = places[near]
        written = places.written.get(path, "")
        where = dotted((*path, missing) if missing else path)
        yield Problem(file, line, column, where, *_explained(error, _shown(node, written)))


def _has(node: Any, key: str | int) -> bool:
    if isinstance(node, list):
        return isinstance(key, int) and key < len(node)
    return isinstance(node, dict) and key in node


def _shown(value: Any, written: str) -> str:
    """A value for a message: "a list", or its text."""
    if isinstance(value, dict):
        return _GROUP
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    words = written or str(value)
    return quoted(words)


_GROUP = "a group of keys"


def _explained(error: Any, shown: str) -> tuple[str, str]:
    """(what is wrong, what would be right) for one pydantic error."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "missing", "write it"
        case "extra_forbidden":
            return "unknown key", "remove it or check its spelling"
        case "union_tag_invalid":
            return f"unknown kind {context['tag']!r}", f"one of {context['expected_tags']}"
        case "union_tag_not_found" | "model_attributes_type":
            wrong = "has no kind" if shown == _GROUP else f"{_not(shown)} a block"
            return wrong, "write `kind: paragraph`, `kind: list`, …"
        case "model_type" | "dict_type" | "dataclass_type":
            return f"{_not(shown)} {_GROUP}", "write `key: value` lines below it"
        case "tuple_type" | "list_type" | "frozen_set_type":
            return f"{_not(shown)} a list", "write each item on a line of its own, after a hyphen"
        case "string_type" | "not_text":
            if shown in ("nothing", "a list", _GROUP):
                colon = "; words that contain a colon need quotes" * (shown == _GROUP)
                return f"{_not(shown)} text", f"write the words{colon}"
            return f"{_not(shown)} text", f"put it in quotes: {shown}"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{_not(shown)} a whole number", "write one in digits, without quotes"
        case "float_type" | "float_parsing" | "finite_number":
            return f"{_not(shown)} a number", "write one in digits, without quotes"
        case "bool_type" | "bool_parsing":
            return f"{_not(shown)} true or false", "write true or false, without quotes"
        case "enum" | "literal_error":
            return f"unknown value {shown}", f"one of {context['expected']}"
        case "value_error":
            error_ = context["error"]
            if isinstance(error_, Wrong):
                return error_.wrong, error_.right
            return str(error_), "correct it"
        case _:
            return _beyond_a_limit(error, shown)


def _beyond_a_limit(error: Any, shown: str) -> tuple[str, str]:
    """(what is wrong, what would be right) where a value is too small, too large or malformed."""
    context = error.get("ctx", {})
    match error["type"]:
        case "greater_than_equal":
            least = _limit(context["ge"])
            return f"{_bare(shown)} is less than {least}", f"write {least} or more"
        case "less_than_equal":
            most = _limit(context["le"])
            return f"{_bare(shown)} is more than {most}", f"write {most} at most"
        case "greater_than":
            least = _limit(context["gt"])
            return f"{_bare(shown)} is not more than {least}", f"write more than {least}"
        case "less_than":
            most = _limit(context["lt"])
            return f"{_bare(shown)} is not less than {most}", f"write less than {most}"
        case "string_pattern_mismatch":
            return f"{shown} is malformed", f"must match {context['pattern']}"
        case "string_too_short":
            return "is empty", "write the words or remove the key"
        case "string_too_long":
            return f"{shown} is too long", f"keep to {context['max_length']} characters"
        case "too_short":
            return f"has {context['actual_length']}", f"write {context['min_length']} or more"
        case "too_long":
            return f"has {context['actual_length']}", f"keep to {context['max_length']} at most"
        case _:
            return f"{shown} does not fit", error["msg"]


def _bare(shown: str) -> str:
    return shown.strip("'")


def _limit(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _not(shown: str) -> str:
    return f"{shown} is not"
