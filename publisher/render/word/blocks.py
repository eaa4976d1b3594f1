"""Blocks of a condition → paragraphs, pictures and tables, each with its style and its control.

A list inside a callout has styles of its own, because a box in Word is a run of paragraphs with
the same border.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from publisher.content.inline import Text
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Checklist,
    Contact,
    Definitions,
    Figure,
    Item,
    Paragraph,
    Questions,
    Recording,
    Steps,
    Table,
    Urgency,
    WriteIn,
)
from publisher.plan.job import Job
from publisher.render.word.controls import ContentControl, fixed, text_control
from publisher.render.word.specs import (
    BodySpec,
    ClinicFact,
    ControlledSpan,
    ListNumbering,
    ParagraphSpec,
    PictureSpec,
    TableSpec,
    linked,
    plain,
)
from publisher.roundtrip.addresses import CALLED, CLINIC, Address, link_target
from publisher.roundtrip.styles import Style

# Ids in numbering.xml of the numberings that start again in each block.
_STEPS, _SYMBOL_STEPS = 2, 13
_CALLOUT_STEPS = {Urgency.EMERGENCY: 7, Urgency.CALL: 9, Urgency.NOTE: 11}
_SHORT = 4  # items of a list that a page break does not part


def block_specs(job: Job, block: Block) -> Iterator[BodySpec]:
    """What a block is in the body; links to the block lead to the first of these."""
    bookmark = link_target("block", block.id)
    match block:
        case Figure():
            yield from _figure(job, block, bookmark)
        case Table():
            yield from _table(job, block, bookmark)
        case _:
            first, *others = _paragraphs(job, block)
            yield replace(first, bookmark=bookmark)
            yield from others


def boxed(paragraphs: list[ParagraphSpec]) -> Iterator[ParagraphSpec]:
    """The paragraphs of one box, kept on one page, the last one with the space below the box."""
    *others, last = paragraphs
    for paragraph in others:
        yield replace(paragraph, keep=True)
    yield replace(last, style=last.style.last)


def label(job: Job, name: str, words: str) -> Iterator[ControlledSpan]:
    """A label before a control, locked without the space after it.

    LibreOffice 7.4 saves a broken file where one control touches another. A label that has no
    space stays open.
    """
    trimmed = words.rstrip()
    if trimmed and trimmed != words:
        yield ControlledSpan(plain(trimmed), fixed(job, name))
        yield ControlledSpan(plain(words[len(trimmed) :]))
    elif words:
        yield ControlledSpan(plain(words))


def _paragraphs(
    job: Job,
    block: Paragraph
    | BulletList
    | Steps
    | Checklist
    | Questions
    | WriteIn
    | Definitions
    | Callout
    | Contact,
) -> Iterator[ParagraphSpec]:
    """The paragraphs of a block, all but those of a paragraph in one control."""
    match block:
        case Paragraph():
            style = Style.BODY_TEXT_SYMBOL if block.symbol else Style.BODY_TEXT
            yield replace(_text(job, block, style), symbol=block.symbol)
        case BulletList():
            yield from _within(job, block, _list(job, block, Style.LIST_BULLET))
        case Steps():
            by_symbols = any(item.symbol for item in block.items)
            numbering = _numbering(job, block, _SYMBOL_STEPS if by_symbols else _STEPS)
            style = Style.LIST_NUMBER_SYMBOL if by_symbols else Style.LIST_NUMBER
            yield from _within(job, block, _list(job, block, style, numbering))
        case Checklist():
            yield from _within(job, block, _list(job, block, Style.CHECKLIST))
        case Questions():
            yield from _within(job, block, _questions(job, block))
        case WriteIn():
            yield from _within(job, block, _write_in(job, block))
        case Definitions():
            yield from _within(job, block, _definitions(job, block))
        case Callout():
            yield from _within(job, block, _callout(job, block))
        case Contact():
            yield from _within(job, block, _contact(job, block))
        case _:
            assert_never(block)


# One paragraph, one block ----------------------------------------------------------------------


def _controlled(
    job: Job, label: str | None, address: Address, text: Text, style: Style
) -> ParagraphSpec:
    """The text at `address` as one paragraph in its control; see `text_control`."""
    control = text_control(job, label, address)
    return ParagraphSpec(style=style, text=text, control=control)


def _block_control(job: Job, block: Block) -> ContentControl:
    return text_control(job, block.kind, Address.block(block.id))


def _within(job: Job, block: Block, paragraphs: Iterable[ParagraphSpec]) -> Iterator[ParagraphSpec]:
    """The paragraphs in the control of their block."""
    for paragraph in paragraphs:
        yield replace(paragraph, within=(_block_control(job, block), *paragraph.within))


def _text(job: Job, block: Paragraph, style: Style) -> ParagraphSpec:
    return _controlled(job, "paragraph", Address.block(block.id).text, block.text, style)


# Lists -----------------------------------------------------------------------------------------


def _lead_in(
    job: Job,
    block: BulletList | Steps | Checklist | Questions | Definitions,
    style: Style = Style.LEAD_IN,
) -> ParagraphSpec:
    return _controlled(job, "lead_in", Address.block(block.id).lead_in, block.lead_in, style)


def _list(
    job: Job,
    block: BulletList | Steps | Checklist,
    style: Style,
    numbering: ListNumbering | None = None,
) -> Iterator[ParagraphSpec]:
    """A lead-in and its items: short lists on one page, no item of a long one alone on a page."""
    yield _lead_in(job, block)
    *others, last = _items(job, block, style, numbering)
    for place, item in enumerate(others):
        yield replace(item, keep=len(others) < _SHORT or place in (0, len(others) - 1))
    yield replace(last, style=last.style.last)


def _items(
    job: Job,
    block: BulletList | Steps | Checklist,
    style: Style,
    numbering: ListNumbering | None = None,
) -> Iterator[ParagraphSpec]:
    items: tuple[Item | Text, ...] = block.items
    nested = numbering and replace(numbering, level=1)
    for place, item in enumerate(items):
        own = Address.block(block.id).items[place]
        if not isinstance(item, Item):
            yield _controlled(job, None, own, item, style)
            continue
        looks = Style.LIST_BULLET_SYMBOL if item.symbol and not numbering else style
        paragraph = _controlled(job, None, own.text, item.text, looks)
        yield replace(paragraph, numbering=numbering, symbol=item.symbol)
        for below, text in enumerate(item.items):
            paragraph = _controlled(job, None, own.items[below], text, style.second_level)
            yield replace(paragraph, numbering=nested)


def _numbering(job: Job, block: Steps, base: int) -> ListNumbering:
    return ListNumbering(base, block.id, job.condition.first_steps[block.id], block.continues)


def _questions(job: Job, block: Questions) -> Iterator[ParagraphSpec]:
    yield _lead_in(job, block)
    for place, text in enumerate(block.items):
        own = Address.block(block.id).items[place]
        yield _controlled(job, None, own, text, Style.QUESTION)
        yield from _rules(Style.ANSWER_LINE, block.lines)


def _write_in(job: Job, block: WriteIn) -> Iterator[ParagraphSpec]:
    own = Address.block(block.id)
    yield _controlled(job, "write_in_label", own.label, block.label, Style.WRITE_IN_LABEL)
    yield from _rules(Style.WRITE_IN_LINE, block.lines)


def _rules(style: Style, count: int) -> Iterator[ParagraphSpec]:
    """Lines to write on, all on one page."""
    for place in range(count):
        yield ParagraphSpec(style=style, keep=place < count - 1)


def _definitions(job: Job, block: Definitions) -> Iterator[ParagraphSpec]:
    yield _lead_in(job, block)
    for place, item in enumerate(block.items):
        own = Address.block(block.id).items[place]
        yield _controlled(job, None, own.term, item.term, Style.DEFINITION_TERM)
        yield _controlled(job, None, own.text, item.text, Style.DEFINITION_TEXT)


# Boxes -----------------------------------------------------------------------------------------


def _callout(job: Job, block: Callout) -> Iterator[ParagraphSpec]:
    urgency, own = block.urgency, Address.block(block.id)
    yield ParagraphSpec(
        style=Style.callout(urgency, "Label"),
        text=plain(job.words.urgency(urgency)),
        control=fixed(job, urgency.value),
    )
    if job.brand.number_for(urgency):
        call = tuple(with_number(job, job.words.call_number, CALLED[urgency]))
        yield ParagraphSpec(style=Style.callout(urgency, "Number"), parts=call)
    heading = Style.callout(urgency, "Heading")
    yield _controlled(job, "box_heading", own.heading, block.heading, heading)
    yield from boxed([spec for part in block.body for spec in _in_callout(job, part, urgency)])


def _in_callout(
    job: Job, block: Paragraph | BulletList | Steps, urgency: Urgency
) -> Iterator[ParagraphSpec]:
    match block:
        case Paragraph():
            yield _text(job, block, Style.callout(urgency, "Text"))
            return
        case BulletList():
            items = _items(job, block, Style.callout(urgency, "List"))
        case Steps():
            numbering = _numbering(job, block, _CALLOUT_STEPS[urgency])
            items = _items(job, block, Style.callout(urgency, "Step"), numbering)
        case _:
            assert_never(block)
    lead_in = _lead_in(job, block, Style.callout(urgency, "LeadIn"))
    yield from _within(job, block, (lead_in, *items))


def with_number(job: Job, words: str, number: Address) -> Iterator[ControlledSpan | ClinicFact]:
    """The words of "Call {number}", the number bound to the clinic's own."""
    before, after = words.split("{number}")
    yield from label(job, "call", before)
    yield ClinicFact(number)
    if after:
        yield ControlledSpan(plain(after))


