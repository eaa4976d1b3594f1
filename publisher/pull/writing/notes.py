"""Comments of a Word file as notes in a source: YAML comments above the text that they are on."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from publisher.content.inline import unprintable
from publisher.errors import shortened
from publisher.pull.reading.read import WordComment
from publisher.pull.tree import Tree, Value
from publisher.source.positions import Keys, Positions

_WIDTH = 100
_ABOUT = 60


def note(comment: WordComment) -> str:
    """A comment in one line: its author, date, the words that it is on, and its text."""
    day = f", {comment.day}" if comment.day else ""
    about = f" on “{_cut(comment.about)}”" if comment.about else ""
    return _line(f"Note ({comment.author}{day}){about}: {comment.text or '(no words)'}")


def _cut(words: str) -> str:
    return shortened(words, _ABOUT)


def _line(words: str) -> str:
    """Words in one line without characters that would end a YAML comment."""
    bad = {character for _, character in unprintable(words)}
    return " ".join("".join(" " if c in bad else c for c in words).split())


def noted(
    text: str, tree: Tree, places: Positions, comments: Sequence[WordComment]
) -> tuple[str, int]:
    """`text` with a note for each comment, and how many notes are new.

    `tree` and `places` are the content of `text`. A note is above the smallest thing with an id
    that contains the commented text, or above the key at the top. It is written only once.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(ending)
    above: dict[int, list[str]] = {}
    count = 0
    known = _line(text.replace("#", " "))
    for comment in comments:
        words = note(comment)
        if words in known:
            continue
        place = places[_keys(tree, comment.address)]
        row = min(place.line, len(lines)) - 1
        line = lines[row]
        dash = re.match(r"\s*(?=- )", line)
        indent = dash.group() if dash else line[: len(line) - len(line.lstrip())]
        above.setdefault(row, []).extend(_wrapped(words, indent))
        count += 1
    for row in sorted(above, reverse=True):
        lines[row:row] = above[row]
    return ending.join(lines), count


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words,
        width=max(_WIDTH, len(indent) + 40),
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _keys(tree: Tree, address: str) -> Keys:
    """The path in the YAML tree of the smallest thing with an id that contains an address."""
    match address.split("/"):
        case ["blocks" | "sections" | "subsections", identity, *_]:
            found = next(_holding(tree.get("sections"), identity, ("sections",)), None)
        case ["glossary" | "references" as key, identity, *_]:
            found = next(_holding(tree.get(key), identity, (key,)), None)
        case [key, *_] if key in tree:
            found = (key,)
        case _:
            found = None
    return found if found is not None else ("title",)


def _holding(tree: Value, identity: str, path: Keys) -> Iterator[Keys]:
    if isinstance(tree, dict):
        if tree.get("id") == identity:
            yield path
        for key, value in tree.items():
            yield from _holding(value, identity, (*path, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from _holding(value, identity, (*path, number))
