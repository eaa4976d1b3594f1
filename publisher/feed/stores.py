"""The limits of each store for an e-book, as data, and the checks of a file against them.

The limits are those that the stores' own help pages gave when they were read (late 2026): KDP
"Cover image guidelines"; Apple Books "Prepare your book"; Google Play Books "EPUB file
guidelines" and "Cover requirements"; IngramSpark "File creation guide"; Kobo "ePub Guidelines", its
repository epub-spec. No page of OverDrive could be read; the report says so.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from publisher.brand.isbn import isbn_digits
from publisher.feed.accessibility import can_look_otherwise, is_described
from publisher.published.book import Book, ManifestItem, resolved, text

if TYPE_CHECKING:
    from lxml import etree

_MB = 1_000_000


class StoreVerdict(StrEnum):
    """Whether a store accepts a book."""

    PASSES = "yes"
    FAILS = "NO"
    FALLS_SHORT = "not ideal"
    """The store accepts it but recommends a change."""
    UNKNOWN = "not known"


class StoreFinding(NamedTuple):
    """One limit of a store, what the file has, and what would be right where it does not fit."""

    store: str
    asks: str
    has: str
    verdict: StoreVerdict
    right: str = ""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Pixels of the cover: (width, height), or one number for either side."""

    least: tuple[int, int]
    ideal: tuple[int, int] | None = None
    most_side: int | None = None
    formats: tuple[str, ...] = ("JPEG", "PNG")
    most_bytes: int | None = None
    ideally_bytes: int | None = None
    apart: bool = False
    """Whether it is sent to the store as a separate file, beside the book."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """The limits of one store. A limit that is None is not published, so it is not checked."""

    name: str
    title: str
    cover: Cover
    most_bytes: int | None = None
    ideally_bytes: int | None = None
    most_picture_px: int | None = None
    most_drawing_side: int | None = None
    least_documents: int | None = None
    isbn: bool = False
    named_by_isbn: bool = False
    reflowable: bool = False
    no_page_references: bool = False
    described_pictures: bool = False
    cover_matches: bool = False
    cover_alone: bool = False
    """Whether the document with the cover may have nothing else in it."""
    isbn_by_name: bool = False
    """Whether the ISBN may stand in the name of the file instead of the book."""
    ideally_picture_bytes: int | None = None
    ideally_columns: int | None = None
    plain_names: bool = False
    """Whether names of files inside are ideally letters and digits alone."""
    epubcheck: bool = False


STORES = (
    Store(
        name="kindle",
        title="Kindle",
        cover=Cover(
            least=(625, 1000),
            ideal=(1600, 2560),
            most_side=10_000,
            formats=("JPEG", "TIFF"),
            most_bytes=50 * _MB,
            apart=True,
        ),
    ),
    Store(
        name="apple",
        title="Apple Books",
        cover=Cover(least=(1, 1)),
        ideally_bytes=1_000 * _MB,
        most_picture_px=4_000_000,
        described_pictures=True,
        epubcheck=True,
    ),
    Store(
        name="google",
        title="Google Play",
        cover=Cover(least=(640, 640), most_side=7_200),
        most_bytes=2_000 * _MB,
        most_drawing_side=3_200,
        least_documents=4,
        isbn=True,
        named_by_isbn=True,
    ),
    Store(
        name="ingram",
        title="IngramSpark",
        cover=Cover(least=(1600, 2560), formats=("JPEG",), apart=True),
        most_bytes=100 * _MB,
        most_picture_px=4_000_000,
        isbn=True,
        reflowable=True,
        no_page_references=True,
        cover_matches=True,
    ),
    Store(
        name="kobo",
        title="Kobo",
        cover=Cover(least=(1, 1), ideally_bytes=3 * _MB),
        ideally_bytes=1_000 * _MB,
        isbn=True,
        isbn_by_name=True,
        cover_alone=True,
        ideally_picture_bytes=5 * _MB,
        ideally_columns=4,
        plain_names=True,
        epubcheck=True,
    ),
)
UNREAD = (("overdrive", "OverDrive"),)
NAMES = (*(store.name for store in STORES), *(name for name, _ in UNREAD))


def findings(
    book: Book, file: str, asked: tuple[str, ...] = (), cover: ManifestItem | None = None
) -> tuple[StoreFinding, ...]:
    """What each store, or each of those asked for, finds in the book whose file is named `file`.

    Some stores take the cover as a separate file: their limits on covers are checked on `cover`,
    where it is given, else on the cover inside the book.
    """
    found: list[StoreFinding] = []
    for store in STORES:
        if not asked or store.name in asked:
            found += _core(store, book)
            beside = cover if store.cover.apart else None
            if (shown := beside or book.cover) is not None:
                found += _cover(store, shown, is_inside=beside is None)
            for check in (_size, _pictures, _arrangement, _structure, _matching):
                found += check(store, book)
            found += _naming(store, book, file)
    for name, title in UNREAD:
        if not asked or name in asked:
            found.append(
                StoreFinding(title, "its limits", "", StoreVerdict.UNKNOWN, "ask the store")
            )
    return tuple(found)


def accepts(found: tuple[StoreFinding, ...], *, strict: bool) -> bool:
    """Whether no store refuses the book, and, with `strict`, none recommends a change."""
    refused = {StoreVerdict.FAILS, StoreVerdict.FALLS_SHORT} if strict else {StoreVerdict.FAILS}
    return not any(one.verdict in refused for one in found)


COLUMNS = ("store", "asks", "has", "passes", "to fix")


def rows(found: tuple[StoreFinding, ...]) -> Iterator[tuple[str, ...]]:
    """The findings as lines of a table; only the first of a store has its name."""
    before = ""
    for one in found:
        name = "" if one.store == before else one.store
        before = one.store
        yield name, one.asks, one.has, one.verdict.value, one.right


def closing(found: tuple[StoreFinding, ...], file: str) -> str:
    """One sentence that says which stores accept the book and which do not."""
    names = list(dict.fromkeys(one.store for one in found))
    refusing = [n for n in names if any(_refused(one, n) for one in found)]
    unread = [title for _, title in UNREAD if title in names]
    taking = [n for n in names if n not in (*refusing, *unread)]
    parts = [f"refused by {', '.join(refusing)}"] if refusing else []
    parts += [f"fit for {', '.join(taking)}"] if taking else []
    parts += [f"{', '.join(unread)} not known"] if unread else []
    return f"{file}: {'; '.join(parts)}."


def _refused(one: StoreFinding, store: str) -> bool:
    return one.store == store and one.verdict is StoreVerdict.FAILS


def as_json(found: tuple[StoreFinding, ...], file: str) -> str:
    """The findings as JSON."""
    listed = [one._asdict() | {"verdict": one.verdict.name.lower()} for one in found]
    return json.dumps({"file": file, "findings": listed}, indent=2, ensure_ascii=False)


# Checks ------------------------------------------------------------------------------------------


def _held(store: Store, asks: str, has: str, accepts: bool, right: str) -> StoreFinding:
    verdict = StoreVerdict.PASSES if accepts else StoreVerdict.FAILS
    return StoreFinding(store.title, asks, has, verdict, "" if accepts else right)


def _wished(store: Store, asks: str, has: str, is_ideal: bool, right: str) -> StoreFinding:
    verdict = StoreVerdict.PASSES if is_ideal else StoreVerdict.FALLS_SHORT
    return StoreFinding(store.title, asks, has, verdict, "" if is_ideal else right)


def _core(store: Store, book: Book) -> Iterator[StoreFinding]:
    """Title, language and cover, which every store requires."""
    title = " ".join(book.core("title"))
    yield _held(store, "a title", title or "none", bool(title), "write dc:title")
    languages = book.core("language")
    spoken = {page.get("lang") for page in book.pages.values()}
    asks = "a language that its documents are in"
    has = ", ".join(languages) or "none"
    accepts = bool(languages) and spoken <= set(languages)
    yield _held(store, asks, has, accepts, f"say dc:language {', '.join(sorted(map(str, spoken)))}")
    part = book.cover
    asks = "a cover inside, first to be read"
    opens = bool(book.pages) and part is not None and _shows(book, next(iter(book.pages)), part)
    has = part.name if part else "none"
    yield _held(store, asks, has, opens, "name a cover-image, and show it on the first page")


def _shows(book: Book, page: str, part: ManifestItem) -> bool:
    """Whether a document shows a picture."""
    pictures = book.documents[page].iter("{*}img", "{*}image")
    sources = (e.get("src") or e.get("{http://www.w3.org/1999/xlink}href") or "" for e in pictures)
    return part.name in {resolved(page, source) for source in sources}


def _cover(store: Store, part: ManifestItem, *, is_inside: bool) -> Iterator[StoreFinding]:
    wants, picture = store.cover, _picture(part)
    if picture is None:
        yield _held(store, "a cover that can be read", part.media_type, False, "make it a JPEG")
        return
    (width, height), form, mode = picture
    has = f"{width} × {height} px"
    least = f"cover at least {wants.least[0]} × {wants.least[1]} px"
    right = f"draw it at {_ideal(wants)}"
    if wants.apart and is_inside:
        right += ", or show the one that goes beside the book by --cover"
    large = width >= wants.least[0] and height >= wants.least[1]
    if wants.least > (1, 1):
        yield _held(store, least, has, large, right)
    if wants.most_side:
        asks = f"cover at most {wants.most_side:,} px a side"
        yield _held(store, asks, has, max(width, height) <= wants.most_side, "make it smaller")
    if wants.ideal and large and (width < wants.ideal[0] or height < wants.ideal[1]):
        asks = f"cover ideally {wants.ideal[0]} × {wants.ideal[1]} px"
        yield StoreFinding(store.title, asks, has, StoreVerdict.FALLS_SHORT, right)
    asks = f"cover in RGB as {' or '.join(wants.formats)}"
    is_fit = form in wants.formats and mode == "RGB"
    yield _held(store, asks, f"{form}, {mode}", is_fit, f"save it as {wants.formats[0]} in RGB")
    if wants.most_bytes:
        asks = f"cover at most {wants.most_bytes // _MB} MB"
        size = len(part.data)
        yield _held(store, asks, f"{size / _MB:.1f} MB", size <= wants.most_bytes, "compress it")
    if wants.ideally_bytes:
        asks = f"cover ideally under {wants.ideally_bytes // _MB} MB"
        size = len(part.data)
        has = f"{size / _MB:.1f} MB"
        yield _wished(store, asks, has, size < wants.ideally_bytes, "compress it")


def _ideal(wants: Cover) -> str:
    width, height = wants.ideal or wants.least
    return f"{width} × {height} px"


def _picture(part: ManifestItem) -> tuple[tuple[int, int], str, str] | None:
    """((width, height), format, color mode) of a picture; None where it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(part.data)) as picture:
            return picture.size, str(picture.format), picture.mode
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _size(store: Store, book: Book) -> Iterator[StoreFinding]:
    has = f"{book.size / _MB:.1f} MB"
    if store.most_bytes:
        asks = f"at most {store.most_bytes // _MB:,} MB"
        yield _held(store, asks, has, book.size <= store.most_bytes, "use smaller pictures")
    if store.ideally_bytes:
        asks = f"ideally under {store.ideally_bytes // _MB:,} MB"
        yield _wished(store, asks, has, book.size < store.ideally_bytes, "use smaller pictures")


