"""What each command does and what the user sees of it: progress, tables, closing words."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from publisher import build as press_room
from publisher.build import Selection
from publisher.errors import BadInput, DoesNotHold, Problem, PublisherError
from publisher.plan import source_date
from publisher.publish import Made

if TYPE_CHECKING:
    from publisher.pull.desk import Edit, Pulled

P = ParamSpec("P")
R = TypeVar("R")


def console() -> Console:
    """Where words go: as wide as they are where nobody watches, for a file has no edge."""
    width = None if sys.stdout.isatty() else 10_000
    return Console(width=width, highlight=False, markup=False, emoji=False)


def build(root: Path, selection: Selection, out: Path) -> None:
    """Makes what is asked for.

    Raises `BadInput` before anything is written, and `DoesNotHold` where a file does not hold,
    after the rest was published.
    """
    todo = press_room.jobs(root, selection)
    screen = console()
    fresh: set[str] = set()
    with (
        _workers(len(todo)) as pool,
        Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            console=screen, transient=True, disable=not screen.is_terminal,
        ) as progress,
    ):  # fmt: skip
        bar = progress.add_task("Building", total=len(todo))

        def done(made: Made) -> None:
            if made.data is not None:
                fresh.add(made.path)
            progress.advance(bar)

        made = press_room.run(todo, out, pool, done)
    _close(screen, made, fresh)
    if failed := _report(screen, made):
        raise DoesNotHold(f"{failed} of {len(made)} files do not hold and were not published.")
    again = len(made) - len(fresh)
    screen.print(f"{len(made)} files in {out}/, {len(fresh)} made now, {again} unchanged.")


@contextmanager
def _workers(jobs: int) -> Iterator[Executor]:
    """A process per core. Whatever stops this process stops them in the middle of a job."""
    # Spawned, not forked: a worker starts clean, whatever threads this process has.
    spawn = multiprocessing.get_context("spawn")
    count = max(1, min(os.cpu_count() or 1, jobs))
    with _Pool(count, mp_context=spawn, initializer=_start_worker) as pool:
        try:
            yield pool
        except BaseException as exc:
            if isinstance(exc, KeyboardInterrupt):
                print("Stopped. What was finished is published.", file=sys.stderr)  # noqa: T201
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise


class _Pool(ProcessPoolExecutor):
    """Workers deaf to Ctrl-C from their first breath: it is for the parent, who ends them."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)  # starts them; what is blocked is inherited
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Sees to it that a worker does not outlive a parent that was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def check(root: Path, selection: Selection) -> None:
    """Reads everything and says how readable each source is."""
    from publisher import readability

    todo = press_room.jobs(root, selection)
    numbers = ("words", "brief", "grade")
    table = _table("source", "version", "review", *numbers, right=numbers)
    seen = {job.condition.condition: job.condition for job in todo}
    for name, condition in seen.items():
        reading = readability.of(condition)
        table.add_row(
            name, condition.version, condition.review.state.value, str(reading.words),
            str(reading.brief_words), f"{reading.grade:.1f}",
        )  # fmt: skip
    screen = console()
    screen.print(table)
    brands = len({job.brand.id for job in todo})
    editions = len({job.edition.name for job in todo})
    screen.print(f"{len(seen)} sources, {brands} brands, {editions} editions: no problem found.")


def verify(root: Path, selection: Selection, out: Path) -> None:
    """Judges every file that stands in `out` against its source. Raises `DoesNotHold`."""
    made = [press_room.prove(job, out) for job in press_room.jobs(root, selection)]
    screen = console()
    _close(screen, made, {one.path for one in made})
    if failed := _report(screen, made):
        raise DoesNotHold(f"{failed} of {len(made)} files do not hold.")
    screen.print(f"{len(made)} files hold: every block is there, whole and in order.")


