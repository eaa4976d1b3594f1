"""Each judge is shown to catch a file made wrong on purpose, and to let a right one pass."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page
from weasyprint import CSS, HTML

from tests import judges
from tests.judges import install, word
from tests.own_font import NAME, font_face

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Asthma</title>
<meta name="viewport" content="width=device-width">
<style>body {{ color: #222; background: #fff }} {style}</style></head>
<body><main><h1>Asthma</h1>{body}</main></body></html>
"""


def _page(body: str = "<p>Asthma narrows the airways.</p>", style: str = "") -> str:
    return _PAGE.format(body=body, style=style)


def _pdf(path: Path, html: str, variant: str | None = "pdf/ua-1") -> Path:
    own = CSS(string=f"{font_face()} * {{ font-family: {NAME} }}")
    HTML(string=html).write_pdf(path, pdf_variant=variant, stylesheets=[own])
    return path


# PDF


def test_verapdf_passes_a_tagged_pdf(tmp_path: Path) -> None:
    assert judges.verapdf(_pdf(tmp_path / "good.pdf", _page())) == []


def test_verapdf_catches_a_pdf_without_tags_and_language(tmp_path: Path) -> None:
    html = _page().replace(' lang="en"', "").replace("<title>Asthma</title>", "")
    findings = judges.verapdf(_pdf(tmp_path / "bad.pdf", html, variant=None))
    broken = {finding.split(" ")[0] for finding in findings}
    # Not marked, no structure tree, content without a tag, text without a language.
    assert {"6.2-1", "7.1-11", "7.1-3", "7.2-34"} <= broken


def test_verapdf_catches_a_skipped_heading_level(tmp_path: Path) -> None:
    (finding,) = judges.verapdf(_pdf(tmp_path / "bad.pdf", _page("<h3>Symptoms</h3>")))
    assert finding.startswith("7.4.2-1 ×1: ")


def test_verapdf_catches_a_file_that_is_no_pdf(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"no PDF")
    (finding,) = judges.verapdf(tmp_path / "bad.pdf")
    assert finding.startswith("not a PDF that can be read")


def test_page_validation_tells_a_tagged_pdf_from_one_without_tags(tmp_path: Path) -> None:
    assert judges.page_validation(_pdf(tmp_path / "good.pdf", _page())) == []
    broken = judges.page_validation(_pdf(tmp_path / "bad.pdf", _page(), variant=None))
    assert any("PDFUA1" in finding for finding in broken)
    (tmp_path / "none.pdf").write_bytes(b"no PDF")
    (finding,) = judges.page_validation(tmp_path / "none.pdf")
    assert finding.startswith("not a PDF that can be read")


def test_outloud_catches_header_cells_without_scope(tmp_path: Path) -> None:
    assert judges.outloud(_pdf(tmp_path / "good.pdf", _page())) == []
    row = "<tr><th>Sign</th><td>One</td><td>Two</td></tr>"
    table = f"<table><tr><th></th><th>First</th><th>Second</th></tr>{row * 3}</table>"
    rules = {f.split(":")[0] for f in judges.outloud(_pdf(tmp_path / "bad.pdf", _page(table)))}
    assert any(rule.startswith("TBL-") for rule in rules)
    (tmp_path / "none.pdf").write_bytes(b"no PDF")
    (finding,) = judges.outloud(tmp_path / "none.pdf")
    assert finding.startswith("not a PDF that can be read")


def test_qpdf_catches_a_pdf_cut_short(tmp_path: Path) -> None:
    good = _pdf(tmp_path / "good.pdf", _page())
    assert judges.qpdf_check(good) == []
    (tmp_path / "bad.pdf").write_bytes(good.read_bytes()[:-200])
    assert any("damaged" in finding for finding in judges.qpdf_check(tmp_path / "bad.pdf"))


def test_pdffonts_tells_an_embedded_font_from_a_missing_one(tmp_path: Path) -> None:
    embedded = judges.pdffonts(_pdf(tmp_path / "good.pdf", _page()))
    assert embedded
    assert all(is_embedded for _, is_embedded in embedded)
    (tmp_path / "bad.pdf").write_bytes(_HELVETICA_PDF)
    assert judges.pdffonts(tmp_path / "bad.pdf") == [("Helvetica", False)]


