"""A row of pieces → the tree that they say, in the shape of the base.

What a piece is comes from its style, which text it is from its address, and where it belongs from
its place. What has no place in a condition is handed back with its words, never dropped.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from publisher import inline
from publisher.model import Code, Review, SectionKind, Urgency
from publisher.pull.identity import KIND_OF_ITEM, Slot, likeness, slots_of_block
from publisher.pull.merge import fresh_id
from publisher.pull.pieces import Odd, Piece, Span
from publisher.pull.roles import ITEMS, Role
from publisher.pull.wording import worded
from publisher.words import Words

Tree = dict[str, Any]
_NAME_OF_ITEMS = {role: name for name, role in KIND_OF_ITEM.items()}
_FLOW = frozenset({Role.PARAGRAPH, Role.LEAD_IN, Role.SUMMARY, *ITEMS})
_HEADING = 80  # letters that a heading made by hand has at most


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that did not come home, or that a person should look at."""

    what: str
    place: str
    words: str
    left: bool = True
    """Whether its words are in no text of the source, so that they must be kept elsewhere."""


@dataclass(slots=True)
class Said:
    """What a row of pieces says: the tree, which member was which, and what has no place in it."""

    tree: Tree
    was: dict[str, tuple[int | None, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    """The address in `tree` of each piece, by `id(piece)`: where a comment stands."""
    facts: list[tuple[str, str]] = field(default_factory=list)
    """Facts of the clinic that stand in a sentence without a control, by address."""
    contact: list[Piece] = field(default_factory=list)
    """The lines of contact cards, which show facts of the clinic."""


def said(
    pieces: Sequence[Piece],
    base: Tree,
    slots: Sequence[Slot],
    words: Words,
    made: frozenset[str],
    pictures: Mapping[str, str],
) -> Said:
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
        self.said = Said(copy.deepcopy(base))
        self.taken = _ids_of(base)
        self.used: set[str] = set()  # ids of blocks that have been said already
        self.place: list[str] = []
        self.made = made
        self.now: set[str] = set()  # headings as they are now

    # Words

    def text(self, piece: Piece, before: str | None = None) -> str:
        """The text of a piece; what of it has no mark in a source is noted."""
        if before is None and piece.address is not None:
            before = self.sources.get(piece.address)
        found = worded(piece.spans, before, self.numbers)
        for odd in (*piece.odd, *found.odd):
            self.odd(odd, piece)
        for picture in piece.pictures:
            self.left("a picture", picture.alt or picture.title or picture.name, piece)
        return found.source

    def plain(self, piece: Piece) -> str:
        return " ".join(piece.words.split())

    def odd(self, odd: Odd, piece: Piece) -> None:
        words = odd.words.strip()
        context = self.plain(piece)
        if context != words and words in context:
            words = f"{words} (in: {context})"
        self.said.findings.append(Finding(odd.what, self.where, words))

    def left(self, what: str, words: str, piece: Piece | None = None) -> None:
        """Notes words that come home nowhere."""
        self.said.findings.append(Finding(what, self.where, words))
        if piece is not None:
            self.said.places.setdefault(id(piece), piece.address or "")

    def leave(self, what: str, pieces: Iterable[Piece]) -> None:
        """Notes pieces that have no place, with what in them has no mark."""
        for piece in pieces:
            self.drop_odd(piece)
            if words := piece.words:
                self.left(what, words, piece)

    def drop_odd(self, piece: Piece) -> None:
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

    def at(self, piece: Piece, address: str) -> None:
        self.said.places[id(piece)] = address

    # The whole

    def read(self, pieces: Sequence[Piece]) -> Said:
        """Reads front, sections and back, and puts what they say into the tree."""
        pieces = [self.settled(piece) for piece in pieces]
        front: list[Piece] = []
        back: list[Piece] = []
        sections: list[list[Piece]] = []
        into = front
        for number, piece in enumerate(pieces):
            role = piece.kind.role
            if role in (Role.ENTRY, Role.ENTRY_TEXT, Role.SOURCE):
                back.append(piece)
            elif role is Role.SECTION and self.plain(piece):
                if self.is_made(piece, pieces[number + 1 : number + 2]):
                    into = back
                    back.append(piece)
                else:
                    into = [piece]
                    sections.append(into)
            else:
                into.append(piece)
        headings = (Role.TITLE, Role.SECTION, Role.SUBSECTION)
        self.now = {self.plain(piece) for piece in pieces if piece.kind.role in headings}
        self.front(front)
        self.sections(sections)
        self.back(back)
        return self.said

    def settled(self, piece: Piece) -> Piece:
        """The piece with the role of its address, where its style is none that could replace it."""
        wanted = self.roles.get(piece.address or "")
        role = piece.kind.role
        if wanted is None or role is wanted or piece.rows is not None:
            return piece
        if role in _FLOW and wanted in _FLOW and not (role in ITEMS and wanted is Role.LEAD_IN):
            return piece
        if role is Role.SECTION and wanted is Role.SUBSECTION:
            return piece
        if role is Role.SUBSECTION and wanted is Role.SECTION:
            return piece
        changed = role is Role.FOREIGN or role in _FLOW or role in (Role.SECTION, Role.SUBSECTION)
        if changed and self.plain(piece):
            what = f"the look “{piece.kind.style}”"
            self.said.findings.append(Finding(what, self.where, self.plain(piece), left=False))
        piece.kind = replace(piece.kind, role=wanted)
        return piece

    def is_made(self, piece: Piece, after: Sequence[Piece]) -> bool:
        """Whether a heading is one that the publisher writes itself."""
        if piece.address is not None:
            return False
        if self.plain(piece) in self.made:
            return True
        roles = {one.kind.role for one in after}
        return bool(roles & {Role.ENTRY, Role.SOURCE})

    # Front

    def front(self, pieces: Sequence[Piece]) -> None:
        tree = self.said.tree
        summary: list[tuple[str, int | None]] = []
        opening: list[Piece] = []
        self.place = [self.words.at_a_glance]
        for piece in pieces:
            role = piece.kind.role
            if role is Role.TITLE or role is Role.SUBTITLE:
                key = role.value
                text = self.text(piece)
                self.at(piece, key)
                if text:
                    tree[key] = text
                else:
                    self.kept(key, self.base[key])
            elif role is Role.ALSO_CALLED:
                tree["also_called"] = self.names(piece)
                self.at(piece, "also_called/0")
            elif role is Role.SUMMARY:
                if text := self.text(piece):
                    self.at(piece, f"summary/{len(summary)}")
                    summary.append((text, _position(piece, "summary")))
            elif role in (Role.PICTURE, Role.FIGURE_TITLE, Role.FIGURE_CAPTION):
                opening.append(piece)
            else:
                self.aside(piece)
        if not any(piece.kind.role is Role.ALSO_CALLED for piece in pieces):
            tree["also_called"] = []
        tree["summary"] = [text for text, _ in summary]
        self.said.was["summary"] = tuple(place for _, place in summary)
        self.opening = self.blocks(opening, "") if opening else []

    def kept(self, what: str, words: str) -> None:
        finding = Finding(f"{what} was emptied; its words were kept", self.where, words, left=False)
        self.said.findings.append(finding)

    def names(self, piece: Piece) -> list[str]:
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
        found = [worded(part, None, self.numbers).source for part in parts]
        before = ", ".join(self.base["also_called"])
        if ", ".join(found) == before:
            return list(self.base["also_called"])
        known = {_plain(name): name for name in self.base["also_called"]}
        return [known.get(_plain(name), name) for name in found if name]

    def remark(self, what: str, words: str) -> None:
        self.said.findings.append(Finding(what, self.where, words, left=False))

    def aside(self, piece: Piece) -> None:
        """A piece where only the publisher writes."""
        role, words = piece.kind.role, self.plain(piece)
        self.drop_odd(piece)
        if not words or words in self.made:
            return
        if role is Role.MADE:
            self.left("a change of text that the publisher writes", words, piece)
        elif role is Role.CONTENTS or piece.contents:
            headings = {
                _plain(source) for address, source in self.sources.items() if "heading" in address
            }
            # The number of a page or of a citation in a heading is no word of it.
            shown = {_letters(heading) for heading in headings | self.made | self.now}
            if _letters(words) not in shown:
                self.left("a change of the contents", words, piece)
        elif role is Role.CONTACT_LINE:
            self.said.contact.append(piece)
        else:
            self.left(f"a {role.value} where the source has no place for one", piece.words, piece)

    # Sections

    def sections(self, groups: Sequence[Sequence[Piece]]) -> None:
        found: list[Tree] = []
        kind = SectionKind.OVERVIEW.value
        for heading, *content in groups:
            self.place = [self.plain(heading)]
            identity = _between(heading.address, "sections")
            if identity in self.used:
                identity = None
            before = self.base_sections.get(identity or "")
            if before is None:
                identity = self.fresh("", self.plain(heading))
                kind = self.kind_of(heading, kind)
            else:
                kind = before["kind"]
            assert identity is not None
            self.used.add(identity)
            old = before["heading"] if before else None
            section: Tree = {
                **(before or {}),
                "id": identity,
                "kind": kind,
                "heading": self.text(heading, old),
                "subsections": [],
            }
            self.at(heading, f"sections/{identity}/heading")
            own, parts = _parted(content)
            section["blocks"] = self.blocks(own, identity)
            for part in parts:
                section["subsections"].append(self.subsection(part, identity))
            found.append(section)
        self.said.tree["sections"] = self.with_opening(found)

    def subsection(self, pieces: Sequence[Piece], above: str) -> Tree:
        heading, *content = pieces
        self.place = [self.place[0], self.plain(heading)]
        identity = _between(heading.address, "subsections")
        if identity is None or identity in self.used:
            identity = self.fresh(above, self.plain(heading))
        self.used.add(identity)
        before = self.base_subsections.get(identity)
        text = self.text(heading, before["heading"] if before else None)
        self.at(heading, f"subsections/{identity}/heading")
        blocks = self.blocks(content, identity)
        self.place = self.place[:1]
        return {**(before or {}), "id": identity, "heading": text, "blocks": blocks}

    def kind_of(self, heading: Piece, before: str) -> str:
        """The kind of a new section: what its heading says, else that of the one before it."""
        said = _plain(self.plain(heading)).lower()
        named = [kind.value for kind in SectionKind if kind.value.replace("_", " ") in said]
        kind = named[0] if named else before
        self.remark(f"a new section; its kind is set to {kind}, see whether that is right",
                    self.plain(heading))  # fmt: skip
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

    def blocks(self, pieces: Sequence[Piece], above: str) -> list[Tree]:
        """The blocks that the pieces under one heading make."""
        return list(_Blocks(self, list(pieces), above).read())

    def identity(self, pieces: Sequence[Piece], kinds: tuple[str, ...], above: str,
                 words: str) -> str:  # fmt: skip
        """The id of the block of some pieces: that of its head, else of most others; or a new one.

        `kinds` are those it may have had.
        """
        for piece in pieces:
            identity = _between(piece.address, "blocks")
            before = self.base_blocks.get(identity or "")
            if identity and before and before["kind"] in kinds and identity not in self.used:
                self.used.add(identity)
                return identity
        identity = self.fresh(above, words)
        self.used.add(identity)
        return identity

    def is_ours(self, piece: Piece) -> bool:
        """Whether a picture is that of one of our figures."""
        return (piece.address or "").endswith("/alt")

    # Back

    def back(self, pieces: Sequence[Piece]) -> None:
        tree = self.said.tree
        self.place = [self.words.glossary]
        entries: list[Tree] = []
        texts: dict[str, tuple[str, str | None]] = {}
        waiting: Piece | None = None
        shown = any(piece.kind.role is Role.ENTRY for piece in pieces)
        for piece in pieces:
            role = piece.kind.role
            if role is Role.ENTRY and self.plain(piece):
                if waiting is not None:
                    self.leave("a term without a definition", [waiting])
                waiting = piece
            elif role is Role.ENTRY_TEXT and self.plain(piece):
                if waiting is None:
                    self.extend(entries, piece)
                else:
                    entries.append(self.entry(waiting, piece))
                waiting = None
            elif role is Role.SOURCE and self.plain(piece):
                self.source(piece, texts)
            elif role is Role.SECTION:
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

    def heading_made(self, piece: Piece) -> None:
        self.place = [self.plain(piece)]
        if self.plain(piece) not in self.made:
            self.left("a change of a heading that the publisher writes", self.plain(piece), piece)

    def entry(self, term: Piece, text: Piece) -> Tree:
        identity = _between(term.address, "glossary") or _between(text.address, "glossary")
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

    def extend(self, entries: list[Tree], piece: Piece) -> None:
        """A second paragraph of a definition."""
        if entries and (text := self.text(piece)):
            entries[-1]["definition"] += f" {text}"
        else:
            self.leave("a definition without a term", [piece])

    def source(self, piece: Piece, texts: dict[str, tuple[str, str | None]]) -> None:
        """The text of a reference, and the address that stands behind it."""
        self.place = [self.words.references]
        identity = _between(piece.address, "references")
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


class _Blocks:
    """The pieces under one heading, taken block by block."""

    def __init__(self, grammar: _Grammar, pieces: list[Piece], above: str) -> None:
        self.g = grammar
        self.pieces = [p for p in pieces if not self.is_nothing(p)]
        self.above = above
        self.at = 0
        self.sandwich()

    @staticmethod
    def is_nothing(piece: Piece) -> bool:
        """Whether a piece is an empty paragraph."""
        lines = piece.kind.role is Role.LINE
        return not (lines or piece.rows or piece.pictures or piece.odd or piece.words)

    def sandwich(self) -> None:
        """Paragraphs typed inside a callout belong to it, whatever their style."""
        for before, piece, after in zip(
            self.pieces, self.pieces[1:], self.pieces[2:], strict=False
        ):
            inside = before.kind.urgency is not None and before.kind.urgency is after.kind.urgency
            starts = after.kind.role is Role.CALLOUT_HEADING or after.kind.role is Role.MADE
            if inside and not starts and piece.kind.urgency is None and piece.kind.role in _FLOW:
                piece.kind = replace(piece.kind, urgency=before.kind.urgency)

    @property
    def piece(self) -> Piece | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def while_(self, *roles: Role) -> list[Piece]:
        """The pieces from here on that have one of these roles, taken."""
        taken = []
        while (piece := self.piece) is not None and piece.kind.role in roles:
            if piece.rows is not None:
                break
            taken.append(piece)
            self.at += 1
        return taken

    def read(self) -> Iterator[Tree]:
        """One block after the other."""
        while (piece := self.piece) is not None:
            start = self.at
            yield from self.block(piece)
            if self.at == start:
                self.at += 1

    def block(self, piece: Piece) -> Iterator[Tree]:
        """The block that starts here; nothing where the piece has no place."""
        role = piece.kind.role
        if piece.rows is not None:
            self.at += 1
            yield from self.table([], piece)
        elif piece.kind.urgency is not None:
            yield from self.callout(piece)
        elif role is Role.LEAD_IN:
            yield from self.listed(piece)
        elif role in (Role.PARAGRAPH, Role.SUMMARY, Role.FOREIGN):
            yield from self.paragraph(piece)
        elif role in ITEMS:
            yield from self.headless()
        elif role in (Role.TERM, Role.MEANING):
            yield from self.definitions(None)
        elif role is Role.LABEL:
            yield from self.write_in(piece)
        elif role in (Role.PICTURE, Role.FIGURE_TITLE, Role.FIGURE_CAPTION):
            yield from self.figure()
        elif role in (Role.CAPTION, Role.TABLE_SUMMARY):
            yield from self.table(self.while_(Role.CAPTION, Role.TABLE_SUMMARY))
        elif role in (Role.CONTACT_HEADING, Role.CONTACT_TEXT, Role.CONTACT_LINE):
            yield from self.contact()
        elif role is Role.LINE:
            self.lines()
        else:
            self.g.aside(piece)
            self.at += 1

    # Paragraphs

    def paragraph(self, piece: Piece) -> Iterator[Tree]:
        self.at += 1
        after = self.piece
        role = piece.kind.role
        new = piece.address is None
        if not piece.words:
            # A picture or a box alone in a paragraph.
            self.g.drop_odd(piece)
            return
        if new and role is Role.FOREIGN:
            self.g.leave(f"a paragraph in the style “{piece.kind.style}”", [piece])
            return
        if new and after is not None and self.leads(piece, after):
            self.at -= 1
            yield from self.listed(piece)
            return
        if new and _by_hand(piece, after):
            self.g.leave("a heading made by hand (use the style heading 1 or 2)", [piece])
            return
        if text := self.g.text(piece):
            identity = self.g.identity([piece], ("paragraph",), self.above, piece.text)
            self.g.at(piece, f"blocks/{identity}/text")
            yield {"kind": "paragraph", "id": identity, "text": text}

    def leads(self, piece: Piece, after: Piece) -> bool:
        """Whether a new paragraph is the lead-in of the list behind it."""
        return (
            piece.text.rstrip().endswith((":", "："))
            and after.kind.role in ITEMS
            and after.kind.urgency is piece.kind.urgency
        )

    # Lists

    def listed(self, lead_in: Piece) -> Iterator[Tree]:
        """A lead-in and what follows it."""
        self.at += 1
        self.stray_lines()
        after = self.piece
        if after is not None and after.kind.role in (Role.TERM, Role.MEANING):
            yield from self.definitions(lead_in)
        elif after is not None and after.kind.role in ITEMS:
            yield from self.items(lead_in)
        else:
            yield from self.lonely(lead_in)

    def stray_lines(self) -> None:
        """Passes over the answer lines of a question that was removed without them."""
        behind = self.at
        while behind < len(self.pieces) and self.pieces[behind].kind.role is Role.LINE:
            behind += 1
        if behind < len(self.pieces) and self.pieces[behind].kind.role is Role.QUESTION:
            self.written_on(self.pieces[self.at : behind])
            self.at = behind

    def lonely(self, lead_in: Piece) -> Iterator[Tree]:
        """A lead-in without items, which cannot be written down."""
        before = self.before(lead_in)
        if before is not None and before["id"] not in self.g.used:
            self.g.used.add(before["id"])
            finding = "all items of a list were removed but not its lead-in; the list was kept"
            self.g.said.findings.append(
                Finding(finding, self.g.where, self.g.plain(lead_in), left=False)
            )
            text = self.g.text(lead_in, before["lead_in"])
            self.g.at(lead_in, f"blocks/{before['id']}/lead_in")
            yield {**copy.deepcopy(before), "lead_in": text or before["lead_in"]}
        elif lead_in.words:
            text = self.g.text(lead_in)
            identity = self.g.identity([lead_in], ("paragraph",), self.above, lead_in.text)
            self.g.at(lead_in, f"blocks/{identity}/text")
            yield {"kind": "paragraph", "id": identity, "text": text}

    def before(self, piece: Piece) -> Tree | None:
        return self.g.base_blocks.get(_between(piece.address, "blocks") or "")

    def headless(self) -> Iterator[Tree]:
        """Items without a lead-in: of a list that lost its own, or of none that can be."""
        first = self.pieces[self.at]
        before = self.before(first)
        if (
            before is not None
            and before["id"] not in self.g.used
            and "lead_in" in before
            and not self.heads(before["id"])
        ):
            self.g.remark("a list needs a lead-in; the one that was removed was kept",
                          _plain(before["lead_in"]))  # fmt: skip
            yield from self.items(None)
            return
        self.g.leave("list items without a lead-in", self.collected(first, None))

    def heads(self, block: str) -> bool:
        """Whether the lead-in of a block comes later under this heading."""
        lead_in = f"blocks/{block}/lead_in"
        return any(piece.address == lead_in for piece in self.pieces[self.at :])

    def collected(self, first: Piece, block: str | None) -> list[Piece]:
        """The items from here on, with lines to write on; a paragraph among them is reported."""
        found: list[Piece] = []
        while (piece := self.piece) is not None:
            role = piece.kind.role
            same = block is not None and _between(piece.address, "blocks") == block
            inside = piece.kind.urgency is first.kind.urgency and piece.rows is None
            is_item = role in ITEMS and inside and (role is first.kind.role or same)
            if is_item or (role is Role.LINE and first.kind.role is Role.QUESTION):
                found.append(piece)
            elif self.is_between(piece, block):
                self.g.leave("a paragraph inside a list", [piece])
            else:
                break
            self.at += 1
        return found

    def is_between(self, piece: Piece, block: str | None) -> bool:
        """Whether a new paragraph parts two items of one list."""
        after = self.pieces[self.at + 1] if self.at + 1 < len(self.pieces) else None
        return (
            block is not None
            and piece.address is None
            and piece.kind.role in (Role.PARAGRAPH, Role.FOREIGN)
            and after is not None
            and after.kind.role in ITEMS
            and _between(after.address, "blocks") == block
        )

    def items(self, lead_in: Piece | None) -> Iterator[Tree]:
        """A list: its kind from its items, its id from its lead-in or its items."""
        first = self.pieces[self.at]
        kinds = tuple(KIND_OF_ITEM)
        head = [lead_in] if lead_in is not None else []
        words = (lead_in or first).text
        behind = self.pieces[self.at :]
        members = [p for p in behind if self.claims(p)]
        if lead_in is None or lead_in.address is None:
            head += members[:1]
        identity = self.g.identity(head, kinds, self.above, words)
        before = self.g.base_blocks.get(identity, {})
        pieces = self.collected(first, identity)
        lines = _after_each(pieces)
        self.written_on([p for p in pieces if p.kind.role is Role.LINE])
        pieces = [p for p in pieces if p.kind.role is not Role.LINE]
        tops = [p.kind.role for p in pieces if not p.kind.level] or [first.kind.role]
        name = _NAME_OF_ITEMS[max(set(tops), key=tops.count)]
        own = f"blocks/{identity}"
        if lead_in is not None:
            text = self.g.text(lead_in, before.get("lead_in"))
            self.g.at(lead_in, f"{own}/lead_in")
            if not text:
                text = before.get("lead_in", "")
        else:
            text = before.get("lead_in", "")
        tree: Tree = {"kind": name, "id": identity, "lead_in": text}
        if name in ("list", "steps"):
            tree["items"] = self.nested(pieces, own)
        else:
            tree["items"] = self.flat(pieces, own)
        if name == "questions":
            same = len(tree["items"]) >= len(before.get("items", ()))
            alike = len(set(lines)) == 1 and same
            tree["lines"] = min(lines[0], 6) if alike else before.get("lines", 1)
        yield tree

    def claims(self, piece: Piece) -> bool:
        """Whether an item shows by its address which list this is: one that nobody else heads."""
        block = _between(piece.address, "blocks")
        if block is None or block in self.g.used or piece.kind.role not in ITEMS:
            return False
        lead_in = f"blocks/{block}/lead_in"
        return not any(one.address == lead_in for one in self.pieces)

    def nested(self, pieces: Sequence[Piece], own: str) -> list[Tree]:
        items: list[Tree] = []
        was: list[int | None] = []
        inner: list[list[int | None]] = []
        for piece in pieces:
            text = self.g.text(piece)
            if not text:
                continue
            deep = min(piece.kind.level, 1) if items else 0
            if piece.kind.level > 1:
                self.g.remark("a list is nested deeper than a source can say", piece.words)
            if deep:
                parent = f"items/{len(items) - 1}/items"
                self.g.at(piece, f"{own}/{parent}/{len(items[-1]['items'])}")
                items[-1]["items"].append(text)
                old = f"{own}/items/{was[-1]}/items" if was[-1] is not None else ""
                inner[-1].append(_position(piece, old))
            else:
                self.g.at(piece, f"{own}/items/{len(items)}/text")
                items.append({"text": text, "items": []})
                was.append(_position(piece, f"{own}/items", "text"))
                inner.append([])
        self.g.said.was[f"{own}/items"] = tuple(was)
        for place, positions in zip(was, inner, strict=True):
            if place is not None:
                self.g.said.was[f"{own}/items/{place}/items"] = tuple(positions)
        return items

    def flat(self, pieces: Sequence[Piece], own: str) -> list[str]:
        items: list[str] = []
        was: list[int | None] = []
        for piece in pieces:
            if text := self.g.text(piece):
                if piece.kind.level:
                    self.g.remark("such a list has no items inside items", piece.words)
                self.g.at(piece, f"{own}/items/{len(items)}")
                items.append(text)
                was.append(_position(piece, f"{own}/items"))
        self.g.said.was[f"{own}/items"] = tuple(was)
        return items

    def lines(self) -> None:
        self.written_on(self.while_(Role.LINE))

    def written_on(self, lines: Sequence[Piece]) -> None:
        """Words on a line that is there to be written on are somebody's answer."""
        self.g.leave("words on a line to write on", lines)

    def definitions(self, lead_in: Piece | None) -> Iterator[Tree]:
        pieces = self.while_(Role.TERM, Role.MEANING)
        head = [lead_in, *pieces] if lead_in is not None else pieces
        if lead_in is not None and lead_in.address is not None:
            head = [lead_in]
        identity = self.g.identity(head, ("definitions",), self.above, head[0].text)
        before = self.g.base_blocks.get(identity)
        if lead_in is None and before is None:
            self.g.leave("terms without a lead-in", pieces)
            return
        own = f"blocks/{identity}"
        text = before["lead_in"] if before else ""
        if lead_in is not None:
            text = self.g.text(lead_in, before["lead_in"] if before else None) or text
            self.g.at(lead_in, f"{own}/lead_in")
        else:
            self.g.remark("a list needs a lead-in; the one that was removed was kept", text)
        items: list[Tree] = []
        was: list[int | None] = []
        while pieces:
            piece = pieces.pop(0)
            meaning = pieces.pop(0) if pieces and pieces[0].kind.role is Role.MEANING else None
            if piece.kind.role is Role.MEANING:
                if items:
                    items[-1]["text"] += f" {self.g.text(piece)}"
                else:
                    self.g.leave("a meaning without a term", [piece])
                if meaning is not None:
                    pieces.insert(0, meaning)
                continue
            if meaning is None:
                self.g.leave("a term without a meaning", [piece])
                continue
            self.g.at(piece, f"{own}/items/{len(items)}/term")
            self.g.at(meaning, f"{own}/items/{len(items)}/text")
            items.append({"term": self.g.text(piece), "text": self.g.text(meaning)})
            was.append(_position(piece, f"{own}/items", "term"))
        self.g.said.was[f"{own}/items"] = tuple(was)
        yield {"kind": "definitions", "id": identity, "lead_in": text, "items": items}

    def write_in(self, label: Piece) -> Iterator[Tree]:
        self.at += 1
        lines = self.while_(Role.LINE)
        self.written_on(lines)
        identity = self.g.identity([label], ("write_in",), self.above, label.text)
        before = self.g.base_blocks.get(identity, {})
        text = self.g.text(label, before.get("label")) or before.get("label", "")
        self.g.at(label, f"blocks/{identity}/label")
        count = min(len(lines), 24) or before.get("lines", 3)
        yield {"kind": "write_in", "id": identity, "label": text, "lines": count}

    # Callouts

    def callout(self, first: Piece) -> Iterator[Tree]:
        """Label, number, heading and body of one callout."""
        urgency = first.kind.urgency
        assert urgency is not None
        taken: list[Piece] = []
        heading: Piece | None = None
        while (piece := self.piece) is not None and piece.kind.urgency is urgency:
            made = piece.kind.role is Role.MADE
            starts = piece.kind.role is Role.CALLOUT_HEADING
            if heading is not None and (made or starts):
                break
            if made and any(one.kind.role is not Role.MADE for one in taken):
                break
            if starts:
                heading = piece
            elif made:
                self.made(piece)
            taken.append(piece)
            self.at += 1
        inner = [p for p in taken if p.kind.role not in (Role.MADE, Role.CALLOUT_HEADING)]
        before = self.home(heading, inner)
        if heading is None and before is None:
            self.g.leave("a callout without a heading", inner)
            return
        head = [heading] if heading is not None and heading.address else []
        words = heading.text if heading is not None else ""
        if before is not None and before["id"] not in self.g.used:
            identity = before["id"]
            self.g.used.add(identity)
        else:
            identity = self.g.identity(head, ("callout",), self.above, words)
            before = self.g.base_blocks.get(identity)
        old = before["heading"] if before else None
        text = (self.g.text(heading, old) if heading is not None else "") or old or ""
        if heading is not None:
            self.g.at(heading, f"blocks/{identity}/heading")
        if heading is None or not self.g.plain(heading):
            self.g.kept("a callout's heading", old or "")
        self.g.place.append(_plain(text))
        body = list(_Blocks(self.g, [_out(p) for p in inner], identity).read())
        kept = [block for block in body if block["kind"] in ("paragraph", "list", "steps")]
        for block in body:
            if block not in kept:
                self.g.left(f"a block of kind {block['kind']} inside a callout", _shown(block))
        self.g.place.pop()
        if not kept and before is not None:
            self.g.remark("a callout was emptied; its body was kept", _plain(text))
            kept = copy.deepcopy(before["body"])
        yield {
            "kind": "callout", "id": identity, "urgency": urgency.value, "heading": text,
            "body": kept,
        }  # fmt: skip

    def home(self, heading: Piece | None, inner: Sequence[Piece]) -> Tree | None:
        """The callout of the base that these pieces are."""
        if heading is not None:
            before = self.before(heading)
            return before if before and before["kind"] == "callout" else None
        for piece in inner:
            block = _between(piece.address, "blocks")
            for before in self.g.base_blocks.values():
                if before["kind"] == "callout" and any(b["id"] == block for b in before["body"]):
                    return before if before["id"] not in self.g.used else None
        return None

    def made(self, piece: Piece) -> None:
        """A label or number of a callout; the number is a fact of the clinic."""
        if any(span.fact for span in piece.spans):
            return
        before, _, after = self.g.words.call_number.partition("{number}")
        said = self.g.plain(piece)
        if said.startswith(before) and said.endswith(after) and any(map(str.isdigit, said)):
            emergency = piece.kind.urgency is Urgency.EMERGENCY
            fact = "emergency_number" if emergency else "clinic/phones/0/number"
            number = said.removeprefix(before).removesuffix(after).strip()
            self.g.said.facts.append((fact, number))
            return
        self.g.aside(piece)

    # Tables and figures

    def table(self, heads: list[Piece], table: Piece | None = None) -> Iterator[Tree]:
        if table is None and (piece := self.piece) is not None and piece.rows is not None:
            table = piece
            self.at += 1
        caption = next((p for p in heads if p.kind.role is Role.CAPTION), None)
        summary = next((p for p in heads if p.kind.role is Role.TABLE_SUMMARY), None)
        for piece in heads:
            if piece not in (caption, summary):
                self.g.leave(f"a second {piece.kind.role.value}", [piece])
        if table is None:
            self.without_table(heads)
            return
        cells = [c for row in table.rows or () for cell in row for c in cell.pieces]
        named = [p for p in (caption, summary) if p is not None and p.address] or cells
        before = None
        for piece in named:
            found = self.before(piece)
            if found and found["kind"] == "table" and found["id"] not in self.g.used:
                before = found
                break
        yield from self.filled(table, caption, summary, before)

    def without_table(self, heads: Sequence[Piece]) -> None:
        self.g.leave("the caption of a table that is gone", heads)

    def filled(
        self, table: Piece, caption: Piece | None, summary: Piece | None, before: Tree | None
    ) -> Iterator[Tree]:
        """A table with what its cells say, where that is a table that a source can hold."""
        heads = [p for p in (caption, summary) if p is not None]
        rows = table.rows or []
        even = len({len(row) for row in rows}) == 1 and 2 <= len(rows[0]) <= 5 and len(rows) > 1
        merged = any(cell.spread for row in rows for cell in row)
        nested = any(p.rows is not None for row in rows for cell in row for p in cell.pieces)
        full = all(self.g.plain(p) for p in heads) and len(heads) == 2
        if not even or merged or nested or (before is None and not full):
            why = "a table that a source cannot hold"
            if before is None and even and not merged and not nested:
                why = "a table without a caption and a summary"
            if before is not None:
                self.g.used.add(before["id"])
                self.g.leave(f"{why}; the table was kept as it was", [table])
                yield {
                    **copy.deepcopy(before),
                    **{k: self.g.text(p, before[k]) or before[k]
                       for k, p in (("caption", caption), ("summary", summary)) if p is not None},
                }  # fmt: skip
            else:
                self.g.leave(why, [*heads, table])
            return
        words = caption.text if caption is not None else ""
        identity = before["id"] if before else self.g.fresh(self.above, words)
        self.g.used.add(identity)
        own = f"blocks/{identity}"
        tree: Tree = {"kind": "table", "id": identity}
        for key, piece in (("caption", caption), ("summary", summary)):
            old = before[key] if before else None
            text = self.g.text(piece, old) if piece is not None else ""
            if not text:
                self.g.kept(f"a table's {key}", old or "")
            if piece is not None:
                self.g.at(piece, f"{own}/{key}")
            tree[key] = text or old or ""
        self.g.place.append(_plain(tree["caption"]))
        columns, *others = rows
        tree["columns"] = [self.cell(c.pieces, f"{own}/columns/{n}") for n, c in enumerate(columns)]
        tree["rows"] = [
            [self.cell(c.pieces, f"{own}/rows/{r}/{n}") for n, c in enumerate(row)]
            for r, row in enumerate(others)
        ]
        self.g.place.pop()
        if before:
            self.g.said.was[f"{own}/rows"] = _were(others, rf"{own}/rows/(\d+)/\d+")
            self.g.said.was[f"{own}/columns"] = _were(
                zip(*rows, strict=True), rf"{own}/(?:rows/\d+|columns)/(\d+)"
            )
        full_rows = [row for row in tree["rows"] if any(row)]
        if len(full_rows) < len(tree["rows"]):
            kept = [n for n, row in enumerate(tree["rows"]) if any(row)]
            if f"{own}/rows" in self.g.said.was:
                old_rows = self.g.said.was[f"{own}/rows"]
                self.g.said.was[f"{own}/rows"] = tuple(old_rows[n] for n in kept)
            tree["rows"] = full_rows
        ordered = ("kind", "id", "caption", "columns", "rows", "summary")
        yield {key: tree[key] for key in ordered}

    def cell(self, pieces: Sequence[Piece], address: str) -> str:
        """The text of a cell; its paragraphs, if it has more, as one."""
        said = []
        for piece in pieces:
            if text := self.g.text(piece):
                said.append(text)
            self.g.at(piece, address)
        return " ".join(said)

    def figure(self) -> Iterator[Tree]:
        """A picture of ours with title and caption."""
        pieces = []
        seen: set[Role] = set()
        while (piece := self.piece) is not None and piece.rows is None:
            role = piece.kind.role
            if role not in (Role.PICTURE, Role.FIGURE_TITLE, Role.FIGURE_CAPTION) or role in seen:
                break
            if role is Role.PICTURE and seen:
                break
            seen.add(role)
            pieces.append(piece)
            self.at += 1
        before = self.shown(pieces)
        if before is None:
            for piece in pieces:
                self.g.drop_odd(piece)
                if not piece.pictures or piece.words:
                    self.g.leave(f"a {piece.kind.role.value} without its figure", [piece])
                elif self.g.is_ours(piece):
                    self.g.left("a second copy of a figure", piece.pictures[0].alt, piece)
            return
        self.g.used.add(before["id"])
        own = f"blocks/{before['id']}"
        tree = copy.deepcopy(before)
        for piece in pieces:
            role = piece.kind.role
            if role is Role.PICTURE:
                self.picture(piece, tree, own)
                continue
            key = "title" if role is Role.FIGURE_TITLE else "caption"
            self.g.at(piece, f"{own}/{key}")
            tree[key] = self.g.text(piece, before[key]) or before[key]
        if Role.PICTURE not in seen:
            self.g.remark("the picture of a figure was removed, its words were not; it was kept",
                          _plain(before["title"]))  # fmt: skip
        yield tree

    def shown(self, pieces: Sequence[Piece]) -> Tree | None:
        """The figure of the base that these pieces show."""
        for piece in pieces:
            before = self.before(piece)
            if before and before["kind"] == "figure" and before["id"] not in self.g.used:
                return before
        return None

    def picture(self, piece: Piece, tree: Tree, own: str) -> None:
        """The alternative text; further pictures in the paragraph are somebody's own."""
        self.g.at(piece, f"{own}/alt")
        ours, *others = sorted(
            piece.pictures, key=lambda p: -likeness(p.alt or p.title, _plain(tree["alt"]))
        )
        known = self.g.pictures.get(tree["id"])
        if known and ours.digest and ours.digest != known:
            what = "another picture in a figure (draw it as an SVG in figures/)"
            self.g.left(what, ours.alt or ours.title or ours.name, piece)
        for other in others:
            self.g.left("a picture", other.alt or other.title or other.name, piece)
        for odd in piece.odd:
            self.g.odd(odd, piece)
        if piece.words:
            self.g.left("words beside a picture", piece.words, piece)
        if not ours.alt.strip():
            self.g.kept("an alternative text", tree["alt"])
            return
        tree["alt"] = worded([Span(ours.alt)], tree["alt"], self.g.numbers).source

    # Contact

    def contact(self) -> Iterator[Tree]:
        pieces: list[Piece] = []
        roles = (Role.CONTACT_TEXT, Role.CONTACT_LINE)
        if (piece := self.piece) is not None and piece.kind.role is Role.CONTACT_HEADING:
            pieces.append(piece)
            self.at += 1
        pieces += self.while_(*roles)
        heading = next((p for p in pieces if p.kind.role is Role.CONTACT_HEADING), None)
        texts = [p for p in pieces if p.kind.role is Role.CONTACT_TEXT]
        lines = [p for p in pieces if p.kind.role is Role.CONTACT_LINE]
        self.g.said.contact += lines
        if heading is None and not texts:
            return
        head = [p for p in (heading, *texts) if p is not None and p.address]
        words = heading.text if heading is not None else ""
        identity = self.g.identity(head, ("contact",), self.above, words)
        before = self.g.base_blocks.get(identity)
        if heading is None and before is None:
            self.g.leave("words of a contact card without a heading", texts)
            return
        old = before["heading"] if before else None
        said = (self.g.text(heading, old) if heading is not None else "") or old or ""
        if heading is not None:
            self.g.at(heading, f"blocks/{identity}/heading")
        text: str | None = None
        for piece in texts:
            if found := self.g.text(piece):
                text = found if text is None else f"{text} {found}"
                self.g.at(piece, f"blocks/{identity}/text")
        yield {"kind": "contact", "id": identity, "heading": said, "text": text}


# Small answers -------------------------------------------------------------------------------


def _out(piece: Piece) -> Piece:
    """A piece of a callout as if it stood alone."""
    piece.kind = replace(piece.kind, urgency=None)
    return piece


def _between(address: str | None, kind: str) -> str | None:
    """The id in an address of one kind: `blocks/x/text` is of block x."""
    match (address or "").split("/"):
        case [first, identity, *_] if first == kind:
            return identity
    return None


def _position(piece: Piece, above: str, last: str = "") -> int | None:
    """Where a member stood in the list `above` of the base; None for a new one, or a moved one."""
    if not above:
        return None
    match = re.fullmatch(rf"{re.escape(above)}/(\d+)(?:/(\w+))?", piece.address or "")
    return int(match.group(1)) if match and (match.group(2) or "") == last else None


def _parted(pieces: Sequence[Piece]) -> tuple[list[Piece], list[list[Piece]]]:
    """The pieces of a section before its first subsection, and those of each subsection."""
    own: list[Piece] = []
    parts: list[list[Piece]] = []
    for piece in pieces:
        if piece.kind.role is Role.SUBSECTION and piece.words:
            parts.append([piece])
        else:
            (parts[-1] if parts else own).append(piece)
    return own, parts


def _were(lines: Iterable[Iterable[Any]], place: str) -> tuple[int | None, ...]:
    """Where each row or column stood: what most of its cells say; `place` finds the number."""
    was: list[int | None] = []
    for cells in lines:
        found = (
            re.fullmatch(place, piece.address or "") for cell in cells for piece in cell.pieces
        )
        votes = [int(match.group(1)) for match in found if match]
        free = [vote for vote in votes if vote not in was]
        was.append(max(free, key=free.count) if free else None)
    return tuple(was)


def _after_each(pieces: Sequence[Piece]) -> list[int]:
    """How many lines to write on follow each item."""
    counts: list[int] = []
    for piece in pieces:
        if piece.kind.role is not Role.LINE:
            counts.append(0)
        elif counts:
            counts[-1] += 1
    return counts


def _by_hand(piece: Piece, after: Piece | None) -> bool:
    """Whether a new paragraph is a heading that somebody made bold."""
    words = piece.words
    bold = all(span.strong for span in piece.spans if span.text.strip())
    short = len(words) <= _HEADING and not words.endswith((".", "!", "?", ":", ";", ","))
    follows = after is not None and after.kind.role in _FLOW
    return bold and short and follows and not piece.kind.bold


def _url(span: Any, old: str | None) -> str:
    shown = span.text.strip()
    href = span.href or ""
    if old and old in (shown, href) and shown != href:
        # One of the two was changed: the words in Word, or the target behind them.
        return shown if href.rstrip("/") == old.rstrip("/") else href
    if old and href.rstrip("/") == old.rstrip("/"):
        return old
    return href or shown


def _plain(source: str) -> str:
    return " ".join(inline.parse(source).plain.split())


def _letters(words: str) -> str:
    return re.sub(r"[\W\d_]+", "", words)


def _shown(block: Tree) -> str:
    return "\n".join(slot.words for slot in slots_of_block(block))


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
