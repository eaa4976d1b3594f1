"""Letters that a file shows, and that the fonts inside it lack: Word files and web pages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container, Iterable, Iterator

from lxml import etree

from publisher.edition.model import Format
from publisher.plan.job import Job
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.web import parse

_T = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_TEXT_PARTS = re.compile(r"word/(document|header\d|footer\d)\.xml")


def lacking(
    job: Job, data: bytes, found: Iterable[tuple[str, int, Container[str]]]
) -> Iterator[Fault]:
    """Letters of the file that a face of the brand has, and not the part of it that is inside.

    A reader sees them in another face, or as boxes. `found` are the family, weight and letters of
    each font inside.
    """
    fonts = list(found)
    used = sorted(c for c in _letters_in(job, data) if c.isprintable() and not c.isspace())
    for family in dict.fromkeys((job.brand.body, job.brand.headings)):
        own = [(weight, letters) for name, weight, letters in fonts if name == family.name]
        for weight in sorted({weight for weight, _ in own}):
            there = [letters for one, letters in own if one == weight]
            absent = [c for c in used if not any(c in letters for letters in there)]
            if letters := [c for c in absent if family.covers(c)]:
                detail = f"the font {family.name} {weight} in the file lacks these letters"
                yield Fault("", " ".join(letters[:9]), FaultKind.NOT_SEEN, detail)


def _letters_in(job: Job, data: bytes) -> frozenset[str]:
    """The letters that a reader sees in a file that brings parts of the brand's fonts."""
    match job.edition.format:
        case Format.WORD:
            with zipfile.ZipFile(io.BytesIO(data)) as file:
                return letters_of_word(file)
        case Format.WEB:
            return _letters_of_page(parse(data))
        case _:
            return frozenset()


def _letters_of_page(page: etree._Element) -> frozenset[str]:
    """The letters of a page without its scripts and style sheets."""
    body = page.find("body")
    elements = () if body is None else tuple(body.iter())
    shown = [one for one in elements if one.tag not in ("script", "style", "template")]
    texts = (*(one.text for one in shown), *(one.tail for one in elements))
    return frozenset("".join(text or "" for text in texts))


def letters_of_word(file: zipfile.ZipFile) -> frozenset[str]:
    """The letters of body, heads and feet."""
    parts = [name for name in file.namelist() if _TEXT_PARTS.fullmatch(name)]
    texts = (one.text or "" for name in parts for one in etree.fromstring(file.read(name)).iter(_T))
    return frozenset("".join(texts))