def phone_lines(job: Job) -> list[ParagraphSpec]:
    """A line for each telephone number of the clinic."""
    phones = (CLINIC.phones[place] for place in range(len(job.brand.clinic.phones)))
    return [
        ParagraphSpec(
            style=Style.CONTACT_PHONE,
            parts=(
                ClinicFact(phone.label),
                ControlledSpan(plain(job.words.colon)),
                ClinicFact(phone.number),
            ),
        )
        for phone in phones
    ]


def _contact(job: Job, block: Contact) -> Iterator[ParagraphSpec]:
    clinic, own = job.brand.clinic, Address.block(block.id)
    yield _controlled(job, "box_heading", own.heading, block.heading, Style.CONTACT_HEADING)
    if block.text:
        yield _controlled(job, "paragraph", own.text, block.text, Style.CONTACT_TEXT)
    yield ParagraphSpec(style=Style.CONTACT_NAME, parts=(ClinicFact(CLINIC.name),))
    facts = [CLINIC.address[place] for place in range(len(clinic.address))]
    facts += [*((CLINIC.email,) if clinic.email else ())]
    facts += [CLINIC.web] if clinic.web else []
    lines = phone_lines(job)
    lines += [ParagraphSpec(style=Style.CONTACT_LINE, parts=(ClinicFact(f),)) for f in facts]
    if lines and not facts:  # the space below the box belongs to a line, not to a number
        lines[-1] = replace(lines[-1], style=Style.CONTACT_LINE)
    if lines:
        yield from boxed(lines)


