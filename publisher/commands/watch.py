"""The command watch: what is on view is made again whenever a file that it is made of changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

from rich.console import Console

from publisher.build.publish import Outcome
from publisher.commands.screen import console
from publisher.errors import BadInput, Problem
from publisher.plan.names import Names, Selection, chosen_names, names_in
from publisher.preview import Preview, Previews
from publisher.preview.changes import changes, concerns


def watch_files(root: Path, selection: Selection, out: Path) -> None:
    """Makes the selection, and again all of it that a change in the project touches, until Ctrl-C.

    Raises `BadInput` where the selection names what is not there.
    """
    screen = console()
    on_view = _OnView(root, selection)
    with Previews(root) as previews:
        screen.print(f"Watching {root}/sources and {root}/layouts. Ctrl-C ends it.")
        batch: _Batch | None = None
        try:
            for paths in changes(root):
                if batch and not paths:
                    continue
                asked = set(on_view.touched(paths) if batch else on_view.requests())
                if batch:
                    asked |= batch.stop()
                batch = _Batch(screen, previews, out, sorted(asked, key=str))
        except KeyboardInterrupt:
            return


class _OnView:
    """The selection as requests: one for each text in each brand."""

    def __init__(self, root: Path, selection: Selection) -> None:
        self._root, self._selection = root, selection
        problems: list[Problem] = []
        self._names = self._chosen(problems)
        if problems:
            raise BadInput(problems)

    def _chosen(self, problems: list[Problem]) -> Names:
        return chosen_names(self._selection, names_in(self._root), problems)

    def requests(self) -> Iterator[Selection]:
        """A request for everything."""
        for name in (*self._names.conditions, *self._names.collections):
            for brand in self._names.brands:
                yield Selection(
                    (name,),
                    (brand,),
                    self._selection.editions,
                    self._selection.languages,
                    drafts=self._selection.drafts,
                )

    def touched(self, paths: Iterable[Path]) -> Iterator[Selection]:
        """Those requests that a change of files of the project concerns."""
        self._names = self._chosen([])  # a source may be new, or gone for a moment
        changed = tuple(paths)
        for request in self.requests():
            if any(self._is_made_of(request, path) for path in changed):
                yield request

    def _is_made_of(self, request: Selection, path: Path) -> bool:
        (name,), (brand,) = request.conditions, request.brands
        is_collection = name in self._names.collections
        return concerns(path, name, brand, is_collection=is_collection)


class _Batch:
    """The requests of one moment, and what is printed of their answers."""

    def __init__(
        self, screen: Console, previews: Previews, out: Path, asked: Sequence[Selection]
    ) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._said: set[str] = set()
        self._since = time.monotonic()
        self._made = self._unchanged = 0
        self._left = {one: previews.request(one, out, self._tell) for one in asked}
        for future in list(self._left.values()):
            future.add_done_callback(self._answered)

    def stop(self) -> set[Selection]:
        """Stops what is under way, and returns it."""
        with self._lock:
            left = {one for one, future in self._left.items() if not future.done()}
        for future in list(self._left.values()):
            future.cancel()
        return left

    def _tell(self, made: Outcome) -> None:
        """Prints a file that was made now, how long after the change, and what is wrong with it."""
        with self._lock:
            if made.ok and not made.why:
                self._unchanged += 1
                return
            self._made += 1
            taken = f"{time.monotonic() - self._since:.2f} s"
            why = f"for {', '.join(made.why)}" if made.ok else "NOT PUBLISHED"
            self._say(f"{made.path}  {taken}  {why}")
            for fault in made.faults:
                self._screen.print(f"  {fault}")

    def _answered(self, future: Future[Preview]) -> None:
        """Prints what kept files from being made, and after the last answer how many there are."""
        if future.cancelled():
            return
        preview = future.result()
        with self._lock:
            for line in (*map(str, preview.problems), *filter(None, [preview.failed])):
                if line not in self._said:
                    self._said.add(line)
                    self._say(line)
            if all(one.done() for one in self._left.values()):
                wrong = f", {len(self._said)} to mend" if self._said else ""
                self._say(f"{self._made} files made, {self._unchanged} unchanged{wrong}.")

    def _say(self, line: str) -> None:
        self._screen.print(f"{time.strftime('%H:%M:%S')}  {line}")
