"""An edited Word file → what it was made from, what it says now, and what has no place in a source.

opened     the parts of the file, and the base that the publisher wrote into it
tracked    changes that Word tracks: settled, or a reason to stop
pieces     the body as paragraphs and tables, with the marks around each
identity   which text of the base each of them is
grammar    the tree that they say
facts      what they say of the clinic
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from publisher.content import inline
from publisher.edition.words import Words
from publisher.errors import BadOutput
from publisher.pull.docx import tracked
from publisher.pull.docx.body import BodyElement, Reader
from publisher.pull.docx.package import Base, Element, W, WordFile, opened
from publisher.pull.docx.styles import Kind, StyleRole
from publisher.pull.reading import clinic as facts
from publisher.pull.reading import document as grammar
from publisher.pull.reading.findings import Notice, ReadResult
from publisher.pull.reading.identity import Matched, identify, slots_of, texts
from publisher.roundtrip.styles import Style, style_named

Tree = dict[str, Any]
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
    theirs: Tree
    was: dict[str, tuple[int | None, ...]]
    clinic: Tree
    findings: tuple[Notice, ...]
    remarks: tuple[Remark, ...]
    matched: Matched
    mended: bool
    """Whether the file was damaged, so that words may be missing from it."""
    changes: tuple[tracked.TrackedChange, ...]
    """The tracked changes that were settled."""


class TrackedChanges(BadOutput):
    """The file holds tracked changes that nobody accepted or rejected."""

    def __init__(self, name: str, changes: Sequence[tracked.TrackedChange]) -> None:
        lines = [f"{name} holds {_count(len(changes), 'tracked change')}:"]
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


def read(
    file: WordFile,
    words: Words,
    *,
    tracking: Tracked = "refuse",
    made: frozenset[str] = frozenset(),
) -> EditedFile:
    """What `file` says. Raises `TrackedChanges` where there are some and `tracking` refuses.

    `words` are the labels of the file's language, `made` what else the publisher writes into it.
    """
    changes = _settled(file, tracking)
    base = file.base
    slots = list(slots_of(base.tree))
    anchors = _anchors(base.tree)
    notes, sources = _notes(file, anchors)
    anchors |= _marked_notes(file.body, notes)
    reader = Reader(file, anchors, notes)
    pieces = [*reader.pieces(file.body), *sources]
    unheard = [Notice(odd.what, "", odd.words) for odd in reader.unheard(file.body)]
    matched = identify(pieces, base, slots)
    known = made | _made_of(base, words) | grammar.made_of(base.tree, words)
    said = grammar.said(pieces, base.tree, slots, words, known, base.pictures)
    heads = [
        (part, piece)
        for part, root in file.heads
        for piece in Reader(file, {}, {}, part).pieces(root)
    ]
    shown = [*texts(pieces), *(piece for _, piece in heads)]
    clinic, unclear = facts.told(file, shown, said.contact, said.facts, words.about)
    return EditedFile(
        base=base,
        theirs=said.tree,
        was=said.was,
        clinic=clinic,
        findings=(*said.findings, *unheard, *unclear, *_in_heads(heads, base, known)),
        remarks=tuple(_remarks(file, pieces, said)),
        matched=matched,
        mended=file.mended,
        changes=tuple(changes),
    )


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number != 1 else ''}"


def _settled(file: WordFile, tracking: Tracked) -> list[tracked.TrackedChange]:
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


def _anchors(tree: Tree) -> dict[str, str]:
    """Addresses of glossary entries and references by the bookmarks that links point at."""
    from publisher.roundtrip.addresses import link_target

    entries = {link_target("entry", e["id"]): f"glossary/{e['id']}" for e in tree["glossary"]}
    return entries | {
        link_target("reference", r["id"]): f"references/{r['id']}" for r in tree["references"]
    }


def _notes(file: WordFile, anchors: dict[str, str]) -> tuple[dict[str, str], list[BodyElement]]:
    """References by the id of their endnote, and the texts of the references in endnotes.

    Other programs number notes anew, so a note is known by the bookmark in it, then by its words.
    """
    found: dict[str, str] = {}
    pieces: list[BodyElement] = []
    references = file.base.tree["references"]
    slots = [slot for slot in slots_of(file.base.tree) if slot.role is StyleRole.SOURCE]
    held: dict[str, list[BodyElement]] = {}
    for identity, note in file.endnotes.items():
        lines = list(Reader(file, anchors, {}, "endnotes").pieces(note))
        for piece in lines:
            piece.kind = replace(piece.kind, role=StyleRole.SOURCE)
        held[identity] = [piece for piece in lines if piece.words]
    every = [piece for lines in held.values() for piece in lines]
    identify(every, file.base, slots)
    taken = {piece.address for piece in every}
    for identity, lines in held.items():
        known = [piece for piece in lines if piece.address]
        if known:
            found[identity] = (known[0].address or "").split("/")[1]
        elif file.base.notes.get(identity) and lines:
            reference = file.base.notes[identity]
            address = f"references/{reference}/text"
            if address not in taken and any(r["id"] == reference for r in references):
                lines[0].address = address
                found[identity] = reference
        if identity in found:
            pieces += lines
    return found, pieces


def _marked_notes(body: Element, notes: dict[str, str]) -> dict[str, str]:
    """Addresses of references by the bookmarks around the marks of their notes."""
    found: dict[str, str] = {}
    open_: dict[str, str] = {}
    for element in body.iter(
        f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}endnoteReference", f"{W}p"
    ):
        if element.tag == f"{W}bookmarkStart":
            open_[element.get(f"{W}id", "")] = element.get(f"{W}name", "")
        elif element.tag == f"{W}bookmarkEnd":
            open_.pop(element.get(f"{W}id", ""), None)
        elif element.tag == f"{W}endnoteReference":
            reference = notes.get(element.get(f"{W}id", ""))
            for name in open_.values():
                if reference and not name.startswith(("block_", "section_", "entry_", "_p")):
                    found.setdefault(name, f"references/{reference}")
    return found


# What else the file holds ---------------------------------------------------------------------


def _made_of(base: Base, words: Words) -> frozenset[str]:
    """Sentences that the publisher makes of the clinic's facts."""
    clinic = base.clinic["clinic"]
    numbers = [base.clinic["emergency_number"], *(phone["number"] for phone in clinic["phones"])]
    return frozenset(
        {words.call_number.format(number=number) for number in numbers}
        | {words.publisher.format(name=clinic["name"]), clinic["name"]}
    )


