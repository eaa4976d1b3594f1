"""The Word file: all of the source, in styles alone, and right in the eyes of Word's own judges."""

from __future__ import annotations

import hashlib
import io
import json
import re
import uuid
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from publisher import archive, verify
from publisher.brand.model import Paper
from publisher.content.inline import parse
from publisher.content.model import (
    Block,
    BulletList,
    Callout,
    Condition,
    Figure,
    Item,
    Paragraph,
    Steps,
    Wording,
)
from publisher.errors import BadOutput
from publisher.layout import rasters
from publisher.plan.job import Job
from publisher.render import word
from publisher.render.word.embedding import obfuscated
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address, digest, link_target, texts_of, urls_of
from tests.helpers import SOURCES, job_for
from tests.judges import openxml, openxml_audit, soffice_pdf, verapdf

BRANDS = ("riverbend", "northfield")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def job(source: str = "every-block", house: str = "riverbend") -> Job:
    return job_for(SOURCES[source], house, "word")


@cache
def made(source: str = "every-block", house: str = "riverbend") -> bytes:
    return word.render(job(source, house))


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return etree.fromstring(file.read(name))


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A copy of the file with one part changed; fails where the change does nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                after = change(content.decode()).encode()
                assert after != content
                content = after
            new.writestr(entry, content)
    return out.getvalue()


def said(paragraph: Any) -> str:
    return "".join(paragraph.itertext(f"{W}t"))


def style_of(paragraph: Any) -> str:
    return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))


def paragraphs(data: bytes) -> list[Any]:
    return list(part(data, "word/document.xml").iter(f"{W}p"))


# Text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", BRANDS)
@pytest.mark.parametrize("source", SOURCES)
def test_every_text_is_there_in_order(source: str, house: str) -> None:
    assert verify.fidelity(job(source, house), made(source, house)).faults == ()


def test_a_lost_item_is_noticed() -> None:
    lost = changed(made(), "word/document.xml", lambda xml: xml.replace("a first thing", ""))
    assert not verify.fidelity(job(), lost).holds


