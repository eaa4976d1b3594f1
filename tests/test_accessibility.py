"""Each code of accessibility is read from the book, and goes where the book no longer shows it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from publisher.feed import accessibility
from publisher.published.book import opened
from tests.catalogue import Catalogue, changed, with_file, without

XHTML = r"\.xhtml$"
VANISH: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "10 encrypted": ("10", r"style\.css$", lambda text: text + " "),
    "13 not said": ("13", r"\.opf$", without("readingOrder")),
    "13 moved by a style": ("13", r"style\.css$", lambda text: text + "p { position: absolute }"),
    "13 aside": ("13", r"\.opf$", without("<itemref ", put='<itemref linear="no" ')),
    "14 no alt": ("14", XHTML, without(' alt="[^"]*"')),
    "22 no lang": ("22", r"about\.xhtml$", without(' lang="[^"]*"')),
    "29 a level skipped": ("29", r"about\.xhtml$", without(r"<(/?)h1", put=r"<\1h3")),
    "30 no roles": ("30", XHTML, without(' role="[^"]*"')),
    "32 no landmarks": ("32", r"nav\.xhtml$", without('epub:type="landmarks"')),
    "32 a landmark that is not there": (
        "32",
        r"nav\.xhtml$",
        without("cover.xhtml", put="x.xhtml"),
    ),
    "36 fixed type": ("36", r"style\.css$", lambda text: text + "p { font-size: 12px }"),
    "36 fixed layout": (
        "36",
        r"\.opf$",
        without(
            "</metadata>", put='<meta property="rendition:layout">pre-paginated</meta></metadata>'
        ),
    ),
    "38 no entries": ("38", r"glossary\.xhtml$", without(r' id="entry-[^"]*"')),
    "52 not said": ("52", r"\.opf$", without("accessModeSufficient")),
    "52 no alt": ("52", XHTML, without(' alt="[^"]*"')),
    "00 not said": ("00", r"\.opf$", without("accessibilitySummary")),
}


def codes(data: bytes) -> set[str]:
    return {told.code for told in accessibility.features(opened(data))}


@pytest.mark.parametrize("name", VANISH)
def test_what_a_book_loses_is_no_longer_told_of_it(catalogue: Catalogue, name: str) -> None:
    code, file, change = VANISH[name]
    data = catalogue.ebook("northfield")
    less = changed(data, file, change)
    if "encrypted" in name:
        less = with_file(less, "META-INF/encryption.xml", b"<encryption/>")
    assert code in codes(data)
    assert code not in codes(less)


CLAIM = (
    '<meta property="dcterms:conformsTo" id="c">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>'
)
CERTIFIED = '<meta property="a11y:certifiedBy" refines="#c">A clinic</meta>'


def test_a_claim_counts_only_with_who_makes_it(catalogue: Catalogue) -> None:
    data = catalogue.ebook("northfield")
    told = {"04", "82", "85", "90"}
    assert not told & codes(data)
    bare = changed(data, r"\.opf$", without("</metadata>", put=f"{CLAIM}</metadata>"))
    assert not told & codes(bare)
    whole = changed(data, r"\.opf$", without("</metadata>", put=f"{CLAIM}{CERTIFIED}</metadata>"))
    assert told <= codes(whole)


PAGES = '<nav epub:type="page-list"><ol><li><a href="about.xhtml#p1">1</a></li></ol></nav></body>'
BREAK = '<span role="doc-pagebreak" id="p1" aria-label="1"/></body>'


def test_pages_are_told_of_where_each_is_marked_and_print_pages_where_they_are_of_print(
    catalogue: Catalogue,
) -> None:
    data = (
        changed(
            catalogue.ebook("northfield"), r"nav\.xhtml$", without("<nav [^>]*page-list.*?</nav>")
        )
        if b"page-list" in b"".join(nav(catalogue))
        else catalogue.ebook("northfield")
    )
    listed = changed(data, r"nav\.xhtml$", without("</body>", put=PAGES))
    assert not {"19", "41"} & codes(listed)
    marked = changed(listed, r"about\.xhtml$", without("</body>", put=BREAK))
    source = '<meta property="pageBreakSource">urn:isbn:9780201379624</meta></metadata>'
    sourced = changed(
        changed(marked, r"\.opf$", without('<meta property="pageBreakSource">.*?</meta>'))
        if "pageBreakSource" in opf(marked)
        else marked,
        r"\.opf$",
        without("</metadata>", put=source),
    )
    assert {"19", "41"} <= codes(sourced)
    nameless = changed(sourced, r"about\.xhtml$", without(' aria-label="1"'))
    assert not {"19", "41"} & codes(nameless)
    digital = changed(sourced, r"\.opf$", without("urn:isbn:9780201379624", put="none"))
    assert "41" in codes(digital)
    assert "19" not in codes(digital)


def nav(catalogue: Catalogue) -> list[bytes]:
    parts = opened(catalogue.ebook("northfield")).parts.values()
    return [part.data for part in parts if "nav" in part.properties]


def opf(data: bytes) -> str:
    return etree.tostring(opened(data).package, encoding="unicode")


def test_contents_are_told_of_where_they_lead_to_all_there_is(catalogue: Catalogue) -> None:
    data = catalogue.ebook("northfield")
    book = opened(data)
    places = [
        f"{name.partition('/')[2]}#{e.get('id') or e.getparent().get('id')}"  # type: ignore[union-attr]
        for name, e in book.elements("figure", "table")
    ]
    headings = [
        f"{name.partition('/')[2]}#{e.get('id') or e.getparent().get('id')}"  # type: ignore[union-attr]
        for name, e in book.elements("h1", "h2", "h3", "h4")
    ]
    assert all(not place.endswith(("#", "#None")) for place in [*places]), places
    links = "".join(f'<li><a href="{p}">x</a></li>' for p in [*places, *headings])
    listed = f'<nav epub:type="toc"><ol>{links}</ol></nav></body>'
    full = changed(data, r"nav\.xhtml$", without("</body>", put=listed))
    named = {
        name
        for name, e in book.elements("h1", "h2", "h3", "h4")
        if not (e.get("id") or e.getparent().get("id"))
    }  # type: ignore[union-attr]
    assert "11" in codes(full) or named
    less = changed(full, r"nav\.xhtml$", without(re.escape(places[0]) + '"', put='x.xhtml"'))
    assert "11" not in codes(less)


def test_links_are_told_clear_where_each_says_in_words_where_it_leads(catalogue: Catalogue) -> None:
    data = catalogue.ebook("northfield")

    def named(text: str) -> str:
        bare = text.replace(' aria-label="', ' data-was="')
        return re.sub(r"(<a [^>]*)>", r'\1 aria-label="To there">', bare)

    clear = changed(data, XHTML, named)
    assert "40" in codes(clear)
    assert "40" not in codes(
        changed(
            clear,
            r"references\.xhtml$",
            without("</body>", put='<a href="title.xhtml">7</a></body>'),
        )
    )


def hazard_codes(data: bytes) -> list[str]:
    return [told.code for told in accessibility.hazards(opened(data))]


HAZARDOUS = {
    "not said": (r"\.opf$", without("accessibilityHazard"), []),
    "one said": (r"\.opf$", without('(accessibilityHazard">)none', put=r"\1noSoundHazard"), ["16"]),
    "animated by a style": (r"style\.css$", lambda t: t + "p { animation: x 1s }", ["16"]),
    "animated drawing": (r"\.svg$", without("</svg>", put="<animate/></svg>"), ["16"]),
    "film": (r"about\.xhtml$", without("</body>", put="<video/></body>"), []),
    "script": (r"about\.xhtml$", without("</body>", put="<script/></body>"), ["16"]),
}


@pytest.mark.parametrize("name", HAZARDOUS)
def test_no_hazard_is_ruled_out_that_a_book_may_have(catalogue: Catalogue, name: str) -> None:
    file, change, left = HAZARDOUS[name]
    data = catalogue.ebook("northfield")
    assert hazard_codes(data) == ["00", "14", "16", "18"]
    assert hazard_codes(changed(data, file, change)) == left
