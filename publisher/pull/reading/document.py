"""A row of pieces → the tree that they say, in the shape of the base.

What a piece is comes from its style, which text it is from its address, and where it belongs from
its place. What has no place in a condition is handed back with its words, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast

from publisher.content.model import Code, Review, SectionKind
from publisher.edition.words import Words
from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.merging.merge import fresh_id
from publisher.pull.reading.blocks import read_blocks
from publisher.pull.reading.findings import FLOW, Notice, ReadResult, between, plain, position
from publisher.pull.reading.identity import Slot
from publisher.pull.reading.lost_headings import parted
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.wording import Lacking, nothing_lacks
from publisher.pull.tree import (
    BlockTree,
    ConditionTree,
    EntryTree,
    ReferenceTree,
    SectionTree,
    SubsectionTree,
)
from publisher.roundtrip.addresses import CONDITION, Address

_NO_SECTION, _NO_SUBSECTION = cast(SectionTree, {}), cast(SubsectionTree, {})
_FRONT: dict[StyleRole, Literal["title", "subtitle"]] = {
    StyleRole.TITLE: "title",
    StyleRole.SUBTITLE: "subtitle",
}


def read_tree(
    pieces: Sequence[BodyElement],
    base: ConditionTree,
    slots: Sequence[Slot],
    words: Words,
    made: frozenset[str],
    pictures: Mapping[str, str],
    lacking: Lacking = nothing_lacks,
) -> ReadResult:
    """The tree that `pieces` say, each with its address.

    `made` are the lines that the publisher writes itself: labels, those of brand and clinic.
    `pictures` are the hashes of the pictures of figures, by block; `lacking` are the signs that no
    source may have.
    """
    return _DocumentReader(Notebook(base, slots, words, made, pictures, lacking)).read(pieces)


class _DocumentReader:
    """Reads front, sections and back of a file into the tree of a notebook."""

    def __init__(self, notes: Notebook) -> None:
        self.notes = notes
        self.base_sections = {s["id"]: s for s in notes.base["sections"]}
        self.base_subsections = {
            s["id"]: s for section in notes.base["sections"] for s in section["subsections"]
        }
        self.opening: list[BlockTree] = []

    def read(self, pieces: Sequence[BodyElement]) -> ReadResult:
        """Reads front, sections and back, and puts what they say into the tree."""
        pieces = [self.settled(piece) for piece in pieces]
        opening = (StyleRole.TITLE, StyleRole.SECTION)
        self.notes.result.opening = {p.order for p in pieces if p.kind.role in opening}
        front: list[BodyElement] = []
        back: list[BodyElement] = []
        sections: list[list[BodyElement]] = []
        into = front
        for number, piece in enumerate(pieces):
            role = piece.kind.role
            if role in (StyleRole.ENTRY, StyleRole.ENTRY_TEXT, StyleRole.SOURCE):
                back.append(piece)
            elif role is StyleRole.SECTION and (
                self.notes.plain(piece) or between(piece.address, "sections")
            ):
                if self.is_made(piece, pieces[number + 1 : number + 2]):
                    into = back
                    back.append(piece)
                else:
                    into = [piece]
                    sections.append(into)
            else:
                into.append(piece)
        headings = (StyleRole.TITLE, StyleRole.SECTION, StyleRole.SUBSECTION)
        self.notes.headings = {
            self.notes.plain(piece) for piece in pieces if piece.kind.role in headings
        }
        front, sections = parted(front, sections, self.notes.base["sections"])
        self.front(front)
        self.sections(sections)
        self.back(back)
        return self.notes.result

    def settled(self, piece: BodyElement) -> BodyElement:
        """The piece with the role of its address, where its style is none that could replace it."""
        wanted = self.notes.roles.get(piece.address) if piece.address else None
        role = piece.kind.role
        if wanted is None or role is wanted or piece.rows is not None:
            return piece
        if role in FLOW and wanted in FLOW and not (role in ITEMS and wanted is StyleRole.LEAD_IN):
            return piece
        if role is StyleRole.SECTION and wanted is StyleRole.SUBSECTION:
            return piece
        if role is StyleRole.SUBSECTION and wanted is StyleRole.SECTION:
            return piece
        changed = (
            role is StyleRole.FOREIGN
            or role in FLOW
            or role in (StyleRole.SECTION, StyleRole.SUBSECTION)
        )
        if changed and self.notes.plain(piece):
            what = f"the look “{piece.kind.style}”"
            self.notes.result.findings.append(
                Notice(what, self.notes.where, self.notes.plain(piece), left=False)
            )
        return replace(piece, kind=replace(piece.kind, role=wanted))

    def is_made(self, piece: BodyElement, after: Sequence[BodyElement]) -> bool:
        """Whether a heading is one that the publisher writes itself."""
        if piece.address is not None:
            return False
        if self.notes.plain(piece) in self.notes.made:
            return True
        roles = {one.kind.role for one in after}
        return bool(roles & {StyleRole.ENTRY, StyleRole.SOURCE})

    def front(self, pieces: Sequence[BodyElement]) -> None:
        tree = self.notes.result.tree
        summary: list[tuple[str, int | None]] = []
        opening: list[BodyElement] = []
        self.notes.place = [self.notes.words.at_a_glance]
        for piece in pieces:
            role = piece.kind.role
            if role is StyleRole.TITLE or role is StyleRole.SUBTITLE:
                key = _FRONT[role]
                text = self.notes.text(piece)
                self.notes.at(piece, CONDITION.below(key))
                if text:
                    tree[key] = text
                else:
                    self.notes.kept(key, self.notes.base[key])
            elif role is StyleRole.ALSO_CALLED:
                tree["also_called"] = self.names(piece)
                self.notes.at(piece, CONDITION.also_called[0])
            elif role is StyleRole.SUMMARY:
                if text := self.notes.text(piece):
                    self.notes.at(piece, CONDITION.summary[len(summary)])
                    summary.append((text, position(piece, CONDITION.summary)))
            elif role in (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION):
                opening.append(piece)
            else:
                self.notes.aside(piece)
        for role, key in _FRONT.items():
            if not any(piece.kind.role is role for piece in pieces):
                self.notes.kept(key, self.notes.base[key])
        if not any(piece.kind.role is StyleRole.ALSO_CALLED for piece in pieces):
            tree["also_called"] = []
        tree["summary"] = [text for text, _ in summary]
        self.notes.result.was[CONDITION.summary] = tuple(place for _, place in summary)
        self.opening = self.blocks(opening, "") if opening else []

    def names(self, piece: BodyElement) -> list[str]:
        """The other names of a condition, which stand in one line behind a label."""
        label = f"{self.notes.words.also_called}:"
        spans = list(piece.spans)
        rest = len(label) if piece.text.lstrip().startswith(label) else 0
        if not rest:
            if self.notes.plain(piece):
                self.notes.remark(
                    "the label before the other names was changed", self.notes.plain(piece)
                )
            rest = piece.text.find(":") + 1
        parts: list[list[Any]] = [[]]
        for span in spans:
            text = span.text
            cut = min(rest, len(text))
            rest, text = rest - cut, text[cut:]
            first, *others = text.split(", ")
            parts[-1].append(replace(span, text=first))
            parts += [[replace(span, text=other)] for other in others]
        said = [self.notes.worded(part, None) for part in parts]
        for odd in (odd for one in said for odd in one.odd):
            self.notes.odd(odd, piece)
        found = [one.source for one in said]
        before = ", ".join(self.notes.base["also_called"])
        if ", ".join(found) == before:
            return list(self.notes.base["also_called"])
        known = {plain(name): name for name in self.notes.base["also_called"]}
        return [known.get(plain(name), name) for name in found if name]

    def sections(self, groups: Sequence[Sequence[BodyElement]]) -> None:
        found: list[SectionTree] = []
        kind = SectionKind.OVERVIEW.value
        for heading, *content in groups:
            identity = between(heading.address, "sections")
            if identity in self.notes.used:
                identity = None
            before = self.base_sections.get(identity or "")
            self.notes.place = [
                self.notes.plain(heading) or plain(before["heading"] if before else "")
            ]
            if before is None:
                identity = self.notes.fresh("", self.notes.plain(heading))
                kind = self.kind_of(heading, kind)
            else:
                kind = before["kind"]
            assert identity is not None
            self.notes.used.add(identity)
            self.notes.steps = []
            old = before["heading"] if before else None
            text = self.notes.text(heading, old)
            if not text and old:
                what = "the heading of a section was taken away but not its text; it was kept"
                self.notes.left(what, plain(old))
            section: SectionTree = {
                **(before or _NO_SECTION),
                "id": identity,
                "kind": kind,
                "heading": text or old or "",
                "blocks": [],
                "subsections": [],
            }
            self.notes.at(heading, Address.section(identity).heading)
            own, parts = _parted(content)
            section["blocks"] = self.blocks(own, identity)
            for part in parts:
                section["subsections"].append(self.subsection(part, identity))
            found.append(section)
        self.notes.result.tree["sections"] = self.with_opening(found)

    def subsection(self, pieces: Sequence[BodyElement], above: str) -> SubsectionTree:
        heading, *content = pieces
        self.notes.place = [self.notes.place[0], self.notes.plain(heading)]
        identity = between(heading.address, "subsections")
        if identity is None or identity in self.notes.used:
            identity = self.notes.fresh(above, self.notes.plain(heading))
        self.notes.used.add(identity)
        before = self.base_subsections.get(identity)
        text = self.notes.text(heading, before["heading"] if before else None)
        self.notes.at(heading, Address.subsection(identity).heading)
        blocks = self.blocks(content, identity)
        self.notes.place = self.notes.place[:1]
        return {**(before or _NO_SUBSECTION), "id": identity, "heading": text, "blocks": blocks}

    def kind_of(self, heading: BodyElement, before: str) -> str:
        """The kind of a new section: what its heading says, else that of the one before it."""
        said = plain(self.notes.plain(heading)).lower()
        named = [kind.value for kind in SectionKind if kind.value.replace("_", " ") in said]
        kind = named[0] if named else before
        self.notes.remark(
            f"a new section; its kind is set to {kind}, see whether that is right",
            self.notes.plain(heading),
        )
        return kind

    def with_opening(self, sections: list[SectionTree]) -> list[SectionTree]:
        """The figure that an edition shows before the text, where the source has it."""
        for block in self.opening:
            for section, index in _homes(self.notes.base, block["id"]):
                for now in sections:
                    for holder in (now, *now["subsections"]):
                        if holder["id"] == section:
                            holder["blocks"].insert(min(index, len(holder["blocks"])), block)
        return sections

    def blocks(self, pieces: Sequence[BodyElement], above: str) -> list[BlockTree]:
        """The blocks that the pieces under one heading make."""
        return read_blocks(self.notes, pieces, above)

    def back(self, pieces: Sequence[BodyElement]) -> None:
        tree = self.notes.result.tree
        self.notes.place = [self.notes.words.glossary]
        entries: list[EntryTree] = []
        texts: dict[str, tuple[str, str | None]] = {}
        waiting: BodyElement | None = None
        shown = any(piece.kind.role is StyleRole.ENTRY for piece in pieces)
        for piece in pieces:
            role = piece.kind.role
            if role is StyleRole.ENTRY and self.notes.plain(piece):
                if waiting is not None:
                    self.notes.leave("a term without a definition", [waiting])
                waiting = piece
            elif role is StyleRole.ENTRY_TEXT and self.notes.plain(piece):
                if waiting is None:
                    self.extend(entries, piece)
                else:
                    entries.append(self.entry(waiting, piece))
                waiting = None
            elif role is StyleRole.SOURCE and self.notes.plain(piece):
                self.source(piece, texts)
            elif role is StyleRole.SECTION:
                self.heading_made(piece)
            else:
                self.notes.aside(piece)
        if waiting is not None:
            self.notes.leave("a term without a definition", [waiting])
        if shown or not self.notes.base["glossary"]:
            tree["glossary"] = entries
        else:
            tree["glossary"] = []
        tree["references"] = self.references(texts)

    def heading_made(self, piece: BodyElement) -> None:
        self.notes.place = [self.notes.plain(piece)]
        if self.notes.plain(piece) not in self.notes.made:
            self.notes.left(
                "a change of a heading that the publisher writes", self.notes.plain(piece), piece
            )

    def entry(self, term: BodyElement, text: BodyElement) -> EntryTree:
        identity = between(term.address, "glossary") or between(text.address, "glossary")
        if identity is None or identity in self.notes.used_entries:
            identity = fresh_id("", self.notes.plain(term), self.notes.taken)
            self.notes.taken.add(identity)
        self.notes.used_entries.add(identity)
        known = {entry["id"]: entry for entry in self.notes.base["glossary"]}.get(identity)
        self.notes.at(term, Address.entry(identity).term)
        self.notes.at(text, Address.entry(identity).definition)
        return {
            "id": identity,
            "term": self.notes.text(term, known["term"] if known else None),
            "definition": self.notes.text(text, known["definition"] if known else None),
        }

    def extend(self, entries: list[EntryTree], piece: BodyElement) -> None:
        """A second paragraph of a definition."""
        if entries and (text := self.notes.text(piece)):
            entries[-1]["definition"] += f" {text}"
        else:
            self.notes.leave("a definition without a term", [piece])

    def source(self, piece: BodyElement, texts: dict[str, tuple[str, str | None]]) -> None:
        """The text of a reference, and the address that stands behind it."""
        self.notes.place = [self.notes.words.references]
        identity = between(piece.address, "references")
        spans = list(piece.spans)
        known = {r["id"]: r for r in self.notes.base["references"]}.get(identity or "")
        url = None
        last = next((n for n in reversed(range(len(spans))) if spans[n].text.strip()), None)
        if last is not None:
            shown = spans[last]
            old = known["url"] if known else None
            linked = shown.href is not None and shown.text.strip().startswith("http")
            if linked or (old and shown.text.strip() == old):
                url = shown.text.strip() if shown.href is None else _url(shown, old)
                spans = spans[:last]
            elif match := re.search(r"(.*?)\s(https://\S+)$", shown.text.rstrip()):
                url = match.group(2)
                spans = [*spans[:last], replace(shown, text=match.group(1))]
        if identity is None or identity in texts:
            found = self.notes.worded(spans, None)
            for odd in found.odd:
                self.notes.odd(odd, piece)
            if not found.source:
                return
            if identity in texts:
                self.notes.leave("a second text of one reference", [piece])
                return
            identity = fresh_id("", self.notes.plain(piece), self.notes.taken)
            self.notes.taken.add(identity)
            texts[identity] = (found.source, url)
            self.notes.at(piece, Address.reference(identity).text)
            return
        found = self.notes.worded(spans, known["text"] if known else None)
        for odd in (*piece.odd, *found.odd):
            self.notes.odd(odd, piece)
        texts[identity] = (found.source, url)
        self.notes.at(piece, Address.reference(identity).text)

    def references(self, texts: dict[str, tuple[str, str | None]]) -> list[ReferenceTree]:
        """The references of the base with their texts as they are now, and new ones behind them.

        One that is cited no more stays: its note is gone from the file only because nothing
        points at it.
        """
        found: list[ReferenceTree] = []
        for reference in self.notes.base["references"]:
            text, url = texts.pop(reference["id"], ("", reference["url"]))
            found.append({**reference, "text": text or reference["text"], "url": url})
        for identity, (text, url) in texts.items():
            found.append({"id": identity, "text": text, "url": url, "accessed": None})
        return found


def _parted(pieces: Sequence[BodyElement]) -> tuple[list[BodyElement], list[list[BodyElement]]]:
    """The pieces of a section before its first subsection, and those of each subsection."""
    own: list[BodyElement] = []
    parts: list[list[BodyElement]] = []
    for piece in pieces:
        if piece.kind.role is StyleRole.SUBSECTION and piece.words:
            parts.append([piece])
        else:
            (parts[-1] if parts else own).append(piece)
    return own, parts


def _url(span: Any, old: str | None) -> str:
    shown = span.text.strip()
    href = span.href or ""
    if old and old in (shown, href) and shown != href:
        # One of the two was changed: the words in Word, or the target behind them.
        return shown if href.rstrip("/") == old.rstrip("/") else href
    if old and href.rstrip("/") == old.rstrip("/"):
        return old
    return href or shown


def _homes(tree: ConditionTree, block: str) -> Iterator[tuple[str, int]]:
    """(id of the section or subsection, place in it) of a block."""
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            for index, one in enumerate(holder["blocks"]):
                if one["id"] == block:
                    yield holder["id"], index


def made_of(base: ConditionTree, words: Words) -> frozenset[str]:
    """What the publisher writes by itself: labels, and the sentences made of them."""
    made = {label for label in words.labels.values() if "{" not in label}
    review = Review.model_validate(base["review"])
    made.add(words.review(review))
    modified = words.date(date.fromisoformat(base["modified"]))
    made.add(words.version.format(version=base["version"], modified=modified))
    if base["codes"]:
        made.add(words.code_line(tuple(Code.model_validate(code) for code in base["codes"])))
    return frozenset(" ".join(line.split()) for line in made)