def _pictures(store: Store, book: Book) -> Iterator[StoreFinding]:
    if store.most_picture_px:
        sizes = [
            (size[0][0] * size[0][1], part.name)
            for part in book.parts.values()
            if part.media_type.startswith("image/") and (size := _picture(part))
        ]
        most, name = max(sizes, default=(0, "no picture"))
        asks = f"pictures of at most {store.most_picture_px / _MB:g} million px"
        right = f"make {name} smaller"
        has = f"{most / _MB:.2f} million px ({name})"
        yield _held(store, asks, has, most <= store.most_picture_px, right)
    if store.most_drawing_side:
        drawn = [
            (side, part.name)
            for part in book.parts.values()
            if part.media_type == "image/svg+xml"
            for side in _sides(part)
        ]
        most_side, name = max(drawn, default=(0.0, "no drawing"))
        asks = f"drawings of at most {store.most_drawing_side:,} px a side"
        has = f"{most_side:g} px ({name})"
        fits = most_side <= store.most_drawing_side
        yield _held(store, asks, has, fits, f"give {name} a smaller viewBox")
    if store.ideally_picture_bytes:
        parts = [p for p in book.parts.values() if p.media_type.startswith("image/")]
        largest, name = max(((len(p.data), p.name) for p in parts), default=(0, "no picture"))
        asks = f"pictures ideally at most {store.ideally_picture_bytes // _MB} MB"
        has = f"{largest / _MB:.2f} MB ({name})"
        is_ideal = largest <= store.ideally_picture_bytes
        yield _wished(store, asks, has, is_ideal, f"make {name} smaller")
    if store.described_pictures:
        bare = [name for name, e in book.elements("img") if not is_described(e)]
        asks = "a description of every picture"
        has = f"{len(bare)} without one"
        yield _held(store, asks, has, not bare, f"write alt in {', '.join(sorted(set(bare)))}")


