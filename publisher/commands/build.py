"""The commands build, check and verify."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.build.publish import Outcome
from publisher.build.record import BuildRecord, UpToDate
from publisher.commands.remote import Project, project_at
from publisher.commands.report import check_report, write_report
from publisher.commands.screen import console, table_of
from publisher.edition.layouts import is_replaced, own_files
from publisher.errors import BadInput, BadOutput, Problem, refused
from publisher.files import is_url
from publisher.plan.names import Selection, chosen_names, names_in

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from rich.console import Console
    from rich.progress import Progress

    from publisher.content.model import Condition
    from publisher.editorial.check import ContentReport
    from publisher.plan.select import Plan


def build_files(
    root: Path,
    selection: Selection,
    out: Path,
    report: Path | None = None,
    *,
    as_json: bool = False,
    strict: bool = False,
    scheduler: str | None = None,
) -> None:
    """Makes the files of the selection, and writes the outcome of each to `report`.

    What is wrong in one source, brand or edition keeps back the files that are made of it, and no
    other; if `strict` is set, or nothing is left, it keeps back all. Raises `BadInput` before
    anything is written, and `BadOutput` after the rest was published, where a file has faults or
    cannot be made for the problems of its input.
    """
    check_report(report)
    project = project_at(root)
    if scheduler or project.state:  # the paths of jobs must be known on other machines
        root = project.folder()
    record = _record(root, selection, out)
    known = _up_to_date(record, root, selection) if record else UpToDate()
    made, problems = list(known.outcomes), tuple[Problem, ...]()
    if not known.is_all:
        first, plans = _planned(root, selection, known, strict=strict)
        executor = _executor(first[0], project, scheduler)
        made, problems = _make_files(_in_turn(first, plans), record, out, executor)
        made = sorted([*known.outcomes, *made], key=lambda one: one.path)
    found = {"files": _files(made), "problems": list(map(asdict, problems))}
    write_report(found, report, as_json=as_json)
    screen = console(quiet=as_json)
    _print_outcomes(screen, [one for one in made if one.why or one.faults], building=True)
    _print_left_over(screen, root, out)
    if left := _what_is_left(problems, _print_faults(screen, made), len(made)):
        raise BadOutput(left)
    _print_count(screen, made, out)


def _record(root: Path, selection: Selection, out: Path) -> BuildRecord | None:
    """The record of earlier builds; None where there is none.

    In a store, each manifest is read. The next build would take a draft for finished.
    """
    return None if is_url(out) or selection.drafts else BuildRecord(root, out)


def _print_count(screen: Console, made: Sequence[Outcome], out: Path) -> None:
    """Prints how many files there are now, and how many of them were made anew."""
    fresh = sum(bool(one.why) for one in made)
    again = len(made) - fresh
    screen.print(f"{len(made)} files in {out}/, {fresh} made now, {again} unchanged.")


def _what_is_left(problems: tuple[Problem, ...], failed: int, made: int) -> str:
    """The last words of a build that could not make everything; empty where it could."""
    lines = list(map(str, problems))
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        lines.append(f"{count}. Files made of these were left as they were; all others were built.")
    if failed:
        lines.append(f"{failed} of {made} files have faults and were not published.")
    return "\n".join(lines)


def _files(made: Iterable[Outcome]) -> list[dict[str, object]]:
    """The outcome of each file, for a report."""
    return [
        {
            "path": one.path,
            "status": "failed" if one.faults else "made" if one.why else "unchanged",
            "why": list(one.why),
            "sha256": one.sha256,
            "size": one.size,
            "pages": one.pages,
            "blocks_found": one.blocks[0],
            "blocks_expected": one.blocks[1],
            "faults": list(one.faults),
        }
        for one in made
    ]


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

    Raises `BadInput` where the project has no source or no brand: then all would be gone.
    """
    from publisher.build.leftovers import left_over, remove

    known = names_in(root)
    if not known.conditions or not known.brands:
        wrong = "contains no source or no brand, so every finished file would go"
        raise refused(str(root.absolute()), wrong, "put them back, or empty out/ by hand")
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
    # Which languages there are is known when sources are read.
    return UpToDate() if problems or selection.languages else record.up_to_date(chosen)


def _planned(
    root: Path, selection: Selection, known: UpToDate, *, strict: bool
) -> tuple[list[Plan], Iterator[Plan]]:
    """The first plan that has something to make, with all problems up to it, and those to come.

    Raises `BadInput` where nothing may be made. The first one is in a list, so that it can be taken
    out: it is remembered no longer than the others.
    """
    from publisher.plan.lots import plans_of

    problems: tuple[Problem, ...] = ()
    plans = plans_of(root, selection, known.conditions, whole=strict)
    for plan in plans:
        problems += plan.problems
        if plan.jobs or known.outcomes:
            break
    if problems and (strict or not (plan.jobs or known.outcomes)):
        raise BadInput(problems)
    return [replace(plan, problems=problems)], plans


