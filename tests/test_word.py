"""The Word file: all of the source in order, with contents, links, tables, figures and package."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from lxml import etree
from PIL import Image

from publisher import verify
from publisher.brand.model import Paper
from publisher.content.inline import parse
from publisher.content.model import (
    Figure,
    Paragraph,
    Wording,
    symbols,
)
from publisher.render import word
from publisher.roundtrip.addresses import link_target
from tests.helpers import PAIRS, SOURCES
from tests.word_files import (
    BRANDS,
    WP,
    R,
    W,
    changed,
    job,
    made,
    paragraphs,
    part,
    said,
    style_of,
)

# Text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "house"), PAIRS)
def test_every_text_is_there_in_order(source: str, house: str) -> None:
    assert verify.fidelity(job(source, house), made(source, house)).faults == ()


def test_a_lost_item_is_noticed() -> None:
    lost = changed(made(), "word/document.xml", lambda xml: xml.replace("a first thing", ""))
    assert not verify.fidelity(job(), lost).passed


def test_the_text_reads_as_the_design_says() -> None:
    lines = [f"{style_of(p)}: {said(p)}" for p in paragraphs(made())]
    start = lines.index("Heading1: When to get help")
    assert lines[:10] == [
        "Title: Every block",
        "Subtitle: A test source that holds one of everything",
        "AlsoCalled: Also called: Kitchen sink",
        "ReviewState: Draft: not yet reviewed by a clinician",
        "UrgentEmergency: Get emergency help now: call 911",
        "UrgentCall: Call your care team: 555-0142",
        "GlanceHeading: At a glance",
        "GlanceText: This source is for tests, not for patients.",
        "GlanceText: It holds every kind of block once.",
        "GlanceTextLast: Every format must carry all of it.",
    ]
    assert lines[start + 1 : start + 8] == [
        "CalloutEmergencyLabel: Get emergency help now",
        "CalloutEmergencyNumber: Call 911",
        "CalloutEmergencyHeading: If somebody cannot be woken",
        "CalloutEmergencyText: Do not wait. Stay with the person.",
        "CalloutEmergencyLeadIn: Call at once if somebody:",
        "CalloutEmergencyList: has passed out",
        "CalloutEmergencyListLast: cannot breathe",
    ]
    assert (
        "SourceEntry: Example Institute. A page about blocks. 2024. https://example.org/blocks"
        in lines
    )


def test_a_question_has_its_lines_to_write_on() -> None:
    styles = [style_of(p) for p in paragraphs(made())]
    assert " ".join(styles).count("Question AnswerLine AnswerLine") == 2
    assert "WriteInLabel WriteInLine WriteInLine WriteInLine" in " ".join(styles)


# Contents ----------------------------------------------------------------------------------


def listed(data: bytes) -> list[tuple[str, str, str]]:
    """(style, words, bookmark) of each entry of the list of contents."""
    return [
        (style_of(p), said(p), p.find(f"{W}hyperlink").get(f"{W}anchor"))
        for p in paragraphs(data)
        if style_of(p).startswith("TOC") and style_of(p) != "TOCHeading"
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_the_contents_list_every_section_and_lead_to_it(source: str) -> None:
    entries = listed(made(source))
    headings = [
        (style_of(p), said(p), p.find(f"{W}bookmarkStart").get(f"{W}name"))
        for p in paragraphs(made(source))
        if style_of(p) == "Heading1"
    ]
    assert [(f"Heading{style[-1]}", *rest) for style, *rest in entries] == headings
    assert len(headings) > 5


def test_the_contents_are_a_field_that_word_renews_when_it_is_asked_to_alone() -> None:
    document = part(made(), "word/document.xml")
    (gallery,) = document.iter(f"{W}docPartGallery")
    assert gallery.get(f"{W}val") == "Table of Contents"
    field = gallery.getparent().getparent().getparent()
    assert [i.text.strip() for i in field.iter(f"{W}instrText")] == [r'TOC \o "1-1" \h \n \z']
    marks = [m.get(f"{W}fldCharType") for m in field.iter(f"{W}fldChar")]
    assert marks == ["begin", "separate", "end"]
    assert part(made(), "word/settings.xml").find(f"{W}updateFields") is None


def test_a_heading_that_the_contents_name_wrongly_is_noticed() -> None:
    words_ = job().words.references
    spoilt = changed(made(), "word/document.xml", lambda xml: xml.replace(words_, "Sources", 1))
    faults = verify.fidelity(job(), spoilt).faults
    assert "“Sources”  unexpected text" in [str(fault).partition("  ")[2] for fault in faults]


def test_the_glossary_stands_in_two_columns_on_the_pages_of_the_rest() -> None:
    sections = list(part(made(), "word/document.xml").iter(f"{W}sectPr"))
    columns = [s.find(f"{W}cols").get(f"{W}num", "1") for s in sections]
    assert columns == ["1", "2", "1"]
    ends = [said(s.getparent().getparent()) for s in sections[:2]]
    assert ends == [job().words.glossary, job().condition.glossary[-1].definition.plain]
    for name in ("pgSz", "pgMar"):
        assert len({etree.tostring(s.find(f"{W}{name}"), method="c14n") for s in sections}) == 1
    types = [
        None if s.find(f"{W}type") is None else s.find(f"{W}type").get(f"{W}val") for s in sections
    ]
    assert types == [None, "continuous", "continuous"]
    assert [s.find(f"{W}titlePg") is not None for s in sections] == [True, False, False]


def test_a_guide_without_a_glossary_is_one_section() -> None:
    bare = job().condition.model_copy(update={"glossary": ()})
    plain_ = parse("Words without a term.")
    section = bare.sections[0].model_copy(
        update={"subsections": (), "blocks": (Paragraph(kind="paragraph", id="one", text=plain_),)}
    )
    bare = bare.model_copy(update={"sections": (section,), "summary": (plain_,) * 3})
    data = word.render(replace(job(), condition=bare))
    assert len(list(part(data, "word/document.xml").iter(f"{W}sectPr"))) == 1
    assert verify.fidelity(replace(job(), condition=bare), data).faults == ()


# Links -------------------------------------------------------------------------------------


def dangling(data: bytes) -> list[str]:
    """Links to a bookmark or a relation that is not there."""
    document = part(data, "word/document.xml")
    marks = {b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")}
    relations = {r.get("Id") for r in part(data, "word/_rels/document.xml.rels")}
    links = [(e.get(f"{W}anchor"), e.get(f"{R}id")) for e in document.iter(f"{W}hyperlink")]
    return [str(a or r) for a, r in links if not (a in marks if a else r in relations)]


@pytest.mark.parametrize("source", SOURCES)
def test_every_link_leads_somewhere(source: str) -> None:
    assert dangling(made(source)) == []


def test_a_link_to_nothing_is_noticed() -> None:
    broken = changed(
        made(), "word/document.xml", lambda xml: xml.replace('w:name="entry_term"', 'w:name="gone"')
    )
    assert dangling(broken) == ["entry_term"]


def test_links_lead_to_the_web_and_to_the_telephone() -> None:
    rels = part(made(), "word/_rels/document.xml.rels")
    outside = {r.get("Target") for r in rels if r.get("TargetMode") == "External"}
    # What comes from the clinic is bound and has no link: it would lead to the old number.
    assert outside == {
        "https://example.org/page",
        "tel:555-0199",
        "https://example.org/films/breathe-slowly",
        "https://example.org/count",
        "https://example.org/sounds/calm-voice/",
        "https://example.org/blocks",
    }


def test_bookmarks_are_names_that_word_takes_and_never_twice() -> None:
    long = link_target("block", "a-name-that-goes-on-and-on-for-more-than-word-will-take")
    other = link_target("block", "a-name-that-goes-on-and-on-for-more-than-word-may-take")
    assert re.fullmatch(r"[a-z]\w{0,39}", long)
    assert long != other
    document = part(made("pancreatic-neuroendocrine-tumors"), "word/document.xml")
    names = [b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")]
    ids = [b.get(f"{W}id") for b in document.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names)) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]\w{0,39}|_p[0-9a-f]{16}", name) for name in names)


# Tables and figures ------------------------------------------------------------------------


def test_a_table_says_what_its_heads_are_and_what_it_shows() -> None:
    (table,) = part(made(), "word/document.xml").iter(f"{W}tbl")
    rows = list(table.iter(f"{W}tr"))
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert heads == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    layout = table.find(f"{W}tblPr")
    look = layout.find(f"{W}tblLook")
    assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
    assert layout.find(f"{W}tblCaption").get(f"{W}val") == "Shapes and corners"
    assert layout.find(f"{W}tblDescription").get(f"{W}val").startswith("Each row names a shape")


@pytest.mark.parametrize("house", BRANDS)
def test_a_table_is_as_wide_as_the_text(house: str) -> None:
    document = part(made("pancreatic-neuroendocrine-tumors", house), "word/document.xml")
    size, margin = (document.find(f".//{W}{tag}") for tag in ("pgSz", "pgMar"))
    width = int(size.get(f"{W}w")) - 2 * int(margin.get(f"{W}left"))
    tables = list(document.iter(f"{W}tbl"))
    for table in tables:
        columns = [int(c.get(f"{W}w")) for c in table.iter(f"{W}gridCol")]
        assert abs(sum(columns) - width) <= 1
    assert tables


@pytest.mark.parametrize("source", SOURCES)
def test_a_drawing_says_what_it_shows(source: str) -> None:
    shown = [p.get("descr") for p in part(made(source), "word/document.xml").iter(f"{WP}docPr")]
    blocks = job(source).condition.blocks(Wording.FULL)
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert [words for words in shown if words] == [figure.alt.plain for figure in figures]
    # Symbols are decoration.
    assert shown.count("") == len([*symbols(job(source).condition, Wording.FULL)])


def test_the_logo_is_there_as_pixels_and_as_drawing_and_says_its_name() -> None:
    header = part(made(), "word/header1.xml")
    assert header.find(f".//{WP}docPr").get("descr") == "Riverbend Health"
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert b"role:" not in file.read("word/media/logo.svg")
        logo = Image.open(io.BytesIO(file.read("word/media/logo.png")))
    inches = int(header.find(f".//{WP}extent").get("cx")) / 914_400
    assert round(logo.width / inches) == 300


def test_a_drawing_with_lettering_is_pixels_alone_for_word_would_change_its_type() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        pictures = [n for n in file.namelist() if n.startswith("word/media/")]
    shown = ("fever", "tablet", "call", "waves")
    assert sorted(pictures) == [
        *(f"word/media/drawing{number}.svg" for number, _ in enumerate(shown, 2)),
        "word/media/image1.png",
        "word/media/image2.jpg",
        *(f"word/media/image{number}.png" for number, _ in enumerate(("talk", *shown), 3)),
        "word/media/logo.png",
        "word/media/logo.svg",
    ]


# The package -------------------------------------------------------------------------------


def test_the_properties_say_what_the_document_is() -> None:
    core = {etree.QName(e).localname: e.text for e in part(made(), "docProps/core.xml")}
    assert core == {
        "title": "Every block",
        "subject": "A test source that holds one of everything",
        "creator": "Riverbend Health",
        "keywords": "Blocks, Kitchen sink",
        "lastModifiedBy": "Riverbend Health",
        "revision": "1",
        "created": "2026-02-20T00:00:00Z",
        "modified": "2026-02-20T00:00:00Z",
        "identifier": "urn:publisher:riverbend/en-US/every-block/word.docx/0.1",
        "language": "en-US",
        "version": "0.1",
    }


def test_the_language_is_said_and_a_foreign_phrase_has_its_own() -> None:
    default = part(made(), "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    assert default.get(f"{W}val") == "en-US"
    foreign = [
        r
        for r in part(made(), "word/document.xml").iter(f"{W}r")
        if r.find(f"{W}rPr/{W}lang") is not None
    ]
    assert [(r.find(f"{W}rPr/{W}lang").get(f"{W}val"), said(r)) for r in foreign] == [
        ("la", "phrase in Latin")
    ]


def test_nothing_is_left_of_the_default_document() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        names = file.namelist()
        everything = b"".join(file.read(name) for name in names)
    assert not [n for n in names if "thumbnail" in n or "WithEffects" in n]
    assert b"python" not in everything
    modes = [
        s.get(f"{W}val")
        for s in part(made(), "word/settings.xml").iter(f"{W}compatSetting")
        if s.get(f"{W}name") == "compatibilityMode"
    ]
    assert modes == ["15"]


@pytest.mark.parametrize("paper", Paper)
def test_the_page_is_the_brands_paper(paper: Paper) -> None:
    house = replace(job().brand, paper=paper)
    size = part(word.render(replace(job(), brand=house)), "word/document.xml").find(f".//{W}pgSz")
    twips = {Paper.LETTER: ("12240", "15840"), Paper.A4: ("11906", "16838")}
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == twips[paper]


def test_the_foot_counts_pages_and_says_the_state_of_review() -> None:
    for name in ("footer1", "footer2"):
        footer = part(made(), f"word/{name}.xml")
        assert "".join(footer.itertext(f"{W}t")) == (
            "Riverbend Health · Every blockPage 1 of 1"
            "Version 0.1, last changed February 20, 2026 · Draft: not yet reviewed by a clinician"
        )
        fields = [i.text.strip() for i in footer.iter(f"{W}instrText")]
        assert fields == ["PAGE", "NUMPAGES"]


def test_the_same_job_gives_the_same_bytes_dated_by_the_job() -> None:
    assert word.render(job()) == made()
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2026, 2, 20, 0, 0, 0)}
