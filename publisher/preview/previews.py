"""Requests of any thread → the processes that answer them, one at a time each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from publisher.build.publish import Outcome
from publisher.plan.names import Selection
from publisher.preview.process import Asked, Limits, PreviewProcess
from publisher.preview.warm import Preview

Tell = Callable[[Outcome], None]


@dataclass(eq=False, slots=True)
class _Task:
    """A request, and all who wait for its answer."""

    asked: Asked
    waiting: dict[Future[Preview], Tell] = field(default_factory=dict)

    @property
    def is_wanted(self) -> bool:
        return any(not future.cancelled() for future in self.waiting)

    def tell(self, made: Outcome) -> None:
        for future, tell in list(self.waiting.items()):
            if not future.cancelled():
                tell(made)


class Previews:
    """Finished files of the project in a folder, as its files are when a request is looked at.

    Requests are looked at in their order, by so many processes. To be closed, or used in `with`.
    """

    def __init__(self, root: Path, processes: int = 1, limits: Limits | None = None) -> None:
        self._changed = threading.Condition()
        self._tasks: list[_Task] = []
        self._is_closed = False
        self._processes = [PreviewProcess(root, limits or Limits()) for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._work, args=(one,), daemon=True) for one in self._processes
        ]
        for thread in self._threads:
            thread.start()

    def request(
        self, selection: Selection, out: Path | None = None, tell: Tell = lambda _: None
    ) -> Future[Preview]:
        """The files of a selection, made and proven; in `out`, those without faults are published.

        `tell` is called with each file when it is finished, in another thread. A request that is
        `cancel`led is dropped, and what is being made for it alone is stopped: that is for who has
        changed something since. Who asks for what somebody else waits for gets the same answer.
        """
        future: Future[Preview] = Future()
        asked = Asked(selection, out)
        with self._changed:
            if self._is_closed:
                raise RuntimeError("these previews are closed")
            task = next((one for one in self._tasks if one.asked == asked), None)
            if task is None:
                task = _Task(asked)
                self._tasks.append(task)
                self._changed.notify()
            task.waiting[future] = tell
        return future

    def close(self) -> None:
        """Ends all processes; who waits for an answer finds it cancelled."""
        with self._changed:
            self._is_closed = True
            tasks, self._tasks = self._tasks, []
            self._changed.notify_all()
        for task in tasks:
            for future in task.waiting:
                future.cancel()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Previews:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _work(self, process: PreviewProcess) -> None:
        """Has one process answer one request after the other."""
        try:
            process.start()
            while task := self._next():
                preview = process.run(
                    task.asked, task.tell, lambda: task.is_wanted and not self._is_closed
                )
                for future in task.waiting:
                    if self._is_closed:
                        future.cancel()
                    if future.set_running_or_notify_cancel():
                        future.set_result(preview)
        finally:
            process.end()

    def _next(self) -> _Task | None:
        """The next request that somebody still waits for; None where there will be no more."""
        with self._changed:
            while not self._is_closed:
                while self._tasks:
                    task = self._tasks.pop(0)
                    if task.is_wanted:
                        return task
                self._changed.wait()
            return None