def test_the_text_reads_as_the_design_says() -> None:
    lines = [f"{style_of(p)}: {said(p)}" for p in paragraphs(made())]
    start = lines.index("Heading1: When to get help")
    assert lines[:8] == [
        "Title: Every block",
        "Subtitle: A test source that holds one of everything",
        "AlsoCalled: Also called: Kitchen sink",
        "ReviewState: Draft: not yet reviewed by a clinician",
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


# Styles ------------------------------------------------------------------------------------

_LAYOUT = {"pStyle", "numPr", "keepNext", "sectPr"}
_LETTERS = {"rStyle", "lang"}


def formatted(document: Any) -> list[str]:
    """What is formatted directly, where a style should say it."""
    found = [(p, _LAYOUT) for p in document.iter(f"{W}pPr")]
    found += [(r, _LETTERS) for r in document.iter(f"{W}rPr")]
    return [
        etree.QName(child).localname
        for properties, allowed in found
        for child in properties
        if etree.QName(child).localname not in allowed
    ]


@pytest.mark.parametrize("name", ["document", "header1", "header2", "footer1", "footer2"])
def test_nothing_is_formatted_by_hand(name: str) -> None:
    assert formatted(part(made(), f"word/{name}.xml")) == []


def test_formatting_by_hand_is_noticed() -> None:
    bold = "<w:rPr><w:b/>"
    document = changed(made(), "word/document.xml", lambda xml: xml.replace("<w:rPr>", bold, 1))
    assert formatted(part(document, "word/document.xml")) == ["b"]


def test_every_style_that_is_used_is_defined() -> None:
    defined = {s.get(f"{W}styleId") for s in part(made(), "word/styles.xml").iter(f"{W}style")}
    document = part(made("pancreatic-neuroendocrine-tumors"), "word/document.xml")
    for tag in ("pStyle", "rStyle", "tblStyle"):
        assert {e.get(f"{W}val") for e in document.iter(f"{W}{tag}")} <= defined


def test_colours_come_from_the_theme_and_agree_with_it() -> None:
    for house in BRANDS:
        roles = job("every-block", house).brand.light
        scheme = part(made("every-block", house), "word/theme/theme1.xml").find(f".//{A}clrScheme")
        theme = {etree.QName(slot).localname: slot[0].get("val") for slot in scheme}
        wanted = {
            "dk1": roles.ink,
            "lt1": roles.paper,
            "dk2": roles.brand,
            "lt2": roles.tint,
            "accent1": roles.brand,
            "accent2": roles.accent,
            "accent3": roles.danger,
            "accent4": roles.accent_tint,
            "accent5": roles.muted,
            "accent6": roles.rule,
            "hlink": roles.brand,
            "folHlink": roles.muted,
        }
        assert theme == {slot: colour[1:].upper() for slot, colour in wanted.items()}
        styles = part(made("every-block", house), "word/styles.xml")
        assert set(disagreeing(styles, theme)) == set()


def disagreeing(styles: Any, theme: dict[str, str]) -> Iterator[str]:
    """Colours without a slot of the theme, or with another value than their slot has."""
    slots = {
        "text1": "dk1",
        "background1": "lt1",
        "text2": "dk2",
        "background2": "lt2",
        "hyperlink": "hlink",
        "followedHyperlink": "folHlink",
    }
    for element in styles.iter():
        for colour, slot in (("color", "themeColor"), ("val", "themeColor"), ("fill", "themeFill")):
            value = element.get(f"{W}{colour}")
            if value and re.fullmatch(r"[0-9A-F]{6}", value):
                name = element.get(f"{W}{slot}", "")
                if theme.get(slots.get(name, name)) != value:
                    yield f"{etree.QName(element).localname} {value} {name}"


def test_a_colour_beside_the_theme_is_noticed() -> None:
    styles = etree.fromstring(
        f'<w:rPr xmlns:w="{W[1:-1]}"><w:color w:val="123456" w:themeColor="text1"/></w:rPr>'
    )
    assert list(disagreeing(styles, {"dk1": "000000"})) == ["color 123456 text1"]


def unthemed(tree: Any) -> Iterator[str]:
    """Colours and faces that choosing another theme would leave as they are."""
    for element in tree.iter(etree.Element):
        name = etree.QName(element).localname
        shade = element.get(f"{W}fill", "")
        if re.fullmatch(r"[0-9A-F]{6}", shade) and not element.get(f"{W}themeFill"):
            yield f"{name} fill {shade}"
        colour = element.get(f"{W}val" if name == "color" else f"{W}color", "")
        if re.fullmatch(r"[0-9A-F]{6}", colour) and not element.get(f"{W}themeColor"):
            yield f"{name} {colour}"
        if name == "rFonts" and not element.get(f"{W}asciiTheme"):
            yield f"font {element.get(f'{W}ascii')}"


_PAINTED = ("document", "styles", "numbering", "header1", "header2", "footer1", "footer2")


@pytest.mark.parametrize("house", BRANDS)
def test_another_theme_paints_and_sets_everything_anew(house: str) -> None:
    found = {
        one
        for name in _PAINTED
        for one in unthemed(part(made("every-block", house), f"word/{name}.xml"))
    }
    # The box to tick, where the brand's own face has none.
    assert found <= {"font Segoe UI Symbol"}


def test_a_colour_without_the_theme_is_noticed() -> None:
    painted = etree.fromstring(
        f'<w:rPr xmlns:w="{W[1:-1]}"><w:color w:val="123456"/>'
        '<w:shd w:val="clear" w:fill="ABCDEF"/><w:bdr w:color="00FF00"/>'
        '<w:rFonts w:ascii="Arial"/></w:rPr>'
    )
    assert list(unthemed(painted)) == [
        "color 123456",
        "shd fill ABCDEF",
        "bdr 00FF00",
        "font Arial",
    ]


def test_type_comes_from_the_theme() -> None:
    house = job("every-block", "northfield").brand
    theme = part(made("every-block", "northfield"), "word/theme/theme1.xml")
    faces = [
        theme.find(f".//{A}{kind}Font/{A}latin").get("typeface") for kind in ("major", "minor")
    ]
    assert faces == [house.headings.name, house.body.name]
    fonts = part(made("every-block", "northfield"), "word/styles.xml").iter(f"{W}rFonts")
    assert {font.get(f"{W}asciiTheme") for font in fonts} == {"majorHAnsi", "minorHAnsi"}


def test_sizes_are_the_brands_scale() -> None:
    scale = job().brand.scale(job().edition.body_pt)
    styles = part(made(), "word/styles.xml")
    sizes = {
        style.get(f"{W}styleId"): int(size.get(f"{W}val")) / 2
        for style in styles.iter(f"{W}style")
        if (size := style.find(f"{W}rPr/{W}sz")) is not None
    }
    assert (sizes["Title"], sizes["Heading1"], sizes["Heading2"]) == (scale.h1, scale.h2, scale.h3)
    assert (sizes["Subtitle"], sizes["Footer"]) == (scale.lead, scale.small)


def test_headings_stay_with_what_follows_and_skip_no_level() -> None:
    styles = part(made(), "word/styles.xml")
    levels = {
        style.get(f"{W}styleId"): int(level.get(f"{W}val"))
        for style in styles.iter(f"{W}style")
        if (level := style.find(f"{W}pPr/{W}outlineLvl")) is not None
        and style.find(f"{W}pPr/{W}keepNext") is not None
    }
    levels["GlanceHeading"] = levels["Heading1"]
    order = [levels[s] for p in paragraphs(made()) if (s := style_of(p)) in levels]
    assert order[0] == 0
    assert all(after <= before + 1 for before, after in pairwise(order))


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


# Boxes -------------------------------------------------------------------------------------


def _layout(styles: Any, name: str) -> tuple[str, int, int]:
    """(border, left edge, right edge) of a style, its ancestors asked too; twips."""
    border, ends = "", {}
    while name:
        style = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == name)
        box, indent = style.find(f"{W}pPr/{W}pBdr"), style.find(f"{W}pPr/{W}ind")
        if box is not None and not border:
            border = etree.tostring(box, method="c14n").decode()
        for key, value in indent.attrib.items() if indent is not None else ():
            ends.setdefault(etree.QName(key).localname, int(value))
        based = style.find(f"{W}basedOn")
        name = "" if based is None else based.get(f"{W}val")
    return border, ends.get("left", 0) - ends.get("hanging", 0), ends.get("right", 0)


