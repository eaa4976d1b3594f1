"""Which sources × brands × editions, each made and judged on whatever executor there is."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from publisher import brand_file, collection, edition, load, plan, settable, words
from publisher.edition import Format
from publisher.errors import BadInput, Problem, PublisherError
from publisher.plan import Job
from publisher.publish import Made, alone_in, publish, sha256, unchanged

if TYPE_CHECKING:
    from publisher.brand import Brand
    from publisher.words import Words

Read = TypeVar("Read")
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Selection:
    """What the user asked for; an empty tuple means all there are."""

    conditions: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def jobs(root: Path, selection: Selection) -> tuple[Job, ...]:
    """Every job of the selection, in a stable order.

    Raises `BadInput` with all problems of all sources, brands and editions that it names.
    """
    sources, layouts = root / "sources", root / "layouts"
    if not sources.is_dir() or not layouts.is_dir():
        wrong = "is no project"
        right = "go to the folder that holds sources/ and layouts/, or name it by --root"
        raise BadInput([Problem(str(root.absolute()), 0, 0, "", wrong, right)])
    problems: list[Problem] = []
    for name, problem in collection.misnamed(sources, root):
        if not selection.conditions or name in selection.conditions:
            problems.append(problem)
    books = collection.names(sources)
    alone = tuple(sorted({*_names(sources, "condition.yaml")} - set(books)))
    named = _gathered(
        "CONDITION", (*alone, *books), selection.conditions, lambda name: name, problems
    )
    listed = _each(
        (name for name in named if name in books), partial(_book, sources, root), problems
    )
    parts = {name for book in listed for name in book.shape.conditions}
    read = {
        one.condition: one
        for one in _each(
            (name for name in alone if name in named or name in parts),
            lambda name: load.condition(sources / name, root),
            problems,
        )
    }
    brands = _gathered(
        "--brand",
        _names(layouts / "brands", "_brand.yml"),
        selection.brands,
        lambda name: brand_file.load(layouts / "brands" / name, root),
        problems,
    )
    # All editions are read, whatever is asked for: each may name the others.
    names = edition.names(layouts)
    every = _gathered("--edition", names, (), lambda n: edition.load(layouts / n, root), problems)
    asked = _gathered("--edition", names, selection.editions, lambda name: name, problems)
    labels: dict[str, Words] = {}
    for condition in read.values():
        file = f"sources/{condition.condition}/condition.yaml"
        _each(
            [condition.language],
            lambda tag: labels.update({tag: words.load(layouts, tag)}),
            problems,
        )
        problems += [found for b in brands for found in settable.problems(condition, b, file)]
    for house in brands:
        problems += _stray_isbns(house, {*alone, *books}, names)
    if problems:
        raise BadInput(problems)
    bound = _each(
        listed, lambda book: collection.bound(book, read, labels[book.shape.language]), problems
    )
    for one in bound:
        file = f"sources/collections/{one.condition}.yaml"
        problems += [found for b in brands for found in settable.problems(one, b, file)]
    wanted = [e for e in every if e.name in asked]
    if bound and selection.conditions and not any(e.collections for e in wanted):
        right = f"one of {', '.join(e.name for e in every if e.collections)}"
        wrong = f"{bound[0].condition!r} is a collection, which does not come so"
        problems.append(Problem("command line", 0, 0, "--edition", wrong, right))
    if problems:
        raise BadInput(problems)
    todo = (*(read[name] for name in alone if name in named), *bound)
    stamps = {one.condition: plan.stamp(one) for one in todo}
    return tuple(
        Job(
            condition=c,
            brand=b,
            edition=e,
            words=labels[c.language],
            stamp=stamps[c.condition],
            siblings=tuple(every),
        )
        for b in brands
        for c in todo
        for e in wanted
        if e.collections or not isinstance(c, collection.Collection)
    )


def _book(sources: Path, root: Path, name: str) -> collection.Listed:
    return collection.read(sources / "collections" / f"{name}.yaml", root)


def _each(
    things: Iterable[Thing], read: Callable[[Thing], Read], problems: list[Problem]
) -> list[Read]:
    """What `read` gives for each; its problems go to `problems`."""
    found = []
    for thing in things:
        try:
            found.append(read(thing))
        except BadInput as exc:
            problems.extend(exc.problems)
    return found


def _stray_isbns(one: Brand, texts: set[str], editions: tuple[str, ...]) -> Iterator[Problem]:
    """The ISBNs of a brand for texts and editions that there are not: no file would carry them."""
    for said in one.isbns:
        path = f"defaults.publisher.isbn.{said.condition}"
        file = f"layouts/brands/{one.id}/_brand.yml"
        if said.condition not in texts:
            wrong, right = f"there is no source {said.condition!r}", "mend its name or remove it"
            yield Problem(file, 0, 0, path, wrong, right)
        elif said.edition not in editions:
            path += f".{said.language}.{said.edition}"
            wrong, right = f"there is no edition {said.edition!r}", f"one of {', '.join(editions)}"
            yield Problem(file, 0, 0, path, wrong, right)


def _names(folder: Path, file: str) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{file}")))


def _gathered(
    word: str,
    known: tuple[str, ...],
    asked: tuple[str, ...],
    read: Callable[[str], Read],
    problems: list[Problem],
) -> list[Read]:
    """What `read` gives for each name asked for, or for all; its problems go to `problems`."""
    kind = word.strip("-").lower()
    if not known:
        problems.append(Problem("the project", 0, 0, "", f"holds no {kind}", "see README.md"))
        return []

    def read_known(name: str) -> Read:
        if name not in known:
            wrong, right = f"there is no {kind} {name!r}", f"one of {', '.join(known)}"
            raise BadInput([Problem("command line", 0, 0, word, wrong, right)])
        return read(name)

    return _each(dict.fromkeys(asked) or known, read_known, problems)


def make(job: Job) -> Made:
    """The file of a job, made and judged, in memory. Runs in a worker; never raises."""
    from publisher import render

    try:
        return judged(job, render.render(job))
    except PublisherError as exc:
        return unmade(job, str(exc))
    # Whatever else it is, it is the fault of this one file: the others go on.
    except Exception as exc:  # noqa: BLE001
        return unmade(job, f"cannot be made ({told(exc)})")


def unmade(job: Job, why: str) -> Made:
    """What became of a job that left no file."""
    return Made(str(job.path), job.key, "", 0, None, (0, 0), (why,))


def told(exc: BaseException) -> str:
    """An unexpected exception in one line: its type, what it says, and where in us it arose."""
    files = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(exc.__traceback__)]
    here = Path(__file__)
    ours = [(file, line) for file, line in files if here.parent in file.parents and file != here]
    where = f" at {ours[-1][0].name}:{ours[-1][1]}" if ours else ""
    return f"{type(exc).__name__}: {' '.join(str(exc).split())}{where}"


def prove(job: Job, out: Path) -> Made:
    """What the file of a job that stands in `out` turns out to be; never raises."""
    try:
        return judged(job, (out / job.path).read_bytes())
    except OSError as exc:
        return unmade(job, f"cannot be read ({exc.strerror}); build it first")
    except Exception as exc:  # noqa: BLE001  # as in `make`
        return unmade(job, f"cannot be judged ({told(exc)})")


def judged(job: Job, data: bytes) -> Made:
    """What a finished file turns out to be: its pages, its blocks, and whatever does not hold."""
    from publisher import verify

    report = verify.fidelity(job, data)
    sheets = _preflighted(data) if job.edition.format is Format.PRINT else _Sheets()
    faults = (*map(str, report.faults), *verify.standard(job, data), *sheets.faults)
    pages = _pages(data) if job.edition.format.suffix == ".pdf" else None
    blocks = (report.blocks_found, report.blocks_expected)
    return Made(
        str(job.path),
        job.key,
        sha256(data),
        len(data),
        pages,
        blocks,
        faults,
        body_pt=sheets.body_pt,
        most_ink=sheets.most_ink,
        data=data,
    )


@dataclass(frozen=True)
class _Sheets:
    """Why a print shop would refuse sheets, and what they measure."""

    faults: tuple[str, ...] = ()
    body_pt: float | None = None
    most_ink: float | None = None


def _preflighted(data: bytes) -> _Sheets:
    from publisher import preflight

    try:
        verdict = preflight.judge(data)
    except preflight.Unreadable as exc:
        return _Sheets((f"preflight: {exc}",))
    faults = tuple(
        f"preflight {one.rule}  {f'page {one.page}, ' if one.page else ''}{one.what}  "
        f"{one.measured}, limit {one.limit}: {one.mend}"
        for one in verdict.findings
        if one.severity is preflight.Severity.ERROR
    )
    ink = verdict.measured.most_ink
    return _Sheets(faults, verdict.measured.body_pt, None if ink is None else round(ink, 1))


def _pages(data: bytes) -> int | None:
    """How many pages a PDF has; None where it cannot be read."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return len(PdfDocument(data))
    except PdfiumError:
        return None