@pytest.mark.parametrize(
    ("colour", "percent"), [("0 0 0 1", 100), ("0.5 0.4 0.3 0.2", 140), ("1 1 1 1", 400)]
)
def test_ghostscript_sums_the_ink_of_all_plates(tmp_path: Path, colour: str, percent: int) -> None:
    style = f"@page {{ size: 40mm; background: device-cmyk({colour}) }}"
    pdf = _pdf(tmp_path / "ink.pdf", f"<style>{style}</style>", variant=None)
    assert judges.ghostscript_plates(pdf) == pytest.approx(percent, abs=2)


def test_pages_become_pictures_in_order(tmp_path: Path) -> None:
    pdf = _pdf(tmp_path / "two.pdf", _page("<p style='break-before: page'>Two</p>"))
    pictures = judges.pdf_to_png(pdf, tmp_path / "pictures", dpi=20)
    assert [picture.name for picture in pictures] == ["two-1.png", "two-2.png"]


# EPUB

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""

_PACKAGE = """<?xml version="1.0"?>
<package version="3.0" unique-identifier="id" xml:lang="en" xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:isbn:9780000000002</dc:identifier>
<dc:title>Asthma</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text only.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="{spine}"/></spine></package>"""

_XHTML = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="en" xml:lang="en"><head><title>Asthma</title></head><body>{body}</body></html>"""

_NAV = """<nav epub:type="toc" role="doc-toc" aria-label="Contents">
<ol><li><a href="one.xhtml">Asthma</a></li></ol></nav>"""


def _epub(path: Path, *, spine: str = "one", body: str = "<h1>Asthma</h1><p>Text.</p>") -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("book.opf", _PACKAGE.format(spine=spine))
        book.writestr("nav.xhtml", _XHTML.format(body=_NAV))
        book.writestr("one.xhtml", _XHTML.format(body=body))
    return path


def test_epubcheck_passes_a_small_book(tmp_path: Path) -> None:
    assert judges.epubcheck(_epub(tmp_path / "good.epub")) == []


def test_epubcheck_catches_a_broken_spine(tmp_path: Path) -> None:
    findings = judges.epubcheck(_epub(tmp_path / "bad.epub", spine="two"))
    assert any(finding.startswith("ERROR OPF-049 ") for finding in findings)


def test_epubcheck_catches_a_file_that_is_no_book(tmp_path: Path) -> None:
    (tmp_path / "bad.epub").write_bytes(b"no EPUB")
    assert any(said.startswith("FATAL ") for said in judges.epubcheck(tmp_path / "bad.epub"))


def test_ace_passes_a_small_book(tmp_path: Path) -> None:
    assert judges.ace(_epub(tmp_path / "good.epub")) == []


def test_ace_catches_a_picture_without_a_description(tmp_path: Path) -> None:
    body = '<h1>Asthma</h1><p><img src="data:image/gif;base64,R0lGODlhAQABAAAAADs="/></p>'
    findings = judges.ace(_epub(tmp_path / "bad.epub", body=body))
    assert any(finding.startswith("image-alt (critical) one.xhtml") for finding in findings)


# Web


def _html(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_nu_tells_a_valid_page_from_an_invalid_one(tmp_path: Path) -> None:
    good = _html(tmp_path / "good.html", _page())
    bad = _html(tmp_path / "bad.html", _page('<p><div>a</div></p><img src="a.png">'))
    findings = judges.nu([good, bad])
    assert findings
    assert all(" bad.html:" in finding for finding in findings)
    assert any("must have an “alt” attribute" in finding for finding in findings)
    assert judges.nu([good]) == []


def test_axe_passes_a_plain_page(page: Page) -> None:
    page.set_content(_page())
    assert judges.axe(page) == []


def test_axe_catches_low_contrast_and_a_missing_description(page: Page) -> None:
    gif = "data:image/gif;base64,R0lGODlhAQABAAAAADs="
    page.set_content(_page(f'<p>Pale</p><img src="{gif}">', style="p { color: #bbb }"))
    caught = {finding.split(" ")[0] for finding in judges.axe(page)}
    assert caught == {"color-contrast", "image-alt"}


def test_the_browser_reaches_no_network(page: Page) -> None:
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


# Word


def _docx(path: Path) -> Path:
    document = Document()
    document.core_properties.title = "Asthma"
    document.add_heading("Asthma", level=1)
    document.add_paragraph("Asthma narrows the airways.")
    # The default template's part that the Open XML rules no longer know.
    part = document.part
    for key, relation in [*part.rels.items()]:
        if relation.reltype.endswith("/stylesWithEffects"):
            del part.rels[key]
    document.save(str(path))
    return path


def _edited(path: Path, old: str, new: str) -> Path:
    """The Word file beside `path` with its text part changed by hand."""
    bad = path.with_name("bad.docx")
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(bad, "w") as copy:
        for item in good.infolist():
            data = good.read(item)
            if item.filename == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(item, data)
    return bad


def test_openxml_catches_an_element_word_does_not_know(tmp_path: Path) -> None:
    good = _docx(tmp_path / "good.docx")
    assert judges.openxml(good) == []
    bad = _edited(good, "<w:p>", "<w:p><w:bogus/>")
    assert any("Sch_InvalidElementContent" in finding for finding in judges.openxml(bad))


def test_openxml_audit_catches_a_style_nobody_defined(tmp_path: Path) -> None:
    good = _docx(tmp_path / "good.docx")
    assert judges.openxml_audit(good) == []
    bad = _edited(good, 'w:val="Heading1"', 'w:val="Nobody"')
    assert any("Nobody" in finding for finding in judges.openxml_audit(bad))


def test_libreoffice_shows_whether_a_word_file_is_accessible(tmp_path: Path) -> None:
    good = _docx(tmp_path / "good.docx")
    assert judges.verapdf(judges.soffice_pdf(good, tmp_path)) == []
    document = Document(str(good))
    document.core_properties.title = ""
    document.save(str(tmp_path / "bad.docx"))
    findings = judges.verapdf(judges.soffice_pdf(tmp_path / "bad.docx", tmp_path))
    assert any(finding.startswith("7.1-") for finding in findings)


def test_libreoffice_says_when_it_cannot_read_a_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.docx"
    bad.write_bytes(_docx(tmp_path / "good.docx").read_bytes()[:9000])
    with pytest.raises(judges.JudgeFailed):
        judges.soffice_pdf(bad, tmp_path)


# JSON-LD

_WEB_PAGE = {
    "@context": "https://schema.org",
    "@type": "MedicalWebPage",
    "name": "Asthma",
    "about": {"@type": "MedicalCondition", "name": "Asthma"},
}


def test_schema_org_passes_a_medical_web_page() -> None:
    assert judges.tsc_schema_org(json.dumps(_WEB_PAGE)) == []
    graph = {"@context": "https://schema.org", "@graph": [_WEB_PAGE["about"]]}
    assert judges.tsc_schema_org(json.dumps(graph)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"about": {"@type": "MedicalCondtion", "name": "Asthma"}}, "MedicalCondtion"),
        ({"lastReveiwed": "2026-01-01"}, "lastReveiwed"),
        ({"@type": "MedicalWebPge"}, "MedicalWebPge"),
    ],
)
def test_schema_org_catches_what_it_does_not_know(change: dict[str, object], said: str) -> None:
    findings = judges.tsc_schema_org(json.dumps({**_WEB_PAGE, **change}))
    assert any(said in finding for finding in findings)


# Installation


def test_a_missing_judge_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(judges.JudgeMissing) as caught:
        install.command("no-such-judge")
    assert str(caught.value) == (
        "the program no-such-judge is missing; install it with: make test-setup"
    )


def test_a_missing_uno_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "_UNO_PYTHON", Path(sys.executable))  # to which Debian gives none
    with pytest.raises(judges.JudgeMissing) as caught:
        judges.edited_in_libreoffice(tmp_path / "guide.docx", tmp_path / "out")
    assert str(caught.value) == (
        f"the Python package uno of {sys.executable} is missing; install it with: make test-setup"
    )


# The smallest PDF that names a font and does not bring it.
_HELVETICA_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 4 0 R>>>>>> endobj
4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
"""
