"""A verdict as people read it, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from publisher.preflight.profile import PROFILES
from publisher.preflight.rules import RULES
from publisher.preflight.verdict import Finding, PageMeasured, Verdict

COLUMNS = ("severity", "rule", "page", "what", "measured", "limit")
PAGE_COLUMNS = ("page", "cut to", "bleed", "most ink", "text inks", "smallest text")


def as_json(verdict: Verdict, file: str) -> str:
    """The whole verdict, findings with title and source of their rule."""
    shown = {
        "file": file,
        "profile": verdict.profile,
        "passed": verdict.passed,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "findings": [_finding(finding) for finding in verdict.findings],
        "measured": _plain(asdict(verdict.measured)),
    }
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _finding(finding: Finding) -> dict[str, Any]:
    rule = RULES[finding.rule]
    shown = asdict(finding)
    shown["severity"] = finding.severity.value
    return {"rule": shown.pop("rule"), "title": rule.title, "source": rule.source, **shown}


def _plain(thing: Any) -> Any:
    """Pairs of ink and percent as an object, all else as it is."""
    if isinstance(thing, dict):
        return {
            key: dict(value) if key in ("coverage", "build") else _plain(value)
            for key, value in thing.items()
        }
    return [_plain(one) for one in thing] if isinstance(thing, list | tuple) else thing


def rows(verdict: Verdict) -> list[tuple[str, ...]]:
    """One row a finding: severity, rule, page, what is wrong, measured, limit."""
    return [
        (
            finding.severity.value,
            finding.rule,
            str(finding.page or "all"),
            _what(finding),
            finding.measured,
            finding.limit,
        )
        for finding in verdict.findings
    ]


def _what(finding: Finding) -> str:
    where = f" ({finding.place})" if finding.place else ""
    more = f", and {finding.count - 1} more" if finding.count > 1 else ""
    return f"{RULES[finding.rule].title}: {finding.what}{where}{more}"


def mending(verdict: Verdict) -> list[str]:
    """What to do, once for each rule that is broken."""
    return [
        f"{rule}  {RULES[rule].fix}"
        for rule in dict.fromkeys(finding.rule for finding in verdict.findings)
    ]


def pages(verdict: Verdict) -> list[tuple[str, ...]]:
    """One row a page: size as cut, bleed, heaviest ink, inks of the text, smallest text."""
    return [_page(page) for page in verdict.measured.pages]


def _page(page: PageMeasured) -> tuple[str, ...]:
    cut = page.trim or page.art or page.crop
    bleed = page.bleed or page.crop
    gap = min(
        cut.left - bleed.left,
        bleed.top - cut.top,
        bleed.right - cut.right,
        cut.bottom - bleed.bottom,
    )
    return (
        str(page.number),
        f"{cut.right - cut.left:.1f} × {cut.top - cut.bottom:.1f} mm",
        f"{gap:.1f} mm",
        f"{page.ink.most:.0f} %" if page.ink else "not measured",
        "black alone" if page.text_on_black_plate_alone else ", ".join(page.text_inks) or "other",
        f"{page.smallest_text_pt:g} pt" if page.smallest_text_pt else "none",
    )


def closing(verdict: Verdict, file: str) -> str:
    """The verdict in one line, errors deciding."""

    def some(count: int, what: str) -> str:
        return f"{count} {what}{'' if count == 1 else 's'}"

    found = f"{some(verdict.errors, 'error')}, {some(verdict.warnings, 'warning')}"
    against = f"PDF/X-4 and {PROFILES[verdict.profile].title}"
    if verdict.passed:
        return f"{file} can be printed: {found} against {against}."
    return f"{file} cannot be printed as it is: {found} against {against}."
