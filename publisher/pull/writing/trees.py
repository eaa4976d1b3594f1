"""Trees compared by their meaning: missing keys and short spellings make no difference."""

from __future__ import annotations

from publisher.errors import shortened
from publisher.pull.tree import Value

_LINES = {"questions": 1, "write_in": 3}  # model.Questions, model.WriteIn


def canonical(tree: Value) -> Value:
    """A tree in its shortest form: without empty values, an item without items as plain text."""
    if isinstance(tree, dict):
        kept = {key: canonical(value) for key, value in tree.items()}
        kept = {key: value for key, value in kept.items() if value not in (None, [])}
        for key in ("only_for", "not_for"):
            if isinstance(kept.get(key), str):
                kept[key] = [kept[key]]  # one brand may be written without brackets
        if kept.keys() == {"text"}:
            return kept["text"]
        kind = kept.get("kind")
        if isinstance(kind, str) and kind in _LINES and "id" in kept:
            kept.setdefault("lines", _LINES[kind])
        return kept
    if isinstance(tree, list):
        return [canonical(value) for value in tree]
    return str(tree) if isinstance(tree, str) else tree


def difference(one: Value, other: Value, path: str = "") -> str:
    """The first difference between two canonical trees, in words; "" where there is none."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *other]:
            if found := difference(one.get(key), other.get(key), f"{path}.{key}".lstrip(".")):
                return found
        return ""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            if found := difference(*pair, f"{path}[{number}]"):
                return found
        return ""
    if type(one) is type(other) and one == other:
        return ""
    return f"{path or 'all of it'} is {shortened(repr(one))}, not {shortened(repr(other))}"
