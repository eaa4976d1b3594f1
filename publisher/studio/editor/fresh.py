"""What a new block, section or entry says before anybody has written in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from publisher.pull.tree import Value

_LEAD_IN = "lead_in"
_ITEMS = "items"


class BadStep(ValueError):
    """A step that cannot be taken in this text. The message says why."""


def fresh(what: str, named: Callable[[str], str], width: int) -> Any:
    """A new member, whose id is what `named` makes of a word; a row has `width` cells.

    Raises `BadStep` for what is not known.
    """
    if what in ("item", "text", "row"):
        return [""] * width if what == "row" else ""
    if what in _WITHOUT_ID:
        return dict(_WITHOUT_ID[what])
    if what in ("brief", "sheet"):
        inner = fresh("paragraph", named, 0)
        return {"blocks": [inner]}
    made = _made(what, named)
    if made is None:
        raise BadStep(f"nothing is called {what!r}")
    return made


_WITHOUT_ID: dict[str, dict[str, Value]] = {
    "definition": {"term": "", "text": ""},
    "line": {"text": "", "symbol": ""},
    "code": {"system": "ICD-10-CM", "code": "", "display": ""},
}


def _made(what: str, named: Callable[[str], str]) -> dict[str, Value] | None:
    if what in ("entry", "reference", "part", "section", "subsection"):
        return _with_heading(what, named)
    keys: dict[str, dict[str, Value]] = {
        "paragraph": {"text": ""},
        "list": {_LEAD_IN: "", _ITEMS: [""]},
        "steps": {_LEAD_IN: "", _ITEMS: [""]},
        "checklist": {_LEAD_IN: "", _ITEMS: [""]},
        "questions": {_LEAD_IN: "", _ITEMS: [""]},
        "write_in": {"label": "", "lines": 3},
        "definitions": {_LEAD_IN: "", _ITEMS: [{"term": "", "text": ""}]},
        "callout": {"urgency": "note", "heading": ""},
        "table": {"caption": "", "columns": ["", ""], "rows": [["", ""]], "summary": ""},
        "figure": {"file": "", "title": "", "caption": "", "alt": ""},
        "contact": {"heading": ""},
    }
    if what not in keys:
        return None
    name = named(what)
    made: dict[str, Value] = {"kind": what, "id": name, **keys[what]}
    if what == "callout":
        made["body"] = [{"kind": "paragraph", "id": f"{name}-text", "text": ""}]
    return made


def _with_heading(what: str, named: Callable[[str], str]) -> dict[str, Value]:
    name = named(what)
    if what == "entry":
        return {"id": name, "term": "", "definition": ""}
    if what == "reference":
        return {"id": name, "text": "", "url": ""}
    if what == "part":
        return {"id": name, "heading": "", "lines": [{"text": "", "symbol": ""}]}
    block: Value = {"kind": "paragraph", "id": f"{name}-text", "text": ""}
    kind: dict[str, Value] = {"kind": "living_with"} if what == "section" else {}
    return {"id": name, **kind, "heading": "", "blocks": [block]}
