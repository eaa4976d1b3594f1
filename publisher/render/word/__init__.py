"""Job → an editable Word file: one paragraph style for each kind of text, no direct formatting.

A condition becomes a row of specs (`front_and_back`, `sections`, `blocks`), which `body` writes
as Open XML into the package that `package` makes from the templates of the edition.
"""

from __future__ import annotations

from collections.abc import Iterable

from publisher.plan.job import Job
from publisher.render.word.body import DocumentBody
from publisher.render.word.controls import ContentControls
from publisher.render.word.easy_read import easy_read
from publisher.render.word.front_and_back import back, front
from publisher.render.word.package import blank, finished
from publisher.render.word.sections import contents, sections
from publisher.render.word.specs import BodySpec


def render(job: Job) -> bytes:
    """The finished Word file."""
    controls = ContentControls(job)
    document = blank(job, controls)
    body = DocumentBody(job, document, controls)
    for spec in _specs(job):
        body.add(spec)
    return finished(document, job, body.shown, body.pictures)


def _specs(job: Job) -> Iterable[BodySpec]:
    """All that is in the body, in its order."""
    if job.edition.is_plain:
        return easy_read(job)
    return (*front(job), contents(job), *sections(job), *back(job))
