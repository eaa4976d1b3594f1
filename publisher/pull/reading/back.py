"""The back of a Word file: its glossary and its references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from publisher.pull.docx.elements import BodyElement, Span
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.notebook import Notebook
from publisher.pull.reading.results import id_in
from publisher.pull.tree import EntryTree, ReferenceTree
from publisher.roundtrip.addresses import Address


def read_back(
    notes: Notebook, elements: Sequence[BodyElement]
) -> tuple[list[EntryTree], list[ReferenceTree]]:
    """(glossary, references)."""
    notes.place = [notes.words.glossary]
    glossary, references = _Glossary(notes), _References(notes)
    readers = {
        StyleRole.ENTRY: glossary.read_term,
        StyleRole.ENTRY_TEXT: glossary.read_definition,
        StyleRole.SOURCE: references.read,
    }
    for element in elements:
        role = element.kind.role
        if role is StyleRole.SECTION:
            _own_heading(notes, element)
        elif role in readers and notes.words_of(element):
            readers[role](element)
        else:
            notes.note_misplaced(element)
    glossary.finish_term()
    return glossary.entries, references.all()


def _own_heading(notes: Notebook, element: BodyElement) -> None:
    """A heading that the publisher writes itself, such as "Glossary"."""
    words = notes.words_of(element)
    notes.place = [words]
    if words not in notes.own_lines:
        notes.note_leftover("a change of a heading that the publisher writes", words, element)


class _Glossary:
    """Reads terms and definitions, which alternate, into entries."""

    def __init__(self, notes: Notebook) -> None:
        self._notes = notes
        self._term: BodyElement | None = None  # the last term, until its definition is read
        self._used: set[str] = set()  # ids of the entries so far
        self.entries: list[EntryTree] = []

    def read_term(self, element: BodyElement) -> None:
        """Reads a term, of which the definition follows."""
        self.finish_term()
        self._term = element

    def finish_term(self) -> None:
        """Reports the last term if it has no definition."""
        if self._term is not None:
            self._notes.leave_out("a term without a definition", [self._term])
        self._term = None

    def read_definition(self, element: BodyElement) -> None:
        """Reads the definition of the last term, or a second paragraph of one."""
        if self._term is not None:
            self.entries.append(self._entry(self._term, element))
            self._term = None
        elif self.entries and (text := self._notes.text_of(element)):
            self.entries[-1]["definition"] += f" {text}"
        else:
            self._notes.leave_out("a definition without a term", [element])

    def _entry(self, term: BodyElement, text: BodyElement) -> EntryTree:
        notes = self._notes
        identity = id_in(term.address, "glossary") or id_in(text.address, "glossary")
        if identity is None or identity in self._used:
            identity = notes.new_id("", notes.words_of(term))
        self._used.add(identity)
        before = next((e for e in notes.base["glossary"] if e["id"] == identity), None)
        notes.note_address(term, Address.entry(identity).term)
        notes.note_address(text, Address.entry(identity).definition)
        return {
            "id": identity,
            "term": notes.text_of(term, before["term"] if before else None),
            "definition": notes.text_of(text, before["definition"] if before else None),
        }


class _References:
    """Reads references, each a text with the web address at its end."""

    def __init__(self, notes: Notebook) -> None:
        self._notes = notes
        self._base = {reference["id"]: reference for reference in notes.base["references"]}
        self._found: dict[str, tuple[str, str | None]] = {}  # (text, web address) by id

    def read(self, element: BodyElement) -> None:
        """Reads one reference."""
        notes = self._notes
        notes.place = [notes.words.references]
        identity = id_in(element.address, "references")
        before = self._base.get(identity or "")
        spans, url = _url_apart(element.spans, before["url"] if before else None)
        is_new = identity is None or identity in self._found
        found = notes.source_text(spans, before["text"] if before and not is_new else None)
        for unsupported in (*(() if is_new else element.unsupported), *found.unsupported):
            notes.note_unsupported(unsupported, element)
        if is_new and not found.source:
            return
        if identity in self._found:
            notes.leave_out("a second text of one reference", [element])
            return
        identity = identity or notes.new_id("", notes.words_of(element))
        self._found[identity] = found.source, url
        notes.note_address(element, Address.reference(identity).text)

    def all(self) -> list[ReferenceTree]:
        """The references of the base with their texts as they are now, then new ones.

        A reference that is no longer cited is kept: only because of that is it not in the file.
        """
        kept: list[ReferenceTree] = []
        for before in self._notes.base["references"]:
            text, url = self._found.get(before["id"], ("", before["url"]))
            kept.append({**before, "text": text or before["text"], "url": url})
        new: list[ReferenceTree] = [
            {"id": identity, "text": text, "url": url, "accessed": None}
            for identity, (text, url) in self._found.items()
            if identity not in self._base
        ]
        return kept + new


def _url_apart(spans: Sequence[Span], old: str | None) -> tuple[Sequence[Span], str | None]:
    """The spans of a reference without the web address at their end, and that address."""
    last = next((n for n in reversed(range(len(spans))) if spans[n].text.strip()), None)
    if last is None:
        return spans, None
    shown = spans[last]
    words = shown.text.strip()
    linked = shown.href is not None and words.startswith("http")
    if linked or (old and words == old):
        return spans[:last], words if shown.href is None else _changed_url(words, shown.href, old)
    if match := re.search(r"(.*?)\s(https://\S+)$", shown.text.rstrip()):
        return [*spans[:last], replace(shown, text=match.group(1))], match.group(2)
    return spans, None


def _changed_url(shown: str, target: str, old: str | None) -> str:
    """The web address of a link: its text or its target, whichever was changed in Word."""
    is_target_unchanged = old is not None and target.rstrip("/") == old.rstrip("/")
    if old and old in (shown, target) and shown != target:
        return shown if is_target_unchanged else target
    if old and is_target_unchanged:
        return old
    return target or shown