@pytest.mark.parametrize(
    "kind", ["CalloutEmergency", "CalloutCall", "CalloutNote", "Contact", "Glance"]
)
def test_paragraphs_of_a_box_share_border_and_edges_so_that_word_draws_one_box(kind: str) -> None:
    styles = part(made(), "word/styles.xml")
    names = [s.get(f"{W}styleId") for s in styles.iter(f"{W}style")]
    inside = [n for n in names if n.startswith(kind)]
    layouts = {name: _layout(styles, name) for name in inside}
    assert len({(left, right) for _, left, right in layouts.values()}) == 1
    borders = Counter(border for border, *_ in layouts.values())
    # The bar of an emergency is a box of its own, above the other one.
    assert len(borders) == (2 if kind == "CalloutEmergency" else 1)


def test_a_list_in_a_box_starts_at_the_edge_of_the_box_on_each_level() -> None:
    numbering = part(made(), "word/numbering.xml")
    seen = 0
    for level in numbering.iter(f"{W}lvl"):
        named = level.find(f"{W}pStyle")
        if named is not None and named.get(f"{W}val").startswith("Callout"):
            indent = level.find(f"{W}pPr/{W}ind")
            edge = int(indent.get(f"{W}left")) - int(indent.get(f"{W}hanging"))
            assert edge == _layout(part(made(), "word/styles.xml"), "CalloutNoteText")[1]
            seen += 1
    assert seen == 3 * 2 * 2


