"""The job ticket: what a print shop needs to know of a file, on one page and as JSON.

Measures come from the scheme of the edition, ink and verdict from preflight of the very file,
whose hash stands on the ticket. How many and where to is left to a pen.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from publisher.build.publish import sha256
from publisher.data_uris import svg_uri
from publisher.errors import BadOutput
from publisher.preflight import PROFILES
from publisher.preflight.rules import RULES
from publisher.press import impose
from publisher.proof.condition import other_condition
from publisher.proof.folding import (
    TOLERANCES,
    carried_over,
    fold_diagram,
    folding_of,
    inches,
    scoring_of,
)
from publisher.units import MM_PER_INCH

if TYPE_CHECKING:
    from publisher.brand.model import Clinic, Phone
    from publisher.edition.scheme import Scheme
    from publisher.plan.job import Job
    from publisher.preflight import Verdict

Size = tuple[float, float]

# What shops say of folding: to 150–160 gsm without scoring, so a fold is clean on what follows.
_STOCK = {
    "panels": "130 to 150 gsm coated",
    "booklet": "100 to 120 gsm, cover 200 to 250 gsm",
}


@dataclass(frozen=True, kw_only=True)
class ShopContact:
    """Whom the shop calls."""

    name: str
    address: tuple[str, ...]
    phones: tuple[Phone, ...]
    email: str | None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Width and height."""

    mm: Size
    inches: Size


@dataclass(frozen=True, kw_only=True)
class PanelSize:
    """A panel of the flat sheet, in their order on it."""

    side: str
    name: str
    read: int
    """Its place in reading order, from 1."""
    size: Measure


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """The very file that the ticket is about."""

    name: str
    sha256: str
    bytes: int
    sheets: int
    standard: str


@dataclass(frozen=True, kw_only=True)
class InkTotals:
    """Total ink in percent: where it is heaviest, and the most that the press takes."""

    most_percent: float
    sheet: int
    at: str
    objects: tuple[str, ...]
    """What lies there with its build, the top one first."""
    limit_percent: float


@dataclass(frozen=True, kw_only=True)
class PreflightSummary:
    """What preflight says of the file."""

    passed: bool
    errors: int
    warnings: int
    against: str
    date: str
    """The date of creation in the file, so that a later check has the same result."""
    findings: tuple[str, ...]

    @property
    def said(self) -> str:
        """The verdict in one line."""
        errors = f"{self.errors} error{'' if self.errors == 1 else 's'}"
        warnings = f"{self.warnings} warning{'' if self.warnings == 1 else 's'}"
        return f"{'Can' if self.passed else 'Cannot'} be printed: {errors}, {warnings}"


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What is to be made of a file. `quantity` and `delivery` are for a person to fill in."""

    job: str
    title: str
    condition: str
    language: str
    version: str
    brand: str
    edition: str
    product: str
    contact: ShopContact
    finished: Measure
    flat: Measure
    pages: int
    panels: tuple[PanelSize, ...]
    fold: str
    how: str
    stock: str
    scoring: str
    tolerances: str
    carried: str
    """Which panels run over a fold, and how far; "" where there is no fold."""
    colours: str
    output_condition: str
    profile: str
    other_condition: str
    """The printing condition that stock and sheet ask for, and its profile; "" where it is this."""
    ink: InkTotals | None
    bleed_mm: float
    safety_mm: float
    marks: bool
    layout: str
    file: FileFacts
    preflight: PreflightSummary
    quantity: None = None
    delivery: None = None


def fill_in(job: Job, scheme: Scheme, data: bytes, verdict: Verdict, sheets: int) -> Ticket:
    """The ticket of `data`, which has so many `sheets` and preflight's `verdict`."""
    condition, brand, print_ = job.condition, job.brand, scheme.print
    paper = brand.paper.name.lower()
    pages = len(print_.reading) or sheets * (2 if print_.spreads else 1)
    way = folding_of(scheme, paper, pages)
    stock = print_.stock or _STOCK[print_.kind]
    return Ticket(
        job=job.identifier,
        title=condition.title.plain,
        condition=condition.condition,
        language=condition.language,
        version=condition.version,
        brand=brand.name,
        edition=job.edition.name,
        product=job.edition.title,
        contact=_contact(brand.clinic),
        finished=_measure(way.finished_mm),
        flat=_measure(way.flat_mm),
        pages=pages,
        panels=tuple(_panels(scheme, paper)),
        fold=way.name,
        how=way.how,
        stock=stock,
        scoring=scoring_of(stock, folds=way.flat_mm != way.finished_mm),
        tolerances=TOLERANCES,
        carried=_carried(scheme, paper, pages),
        colours=_colours(scheme, paper),
        output_condition=verdict.measured.condition,
        profile=verdict.measured.profile,
        other_condition=other_condition(stock, paper, verdict.measured.condition),
        ink=_ink(job, verdict),
        bleed_mm=scheme.sheet(paper).bleed_mm,
        safety_mm=print_.safety_mm,
        marks=print_.marks,
        layout=_layout(scheme),
        file=_file(job, data, sheets),
        preflight=_judged(job, verdict),
    )


