"""Callouts of a Word file → blocks."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.content.model import Urgency
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.base_texts import texts_of_block
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.results import id_in, plain_text
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import CALLED, Address


def read_callout(here: Cursor, first: BodyElement) -> Iterator[BlockTree]:
    """The block of one callout: its label, number, heading and body."""
    urgency = first.kind.urgency
    assert urgency is not None
    heading, inner = _heading_and_content(here, urgency)
    before = _original_callout(here, heading, inner)
    if heading is None and before is None:
        here.notes.leave_out("a callout without a heading", inner)
        return
    if before is not None and before["id"] not in here.notes.used_ids:
        identity = before["id"]
        here.notes.used_ids.add(identity)
    else:
        head = [heading] if heading is not None and heading.address else []
        words = heading.text if heading is not None else ""
        identity = here.notes.block_id(head, ("callout",), here.above, words)
        before = here.notes.base_blocks.get(identity)
    old = before["heading"] if before else None
    text = (here.notes.text_of(heading, old) if heading is not None else "") or old or ""
    if heading is not None:
        here.notes.note_address(heading, Address.block(identity).heading)
    if heading is None or not here.notes.words_of(heading):
        here.notes.note_kept("a callout's heading", old or "")
    body = _body(here, inner, identity, text)
    if not body and before is not None:
        here.notes.note_to_check("a callout was emptied; its body was kept", plain_text(text))
        body = copy.deepcopy(before["body"])
    yield {
        "kind": "callout",
        "id": identity,
        "urgency": urgency.value,
        "heading": text,
        "body": body,
    }


def _heading_and_content(
    here: Cursor, urgency: Urgency
) -> tuple[BodyElement | None, list[BodyElement]]:
    """The heading of the callout that begins here, and the elements under it."""
    heading: BodyElement | None = None
    inner: list[BodyElement] = []
    while (element := here.element) is not None and element.kind.urgency is urgency:
        is_label = element.kind.role is StyleRole.PUBLISHER_TEXT
        starts = element.kind.role is StyleRole.CALLOUT_HEADING
        if (heading is not None and (is_label or starts)) or (is_label and inner):
            break
        if starts:
            heading = element
        elif is_label:
            _read_label(here, element)
        else:
            inner.append(element)
        here.at += 1
    return heading, inner


def _body(here: Cursor, inner: list[BodyElement], identity: str, heading: str) -> list[BlockTree]:
    """The blocks under the heading of a callout; kinds that it cannot contain are reported."""
    here.notes.place.append(plain_text(heading))
    body = here.inside([_outside(element) for element in inner], identity)
    kept = [block for block in body if block["kind"] in ("paragraph", "list", "steps")]
    for block in body:
        if block not in kept:
            here.notes.note_leftover(
                f"a block of kind {block['kind']} inside a callout", _shown(block)
            )
    here.notes.place.pop()
    return kept


def _original_callout(
    here: Cursor, heading: BodyElement | None, inner: Sequence[BodyElement]
) -> BlockTree | None:
    """The callout of the base that these elements are from; None for a new one."""
    if heading is not None:
        before = here.before(heading)
        return before if before and before["kind"] == "callout" else None
    for element in inner:
        block = id_in(element.address, "blocks")
        for before in here.notes.base_blocks.values():
            if before["kind"] == "callout" and any(b["id"] == block for b in before["body"]):
                return before if before["id"] not in here.notes.used_ids else None
    return None


def _read_label(here: Cursor, element: BodyElement) -> None:
    """Reads the label or the number above a callout; the number is a fact of the clinic."""
    if any(span.fact for span in element.spans):
        return
    fact = CALLED.get(element.kind.urgency or Urgency.NOTE)
    if fact and here.notes.note_number(element, here.notes.words.call_number, fact):
        return
    here.notes.note_misplaced(element)


def _outside(element: BodyElement) -> BodyElement:
    """An element of a callout as it would be outside of it."""
    return replace(element, kind=replace(element.kind, urgency=None))


def _shown(block: BlockTree) -> str:
    return "\n".join(slot.words for slot in texts_of_block(block))
