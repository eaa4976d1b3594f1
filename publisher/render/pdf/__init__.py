"""Job → PDF: Jinja2 → HTML → pages by WeasyPrint → tagged by `tags/` → packed by qpdf."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from publisher.content.inline import Term, find
from publisher.content.model import Condition, Entry, Wording, texts
from publisher.edition.model import OFFICE, Standard
from publisher.layout.codes import qr_code
from publisher.layout.copyfit import Overset
from publisher.layout.typeset import typeset, warnings_as_errors
from publisher.plan.job import Job
from publisher.render.pdf import bilingual, sides
from publisher.render.pdf.filling import names_of
from publisher.render.pdf.question_sheet import overset, sheet_sections
from publisher.render.pdf.sides import SideSetting
from publisher.render.templates import fill

if TYPE_CHECKING:
    from weasyprint.document import Document

    from publisher.brand.fonts import Family

# Multiples of the leading, tried in turn until the last page is worth turning to.
TIGHTNESS = (1, 0.98, 0.96, 0.94)
STRANDED = 0.3  # of the height of the last page, margins and all


def render(job: Job) -> bytes:
    """The finished PDF, set a little tighter where that spares a last page with few lines."""
    if job.edition.sides is not None:
        document = sides.fitted(job, lambda setting: _layout(job, html(job, setting=setting)))
        return _write(job, document, job.edition.standards)
    layouts = (_layout(job, html(job, tightness)) for tightness in TIGHTNESS)
    first = next(layouts)
    if (most := job.edition.most_pages) is None:
        well = first if _ends_well(first) else next(filter(_ends_well, layouts), first)
        return _write(job, well, job.edition.standards)
    tried = [first]
    while len(tried[-1].pages) > most and (tighter := next(layouts, None)):
        tried.append(tighter)
    if len(tried[-1].pages) > most:
        raise Overset(overset(job, len(tried[-1].pages)))
    return _write(job, tried[-1], job.edition.standards)


def write(job: Job, markup: str) -> bytes:
    """`markup` as a tagged PDF that keeps the standards of the edition, else those of an office.

    A job ticket is of a print edition, which has none.
    """
    return _write(job, _layout(job, markup), job.edition.standards or OFFICE)


def html(job: Job, tightness: float = 1, setting: SideSetting | None = None) -> str:
    """The document as HTML for WeasyPrint."""
    if job.original is not None:
        return bilingual.html(job, tightness)
    if setting is None and job.edition.sides is not None:
        setting = sides.largest(job)
    return fill(
        job,
        "page.html.j2",
        **names_of(job, setting.body_pt if setting else job.edition.body_pt),
        tightness=tightness,
        sheet_sections=sheet_sections(job),
        opening=job.condition.first_figure if job.edition.opening_figure else None,
        notes=notes(job.condition) if job.edition.glossary == "margin" else {},
        **(_on_sides(job, setting) if setting else {}),
    )


def _on_sides(job: Job, setting: SideSetting) -> dict[str, Any]:
    """What a template of sides is given besides."""
    return {
        "setting": setting,
        "sides": sides.sides(job),
        "address": job.guide_url,
        "code": qr_code(job.guide_url) if job.guide_url else None,
    }


def _layout(job: Job, markup: str) -> Document:
    letters, italic = frozenset(unescape(markup)), "<em>" in markup
    families: dict[str, Family] = {}
    for one in job.halves:
        for family in one.brand.families_for(letters, italic=italic):
            families.setdefault(family.name, family)
    return typeset(markup, tuple(families.values()))


def _ends_well(document: Document) -> bool:
    """Whether the last page contains more than a few lines; a single page always does."""
    *before, last = document.pages
    end = last.anchors.get("end")
    return not before or end is None or end[1] > last.height * STRANDED


def _write(job: Job, document: Document, standards: frozenset[Standard]) -> bytes:
    from publisher.render.pdf import conformance, forms, packing, tags

    with warnings_as_errors():
        data = tags.write(
            document,
            version=conformance.version(standards),
            language=job.language,
            begin=lambda pdf: forms.add(pdf, document, job.brand),
            finish=lambda pdf: conformance.claim(pdf, document.metadata, standards),
        )
    return packing.packed(data)


def notes(condition: Condition) -> dict[str, list[Entry]]:
    """The glossary entries beside each block: each entry once, where its term is first used.

    Entries whose term is in no block are beside the first one.
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
