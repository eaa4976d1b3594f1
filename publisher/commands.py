"""What each command does and what the user sees of it: progress, tables, closing words."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from publisher import build as press_room
from publisher.build import Made, Selection
from publisher.errors import BadInput, DoesNotHold, Problem

CONSOLE = Console(highlight=False)


def build(root: Path, selection: Selection, out: Path) -> None:
    """Makes what is asked for.

    Raises `BadInput` before anything is written, and `DoesNotHold` where a file does not hold,
    after the rest was published.
    """
    todo = press_room.jobs(root, selection)
    # Spawned, not forked: a worker starts clean, whatever threads this process has.
    spawn = multiprocessing.get_context("spawn")
    workers = max(1, min(os.cpu_count() or 1, len(todo)))
    fresh: set[str] = set()
    with (
        ProcessPoolExecutor(workers, mp_context=spawn) as pool,
        Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            console=CONSOLE, transient=True,
        ) as progress,
    ):  # fmt: skip
        bar = progress.add_task("Building", total=len(todo))

        def done(made: Made) -> None:
            if made.data is not None:
                fresh.add(made.path)
            progress.advance(bar)

        made = press_room.run(todo, out, pool, done)
    _close(made, fresh)
    failed = _report(made)
    if failed:
        raise DoesNotHold(f"{failed} of {len(made)} files do not hold and were not published.")
    again = len(made) - len(fresh)
    CONSOLE.print(f"{len(made)} files in {out}/, {len(fresh)} made now, {again} unchanged.")


def check(root: Path, selection: Selection) -> None:
    """Reads everything and says how readable each source is."""
    from publisher import readability

    todo = press_room.jobs(root, selection)
    table = Table(box=None, pad_edge=False)
    for column in ("source", "version", "review", "words", "brief", "grade"):
        table.add_column(
            column, justify="right" if column in ("words", "brief", "grade") else "left"
        )
    seen = {job.condition.condition: job.condition for job in todo}
    for name, condition in seen.items():
        reading = readability.of(condition)
        table.add_row(
            name, condition.version, condition.review.state.value, str(reading.words),
            str(reading.brief_words), f"{reading.grade:.1f}",
        )  # fmt: skip
    CONSOLE.print(table)
    brands = len({job.brand.id for job in todo})
    editions = len({job.edition.name for job in todo})
    CONSOLE.print(f"{len(seen)} sources, {brands} brands, {editions} editions: no problem found.")


def verify(root: Path, selection: Selection, out: Path) -> None:
    """Judges every file that stands in `out` against its source. Raises `DoesNotHold`."""
    made = []
    for job in press_room.jobs(root, selection):
        try:
            data = (out / job.path).read_bytes()
        except OSError as exc:
            faults = (f"cannot be read ({exc.strerror}); build it first",)
            made.append(Made(str(job.path), job.key, "", 0, None, (0, 0), faults))
            continue
        made.append(press_room.judged(job, data))
    _close(made, {one.path for one in made})
    if failed := _report(made):
        raise DoesNotHold(f"{failed} of {len(made)} files do not hold.")
    CONSOLE.print(f"{len(made)} files hold: every block is there, whole and in order.")


def _close(made: list[Made], fresh: set[str]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("file", "pages", "size", "blocks", "verified"):
        table.add_column(
            column, justify="right" if column in ("pages", "size", "blocks") else "left"
        )
    for one in made:
        verdict = "yes" if one.holds else f"NO, {len(one.faults)} faults"
        if one.holds and one.path not in fresh:
            verdict = "unchanged"
        table.add_row(
            one.path,
            str(one.pages or ""),
            f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            verdict,
        )
    CONSOLE.print(table)


def _report(made: list[Made]) -> int:
    """Prints every fault; the number of files that have any."""
    broken = [one for one in made if not one.holds]
    for one in broken:
        CONSOLE.print(f"\n{one.path}", style="bold", markup=False)
        for fault in one.faults:
            CONSOLE.print(f"  {fault}", markup=False)
    return len(broken)


def schema(root: Path) -> None:
    """Writes sources/condition.schema.json, made from the model."""
    from publisher.model import Condition

    shape = Condition.model_json_schema()
    shape["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    path = root / "sources" / "condition.schema.json"
    path.write_text(json.dumps(shape, indent=2) + "\n", encoding="utf-8")
    CONSOLE.print(f"Wrote {path}")


def new(root: Path, name: str) -> None:
    """Writes a starter source that already builds. Raises `BadInput` where the name is taken."""
    path = root / "sources" / name / "condition.yaml"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        wrong, right = (
            f"{name!r} is not a name",
            "small letters, digits and hyphens: asthma-in-adults",
        )
        raise BadInput([Problem(str(path), 0, 0, "", wrong, right)])
    if path.exists():
        raise BadInput([Problem(str(path), 0, 0, "", "is there already", "choose another name")])
    starter = Path(__file__).with_name("starter.yaml").read_text(encoding="utf-8")
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat()
    title = name.replace("-", " ").capitalize()
    path.parent.mkdir(parents=True)
    path.write_text(
        starter.replace("NAME", name).replace("TITLE", title).replace("TODAY", today),
        encoding="utf-8",
    )
    CONSOLE.print(f"Wrote {path}. Edit it, then: publisher check {name}")