def test_a_callout_stays_on_one_page() -> None:
    lines = [p for p in paragraphs(made()) if style_of(p).startswith("CalloutEmergency")]
    styles = part(made(), "word/styles.xml")
    keeping = {
        s.get(f"{W}styleId")
        for s in styles.iter(f"{W}style")
        if s.find(f"{W}pPr/{W}keepNext") is not None
    }
    kept = [p.find(f"{W}pPr/{W}keepNext") is not None or style_of(p) in keeping for p in lines]
    assert kept == [True] * (len(lines) - 1) + [False]


# Numbering ---------------------------------------------------------------------------------


def numbers(data: bytes) -> list[tuple[str, int]]:
    """(text, number) of each numbered paragraph, counted as Word counts.

    Lists of one abstract numbering count on from one to the next, unless theirs says where to
    start. Source: ECMA-376, part 1, 17.9.26 (startOverride).
    """
    numbering = part(data, "word/numbering.xml")
    abstract = {n.get(f"{W}abstractNumId"): n for n in numbering.iter(f"{W}abstractNum")}
    nums = {n.get(f"{W}numId"): n for n in numbering.iter(f"{W}num")}
    styled: dict[str, str] = {}
    for style in part(data, "word/styles.xml").iter(f"{W}style"):
        own, based = style.find(f"{W}pPr/{W}numPr/{W}numId"), style.find(f"{W}basedOn")
        inherited = "" if based is None else styled.get(based.get(f"{W}val"), "")
        styled[style.get(f"{W}styleId")] = inherited if own is None else own.get(f"{W}val")
    counts: Counter[str] = Counter()
    started: set[str] = set()
    found = []
    for paragraph in paragraphs(data):
        direct = paragraph.find(f"{W}pPr/{W}numPr")
        number = (
            styled[style_of(paragraph)]
            if direct is None
            else direct.find(f"{W}numId").get(f"{W}val")
        )
        level = "0" if direct is None else direct.find(f"{W}ilvl").get(f"{W}val")
        if not number or level != "0":
            continue
        kind = nums[number].find(f"{W}abstractNumId").get(f"{W}val")
        if abstract[kind].find(f"{W}lvl/{W}numFmt").get(f"{W}val") != "decimal":
            continue
        start = nums[number].find(f"{W}lvlOverride/{W}startOverride")
        if start is not None and number not in started:
            counts[kind] = int(start.get(f"{W}val")) - 1
        started.add(number)
        counts[kind] += 1
        found.append((said(paragraph), counts[kind]))
    return found


def restarts(source: str, data: bytes) -> bool:
    """Whether each block of steps counts from 1."""
    blocks = [b for b in _all_blocks(job(source).condition) if isinstance(b, Steps)]
    steps = [n for text, n in numbers(data) if not _is_reference(source, text)]
    return steps == [n for block in blocks for n in range(1, len(block.items) + 1)]


def _all_blocks(condition: Condition) -> Iterator[Block]:
    """Every block, those in callouts after their callout."""
    for block in condition.blocks(Wording.FULL):
        yield block
        if isinstance(block, Callout):
            yield from block.body


def _is_reference(source: str, text: str) -> bool:
    return any(text.startswith(r.text.plain) for r in job(source).condition.references)


@pytest.mark.parametrize("source", SOURCES)
def test_each_block_of_steps_starts_at_one(source: str) -> None:
    assert restarts(source, made(source))


def test_a_numbering_that_runs_on_is_noticed() -> None:
    source = "pancreatic-neuroendocrine-tumors"
    on = changed(
        made(source),
        "word/numbering.xml",
        lambda xml: re.sub(r"<w:lvlOverride.*?</w:lvlOverride>", "", xml),
    )
    assert not restarts(source, on)


