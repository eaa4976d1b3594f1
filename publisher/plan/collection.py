"""Several conditions → one book: parts in order, one glossary, one list of sources, one index.

`sources/collections/<name>.yaml` names the conditions. What comes out is a `Condition` again, so
every format can make it: each condition becomes a part, opened by a section that holds what
stood before its first one. Ids are those of the condition behind its name and two hyphens, which
no id that somebody wrote can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, assert_never

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from publisher.content.inline import (
    Citation,
    Emphasis,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
    Text,
    find,
)
from publisher.content.model import (
    BulletList,
    Condition,
    Day,
    Entry,
    Figure,
    IndexEntry,
    Item,
    Language,
    Line,
    Node,
    Paragraph,
    Reference,
    Review,
    ReviewState,
    Section,
    SectionKind,
    Slug,
    Version,
    texts,
)
from publisher.content.model import Text as WrittenText
from publisher.edition.words import Words
from publisher.errors import BadInput, Problem, Wrong
from publisher.source.positions import Position, Positions, read_yaml_keeping_problems, relative
from publisher.source.schema_errors import shape_problems

_Any = TypeVar("_Any")


def _each_once(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise PydanticCustomError("not_a_list", "not a list")
    twice = sorted({str(name) for name in value if value.count(name) > 1})
    if twice:
        raise Wrong(f"{twice[0]!r} stands twice", "name each condition once")
    return value


class CollectionText(Node):
    """What a collection's file holds."""

    collection: Slug
    language: Language
    title: WrittenText
    short_title: WrittenText
    subtitle: WrittenText
    version: Version
    issued: Day
    modified: Day
    summary: tuple[WrittenText, ...] = Field(min_length=1, max_length=5)
    conditions: Annotated[tuple[Line, ...], BeforeValidator(_each_once)] = Field(min_length=2)
    """The folders of sources/ whose conditions are the parts, in this order."""


class Opening(Section):
    """The first section of a part: the name of its condition and what it says up front."""

    @property
    def opens_part(self) -> bool:
        """A part begins here."""
        return True


class Collection(Condition):
    """A book of several conditions."""

    index: tuple[IndexEntry, ...]

    @property
    def index_entries(self) -> tuple[IndexEntry, ...]:
        """The words of the index, in alphabetical order."""
        return self.index


def collection_names(sources: Path) -> tuple[str, ...]:
    """The names of all collections, in alphabetical order."""
    return tuple(sorted(path.stem for path in (sources / "collections").glob("*.yaml")))


def misnamed_collections(sources: Path, root: Path) -> Iterator[tuple[str, Problem]]:
    """Each file that is a collection but for the end of its name, with what would be right."""
    for path in sorted((sources / "collections").glob("*.yml")):
        right = f"name it {path.stem}.yaml"
        yield path.stem, Problem(relative(path, root), 0, 0, "", "is not read", right)


@dataclass(frozen=True, slots=True)
class CollectionFile:
    """A collection's file as read: what it says, and where, for problems found later."""

    shape: CollectionText
    file: str
    places: Positions

    def problem(self, path: tuple[str | int, ...], wrong: str, right: str) -> Problem:
        """A problem at one place of the file."""
        place = self.places.get(path, Position(0, 0, ""))
        return Problem(self.file, place.line, place.column, place.path, wrong, right)


def read_collection(path: Path, root: Path) -> CollectionFile:
    """What the file says. Raises `BadInput` with every problem, named relative to `root`."""
    file = relative(path, root)
    tree, places, problems = read_yaml_keeping_problems(path, file)
    try:
        shape = CollectionText.model_validate(tree)
    except ValidationError as exc:
        known = {(problem.path, problem.line) for problem in problems}
        shaped = shape_problems(exc, tree, places, file)
        raise BadInput(problems + [p for p in shaped if (p.path, p.line) not in known]) from exc
    listed = CollectionFile(shape, file, places)
    if shape.collection != path.stem:
        wrong = f"{str(shape.collection)!r} is not the name of the file"
        problems.append(listed.problem(("collection",), wrong, f"write {path.stem!r}"))
    if shape.modified < shape.issued:
        wrong = f"{shape.modified} is before issued {shape.issued}"
        problems.append(listed.problem(("modified",), wrong, "mend one of the two"))
    known_names = {p.parent.name for p in (root / "sources").glob("*/condition.yaml")}
    if path.stem in known_names:
        wrong = f"{path.stem!r} is the name of a condition too"
        problems.append(listed.problem(("collection",), wrong, "rename the file"))
    for number, name in enumerate(shape.conditions):
        if name not in known_names:
            wrong = f"there is no condition {str(name)!r}"
            right = f"use one of {', '.join(sorted(known_names))}"
            problems.append(listed.problem(("conditions", number), wrong, right))
    if problems:
        raise BadInput(problems)
    return listed


