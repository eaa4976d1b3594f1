"""The body of a Word file before its contents and after its last section."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.content.inline import Inline, Link, Plain, Text
from publisher.content.model import ReviewState, Urgency
from publisher.plan.job import Job
from publisher.render.word.blocks import boxed, label, with_number
from publisher.render.word.controls import Lock, fixed, text_control
from publisher.render.word.specs import ControlledSpan, ParagraphSpec, linked, plain
from publisher.roundtrip.addresses import CALLED, CONDITION, Address, link_target
from publisher.roundtrip.styles import Style

# Bookmarks of the headings of the publisher's own.
GLOSSARY, REFERENCES, INDEX, ABOUT = (
    link_target("part", name) for name in ("glossary", "references", "index", "about")
)


def front(job: Job) -> Iterator[ParagraphSpec]:
    """Title, subtitle, other names, state of review, and the summary in its box."""
    condition, words = job.condition, job.words
    yield title(job)
    subtitle = text_control(job, "subtitle", CONDITION.subtitle, Lock.FRAME)
    yield ParagraphSpec(style=Style.SUBTITLE, text=condition.subtitle, control=subtitle)
    if condition.also_called:
        yield _also_called(job)
    yield review(job)
    yield from urgent(job)
    yield ParagraphSpec(
        style=Style.GLANCE_HEADING,
        text=plain(words.at_a_glance),
        control=fixed(job, "at_a_glance"),
    )
    summary = [
        ParagraphSpec(
            style=Style.GLANCE_TEXT,
            text=text,
            control=text_control(job, None, CONDITION.summary[place]),
        )
        for place, text in enumerate(condition.summary)
    ]
    yield from boxed(summary)


def title(job: Job) -> ParagraphSpec:
    """The title of the guide."""
    control = text_control(job, "title", CONDITION.title, Lock.FRAME)
    return ParagraphSpec(style=Style.TITLE, text=job.condition.title, control=control)


def review(job: Job) -> ParagraphSpec:
    """The state of review."""
    state = job.condition.review
    return ParagraphSpec(
        style=Style.REVIEW_STATE,
        text=plain(job.words.review(state)),
        letters=Style.DRAFT_BADGE if state.state is ReviewState.UNREVIEWED else None,
        control=fixed(job, "review"),
    )


def urgent(job: Job) -> Iterator[ParagraphSpec]:
    """Whom to call, one line for each urgency that the text has a box for."""
    styles = {Urgency.EMERGENCY: Style.URGENT_EMERGENCY, Urgency.CALL: Style.URGENT_CALL}
    for urgency in job.condition.urgencies:
        if job.brand.number_for(urgency):
            call = with_number(job, job.words.urgent_line(urgency), CALLED[urgency])
            yield ParagraphSpec(style=styles[urgency], parts=tuple(call))


def _also_called(job: Job) -> ParagraphSpec:
    parts = [*label(job, "also_called", f"{job.words.also_called}{job.words.colon}")]
    for place, name in enumerate(job.condition.also_called):
        address = CONDITION.also_called[place]
        if place:
            parts.append(ControlledSpan(plain(job.words.comma)))
        control = text_control(job, None, address)
        parts.append(ControlledSpan(name, control))
    return ParagraphSpec(style=Style.ALSO_CALLED, parts=tuple(parts))


def back(job: Job) -> Iterator[ParagraphSpec]:
    """Glossary, references, index, and what the file says of itself."""
    if job.condition.glossary:
        yield from _glossary(job)
    yield from _references(job)
    if job.condition.index_entries:
        yield from _index(job)
    yield from _about(job)


def _heading(job: Job, name: str, words: str, bookmark: str, columns: int = 0) -> ParagraphSpec:
    return ParagraphSpec(
        style=Style.HEADING_1,
        text=plain(words),
        bookmark=bookmark,
        control=fixed(job, name),
        columns=columns,
    )


def _glossary(job: Job) -> Iterator[ParagraphSpec]:
    yield _heading(job, "glossary", job.words.glossary, GLOSSARY, columns=1)
    for entry in job.condition.glossary:
        own = Address.entry(entry.id)
        yield ParagraphSpec(
            style=Style.GLOSSARY_TERM,
            text=entry.term,
            bookmark=link_target("entry", entry.id),
            control=text_control(job, "glossary_term", own.term, Lock.FRAME),
        )
        last = entry == job.condition.glossary[-1]
        yield ParagraphSpec(
            style=Style.GLOSSARY_TEXT,
            text=entry.definition,
            control=text_control(job, "glossary_text", own.definition, Lock.FRAME),
            columns=2 if last else 0,
        )


def _references(job: Job) -> Iterator[ParagraphSpec]:
    yield _heading(job, "references", job.words.references, REFERENCES)
    for reference in job.condition.references:
        own = Address.reference(reference.id)
        control = text_control(job, None, own.text, Lock.FRAME)
        parts = [ControlledSpan(reference.text, control)]
        if reference.url:
            control = text_control(job, None, own.url)
            url = linked(reference.url, reference.url)
            parts += [ControlledSpan(plain(" ")), ControlledSpan(url, control)]
        bookmark = link_target("reference", reference.id)
        yield ParagraphSpec(style=Style.SOURCE_ENTRY, parts=tuple(parts), bookmark=bookmark)


def _index(job: Job) -> Iterator[ParagraphSpec]:
    """The words of a collection's index, each with links to the sections that have it."""
    condition, words = job.condition, job.words
    yield _heading(job, "index", words.index, INDEX, columns=1)
    *_, last = condition.index_entries
    before, _, rest = words.labels["index_line"].partition("{label}")
    between, _, after = rest.partition("{places}")
    for entry in condition.index_entries:
        nodes: list[Inline] = [Plain(f"{before}{entry.label}{between}")]
        for place, section in enumerate(entry.sections):
            nodes += [Plain(words.semicolon)] if place else []
            href = f"#{link_target('section', section)}"
            nodes.append(Link(href, condition.whereabouts[section]))
        yield ParagraphSpec(
            style=Style.INDEX_ENTRY,
            text=Text((*nodes, *([Plain(after)] if after else ())), ""),
            control=fixed(job, "index_entry"),
            columns=2 if entry == last else 0,
        )


def _about(job: Job) -> Iterator[ParagraphSpec]:
    condition, words = job.condition, job.words
    yield _heading(job, "about", words.about, ABOUT)
    lines = [words.edition_line(condition), words.review(condition.review)]
    if condition.codes:
        lines.append(words.code_line(condition.codes))
    lines += [words.publisher.format(name=job.brand.name), *job.brand.legal]
    for line in lines:
        yield ParagraphSpec(style=Style.SMALL, text=plain(line), control=fixed(job, "about"))
