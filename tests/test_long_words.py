"""A word that is longer than its line is broken, in every edition; nobody loses its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher import verify
from publisher.content.inline import Text, parse
from publisher.content.model import BulletList, Item, Paragraph, Section, Wording
from publisher.plan.job import Job
from publisher.render import render
from tests.helpers import EVERY_BLOCK, job_for

LONG = "pneumonoultramicroscopicsilicovolcanoconiosis" * 3


def with_long_words(job: Job) -> Job:
    """The job with a paragraph and a list of words that fit no line, in all wordings."""
    text: Text = parse(f"It is {LONG} today.")
    paragraph = Paragraph.model_construct(kind="paragraph", id="long-text", text=text)
    items = tuple(Item(text=parse(f"{word} {LONG}")) for word in ("first", "second"))
    listed = BulletList.model_construct(
        kind="list", id="long-list", lead_in=parse("There are:"), items=items
    )
    first, *others = job.condition.sections
    blocks = (paragraph, listed)
    if job.edition.wording is Wording.BRIEF and first.brief:
        update = {"brief": first.brief.model_copy(update={"blocks": blocks})}
    else:
        update = {"blocks": (*first.blocks, *blocks)}
    section: Section = first.model_copy(update=update)
    condition = job.condition.model_copy(update={"sections": (section, *others)})
    return replace(job, condition=condition)


@pytest.mark.parametrize(
    "edition",
    [
        "handout",
        "large-print",
        "giant-print",
        "trifold",
        "halffold",
        "booklet",
        "word",
        "ebook",
        "web",
    ],
)
def test_a_long_word_is_broken(edition: str) -> None:
    job = with_long_words(job_for(EVERY_BLOCK, "riverbend", edition))
    assert [str(fault) for fault in verify.fidelity(job, render(job)).faults] == []
