"""A guide's page on a site → what its reader would miss, be misled by, or find added.

The style of a site is in files of its own, which are given; what is around the guide, its
navigation and the buttons that a script brings to life, says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.web import parse
from publisher.verify.meaning import meaning
from publisher.verify.perceived import markup_added, markup_meaning, markup_pictures
from publisher.verify.perceived.cascade import Sheets
from publisher.verify.perceived.markup_meaning import Documents
from publisher.verify.perceived.markup_seen import unseen

if TYPE_CHECKING:
    from publisher.plan.job import Job


def faults(job: Job, data: bytes, style_sheets: Sequence[str]) -> Iterator[Fault]:
    """Every fault of a page with the guide of `job`; `style_sheets` are those that it links to."""
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
    sheets = Sheets.read([*style_sheets, *(style.text or "" for style in root.iter("style"))])
    styles = sheets.styles(root)
    blocks = frozenset(documents.ids)
    families = frozenset((job.brand.body.name, job.brand.headings.name))
    for selector in sheets.unread:
        yield Fault("", selector, FaultKind.NOT_SEEN, "this rule cannot be judged")
    yield from unseen(main, styles, blocks, families)
    yield from markup_meaning.faults(documents)
    yield from markup_added.generated(styles, blocks)
    yield from markup_pictures.inline_faults(documents, styles, on_site=True)
    yield from markup_pictures.restyled(styles)
    yield from markup_pictures.misfits(styles)
