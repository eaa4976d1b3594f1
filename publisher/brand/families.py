"""The type families of a brand: body, headings and fallback, from packages or files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publisher.brand import fonts
from publisher.brand.file import FontSource
from publisher.brand.fonts import Family, load_faces, package_fonts, style_name, unset_characters
from publisher.brand.source import OWN, BrandSource, Key, plain_values
from publisher.errors import Wrong


def read_families(source: BrandSource) -> tuple[Family | None, Family | None, Family | None]:
    """Body, headings and fallback; None where a family has no usable files."""
    if source.unread & {"typography", "fonts"}:
        return None, None, None
    typography = source.standard.typography
    base = typography and typography.base and typography.base.family
    if not base:
        source.wrong(("typography", "base", "family"), "missing", "name the family of body text")
    headings = typography and typography.headings and typography.headings.family
    body = _family(source, base, ("typography", "base")) if base else None
    fallback = getattr(source.own, "fallback", None)
    return (
        body,
        _family(source, headings, ("typography", "headings")) if headings else body,
        _family(source, fallback, (*OWN, "fallback")) if fallback else None,
    )


def _family(source: BrandSource, name: str, key: Key) -> Family | None:
    """The family `name`; problems are reported at `key`, where it is used."""
    listed: dict[str, FontSource] = getattr(source.own, "fonts", {})
    font = listed.get(name, FontSource())
    sources = _font_files(source, name, key, font)
    if not sources:
        return None
    try:
        faces = load_faces(name, sources, font.optical_size)
    except Wrong as exc:
        source.wrong(key, exc.wrong, exc.right)
        return None
    there = {(face.weight, face.italic) for face in faces}
    lacking = [
        style_name(weight, italic)
        for italic in (False, True)
        for weight in (fonts.REGULAR, fonts.BOLD)
        if (weight, italic) not in there
    ]
    if lacking:
        source.wrong(key, f"{name} has no {', no '.join(lacking)}", "add the font file")
    source.files += [face.source for face in faces]
    return Family(name=name, faces=faces, generic=font.generic)


def _font_files(
    source: BrandSource, name: str, key: Key, font: FontSource
) -> tuple[fonts.FontFile, ...]:
    """The files of a family, from its package or beside the brand; none where that fails."""
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
    typography = source.standard.typography
    found = []
    for n, family in enumerate(typography.fonts if typography else ()):
        if family.family != name or family.source != "file":
            continue
        for m, file in enumerate(getattr(family, "files", ())):
            place = ("typography", "fonts", n, "files", m, "path")
            if (path := source.beside(place, str(file.path))) is None:
                return ()
            weight = {"normal": 400, "bold": 700}.get(file.weight.root, file.weight.root)
            found.append(
                fonts.FontFile(
                    path=path,
                    italic=file.style == "italic",
                    weight=weight if isinstance(weight, int) else None,
                )
            )
    if not found:
        right = "name its package under defaults.publisher.fonts, or files under typography.fonts"
        source.wrong(key, f"there are no font files for {name!r}", right)
    return tuple(found)


def check_words(source: BrandSource, body: Family, headings: Family, fallback: Family) -> None:
    """Note every character of the brand's own words that none of its fonts has."""
    for name in ("clinic", "legal"):
        for key, words in _words(plain_values(source.at(*OWN, name)), (*OWN, name)):
            for character in unset_characters(words, body, headings, fallback):
                wrong = f"no font of the brand has {fonts.character_name(character)}"
                source.wrong(key, wrong, "write it otherwise, or name a fallback that has it")


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
