"""Which files are proved, and where the proofs go: beside the file that each is about."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.build.publish import exclusive, sync_files, unchanged
from publisher.edition.model import Format
from publisher.errors import BadInput, Problem, PublisherError, refused
from publisher.plan.select import select_jobs
from publisher.proof import Proof, picture_folder, prove

if TYPE_CHECKING:
    from publisher.plan.job import Job
    from publisher.plan.names import Selection


def proof_jobs(root: Path, selection: Selection, out: Path) -> tuple[Job, ...]:
    """Every print job of the selection, its file built and up to date.

    Raises `BadInput` with all that stands in the way: an edition that is not for a print shop, a
    file that is not there or was made of something else.
    """
    every = select_jobs(root, selection)
    printed = tuple(job for job in every if job.edition.format is Format.PRINT)
    siblings = every[0].siblings if every else ()
    known = [edition.name for edition in siblings if edition.format is Format.PRINT]
    if not known:
        right = 'write format = "print" in the edition.toml of one'
        raise refused("the project", "contains no print edition", right)
    right = f"one of {', '.join(known)}"
    problems = [
        Problem("command line", 0, 0, "--edition", f"{name!r} is not a print edition", right)
        for name in selection.editions
        if name not in known
    ]
    problems += [problem for job in printed if (problem := _missing(job, out))]
    if problems:
        raise BadInput(problems)
    return printed


def _missing(job: Job, out: Path) -> Problem | None:
    """What is wrong with the file of a job, if it is not the one that a build would make now."""
    if unchanged(job, out):
        return None
    wrong = "is older than what it is made of" if (out / job.path).exists() else "is not there"
    names = f"{job.condition.condition} --brand {job.brand.id} --edition {job.edition.name}"
    right = f"build it first: publisher build {names}"
    return Problem(f"{out}/{job.path}", 0, 0, "", wrong, right)


def write_proofs(todo: Iterable[Job], out: Path, executor: Executor) -> list[Proof]:
    """The proofs of every job, in its order, each written beside its file."""
    with exclusive(out):
        waiting = [(job, executor.submit(_proved, job, out)) for job in todo]
        made = []
        for job, future in waiting:
            made.append(future.result())
            _write(job, made[-1], out)
    return made


def _proved(job: Job, out: Path) -> Proof:
    return prove(job, (out / job.path).read_bytes())


def _write(job: Job, proof: Proof, out: Path) -> None:
    """Writes every file of a proof; pictures of an earlier one are removed."""
    try:
        sync_files(out, [picture_folder(job)], proof.files)
    except OSError as exc:
        where = out / job.path.parent
        raise PublisherError(f"{where}: cannot be written to ({exc.strerror})") from exc
