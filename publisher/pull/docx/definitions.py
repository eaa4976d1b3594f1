"""Styles and numberings, as the parts of a Word file define them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.pull.docx.xml import Element, W, level_in, switched, value


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A paragraph or character style: its name, and the formatting that it gives."""

    name: str
    based_on: str
    """The id of the style that it inherits from."""
    numbering: str | None
    """The id of its numbering; None where it sets none."""
    level: int | None
    bold: bool | None
    italic: bool | None
    raised: str = ""
    """ "superscript" or "subscript"; empty where it sets neither."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a numbering counts on its first level.

    Numberings of one kind continue each other, except one with a start of its own.
    Source: ECMA-376-1, 17.9.1 and 17.9.27.
    """

    kind: str
    start: int | None
    first: int
    """The number at which its kind begins."""


def styles_in(root: Element | None) -> tuple[dict[str, WordStyle], str]:
    """(styles by id, id of the default paragraph style), as the part of styles defines them."""
    styles: dict[str, WordStyle] = {}
    default = "Normal"
    for sheet in [] if root is None else root.iterfind(f"{W}style"):
        key = sheet.get(f"{W}styleId", "")
        number = sheet.find(f"{W}pPr/{W}numPr")
        level = None if number is None else number.find(f"{W}ilvl")
        own = None if number is None else number.find(f"{W}numId")
        styles[key] = WordStyle(
            name=value(sheet.find(f"{W}name")),
            based_on=value(sheet.find(f"{W}basedOn")),
            numbering=None if own is None else value(own),
            level=None if level is None else level_in(value(level)),
            bold=switched(sheet.find(f"{W}rPr/{W}b")),
            italic=switched(sheet.find(f"{W}rPr/{W}i")),
            raised=value(sheet.find(f"{W}rPr/{W}vertAlign")),
        )
        if sheet.get(f"{W}default") in ("1", "true") and sheet.get(f"{W}type") == "paragraph":
            default = key
    return styles, default


def number_formats_in(root: Element | None) -> Iterator[tuple[tuple[str, int], str]]:
    """The format of number ("bullet", "decimal") by (id of the numbering, level)."""
    if root is None:
        return
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iterfind(f"{W}abstractNum")}
    for number in root.iterfind(f"{W}num"):
        kinds = abstract.get(value(number.find(f"{W}abstractNumId")))
        for level in [] if kinds is None else kinds.iterfind(f"{W}lvl"):
            key = (number.get(f"{W}numId", ""), level_in(level.get(f"{W}ilvl", "0")))
            yield key, value(level.find(f"{W}numFmt"))


def numberings_in(root: Element | None) -> Iterator[tuple[str, Numbering]]:
    """The numberings, by id."""
    if root is None:
        return
    firsts = {
        kind.get(f"{W}abstractNumId", ""): _whole(level.find(f"{W}start"))
        for kind in root.iterfind(f"{W}abstractNum")
        for level in kind.iterfind(f"{W}lvl")
        if level.get(f"{W}ilvl") == "0"
    }
    for number in root.iterfind(f"{W}num"):
        kind = value(number.find(f"{W}abstractNumId"))
        starts = [
            _whole(one.find(f"{W}startOverride"))
            for one in number.iterfind(f"{W}lvlOverride")
            if one.get(f"{W}ilvl") == "0"
        ]
        own = next((start for start in starts if start is not None), None)
        first = firsts.get(kind)
        yield number.get(f"{W}numId", ""), Numbering(kind, own, 1 if first is None else first)


def _whole(element: Element | None) -> int | None:
    """The number in a property; None where it is missing or invalid."""
    text = value(element)
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None
