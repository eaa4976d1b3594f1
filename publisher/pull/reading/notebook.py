"""What was read of a Word file so far: addresses, ids, and text that has no place in a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publisher.edition.words import Words
from publisher.pull.docx.base import Base
from publisher.pull.docx.elements import BodyElement, BodyPicture, Span, Unsupported
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.base_texts import BaseText
from publisher.pull.reading.facts import FactNames
from publisher.pull.reading.new_ids import new_id
from publisher.pull.reading.results import Notice, id_in, single_spaced
from publisher.pull.reading.source_text import SourceText, Unprintable, source_text
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
    """Shared by everything that reads one file. It knows the base and collects what was found."""

    # Where reading is
    place: list[str]
    """The headings around what is being read."""
    headings: set[str]
    """Every heading of the file as it is now."""
    used_ids: set[str]
    """Ids of blocks and sections that were read already."""
    steps: list[StepsRead]
    """The steps of this section that were read already."""
    # What was found
    positions: dict[Address, tuple[int | None, ...]]
    """For each list of the base: the position there of each member that the file has now."""
    notices: list[Notice]
    addresses: dict[int, Address]
    """The address of each element in the new tree, by its order."""
    facts: list[tuple[Address, str]]
    """Facts of the clinic that are in a sentence without a control."""
    contact_lines: list[BodyElement]
    """Lines of contact cards, which show facts of the clinic."""

    def __init__(
        self,
        base: Base,
        base_texts: Sequence[BaseText],
        words: Words,
        own_lines: frozenset[str],
        facts: FactNames,
        unprintable: Unprintable,
    ) -> None:
        """`own_lines` are lines that the publisher writes itself: labels, names, numbers."""
        tree = base.tree
        self.base = tree
        self.words = words
        self.own_lines = own_lines
        self.pictures = base.pictures
        self.roles = {text.address: text.role for text in base_texts}
        self.base_blocks = dict(_blocks_of(tree))
        self.base_sections = {section["id"]: section for section in tree["sections"]}
        self.base_subsections = {s["id"]: s for one in tree["sections"] for s in one["subsections"]}
        self._texts = {text.address: text for text in base_texts}
        self._numbers = {r["id"]: n for n, r in enumerate(tree["references"], 1)}
        self._facts = facts
        self._unprintable = unprintable
        self._ids = _ids_of(tree)
        self.place, self.headings, self.used_ids, self.steps = [], set(), set(), []
        self.positions, self.notices, self.addresses = {}, [], {}
        self.facts, self.contact_lines = [], []

    # Text

    def text_of(self, element: BodyElement, before: str | None = None) -> str:
        """The source text of an element; content that a source cannot contain is noted.

        `before` is its text in the base, by default the one at its address.
        """
        text = self._words_of(element, before)
        self._note_pictures(element, element.pictures)
        return text

    def text_by_symbol(self, element: BodyElement, symbol: str | None) -> tuple[str, str | None]:
        """The source text of an element and the symbol beside it, which was `symbol` in the base.

        Some programs drop the names of pictures: one without words is then the symbol that was
        there. Another picture in the place of a symbol is noted, and the symbol is kept.
        """
        text = self._words_of(element, None)
        for picture in element.pictures:
            name = self._symbol_in(picture)
            if name is None and symbol and not (picture.alt or picture.title):
                name = symbol
            if name:
                others = [one for one in element.pictures if one is not picture]
                self._note_pictures(element, others)
                if picture.name == symbol_name(name) and self._is_other(picture):
                    what = "another picture in the place of a symbol (name one in the source)"
                    self.note_leftover(what, name, element)
                return text, name
        self._note_pictures(element, element.pictures)
        return text, None

    def _words_of(self, element: BodyElement, before: str | None) -> str:
        if before is None and element.address is not None:
            known = self._texts.get(element.address)
            before = known.source if known else None
        found = self.source_text(element.spans, before)
        for unsupported in (*element.unsupported, *found.unsupported):
            self.note_unsupported(unsupported, element)
        return found.source

    def _note_pictures(self, element: BodyElement, pictures: Iterable[BodyPicture]) -> None:
        for picture in pictures:
            self.note_leftover("a picture", picture.label, element)

    def _symbol_in(self, picture: BodyPicture) -> str | None:
        """The symbol that a picture is, by its name in the file, else by its pixels."""
        if picture.name in self.pictures and (name := symbol_named(picture.name)):
            return name
        alike = (called for called, one in self.pictures.items() if one == picture.digest)
        return next((name for called in alike if (name := symbol_named(called))), None)

    def _is_other(self, picture: BodyPicture) -> bool:
        return bool(picture.digest) and picture.digest != self.pictures.get(picture.name)

    def source_text(self, spans: Sequence[Span], before: str | None) -> SourceText:
        """Spans as text of a source: see `source_text.source_text`."""
        named = self._facts.named(spans, before)
        return source_text(named, before, self._numbers, self._unprintable)

    def words_of(self, element: BodyElement) -> str:
        """The words of an element, with single spaces."""
        return single_spaced(element.words)

    # Ids and addresses

    def new_id(self, above: str, words: str) -> str:
        """A new id, made of `words`; `above` is the id of what it is in."""
        identity = new_id(above, words, self._ids)
        self._ids.add(identity)
        return identity

    def block_id(
        self, elements: Sequence[BodyElement], kinds: tuple[str, ...], above: str, words: str
    ) -> str:
        """The id of the block that elements make: that of the first which was in such a block.

        `kinds` are the kinds that the block may have had. A block that is new gets a new id.
        """
        for element in elements:
            identity = id_in(element.address, "blocks")
            before = self.base_blocks.get(identity or "")
            if identity and before and before["kind"] in kinds and identity not in self.used_ids:
                self.used_ids.add(identity)
                return identity
        identity = self.new_id(above, words)
        self.used_ids.add(identity)
        return identity

    def note_address(self, element: BodyElement, address: Address) -> None:
        """Notes the address that the text of an element has in the new tree."""
        self.addresses[element.order] = address

    def is_own_figure(self, element: BodyElement) -> bool:
        """Whether a picture is that of a figure of the base."""
        return element.address is not None and element.address.steps[-1:] == ("alt",)

    # Notices

    @property
    def where(self) -> str:
        """The headings around what is being read: "How it is treated › Iron by mouth"."""
        return " › ".join(self.place)

    def note_leftover(self, what: str, words: str, element: BodyElement | None = None) -> None:
        """Notes text that has no place in the source."""
        self.notices.append(Notice(what, self.where, words))
        if element is not None and element.address is not None:
            self.addresses.setdefault(element.order, element.address)

    def note_to_check(self, what: str, words: str) -> None:
        """Notes something that a person should check, although no text is left over."""
        self.notices.append(Notice(what, self.where, words, left=False))

    def note_kept(self, what: str, words: str) -> None:
        """Notes a text that was deleted in the file, but kept because a source needs it."""
        self.note_leftover(f"{what} was emptied; its words were kept", words)

    def note_unsupported(self, unsupported: Unsupported, element: BodyElement) -> None:
        """Notes content of an element that a source cannot contain, with the text around it."""
        words = unsupported.words.strip()
        context = self.words_of(element)
        if context != words and words in context:
            words = f"{words} (in: {context})"
        self.notices.append(Notice(unsupported.what, self.where, words))

    def note_extras(self, element: BodyElement) -> None:
        """Notes what is in an element besides its words: pictures, text boxes, notes."""
        for unsupported in element.unsupported:
            self.note_unsupported(unsupported, element)
        for picture in element.pictures:
            if not self.is_own_figure(element):
                self.note_leftover("a picture", picture.label, element)
        for row in element.rows or ():
            for cell in row:
                for inner in cell.elements:
                    self.note_extras(inner)

    def leave_out(self, what: str, elements: Iterable[BodyElement]) -> None:
        """Notes all that is in elements which have no place in the source."""
        for element in elements:
            self.note_extras(element)
            if words := element.words:
                self.note_leftover(what, words, element)

    def note_misplaced(self, element: BodyElement) -> None:
        """Notes an element that has no place here, unless it is text that the publisher wrote."""
        role, words = element.kind.role, self.words_of(element)
        self.note_extras(element)
        without_facts = "".join(span.text for span in element.spans if span.fact is None).strip()
        if not words or words in self.own_lines or without_facts in self.own_lines:
            return
        urgent = ((self.words.urgent_line(urgency), fact) for urgency, fact in CALLED.items())
        if any(self.note_number(element, line, fact) for line, fact in urgent):
            return
        if role in (StyleRole.PUBLISHER_TEXT, StyleRole.RECORDING_TEXT):
            self.note_leftover("a change of text that the publisher writes", words, element)
        elif role is StyleRole.CONTENTS or element.contents:
            if not self._is_heading(words):
                self.note_leftover("a change of the contents", words, element)
        elif role is StyleRole.CONTACT_LINE:
            self.contact_lines.append(element)
        else:
            what = f"a {role.value} where the source has no place for one"
            self.note_leftover(what, element.words, element)

    def _is_heading(self, words: str) -> bool:
        """Whether a line of the contents shows a heading of the base or of the file."""
        before = {text.words for address, text in self._texts.items() if "heading" in address.steps}
        # Numbers of pages and citations are in the line, but not in the words of the heading.
        shown = {_letters(heading) for heading in before | self.own_lines | self.headings}
        return _letters(words) in shown

    def note_number(self, element: BodyElement, line: str, fact: Address) -> bool:
        """Whether an element is a line such as "Call {number}"; its number is noted as `fact`.

        A number in a control of its own is read from there.
        """
        if any(span.fact for span in element.spans):
            return False
        before, _, after = line.partition("{number}")
        words = self.words_of(element)
        number = words.removeprefix(before).removesuffix(after).strip()
        is_such_a_line = words.startswith(before) and words.endswith(after)
        if not is_such_a_line or not any(map(str.isdigit, number)):
            return False
        self.facts.append((fact, number))
        return True


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
