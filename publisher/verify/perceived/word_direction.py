"""A Word file in a language from right to left → what of it runs the other way.

Sections, tables, default paragraphs and each run of the language must say that they run from right
to left; a run of Latin letters or of a number with signs must not, for its order would change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.right_to_left import runs_left
from publisher.verify.perceived.markup_added import direction

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile(r"\d[-.,:/\u2011]\d|[A-Za-z]")
_LEFT_TO_RIGHT = "\u200e"


def is_asked(job: Job) -> bool:
    """Whether the file is in a language from right to left."""
    return direction(job, "html") == "rtl"


def faults(job: Job, trees: Mapping[str, etree._Element]) -> Iterator[Fault]:
    """Everything in the parts of the file of `job` that runs the wrong way."""
    if not is_asked(job):
        return
    for name, tree in trees.items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for section in tree.iter(f"{_W}sectPr"):
            if section.find(f"{_W}bidi") is None:
                yield _wrong("", "a section begins on the left")
        for table in tree.iter(f"{_W}tbl"):
            if table.find(f"{_W}tblPr/{_W}bidiVisual") is None:
                yield _wrong("", "a table begins on the left")
        for paragraph in tree.iter(f"{_W}p"):
            yield from _runs(paragraph)
    styles = trees["word/styles.xml"]
    default = styles.find(f"{_W}docDefaults/{_W}pPrDefault/{_W}pPr/{_W}bidi")
    if default is None:
        yield _wrong("", "paragraphs run from left to right")


def _runs(paragraph: etree._Element) -> Iterator[Fault]:
    before = ""
    for run in paragraph.iter(f"{_W}r"):
        words = "".join(run.itertext(f"{_W}t"))
        turns = run.find(f"{_W}rPr/{_W}rtl") is not None
        if runs_left(words) and not turns:
            yield _wrong(words, "runs from left to right")
        if turns and _NUMBER.search(words):
            yield _wrong(words, "has Latin letters or a number that run from right to left")
        joined = re.match(r"\d+[-.,:/\u2011]\d", words)
        if joined and runs_left(before) and not before.endswith(_LEFT_TO_RIGHT):
            yield _wrong(words, "shows its groups in reverse order")
        before += words


def _wrong(words: str, detail: str) -> Fault:
    return Fault("", words, FaultKind.STRUCTURE, detail)
