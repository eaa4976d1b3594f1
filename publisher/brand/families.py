"""The type families of a brand: body, headings and fallback, from packages or files beside it.

A family that is not available is replaced by the most similar one that is, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from publisher.brand import fonts
from publisher.brand.file import FontSource
from publisher.brand.fonts import (
    Family,
    completed,
    load_faces,
    missing_characters,
    package_fonts,
    style_name,
    unset_characters,
)
from publisher.brand.scripts import SCRIPTS, script_of
from publisher.brand.source import OWN, BrandSource, Key, plain_values
from publisher.errors import Wrong

SANS, SERIF = "Source Sans 3", "Source Serif 4"
"""The families that replace one that is not available."""
FALLBACK = "Noto Sans"
_STYLES = tuple((weight, italic) for italic in (False, True) for weight in (400, 700))
_GENERIC = ("sans-serif", "serif", "monospace", "system-ui", "cursive", "fantasy", "ui-sans-serif")
_SERIFS = re.compile(
    r"serif|slab|roman|times|georgia|garamond|caslon|baskerville|bodoni|didot|palatino|cambria|"
    r"merriweather|playfair|lora|crimson|cormorant|literata|newsreader|spectral|vollkorn|alegreya|"
    r"bitter|zilla|rokkitt|arvo|cardo|fraunces|gelasio|domine|marcellus|cinzel|minion|charter|"
    r"antiqua|schoolbook|bookman|stix|libertine|prata|volkhov|song|ming|tisa|freight text",
    re.IGNORECASE,
)
_NO_SERIFS = re.compile(r"sans|grotesk|grotesque|gothic", re.IGNORECASE)


Scripts = tuple[tuple[str, Family], ...]
"""(script, the family that stands in for it)."""


def read_families(
    source: BrandSource,
) -> tuple[Family | None, Family | None, Family | None, Scripts]:
    """Body, headings, fallback, and those for other scripts; None where there are no files."""
    if source.unread & {"typography", "fonts", "fallback"}:
        return None, None, None, ()
    typography = source.standard.typography
    base, headings = typography.base.family, typography.headings.family
    body = _chosen(source, base or SANS, ("typography", "base"), "body", is_given=bool(base))
    heads = body
    if headings and headings != base:
        heads = _chosen(source, headings, ("typography", "headings"), "headings", is_given=True)
    named = source.own.fallback
    fallback = _family(source, named, (*OWN, "fallback")) if named else _stand_in(source, FALLBACK)
    return body, heads, fallback, _scripts(source, body, heads, fallback)


def _scripts(
    source: BrandSource, body: Family | None, headings: Family | None, fallback: Family | None
) -> Scripts:
    """(script, the family that stands in for it) where body or headings lack its letters.

    All words of the brand are then checked for characters that no family has.
    """
    if not (body and headings and fallback):
        return ()
    before = len(source.problems)
    found = dict(_stand_ins(source, body, headings))
    _check_words(source, OWN_WORDS, (body, headings, fallback))
    if len(source.problems) > before:
        return ()
    for language in source.own.languages if "languages" not in source.unread else ():
        family = found.get(script_of(language))
        own = (family, family, fallback) if family else (body, headings, fallback)
        _check_words(source, ((*OWN, "languages", language),), own)
    return tuple(found.items())


def _stand_ins(source: BrandSource, body: Family, headings: Family) -> Iterator[tuple[str, Family]]:
    """The family for each script that the brand's own have no letters for; it is told."""
    given = {} if "scripts" in source.unread else {str(c): n for c, n in source.own.scripts.items()}
    for code, script in SCRIPTS.items():
        lacking = [f.name for f in (body, headings) if missing_characters(script.letters, [f])]
        if named := given.get(code):
            key = (*OWN, "scripts", code)
            if family := _family(source, named, key):
                if missing := missing_characters(script.letters, [family]):
                    wrong = f"{named} has no {fonts.character_name(missing[0])}"
                    source.wrong(key, wrong, f"name a family with {script.name} letters")
                source.note_value(script.name, named, ".".join(map(str, key)))
                yield code, family
        elif lacking:
            why = f"{' and '.join(dict.fromkeys(lacking))} has no {script.name}"
            source.note_value(script.name, script.family, why)
            yield code, _stand_in(source, script.family)


def _chosen(
    source: BrandSource, stack: str, key: Key, role: str, *, is_given: bool
) -> Family | None:
    """The first available family of `stack`, else the one that is most similar to the first."""
    names = [name.strip().strip("'\"") for name in stack.split(",")]
    asked = next((name for name in names if name.lower() not in _GENERIC), "")
    place = ".".join(map(str, key)) if is_given else "by default"
    before = len(source.problems)
    for name in names:
        if family := _family(source, name, key, is_needed=False):
            source.note_value(role, family.name, place)
            return family
        if len(source.problems) > before:
            return None
    nearest = _nearest(asked or stack)
    if asked:
        package = re.sub(r"[^a-z0-9]+", "-", asked.lower()).strip("-")
        source.notice(
            key,
            f"{asked} is not at hand; {nearest} stands in. Install fontpkg-{package} where "
            "there is such a package, or put its files beside the brand",
        )
    source.note_value(role, nearest, f"stands in for {asked or stack}")
    return _stand_in(source, nearest)


