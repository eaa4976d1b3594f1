"""Terms and citations link to their notes, and each note links back to them.

`noteref` is what reading systems go by to show a note over the page instead of leaving it; the
types before it say what the note is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.render.ebook.markup import TYPE, XHTML

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES = {"doc-glossref": "glossref noteref", "doc-biblioref": "biblioref noteref"}


@dataclass(frozen=True, slots=True)
class NotedDocument:
    """A document with links to notes, or with notes; `title` is shown in links back to it."""

    file: str
    title: str
    root: _Element


def link_notes(documents: Sequence[NotedDocument], label: str) -> None:
    """Gives links to notes their type, and adds links back to each note, one for each document.

    The words `label` come before them. A note without links to it gets none.
    """
    uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for document in documents:
        seen = set()
        for link in _references(document.root):
            link.set(TYPE, _TYPES[link.get("role", "")])
            target = link.get("href", "")
            note = target.partition("#")[2]
            if target not in seen:
                seen.add(target)
                # No id of a source has a dot in it.
                link.set("id", f"use.{note}.{len(uses[target]) + 1}")
                uses[target].append((f"{document.file}#{link.get('id')}", document.title))
    for document in documents:
        places = {element.get("id"): element for element in document.root.iter("*")}
        for target, links in uses.items():
            file, _, note = target.partition("#")
            if file == document.file and (place := places.get(note)) is not None:
                holder = _holder(place)
                _wrap(holder)
                holder.append(_back(place, label, links))


def _references(root: _Element) -> Iterator[_Element]:
    return (a for a in root.iter(f"{{{XHTML}}}a") if a.get("role") in _TYPES)


def _holder(note: _Element) -> _Element:
    """The element to whose end the links back go: the note, in a glossary its definition."""
    meanings = note.findall(f"{{{XHTML}}}dd")
    return meanings[-1] if meanings else note


def _wrap(holder: _Element) -> None:
    """Puts the content of `holder` into a paragraph, so that the links back are outside it."""
    paragraph = holder.makeelement(f"{{{XHTML}}}p")
    paragraph.text, holder.text = holder.text, None
    paragraph.extend(list(holder))
    holder.append(paragraph)


def _back(note: _Element, label: str, links: Sequence[tuple[str, str]]) -> _Element:
    line = note.makeelement(f"{{{XHTML}}}p", {"class": "back"})
    line.text = f"{label} "
    for href, title in links:
        link = note.makeelement(f"{{{XHTML}}}a", {"role": "doc-backlink", "href": href})
        link.text, link.tail = title, " "
        line.append(link)
    return line
