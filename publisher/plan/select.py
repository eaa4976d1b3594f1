"""The selection of a user → jobs: names are checked, then their files are read and combined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher.content.model import Condition
from publisher.edition.model import Edition
from publisher.errors import BadInput, Problem, refused
from publisher.plan.binding import Collection
from publisher.plan.collection import misnamed_collections
from publisher.plan.inputs import Inputs, bind_collections, read_inputs
from publisher.plan.job import Job, stamp
from publisher.plan.names import Selection, chosen_names, names_in


def select_jobs(
    root: Path, selection: Selection, skip: frozenset[str] = frozenset()
) -> tuple[Job, ...]:
    """Every job of the selection, in a stable order, except those of the texts to `skip`.

    Raises `BadInput` with all problems of all sources, brands and editions that it names.
    """
    if not (root / "sources").is_dir() or not (root / "layouts").is_dir():
        right = "go to the folder that contains sources/ and layouts/, or name it by --root"
        raise refused(str(root.absolute()), "is no project", right)
    problems: list[Problem] = []
    for name, problem in misnamed_collections(root / "sources", root):
        if not selection.conditions or name in selection.conditions:
            problems.append(problem)
    known = names_in(root)
    chosen = chosen_names(selection, known, problems).without(skip)
    inputs = read_inputs(root, known, chosen, problems)
    _raise_if_any(problems)
    collections = bind_collections(inputs, problems)
    editions = [edition for edition in inputs.editions if edition.name in chosen.editions]
    if collections and selection.conditions and not any(e.collections for e in editions):
        problems.append(_no_edition_for(collections[0], inputs.editions))
    conditions = [inputs.conditions[name] for name in known.conditions if name in chosen.conditions]
    if selection.conditions and selection.editions:
        problems += _nothing_short(conditions, editions)
    _raise_if_any(problems)
    return _jobs(inputs, [*conditions, *collections], editions)


def _raise_if_any(problems: list[Problem]) -> None:
    if problems:
        raise BadInput(problems)


def _no_edition_for(collection: Collection, editions: Iterable[Edition]) -> Problem:
    """The problem that none of the editions asked for is made of collections."""
    right = f"one of {', '.join(edition.name for edition in editions if edition.collections)}"
    wrong = f"{collection.condition!r} is a collection, which none of these is made of"
    return Problem("command line", 0, 0, "--edition", wrong, right)


def _nothing_short(conditions: list[Condition], editions: list[Edition]) -> Iterator[Problem]:
    """The problem of each condition that none of the editions asked for is made of."""
    asked = ", ".join(edition.name for edition in editions)
    for condition in conditions:
        if not any(edition.takes(condition) for edition in editions):
            wrong = f"{asked} is made of short wordings, and {condition.condition!r} has none"
            yield Problem("command line", 0, 0, "--edition", wrong, "write `brief` in its sections")


def _jobs(inputs: Inputs, conditions: list[Condition], editions: list[Edition]) -> tuple[Job, ...]:
    """One job for each brand, condition and edition that go together."""
    stamps = {condition.condition: stamp(condition) for condition in conditions}
    return tuple(
        Job(
            condition=condition,
            brand=brand,
            edition=edition,
            words=inputs.words[condition.language],
            stamp=stamps[condition.condition],
            siblings=tuple(one for one in inputs.editions if one.takes(condition)),
        )
        for brand in inputs.brands
        for condition in conditions
        for edition in editions
        if edition.takes(condition)
        and (edition.collections or not isinstance(condition, Collection))
    )
