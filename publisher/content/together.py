"""What two languages have in common on one page: one picture for both, one label for both."""

from __future__ import annotations

from publisher.content.drawing import Drawing


def of_both(one: str, other: str) -> str:
    """What is said once for readers of two languages, such as the name of a field to fill in."""
    return one if one == other else f"{one} / {other}"


def is_one_picture(one: Drawing, other: Drawing) -> bool:
    """Whether two drawings are the same picture, which has no words of a language in it."""
    return one.svg == other.svg
