"""How much of a source comes back when what is built of it is imported again, in figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from publisher.content.inline import parse
from publisher.verify.extract.found import normal


@dataclass(frozen=True)
class Figures:
    """What came back of a source: of how many, how many."""

    texts: tuple[int, int]
    """Texts that came back whole, in the order of the source."""
    blocks: tuple[int, int]
    """Blocks of the same kind at the same place."""
    sections: tuple[int, int]
    """Sections of the same kind at the same place."""
    holes: int
    lost: tuple[str, ...]
    """The texts that did not come back whole."""


def figures(source: dict[str, Any], draft: dict[str, Any]) -> Figures:
    """`draft` compared with the source that it was built of."""
    before, after = list(_texts(source)), list(_texts(draft))
    same = _in_order(before, after)
    kinds, read = list(_kinds(source)), list(_kinds(draft))
    sections = [one["kind"] for one in source["sections"]]
    found = [one["kind"] for one in draft["sections"]]
    kept = [False] * len(before)
    for start, _, size in SequenceMatcher(None, before, after, False).get_matching_blocks():
        kept[start : start + size] = [True] * size
    return Figures(
        texts=(same, len(before)),
        blocks=(_in_order(kinds, read), len(kinds)),
        sections=(_in_order(sections, found), len(sections)),
        holes=sum(kind == "missing" for kind in read),
        lost=tuple(text for text, whole in zip(before, kept, strict=True) if not whole),
    )


def _in_order(before: list[str], after: list[str]) -> int:
    blocks = SequenceMatcher(None, before, after, False).get_matching_blocks()
    return sum(size for _, _, size in blocks)


def _plain(text: str) -> str:
    return normal(parse(text).plain, spaces=False)


def _texts(tree: dict[str, Any]) -> Iterator[str]:
    """The texts of the full wording, in the order in which a reader meets them."""
    for key in ("title", "subtitle"):
        yield _plain(tree[key])
    for text in (*tree.get("also_called", ()), *tree["summary"]):
        if isinstance(text, str):
            yield _plain(text)
    for section in tree["sections"]:
        yield _plain(section["heading"])
        for block in section.get("blocks", ()):
            yield from _block(block)
        for part in section.get("subsections", ()):
            yield _plain(part["heading"])
            for block in part["blocks"]:
                yield from _block(block)
    for entry in sorted(tree.get("glossary", ()), key=lambda one: str(one["term"])):
        yield _plain(entry["term"])
        yield _plain(entry["definition"])
    for reference in tree["references"]:
        yield _plain(reference["text"])


_KEYS = ("heading", "label", "lead_in", "title", "caption", "summary", "columns", "rows", "text")


def _block(block: dict[str, Any]) -> Iterator[str]:
    for key in (*_KEYS, "items", "body", "alt"):
        yield from _value(block.get(key))


def _value(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, list):
        for one in value:
            yield from _value(one)
    elif isinstance(value, dict) and "kind" in value:
        yield from _block(value)
    elif isinstance(value, dict):
        for key in ("term", "text", "items"):
            yield from _value(value.get(key))


def _kinds(tree: dict[str, Any]) -> Iterator[str]:
    for section in tree["sections"]:
        for holder in (section, *section.get("subsections", ())):
            for block in holder.get("blocks", ()):
                yield block["kind"]
                yield from (inner["kind"] for inner in block.get("body", ()))
