"""Lists of a Word file → the blocks that they say: a lead-in and what follows it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import cast

from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.continued import continued
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.findings import Notice, between, plain, position
from publisher.pull.reading.identity import KIND_OF_ITEM
from publisher.pull.tree import NO_BLOCK, BlockTree, DefinitionTree, ItemTree
from publisher.roundtrip.addresses import Address

_NAME_OF_ITEMS = {role: name for name, role in KIND_OF_ITEM.items()}


def read_list(here: Cursor, lead_in: BodyElement) -> Iterator[BlockTree]:
    """A lead-in and what follows it."""
    here.at += 1
    _stray_lines(here)
    after = here.piece
    if after is not None and after.kind.role in (StyleRole.TERM, StyleRole.MEANING):
        yield from read_definitions(here, lead_in)
    elif after is not None and after.kind.role in ITEMS:
        yield from _items(here, lead_in)
    else:
        yield from _lead_in_without_items(here, lead_in)


def _stray_lines(here: Cursor) -> None:
    """Passes over the answer lines of a question that was removed without them."""
    behind = here.at
    while behind < len(here.pieces) and here.pieces[behind].kind.role is StyleRole.LINE:
        behind += 1
    if behind < len(here.pieces) and here.pieces[behind].kind.role is StyleRole.QUESTION:
        here.written_on(here.pieces[here.at : behind])
        here.at = behind


def _lead_in_without_items(here: Cursor, lead_in: BodyElement) -> Iterator[BlockTree]:
    """A lead-in without items, which cannot be written down."""
    before = here.before(lead_in)
    if before is not None and before["id"] not in here.notes.used:
        here.notes.used.add(before["id"])
        finding = "all items of a list were removed but not its lead-in; the list was kept"
        here.notes.result.findings.append(
            Notice(finding, here.notes.where, here.notes.plain(lead_in), left=False)
        )
        text = here.notes.text(lead_in, before["lead_in"])
        here.notes.at(lead_in, Address.block(before["id"]).lead_in)
        yield {**copy.deepcopy(before), "lead_in": text or before["lead_in"]}
    elif lead_in.words:
        text = here.notes.text(lead_in)
        identity = here.notes.identity([lead_in], ("paragraph",), here.above, lead_in.text)
        here.notes.at(lead_in, Address.block(identity).text)
        yield {"kind": "paragraph", "id": identity, "text": text}


def read_items(here: Cursor) -> Iterator[BlockTree]:
    """Items without a lead-in: of a list that lost its own, or of none that can be."""
    first = here.pieces[here.at]
    before = here.before(first)
    if (
        before is not None
        and before["id"] not in here.notes.used
        and "lead_in" in before
        and not _heads(here, before["id"])
    ):
        here.notes.remark(
            "a list needs a lead-in; the one that was removed was kept",
            plain(before["lead_in"]),
        )
        yield from _items(here, None)
        return
    here.notes.leave("list items without a lead-in", _collected(here, first, None))


def _heads(here: Cursor, block: str) -> bool:
    """Whether the lead-in of a block comes later under this heading."""
    lead_in = Address.block(block).lead_in
    return any(piece.address == lead_in for piece in here.pieces[here.at :])


def _collected(here: Cursor, first: BodyElement, block: str | None) -> list[BodyElement]:
    """The items from here on, with lines to write on; a paragraph among them is reported."""
    found: list[BodyElement] = []
    while (piece := here.piece) is not None:
        role = piece.kind.role
        same = block is not None and between(piece.address, "blocks") == block
        inside = piece.kind.urgency is first.kind.urgency and piece.rows is None
        is_item = role in ITEMS and inside and (role is first.kind.role or same)
        if is_item or (role is StyleRole.LINE and first.kind.role is StyleRole.QUESTION):
            found.append(piece)
        elif _is_between(here, piece, block) and not _parts(here, piece, first):
            here.notes.leave("a paragraph inside a list", [piece])
        else:
            break
        here.at += 1
    return found


def _is_between(here: Cursor, piece: BodyElement, block: str | None) -> bool:
    """Whether a new paragraph parts two items of one list."""
    after = here.pieces[here.at + 1] if here.at + 1 < len(here.pieces) else None
    return (
        block is not None
        and piece.address is None
        and piece.kind.role in (StyleRole.PARAGRAPH, StyleRole.FOREIGN)
        and after is not None
        and after.kind.role in ITEMS
        and between(after.address, "blocks") == block
    )


def _parts(here: Cursor, piece: BodyElement, first: BodyElement) -> bool:
    """Whether a paragraph parts steps in two, of which the second go on counting."""
    after = here.pieces[here.at + 1]
    return (
        piece.kind.role is StyleRole.PARAGRAPH
        and piece.kind.urgency is first.kind.urgency
        and after.kind.role is StyleRole.STEP
        and (after.number or 0) > 1
        and after.kind.numbering == first.kind.numbering
    )


def _items(here: Cursor, lead_in: BodyElement | None) -> Iterator[BlockTree]:
    """A list: its kind from its items, its id from its lead-in or its items."""
    first = here.pieces[here.at]
    kinds = tuple(KIND_OF_ITEM)
    head = [lead_in] if lead_in is not None else []
    words = (lead_in or first).text
    behind = here.pieces[here.at :]
    members = [p for p in behind if _claims(here, p)]
    if lead_in is None or lead_in.address is None:
        head += members[:1]
    identity = here.notes.identity(head, kinds, here.above, words)
    before = here.notes.base_blocks.get(identity, NO_BLOCK)
    pieces = _collected(here, first, identity)
    lines = _after_each(pieces)
    here.written_on([p for p in pieces if p.kind.role is StyleRole.LINE])
    pieces = [p for p in pieces if p.kind.role is not StyleRole.LINE]
    tops = [p.kind.role for p in pieces if not p.kind.level] or [first.kind.role]
    name = _NAME_OF_ITEMS[max(set(tops), key=tops.count)]
    own = Address.block(identity)
    if lead_in is not None:
        text = here.notes.text(lead_in, before.get("lead_in"))
        here.notes.at(lead_in, own.lead_in)
        if not text:
            text = before.get("lead_in", "")
    else:
        text = before.get("lead_in", "")
    nests = name in ("list", "steps")
    items = _nested(here, pieces, own) if nests else _flat(here, pieces, own)
    tree: BlockTree = {"kind": name, "id": identity, "lead_in": text, "items": items}
    if name == "steps":
        tree["continues"] = continued(here, identity, pieces)
    if name == "questions":
        same = len(items) >= len(before.get("items", ()))
        alike = len(set(lines)) == 1 and same
        tree["lines"] = min(lines[0], 6) if alike else before.get("lines", 1)
    yield tree


def _claims(here: Cursor, piece: BodyElement) -> bool:
    """Whether an item shows by its address which list this is: one that nobody else heads."""
    block = between(piece.address, "blocks")
    if block is None or block in here.notes.used or piece.kind.role not in ITEMS:
        return False
    lead_in = Address.block(block).lead_in
    return not any(one.address == lead_in for one in here.pieces)


def _nested(here: Cursor, pieces: Sequence[BodyElement], own: Address) -> list[ItemTree]:
    items: list[ItemTree] = []
    was: list[int | None] = []
    inner: list[list[int | None]] = []
    for piece in pieces:
        deep = min(piece.kind.level, 1) if items else 0
        text, symbol = here.notes.text(piece) if deep else "", None
        if not deep:
            text, symbol = here.notes.text_by_symbol(piece, _symbol_before(here, piece))
        if not text:
            continue
        if piece.kind.level > 1:
            here.notes.remark("a list is nested deeper than a source can say", piece.words)
        if deep:
            here.notes.at(piece, own.items[len(items) - 1].items[len(items[-1]["items"])])
            items[-1]["items"].append(text)
            at = was[-1]
            old = None if at is None else own.items[at].items
            inner[-1].append(position(piece, old))
        else:
            here.notes.at(piece, own.items[len(items)].text)
            items.append({"text": text, "items": [], "symbol": symbol})
            was.append(position(piece, own.items, "text"))
            inner.append([])
    here.notes.result.was[own.items] = tuple(was)
    for place, positions in zip(was, inner, strict=True):
        if place is not None:
            here.notes.result.was[own.items[place].items] = tuple(positions)
    return items


def _symbol_before(here: Cursor, piece: BodyElement) -> str | None:
    """The symbol that the base has beside an item."""
    steps = piece.address.steps if piece.address else ()
    items = (here.before(piece) or NO_BLOCK).get("items", ())
    for at in (int(step) for step in steps[3:4] if step.isdecimal()):
        item = items[at] if at < len(items) else None
        return cast(ItemTree, item).get("symbol") if isinstance(item, dict) else None
    return None


def _flat(here: Cursor, pieces: Sequence[BodyElement], own: Address) -> list[str]:
    items: list[str] = []
    was: list[int | None] = []
    for piece in pieces:
        if text := here.notes.text(piece):
            if piece.kind.level:
                here.notes.remark("such a list has no items inside items", piece.words)
            here.notes.at(piece, own.items[len(items)])
            items.append(text)
            was.append(position(piece, own.items))
    here.notes.result.was[own.items] = tuple(was)
    return items


def read_definitions(here: Cursor, lead_in: BodyElement | None) -> Iterator[BlockTree]:
    """Terms and what each means, under a lead-in."""
    pieces = here.take_while(StyleRole.TERM, StyleRole.MEANING)
    head = [lead_in, *pieces] if lead_in is not None else pieces
    if lead_in is not None and lead_in.address is not None:
        head = [lead_in]
    identity = here.notes.identity(head, ("definitions",), here.above, head[0].text)
    before = here.notes.base_blocks.get(identity)
    if lead_in is None and before is None:
        here.notes.leave("terms without a lead-in", pieces)
        return
    own = Address.block(identity)
    text = before["lead_in"] if before else ""
    if lead_in is not None:
        text = here.notes.text(lead_in, before["lead_in"] if before else None) or text
        here.notes.at(lead_in, own.lead_in)
    else:
        here.notes.remark("a list needs a lead-in; the one that was removed was kept", text)
    items: list[DefinitionTree] = []
    was: list[int | None] = []
    while pieces:
        piece = pieces.pop(0)
        meaning = pieces.pop(0) if pieces and pieces[0].kind.role is StyleRole.MEANING else None
        if piece.kind.role is StyleRole.MEANING:
            if items:
                items[-1]["text"] += f" {here.notes.text(piece)}"
            else:
                here.notes.leave("a meaning without a term", [piece])
            if meaning is not None:
                pieces.insert(0, meaning)
            continue
        if meaning is None:
            here.notes.leave("a term without a meaning", [piece])
            continue
        here.notes.at(piece, own.items[len(items)].term)
        here.notes.at(meaning, own.items[len(items)].text)
        items.append({"term": here.notes.text(piece), "text": here.notes.text(meaning)})
        was.append(position(piece, own.items, "term"))
    here.notes.result.was[own.items] = tuple(was)
    yield {"kind": "definitions", "id": identity, "lead_in": text, "items": items}


def _after_each(pieces: Sequence[BodyElement]) -> list[int]:
    """How many lines to write on follow each item."""
    counts: list[int] = []
    for piece in pieces:
        if piece.kind.role is not StyleRole.LINE:
            counts.append(0)
        elif counts:
            counts[-1] += 1
    return counts
