"""Runs jobs on an executor and publishes each file when it is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import replace
from pathlib import Path

from publisher.build.make import describe_exception, failed_outcome, make_all, verify_finished
from publisher.build.publish import Outcome, exclusive, publish, unchanged, why_made
from publisher.edition.model import Format
from publisher.errors import PublisherError
from publisher.plan.job import Job


def run_jobs(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[Outcome], None]
) -> list[Outcome]:
    """Every job's outcome, ordered by path; `done` is called with each when it is finished.

    A job whose key `out` already has is left alone. A file without faults is published at once, any
    other is never written. Raises `PublisherError` where a worker dies, after publishing what was
    finished until then.
    """
    with exclusive(out):
        return run_lot(todo, out, executor, done)


def run_lot(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[Outcome], None]
) -> list[Outcome]:
    """The same for whoever keeps other builds out of `out`."""
    made: list[Outcome] = []
    changed: list[Job] = []
    for job in todo:
        if before := unchanged(job, out):
            made.append(before)
            done(before)
        else:
            changed.append(job)
    waiting = {executor.submit(make_all, jobs): jobs for jobs in sharing_pages(changed)}
    for future in as_completed([*waiting]):
        outcomes = _outcomes(future, waiting, made)
        # Whoever remembers the future remembers the bytes of its files.
        for job, outcome in zip(waiting.pop(future), outcomes, strict=True):
            made.append(published(job, outcome, out))
            done(made[-1])
    return sorted(made, key=lambda one: one.path)


_Waiting = Mapping[Future[list[Outcome]], Sequence[Job]]


def _outcomes(
    future: Future[list[Outcome]], waiting: _Waiting, made: Iterable[Outcome]
) -> list[Outcome]:
    """The outcomes of a worker. Raises `PublisherError` where it died, naming the missing files."""
    try:
        return future.result()
    except BrokenExecutor as exc:
        asked = {str(job.path) for jobs in waiting.values() for job in jobs}
        left = sorted(asked - {one.path for one in made})
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        raise PublisherError(
            f"A worker process died, perhaps for want of memory, before these were made: "
            f"{', '.join(left[:3])}{more}. What was finished is published; "
            "build again to make the rest."
        ) from exc
    except Exception as exc:  # noqa: BLE001  # the jobs could not even reach their worker
        why = f"cannot be made ({describe_exception(exc)})"
        return [failed_outcome(job, why) for job in waiting[future]]


def sharing_pages(jobs: Iterable[Job]) -> list[tuple[Job, ...]]:
    """The jobs in groups that share their pages, those that take longest first."""
    groups: dict[tuple[str, ...], list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.pages_key, []).append(job)
    first = {kind: n for n, kind in enumerate(_LONGEST_FIRST)}
    found = [tuple(group) for group in groups.values()]
    return sorted(found, key=lambda group: min(first[job.edition.format] for job in group))


_LONGEST_FIRST = (Format.PRINT, Format.EPUB, Format.PDF, Format.WEB, Format.WORD)


def verify_jobs(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[], None]
) -> list[Outcome]:
    """The result of verifying the file of each job in `out`, ordered by path.

    `done` is called with each that is finished. Raises `PublisherError` where a worker dies.
    """
    running = [executor.submit(verify_finished, job, out) for job in todo]
    found = []
    try:
        for future in as_completed(running):
            found.append(future.result())
            done()
    except BrokenExecutor as exc:
        raise PublisherError("A worker process died, perhaps for want of memory.") from exc
    return sorted(found, key=lambda one: one.path)


def published(job: Job, made: Outcome, out: Path) -> Outcome:
    """`made`, published if it has no faults, without its bytes. A failed write is a fault."""
    faults = made.faults
    made = replace(made, why=why_made(job, out))
    if made.ok:
        try:
            publish(job, made, out)
        except OSError as exc:
            faults = (f"cannot be written ({exc.strerror})",)
    return replace(made, faults=faults, data=None)
