"""Finished PDFs of guides → a pack: cover, the files one after the other, numbers of pages."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.brand.fonts import character_name, unset_characters
from publisher.data_uris import svg_uri
from publisher.errors import BadInput, refused
from publisher.layout.typeset import typeset, warnings_as_errors
from publisher.pack.joined import PackFile, joined
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.render import pdf
from publisher.render.templates import fill

if TYPE_CHECKING:
    from publisher.plan.job import Job

_MOST_COVER = 6


@dataclass(frozen=True, slots=True)
class PackAsked:
    """What goes into a pack. Note and questions are of one visit: they are never kept."""

    guides: tuple[str, ...]
    brand: str
    language: str
    edition: str
    note: str = field(default="", repr=False)
    questions: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished pack, and how many pages it has."""

    data: bytes = field(repr=False)
    pages: int


def make_pack(root: Path, asked: PackAsked, files: Sequence[bytes]) -> Pack:
    """The pack of `files`, the finished PDFs of the guides that are asked for, in their order.

    Raises `BadInput` where the project does not read, or a sign of note or questions is in no
    type of the brand; `BadOutput` where the pack would not read as its files do.
    """
    jobs = _jobs(root, asked)
    note, questions = (_lines(text) for text in (asked.note, asked.questions))
    _settable(jobs[0], {"the note": note, "the questions": questions})
    first = 2
    for _ in range(_MOST_COVER):
        cover = _cover(jobs, files, first, note, questions)
        if (pages := _count(cover)) + 1 == first:
            break
        first = pages + 1
    parts = [
        PackFile(job.condition.title.plain, job.condition.language, data)
        for job, data in zip(jobs, files, strict=True)
    ]
    count = first - 1 + sum(map(_count, files))
    return Pack(joined(cover, parts, _numbers(jobs[0], count)), count)


def _jobs(root: Path, asked: PackAsked) -> list[Job]:
    """The job of each guide, in the order in which they are asked for."""
    of_one = (asked.brand,), (asked.edition,), (asked.language,)
    jobs = {
        one.condition.condition: one for one in select_jobs(root, Selection(asked.guides, *of_one))
    }
    return [jobs[name].shown for name in asked.guides]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _settable(job: Job, typed: dict[str, list[str]]) -> None:
    """Raises `BadInput` where something was typed that cannot be set."""
    problems: list[Any] = []
    for name, lines in typed.items():
        text = " ".join(lines)
        odd = [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn")]
        odd += unset_characters(text, job.brand.body, job.brand.headings, job.brand.fallback)
        for sign in dict.fromkeys(odd):
            wrong = f"contains {character_name(sign)}, which the type of the clinic does not have"
            problems += refused(name, wrong, "write it in other words").problems
    if problems:
        raise BadInput(problems)


def _cover(
    jobs: list[Job], files: Sequence[bytes], first: int, note: list[str], questions: list[str]
) -> bytes:
    """The pages before the files; the first file begins on page `first`."""
    job, parts, page = jobs[0], [], first
    clinic = job.brand.clinic
    for one, data in zip(jobs, files, strict=True):
        review = one.words.review(one.condition.review)
        parts.append({"title": one.condition.title.plain, "page": page, "review": review})
        page += _count(data)
    markup = fill(
        job,
        "pack/page.html.j2",
        parts=parts,
        note=note,
        questions=questions,
        lines=[*clinic.address, *(f"{one.label}: {one.number}" for one in clinic.phones)],
        painted=lambda drawing: svg_uri(job.brand.paint(drawing)),
    )
    return pdf.write(_plain(job), markup)


def _plain(job: Job) -> Job:
    """The job of the cover, which has neither sides to fit nor a limit of pages."""
    return replace(job, edition=replace(job.edition, sides=None, most_pages=None))


def _numbers(job: Job, count: int) -> bytes:
    """So many pages with nothing but their numbers."""
    markup = fill(job, "pack/numbers.html.j2", count=count)
    document = typeset(markup, job.brand.families_for(frozenset(markup), italic=False))
    with warnings_as_errors():
        return bytes(document.write_pdf())


def _count(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
