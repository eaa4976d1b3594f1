"""A finished print edition → soft proofs for people to check, and the ticket for the shop.

Soft proofs are pictures of the very plates that Ghostscript makes of the file, seen through the
profile that the file itself contains. The ticket tells the print shop how to print and finish it.
Nothing here makes or changes a file for the press; its faults are shown too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publisher.errors import BadOutput

if TYPE_CHECKING:
    from publisher.plan.job import Job


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was made of one file: bytes by their place below `out/`."""

    job: str
    files: Mapping[PurePosixPath, bytes]
    pictures: int
    passed: bool
    """Whether preflight finds no error, so that the file may go to a print shop."""
    verdict: str


def prove(job: Job, data: bytes) -> Proof:
    """Pictures and ticket of `data`, the finished file of `job`. The same file, the same bytes.

    Raises `BadOutput` where the file is not what the edition says, and `UnreadableFile` where it
    cannot be judged.
    """
    from publisher import preflight
    from publisher.proof import pictures, separations, ticket

    scheme = job.edition.scheme
    if scheme is None:
        raise BadOutput(f"{job.path} is not for a print shop")
    flats = separations.flats(job, scheme, data)
    filled = ticket.fill_in(job, scheme, data, preflight.judge(data), len(flats))
    drawn = pictures.draw(job, scheme, separations.separate(data, flats))
    folder, name = job.path.parent, job.edition.name
    return Proof(
        job=str(job.path),
        files={
            **{picture_folder(job) / file: png for file, png in drawn.items()},
            folder / f"ticket-{name}.json": ticket.as_json(filled),
            folder / f"ticket-{name}.pdf": ticket.as_pdf(job, filled),
        },
        pictures=len(drawn),
        passed=filled.preflight.passed,
        verdict=filled.preflight.said,
    )


def picture_folder(job: Job) -> PurePosixPath:
    """The folder below `out/` for the pictures of a print edition."""
    return job.path.parent / f"proof-{job.edition.name}"
