"""Job → bytes. Renderers are siblings; each is imported when the first job of its format runs."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from publisher.edition.model import Format
from publisher.layout.engine import load_weasyprint
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

_LATER: dict[Format, tuple[str, ...]] = {
    Format.PDF: ("pikepdf", "pypdfium2"),
    Format.PRINT: ("pikepdf", "pypdfium2", "publisher.preflight"),
    Format.WORD: ("docx", "pypdfium2"),
    Format.EPUB: ("ebooklib", "pypdfium2"),
    Format.WEB: (),
}
"""What a job of each format imports only when it comes to it."""


def render(job: Job) -> bytes:
    """The file that `job` asks for."""
    return cast(Renderer, import_module(FORMATS[job.edition.format])).render(job)


def load(formats: Iterable[Format]) -> None:
    """Imports everything that files of these formats are made with, for workers to copy."""
    import_module("jinja2.sandbox")
    for one in formats:
        if one is not Format.WEB:
            load_weasyprint()
        for name in (FORMATS[one], *_LATER[one]):
            import_module(name)
