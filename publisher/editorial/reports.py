"""The content check of the texts of a project: each with the file that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from publisher.content.model import Condition
from publisher.content.translated import TranslatedCondition
from publisher.editorial.check import ContentReport, check_content
from publisher.editorial.places import source_places
from publisher.plan.binding import Collection
from publisher.plan.job import Job, source_date
from publisher.source.positions import read_yaml
from publisher.source.starter import starter_words
from publisher.translation.load import translation_file


def content_reports(
    root: Path, texts: Iterable[Condition], jobs: Iterable[Job], languages: Sequence[str]
) -> tuple[ContentReport, ...]:
    """What the content rules find in each text, and in each translation of it."""
    translations = {
        (job.condition.condition, job.condition.language): job.condition
        for job in jobs
        if isinstance(job.condition, TranslatedCondition)
    }
    chosen = [one for one in texts if not languages or one.language in languages]
    return (
        *(content_report(root, one) for one in chosen),
        *(content_report(root, one) for _, one in sorted(translations.items())),
    )


def content_report(root: Path, condition: Condition) -> ContentReport:
    """What the content rules find in one text today, as its file says it now.

    Raises `BadInput` where that file can no longer be read.
    """
    today = (source_date() or datetime.now(UTC)).date()
    folder = root / "sources" / condition.condition
    if isinstance(condition, TranslatedCondition):
        file = translation_file(folder, condition.language).relative_to(root).as_posix()
        places = source_places(condition, file, None)
    elif isinstance(condition, Collection):
        file = f"sources/collections/{condition.condition}.yaml"
        places = source_places(condition, file, None)
    else:
        path = folder / "condition.yaml"
        file = path.relative_to(root).as_posix()
        places = source_places(condition, file, read_yaml(path, file)[1])
    return check_content(condition, places, today, starter_words())