def _in_turn(first: list[Plan], plans: Iterator[Plan]) -> Iterator[Plan]:
    """The first plan, which is taken out, and those to come."""
    yield first.pop()
    yield from plans


def _executor(
    plan: Plan, project: Project, scheduler: str | None
) -> AbstractContextManager[Executor]:
    """What jobs run on: processes of this machine, or the workers of a scheduler."""
    from publisher.build.make import load_engines
    from publisher.commands.cluster import cluster
    from publisher.commands.workers import workers

    if scheduler:
        return cluster(scheduler, project)
    formats = frozenset(job.edition.format for job in plan.jobs)
    return workers(len(plan.jobs), lambda: load_engines(formats))


def _make_files(
    plans: Iterable[Plan],
    record: BuildRecord | None,
    out: Path,
    executor: AbstractContextManager[Executor],
) -> tuple[list[Outcome], tuple[Problem, ...]]:
    """What became of all files of all plans, and what kept others back."""
    from publisher.build.publish import exclusive
    from publisher.build.run import run_lot

    made, problems, total = list[Outcome](), set[Problem](), 0
    with exclusive(out), executor as pool, _progress(console()) as progress:
        bar = progress.add_task("Building", total=None)
        for plan in plans:
            total += len(plan.jobs)
            progress.update(bar, total=total)
            lot = run_lot(plan.jobs, out, pool, lambda _: progress.advance(bar))
            # A project with an invalid edition is read again until all that is asked for is right.
            if record and not plan.is_common:
                record.keep(plan.jobs, lot)
            made += lot
            problems.update(plan.problems)
            # Before the next one is made; a job is part of itself, so it does not go by itself.
            del plan
            gc.collect()
    return made, tuple(sorted(problems))


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """What else is asked of a content check."""

    worksheets: Path | None = None
    """A folder for worksheets; None for none."""


def check_sources(
    root: Path,
    selection: Selection,
    report: Path | None = None,
    *,
    as_json: bool = False,
    content: ContentOptions | None = None,
) -> None:
    """Reads everything and prints how readable each source is, or says it in `report`.

    With `content`, texts are held to the content rules too, and worksheets are written where that
    is asked for. Raises `BadInput` with all problems,
    which a report has too, and `BadOutput` where a text has an error that nobody has answered.
    """
    from publisher.commands import content as rules
    from publisher.editorial.reports import content_reports
    from publisher.plan.select import plan_jobs

    check_report(report)
    plan = plan_jobs(root, selection)
    plan = replace(plan, problems=(*plan.problems, *_coarse_pictures(plan)))
    sources = _readings(plan.texts)
    found: dict[str, object] = {"sources": sources, "problems": list(map(asdict, plan.problems))}
    reports: tuple[ContentReport, ...] = ()
    if content and not plan.problems:
        reports = content_reports(root, plan.texts, plan.jobs, selection.languages)
        found["content"] = rules.content_data(reports)
    write_report(found, report, as_json=as_json)
    if plan.problems:
        raise BadInput(plan.problems)
    screen = console(quiet=as_json)
    _print_readings(screen, sources)
    _print_project(screen, root, plan, len(sources), "no problem of form" if content else "")
    if content:
        rules.print_content(screen, reports)
    if content and content.worksheets:
        rules.write_all_worksheets(screen, root, plan, reports, content.worksheets)
    if errors := rules.content_errors(reports):
        raise BadOutput(f"{errors} error{'s' if errors != 1 else ''} of content.")


def _coarse_pictures(plan: Plan) -> list[Problem]:
    """A problem for each picture that has too few pixels for an edition that goes to a press."""
    from publisher.content.model import figures
    from publisher.content.raster import is_raster

    if not any(is_raster(figure.file) for text in plan.texts for figure in figures(text)):
        return []
    from publisher.render.print.coarse import coarse_pictures

    return coarse_pictures(plan.jobs)


def _print_readings(screen: Console, sources: list[dict[str, str | int | float]]) -> None:
    numbers = ("words", "brief", "grade")
    licensed = ("license",) if any("license" in one for one in sources) else ()
    columns = ("source", "version", "review", *numbers, *licensed)
    table = table_of(*columns, right=numbers)
    for one in sources:
        cells = (one.get(column, "") for column in columns)
        table.add_row(*(f"{v:.1f}" if isinstance(v, float) else str(v) for v in cells))
    screen.print(table)