def _sides(part: ManifestItem) -> Iterator[float]:
    """Width and height of a drawing, by the attributes of its root element."""
    tag = re.search(rb"<(?:\w+:)?svg\b[^>]*>", part.data)
    written = tag[0].decode("utf-8", "replace") if tag else ""
    sizes = re.findall(r"\s(?:width|height)=[\"']([\d.]+)(?:px)?[\"']", written)
    if not sizes and (box := re.search(r"viewBox=[\"']([^\"']+)", written)):
        sizes = re.split(r"[\s,]+", box[1].strip())[2:]
    yield from (float(size) for size in sizes)


def _arrangement(store: Store, book: Book) -> Iterator[StoreFinding]:
    """What else is in the document of the cover, how wide tables are, how files are called."""
    if store.cover_alone and book.pages:
        first, page = next(iter(book.pages.items()))
        said = " ".join(text(body) for body in page.iter("{*}body")).split()
        asks = "a cover in a document of its own"
        has = f"“{' '.join(said)[:60]}” in {first}" if said else first
        yield _held(store, asks, has, not said, "move the text to another document")
    if store.ideally_columns:
        rows = [(_columns(row), name) for name, row in book.elements("tr")]
        most, name = max(rows, default=(0, "no table"))
        asks = f"tables ideally of at most {store.ideally_columns} columns"
        is_ideal = most <= store.ideally_columns
        yield _wished(store, asks, f"{most} ({name})", is_ideal, "set it as a list of its rows")
    if store.plain_names:
        odd = sorted(name for name in book.parts if not re.fullmatch(r"[A-Za-z0-9._/-]+", name))
        asks = "names of files ideally without spaces and signs"
        right = "use letters, digits, hyphens"
        yield _wished(store, asks, f"“{odd[0]}”" if odd else "none", not odd, right)