def run(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[Made], None]
) -> list[Made]:
    """Every job's outcome, ordered by path; `done` hears of each as it comes.

    A job whose key `out` already has is left alone. What holds is published at once, what does
    not is never written. Raises `PublisherError` where a worker dies, after publishing what was
    finished until then.
    """
    with alone_in(out):
        made: list[Made] = []
        waiting: dict[Future[Made], Job] = {}
        for job in todo:
            if before := unchanged(job, out):
                made.append(before)
                done(before)
            else:
                waiting[executor.submit(make, job)] = job
        for future in as_completed(waiting):
            job = waiting[future]
            try:
                outcome = future.result()
            except BrokenExecutor as exc:
                left = sorted({str(j.path) for j in waiting.values()} - {m.path for m in made})
                more = f" and {len(left) - 3} more" if len(left) > 3 else ""
                raise PublisherError(
                    f"A worker process died, perhaps for want of memory, before these were made: "
                    f"{', '.join(left[:3])}{more}. What was finished is published; "
                    "build again to make the rest."
                ) from exc
            except Exception as exc:  # noqa: BLE001  # the job could not even reach its worker
                outcome = unmade(job, f"cannot be made ({told(exc)})")
            outcome = _published(job, outcome, out)
            made.append(outcome)
            done(outcome)
    return sorted(made, key=lambda one: one.path)


def _published(job: Job, made: Made, out: Path) -> Made:
    """`made`, published where it holds. A disk that refuses it is a fault like others."""
    if made.holds:
        try:
            publish(job, made, out)
        except OSError as exc:
            return replace(made, faults=(f"cannot be written ({exc.strerror})",), data=None)
    return made
