"""Finished sheets → steps that have a wrong number, or none.

Sheets have no tags, but they are painted in reading order: the number of a step is painted
directly before its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.found import joined
from publisher.verify.extract.right_to_left import page_text
from publisher.verify.meaning import meaning

if TYPE_CHECKING:
    from publisher.plan.job import Job


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every step of the sheets of `job` whose number is missing or wrong."""
    import pypdfium2

    lists = [one for one in meaning(job).lists if one.start]
    if not lists:
        return
    document = pypdfium2.PdfDocument(data)
    lines = [line for page in document for line in page_text(page.get_textpage()).splitlines()]
    shown = "\n".join(map(joined, lines))
    steps = [(joined(item), str(n)) for one in lists for n, item in enumerate(one.items, one.start)]
    for wanted in lists:
        for step, item in enumerate(wanted.items, wanted.start):
            # Words may continue in the next line; a number alone in the line before is no word.
            words = r"\n?".join(map(re.escape, joined(item)))
            numbers = re.findall(rf"(?:(?<!\d)(\d+)\.\n?)?{words}", shown)
            # Another step may have the same words, or begin with them, and no citation in them.
            others = {n for words, n in steps if words.startswith(joined(item))}
            if str(step) not in numbers and not others >= {*numbers}:
                found = next(filter(None, numbers), "")
                detail = f"is step {found}, not step {step}" if found else f"is not step {step}"
                yield Fault(wanted.block, item, FaultKind.STRUCTURE, detail)
