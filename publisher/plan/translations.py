"""The translations of conditions, and which editions of each may be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.content.model import Condition
from publisher.content.translated import TranslatedCondition
from publisher.edition.model import Edition
from publisher.edition.words import Words
from publisher.errors import BadInput, Problem, Wrong, refused
from publisher.source.kit import KIT, DrawingKit
from publisher.source.positions import relative
from publisher.source.shared import FOLDER as SHARED
from publisher.translation.apply import translated
from publisher.translation.catalogue import Catalogue
from publisher.translation.judge import TranslationFinding, findings
from publisher.translation.load import FOLDER, load_catalogue, translation_file
from publisher.translation.shared import is_shared
from publisher.translation.units import Unit, units_of


@dataclass(frozen=True, slots=True)
class Translation:
    """A condition in another language."""

    condition: TranslatedCondition
    file: str
    held: tuple[TranslationFinding, ...]
    """What keeps back the editions that contain it."""
    shared: frozenset[str] = frozenset()
    """Addresses of units that are translated once, for all conditions that use them."""

    @property
    def shared_file(self) -> str:
        """The file of the translations of shared wordings."""
        return f"sources/{SHARED}/{FOLDER}/{self.condition.language}.po"

    def holds_back(self, edition: Edition) -> bool:
        """Whether a passage of that edition may not be published."""
        return any(_shows(edition, one.unit) for one in self.held)

    def problems(self, editions: Iterable[Edition]) -> Iterator[Problem]:
        """A problem for each passage, with the editions that it keeps back."""
        taken = [one for one in editions if one.takes(self.condition)]
        for one in self.held:
            kept = [edition.name for edition in taken if _shows(edition, one.unit)]
            if kept:
                named = "all editions" if len(kept) == len(taken) else ", ".join(kept)
                right = f"{one.right}; it keeps back {named}"
                is_shared = str(one.unit.address) in self.shared
                file = self.shared_file if is_shared else self.file
                place = (file, one.line, int(bool(one.line)))
                yield Problem(*place, str(one.unit.address), one.wrong, right)


def _shows(edition: Edition, unit: Unit) -> bool:
    return edition.may_show(unit.section, unit.wording)


def read_translation(
    root: Path, condition: Condition, language: str, words: Words, *, drafts: bool
) -> Translation:
    """A condition in another language. Raises `BadInput` where its file cannot be read.

    With `drafts`, what is not right is marked in its texts, and keeps nothing back.
    """
    folder = root / "sources" / condition.condition
    file = relative(translation_file(folder, language), root)
    catalogue = load_catalogue(folder, language, condition, root)
    units = units_of(condition)
    found = tuple(findings(units, catalogue, condition.language))
    shared = frozenset(str(one.address) for one in units if is_shared(condition, one))
    text = _translated(condition, catalogue, found, words, root, file)
    return Translation(text, file, () if drafts else found, shared)


def _translated(
    condition: Condition,
    catalogue: Catalogue,
    found: tuple[TranslationFinding, ...],
    words: Words,
    root: Path,
    file: str,
) -> TranslatedCondition:
    kit = DrawingKit(root / KIT, catalogue.language)
    try:
        return translated(condition, catalogue, found, words, kit)
    except Wrong as exc:
        raise refused(file, exc.wrong, exc.right) from exc


def read_translations(
    root: Path,
    asked: Iterable[tuple[Condition, str]],
    words: Mapping[str, Words],
    problems: list[Problem],
    *,
    drafts: bool,
) -> tuple[Translation, ...]:
    """Each condition in each language that is asked for; what is wrong is added to `problems`."""
    found = []
    for condition, language in asked:
        if language in words:
            try:
                one = read_translation(root, condition, language, words[language], drafts=drafts)
                found.append(one)
            except BadInput as exc:
                problems.extend(exc.problems)
    return tuple(found)
