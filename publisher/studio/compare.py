"""Two versions of a guide side by side: two brands, two languages, or today's and the published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publisher.build.publish import Outcome, manifest_entries
from publisher.edition.model import Edition, Format
from publisher.errors import BadInput
from publisher.files import read_file
from publisher.studio.finished import FinishedFile, finished_file
from publisher.studio.pages import Choices
from publisher.studio.texts import GuideText
from publisher.studio.views import ViewName

PUBLISHED = "published"
_SHOWN = (Format.WEB, Format.PDF, Format.PRINT)
_MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One of two versions: of today, or as it was published last."""

    name: ViewName
    is_published: bool

    @property
    def value(self) -> str:
        """How an address says it."""
        said = f"{self.name.brand}/{self.name.language}"
        return f"{PUBLISHED}/{said}" if self.is_published else said

    @property
    def label(self) -> str:
        """How a page says it."""
        said = f"{self.name.brand}, {self.name.language}"
        return f"Published: {said}" if self.is_published else said


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of one edition, and all that may be chosen."""

    edition: Edition
    editions: tuple[Edition, ...]
    sides: tuple[ComparedSide, ...]
    left: ComparedSide
    right: ComparedSide

    @property
    def is_marked(self) -> bool:
        """Whether passages that differ are marked: two languages differ in all of them."""
        one, other = self.left.name, self.right.name
        return self.edition.format is Format.WEB and one.language == other.language


def comparison(
    out: Path, guide: GuideText, chosen: Choices, asked: dict[str, str]
) -> Comparison | None:
    """The comparison that is asked for; what is not, is today's beside the published one.

    Without a published file it is that of two brands. None where there is nothing to compare.
    """
    editions = tuple(one for one in chosen.editions if one.format in _SHOWN)
    by_name = {one.name: one for one in editions}
    edition = by_name.get(asked.get("edition", ""), by_name.get("web"))
    if edition is None:
        return None
    sides = tuple(_sides(out, guide, chosen, edition))
    today = [one for one in sides if not one.is_published]
    if not today:
        return None
    first = next((one for one in sides if one.is_published), today[-1])
    by_value = {one.value: one for one in sides}
    left = by_value.get(asked.get("left", ""), first)
    right = by_value.get(asked.get("right", ""))
    return Comparison(edition, editions, sides, left, right or _today(left, today))


def _today(left: ComparedSide, today: list[ComparedSide]) -> ComparedSide:
    """The side of today for the same brand and language as a published one; else the first."""
    same = (one for one in today if left.is_published and one.name == left.name)
    return next(same, today[0])


def _sides(
    out: Path, guide: GuideText, chosen: Choices, edition: Edition
) -> Iterator[ComparedSide]:
    for brand in chosen.brands:
        for language in chosen.languages:
            name = ViewName(guide.name, brand, language, edition.name)
            yield ComparedSide(name, is_published=False)
            if edition.file in manifest_entries(_folder(out, name)):
                yield ComparedSide(name, is_published=True)


def _folder(out: Path, name: ViewName) -> Path:
    return out / name.brand / name.language / name.condition


def published_file(out: Path, name: ViewName, edition: Edition) -> FinishedFile | None:
    """The file of an edition as it lies in `out/`; None where there is none that can be read."""
    folder = _folder(out, name)
    entry = manifest_entries(folder).get(edition.file)
    path = folder / edition.file
    try:
        if entry is None or path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return None
        data = read_file(path)
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    except (OSError, BadInput):
        return None
    found, expected = entry["blocks"]
    outcome = Outcome(
        path=path.as_posix(),
        key=entry["key"],
        sha256=entry["sha256"],
        size=len(data),
        pages=entry["pages"],
        blocks=(found, expected),
        data=data,
    )
    return finished_file(outcome, edition.format, at, 0.0)
