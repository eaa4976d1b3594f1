"""Reads the finished files in `out/` and writes the feeds of each brand beside them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher.build.publish import exclusive, sync_files
from publisher.edition.model import Format
from publisher.errors import BadInput, Problem
from publisher.feed import covers, languages, onix, opds, recipients
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.book import Book, opened
from publisher.published.catalogue import BrandCatalogue, brand_catalogues
from publisher.published.checksums import with_checksums
from publisher.published.urls import Urls, urls_below

Files = dict[PurePosixPath, bytes]


def publish_feeds(
    root: Path, selection: Selection, out: Path, base_url: str | None
) -> dict[str, Files]:
    """Every file of every feed that was written, by brand, then by path below `out/`.

    Raises `BadInput`, before anything is written, where there are no files, where a file is older
    than its source, and where an address is wrong or a language has no ONIX code.
    """
    urls = urls_below(base_url)
    found = brand_catalogues(select_jobs(root, selection), out)
    _have_books(found, out)
    _speak(found)
    made = {catalogue.brand.id: _files(catalogue, urls) for catalogue in found}
    with exclusive(out):
        for brand, files in made.items():
            own = [PurePosixPath(brand, "feed")]
            sync_files(out, own, with_checksums(files, own))
    return made


def _files(catalogue: BrandCatalogue, urls: Urls) -> Files:
    books = {
        title.name: opened(copy.data())
        for title in catalogue.titles
        for copy in title.of(Format.EPUB)[:1]
    }
    files = dict(opds.files(catalogue, books, urls))
    folder = PurePosixPath(catalogue.brand.id, "feed")
    for release in onix.RELEASES:
        at = folder / f"onix-{release}.xml"
        files[at] = onix.message(catalogue, books, release, urls, at)
    files[folder / "recipients.json"] = recipients.report(catalogue)
    for to in recipients.RECIPIENTS:
        if recipients.products(to, catalogue):
            at = folder / f"onix-{to.name}.xml"
            files[at] = onix.message(catalogue, books, "3.0", urls, at, to)
    for title in catalogue.titles:
        for copy in title.of(Format.EPUB)[:1]:
            cover, small = covers.pictures(copy)
            files |= {covers.path(title): cover, covers.thumbnail_path(title): small}
            files |= _delivery(folder, books[title.name], copy.isbn, copy.data(), cover)
    return files


def _delivery(
    folder: PurePosixPath, book: Book, isbn: str | None, data: bytes, cover: bytes
) -> Files:
    """Copies of book and cover with the file names that stores require, where it has an ISBN."""
    if isbn is None or book.isbn != isbn:
        return {}
    return {
        folder / "stores" / f"{isbn}.epub": data,
        folder / "stores" / f"{isbn}.jpg": cover,
    }


def _have_books(found: tuple[BrandCatalogue, ...], out: Path) -> None:
    """Raises `BadInput` where a brand has no e-book: its feed would be empty."""
    bare = [s for s in found if not any(title.of(Format.EPUB) for title in s.titles)]
    if bare:
        right = "publisher build --edition ebook"
        raise BadInput(
            Problem(str(out / s.brand.id), 0, 0, "", "contains no e-book yet", right) for s in bare
        )


def _speak(found: tuple[BrandCatalogue, ...]) -> None:
    """Raises `BadInput` where ONIX has no code for the language of a text."""
    problems = [
        Problem(
            f"sources/{title.condition.condition}/condition.yaml",
            0,
            0,
            "language",
            f"{title.condition.language!r} has no code in ONIX list 74",
            "write the tag of a language that it has: en-US",
        )
        for catalogue in found
        for title in catalogue.titles
        if languages.onix(title.condition.language) is None
    ]
    if problems:
        raise BadInput(problems)
