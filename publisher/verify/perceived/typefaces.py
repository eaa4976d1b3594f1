"""Fonts in a finished file → those whose letters are not those of the brand's fonts.

A file says that a code is the letter A, but a reader sees the outline that its font has for the
code. Each outline is compared with that of the same letter in the font file of the brand, and so
are ligatures, alternates, and the room that a letter takes.
"""

from __future__ import annotations

import base64
import io
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from publisher.edition.model import Format
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.right_to_left import runs_left
from publisher.verify.extract.web import parse
from publisher.verify.perceived.letters_inside import lacking, letters_of_word
from publisher.verify.perceived.replaced import ANY, Replaced, glyphs_by_text, replaced

if TYPE_CHECKING:
    from pathlib import Path

    from publisher.brand.fonts import Face, Family
    from publisher.plan.job import Job

Outline = tuple[Any, ...]
_NOTHING: Outline = ()
_ON_CURVE = bytes(flag & 1 for flag in range(256))
"""What of the flags of a point is a matter of its outline."""
_PROBE = 5  # letters by which a face is recognised


@dataclass(frozen=True)
class FontInFile:
    """A font inside a file: the glyphs of its letters, and the name of its face."""

    name: str
    font: Any
    glyphs: tuple[tuple[str, str], ...]
    """Pairs of a letter, or those of a ligature, and a glyph: one letter may have several."""
    family: str = ""
    weight: int = 0
    italic: bool = False


def opened(data: bytes) -> Any:
    """A font, opened by fontTools."""
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), lazy=True, recalcBBoxes=False)


# The same bytes come again: an edit mostly uses the letters that were used before.
_opened_once = lru_cache(maxsize=24)(opened)


