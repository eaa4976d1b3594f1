"""Everything that the jobs of a selection are made from, read with all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from publisher.brand.facts import fact_problems, with_facts
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.content.by_brand import left_empty, said_by
from publisher.content.model import Condition
from publisher.edition.layouts import unused_folders
from publisher.edition.load import load_edition
from publisher.edition.model import Edition
from publisher.edition.templates import own_template_problems
from publisher.edition.words import Words, load_words
from publisher.errors import BadInput, Problem
from publisher.plan.binding import Collection, bind_collection
from publisher.plan.collection import CollectionFile, read_collection
from publisher.plan.coverage import coverage_problems
from publisher.plan.names import Names, Selection
from publisher.plan.translations import Translation, read_translations
from publisher.source.load import load_condition
from publisher.translation.load import translation_languages

_Result = TypeVar("_Result")
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What was read: sources by name, brands, editions, and the words of each language."""

    conditions: Mapping[str, Condition]
    """Those that were chosen, and those that a chosen collection contains."""
    translations: tuple[Translation, ...]
    """Every condition of these in every other language that it exists in."""
    collections: tuple[CollectionFile, ...]
    brands: tuple[Brand, ...]
    editions: tuple[Edition, ...]
    """All of the project, chosen or not: each may link to the others."""
    words: Mapping[str, Words]
    unfit: frozenset[tuple[str, str, str]]
    """Each condition with its language, and each brand that cannot set it."""


class Readings:
    """How things are read: here each time that they are asked for.

    A process that stays keeps what has not changed.
    """

    def read(self, kind: str, name: str, read: Callable[[], _Result]) -> _Result:  # noqa: ARG002
        """The result of `read`, which reads the thing of this kind and name and may raise."""
        return read()


def read_inputs(
    root: Path,
    known: Names,
    chosen: Names,
    selection: Selection,
    problems: list[Problem],
    readings: Readings,
) -> Inputs:
    """Reads the `chosen` names of those `known`. What is wrong is added to `problems`.

    What has a problem is not in the result; a translation that keeps editions back is.
    """
    sources = root / "sources"
    collections = _read_collections(sources / "collections", root, chosen, problems)
    parts = {name for collection in collections for name in collection.shape.conditions}
    conditions = read_each(
        (name for name in known.conditions if name in chosen.conditions or name in parts),
        lambda name: readings.read("source", name, lambda: load_condition(sources / name, root)),
        problems,
    )
    brands = _read_brands(root, known, chosen, problems, readings)
    editions = _known_editions(root, known, problems, readings)
    translated = list(_translations(sources, conditions, chosen, selection))
    languages = [one.language for one in conditions] + [language for _, language in translated]
    languages += [collection.shape.language for collection in collections]
    readable = _read_words(root / "layouts", languages, problems, readings)
    conditions = [one for one in conditions if one.language in readable]
    translations = read_translations(root, translated, readable, problems, drafts=selection.drafts)
    problems += (problem for one in translations for problem in one.problems(editions))
    texts = [(f"sources/{one.condition}/condition.yaml", one) for one in conditions]
    texts += [(one.file, one.condition) for one in translations]
    return Inputs(
        translations=translations,
        conditions={condition.condition: condition for condition in conditions},
        collections=tuple(one for one in collections if one.shape.language in readable),
        brands=tuple(brands),
        editions=tuple(editions),
        words=readable,
        unfit=frozenset(pair for text in texts for pair in _unfit(*text, brands, problems)),
    )


def _read_collections(
    folder: Path, root: Path, chosen: Names, problems: list[Problem]
) -> list[CollectionFile]:
    return read_each(
        chosen.collections, lambda name: read_collection(folder / f"{name}.yaml", root), problems
    )


def _read_words(
    layouts: Path, languages: Iterable[str], problems: list[Problem], readings: Readings
) -> dict[str, Words]:
    """The labels of each language that has them; what is wrong with others is a problem."""

    def read(tag: str) -> tuple[str, Words]:
        return tag, readings.read("words", tag, lambda: load_words(layouts, tag))

    return dict(read_each(dict.fromkeys(languages), read, problems))


def _translations(
    sources: Path, conditions: Iterable[Condition], chosen: Names, selection: Selection
) -> Iterator[tuple[Condition, str]]:
    """Each chosen condition with each language that it is translated into and that is selected."""
    for condition in conditions:
        if condition.condition in chosen.conditions:
            for language in translation_languages(sources / condition.condition):
                if language in selection.languages or not selection.languages:
                    yield condition, language


def _known_editions(
    root: Path, known: Names, problems: list[Problem], readings: Readings
) -> list[Edition]:
    editions, wrong = readings.read("editions", "", lambda: _read_editions(root, known))
    problems += wrong
    return editions


