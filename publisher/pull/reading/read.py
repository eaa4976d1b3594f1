"""An edited Word file → its base, its text now, and the leftovers that have no place in a source.

The stages, each a function of the one before:

`docx.package`   the parts of the file, and the base that the publisher wrote into it
`docx.tracked`   tracked changes, accepted, rejected or refused
`docx.body`      the body as paragraphs and tables, with the marks around each
`identity`       which text of the base each of them is
`outline`        front, sections and back
`document`       the tree that they make: `front`, `sections`, `blocks` under one heading, `back`
`clinic`         the facts of the clinic
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from publisher.content import inline
from publisher.edition.words import Words
from publisher.errors import BadOutput
from publisher.pull.docx import tracked
from publisher.pull.docx.base import Base
from publisher.pull.docx.body import BodyReader
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.package import OurWordFile, opened
from publisher.pull.docx.xml import Element, W
from publisher.pull.reading.base_texts import BaseText, plain_texts_of, texts_of
from publisher.pull.reading.clinic import clinic_facts_in, facts_of
from publisher.pull.reading.document import read_document
from publisher.pull.reading.facts import FactNames
from publisher.pull.reading.identity import Matched, identify, paragraphs_in
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.plain import read_plain
from publisher.pull.reading.publisher_lines import publisher_lines
from publisher.pull.reading.results import Notice, ReadResult, counted, single_spaced
from publisher.pull.reading.source_text import Unprintable, all_printable
from publisher.pull.tree import ClinicFacts, ConditionTree
from publisher.roundtrip.addresses import Address, link_target
from publisher.roundtrip.styles import Style, style_named

Tracked = Literal["accept", "reject", "refuse"]
_SHOWN = 20  # tracked changes that are named one by one


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment in a Word file."""

    author: str
    day: str
    """The date in ISO form; empty if it has none."""
    text: str
    about: str
    """The words of the paragraph that it is on."""
    place: str
    """The heading of the section that it is in."""
    address: str
    """The address of the text that it is on; empty for none."""
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """Everything that was read of an edited file."""

    base: Base
    theirs: ConditionTree
    """The condition as the file has it now."""
    positions: dict[str, tuple[int | None, ...]]
    """See `merging.merge`: the positions in the base of the members of lists, by address."""
    clinic: ClinicFacts
    """The facts of the clinic as the file has them now."""
    notices: tuple[Notice, ...]
    comments: tuple[WordComment, ...]
    matched: Matched
    repaired: bool
    """Whether the file was damaged, so that words may be missing from it."""
    changes: tuple[tracked.TrackedChange, ...]
    """The tracked changes that were accepted or rejected."""


class TrackedChanges(BadOutput):
    """The file contains tracked changes that nobody accepted or rejected."""

    def __init__(self, name: str, changes: Sequence[tracked.TrackedChange]) -> None:
        lines = [f"{name} contains {counted(len(changes), 'tracked change')}:"]
        for change in changes[:_SHOWN]:
            place = f"{change.place}: " if change.place else ""
            author = f" ({change.author})" if change.author else ""
            lines.append(f"  {place}{change.kind}{author}: {change.words or '(no words)'}")
        if len(changes) > _SHOWN:
            lines.append(f"  and {len(changes) - _SHOWN} more")
        lines.append(
            "Use --tracked accept or --tracked reject, or do so in Word. Nothing was written."
        )
        super().__init__("\n".join(lines))


def read_word_file(
    file: OurWordFile,
    words: Words,
    *,
    tracking: Tracked = "refuse",
    brand_lines: frozenset[str] = frozenset(),
    unprintable: Unprintable = all_printable,
) -> EditedFile:
    """Reads a file. Raises `TrackedChanges` where it has some and `tracking` is "refuse".

    `words` are the labels of its language, `brand_lines` the lines in it that name the brand,
    `unprintable` says which characters the brands have no glyph for.
    """
    changes = _without_tracked_changes(file, tracking)
    base = file.base
    names = FactNames(base.clinic)
    base_texts = _base_texts(base, names)
    reader = BodyReader(file, _anchors(base.tree))
    elements = list(reader.elements(file.body))
    unread = [Notice(one.what, "", one.words) for one in reader.unread(file.body)]
    elements, matched = identify(elements, base, base_texts)
    own_lines = brand_lines | publisher_lines(base, words)
    notes = Notebook(base, base_texts, words, own_lines, names, unprintable)
    result = (read_plain if base.is_plain else read_document)(notes, elements)
    margins = _headers_and_footers(file)
    shown = [*paragraphs_in(elements), *(element for _, element in margins)]
    clinic, unclear = clinic_facts_in(file, shown, result.contact_lines, result.facts, words.about)
    in_margins = _notices_of_margins(margins, base, own_lines)
    return EditedFile(
        base=base,
        theirs=result.tree,
        positions={str(address): positions for address, positions in result.positions.items()},
        clinic=clinic,
        notices=(*result.notices, *unread, *unclear, *in_margins),
        comments=tuple(_comments(file, elements, result)),
        matched=matched,
        repaired=file.repaired,
        changes=tuple(changes),
    )


