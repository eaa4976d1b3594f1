"""Lists of a Word file → blocks, each a lead-in with its items."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import cast

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.base_texts import ROLE_OF_ITEM
from publisher.pull.reading.continued import continued
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.results import base_position, id_in, plain_text
from publisher.pull.tree import NO_BLOCK, BlockTree, DefinitionTree, ItemTree
from publisher.roundtrip.addresses import Address

_NAME_OF_ITEMS = {role: name for name, role in ROLE_OF_ITEM.items()}


def read_list(here: Cursor, lead_in: BodyElement) -> Iterator[BlockTree]:
    """The block of a lead-in with the items or terms after it."""
    here.at += 1
    _stray_lines(here)
    after = here.element
    if after is not None and after.kind.role in (StyleRole.TERM, StyleRole.MEANING):
        yield from read_definitions(here, lead_in)
    elif after is not None and after.kind.role in ITEMS:
        yield from _items(here, lead_in)
    else:
        yield from _lead_in_without_items(here, lead_in)


def _stray_lines(here: Cursor) -> None:
    """Skips the answer lines of a question that was removed without them."""
    behind = here.at
    while behind < len(here.elements) and here.elements[behind].kind.role is StyleRole.LINE:
        behind += 1
    if behind < len(here.elements) and here.elements[behind].kind.role is StyleRole.QUESTION:
        here.written_on(here.elements[here.at : behind])
        here.at = behind


def _lead_in_without_items(here: Cursor, lead_in: BodyElement) -> Iterator[BlockTree]:
    """The block of a lead-in without items: the list of the base, or else a paragraph."""
    before = here.before(lead_in)
    if before is not None and before["id"] not in here.notes.used_ids:
        here.notes.used_ids.add(before["id"])
        what = "all items of a list were removed but not its lead-in; the list was kept"
        here.notes.note_to_check(what, here.notes.words_of(lead_in))
        text = here.notes.text_of(lead_in, before["lead_in"])
        here.notes.note_address(lead_in, Address.block(before["id"]).lead_in)
        yield {**copy.deepcopy(before), "lead_in": text or before["lead_in"]}
    elif lead_in.words:
        text = here.notes.text_of(lead_in)
        identity = here.notes.block_id([lead_in], ("paragraph",), here.above, lead_in.text)
        here.notes.note_address(lead_in, Address.block(identity).text)
        yield {"kind": "paragraph", "id": identity, "text": text}


def read_items(here: Cursor) -> Iterator[BlockTree]:
    """The block of items without a lead-in: a list of the base keeps the one it had."""
    first = here.elements[here.at]
    before = here.before(first)
    if (
        before is not None
        and before["id"] not in here.notes.used_ids
        and "lead_in" in before
        and not _lead_in_follows(here, before["id"])
    ):
        here.notes.note_to_check(
            "a list needs a lead-in; the one that was removed was kept",
            plain_text(before["lead_in"]),
        )
        yield from _items(here, None)
        return
    here.notes.leave_out("list items without a lead-in", _collected(here, first, None))


def _lead_in_follows(here: Cursor, block: str) -> bool:
    """Whether the lead-in of a block is further down under the same heading."""
    lead_in = Address.block(block).lead_in
    return any(element.address == lead_in for element in here.elements[here.at :])


def _collected(here: Cursor, first: BodyElement, block: str | None) -> list[BodyElement]:
    """The items and answer lines from here on; a paragraph between them is reported."""
    found: list[BodyElement] = []
    while (element := here.element) is not None:
        role = element.kind.role
        same = block is not None and id_in(element.address, "blocks") == block
        inside = element.kind.urgency is first.kind.urgency and element.rows is None
        is_item = role in ITEMS and inside and (role is first.kind.role or same)
        if is_item or (role is StyleRole.LINE and first.kind.role is StyleRole.QUESTION):
            found.append(element)
        elif _is_between(here, element, block) and not _divides_steps(here, element, first):
            here.notes.leave_out("a paragraph inside a list", [element])
        else:
            break
        here.at += 1
    return found


def _is_between(here: Cursor, element: BodyElement, block: str | None) -> bool:
    """Whether a new paragraph is between two items of one list."""
    after = here.elements[here.at + 1] if here.at + 1 < len(here.elements) else None
    return (
        block is not None
        and element.address is None
        and element.kind.role in (StyleRole.PARAGRAPH, StyleRole.FOREIGN)
        and after is not None
        and after.kind.role in ITEMS
        and id_in(after.address, "blocks") == block
    )


def _divides_steps(here: Cursor, element: BodyElement, first: BodyElement) -> bool:
    """Whether a paragraph divides steps, so that those after it continue the numbers."""
    after = here.elements[here.at + 1]
    return (
        element.kind.role is StyleRole.PARAGRAPH
        and element.kind.urgency is first.kind.urgency
        and after.kind.role is StyleRole.STEP
        and (after.number or 0) > 1
        and after.kind.numbering == first.kind.numbering
    )


def _items(here: Cursor, lead_in: BodyElement | None) -> Iterator[BlockTree]:
    """The block of a list: its kind by its items, its id by its lead-in or its items."""
    first = here.elements[here.at]
    kinds = tuple(ROLE_OF_ITEM)
    head = [lead_in] if lead_in is not None else []
    words = (lead_in or first).text
    behind = here.elements[here.at :]
    members = [p for p in behind if _claims(here, p)]
    if lead_in is None or lead_in.address is None:
        head += members[:1]
    identity = here.notes.block_id(head, kinds, here.above, words)
    before = here.notes.base_blocks.get(identity, NO_BLOCK)
    elements = _collected(here, first, identity)
    lines = _lines_after_items(elements)
    here.written_on([p for p in elements if p.kind.role is StyleRole.LINE])
    elements = [p for p in elements if p.kind.role is not StyleRole.LINE]
    tops = [p.kind.role for p in elements if not p.kind.level] or [first.kind.role]
    name = _NAME_OF_ITEMS[max(set(tops), key=tops.count)]
    own = Address.block(identity)
    if lead_in is not None:
        text = here.notes.text_of(lead_in, before.get("lead_in"))
        here.notes.note_address(lead_in, own.lead_in)
        if not text:
            text = before.get("lead_in", "")
    else:
        text = before.get("lead_in", "")
    nests = name in ("list", "steps")
    items = _nested(here, elements, own) if nests else _flat(here, elements, own)
    tree: BlockTree = {"kind": name, "id": identity, "lead_in": text, "items": items}
    if name == "steps":
        tree["continues"] = continued(here, identity, elements)
    if name == "questions":
        same = len(items) >= len(before.get("items", ()))
        alike = len(set(lines)) == 1 and same
        tree["lines"] = min(lines[0], 6) if alike else before.get("lines", 1)
    yield tree


def _claims(here: Cursor, element: BodyElement) -> bool:
    """Whether the address of an item says which list this is: one whose lead-in is gone."""
    block = id_in(element.address, "blocks")
    if block is None or block in here.notes.used_ids or element.kind.role not in ITEMS:
        return False
    lead_in = Address.block(block).lead_in
    return not any(one.address == lead_in for one in here.elements)


def _nested(here: Cursor, elements: Sequence[BodyElement], own: Address) -> list[ItemTree]:
    items: list[ItemTree] = []
    positions: list[int | None] = []
    inner: list[list[int | None]] = []
    for element in elements:
        deep = min(element.kind.level, 1) if items else 0
        text, symbol = here.notes.text_of(element) if deep else "", None
        if not deep:
            text, symbol = here.notes.text_by_symbol(element, _symbol_before(here, element))
        if not text:
            continue
        if element.kind.level > 1:
            here.notes.note_to_check("a list is nested deeper than a source can say", element.words)
        if deep:
            here.notes.note_address(
                element, own.items[len(items) - 1].items[len(items[-1]["items"])]
            )
            items[-1]["items"].append(text)
            at = positions[-1]
            old = None if at is None else own.items[at].items
            inner[-1].append(base_position(element, old))
        else:
            here.notes.note_address(element, own.items[len(items)].text)
            items.append({"text": text, "items": [], "symbol": symbol})
            positions.append(base_position(element, own.items, "text"))
            inner.append([])
    here.notes.positions[own.items] = tuple(positions)
    for place, inner_positions in zip(positions, inner, strict=True):
        if place is not None:
            here.notes.positions[own.items[place].items] = tuple(inner_positions)
    return items


def _symbol_before(here: Cursor, element: BodyElement) -> str | None:
    """The symbol that the base has beside an item."""
    steps = element.address.steps if element.address else ()
    items = (here.before(element) or NO_BLOCK).get("items", ())
    for at in (int(step) for step in steps[3:4] if step.isdecimal()):
        item = items[at] if at < len(items) else None
        return cast(ItemTree, item).get("symbol") if isinstance(item, dict) else None
    return None


def _flat(here: Cursor, elements: Sequence[BodyElement], own: Address) -> list[str]:
    items: list[str] = []
    positions: list[int | None] = []
    for element in elements:
        if text := here.notes.text_of(element):
            if element.kind.level:
                here.notes.note_to_check("such a list has no items inside items", element.words)
            here.notes.note_address(element, own.items[len(items)])
            items.append(text)
            positions.append(base_position(element, own.items))
    here.notes.positions[own.items] = tuple(positions)
    return items


def read_definitions(here: Cursor, lead_in: BodyElement | None) -> Iterator[BlockTree]:
    """The block of terms with their meanings, under a lead-in."""
    elements = here.take_while(StyleRole.TERM, StyleRole.MEANING)
    head = [lead_in, *elements] if lead_in is not None else elements
    if lead_in is not None and lead_in.address is not None:
        head = [lead_in]
    identity = here.notes.block_id(head, ("definitions",), here.above, head[0].text)
    before = here.notes.base_blocks.get(identity)
    if lead_in is None and before is None:
        here.notes.leave_out("terms without a lead-in", elements)
        return
    own = Address.block(identity)
    text = before["lead_in"] if before else ""
    if lead_in is not None:
        text = here.notes.text_of(lead_in, before["lead_in"] if before else None) or text
        here.notes.note_address(lead_in, own.lead_in)
    else:
        here.notes.note_to_check("a list needs a lead-in; the one that was removed was kept", text)
    items = _definitions(here, elements, own)
    yield {"kind": "definitions", "id": identity, "lead_in": text, "items": items}


def _definitions(here: Cursor, elements: list[BodyElement], own: Address) -> list[DefinitionTree]:
    """The items of definitions: each a term and the meanings after it."""
    items: list[DefinitionTree] = []
    positions: list[int | None] = []
    while elements:
        element = elements.pop(0)
        if element.kind.role is StyleRole.MEANING:
            if items:
                items[-1]["text"] += f" {here.notes.text_of(element)}"
            else:
                here.notes.leave_out("a meaning without a term", [element])
        elif elements and elements[0].kind.role is StyleRole.MEANING:
            meaning = elements.pop(0)
            here.notes.note_address(element, own.items[len(items)].term)
            here.notes.note_address(meaning, own.items[len(items)].text)
            term, words = here.notes.text_of(element), here.notes.text_of(meaning)
            items.append({"term": term, "text": words})
            positions.append(base_position(element, own.items, "term"))
        else:
            here.notes.leave_out("a term without a meaning", [element])
    here.notes.positions[own.items] = tuple(positions)
    return items


def _lines_after_items(elements: Sequence[BodyElement]) -> list[int]:
    """The number of answer lines after each item."""
    counts: list[int] = []
    for element in elements:
        if element.kind.role is not StyleRole.LINE:
            counts.append(0)
        elif counts:
            counts[-1] += 1
    return counts
