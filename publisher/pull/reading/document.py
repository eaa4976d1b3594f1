"""A row of pieces → the tree that they say, in the shape of the base.

What a piece is comes from its style, which text it is from its address, and where it belongs from
its place. What has no place in a condition is handed back with its words, never dropped.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from publisher.content.model import Code, Review, SectionKind
from publisher.edition.words import Words
from publisher.pull.docx.body import BodyElement, Odd
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.merging.merge import fresh_id
from publisher.pull.reading.blocks import read_blocks
from publisher.pull.reading.findings import FLOW, Notice, ReadResult, Tree, between, plain, position
from publisher.pull.reading.identity import Slot
from publisher.pull.reading.lost_headings import parted
from publisher.pull.reading.wording import worded


def said(
    pieces: Sequence[BodyElement],
    base: Tree,
    slots: Sequence[Slot],
    words: Words,
    made: frozenset[str],
    pictures: Mapping[str, str],
) -> ReadResult:
    """The tree that `pieces` say, each with its address.

    `made` are the lines that the publisher writes itself: labels, those of brand and clinic.
    `pictures` are the hashes of the pictures of figures, by block.
    """
    return _Grammar(base, slots, words, made, pictures).read(pieces)


class _Grammar:
    def __init__(
        self,
        base: Tree,
        slots: Sequence[Slot],
        words: Words,
        made: frozenset[str],
        pictures: Mapping[str, str],
    ) -> None:
        self.pictures = pictures
        self.base = base
        self.words = words
        self.sources = {slot.address: slot.source for slot in slots}
        self.roles = {slot.address: slot.role for slot in slots}
        self.numbers = {r["id"]: n for n, r in enumerate(base["references"], 1)}
        self.base_blocks = dict(_blocks_of(base))
        self.base_sections = {s["id"]: s for s in base["sections"]}
        self.base_subsections = {
            s["id"]: s for section in base["sections"] for s in section["subsections"]
        }
        self.said = ReadResult(copy.deepcopy(base))
        self.taken = _ids_of(base)
        self.used: set[str] = set()  # ids of blocks that have been said already
        self.place: list[str] = []
        self.made = made
        self.now: set[str] = set()  # headings as they are now

    # Words

    def text(self, piece: BodyElement, before: str | None = None) -> str:
        """The text of a piece; what of it has no mark in a source is noted."""
        if before is None and piece.address is not None:
            before = self.sources.get(piece.address)
        found = worded(piece.spans, before, self.numbers)
        for odd in (*piece.odd, *found.odd):
            self.odd(odd, piece)
        for picture in piece.pictures:
            self.left("a picture", picture.alt or picture.title or picture.name, piece)
        return found.source

    def plain(self, piece: BodyElement) -> str:
        return " ".join(piece.words.split())

    def odd(self, odd: Odd, piece: BodyElement) -> None:
        words = odd.words.strip()
        context = self.plain(piece)
        if context != words and words in context:
            words = f"{words} (in: {context})"
        self.said.findings.append(Notice(odd.what, self.where, words))

    def left(self, what: str, words: str, piece: BodyElement | None = None) -> None:
        """Notes words that come home nowhere."""
        self.said.findings.append(Notice(what, self.where, words))
        if piece is not None:
            self.said.places.setdefault(id(piece), piece.address or "")

    def leave(self, what: str, pieces: Iterable[BodyElement]) -> None:
        """Notes pieces that have no place, with what in them has no mark."""
        for piece in pieces:
            self.drop_odd(piece)
            if words := piece.words:
                self.left(what, words, piece)

    def drop_odd(self, piece: BodyElement) -> None:
        """Notes what else stands in a piece that is not read: pictures, boxes, notes."""
        for odd in piece.odd:
            self.odd(odd, piece)
        for picture in piece.pictures:
            if not self.is_ours(piece):
                self.left("a picture", picture.alt or picture.title or picture.name, piece)
        for row in piece.rows or ():
            for cell in row:
                for inner in cell.pieces:
                    self.drop_odd(inner)

    @property
    def where(self) -> str:
        return " › ".join(self.place)

    def at(self, piece: BodyElement, address: str) -> None:
        self.said.places[id(piece)] = address

    # The whole

    def read(self, pieces: Sequence[BodyElement]) -> ReadResult:
        """Reads front, sections and back, and puts what they say into the tree."""
        pieces = [self.settled(piece) for piece in pieces]
        front: list[BodyElement] = []
        back: list[BodyElement] = []
        sections: list[list[BodyElement]] = []
        into = front
        for number, piece in enumerate(pieces):
            role = piece.kind.role
            if role in (StyleRole.ENTRY, StyleRole.ENTRY_TEXT, StyleRole.SOURCE):
                back.append(piece)
            elif role is StyleRole.SECTION and (
                self.plain(piece) or between(piece.address, "sections")
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
        self.now = {self.plain(piece) for piece in pieces if piece.kind.role in headings}
        front, sections = parted(front, sections, self.base["sections"])
        self.front(front)
        self.sections(sections)
        self.back(back)
        return self.said

    def settled(self, piece: BodyElement) -> BodyElement:
        """The piece with the role of its address, where its style is none that could replace it."""
        wanted = self.roles.get(piece.address or "")
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
        if changed and self.plain(piece):
            what = f"the look “{piece.kind.style}”"
            self.said.findings.append(Notice(what, self.where, self.plain(piece), left=False))
        piece.kind = replace(piece.kind, role=wanted)
        return piece

    def is_made(self, piece: BodyElement, after: Sequence[BodyElement]) -> bool:
        """Whether a heading is one that the publisher writes itself."""
        if piece.address is not None:
            return False
        if self.plain(piece) in self.made:
            return True
        roles = {one.kind.role for one in after}
        return bool(roles & {StyleRole.ENTRY, StyleRole.SOURCE})

    # Front

    def front(self, pieces: Sequence[BodyElement]) -> None:
        tree = self.said.tree
        summary: list[tuple[str, int | None]] = []
        opening: list[BodyElement] = []
        self.place = [self.words.at_a_glance]
        for piece in pieces:
            role = piece.kind.role
            if role is StyleRole.TITLE or role is StyleRole.SUBTITLE:
                key = role.value
                text = self.text(piece)
                self.at(piece, key)
                if text:
                    tree[key] = text
                else:
                    self.kept(key, self.base[key])
            elif role is StyleRole.ALSO_CALLED:
                tree["also_called"] = self.names(piece)
                self.at(piece, "also_called/0")
            elif role is StyleRole.SUMMARY:
                if text := self.text(piece):
                    self.at(piece, f"summary/{len(summary)}")
                    summary.append((text, position(piece, "summary")))
            elif role in (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION):
                opening.append(piece)
            else:
                self.aside(piece)
        for role in (StyleRole.TITLE, StyleRole.SUBTITLE):
            if not any(piece.kind.role is role for piece in pieces):
                self.kept(role.value, self.base[role.value])
        if not any(piece.kind.role is StyleRole.ALSO_CALLED for piece in pieces):
            tree["also_called"] = []
        tree["summary"] = [text for text, _ in summary]
        self.said.was["summary"] = tuple(place for _, place in summary)
        self.opening = self.blocks(opening, "") if opening else []

    def kept(self, what: str, words: str) -> None:
        """Notes a text that no source can be without, and that is gone from the file."""
        self.left(f"{what} was emptied; its words were kept", words)

    def names(self, piece: BodyElement) -> list[str]:
        """The other names of a condition, which stand in one line behind a label."""
        label = f"{self.words.also_called}:"
        spans = list(piece.spans)
        rest = len(label) if piece.text.lstrip().startswith(label) else 0
        if not rest:
            if self.plain(piece):
                self.remark("the label before the other names was changed", self.plain(piece))
            rest = piece.text.find(":") + 1
        parts: list[list[Any]] = [[]]
        for span in spans:
            text = span.text
            cut = min(rest, len(text))
            rest, text = rest - cut, text[cut:]
            first, *others = text.split(", ")
            parts[-1].append(replace(span, text=first))
            parts += [[replace(span, text=other)] for other in others]
        said = [worded(part, None, self.numbers) for part in parts]
        for odd in (odd for one in said for odd in one.odd):
            self.odd(odd, piece)
        found = [one.source for one in said]
        before = ", ".join(self.base["also_called"])
        if ", ".join(found) == before:
            return list(self.base["also_called"])
        known = {plain(name): name for name in self.base["also_called"]}
        return [known.get(plain(name), name) for name in found if name]

    def remark(self, what: str, words: str) -> None:
        self.said.findings.append(Notice(what, self.where, words, left=False))

    def aside(self, piece: BodyElement) -> None:
        """A piece where only the publisher writes."""
        role, words = piece.kind.role, self.plain(piece)
        self.drop_odd(piece)
        if not words or words in self.made:
            return
        if role is StyleRole.MADE:
            self.left("a change of text that the publisher writes", words, piece)
        elif role is StyleRole.CONTENTS or piece.contents:
            headings = {
                plain(source) for address, source in self.sources.items() if "heading" in address
            }
            # The number of a page or of a citation in a heading is no word of it.
            shown = {_letters(heading) for heading in headings | self.made | self.now}
            if _letters(words) not in shown:
                self.left("a change of the contents", words, piece)
        elif role is StyleRole.CONTACT_LINE:
            self.said.contact.append(piece)
        else:
            self.left(f"a {role.value} where the source has no place for one", piece.words, piece)

    # Sections

    def sections(self, groups: Sequence[Sequence[BodyElement]]) -> None:
        found: list[Tree] = []
        kind = SectionKind.OVERVIEW.value
        for heading, *content in groups:
            identity = between(heading.address, "sections")
            if identity in self.used:
                identity = None
            before = self.base_sections.get(identity or "")
            self.place = [self.plain(heading) or plain(before["heading"] if before else "")]
            if before is None:
                identity = self.fresh("", self.plain(heading))
                kind = self.kind_of(heading, kind)
            else:
                kind = before["kind"]
            assert identity is not None
            self.used.add(identity)
            old = before["heading"] if before else None
            text = self.text(heading, old)
            if not text and old:
                what = "the heading of a section was taken away but not its text; it was kept"
                self.left(what, plain(old))
            section: Tree = {
                **(before or {}),
                "id": identity,
                "kind": kind,
                "heading": text or old or "",
                "blocks": [],
                "subsections": [],
            }
            self.at(heading, f"sections/{identity}/heading")
            own, parts = _parted(content)
            section["blocks"] = self.blocks(own, identity)
            for part in parts:
                section["subsections"].append(self.subsection(part, identity))
            found.append(section)
        self.said.tree["sections"] = self.with_opening(found)

    def subsection(self, pieces: Sequence[BodyElement], above: str) -> Tree:
        heading, *content = pieces
        self.place = [self.place[0], self.plain(heading)]
        identity = between(heading.address, "subsections")
        if identity is None or identity in self.used:
            identity = self.fresh(above, self.plain(heading))
        self.used.add(identity)
        before = self.base_subsections.get(identity)
        text = self.text(heading, before["heading"] if before else None)
        self.at(heading, f"subsections/{identity}/heading")
        blocks = self.blocks(content, identity)
        self.place = self.place[:1]
        return {**(before or {}), "id": identity, "heading": text, "blocks": blocks}

    def kind_of(self, heading: BodyElement, before: str) -> str:
        """The kind of a new section: what its heading says, else that of the one before it."""
        said = plain(self.plain(heading)).lower()
        named = [kind.value for kind in SectionKind if kind.value.replace("_", " ") in said]
        kind = named[0] if named else before
        self.remark(
            f"a new section; its kind is set to {kind}, see whether that is right",
            self.plain(heading),
        )
        return kind

    def with_opening(self, sections: list[Tree]) -> list[Tree]:
        """The figure that an edition shows before the text, where the source has it."""
        for block in self.opening:
            for section, index in _homes(self.base, block["id"]):
                for now in sections:
                    for holder in (now, *now["subsections"]):
                        if holder["id"] == section:
                            holder["blocks"].insert(min(index, len(holder["blocks"])), block)
        return sections

    def fresh(self, above: str, words: str) -> str:
        identity = fresh_id(above, words, self.taken)
        self.taken.add(identity)
        return identity

    # Blocks

    def blocks(self, pieces: Sequence[BodyElement], above: str) -> list[Tree]:
        """The blocks that the pieces under one heading make."""
        return read_blocks(self, pieces, above)

    def identity(
        self, pieces: Sequence[BodyElement], kinds: tuple[str, ...], above: str, words: str
    ) -> str:
        """The id of the block of some pieces: that of its head, else of most others; or a new one.

        `kinds` are those it may have had.
        """
        for piece in pieces:
            identity = between(piece.address, "blocks")
            before = self.base_blocks.get(identity or "")
            if identity and before and before["kind"] in kinds and identity not in self.used:
                self.used.add(identity)
                return identity
        identity = self.fresh(above, words)
        self.used.add(identity)
        return identity

    def is_ours(self, piece: BodyElement) -> bool:
        """Whether a picture is that of one of our figures."""
        return (piece.address or "").endswith("/alt")

    # Back

    def back(self, pieces: Sequence[BodyElement]) -> None:
        tree = self.said.tree
        self.place = [self.words.glossary]
        entries: list[Tree] = []
        texts: dict[str, tuple[str, str | None]] = {}
        waiting: BodyElement | None = None
        shown = any(piece.kind.role is StyleRole.ENTRY for piece in pieces)
        for piece in pieces:
            role = piece.kind.role
            if role is StyleRole.ENTRY and self.plain(piece):
                if waiting is not None:
                    self.leave("a term without a definition", [waiting])
                waiting = piece
            elif role is StyleRole.ENTRY_TEXT and self.plain(piece):
                if waiting is None:
                    self.extend(entries, piece)
                else:
                    entries.append(self.entry(waiting, piece))
                waiting = None
            elif role is StyleRole.SOURCE and self.plain(piece):
                self.source(piece, texts)
            elif role is StyleRole.SECTION:
                self.heading_made(piece)
            else:
                self.aside(piece)
        if waiting is not None:
            self.leave("a term without a definition", [waiting])
        if shown or not self.base["glossary"]:
            tree["glossary"] = entries
        else:
            tree["glossary"] = []
        tree["references"] = self.references(texts)

    def heading_made(self, piece: BodyElement) -> None:
        self.place = [self.plain(piece)]
        if self.plain(piece) not in self.made:
            self.left("a change of a heading that the publisher writes", self.plain(piece), piece)

    def entry(self, term: BodyElement, text: BodyElement) -> Tree:
        identity = between(term.address, "glossary") or between(text.address, "glossary")
        if identity is None or identity in {f"glossary/{e}" for e in self.used}:
            identity = fresh_id("", self.plain(term), self.taken)
            self.taken.add(identity)
        self.used.add(f"glossary/{identity}")
        known = {entry["id"]: entry for entry in self.base["glossary"]}.get(identity, {})
        self.at(term, f"glossary/{identity}/term")
        self.at(text, f"glossary/{identity}/definition")
        return {
            "id": identity,
            "term": self.text(term, known.get("term")),
            "definition": self.text(text, known.get("definition")),
        }

    def extend(self, entries: list[Tree], piece: BodyElement) -> None:
        """A second paragraph of a definition."""
        if entries and (text := self.text(piece)):
            entries[-1]["definition"] += f" {text}"
        else:
            self.leave("a definition without a term", [piece])

    def source(self, piece: BodyElement, texts: dict[str, tuple[str, str | None]]) -> None:
        """The text of a reference, and the address that stands behind it."""
        self.place = [self.words.references]
        identity = between(piece.address, "references")
        spans = list(piece.spans)
        known = {r["id"]: r for r in self.base["references"]}.get(identity or "")
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
            found = worded(spans, None, self.numbers)
            for odd in found.odd:
                self.odd(odd, piece)
            if not found.source:
                return
            if identity in texts:
                self.leave("a second text of one reference", [piece])
                return
            identity = fresh_id("", self.plain(piece), self.taken)
            self.taken.add(identity)
            texts[identity] = (found.source, url)
            self.at(piece, f"references/{identity}/text")
            return
        found = worded(spans, known["text"] if known else None, self.numbers)
        for odd in (*piece.odd, *found.odd):
            self.odd(odd, piece)
        texts[identity] = (found.source, url)
        self.at(piece, f"references/{identity}/text")

    def references(self, texts: dict[str, tuple[str, str | None]]) -> list[Tree]:
        """The references of the base with their texts as they are now, and new ones behind them.

        One that is cited no more stays: its note is gone from the file only because nothing
        points at it.
        """
        found = []
        for reference in self.base["references"]:
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


def _letters(words: str) -> str:
    return re.sub(r"[\W\d_]+", "", words)


def _blocks_of(tree: Tree) -> Iterator[tuple[str, Tree]]:
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            for block in holder["blocks"]:
                yield block["id"], block
                for part in block.get("body", ()):
                    yield part["id"], part


def _homes(tree: Tree, block: str) -> Iterator[tuple[str, int]]:
    """(id of the section or subsection, place in it) of a block."""
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            for index, one in enumerate(holder["blocks"]):
                if one["id"] == block:
                    yield holder["id"], index


def _ids_of(tree: Any) -> set[str]:
    """Every id in a tree."""
    if isinstance(tree, dict):
        own = {tree["id"]} if isinstance(tree.get("id"), str) else set()
        return own.union(*(_ids_of(value) for value in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_ids_of(value) for value in tree))
    return set()


def made_of(base: Tree, words: Words) -> frozenset[str]:
    """What the publisher writes by itself: labels, and the sentences made of them."""
    made = {label for label in words.labels.values() if "{" not in label}
    review = Review.model_validate(base["review"])
    made.add(words.review(review))
    modified = words.date(date.fromisoformat(base["modified"]))
    made.add(words.version.format(version=base["version"], modified=modified))
    if base["codes"]:
        made.add(words.code_line(tuple(Code.model_validate(code) for code in base["codes"])))
    return frozenset(" ".join(line.split()) for line in made)
