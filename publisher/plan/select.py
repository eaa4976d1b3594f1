"""Which sources × brands × editions are asked for, read and bound to jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from publisher.brand.load import load_brand
from publisher.edition.load import edition_names, load_edition
from publisher.edition.words import load_words
from publisher.errors import BadInput, Problem, bad_option, refused
from publisher.plan import collection
from publisher.plan.collection import (
    bind_collection,
    collection_names,
    misnamed_collections,
    read_collection,
)
from publisher.plan.coverage import coverage_problems
from publisher.plan.job import Job, stamp
from publisher.source.load import load_condition

if TYPE_CHECKING:
    from publisher.brand.model import Brand
    from publisher.edition.words import Words

Read = TypeVar("Read")
Thing = TypeVar("Thing")


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
    sources, layouts = root / "sources", root / "layouts"
    if not sources.is_dir() or not layouts.is_dir():
        wrong = "is no project"
        right = "go to the folder that holds sources/ and layouts/, or name it by --root"
        raise refused(str(root.absolute()), wrong, right)
    problems: list[Problem] = []
    for name, problem in misnamed_collections(sources, root):
        if not selection.conditions or name in selection.conditions:
            problems.append(problem)
    books = collection_names(sources)
    alone = tuple(sorted({*_names(sources, "condition.yaml")} - set(books)))
    named = _gathered(
        "CONDITION", (*alone, *books), selection.conditions, lambda name: name, problems
    )
    listed = _each(
        (name for name in named if name in books), partial(_book, sources, root), problems
    )
    parts = {name for book in listed for name in book.shape.conditions}
    read = {
        one.condition: one
        for one in _each(
            (name for name in alone if name in named or name in parts),
            lambda name: load_condition(sources / name, root),
            problems,
        )
    }
    brands = _gathered(
        "--brand",
        _names(layouts / "brands", "_brand.yml"),
        selection.brands,
        lambda name: load_brand(layouts / "brands" / name, root),
        problems,
    )
    # All editions are read, whatever is asked for: each may name the others.
    names = edition_names(layouts)
    every = _gathered("--edition", names, (), lambda n: load_edition(layouts / n, root), problems)
    asked = _gathered("--edition", names, selection.editions, lambda name: name, problems)
    labels: dict[str, Words] = {}
    for condition in read.values():
        file = f"sources/{condition.condition}/condition.yaml"
        _each(
            [condition.language],
            lambda tag: labels.update({tag: load_words(layouts, tag)}),
            problems,
        )
        problems += [found for b in brands for found in coverage_problems(condition, b, file)]
    for house in brands:
        problems += _stray_isbns(house, {*alone, *books}, names)
    if problems:
        raise BadInput(problems)
    bound = _each(
        listed, lambda book: bind_collection(book, read, labels[book.shape.language]), problems
    )
    for one in bound:
        file = f"sources/collections/{one.condition}.yaml"
        problems += [found for b in brands for found in coverage_problems(one, b, file)]
    wanted = [e for e in every if e.name in asked]
    if bound and selection.conditions and not any(e.collections for e in wanted):
        right = f"one of {', '.join(e.name for e in every if e.collections)}"
        wrong = f"{bound[0].condition!r} is a collection, which does not come so"
        problems.append(Problem("command line", 0, 0, "--edition", wrong, right))
    if problems:
        raise BadInput(problems)
    todo = (*(read[name] for name in alone if name in named), *bound)
    stamps = {one.condition: stamp(one) for one in todo}
    return tuple(
        Job(
            condition=c,
            brand=b,
            edition=e,
            words=labels[c.language],
            stamp=stamps[c.condition],
            siblings=tuple(every),
        )
        for b in brands
        for c in todo
        for e in wanted
        if e.collections or not isinstance(c, collection.Collection)
    )


def _book(sources: Path, root: Path, name: str) -> collection.CollectionFile:
    return read_collection(sources / "collections" / f"{name}.yaml", root)


def _each(
    things: Iterable[Thing], read: Callable[[Thing], Read], problems: list[Problem]
) -> list[Read]:
    """What `read` gives for each; its problems go to `problems`."""
    found = []
    for thing in things:
        try:
            found.append(read(thing))
        except BadInput as exc:
            problems.extend(exc.problems)
    return found


def _stray_isbns(one: Brand, texts: set[str], editions: tuple[str, ...]) -> Iterator[Problem]:
    """The ISBNs of a brand for texts and editions that there are not: no file would carry them."""
    for said in one.isbns:
        path = f"defaults.publisher.isbn.{said.condition}"
        file = f"layouts/brands/{one.id}/_brand.yml"
        if said.condition not in texts:
            wrong, right = f"there is no source {said.condition!r}", "mend its name or remove it"
            yield Problem(file, 0, 0, path, wrong, right)
        elif said.edition not in editions:
            path += f".{said.language}.{said.edition}"
            wrong, right = f"there is no edition {said.edition!r}", f"one of {', '.join(editions)}"
            yield Problem(file, 0, 0, path, wrong, right)


def _names(folder: Path, file: str) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{file}")))


def _gathered(
    word: str,
    known: tuple[str, ...],
    asked: tuple[str, ...],
    read: Callable[[str], Read],
    problems: list[Problem],
) -> list[Read]:
    """What `read` gives for each name asked for, or for all; its problems go to `problems`."""
    kind = word.strip("-").lower()
    if not known:
        problems.append(Problem("the project", 0, 0, "", f"holds no {kind}", "see README.md"))
        return []

    def read_known(name: str) -> Read:
        if name not in known:
            wrong, right = f"there is no {kind} {name!r}", f"one of {', '.join(known)}"
            raise bad_option(word, wrong, right)
        return read(name)

    return _each(dict.fromkeys(asked) or known, read_known, problems)