def _read_editions(root: Path, known: Names) -> tuple[list[Edition], list[Problem]]:
    """All editions of a project, and what is wrong with them and their templates."""
    layouts, problems = root / "layouts", list[Problem]()
    editions = read_each(known.editions, lambda name: load_edition(layouts / name, root), problems)
    if len(editions) == len(known.editions):
        used = frozenset(name for one in editions for name in one.template_folders)
        problems += unused_folders(layouts, used, root)
    problems += own_template_problems(layouts, root)
    return editions, problems


def _read_brands(
    root: Path, known: Names, chosen: Names, problems: list[Problem], readings: Readings
) -> list[Brand]:
    def read(name: str) -> Brand:
        folder = root / "layouts" / "brands" / name
        return _checked(readings.read("brand", name, lambda: load_brand(folder, root)), known)

    return read_each(chosen.brands, read, problems)


def _checked(brand: Brand, known: Names) -> Brand:
    """The brand. Raises `BadInput` where its ISBNs or prices are for what is not there."""
    if problems := (*_isbn_problems(brand, known), *_sale_problems(brand, known)):
        raise BadInput(problems)
    return brand


def _unfit(
    file: str, text: Condition, brands: Iterable[Brand], problems: list[Problem]
) -> Iterator[tuple[str, str, str]]:
    """A text and its language with each brand that cannot set it; why is added to `problems`."""
    for brand in brands:
        said = said_by(text, brand.id)
        found = [*_nothing_left(said, brand, file), *fact_problems(said, brand, file)]
        if found := found or list(coverage_problems(with_facts(said, brand), brand, file)):
            problems += found
            yield text.condition, text.language, brand.id


def _nothing_left(said: Condition, brand: Brand, file: str) -> Iterator[Problem]:
    """A problem for each list, box or section of which a brand has nothing but the frame."""
    for name in left_empty(said):
        wrong = f"nothing of it is for the brand {brand.id!r}"
        yield Problem(file, 0, 0, name, wrong, "write `only_for` or `not_for` on all of it")


def bind_collections(inputs: Inputs, problems: list[Problem]) -> tuple[list[Collection], Inputs]:
    """Each collection whose conditions were all read, bound to a book; and the inputs again.

    What is wrong is added to `problems`, and which brand cannot set which to the inputs.
    """
    whole = [
        file
        for file in inputs.collections
        if all(name in inputs.conditions for name in file.shape.conditions)
    ]
    bound = read_each(
        whole,
        lambda file: (
            file,
            bind_collection(file, inputs.conditions, inputs.words[file.shape.language]),
        ),
        problems,
    )
    unfit = set(inputs.unfit)
    for file, collection in bound:
        for brand in inputs.brands:
            language = file.shape.language
            parts = {(name, language, brand.id) for name in file.shape.conditions}
            # What a part cannot have set was said of the part.
            if parts & inputs.unfit:
                unfit.add((collection.condition, language, brand.id))
            else:
                unfit.update(_unfit(file.file, collection, [brand], problems))
    collections = [collection for _, collection in bound]
    return collections, replace(inputs, unfit=frozenset(unfit))


def read_each(
    things: Iterable[_Thing], read: Callable[[_Thing], _Result], problems: list[Problem]
) -> list[_Result]:
    """The result of `read` for each thing; where it raises `BadInput`, its problems are added."""
    found = []
    for thing in things:
        try:
            found.append(read(thing))
        except BadInput as exc:
            problems.extend(exc.problems)
    return found


def _sale_problems(brand: Brand, known: Names) -> Iterator[Problem]:
    """A problem for each text or edition that a brand sells and that does not exist."""
    file, path = f"layouts/brands/{brand.id}/_brand.yml", "defaults.publisher.sale"
    for name in brand.sale.guides:
        if name not in (*known.conditions, *known.collections):
            wrong, right = f"there is no source {name!r}", "check the spelling, or remove it"
            yield Problem(file, 0, 0, f"{path}.guides.{name}", wrong, right)
    guides = ((f"{path}.guides.{name}", terms) for name, terms in brand.sale.guides.items())
    for place, terms in ((path, brand.sale), *guides):
        for name in terms.prices:
            if name not in known.editions:
                wrong, right = (
                    f"there is no edition {name!r}",
                    f"one of {', '.join(known.editions)}",
                )
                yield Problem(file, 0, 0, f"{place}.prices.{name}", wrong, right)


def _isbn_problems(brand: Brand, known: Names) -> Iterator[Problem]:
    """A problem for each ISBN of a brand whose text or edition does not exist."""
    file = f"layouts/brands/{brand.id}/_brand.yml"
    for assigned in brand.isbns:
        path = f"defaults.publisher.isbn.{assigned.condition}"
        if assigned.condition not in (*known.conditions, *known.collections):
            wrong = f"there is no source {assigned.condition!r}"
            yield Problem(file, 0, 0, path, wrong, "check the spelling, or remove it")
        elif assigned.edition not in known.editions:
            path += f".{assigned.language}.{assigned.edition}"
            wrong = f"there is no edition {assigned.edition!r}"
            yield Problem(file, 0, 0, path, wrong, f"one of {', '.join(known.editions)}")
