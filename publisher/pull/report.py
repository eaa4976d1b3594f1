"""What a pull found, as text: changes, conflicts and leftovers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from publisher.pull.merging.merge import Conflict, MergedChange
from publisher.pull.reading.read import WordComment
from publisher.pull.reading.results import Notice
from publisher.pull.tree import Value
from publisher.pull.writing.notes import note

_WORDS = re.compile(r"\s+|[^\s]+")
_NAMES = {"added": "+", "removed": "−", "moved": "↕", "changed": "~"}


def describe_change(one: MergedChange) -> Iterator[str]:
    """A change in lines: its place, then the words before and after."""
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
    """`after` with the differences from `before` marked: [−old−] {+new+}."""
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


def in_words(value: Value) -> str:
    """A text, or the texts of a member of a list, one to a line."""
    return "\n".join(_texts(value))


_NOT_SHOWN = ("id", "kind", "urgency", "lines", "file", "symbol", "anatomy", "organs")
"""Keys whose values are no text."""


def _texts(value: Value, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NOT_SHOWN:
                yield from _texts(inner, name)
    elif isinstance(value, list):
        if key == "rows":
            yield from map(_row, value)
        elif not key and value and all(isinstance(one, str) for one in value):
            yield _row(value)
        else:
            for inner in value:
                yield from _texts(inner)
    elif value is not None:
        yield str(value)


def _row(cells: Value) -> str:
    return " | ".join(map(str, cells if isinstance(cells, list) else [cells]))


def describe_conflict(one: Conflict) -> Iterator[str]:
    """A conflict in lines: its place and address, then its three texts."""
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
    """A notice in one line."""
    place = f"{one.place}: " if one.place else ""
    words = " / ".join(one.words.splitlines())
    return f"{place}{one.what}" + (f": {words}" if words else "")


def leftovers_text(name: str, notices: Iterable[Notice], comments: Sequence[WordComment]) -> str:
    """The file of leftovers in Markdown: each with the headings that it was under."""
    lines = [
        f"# Leftovers of {name}",
        "",
        "The source has no place for this text, or the place is not clear. It was not reviewed.",
        "Copy what is needed into condition.yaml by hand, then delete this file.",
    ]
    place = None
    for one in notices:
        if one.place != place:
            place = one.place
            lines += ["", f"## {place or 'The whole file'}"]
        lines += ["", f"{one.what[:1].upper()}{one.what[1:]}:", ""]
        lines += [f"    {line}" for line in one.words.splitlines() or ["(no words)"]]
    if comments:
        lines += ["", "## Comments"]
        for comment in comments:
            where = f"{comment.place}: " if comment.place else ""
            done = " (marked as done)" if comment.done else ""
            lines += ["", f"    {where}{note(comment)}{done}"]
    return "\n".join(lines) + "\n"