def bind_collection(
    listed: CollectionFile, conditions: Mapping[str, Condition], words: Words
) -> Collection:
    """The book. `conditions` has each by name, `words` the labels of its language.

    Raises `BadInput` where a condition is in another language.
    """
    shape = listed.shape
    parts = [conditions[name] for name in shape.conditions]
    if problems := [
        listed.problem(
            ("conditions", number),
            f"{one.condition!r} is in {one.language}, the collection in {shape.language}",
            "name conditions of one language",
        )
        for number, one in enumerate(parts)
        if one.language != shape.language
    ]:
        raise BadInput(problems)
    glossary, entries = _merged(((p, e.id, e) for p in parts for e in p.glossary), _entry_key)
    references, sources = _merged(
        ((p, r.id, r) for p in parts for r in p.references), _reference_key
    )
    review = _review(parts)
    sections: list[Section] = []
    for part in parts:
        moved = _Moved(part.condition, entries, sources)
        sections.append(_opening(part, moved, review, words))
        sections += [moved.node(section) for section in part.sections]
    in_order = sorted(glossary.items(), key=lambda pair: pair[1][1].term.plain.casefold())
    return Collection.model_construct(
        condition=shape.collection,
        language=shape.language,
        title=shape.title,
        short_title=shape.short_title,
        subtitle=shape.subtitle,
        also_called=(),
        version=shape.version,
        issued=shape.issued,
        modified=max(shape.modified, *(part.modified for part in parts)),
        review=review,
        codes=tuple({(c.system, c.code): c for part in parts for c in part.codes}.values()),
        body_part=parts[0].body_part,
        summary=shape.summary,
        sections=tuple(sections),
        glossary=tuple(_Moved(name, entries, sources).node(entry) for _, (name, entry) in in_order),
        references=tuple(
            _Moved(name, entries, sources).node(reference)
            for name, reference in references.values()
        ),
        index=_index(sections, {key: entry for key, (_, entry) in in_order}, parts),
    )


def _entry_key(entry: Entry) -> object:
    return entry.term.plain.casefold(), entry.definition.plain


def _reference_key(reference: Reference) -> object:
    return reference.text.plain, reference.url


def _merged(
    all_: Iterable[tuple[Condition, str, _Any]], same: Callable[[_Any], object]
) -> tuple[dict[str, tuple[str, _Any]], dict[tuple[str, str], str]]:
    """Each thing once, by its new id, with the condition it is from; and where old ids lead."""
    kept: dict[str, tuple[str, _Any]] = {}
    first: dict[object, str] = {}
    leads: dict[tuple[str, str], str] = {}
    for condition, old, thing in all_:
        name = condition.condition
        new = first.setdefault(same(thing), _behind(name, old))
        kept.setdefault(new, (name, thing))
        leads[(name, old)] = new
    return kept, leads


def _behind(condition: str, own: str) -> str:
    return f"{condition}--{own}"


def _review(parts: list[Condition]) -> Review:
    """The state of all: reviewed where each part is, by all reviewers, until the first lapses."""
    reviews = [part.review for part in parts]
    if any(review.state is ReviewState.UNREVIEWED for review in reviews):
        return Review(state=ReviewState.UNREVIEWED)
    return Review(
        state=ReviewState.REVIEWED,
        reviewer=", ".join(dict.fromkeys(str(review.reviewer) for review in reviews)),
        reviewed=max(review.reviewed for review in reviews if review.reviewed),
        next_review=min(review.next_review for review in reviews if review.next_review),
    )


