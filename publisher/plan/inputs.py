"""Everything that the jobs of a selection are made from, read with all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.content.model import Condition
from publisher.edition.load import load_edition
from publisher.edition.model import Edition
from publisher.edition.words import Words, load_words
from publisher.errors import BadInput, Problem
from publisher.plan.binding import Collection, bind_collection
from publisher.plan.collection import CollectionFile, read_collection
from publisher.plan.coverage import coverage_problems
from publisher.plan.names import Names
from publisher.source.load import load_condition

_Result = TypeVar("_Result")
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read: sources by name, brands, editions, and the words of each language."""

    conditions: Mapping[str, Condition]
    """Those that were chosen, and those that a chosen collection contains."""
    collections: tuple[CollectionFile, ...]
    brands: tuple[Brand, ...]
    editions: tuple[Edition, ...]
    """All of the project, chosen or not: each may link to the others."""
    words: Mapping[str, Words]


def read_inputs(root: Path, known: Names, chosen: Names, problems: list[Problem]) -> Inputs:
    """Reads the `chosen` names of those `known`. What is wrong is added to `problems`."""
    sources, layouts = root / "sources", root / "layouts"
    collections = read_each(
        chosen.collections,
        lambda name: read_collection(sources / "collections" / f"{name}.yaml", root),
        problems,
    )
    parts = {name for collection in collections for name in collection.shape.conditions}
    conditions = read_each(
        (name for name in known.conditions if name in chosen.conditions or name in parts),
        lambda name: load_condition(sources / name, root),
        problems,
    )
    brands = read_each(
        chosen.brands, lambda name: load_brand(layouts / "brands" / name, root), problems
    )
    editions = read_each(known.editions, lambda name: load_edition(layouts / name, root), problems)
    languages = [condition.language for condition in conditions]
    languages += [collection.shape.language for collection in collections]
    words = read_each(
        dict.fromkeys(languages), lambda tag: (tag, load_words(layouts, tag)), problems
    )
    for brand in brands:
        problems += _isbn_problems(brand, known)
        for condition in conditions:
            file = f"sources/{condition.condition}/condition.yaml"
            problems += coverage_problems(condition, brand, file)
    return Inputs(
        conditions={condition.condition: condition for condition in conditions},
        collections=tuple(collections),
        brands=tuple(brands),
        editions=tuple(editions),
        words=dict(words),
    )


def bind_collections(inputs: Inputs, problems: list[Problem]) -> list[Collection]:
    """Each collection bound to a book. What is wrong is added to `problems`."""
    bound = read_each(
        inputs.collections,
        lambda file: bind_collection(file, inputs.conditions, inputs.words[file.shape.language]),
        problems,
    )
    for collection in bound:
        file = f"sources/collections/{collection.condition}.yaml"
        for brand in inputs.brands:
            problems += coverage_problems(collection, brand, file)
    return bound


def read_each(
    things: Iterable[_Thing], read: Callable[[_Thing], _Result], problems: list[Problem]
) -> list[_Result]:
    """The result of `read` for each thing; where it raises `BadInput`, its problems are added."""
    found = []
    for thing in things:
        try:
            found.append(read(thing))
        except BadInput as exc:
            problems.extend(exc.problems)
    return found


def _isbn_problems(brand: Brand, known: Names) -> Iterator[Problem]:
    """A problem for each ISBN of a brand whose text or edition does not exist."""
    file = f"layouts/brands/{brand.id}/_brand.yml"
    for assigned in brand.isbns:
        path = f"defaults.publisher.isbn.{assigned.condition}"
        if assigned.condition not in (*known.conditions, *known.collections):
            wrong = f"there is no source {assigned.condition!r}"
            yield Problem(file, 0, 0, path, wrong, "check the spelling, or remove it")
        elif assigned.edition not in known.editions:
            path += f".{assigned.language}.{assigned.edition}"
            wrong = f"there is no edition {assigned.edition!r}"
            yield Problem(file, 0, 0, path, wrong, f"one of {', '.join(known.editions)}")
