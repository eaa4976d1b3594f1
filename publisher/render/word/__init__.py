"""Job → an editable Word file: one paragraph style per piece, nothing formatted by hand.

`layouts/<edition>/` holds the look as templates of the package's parts; this module says which
style each piece of a condition takes. A list inside a callout has styles of its own, because a
box in Word is a run of paragraphs with the same border.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, assert_never

from publisher.content.inline import Inline, Link, Plain, Text
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
    ReviewState,
    Section,
    Steps,
    Table,
    Urgency,
    Wording,
    WriteIn,
)
from publisher.plan.job import Job
from publisher.render.word.controls import ContentControl, ContentControls, Lock, fixed
from publisher.render.word.manuscript import (
    ClinicFact,
    ContentsLine,
    ControlledSpan,
    Manuscript,
    ParagraphSpec,
    linked,
    plain,
)
from publisher.render.word.package import blank, finished
from publisher.roundtrip.addresses import CLINIC, CONDITION, EMERGENCY_NUMBER, Address, link_target

# Ids in numbering.xml of the numberings that start again in each block.
_STEPS = 2
_CALLOUT_STEPS = {Urgency.EMERGENCY: 7, Urgency.CALL: 9, Urgency.NOTE: 11}
_FIGURE_HEIGHT_MM = 88.0
# Bookmarks of the headings that are ours; those of sections and blocks begin otherwise.
_GLOSSARY, _REFERENCES, _INDEX, _ABOUT = (
    f"part_{name}" for name in ("glossary", "references", "index", "about")
)
_SHORT = 4  # items of a list that a page break does not part


def render(job: Job) -> bytes:
    """The finished Word file."""
    framer = ContentControls(job)
    document = blank(job, framer)
    body = Manuscript(job, document, framer)
    _write(body, _front(job))
    label = ParagraphSpec(style="TOCHeading", text=plain(job.words.contents))
    body.contents(label, _contents(job))
    for section in job.condition.sections:
        _section(body, section)
    _write(body, _back(job))
    return finished(document, job, body.placed, body.pictures)


def _write(body: Manuscript, lines: Iterable[ParagraphSpec]) -> None:
    for line in lines:
        body.add(line)


def _frame(
    job: Job, name: str, address: Address, lock: Lock = Lock.NOTHING, **gaps: Any
) -> ContentControl:
    """The frame of a text; its title is the label `edit_<name>`, which may have gaps to fill."""
    return ContentControl(address, str(getattr(job.words, f"edit_{name}")).format(**gaps), lock)


def _front(job: Job) -> Iterator[ParagraphSpec]:
    condition, words = job.condition, job.words
    title = _frame(job, "title", CONDITION.title, Lock.FRAME)
    subtitle = _frame(job, "subtitle", CONDITION.subtitle, Lock.FRAME)
    yield ParagraphSpec(style="Title", text=condition.title, frame=title)
    yield ParagraphSpec(style="Subtitle", text=condition.subtitle, frame=subtitle)
    if condition.also_called:
        parts = [*_label(job, "also_called", f"{words.also_called}: ")]
        for place, name in enumerate(condition.also_called):
            frame = _frame(job, "also_called", CONDITION.also_called[place], number=place + 1)
            parts += [
                *([ControlledSpan(plain(", "))] if place else ()),
                ControlledSpan(name, frame),
            ]
        yield ParagraphSpec(style="AlsoCalled", parts=tuple(parts))
    draft = condition.review.state is ReviewState.UNREVIEWED
    yield ParagraphSpec(
        style="ReviewState",
        text=plain(words.review(condition.review)),
        letters="DraftBadge" if draft else "",
        frame=fixed(job, "review"),
    )
    yield ParagraphSpec(
        style="GlanceHeading", text=plain(words.at_a_glance), frame=fixed(job, "at_a_glance")
    )
    summary = [
        ParagraphSpec(
            style="GlanceText",
            text=text,
            frame=_frame(job, "summary", CONDITION.summary[place], number=place + 1),
        )
        for place, text in enumerate(condition.summary)
    ]
    yield from _boxed(summary)


def _contents(job: Job) -> Iterator[ContentsLine]:
    """Every section after the summary, in order, and what stands at the back."""
    condition, words = job.condition, job.words
    for section in condition.sections:
        if heading := _heading(job, section):
            anchor = link_target("section", section.id)
            yield ContentsLine(heading.cited(condition.numbers), anchor, 1 + _deeper(job, section))
    if condition.glossary:
        yield ContentsLine(words.glossary, _GLOSSARY)
    yield ContentsLine(words.references, _REFERENCES)
    if condition.index_entries:
        yield ContentsLine(words.index, _INDEX)
    yield ContentsLine(words.about, _ABOUT)


def _heading(job: Job, section: Section) -> Text | None:
    """What stands over a section in the wording of the job; None where that says nothing of it."""
    if job.edition.wording is Wording.FULL:
        return section.heading
    return (section.brief.heading or section.heading) if section.brief else None


def _deeper(job: Job, section: Section) -> int:
    """By how many levels a section lies below what it would be in a guide of its own."""
    return int(any(section in part.sections for part in job.condition.parts if part.opening))


def _section(body: Manuscript, section: Section) -> None:
    job, level = body.job, 1 + _deeper(body.job, section)
    full = job.edition.wording is Wording.FULL
    if not full and section.brief is None:
        return
    brief = None if full else section.brief
    place = Address.section(section.id).heading
    heading = section.heading
    if brief and brief.heading:
        place, heading = Address.section(section.id).brief.heading, brief.heading
    frame = _frame(job, "heading", place, Lock.FRAME)
    anchor = link_target("section", section.id)
    body.add(ParagraphSpec(style=f"Heading{level}", text=heading, anchor=anchor, frame=frame))
    for block in brief.blocks if brief else section.blocks:
        _block(body, block)
    for subsection in () if brief else section.subsections:
        frame = _frame(job, "heading", Address.subsection(subsection.id).heading, Lock.FRAME)
        anchor = link_target("section", subsection.id)
        style = f"Heading{level + 1}"
        body.add(ParagraphSpec(style=style, text=subsection.heading, anchor=anchor, frame=frame))
        for block in subsection.blocks:
            _block(body, block)


def _block(body: Manuscript, block: Block) -> None:
    """The block at the end of the body, its first paragraph bookmarked with its id."""
    match block:
        case Figure():
            _figure(body, block)
        case Table():
            _table(body, block)
        case _:
            first, *others = _lines(body, block)
            body.add(replace(first, anchor=link_target("block", block.id)))
            _write(body, others)


def _lines(body: Manuscript, block: Block) -> Iterator[ParagraphSpec]:
    """The paragraphs of a block, all but those of a paragraph in one control."""
    job = body.job
    match block:
        case Paragraph():
            yield _text(job, block, "BodyText")
        case BulletList():
            yield from _in(job, block, _list(job, block, "ListBullet"))
        case Steps():
            numbering = body.restarted(_STEPS)
            yield from _in(job, block, _list(job, block, "ListNumber", numbering))
        case Checklist():
            yield from _in(job, block, _list(job, block, "Checklist"))
        case Questions():
            yield from _in(job, block, _questions(job, block))
        case WriteIn():
            label = _one(
                job, "write_in_label", Address.block(block.id).label, block.label, "WriteInLabel"
            )
            rules = _rules("WriteInLine", block.lines)
            yield from _in(job, block, [label, *rules])
        case Definitions():
            yield from _in(job, block, _definitions(job, block))
        case Callout():
            yield from _in(job, block, _callout(body, block))
        case Contact():
            yield from _in(job, block, _contact(job, block))
        case Figure() | Table():
            raise AssertionError(f"a {block.kind} is more than lines")
        case _:
            assert_never(block)


def _outer(job: Job, block: Block) -> ContentControl:
    return _frame(job, block.kind, Address.block(block.id))


def _in(job: Job, block: Block, lines: Iterable[ParagraphSpec]) -> Iterator[ParagraphSpec]:
    """The lines of one block in its control."""
    for line in lines:
        yield replace(line, within=(_outer(job, block), *line.within))


def _one(
    job: Job, name: str, address: Address, text: Text, style: str, **gaps: Any
) -> ParagraphSpec:
    """A text of a block as one paragraph in its frame."""
    frame = _frame(job, name, address, **gaps)
    return ParagraphSpec(style=style, text=text, frame=frame)


def _text(job: Job, block: Paragraph, style: str) -> ParagraphSpec:
    return _one(job, "paragraph", Address.block(block.id).text, block.text, style)


def _lead_in(
    job: Job, block: BulletList | Steps | Checklist | Questions | Definitions, style: str
) -> ParagraphSpec:
    return _one(job, "lead_in", Address.block(block.id).lead_in, block.lead_in, style)


def _list(
    job: Job, block: BulletList | Steps | Checklist, style: str, numbering: int | None = None
) -> Iterator[ParagraphSpec]:
    """A lead-in and its items: short lists on one page, no item of a long one alone on a page."""
    yield _lead_in(job, block, "LeadIn")
    *others, last = _items(job, block, style, numbering)
    for place, line in enumerate(others):
        yield replace(line, keep=len(others) < _SHORT or place in (0, len(others) - 1))
    yield replace(last, style=f"{last.style}Last")


def _items(
    job: Job, block: BulletList | Steps | Checklist, style: str, numbering: int | None
) -> Iterator[ParagraphSpec]:
    name = "step" if isinstance(block, Steps) else "item"
    items: tuple[Item | Text, ...] = block.items
    for place, item in enumerate(items):
        own, number = Address.block(block.id).items[place], place + 1
        if not isinstance(item, Item):
            yield _one(job, name, own, item, style, number=number)
            continue
        line = _one(job, name, own.text, item.text, style, number=number)
        yield replace(line, numbering=numbering)
        for below, nested in enumerate(item.items):
            key, gap = own.items[below], f"{number}.{below + 1}"
            line = _one(job, name, key, nested, f"{style}2", number=gap)
            yield replace(line, numbering=numbering, level=1)


def _questions(job: Job, block: Questions) -> Iterator[ParagraphSpec]:
    yield _lead_in(job, block, "LeadIn")
    for place, item in enumerate(block.items):
        yield _one(
            job,
            "question",
            Address.block(block.id).items[place],
            item,
            "Question",
            number=place + 1,
        )
        yield from _rules("AnswerLine", block.lines)


def _rules(style: str, count: int) -> Iterator[ParagraphSpec]:
    """Lines to write on, all on one page."""
    for place in range(count):
        yield ParagraphSpec(style=style, keep=place < count - 1)


def _definitions(job: Job, block: Definitions) -> Iterator[ParagraphSpec]:
    yield _lead_in(job, block, "LeadIn")
    for place, item in enumerate(block.items):
        own, number = Address.block(block.id).items[place], place + 1
        yield _one(job, "term", own.term, item.term, "DefinitionTerm", number=number)
        yield _one(job, "meaning", own.text, item.text, "DefinitionText", number=number)


def _callout(body: Manuscript, block: Callout) -> Iterator[ParagraphSpec]:
    job, kind = body.job, f"Callout{block.urgency.value.title()}"
    urgency = job.words.urgency(block.urgency)
    yield ParagraphSpec(
        style=f"{kind}Label", text=plain(urgency), frame=fixed(job, block.urgency.value)
    )
    if number := _NUMBERS.get(block.urgency):
        yield ParagraphSpec(style=f"{kind}Number", parts=tuple(_call(job, number)))
    yield _one(job, "box_heading", Address.block(block.id).heading, block.heading, f"{kind}Heading")
    inner: list[ParagraphSpec] = []
    for part in block.body:
        match part:
            case Paragraph():
                inner.append(_text(job, part, f"{kind}Text"))
            case BulletList():
                lines = [
                    _lead_in(job, part, f"{kind}LeadIn"),
                    *_items(job, part, f"{kind}List", None),
                ]
                inner += _in(job, part, lines)
            case Steps():
                numbering = body.restarted(_CALLOUT_STEPS[block.urgency])
                lines = [
                    _lead_in(job, part, f"{kind}LeadIn"),
                    *_items(job, part, f"{kind}Step", numbering),
                ]
                inner += _in(job, part, lines)
            case _:
                assert_never(part)
    yield from _boxed(inner)


# Which number each urgency asks to call, as `Brand.number_for` says; a note has none.
_NUMBERS = {
    Urgency.EMERGENCY: EMERGENCY_NUMBER,
    Urgency.CALL: CLINIC.phones[0].number,
}


def _call(job: Job, number: Address) -> Iterator[ControlledSpan | ClinicFact]:
    """The words of "Call 911", the number bound to the clinic's own."""
    before, after = job.words.call_number.split("{number}")
    yield from _label(job, "call", before)
    yield ClinicFact(number)
    if after:
        yield ControlledSpan(plain(after))


