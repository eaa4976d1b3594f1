"""Wordings that are kept once: `use: call-for-help` in a source → what the shared file says.

They are put in their places before the source is checked, as plain data with positions, so that
nothing that reads a condition has to know them. Every text keeps the place where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from publisher.content.fields import Ledger
from publisher.content.shared import Shared
from publisher.content.uses import SharedKind, Use
from publisher.errors import BadInput, Problem, Wrong, quoted
from publisher.source.kit import KIT, DrawingKit
from publisher.source.positions import (
    Keys,
    LocatedStr,
    Position,
    Positions,
    dotted,
    read_yaml_keeping_problems,
    relative,
)
from publisher.source.schema_errors import shape_problems
from publisher.source.typed import losses

FOLDER = "shared"
USE = "use"
_KINDS: dict[str, tuple[SharedKind, str]] = {
    "blocks": ("blocks", "a block"),
    "body": ("blocks", "a block"),
    "sections": ("section", "a section"),
    "glossary": ("entry", "a glossary entry"),
}
"""What a shared wording must be to stand in each list of a source, and what that is called."""
_IDS = {"blocks": "blocks", "body": "blocks", "sections": "sections", "subsections": "subsections"}


def shared_file(root: Path, name: str) -> Path:
    """The file of a shared wording."""
    return root / "sources" / FOLDER / f"{name}.yaml"


def shared_names(root: Path) -> tuple[str, ...]:
    """The names of all shared wordings of a project, in alphabetical order."""
    return tuple(sorted(path.stem for path in (root / "sources" / FOLDER).glob("*.yaml")))


def users_of(root: Path, name: str) -> tuple[str, ...]:
    """The conditions whose sources use a shared wording, in alphabetical order."""
    uses = re.compile(rf"""\b{USE}:\s*["']?{re.escape(name)}["']?\s*(?:[#}},]|$)""", re.MULTILINE)
    files = sorted((root / "sources").glob("*/condition.yaml"))
    return tuple(one.parent.name for one in files if uses.search(one.read_text("utf-8", "replace")))


@dataclass(slots=True)
class WithShared:
    """A source in which every use is what the shared file says."""

    tree: Any
    places: Positions
    uses: list[Use] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: list[Keys] = field(default_factory=list)
    """Where a wording was put whose own file has problems, so that they are not told twice."""

    def is_of_broken(self, path: str) -> bool:
        """Whether a problem at this path is one of a shared file's own."""
        return any(path.startswith(dotted(keys)) for keys in self.broken)


def with_shared(
    tree: Any, places: Positions, file: str, root: Path, drawings: DrawingKit
) -> WithShared:
    """The tree with all shared wordings in it; what is wrong with them is in its problems."""
    found = WithShared(None, Positions([]))
    language = tree.get("language") if isinstance(tree, dict) else None
    reader = _Reader(places, file, root, drawings, language, found)
    found.tree = reader.copied(tree, (), ())
    return found


@dataclass(slots=True)
class _Reader:
    places: Positions
    file: str
    root: Path
    drawings: DrawingKit
    language: Any
    found: WithShared

    def copied(self, value: Any, old: Keys, new: Keys) -> Any:
        """A value of the source at the keys `old`, put at `new`, with what it uses in it."""
        if old in self.places:
            line, column, _ = self.places[old]
            self.found.places[new] = Position(line, column, dotted(new))
        if old in self.places.written:
            self.found.places.written[new] = self.places.written[old]
        if isinstance(value, dict):
            return {key: self.copied(one, (*old, key), (*new, key)) for key, one in value.items()}
        if isinstance(value, list):
            members: list[Any] = []
            for number, one in enumerate(value):
                if isinstance(one, dict) and USE in one and str((*new, "")[-2]) in _KINDS:
                    members += self._used(one, (*old, number), (*new, len(members)))
                else:
                    members.append(self.copied(one, (*old, number), (*new, len(members))))
            return members
        return value

    def _used(self, written: dict[str, Any], old: Keys, new: Keys) -> list[Any]:
        """The members of the list at `new` that stand in the place of one use."""
        place = self.places[(*old, USE)]
        kind, thing = _KINDS[str(new[-2])]
        try:
            shared = self._shared(written, kind, thing)
        except Wrong as exc:
            at = Problem(self.file, place.line, place.column, place.path, exc.wrong, exc.right)
            self.found.problems.append(at)
            return []
        for number in range(len(shared.members)):
            own = (*new[:-1], int(new[-1]) + number)
            if shared.problems:
                self.found.broken.append(own)
            self._note(shared.members[number], own, place)
        self.found.problems += shared.problems
        self.found.uses.append(_use(str(written[USE]), kind, shared.members))
        return shared.members

    def _shared(self, written: dict[str, Any], kind: SharedKind, thing: str) -> _SharedFile:
        name = written[USE]
        if len(written) > 1:
            other = next(key for key in written if key != USE)
            raise Wrong(f"`{USE}` stands beside `{other}`", "write `use` alone")
        there = shared_names(self.root)
        if not isinstance(name, str) or name not in there:
            right = f"use one of {', '.join(there)}" if there else "write the words here"
            wrong = f"there is no shared wording {quoted(str(name))}"
            raise Wrong(wrong, f"write sources/{FOLDER}/{name}.yaml, or {right}")
        shared = _read(self.root, str(name), self.drawings)
        if shared.kind != kind and not shared.problems:
            wrong = f"{str(name)!r} is no {thing.removeprefix('a ')}: it has `{shared.kind}`"
            raise Wrong(wrong, "use it where that belongs")
        if shared.language != self.language and not shared.problems:
            wrong = f"{str(name)!r} is in {shared.language}, this source in {self.language}"
            raise Wrong(wrong, "use a wording of the same language")
        return shared

    def _note(self, value: Any, at: Keys, place: Position) -> None:
        """Notes that all in a value is used at `place`."""
        self.found.places[at] = Position(place.line, place.column, dotted(at))
        if isinstance(value, LocatedStr):
            value.used = Position(place.line, place.column, dotted(at))
        for key, one in _children(value):
            self._note(one, (*at, key), place)


@dataclass(frozen=True, slots=True)
class _SharedFile:
    kind: SharedKind
    language: str
    members: list[Any]
    problems: list[Problem]
    shared: Shared | None = None
    """What the file says, where its shape is right."""


def load_shared(root: Path, name: str, draft: str | None = None) -> tuple[Shared, Use]:
    """A shared wording by itself, and what is in it. Raises `BadInput` with all its problems.

    A `draft` is read in the place of what its file says.
    """
    found = _read(root, name, DrawingKit(root / KIT, ""), draft)
    if found.problems or found.shared is None:
        raise BadInput(found.problems)
    return found.shared, _use(name, found.kind, found.members)


def _read(root: Path, name: str, drawings: DrawingKit, draft: str | None = None) -> _SharedFile:
    """A shared file, and what is wrong with it by itself."""
    path = shared_file(root, name)
    file = relative(path, root)
    try:
        tree, places, problems = read_yaml_keeping_problems(path, file, draft)
    except BadInput as exc:
        return _SharedFile("blocks", "", [], list(exc.problems))
    ledger = Ledger(_no_drawing, drawings)
    known = {(problem.path, problem.line) for problem in problems}
    shared: Shared | None = None
    try:
        shared = Shared.model_validate(tree, context=ledger)
    except ValidationError as exc:
        shape = shape_problems(exc, tree, places, file)
        problems += [one for one in shape if (one.path, one.line) not in known]
    problems += _typing(ledger, file)
    said = tree.get("shared") if isinstance(tree, dict) else None
    if isinstance(said, str) and said != name:
        line, column, at = places[("shared",)]
        wrong = f"{str(said)!r} is not the name of the file"
        problems.append(Problem(file, line, column, at, wrong, f"write {name!r}"))
    problems += _nested(places, file)
    _named(tree, file)
    kind, members = _members(tree if isinstance(tree, dict) else {}, name)
    language = tree.get("language") if isinstance(tree, dict) else None
    return _SharedFile(kind, str(language or ""), members, problems, shared)


def _members(tree: dict[str, Any], name: str) -> tuple[SharedKind, list[Any]]:
    if isinstance(entry := tree.get("entry"), dict):
        return "entry", [{"id": _like(name, entry), **entry}]
    if isinstance(section := tree.get("section"), dict):
        return "section", [section]
    blocks = tree.get("blocks")
    return "blocks", blocks if isinstance(blocks, list) else []


def _like(name: str, entry: dict[str, Any]) -> str:
    """The name with the place of the first text of an entry, so that problems can name it."""
    made = LocatedStr(name)
    near = next((one for one in entry.values() if isinstance(one, LocatedStr)), None)
    made.place = near.place if near is not None else Position(1, 1, "entry")
    made.file = near.file if near is not None else ""
    return made


def _nested(places: Positions, file: str) -> Iterator[Problem]:
    """A problem for each use in a shared wording, so that none can lead in a circle."""
    for keys, (line, column, path) in places.items():
        if keys and keys[-1] == USE:
            wrong = "a shared wording uses another"
            yield Problem(file, line, column, path, wrong, "write its words here")


def _typing(ledger: Ledger, file: str) -> Iterator[Problem]:
    for text in (text for text in ledger.texts if isinstance(text, LocatedStr)):
        for loss in losses(text, text.typed):
            yield Problem(file, loss.line, 1, text.place.path, loss.wrong, loss.right)


def _named(value: Any, file: str) -> None:
    """Gives every text in a shared file its name."""
    if isinstance(value, LocatedStr):
        value.file = file
    for _, one in _children(value):
        _named(one, file)


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _no_drawing(_: object) -> Any:
    wrong = "a shared wording has no drawing of its own"
    raise Wrong(wrong, "name an `anatomy` of the drawing kit")


def _use(name: str, kind: SharedKind, members: list[Any]) -> Use:
    what = {"blocks": "blocks", "section": "sections", "entry": "glossary"}[kind]
    ids = tuple(str(one.get("id")) for one in members if isinstance(one, dict))
    inside = frozenset(pair for one in members for pair in _ids(one, what))
    return Use(name, kind, ids, inside)


def _ids(value: Any, what: str) -> Iterator[tuple[str, str]]:
    """(what, id) of a member and of all with ids in it."""
    if not isinstance(value, dict):
        return
    if isinstance(value.get("id"), str):
        yield what, str(value["id"])
    for key, one in value.items():
        if key in ("brief", "sheet"):
            yield from _ids(one, "")
        for inner in one if isinstance(one, list) else ():
            yield from _ids(inner, _IDS.get(key, ""))
