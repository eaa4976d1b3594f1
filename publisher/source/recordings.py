"""Recordings without their words: who cannot hear or play one must be able to read it.

They are checked in the plain data of a source, so that these problems are reported with all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publisher.errors import Problem
from publisher.source.continued import mappings
from publisher.source.positions import LocatedStr

_SHORT = ("brief", "sheet")


def recording_problems(tree: Any, file: str) -> Iterator[Problem]:
    """What is wrong with the transcripts of recordings in a source."""
    full = list(_recordings(tree, _full))
    told = {str(one.get("url")) for one in full if one.get("transcript")}
    for one in full:
        if not one.get("transcript"):
            yield from _problem(one, file, "write `transcript`: all that is said, a list of texts")
    for one in _recordings(tree, _in_short):
        if not one.get("transcript") and str(one.get("url")) not in told:
            right = "write `transcript`, or show it in the full wording too, with its transcript"
            yield from _problem(one, file, right)


def _problem(block: dict[str, Any], file: str, right: str) -> Iterator[Problem]:
    kind = block["kind"]
    if "transcript" in block or not isinstance(kind, LocatedStr):
        return  # an empty one, or of another shape, is a problem already
    line, column, path = kind.used or kind.place
    path = path.removesuffix("kind") + "transcript"
    yield Problem(file, line, column, path, f"{kind} has no transcript", right)


def _recordings(tree: Any, holders: Any) -> Iterator[dict[str, Any]]:
    for section in mappings(tree, "sections"):
        for holder in holders(section):
            for block in mappings(holder, "blocks"):
                if block.get("kind") in ("video", "audio"):
                    yield block


def _full(section: dict[str, Any]) -> Iterator[Any]:
    yield section
    yield from mappings(section, "subsections")


def _in_short(section: dict[str, Any]) -> Iterator[Any]:
    yield from (section.get(name) for name in _SHORT)
