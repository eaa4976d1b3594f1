"""A condition and its translation → the condition in that language.

What is missing, stale or different is marked in the text itself, so that a draft shows it in every
format. Whether such a text may be published is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from publisher.content import inline
from publisher.content.collation import sort_key
from publisher.content.fields import Kit, Node
from publisher.content.inline import Emphasis, Foreign, Inline, Plain, Strong, Text
from publisher.content.model import Condition, Figure, ReviewState
from publisher.content.translated import TranslatedCondition, TranslatedReview, Unfinished
from publisher.edition.words import Words
from publisher.roundtrip.addresses import texts_of
from publisher.translation.catalogue import Catalogue
from publisher.translation.judge import State, TranslationFinding, by_address
from publisher.translation.units import label_address


def translated(
    condition: Condition,
    catalogue: Catalogue,
    found: tuple[TranslationFinding, ...],
    words: Words,
    kit: Kit,
) -> TranslatedCondition:
    """The condition in the language of the catalogue; what was `found` is marked in its texts.

    `words` are the labels of that language, `kit` the drawings of the kit in it. Raises `Wrong`
    where an organ has no name in it.
    """
    states = {str(one.unit.address): one.state for one in reversed(found)}
    targets = {address: one.target for address, one in by_address(catalogue).items()}
    texts = _Texts(condition.language, targets, states, words)
    changed = _Rewritten(
        {id(text): texts.text(str(address), text) for address, text in texts_of(condition)},
        texts.label,
        kit,
    )
    values = {name: changed.value(getattr(condition, name)) for name in Condition.model_fields}
    values["language"] = catalogue.language
    # Its words are in the order of the other language.
    values["glossary"] = tuple(
        sorted(values["glossary"], key=lambda one: sort_key(one.term.plain, catalogue.language))
    )
    values["review"] = _review(condition, catalogue)
    values["modified"] = max(condition.modified, catalogue.modified or condition.modified)
    return TranslatedCondition.model_construct(
        **values,
        original_language=condition.language,
        unfinished=_unfinished(found),
    )


def _unfinished(found: tuple[TranslationFinding, ...]) -> tuple[Unfinished, ...]:
    """Each unit of which something was found, in the order of the source."""
    first = {one.unit.address: one for one in reversed(found)}
    return tuple(
        Unfinished(
            address=str(one.unit.address),
            why=one.state.value,
            section=one.unit.section,
            wording=one.unit.wording,
        )
        for one in reversed(first.values())
    )


def _review(condition: Condition, catalogue: Catalogue) -> TranslatedReview:
    """The review of both; a draft of a machine is unreviewed, whoever reviewed the original."""
    if catalogue.reviewer is None:
        return TranslatedReview(state=ReviewState.UNREVIEWED)
    return TranslatedReview(
        **condition.review.model_dump(),
        translator=catalogue.reviewer,
        translation_reviewed=catalogue.reviewed,
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The text at each address in the other language."""

    original_language: str
    targets: Mapping[str, str]
    states: Mapping[str, State]
    words: Words

    def text(self, address: str, source: Text) -> Text:
        """The translation of a text; what may not be published is marked."""
        state = self.states.get(address)
        if state in (State.MISSING, State.BROKEN):
            return self._marked(self._foreign(source), self.words.passage_missing)
        text = inline.parse(self.targets[address])
        return text if state is None else self._marked(text, self.words.passage_stale)

    def label(self, address: str, source: str) -> str:
        """The translation of a label in a drawing."""
        state = self.states.get(address)
        if state in (State.MISSING, State.BROKEN):
            return f"{self.words.passage_missing} {source}"
        target = self.targets[address]
        return target if state is None else f"{self.words.passage_stale} {target}"

    def _marked(self, text: Text, mark: str) -> Text:
        nodes = (Strong((Plain(mark),)), Plain(" "), *text.nodes)
        return Text(nodes, f"{mark} {text.source}")

    def _foreign(self, text: Text) -> Text:
        """A text that is said to be in the language of the source."""
        return replace(text, nodes=tuple(map(self._spoken, text.nodes)))

    def _spoken(self, node: Inline) -> Inline:
        match node:
            case Plain(text=words) if words.strip():
                return Foreign(self.original_language, words)
            case Strong() | Emphasis():
                return replace(node, children=tuple(map(self._spoken, node.children)))
            case _:
                return node


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """Gives everything in a condition its text in the other language."""

    texts: Mapping[int, Text]
    """The new text of each, by the identity of the old one: `texts_of` gives the texts themselves,
    so nothing has to know a second time where they are."""
    label: Callable[[str, str], str]
    kit: Kit

    def value(self, value: Any) -> Any:
        if isinstance(value, Text):
            return self.texts[id(value)]
        if isinstance(value, Node):
            return self.node(value)
        if isinstance(value, tuple):
            return tuple(map(self.value, value))
        return value

    def node(self, node: Node) -> Node:
        changed = {name: self.value(getattr(node, name)) for name in type(node).model_fields}
        if isinstance(node, Figure):
            changed["file"] = self._drawing(node)
        return node.model_copy(update=changed)

    def _drawing(self, figure: Figure) -> Any:
        if figure.anatomy:
            return self.kit.lit(figure.anatomy, figure.organs)
        name = figure.file.name
        labels = enumerate(figure.file.labels)
        return figure.file.with_labels(
            tuple(self.label(str(label_address(name, number)), label) for number, label in labels)
        )
