"""Pictures of a Word file → the figures of the base that they show, with their texts."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Literal

from publisher.pull.docx.elements import BodyElement, Span
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.identity import similarity
from publisher.pull.reading.results import plain_text
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import Address

_Key = Literal["title", "caption", "credit", "license"]
_KEYS: dict[StyleRole, _Key] = {
    StyleRole.FIGURE_TITLE: "title",
    StyleRole.FIGURE_CAPTION: "caption",
    StyleRole.FIGURE_CREDIT: "credit",
    StyleRole.FIGURE_LICENSE: "license",
}


def read_figure(here: Cursor) -> Iterator[BlockTree]:
    """The block of a figure: its picture, title, caption, credit and license."""
    elements = _figure_elements(here)
    before = _shown(here, elements)
    if before is None:
        for element in elements:
            here.notes.note_extras(element)
            if not element.pictures or element.words:
                here.notes.leave_out(f"a {element.kind.role.value} without its figure", [element])
            elif here.notes.is_own_figure(element):
                here.notes.note_leftover(
                    "a second copy of a figure", element.pictures[0].alt, element
                )
        return
    here.notes.used_ids.add(before["id"])
    own = Address.block(before["id"])
    tree = copy.deepcopy(before)
    for element in elements:
        role = element.kind.role
        if role is StyleRole.PICTURE:
            _picture(here, element, tree, own)
            continue
        key = _KEYS[role]
        said = before.get(key, "")
        here.notes.note_address(element, own.below(key))
        tree[key] = here.notes.text_of(element, said) or said
    if elements[0].kind.role is not StyleRole.PICTURE:
        here.notes.note_to_check(
            "the picture of a figure was removed, its words were not; it was kept",
            plain_text(before["title"]),
        )
    yield tree


def _figure_elements(here: Cursor) -> list[BodyElement]:
    """A picture and its texts from here on, each at most once, the picture first."""
    roles = [StyleRole.PICTURE, *_KEYS]
    elements: list[BodyElement] = []
    while (element := here.element) is not None and element.rows is None:
        role = element.kind.role
        if role not in roles or (role is StyleRole.PICTURE and elements):
            break
        roles.remove(role)
        elements.append(element)
        here.at += 1
    return elements


def _shown(here: Cursor, elements: Sequence[BodyElement]) -> BlockTree | None:
    """The figure of the base that these elements show; None for a picture that was added."""
    for element in elements:
        before = here.before(element)
        if before and before["kind"] == "figure" and before["id"] not in here.notes.used_ids:
            return before
    return None


def _picture(here: Cursor, element: BodyElement, tree: BlockTree, own: Address) -> None:
    """Reads the alternative text into `tree`; further pictures in the paragraph were added."""
    here.notes.note_address(element, own.alt)
    ours, *others = sorted(
        element.pictures, key=lambda p: -similarity(p.alt or p.title, plain_text(tree["alt"]))
    )
    known = here.notes.pictures.get(tree["id"])
    if known and ours.digest and ours.digest != known:
        what = "another picture in a figure (put its file in figures/ and name it there)"
        here.notes.note_leftover(what, ours.label, element)
    for other in others:
        here.notes.note_leftover("a picture", other.label, element)
    for unsupported in element.unsupported:
        here.notes.note_unsupported(unsupported, element)
    if element.words:
        here.notes.note_leftover("words beside a picture", element.words, element)
    if not ours.alt.strip():
        here.notes.note_kept("an alternative text", tree["alt"])
        return
    found = here.notes.source_text([Span(ours.alt)], tree["alt"])
    for unsupported in found.unsupported:
        here.notes.note_unsupported(unsupported, element)
    tree["alt"] = found.source
