"""Pictures of a Word file → the figures and recordings of the base, with their texts."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Literal

from publisher.pull.docx.elements import BodyElement, Span
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.identity import similarity
from publisher.pull.reading.results import base_position, id_in, plain_text
from publisher.pull.tree import BlockTree
from publisher.roundtrip.addresses import Address

_Key = Literal["title", "caption", "credit", "license"]
_KEYS: dict[StyleRole, _Key] = {
    StyleRole.FIGURE_TITLE: "title",
    StyleRole.FIGURE_CAPTION: "caption",
    StyleRole.FIGURE_CREDIT: "credit",
    StyleRole.FIGURE_LICENSE: "license",
}


_KINDS = ("figure", "video", "audio")
_RECORDED = (StyleRole.RECORDING_TEXT, StyleRole.TRANSCRIPT)


def read_figure(here: Cursor) -> Iterator[BlockTree]:
    """The block of a figure or recording: its picture, and the texts below it."""
    elements = _figure_elements(here)
    recorded = _recorded_elements(here)
    before = _shown(here, [*elements, *recorded])
    if before is None:
        for element in [*elements, *recorded]:
            here.notes.note_extras(element)
            if element.kind.role is StyleRole.RECORDING_TEXT:
                here.notes.note_misplaced(element)
            elif not element.pictures or element.words:
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
    if recorded or before["kind"] in ("video", "audio"):
        _recording(here, recorded, tree, own)
    if not elements or elements[0].kind.role is not StyleRole.PICTURE:
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


def _recorded_elements(here: Cursor) -> list[BodyElement]:
    """The lines that lead to a recording, and its words, from here on.

    What was typed between two paragraphs of its words is one of them, whatever its style.
    """
    elements: list[BodyElement] = []
    while (element := here.element) is not None and element.rows is None:
        if element.kind.role not in _RECORDED and not _is_said(here, elements):
            break
        elements.append(element)
        here.at += 1
    return elements


def _is_said(here: Cursor, before: Sequence[BodyElement]) -> bool:
    """Whether a new paragraph stands between two of one transcript."""
    element = here.element
    after = here.elements[here.at + 1] if here.at + 1 < len(here.elements) else None
    return (
        element is not None
        and element.address is None
        and element.kind.role is StyleRole.PARAGRAPH
        and bool(before)
        and after is not None
        and after.kind.role is StyleRole.TRANSCRIPT
        and id_in(after.address, "blocks") is not None
    )


def _recording(
    here: Cursor, elements: Sequence[BodyElement], tree: BlockTree, own: Address
) -> None:
    """Reads the words of a recording into `tree`; where it is stays as it was."""
    said: list[str] = []
    positions: list[int | None] = []
    for element in elements:
        if element.kind.role is StyleRole.RECORDING_TEXT:
            here.notes.note_misplaced(element)
            for other in sorted({span.href for span in element.spans if span.href} - {tree["url"]}):
                what = "another address of a recording (write it as its `url`)"
                here.notes.note_leftover(what, other, element)
        elif text := here.notes.text_of(element):
            here.notes.note_address(element, own.transcript[len(said)])
            said.append(text)
            positions.append(base_position(element, own.transcript))
    if said:
        here.notes.positions[own.transcript] = tuple(positions)
        tree["transcript"] = said
    elif kept := tree.get("transcript"):
        here.notes.note_kept("the transcript of a recording", " ".join(kept))


def _shown(here: Cursor, elements: Sequence[BodyElement]) -> BlockTree | None:
    """The figure of the base that these elements show; None for a picture that was added."""
    for element in elements:
        before = here.before(element)
        if before and before["kind"] in _KINDS and before["id"] not in here.notes.used_ids:
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
