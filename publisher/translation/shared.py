"""Shared wordings, whose units are translated once for all guides that use them.

They are translated like a condition of its own, called `shared`, whose translations lie in
`sources/shared/translations/`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publisher.content.inline import Text
from publisher.content.model import Block, Condition, Entry, Section, SectionKind
from publisher.content.uses import Use
from publisher.errors import BadInput, Problem, refused
from publisher.source.positions import relative
from publisher.source.shared import FOLDER, load_shared, shared_file, shared_names
from publisher.translation.units import Unit, units_of

_NO_TEXT = Text((), "")


def own_units(condition: Condition) -> tuple[Unit, ...]:
    """The units that are translated beside a source: those of shared wordings are not.

    Of the condition that `shared_condition` makes, those of all wordings alone.
    """
    units = units_of(condition)
    if condition.condition != FOLDER:
        return tuple(one for one in units if not is_shared(condition, one))
    kept = (one for one in units if is_shared(condition, one))
    return tuple(replace(one, section=None, wording=None) for one in kept)


def is_shared(condition: Condition, unit: Unit) -> bool:
    """Whether a unit is of a shared wording that a condition uses."""
    return any(use.has(unit.address.steps) for use in condition.uses)


def shared_condition(root: Path) -> Condition:
    """All shared wordings of a project in one condition. Raises `BadInput`."""
    blocks: list[Block] = []
    sections: list[Section] = []
    entries: list[Entry] = []
    uses: list[Use] = []
    languages: set[str] = set()
    for name in shared_names(root):
        shared, use = load_shared(root, name)
        for other in uses:
            if twice := sorted(identity for _, identity in other.inside & use.inside):
                file = relative(shared_file(root, name), root)
                wrong = f"id {twice[0]!r} is in {other.name}.yaml too"
                raise BadInput([Problem(file, 0, 0, "", wrong, "give each its own")])
        uses.append(use)
        languages.add(shared.language)
        blocks += shared.blocks or ()
        sections += [shared.section] if shared.section else []
        if shared.entry:
            term, definition = shared.entry.term, shared.entry.definition
            entries.append(Entry.model_construct(id=name, term=term, definition=definition))
    if len(languages) != 1:
        wrong = f"wordings are in {len(languages)} languages"
        raise refused(f"sources/{FOLDER}", wrong, "translate those of one language")
    whole = Section.model_construct(
        id=FOLDER, kind=SectionKind.OVERVIEW, heading=_NO_TEXT, blocks=tuple(blocks)
    )
    return Condition.model_construct(
        condition=FOLDER,
        language=languages.pop(),
        title=_NO_TEXT,
        short_title=_NO_TEXT,
        subtitle=_NO_TEXT,
        summary=(),
        sections=(whole, *sections),
        glossary=tuple(entries),
        references=(),
    ).using(tuple(uses))
