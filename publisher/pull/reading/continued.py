"""Steps of a Word file whose numbers continue those of earlier steps in the same section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.styles import StyleRole
from publisher.pull.reading.cursor import Cursor
from publisher.pull.reading.notebook import StepsRead
from publisher.pull.reading.results import id_in
from publisher.pull.tree import NO_BLOCK, BlockTree


def continued(here: Cursor, block: str, elements: Sequence[BodyElement]) -> str | None:
    """The id of the steps that the steps `block` continue; None where they begin at 1."""
    numbered = [element for element in elements if element.number is not None]
    found = _found(here, block, numbered[0] if numbered else None)
    if numbered:
        first, last = numbered[0], numbered[-1]
        here.notes.steps.append(StepsRead(block, found, first.kind.numbering, last.number or 0))
        if found is None and first.number != 1:
            here.notes.note_to_check(
                f"steps that begin at {first.number}, which go on from none in their section; "
                "they begin at 1",
                first.words,
            )
    return found


def _found(here: Cursor, block: str, first: BodyElement | None) -> str | None:
    if first is not None and first.number == 1:
        return None
    read = {steps.block: steps for steps in here.notes.steps}
    if first is not None:
        alike = [one.block for one in read.values() if one.numbering == first.kind.numbering]
        if alike:
            return alike[-1]
    if kept := next((one for one in _before(here.notes.base_blocks, block) if one in read), None):
        return _last(here, kept)
    ended = [one.block for one in read.values() if first and one.last + 1 == first.number]
    return _last(here, ended[-1]) if ended else None


def _last(here: Cursor, block: str) -> str:
    """The last steps so far that continue a block, directly or through others."""
    for steps in here.notes.steps:
        if steps.continues == block:
            block = steps.block
    return block


def _before(blocks: Mapping[str, BlockTree], block: str) -> Iterator[str]:
    """The steps that a block of the base continues, the nearest first."""
    while named := blocks.get(block, NO_BLOCK).get("continues"):
        yield named
        block = named


def goes_on(here: Cursor, element: BodyElement, after: BodyElement | None) -> bool:
    """Whether a paragraph divides steps, so that it becomes the lead-in of those after it.

    It was typed between them, or it was one of them and its number was removed.
    """
    before = here.notes.base_blocks.get(id_in(element.address, "blocks") or "", NO_BLOCK)
    return (
        (element.address is None or before.get("kind") == "steps")
        and element.kind.role is StyleRole.PARAGRAPH
        and bool(element.words)
        and after is not None
        and after.kind.role is StyleRole.STEP
        and after.kind.urgency is element.kind.urgency
        and (after.number or 0) > 1
        and any(steps.numbering == after.kind.numbering for steps in here.notes.steps)
    )
