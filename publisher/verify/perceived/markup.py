"""A finished web page → all that a reader of it would miss, be misled by, or find added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from publisher.verify.perceived.cascade import Sheets, Styles
from publisher.verify.perceived.markup_meaning import Documents
from publisher.verify.perceived.markup_seen import unseen

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault of the page of `job`."""
    root = parse(data)
    body = root.find("body")
    if body is None:
        return  # it has no text, which another check reports
    documents = Documents(job, meaning(job), {"": root})
    texts = _own_style(root)
    sheets = Sheets.read(texts)
    styles = sheets.styles(root)
    yield from _read_and_seen(documents, body, sheets, styles)
    yield from markup_ways.faults(documents, styles)
    yield from markup_added.faults(documents)
    yield from markup_added.page_boxes(texts)
    yield from markup_head.faults(job, root, styles, data)
    yield from markup_pictures.inline_faults(documents, styles)


def site_faults(job: Job, data: bytes, style_sheets: Sequence[str]) -> Iterator[Fault]:
    """Every fault of a page of a site with the guide of `job`.

    `style_sheets` are those that it links to. What is around the guide, its navigation and the
    buttons that a script brings to life, says nothing of it.
    """
    root = parse(data)
    body, main = root.find("body"), next(root.iter("main"), None)
    if body is None or main is None:
        yield Fault("", "", FaultKind.STRUCTURE, "the page does not say what its main part is")
        return
    body[:] = [main]
    for around in [*main.iter("button", "nav", "template")]:
        if (above := around.getparent()) is not None:
            above.remove(around)
    documents = Documents(job, meaning(job), {"": root})
    sheets = Sheets.read([*style_sheets, *_own_style(root)])
    styles = sheets.styles(root)
    yield from _read_and_seen(documents, main, sheets, styles)
    yield from markup_pictures.inline_faults(documents, styles, on_site=True)


def _own_style(root: etree._Element) -> list[str]:
    return [style.text or "" for style in root.iter("style")]


def _read_and_seen(
    documents: Documents, part: etree._Element, sheets: Sheets, styles: Styles
) -> Iterator[Fault]:
    """What is wrong with the words of a part of a page: how they look, and what they mean."""
    job, blocks = documents.job, frozenset(documents.ids)
    families = frozenset((job.brand.body.name, job.brand.headings.name))
    for selector in sheets.unread:
        yield Fault("", selector, FaultKind.NOT_SEEN, "this rule cannot be judged")
    yield from unseen(part, styles, blocks, families)
    yield from markup_meaning.faults(documents)
    yield from markup_added.generated(styles, blocks)
    yield from markup_pictures.restyled(styles)
    yield from markup_pictures.misfits(styles)
