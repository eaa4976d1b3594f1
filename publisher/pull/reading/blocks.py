"""The pieces of a section, subsection or callout → the blocks that they say."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, cast

from publisher.content.model import Urgency
from publisher.pull.docx.body import BodyElement, Cell, Span
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.findings import FLOW, Notice, between, plain, position
from publisher.pull.reading.identity import KIND_OF_ITEM, likeness, slots_of_block
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.wording import worded
from publisher.pull.tree import NO_BLOCK, BlockTree, DefinitionTree, ItemTree
from publisher.roundtrip.addresses import CLINIC, EMERGENCY_NUMBER, Address

_NAME_OF_ITEMS = {role: name for name, role in KIND_OF_ITEM.items()}
_TableHead = Literal["caption", "summary"]
_HEADING = 80  # letters that a heading made by hand has at most


def read_blocks(notes: Notebook, pieces: Sequence[BodyElement], above: str) -> list[BlockTree]:
    """The blocks that pieces say, in the section, subsection or callout with the id `above`."""
    return list(_Blocks(notes, list(pieces), above).read())


class _Blocks:
    """The pieces under one heading, taken block by block."""

    def __init__(self, notes: Notebook, pieces: list[BodyElement], above: str) -> None:
        self.notes = notes
        self.pieces = [p for p in pieces if not self.is_nothing(p)]
        self.above = above
        self.at = 0
        self.adopt_into_callout()

    @staticmethod
    def is_nothing(piece: BodyElement) -> bool:
        """Whether a piece is an empty paragraph."""
        lines = piece.kind.role is StyleRole.LINE
        return not (lines or piece.rows or piece.pictures or piece.odd or piece.words)

    def adopt_into_callout(self) -> None:
        """Paragraphs typed inside a callout belong to it, whatever their style."""
        for before, piece, after in zip(
            self.pieces, self.pieces[1:], self.pieces[2:], strict=False
        ):
            inside = before.kind.urgency is not None and before.kind.urgency is after.kind.urgency
            starts = (
                after.kind.role is StyleRole.CALLOUT_HEADING or after.kind.role is StyleRole.MADE
            )
            if inside and not starts and piece.kind.urgency is None and piece.kind.role in FLOW:
                piece.kind = replace(piece.kind, urgency=before.kind.urgency)

    @property
    def piece(self) -> BodyElement | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def take_while(self, *roles: StyleRole) -> list[BodyElement]:
        """The pieces from here on that have one of these roles, taken."""
        taken = []
        while (piece := self.piece) is not None and piece.kind.role in roles:
            if piece.rows is not None:
                break
            taken.append(piece)
            self.at += 1
        return taken

    def read(self) -> Iterator[BlockTree]:
        """One block after the other."""
        while (piece := self.piece) is not None:
            start = self.at
            yield from self.block(piece)
            if self.at == start:
                self.at += 1

    def block(self, piece: BodyElement) -> Iterator[BlockTree]:
        """The block that starts here; nothing where the piece has no place."""
        if piece.rows is not None:
            self.at += 1
            yield from self.table([], piece)
        elif piece.kind.urgency is not None:
            yield from self.callout(piece)
        elif read := _BY_ROLE.get(piece.kind.role):
            yield from read(self, piece)
        else:
            self.notes.aside(piece)
            self.at += 1

    # Paragraphs

    def paragraph(self, piece: BodyElement) -> Iterator[BlockTree]:
        self.at += 1
        after = self.piece
        role = piece.kind.role
        new = piece.address is None
        if not piece.words:
            # A picture or a box alone in a paragraph.
            self.notes.drop_odd(piece)
            return
        if new and role is StyleRole.FOREIGN:
            self.notes.leave(f"a paragraph in the style “{piece.kind.style}”", [piece])
            return
        if new and after is not None and self.leads(piece, after):
            self.at -= 1
            yield from self.listed(piece)
            return
        if new and _by_hand(piece, after):
            self.notes.leave("a heading made by hand (use the style heading 1 or 2)", [piece])
            return
        if text := self.notes.text(piece):
            identity = self.notes.identity([piece], ("paragraph",), self.above, piece.text)
            self.notes.at(piece, Address.block(identity).text)
            yield {"kind": "paragraph", "id": identity, "text": text}

    def leads(self, piece: BodyElement, after: BodyElement) -> bool:
        """Whether a new paragraph is the lead-in of the list behind it."""
        return (
            piece.text.rstrip().endswith((":", "："))
            and after.kind.role in ITEMS
            and after.kind.urgency is piece.kind.urgency
        )

    # Lists

    def listed(self, lead_in: BodyElement) -> Iterator[BlockTree]:
        """A lead-in and what follows it."""
        self.at += 1
        self.stray_lines()
        after = self.piece
        if after is not None and after.kind.role in (StyleRole.TERM, StyleRole.MEANING):
            yield from self.definitions(lead_in)
        elif after is not None and after.kind.role in ITEMS:
            yield from self.items(lead_in)
        else:
            yield from self.lead_in_without_items(lead_in)

    def stray_lines(self) -> None:
        """Passes over the answer lines of a question that was removed without them."""
        behind = self.at
        while behind < len(self.pieces) and self.pieces[behind].kind.role is StyleRole.LINE:
            behind += 1
        if behind < len(self.pieces) and self.pieces[behind].kind.role is StyleRole.QUESTION:
            self.written_on(self.pieces[self.at : behind])
            self.at = behind

    def lead_in_without_items(self, lead_in: BodyElement) -> Iterator[BlockTree]:
        """A lead-in without items, which cannot be written down."""
        before = self.before(lead_in)
        if before is not None and before["id"] not in self.notes.used:
            self.notes.used.add(before["id"])
            finding = "all items of a list were removed but not its lead-in; the list was kept"
            self.notes.result.findings.append(
                Notice(finding, self.notes.where, self.notes.plain(lead_in), left=False)
            )
            text = self.notes.text(lead_in, before["lead_in"])
            self.notes.at(lead_in, Address.block(before["id"]).lead_in)
            yield {**copy.deepcopy(before), "lead_in": text or before["lead_in"]}
        elif lead_in.words:
            text = self.notes.text(lead_in)
            identity = self.notes.identity([lead_in], ("paragraph",), self.above, lead_in.text)
            self.notes.at(lead_in, Address.block(identity).text)
            yield {"kind": "paragraph", "id": identity, "text": text}

    def before(self, piece: BodyElement) -> BlockTree | None:
        return self.notes.base_blocks.get(between(piece.address, "blocks") or "")

    def items_without_lead_in(self) -> Iterator[BlockTree]:
        """Items without a lead-in: of a list that lost its own, or of none that can be."""
        first = self.pieces[self.at]
        before = self.before(first)
        if (
            before is not None
            and before["id"] not in self.notes.used
            and "lead_in" in before
            and not self.heads(before["id"])
        ):
            self.notes.remark(
                "a list needs a lead-in; the one that was removed was kept",
                plain(before["lead_in"]),
            )
            yield from self.items(None)
            return
        self.notes.leave("list items without a lead-in", self.collected(first, None))

    def heads(self, block: str) -> bool:
        """Whether the lead-in of a block comes later under this heading."""
        lead_in = Address.block(block).lead_in
        return any(piece.address == lead_in for piece in self.pieces[self.at :])

    def collected(self, first: BodyElement, block: str | None) -> list[BodyElement]:
        """The items from here on, with lines to write on; a paragraph among them is reported."""
        found: list[BodyElement] = []
        while (piece := self.piece) is not None:
            role = piece.kind.role
            same = block is not None and between(piece.address, "blocks") == block
            inside = piece.kind.urgency is first.kind.urgency and piece.rows is None
            is_item = role in ITEMS and inside and (role is first.kind.role or same)
            if is_item or (role is StyleRole.LINE and first.kind.role is StyleRole.QUESTION):
                found.append(piece)
            elif self.is_between(piece, block):
                self.notes.leave("a paragraph inside a list", [piece])
            else:
                break
            self.at += 1
        return found

    def is_between(self, piece: BodyElement, block: str | None) -> bool:
        """Whether a new paragraph parts two items of one list."""
        after = self.pieces[self.at + 1] if self.at + 1 < len(self.pieces) else None
        return (
            block is not None
            and piece.address is None
            and piece.kind.role in (StyleRole.PARAGRAPH, StyleRole.FOREIGN)
            and after is not None
            and after.kind.role in ITEMS
            and between(after.address, "blocks") == block
        )

    def items(self, lead_in: BodyElement | None) -> Iterator[BlockTree]:
        """A list: its kind from its items, its id from its lead-in or its items."""
        first = self.pieces[self.at]
        kinds = tuple(KIND_OF_ITEM)
        head = [lead_in] if lead_in is not None else []
        words = (lead_in or first).text
        behind = self.pieces[self.at :]
        members = [p for p in behind if self.claims(p)]
        if lead_in is None or lead_in.address is None:
            head += members[:1]
        identity = self.notes.identity(head, kinds, self.above, words)
        before = self.notes.base_blocks.get(identity, NO_BLOCK)
        pieces = self.collected(first, identity)
        lines = _after_each(pieces)
        self.written_on([p for p in pieces if p.kind.role is StyleRole.LINE])
        pieces = [p for p in pieces if p.kind.role is not StyleRole.LINE]
        tops = [p.kind.role for p in pieces if not p.kind.level] or [first.kind.role]
        name = _NAME_OF_ITEMS[max(set(tops), key=tops.count)]
        own = Address.block(identity)
        if lead_in is not None:
            text = self.notes.text(lead_in, before.get("lead_in"))
            self.notes.at(lead_in, own.lead_in)
            if not text:
                text = before.get("lead_in", "")
        else:
            text = before.get("lead_in", "")
        nests = name in ("list", "steps")
        items = self.nested(pieces, own) if nests else self.flat(pieces, own)
        tree: BlockTree = {"kind": name, "id": identity, "lead_in": text, "items": items}
        if name == "questions":
            same = len(items) >= len(before.get("items", ()))
            alike = len(set(lines)) == 1 and same
            tree["lines"] = min(lines[0], 6) if alike else before.get("lines", 1)
        yield tree

    def claims(self, piece: BodyElement) -> bool:
        """Whether an item shows by its address which list this is: one that nobody else heads."""
        block = between(piece.address, "blocks")
        if block is None or block in self.notes.used or piece.kind.role not in ITEMS:
            return False
        lead_in = Address.block(block).lead_in
        return not any(one.address == lead_in for one in self.pieces)

    def nested(self, pieces: Sequence[BodyElement], own: Address) -> list[ItemTree]:
        items: list[ItemTree] = []
        was: list[int | None] = []
        inner: list[list[int | None]] = []
        for piece in pieces:
            text = self.notes.text(piece)
            if not text:
                continue
            deep = min(piece.kind.level, 1) if items else 0
            if piece.kind.level > 1:
                self.notes.remark("a list is nested deeper than a source can say", piece.words)
            if deep:
                self.notes.at(piece, own.items[len(items) - 1].items[len(items[-1]["items"])])
                items[-1]["items"].append(text)
                at = was[-1]
                old = None if at is None else own.items[at].items
                inner[-1].append(position(piece, old))
            else:
                self.notes.at(piece, own.items[len(items)].text)
                items.append({"text": text, "items": []})
                was.append(position(piece, own.items, "text"))
                inner.append([])
        self.notes.result.was[own.items] = tuple(was)
        for place, positions in zip(was, inner, strict=True):
            if place is not None:
                self.notes.result.was[own.items[place].items] = tuple(positions)
        return items

    def flat(self, pieces: Sequence[BodyElement], own: Address) -> list[str]:
        items: list[str] = []
        was: list[int | None] = []
        for piece in pieces:
            if text := self.notes.text(piece):
                if piece.kind.level:
                    self.notes.remark("such a list has no items inside items", piece.words)
                self.notes.at(piece, own.items[len(items)])
                items.append(text)
                was.append(position(piece, own.items))
        self.notes.result.was[own.items] = tuple(was)
        return items

    def lines(self) -> Iterator[BlockTree]:
        self.written_on(self.take_while(StyleRole.LINE))
        yield from ()

    def written_on(self, lines: Sequence[BodyElement]) -> None:
        """Words on a line that is there to be written on are somebody's answer."""
        self.notes.leave("words on a line to write on", lines)

    def definitions(self, lead_in: BodyElement | None) -> Iterator[BlockTree]:
        pieces = self.take_while(StyleRole.TERM, StyleRole.MEANING)
        head = [lead_in, *pieces] if lead_in is not None else pieces
        if lead_in is not None and lead_in.address is not None:
            head = [lead_in]
        identity = self.notes.identity(head, ("definitions",), self.above, head[0].text)
        before = self.notes.base_blocks.get(identity)
        if lead_in is None and before is None:
            self.notes.leave("terms without a lead-in", pieces)
            return
        own = Address.block(identity)
        text = before["lead_in"] if before else ""
        if lead_in is not None:
            text = self.notes.text(lead_in, before["lead_in"] if before else None) or text
            self.notes.at(lead_in, own.lead_in)
        else:
            self.notes.remark("a list needs a lead-in; the one that was removed was kept", text)
        items: list[DefinitionTree] = []
        was: list[int | None] = []
        while pieces:
            piece = pieces.pop(0)
            meaning = pieces.pop(0) if pieces and pieces[0].kind.role is StyleRole.MEANING else None
            if piece.kind.role is StyleRole.MEANING:
                if items:
                    items[-1]["text"] += f" {self.notes.text(piece)}"
                else:
                    self.notes.leave("a meaning without a term", [piece])
                if meaning is not None:
                    pieces.insert(0, meaning)
                continue
            if meaning is None:
                self.notes.leave("a term without a meaning", [piece])
                continue
            self.notes.at(piece, own.items[len(items)].term)
            self.notes.at(meaning, own.items[len(items)].text)
            items.append({"term": self.notes.text(piece), "text": self.notes.text(meaning)})
            was.append(position(piece, own.items, "term"))
        self.notes.result.was[own.items] = tuple(was)
        yield {"kind": "definitions", "id": identity, "lead_in": text, "items": items}

    def write_in(self, label: BodyElement) -> Iterator[BlockTree]:
        self.at += 1
        lines = self.take_while(StyleRole.LINE)
        self.written_on(lines)
        identity = self.notes.identity([label], ("write_in",), self.above, label.text)
        before = self.notes.base_blocks.get(identity, NO_BLOCK)
        text = self.notes.text(label, before.get("label")) or before.get("label", "")
        self.notes.at(label, Address.block(identity).label)
        count = min(len(lines), 24) or before.get("lines", 3)
        yield {"kind": "write_in", "id": identity, "label": text, "lines": count}

    # Callouts

    def callout(self, first: BodyElement) -> Iterator[BlockTree]:
        """Label, number, heading and body of one callout."""
        urgency = first.kind.urgency
        assert urgency is not None
        taken: list[BodyElement] = []
        heading: BodyElement | None = None
        while (piece := self.piece) is not None and piece.kind.urgency is urgency:
            made = piece.kind.role is StyleRole.MADE
            starts = piece.kind.role is StyleRole.CALLOUT_HEADING
            if heading is not None and (made or starts):
                break
            if made and any(one.kind.role is not StyleRole.MADE for one in taken):
                break
            if starts:
                heading = piece
            elif made:
                self.made(piece)
            taken.append(piece)
            self.at += 1
        inner = [p for p in taken if p.kind.role not in (StyleRole.MADE, StyleRole.CALLOUT_HEADING)]
        before = self.original_callout(heading, inner)
        if heading is None and before is None:
            self.notes.leave("a callout without a heading", inner)
            return
        head = [heading] if heading is not None and heading.address else []
        words = heading.text if heading is not None else ""
        if before is not None and before["id"] not in self.notes.used:
            identity = before["id"]
            self.notes.used.add(identity)
        else:
            identity = self.notes.identity(head, ("callout",), self.above, words)
            before = self.notes.base_blocks.get(identity)
        old = before["heading"] if before else None
        text = (self.notes.text(heading, old) if heading is not None else "") or old or ""
        if heading is not None:
            self.notes.at(heading, Address.block(identity).heading)
        if heading is None or not self.notes.plain(heading):
            self.notes.kept("a callout's heading", old or "")
        self.notes.place.append(plain(text))
        body = read_blocks(self.notes, [_out(p) for p in inner], identity)
        kept = [block for block in body if block["kind"] in ("paragraph", "list", "steps")]
        for block in body:
            if block not in kept:
                self.notes.left(f"a block of kind {block['kind']} inside a callout", _shown(block))
        self.notes.place.pop()
        if not kept and before is not None:
            self.notes.remark("a callout was emptied; its body was kept", plain(text))
            kept = copy.deepcopy(before["body"])
        yield {
            "kind": "callout",
            "id": identity,
            "urgency": urgency.value,
            "heading": text,
            "body": kept,
        }

    def original_callout(
        self, heading: BodyElement | None, inner: Sequence[BodyElement]
    ) -> BlockTree | None:
        """The callout of the base that these pieces are."""
        if heading is not None:
            before = self.before(heading)
            return before if before and before["kind"] == "callout" else None
        for piece in inner:
            block = between(piece.address, "blocks")
            for before in self.notes.base_blocks.values():
                if before["kind"] == "callout" and any(b["id"] == block for b in before["body"]):
                    return before if before["id"] not in self.notes.used else None
        return None

    def made(self, piece: BodyElement) -> None:
        """A label or number of a callout; the number is a fact of the clinic."""
        if any(span.fact for span in piece.spans):
            return
        before, _, after = self.notes.words.call_number.partition("{number}")
        said = self.notes.plain(piece)
        if said.startswith(before) and said.endswith(after) and any(map(str.isdigit, said)):
            emergency = piece.kind.urgency is Urgency.EMERGENCY
            fact = EMERGENCY_NUMBER if emergency else CLINIC.phones[0].number
            number = said.removeprefix(before).removesuffix(after).strip()
            self.notes.result.facts.append((fact, number))
            return
        self.notes.aside(piece)

    # Tables and figures

    def table(
        self, heads: list[BodyElement], table: BodyElement | None = None
    ) -> Iterator[BlockTree]:
        if table is None and (piece := self.piece) is not None and piece.rows is not None:
            table = piece
            self.at += 1
        caption = next((p for p in heads if p.kind.role is StyleRole.CAPTION), None)
        summary = next((p for p in heads if p.kind.role is StyleRole.TABLE_SUMMARY), None)
        for piece in heads:
            if piece not in (caption, summary):
                self.notes.leave(f"a second {piece.kind.role.value}", [piece])
        if table is None:
            self.without_table(heads)
            return
        cells = [c for row in table.rows or () for cell in row for c in cell.pieces]
        named = [p for p in (caption, summary) if p is not None and p.address] or cells
        before = None
        for piece in named:
            found = self.before(piece)
            if found and found["kind"] == "table" and found["id"] not in self.notes.used:
                before = found
                break
        yield from self.filled(table, caption, summary, before)

    def without_table(self, heads: Sequence[BodyElement]) -> None:
        self.notes.leave("the caption of a table that is gone", heads)

    def filled(
        self,
        table: BodyElement,
        caption: BodyElement | None,
        summary: BodyElement | None,
        before: BlockTree | None,
    ) -> Iterator[BlockTree]:
        """A table with what its cells say, where that is a table that a source can hold."""
        given: tuple[tuple[_TableHead, BodyElement | None], ...]
        given = (("caption", caption), ("summary", summary))
        heads = [(key, piece) for key, piece in given if piece is not None]
        rows = table.rows or []
        even = len({len(row) for row in rows}) == 1 and 2 <= len(rows[0]) <= 5 and len(rows) > 1
        merged = any(cell.spread for row in rows for cell in row)
        nested = any(p.rows is not None for row in rows for cell in row for p in cell.pieces)
        full = all(self.notes.plain(piece) for _, piece in heads) and len(heads) == 2
        if not even or merged or nested or (before is None and not full):
            why = "a table that a source cannot contain"
            if before is None and even and not merged and not nested:
                why = "a table without a caption and a summary"
            if before is not None:
                self.notes.used.add(before["id"])
                self.notes.leave(f"{why}; the table was kept as it was", [table])
                kept = copy.deepcopy(before)
                for key, piece in heads:
                    kept[key] = self.notes.text(piece, before[key]) or before[key]
                yield kept
            else:
                self.notes.leave(why, [*(piece for _, piece in heads), table])
            return
        words = caption.text if caption is not None else ""
        identity = before["id"] if before else self.notes.fresh(self.above, words)
        self.notes.used.add(identity)
        own = Address.block(identity)
        words_of_table = {key: self.table_head(key, piece, own, before) for key, piece in given}
        self.notes.place.append(plain(words_of_table["caption"]))
        columns, *others = rows
        heading = [self.cell(c.pieces, own.columns[n]) for n, c in enumerate(columns)]
        cells = [
            [self.cell(c.pieces, own.rows[r][n]) for n, c in enumerate(row)]
            for r, row in enumerate(others)
        ]
        self.notes.place.pop()
        if before:
            self.notes.result.was[own.rows] = _were(others, partial(_row_of, own))
            self.notes.result.was[own.columns] = _were(
                zip(*rows, strict=True), partial(_column_of, own)
            )
        filled = [number for number, row in enumerate(cells) if any(row)]
        if len(filled) < len(cells) and own.rows in self.notes.result.was:
            old_rows = self.notes.result.was[own.rows]
            self.notes.result.was[own.rows] = tuple(old_rows[number] for number in filled)
        yield {
            "kind": "table",
            "id": identity,
            "caption": words_of_table["caption"],
            "columns": heading,
            "rows": [cells[number] for number in filled],
            "summary": words_of_table["summary"],
        }

    def table_head(
        self, key: _TableHead, piece: BodyElement | None, own: Address, before: BlockTree | None
    ) -> str:
        """The caption or the summary of a table; the old one where the file has none."""
        old = before[key] if before else None
        text = self.notes.text(piece, old) if piece is not None else ""
        if not text:
            self.notes.kept(f"a table's {key}", old or "")
        if piece is not None:
            self.notes.at(piece, own.below(key))
        return text or old or ""

    def cell(self, pieces: Sequence[BodyElement], address: Address) -> str:
        """The text of a cell; its paragraphs, if it has more, as one."""
        said = []
        for piece in pieces:
            if text := self.notes.text(piece):
                said.append(text)
            self.notes.at(piece, address)
        return " ".join(said)

    def figure(self) -> Iterator[BlockTree]:
        """A picture of ours with title and caption."""
        pieces = []
        seen: set[StyleRole] = set()
        while (piece := self.piece) is not None and piece.rows is None:
            role = piece.kind.role
            if (
                role not in (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION)
                or role in seen
            ):
                break
            if role is StyleRole.PICTURE and seen:
                break
            seen.add(role)
            pieces.append(piece)
            self.at += 1
        before = self.shown(pieces)
        if before is None:
            for piece in pieces:
                self.notes.drop_odd(piece)
                if not piece.pictures or piece.words:
                    self.notes.leave(f"a {piece.kind.role.value} without its figure", [piece])
                elif self.notes.is_ours(piece):
                    self.notes.left("a second copy of a figure", piece.pictures[0].alt, piece)
            return
        self.notes.used.add(before["id"])
        own = Address.block(before["id"])
        tree = copy.deepcopy(before)
        for piece in pieces:
            role = piece.kind.role
            if role is StyleRole.PICTURE:
                self.picture(piece, tree, own)
                continue
            key: Literal["title", "caption"]
            key = "title" if role is StyleRole.FIGURE_TITLE else "caption"
            self.notes.at(piece, own.below(key))
            tree[key] = self.notes.text(piece, before[key]) or before[key]
        if StyleRole.PICTURE not in seen:
            self.notes.remark(
                "the picture of a figure was removed, its words were not; it was kept",
                plain(before["title"]),
            )
        yield tree

    def shown(self, pieces: Sequence[BodyElement]) -> BlockTree | None:
        """The figure of the base that these pieces show."""
        for piece in pieces:
            before = self.before(piece)
            if before and before["kind"] == "figure" and before["id"] not in self.notes.used:
                return before
        return None

    def picture(self, piece: BodyElement, tree: BlockTree, own: Address) -> None:
        """The alternative text; further pictures in the paragraph are somebody's own."""
        self.notes.at(piece, own.alt)
        ours, *others = sorted(
            piece.pictures, key=lambda p: -likeness(p.alt or p.title, plain(tree["alt"]))
        )
        known = self.notes.pictures.get(tree["id"])
        if known and ours.digest and ours.digest != known:
            what = "another picture in a figure (draw it as an SVG in figures/)"
            self.notes.left(what, ours.alt or ours.title or ours.name, piece)
        for other in others:
            self.notes.left("a picture", other.alt or other.title or other.name, piece)
        for odd in piece.odd:
            self.notes.odd(odd, piece)
        if piece.words:
            self.notes.left("words beside a picture", piece.words, piece)
        if not ours.alt.strip():
            self.notes.kept("an alternative text", tree["alt"])
            return
        found = worded([Span(ours.alt)], tree["alt"], self.notes.numbers)
        for odd in found.odd:
            self.notes.odd(odd, piece)
        tree["alt"] = found.source

    # Contact

    def contact(self) -> Iterator[BlockTree]:
        pieces: list[BodyElement] = []
        roles = (StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE)
        if (piece := self.piece) is not None and piece.kind.role is StyleRole.CONTACT_HEADING:
            pieces.append(piece)
            self.at += 1
        pieces += self.take_while(*roles)
        heading = next((p for p in pieces if p.kind.role is StyleRole.CONTACT_HEADING), None)
        texts = [p for p in pieces if p.kind.role is StyleRole.CONTACT_TEXT]
        lines = [p for p in pieces if p.kind.role is StyleRole.CONTACT_LINE]
        self.notes.result.contact += lines
        if heading is None and not texts:
            return
        head = [p for p in (heading, *texts) if p is not None and p.address]
        words = heading.text if heading is not None else ""
        identity = self.notes.identity(head, ("contact",), self.above, words)
        before = self.notes.base_blocks.get(identity)
        if heading is None and before is None:
            self.notes.leave("words of a contact card without a heading", texts)
            return
        old = before["heading"] if before else None
        said = (self.notes.text(heading, old) if heading is not None else "") or old or ""
        if heading is not None:
            self.notes.at(heading, Address.block(identity).heading)
        text: str | None = None
        for piece in texts:
            if found := self.notes.text(piece):
                text = found if text is None else f"{text} {found}"
                self.notes.at(piece, Address.block(identity).text)
        yield cast(BlockTree, {"kind": "contact", "id": identity, "heading": said, "text": text})


