"""One job → its file, rendered and verified; what goes wrong is a fault of that file."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.build.publish import Outcome, differences, sha256
from publisher.edition.model import Format
from publisher.errors import BadInput, PublisherError, shortened
from publisher.files import read_file
from publisher.layout.typeset import pages_shared
from publisher.plan.job import Job


def load_engines(formats: frozenset[Format]) -> None:
    """Imports all that files of these formats are made and verified with, for workers to copy."""
    from publisher import render, verify

    render.load(formats)
    verify.load(formats)


def make(job: Job, between: Callable[[], None] = lambda: None) -> Outcome:
    """The file of a job, rendered and verified, in memory. Runs in a worker; never raises.

    `between` is called before the proof; what it raises, if that is no `Exception`, ends the job.
    """
    from publisher import render

    try:
        data = render.render(job.shown)
        between()
        if changed := job.changed_inputs():
            return failed_outcome(job, f"{' and '.join(changed)} {_CHANGED}")
        return verified_outcome(job, data)
    except BadInput as exc:
        return failed_outcome(job, *map(str, exc.problems))
    except PublisherError as exc:
        return failed_outcome(job, str(exc))
    # Whatever else it is, it is the fault of this one file: the others go on.
    except Exception as exc:  # noqa: BLE001
        return failed_outcome(job, f"cannot be made ({describe_exception(exc)})")


_CHANGED = "changed since the build began, or differ on the machine that made it; build again"


def make_all(jobs: Sequence[Job]) -> list[Outcome]:
    """The files of several jobs in their order; pages that they have in common are laid out once.

    Runs in a worker; never raises.
    """
    with pages_shared() if len(jobs) > 1 else nullcontext():
        return [make(job) for job in jobs]


def failed_outcome(job: Job, *why: str) -> Outcome:
    """The outcome of a job that produced no file."""
    return Outcome(str(job.path), job.key, "", 0, None, (0, 0), why)


def describe_exception(exc: BaseException) -> str:
    """An unexpected exception in one line: its type, its message, and where it was raised."""
    files = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(exc.__traceback__)]
    room = Path(__file__).parent
    ours = [
        (file, line)
        for file, line in files
        if room.parent in file.parents and room not in file.parents
    ]
    where = f" at {ours[-1][0].name}:{ours[-1][1]}" if ours else ""
    reason = shortened(" ".join(str(exc).split()), _LONGEST_REASON)
    return f"{type(exc).__name__}: {reason}{where}"


_LONGEST_REASON = 300  # letters: some say all that they stumbled over


def verify_finished(job: Job, out: Path) -> Outcome:
    """The outcome of verifying the file of a job in `out`; never raises.

    That it is the file that was published is looked at first, then what it says.
    """
    try:
        made = verified_outcome(job, read_file(out / job.path))
        return replace(made, faults=(*differences(job, made, out), *made.faults))
    except OSError as exc:
        return failed_outcome(job, f"cannot be read ({exc.strerror}); build it first")
    except Exception as exc:  # noqa: BLE001  # as in `make`
        return failed_outcome(job, f"cannot be judged ({describe_exception(exc)})")


def verified_outcome(job: Job, data: bytes) -> Outcome:
    """The outcome of a finished file: its pages, its blocks, and every fault."""
    from publisher import verify

    report = verify.fidelity(job.shown, data)
    sheets = _preflighted(data) if job.edition.format is Format.PRINT else _Sheets()
    faults = (*map(str, report.faults), *verify.standard(job.shown, data), *sheets.faults)
    pages = _pages(data) if job.edition.format.suffix == ".pdf" else None
    blocks = (report.blocks_found, report.blocks_expected)
    return Outcome(
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
    except preflight.UnreadablePdf as exc:
        return _Sheets((f"preflight: {exc}",))
    faults = tuple(
        f"preflight {one.rule}  {f'page {one.page}, ' if one.page else ''}{one.what}  "
        f"{one.measured}, limit {one.limit}: {one.fix}"
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
