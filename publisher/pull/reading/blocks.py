"""The elements of a section, subsection or callout → blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import FIGURE_TEXTS, ITEMS, StyleRole
from publisher.pull.reading.callouts import read_callout
from publisher.pull.reading.continued import goes_on
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.figures import read_figure
from publisher.pull.reading.lists import read_definitions, read_items, read_list
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import FLOW
from publisher.pull.reading.tables import read_table
from publisher.pull.tree import NO_BLOCK, BlockTree
from publisher.roundtrip.addresses import Address

_HEADING = 80  # characters that a heading without a heading style has at most


def read_blocks(notes: Notebook, elements: Sequence[BodyElement], above: str) -> list[BlockTree]:
    """The blocks that elements make in the section, subsection or callout with the id `above`."""

    def inside(elements: Sequence[BodyElement], block: str) -> list[BlockTree]:
        return read_blocks(notes, elements, block)

    return list(_read(Cursor(notes, elements, above, inside)))


def _read(here: Cursor) -> Iterator[BlockTree]:
    """All blocks, one after the other."""
    while (element := here.element) is not None:
        start = here.at
        yield from _block(here, element)
        if here.at == start:
            here.at += 1


def _block(here: Cursor, element: BodyElement) -> Iterator[BlockTree]:
    """The block that starts at `element`; nothing where the element has no place in a source."""
    if element.rows is not None:
        here.at += 1
        yield from read_table(here, [], element)
    elif element.kind.urgency is not None:
        yield from read_callout(here, element)
    elif read := _BY_ROLE.get(element.kind.role):
        yield from read(here, element)
    else:
        here.notes.note_misplaced(element)
        here.at += 1


def _paragraph(here: Cursor, element: BodyElement) -> Iterator[BlockTree]:
    here.at += 1
    after = here.element
    role = element.kind.role
    new = element.address is None
    if not element.words:
        # A picture or a text box alone in a paragraph.
        here.notes.note_extras(element)
        return
    if new and role is StyleRole.FOREIGN:
        here.notes.leave_out(f"a paragraph in the style “{element.kind.style}”", [element])
        return
    if (new and after is not None and _leads(element, after)) or goes_on(here, element, after):
        here.at -= 1
        yield from read_list(here, element)
        return
    if new and _looks_like_heading(element, after):
        here.notes.leave_out("a heading without a heading style (use heading 1 or 2)", [element])
        return
    before = here.before(element) or NO_BLOCK
    text, symbol = here.notes.text_by_symbol(element, before.get("symbol"))
    if text:
        identity = here.notes.block_id([element], ("paragraph",), here.above, element.text)
        here.notes.note_address(element, Address.block(identity).text)
        yield {"kind": "paragraph", "id": identity, "text": text, "symbol": symbol}


def _leads(element: BodyElement, after: BodyElement) -> bool:
    """Whether a new paragraph is the lead-in of the list after it."""
    return (
        element.text.rstrip().endswith((":", "："))
        and after.kind.role in ITEMS
        and after.kind.urgency is element.kind.urgency
    )


def _write_in(here: Cursor, label: BodyElement) -> Iterator[BlockTree]:
    here.at += 1
    lines = here.take_while(StyleRole.LINE)
    here.written_on(lines)
    identity = here.notes.block_id([label], ("write_in",), here.above, label.text)
    before = here.notes.base_blocks.get(identity, NO_BLOCK)
    text = here.notes.text_of(label, before.get("label")) or before.get("label", "")
    here.notes.note_address(label, Address.block(identity).label)
    count = min(len(lines), 24) or before.get("lines", 3)
    yield {"kind": "write_in", "id": identity, "label": text, "lines": count}


def _lines(here: Cursor) -> Iterator[BlockTree]:
    here.written_on(here.take_while(StyleRole.LINE))
    yield from ()


def _contact(here: Cursor) -> Iterator[BlockTree]:
    elements: list[BodyElement] = []
    roles = (StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE)
    if (element := here.element) is not None and element.kind.role is StyleRole.CONTACT_HEADING:
        elements.append(element)
        here.at += 1
    elements += here.take_while(*roles)
    heading = next((p for p in elements if p.kind.role is StyleRole.CONTACT_HEADING), None)
    texts = [p for p in elements if p.kind.role is StyleRole.CONTACT_TEXT]
    lines = [p for p in elements if p.kind.role is StyleRole.CONTACT_LINE]
    here.notes.contact_lines += lines
    if heading is None and not texts:
        return
    head = [p for p in (heading, *texts) if p is not None and p.address]
    words = heading.text if heading is not None else ""
    identity = here.notes.block_id(head, ("contact",), here.above, words)
    before = here.notes.base_blocks.get(identity)
    if heading is None and before is None:
        here.notes.leave_out("words of a contact card without a heading", texts)
        return
    old = before["heading"] if before else None
    heading_text = (here.notes.text_of(heading, old) if heading is not None else "") or old or ""
    if heading is not None:
        here.notes.note_address(heading, Address.block(identity).heading)
    text: str | None = None
    for element in texts:
        if found := here.notes.text_of(element):
            text = found if text is None else f"{text} {found}"
            here.notes.note_address(element, Address.block(identity).text)
    yield cast(
        BlockTree, {"kind": "contact", "id": identity, "heading": heading_text, "text": text}
    )


def _table_with_head(here: Cursor, _: BodyElement) -> Iterator[BlockTree]:
    yield from read_table(here, here.take_while(StyleRole.CAPTION, StyleRole.TABLE_SUMMARY))


def _looks_like_heading(element: BodyElement, after: BodyElement | None) -> bool:
    """Whether a new paragraph looks like a heading: short, bold, and followed by text."""
    words = element.words
    bold = all(span.strong for span in element.spans if span.text.strip())
    short = len(words) <= _HEADING and not words.endswith((".", "!", "?", ":", ";", ","))
    follows = after is not None and after.kind.role in FLOW
    return bold and short and follows and not element.kind.bold


_Reader = Callable[[Cursor, BodyElement], Iterator[BlockTree]]
_BY_ROLE: dict[StyleRole, _Reader] = {
    StyleRole.LEAD_IN: read_list,
    StyleRole.LABEL: _write_in,
    StyleRole.LINE: lambda here, _: _lines(here),
    **dict.fromkeys((StyleRole.PARAGRAPH, StyleRole.SUMMARY, StyleRole.FOREIGN), _paragraph),
    **dict.fromkeys(ITEMS, lambda here, _: read_items(here)),
    **dict.fromkeys(
        (StyleRole.TERM, StyleRole.MEANING), lambda here, _: read_definitions(here, None)
    ),
    **dict.fromkeys(
        (StyleRole.PICTURE, *FIGURE_TEXTS, StyleRole.RECORDING_TEXT, StyleRole.TRANSCRIPT),
        lambda here, _: read_figure(here),
    ),
    **dict.fromkeys((StyleRole.CAPTION, StyleRole.TABLE_SUMMARY), _table_with_head),
    **dict.fromkeys(
        (StyleRole.CONTACT_HEADING, StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE),
        lambda here, _: _contact(here),
    ),
}
"""The reader of a block, by the role of its first element; other roles begin no block."""
