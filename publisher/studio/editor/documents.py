"""A file that is edited: read with a mark of what it says, checked as a draft, saved whole."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from publisher.errors import BadInput, Problem, PublisherError
from publisher.files import read_file, write_whole
from publisher.pull.edits import encoded
from publisher.source.kit import KIT
from publisher.source.load import load_condition
from publisher.source.positions import MOST_BYTES, read_text, relative
from publisher.source.shared import FOLDER, load_shared, shared_file, users_of

FileKind = Literal["guide", "shared"]
_saving = threading.Lock()


@dataclass(frozen=True, slots=True)
class SavedText:
    """What a file says, and a mark that is another one for other bytes."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class EditedSource:
    """The source of a guide, or a wording that guides share."""

    root: Path
    kind: FileKind
    name: str

    @property
    def path(self) -> Path:
        """Where it is."""
        if self.kind == "shared":
            return shared_file(self.root, self.name)
        return self.root / "sources" / self.name / "condition.yaml"

    @property
    def file(self) -> str:
        """Its name in problems."""
        return relative(self.path, self.root)

    @property
    def users(self) -> tuple[str, ...]:
        """The guides that a change of it changes."""
        return (self.name,) if self.kind == "guide" else users_of(self.root, self.name)

    def read(self) -> SavedText:
        """What it says now. Raises `BadInput` where that is no text."""
        read_text(self.path, self.file)
        data = read_file(self.path)
        return SavedText(data.decode("utf-8-sig"), _mark(data))

    def problems(self, draft: str) -> tuple[Problem, ...]:
        """What `publisher check` would say if the file said this."""
        if len(draft.encode()) > MOST_BYTES:
            right = f"keep it under {MOST_BYTES / 1e6:g} MB"
            return (Problem(self.file, 0, 0, "", "is too long", right),)
        try:
            if self.kind == "guide":
                load_condition(self.path.parent, self.root, draft=draft)
            else:
                load_shared(self.root, self.name, draft)
        except BadInput as exc:
            return exc.problems
        return ()

    def problems_of_users(self, draft: str) -> tuple[Problem, ...]:
        """What would be wrong in the guides that use a wording, if it said this."""
        found: list[Problem] = []
        if self.kind == "guide":
            return ()
        with TemporaryDirectory(prefix="publisher-") as scratch:
            root = Path(scratch)
            ignored = shutil.ignore_patterns("pulled", "translations", ".*")
            for name in (FOLDER, *self.users):
                folder = self.root / "sources" / name
                shutil.copytree(folder, root / "sources" / name, ignore=ignored, symlinks=True)
            shared_file(root, self.name).write_text(draft, encoding="utf-8", newline="")
            for name in self.users:
                try:
                    load_condition(root / "sources" / name, root, self.root / KIT)
                except BadInput as exc:
                    found += exc.problems
        return tuple(found)

    def save(self, base: str, draft: str) -> Refusal | SavedText:
        """Writes the draft, whole or not at all, if the file still says what `base` marks.

        A draft with problems is refused. A file that had problems before may be saved while it
        brings no new one: the holes of an import are filled one after the other.
        """
        with _saving:
            now = self.read()
            if now.mark != base:
                return Refusal(saved=now)
            before = self.path.read_bytes()
            draft = _with_endings_of(draft, now.text)
            if new := self.new_problems(draft, now.text):
                return Refusal(problems=new)
            data = encoded(draft, before)
            try:
                write_whole(self.path, data)
            except OSError as exc:
                raise PublisherError(f"{self.file}: cannot be written ({exc.strerror})") from exc
            return SavedText(draft, _mark(data))

    def new_problems(self, draft: str, before: str) -> tuple[Problem, ...]:
        """The problems of a draft that the file does not have already."""
        found = self.problems(draft)
        if found:
            return _beside(found, self.problems(before))
        found = self.problems_of_users(draft)
        return _beside(found, self.problems_of_users(before)) if found else ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was written: what is wrong, or what somebody else has saved in the meantime."""

    problems: tuple[Problem, ...] = ()
    saved: SavedText | None = None


def _mark(data: bytes) -> str:
    return sha256(data).hexdigest()


def _with_endings_of(draft: str, before: str) -> str:
    """A draft with the line endings of the file: a field of a browser knows only one."""
    return draft.replace("\n", "\r\n") if "\r\n" in before and "\r" not in draft else draft


def _beside(found: Iterable[Problem], known: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that are found beside those that are known; lines may have moved."""
    left = Counter((one.file, one.wrong) for one in known)
    new = []
    for one in found:
        if left[one.file, one.wrong] > 0:
            left[one.file, one.wrong] -= 1
        else:
            new.append(one)
    return tuple(new)
