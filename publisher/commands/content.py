"""The command check --content: what a health editor would ask of each text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.editorial.check import ContentReport, Scope
from publisher.editorial.rules import Level
from publisher.errors import refused, shortened

if TYPE_CHECKING:
    from rich.console import Console

    from publisher.editorial.found import ContentFinding
    from publisher.plan.select import Plan

_LEVELS = {Level.ERROR: "error", Level.PERSON: "for a person", Level.ADVICE: "advice"}
_MOST_SHOWN = 100  # characters of the words of a finding


def content_errors(reports: Iterable[ContentReport]) -> int:
    """How many errors nobody has answered."""
    return sum(len(one.of(Level.ERROR)) for one in reports)


def print_content(screen: Console, reports: Iterable[ContentReport]) -> None:
    """Prints every finding that nobody has answered, and a line for each text."""
    for report in reports:
        for finding in report.findings:
            if not finding.answer:
                for line in _lines(finding):
                    screen.print(line)
        screen.print(_closing(report))


def _lines(finding: ContentFinding) -> Iterator[str]:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    yield f"{place}  {_LEVELS[finding.about.level]}  {finding.id}"
    words = f"“{shortened(finding.words, _MOST_SHOWN)}” " if finding.words else ""
    better = f" Better: “{finding.better}”." if finding.better else ""
    yield f"    {words}{finding.why}: {finding.about.right}.{better} [{finding.about.source}]"


def _closing(report: ContentReport) -> str:
    counts = [
        f"{len(report.of(level))} {name}{'s' * (name == 'error' and len(report.of(level)) != 1)}"
        for level, name in _LEVELS.items()
    ]
    counts.append(f"{len(report.answered)} answered")
    if not report.is_english:
        said = f"in {report.language}: only the rules that hold in every language were applied"
        if report.ease:
            said += f"; reading ease {report.ease}"
    elif report.scope is Scope.COLLECTION:
        said = "its title and summary; each of its guides is checked by itself"
    else:
        said = f"grade {report.grades}"
    return f"{report.file}: {', '.join(counts)}; {said}."


def write_all_worksheets(
    screen: Console, root: Path, plan: Plan, reports: Iterable[ContentReport], out: Path
) -> None:
    """Writes the worksheets of each guide, in the type of the first brand, and names each file.

    A translation has none: who judges it needs its own. Raises `BadInput` where that cannot be.
    """
    from publisher.proof.worksheets import write_worksheets

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        wrong = f"is no place for files ({exc.strerror})"
        raise refused(str(out), wrong, "name a folder") from exc
    texts = {one.condition: one for one in plan.texts}
    brands = [job.brand for job in plan.jobs]
    for report in reports:
        if report.scope is Scope.GUIDE and brands:
            for path in write_worksheets(texts[report.condition], report, brands[0], root, out):
                screen.print(f"Wrote {path}")


def content_data(reports: Iterable[ContentReport]) -> list[dict[str, object]]:
    """All of it for a report in JSON."""
    return [
        {
            "source": report.condition,
            "scope": report.scope.value,
            "language": report.language,
            "file": report.file,
            "rules": "all" if report.is_english else "those that hold in every language",
            "grades": report.grades
            and {
                "flesch_kincaid": report.grades.flesch_kincaid,
                "coleman_liau": report.grades.coleman_liau,
            },
            "reading_ease": report.ease
            and {
                "fernandez_huerta": report.ease.fernandez_huerta,
                "szigriszt_pazos": report.ease.szigriszt_pazos,
                "inflesz": report.ease.degree,
            },
            "findings": [_finding_data(one) for one in report.findings],
        }
        for report in reports
    ]


def _finding_data(one: ContentFinding) -> dict[str, object]:
    return {
        "id": one.id,
        "rule": one.rule,
        "level": one.about.level.value,
        "file": one.file,
        "line": one.line,
        "address": one.address,
        "words": one.words,
        "why": one.why,
        "right": one.about.right,
        "better": one.better or None,
        "rule_source": one.about.source,
        "answer": one.answer or None,
    }
