"""Where in its source each section and block of a page stands: id → lines and their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.errors import BadInput
from publisher.source.positions import Keys, Positions, read_text, read_yaml_keeping_problems

_PARTS = {
    "title": "title",
    "at-a-glance": "summary",
    "glossary": "glossary",
    "references": "references",
    "about": "review",
}
"""What a page has an id for and a source a key."""
_MOST_LINES = 80


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """Some lines of a source. Lines count from 1."""

    id: str
    kind: str
    line: int
    last_line: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceSection:
    """A section or subsection: what a list of them shows."""

    id: str
    heading: str
    line: int
    depth: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The sections and blocks of one source, in the order of the file."""

    sections: tuple[SourceSection, ...] = ()
    blocks: tuple[SourceBlock, ...] = ()


def source_map(path: Path, file: str) -> SourceMap:
    """The sections and blocks of a source; none where it is not YAML."""
    try:
        tree, places, _ = read_yaml_keeping_problems(path, file)
        lines = read_text(path, file).splitlines()
    except BadInput:
        return SourceMap()
    if not isinstance(tree, dict):
        return SourceMap()
    found = [_block(name, kind, keys, places, lines) for name, kind, keys in _named(tree, ())]
    found += [
        _block(name, key, (key,), places, lines) for name, key in _PARTS.items() if key in tree
    ]
    blocks = tuple(sorted(found, key=lambda one: one.line))
    return SourceMap(tuple(_sections(tree.get("sections"), places, ("sections",), 0)), blocks)


def _named(value: Any, keys: Keys) -> Iterator[tuple[str, str, Keys]]:
    """Everything with an id below a value: the id, what it is, and the keys that lead to it."""
    if isinstance(value, dict):
        name, kind = value.get("id"), value.get("kind")
        if isinstance(name, str):
            yield str(name), str(kind) if isinstance(kind, str) else _kind(keys), keys
        for key, inner in value.items():
            yield from _named(inner, (*keys, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _named(inner, (*keys, number))


def _kind(keys: Keys) -> str:
    """What a member of a list without a kind is called, by the list."""
    names = {"subsections": "subsection", "glossary": "term", "references": "reference"}
    return names.get(str(keys[0] if len(keys) < 3 else keys[-2]), "part")


def _block(name: str, kind: str, keys: Keys, places: Positions, lines: list[str]) -> SourceBlock:
    first = places[keys].line if keys in places else 1
    inside = len(keys)
    after = (place.line for at, place in places.items() if at[:inside] != keys)
    end = min((line for line in after if line > first), default=len(lines) + 1) - 1
    while end > first and _is_no_text(lines[end - 1]):
        end -= 1
    shown = lines[first - 1 : min(end, first + _MOST_LINES - 1)]
    margin = min((len(one) - len(one.lstrip()) for one in shown if one.strip()), default=0)
    text = "\n".join(one[margin:] for one in shown)
    return SourceBlock(name, kind.replace("_", " "), first, end, text)


def _is_no_text(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _sections(value: Any, places: Positions, keys: Keys, depth: int) -> Iterator[SourceSection]:
    for number, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            at = (*keys, number)
            line = places[at].line if at in places else 0
            heading = str(one.get("heading") or one["id"])
            yield SourceSection(str(one["id"]), heading, line, depth)
            yield from _sections(one.get("subsections"), places, (*at, "subsections"), depth + 1)
