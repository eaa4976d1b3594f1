"""A project in a process that stays: selection → finished files, faults and problems.

A source is read again when a byte in its folder is another one. Editions, words and brands are
read once: modules keep much of them under the names of their files, so that a process in which
one has changed is outdated, and another takes its place.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from publisher.build.make import make
from publisher.build.publish import Outcome, exclusive, unchanged
from publisher.build.run import published, sharing_pages
from publisher.build.state import FileStates, files_below
from publisher.edition.layouts import places
from publisher.errors import BadInput, Problem
from publisher.layout.typeset import pages_shared
from publisher.plan.inputs import Readings
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import Plan, plan_jobs
from publisher.source.shared import FOLDER as SHARED

Result = TypeVar("Result")
_MOST_KEPT = 16_000_000  # bytes of finished files
_MOST_SOURCES = 8  # at a time: each may hold a hundred drawings
_SETTLING_S = 0.12


@dataclass(frozen=True, slots=True)
class Preview:
    """What came of a request."""

    files: tuple[Outcome, ...] = ()
    """A file for each job, whose `data` is what was made, with all faults of its proof.

    Where files are published, those without faults are in their place, and `data` is None.
    """
    problems: tuple[Problem, ...] = ()
    """All that is wrong in sources, brands, editions and words that were read."""
    failed: str = ""
    """Why nothing more could be made: too little time or memory, or a fault of ours."""


class Superseded(BaseException):
    """Nobody waits any longer for what is being made."""


class WarmProject:
    """The project in a folder, as one process knows it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._looks = _Looks(root / "layouts")
        self._readings = _KeptReadings(root / "sources")
        self._made: dict[str, Outcome] = {}

    @property
    def is_outdated(self) -> bool:
        """Whether a layout, a list of words or a file of a brand has changed since the start."""
        return not self._looks.are_same

    def preview(
        self,
        selection: Selection,
        out: Path | None,
        tell: Callable[[Outcome], None],
        between: Callable[[], None],
    ) -> tuple[Problem, ...]:
        """Makes all files of a selection, and hands each to `tell`; returns the problems.

        They are published in `out` where that is given, unless they are there already.
        `between` is called between the steps, and may raise `Superseded`. Raises `PublisherError`
        where `out` cannot be written to.
        """
        try:
            plan = plan_jobs(self._root, selection, readings=self._readings)
        except BadInput as exc:
            return exc.problems
        self._looks.add(path for job in plan.jobs for path in job.brand_files)
        for made in self._files(plan, out, between):
            tell(made)
        return plan.problems

    def _files(
        self, plan: Plan, out: Path | None, between: Callable[[], None]
    ) -> Iterator[Outcome]:
        """What became of each job; those that are made fastest come first."""
        todo = []
        for job in plan.jobs:
            between()
            if before := unchanged(job, out) if out else self._made.get(job.key):
                yield before
            else:
                todo.append(job)
        for jobs in reversed(sharing_pages(todo)):
            with pages_shared() if len(jobs) > 1 else nullcontext():
                for job in jobs:
                    between()
                    yield self._file(job, out, between)

    def _file(self, job: Job, out: Path | None, between: Callable[[], None]) -> Outcome:
        made = self._made.get(job.key) or make(job, between)
        between()
        if made.ok:
            self._keep(made)
        if out is None:
            return made
        with exclusive(out):
            return published(job, made, out)

    def _keep(self, made: Outcome) -> None:
        """Keeps a file that is right, for who looks at it again; the oldest make room."""
        self._made.pop(made.key, None)
        self._made[made.key] = made
        while sum(one.size for one in self._made.values()) > _MOST_KEPT:
            del self._made[next(iter(self._made))]


class _Looks:
    """The state of layouts and brands when a process began."""

    def __init__(self, layouts: Path) -> None:
        self._layouts = layouts
        self._outside: frozenset[Path] = frozenset()
        states = FileStates()
        self._state = self._now(states)
        while not states.is_settled:
            time.sleep(_SETTLING_S)
            states = FileStates()
            self._state = self._now(states)

    def _now(self, states: FileStates) -> str:
        folders = (files_below(place) for place in places(self._layouts))
        return states.of(*folders, sorted(self._outside))

    def add(self, paths: Iterator[Path]) -> None:
        """Notes files of brands, wherever they are."""
        found = self._outside.union(paths)
        if found != self._outside:
            are_same = self.are_same  # else what has changed meanwhile would be forgotten
            self._outside = found
            self._state = self._now(FileStates()) if are_same else ""

    @property
    def are_same(self) -> bool:
        return self._now(FileStates()) == self._state


class _KeptReadings(Readings):
    """What was read without a problem: of each source the last state, all else for ever."""

    def __init__(self, sources: Path) -> None:
        self._sources = sources
        self._known: dict[tuple[str, str], Any] = {}
        self._texts: dict[str, tuple[str, Any]] = {}

    def read(self, kind: str, name: str, read: Callable[[], Result]) -> Result:
        if kind != "source":
            if (kind, name) not in self._known:
                self._known[kind, name] = read()
            known: Result = self._known[kind, name]
            return known
        state = _bytes_of(self._sources / name) + _bytes_of(self._sources / SHARED)
        if name in self._texts and self._texts[name][0] == state:
            text: Result = self._texts[name][1]
            return text
        self._texts.pop(name, None)
        found = read()
        while len(self._texts) >= _MOST_SOURCES:
            del self._texts[next(iter(self._texts))]
        self._texts[name] = state, found
        return found


def _bytes_of(folder: Path) -> str:
    """A hash of all files in the folder of a source."""
    digest = hashlib.sha256()
    for path in map(Path, files_below(folder)):
        if path.is_file():
            data = path.read_bytes()
            digest.update(f"\0{path}\0{path.is_symlink()}{len(data)}\0".encode() + data)
    return digest.hexdigest()
