"""Faults that readers see, hear or touch in a finished file although all its words are there.

Each module has `faults(job, data)`, which yields what a reader would miss, be misled by, or find
though nobody wrote it. `CHECKS` lists the modules that check each format.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from publisher.edition.model import Format

if TYPE_CHECKING:
    from publisher.plan.job import Job
    from publisher.verify.compare import Fault

CHECKS: dict[Format, tuple[str, ...]] = {
    Format.PDF: ("painted", "pdf_meaning", "side_by_side", "pdf_known", "page_breaks", "typefaces"),
    Format.PRINT: ("painted", "numbered", "pdf_known", "page_breaks", "typefaces"),
    Format.WORD: ("word", "typefaces"),
    Format.EPUB: ("ebook", "typefaces"),
    Format.WEB: ("markup", "typefaces"),
}
"""The names of the modules of this package that check each format."""


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault that a reader of the file of `job` would meet; raises for damaged bytes."""
    for module in load(job.edition.format):
        yield from module.faults(job, data)


def load(kind: Format) -> tuple[ModuleType, ...]:
    """The modules that check a format, imported when they are first needed."""
    return tuple(import_module(f"{__name__}.{name}") for name in CHECKS[kind])
