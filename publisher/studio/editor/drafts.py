"""What a browser is told of a draft: its form, its outline, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from publisher.errors import BadInput
from publisher.source.positions import MOST_BYTES, Positions, read_yaml_keeping_problems
from publisher.studio.editor.changes import Place, RewriteError, changed, tree_of
from publisher.studio.editor.choices import options_of
from publisher.studio.editor.documents import EditedSource
from publisher.studio.editor.form import FormNode, FormReader, OutlinePart, outline, part_of
from publisher.studio.editor.problems import PlacedProblem, placed


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A text as it would be saved, and what there is to show of it."""

    text: str
    parts: tuple[OutlinePart, ...]
    problems: tuple[PlacedProblem, ...]
    part: OutlinePart | None = None
    form: FormNode | None = None
    is_yaml: bool = True
    """Whether it can be shown as a form."""
    ids: Mapping[str, tuple[str, Place]] = field(default_factory=dict)
    """The part and the place of each thing that a page has an id for."""


def draft_of(source: EditedSource, text: str, steps: object, part: str) -> SourceDraft:
    """The draft after some steps, with the form of one part; of the first where there is no such.

    Raises `BadStep` where a step cannot be taken.
    """
    if _places(source, text) is not None:
        with suppress(RewriteError):
            text = changed(text, steps)
    places = _places(source, text)
    if places is None:
        found = tuple(PlacedProblem(one, (), "") for one in source.problems(text))
        return SourceDraft(text, (), found, is_yaml=False)
    tree = tree_of(text)
    problems = tuple(placed(source.problems(text), tree, places, source.file))
    parts = outline(tree)
    chosen = next((one for one in parts if one.key == part), parts[0] if parts else None)
    form = _form(source, tree, places, chosen)
    ids = {name: (part_of(tree, at), at) for name, at in _ids(tree, ())}
    return SourceDraft(text, parts, problems, chosen, form, is_yaml=form is not None, ids=ids)


def _places(source: EditedSource, text: str) -> Positions | None:
    """Where everything in a text is; None where it is not plain data.

    The reader of sources says so before anything else reads a text: it stops at what lies too
    deep, and at names for other places, which could grow without end.
    """
    if len(text.encode()) > MOST_BYTES:
        return None
    try:
        tree, places, problems = read_yaml_keeping_problems(source.path, source.file, text)
    except BadInput:
        return None
    if not isinstance(tree, dict):
        return None
    return None if any(one.wrong.startswith(("&", "*", "<<")) for one in problems) else places


def _form(
    source: EditedSource, tree: Any, places: Positions, part: OutlinePart | None
) -> FormNode | None:
    if part is None:
        return None
    return FormReader(tree, places, options_of(source)).part(part.key)


_ON_PAGES: dict[str, Place] = {
    "title": ("title",),
    "at-a-glance": ("summary",),
    "glossary": ("glossary",),
    "references": ("references",),
    "about": ("review",),
}
"""What pages have an id for that is none in the source."""


def _ids(value: Any, at: Place) -> Iterator[tuple[str, Place]]:
    if not at:
        yield from _ON_PAGES.items()
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield (f"entry-{value['id']}" if at[:1] == ("glossary",) else value["id"]), at
        for key, one in value.items():
            yield from _ids(one, (*at, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _ids(one, (*at, number))
