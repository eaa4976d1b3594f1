"""A collection's file: `sources/collections/<name>.yaml` names the conditions of a book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from publisher.content.fields import Day, Language, Line, Node, Slug, Version
from publisher.content.fields import Text as WrittenText
from publisher.errors import BadInput, Problem, Wrong
from publisher.source.positions import Position, Positions, read_yaml_keeping_problems, relative
from publisher.source.schema_errors import shape_problems


def _each_once(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise PydanticCustomError("not_a_list", "not a list")
    twice = sorted({str(name) for name in value if value.count(name) > 1})
    if twice:
        raise Wrong(f"{twice[0]!r} is listed twice", "name each condition once")
    return value


class CollectionText(Node):
    """What a collection's file contains."""

    collection: Slug
    language: Language
    title: WrittenText
    short_title: WrittenText
    subtitle: WrittenText
    version: Version
    issued: Day
    modified: Day
    summary: tuple[WrittenText, ...] = Field(min_length=1, max_length=5)
    conditions: Annotated[tuple[Line, ...], BeforeValidator(_each_once)] = Field(min_length=2)
    """The folders of sources/ whose conditions are the parts, in this order."""


def misnamed_collections(sources: Path, root: Path) -> Iterator[tuple[str, Problem]]:
    """Problems of files that seem to be collections, but whose names end wrongly."""
    for path in sorted((sources / "collections").glob("*.yml")):
        right = f"name it {path.stem}.yaml"
        yield path.stem, Problem(relative(path, root), 0, 0, "", "is not read", right)


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """A collection's file as read, with positions for problems that are found later."""

    shape: CollectionText
    file: str
    places: Positions

    def problem(self, path: tuple[str | int, ...], wrong: str, right: str) -> Problem:
        """A problem at one place of the file."""
        place = self.places.get(path, Position(0, 0, ""))
        return Problem(self.file, place.line, place.column, place.path, wrong, right)


def read_collection(path: Path, root: Path) -> CollectionFile:
    """The collection in a file. Raises `BadInput` with every problem, relative to `root`."""
    file = relative(path, root)
    tree, places, problems = read_yaml_keeping_problems(path, file)
    try:
        shape = CollectionText.model_validate(tree)
    except ValidationError as exc:
        known = {(problem.path, problem.line) for problem in problems}
        shaped = shape_problems(exc, tree, places, file)
        raise BadInput(problems + [p for p in shaped if (p.path, p.line) not in known]) from exc
    listed = CollectionFile(shape, file, places)
    if shape.collection != path.stem:
        wrong = f"{str(shape.collection)!r} is not the name of the file"
        problems.append(listed.problem(("collection",), wrong, f"write {path.stem!r}"))
    if shape.modified < shape.issued:
        wrong = f"{shape.modified} is before issued {shape.issued}"
        problems.append(listed.problem(("modified",), wrong, "fix one of the two"))
    known_names = {p.parent.name for p in (root / "sources").glob("*/condition.yaml")}
    if path.stem in known_names:
        wrong = f"{path.stem!r} is the name of a condition too"
        problems.append(listed.problem(("collection",), wrong, "rename the file"))
    for number, name in enumerate(shape.conditions):
        if name not in known_names:
            wrong = f"there is no condition {str(name)!r}"
            right = f"use one of {', '.join(sorted(known_names))}"
            problems.append(listed.problem(("conditions", number), wrong, right))
    if problems:
        raise BadInput(problems)
    return listed
