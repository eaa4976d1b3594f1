"""What a pull found, in words: changes with the words that differ, conflicts, what was left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from publisher.pull.merging.merge import Conflict, MergedChange
from publisher.pull.reading.findings import Notice
from publisher.pull.reading.read import Remark
from publisher.pull.writing.notes import note

_WORDS = re.compile(r"\s+|[^\s]+")
_NO_WORDS = frozenset(("id", "kind", "urgency", "lines", "file", "symbol", "anatomy", "organs"))
"""Keys whose values are no words of a guide."""
_NAMES = {"added": "+", "removed": "−", "moved": "↕", "changed": "~"}


def describe_change(one: MergedChange) -> Iterator[str]:
    """A change in lines: where, and the words as they were and are."""
    yield f"{_NAMES[one.kind]} {one.place}  {one.kind}"
    if one.kind == "moved":
        yield f"    {in_words(one.before)} → {in_words(one.after)}"
    elif one.kind == "changed" and isinstance(one.before, str) and isinstance(one.after, str):
        yield f"    {marked(one.before, one.after)}"
    else:
        for value, sign in ((one.before, "−"), (one.after, "+")):
            if value not in (None, [], ""):
                yield from (f"    {sign} {line}" for line in in_words(value).splitlines())


def marked(before: str, after: str) -> str:
    """`after` with the words that differ: [−old−] {+new+}."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append("".join(old[a:b]))
            continue
        if gone := "".join(old[a:b]):
            parts.append(f"[−{gone}−]")
        if come := "".join(new[c:d]):
            parts.append(f"{{+{come}+}}")
    return "".join(parts)


def in_words(value: Any) -> str:
    """A text, or the texts of a member, one to a line."""
    return "\n".join(_texts(value))


def _texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NO_WORDS:
                yield from _texts(inner, name)
    elif isinstance(value, list | tuple):
        if key == "rows" or (value and all(isinstance(one, str) for one in value) and not key):
            lines = value if key == "rows" else [value]
            yield from (" | ".join(map(str, row)) for row in lines)
        else:
            for inner in value:
                yield from _texts(inner)
    elif value is not None:
        yield str(value)


def describe_conflict(one: Conflict) -> Iterator[str]:
    """The three texts of a conflict, under its address."""
    yield f"! {one.place}  changed on both sides: {one.address}"
    for name, value in (
        ("as it was built", one.base),
        ("in the source", one.ours),
        ("in Word", one.theirs),
    ):
        words = "(not there)" if value is None else in_words(value)
        lines = words.splitlines() or ["(empty)"]
        yield f"    {name + ':':<17}{lines[0]}"
        yield from (f"    {'':<17}{line}" for line in lines[1:])


def describe_notice(one: Notice) -> str:
    """Something that did not come home, in a line."""
    place = f"{one.place}: " if one.place else ""
    words = " / ".join(one.words.splitlines())
    return f"{place}{one.what}" + (f": {words}" if words else "")


def leftovers_file(name: str, findings: Iterable[Notice], remarks: Sequence[Remark]) -> str:
    """The side file: all that has no place in the source, with where it stood."""
    lines = [
        f"# What stayed behind when {name} was pulled",
        "",
        "The source has no place for what follows, or nobody could say which. It was not reviewed.",
        "Take what is needed into condition.yaml by hand, then delete this file.",
    ]
    place = None
    for one in findings:
        if one.place != place:
            place = one.place
            lines += ["", f"## {place or 'The whole file'}"]
        lines += ["", f"{one.what[:1].upper()}{one.what[1:]}:", ""]
        lines += [f"    {line}" for line in one.words.splitlines() or ["(no words)"]]
    if remarks:
        lines += ["", "## Comments"]
        for remark in remarks:
            where = f"{remark.place}: " if remark.place else ""
            done = " (marked as done)" if remark.done else ""
            lines += ["", f"    {where}{note(remark)}{done}"]
    return "\n".join(lines) + "\n"
