"""Job → PDF: Jinja2 → HTML → WeasyPrint (PDF/UA-1) → the repairs that WeasyPrint leaves to do."""

from __future__ import annotations

import base64
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from publisher.brand import Family
from publisher.drawing import Drawing
from publisher.errors import DoesNotHold
from publisher.inline import Term, find
from publisher.model import Condition, Entry, Wording, texts
from publisher.plan import Job
from publisher.render.templates import fill

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration


def render(job: Job) -> bytes:
    """The finished PDF."""
    return write(job, html(job))


def html(job: Job) -> str:
    """The document as HTML, which is all that WeasyPrint gets to see."""
    return fill(
        job,
        f"{job.edition.name}/page.html.j2",
        scale=job.brand.scale(job.edition.body_pt),
        picture=lambda drawing, alt: _picture(job, drawing, alt),
        entry_href=lambda entry: f"#entry-{entry}",
        reference_href=lambda reference: f"#reference-{reference}",
        opening=job.condition.first_figure if job.edition.opening_figure else None,
        notes=notes(job.condition) if job.edition.glossary == "margin" else {},
        image=lambda drawing: data_uri(job.brand.paint(drawing)),
        font=lambda face: face.path.as_uri(),
        families=families(job),
    )


def write(job: Job, markup: str) -> bytes:
    """`markup` as a tagged PDF/UA-1.

    Raises `DoesNotHold` where WeasyPrint logs anything: it writes a broken file rather than
    stop (a figure without alternative text, a font that cannot be read).
    """
    from weasyprint import HTML

    from publisher.render import tagging

    fetcher = _fetcher(frozenset(f.path.as_uri() for fam in families(job) for f in fam.faces))
    heard = _Ear()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        data: bytes = HTML(string=markup, url_fetcher=fetcher, base_url=None).write_pdf(
            font_config=_fonts(), pdf_variant="pdf/ua-1", pdf_identifier=job.identifier.encode()
        )
    finally:
        logger.removeHandler(heard)
    if heard.said:
        raise DoesNotHold(f"{job.path}: the PDF engine complained: {'; '.join(heard.said)}")
    return tagging.repair(data)


class _Ear(logging.Handler):
    """Collects what WeasyPrint warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _fetcher(allowed: frozenset[str]) -> Any:
    """A fetcher that opens the brand's font files and data in the page itself, nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:") and url not in allowed:
                raise FatalURLFetchingError(f"{url} is outside the document")
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols=["file", "data"])


def families(job: Job) -> tuple[Family, ...]:
    """The brand's families, each once."""
    brand = job.brand
    return tuple({f.name: f for f in (brand.body, brand.headings, brand.fallback)}.values())


def data_uri(svg: str) -> str:
    """SVG markup as an address, which needs no file."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _picture(job: Job, drawing: Drawing, alt: str) -> Any:
    from markupsafe import Markup

    return Markup('<img src="{}" alt="{}"/>').format(data_uri(job.brand.paint(drawing)), alt)


def notes(condition: Condition) -> dict[str, list[Entry]]:
    """Which glossary entries stand beside which block: each once, where its term comes first.

    Entries whose term comes in no block stand beside the first one.
    """
    entries = {entry.id: entry for entry in condition.glossary}
    beside: dict[str, list[Entry]] = {}
    blocks = list(condition.blocks(Wording.FULL))
    for block in blocks:
        for text in texts(block):
            for term in find(text.nodes, Term):
                if entry := entries.pop(term.entry, None):
                    beside.setdefault(block.id, []).append(entry)
    beside.setdefault(blocks[0].id, []).extend(entries.values())
    return beside
