"""The head of a web page → what it tells browsers and search engines although no source says it.

A policy can keep a browser from the style of the page, and a search engine shows what is said here
instead of what the page says.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.content.model import (
    BulletList,
    Condition,
    ReviewState,
    Section,
    SectionKind,
    Wording,
    recordings,
)
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job
    from publisher.verify.perceived.cascade import Styles


def faults(job: Job, root: etree._Element, styles: Styles, data: bytes) -> Iterator[Fault]:
    """Everything that the head of the page of `job` says wrongly, twice or not at all."""
    yield from _linked_data(job, root)
    yield from _title(job, root)
    yield from _metas(job, root, styles)
    yield from _policy(root)
    if not data.lstrip().lower().startswith(b"<!doctype html>"):
        yield Fault("", "", FaultKind.NOT_SEEN, "does not say that it is HTML of today")
    for style in root.iter("style"):
        if style.attrib:
            yield Fault("", "", FaultKind.NOT_SEEN, "a style sheet is not for every medium")
    if sum(1 for _ in root.iter("main")) != 1:
        yield Fault("", "", FaultKind.STRUCTURE, "the text is not in one <main>")
    for link in root.iter("link"):
        if link.get("rel") != "icon" or not (link.get("href") or "").startswith("data:"):
            yield Fault("", link.get("href") or "", FaultKind.ADDED, "is linked to the page")


def _title(job: Job, root: etree._Element) -> Iterator[Fault]:
    wanted = f"{job.condition.title.plain} | {job.brand.name}"
    if [letters(title.text or "") for title in root.iterfind("head/title")] != [letters(wanted)]:
        yield Fault("title", wanted, FaultKind.MEANING, "is not what the window is called")


def _metas(job: Job, root: etree._Element, styles: Styles) -> Iterator[Fault]:
    """The metas of a page: these, each once, and no other."""
    paper = {
        medium.dark: styles.in_medium(medium).custom(root).get("--paper", "")
        for medium in styles.sheets.media
        if not medium.paper and not medium.forced
    }
    wanted = [
        ("", "utf-8"),
        ("viewport", "width=device-width, initial-scale=1"),
        ("color-scheme", "light dark"),
        ("referrer", "no-referrer"),
        ("description", job.condition.subtitle.plain),
        ("theme-color (prefers-color-scheme: light)", paper.get(False, "")),
        ("theme-color (prefers-color-scheme: dark)", paper.get(True, "")),
    ]
    found = []
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "content-security-policy":
            continue
        name = " ".join(filter(None, (meta.get("name"), meta.get("media"))))
        found.append(
            (name or meta.get("http-equiv") or "", meta.get("content") or meta.get("charset") or "")
        )
    for name, content in sorted({*wanted} - {*found}):
        yield Fault("", content, FaultKind.MISSING, f"is not said by {name or 'charset'}")
    for name, content in found:
        if (name, content) not in wanted:
            yield Fault("", content, FaultKind.ADDED, f"is said by {name or 'charset'}")
    if len(found) > len({*found}):
        yield Fault("", "", FaultKind.ADDED, "its head says something twice")
    first = next(iter(root.iterfind("head/*")), None)
    if first is None or first.get("charset") is None:
        yield Fault("", "", FaultKind.MISSING, "its head does not begin with its encoding")


def _policy(root: etree._Element) -> Iterator[Fault]:
    """A policy that lets in more than the page has, or keeps out what it has. Source: CSP 3."""
    policies = [
        meta.get("content") or ""
        for meta in root.iter("meta")
        if (meta.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    wanted = {
        "default-src": ["'none'"],
        "style-src": [_digest(one.text or "") for one in root.iter("style")],
        "script-src": [_digest(one.text or "") for one in root.iter("script")],
        "font-src": ["data:"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    said = [part.split() for policy in policies for part in policy.split(";") if part.split()]
    if len(policies) != 1 or {name: values for name, *values in said} != wanted:
        detail = "its policy is not that of a page which has all that it needs in itself"
        yield Fault("", "; ".join(policies)[:80], FaultKind.ADDED, detail)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# Linked data ------------------------------------------------------------------------------------

_ITEMS = {
    SectionKind.SYMPTOMS: ("signOrSymptom", "MedicalSignOrSymptom"),
    SectionKind.RISK_FACTORS: ("riskFactor", "MedicalRiskFactor"),
}
_PARTS = {
    SectionKind.DIAGNOSIS: ("typicalTest", "MedicalTest"),
    SectionKind.TREATMENT: ("possibleTreatment", "MedicalTherapy"),
}
_Leaf = tuple[str, str]


def _linked_data(job: Job, root: etree._Element) -> Iterator[Fault]:
    """What a page tells search engines: each fact of the source, in its place, and no other."""
    scripts = [*root.iter("script")]
    if [one.get("type") for one in scripts] != ["application/ld+json"]:
        yield Fault("", "", FaultKind.ADDED, "has not one piece of linked data and no script")
        return
    try:
        data = json.loads(scripts[0].text or "")
    except ValueError:
        yield Fault("", "", FaultKind.ADDED, "its linked data cannot be read")
        return
    wanted, found = [*_expected(job)], [*_leaves(data)]
    if sorted(wanted) == sorted(found):
        return
    for key, value in sorted({*wanted} - {*found}):
        yield Fault("", value, FaultKind.MISSING, f"search engines are not told {key}")
    for key, value in sorted({*found} - {*wanted}):
        yield Fault("", value, FaultKind.ADDED, f"search engines are told {key}")
    if {*wanted} == {*found}:
        yield Fault("", "", FaultKind.ADDED, "search engines are told something twice")


def _leaves(data: Any, path: str = "") -> Iterator[_Leaf]:
    """(path, value) of every value; members of lists have the path of their list."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, f"{path}.{name}".strip("."))
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, path)
    else:
        yield path, str(data)