def _colours(scheme: Scheme, paper: str) -> str:
    one_side = scheme.print.kind == "panels" and len(scheme.sheet(paper).sides) == 1
    return f"{'4/0' if one_side else '4/4'} CMYK, process inks alone"


def _carried(scheme: Scheme, paper: str, pages: int) -> str:
    # Of single pages the shop makes the sheets.
    imposed = scheme.print.kind == "panels" or scheme.print.spreads
    return carried_over(scheme, paper, impose.plan(scheme, paper, pages) if imposed else ())


def _contact(clinic: Clinic) -> ShopContact:
    return ShopContact(
        name=clinic.name,
        address=tuple(clinic.address),
        phones=tuple(clinic.phones),
        email=clinic.email,
    )


def _file(job: Job, data: bytes, sheets: int) -> FileFacts:
    return FileFacts(
        name=job.edition.file,
        sha256=sha256(data),
        bytes=len(data),
        sheets=sheets,
        standard="PDF/X-4",
    )


def _measure(size: Size) -> Measure:
    width, height = size
    return Measure(mm=size, inches=(round(width / MM_PER_INCH, 4), round(height / MM_PER_INCH, 4)))


def _panels(scheme: Scheme, paper: str) -> list[PanelSize]:
    sheet, reading = scheme.sheet(paper), scheme.print.reading
    return [
        PanelSize(
            side=sheet.sides[one.side].name,
            name=one.name,
            read=reading.index(one.name) + 1,
            size=_measure((one.width_mm, one.height_mm)),
        )
        for one in sheet.panels
    ]


def _layout(scheme: Scheme) -> str:
    """The arrangement of the pages in the file."""
    if scheme.print.kind == "panels":
        return "the sides of the flat sheet, imposed"
    if scheme.print.spreads:
        return "printer's spreads, outermost sheet first, front before back, creep allowed for"
    return "single pages in reading order, page 1 is the front cover"


def _ink(job: Job, verdict: Verdict) -> InkTotals | None:
    inked = [(page.ink.most, page) for page in verdict.measured.pages if page.ink]
    if not inked or job.brand.inks is None:
        return None
    most, page = max(inked, key=lambda one: one[0])
    assert page.ink is not None
    limit = job.brand.inks.profile.ink_limit
    return InkTotals(
        most_percent=most,
        sheet=page.number,
        at=str(page.ink.most_at),
        objects=tuple(one.what for one in page.heaviest),
        limit_percent=limit,
    )


def _judged(job: Job, verdict: Verdict) -> PreflightSummary:
    return PreflightSummary(
        passed=verdict.passed,
        errors=verdict.errors,
        warnings=verdict.warnings,
        against=f"PDF/X-4 and {PROFILES[verdict.profile].title}",
        date=f"{job.stamp:%Y-%m-%d}",
        findings=tuple(
            f"{one.severity.value} {one.rule}, sheet {one.page or 'any'}: "
            f"{RULES[one.rule].title}: {one.what}, {one.measured} (limit {one.limit})"
            for one in verdict.findings
        ),
    )


# On paper and for programs -----------------------------------------------------------------


def as_json(ticket: Ticket) -> bytes:
    """The ticket for programs; sizes are [width, height]."""
    return (json.dumps(asdict(ticket), indent=2, ensure_ascii=False) + "\n").encode()


def as_pdf(job: Job, ticket: Ticket) -> bytes:
    """The ticket on one page of the brand's office paper, tagged as PDF/UA-1.

    Raises `BadOutput` where it runs to a second page.
    """
    from pypdfium2 import PdfDocument

    from publisher.render import pdf

    for tightness in _TIGHTNESS:
        data = pdf.write(job, html(job, ticket, tightness))
        if len(PdfDocument(data)) == 1:
            return data
    raise BadOutput(f"{job.path}: its ticket runs to a second page, and a shop wants one")


_TIGHTNESS = (1, 0.94, 0.88, 0.8, 0.75)  # of all type and space, tried in turn until it is one page


def html(job: Job, ticket: Ticket, tightness: float = 1) -> str:
    """The ticket as HTML."""
    from publisher.render.templates import fill

    scheme = job.edition.scheme
    assert scheme is not None
    paper, brand = job.brand.paper.name.lower(), job.brand
    drawn = fold_diagram(scheme, paper, ticket.pages, brand.stack(brand.body))
    return fill(
        job,
        "ticket/page.html.j2",
        ticket=ticket,
        tightness=tightness,
        diagram=svg_uri(drawn.svg),
        diagram_words=drawn.words,
        mm=_shown_mm,
        inches=_shown_inches,
        inch=inches,
    )


def _shown_mm(measure: Any) -> str:
    return " × ".join(f"{mm:g}" for mm in measure.mm)


def _shown_inches(measure: Any) -> str:
    return " × ".join(inches(mm) for mm in measure.mm)
