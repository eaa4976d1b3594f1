"""The rules of a style sheet, for checks of what it does to a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property with its value, and the selector of its rule; `@keyframes` and its like too."""

    selector: str
    name: str
    value: str


def declarations(sheet: str) -> Iterator[Declaration]:
    """Every declaration of a sheet, with those inside `@media` and similar rules."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    yield from _in_rules(rules)


def _in_rules(rules: Iterable[Any]) -> Iterator[Declaration]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            yield from _in_block(rule.content, selector)
        elif rule.type == "at-rule" and rule.content is not None:
            if rule.lower_at_keyword in ("font-face", "page"):
                yield from _in_block(rule.content, f"@{rule.lower_at_keyword}")
            else:
                inner = tinycss2.parse_rule_list(rule.content, True, True)
                yield from _in_rules(inner)


def _in_block(content: Any, selector: str) -> Iterator[Declaration]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration":
            value = tinycss2.serialize(one.value).strip()
            yield Declaration(selector, one.lower_name, value)


def at_rules(sheet: str) -> frozenset[str]:
    """The names of the at-rules of a sheet: "keyframes", "media"."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return frozenset(rule.lower_at_keyword for rule in rules if rule.type == "at-rule")
