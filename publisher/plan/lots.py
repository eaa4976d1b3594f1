"""A selection planned lot by lot, so that memory does not grow with the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.plan.names import Selection, names_in
from publisher.plan.select import Plan, plan_jobs

LOT = 100
"""Texts of a lot: to the workers it lasts for minutes, and it is a moment to plan."""


def plans_of(
    root: Path, selection: Selection, skip: frozenset[str] = frozenset(), *, whole: bool = False
) -> Iterator[Plan]:
    """The plans of a selection but for the texts to `skip`, each made when it is asked for.

    There is one where all is wanted as a `whole`, or texts or languages are named: whether these
    are there is known when all is read. Raises `BadInput` as `plan_jobs` does.
    """
    known = names_in(root)
    texts = (*known.conditions, *known.collections)
    left = [name for name in texts if name not in skip]
    if whole or selection.conditions or selection.languages or len(left) <= LOT:
        yield plan_jobs(root, selection, skip)
        return
    for start in range(0, len(left), LOT):
        yield plan_jobs(root, selection, frozenset(texts) - {*left[start : start + LOT]})
