"""The templates of an edition → the elements, attributes, classes and roles that they write.

A clinic's own layout may write what none of ours does, so the lists of what is known are made of
the files themselves. Only their text is read: nothing is filled in, and no renderer is asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.bundled import LAYOUTS

if TYPE_CHECKING:
    from publisher.edition.model import Edition

_SAID = re.compile(r"\{#.*?#\}|\{%.*?%\}|<!--.*?-->", re.DOTALL)
_FILLED = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_GAP = "\0"
"""What stands in the place of what is filled in."""
_TAG = re.compile(r"<([A-Za-z][\w:]*)([^<>]*)>")
_STRONG_LABEL = re.compile(r"<strong>\{\{ words\.(\w+) \}\}</strong>")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w:.-]*)=(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Written:
    """What templates write: the name of an element → that of an attribute → its values.

    In a value, a NUL stands for what is filled in.
    """

    elements: Mapping[str, Mapping[str, frozenset[str]]]
    loose: Mapping[str, frozenset[str]]
    """Attributes that stand outside of any tag, as those that a macro writes into one."""

    def says(self, element: str, attribute: str, value: str) -> bool:
        """Whether some template gives an element this value; what is filled in may be anything."""
        own = self.elements.get(element, {}).get(attribute, frozenset())
        return any(_fits(one, value) for one in own | self.loose.get(attribute, frozenset()))

    def has(self, element: str, attribute: str) -> bool:
        """Whether some template gives an element this attribute."""
        return attribute in self.elements.get(element, {}) or attribute in self.loose


def written(edition: Edition) -> Written:
    """What the templates of an edition write."""
    return _read(tuple(path for _, path in edition.files))


def mentions(edition: Edition, words: str) -> bool:
    """Whether a template of an edition has some words, such as the call of a macro."""
    return any(words in text for _, text in _texts(tuple(path for _, path in edition.files)))


def strong_labels(edition: Edition) -> frozenset[str]:
    """The names of the labels that templates of an edition write as strong."""
    texts = _texts(tuple(path for _, path in edition.files))
    return frozenset(name for _, text in texts for name in _STRONG_LABEL.findall(text))


def own(edition: Edition) -> str:
    """What the files of an edition say that are the project's own."""
    texts = _texts(tuple(path for _, path in edition.files))
    return "\n".join(text for path, text in texts if not path.is_relative_to(LAYOUTS))


def own_names(edition: Edition) -> frozenset[str]:
    """The names of the files of an edition that are the project's own."""
    return frozenset(path.name for _, path in edition.files if not path.is_relative_to(LAYOUTS))


@cache
def _texts(files: tuple[Path, ...]) -> tuple[tuple[Path, str], ...]:
    kept = (path for path in files if path.suffix in (".j2", ".css"))
    return tuple((path, path.read_text(encoding="utf-8")) for path in kept)


@cache
def _read(files: tuple[Path, ...]) -> Written:
    elements: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    loose: dict[str, set[str]] = defaultdict(set)
    for path in files:
        if path.suffix != ".j2":
            continue
        text = _FILLED.sub(_GAP, _SAID.sub("", path.read_text(encoding="utf-8")))
        for tag in _TAG.finditer(text):
            own = elements[_bare(tag[1])]
            for name, value in _attributes(tag[2]):
                own[name].add(value)
        for name, value in _attributes(_TAG.sub("", text)):
            loose[name].add(value)
    return Written(
        {
            element: {name: frozenset(values) for name, values in own.items()}
            for element, own in elements.items()
        },
        {name: frozenset(values) for name, values in loose.items()},
    )


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for one in _ATTRIBUTE.finditer(text):
        yield _bare(one[1]), " ".join((one[2] or one[3] or "").split())


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _fits(pattern: str, value: str) -> bool:
    """A value that is filled in as a whole says nothing of what may be in it."""
    if not pattern.strip(_GAP + " "):
        return False
    parts = (re.escape(part) for part in pattern.split(_GAP))
    return re.fullmatch(r"[\w.-]*".join(parts), value) is not None