def _label(job: Job, name: str, words: str) -> Iterator[ControlledSpan]:
    """A label before a control, locked without the space after it.

    LibreOffice 7.4 saves a broken file where one control touches another. A label that has no
    space stays open.
    """
    label = words.rstrip()
    if label and label != words:
        yield ControlledSpan(plain(label), fixed(job, name))
        yield ControlledSpan(plain(words[len(label) :]))
    elif words:
        yield ControlledSpan(plain(words))


def _boxed(lines: list[ParagraphSpec]) -> Iterator[ParagraphSpec]:
    """The lines of one box, kept on one page, the last one with the space below the box."""
    *others, last = lines
    for line in others:
        yield replace(line, keep=True)
    yield replace(last, style=f"{last.style}Last")


def _figure(body: Manuscript, block: Figure) -> None:
    job, within = body.job, (_outer(body.job, block),)
    picture = ParagraphSpec(
        style="Picture",
        text=block.title,
        anchor=link_target("block", block.id),
        frame=_frame(job, "picture", Address.block(block.id).alt),
        within=within,
    )
    body.picture(block.id, picture, block.file, block.alt.plain, _FIGURE_HEIGHT_MM)
    title = _one(job, "picture_title", Address.block(block.id).title, block.title, "FigureTitle")
    caption = _one(
        job, "picture_caption", Address.block(block.id).caption, block.caption, "FigureCaption"
    )
    _write(body, (replace(line, within=within) for line in (title, caption)))