def _table_with_head(blocks: _Blocks, _: BodyElement) -> Iterator[BlockTree]:
    yield from blocks.table(blocks.take_while(StyleRole.CAPTION, StyleRole.TABLE_SUMMARY))


_Reader = Callable[[_Blocks, BodyElement], Iterator[BlockTree]]
_BY_ROLE: dict[StyleRole, _Reader] = {
    StyleRole.LEAD_IN: _Blocks.listed,
    StyleRole.LABEL: _Blocks.write_in,
    StyleRole.LINE: lambda blocks, _: blocks.lines(),
    **dict.fromkeys((StyleRole.PARAGRAPH, StyleRole.SUMMARY, StyleRole.FOREIGN), _Blocks.paragraph),
    **dict.fromkeys(ITEMS, lambda blocks, _: blocks.items_without_lead_in()),
    **dict.fromkeys(
        (StyleRole.TERM, StyleRole.MEANING), lambda blocks, _: blocks.definitions(None)
    ),
    **dict.fromkeys(
        (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION),
        lambda blocks, _: blocks.figure(),
    ),
    **dict.fromkeys((StyleRole.CAPTION, StyleRole.TABLE_SUMMARY), _table_with_head),
    **dict.fromkeys(
        (StyleRole.CONTACT_HEADING, StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE),
        lambda blocks, _: blocks.contact(),
    ),
}
"""What reads a block that begins with an element of a role; other roles have no place in one."""


