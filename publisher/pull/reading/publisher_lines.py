"""The lines of a Word file that the publisher writes itself, which are in no source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from publisher.content.model import Code, Review, shown_address
from publisher.edition.words import Words
from publisher.pull.docx.base import Base
from publisher.pull.reading.results import single_spaced
from publisher.pull.tree import BlockTree, ConditionTree


def publisher_lines(base: Base, words: Words) -> frozenset[str]:
    """The labels of the language, and the sentences made of them, of the source and the clinic."""
    return _lines_of_source(base.tree, words) | _lines_of_clinic(base, words)


def _lines_of_source(tree: ConditionTree, words: Words) -> frozenset[str]:
    lines = {label for label in words.labels.values() if "{" not in label}
    lines.add(words.review(Review.model_validate(tree["review"])))
    modified = words.date(date.fromisoformat(tree["modified"]))
    lines.add(words.version.format(version=tree["version"], modified=modified))
    if tree["codes"]:
        lines.add(words.code_line(tuple(Code.model_validate(code) for code in tree["codes"])))
    lines |= {line for block in _blocks(tree) for line in _lines_of_recording(block, words)}
    return frozenset(single_spaced(line) for line in lines)


def _blocks(tree: ConditionTree) -> Iterator[BlockTree]:
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            yield from holder["blocks"]


def _lines_of_recording(block: BlockTree, words: Words) -> Iterator[str]:
    if block["kind"] in ("video", "audio"):
        yield words.recording(block["kind"], block["length"])
        yield shown_address(block["url"])


def _lines_of_clinic(base: Base, words: Words) -> frozenset[str]:
    clinic = base.clinic["clinic"]
    numbers = [base.clinic["emergency_number"], *(phone["number"] for phone in clinic["phones"])]
    labels = (words.call_number, words.urgent_emergency, words.urgent_call)
    # Without a number too: the number is a fact of the clinic, and is read by itself.
    lines = {label.format(number=number) for label in labels for number in (*numbers, "")}
    lines |= {line.strip() for line in lines}
    return frozenset(lines | {words.publisher.format(name=clinic["name"]), clinic["name"]})
