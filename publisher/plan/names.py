"""The names in a project and those that a user selects; no file is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from publisher.edition.layouts import edition_names
from publisher.errors import Problem


@dataclass(frozen=True)
class Selection:
    """The names that the user selects; an empty tuple means all."""

    conditions: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    drafts: bool = False
    """Whether translations are wanted too in which passages are missing or stale; these are
    marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of conditions, collections, brands and editions: all of a project, or some."""

    conditions: tuple[str, ...]
    collections: tuple[str, ...]
    brands: tuple[str, ...]
    editions: tuple[str, ...]
    translations: frozenset[tuple[str, str]] = frozenset()
    """Each condition with each language that there is a translation of it in."""

    def without(self, texts: frozenset[str]) -> Names:
        """The same names but for some conditions and collections."""
        return replace(
            self,
            conditions=tuple(name for name in self.conditions if name not in texts),
            collections=tuple(name for name in self.collections if name not in texts),
        )


def names_in(root: Path) -> Names:
    """The names of everything in the project, in alphabetical order."""
    sources, layouts = root / "sources", root / "layouts"
    collections = collection_names(sources)
    return Names(
        conditions=tuple(n for n in _folders(sources, "condition.yaml") if n not in collections),
        collections=collections,
        brands=_folders(layouts / "brands", "_brand.yml"),
        editions=edition_names(layouts),
        translations=frozenset(
            (path.parent.parent.name, path.stem) for path in sources.glob("*/translations/*.po")
        ),
    )


def _folders(folder: Path, file: str) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{file}")))


def collection_names(sources: Path) -> tuple[str, ...]:
    """The names of all collections, in alphabetical order."""
    return tuple(sorted(path.stem for path in (sources / "collections").glob("*.yaml")))


def chosen_names(selection: Selection, known: Names, problems: list[Problem]) -> Names:
    """The selected names that exist; others are problems."""
    texts = (*known.conditions, *known.collections)
    asked = _known_names("CONDITION", selection.conditions, texts, problems)
    return Names(
        conditions=tuple(name for name in asked if name in known.conditions),
        collections=tuple(name for name in asked if name in known.collections),
        brands=_known_names("--brand", selection.brands, known.brands, problems),
        editions=_known_names("--edition", selection.editions, known.editions, problems),
    )


def _known_names(
    option: str, asked: tuple[str, ...], known: tuple[str, ...], problems: list[Problem]
) -> tuple[str, ...]:
    """The names of `asked` that exist, each once; all names where `asked` is empty."""
    kind = option.strip("-").lower()
    if not known:
        problems.append(Problem("the project", 0, 0, "", f"contains no {kind}", "see README.md"))
        return ()
    right = f"one of {', '.join(known)}"
    problems += [
        Problem("command line", 0, 0, option, f"there is no {kind} {name!r}", right)
        for name in asked
        if name not in known
    ]
    return tuple(name for name in dict.fromkeys(asked) or known if name in known)
