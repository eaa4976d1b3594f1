"""One process that makes previews: what it does, and how it is asked, stopped and replaced.

Engines are not made for threads, and a document that breaks one must not break who asks. On Linux
each process is a copy of one that has loaded the engines and has no other thread.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from publisher.build.publish import Outcome
from publisher.errors import Problem, PublisherError
from publisher.plan.names import Selection
from publisher.preview.warm import Preview, Superseded, WarmProject

_LOOKS_S = 0.02
_PATIENCE_S = 0.5
"""How long a process may take to stop by itself what it makes, before it is ended."""
_COLLECTED = (50_000, 50, 1000)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may take."""

    seconds: float = 120.0
    """For one request."""
    bytes: int = 2_000_000_000
    """Of memory that it may ask for."""
    resident_bytes: int = 700_000_000
    """Of memory that it may hold when it is done; then another takes its place."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as a process is given it."""

    selection: Selection
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class _Done:
    """The last answer to a request."""

    problems: tuple[Problem, ...] = ()
    failed: str = ""
    resident_bytes: int = 0
    is_outdated: bool = False
    """Whether the request was not looked at, since layouts have changed: ask another process."""


class PreviewProcess:
    """A process for one project, started when it is first needed, and again when it is gone."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root, self._limits = root, limits
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def start(self) -> Connection:
        """Starts the process, if there is none that runs, and returns the pipe to it."""
        if self._pipe is None:
            context = _context()
            self._pipe, theirs = context.Pipe()
            self._child = context.Process(
                target=_serve, args=(theirs, self._root, self._limits.bytes), daemon=True
            )
            self._child.start()
            theirs.close()
        return self._pipe

    def end(self) -> None:
        """Ends the process in the middle of whatever it does."""
        if self._child is not None and self._pipe is not None:
            self._child.kill()
            self._child.join()
            self._pipe.close()
        self._child = self._pipe = None

    def run(
        self, asked: Asked, tell: Callable[[Outcome], None], is_wanted: Callable[[], bool]
    ) -> Preview:
        """What comes of a request; `tell` is called with each file.

        Returns as soon as it `is_wanted` no longer.
        """
        files: list[Outcome] = []

        def note(made: Outcome) -> None:
            files.append(made)
            tell(made)

        done = self._answer(asked, note, is_wanted)
        while done.is_outdated:
            self.end()
            done = self._answer(asked, note, is_wanted)
        if done.resident_bytes > self._limits.resident_bytes:
            self.end()
        return Preview(tuple(files), done.problems, done.failed)

    def _answer(
        self, asked: Asked, note: Callable[[Outcome], None], is_wanted: Callable[[], bool]
    ) -> _Done:
        began, stopped = time.monotonic(), None
        try:
            pipe = self.start()
            pipe.send(asked)
            while True:
                if pipe.poll(_LOOKS_S):
                    said = pipe.recv()
                    if isinstance(said, _Done):
                        return said
                    note(said)
                now = time.monotonic()
                if stopped is None and not is_wanted():
                    stopped = now
                    pipe.send(None)
                if now - began > self._limits.seconds:
                    self.end()
                    return _Done(failed=f"it took more than {self._limits.seconds:g} seconds")
                if stopped is not None and now - stopped > _PATIENCE_S:
                    self.end()
                    return _Done()
        except (EOFError, OSError):
            self.end()
            return _Done(failed="the process that made it died, perhaps for want of memory")


def _context() -> ForkServerContext | SpawnContext:
    """How processes start: as copies of one that has loaded the engines, else as new ones."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["publisher.preview.engines", "publisher.preview.process"])
    return context


# In the other process -------------------------------------------------------------------------


def _serve(pipe: Connection, root: Path, most_bytes: int) -> None:
    """Answers one request after the other until nobody is left to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is told, and ends us
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    _end_with_parent()
    gc.freeze()  # modules are no garbage
    gc.set_threshold(*_COLLECTED)
    project = WarmProject(root)
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = pipe.recv()
            if asked is not None:  # else the answer and the word to stop have crossed
                done = _answered(pipe, project, asked)
                pipe.send(done)
                if done.is_outdated:
                    return
                gc.collect()  # while nobody waits


def _answered(pipe: Connection, project: WarmProject, asked: Asked) -> _Done:
    def between() -> None:
        if pipe.poll():  # nothing but the word to stop is sent before the answer
            raise Superseded

    if project.is_outdated:
        return _Done(is_outdated=True)
    try:
        problems = project.preview(asked.selection, asked.out, pipe.send, between)
        return _Done(problems, resident_bytes=resident_bytes())
    except Superseded:
        return _Done()
    except MemoryError:
        return _Done(failed="it takes more memory than is allowed", resident_bytes=_EVERYTHING)
    except PublisherError as exc:
        return _Done(failed=str(exc))
    except (EOFError, BrokenPipeError):
        raise
    except Exception as exc:  # noqa: BLE001  # whatever it is, the next request may be another
        words = " ".join(f"{type(exc).__name__}: {exc}".split())
        return _Done(failed=f"the publisher itself failed ({words})", resident_bytes=_EVERYTHING)


_EVERYTHING = 1 << 62


def resident_bytes() -> int:
    """How much memory this process holds; the most that it has held, where that is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def _end_with_parent() -> None:
    """Ends this process when the one that asks is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
