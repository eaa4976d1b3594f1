"""Pictures of a Word file → the figures that they are, with title and caption."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Literal

from publisher.pull.docx.body import BodyElement, Span
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.findings import plain
from publisher.pull.reading.identity import likeness
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import Address


def read_figure(here: Cursor) -> Iterator[BlockTree]:
    """A picture of ours with title and caption."""
    pieces = _taken(here)
    before = _shown(here, pieces)
    if before is None:
        for piece in pieces:
            here.notes.drop_odd(piece)
            if not piece.pictures or piece.words:
                here.notes.leave(f"a {piece.kind.role.value} without its figure", [piece])
            elif here.notes.is_ours(piece):
                here.notes.left("a second copy of a figure", piece.pictures[0].alt, piece)
        return
    here.notes.used.add(before["id"])
    own = Address.block(before["id"])
    tree = copy.deepcopy(before)
    for piece in pieces:
        role = piece.kind.role
        if role is StyleRole.PICTURE:
            _picture(here, piece, tree, own)
            continue
        key: Literal["title", "caption"]
        key = "title" if role is StyleRole.FIGURE_TITLE else "caption"
        here.notes.at(piece, own.below(key))
        tree[key] = here.notes.text(piece, before[key]) or before[key]
    if pieces[0].kind.role is not StyleRole.PICTURE:
        here.notes.remark(
            "the picture of a figure was removed, its words were not; it was kept",
            plain(before["title"]),
        )
    yield tree


def _taken(here: Cursor) -> list[BodyElement]:
    """A picture, a title and a caption, each once, the picture first; they are taken."""
    roles = [StyleRole.PICTURE, StyleRole.FIGURE_TITLE, StyleRole.FIGURE_CAPTION]
    pieces: list[BodyElement] = []
    while (piece := here.piece) is not None and piece.rows is None:
        role = piece.kind.role
        if role not in roles or (role is StyleRole.PICTURE and pieces):
            break
        roles.remove(role)
        pieces.append(piece)
        here.at += 1
    return pieces


def _shown(here: Cursor, pieces: Sequence[BodyElement]) -> BlockTree | None:
    """The figure of the base that these pieces show."""
    for piece in pieces:
        before = here.before(piece)
        if before and before["kind"] == "figure" and before["id"] not in here.notes.used:
            return before
    return None


def _picture(here: Cursor, piece: BodyElement, tree: BlockTree, own: Address) -> None:
    """The alternative text; further pictures in the paragraph are somebody's own."""
    here.notes.at(piece, own.alt)
    ours, *others = sorted(
        piece.pictures, key=lambda p: -likeness(p.alt or p.title, plain(tree["alt"]))
    )
    known = here.notes.pictures.get(tree["id"])
    if known and ours.digest and ours.digest != known:
        what = "another picture in a figure (draw it as an SVG in figures/)"
        here.notes.left(what, ours.alt or ours.title or ours.name, piece)
    for other in others:
        here.notes.left("a picture", other.alt or other.title or other.name, piece)
    for odd in piece.odd:
        here.notes.odd(odd, piece)
    if piece.words:
        here.notes.left("words beside a picture", piece.words, piece)
    if not ours.alt.strip():
        here.notes.kept("an alternative text", tree["alt"])
        return
    found = here.notes.worded([Span(ours.alt)], tree["alt"])
    for odd in found.odd:
        here.notes.odd(odd, piece)
    tree["alt"] = found.source
