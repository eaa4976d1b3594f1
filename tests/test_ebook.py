"""The e-book, on the source that contains every block and on all real sources, in both brands."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from publisher.brand.model import Assigned
from publisher.content.model import Review, ReviewState, Wording
from publisher.edition.load import load_edition
from publisher.errors import BadInput, BadOutput
from publisher.layout import titles
from publisher.plan.job import Job
from publisher.render import ebook
from publisher.render.ebook.style_sheet import style_sheet
from publisher.render.print import booklet
from publisher.verify import FaultKind, fidelity, standard
from tests import helpers
from tests.helpers import EVERY_BLOCK, LAYOUTS, PAIRS, REAL, ROOT, job_for
from tests.judges import DESKTOP, PHONE, TABLET, ace, epubcheck, read_book
from tests.shared import rendered

SOURCES = (EVERY_BLOCK, *REAL)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
each_pair = pytest.mark.parametrize(
    ("source", "name"),
    [(helpers.SOURCES[source], name) for source, name in PAIRS],
    ids=map("-".join, PAIRS),
)
each_brand = pytest.mark.parametrize("name", ["northfield", "riverbend"])
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def job_of(source: Path, name: str) -> Job:
    stamp = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return replace(job_for(source, name, "ebook"), stamp=stamp, siblings=())


@cache
def paged(source: Path, name: str) -> Job:
    """The same job where a booklet of the text exists."""
    booklet = load_edition(LAYOUTS / "booklet", ROOT)
    return replace(job_of(source, name), siblings=(booklet,))


@cache
def paged_data(source: Path, name: str) -> bytes:
    return rendered(paged(source, name))


@cache
def data_of(source: Path, name: str) -> bytes:
    return rendered(job_of(source, name))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def package_of(data: bytes) -> Any:
    return etree.fromstring(opened(data)["EPUB/content.opf"])


def metas(package: Any) -> list[tuple[str, str]]:
    return [(m.get("property"), m.text) for m in package.iter("{*}meta") if m.get("property")]


def reviewed(job: Job) -> Job:
    review = Review(
        state=ReviewState.REVIEWED,
        reviewer="Dr. Ada Example",
        reviewed=date(2026, 11, 20),
        next_review=date(2028, 11, 20),
    )
    return replace(job, condition=job.condition.model_copy(update={"review": review}))


@each_pair
def test_nothing_of_the_source_is_lost(source: Path, name: str) -> None:
    assert fidelity(job_of(source, name), data_of(source, name)).faults == ()


@each_pair
def test_the_same_job_gives_the_same_bytes(source: Path, name: str) -> None:
    assert ebook.render(job_of(source, name)) == data_of(source, name)


def test_the_archive_begins_with_its_media_type_and_bears_the_date_of_the_job() -> None:
    with zipfile.ZipFile(io.BytesIO(data_of(SOURCES[0], "riverbend"))) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {entry.date_time for entry in book.infolist()} == {(2026, 11, 22, 9, 30, 0)}


@each_source
def test_the_package_says_what_the_source_says(source: Path) -> None:
    job = job_of(source, "riverbend")
    package = package_of(data_of(source, "riverbend"))

    def said(name: str) -> list[str]:
        return [e.text for e in package.iter(DC + name)]

    assert package.get(XML_LANG) == job.condition.language
    assert said("title") == [job.condition.title.plain]
    assert said("identifier") == [job.identifier]
    assert said("language") == [job.condition.language]
    assert said("publisher") == [job.brand.name]
    assert said("date") == [job.condition.issued.isoformat()]
    assert said("description") == [job.condition.subtitle.plain]
    assert ("dcterms:modified", "2026-11-22T09:30:00Z") in metas(package)
    assert package.find(".//{*}spine").get("toc") == "toc-ncx"
    assert ("cover", "cover-jpg") in [(m.get("name"), m.get("content")) for m in package.iter()]
    assert not [m for m in package.iter("{*}meta") if m.get("name") == "generator"]


@each_source
def test_accessibility_metadata_is_complete_and_true(source: Path) -> None:
    data = data_of(source, "riverbend")
    facts = [(k, v) for k, v in metas(package_of(data)) if k.startswith("schema:")]
    assert [v for k, v in facts if k == "schema:accessMode"] == ["textual", "visual"]
    assert [v for k, v in facts if k == "schema:accessModeSufficient"] == [
        "textual",
        "textual,visual",
    ]
    assert [v for k, v in facts if k == "schema:accessibilityHazard"] == ["none"]
    assert len([v for k, v in facts if k == "schema:accessibilitySummary"]) == 1
    features = {v for k, v in facts if k == "schema:accessibilityFeature"}
    assert features == {
        "alternativeText",
        "ARIA",
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "unlocked",
    }
    files = opened(data)
    pages = [etree.fromstring(v) for k, v in files.items() if k.endswith(".xhtml")]
    pictures = [img for page in pages for img in page.iter("{*}img")]
    assert all(img.get("alt") or "symbols/" in img.get("src", "") for img in pictures)
    assert all(img.get("alt") is not None for img in pictures)
    assert "META-INF/encryption.xml" not in files
    assert not [k for k in files if k.endswith((".mp3", ".mp4", ".js"))]


def test_conformance_is_claimed_only_for_a_text_that_somebody_signed() -> None:
    job = job_of(SOURCES[0], "riverbend")
    keys = {key for key, _ in metas(package_of(data_of(SOURCES[0], "riverbend")))}
    assert keys.isdisjoint({"dcterms:conformsTo", "a11y:certifiedBy"})
    package = package_of(ebook.render(reviewed(job)))
    facts = dict(metas(package))
    assert facts["dcterms:conformsTo"] == "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    assert facts["a11y:certifiedBy"] == job.brand.name
    assert job.brand.name in facts["schema:accessibilitySummary"]


@each_source
def test_ids_are_those_of_the_source_and_links_find_them(source: Path) -> None:
    condition = job_of(source, "riverbend").condition
    files = opened(data_of(source, "riverbend"))
    pages = {
        k.removeprefix("EPUB/"): etree.fromstring(v)
        for k, v in files.items()
        if k.endswith(".xhtml")
    }
    places = {f"{k}#{e.get('id')}" for k, page in pages.items() for e in page.iter() if e.get("id")}
    ids = {place.partition("#")[2] for place in places}
    assert {block.id for block in condition.blocks(Wording.FULL)} <= ids
    for page, tree in pages.items():
        for link in tree.iter("{*}a"):
            href = link.get("href")
            if ":" not in href:
                target = page + href if href.startswith("#") else href
                assert target in places or target in pages


@each_source
def test_every_document_has_one_first_heading_a_title_and_its_language(source: Path) -> None:
    files = opened(data_of(source, "riverbend"))
    titles = []
    for name, content in files.items():
        if name.endswith(".xhtml"):
            page = etree.fromstring(content)
            assert page.get("lang") == page.get(XML_LANG) == "en-US"
            titles.append(page.findtext(".//{*}title"))
            assert len(list(page.iter("{*}h1"))) == (0 if name.endswith("cover.xhtml") else 1)
    assert all(titles)
    assert len(titles) == len(set(titles))


def test_each_epub_type_has_its_role() -> None:
    roles = {
        "chapter": "doc-chapter",
        "glossary": "doc-glossary",
        "toc": "doc-toc",
        "bibliography": "doc-bibliography",
        "colophon": "doc-colophon",
        "abstract": "doc-abstract",
    }
    seen = set()
    for name, content in opened(data_of(SOURCES[0], "riverbend")).items():
        if name.endswith(".xhtml"):
            for element in etree.fromstring(content).iter("{*}section", "{*}nav"):
                if (kind := element.get(EPUB_TYPE)) in roles:
                    assert element.get("role") == roles[kind]
                    seen.add(kind)
    assert seen == set(roles)


def test_the_reader_keeps_its_colours_and_its_size() -> None:
    style = opened(data_of(SOURCES[0], "riverbend"))["EPUB/style.css"].decode()
    rules = re.sub(r"/\*.*?\*/|@font-face \{[^}]*\}", "", style, flags=re.DOTALL)
    assert not re.findall(r"(?<![-\w])color: (?!inherit)[^;}]*", rules)
    assert "background" not in rules
    assert "!important" not in rules
    lengths = re.findall(r"(?<![\w#.-])[\d.]+(em|rem|%|vh|[a-z]{2})\b", rules)
    assert set(lengths) <= {"em", "rem", "%", "vh"}
    assert "vh" not in re.sub(r"max-height: [\d.]+vh", "", rules)


def test_a_dark_page_gets_the_borders_that_the_brand_has_for_it() -> None:
    brand_ = job_of(SOURCES[0], "riverbend").brand
    style = opened(data_of(SOURCES[0], "riverbend"))["EPUB/style.css"].decode()
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    painted = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", light)}
    assert painted == {brand_.light.brand, brand_.light.danger, brand_.light.accent}
    painted = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", dark)}
    assert painted == {brand_.dark.brand, brand_.dark.danger, brand_.dark.accent}


def test_no_reading_app_needs_to_know_custom_properties() -> None:
    style = opened(data_of(SOURCES[0], "riverbend"))["EPUB/style.css"].decode()
    assert re.findall(r"var\(|--|:root", style) == []
    plain = (LAYOUTS / "ebook" / "style.css").read_text("utf-8")
    assert "var(--brand)" in plain
    assert plain.count("{") == re.sub(r"@font-face \{[^}]*\}", "", style).count("{")


def test_a_property_without_a_value_is_named_with_its_line(tmp_path: Path) -> None:
    copytree(LAYOUTS, tmp_path / "layouts")
    sheet = tmp_path / "layouts" / "ebook" / "style.css"
    text = sheet.read_text("utf-8")
    lines = text.count("\n")
    more = "p { color: var(--ink) }\n@media print { h1 { border: calc(2 * var(--line)) solid } }\n"
    sheet.write_text(text + more, "utf-8")
    edition = load_edition(tmp_path / "layouts" / "ebook", tmp_path)
    job = replace(job_of(SOURCES[0], "riverbend"), edition=edition)
    right = (
        "one of those that sizes.css.j2 gives: --body, --headings, --title, --h1, --glance, --h2, "
        "--lead, --brand, --danger, --accent, --dark-brand, --dark-danger, --dark-accent"
    )
    with pytest.raises(BadInput) as caught:
        style_sheet(job, ())
    assert str(caught.value) == (
        f"layouts/ebook/style.css:{lines + 1}:12  nothing gives --ink a value: {right}\n"
        f"layouts/ebook/style.css:{lines + 2}:38  nothing gives --line a value: {right}\n"
        "2 problems. Nothing was written."
    )


# Notes ---------------------------------------------------------------------------------------


def documents(data: bytes) -> dict[str, Any]:
    return {
        name.removeprefix("EPUB/"): etree.fromstring(content)
        for name, content in opened(data).items()
        if name.endswith(".xhtml")
    }


def with_role(root: Any, role: str) -> list[Any]:
    return [element for element in root.iter("{*}*") if element.get("role") == role]


@each_source
def test_terms_and_citations_are_notes_that_lead_back(source: Path) -> None:
    pages = documents(data_of(source, "riverbend"))
    named = {}
    for file, page in pages.items():
        for role, kind in (("doc-glossref", "glossref"), ("doc-biblioref", "biblioref")):
            for link in with_role(page, role):
                assert link.get(EPUB_TYPE) == f"{kind} noteref"
                named.setdefault(link.get("href"), {}).setdefault(file, link.get("id"))
    assert named
    for target, uses in named.items():
        file, _, note = target.partition("#")
        (place,) = (e for e in pages[file].iter() if e.get("id") == note)
        back = [link.get("href") for link in with_role(place, "doc-backlink")]
        assert back == [f"{there}#{use}" for there, use in uses.items()]
        assert all(uses.values())


def test_a_note_that_pops_up_says_the_term_and_what_it_means() -> None:
    job = job_of(SOURCES[0], "riverbend")
    glossary = documents(data_of(SOURCES[0], "riverbend"))["glossary.xhtml"]
    for entry in job.condition.glossary:
        (note,) = (e for e in glossary.iter() if e.get("id") == f"entry-{entry.id}")
        term, meaning = note
        assert (term.get(EPUB_TYPE), meaning.get(EPUB_TYPE)) == ("glossterm", "glossdef")
        assert "".join(term.itertext()) == entry.term.plain
        assert "".join(meaning[0].itertext()) == entry.definition.plain


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """The book with one of its files changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(made, "w") as copy:
        for entry in book.infolist():
            content = book.read(entry)
            if entry.filename == name:
                assert content.count(old.encode()) == 1
                content = content.replace(old.encode(), new.encode())
            copy.writestr(entry, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'href="section-overview.xhtml#use.entry-term.1">What it is<',
            'href="section-overview.xhtml#use.entry-term.1">Take ten pills<',
            "EPUB/glossary.xhtml has a link back to section-overview.xhtml#use.entry-term.1 "
            "that says “Take ten pills”",
        ),
        (
            'href="section-overview.xhtml#use.entry-term.1">What it is<',
            'href="section-overview.xhtml#overview">What it is<',
            "EPUB/glossary.xhtml leads back to section-overview.xhtml#overview, "
            "where no note is named",
        ),
    ],
)
def test_a_link_back_that_says_something_else_is_a_fault(old: str, new: str, fault: str) -> None:
    data = changed(data_of(SOURCES[0], "riverbend"), "EPUB/glossary.xhtml", old, new)
    assert standard(job_of(SOURCES[0], "riverbend"), data) == (fault,)


