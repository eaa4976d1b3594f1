"""What a user asks for → jobs: names held against those of the project, then read and combined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from publisher.content.model import Condition
from publisher.edition.model import Edition
from publisher.errors import BadInput, Problem, refused
from publisher.plan.binding import Collection
from publisher.plan.collection import misnamed_collections
from publisher.plan.inputs import Inputs, Names, bind_collections, names_in, read_inputs
from publisher.plan.job import Job, stamp


@dataclass(frozen=True)
class Selection:
    """What the user asked for; an empty tuple means all there are."""

    conditions: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def select_jobs(root: Path, selection: Selection) -> tuple[Job, ...]:
    """Every job of the selection, in a stable order.

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
    chosen = _chosen(selection, known, problems)
    inputs = read_inputs(root, known, chosen, problems)
    _raise_if_any(problems)
    collections = bind_collections(inputs, problems)
    editions = [edition for edition in inputs.editions if edition.name in chosen.editions]
    if collections and selection.conditions and not any(e.collections for e in editions):
        problems.append(_no_edition_for(collections[0], inputs.editions))
    _raise_if_any(problems)
    conditions = [inputs.conditions[name] for name in known.conditions if name in chosen.conditions]
    return _jobs(inputs, [*conditions, *collections], editions)


def _raise_if_any(problems: list[Problem]) -> None:
    if problems:
        raise BadInput(problems)


def _chosen(selection: Selection, known: Names, problems: list[Problem]) -> Names:
    """The names that are asked for and known; a name that is not known is a problem."""
    texts = (*known.conditions, *known.collections)
    asked = _known_names("CONDITION", selection.conditions, texts, problems)
    return Names(
        conditions=tuple(name for name in asked if name in known.conditions),
        collections=tuple(name for name in asked if name in known.collections),
        brands=_known_names("--brand", selection.brands, known.brands, problems),
        editions=_known_names("--edition", selection.editions, known.editions, problems),
    )


def _known_names(
    option: str, asked: tuple[str, ...], known: tuple[str, ...], problems: list[Problem]
) -> tuple[str, ...]:
    """The names of `asked` that are known, each once; all that are known where none is asked."""
    kind = option.strip("-").lower()
    if not known:
        problems.append(Problem("the project", 0, 0, "", f"contains no {kind}", "see README.md"))
        return ()
    right = f"one of {', '.join(known)}"
    problems += [
        Problem("command line", 0, 0, option, f"there is no {kind} {name!r}", right)
        for name in asked
        if name not in known
    ]
    return tuple(name for name in dict.fromkeys(asked) or known if name in known)


def _no_edition_for(collection: Collection, editions: Iterable[Edition]) -> Problem:
    """The problem that none of the editions asked for is made of collections."""
    right = f"one of {', '.join(edition.name for edition in editions if edition.collections)}"
    wrong = f"{collection.condition!r} is a collection, which none of these is made of"
    return Problem("command line", 0, 0, "--edition", wrong, right)


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
            siblings=inputs.editions,
        )
        for brand in inputs.brands
        for condition in conditions
        for edition in editions
        if edition.collections or not isinstance(condition, Collection)
    )