def _table(body: Manuscript, block: Table) -> None:
    job, own, within = body.job, Address.block(block.id), (_outer(body.job, block),)
    caption = _one(job, "caption", Address.block(block.id).caption, block.caption, "Caption")
    summary = _one(
        job, "table_summary", Address.block(block.id).summary, block.summary, "TableSummary"
    )
    caption = replace(caption, anchor=link_target("block", block.id))
    _write(body, (replace(line, within=within) for line in (caption, summary)))
    head = tuple(
        ControlledSpan(text, _frame(job, "column", own.columns[n], number=n + 1))
        for n, text in enumerate(block.columns)
    )
    rows = (
        tuple(
            ControlledSpan(text, _frame(job, "cell", own.rows[r][c], row=r + 1, column=c + 1))
            for c, text in enumerate(row)
        )
        for r, row in enumerate(block.rows)
    )
    body.table(
        (head, *rows),
        style="GuideTable",
        caption=block.caption.plain,
        summary=block.summary.plain,
        within=within,
    )


def _contact(job: Job, block: Contact) -> Iterator[ParagraphSpec]:
    clinic = job.brand.clinic
    yield _one(job, "box_heading", Address.block(block.id).heading, block.heading, "ContactHeading")
    if block.text:
        yield _one(job, "paragraph", Address.block(block.id).text, block.text, "ContactText")
    yield ParagraphSpec(style="ContactName", parts=(ClinicFact(CLINIC.name),))
    lines = [
        ParagraphSpec(
            style="ContactPhone",
            parts=(
                ClinicFact(CLINIC.phones[place].label),
                ControlledSpan(plain(": ")),
                ClinicFact(CLINIC.phones[place].number),
            ),
        )
        for place in range(len(clinic.phones))
    ]
    facts = [CLINIC.address[place] for place in range(len(clinic.address))]
    facts += [*([CLINIC.email] if clinic.email else ()), CLINIC.web]
    lines += [ParagraphSpec(style="ContactLine", parts=(ClinicFact(fact),)) for fact in facts]
    yield from _boxed(lines)


