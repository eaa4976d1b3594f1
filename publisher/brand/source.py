"""One `_brand.yml` while it is read: its values, their positions, and the problems so far."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from publisher.brand.file import BrandFile, OwnKeys
from publisher.brand.report import BrandNotice, Choice, DerivedValue
from publisher.brand.standard import BrandStandard, unknown_keys
from publisher.errors import BadInput, Problem, refused
from publisher.source.positions import Position, dotted, read_yaml_keeping_problems
from publisher.source.schema_errors import shape_problems

Key = tuple[str | int, ...]
OWN: Key = ("defaults", "publisher")
"""The path of the keys beyond the standard."""
_Model = TypeVar("_Model", bound=BaseModel)


class BrandSource:
    """One `_brand.yml` being read: its values, their positions, and the problems so far."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        path = folder / "_brand.yml"
        self.file = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
        self.files = [path]
        self.problems: list[Problem] = []
        self.unread: set[str] = (
            set()
        )  # sections with problems of shape, in which no others are sought
        if path.is_symlink():
            wrong = "is a link to another file"
            raise refused(self.file, wrong, "put the file itself there")
        self.rows: list[DerivedValue] = []
        self.notices: list[BrandNotice] = []
        self.choices: list[Choice] = []
        tree, self.places, found = read_yaml_keeping_problems(path, self.file)
        self.tree = {} if tree is None else tree  # only comments: everything is derived
        self.places.setdefault((), Position(1, 1, ""))
        if broken := [one for one in found if not self._is_comment(one)]:
            raise BadInput(broken)
        if not isinstance(self.tree, dict):
            wrong = "contains no keys"
            raise BadInput([Problem(self.file, 1, 1, "", wrong, "write meta, logo, color, …")])
        self._seek_lost_colours(path)
        for key in unknown_keys(self.tree):
            is_colour = key[0] == "color" and isinstance(self.at(*key), str)
            done = "taken as a color of the palette" if is_colour else "left alone"
            self.notice(key, f"no key of the standard; it is {done}")
        self.standard = self.shaped(BrandStandard, BrandStandard, ())
        own = self.at(*OWN)
        self.own = OwnKeys() if own is None else self.shaped(BrandFile, OwnKeys, OWN)

    def _is_comment(self, problem: Problem) -> bool:
        """Whether text after a value of the standard is a comment; then a notice is added.

        Under the keys beyond the standard it is a problem, as in a source.
        """
        is_ours = problem.path.startswith(dotted(OWN))
        if is_ours or "is taken for a comment" not in problem.wrong:
            return False
        self.notices.append(BrandNotice(self.file, problem.line, problem.path, problem.wrong))
        return True

    def _seek_lost_colours(self, path: Path) -> None:
        """Notes every colour that is a comment to YAML because it is not in quotes."""
        lines = path.read_text(encoding="utf-8").splitlines()
        for at in (("color",), ("color", "palette")):
            group = self.at(*at)
            for name, value in [*group.items()] if isinstance(group, dict) else ():
                line = self.places[(*at, name)].line
                lost = re.search(r":\s+(#[0-9a-fA-F]{3,8})\b", lines[line - 1])
                if value is None and lost:
                    wrong = f"{lost[1]} is taken for a comment"
                    self.wrong((*at, name), wrong, f'put it in quotes: "{lost[1]}"')
                    del group[name]

    def wrong(self, key: Key, wrong: str, right: str) -> None:
        """Notes a problem at `key`, or at the nearest key above it in the file."""
        line, column = self._place(key)
        problem = Problem(self.file, line, column, dotted(key), wrong, right)
        self.problems.append(problem)

    def notice(self, key: Key, words: str) -> None:
        """Notes something that is done differently from the file, which is not a problem."""
        self.notices.append(BrandNotice(self.file, self._place(key)[0], dotted(key), words))

    def note_value(self, name: str, value: str, origin: str) -> None:
        """Notes a value that documents take, and its origin."""
        self.rows.append(DerivedValue(name, value, origin))

    def choose(self, key: str, write: str, why: str) -> None:
        """Notes a choice for a person: the lines to write under `defaults: publisher:`."""
        self.choices.append(Choice(key, write, why))

    def _place(self, key: Key) -> tuple[int, int]:
        """Line and column of `key`, or of the nearest key above it in the file."""
        near = key
        while near not in self.places:
            near = near[:-1]
        line, column, _ = self.places[near]
        return line, column

    def shaped(self, whole: type[BaseModel], model: type[_Model], key: Key) -> _Model:
        """The value at `key` as `model`, validated as part of `whole`, the shape of the file.

        Where fields are invalid, problems are noted, and the valid ones are read, so that they can
        be checked further. Invalid ones are added to `unread`. An unknown key is a problem, but
        its neighbours are read.
        """
        tree = plain_values(self.tree)
        try:
            whole.model_validate(plain_values(tree))
        except ValidationError as exc:
            self.problems += shape_problems(exc, self.tree, self.places, self.file)
            for error in exc.errors():
                if error["type"] == "extra_forbidden":
                    _drop(tree, error["loc"])
        part: Any = tree
        for step in key:
            part = part.get(step) if isinstance(part, dict) else None
        shaped = model.model_construct()
        for name, field in model.model_fields.items():
            try:
                if isinstance(part, dict) and name in part:
                    setattr(shaped, name, part[name])
                elif field.is_required():
                    self.unread.add(name)
            except ValidationError:
                self.unread.add(name)
        return shaped

    def beside(self, key: Key, name: str) -> Path | None:
        """The file `name` in the brand's folder; None and a problem where it is missing."""
        parts = Path(name).parts
        if "://" in name or Path(name).is_absolute() or ".." in parts:
            self.wrong(key, f"{name!r} is not beside the brand", "copy the file into its folder")
            return None
        path = self.folder / name
        links = [self.folder.joinpath(*parts[: n + 1]).is_symlink() for n in range(len(parts))]
        if any(links):
            self.wrong(key, f"{name!r} is a link", "put the file itself there")
            return None
        if not path.is_file():
            beside = (p for p in self.folder.rglob(f"*{path.suffix}") if p.is_file())
            there = ", ".join(sorted(p.relative_to(self.folder).as_posix() for p in beside))
            right = f"use one of {there}" if there else "put it there"
            self.wrong(key, f"there is no file {name!r}", right)
            return None
        self.files.append(path)
        return path

    def at(self, *key: str | int) -> Any:
        """The value at `key` as the file has it, or None."""
        value = self.tree
        for step in key:
            value = value.get(step) if isinstance(value, dict) else None
        return value


def plain_values(value: Any) -> Any:
    """A copy of the values without positions, which validation may change."""
    if isinstance(value, dict):
        return {key: plain_values(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain_values(child) for child in value]
    return str(value) if isinstance(value, str) else value


def _drop(tree: Any, path: tuple[str | int, ...]) -> None:
    """Removes the value at `path` from `tree`, if there is one."""
    *above, last = path
    for step in above:
        tree = tree.get(step) if isinstance(tree, dict) else None
    if isinstance(tree, dict):
        tree.pop(last, None)