@pytest.mark.parametrize("source", SOURCES)
def test_references_have_the_numbers_that_citations_show(source: str) -> None:
    condition = job(source).condition
    listed = [n for text, n in numbers(made(source)) if _is_reference(source, text)]
    assert listed == list(condition.numbers.values())
    document = part(made(source), "word/document.xml")
    for link in document.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor", "")
        if anchor.startswith("reference_"):
            cited = {link_target("reference", key): n for key, n in condition.numbers.items()}
            assert said(link) == str(cited[anchor])


def test_every_numbering_has_all_nine_levels() -> None:
    for kind in part(made(), "word/numbering.xml").iter(f"{W}abstractNum"):
        assert [level.get(f"{W}ilvl") for level in kind.iter(f"{W}lvl")] == list("012345678")


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
    assert outside == {"https://example.org/page", "tel:555-0199", "https://example.org/blocks"}


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
    assert shown == [figure.alt.plain for figure in figures]
    assert shown


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
    assert sorted(pictures) == [
        "word/media/image1.png",
        "word/media/logo.png",
        "word/media/logo.svg",
    ]


# Controls ----------------------------------------------------------------------------------

STORED = {"map": f"{{{word_map.NAMESPACE}}}", "clinic": f"{{{clinic_part.NAMESPACE}}}"}


def controls(root: Any) -> Iterator[tuple[str, str, str, str]]:
    """(tag, title, lock, words) of each content control, in order."""
    for control in root.iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        tag, title, lock = (properties.find(f"{W}{name}") for name in ("tag", "alias", "lock"))
        if tag is not None:
            yield (
                tag.get(f"{W}val"),
                title.get(f"{W}val"),
                "" if lock is None else lock.get(f"{W}val"),
                said(control),
            )


def shown_places(source: str) -> dict[Address, str]:
    """What the file must let a clerk change: every text of the full wording, by address."""
    condition = job(source).condition
    briefs = {
        inner.id
        for wording in Wording
        if wording is not Wording.FULL
        for block in condition.blocks(wording)
        for inner in (block, *(block.body if isinstance(block, Callout) else ()))
    }
    texts = {
        address: text.cited(condition.numbers)
        for address, text in texts_of(condition)
        if address.steps != ("short_title",)
        and not {"brief", "sheet"} & {*address.steps}
        and not (address.steps[0] == "blocks" and address.steps[1] in briefs)
    }
    return texts | dict(urls_of(condition))


@pytest.mark.parametrize("house", BRANDS)
@pytest.mark.parametrize("source", SOURCES)
def test_every_text_has_its_control_and_its_bookmark(source: str, house: str) -> None:
    document = part(made(source, house), "word/document.xml")
    wanted = shown_places(source)
    found = {tag: text for tag, _, _, text in controls(document)}
    names = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    for address, text in wanted.items():
        if address.steps[-1] != "alt":
            assert found[address.tag()] == text
        assert address.tag() in found
        assert address.bookmark() in names


@pytest.mark.parametrize("source", SOURCES)
def test_the_map_lists_every_text_in_order_with_its_digest(source: str) -> None:
    root = part(made(source), word_map.NAME)
    listed = [dict(place.attrib) for place in root.iter(f"{STORED['map']}place")]
    wanted = shown_places(source)
    digests = {a: digest(text.source) for a, text in texts_of(job(source).condition)}
    assert sorted(place["address"] for place in listed) == sorted(map(str, wanted))
    order = [tag for tag, *_ in controls(part(made(source), "word/document.xml"))]
    assert [p["tag"] for p in listed] == [t for t in order if t in {p["tag"] for p in listed}]
    for place in listed:
        address = Address.parse(place["address"])
        assert place["tag"] == address.tag()
        assert place["bookmark"] == address.bookmark()
        assert place["sha256"] == (digests.get(address) or digest(wanted[address]))


