"""The finished files of a brand: those in `out/` that are up to date with their source.

Nothing is announced that is not there, and nothing whose source says something else by now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from publisher.brand.model import Brand
from publisher.build.publish import manifest_entries, unchanged
from publisher.content.model import Condition, ReviewState
from publisher.edition.model import Format
from publisher.edition.words import Words
from publisher.errors import BadInput, Problem
from publisher.plan.job import Job

MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.PRINT: "application/pdf",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.EPUB: "application/epub+zip",
    Format.WEB: "text/html",
}


@dataclass(frozen=True, kw_only=True)
class PublishedFile:
    """One finished file."""

    job: Job
    file: Path
    """Its path on this disk."""
    sha256: str
    size: int
    pages: int | None

    @property
    def path(self) -> PurePosixPath:
        """Its path below `out/`."""
        return self.job.path

    @property
    def format(self) -> Format:
        """Its kind of file."""
        return self.job.edition.format

    @property
    def media_type(self) -> str:
        """What a server calls it."""
        return MEDIA_TYPES[self.format]

    @property
    def isbn(self) -> str | None:
        """The ISBN that its brand was assigned for it."""
        return self.job.brand.isbn(self.job.condition, self.job.edition.name)

    @property
    def identifier(self) -> str:
        """Its URN: of its ISBN, where it has one."""
        return f"urn:isbn:{self.isbn}" if self.isbn else self.job.identifier

    def data(self) -> bytes:
        """What is in it."""
        return self.file.read_bytes()


@dataclass(frozen=True, kw_only=True)
class Title:
    """One condition in one language, with every file that was made of it."""

    copies: tuple[PublishedFile, ...]

    @property
    def job(self) -> Job:
        """The job of the first file; source, brand, words and stamp are those of all."""
        return self.copies[0].job

    @property
    def condition(self) -> Condition:
        """Its text."""
        return self.job.condition

    @property
    def words(self) -> Words:
        """The labels of its language."""
        return self.job.words

    @property
    def name(self) -> str:
        """What its own files are called: "asthma.en-US"."""
        return f"{self.condition.condition}.{self.condition.language}"

    @property
    def urn(self) -> str:
        """A name for the text in all its forms and versions."""
        condition = self.condition
        return f"urn:publisher:{self.job.brand.id}/{condition.language}/{condition.condition}"

    @property
    def reviewed(self) -> bool:
        """Whether a clinician has checked the text."""
        return self.condition.review.state is ReviewState.REVIEWED

    @property
    def review_line(self) -> str:
        """The state of review in a sentence."""
        return self.words.review(self.condition.review)

    def of(self, kind: Format) -> tuple[PublishedFile, ...]:
        """Its files of one kind."""
        return tuple(copy for copy in self.copies if copy.format is kind)


@dataclass(frozen=True, kw_only=True)
class BrandCatalogue:
    """All titles of a brand, by language and name."""

    brand: Brand
    titles: tuple[Title, ...]

    @property
    def updated(self) -> str:
        """The moment of its newest title, as XML writes it; no clock has a say in it."""
        return moment(max(title.job.stamp for title in self.titles))


def moment(stamp: object) -> str:
    """A moment in UTC as Atom, EPUB and FHIR write it."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def brand_catalogues(
    jobs: Iterable[Job], out: Path, *, leave_out_old: bool = False
) -> tuple[BrandCatalogue, ...]:
    """The finished files of the jobs in `out`, by brand.

    Raises `BadInput` where a file was made of another text or look than today's, unless such are
    to be left out, and where a brand has none at all.
    """
    problems: list[Problem] = []
    found = []
    for brand_id, group in groupby(jobs, key=lambda job: job.brand.id):
        titles = []
        asked = tuple(group)
        for _, same in groupby(asked, key=lambda job: job.path.parent):
            copies = _copies(same, out, [] if leave_out_old else problems)
            titles += [Title(copies=copies)] if copies else []
        if titles:
            found.append(BrandCatalogue(brand=asked[0].brand, titles=tuple(titles)))
        elif not problems:
            wrong = "contains nothing of this brand yet"
            problems.append(Problem(str(out / brand_id), 0, 0, "", wrong, "publisher build"))
    if problems:
        raise BadInput(problems)
    return tuple(found)


def _copies(jobs: Iterable[Job], out: Path, problems: list[Problem]) -> tuple[PublishedFile, ...]:
    copies = []
    for job in jobs:
        if (made := unchanged(job, out)) is not None:
            copies.append(
                PublishedFile(
                    job=job,
                    file=out / job.path,
                    sha256=made.sha256,
                    size=made.size,
                    pages=made.pages,
                )
            )
        elif (
            job.edition.file in manifest_entries(out / job.path.parent)
            and (out / job.path).exists()
        ):
            wrong = "was made of another text or look than today's"
            right = f"publisher build {job.condition.condition} --brand {job.brand.id}"
            problems.append(Problem(str(out / job.path), 0, 0, "", wrong, right))
    return tuple(copies)
