"""Font files for the brand's families, and which characters they have.

Families come from `fontpkg-*` packages or lie beside the brand. A variable font is cut into the
static weights that the layouts use, because WeasyPrint ignores weight ranges and Word knows
files, not axes. Static fonts are kept in `$XDG_CACHE_HOME/publisher/fonts/`, under a name that
depends on their input, so that each is made once and is never outdated.
"""

from __future__ import annotations

import hashlib
import io
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from publisher.brand import collected
from publisher.errors import PublisherError, Wrong
from publisher.files import cache_folder, write_whole

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

REGULAR, BOLD = 400, 700
TEXT_SIZE_PT = 12.0
_RECIPE = "1"  # part of the name of every static file; raise it when the way of cutting changes
_SHOWN = 4  # letters of a script that is lacking; so many are told one by one
_SLOPE = 0.2  # the slope that browsers and office programs use: about 11 degrees
_SUBFAMILIES = {
    (REGULAR, False): "Regular",
    (BOLD, False): "Bold",
    (REGULAR, True): "Italic",
    (BOLD, True): "Bold Italic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One font: one family in one weight (100–900) and one slope.

    `limits` fix the axes of a variable font at `source`; a static one has none. A face that is
    `slanted` is the upright one at `source`, sloped, for a family that has no italic.
    """

    source: Path
    family: str
    weight: int
    italic: bool
    limits: tuple[tuple[str, float], ...] = ()
    slanted: bool = False

    @property
    def path(self) -> Path:
        """The font as a static file; a variable one is cut when it is first asked for.

        Cutting takes seconds, and most documents never need the fallback.
        """
        if not (self.limits or self.slanted or _is_packed(self.source)):
            return self.source
        target = cache_folder() / "fonts" / f"{_key(self)}.ttf"
        if not target.exists():
            _write(target, _static(self))
        return target

    @property
    def is_collected(self) -> bool:
        """Whether it is one of the faces of a collection."""
        return collected.is_collected(self.family, self.source)

    @property
    def characters(self) -> frozenset[int]:
        """The code points that it has a glyph for."""
        if self.is_collected:
            return collected.characters(self.source, self.family)
        return coverage(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A type family with the faces that the layouts use: regular, bold, italic, bold italic."""

    name: str
    faces: tuple[Face, ...]
    generic: str  # "sans-serif" or "serif", for readers without the font

    def covers(self, character: str) -> bool:
        """Whether every face has a glyph for `character`."""
        return all(ord(character) in face.characters for face in self.faces)

    def only(self, wanted: Callable[[Face], bool]) -> Family:
        """The same family with the `wanted` faces alone."""
        return replace(self, faces=tuple(face for face in self.faces if wanted(face)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A font file as it was delivered; `weight` is None where the file itself must say."""

    path: Path
    italic: bool
    weight: int | None = None


@cache
def package_fonts(package: str) -> tuple[FontFile, ...]:
    """The font files of an installed `fontpkg-*` package, by its name without that prefix.

    Faces that are in a collection have names like those of packages. Raises LookupError where no
    such package is installed.
    """
    import fontpkg

    if (file := collected.file_of(package)) is not None:
        return (FontFile(path=file, italic=False),)

    return tuple(
        FontFile(path=file.path, italic=file.style == "italic", weight=file.weight)
        for file in fontpkg.family(package).files
    )


def load_faces(
    family: str, sources: Iterable[FontFile], optical_size: float = TEXT_SIZE_PT
) -> tuple[Face, ...]:
    """Regular, bold, italic and bold italic of a family, as far as its files have them.

    `optical_size` is the size in points that a variable font with such an axis is drawn for.
    Raises ValueError, naming the file, where one is not a font.
    """
    made: dict[tuple[int, bool], Face] = {}
    files = tuple(sources)
    if files and collected.is_collected(family, files[0].path):
        return tuple(_collected_face(family, files[0].path, weight) for weight in (REGULAR, BOLD))
    for weight, source in _by_likeness(files):
        if (weight, source.italic) not in made:
            made[weight, source.italic] = Face(
                source=source.path,
                family=family,
                weight=weight,
                italic=source.italic,
                limits=_limits(source.path, weight, optical_size),
            )
    return tuple(made[style] for style in _SUBFAMILIES if style in made)


def _collected_face(family: str, path: Path, weight: int) -> Face:
    limits = (("wght", float(weight)),)
    return Face(source=path, family=family, weight=weight, italic=False, limits=limits)


def completed(faces: tuple[Face, ...], *, any_weight: bool = False) -> tuple[Face, ...]:
    """`faces` with those that can be made of them: a slanted face for each missing italic.

    With `any_weight`, the only weight of an upright face is also used for the other.
    """
    made = {(face.weight, face.italic): face for face in faces}
    if any_weight:
        for weight, other in ((BOLD, REGULAR), (REGULAR, BOLD)):
            if (weight, False) not in made and (other, False) in made:
                made[weight, False] = replace(made[other, False], weight=weight)
    for weight in (REGULAR, BOLD):
        upright = made.get((weight, False))
        if upright and (weight, True) not in made and _can_slope(upright):
            made[weight, True] = replace(upright, italic=True, slanted=True)
    return tuple(made[style] for style in _SUBFAMILIES if style in made)


def _can_slope(face: Face) -> bool:
    """Whether the outlines are those of TrueType, whose points can be moved, and of letters.

    Characters of East Asia are never sloped.
    """
    if face.is_collected:
        return False
    with _open(face.source) as font:
        return "glyf" in font


def style_name(weight: int, italic: bool) -> str:
    """The name of a style, as in a font menu: "Bold Italic"."""
    return _SUBFAMILIES[weight, italic]


@cache
def coverage(path: Path) -> frozenset[int]:
    """The code points for which the font file has a glyph."""
    with _open(path) as font:
        return frozenset(font.getBestCmap() or ())


def missing_characters(text: str, families: Iterable[Family]) -> tuple[str, ...]:
    """The characters of `text` that none of `families` has, in the order of their first use.

    Controls and invisible format characters (soft hyphen, direction marks) need no glyph.
    """
    known = tuple(families)
    visible = (c for c in dict.fromkeys(text) if unicodedata.category(c) not in ("Cc", "Cf"))
    return tuple(c for c in visible if not any(family.covers(c) for family in known))


def unset_characters(
    text: str, body: Family, headings: Family, fallback: Family
) -> tuple[str, ...]:
    """The characters of `text` that a brand of these families has no glyph for.

    Characters that body or headings lack are set in the fallback family; those that it lacks too
    would be set in a font that nobody chose, or as an empty box.
    """
    lacking = [*missing_characters(text, [body]), *missing_characters(text, [headings])]
    return missing_characters("".join(lacking), [fallback])


def character_name(character: str) -> str:
    """A character with its number and name: "U+2603 ☃ (snowman)"."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X} {character}" + (f" ({name})" if name else "")


def whole_scripts(lacking: Iterable[str]) -> dict[str, str]:
    """By character, the letters of a script that are lacking: "12 letters of Tamil (த …)".

    Single characters that are lacking have none.
    """
    scripts: dict[str, list[str]] = {}
    for character in lacking:
        name = unicodedata.name(character, "").split(" ")[0].split("-")[0].title()
        if unicodedata.category(character)[0] in "LM" and name:
            scripts.setdefault({"Cjk": "Chinese"}.get(name, name), []).append(character)
    return {
        character: f"{len(some)} letters of {script} ({_shown(some)} …)"
        for script, some in scripts.items()
        if len(some) > _SHOWN
        for character in some
    }


def _shown(some: list[str]) -> str:
    """The first letters; a mark would be shown upon its neighbour."""
    return " ".join([one for one in some if unicodedata.category(one)[0] == "L"][:_SHOWN])


def _by_likeness(sources: tuple[FontFile, ...]) -> Iterator[tuple[int, FontFile]]:
    """(weight that the layouts use, file that can be used for it): exact weights first.

    Where a family has no regular or bold, its light, medium or semi-bold is used for it.
    """
    there = [(weight, source) for source in sources for weight in _weights(source)]
    for wanted, near in ((REGULAR, range(300, 551)), (BOLD, range(600, 951))):
        found = [(abs(weight - wanted), n) for n, (weight, _) in enumerate(there) if weight in near]
        yield from ((wanted, there[n][1]) for _, n in sorted(found))


def _weights(source: FontFile) -> tuple[int, ...]:
    """The weights of those that the layouts use which a file has."""
    with _open(source.path) as font:
        if "fvar" in font:
            axes = {axis.axisTag: axis for axis in font["fvar"].axes}
            if (axis := axes.get("wght")) is not None:
                return tuple(w for w in (REGULAR, BOLD) if axis.minValue <= w <= axis.maxValue)
        return (source.weight or int(font["OS/2"].usWeightClass),)


def _limits(path: Path, weight: int, optical_size: float) -> tuple[tuple[str, float], ...]:
    """The value at which to fix each axis of a variable font, by tag; empty for a static font."""
    limits = {}
    with _open(path) as font:
        for axis in font["fvar"].axes if "fvar" in font else ():
            wanted = {"wght": weight, "wdth": 100.0, "opsz": optical_size}.get(axis.axisTag)
            value = axis.defaultValue if wanted is None else wanted
            limits[axis.axisTag] = min(max(float(value), axis.minValue), axis.maxValue)
    return tuple(sorted(limits.items()))


def instance(
    data: bytes, family: str, weight: int, italic: bool, limits: Mapping[str, float]
) -> bytes:
    """A variable font fixed at one point of its axes, named as one style of `family`.

    The same input gives the same bytes: the font keeps the time stamp of its source.
    """
    from io import BytesIO

    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    with TTFont(BytesIO(data), recalcTimestamp=False) as font:
        instancer.instantiateVariableFont(font, dict(limits), inplace=True)
        _name(font, family, weight, italic)
        # Style attributes describe axes that no longer exist.
        if "STAT" in font:
            del font["STAT"]
        cut = BytesIO()
        font.save(cut)
    return cut.getvalue()


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() in (".woff", ".woff2")


def _static(face: Face) -> bytes:
    """A face as a static TrueType or OpenType font, made of its source."""
    if face.is_collected:
        return _unpacked(collected.cut(face.source, face.family, face.weight), face)
    data = face.source.read_bytes()
    if face.limits:
        data = instance(data, face.family, face.weight, face.italic, dict(face.limits))
    return _unpacked(data, face) if face.slanted or _is_packed(face.source) else data


def _unpacked(data: bytes, face: Face) -> bytes:
    """The font without compression, sloped where the face is slanted, named where it was cut."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        font.flavor = None
        if face.slanted:
            _slant(font)
        if face.slanted or face.is_collected:
            _name(font, face.family, face.weight, face.italic)
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()


def _slant(font: TTFont) -> None:
    """Slopes every outline; hints, which are for upright ones, are removed."""
    glyf: Any = font["glyf"]
    metrics: Any = font["hmtx"].metrics
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        glyph.removeHinting()
        if glyph.isComposite():
            for part in glyph.components:
                part.x += round(part.y * _SLOPE)  # their parts are sloped already
        elif glyph.numberOfContours > 0:
            for place, (x, y) in enumerate(glyph.coordinates):
                glyph.coordinates[place] = (round(x + y * _SLOPE), y)
            glyph.recalcBounds(glyf)
            metrics[name] = (metrics[name][0], glyph.xMin)
    for table in ("fpgm", "prep", "cvt "):
        if table in font:
            del font[table]
    post: Any = font["post"]
    post.italicAngle = -math.degrees(math.atan(_SLOPE))


def _name(font: TTFont, family: str, weight: int, italic: bool) -> None:
    """Sets names and style bits as office programs expect them of families with four styles."""
    subfamily = style_name(weight, italic)
    postscript = f"{family}-{subfamily}".replace(" ", "")
    table: Any = font["name"]
    for stale in (16, 17, 21, 22, 25):
        table.removeNames(nameID=stale)
    names = {1: family, 2: subfamily, 3: postscript, 4: f"{family} {subfamily}", 6: postscript}
    for number, text in names.items():
        table.removeNames(nameID=number)
        table.setName(text, number, 3, 1, 0x409)
    bold = weight == BOLD
    os2: Any = font["OS/2"]
    head: Any = font["head"]
    os2.usWeightClass = weight
    # OpenType 1.9: fsSelection has italic in bit 0, bold in 5, regular in 6; macStyle bold in 0,
    # italic in 1.
    regular = not bold and not italic
    os2.fsSelection = os2.fsSelection & ~0b110_0001 | italic | bold << 5 | regular << 6
    head.macStyle = bold | italic << 1


@cache
def _key(face: Face) -> str:
    """A file name with the family and style, and a hash of everything that decides the bytes."""
    import fontTools

    asked = f"{_RECIPE} {fontTools.version} {face.family} {face.italic} {list(face.limits)}"
    asked += " slanted" * face.slanted
    digest = hashlib.sha256(asked.encode() + b"\0" + face.source.read_bytes()).hexdigest()[:16]
    return f"{face.family}-{style_name(face.weight, face.italic)}-{digest}".replace(" ", "")


def _write(target: Path, data: bytes) -> None:
    """Writes `data` to `target`, whose folder is made where it is missing."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    except OSError as exc:
        raise PublisherError(
            f"{target.parent} cannot keep the cut fonts ({exc.strerror}): "
            "set XDG_CACHE_HOME to a folder that can be written"
        ) from exc


def _open(path: Path) -> TTFont:
    from io import BytesIO

    from fontTools.ttLib import TTFont, TTLibError

    try:
        # From memory: given a path, TTFont leaves the file open where it is not a font.
        return TTFont(BytesIO(path.read_bytes()), lazy=True)
    except TTLibError as exc:
        raise Wrong(f"{path.name} is not a font file", "use TrueType or OpenType") from exc


@cache
def subset(path: Path, characters: frozenset[str], flavor: Literal["woff2"] | None) -> bytes:
    """The font file with the glyphs of `characters` alone, the same bytes each time.

    Without a flavor it stays TrueType. Copyright and licence stay in it, as the Open Font License
    asks.
    """
    import uharfbuzz as harfbuzz

    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.set(map(ord, characters))
    wanted.name_id_set.set([0, 1, 2, 4, 6, 13, 14])
    wanted.layout_feature_tag_set.add(int.from_bytes(b"tnum", "big"))
    wanted.flags |= harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    cut: bytes = harfbuzz.subset(harfbuzz.Face(path.read_bytes()), wanted).blob.data
    return _compressed(cut) if flavor else cut


def _compressed(font: bytes) -> bytes:
    """A font as WOFF2, as it is sent to browsers."""
    from fontTools.ttLib import woff2

    made = io.BytesIO()
    woff2.compress(io.BytesIO(font), made)
    return made.getvalue()
