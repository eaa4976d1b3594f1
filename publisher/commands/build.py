"""The commands build, check and verify."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from publisher.build.publish import Outcome
from publisher.build.record import BuildRecord, UpToDate
from publisher.commands.screen import console, table_of
from publisher.errors import BadOutput, Problem, refused
from publisher.files import write_whole
from publisher.plan.names import Selection, chosen_names, names_in


def build_files(root: Path, selection: Selection, out: Path, report: Path | None = None) -> None:
    """Makes the files of the selection, and writes the outcome of each to `report`.

    Raises `BadInput` before anything is written, and `BadOutput` where a file has faults,
    after the rest was published.
    """
    _check_report(report)
    record = BuildRecord(root, out)
    known = _up_to_date(record, root, selection)
    made, fresh = list(known.outcomes), set[str]()
    if not known.is_all:
        made, fresh = _make_files(root, selection, out, record, known)
    screen = console()
    _print_outcomes(screen, made, fresh)
    if report:
        _write_report(report, made, fresh)
    _print_left_over(screen, root, out)
    if failed := _print_faults(screen, made):
        raise BadOutput(f"{failed} of {len(made)} files have faults and were not published.")
    again = len(made) - len(fresh)
    screen.print(f"{len(made)} files in {out}/, {len(fresh)} made now, {again} unchanged.")


def _write_report(report: Path, made: list[Outcome], fresh: set[str]) -> None:
    """Writes the outcome of each file, as JSON for other programs."""
    files = [
        {
            "path": one.path,
            "status": "failed" if one.faults else "made" if one.path in fresh else "unchanged",
            "sha256": one.sha256,
            "size": one.size,
            "pages": one.pages,
            "blocks_found": one.blocks[0],
            "blocks_expected": one.blocks[1],
            "faults": list(one.faults),
        }
        for one in made
    ]
    text = json.dumps({"files": files}, indent=2, ensure_ascii=False) + "\n"
    write_whole(report, text.encode())


def _check_report(report: Path | None) -> None:
    """Raises `BadInput` where the report cannot be written, before any file is made."""
    if report and (report.is_dir() or not report.parent.is_dir()):
        wrong = "is no place for a file"
        raise refused(str(report), wrong, "name a file in a folder that is there")


def _print_left_over(screen: Console, root: Path, out: Path) -> None:
    """Prints the finished files of sources, brands and editions that are gone."""
    from publisher.build.leftovers import left_over

    files = left_over(out, names_in(root))
    if files:
        screen.print(
            f"{len(files)} files in {out}/ are of sources, brands or editions that are gone, "
            f"{files[0].relative_to(out)} first. To remove them: publisher prune"
        )


def prune_files(root: Path, out: Path) -> None:
    """Removes finished files of sources, brands and editions that are gone, and names each.

    Raises `BadInput` where the root is no project: then all would be gone.
    """
    from publisher.build.leftovers import left_over, remove

    known = names_in(root)
    if not known.conditions or not known.brands or not known.editions:
        right = "go to the folder that contains sources/ and layouts/, or name it by --root"
        raise refused(str(root.absolute()), "is no project", right)
    files = left_over(out, known)
    if files:
        remove(out, files)
    screen = console()
    for file in files:
        screen.print(f"removed {file.relative_to(out)}")
    screen.print(f"{len(files)} files removed.")


def _up_to_date(record: BuildRecord, root: Path, selection: Selection) -> UpToDate:
    """The part of the selection that is up to date, so that it need not be read."""
    problems: list[Problem] = []
    chosen = chosen_names(selection, names_in(root), problems)
    return UpToDate() if problems else record.up_to_date(chosen)


def _make_files(
    root: Path, selection: Selection, out: Path, record: BuildRecord, known: UpToDate
) -> tuple[list[Outcome], set[str]]:
    """(outcomes of all files, ordered by path; paths of the files that were made now)."""
    from publisher.build.make import load_engines
    from publisher.build.run import run_jobs
    from publisher.commands.workers import workers
    from publisher.plan.select import select_jobs

    todo = select_jobs(root, selection, known.conditions)
    screen = console()
    fresh: set[str] = set()
    with workers(len(todo), lambda: load_engines(todo)) as pool, _progress(screen) as progress:
        bar = progress.add_task("Building", total=len(todo))

        def done(made: Outcome) -> None:
            if made.data is not None:
                fresh.add(made.path)
            progress.advance(bar)

        made = run_jobs(todo, out, pool, done)
    record.keep(todo, made)
    return sorted([*known.outcomes, *made], key=lambda one: one.path), fresh


def check_sources(root: Path, selection: Selection) -> None:
    """Reads everything and prints how readable each source is."""
    from publisher.content.readability import readability_of
    from publisher.plan.select import select_jobs

    todo = select_jobs(root, selection)
    numbers = ("words", "brief", "grade")
    table = table_of("source", "version", "review", *numbers, right=numbers)
    seen = {job.condition.condition: job.condition for job in todo}
    for name, condition in seen.items():
        reading = readability_of(condition)
        table.add_row(
            name,
            condition.version,
            condition.review.state.value,
            str(reading.words),
            str(reading.brief_words),
            f"{reading.grade:.1f}",
        )
    screen = console()
    screen.print(table)
    for brand in {job.brand.id: job.brand for job in todo}.values():
        if count := len(brand.report.notices) + len(brand.report.choices):
            screen.print(
                f"{brand.id}: {count} things to know or decide: publisher brand {brand.id}"
            )
    brands = len({job.brand.id for job in todo})
    editions = len({job.edition.name for job in todo})
    screen.print(f"{len(seen)} sources, {brands} brands, {editions} editions: no problem found.")


def verify_files(root: Path, selection: Selection, out: Path, report: Path | None = None) -> None:
    """Verifies every file in `out` against its source, and published folders by their checksums.

    Raises `BadOutput` where one has a fault.
    """
    from publisher.build.run import verify_jobs
    from publisher.commands.workers import workers
    from publisher.plan.select import select_jobs
    from publisher.published.checksums import differences

    _check_report(report)
    todo = select_jobs(root, selection)
    screen = console()
    with workers(len(todo)) as pool, _progress(screen) as progress:
        bar = progress.add_task("Verifying", total=len(todo))
        made = verify_jobs(todo, out, pool, lambda: progress.advance(bar))
    _print_outcomes(screen, made, {one.path for one in made})
    if report:
        _write_report(report, made, set())
    failed = _print_faults(screen, made)
    brands = sorted({job.brand.id for job in todo})
    beside = [out / brand / name for brand in brands for name in _BESIDE]
    for folder in filter(Path.is_dir, beside):
        for name, what in differences(folder):
            screen.print(f"{folder}/{name}  {what}")
            failed += 1
    if failed:
        raise BadOutput(f"{failed} of {len(made)} files have faults.")
    screen.print(f"{len(made)} files are right: every block is there, whole and in order.")


_BESIDE = ("site", "feed", "infobutton", "fhir")
"""The folders of a brand that other commands publish, each with its checksums."""


def _progress(screen: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _print_outcomes(screen: Console, made: list[Outcome], fresh: set[str]) -> None:
    pressed = any(one.body_pt for one in made)  # only sheets have columns for type and ink
    numbers = ("pages", "size", "blocks", *(("type", "ink") if pressed else ()))
    table = table_of("file", *numbers, "verified", right=numbers)
    for one in made:
        faults = len(one.faults)
        verdict = "yes" if one.ok else f"NO, {faults} fault{'s' if faults > 1 else ''}"
        if one.ok and one.path not in fresh:
            verdict = "unchanged"
        table.add_row(
            one.path,
            str(one.pages or ""),
            f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            *_print_cells(one, pressed),
            verdict,
        )
    screen.print(table)


def _print_cells(one: Outcome, shown: bool) -> tuple[str, ...]:
    """The cells of a file for type and ink, where the table has them."""
    if not shown:
        return ()
    return (
        f"{one.body_pt:g} pt" if one.body_pt else "",
        f"{one.most_ink:.0f} %" if one.most_ink else "",
    )


def _print_faults(screen: Console, made: list[Outcome]) -> int:
    """Prints every fault. Returns the number of files that have any."""
    broken = [one for one in made if not one.ok]
    for one in broken:
        screen.print(f"\n{one.path}", style="bold")
        for fault in one.faults:
            screen.print(f"  {fault}")
    return len(broken)
