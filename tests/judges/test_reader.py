"""The reading system is shown to catch books made wrong on purpose, and to let a right one pass."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.judges import PHONE, read_book

_CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:a:b</dc:identifier>
<dc:title>Asthma</dc:title><dc:language>en</dc:language></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
<item id="picture" href="lungs.svg" media-type="image/svg+xml"/>
</manifest>
<spine><itemref idref="one"/><itemref idref="two"/></spine></package>"""
_XHTML = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="en" xml:lang="en"><head><title>Asthma</title></head><body>{body}</body></html>"""
_NAV = """<nav epub:type="toc"><ol><li><a href="one.xhtml">Asthma</a></li>
<li><a href="two.xhtml#signs">Signs</a></li></ol></nav>"""
_LUNGS = """<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40">
<circle r="9" cx="20" cy="20"/></svg>"""
_LONG = "<p>Asthma narrows the airways of the lungs.</p>" * 60


@dataclass(frozen=True)
class Book:
    """A small book of two chapters, several pages long."""

    one: str = f'<h1>Asthma</h1><p><img src="lungs.svg" alt="Lungs"/></p>{_LONG}'
    two: str = f'<h1>More</h1>{_LONG}<h2 id="signs">Signs</h2><p>It is hard to breathe.</p>'
    nav: str = _NAV
    picture: bool = True

    def data(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as book:
            book.writestr("META-INF/container.xml", _CONTAINER)
            book.writestr("EPUB/book.opf", _PACKAGE)
            for name in ("nav", "one", "two"):
                book.writestr(f"EPUB/{name}.xhtml", _XHTML.format(body=getattr(self, name)))
            if self.picture:
                book.writestr("EPUB/lungs.svg", _LUNGS)
        return made.getvalue()


def test_a_right_book_is_turned_to_its_end(browser: Browser) -> None:
    reading = read_book(browser, Book().data(), size=PHONE, thorough=True)
    assert reading.findings == []
    assert reading.pages >= 6


@pytest.mark.parametrize(
    ("book", "findings"),
    [
        (
            Book(picture=False),
            ["EPUB/lungs.svg: 404", "one.xhtml: lungs.svg shows nothing"],
        ),
        (
            Book(one='<h1>Asthma</h1><script>throw new Error("lost")</script>'),
            ["script: lost"],
        ),
        (
            Book(one='<h1>Asthma</h1><p style="display: none">Call 911.</p><p>Air.</p>'),
            ["one.xhtml: never on a page: Call 911."],
        ),
        (
            Book(
                one='<h1>Asthma</h1><p style="width: 900px">Call 911 for ever and ever.</p>'
                '<p style="position: absolute; left: -900px">Now.</p>'
            ),
            ["one.xhtml: never on a page: Now."],
        ),
        (
            Book(one="<h1>Asthma</h1><script>document.body.append('Eat it all.')</script>"),
            ["one.xhtml: says more"],
        ),
    ],
    ids=["picture", "script", "hidden", "outside", "added"],
)
def test_a_fault_that_a_reader_meets_is_found(
    browser: Browser, book: Book, findings: list[str]
) -> None:
    said = read_book(browser, book.data()).findings
    assert [finding for finding in said if not finding.startswith("console: Failed")] == findings


def test_a_link_that_leads_nowhere_is_found(browser: Browser) -> None:
    book = Book(nav=_NAV.replace("#signs", "#symptoms"))
    said = read_book(browser, book.data(), thorough=True).findings
    assert said == ["nav.xhtml: two.xhtml#symptoms leads nowhere"]


def test_colours_that_vanish_on_a_dark_page_are_found(browser: Browser) -> None:
    book = Book(one='<h1>Asthma</h1><p style="color: #00008b">Call 911.</p>')
    assert read_book(browser, book.data(), thorough=True).findings == []
    (finding,) = read_book(browser, book.data(), dark=True, thorough=True).findings
    assert finding.startswith("one.xhtml: color-contrast (serious) p")
