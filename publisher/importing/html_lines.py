"""A run of text on a web page → its lines, and how they read."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.content.inline import Inline, Plain, Strong, words
from publisher.importing.text import MARKED
from publisher.importing.wording import stripped


def lines_of(run: list[Inline]) -> Iterator[tuple[Inline, ...]]:
    """A run as one text, or as several where its line breaks part paragraphs or items."""
    lines: list[list[Inline]] = [[]]
    for node in run:
        if isinstance(node, Plain) and node.text == "\n":
            lines.append([])
        else:
            lines[-1].append(node)
    said = ["".join(words(tuple(line))).strip() for line in lines]
    full = [one for one in said if one]
    empty_between = any(not one for one in said[1:-1])
    marked = any(MARKED.match(one) for one in full)
    announced = len(full) > 2 and full[0].endswith(":") and all(len(one) < 110 for one in full[1:])
    if len(full) > 1 and (empty_between or marked or announced):
        yield from map(tuple, lines)
        return
    joined: list[Inline] = []
    for line in lines:
        joined += [Plain(" "), *line] if joined else line
    yield tuple(joined)


def titled(nodes: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """The title that words begin with in bold letters, and the rest."""
    if nodes and isinstance(nodes[0], Strong) and len(nodes) > 1:
        return nodes[0].children, stripped(nodes[1:])
    if len(nodes) == 1 and isinstance(nodes[0], Strong):
        return nodes[0].children, ()
    return (), nodes


def words_in(node: Inline) -> str:
    """The words of one part of a text."""
    return "".join(words((node,))).strip()
