"""What a brand cannot show of a condition: characters without a glyph, unknown roles of colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from publisher.brand import fonts
from publisher.brand.fonts import unset_characters
from publisher.brand.model import Brand
from publisher.content import inline
from publisher.content.drawing import Drawing, unfit
from publisher.content.model import Condition, figures
from publisher.errors import Problem, Wrong


def coverage_problems(condition: Condition, brand: Brand, file: str) -> Iterator[Problem]:
    """A problem for everything in the source `file` that the brand has no type or colour for."""
    yield from _characters(condition, brand, file)
    for figure in figures(condition):
        for wrong in unfit(figure.file):
            yield Problem(file, 0, 0, figure.id, wrong.wrong, wrong.right)
        try:
            brand.paint(figure.file)
        except Wrong as exc:
            yield Problem(file, 0, 0, figure.id, exc.wrong, exc.right)


def _characters(condition: Condition, brand: Brand, file: str) -> list[Problem]:
    """A problem for every character that no family of the brand has a glyph for.

    Each names the block or section where the character first occurs. A whole script that there is
    no face for is one problem, where it first occurs.
    """
    spoken = brand.set_in(condition.language)
    fallback = brand.fallback.name
    found: dict[tuple[str, str], Problem] = {}
    texts = list(_texts(condition, ""))
    families = spoken.body, spoken.headings, spoken.fallback
    lacking = unset_characters("".join(text for _, text, _ in texts), *families)
    if not lacking:
        return []  # so for nearly every source, and asked of each character once
    whole = fonts.whole_scripts(lacking)
    for block, text, source in texts:
        place = getattr(source, "place", None)
        line, column = (place.line, place.column) if place else (0, 0)
        own = getattr(source, "file", "") or file
        for character in unset_characters(text, *families):
            wrong = f"no font of the brand has {fonts.character_name(character)}"
            right = f"write it otherwise, or name a fallback family that has it, unlike {fallback}"
            key = block, character
            if said := whole.get(character):
                wrong, key = f"no font of the brand has {said}", ("", said)
                right = f"name a fallback family that has them, unlike {fallback} (docs/brands.md)"
            found.setdefault(key, Problem(own, line, column, block, wrong, right))
    return list(found.values())


def _texts(value: Any, block: str) -> Iterator[tuple[str, str, str]]:
    """(id of the nearest block or section, words, source) for all that a reader may see."""
    match value:
        case inline.Text():
            yield block, value.plain, value.source
        case Drawing():
            yield from ((block, label, label) for label in value.labels)
        case BaseModel():
            block = str(getattr(value, "id", block))
            for name in type(value).model_fields:
                yield from _texts(getattr(value, name), block or name)
        case tuple():
            for item in value:
                yield from _texts(item, block)
        case _:
            pass
