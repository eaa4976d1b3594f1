"""What has been read of a Word file so far: texts taken, addresses given, and what had no place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from publisher.edition.words import Words
from publisher.pull.docx.body import BodyElement, BodyPicture, Odd, Span
from publisher.pull.docx.styles import StyleRole
from publisher.pull.merging.merge import fresh_id
from publisher.pull.reading.findings import Notice, ReadResult, between, plain
from publisher.pull.reading.identity import Slot
from publisher.pull.reading.wording import Lacking, Worded, worded
from publisher.pull.tree import BlockTree, ConditionTree
from publisher.roundtrip.addresses import CALLED, Address
from publisher.roundtrip.word_map import symbol_name, symbol_named


@dataclass(frozen=True, slots=True)
class StepsRead:
    """Steps that were read: their numbering in the Word file, and the number of the last."""

    block: str
    continues: str | None
    numbering: str
    last: int


class Notebook:
    """Shared by all that reads one file: it takes texts, keeps ids unique, and notes leftovers."""

    def __init__(
        self,
        base: ConditionTree,
        slots: Sequence[Slot],
        words: Words,
        made: frozenset[str],
        pictures: Mapping[str, str],
        lacking: Lacking,
    ) -> None:
        self.base = base
        self.words = words
        self.made = made
        self.pictures = pictures
        self.lacking = lacking
        self.sources = {slot.address: slot.source for slot in slots}
        self.roles = {slot.address: slot.role for slot in slots}
        self.numbers = {r["id"]: n for n, r in enumerate(base["references"], 1)}
        self.base_blocks = dict(_blocks_of(base))
        self.result = ReadResult(copy.deepcopy(base))
        self.taken = _ids_of(base)
        self.used: set[str] = set()  # ids of blocks and sections that were read already
        self.used_entries: set[str] = set()  # ids of glossary entries that were read already
        self.steps: list[StepsRead] = []  # the steps of this section that were read already
        self.place: list[str] = []  # headings around what is read now
        self.headings: set[str] = set()  # every heading of the file as it is now

    def text(self, piece: BodyElement, before: str | None = None) -> str:
        """The text of a piece; what of it has no mark in a source is noted."""
        said = self._text(piece, before)
        self._leave_pictures(piece, piece.pictures)
        return said

    def text_by_symbol(self, piece: BodyElement, symbol: str | None) -> tuple[str, str | None]:
        """The text of a piece and the symbol beside it, which was `symbol` in the base.

        Some programs drop the names of pictures: one without words is then the symbol that was
        there. Another picture in the place of a symbol is noted, and the symbol is kept.
        """
        said = self._text(piece, None)
        for picture in piece.pictures:
            name = self._symbol_in(picture)
            if name is None and symbol and not (picture.alt or picture.title):
                name = symbol
            if name:
                self._leave_pictures(piece, [one for one in piece.pictures if one is not picture])
                if picture.name == symbol_name(name) and self._is_other(picture):
                    what = "another picture in the place of a symbol (name one in the source)"
                    self.left(what, name, piece)
                return said, name
        self._leave_pictures(piece, piece.pictures)
        return said, None

    def _text(self, piece: BodyElement, before: str | None) -> str:
        if before is None and piece.address is not None:
            before = self.sources.get(piece.address)
        found = self.worded(piece.spans, before)
        for odd in (*piece.odd, *found.odd):
            self.odd(odd, piece)
        return found.source

    def _leave_pictures(self, piece: BodyElement, pictures: Iterable[BodyPicture]) -> None:
        for picture in pictures:
            self.left("a picture", picture.alt or picture.title or picture.name, piece)

    def _symbol_in(self, picture: BodyPicture) -> str | None:
        """The symbol that a picture is, by its name in the file, else by its pixels."""
        if picture.name in self.pictures and (name := symbol_named(picture.name)):
            return name
        alike = (called for called, one in self.pictures.items() if one == picture.digest)
        return next((name for called in alike if (name := symbol_named(called))), None)

    def _is_other(self, picture: BodyPicture) -> bool:
        return bool(picture.digest) and picture.digest != self.pictures.get(picture.name)

    def worded(self, spans: Sequence[Span], before: str | None) -> Worded:
        """What letters say, as a source says it: see `worded`."""
        return worded(spans, before, self.numbers, self.lacking)

    def plain(self, piece: BodyElement) -> str:
        """The words of an element, with single spaces."""
        return " ".join(piece.words.split())

    def odd(self, odd: Odd, piece: BodyElement) -> None:
        """Notes something in an element that no source can hold, with the words around it."""
        words = odd.words.strip()
        context = self.plain(piece)
        if context != words and words in context:
            words = f"{words} (in: {context})"
        self.result.findings.append(Notice(odd.what, self.where, words))

    def left(self, what: str, words: str, piece: BodyElement | None = None) -> None:
        """Notes words that come home nowhere."""
        self.result.findings.append(Notice(what, self.where, words))
        if piece is not None and piece.address is not None:
            self.result.places.setdefault(piece.order, piece.address)

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
        """The headings around what is read now: "How it is treated › Iron by mouth"."""
        return " › ".join(self.place)

    def at(self, piece: BodyElement, address: Address) -> None:
        """Notes the address that the text of an element has in the new tree."""
        self.result.places[piece.order] = address

    def kept(self, what: str, words: str) -> None:
        """Notes a text that no source can be without, and that is gone from the file."""
        self.left(f"{what} was emptied; its words were kept", words)

    def remark(self, what: str, words: str) -> None:
        """Notes something that a person should look at, and that is not lost."""
        self.result.findings.append(Notice(what, self.where, words, left=False))

    def aside(self, piece: BodyElement) -> None:
        """A piece where only the publisher writes."""
        role, words = piece.kind.role, self.plain(piece)
        self.drop_odd(piece)
        unbound = "".join(span.text for span in piece.spans if span.fact is None).strip()
        if not words or words in self.made or unbound in self.made:
            return
        urgent = ((self.words.urgent_line(urgency), fact) for urgency, fact in CALLED.items())
        if any(self.number(piece, line, fact) for line, fact in urgent):
            return
        if role is StyleRole.MADE:
            self.left("a change of text that the publisher writes", words, piece)
        elif role is StyleRole.CONTENTS or piece.contents:
            headings = {
                plain(source)
                for address, source in self.sources.items()
                if "heading" in address.steps
            }
            # The number of a page or of a citation in a heading is no word of it.
            shown = {_letters(heading) for heading in headings | self.made | self.headings}
            if _letters(words) not in shown:
                self.left("a change of the contents", words, piece)
        elif role is StyleRole.CONTACT_LINE:
            self.result.contact.append(piece)
        else:
            self.left(f"a {role.value} where the source has no place for one", piece.words, piece)

    def number(self, piece: BodyElement, line: str, fact: Address) -> bool:
        """Whether a piece is a line with a number ("Call {number}"), which is noted as `fact`.

        A number in a control of its own comes home by that.
        """
        if any(span.fact for span in piece.spans):
            return False
        before, _, after = line.partition("{number}")
        said = self.plain(piece)
        number = said.removeprefix(before).removesuffix(after).strip()
        is_one = said.startswith(before) and said.endswith(after) and any(map(str.isdigit, number))
        if is_one:
            self.result.facts.append((fact, number))
        return is_one

    def fresh(self, above: str, words: str) -> str:
        """An id that is not taken, made of `words`; `above` is the id of what it is in."""
        identity = fresh_id(above, words, self.taken)
        self.taken.add(identity)
        return identity

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
        return piece.address is not None and piece.address.steps[-1:] == ("alt",)


def _letters(words: str) -> str:
    return re.sub(r"[\W\d_]+", "", words)


def _blocks_of(tree: ConditionTree) -> Iterator[tuple[str, BlockTree]]:
    for section in tree["sections"]:
        for holder in (section, *section["subsections"]):
            for block in holder["blocks"]:
                yield block["id"], block
                for part in block.get("body", ()):
                    yield part["id"], part


def _ids_of(tree: object) -> set[str]:
    """Every id in a tree."""
    if isinstance(tree, dict):
        own = {tree["id"]} if isinstance(tree.get("id"), str) else set()
        return own.union(*(_ids_of(value) for value in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_ids_of(value) for value in tree))
    return set()
