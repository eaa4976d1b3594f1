"""Jobs of our own sources, and a small project of one source in a folder of its own, to spoil."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.brand.facts import with_facts
from publisher.brand.load import load_brand
from publisher.content.by_brand import said_by
from publisher.content.model import Condition
from publisher.edition.load import load_edition
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.plan.job import Job, stamp
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.source.load import load_condition

ROOT = Path(__file__).parent.parent
LAYOUTS = ROOT / "layouts"
EVERY_BLOCK = ROOT / "tests" / "sources" / "every-block"
# Two guides stand for all in tests that build files: a short one and the longest. That each
# guide is well written is the matter of test_sources.py, which builds nothing.
REAL = (
    ROOT / "sources" / "iron-deficiency-anemia",
    ROOT / "sources" / "pancreatic-neuroendocrine-tumors",
)
SOURCES = {path.name: path for path in (EVERY_BLOCK, *REAL)}
SOURCE = "sources/every-block/condition.yaml"
BRANDS = ("riverbend", "northfield")
PAIRS = (
    *(("every-block", house) for house in BRANDS),
    *((path.name, BRANDS[number % 2]) for number, path in enumerate(REAL)),
)
"""The source with every block in each brand, and each guide in one: a new guide adds one pair."""


def job_for(source: Path | Condition, house: str, name: str) -> Job:
    """The job of one edition in one brand, as if there were no other edition."""
    condition = load_condition(source, ROOT) if isinstance(source, Path) else source
    chosen = load_edition(LAYOUTS / name, ROOT)
    brand = load_brand(LAYOUTS / "brands" / house, ROOT)
    return Job(
        condition=with_facts(said_by(condition, house), brand),
        brand=brand,
        edition=chosen,
        words=load_words(LAYOUTS, condition.language),
        stamp=stamp(condition),
        siblings=(chosen,),
    )


def with_one_section(job: Job) -> Job:
    """The job for the beginning of its text: enough where any pages will do."""
    sections = job.condition.sections[:1]
    return replace(job, condition=job.condition.model_copy(update={"sections": sections}))


def without_pictures(job: Job) -> Job:
    """The job without figures that show a picture in pixels."""
    sections = tuple(
        one.model_copy(
            update={"blocks": tuple(b for b in one.blocks if not getattr(b, "credit", None))}
        )
        for one in job.condition.sections
    )
    return replace(job, condition=job.condition.model_copy(update={"sections": sections}))


@dataclass(frozen=True)
class Project:
    """A folder with sources/ and layouts/, as a user has it."""

    root: Path

    @property
    def source(self) -> Path:
        return self.root / SOURCE

    @property
    def figure(self) -> Path:
        return self.source.parent / "figures" / "shapes.svg"

    def write(self, file: str, old: str, new: str) -> None:
        """Put `new` where `old` stands, which must be there once."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, words: str, file: str = SOURCE) -> int:
        """The first line that contains `words`."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, 1) if words in line)

    def jobs(self, *editions: str, brand: str = "riverbend") -> tuple[Job, ...]:
        return select_jobs(self.root, Selection((), (brand,), editions))

    def job(self, edition: str = "web", brand: str = "riverbend") -> Job:
        (job,) = self.jobs(edition, brand=brand)
        return job

    def source_problems(self) -> str:
        """What is said of the source alone; there must be something."""
        try:
            load_condition(self.source.parent, self.root)
        except BadInput as exc:
            return str(exc)
        raise AssertionError("no problem was found")

    def problems(self, selection: Selection | None = None) -> str:
        """What is said of the project; there must be something."""
        try:
            select_jobs(self.root, selection or Selection((), ("riverbend",)))
        except BadInput as exc:
            return str(exc)
        raise AssertionError("no problem was found")


def new_project(root: Path) -> Project:
    """The source that contains every block, with all layouts."""
    shutil.copytree(EVERY_BLOCK, root / "sources" / "every-block")
    shutil.copytree(ROOT / "layouts", root / "layouts")
    return Project(root)


def written(path: Path, data: bytes) -> Path:
    """The path of a file with these bytes."""
    path.write_bytes(data)
    return path


def closing(count: int) -> str:
    return f"{count} problem{'s' if count > 1 else ''}. Nothing was written."
