"""The glyphs that a font puts in the place of others, by its table GSUB.

A ligature or an alternate is a glyph without a code: nothing but this table says what it stands
for. Source: OpenType 1.9, GSUB.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice, product
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


def glyphs_by_text(font: Any) -> Mapping[str, frozenset[str]]:
    """Every text that glyphs of a font say, after any number of replacements → those glyphs.

    In a script whose letters join, a letter has a form for each place in a word, and forms of these
    for its neighbours.
    """
    said: dict[str, set[str]] = defaultdict(set)
    for code, glyph in font.getBestCmap().items():
        said[glyph].add(unicodedata.normalize("NFKC", chr(code)))
    known = [
        (before, after)
        for before, made in replaced(font).items()
        for feature, after in made
        if feature == ANY and len(after) == 1
    ]
    for _ in range(_STEPS):
        for before, (glyph,) in known:
            texts = [said[one] for one in before if one in said]
            if len(texts) == len(before):
                said[glyph].update(map("".join, islice(product(*texts), _READINGS)))
    found: dict[str, set[str]] = defaultdict(set)
    for glyph, meanings in said.items():
        for text in meanings:
            found[text].add(glyph)
    return {text: frozenset(glyphs) for text, glyphs in found.items()}


_STEPS = 4  # replacements of replacements: form, then form for its neighbour, then ligature
_READINGS = 8  # of one ligature, whose parts may each stand for several letters
