"""The processes that jobs run on."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import BaseContext
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def workers(jobs: int, prepare: Callable[[], object] = lambda: None) -> Iterator[Executor]:
    """One process per core. A signal that stops this process stops them in the middle of a job.

    `prepare` is called before the first one starts: modules that it imports are shared with all.
    """
    count = max(1, min(os.cpu_count() or 1, jobs))
    with _Pool(count, mp_context=_context(), initializer=_start_worker) as pool:
        pool.prepare = prepare
        try:
            yield pool
        except (KeyboardInterrupt, SystemExit) as exc:  # Ctrl-C, or a signal that ends us
            if isinstance(exc, KeyboardInterrupt):
                print("Stopped. What was finished is published.", file=sys.stderr)  # noqa: T201
            _end(pool)
            raise
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _context() -> BaseContext:
    """How workers start: as copies of this process where that is safe, else as new processes.

    A copy has all modules that were imported before; importing them takes longer than making a
    leaflet. It is safe while no other thread may hold a lock, and where libraries start none.
    """
    may_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if may_fork else "spawn")


def _end(pool: ProcessPoolExecutor) -> None:
    """Ends the workers in the middle of their jobs.

    A worker that dies while it hands over a file leaves the pool's own thread waiting for the rest
    for ever, and Python waits for that thread: its pipe must be closed.
    """
    for worker in multiprocessing.active_children():
        worker.terminate()
    ending = threading.Thread(target=pool.shutdown, kwargs={"cancel_futures": True}, daemon=True)
    ending.start()
    ending.join(_PATIENCE_S)
    if ending.is_alive():
        pool._result_queue._writer.close()  # type: ignore[attr-defined]
        ending.join(_PATIENCE_S)


_PATIENCE_S = 3.0


class _Pool(ProcessPoolExecutor):
    """Workers that ignore Ctrl-C from their start: their parent receives it and ends them."""

    prepare: Callable[[], object] | None = None

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        if self.prepare is not None:
            self.prepare()
            self.prepare = None
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # Starts them; they inherit the blocked signals.
            return super().submit(partial(_without_garbage, fn), *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


_COLLECTED = (20_000, 50, 1000)
"""How often a worker looks for garbage in the middle of a job (`gc.set_threshold`).

A laid-out page is so many objects that Python's own numbers cost a twelfth of a build.
"""


def _without_garbage(fn: Callable[..., R], *args: object, **kwargs: object) -> R:
    """The result of a job in a worker, whose pages are gone before the next one."""
    try:
        return fn(*args, **kwargs)
    finally:
        gc.collect()


def _start_worker() -> None:
    """Lets a worker be ended by SIGTERM, and ends it when its parent is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a copy would run the handler of its parent
    gc.freeze()  # modules are no garbage
    gc.set_threshold(*_COLLECTED)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