# Pages of the booklet ------------------------------------------------------------------------


def marks(data: bytes) -> list[tuple[str, str]]:
    """(number, the words after it) of each page that is marked, in reading order."""
    found = []
    pages = documents(data)
    spine = [item.get("idref") for item in package_of(data).iter("{*}itemref")]
    for file in sorted(pages, key=lambda name: spine.index(name.replace(".", "-"))):
        said: list[str] = []
        number = ""
        for event, element in etree.iterwalk(pages[file].find("{*}body"), events=("start", "end")):
            if element.get("role") == "doc-backlink" or element.get("class") == "back":
                continue
            if event == "start" and element.get("role") == "doc-pagebreak":
                found += [(number, " ".join(said))] if number else []
                number, said = element.get("aria-label"), []
            said.append((element.text if event == "start" else element.tail) or "")
        found += [(number, " ".join(said))] if number else []
    return found


def letters(text: str) -> str:
    return re.sub(r"[\s\u00ad]", "", text)


@each_source
def test_pages_begin_where_those_of_the_booklet_begin(source: Path) -> None:
    job = paged(source, "riverbend")
    assert job.printed is not None
    marked = marks(paged_data(source, "riverbend"))
    printed = [
        letters(page.get_textpage().get_text_range())
        for page in PdfDocument(booklet.pages(job.printed))
    ]
    assert len(marked) >= len(printed) - 3  # the back, and lines for notes
    assert [int(number) for number, _ in marked] == list(range(1, len(marked) + 1))
    for number, said in marked:
        # Contents differ after their heading.
        begins = letters(job.words.contents if number == "3" else said)[:25]
        assert letters(said).startswith(begins)
        # Nothing stands before but what runs on every page.
        at = printed[int(number) - 1].find(begins)
        assert 0 <= at < 60, f"page {number} does not begin {begins!r}"


