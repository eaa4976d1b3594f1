"""Several conditions → one book: parts in order, one glossary, one list of sources, one index.

The result is a `Condition` again, so every format can make it: each condition becomes a part,
opened by a section with what comes before its first one. An id is that of the condition, two
hyphens, and the id in it; no id in a source can contain two hyphens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, assert_never

from publisher.content.fields import Node
from publisher.content.inline import (
    Citation,
    Emphasis,
    Fact,
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
    Code,
    Condition,
    Entry,
    Figure,
    IndexEntry,
    Item,
    Paragraph,
    Reference,
    Review,
    ReviewState,
    Section,
    SectionKind,
    texts,
)
from publisher.edition.words import Words
from publisher.errors import BadInput
from publisher.plan.collection import CollectionFile

_Any = TypeVar("_Any")


class Opening(Section):
    """The first section of a part: the title of its condition, and its summary."""

    @property
    def opens_part(self) -> bool:
        """Always true: a part begins here."""
        return True


class Collection(Condition):
    """A book of several conditions."""

    index: tuple[IndexEntry, ...]

    @property
    def index_entries(self) -> tuple[IndexEntry, ...]:
        """The words of the index, in alphabetical order."""
        return self.index


def bind_collection(
    listed: CollectionFile, conditions: Mapping[str, Condition], words: Words
) -> Collection:
    """The book. `conditions` has each by name, `words` the labels of its language.

    Raises `BadInput` where a condition is in another language.
    """
    shape = listed.shape
    parts = [conditions[name] for name in shape.conditions]
    _check_languages(listed, parts)
    glossary, entries = _merged(((p, e.id, e) for p in parts for e in p.glossary), _entry_key)
    cited = ((p, r.id, r) for p in parts for r in p.references)
    references, sources = _merged(cited, _reference_key)
    review = _review(parts)
    moved = {part.condition: _Moved(part.condition, entries, sources) for part in parts}
    sections: list[Section] = []
    for part in parts:
        sections += _sections(part, moved[part.condition], review, words)
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
        codes=_codes(parts),
        body_part=parts[0].body_part,
        summary=shape.summary,
        sections=tuple(sections),
        glossary=tuple(moved[name].node(entry) for _, (name, entry) in in_order),
        references=tuple(moved[name].node(one) for name, one in references.values()),
        index=_index(sections, {key: entry for key, (_, entry) in in_order}, parts),
    )


def _check_languages(listed: CollectionFile, parts: list[Condition]) -> None:
    language = listed.shape.language
    problems = [
        listed.problem(
            ("conditions", number),
            f"{part.condition!r} is in {part.language}, the collection in {language}",
            "name conditions of one language",
        )
        for number, part in enumerate(parts)
        if part.language != language
    ]
    if problems:
        raise BadInput(problems)


def _entry_key(entry: Entry) -> object:
    return entry.term.plain.casefold(), entry.definition.plain


def _reference_key(reference: Reference) -> object:
    return reference.text.plain, reference.url


def _merged(
    all_: Iterable[tuple[Condition, str, _Any]], same: Callable[[_Any], object]
) -> tuple[dict[str, tuple[str, _Any]], dict[tuple[str, str], str]]:
    """(each entry or reference once, by its new id, with its condition; new ids by old)."""
    kept: dict[str, tuple[str, _Any]] = {}
    first: dict[object, str] = {}
    leads: dict[tuple[str, str], str] = {}
    for condition, old, thing in all_:
        name = condition.condition
        new = first.setdefault(same(thing), _behind(name, old))
        kept.setdefault(new, (name, thing))
        leads[(name, old)] = new
    return kept, leads


def _sections(part: Condition, moved: _Moved, whole: Review, words: Words) -> list[Section]:
    """The sections of a condition in the book, the first of them its opening."""
    opening = _opening(part, moved, whole, words)
    return [opening, *(moved.node(section) for section in part.sections)]


def _codes(parts: list[Condition]) -> tuple[Code, ...]:
    """The codes of all parts, each once."""
    return tuple({(code.system, code.code): code for part in parts for code in part.codes}.values())


def _behind(condition: str, own: str) -> str:
    return f"{condition}--{own}"


def _review(parts: list[Condition]) -> Review:
    """The review of the book: reviewed only if each part is, until the first of them expires."""
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
    """The front of a condition as a section."""

    def paragraph(name: str, text: Text) -> Paragraph:
        return moved.node(Paragraph.model_construct(kind="paragraph", id=name, text=text))

    blocks: list[Any] = [paragraph("subtitle", part.subtitle)]
    if part.also_called:
        label = f"{words.also_called}{words.colon}"
        nodes: list[Inline] = [Plain(label)]
        for place, name in enumerate(part.also_called):
            nodes += [Plain(words.comma), *name.nodes] if place else name.nodes
        source = label + words.comma.join(name.source for name in part.also_called)
        blocks.append(paragraph("also-called", Text(tuple(nodes), source)))
    glance = f"{words.at_a_glance}{words.colon.rstrip()}"
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
    """The index: every term of the glossary that is used, and every title of a part."""
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
    """Gives everything in one condition the ids that it has in the book."""

    condition: str
    entries: Mapping[tuple[str, str], str]
    references: Mapping[tuple[str, str], str]

    def node(self, node: _Any) -> _Any:
        """A copy of a node in which everything has its new id."""
        assert isinstance(node, Node)
        changed = {name: self.value(getattr(node, name)) for name in type(node).model_fields}
        if "id" in changed:
            changed["id"] = _behind(self.condition, changed["id"])
        if changed.get("continues"):  # of steps
            changed["continues"] = _behind(self.condition, changed["continues"])
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
                case Plain() | Link() | Foreign() | Fact():
                    yield node
                case _:
                    assert_never(node)