@lru_cache(maxsize=24)
def by_its_own(name: str, data: bytes, family: str, weight: int, italic: bool) -> FontInFile:
    """A font with the letters of its own character map."""
    font = _opened_once(data)
    glyphs = tuple((chr(code), glyph) for code, glyph in font.getBestCmap().items())
    return FontInFile(name, font, glyphs, family, weight, italic)


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every font of the file of `job` that is not of the brand, and letters with wrong outlines."""
    found = tuple(_embedded(job, data))
    yield from (Fault("", "", FaultKind.NOT_SEEN, wrong) for wrong in _absent(job, data, found))
    letters = [(one.family, one.weight, dict(one.glyphs)) for one in found]
    yield from lacking(job, data, letters)
    brands = [half.brand for half in job.halves]
    families = tuple(f for brand in brands for f in (brand.body, brand.headings))
    families = (*families, *(brand.fallback for brand in brands))
    for one in found:
        yield from _of_one(one, tuple(dict.fromkeys(families)))


@lru_cache(maxsize=64)
def _of_one(one: FontInFile, families: tuple[Family, ...]) -> tuple[Fault, ...]:
    """What is wrong with a font; a document has the same one until another letter is used."""
    face = _face_of(families, one)
    if face is None:
        wrong = f"the font {one.name} is no font of the brand"
        return (Fault("", "", FaultKind.NOT_SEEN, wrong),)
    if letters := _wrong(one, face):
        detail = f"the font {one.name} draws other letters for these"
        return (Fault("", " ".join(sorted(letters)[:9]), FaultKind.NOT_SEEN, detail),)
    return ()


def _embedded(job: Job, data: bytes) -> Iterator[FontInFile]:
    match job.edition.format:
        case Format.PDF | Format.PRINT:
            yield from in_pdf(data)
        case Format.WEB:
            texts = [style.text or "" for style in parse(data).iter("style")]
            yield from in_sheets(texts, lambda _: None)
        case Format.EPUB:
            yield from in_book(data)
        case Format.WORD:
            yield from in_word(data)


def _absent(job: Job, data: bytes, found: tuple[FontInFile, ...]) -> Iterator[str]:
    """Fonts that style sheets name wrongly, and faces of the brand that the file lacks."""
    if job.edition.format not in (Format.WEB, Format.EPUB, Format.WORD):
        return
    if job.edition.format is Format.WEB:
        texts = [style.text or "" for style in parse(data).iter("style")]
        yield from misdescribed(texts, lambda _: None)
    elif job.edition.format is Format.EPUB:
        for content, read in _sheets_of_book(data):
            yield from misdescribed([content], read)
    there = {(one.family, one.weight) for one in found}
    body, headings = job.brand.body.name, job.brand.headings.name
    for family, weight in dict.fromkeys(((body, 400), (body, 700), (headings, 700))):
        if (family, weight) not in there:
            yield f"the font {family} {weight} is not in the file"


def _face_of(families: tuple[Family, ...], one: FontInFile) -> Face | None:
    """The face with the outlines of a font, by its first letters; None for none.

    The fallback comes last: it is large, and most files do without it.
    """
    single = [pair for pair in one.glyphs if len(pair[0]) == 1]
    probe = [pair for pair in single if pair[0].isalnum()][:_PROBE] or single[:_PROBE]
    drawn = [(letter, outline(one.font, glyph)) for letter, glyph in probe]
    *own, fallback = families
    for some in (own, [fallback]):
        best: tuple[int, Face | None] = (0, None)
        for face in (face for family in some for face in family.faces if _may_be(one, face)):
            path = face.path
            right = sum(_is_drawn(found, path, letter) for letter, found in drawn)
            if right == len(drawn):
                return face
            if right > best[0]:
                best = (right, face)
        if best[0] * 2 >= len(drawn) and best[1]:
            return best[1]
    return None


def _may_be(one: FontInFile, face: Face) -> bool:
    described = (one.family, one.weight, one.italic)
    return not one.family or described == (face.family, face.weight, face.italic)


def _wrong(one: FontInFile, face: Face) -> set[str]:
    """The letters that are drawn otherwise than in a face, or have another room."""
    path = face.path
    font, _ = _face(path)
    if one.font["head"].unitsPerEm != font["head"].unitsPerEm:
        return {"all"}
    return {
        letters
        for letters, glyph in one.glyphs
        if not _is_drawn(outline(one.font, glyph), path, letters)
        or (one.family and _room(one.font, glyph) != _room_of_face(path, letters))
    } | set(_replaced_by_others(one, path))


def _is_drawn(found: Outline, path: Path, letters: str) -> bool:
    """Whether an outline is one that a face has for a letter or a ligature."""
    if runs_left(letters):
        # A ligature is written as it stands on the page, from left to right.
        return any(found in _joining(path, said) for said in (letters, letters[::-1]))
    if len(letters) > 1:
        if ligatures := _others(path, letters):
            return (found,) in ligatures
        # An accent that is painted by itself: the glyph of the letter is named after both.
        composed = unicodedata.normalize("NFC", letters)
        letters = composed if len(composed) == 1 else letters[0]
    return found == _of_face(path, letters) or (found,) in _others(path, letters)


def _replaced_by_others(one: FontInFile, path: Path) -> Iterator[str]:
    """The letters that a font with a table of its own puts others in the place of."""
    if not one.family:
        return  # nobody sets a text in the fonts of a PDF
    codes = {glyph: letter for letter, glyph in one.glyphs}
    for before, made in replaced(one.font).items():
        if not codes.keys() >= set(before):
            continue  # no text has it
        letters = "".join(codes[glyph] for glyph in before)
        for feature, after in made:
            drawn = tuple(outline(one.font, glyph) for glyph in after)
            if drawn not in _replaced_of_face(path, letters, feature):
                yield letters
                break


def _room(font: Any, glyph: str) -> int:
    """The width of a glyph with the air on both sides of it."""
    width: int = font["hmtx"][glyph][0]
    return width


def outline(font: Any, glyph: str) -> Outline:
    """The points of a glyph with those of its components; none where it is blank."""
    if "glyf" in font:
        table = font["glyf"]
        points, ends, flags = table[glyph].getCoordinates(table)
        on_curve = bytes(flags).translate(_ON_CURVE)
        return (points.array.tobytes(), tuple(ends), on_curve) if ends else _NOTHING
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return tuple(pen.value)


@lru_cache(maxsize=16)
def _face(path: Path) -> tuple[Any, Mapping[int, str]]:
    font = opened(path.read_bytes())
    return font, font.getBestCmap()


@lru_cache(maxsize=4096)
def _of_face(path: Path, letter: str) -> Outline | None:
    font, letters = _face(path)
    glyph = letters.get(ord(letter))
    return None if glyph is None else outline(font, glyph)


@lru_cache(maxsize=4096)
def _joining(path: Path, letters: str) -> frozenset[Outline]:
    """The outlines of all forms of letters that join their neighbours."""
    font, _ = _face(path)
    said = unicodedata.normalize("NFKC", letters)
    return frozenset(outline(font, one) for one in _forms(path).get(said, ()))


@lru_cache(maxsize=16)
def _forms(path: Path) -> Mapping[str, frozenset[str]]:
    return glyphs_by_text(_face(path)[0])


@lru_cache(maxsize=4096)
def _room_of_face(path: Path, letter: str) -> int | None:
    font, letters = _face(path)
    glyph = letters.get(ord(letter))
    return None if glyph is None else _room(font, glyph)


@lru_cache(maxsize=16)
def _replaced_in(path: Path) -> Replaced:
    return replaced(_face(path)[0])


@lru_cache(maxsize=4096)
def _replaced_of_face(path: Path, letters: str, feature: str) -> frozenset[tuple[Outline, ...]]:
    """The outlines that a feature of a face puts in the place of some letters."""
    font, names = _face(path)
    glyphs = tuple(names.get(ord(letter), "") for letter in letters)
    made = _replaced_in(path).get(glyphs, ())
    return frozenset(
        tuple(outline(font, one) for one in after) for name, after in made if name == feature
    )


def _others(path: Path, letters: str) -> frozenset[tuple[Outline, ...]]:
    """The ligatures of some letters, or the alternates of one: tabular figures, superscripts."""
    return _replaced_of_face(path, letters, ANY)


# Where fonts are ------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SLOTS = {
    "embedRegular": (400, False),
    "embedBold": (700, False),
    "embedItalic": (400, True),
    "embedBoldItalic": (700, True),
}
_BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")


def in_pdf(data: bytes) -> Iterator[FontInFile]:
    """The fonts of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as file:
        for one in file.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font":
                yield from _of_pdf(one)