def _table(*columns: str, right: tuple[str, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def _close(screen: Console, made: list[Made], fresh: set[str]) -> None:
    pressed = any(one.body_pt for one in made)  # only sheets have type and ink to tell of
    numbers = ("pages", "size", "blocks", *(("type", "ink") if pressed else ()))
    table = _table("file", *numbers, "verified", right=numbers)
    for one in made:
        faults = len(one.faults)
        verdict = "yes" if one.holds else f"NO, {faults} fault{'s' if faults > 1 else ''}"
        if one.holds and one.path not in fresh:
            verdict = "unchanged"
        table.add_row(
            one.path,
            str(one.pages or ""),
            f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            *_pressed(one, pressed),
            verdict,
        )
    screen.print(table)


def _pressed(one: Made, shown: bool) -> tuple[str, ...]:
    """The cells of a file for type and ink, where the table has them."""
    if not shown:
        return ()
    return (
        f"{one.body_pt:g} pt" if one.body_pt else "",
        f"{one.most_ink:.0f} %" if one.most_ink else "",
    )


def _report(screen: Console, made: list[Made]) -> int:
    """Prints every fault; the number of files that have any."""
    broken = [one for one in made if not one.holds]
    for one in broken:
        screen.print(f"\n{one.path}", style="bold")
        for fault in one.faults:
            screen.print(f"  {fault}")
    return len(broken)


def schema(root: Path) -> None:
    """Writes sources/condition.schema.json, made from the model."""
    path = root / "sources" / "condition.schema.json"
    _write(path, schema_text())
    console().print(f"Wrote {path}")


def schema_text() -> str:
    """The JSON Schema of a source, as editors of YAML use it while somebody types."""
    from publisher.model import Condition

    shape = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Condition.model_json_schema(),
    }
    return json.dumps(shape, indent=2, ensure_ascii=False) + "\n"


def new(root: Path, name: str) -> None:
    """Writes a starter source that already builds. Raises `BadInput` where the name is taken."""
    from datetime import UTC, datetime

    folder = root / "sources" / name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 64:
        right = "small letters, digits and hyphens, 64 at most: asthma-in-adults"
        raise BadInput(
            [Problem("command line", 0, 0, "CONDITION", f"{name[:80]!r} is not a name", right)]
        )
    if not (root / "sources").is_dir():
        wrong, right = "has no folder sources/", "go to your project, or name it by --root"
        raise BadInput([Problem(str(root.absolute()), 0, 0, "", wrong, right)])
    if folder.exists():
        wrong = "is there already"
        raise BadInput([Problem(str(folder), 0, 0, "", wrong, "choose another name")])
    starter = Path(__file__).with_name("starter.yaml").read_text(encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    title = name.replace("-", " ").capitalize()
    for word, written in (("NAME", name), ("TITLE", title), ("TODAY", today)):
        starter = starter.replace(word, written)
    path = folder / "condition.yaml"
    _write(path, starter)
    console().print(f"Wrote {path}. Edit it, then: publisher check {name}")


def preflight(path: Path, profile: str, *, as_json: bool, strict: bool) -> None:
    """Judges any PDF for print and says what is wrong and how to mend it.

    Raises `BadInput` for a file that cannot be judged, `DoesNotHold` where it has errors, or
    warnings where they count.
    """
    from publisher import preflight as desk
    from publisher.preflight import report

    if profile not in desk.PROFILES:
        right = " or ".join(desk.PROFILES)
        raise BadInput([Problem("command line", 0, 0, "--profile", f"no such: {profile!r}", right)])
    try:
        verdict = desk.judge(path.read_bytes(), desk.PROFILES[profile])
    except OSError as exc:
        right = "name a PDF that you may read"
        raise BadInput([Problem(str(path), 0, 0, "", f"{exc.strerror}", right)]) from exc
    except desk.Unreadable as exc:
        raise BadInput([Problem(str(path), 0, 0, "", exc.wrong, exc.right)]) from exc
    screen, closing = console(), report.closing(verdict, str(path))
    if as_json:
        screen.out(report.as_json(verdict, str(path)))
    else:
        screen.print(_grid(report.PAGE_COLUMNS, report.pages(verdict)))
        if verdict.findings:
            screen.print()
            screen.print(_grid(report.COLUMNS, report.rows(verdict)))
            screen.print("\nTo mend:")
            for advice in report.mending(verdict):
                screen.print(f"  {advice}")
        screen.print()
    if not verdict.holds or (strict and verdict.findings):
        raise DoesNotHold(closing)
    if not as_json:
        screen.print(closing)


def proof(root: Path, selection: Selection, out: Path) -> None:
    """Writes soft proofs and tickets of the print editions that stand in `out`.

    Raises `BadInput` where one is not built, and `DoesNotHold`, once all is written, where
    preflight finds one unfit.
    """
    from publisher.proof import desk

    todo = desk.jobs(root, selection, out)
    table = _table("file", "pictures", "preflight", right=("pictures",))
    with _workers(len(todo)) as pool:
        made = desk.run(todo, out, pool)
    for one in made:
        table.add_row(one.job, str(one.pictures), one.verdict)
    screen = console()
    screen.print(table)
    if unfit := [one.job for one in made if not one.holds]:
        raise DoesNotHold(f"Not fit for print: {', '.join(unfit)}. `publisher preflight` says why.")
    screen.print(f"Pictures and tickets stand beside {len(made)} files in {out}/.")


def site(root: Path, brands: tuple[str, ...], out: Path, base_url: str | None) -> None:
    """Writes the site of each brand. Raises `DoesNotHold`, with nothing written, if one does not.

    Raises `BadInput` with all that is wrong with the input.
    """
    from publisher import site as library

    made = library.build(root, brands, out, base_url)
    screen = console()
    numbers = ("pages", "downloads", "size", "blocks")
    table = _table("site", *numbers, "verified", right=numbers)
    for one in made:
        faults = len(one.faults)
        table.add_row(
            f"{one.brand}/site", str(one.pages), str(one.downloads), f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            f"NO, {faults} fault{'s' if faults > 1 else ''}" if faults else "yes",
        )  # fmt: skip
    screen.print(table)
    for one in made:
        for fault in one.faults:
            screen.print(f"  {one.brand}/site/{fault}")
        for path in one.left_out:
            screen.print(f"{path} is older than its source and is not offered: build it first.")
    if broken := [one.brand for one in made if one.faults]:
        raise DoesNotHold(f"Not whole: the site of {', '.join(broken)}. Nothing was written.")
    if base_url is None:
        screen.print("No sitemap, robots.txt or preview picture without --base-url: each needs it.")
    screen.print(f"{len(made)} site{'s' if len(made) > 1 else ''} in {out}/.")


_TONES = {"head": "bold", "new": "green", "wrong": "red", "": ""}


def pull(
    root: Path, path: Path, *, yes: bool, dry_run: bool, as_json: bool, tracked: str,
    comments: str, sides: Mapping[str, Literal["ours", "theirs"]],
) -> None:  # fmt: skip
    """Shows what an edited Word file changes, asks, and writes it into source and brand.

    Raises `BadInput` where the file or what would come of it is wrong, and `DoesNotHold` where
    nothing may be written, or, once all else is, where something stays behind in a side file.
    """
    import typer
    from rich.text import Text

    from publisher.pull import counter, desk, word

    accepted = _one_of("--tracked", tracked, get_args(word.Tracked))
    kept = _one_of("--comments", comments, get_args(desk.Comments))
    asked = desk.Asked(tracked=accepted, comments=kept, take=sides, today=_today())
    pulled = desk.prepared(root, path, asked)
    screen = console()
    if not as_json:
        for line in counter.lines(pulled, path.name):
            screen.print(Text(line.words, style=_TONES[line.tone]))
    unasked = not (yes or dry_run or sys.stdin.isatty()) or (as_json and not yes)

    def ask(question: str) -> bool:
        if yes or dry_run or unasked:
            return not unasked
        return typer.confirm(question, default=False)

    edits: list[Edit] = []
    try:
        edits = counter.answered(pulled, ask)
        if not dry_run:
            counter.write(edits)
    finally:
        if as_json:
            screen.out(counter.as_json(pulled, [] if dry_run else edits))
    _close_pull(screen, pulled, edits, dry_run=dry_run, as_json=as_json)


def _close_pull(
    screen: Console, pulled: Pulled, edits: list[Edit], *, dry_run: bool, as_json: bool
) -> None:
    could = [e for e in (pulled.source, pulled.brand, pulled.side) if e is not None and e.changes]
    if not as_json:
        for edit in [] if dry_run else edits:
            screen.print(f"Written: {edit.path}")
        if not could:
            screen.print("Nothing to bring home that is not there already.")
        elif dry_run:
            screen.print("A dry run: nothing was written.")
    if could and not edits and not dry_run:
        raise DoesNotHold("Nothing was written. Say --yes to write without being asked.")
    if pulled.left:
        assert pulled.side is not None
        count = len(pulled.left)
        things = f"{count} thing{'s' if count != 1 else ''}"
        stay = "would stay" if dry_run else "stayed"
        raise DoesNotHold(f"{things} {stay} behind, in {pulled.side.path}.")


def sides(take: list[str], *, ours: bool, theirs: bool) -> dict[str, Literal["ours", "theirs"]]:
    """Who holds in which conflict, "*" in all others. Raises `BadInput` for what says neither."""
    if ours and theirs:
        wrong = "--ours and --theirs say the opposite"
        raise BadInput([Problem("--ours", 0, 0, "", wrong, "say one of them")])
    said: dict[str, Literal["ours", "theirs"]] = {}
    if ours or theirs:
        said["*"] = "ours" if ours else "theirs"
    for one in take:
        address, _, side = one.rpartition("=")
        if not address or side not in ("ours", "theirs"):
            right = "write ADDRESS=ours or ADDRESS=theirs"
            raise BadInput([Problem("--take", 0, 0, "", f"{one!r} names no side", right)])
        said[address] = "ours" if side == "ours" else "theirs"
    return said


def _one_of(option: str, said: str, known: tuple[str, ...]) -> Any:
    if said not in known:
        right = f"say {', '.join(known[:-1])} or {known[-1]}"
        raise BadInput([Problem(option, 0, 0, "", f"{said!r} is not known", right)])
    return said


def _today() -> date:
    """The day that a change is dated with: SOURCE_DATE_EPOCH where it is set."""
    return (source_date() or datetime.now(UTC)).date()


def _grid(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise PublisherError(f"{path}: cannot be written ({exc.strerror})") from exc


def feed(root: Path, selection: Selection, out: Path, base_url: str | None) -> None:
    """Writes the feeds of what stands in `out`. Raises `BadInput`."""
    from publisher.feed import desk

    _told(out, desk.feed(root, selection, out, base_url))


def exchange(root: Path, selection: Selection, out: Path, base_url: str | None) -> None:
    """Writes what health records read of what stands in `out`. Raises `BadInput`."""
    from publisher.exchange import desk

    _told(out, desk.exchange(root, selection, out, base_url))


def stores(
    path: Path, asked: tuple[str, ...], cover: Path | None, *, as_json: bool, strict: bool
) -> None:
    """Says what each store asks of an EPUB and whether the file has it.

    Raises `BadInput` for a file that cannot be read or a store that is not known, `DoesNotHold`
    where a store would refuse it, or would rather have it otherwise and that counts.
    """
    from publisher.feed import stores as shops
    from publisher.feed.book import NotABook, Part, opened

    def refused(file: str, place: str, wrong: str, right: str) -> BadInput:
        return BadInput([Problem(file, 0, 0, place, wrong, right)])

    if unknown := sorted(set(asked) - set(shops.NAMES)):
        right = f"one of {', '.join(shops.NAMES)}"
        raise refused("command line", "--store", f"no such: {unknown[0]!r}", right)
    try:
        picture = Part(cover.name, "", (), cover.read_bytes()) if cover else None
        found = shops.findings(opened(path.read_bytes()), path.name, asked, picture)
    except OSError as exc:
        right = "name a file that you may read"
        raise refused(str(exc.filename), "", f"{exc.strerror}", right) from exc
    except NotABook as exc:
        raise refused(str(path), "", str(exc), "name an EPUB that opens in a reader") from exc
    screen, closing = console(), shops.closing(found, str(path))
    if as_json:
        screen.out(shops.as_json(found, str(path)))
    else:
        screen.print(_grid(shops.COLUMNS, shops.rows(found)))
        screen.print()
    if not shops.holds(found, strict=strict):
        raise DoesNotHold(closing)
    if not as_json:
        screen.print(closing)


def _told(out: Path, made: dict[str, dict[PurePosixPath, bytes]]) -> None:
    """Prints which files were written, by brand."""
    screen = console()
    for files in made.values():
        table = _table("file", "size", right=("size",))
        for path, data in sorted(files.items()):
            table.add_row(str(path), f"{len(data) / 1000:,.1f} kB")
        screen.print(table)
    count = sum(len(files) for files in made.values())
    screen.print(f"{count} files in {out}/.")
