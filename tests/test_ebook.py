"""The e-book, on the source that holds every block and on all real sources, in both brands."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from publisher import brand, edition, load, words
from publisher.model import Review, ReviewState, Wording
from publisher.plan import Job
from publisher.render import cover, ebook
from publisher.verify import fidelity
from tests.judges import ace, epubcheck

ROOT = Path(__file__).parent.parent
LAYOUTS = ROOT / "layouts"
SOURCES = (
    ROOT / "tests/sources/every-block",
    *sorted(path.parent for path in ROOT.glob("sources/*/condition.yaml")),
)
each_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
each_brand = pytest.mark.parametrize("name", ["northfield", "riverbend"])
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def job_of(source: Path, name: str) -> Job:
    condition = load.condition(source, ROOT)
    return Job(
        condition=condition,
        brand=brand.load(LAYOUTS / "brands" / name, ROOT),
        edition=edition.load(LAYOUTS / "ebook", ROOT),
        words=words.load(LAYOUTS, condition.language),
        stamp=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        siblings=(),
    )


@cache
def data_of(source: Path, name: str) -> bytes:
    return ebook.render(job_of(source, name))


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


@each_brand
@each_source
def test_nothing_of_the_source_is_lost(source: Path, name: str) -> None:
    assert fidelity(job_of(source, name), data_of(source, name)).faults == ()


@each_brand
@each_source
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
    assert package.find(".//{*}spine").get("toc") is None
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
        "alternativeText", "ARIA", "displayTransformability", "readingOrder",
        "structuralNavigation", "tableOfContents", "unlocked",
    }  # fmt: skip
    files = opened(data)
    pages = [etree.fromstring(v) for k, v in files.items() if k.endswith(".xhtml")]
    assert all(img.get("alt") for page in pages for img in page.iter("{*}img"))
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
        "chapter": "doc-chapter", "glossary": "doc-glossary", "toc": "doc-toc",
        "bibliography": "doc-bibliography", "colophon": "doc-colophon",
        "abstract": "doc-abstract",
    }  # fmt: skip
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
    assert not re.findall(r"font-size: [\d.]+(?:px|pt|mm)", rules)


def test_fonts_hold_only_what_the_book_needs() -> None:
    job = job_of(SOURCES[0], "northfield")
    files = opened(data_of(SOURCES[0], "northfield"))
    fonts = {name: len(data) for name, data in files.items() if name.endswith(".ttf")}
    assert len(fonts) >= 3
    whole = {face.path.stat().st_size for face in job.brand.body.faces}
    assert max(fonts.values()) < min(whole) / 2


@each_brand
@each_source
def test_the_cover_is_a_picture_that_every_store_takes(source: Path, name: str) -> None:
    data = opened(data_of(source, name))["EPUB/cover.jpg"]
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1600, 2560))
    field = job_of(source, name).brand.light.brand
    wanted = tuple(int(field[i : i + 2], 16) for i in (1, 3, 5))
    corner = picture.getpixel((20, 20))
    assert isinstance(corner, tuple)
    assert all(abs(a - b) <= 3 for a, b in zip(corner, wanted, strict=True))


def test_words_of_a_title_stay_whole_on_the_cover() -> None:
    family = job_of(SOURCES[0], "riverbend").brand.headings
    short, _ = cover.title_fit("Asthma", family, 1360, 260)
    long, lines = cover.title_fit("Pancreatic neuroendocrine tumors", family, 1360, 260)
    longest, _ = cover.title_fit("Pneumonoultramicroscopicsilicovolcanoconiosis", family, 1360, 260)
    assert short > long > longest
    assert lines == 3


@pytest.mark.judge
@each_brand
@each_source
def test_epubcheck_and_ace_find_nothing(source: Path, name: str, tmp_path: Path) -> None:
    path = tmp_path / "ebook.epub"
    path.write_bytes(data_of(source, name))
    assert epubcheck(path) == []
    assert ace(path) == []


@pytest.mark.judge
def test_a_reviewed_book_passes_too(tmp_path: Path) -> None:
    path = tmp_path / "ebook.epub"
    path.write_bytes(ebook.render(reviewed(job_of(SOURCES[0], "riverbend"))))
    assert epubcheck(path) == []
    assert ace(path) == []