def _of_pdf(one: Any) -> Iterator[FontInFile]:
    name = str(one.get("/BaseFont", "")).lstrip("/").rpartition("+")[2]
    inner = one.DescendantFonts[0] if "/DescendantFonts" in one else one
    described = inner.get("/FontDescriptor", {})
    data = next((described[key] for key in described if key.startswith("/FontFile")), None)
    if data is None:
        return
    if "/ToUnicode" in one:
        font = _opened_once(data.read_bytes())
        yield FontInFile(name, font, tuple(_coded(one, inner, font.getGlyphOrder())))
    elif one.get("/Subtype") == "/TrueType":
        yield by_its_own(name, data.read_bytes(), "", 0, False)


def _coded(font: Any, inner: Any, order: list[str]) -> Iterator[tuple[str, str]]:
    """What each code of a font means, and its glyph. Source: ISO 32000-1, 9.7.4.2."""
    import pikepdf

    numbers = inner.get("/CIDToGIDMap", "/Identity")
    moved = numbers.read_bytes() if isinstance(numbers, pikepdf.Stream) else b""
    for code, target in _BFCHAR.findall(font.ToUnicode.read_bytes()):
        letter = bytes.fromhex(target.decode()).decode("utf-16-be")
        number = int(code, 16)
        if moved:
            number = int.from_bytes(moved[2 * number : 2 * number + 2], "big")
        if letter.isprintable() and number < len(order):
            yield letter, order[number]


