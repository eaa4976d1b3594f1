"""What one process of a run makes, the others read: nothing costly is made twice in a run.

All lies in a folder of the run itself, below pytest's own, and begins empty: what a test is given
was made in this run, by the code as it stands.
"""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

from publisher.files import write_whole
from publisher.plan.job import Job
from publisher.render import render

_Value = TypeVar("_Value")
_folder: Path | None = None


def share_below(folder: Path) -> None:
    """Keeps what is made below `folder` from now on: the same one for all processes of a run."""
    global _folder
    _folder = folder / "shared"
    _folder.mkdir(exist_ok=True)


def rendered(job: Job) -> bytes:
    """The finished file of a job as it was loaded: its key tells it from all others."""
    return once(job.key, lambda: render(job))


@cache
def _known(path: Path) -> bytes:
    return path.read_bytes()


def once(name: str, make: Callable[[], bytes]) -> bytes:
    """What `make` returns when it is first called in a run. `name` tells it from all others."""
    path = _place() / name
    if not path.exists():
        with _locked(path):
            if not path.exists():
                write_whole(path, make())
    return _known(path)


def value_once(name: str, make: Callable[[], _Value]) -> _Value:
    """As `once`, for any value that pickles: each who asks gets a copy of its own."""
    value: _Value = pickle.loads(once(name, lambda: pickle.dumps(make())))
    return value


def folder_once(name: str, fill: Callable[[Path], object]) -> Path:
    """A folder that `fill` fills when it is first asked for in a run; nobody changes it."""
    path = _place() / name
    with _locked(path):
        done = path.with_name(f"{name}.done")
        if not done.exists():
            path.mkdir()  # a second time, after a fault, this says so
            fill(path)
            done.touch()
    return path


def _place() -> Path:
    if _folder is None:  # a script, or the collection of tests, which no run has given a folder
        share_below(Path(mkdtemp()))
        assert _folder is not None
    return _folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds all other processes back that want to make the same."""
    with path.with_name(f"{path.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
