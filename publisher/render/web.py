"""Job → one web page in one file: nothing is fetched, nothing runs, and it prints well.

Fonts, drawings and styles stand inside the page. Its security policy allows them and nothing
else, so that a clinic can put the file on any server without asking what it does.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from typing import Any

from markupsafe import Markup

from publisher.drawing import Drawing
from publisher.model import (
    BulletList,
    Condition,
    Item,
    ReviewState,
    Section,
    SectionKind,
)
from publisher.plan import Job
from publisher.render.templates import direction, fill, subset, used_families


def render(job: Job) -> bytes:
    """The finished page, UTF-8."""
    body = _body(job)
    style = _style(job, body)
    data = _script_safe(_medical_web_page(job))
    page = fill(
        job,
        "web/page.html.j2",
        direction=direction(job.condition.language),
        policy=_policy(style, data),
        icon=_data_uri("image/svg+xml", job.brand.paint(job.brand.mark).encode()),
        style=Markup(style),
        data=Markup(data),
        body=Markup(body),
    )
    return page.encode()


def _body(job: Job) -> str:
    brand = job.brand
    return fill(
        job,
        "web/body.html.j2",
        picture=_Pictures(),
        entry_href=lambda entry: f"#entry-{entry}",
        reference_href=lambda reference: f"#reference-{reference}",
        wide_tables_scroll=True,
        logo=_svg(brand.logo, brand.name, "logo"),
        mark=_svg(brand.mark, brand.name, "mark"),
        # Sheets with marks around them are for a print shop, not for readers.
        others=tuple(e for e in job.siblings if e.name != job.edition.name and not e.scheme),
    )


def _style(job: Job, body: str) -> str:
    characters = frozenset(html.unescape(body))
    families = used_families(job.brand, characters, italic="<em>" in body or "foreign" in body)
    return fill(
        job,
        "web/style.css.j2",
        scale=job.brand.scale(job.edition.body_pt),
        families=families,
        font=lambda face: _data_uri("font/woff2", subset(face.path, characters, "woff2")),
    )


class _Pictures:
    """Places drawings in the page; each gets ids of its own, for one may stand there twice."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, drawing: Drawing, alt: str) -> Markup:
        self.count += 1
        return _svg(drawing, alt, f"figure-{self.count}")


def _svg(drawing: Drawing, alt: str, prefix: str) -> Markup:
    """The drawing as inline SVG whose colours follow the page, light or dark.

    Its roles become custom properties of the page's style.
    """
    markup = drawing.painted(lambda role: f"var(--{role.replace('_', '-')})")
    markup = re.sub(r'\bid="', f'id="{prefix}-', markup)
    markup = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", markup)
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    name = f'role="img" aria-label="{html.escape(alt)}"'
    return Markup(markup.replace("<svg", f"<svg {size} {name}", 1))


def _data_uri(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _policy(style: str, data: str) -> str:
    """Nothing but this one style and this data, and fonts and pictures that stand in the page."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(data)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


# schema.org ----------------------------------------------------------------------------------


def _script_safe(data: dict[str, Any]) -> str:
    """JSON in which no text can end the script element that holds it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _medical_web_page(job: Job) -> dict[str, Any]:
    """The page as schema.org describes it. Nothing is said that the source does not say."""
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
            "url": f"https://{brand.clinic.web}",
        },
        "about": _medical_condition(condition),
    }
    review = condition.review
    if review.state is ReviewState.REVIEWED and review.reviewed:
        page["lastReviewed"] = review.reviewed.isoformat()
        page["reviewedBy"] = {"@type": "Person", "name": review.reviewer}
    return page


_ITEMS = {
    SectionKind.SYMPTOMS: ("signOrSymptom", "MedicalSignOrSymptom"),
    SectionKind.RISK_FACTORS: ("riskFactor", "MedicalRiskFactor"),
}
_PARTS = {
    SectionKind.DIAGNOSIS: ("typicalTest", "MedicalTest"),
    SectionKind.TREATMENT: ("possibleTreatment", "MedicalTherapy"),
}


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
    return [_said(item) for b in blocks if isinstance(b, BulletList) for item in b.items]


def _said(item: Item) -> str:
    nested = ", ".join(text.plain for text in item.items)
    return f"{item.text.plain}: {nested}" if nested else item.text.plain
