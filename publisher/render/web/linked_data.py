"""A condition as schema.org describes it, for every page that a search engine reads."""

from __future__ import annotations

import json
from typing import Any

from publisher.content.model import (
    BulletList,
    Condition,
    Item,
    ReviewState,
    Section,
    SectionKind,
    Wording,
    recordings,
)
from publisher.plan.job import Job


def script_safe(data: dict[str, Any]) -> str:
    """JSON in which no text can end the script element that contains it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def medical_web_page(job: Job) -> dict[str, Any]:
    """The page as schema.org describes it. It has no fact that the source has not."""
    condition, brand = job.condition, job.brand
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": condition.title.plain,
        "description": condition.subtitle.plain,
        "inLanguage": condition.language,
        "datePublished": condition.issued.isoformat(),
        "dateModified": condition.modified.isoformat(),
        "version": condition.version,
        "creativeWorkStatus": job.words.review(condition.review),
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "publisher": {
            "@type": "MedicalOrganization",
            "name": brand.name,
            **({"url": f"https://{brand.clinic.web}"} if brand.clinic.web else {}),
        },
        "about": _subject(condition),
    }
    review = condition.review
    if review.state is ReviewState.REVIEWED and review.reviewed:
        page["lastReviewed"] = review.reviewed.isoformat()
        page["reviewedBy"] = {"@type": "Person", "name": review.reviewer}
    return page | recordings_of(condition)


def recordings_of(condition: Condition) -> dict[str, Any]:
    """The recordings of the full wording, by kind. When they were published, no source says."""
    described: dict[str, Any] = {}
    for one in recordings(condition.blocks(Wording.FULL)):
        described.setdefault(one.kind, []).append(
            {
                "@type": f"{one.kind.title()}Object",
                "name": one.title.plain,
                "description": one.caption.plain,
                "url": one.url,
                "duration": one.duration,
                "transcript": "\n".join(text.plain for text in one.transcript),
            }
        )
    return described


_ITEMS = {
    SectionKind.SYMPTOMS: ("signOrSymptom", "MedicalSignOrSymptom"),
    SectionKind.RISK_FACTORS: ("riskFactor", "MedicalRiskFactor"),
}
_PARTS = {
    SectionKind.DIAGNOSIS: ("typicalTest", "MedicalTest"),
    SectionKind.TREATMENT: ("possibleTreatment", "MedicalTherapy"),
}


def _subject(condition: Condition) -> dict[str, Any]:
    """What the page is about; schema.org gives a procedure no signs, tests or treatments."""
    about = _medical_condition(condition)
    if any(section.kind is SectionKind.PROCEDURE for section in condition.sections):
        told = ("name", "alternateName", "code")
        return {"@type": "MedicalProcedure", **{k: v for k, v in about.items() if k in told}}
    return about


def _medical_condition(condition: Condition) -> dict[str, Any]:
    """The condition: signs and risks by the items of their lists, tests and treatments by parts.

    A list in a section on treatment may hold what the choice depends on, so its items are not
    taken for treatments; the headings of its parts are.
    """
    about: dict[str, Any] = {"@type": "MedicalCondition", "name": condition.title.plain}
    if condition.also_called:
        about["alternateName"] = [name.plain for name in condition.also_called]
    if condition.codes:
        about["code"] = [
            {
                "@type": "MedicalCode",
                "codeValue": code.code,
                "codingSystem": code.system.value,
                "name": code.display,
            }
            for code in condition.codes
        ]
    for section in condition.sections:
        if section.kind in _ITEMS:
            key, kind = _ITEMS[section.kind]
            names = _listed(section) or [section.heading.plain]
        elif section.kind in _PARTS:
            key, kind = _PARTS[section.kind]
            names = [p.heading.plain for p in section.subsections] or [section.heading.plain]
        else:
            continue
        known = about.setdefault(key, [])
        known += [
            {"@type": kind, "name": name}
            for name in dict.fromkeys(names)
            if {"@type": kind, "name": name} not in known
        ]
    return about


def _listed(section: Section) -> list[str]:
    """The items of every bullet list of a section and its parts, in order."""
    blocks = [*section.blocks, *(b for part in section.subsections for b in part.blocks)]
    return [_item_words(item) for b in blocks if isinstance(b, BulletList) for item in b.items]


def _item_words(item: Item) -> str:
    nested = ", ".join(text.plain for text in item.items)
    return f"{item.text.plain}: {nested}" if nested else item.text.plain