def _back(job: Job) -> Iterator[ParagraphSpec]:
    return chain(_glossary(job), _references(job), _index(job), _about(job))


def _glossary(job: Job) -> Iterator[ParagraphSpec]:
    if not job.condition.glossary:
        return
    heading = fixed(job, "glossary")
    yield ParagraphSpec(
        style="Heading1", text=plain(job.words.glossary), anchor=_GLOSSARY, frame=heading, columns=1
    )
    for entry in job.condition.glossary:
        own = Address.entry(entry.id)
        yield ParagraphSpec(
            style="GlossaryTerm",
            text=entry.term,
            anchor=link_target("entry", entry.id),
            frame=_frame(job, "glossary_term", own.term, Lock.FRAME),
        )
        meaning = _frame(job, "glossary_text", own.definition, Lock.FRAME)
        last = entry == job.condition.glossary[-1]
        yield ParagraphSpec(
            style="GlossaryText", text=entry.definition, frame=meaning, columns=2 if last else 0
        )


def _references(job: Job) -> Iterator[ParagraphSpec]:
    heading = fixed(job, "references")
    yield ParagraphSpec(
        style="Heading1", text=plain(job.words.references), anchor=_REFERENCES, frame=heading
    )
    for number, reference in enumerate(job.condition.references, 1):
        own = Address.reference(reference.id)
        frame = _frame(job, "reference", own.text, Lock.FRAME, number=number)
        parts = [ControlledSpan(reference.text, frame)]
        if reference.url:
            frame = _frame(job, "reference_url", own.url, number=number)
            parts += [
                ControlledSpan(plain(" ")),
                ControlledSpan(linked(reference.url, reference.url), frame),
            ]
        anchor = link_target("reference", reference.id)
        yield ParagraphSpec(style="SourceEntry", parts=tuple(parts), anchor=anchor)