def _opening(part: Condition, moved: _Moved, whole: Review, words: Words) -> Opening:
    """What a condition says before its first section, as a section."""

    def paragraph(name: str, text: Text) -> Paragraph:
        return moved.node(Paragraph.model_construct(kind="paragraph", id=name, text=text))

    blocks: list[Any] = [paragraph("subtitle", part.subtitle)]
    if part.also_called:
        nodes: list[Inline] = [Plain(f"{words.also_called}: ")]
        for place, name in enumerate(part.also_called):
            nodes += [Plain(", "), *name.nodes] if place else name.nodes
        source = f"{words.also_called}: " + ", ".join(name.source for name in part.also_called)
        blocks.append(paragraph("also-called", Text(tuple(nodes), source)))
    glance = f"{words.at_a_glance}:"
    blocks.append(
        moved.node(
            BulletList.model_construct(
                kind="list",
                id="at-a-glance",
                lead_in=Text((Plain(glance),), glance),
                items=tuple(Item(text=text) for text in part.summary),
            )
        )
    )
    state = [words.edition_line(part)]
    if part.review != whole:
        state.append(words.review(part.review))
    line = ". ".join(state) + "."
    blocks.append(paragraph("state", Text((Plain(line),), line)))
    return Opening.model_construct(
        id=part.condition,
        kind=SectionKind.OVERVIEW,
        heading=part.title,
        brief=None,
        blocks=tuple(blocks),
        subsections=(),
    )


def _index(
    sections: list[Section], glossary: Mapping[str, Entry], parts: list[Condition]
) -> tuple[IndexEntry, ...]:
    """Every word of the glossary that is used, and every name of a part."""
    used: dict[str, list[str]] = {}
    for section in sections:
        for text in texts(section):
            for term in find(text.nodes, Term):
                used.setdefault(term.entry, []).append(section.id)
    entries = [
        (entry.term.plain, tuple(dict.fromkeys(used[key])))
        for key, entry in glossary.items()
        if key in used
    ]
    for part in parts:
        entries += [(name.plain, (part.condition,)) for name in (part.title, *part.also_called)]
    gathered: dict[str, tuple[str, tuple[str, ...]]] = {}
    for label, places in entries:
        known, before = gathered.get(label.casefold(), (label, ()))
        gathered[label.casefold()] = (known, tuple(dict.fromkeys((*before, *places))))
    ordered = sorted(gathered.items())
    return tuple(
        IndexEntry(id=f"index-{number}", label=label, sections=places)
        for number, (_, (label, places)) in enumerate(ordered, 1)
    )


@dataclass(frozen=True, slots=True)
class _Moved:
    """Gives what one condition holds the ids that it has in the book."""

    condition: str
    entries: Mapping[tuple[str, str], str]
    references: Mapping[tuple[str, str], str]

    def node(self, node: _Any) -> _Any:
        """A copy of a node with everything in it moved."""
        assert isinstance(node, Node)
        changed = {name: self.value(getattr(node, name)) for name in type(node).model_fields}
        if "id" in changed:
            changed["id"] = _behind(self.condition, changed["id"])
        if isinstance(node, Figure):
            drawing = node.file
            changed["file"] = replace(drawing, name=_behind(self.condition, drawing.name))
        if isinstance(node, Section):
            changed |= {"brief": None, "sheet": None}  # a book is made of the full wording
        return node.model_copy(update=changed)

    def value(self, value: Any) -> Any:
        if isinstance(value, Text):
            return replace(value, nodes=tuple(self.inline(value.nodes)))
        if isinstance(value, Node):
            return self.node(value)
        if isinstance(value, tuple):
            return tuple(map(self.value, value))
        return value

    def inline(self, nodes: tuple[Inline, ...]) -> Iterator[Inline]:
        for node in nodes:
            match node:
                case Term():
                    yield replace(node, entry=self.entries[(self.condition, node.entry)])
                case Citation():
                    moved = (self.references[(self.condition, r)] for r in node.references)
                    yield Citation(tuple(dict.fromkeys(moved)))
                case Strong() | Emphasis():
                    yield replace(node, children=tuple(self.inline(node.children)))
                case Plain() | Link() | Foreign():
                    yield node
                case _:
                    assert_never(node)
