"""Job → one web page in one file: nothing is fetched, nothing runs, and it prints well.

Fonts, drawings and styles stand inside the page. Its security policy allows them and nothing
else, so that a clinic can put the file on any server without asking what it does.
"""

from __future__ import annotations

import html

from markupsafe import Markup

from publisher.brand.fonts import subset
from publisher.data_uris import data_uri, svg_uri
from publisher.plan.job import Job
from publisher.render.templates import fill
from publisher.render.web.linked_data import medical_web_page, script_safe
from publisher.render.web.screen import InlineDrawings, digest, svg, symbol


def render(job: Job) -> bytes:
    """The finished page, UTF-8."""
    body = _body(job)
    style = _style(job, body)
    data = script_safe(medical_web_page(job))
    page = fill(
        job,
        "page.html.j2",
        policy=_policy(style, data),
        icon=svg_uri(job.brand.paint(job.brand.mark)),
        style=Markup(style),
        data=Markup(data),
        body=Markup(body),
    )
    return page.encode()


def _body(job: Job) -> str:
    brand = job.brand
    return fill(
        job,
        "body.html.j2",
        picture=InlineDrawings(),
        symbol=symbol,
        entry_href=lambda entry: f"#entry-{entry}",
        reference_href=lambda reference: f"#reference-{reference}",
        wide_tables_scroll=True,
        logo=svg(brand.logo, brand.name, "logo"),
        mark=svg(brand.mark, brand.name, "mark"),
        # Sheets with marks around them are for a print shop, not for readers.
        others=tuple(
            e for e in job.siblings if e.name != job.edition.name and e.offered and not e.scheme
        ),
    )


def _style(job: Job, body: str) -> str:
    characters = frozenset(html.unescape(body))
    families = job.brand.families_for(characters, italic="<em>" in body or "foreign" in body)
    return fill(
        job,
        "style.css.j2",
        scale=job.brand.scale(job.edition.body_pt),
        families=families,
        font=lambda face: data_uri("font/woff2", subset(face.path, characters, "woff2")),
    )


def _policy(style: str, data: str) -> str:
    """Nothing but this one style and this data, and fonts and pictures that stand in the page."""
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(data)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