def in_sheets(texts: Iterable[str], read: Callable[[str], bytes | None]) -> Iterator[FontInFile]:
    """The fonts that style sheets name; `read` returns the file at an address."""
    for text in texts:
        for rule in dict.fromkeys(_FACE.findall(text)):
            declared = _descriptors(rule)
            address = _URL.search(rule)
            family = declared.get("font-family", "").strip("'\"")
            data = _file(address[1], read) if address else None
            if data:
                weight = int(re.sub(r"\D", "", declared.get("font-weight", "")) or 400)
                italic = declared.get("font-style", "") == "italic"
                yield by_its_own(f"{family} {weight}", data, family, weight, italic)


def _descriptors(rule: str) -> dict[str, str]:
    """The descriptors of a rule `@font-face`, without the address of its font."""
    bare = _URL.sub("url(", rule)
    parts = (part.partition(":") for part in bare.split(";") if part.strip())
    return {name.strip().lower(): value.strip() for name, _, value in parts}


_DESCRIPTORS = frozenset(("font-family", "font-weight", "font-style", "src", "font-display"))


def misdescribed(texts: Iterable[str], read: Callable[[str], bytes | None]) -> Iterator[str]:
    """What is wrong with rules `@font-face`: they name no font in the file, or change it."""
    for text in texts:
        for rule in dict.fromkeys(_FACE.findall(text)):
            declared = _descriptors(rule)
            family = declared.get("font-family", "").strip("'\"")
            address = _URL.search(rule)
            if odd := sorted(declared.keys() - _DESCRIPTORS):
                yield f"the font {family} is changed by {', '.join(odd)}"
            if not address or not re.fullmatch(r"url\(['\"]?\)", declared.get("src", "")):
                yield f"the font {family} is not taken from one file"
            elif not _file(address[1], read):
                yield f"the font {family} is not in the file"


def in_book(data: bytes) -> Iterator[FontInFile]:
    """The fonts of an e-book: those of its documents and those inside drawings."""
    for content, read in _sheets_of_book(data):
        yield from in_sheets([content], read)


def _sheets_of_book(data: bytes) -> Iterator[tuple[str, Callable[[str], bytes | None]]]:
    """Each style sheet or drawing of an e-book, and what reads a file at an address in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files = {name: book.read(name) for name in book.namelist()}
    for name, content in files.items():
        if name.endswith((".css", ".svg")):
            folder = posixpath.dirname(name)

            def read(address: str, folder: str = folder) -> bytes | None:
                return files.get(posixpath.normpath(posixpath.join(folder, address)))

            yield content.decode("utf-8", "replace"), read


def in_word(data: bytes) -> Iterator[FontInFile]:
    """The fonts of a Word file, as far as its text needs them. Source: ECMA-376-1, 17.8.1."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        relations = etree.fromstring(file.read("word/_rels/fontTable.xml.rels"))
        targets = {one.get("Id"): f"word/{one.get('Target')}" for one in relations}
        used = letters_of_word(file)
        for font in etree.fromstring(file.read("word/fontTable.xml")):
            family = font.get(f"{_W}name", "")
            for slot, (weight, italic) in _SLOTS.items():
                one = font.find(f"{_W}{slot}")
                if one is None:
                    continue
                locked = file.read(targets.get(one.get(f"{_R}id"), ""))
                key = bytes.fromhex(re.sub(r"[{}-]", "", one.get(f"{_W}fontKey", "")))[::-1]
                head = bytes(a ^ b for a, b in zip(locked[:32], key * 2, strict=True))
                own = by_its_own(f"{family} {weight}", head + locked[32:], family, weight, italic)
                yield replace(own, glyphs=tuple(p for p in own.glyphs if p[0] in used))


def _file(address: str, read: Callable[[str], bytes | None]) -> bytes | None:
    if not address.startswith("data:"):
        return read(address)
    return base64.b64decode(address.partition(",")[2])
