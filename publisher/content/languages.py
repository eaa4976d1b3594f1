"""Which of several things that are known by language fits a tag: RFC 4647, "lookup"."""

from __future__ import annotations

from collections.abc import Container


def ranges(tag: str) -> tuple[str, ...]:
    """A language tag and what it is a kind of: "zh-Hans-US", "zh-Hans", "zh"."""
    parts = tag.split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))


def without_region(tag: str) -> str:
    """A language and its script: "de" for "de-AT", "zh-Hans" for "zh-Hans-US"."""
    first, *others = tag.split("-")
    return "-".join((first, *(part for part in others[:1] if len(part) == 4 and part.isalpha())))


def fitting(tag: str, known: Container[str]) -> str | None:
    """The longest beginning of a language tag that is `known`: "zh-Hans" for "zh-Hans-US"."""
    return next((one for one in ranges(tag) if one in known), None)
