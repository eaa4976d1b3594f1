"""A finished web page → all that a reader of it would miss, be misled by, or find added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.web import parse
from publisher.verify.meaning import meaning
from publisher.verify.perceived import (
    markup_added,
    markup_head,
    markup_meaning,
    markup_pictures,
    markup_ways,
)
from publisher.verify.perceived.cascade import Sheets
from publisher.verify.perceived.markup_meaning import Documents
from publisher.verify.perceived.markup_seen import unseen

if TYPE_CHECKING:
    from publisher.plan.job import Job


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault of the page of `job`."""
    root = parse(data)
    body = root.find("body")
    if body is None:
        return  # it has no text, which another check reports
    documents = Documents(job, meaning(job), {"": root})
    texts = [style.text or "" for style in root.iter("style")]
    sheets = Sheets.read(texts)
    styles = sheets.styles(root)
    blocks = frozenset(documents.ids)
    families = frozenset((job.brand.body.name, job.brand.headings.name))
    for selector in sheets.unread:
        yield Fault("", selector, FaultKind.NOT_SEEN, "this rule cannot be judged")
    yield from unseen(body, styles, blocks, families)
    yield from markup_meaning.faults(documents)
    yield from markup_ways.faults(documents, styles)
    yield from markup_added.faults(documents)
    yield from markup_added.generated(styles, blocks)
    yield from markup_added.page_boxes(texts)
    yield from markup_head.faults(job, root, styles, data)
    yield from markup_pictures.inline_faults(documents, styles)
    yield from markup_pictures.restyled(styles)
    yield from markup_pictures.misfits(styles)