def test_the_map_says_which_job_it_is_and_holds_the_source() -> None:
    root = part(made(), word_map.NAME)
    assert dict(root.attrib) == {
        "condition": "every-block",
        "language": "en-US",
        "brand": "riverbend",
        "edition": "word",
        "version": "0.1",
        "key": job("every-block", "riverbend").key,
    }
    source = json.loads(root.find(f"{STORED['map']}source").text)
    assert source["condition"] == job().condition.model_dump(mode="json")
    assert source["clinic"]["phones"][1]["number"] == "555-0143"
    assert source["emergency_number"] == "911"


@pytest.mark.parametrize("source", SOURCES)
def test_no_two_controls_have_one_id(source: str) -> None:
    parts = ("document", "header2", "footer1", "footer2")
    ids = [
        control.find(f"{W}sdtPr/{W}id").get(f"{W}val")
        for name in parts
        for control in part(made(source), f"word/{name}.xml").iter(f"{W}sdt")
        if control.find(f"{W}sdtPr/{W}id") is not None
    ]
    assert len(set(ids)) == len(ids)
    assert all(0 < int(number) < 2**31 for number in ids)


def test_a_clerk_reads_what_each_control_is() -> None:
    titles = {tag: title for tag, title, *_ in controls(part(made(), "word/document.xml"))}
    assert titles["title"] == "Title"
    assert titles["blocks/treatment-steps"] == "Steps"
    assert titles["blocks/treatment-steps/items/1/items/0"] == "Step 2.1"
    assert titles["blocks/overview-table/rows/0/2"] == "Row 1, column 3"
    assert titles["clinic/phones/0/number"] == "Clinic: telephone number"
    assert titles["fixed/review"] == "Cannot be changed here"


def test_a_block_is_one_control_around_its_paragraphs_and_those_in_a_box_lie_within() -> None:
    document = part(made(), "word/document.xml")
    outer = {
        tag.get(f"{W}val"): control
        for control in document.find(f"{W}body").iter(f"{W}sdt")
        if control.getparent().tag != f"{W}p"
        and (tag := control.find(f"{W}sdtPr/{W}tag")) is not None
    }
    condition = job().condition
    wanted = [b for b in condition.blocks(Wording.FULL) if b.kind != "paragraph"]
    inner = [b for c in wanted if isinstance(c, Callout) for b in c.body if b.kind != "paragraph"]
    assert set(outer) >= {f"blocks/{block.id}" for block in (*wanted, *inner)}
    box = outer["blocks/help-emergency"]
    assert outer["blocks/help-emergency-list"] in list(box.iter(f"{W}sdt"))
    assert outer["blocks/overview-table"].find(f"{W}sdtContent/{W}tbl") is not None


def test_a_text_that_must_be_there_cannot_be_deleted_and_what_we_say_not_changed() -> None:
    locks = {tag: lock for tag, _, lock, _ in controls(part(made(), "word/document.xml"))}
    assert {tag for tag, lock in locks.items() if lock == "sdtLocked"} >= {
        "title",
        "subtitle",
        "sections/overview/heading",
        "subsections/symptoms-rare/heading",
        "clinic/name",
        "emergency_number",
        "glossary/term/term",
        "references/first/text",
    }
    assert locks["blocks/overview-text/text"] == ""
    assert locks["blocks/symptoms-list/items/0/text"] == ""
    fixed = {
        words: lock
        for tag, _, lock, words in controls(part(made(), "word/document.xml"))
        if tag.startswith("fixed/")
    }
    assert set(fixed.values()) == {"sdtContentLocked"}
    labels = job().words
    assert set(fixed) >= {
        labels.review(job().condition.review),
        labels.edition_line(job().condition),
        labels.at_a_glance,
        labels.glossary,
        labels.references,
        labels.about,
        labels.emergency,
        *job().brand.legal,
    }