@each_source
def test_marks_of_pages_add_nothing_that_is_read(source: Path) -> None:
    with_pages, without = (
        {name: "".join(page.find("{*}body").itertext()) for name, page in documents(data).items()}
        for data in (paged_data(source, "riverbend"), data_of(source, "riverbend"))
    )
    for book in (with_pages, without):
        del book["nav.xhtml"]  # its lists are for reading systems alone
    assert {k: letters(v) for k, v in with_pages.items()} == {
        k: letters(v) for k, v in without.items()
    }
    job = paged(source, "riverbend")
    assert fidelity(job, paged_data(source, "riverbend")).faults == ()
    assert standard(job, paged_data(source, "riverbend")) == ()


def test_the_list_of_pages_is_hidden_and_says_whose_pages_they_are() -> None:
    job, data = paged(SOURCES[0], "riverbend"), paged_data(SOURCES[0], "riverbend")
    nav, ncx = documents(data)["nav.xhtml"], etree.fromstring(opened(data)["EPUB/toc.ncx"])
    (listed,) = with_role(nav, "doc-pagelist")
    assert (listed.get(EPUB_TYPE), listed.get("hidden")) == ("page-list", "hidden")
    pages = [(a.text, a.get("href")) for a in listed.iter("{*}a")]
    assert pages == [
        (one.findtext(".//{*}text"), one.find("{*}content").get("src"))
        for one in ncx.iter("{*}pageTarget")
    ]
    assert pages[0] == ("1", "title.xhtml#page.1")
    assert pages[2] == ("3", "nav.xhtml#page.3")
    said = metas(package_of(data))
    assert job.printed is not None
    assert ("pageBreakSource", job.printed.identifier) in said
    assert {v for k, v in said if v.startswith("page")} == {"pageBreakMarkers", "pageNavigation"}


