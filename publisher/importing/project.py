"""What a project says by itself, so that a document of its own comes back as its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publisher.brand.load import load_brand
from publisher.content.inline import InlineError, parse
from publisher.content.model import Urgency
from publisher.edition.layouts import files_of
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.files import read_file
from publisher.importing.convert import Surroundings
from publisher.importing.furniture import Known, folded
from publisher.source.positions import read_yaml


def surroundings(root: Path) -> Surroundings:
    """The labels of the layouts, the facts of all clinics and the drawings of all sources.

    What of a project is wrong is passed over: it hinders no import.
    """
    labels, callouts = _labels(root / "layouts")
    facts: set[str] = set()
    names: set[str] = set()
    for folder in sorted((root / "layouts" / "brands").glob("*/_brand.yml")):
        try:
            brand = load_brand(folder.parent, root)
        except BadInput:
            continue
        clinic = brand.clinic
        names |= {folded(brand.name), folded(clinic.name)}
        facts |= {folded(brand.name), folded(clinic.name), *map(folded, brand.legal)}
        facts |= {folded(one) for one in clinic.address}
        facts |= {folded(one) for one in (clinic.email, clinic.web) if one}
        for phone in clinic.phones:
            facts |= {folded(f"{phone.label}:"), folded(phone.label), folded(phone.number)}
    known = Known(labels, frozenset(facts - {""}), frozenset(names - {""}))
    return Surroundings(known, callouts, dict(_drawings(root)))


def _labels(layouts: Path) -> tuple[tuple[Mapping[str, str], ...], dict[str, str]]:
    """The labels of the layouts in each language, and the urgency of those of callouts."""
    labels: list[Mapping[str, str]] = []
    callouts: dict[str, str] = {}
    for name, path in files_of(layouts, ("shared",)):
        if not name.startswith("shared/words/"):
            continue
        try:
            words = load_words(layouts, path.stem)
        except BadInput:
            continue
        labels.append(words.labels)
        callouts |= {words.urgency(urgency): urgency.value for urgency in Urgency}
    return tuple(labels), callouts


def _drawings(root: Path) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """The drawings of all sources, by what they show."""
    for path in sorted((root / "sources").glob("*/condition.yaml")):
        try:
            tree, _ = read_yaml(path, path.name)
        except BadInput:
            continue
        for figure in _figures(tree):
            name, alt = figure.get("file"), figure.get("alt")
            file = path.parent / "figures" / str(name)
            if isinstance(alt, str) and file.is_file() and not file.is_symlink():
                try:
                    yield parse(alt).plain, (file.name, read_file(file))
                except (InlineError, OSError):
                    continue


def _figures(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if tree.get("kind") in ("figure", "video", "audio"):
            yield tree
        for one in tree.values():
            yield from _figures(one)
    elif isinstance(tree, list):
        for one in tree:
            yield from _figures(one)
