"""The elements under one heading of a Word file, taken one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.findings import FLOW, between
from publisher.pull.reading.notebook import Notebook
from publisher.pull.tree import BlockTree

Inside = Callable[[Sequence[BodyElement], str], list[BlockTree]]
"""Reads elements as the blocks of the block with an id."""


class Cursor:
    """What is read next of a section, subsection or callout with the id `above`."""

    def __init__(
        self, notes: Notebook, pieces: Sequence[BodyElement], above: str, inside: Inside
    ) -> None:
        self.notes = notes
        self.pieces = [p for p in pieces if not self.is_nothing(p)]
        self.above = above
        self.inside = inside
        self.at = 0
        self.adopt_into_callout()

    @staticmethod
    def is_nothing(piece: BodyElement) -> bool:
        """Whether a piece is an empty paragraph."""
        lines = piece.kind.role is StyleRole.LINE
        return not (lines or piece.rows or piece.pictures or piece.odd or piece.words)

    def adopt_into_callout(self) -> None:
        """Paragraphs typed inside a callout belong to it, whatever their style."""
        for at in range(1, len(self.pieces) - 1):
            before, piece, after = self.pieces[at - 1 : at + 2]
            inside = before.kind.urgency is not None and before.kind.urgency is after.kind.urgency
            starts = (
                after.kind.role is StyleRole.CALLOUT_HEADING or after.kind.role is StyleRole.MADE
            )
            if inside and not starts and piece.kind.urgency is None and piece.kind.role in FLOW:
                kind = replace(piece.kind, urgency=before.kind.urgency)
                self.pieces[at] = replace(piece, kind=kind)

    @property
    def piece(self) -> BodyElement | None:
        """The element that is read next; None behind the last."""
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

    def before(self, piece: BodyElement) -> BlockTree | None:
        """The block of the base that the text of an element is in."""
        return self.notes.base_blocks.get(between(piece.address, "blocks") or "")

    def written_on(self, lines: Sequence[BodyElement]) -> None:
        """Words on a line that is there to be written on are somebody's answer."""
        self.notes.leave("words on a line to write on", lines)
