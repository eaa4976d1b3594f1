"""Passages of some brands alone: a condition → what of it one brand says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from publisher.content.fields import ByBrand, Node
from publisher.content.model import BulletList, Callout, Condition, Section, Steps

_Any = TypeVar("_Any")


def said_by(condition: Condition, brand: str) -> Condition:
    """The condition as a brand says it; the same object where it is that of all brands."""
    return _said(condition, brand)


def _said(value: _Any, brand: str) -> _Any:
    changed: Any = value
    if isinstance(value, tuple):
        kept = tuple(_said(one, brand) for one in value if _is_said(one, brand))
        is_same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        changed = value if is_same else kept
    elif isinstance(value, Node):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        new = {name: _said(one, brand) for name, one in fields.items()}
        update = {name: one for name, one in new.items() if one is not fields[name]}
        if isinstance(value, Section):
            for name in ("brief", "sheet"):
                if name in update and not update[name].blocks:
                    update[name] = None
        changed = value.model_copy(update=update) if update else value
    same: _Any = changed
    return same


def _is_said(value: object, brand: str) -> bool:
    return not isinstance(value, ByBrand) or value.is_for(brand)


def left_empty(condition: Condition) -> Iterator[str]:
    """The id of each section, list and box of which a brand says nothing any more."""
    if not condition.sections:
        yield "sections"
    for section in condition.sections:
        if not section.blocks and not section.subsections:
            yield section.id
        yield from (part.id for part in section.subsections if not part.blocks)
        yield from _empty(section)


def _empty(value: object) -> Iterator[str]:
    if (isinstance(value, BulletList | Steps) and not value.items) or (
        isinstance(value, Callout) and not value.body
    ):
        yield value.id
    if isinstance(value, Node):
        for name in type(value).model_fields:
            yield from _empty(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _empty(one)