def _out(piece: BodyElement) -> BodyElement:
    """A piece of a callout as if it stood alone."""
    piece.kind = replace(piece.kind, urgency=None)
    return piece


def _row_of(table: Address, address: Address | None) -> int | None:
    """The number of the row of a table that an address is in."""
    match address:
        case Address((*own, "rows", row, _)) if tuple(own) == table.steps:
            return int(row)
    return None


def _column_of(table: Address, address: Address | None) -> int | None:
    """The number of the column of a table that an address is in."""
    match address:
        case Address((*own, "rows", _, column)) if tuple(own) == table.steps:
            return int(column)
        case Address((*own, "columns", column)) if tuple(own) == table.steps:
            return int(column)
    return None


def _were(
    lines: Iterable[Iterable[Cell]], place: Callable[[Address | None], int | None]
) -> tuple[int | None, ...]:
    """Where each row or column stood: what most of its cells say; `place` finds the number."""
    was: list[int | None] = []
    for cells in lines:
        found = (place(piece.address) for cell in cells for piece in cell.pieces)
        votes = [number for number in found if number is not None]
        free = [vote for vote in votes if vote not in was]
        was.append(max(free, key=free.count) if free else None)
    return tuple(was)


def _after_each(pieces: Sequence[BodyElement]) -> list[int]:
    """How many lines to write on follow each item."""
    counts: list[int] = []
    for piece in pieces:
        if piece.kind.role is not StyleRole.LINE:
            counts.append(0)
        elif counts:
            counts[-1] += 1
    return counts


def _by_hand(piece: BodyElement, after: BodyElement | None) -> bool:
    """Whether a new paragraph is a heading that somebody made bold."""
    words = piece.words
    bold = all(span.strong for span in piece.spans if span.text.strip())
    short = len(words) <= _HEADING and not words.endswith((".", "!", "?", ":", ";", ","))
    follows = after is not None and after.kind.role in FLOW
    return bold and short and follows and not piece.kind.bold


def _shown(block: BlockTree) -> str:
    return "\n".join(slot.words for slot in slots_of_block(block))