_FURNITURE = re.compile(r"[\W\d_]+")


def _in_heads(
    heads: Sequence[tuple[str, BodyElement]], base: Base, known: frozenset[str]
) -> Iterator[Notice]:
    """Words in headers and footers that the publisher did not write."""
    tree = base.tree
    own = {inline.parse(tree[key]).plain for key in ("title", "short_title")}
    own |= {words for _, words in facts.facts_of(base.clinic)}
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


def _remarks(file: WordFile, pieces: Sequence[BodyElement], said: ReadResult) -> Iterator[Remark]:
    """The comments, in the order of the text that they are about."""
    seen: set[str] = set()
    place = ""
    for piece in pieces:
        if piece.kind.role in (StyleRole.SECTION, StyleRole.TITLE) and piece.words:
            place = piece.words
        for line in [piece, *(inner for inner in texts([piece]) if inner is not piece)]:
            for identity in line.comments:
                comment = file.comments.get(identity)
                if comment is None or identity in seen:
                    continue
                seen.add(identity)
                address = said.places.get(id(line)) or line.address or ""
                yield _remark(file, comment, line, place, address)
    for identity, comment in file.comments.items():
        if identity not in seen:
            yield _remark(file, comment, BodyElement(Kind(StyleRole.PARAGRAPH)), "", "")


def _remark(
    file: WordFile, comment: Element, piece: BodyElement, place: str, address: str
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


__all__ = ["EditedFile", "Remark", "Tracked", "TrackedChanges", "opened", "read"]
