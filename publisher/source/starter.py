"""The source that a new condition starts with, and the texts in it that are to be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from publisher.content import inline
from publisher.errors import bad_option, quoted
from publisher.source.positions import read_yaml

_FILE = Path(__file__).with_name("starter.yaml")
_KEPT = frozenset(("lead_in", "heading", "title", "short_title", "term"))
"""Keys whose words a finished guide may keep: "What it is", "You may notice:"."""
_TEXTS = frozenset(("subtitle", "text", "definition"))


def check_name(option: str, name: str) -> None:
    """Raises `BadInput` where what `option` says cannot be the name of a source."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 64:
        right = "small letters, digits and hyphens, 64 at most: asthma-in-adults"
        raise bad_option(option, f"{quoted(name, 80)} is not a name", right)


def starter_source(name: str, today: date) -> str:
    """The text of the file for a condition of this name; it builds as it stands."""
    title = name.replace("-", " ").capitalize()
    text = _FILE.read_text(encoding="utf-8")
    for word, written in (("NAME", name), ("TITLE", title), ("TODAY", today.isoformat())):
        text = text.replace(word, written)
    return text


@cache
def starter_words() -> frozenset[str]:
    """The words of each text that somebody has to replace, without Markdown."""
    tree, _ = read_yaml(_FILE, _FILE.name)
    return frozenset(inline.parse(text).plain for text in _to_replace(tree, ""))


def _to_replace(value: Any, key: str, kind: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        kind = str(value.get("kind", ""))
        for name, inner in value.items():
            is_kept = name in _KEPT and not (kind == "callout" and name == "heading")
            if not is_kept:
                yield from _to_replace(inner, name, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from _to_replace(inner, key, kind)
    elif isinstance(value, str) and _is_text(key, kind):
        yield value


def _is_text(key: str, kind: str) -> bool:
    """Whether what stands under a key is text to replace; a question of the starter may stay."""
    if key == "items":
        return kind in ("list", "steps", "checklist")
    return key in _TEXTS or key == "summary" or (key == "heading" and kind == "callout")