# Figures and tables ----------------------------------------------------------------------------


def _figure(job: Job, block: Figure, bookmark: str) -> Iterator[BodySpec]:
    own, within = Address.block(block.id), (_block_control(job, block),)
    paragraph = ParagraphSpec(
        style=Style.PICTURE,
        bookmark=bookmark,
        control=text_control(job, "picture", own.alt),
        within=within,
    )
    yield PictureSpec(block.id, paragraph, block.file, block.title.plain, block.alt.plain)
    title = _controlled(job, "picture_title", own.title, block.title, Style.FIGURE_TITLE)
    style = Style.FIGURE_CAPTION_CREDITED if block.credits else Style.FIGURE_CAPTION
    caption = _controlled(job, "picture_caption", own.caption, block.caption, style)
    yield replace(title, within=within)
    yield replace(caption, within=within)
    for kind, address, text, style in (
        ("picture_credit", own.credit, block.credit, Style.FIGURE_CREDIT),
        ("picture_license", own.license, block.license, Style.FIGURE_LICENSE),
    ):
        if text:
            yield replace(_controlled(job, kind, address, text, style), within=within)
    if isinstance(block, Recording):
        for spec in _recording(job, block):
            yield replace(spec, within=within)


def _recording(job: Job, block: Recording) -> Iterator[ParagraphSpec]:
    """What a recording has besides a picture: the lines that lead to it, and its words."""
    address = Style.RECORDING_ADDRESS if block.transcript else Style.RECORDING_ADDRESS.last
    link = linked(job.words.recording(block.kind, block.length), block.url)
    yield ParagraphSpec(style=Style.RECORDING_LINK, text=link)
    yield ParagraphSpec(style=address, text=plain(block.address))
    if block.transcript:
        label = plain(job.words.transcript)
        yield ParagraphSpec(style=Style.TRANSCRIPT_HEADING, text=label)
    own = Address.block(block.id)
    for place, text in enumerate(block.transcript):
        is_last = place == len(block.transcript) - 1
        style = Style.TRANSCRIPT.last if is_last else Style.TRANSCRIPT
        yield _controlled(job, None, own.transcript[place], text, style)


def _table(job: Job, block: Table, bookmark: str) -> Iterator[BodySpec]:
    own, within = Address.block(block.id), (_block_control(job, block),)
    caption = _controlled(job, "caption", own.caption, block.caption, Style.CAPTION)
    summary = _controlled(job, "table_summary", own.summary, block.summary, Style.TABLE_SUMMARY)
    yield replace(caption, bookmark=bookmark, within=within)
    yield replace(summary, within=within)
    heads = tuple(
        ControlledSpan(text, text_control(job, None, own.columns[n]))
        for n, text in enumerate(block.columns)
    )
    rows = (
        tuple(
            ControlledSpan(text, text_control(job, None, own.rows[r][c]))
            for c, text in enumerate(row)
        )
        for r, row in enumerate(block.rows)
    )
    yield TableSpec((heads, *rows), block.caption.plain, block.summary.plain, within)