def _base_texts(base: Base, names: FactNames) -> list[BaseText]:
    """The texts of the base that the file shows, with the facts of the clinic in them."""
    own = (plain_texts_of if base.is_plain else texts_of)(base.tree)
    return [replace(text, facts=names.facts) for text in own]


def _headers_and_footers(file: OurWordFile) -> list[tuple[str, BodyElement]]:
    """What headers and footers contain, each with the name of its part."""
    return [
        (part, element)
        for part, root in file.headers_and_footers
        for element in BodyReader(file, {}, part).elements(root)
    ]


def _without_tracked_changes(file: OurWordFile, tracking: Tracked) -> list[tracked.TrackedChange]:
    headings = frozenset(
        key
        for key, style in file.styles.items()
        if style_named(style.name) in (Style.TITLE, Style.HEADING_1, Style.HEADING_2)
    )
    roots = [file.body, *file.endnotes.values(), *(root for _, root in file.headers_and_footers)]
    changes = [change for root in roots for change in tracked.changes(root, headings)]
    if changes and tracking == "refuse":
        raise TrackedChanges(file.name, changes)
    for root in roots:
        tracked.settle(root, accept=tracking != "reject")
    return changes


# References and what points at them -----------------------------------------------------------


def _anchors(tree: ConditionTree) -> dict[str, Address]:
    """Addresses of glossary entries and references by the bookmarks that links point at."""
    entries = {link_target("entry", e["id"]): Address.entry(e["id"]) for e in tree["glossary"]}
    return entries | {
        link_target("reference", r["id"]): Address.reference(r["id"]) for r in tree["references"]
    }


# What else the file contains ---------------------------------------------------------------------


_NO_LETTERS = re.compile(r"[\W\d_]+")


def _notices_of_margins(
    margins: Sequence[tuple[str, BodyElement]], base: Base, own_lines: frozenset[str]
) -> Iterator[Notice]:
    """Words in headers and footers that the publisher did not write."""
    titles = {inline.parse(text).plain for text in (base.tree["title"], base.tree["short_title"])}
    facts = {words for _, words in facts_of(base.clinic)}
    phrases = sorted(titles | facts | own_lines, key=len, reverse=True)
    for part, element in margins:
        rest = "".join(span.text for span in element.spans if span.fact is None)
        for phrase in phrases:
            rest = rest.replace(phrase, " ")
        if _NO_LETTERS.sub("", rest):
            yield Notice("words in the header or footer", part, element.words)
        for one in element.unsupported:
            if one.words.strip():
                yield Notice(f"{one.what} in the header or footer", part, one.words)


def _comments(
    file: OurWordFile, elements: Sequence[BodyElement], result: ReadResult
) -> Iterator[WordComment]:
    """The comments in the order of the text that they are on, those on no text last."""
    seen: set[str] = set()
    place = ""
    for element in elements:
        if element.order in result.section_starts and element.words:
            place = element.words
        inside = (inner for inner in paragraphs_in([element]) if inner is not element)
        for holder in (element, *inside):
            for identity in holder.comments:
                comment = file.comments.get(identity)
                if comment is None or identity in seen:
                    continue
                seen.add(identity)
                address = result.addresses.get(holder.order) or holder.address
                yield _comment(file, comment, holder.words, place, str(address or ""))
    for identity, comment in file.comments.items():
        if identity not in seen:
            yield _comment(file, comment, "", "", "")


def _comment(
    file: OurWordFile, comment: Element, about: str, place: str, address: str
) -> WordComment:
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment.iter(f"{W}p")]
    return WordComment(
        author=comment.get(f"{W}author", "") or "unknown",
        day=comment.get(f"{W}date", "")[:10],
        text=single_spaced(" ".join(lines)),
        about=single_spaced(about),
        place=place,
        address=address,
        done=comment.get(f"{W}id", "") in file.resolved,
    )


__all__ = ["EditedFile", "Tracked", "TrackedChanges", "WordComment", "opened", "read_word_file"]
