"""Steps that continue others: the block that they name must be steps before them.

They are checked in the plain data of a source, so that these problems are reported with all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from publisher.errors import Problem
from publisher.source.positions import LocatedStr

_WORDINGS = ("brief", "sheet")
_REMEDY = "name steps that stand before these in the same section, or remove `continues`"


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a block: its section, its wording, and the number of blocks before it."""

    section: int
    wording: str
    at: int
    kind: str


def continued_problems(tree: Any, file: str) -> Iterator[Problem]:
    """What is wrong with `continues` in a source."""
    blocks = list(_blocks(tree))
    places = {str(block["id"]): place for place, block in reversed(blocks)}
    continued_by: dict[str, LocatedStr] = {}
    for place, block in blocks:
        named = block.get("continues")
        if place.kind != "steps" or not isinstance(named, LocatedStr):
            continue  # a problem of its shape, if it is one
        wrong = _wrong(tree, place, str(named), places.get(str(named)))
        right = _remedy(blocks, place)
        if not wrong and named in continued_by:
            wrong = f"{str(named)!r} is continued already, in line {continued_by[named].place.line}"
            right = "name the last steps of the row, which are those to go on from"
        if not wrong:
            continued_by[str(named)] = named
        else:
            line, column, path = named.used or named.place
            yield Problem(file, line, column, path, wrong, right)


def _wrong(tree: Any, own: _Place, named: str, other: _Place | None) -> str:
    """Why steps at `own` cannot continue the block `named`, which is at `other`."""
    if other is None:
        return f"there is no block {named!r}"
    if other.kind != "steps":
        return f"{named!r} is no steps but a block of kind {other.kind!r}"
    if other.section != own.section:
        return f"{named!r} is in another section, {tree['sections'][other.section].get('id')!r}"
    if other.wording != own.wording:
        return f"{named!r} is in another wording of the section"
    if other.at == own.at:
        return f"{named!r} are these steps themselves"
    return f"{named!r} comes later" if other.at > own.at else ""


def _remedy(blocks: list[tuple[_Place, dict[str, Any]]], own: _Place) -> str:
    before = [
        str(block["id"])
        for place, block in blocks
        if place.kind == "steps"
        and (place.section, place.wording) == (own.section, own.wording)
        and place.at < own.at
    ]
    return f"name one of {', '.join(before)}, or remove `continues`" if before else _REMEDY


def _blocks(tree: Any) -> Iterator[tuple[_Place, dict[str, Any]]]:
    """Every block that has kind and id, with its place."""
    for number, section in enumerate(mappings(tree, "sections")):
        wordings: dict[str, list[Any]] = {name: [section.get(name)] for name in _WORDINGS}
        wordings["full"] = [section, *mappings(section, "subsections")]
        for name, holders in wordings.items():
            found = (block for holder in holders for block in _flat(mappings(holder, "blocks")))
            for at, block in enumerate(found):
                yield _Place(number, name, at, str(block["kind"])), block


def _flat(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block.get("kind"), str) and isinstance(block.get("id"), str):
            yield block
        yield from _flat(mappings(block, "body"))


def mappings(holder: Any, key: str) -> list[dict[str, Any]]:
    """The mappings in the list `key` of `holder`; none where it is something else."""
    listed = holder.get(key) if isinstance(holder, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
