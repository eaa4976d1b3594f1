"""A reading system as a judge of EPUB files: epub.js turns every page in Chromium."""

from __future__ import annotations

import io
import posixpath
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree
from playwright.sync_api import Browser, Page

from tests.judges.install import node_module
from tests.judges.web import axe

PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1280, 800)
_H = "{http://www.w3.org/1999/xhtml}"
_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".ttf": "font/ttf",
    ".opf": "application/oebps-package+xml",
}
# As in Ace: a chapter is a part of a page of the reading system, which has its own landmarks; the
# last two are of the frame and the viewport that epub.js gives it.
_NOT_OF_BOOKS = (
    "bypass",
    "region",
    "page-has-heading-one",
    "landmark-one-main",
    "landmark-complementary-is-top-level",
    "scrollable-region-focusable",
    "meta-viewport",
)
# axe-core takes doc- roles for none here and refuses the label that Ace asks for.
_NOT_READ = ('[role="doc-pagebreak"]',)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one book on one screen."""

    pages: int
    findings: list[str]


def read_book(
    browser: Browser,
    data: bytes,
    *,
    size: tuple[int, int] = PHONE,
    dark: bool = False,
    thorough: bool = False,
    pictures: Path | None = None,
) -> Reading:
    """The book turned page by page to its end, and all that its reader would miss or trip over.

    `thorough` asks axe about each chapter, and follows every entry of contents and of the list of
    pages. `pictures` is a folder for what the first page of each chapter looks like.
    """
    width, height = size
    with _served(data) as address:
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        heard = _listening(page)
        page.goto(f"{address}/reader.html")
        page.evaluate("dark => start(dark)", dark)
        reading = _Reading(page, data, thorough=thorough, pictures=pictures)
        reading.to_the_end()
        if thorough:
            reading.follow()
        page.close()
    return Reading(reading.pages, [*heard, *reading.findings])


class _Reading:
    """Chapter after chapter; what is wrong gathers in `findings`."""

    def __init__(self, page: Page, data: bytes, *, thorough: bool, pictures: Path | None) -> None:
        self.page, self.thorough, self.pictures = page, thorough, pictures
        self.pages, self.findings = 0, list[str]()
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            folder, package = _package(book)
            items = {item.get("id"): item for item in package.iter("{*}item")}
            self.nav = next(i for i in items.values() if "nav" in i.get("properties", "").split())
            spine = [items[one.get("idref")] for one in package.iter("{*}itemref")]
            self.chapters = {
                item.get("href"): etree.fromstring(
                    book.read(posixpath.join(folder, item.get("href")))
                )
                for item in (self.nav, *spine)
            }
        self.spine = [item.get("href") for item in spine]

    def to_the_end(self) -> None:
        left = set(self.spine)
        last = False
        while not last:
            if self.pictures:
                self.page.screenshot(path=self.pictures / f"{len(self.spine) - len(left)}.png")
            violations = self.violations() if self.thorough else []
            read: dict[str, Any] = self.page.evaluate("read()")
            left.discard(read["href"])
            self.chapter(read)
            self.findings += [f"{read['href']}: {violation}" for violation in violations]
            last = read["last"] or read["pages"] >= 500
        self.findings += [f"{name}: never opened" for name in sorted(left)]

    def chapter(self, read: dict[str, Any]) -> None:
        name = read["href"]
        self.pages += read["pages"]
        self.findings += [f"{name}: {picture} shows nothing" for picture in read["blank"]]
        if read["unseen"]:
            self.findings.append(f"{name}: never on a page: {' '.join(read['unseen'][:12])}")
        if read["words"] != (wanted := _words(self.chapters[name])):
            said = next(
                (
                    f"“{a}” instead of “{b}”"
                    for a, b in zip(read["words"], wanted, strict=False)
                    if a != b
                ),
                "more" if len(read["words"]) > len(wanted) else "less",
            )
            self.findings.append(f"{name}: says {said}")

    def violations(self) -> list[str]:
        (frame,) = self.page.main_frame.child_frames
        return axe(frame, without=_NOT_OF_BOOKS, apart=_NOT_READ)

    def follow(self) -> None:
        """Every link of the navigation, as its reader would follow it."""
        nav = self.nav.get("href")
        links = [a.get("href", "") for a in self.chapters[nav].iter(f"{_H}a")]
        for href in dict.fromkeys(links):
            if not self.page.evaluate("href => go(href).catch(() => false)", href):
                self.findings.append(f"{nav}: {href} leads nowhere")


def _package_path(book: zipfile.ZipFile) -> str:
    container = etree.fromstring(book.read("META-INF/container.xml"))
    return str(next(container.iter("{*}rootfile")).get("full-path"))


def _package(book: zipfile.ZipFile) -> tuple[str, Any]:
    """The folder of the package document, and its root."""
    path = _package_path(book)
    return posixpath.dirname(path), etree.fromstring(book.read(path))


def _words(root: Any) -> list[str]:
    """The words of a chapter, as XML has them."""
    runs: list[str] = []

    def gather(element: Any) -> None:
        if element.get("hidden") is None and element.tag not in (f"{_H}script", f"{_H}style"):
            runs.append(element.text or "")
            for child in element:
                gather(child)
                runs.append(child.tail or "")

    gather(root.find(f"{_H}body"))
    return [word for run in runs for word in run.split()]


def _listening(page: Page) -> list[str]:
    """A list that fills with whatever the browser complains of."""
    heard: list[str] = []
    page.on(
        "console",
        lambda said: heard.append(f"console: {said.text}") if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: heard.append(f"script: {error.message}"))
    page.on(
        "response",
        lambda got: heard.append(f"{_in_book(got.url)}: {got.status}") if not got.ok else None,
    )
    page.on("requestfailed", lambda lost: heard.append(f"{_in_book(lost.url)}: not fetched"))
    return heard


def _in_book(url: str) -> str:
    return url.partition("/book/")[2] or url


@contextmanager
def _served(data: bytes) -> Iterator[str]:
    """The address of a reader of the book; both are served from memory, on this machine alone."""
    files = {
        "/reader.html": Path(__file__).with_name("reader.html").read_bytes(),
        "/epub.js": node_module("epubjs", "dist", "epub.min.js").read_bytes(),
    }
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files |= {f"/book/{name}": book.read(name) for name in book.namelist()}
        files["/package"] = _package_path(book).encode()

    class Shelf(BaseHTTPRequestHandler):
        shelf: ClassVar = files

        def do_GET(self) -> None:
            content = self.shelf.get(self.path)
            self.send_response(404 if content is None else 200)
            suffix = posixpath.splitext(self.path)[1]
            self.send_header("Content-Type", _TYPES.get(suffix, "text/plain"))
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