def _expected(job: Job) -> Iterator[_Leaf]:
    condition, brand = job.condition, job.brand
    yield from (("@context", "https://schema.org"), ("@type", "MedicalWebPage"))
    yield from (("name", condition.title.plain), ("description", condition.subtitle.plain))
    yield from (("inLanguage", condition.language), ("version", condition.version))
    yield "datePublished", condition.issued.isoformat()
    yield "dateModified", condition.modified.isoformat()
    yield "creativeWorkStatus", job.words.review(condition.review)
    yield from (("audience.@type", "MedicalAudience"), ("audience.audienceType", "Patient"))
    yield from (("publisher.@type", "MedicalOrganization"), ("publisher.name", brand.name))
    if brand.clinic.web:
        yield "publisher.url", f"https://{brand.clinic.web}"
    review = condition.review
    if review.state is ReviewState.REVIEWED and review.reviewed:
        yield "lastReviewed", review.reviewed.isoformat()
        yield from (("reviewedBy.@type", "Person"), ("reviewedBy.name", str(review.reviewer)))
    kinds = {section.kind for section in condition.sections}
    is_procedure = SectionKind.PROCEDURE in kinds
    about = "MedicalProcedure" if is_procedure else "MedicalCondition"
    yield from (("about.@type", about), ("about.name", condition.title.plain))
    yield from (("about.alternateName", name.plain) for name in condition.also_called)
    for code in condition.codes:
        yield from (("about.code.@type", "MedicalCode"), ("about.code.codeValue", code.code))
        yield "about.code.codingSystem", code.system.value
        yield "about.code.name", code.display
    known: dict[tuple[str, str, str], None] = {}
    for section in () if is_procedure else condition.sections:
        known.update(dict.fromkeys(_about(section)))
    for key, kind, name in known:
        yield from ((f"about.{key}.@type", kind), (f"about.{key}.name", name))
    yield from _recorded(condition)


def _recorded(condition: Condition) -> Iterator[_Leaf]:
    """What a page says of its recordings."""
    for one in recordings(condition.blocks(Wording.FULL)):
        kind = {"video": "VideoObject", "audio": "AudioObject"}[one.kind]
        yield from ((f"{one.kind}.@type", kind), (f"{one.kind}.url", one.url))
        yield from ((f"{one.kind}.name", one.title.plain), (f"{one.kind}.duration", one.duration))
        yield f"{one.kind}.description", one.caption.plain
        yield f"{one.kind}.transcript", "\n".join(text.plain for text in one.transcript)


def _about(section: Section) -> Iterator[tuple[str, str, str]]:
    """(key, type, name) of what a section says of the condition: its items, or its parts."""
    if section.kind in _ITEMS:
        key, kind = _ITEMS[section.kind]
        every = [*section.blocks, *(b for part in section.subsections for b in part.blocks)]
        items = [item for b in every if isinstance(b, BulletList) for item in b.items]
        names = [
            ": ".join(filter(None, (item.text.plain, ", ".join(one.plain for one in item.items))))
            for item in items
        ]
    elif section.kind in _PARTS:
        key, kind = _PARTS[section.kind]
        names = [part.heading.plain for part in section.subsections]
    else:
        return
    yield from ((key, kind, name) for name in names or [section.heading.plain])
