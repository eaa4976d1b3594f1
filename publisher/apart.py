"""Work on a file from elsewhere, in a process of its own that can be stopped at any moment.

A library that reads a large stream reacts to no signal until it is done, and how much a small file
unpacks to is not known beforehand. So the work is done in another process: this one waits, reacts
to Ctrl-C and SIGTERM at once, and then ends the other with all that it has started. Its folder for
temporary files is removed too.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from typing import Any, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")
_MOST_SECONDS = 300
_MOST_BYTES = 2_000_000_000  # of memory that a process may ask for


class Overburdened(Exception):
    """The work took more time or memory than is allowed."""


class Stopped(Exception):
    """Somebody who does not want the outcome any longer has stopped the work."""


def apart(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs `work`. Returns and raises what it does, and raises `Overburdened` at the limits."""
    return Apart(work, *args, **kwargs).outcome()


class Apart(Generic[R]):
    """Work in a process of its own that one thread waits for and any other may stop."""

    def __init__(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._asked = work, args, kwargs
        self._child: BaseProcess | None = None
        self._changing = threading.Lock()
        self._is_stopped = False

    def stop(self) -> None:
        """Ends the work at once, or keeps it from beginning."""
        with self._changing:
            self._is_stopped = True
            if self._child is not None:
                _kill(self._child)

    def outcome(self) -> R:
        """As `apart`; raises `Stopped` where the work was stopped."""
        spawn = multiprocessing.get_context("spawn")
        with TemporaryDirectory(prefix="publisher-") as folder:
            ours, theirs = spawn.Pipe(duplex=False)
            child = spawn.Process(target=_work, args=(theirs, folder, *self._asked))
            self._start(child)
            theirs.close()
            try:
                if not ours.poll(_MOST_SECONDS):
                    raise Overburdened(f"it took more than {_MOST_SECONDS} seconds")
                wrong, outcome = ours.recv()
            except EOFError as exc:
                if self._is_stopped:
                    raise Stopped from exc
                raise Overburdened("reading it broke off, as where memory runs out") from exc
            finally:
                _end(child)
                ours.close()
        if isinstance(wrong, BaseException):
            raise wrong
        return cast(R, outcome)

    def _start(self, child: BaseProcess) -> None:
        with self._changing:
            if self._is_stopped:
                raise Stopped
            child.start()
            self._child = child


def _end(child: BaseProcess) -> None:
    """Ends the process and all that it has started, which are its group."""
    _kill(child)
    child.join()


def _kill(child: BaseProcess) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid or 0, signal.SIGKILL)
    child.kill()


def _work(
    pipe: Connection, folder: str, work: Callable[..., Any], args: Any, kwargs: dict[str, Any]
) -> None:
    """Does the work, in the other process."""
    os.setpgid(0, 0)
    _end_with_parent()
    tempfile.tempdir = folder
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(work, *args, **kwargs)
        wrong = done.exception()
    if isinstance(wrong, MemoryError):
        wrong = Overburdened(f"it takes more than {_MOST_BYTES / 1e9:g} GB of memory")
    pipe.send((wrong, None if wrong else done.result()))


def _end_with_parent() -> None:
    """Ends the process group when its parent is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=follow, daemon=True).start()
