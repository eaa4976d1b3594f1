"""An edited Word file → what it was made from, what it says now, and what has no place in a source.

`docx.package`   the parts of the file, and the base that the publisher wrote into it
`docx.tracked`   changes that Word tracks: settled, or a reason to stop
`docx.body`      the body as paragraphs and tables, with the marks around each
`identity`       which text of the base each of them is
`document`       the tree that they say; `blocks` reads what is under one heading, and both keep
                 a `notebook`
`clinic`         what they say of the clinic
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from publisher.content import inline
from publisher.edition.words import Words
from publisher.errors import BadOutput
from publisher.pull.docx import tracked
from publisher.pull.docx.body import BodyElement, BodyReader
from publisher.pull.docx.package import Base, Element, OurWordFile, W, opened
from publisher.pull.docx.styles import Kind, StyleRole
from publisher.pull.reading.clinic import clinic_facts_in, facts_of
from publisher.pull.reading.document import made_of, read_tree
from publisher.pull.reading.findings import Notice, ReadResult
from publisher.pull.reading.identity import Matched, identify, slots_of, texts
from publisher.pull.reading.wording import Lacking, nothing_lacks
from publisher.pull.tree import ConditionTree, Tree
from publisher.roundtrip.addresses import Address, link_target
from publisher.roundtrip.styles import Style, style_named

Tracked = Literal["accept", "reject", "refuse"]
_SHOWN = 20  # tracked changes that are named one by one


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: who wrote it when, about which words, and the address of their text."""

    author: str
    day: str
    text: str
    about: str
    place: str
    address: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """All that an edited file says."""

    base: Base
    theirs: ConditionTree
    was: dict[str, tuple[int | None, ...]]
    clinic: Tree
    findings: tuple[Notice, ...]
    remarks: tuple[Remark, ...]
    matched: Matched
    repaired: bool
    """Whether the file was damaged, so that words may be missing from it."""
    changes: tuple[tracked.TrackedChange, ...]
    """The tracked changes that were settled."""


class TrackedChanges(BadOutput):
    """The file contains tracked changes that nobody accepted or rejected."""

    def __init__(self, name: str, changes: Sequence[tracked.TrackedChange]) -> None:
        lines = [f"{name} contains {_count(len(changes), 'tracked change')}:"]
        for change in changes[:_SHOWN]:
            place = f"{change.place}: " if change.place else ""
            author = f" ({change.author})" if change.author else ""
            lines.append(f"  {place}{change.kind}{author}: {change.words or '(no words)'}")
        if len(changes) > _SHOWN:
            lines.append(f"  and {len(changes) - _SHOWN} more")
        lines.append(
            "Say --tracked accept or --tracked reject, or settle them in Word. Nothing was written."
        )
        super().__init__("\n".join(lines))


def read_word_file(
    file: OurWordFile,
    words: Words,
    *,
    tracking: Tracked = "refuse",
    made: frozenset[str] = frozenset(),
    lacking: Lacking = nothing_lacks,
) -> EditedFile:
    """What `file` says. Raises `TrackedChanges` where there are some and `tracking` refuses.

    `words` are the labels of the file's language, `made` what else the publisher writes into it,
    `lacking` the signs that the brands cannot set.
    """
    changes = _settled(file, tracking)
    base = file.base
    slots = list(slots_of(base.tree))
    anchors = _anchors(base.tree)
    reader = BodyReader(file, anchors)
    pieces = list(reader.pieces(file.body))
    unheard = [Notice(odd.what, "", odd.words) for odd in reader.unheard(file.body)]
    pieces, matched = identify(pieces, base, slots)
    known = made | _made_of(base, words) | made_of(base.tree, words)
    result = read_tree(pieces, base.tree, slots, words, known, base.pictures, lacking)
    heads = _headers_and_footers(file)
    shown = [*texts(pieces), *(piece for _, piece in heads)]
    clinic, unclear = clinic_facts_in(file, shown, result.contact, result.facts, words.about)
    return EditedFile(
        base=base,
        theirs=result.tree,
        was={str(list_): positions for list_, positions in result.was.items()},
        clinic=clinic,
        findings=(*result.findings, *unheard, *unclear, *_in_heads(heads, base, known)),
        remarks=tuple(_remarks(file, pieces, result)),
        matched=matched,
        repaired=file.repaired,
        changes=tuple(changes),
    )


