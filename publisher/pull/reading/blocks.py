"""The elements of a section, subsection or callout → the blocks that they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast

from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.styles import ITEMS, StyleRole
from publisher.pull.reading.callouts import read_callout
from publisher.pull.reading.continued import goes_on
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.figures import read_figure
from publisher.pull.reading.findings import FLOW
from publisher.pull.reading.lists import read_definitions, read_items, read_list
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.tables import read_table
from publisher.pull.tree import NO_BLOCK, BlockTree
from publisher.roundtrip.addresses import Address

_HEADING = 80  # letters that a heading made by hand has at most


def read_blocks(notes: Notebook, pieces: Sequence[BodyElement], above: str) -> list[BlockTree]:
    """The blocks that pieces say, in the section, subsection or callout with the id `above`."""

    def inside(pieces: Sequence[BodyElement], block: str) -> list[BlockTree]:
        return read_blocks(notes, pieces, block)

    return list(_read(Cursor(notes, pieces, above, inside)))


def _read(here: Cursor) -> Iterator[BlockTree]:
    """One block after the other."""
    while (piece := here.piece) is not None:
        start = here.at
        yield from _block(here, piece)
        if here.at == start:
            here.at += 1


def _block(here: Cursor, piece: BodyElement) -> Iterator[BlockTree]:
    """The block that starts here; nothing where the piece has no place."""
    if piece.rows is not None:
        here.at += 1
        yield from read_table(here, [], piece)
    elif piece.kind.urgency is not None:
        yield from read_callout(here, piece)
    elif read := _BY_ROLE.get(piece.kind.role):
        yield from read(here, piece)
    else:
        here.notes.aside(piece)
        here.at += 1


def _paragraph(here: Cursor, piece: BodyElement) -> Iterator[BlockTree]:
    here.at += 1
    after = here.piece
    role = piece.kind.role
    new = piece.address is None
    if not piece.words:
        # A picture or a box alone in a paragraph.
        here.notes.drop_odd(piece)
        return
    if new and role is StyleRole.FOREIGN:
        here.notes.leave(f"a paragraph in the style “{piece.kind.style}”", [piece])
        return
    if (new and after is not None and _leads(piece, after)) or goes_on(here, piece, after):
        here.at -= 1
        yield from read_list(here, piece)
        return
    if new and _by_hand(piece, after):
        here.notes.leave("a heading made by hand (use the style heading 1 or 2)", [piece])
        return
    before = here.before(piece) or NO_BLOCK
    text, symbol = here.notes.text_by_symbol(piece, before.get("symbol"))
    if text:
        identity = here.notes.identity([piece], ("paragraph",), here.above, piece.text)
        here.notes.at(piece, Address.block(identity).text)
        yield {"kind": "paragraph", "id": identity, "text": text, "symbol": symbol}


def _leads(piece: BodyElement, after: BodyElement) -> bool:
    """Whether a new paragraph is the lead-in of the list behind it."""
    return (
        piece.text.rstrip().endswith((":", "："))
        and after.kind.role in ITEMS
        and after.kind.urgency is piece.kind.urgency
    )


def _write_in(here: Cursor, label: BodyElement) -> Iterator[BlockTree]:
    here.at += 1
    lines = here.take_while(StyleRole.LINE)
    here.written_on(lines)
    identity = here.notes.identity([label], ("write_in",), here.above, label.text)
    before = here.notes.base_blocks.get(identity, NO_BLOCK)
    text = here.notes.text(label, before.get("label")) or before.get("label", "")
    here.notes.at(label, Address.block(identity).label)
    count = min(len(lines), 24) or before.get("lines", 3)
    yield {"kind": "write_in", "id": identity, "label": text, "lines": count}


def _lines(here: Cursor) -> Iterator[BlockTree]:
    here.written_on(here.take_while(StyleRole.LINE))
    yield from ()


def _contact(here: Cursor) -> Iterator[BlockTree]:
    pieces: list[BodyElement] = []
    roles = (StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE)
    if (piece := here.piece) is not None and piece.kind.role is StyleRole.CONTACT_HEADING:
        pieces.append(piece)
        here.at += 1
    pieces += here.take_while(*roles)
    heading = next((p for p in pieces if p.kind.role is StyleRole.CONTACT_HEADING), None)
    texts = [p for p in pieces if p.kind.role is StyleRole.CONTACT_TEXT]
    lines = [p for p in pieces if p.kind.role is StyleRole.CONTACT_LINE]
    here.notes.result.contact += lines
    if heading is None and not texts:
        return
    head = [p for p in (heading, *texts) if p is not None and p.address]
    words = heading.text if heading is not None else ""
    identity = here.notes.identity(head, ("contact",), here.above, words)
    before = here.notes.base_blocks.get(identity)
    if heading is None and before is None:
        here.notes.leave("words of a contact card without a heading", texts)
        return
    old = before["heading"] if before else None
    said = (here.notes.text(heading, old) if heading is not None else "") or old or ""
    if heading is not None:
        here.notes.at(heading, Address.block(identity).heading)
    text: str | None = None
    for piece in texts:
        if found := here.notes.text(piece):
            text = found if text is None else f"{text} {found}"
            here.notes.at(piece, Address.block(identity).text)
    yield cast(BlockTree, {"kind": "contact", "id": identity, "heading": said, "text": text})


def _table_with_head(here: Cursor, _: BodyElement) -> Iterator[BlockTree]:
    yield from read_table(here, here.take_while(StyleRole.CAPTION, StyleRole.TABLE_SUMMARY))


def _by_hand(piece: BodyElement, after: BodyElement | None) -> bool:
    """Whether a new paragraph is a heading that somebody made bold."""
    words = piece.words
    bold = all(span.strong for span in piece.spans if span.text.strip())
    short = len(words) <= _HEADING and not words.endswith((".", "!", "?", ":", ";", ","))
    follows = after is not None and after.kind.role in FLOW
    return bold and short and follows and not piece.kind.bold


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
        (StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION),
        lambda here, _: read_figure(here),
    ),
    **dict.fromkeys((StyleRole.CAPTION, StyleRole.TABLE_SUMMARY), _table_with_head),
    **dict.fromkeys(
        (StyleRole.CONTACT_HEADING, StyleRole.CONTACT_TEXT, StyleRole.CONTACT_LINE),
        lambda here, _: _contact(here),
    ),
}
"""What reads a block that begins with an element of a role; other roles have no place in one."""
