"""A finished file → the proof that nothing of its source was lost, and that it is sound.

Nothing here looks at how a file was made: what it must contain is worked out from the source,
what it does contain is read from its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from publisher.edition.model import Format
from publisher.verify import both, perceived, printed
from publisher.verify.compare import Fault, FaultKind, Fidelity, compare
from publisher.verify.expect import Expected, ExpectedText, TextRole
from publisher.verify.extract.found import Found, UnreadableFile
from publisher.verify.meaning import meaning

if TYPE_CHECKING:
    from publisher.edition.scheme import Scheme
    from publisher.plan.job import Job

__all__ = [
    "Expected",
    "ExpectedText",
    "Fault",
    "FaultKind",
    "Fidelity",
    "Found",
    "TextRole",
    "UnreadableFile",
    "compare",
    "extract",
    "extract_sheets",
    "fidelity",
    "load",
    "meaning",
    "pieces",
    "site_fidelity",
    "standard",
    "words_fidelity",
]

Item = TypeVar("Item")

_READERS = {
    Format.PDF: "publisher.verify.extract.pdf",
    Format.WORD: "publisher.verify.extract.word",
    Format.EPUB: "publisher.verify.extract.ebook",
    Format.WEB: "publisher.verify.extract.web",
}


_READER_OF_SHEETS = "publisher.verify.extract.sheets"


def load(formats: Iterable[Format]) -> None:
    """Imports everything that files of these formats are verified with, for workers to copy."""
    import_module("publisher.verify.standards")
    for one in formats:
        import_module(_READERS.get(one, _READER_OF_SHEETS))
        perceived.load(one)


def pieces(job: Job) -> Expected:
    """The texts that the file of `job` must contain, by its condition, brand and words alone."""
    return both.pieces(job) if job.edition.scheme is None else printed.pieces(job)


def extract(kind: Format, data: bytes) -> tuple[Found, ...]:
    """The texts of a file in reading order. Raises `UnreadableFile` where it cannot be read.

    Sheets for a print shop are read by `extract_sheets`: only their scheme says where panels are.
    """
    return _read(import_module(_READERS[kind]).read, data)


def extract_sheets(scheme: Scheme, paper: str, data: bytes, columns: int = 1) -> tuple[Found, ...]:
    """The text of each panel or page in reading order. Raises `UnreadableFile`."""
    from publisher.verify.extract import sheets

    return _read(lambda data: sheets.read(data, scheme, paper, columns), data)


def _found(job: Job, data: bytes) -> tuple[Found, ...]:
    if job.edition.scheme is not None:
        columns = job.edition.panels.columns if job.edition.panels else 1
        return extract_sheets(job.edition.scheme, job.brand.paper.name.lower(), data, columns)
    return extract(job.edition.format, data)


def _read(read: Callable[[bytes], Iterator[Item]], data: bytes) -> tuple[Item, ...]:
    try:
        return tuple(read(data))
    except UnreadableFile:
        raise
    # A damaged file can make any of four parsers raise anything; the cause is always the file.
    except Exception as exc:
        raise UnreadableFile(f"{type(exc).__name__}: {exc}") from exc


def fidelity(job: Job, data: bytes) -> Fidelity:
    """What the file of `job` lacks of its source, as a report; never raises for damaged bytes."""
    return _proven(job, data, partial(perceived.faults, job))


def words_fidelity(job: Job, data: bytes) -> Fidelity:
    """As `fidelity`, of the words of a file and their order alone."""
    return _proven(job, data, lambda _: iter(()))


def site_fidelity(job: Job, data: bytes, style_sheets: Sequence[str]) -> Fidelity:
    """As `fidelity`, of a page of a site, whose style sheets are in files of their own."""
    from publisher.verify.perceived import markup

    return _proven(job, data, lambda page: markup.site_faults(job, page, style_sheets))


def _proven(job: Job, data: bytes, look: Callable[[bytes], Iterator[Fault]]) -> Fidelity:
    expected = pieces(job)
    try:
        report = compare(expected, _found(job, data), job.edition.format)
        return report.with_faults(_read(look, data))
    except UnreadableFile as exc:
        fault = Fault("", "", FaultKind.UNREADABLE, str(exc))
        return Fidelity(len(expected.blocks), 0, len(expected.pieces), (fault,))


def standard(job: Job, data: bytes) -> tuple[str, ...]:
    """What the file lacks of its format's standard, by checks that are fast enough for builds."""
    from publisher.verify import standards

    try:
        return tuple(standards.CHECKS[job.edition.format](job, data))
    # As above: where a check raises an error, the file is damaged.
    except Exception as exc:  # noqa: BLE001
        return (f"cannot be read: {type(exc).__name__}: {exc}",)
