"""Work that takes seconds, in processes of its own: few at a time, stopped when nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from publisher.apart import Apart
from publisher.studio.views import MOST_WAITING, TooMany

P = ParamSpec("P")
R = TypeVar("R")
_AT_ONCE = 2


class Bench:
    """Runs work apart from the studio, so that no page waits for it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, "bench")
        self._running: set[Apart[Any]] = set()
        self._waiting = 0

    def close(self) -> None:
        """Ends all work."""
        for one in list(self._running):
            one.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def do(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """What `work` returns or raises. Where the caller is cancelled, it ends at once.

        Raises `TooMany` where too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise TooMany
        one = Apart(work, *args, **kwargs)
        self._waiting += 1
        self._running.add(one)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, one.outcome)
        finally:
            one.stop()
            self._running.discard(one)
            self._waiting -= 1
