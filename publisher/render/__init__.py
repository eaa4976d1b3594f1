"""Job → bytes. Renderers are siblings; each is imported when the first job of its format runs."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from publisher.edition.model import Format
from publisher.plan.job import Job


class Renderer(Protocol):
    """A module with one engine inside."""

    def render(self, job: Job) -> bytes:
        """The finished file. Pure: the same job gives the same bytes."""


FORMATS: dict[Format, str] = {
    Format.PDF: "publisher.render.pdf",
    Format.PRINT: "publisher.render.print.sheets",
    Format.WORD: "publisher.render.word",
    Format.EPUB: "publisher.render.ebook",
    Format.WEB: "publisher.render.web",
}


def render(job: Job) -> bytes:
    """The file that `job` asks for."""
    return cast(Renderer, import_module(FORMATS[job.edition.format])).render(job)