def _headers_and_footers(file: OurWordFile) -> list[tuple[str, BodyElement]]:
    """What headers and footers contain, each with the name of its part."""
    return [
        (part, piece)
        for part, root in file.heads
        for piece in BodyReader(file, {}, part).pieces(root)
    ]


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number != 1 else ''}"


def _settled(file: OurWordFile, tracking: Tracked) -> list[tracked.TrackedChange]:
    headings = frozenset(
        key
        for key, style in file.styles.items()
        if style_named(style.name) in (Style.TITLE, Style.HEADING_1, Style.HEADING_2)
    )
    roots = [file.body, *file.endnotes.values(), *(root for _, root in file.heads)]
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


def _made_of(base: Base, words: Words) -> frozenset[str]:
    """Sentences that the publisher makes of the clinic's facts."""
    clinic = base.clinic["clinic"]
    numbers = [base.clinic["emergency_number"], *(phone["number"] for phone in clinic["phones"])]
    lines = (words.call_number, words.urgent_emergency, words.urgent_call)
    # Without its number too, which is a fact of the clinic and comes home by itself.
    called = {line.format(number=number) for line in lines for number in (*numbers, "")}
    called |= {one.strip() for one in called}
    return frozenset(called | {words.publisher.format(name=clinic["name"]), clinic["name"]})


_FURNITURE = re.compile(r"[\W\d_]+")


def _in_heads(
    heads: Sequence[tuple[str, BodyElement]], base: Base, known: frozenset[str]
) -> Iterator[Notice]:
    """Words in headers and footers that the publisher did not write."""
    tree = base.tree
    own = {inline.parse(tree[key]).plain for key in ("title", "short_title")}
    own |= {words for _, words in facts_of(base.clinic)}
    phrases = sorted(own | known, key=len, reverse=True)
    for part, piece in heads:
        rest = "".join(span.text for span in piece.spans if span.fact is None)
        for phrase in phrases:
            rest = rest.replace(phrase, " ")
        if _FURNITURE.sub("", rest):
            yield Notice("words in the header or footer", part, piece.words)
        for odd in piece.odd:
            if odd.words.strip():
                yield Notice(f"{odd.what} in the header or footer", part, odd.words)


def _remarks(
    file: OurWordFile, pieces: Sequence[BodyElement], result: ReadResult
) -> Iterator[Remark]:
    """The comments, in the order of the text that they are about."""
    seen: set[str] = set()
    place = ""
    for piece in pieces:
        if piece.order in result.opening and piece.words:
            place = piece.words
        for line in [piece, *(inner for inner in texts([piece]) if inner is not piece)]:
            for identity in line.comments:
                comment = file.comments.get(identity)
                if comment is None or identity in seen:
                    continue
                seen.add(identity)
                address = result.places.get(line.order) or line.address
                yield _remark(file, comment, line, place, str(address or ""))
    for identity, comment in file.comments.items():
        if identity not in seen:
            yield _remark(file, comment, BodyElement(Kind(StyleRole.PARAGRAPH)), "", "")


def _remark(
    file: OurWordFile, comment: Element, piece: BodyElement, place: str, address: str
) -> Remark:
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment.iter(f"{W}p")]
    return Remark(
        author=comment.get(f"{W}author", "") or "unknown",
        day=comment.get(f"{W}date", "")[:10],
        text=" ".join(" ".join(lines).split()),
        about=" ".join(piece.words.split()),
        place=place,
        address=address,
        done=comment.get(f"{W}id", "") in file.resolved,
    )


__all__ = ["EditedFile", "Remark", "Tracked", "TrackedChanges", "opened", "read_word_file"]
