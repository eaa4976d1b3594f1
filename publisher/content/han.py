"""The end of a paragraph in Chinese, on paper: no line of one character.

Lines may end behind any character, so the last one of a text may stand alone with its mark. Signs
that nobody sees (U+2060) keep the last ones together. Browsers do so by `text-wrap: pretty`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.content.inline import Citation, Emphasis, Inline, Link, Plain, Strong, Term, Text

_JOINER = "\u2060"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_END = re.compile(rf"[{_HAN}]{{3}}(?=[^\w\s]{{0,2}}$)")
_LEAST = 8
"""A shorter text is a label, and may need to break anywhere."""


def with_whole_end(text: Text) -> Text:
    """A text whose last three characters stay on one line."""
    if len(text.plain) < _LEAST:
        return text
    return replace(text, nodes=_with_end(text.nodes))


def with_whole_ends(words: str) -> str:
    """The same for a label, or a line of a brand."""
    return _joined(words) if len(words) >= _LEAST else words


def _joined(words: str) -> str:
    return _END.sub(lambda end: _JOINER.join(end.group()), words)


def _with_end(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The nodes with signs in the last words; a citation or a mark behind them is not one."""
    if not nodes:
        return nodes
    *before, last = nodes
    match last:
        case Plain() | Term() | Link() if any(c.isalnum() for c in last.text):
            return (*before, replace(last, text=_joined(last.text)))
        case Citation() | Plain():
            return (*_with_end(tuple(before)), last)
        case Strong() | Emphasis():
            return (*before, replace(last, children=_with_end(last.children)))
        case _:
            return nodes
