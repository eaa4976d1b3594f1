"""The glyphs that a font puts in the place of others, by its table GSUB.

A ligature or an alternate is a glyph without a code: nothing but this table says what it stands
for. Source: OpenType 1.9, GSUB.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

Glyphs = tuple[str, ...]
"""The names of glyphs that follow one another."""
Replaced = Mapping[Glyphs, frozenset[tuple[str, Glyphs]]]
"""Glyphs → the features that replace them, each with the glyphs in their place."""
ANY = ""
"""A feature that stands for all: contexts name a replacement without one."""


def replaced(font: Any) -> Replaced:
    """Every replacement of a font, whatever its context."""
    found: dict[Glyphs, set[tuple[str, Glyphs]]] = defaultdict(set)
    if "GSUB" not in font or not font["GSUB"].table.LookupList:
        return {}
    table = font["GSUB"].table
    features: dict[int, set[str]] = defaultdict(set)
    for record in table.FeatureList.FeatureRecord if table.FeatureList else ():
        for number in record.Feature.LookupListIndex:
            features[number].add(record.FeatureTag)
    for number, lookup in enumerate(table.LookupList.Lookup):
        for before, after in _of_lookup(lookup):
            found[before].update((feature, after) for feature in (ANY, *features[number]))
    return {before: frozenset(after) for before, after in found.items()}


def _of_lookup(lookup: Any) -> Iterator[tuple[Glyphs, Glyphs]]:
    for table in lookup.SubTable:
        one = getattr(table, "ExtSubTable", table)
        match one.LookupType:
            case 1:
                yield from (((before,), (after,)) for before, after in one.mapping.items())
            case 2:
                yield from (((before,), tuple(after)) for before, after in one.mapping.items())
            case 3:
                for before, others in one.alternates.items():
                    yield from (((before,), (after,)) for after in others)
            case 4:
                for first, made in one.ligatures.items():
                    yield from (((first, *each.Component), (each.LigGlyph,)) for each in made)
            case _:  # contexts, which name other lookups
                pass
