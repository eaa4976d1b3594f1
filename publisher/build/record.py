"""What the last builds found, so that a build with nothing to do reads no source.

Like the index of git: for each condition in each brand a hash over the state of all files that
its documents are made from (name, size, inode and time of the last change, not their bytes), and
the outcome and the state of each finished file. Where neither has changed, the file is what a
build would make. The record only saves work: without it every key is computed from what is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.build.publish import Outcome
from publisher.edition.layouts import places
from publisher.files import cache_folder, write_whole

if TYPE_CHECKING:
    from publisher.plan.job import Job
    from publisher.plan.names import Names

_FORMAT = 2
_SETTLED_NS = 100_000_000
"""A file that changed less than 0.1 s ago may change again without showing it in its time."""


@dataclass(frozen=True, slots=True)
class UpToDate:
    """What need not be made: the files, and the names of the conditions that need not be read."""

    outcomes: tuple[Outcome, ...] = ()
    conditions: frozenset[str] = frozenset()
    is_all: bool = False


class ProjectState:
    """The state of a project's files at one moment, as hashes."""

    def __init__(self, root: Path) -> None:
        self._sources, self._layouts = root / "sources", root / "layouts"
        self._began, self._newest = time.time_ns(), 0
        self._common = self._hash(
            *(_files(place, skip="brands") for place in places(self._layouts)),
            _files(self._sources / "collections"),
            _files(self._sources / "shared"),
            _files(Path(__file__).parent.parent),
            # Whatever is installed beside us shows in its folder.
            map(Path, sys.path),
            [Path(sys.executable)],
            note=f"{sys.version} {os.environ.get('SOURCE_DATE_EPOCH')}",
        )
        self._folders: dict[Path, str] = {}

    def inputs(self, condition: str, brand: str, outside: Iterable[str]) -> str:
        """Of all that the documents of a condition in a brand are made from.

        `outside` are files of the brand wherever they are. A collection is made from any source.
        """
        own = self._sources / condition
        parts = (
            self._common,
            self._folder(own if own.is_dir() else self._sources),
            self._folder(self._layouts / "brands" / brand),
            self._hash(map(Path, outside)),
        )
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    def _folder(self, folder: Path) -> str:
        """The state of all in a folder when it was first asked for."""
        if folder not in self._folders:
            self._folders[folder] = self._hash(_files(folder))
        return self._folders[folder]

    @property
    def is_settled(self) -> bool:
        """Whether no file had changed just before it was looked at."""
        return self._began - self._newest > _SETTLED_NS

    def _hash(self, *places: Iterable[Path], note: str = "") -> str:
        digest = hashlib.sha256(note.encode())
        for path in (path for paths in places for path in paths):
            state = _state(path)
            self._newest = max(self._newest, state[0] if state else 0)
            digest.update(f"\0{path}\0{state}".encode(errors="surrogateescape"))
        return digest.hexdigest()


_State = tuple[int, int, int]


def _state(path: Path) -> _State | None:
    """Time of the last change in nanoseconds, size, inode; None where there is no such file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ctime_ns, stat.st_size, stat.st_ino


def _files(folder: Path, skip: str = "") -> Iterator[Path]:
    """Every file and folder below a folder, in a stable order, but for those of one name."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (skip, "__pycache__"))
        yield from (Path(place, name) for name in (*folders, *sorted(files)))


