"""A Word file is formatted by its styles alone: colours, type, boxes, numberings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree

from publisher.content.model import (
    Block,
    Callout,
    Condition,
    Steps,
    Wording,
)
from publisher.roundtrip.addresses import link_target
from tests.helpers import SOURCES
from tests.word_files import (
    BRANDS,
    A,
    W,
    changed,
    job,
    made,
    paragraphs,
    part,
    said,
    style_of,
)

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
