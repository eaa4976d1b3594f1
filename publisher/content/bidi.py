"""Text of two directions in one line: what is read from left to right is kept together as one.

In a line of Arabic the groups of "1-800-555-0100" would stand in reverse order, and "12 g/dL" with
its unit first. Such a run is set apart by marks that nobody sees (Unicode 16, UAX 9: U+2066 and
U+2069), which HTML, EPUB and PDF understand; a Word file has its own way and is written without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from publisher.content.fields import with_texts
from publisher.content.inline import (
    Emphasis,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
    Text,
)

LEFT, END = "\u2066", "\u2069"
WHOLE_HYPHEN = "-\u2060"
"""A hyphen behind which no line ends."""
LEFT_TO_RIGHT = "\u200e"
"""What stands before a number in a Word file, where the two above are not understood."""
_LATIN = "0-9A-Za-z\u00b5\u00c0-\u024f"
# Starts and ends with a letter, a digit, or a sign that belongs to a number.
_RUN = re.compile(
    r"[+$€£]?(?:\(\d+\) ?)?"
    rf"[{_LATIN}](?:[{_LATIN} \u00a0\u202f.,:;/@+'’&%°_#~=<>≤≥±×\u2010-\u2014-]*[{_LATIN}%°])?"
)
_SHORT = 24
_BREAKS = re.compile("[-/\u2010-\u2014](?=.)")
_WORDS = re.compile(r"[A-Za-z\u00c0-\u024f '’-]+")
"""Read right by itself, as is a number without signs."""


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    from babel import Locale

    return bool(Locale.parse(language, sep="-").text_direction == "rtl")


def isolated(text: str, *, unbroken: bool = False) -> str:
    """A text in a language from right to left, with marks around what runs from left to right.

    On paper a short one is `unbroken`: a line that ended inside it would end what the marks do.
    """
    if LEFT in text:
        return text
    return _RUN.sub(lambda run: _marked(run.group(), unbroken=unbroken), text)


def _marked(run: str, *, unbroken: bool) -> str:
    if run.isdigit() or _WORDS.fullmatch(run):
        return run
    if unbroken and len(run) <= _SHORT:
        run = _BREAKS.sub(lambda sign: f"{sign.group()}\u2060", run.replace(" ", "\u00a0"))
    return f"{LEFT}{run}{END}"


def isolated_value(value: Any, *, unbroken: bool) -> Any:
    """A text, or a part of a condition with all texts in it, set apart where it needs it."""

    def apart(text: Text) -> Text:
        return replace(text, nodes=tuple(_node(node, unbroken=unbroken) for node in text.nodes))

    return with_texts(value, apart)


def _node(node: Inline, *, unbroken: bool) -> Inline:
    match node:
        case Plain() | Link() | Term():
            return replace(node, text=isolated(node.text, unbroken=unbroken))
        case Foreign() if LEFT not in node.text and not is_right_to_left(node.language):
            return replace(node, text=f"{LEFT}{node.text}{END}")
        case Strong() | Emphasis():
            children = tuple(_node(child, unbroken=unbroken) for child in node.children)
            return replace(node, children=children)
        case _:
            return node


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """A text in a language from right to left in its parts: (part, whether it runs that way).

    What runs from left to right are Latin letters, and digits with signs; a number is no part.
    """
    start = 0
    for run in _RUN.finditer(text):
        if run.group().isdigit():
            continue
        if run.start() > start:
            yield text[start : run.start()], True
        yield run.group(), False
        start = run.end()
    if start < len(text):
        yield text[start:], True
