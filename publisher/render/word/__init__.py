"""Job → an editable Word file: one paragraph style per piece, nothing formatted by hand.

`layouts/<edition>/` holds the look as templates of the package's parts; this module says which
style each piece of a condition takes. A list inside a callout has styles of its own, because a
box in Word is a run of paragraphs with the same border.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import assert_never

from publisher.inline import Inline, Link, Plain, Text
from publisher.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Condition,
    Contact,
    Definitions,
    Figure,
    Item,
    Paragraph,
    Questions,
    ReviewState,
    Section,
    Steps,
    Table,
    Urgency,
    Wording,
    WriteIn,
)
from publisher.plan import Job
from publisher.render.word.manuscript import Line, Manuscript, bookmark, linked, plain
from publisher.render.word.package import blank, finished
from publisher.words import number_to_call

# Ids in numbering.xml of the numberings that start again in each block.
_STEPS = 2
_CALLOUT_STEPS = {Urgency.EMERGENCY: 7, Urgency.CALL: 9, Urgency.NOTE: 11}
_FIGURE_HEIGHT_MM = 88.0
_SHORT = 7  # items of a list that a page break does not part


def render(job: Job) -> bytes:
    """The finished Word file."""
    document = blank(job)
    body = Manuscript(job, document)
    _write(body, _front(job))
    for section in job.condition.sections:
        _section(body, section)
    _write(body, _back(job))
    return finished(document, job)


def _write(body: Manuscript, lines: Iterable[Line]) -> None:
    for line in lines:
        body.add(line)


def _front(job: Job) -> Iterator[Line]:
    condition, words = job.condition, job.words
    yield Line(style="Title", text=condition.title)
    yield Line(style="Subtitle", text=condition.subtitle)
    if condition.also_called:
        nodes: list[Inline] = [Plain(f"{words.also_called}: ")]
        for place, name in enumerate(condition.also_called):
            nodes += [Plain(", "), *name.nodes] if place else name.nodes
        yield Line(style="AlsoCalled", text=Text(tuple(nodes), ""))
    draft = condition.review.state is ReviewState.UNREVIEWED
    review = plain(words.review(condition.review))
    yield Line(style="ReviewState", text=review, letters="DraftBadge" if draft else "")
    yield Line(style="GlanceHeading", text=plain(words.at_a_glance))
    yield from _boxed([Line(style="GlanceText", text=text) for text in condition.summary])


def _section(body: Manuscript, section: Section) -> None:
    full = body.job.edition.wording is Wording.FULL
    if not full and section.brief is None:
        return
    brief = None if full else section.brief
    heading = (brief.heading if brief else None) or section.heading
    body.add(Line(style="Heading1", text=heading, anchor=bookmark("section", section.id)))
    for block in brief.blocks if brief else section.blocks:
        _block(body, block)
    for subsection in () if brief else section.subsections:
        anchor = bookmark("section", subsection.id)
        body.add(Line(style="Heading2", text=subsection.heading, anchor=anchor))
        for block in subsection.blocks:
            _block(body, block)


def _block(body: Manuscript, block: Block) -> None:
    """The block at the end of the body, its first paragraph bookmarked with its id."""
    match block:
        case Figure():
            _figure(body, block)
        case Table():
            _table(body, block)
        case Paragraph():
            _write(body, _anchored(block, [Line(style="BodyText", text=block.text)]))
        case BulletList():
            _write(body, _anchored(block, _list(block.lead_in, block.items, "ListBullet")))
        case Steps():
            numbering = body.restarted(_STEPS)
            lines = _list(block.lead_in, block.items, "ListNumber", numbering)
            _write(body, _anchored(block, lines))
        case Checklist():
            lines = _list(block.lead_in, map(_item, block.items), "Checklist")
            _write(body, _anchored(block, lines))
        case Questions():
            _write(body, _anchored(block, _questions(block)))
        case WriteIn():
            label = Line(style="WriteInLabel", text=block.label)
            _write(body, _anchored(block, [label, *_rules("WriteInLine", block.lines)]))
        case Definitions():
            _write(body, _anchored(block, _definitions(block)))
        case Callout():
            _write(body, _anchored(block, _callout(body, block)))
        case Contact():
            _write(body, _anchored(block, _contact(body.job, block)))
        case _:
            assert_never(block)


def _item(text: Text) -> Item:
    return Item(text=text)


def _anchored(block: Block, lines: Iterable[Line]) -> Iterator[Line]:
    first, *others = lines
    yield replace(first, anchor=bookmark("block", block.id))
    yield from others


def _list(
    lead_in: Text, items: Iterable[Item], style: str, numbering: int | None = None
) -> Iterator[Line]:
    """A lead-in and its items: short lists on one page, no item of a long one alone on a page."""
    yield Line(style="LeadIn", text=lead_in)
    *others, last = _items(items, style, numbering)
    for place, line in enumerate(others):
        yield replace(line, keep=len(others) < _SHORT or place in (0, len(others) - 1))
    yield replace(last, style=f"{last.style}Last")


def _items(items: Iterable[Item], style: str, numbering: int | None) -> Iterator[Line]:
    for item in items:
        yield Line(style=style, text=item.text, numbering=numbering)
        for nested in item.items:
            yield Line(style=f"{style}2", text=nested, numbering=numbering, level=1)


def _questions(block: Questions) -> Iterator[Line]:
    yield Line(style="LeadIn", text=block.lead_in)
    for item in block.items:
        yield Line(style="Question", text=item)
        yield from _rules("AnswerLine", block.lines)


def _rules(style: str, count: int) -> Iterator[Line]:
    """Lines to write on, all on one page."""
    for place in range(count):
        yield Line(style=style, text=Text((), ""), keep=place < count - 1)


def _definitions(block: Definitions) -> Iterator[Line]:
    yield Line(style="LeadIn", text=block.lead_in)
    for item in block.items:
        yield Line(style="DefinitionTerm", text=item.term)
        yield Line(style="DefinitionText", text=item.text)


def _callout(body: Manuscript, block: Callout) -> Iterator[Line]:
    job, kind = body.job, f"Callout{block.urgency.value.title()}"
    yield Line(style=f"{kind}Label", text=plain(job.words.urgency(block.urgency)))
    if number := number_to_call(block.urgency, job.brand):
        call = job.words.call_number.format(number=number)
        yield Line(style=f"{kind}Number", text=linked(call, _tel(number)), bare=True)
    yield Line(style=f"{kind}Heading", text=block.heading)
    inner: list[Line] = []
    for part in block.body:
        match part:
            case Paragraph():
                inner.append(Line(style=f"{kind}Text", text=part.text))
            case BulletList():
                inner.append(Line(style=f"{kind}LeadIn", text=part.lead_in))
                inner += _items(part.items, f"{kind}List", None)
            case Steps():
                inner.append(Line(style=f"{kind}LeadIn", text=part.lead_in))
                numbering = body.restarted(_CALLOUT_STEPS[block.urgency])
                inner += _items(part.items, f"{kind}Step", numbering)
            case _:
                assert_never(part)
    yield from _boxed(inner)


def _boxed(lines: list[Line]) -> Iterator[Line]:
    """The lines of one box, kept on one page, the last one with the space below the box."""
    *others, last = lines
    for line in others:
        yield replace(line, keep=True)
    yield replace(last, style=f"{last.style}Last")


def _figure(body: Manuscript, block: Figure) -> None:
    line = Line(style="Picture", text=block.title, anchor=bookmark("block", block.id))
    body.picture(line, block.file, block.alt.plain, _FIGURE_HEIGHT_MM)
    body.add(Line(style="FigureTitle", text=block.title))
    body.add(Line(style="FigureCaption", text=block.caption))


def _table(body: Manuscript, block: Table) -> None:
    body.add(Line(style="Caption", text=block.caption, anchor=bookmark("block", block.id)))
    body.add(Line(style="TableSummary", text=block.summary))
    body.table(
        (block.columns, *block.rows),
        style="GuideTable",
        caption=block.caption.plain,
        summary=block.summary.plain,
    )


def _contact(job: Job, block: Contact) -> Iterator[Line]:
    clinic = job.brand.clinic
    yield Line(style="ContactHeading", text=block.heading)
    if block.text:
        yield Line(style="ContactText", text=block.text)
    yield Line(style="ContactName", text=plain(clinic.name))
    lines = [
        Line(
            style="ContactPhone",
            text=Text((Plain(f"{phone.label}: "), Link(phone.href, phone.number)), ""),
            bare=True,
        )
        for phone in clinic.phones
    ]
    lines += [Line(style="ContactLine", text=plain(line)) for line in clinic.address]
    if clinic.email:
        lines.append(Line(style="ContactLine", text=linked(clinic.email, f"mailto:{clinic.email}")))
    lines.append(Line(style="ContactLine", text=linked(clinic.web, f"https://{clinic.web}")))
    yield from _boxed(lines)


def _tel(number: str) -> str:
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789")


def _back(job: Job) -> Iterator[Line]:
    condition, words = job.condition, job.words
    return chain(
        _glossary(condition, words.glossary),
        _references(condition, words.references),
        _about(job),
    )


def _glossary(condition: Condition, heading: str) -> Iterator[Line]:
    if not condition.glossary:
        return
    yield Line(style="Heading1", text=plain(heading))
    for entry in condition.glossary:
        yield Line(style="GlossaryTerm", text=entry.term, anchor=bookmark("entry", entry.id))
        yield Line(style="GlossaryText", text=entry.definition)


def _references(condition: Condition, heading: str) -> Iterator[Line]:
    yield Line(style="Heading1", text=plain(heading))
    for reference in condition.references:
        nodes = reference.text.nodes
        if reference.url:
            nodes = (*nodes, Plain(" "), Link(reference.url, reference.url))
        anchor = bookmark("reference", reference.id)
        yield Line(style="SourceEntry", text=Text(nodes, ""), anchor=anchor)


def _about(job: Job) -> Iterator[Line]:
    condition, words = job.condition, job.words
    yield Line(style="Heading1", text=plain(words.about))
    lines = [words.edition_line(condition), words.review(condition.review)]
    if condition.codes:
        lines.append(words.code_line(condition.codes))
    lines += [words.publisher.format(name=job.brand.name), *job.brand.legal]
    for line in lines:
        yield Line(style="Small", text=plain(line))