def stale(data: bytes) -> list[str]:
    """Controls that show something else than what they are bound to, in every part."""
    store = part(data, clinic_part.NAME)
    found = []
    for name in ("document", "header2", "footer1", "footer2"):
        for binding in part(data, f"word/{name}.xml").iter(f"{W}dataBinding"):
            assert binding.get(f"{W}storeItemID") == clinic_part.STORE
            assert binding.get(f"{W}prefixMappings") == f"xmlns:c='{clinic_part.NAMESPACE}'"
            (node,) = store.xpath(binding.get(f"{W}xpath"), namespaces={"c": clinic_part.NAMESPACE})
            control = binding.getparent().getparent()
            assert binding.getnext().tag == f"{W}text"
            if said(control) != node.text:
                found.append(f"{name}: {said(control)} is {node.text}")
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_no_control_touches_another_for_libreoffice_would_save_a_broken_file(source: str) -> None:
    for name in ("document", "header2", "footer1", "footer2"):
        for control in part(made(source), f"word/{name}.xml").iter(f"{W}sdt"):
            following = control.getnext()
            beside = control.getparent().tag == f"{W}p" and following is not None
            assert not (beside and following.tag == f"{W}sdt")


def test_the_map_knows_each_picture_by_its_pixels() -> None:
    listed = {
        p.get("block"): p.get("sha256")
        for p in part(made(), word_map.NAME).iter(f"{STORED['map']}picture")
    }
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        painted = hashlib.sha256(file.read("word/media/image1.png")).hexdigest()
    assert listed == {"overview-figure": painted}


@pytest.mark.parametrize("house", BRANDS)
def test_facts_of_the_clinic_are_bound_wherever_they_stand(house: str) -> None:
    data = made("every-block", house)
    assert stale(data) == []
    brand_ = job("every-block", house).brand
    known = clinic_part.facts_of(brand_.clinic, brand_.emergency_number)
    facts = {str(fact): text for fact, text in known}
    body = Counter(tag for tag, *_ in controls(part(data, "word/document.xml")))
    assert set(facts) <= set(body)
    assert body["clinic/phones/0/number"] == 2  # the box to call, and the contact card
    for name in ("header2", "footer1", "footer2"):
        assert "clinic/name" in {tag for tag, *_ in controls(part(data, f"word/{name}.xml"))}
    for text in part(data, "word/document.xml").iter(f"{W}t"):
        held = any(
            up.tag == f"{W}sdt" and up.find(f"{W}sdtPr/{W}dataBinding") is not None
            for up in text.iterancestors()
        )
        assert held or text.text not in facts.values()


def test_a_number_that_is_not_what_it_is_bound_to_is_noticed() -> None:
    other = changed(made(), clinic_part.NAME, lambda xml: xml.replace(">911<", ">112<"))
    assert stale(other) == ["document: 911 is 112"]


def test_the_parts_of_data_are_known_by_their_numbers() -> None:
    namespace = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"
    for number, store in ((1, word_map.STORE), (2, clinic_part.STORE)):
        properties = part(made(), f"customXml/itemProps{number}.xml")
        assert properties.get(f"{namespace}itemID") == store


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


@pytest.mark.parametrize("house", BRANDS)
def test_the_fonts_come_along_and_can_be_read(house: str) -> None:
    data = made("every-block", house)
    table = part(data, "word/fontTable.xml")
    targets = {r.get("Id"): r.get("Target") for r in part(data, "word/_rels/fontTable.xml.rels")}
    seen = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for font in table.iter(f"{W}font"):
            for face in font:
                if key := face.get(f"{W}fontKey"):
                    hidden = file.read(f"word/{targets[face.get(f'{R}id')]}")
                    # Obfuscating twice gives the font back.
                    with TTFont(io.BytesIO(obfuscated(hidden, uuid.UUID(key)))) as opened:
                        assert font.get(f"{W}name") in opened["name"].getDebugName(1)
                        assert ord("é") in opened.getBestCmap()
                    seen.append(face.tag)
    house_brand = job("every-block", house).brand
    families = {f.name: f for f in (house_brand.body, house_brand.headings)}.values()
    assert len(seen) == sum(len(family.faces) for family in families)
    assert len(data) < 1_500_000