def test_without_a_booklet_there_are_no_pages() -> None:
    data = data_of(SOURCES[0], "riverbend")
    assert marks(data) == []
    assert "doc-pagelist" not in opened(data)["EPUB/nav.xhtml"].decode()
    assert not [v for _, v in metas(package_of(data)) if v.startswith("page")]


def test_a_booklet_that_cannot_be_made_has_no_pages(tmp_path: Path) -> None:
    job = paged(SOURCES[0], "riverbend")
    without_ink = replace(job, brand=replace(job.brand, inks=None))
    assert without_ink.printed is None
    copytree(LAYOUTS, tmp_path / "layouts")
    layout = tmp_path / "layouts" / "booklet"
    shape = layout / "edition.toml"
    # The labels of its figure would be far too small to read.
    shape.write_text(shape.read_text().replace("[139.7, 215.9]", "[69.85, 107.95]"))
    narrow = replace(job_of(SOURCES[0], "riverbend"), siblings=(load_edition(layout, tmp_path),))
    assert narrow.printed is not None
    with pytest.raises(BadOutput, match=r"its labels are .* pt here, and 9 pt is the least"):
        booklet.pages(narrow.printed)
    data = ebook.render(narrow)
    assert marks(data) == []
    assert standard(narrow, data) == ()