def _index(job: Job) -> Iterator[ParagraphSpec]:
    """The words of a collection's index, each with links to where it is named."""
    condition, words = job.condition, job.words
    if not condition.index_entries:
        return
    heading, own = fixed(job, "index"), fixed(job, "index_entry")
    yield ParagraphSpec(
        style="Heading1", text=plain(words.index), anchor=_INDEX, frame=heading, columns=1
    )
    *_, last = condition.index_entries
    before, _, rest = words.labels["index_line"].partition("{label}")
    between, _, after = rest.partition("{places}")
    for entry in condition.index_entries:
        nodes: list[Inline] = [Plain(f"{before}{entry.label}{between}")]
        for place, section in enumerate(entry.sections):
            nodes += [Plain("; ")] if place else []
            nodes.append(
                Link(f"#{link_target('section', section)}", condition.whereabouts[section])
            )
        text = Text((*nodes, *([Plain(after)] if after else ())), "")
        yield ParagraphSpec(
            style="IndexEntry", text=text, frame=own, columns=2 if entry == last else 0
        )


def _about(job: Job) -> Iterator[ParagraphSpec]:
    condition, words = job.condition, job.words
    heading = fixed(job, "about")
    yield ParagraphSpec(style="Heading1", text=plain(words.about), anchor=_ABOUT, frame=heading)
    lines = [words.edition_line(condition), words.review(condition.review)]
    if condition.codes:
        lines.append(words.code_line(condition.codes))
    lines += [words.publisher.format(name=job.brand.name), *job.brand.legal]
    for line in lines:
        yield ParagraphSpec(style="Small", text=plain(line), frame=fixed(job, "about"))
