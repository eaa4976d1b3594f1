"""What is on view: one edition of a guide, made again when a file changes while somebody looks.

All of this runs in the thread of the event loop; files are made in the processes of `Previews`,
and what is read of them and of sources, in threads.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from publisher.build.publish import Outcome
from publisher.editorial.found import ContentFinding
from publisher.errors import Problem
from publisher.plan.names import Selection
from publisher.preview import Preview, Previews
from publisher.preview.changes import concerns
from publisher.studio.finished import FinishedFile, finished_file
from publisher.studio.places import SourceMap
from publisher.studio.texts import Texts

_MOST_VIEWS = 24
MOST_WAITING = 300
"""How many requests may wait for a file at a time; more are sent away."""


@dataclass(frozen=True, slots=True)
class ViewName:
    """An edition of a guide by names that there are in the project."""

    condition: str
    brand: str
    language: str
    edition: str

    @property
    def path(self) -> str:
        """The part of an address that says it."""
        return f"{self.condition}/{self.brand}/{self.language}/{self.edition}"

    @property
    def selection(self) -> Selection:
        """It as a request for a file."""
        return Selection((self.condition,), (self.brand,), (self.edition,), (self.language,))


class Standing(StrEnum):
    """How what is on view stands to its files."""

    MAKING = "making"  # there is nothing to see yet
    PROVEN = "proven"
    UNPROVEN = "unproven"  # the file is shown, but would not be published
    BROKEN = "broken"  # the source or a brand or layout does not read: the last file is shown
    FAILED = "failed"  # it could not be made for a fault that is not the editor's


@dataclass(eq=False)
class EditionView:
    """What is to be seen of one edition, and what is wrong with it."""

    name: ViewName
    standing: Standing = Standing.MAKING
    file: FinishedFile | None = None
    before: FinishedFile | None = None
    """The file before this one, for a browser that is still loading it."""
    published: FinishedFile | None = None
    """The file in `out/`, where somebody compares with it."""
    problems: tuple[Problem, ...] = ()
    failed: str = ""
    is_making: bool = False
    source: SourceMap = field(default_factory=SourceMap)
    findings: tuple[ContentFinding, ...] | None = None
    """None while they are not known."""
    listeners: int = 0
    serial: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        """Wakes everybody who looks."""
        self.serial += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def states(self) -> AsyncIterator[None]:
        """An answer now and after each change; of several changes at once, one."""
        seen = -1
        while True:
            if seen == self.serial:
                await self._changed.wait()
            seen = self.serial
            yield

    def by_mark(self, mark: str) -> FinishedFile | None:
        """The file that an address means, if it is still there."""
        there = filter(None, (self.file, self.before, self.published))
        return next((one for one in there if one.mark == mark), None)


class Views:
    """All that is on view."""

    def __init__(self, texts: Texts, previews: Previews) -> None:
        self._texts, self._previews = texts, previews
        self._views: OrderedDict[ViewName, EditionView] = OrderedDict()
        self._futures: dict[EditionView, Future[Preview]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._readers = ThreadPoolExecutor(1, "reader")
        self._waiting = 0

    def close(self) -> None:
        """Lets go of all that runs."""
        for task in self._tasks:
            task.cancel()
        self._readers.shutdown(wait=False, cancel_futures=True)

    def known(self, name: ViewName) -> EditionView | None:
        """A view that somebody has looked at lately."""
        return self._views.get(name)

    def view(self, name: ViewName) -> EditionView:
        """A view, new where nobody has looked at it lately."""
        found = self._views.setdefault(name, EditionView(name))
        self._views.move_to_end(name)
        for old in [one for one in self._views.values() if one is not found]:
            if len(self._views) <= _MOST_VIEWS:
                break
            if not old.listeners:
                del self._views[old.name]
        return found

    async def watched(self, name: ViewName) -> AsyncGenerator[EditionView, None]:
        """The view now and after each change, until the caller goes away.

        It is made as long as somebody looks; when the last one leaves, what is being made stops.
        """
        view = self.view(name)
        view.listeners += 1
        if view.listeners == 1:
            self._make(view)
        try:
            async for _ in view.states():
                yield view
        finally:
            view.listeners -= 1
            if not view.listeners:
                self._drop(view)

    def changed(self, paths: Iterable[Path]) -> None:
        """Makes again what somebody looks at and these files of the project concern."""
        found = tuple(paths)
        for view in list(self._views.values()):
            name = view.name
            if view.listeners and any(
                concerns(path, name.condition, name.brand, is_collection=False) for path in found
            ):
                self._make(view)

    async def file(self, name: ViewName) -> Preview:
        """The file, made and proven now; where the caller is cancelled, the work stops.

        Raises `TooMany` where too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise TooMany
        self._waiting += 1
        future = self._previews.request(name.selection)
        try:
            return await asyncio.wrap_future(future)
        finally:
            self._waiting -= 1
            future.cancel()

    # Making -------------------------------------------------------------------------------------

    def _drop(self, view: EditionView) -> None:
        if future := self._futures.pop(view, None):
            future.cancel()
        view.is_making = False

    def _make(self, view: EditionView, *, again: bool = False) -> None:
        """Asks for a file; what was asked for before and is not there yet is dropped."""
        self._drop(view)
        view.is_making = True
        view.tell()
        future = self._previews.request(view.name.selection)
        self._futures[view] = future
        task = asyncio.create_task(self._answer(view, future, again=again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, view: EditionView, future: Future[Preview], *, again: bool) -> None:
        began = time.monotonic()
        with suppress(asyncio.CancelledError):
            preview = await asyncio.wrap_future(future)
            if self._futures.get(view) is not future:
                return
            del self._futures[view]
            made = next((one for one in preview.files if one.data is not None), None)
            file = await self._look(view, made, time.monotonic() - began) if made else None
            self._take(view, preview, file)
            if view.failed and not again and view.listeners:
                self._make(view, again=True)
            await self._read(view)

    async def _look(self, view: EditionView, made: Outcome, seconds: float) -> FinishedFile | None:
        edition = await asyncio.to_thread(self._texts.edition, view.name.edition)
        if edition is None:
            return None
        if view.file and view.file.outcome.sha256 == made.sha256 and view.file.outcome == made:
            return view.file
        at = datetime.now(UTC).astimezone()
        return await asyncio.to_thread(finished_file, made, edition.format, at, seconds)

    def _take(self, view: EditionView, preview: Preview, file: FinishedFile | None) -> None:
        """Notes an answer, and tells it."""
        if file is not None and file is not view.file:
            view.before, view.file = view.file, file
        view.is_making = False
        view.problems, view.failed = preview.problems, preview.failed
        if preview.failed:
            view.standing = Standing.FAILED
        elif file is None:
            view.standing = Standing.BROKEN
        else:
            view.standing = Standing.PROVEN if file.outcome.ok else Standing.UNPROVEN
        view.tell()

    async def _read(self, view: EditionView) -> None:
        """Reads what is told beside the page, which need not wait for it."""
        loop, texts, name = asyncio.get_running_loop(), self._texts, view.name
        guide = await loop.run_in_executor(self._readers, texts.guide, name.condition)
        source = await loop.run_in_executor(self._readers, texts.map_of, guide)
        if source.blocks:
            view.source = source
            view.tell()
        if guide.condition is not None:
            view.findings = await loop.run_in_executor(
                self._readers, texts.findings, guide, name.language
            )
            view.tell()


class TooMany(Exception):
    """More requests wait than are let in."""