def test_a_change_of_the_booklet_is_a_change_of_the_book(tmp_path: Path) -> None:
    copytree(LAYOUTS, tmp_path / "layouts")
    layout = tmp_path / "layouts" / "booklet"

    def key() -> str:
        job = job_of(SOURCES[0], "riverbend")
        return replace(
            job,
            siblings=(load_edition(layout, tmp_path),),
            edition=load_edition(tmp_path / "layouts/ebook", tmp_path),
        ).key

    before = key()
    style = layout / "style.css"
    style.write_text(style.read_text() + "p { margin-top: 1mm }\n")
    assert key() != before


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "nav.xhtml",
            '<li><a href="title.xhtml#page.2">2</a></li>',
            "",
            "EPUB/title.xhtml#page.2 is a page that its list of pages lacks",
        ),
        (
            "nav.xhtml",
            'title.xhtml#page.2">2<',
            'title.xhtml#at-a-glance">2<',
            "its list of pages points to EPUB/title.xhtml#at-a-glance, where no page begins",
        ),
        (
            "nav.xhtml",
            'title.xhtml#page.2">2<',
            'title.xhtml#page.2">7<',
            "its list of pages says 7 of page 2",
        ),
        (
            "content.opf",
            "pageBreakMarkers",
            "annotations",
            "its metadata and its pages do not agree on whether it has page numbers",
        ),
    ],
)
def test_a_list_of_pages_that_is_wrong_is_a_fault(
    file: str, old: str, new: str, fault: str
) -> None:
    data = changed(paged_data(SOURCES[0], "riverbend"), f"EPUB/{file}", old, new)
    assert fault in standard(paged(SOURCES[0], "riverbend"), data)


def test_a_mark_that_shows_its_number_is_a_fault() -> None:
    data = paged_data(SOURCES[0], "riverbend")
    wrong = changed(data, "EPUB/title.xhtml", 'aria-label="2"></span>', 'aria-label="2">2</span>')
    (fault,) = fidelity(paged(SOURCES[0], "riverbend"), wrong).faults
    assert (fault.what, fault.piece) == (FaultKind.UNEXPECTED, "2")


# Numbers of books ----------------------------------------------------------------------------


