"""The machines of a cluster that jobs run on: a scheduler of Dask and its workers.

A worker has this package at the same version, and reads the same project: at the same place, or
from the same address. Files of the project travel as their place in it, those of the installed
packages and of the cache as their place in these; what a job is made of is hashed again where it
is made (`Job.changed_inputs`), so a worker with another version or another project makes nothing.
"""

from __future__ import annotations

import functools
import io
import pickle
import re
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import uuid4

from publisher.bundled import LAYOUTS
from publisher.commands.remote import Project
from publisher.errors import bad_option, quoted
from publisher.files import cache_folder

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
R = TypeVar("R")

_PATIENCE_S = 20


@contextmanager
def cluster(address: str, project: Project) -> Iterator[Executor]:
    """Runs what is submitted on the workers of the scheduler at `address`.

    What a worker that dies was doing another one does again. Raises `BadInput` where no scheduler
    answers, or has no worker.
    """
    with _client(address) as client:
        if not client.scheduler_info()["workers"]:
            right = f"start one on each machine: dask worker {address} --nthreads 1"
            raise bad_option("--scheduler", f"{address} has no workers", right)
        yield ClusterExecutor(client, project)


def _client(address: str) -> Client:
    if not re.fullmatch(r"(tcp|tls|ws|wss|ucx)://\S+", address):
        wrong, right = f"{quoted(address)} is no address", "name it as it says: tcp://machine:8786"
        raise bad_option("--scheduler", wrong, right)
    try:
        from distributed import Client
    except ImportError:
        right = "install it: pip install 'publisher[cluster]'"
        raise bad_option("--scheduler", "needs the package distributed", right) from None
    try:
        return Client(  # type: ignore[no-untyped-call]
            address, timeout=_PATIENCE_S, set_as_default=False
        )
    except (OSError, ValueError) as exc:
        wrong = f"nothing answers at {quoted(address)}"
        raise bad_option("--scheduler", wrong, "start it: dask scheduler") from exc


class ClusterExecutor(Executor):
    """Calls on workers, with the paths of their arguments as they are on each machine."""

    def __init__(self, client: Client, project: Project) -> None:
        self._executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        self._project = project
        self._build = uuid4().hex

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """The call's future; the call itself is made on whatever worker is free."""
        shipment = packed(functools.partial(fn, *args, **kwargs), self._project.folder())
        future: Future[R] = self._executor.submit(call, shipment, self._project, self._build)
        return future


_ALONE = threading.Lock()
_BUILDS: list[str] = []


def call(shipment: bytes, project: Project, build: str) -> Any:
    """What a call gives that `ClusterExecutor` packed. Runs in a worker, one at a time.

    The engines are not made for threads, whatever a worker was started with.
    """
    with _ALONE:
        if [build] != _BUILDS:
            _forget_files()
            _BUILDS[:] = [build]
        return unpacked(shipment, project.folder())()


def _forget_files() -> None:
    """Drops what our functions remember: a worker lives longer than a project stays the same."""
    for name, module in list(sys.modules.items()):
        if name.startswith("publisher."):
            for function in vars(module).values():
                if hasattr(function, "cache_clear"):
                    function.cache_clear()


def packed(value: object, root: Path) -> bytes:
    """Any value as bytes, in which a path below `root` is known by its place there."""
    buffer = io.BytesIO()
    _Packer(buffer, root).dump(value)
    return buffer.getvalue()


def unpacked(shipment: bytes, root: Path) -> Any:
    """What `packed` was given, with paths below `root`, which may be elsewhere."""
    return _Unpacker(io.BytesIO(shipment), root).load()


def _folders(root: Path) -> dict[str, Path]:
    """What paths begin with, the innermost first: an environment may lie in a project."""
    package = Path(__file__).parent.parent
    folders = {
        "package": package,
        "layouts": LAYOUTS,
        "python": Path(sys.prefix),
        "cache": cache_folder(),
        "project": root,
    }
    return dict(sorted(folders.items(), key=lambda one: -len(one[1].parts)))


class _Packer(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, root: Path) -> None:
        super().__init__(buffer, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = _folders(root)

    def persistent_id(self, value: object) -> tuple[str, str] | None:
        if isinstance(value, Path):
            for name, folder in self._places.items():
                if value.is_relative_to(folder):
                    return name, value.relative_to(folder).as_posix()
        return None


class _Unpacker(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, root: Path) -> None:
        super().__init__(buffer)
        self._places = _folders(root)

    def persistent_load(self, place: tuple[str, str]) -> Path:
        name, inside = place
        return self._places[name] / PurePath(inside)