def _nearest(name: str) -> str:
    """The available family that is most similar to one of which only the name is known."""
    return SERIF if _SERIFS.search(name) and not _NO_SERIFS.search(_bare(name)) else SANS


def _bare(name: str) -> str:
    """A name without the generic family at its end, such as "sans-serif"."""
    return "" if name.lower() == "serif" else name.lower().replace("sans-serif", "sans")


def _stand_in(source: BrandSource, name: str) -> Family:
    """A family that is always installed."""
    generic = "serif" if name == SERIF else "sans-serif"
    faces = load_faces(name, package_fonts(_package(name)))
    source.files += [face.source for face in faces]
    return Family(name=name, faces=faces, generic=generic)


def _package(name: str) -> str:
    return name.lower().replace(" ", "-")


def _family(source: BrandSource, name: str, key: Key, *, is_needed: bool = True) -> Family | None:
    """The family `name`; problems are reported at `key`, where it is used.

    None where its files are wrong, or where there are none; that is a problem if `is_needed`.
    """
    font = source.own.fonts.get(name, FontSource())
    sources = _font_files(source, name, key, font, is_needed=is_needed)
    if not sources:
        return None
    try:
        faces = load_faces(name, sources, font.optical_size)
    except Wrong as exc:
        source.wrong(key, exc.wrong, exc.right)
        return None
    drawn = {(face.weight, face.italic) for face in faces}
    # Headings are set in one weight, so a family with one weight is enough.
    faces = completed(faces, any_weight=key == ("typography", "headings"))
    there = {(face.weight, face.italic) for face in faces}
    lacking = [style_name(*style) for style in _STYLES if style not in there]
    if lacking and is_needed:
        source.wrong(key, f"{name} has no {', no '.join(lacking)}", "add the font file")
    elif lacking:
        source.notice(key, f"{name} has no {', no '.join(lacking)}: add the font file")
        return None
    if made := [style_name(*style) for style in _STYLES if style not in drawn]:
        source.notice(key, f"{name} has no {', no '.join(made)}: made of the faces that it has")
    source.files += [face.source for face in faces]
    is_serif = "generic" not in font.model_fields_set and _nearest(name) == SERIF
    return Family(name=name, faces=faces, generic="serif" if is_serif else font.generic)


def _font_files(
    source: BrandSource, name: str, key: Key, font: FontSource, *, is_needed: bool
) -> tuple[fonts.FontFile, ...]:
    """The files of a family: from its package, beside the brand, or from a package of its name."""
    if font.package:
        try:
            return package_fonts(font.package)
        except LookupError:
            source.wrong(
                (*OWN, "fonts", name, "package"),
                f"font package {font.package!r} is not installed",
                f"check its name, or install fontpkg-{font.package}",
            )
            return ()
    found = list(_files_beside(source, name))
    if not found and not source.problems:
        try:
            return package_fonts(_package(name))
        except LookupError:
            pass
    if not found and is_needed:
        right = "name its package under defaults.publisher.fonts, or files under typography.fonts"
        source.wrong(key, f"there are no font files for {name!r}", right)
    return tuple(found)


def _files_beside(source: BrandSource, name: str) -> Iterator[fonts.FontFile]:
    """The files that `typography.fonts` names for a family; a missing one is a problem."""
    for n, entry in enumerate(source.standard.typography.fonts):
        if entry.family != name or entry.source != "file":
            continue
        for m, file in enumerate(entry.files):
            place = ("typography", "fonts", n, "files", m, "path")
            if "://" in file.path:
                source.notice(place, f"{file.path} is not fetched; put the file beside the brand")
            elif path := source.beside(place, file.path):
                yield fonts.FontFile(path=path, italic=file.style == "italic", weight=file.weight)


OWN_WORDS: tuple[Key, ...] = ((*OWN, "clinic"), (*OWN, "legal"), ("meta", "name"))
"""Where the words of the brand in its own language are."""


def _check_words(
    source: BrandSource, places: tuple[Key, ...], families: tuple[Family, Family, Family]
) -> None:
    """Notes every character in the brand's texts at `places` that none of its fonts has."""
    said = [pair for at in places for pair in _words(plain_values(source.at(*at)), at)]
    lacking = unset_characters("".join(words for _, words in said), *families)
    whole, told = fonts.whole_scripts(lacking), set[str]()
    for key, words in said:
        for character in unset_characters(words, *families):
            right = "write it otherwise, or name a fallback that has it"
            named = whole.get(character)
            if named is None:
                named = fonts.character_name(character)
            elif named in told:
                continue
            told.add(named)
            source.wrong(key, f"no font of the brand has {named}", right)


def _words(value: Any, key: Key) -> Iterator[tuple[Key, str]]:
    """Every string in `value` with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from _words(child, (*key, name))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _words(child, (*key, number))