def test_the_same_job_gives_the_same_bytes_dated_by_the_job() -> None:
    assert word.render(job()) == made()
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2026, 2, 20, 0, 0, 0)}


# What stands below it ----------------------------------------------------------------------


def test_repack_dates_every_entry_and_keeps_order_and_method() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr("mimetype", "x", zipfile.ZIP_STORED)
        file.writestr("a.xml", "y" * 99, zipfile.ZIP_DEFLATED)
    packed = archive.repack(raw.getvalue(), datetime(1970, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        assert [(e.filename, e.compress_type, e.date_time[:3]) for e in file.infolist()] == [
            ("mimetype", zipfile.ZIP_STORED, (1980, 1, 1)),
            ("a.xml", zipfile.ZIP_DEFLATED, (1980, 1, 1)),
        ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_repack_refuses_a_name_that_stands_twice() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file:
        file.writestr("a", "1")
        file.writestr("a", "2")
    with pytest.raises(ValueError, match="holds a more than once"):
        archive.repack(raw.getvalue(), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_drawing_becomes_pixels_on_a_clear_ground() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
        '<rect width="10" height="10" fill="#ff0000"/></svg>'
    )
    picture = Image.open(io.BytesIO(rasters.png(svg, width_px=200, fonts=())))
    assert picture.size == (200, 100)
    assert picture.getpixel((50, 50)) == (255, 0, 0, 255)
    assert picture.getpixel((150, 50))[3] == 0


def test_a_page_becomes_a_picture_of_the_size_asked_for() -> None:
    for kind in ("JPEG", "PNG"):
        data = rasters.page_image("<p>Cover</p>", (job().brand.body,), 160, 256, kind)
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.size) == (kind, (160, 256))
    with pytest.raises(ValueError, match="must be one"):
        rasters.page_image('<p style="break-after:page">1</p><p>2</p>', (), 160, 256)


@pytest.mark.parametrize("url", ["https://example.org/a.png", "file:///etc/hostname"])
def test_a_picture_loads_nothing(url: str) -> None:
    with pytest.raises(BadOutput, match="not one of the brand's fonts"):
        rasters.page_image(f'<img src="{url}">', (), 160, 256)


# Judges ------------------------------------------------------------------------------------


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "guide.docx"
    path.write_bytes(data)
    return path


@pytest.mark.judge
@pytest.mark.parametrize("house", BRANDS)
@pytest.mark.parametrize("source", SOURCES)
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


def read_by_libreoffice(data: bytes, folder: Path) -> Path:
    """The file as a tagged PDF, without three faults that LibreOffice 7.4 makes in every PDF.

    It paints borders of paragraphs and letters outside of all tags (7.1-3), it writes the tab
    order of a page with links as a string, where ISO 32000 asks for a name (7.18.3-1), and it
    tags no link that stands in a content control (7.18.5-1).
    """
    plain = changed(
        data,
        "word/styles.xml",
        lambda xml: re.sub(r"<w:pBdr>.*?</w:pBdr>|<w:bdr [^>]*/>", "", xml, flags=re.DOTALL),
    )
    plain = changed(plain, "word/document.xml", without_controls)
    pdf = soffice_pdf(_file(folder, plain), folder / "pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as file:
        for page in file.pages:
            if "/Annots" in page:
                page.Tabs = pikepdf.Name.S
        file.save()
    return pdf


@pytest.mark.judge
@pytest.mark.parametrize("house", BRANDS)
@pytest.mark.parametrize("source", SOURCES)
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
@pytest.mark.parametrize("source", SOURCES)
def test_libreoffice_shows_no_code_of_a_field(source: str, tmp_path: Path) -> None:
    pdf = soffice_pdf(_file(tmp_path, made(source)), tmp_path / "pdf")
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