def _columns(row: etree._Element) -> int:
    """How many columns a row of a table takes."""
    return sum(int(cell.get("colspan") or 1) for cell in row.iterfind("*"))


def _structure(store: Store, book: Book) -> Iterator[StoreFinding]:
    if store.least_documents:
        count = len(book.pages)
        asks = f"at least {store.least_documents} pages"
        accepts = count >= store.least_documents
        yield _held(
            store, asks, f"{count} documents", accepts, "write more, or join it with others"
        )
    if store.reflowable:
        flows = can_look_otherwise(book)
        has = "flows" if flows else "is laid out once for all"
        yield _held(store, "text that flows", has, flows, "let readers choose size and type")
    if store.no_page_references:
        references = _page_references(book)
        asks = "no page numbers in the text"
        has = f"“{references[0]}”" if references else "none"
        yield _held(store, asks, has, not references, "refer to the section, not to a page")
    if store.epubcheck:
        asks = "EPUBCheck without errors"
        yield StoreFinding(
            store.title, asks, "", StoreVerdict.UNKNOWN, "run EPUBCheck, which needs Java"
        )


_PAGES = re.compile(
    r"\b(?:pages?|pp?\.|páginas?|págs?\.|Seiten?|S\.)\s*\d+(?:\s*[-–]\s*\d+)?", re.IGNORECASE
)


def _page_references(book: Book) -> list[str]:
    """Every "page 12" in the text, except in citations of other works."""
    return [
        found[0]
        for page in book.pages.values()
        for body in page.iter("{*}body")
        if not any(True for e in body.iter() if e.get("role") == "doc-bibliography")
        for found in _PAGES.finditer(text(body))
    ]


def _naming(store: Store, book: Book, file: str) -> Iterator[StoreFinding]:
    number = book.isbn
    stem = file.rpartition(".")[0]
    if store.isbn_by_name and number is None:
        number = _isbn_of(stem)
    if store.isbn:
        right = "have one assigned, and write it in the brand under defaults.publisher.isbn"
        yield _held(store, "an ISBN", number or "none", number is not None, right)
    if store.named_by_isbn:
        asks = "a file named by its ISBN"
        right = f"call it {number}.epub" if number else "have an ISBN assigned first"
        is_named = number is not None and _isbn_of(stem) == number
        yield _held(store, asks, file, is_named, right)


def _isbn_of(stem: str) -> str | None:
    """The ISBN that a file is named by."""
    try:
        return isbn_digits(stem)
    except ValueError:
        return None


def _matching(store: Store, book: Book) -> Iterator[StoreFinding]:
    """The cover is a picture; what it says can be read where its own page describes it."""
    if not store.cover_matches or not book.pages or book.cover is None:
        return
    title = " ".join(book.core("title"))
    first = next(iter(book.pages.values()))
    words = " ".join([*(e.get("alt") or "" for e in first.iter("{*}img")), text(first)])
    accepts = bool(title) and title.casefold() in words.casefold()
    right = f"say “{title}” on the cover and in its description"
    has = f"“{' '.join(words.split())[:60]}”"
    yield _held(store, "the same title on the cover", has, accepts, right)