def _print_project(
    screen: Console, root: Path, plan: Plan, sources: int, verdict: str = ""
) -> None:
    """Prints what brands leave to decide, what layouts replace, how much there is and a verdict."""
    for brand in {job.brand.id: job.brand for job in plan.jobs}.values():
        if count := len(brand.report.notices) + len(brand.report.choices):
            screen.print(
                f"{brand.id}: {count} things to know or decide: publisher brand {brand.id}"
            )
    for line in _own_layouts(root):
        screen.print(line)
    brands = len({job.brand.id for job in plan.jobs})
    editions = len({job.edition.name for job in plan.jobs})
    counts = f"{sources} sources, {brands} brands, {editions} editions"
    screen.print(f"{counts}: {verdict or 'no problem found'}.")


def _own_layouts(root: Path) -> Iterator[str]:
    """What a project changes of our layouts, and what it adds to them."""
    names = [name for name, _ in own_files(root / "layouts")]
    replaced = [name for name in names if is_replaced(name)]
    for some, said in (
        (replaced, "in the place of ours"),
        ([name for name in names if name not in replaced], "of your own"),
    ):
        if some:
            shown = ", ".join(some[:_MOST_NAMED]) + (", …" if len(some) > _MOST_NAMED else "")
            yield f"layouts/: {len(some)} {said}: {shown}"


_MOST_NAMED = 6


def _readings(texts: Iterable[Condition]) -> list[dict[str, str | int | float]]:
    """How long and how readable each source is, by the names of the columns that show it."""
    from publisher.content.readability import readability_of

    found: list[dict[str, str | int | float]] = []
    for condition in texts:
        reading = readability_of(condition)
        found.append(
            {
                "source": condition.condition,
                "version": condition.version,
                "review": condition.review.state.value,
                "words": reading.words,
                "brief": reading.brief_words,
                "grade": round(reading.grade, 1),
            }
        )
        if condition.licensed_from:
            found[-1]["license"] = f"{condition.licensed_from}: {condition.license}"
    return found


def verify_files(
    root: Path,
    selection: Selection,
    out: Path,
    report: Path | None = None,
    *,
    as_json: bool = False,
) -> None:
    """Verifies every file in `out` against its source, and what lies beside. Raises `BadOutput`."""
    from publisher.build.run import verify_jobs
    from publisher.commands.workers import workers
    from publisher.plan.select import select_jobs

    check_report(report)
    todo = select_jobs(root, selection)
    screen = console()
    with workers(len(todo)) as pool, _progress(screen) as progress:
        bar = progress.add_task("Verifying", total=len(todo))
        made = verify_jobs(todo, out, pool, lambda: progress.advance(bar))
    beside = list(_differences_beside(out, sorted({job.brand.id for job in todo})))
    write_report({"files": _files(made), "beside": beside}, report, as_json=as_json)
    screen = console(quiet=as_json)
    _print_outcomes(screen, made)
    failed = _print_faults(screen, made) + len(beside)
    for line in beside:
        screen.print(line)
    if failed:
        raise BadOutput(f"{failed} of {len(made)} files have faults.")
    screen.print(f"{len(made)} files are right: every block is there, whole and in order.")


def _differences_beside(out: Path, brands: Iterable[str]) -> Iterator[str]:
    """What of the folders that other commands publish is not as it was published."""
    from publisher.published.checksums import differences

    for folder in (out / brand / name for brand in brands for name in _BESIDE):
        if folder.is_dir():
            for name, what in differences(folder):
                yield f"{folder}/{name}  {what}"


_BESIDE = ("site", "feed", "infobutton", "fhir")
"""The folders of a brand that other commands publish, each with its checksums."""


def _progress(screen: Console) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )


def _print_outcomes(screen: Console, made: list[Outcome], *, building: bool = False) -> None:
    """Prints a line for each file; of a build those alone where something was done."""
    if not made:
        return
    pressed = any(one.body_pt for one in made)  # only sheets have columns for type and ink
    numbers = ("pages", "size", "blocks", *(("type", "ink") if pressed else ()))
    why = ("made for",) if building else ()
    table = table_of("file", *numbers, *why, "verified", right=numbers)
    for one in made:
        faults = len(one.faults)
        verdict = "yes" if one.ok else f"NO, {faults} fault{'s' if faults > 1 else ''}"
        table.add_row(
            one.path,
            str(one.pages or ""),
            f"{one.size / 1000:,.0f} kB",
            "/".join(map(str, one.blocks)),
            *_print_cells(one, pressed),
            *([", ".join(one.why)] if building else ()),
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
    """Prints every fault, once for all files that have the same; the number of files with any."""
    broken: dict[tuple[str, ...], list[str]] = {}
    for one in made:
        if not one.ok:
            broken.setdefault(one.faults, []).append(one.path)
    for faults, paths in broken.items():
        listed = "\n".join(paths)
        screen.print(f"\n{listed}", style="bold")
        for fault in faults:
            screen.print(f"  {fault}")
    return sum(map(len, broken.values()))
