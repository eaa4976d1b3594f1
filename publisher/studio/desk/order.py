"""What a print shop is sent: sheet, proof pictures, ticket and a letter, in one ZIP."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from publisher.archive import repack
from publisher.errors import BadOutput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.proof import Proof, prove


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered of a print edition. What is said to the shop is never kept."""

    condition: str
    brand: str
    language: str
    edition: str
    copies: int
    said: str = field(default="", repr=False)


def order_zip(root: Path, order: Order, data: bytes) -> bytes:
    """All that the shop needs to print `data`, the finished file of the edition.

    Raises `BadOutput` where preflight finds it unfit for print.
    """
    names = (order.condition,), (order.brand,), (order.edition,), (order.language,)
    (job,) = select_jobs(root, Selection(*names))
    proof = prove(job, data)
    if not proof.passed:
        raise BadOutput(f"{job.path}: not fit for print: {proof.verdict}")
    folder = job.path.parent
    files = {job.path.name: data}
    files |= {str(path.relative_to(folder)): made for path, made in proof.files.items()}
    files["SHA256SUMS.txt"] = "".join(
        f"{sha256(made).hexdigest()}  {name}\n" for name, made in sorted(files.items())
    ).encode()
    letter = "\n".join(_letter(job, order, proof, sorted(files)))
    files = {"READ-ME-FIRST.txt": letter.encode(), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, made in files.items():
            archive.writestr(name, made)
    return repack(out.getvalue(), job.stamp)


def _letter(job: Job, order: Order, proof: Proof, names: list[str]) -> list[str]:
    """What comes first: how many of what, for whom, and what each file is for."""
    clinic, ticket = job.brand.clinic, f"ticket-{job.edition.name}"
    return [
        f"Print order of {job.brand.name}",
        "",
        f"What      {job.condition.title.plain}, {job.edition.title}",
        f"Language  {job.condition.language}",
        f"Version   {job.condition.version} of {job.condition.modified}",
        f"Review    {job.words.review(job.condition.review)}",
        f"Copies    {order.copies}",
        f"Preflight {proof.verdict}",
        "",
        *(line.rstrip() for line in order.said.splitlines()),
        *([""] if order.said else []),
        "How to print it",
        "",
        f"1. {ticket}.pdf says size, stock, inks, folds and finishing; {ticket}.json says the same "
        "for programs.",
        f"2. Print {job.path.name} as it is: its marks, bleed and inks are set. Do not scale it, "
        "and do not convert its colours.",
        f"3. Compare a first copy with the pictures in proof-{job.edition.name}/.",
        "4. SHA256SUMS.txt tells whether a file came through whole.",
        "",
        "Questions to",
        "",
        job.brand.name,
        *clinic.address,
        *(f"{one.label}: {one.number}" for one in clinic.phones),
        *([clinic.email] if clinic.email else []),
        "",
        "In this archive",
        "",
        *names,
        "",
    ]