def test_the_isbn_that_the_clinic_was_assigned_identifies_book_and_pages() -> None:
    job = paged(SOURCES[0], "riverbend")
    condition = job.condition
    assigned = tuple(
        Assigned(
            condition=condition.condition, language=condition.language, edition=name, isbn=number
        )
        for name, number in (("ebook", "9780306406157"), ("booklet", "9783161484100"))
    )
    job = replace(job, brand=replace(job.brand, isbns=assigned))
    data = ebook.render(job)
    package = package_of(data)
    assert [e.text for e in package.iter(DC + "identifier")] == ["urn:isbn:9780306406157"]
    assert ("pageBreakSource", "urn:isbn:9783161484100") in metas(package)
    assert b'name="dtb:uid" content="urn:isbn:9780306406157"' in opened(data)["EPUB/toc.ncx"]
    wrong = changed(data, "EPUB/content.opf", "urn:isbn:9780306406157", "urn:uuid:none")
    fault = "its identifier is not the ISBN it was assigned, 9780306406157"
    assert standard(job, wrong) == (fault,)


def test_fonts_hold_only_what_the_book_needs() -> None:
    job = job_of(SOURCES[0], "northfield")
    files = opened(data_of(SOURCES[0], "northfield"))
    fonts = {name: len(data) for name, data in files.items() if name.endswith(".ttf")}
    assert len(fonts) >= 3
    whole = {face.path.stat().st_size for face in job.brand.body.faces}
    assert max(fonts.values()) < min(whole) / 2


@each_pair
def test_the_cover_is_a_picture_that_every_store_takes(source: Path, name: str) -> None:
    data = opened(data_of(source, name))["EPUB/cover.jpg"]
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1580, 2528))
    assert picture.width * picture.height < 4_000_000
    field = job_of(source, name).brand.light.brand
    wanted = tuple(int(field[i : i + 2], 16) for i in (1, 3, 5))
    corner = picture.getpixel((20, 20))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) <= 3 for a, b in zip(corner, wanted, strict=True))


def test_words_of_a_title_stay_whole_on_the_cover() -> None:
    family = job_of(SOURCES[0], "riverbend").brand.headings
    short, _ = titles.title_fit("Asthma", family, 1360, 260)
    long, lines = titles.title_fit("Pancreatic neuroendocrine tumors", family, 1360, 260)
    longest, _ = titles.title_fit(
        "Pneumonoultramicroscopicsilicovolcanoconiosis", family, 1360, 260
    )
    assert short > long > longest
    assert lines == 3


@pytest.mark.judge
@each_pair
def test_epubcheck_and_ace_find_nothing(source: Path, name: str, tmp_path: Path) -> None:
    path = tmp_path / "ebook.epub"
    path.write_bytes(paged_data(source, name))
    assert epubcheck(path) == []
    if (source, name) != (EVERY_BLOCK, "northfield"):  # axe judges colours on the web page
        assert ace(path) == []


@pytest.mark.judge
def test_a_reviewed_book_passes_too(tmp_path: Path) -> None:
    path = tmp_path / "ebook.epub"
    path.write_bytes(ebook.render(reviewed(job_of(SOURCES[0], "riverbend"))))
    assert epubcheck(path) == []
    assert ace(path) == []


@pytest.mark.judge
@pytest.mark.parametrize(
    ("size", "dark"),
    [(PHONE, True), (TABLET, False), (DESKTOP, True)],
    ids=["dark-phone", "light-tablet", "dark-desktop"],
)
def test_a_reading_system_shows_every_word(
    browser: Browser, size: tuple[int, int], dark: bool
) -> None:
    data = paged_data(SOURCES[0], "northfield")
    # Ace has axe judge the chapters on a light page.
    thorough = dark and size == PHONE
    reading = read_book(browser, data, size=size, dark=dark, thorough=thorough)
    assert reading.findings == []
    assert reading.pages >= 10


@pytest.mark.judge
@pytest.mark.parametrize("source", SOURCES[1:], ids=lambda path: path.name)
def test_a_reading_system_shows_every_word_of_the_guides(browser: Browser, source: Path) -> None:
    assert read_book(browser, paged_data(source, "riverbend")).findings == []
