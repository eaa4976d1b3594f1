"""The translations of a condition that lie beside it: `translations/<language>.po`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publisher.content.model import Condition
from publisher.errors import BadInput, Problem, refused
from publisher.source.positions import relative
from publisher.source.shared import FOLDER as SHARED
from publisher.translation.catalogue import Catalogue
from publisher.translation.po import read_po

FOLDER = "translations"


def translation_file(folder: Path, language: str) -> Path:
    """The file of a translation of the source in `folder`."""
    return folder / FOLDER / f"{language}.po"


def translation_languages(folder: Path) -> tuple[str, ...]:
    """The languages that the source in `folder` is translated into, in alphabetical order."""
    return tuple(sorted(path.stem for path in (folder / FOLDER).glob("*.po")))


def load_catalogue(folder: Path, language: str, condition: Condition, root: Path) -> Catalogue:
    """The translation of a condition, with those of the shared wordings that it uses.

    Raises `BadInput` with all problems of the files.
    """
    own = load_own_catalogue(folder, language, condition, root)
    shared = root / "sources" / SHARED
    if not condition.uses or not translation_file(shared, language).exists():
        return own
    once = load_own_catalogue(shared, language, condition, root).passages
    steps = {one.address: tuple(one.address.split("/")) for one in once}
    taken = [one for one in once if any(use.has(steps[one.address]) for use in condition.uses)]
    known = {one.address for one in taken}
    kept = (one for one in own.passages if one.address not in known)
    return replace(own, passages=(*kept, *taken))


def load_own_catalogue(folder: Path, language: str, condition: Condition, root: Path) -> Catalogue:
    """What is translated beside a source. Raises `BadInput` with all problems of the file."""
    path = translation_file(folder, language)
    file = relative(path, root)
    check_language(language, condition, file)
    catalogue = read_po(path, root)
    if catalogue.language != language:
        wrong = f"says that it is in {catalogue.language or 'no language'!r}"
        raise refused(file, wrong, f"write {language!r}, as the file is called", "Language")
    if problems := list(doubled(catalogue, file)):
        raise BadInput(problems)
    return catalogue


def check_language(language: str, condition: Condition, file: str) -> None:
    """Raises `BadInput` where nothing can be translated into that language."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        right = "write a tag like es or zh-Hans"
        raise refused(file, f"{language!r} is no language that is known", right) from None
    if language == condition.language:
        wrong = f"{language!r} is the language of the source itself"
        raise refused(file, wrong, "name another")


def doubled(catalogue: Catalogue, file: str) -> Iterator[Problem]:
    """A problem for each unit that a file has a second time."""
    first: dict[str, int] = {}
    for passage in catalogue.passages:
        if passage.address in first:
            wrong = f"is already in line {first[passage.address]}"
            yield Problem(file, passage.line, 1, passage.address, wrong, "keep one of the two")
        first.setdefault(passage.address, passage.line)
