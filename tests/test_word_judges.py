"""Word files in the eyes of other programs: Open XML validators and LibreOffice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publisher import verify
from publisher.content.inline import parse
from publisher.content.model import (
    BulletList,
    Item,
    Steps,
)
from publisher.render import word
from tests.helpers import PAIRS
from tests.judges import openxml, openxml_audit, soffice_pdf, verapdf
from tests.word_files import (
    changed,
    job,
    made,
)


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "guide.docx"
    path.write_bytes(data)
    return path


@pytest.mark.judge
@pytest.mark.parametrize(("source", "house"), PAIRS)
def test_words_own_rules_hold(source: str, house: str, tmp_path: Path) -> None:
    path = _file(tmp_path, made(source, house))
    assert openxml(path) == []
    assert openxml_audit(path) == []


@pytest.mark.judge
def test_a_nested_list_in_a_callout_holds_too(tmp_path: Path) -> None:
    condition = job().condition
    nested = (Item(text=parse("outer"), items=(parse("inner"),)),)
    lists = tuple(
        kind(kind=name, id=f"nested-{name}", lead_in=parse("Such as:"), items=nested)
        for kind, name in ((BulletList, "list"), (Steps, "steps"))
    )
    section = next(s for s in condition.sections if s.id == "help")
    callouts = tuple(
        block.model_copy(update={"id": f"nested-{n}", "body": lists})
        for n, block in enumerate(section.blocks)
    )
    deep = condition.model_copy(
        update={"sections": (section.model_copy(update={"blocks": callouts}),)}
    )
    data = word.render(replace(job(), condition=deep))
    assert openxml_audit(_file(tmp_path, data)) == []
    assert verify.fidelity(replace(job(), condition=deep), data).faults == ()


def without_controls(xml: str) -> str:
    """The same words in no content control."""
    return re.sub(r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt(Content)?>", "", xml, flags=re.DOTALL)


def without_decoration(xml: str) -> str:
    """The same without pictures that say they are decoration."""
    inside = r"(?:(?!</w:drawing>).)*?"
    drawing = rf"<w:drawing\b[^>]*>{inside}decorative{inside}</w:drawing>"
    return re.sub(drawing, "", xml, flags=re.DOTALL)


def read_by_libreoffice(data: bytes, folder: Path) -> Path:
    """The file as a tagged PDF, without four faults that LibreOffice 7.4 makes in every PDF.

    It paints borders of paragraphs and letters outside of all tags (7.1-3), it writes the tab
    order of a page with links as a string, where ISO 32000 asks for a name (7.18.3-1), and it
    tags no link that stands in a content control (7.18.5-1). It knows no decoration, so that a
    symbol becomes a figure without words (7.3-1).
    """
    plain = changed(
        data,
        "word/styles.xml",
        lambda xml: re.sub(r"<w:pBdr>.*?</w:pBdr>|<w:bdr [^>]*/>", "", xml, flags=re.DOTALL),
    )
    plain = changed(plain, "word/document.xml", without_controls)
    plain = changed(plain, "word/document.xml", without_decoration)
    pdf = soffice_pdf(_file(folder, plain), folder / "pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as file:
        for page in file.pages:
            if "/Annots" in page:
                page.Tabs = pikepdf.Name.S
        file.save()
    return pdf


@pytest.mark.judge
@pytest.mark.parametrize(("source", "house"), PAIRS)
def test_libreoffice_makes_an_accessible_pdf_of_it(source: str, house: str, tmp_path: Path) -> None:
    assert verapdf(read_by_libreoffice(made(source, house), tmp_path), "ua1") == []


@pytest.mark.judge
def test_a_missing_alternative_text_is_noticed(tmp_path: Path) -> None:
    mute = changed(
        made(), "word/document.xml", lambda xml: re.sub(r' (?:descr|title)="[^"]*"', "", xml)
    )
    faults = verapdf(read_by_libreoffice(mute, tmp_path), "ua1")
    assert [fault.partition(" ")[0] for fault in faults] == ["7.3-1"]


@pytest.mark.judge
@pytest.mark.parametrize(("source", "house"), PAIRS[1:])
def test_libreoffice_shows_no_code_of_a_field(source: str, house: str, tmp_path: Path) -> None:
    pdf = soffice_pdf(_file(tmp_path, made(source, house)), tmp_path / "pdf")
    assert shown_codes(pdf) == []


@pytest.mark.judge
def test_the_code_of_a_field_would_be_noticed(tmp_path: Path) -> None:
    """A control around a paragraph with a link, as LibreOffice 7.4 misreads it."""
    bare = changed(made(), "word/document.xml", without_controls)
    around = changed(
        bare,
        "word/document.xml",
        lambda xml: re.sub(
            r"(<w:p>(?:(?!</w:p>).)*?<w:hyperlink.*?</w:p>)",
            r"<w:sdt><w:sdtPr/><w:sdtContent>\1</w:sdtContent></w:sdt>",
            xml,
            count=1,
        ),
    )
    pdf = soffice_pdf(_file(tmp_path, around), tmp_path / "pdf")
    assert shown_codes(pdf) == ["HYPERLINK"]


def shown_codes(pdf: Path) -> list[str]:
    """The names of fields whose code stands in the text of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return sorted({code for code in ("HYPERLINK", "NOTEREF", "PAGEREF", "TOC \\o") if code in text})