class BuildRecord:
    """The record of one project and one folder of finished files."""

    def __init__(self, root: Path, out: Path) -> None:
        self._out = out.absolute()
        name = hashlib.sha256(f"{root.absolute()}\0{self._out}".encode()).hexdigest()
        self._path = cache_folder() / "builds" / f"{name}.json"
        self._state = ProjectState(root)
        self._brands, self._groups = _read(self._path)

    def up_to_date(self, chosen: Names) -> UpToDate:
        """The files of these names that the record shows to be what a build would make."""
        found: list[Outcome] = []
        whole = set()
        editions = frozenset(chosen.editions)
        texts = (*chosen.conditions, *chosen.collections)
        for condition in texts:
            mine = [self._outcomes(condition, brand, editions) for brand in chosen.brands]
            if all(one is not None for one in mine):
                whole.add(condition)
                found += [outcome for one in mine for outcome in one or ()]
        found.sort(key=lambda one: one.path)
        return UpToDate(tuple(found), frozenset(whole), is_all=len(whole) == len(texts))

    def _outcomes(
        self, condition: str, brand: str, editions: frozenset[str]
    ) -> list[Outcome] | None:
        """Of a condition in a brand; None where a file has to be made."""
        name = f"{condition}/{brand}"
        # Looked at before anything is read: what changes later is then another state.
        inputs = self._inputs(condition, brand)
        group = self._groups.get(name)
        if group is None or group["inputs"] != inputs or not self._has_manifests(group):
            self._groups.pop(name, None)
            return None
        found = []
        for language, edition in group["possible"]:
            if edition in editions:
                known = group["files"].get(f"{language}/{edition}")
                if known is None or known["state"] != self._finished(known["outcome"]["path"]):
                    return None
                found.append(_outcome(known["outcome"]))
        return found

    def _inputs(self, condition: str, brand: str) -> str:
        return self._state.inputs(condition, brand, self._brands.get(brand, ()))

    def _has_manifests(self, group: dict[str, Any]) -> bool:
        """Whether the manifests of a group are those that it had."""
        known = group["manifests"].items()
        return all(state == self._finished(path) for path, state in known)

    def _finished(self, path: str) -> list[int] | None:
        """The state of a file in `out/`, as JSON has it."""
        state = _state(self._out / path)
        return None if state is None else list(state)

    def keep(self, jobs: Iterable[Job], outcomes: Iterable[Outcome]) -> None:
        """Writes down the files that are right, made now or before.

        Where the record cannot be written, the next build reads its sources again.
        """
        if not self._state.is_settled:
            return
        right = {one.path: one for one in outcomes if one.ok}
        for (condition, brand), together in groupby(
            jobs, key=lambda job: (job.condition.condition, job.brand.id)
        ):
            group = list(together)
            self._brands[brand] = [str(path) for path in group[0].brand_files]
            self._keep_group(f"{condition}/{brand}", group, right)
        record = [_FORMAT, self._brands, self._groups]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, json.dumps(record).encode())
        except OSError:
            return

    def _keep_group(self, name: str, jobs: list[Job], right: Mapping[str, Outcome]) -> None:
        """Writes down the files of one condition in one brand, beside those known before."""
        before = self._groups.get(name, {"files": {}, "manifests": {}})
        files = before["files"]
        for job in jobs:
            outcome = right.get(str(job.path))
            file = f"{job.condition.language}/{job.edition.name}"
            if outcome is None:
                files.pop(file, None)
            else:
                written = asdict(replace(outcome, data=None, why=()))
                state = self._finished(outcome.path)
                files[file] = {"outcome": written, "state": state}
        manifests = {f"{job.path.parent}/manifest.json" for job in jobs} | {*before["manifests"]}
        self._groups[name] = {
            "inputs": self._inputs(*name.split("/")),
            "possible": [list(names) for names in jobs[0].possible_files],
            "manifests": {path: self._finished(path) for path in sorted(manifests)},
            "files": files,
        }


_Groups = dict[str, dict[str, Any]]


def _read(path: Path) -> tuple[dict[str, list[str]], _Groups]:
    """The files that each brand is made of, and what was made.

    A record that is not there, or not as `keep` writes it, says nothing.
    """
    try:
        form, brands, groups = json.loads(path.read_bytes())
        for group in groups.values():
            for known in group["files"].values():
                _outcome(known["outcome"])
        if form == _FORMAT:
            return brands, groups
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return {}, {}


def _outcome(written: dict[str, Any]) -> Outcome:
    found, expected = written["blocks"]
    return Outcome(**{**written, "blocks": (found, expected), "faults": (), "why": ()})
