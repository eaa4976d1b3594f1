"""The first page of a printed guide → the lines that say whom to call, where they are not on it.

Whoever needs help now looks at the first page and turns none: a line that has moved to the second
is whole and in order, and too late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from publisher.plan.job import Job


def number(job: Job) -> int | None:
    """The page that must say whom to call, from 1: the first, in a booklet the one after the cover.

    None for what has no such lines (question sheets), or its boxes of urgency on a panel of their
    own (folded sheets), and for imposed booklets, which have the pages of the plain one.
    """
    edition = job.edition
    if edition.scheme is not None:
        print_ = edition.scheme.print
        return 2 if print_.kind == "booklet" and not print_.spreads else None
    return None if edition.is_extract and not edition.is_short else 1


def faults(job: Job, pages: Mapping[int, str]) -> Iterator[Fault]:
    """A fault for each line of whom to call that is on another page; `pages` has all their words.

    A line that is on none is missing, which the comparison of texts says.
    """
    if (right := number(job)) is None:
        return
    said = {page: letters(words) for page, words in pages.items()}
    for half, urgency in ((each, one) for each in job.halves for one in each.condition.urgencies):
        if called := half.brand.number_for(urgency):
            line = half.words.urgent_line(urgency).format(number=called)
            found = {page for page, words in said.items() if letters(line) in words}
            if found and right not in found:
                yield Fault("urgent", line, FaultKind.NOT_SEEN, f"is not on page {right}")
