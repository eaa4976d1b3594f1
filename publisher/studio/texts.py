"""The guides of a project, read again only when one of their files has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.build.state import FileStates, files_below
from publisher.content.drawing import Drawing
from publisher.content.model import Condition, figures
from publisher.edition.layouts import find
from publisher.edition.load import load_edition
from publisher.edition.model import Edition
from publisher.edition.words import load_words
from publisher.editorial.found import ContentFinding
from publisher.editorial.reports import content_report
from publisher.errors import BadInput, Problem
from publisher.plan.names import Names, names_in
from publisher.plan.translations import read_translation
from publisher.source.load import load_condition
from publisher.source.shared import FOLDER as SHARED
from publisher.studio.places import SourceMap, source_map
from publisher.translation.catalogue import Catalogue
from publisher.translation.load import load_catalogue, translation_languages

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideText:
    """A guide as its files are now."""

    name: str
    file: str
    state: str
    """Another one whenever a file of it has changed."""
    condition: Condition | None
    """None where it does not read; then `problems` say why."""
    problems: tuple[Problem, ...] = ()
    languages: tuple[str, ...] = ()
    """Its own first. Of a guide that does not read any longer, those of before."""
    titles: tuple[str, ...] = field(default=(), repr=False)
    """Its titles and other names, and the words that it explains, in all languages."""

    @property
    def title(self) -> str:
        """What it is called; where it does not read, its name."""
        return self.condition.title.plain if self.condition else self.name

    @property
    def drawing(self) -> Drawing | None:
        """Its first figure, without labels, which nobody could read in a list."""
        first = next(figures(self.condition), None) if self.condition else None
        return first.file.without_labels() if first else None

    @property
    def searched(self) -> str:
        """All words that it is found by, in small letters."""
        said = [self.name.replace("-", " "), self.name, *self.titles]
        if self.condition:
            said += [part for one in self.condition.codes for part in (one.code, one.display)]
        return " ".join(dict.fromkeys(said)).casefold()


class Texts:
    """What is read of a project, for pages that tell of it. Safe to ask from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._guides: dict[str, GuideText] = {}
        self._brands: dict[str, tuple[str, Brand | None]] = {}
        self._editions: tuple[str, tuple[Edition, ...]] = ("", ())
        self._findings: dict[tuple[str, str], tuple[str, tuple[ContentFinding, ...]]] = {}

    def names(self) -> Names:
        """What there is in the project now."""
        return names_in(self.root)

    def guides(self) -> tuple[GuideText, ...]:
        """All guides, by their titles."""
        found = [self.guide(name) for name in self.names().conditions]
        return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.name)))

    def guide(self, name: str) -> GuideText:
        """A guide by its name, which must be one of those that there are."""
        folders = (self.root / "sources" / one for one in (name, SHARED))
        state = FileStates().of(*map(files_below, folders))
        with self._lock:
            known = self._guides.get(name)
            if known is None or known.state != state:
                found = _read(self.root, name, state)
                if found.condition is None and known is not None:
                    found = replace(found, languages=known.languages)
                known = self._guides[name] = found
            return known

    def editions(self) -> tuple[Edition, ...]:
        """All editions that can be read, by their names."""
        layouts = self.root / "layouts"
        names = self.names().editions
        files = [find(layouts, f"{name}/edition.toml") for name in names]
        state = FileStates().of(files)
        with self._lock:
            if self._editions[0] != state:
                read = [_or_none(partial(load_edition, layouts / n, self.root)) for n in names]
                self._editions = state, tuple(one for one in read if one is not None)
            return self._editions[1]

    def edition(self, name: str) -> Edition | None:
        """An edition by its name, if there is one that can be read."""
        return next((one for one in self.editions() if one.name == name), None)

    def brand(self, name: str) -> Brand | None:
        """A brand by its name, if it can be read."""
        folder = self.root / "layouts" / "brands" / name
        state = FileStates().of(files_below(folder))
        with self._lock:
            known = self._brands.get(name)
            if known is None or known[0] != state:
                read = _or_none(partial(load_brand, folder, self.root))
                known = self._brands[name] = state, read
            return known[1]

    def map_of(self, guide: GuideText) -> SourceMap:
        """Where the sections and blocks of a guide stand in its file."""
        return source_map(self.root / guide.file, guide.file)

    def findings(self, guide: GuideText, language: str) -> tuple[ContentFinding, ...]:
        """What the content rules find in a guide in a language, and nobody has answered."""
        known = self._findings.get((guide.name, language))
        if known is None or known[0] != guide.state:
            found = tuple(one for one in self._checked(guide, language) if not one.answer)
            known = self._findings[guide.name, language] = guide.state, found
        return known[1]

    def _checked(self, guide: GuideText, language: str) -> tuple[ContentFinding, ...]:
        if guide.condition is None:
            return ()
        try:
            text = self.in_language(guide.condition, language)
            return content_report(self.root, text).findings
        except BadInput:
            return ()

    def in_language(self, condition: Condition, language: str) -> Condition:
        """A guide in a language. Raises `BadInput` where that does not read."""
        if language == condition.language:
            return condition
        words = load_words(self.root / "layouts", language)
        return read_translation(self.root, condition, language, words, drafts=True).condition


def _read(root: Path, name: str, state: str) -> GuideText:
    folder = root / "sources" / name
    file = f"sources/{name}/condition.yaml"
    try:
        condition = load_condition(folder, root)
    except BadInput as exc:
        return GuideText(name=name, file=file, state=state, condition=None, problems=exc.problems)
    titles = [condition.title.plain, condition.short_title.plain]
    titles += [one.plain for one in condition.also_called]
    titles += [one.term.plain for one in condition.glossary]
    problems: list[Problem] = []
    languages = [condition.language]
    for language in translation_languages(folder):
        languages.append(language)
        try:
            titles += _titles(load_catalogue(folder, language, condition, root))
        except BadInput as exc:
            problems += exc.problems
    return GuideText(
        name=name,
        file=file,
        state=state,
        condition=condition,
        problems=tuple(problems),
        languages=tuple(languages),
        titles=tuple(titles),
    )


def _titles(catalogue: Catalogue) -> list[str]:
    """The title, other names and explained words in a translation."""
    of_titles = ("title", "short_title", "also_called")
    return [
        one.target
        for one in catalogue.passages
        if one.address.split("/")[0] in of_titles
        or (one.address.startswith("glossary/") and one.address.endswith("/term"))
    ]


def _or_none(read: Callable[[], _Found]) -> _Found | None:
    try:
        return read()
    except BadInput:
        return None
