"""Runs jobs on an executor and publishes each file when it is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import replace
from pathlib import Path

from publisher.build.make import describe_exception, failed_outcome, make, verify_finished
from publisher.build.publish import Outcome, exclusive, publish, unchanged
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
        made: list[Outcome] = []
        waiting: dict[Future[Outcome], Job] = {}
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
                outcome = failed_outcome(job, f"cannot be made ({describe_exception(exc)})")
            outcome = _published(job, outcome, out)
            made.append(outcome)
            done(outcome)
    return sorted(made, key=lambda one: one.path)


def verify_jobs(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[], None]
) -> list[Outcome]:
    """What verifying the file of each job in `out` found, ordered by path.

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


def _published(job: Job, made: Outcome, out: Path) -> Outcome:
    """`made`, published if it has no fault. A failed write is a fault like others."""
    if made.ok:
        try:
            publish(job, made, out)
        except OSError as exc:
            return replace(made, faults=(f"cannot be written ({exc.strerror})",), data=None)
    return made
