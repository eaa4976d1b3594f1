"""A finished Word file → values and places of its elements that our files never have.

`word_parts` lists the elements; here is what they may say, and where properties may stand. Direct
formatting is a fault by being there: in our files paragraphs and runs name a style and no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from publisher.roundtrip.addresses import EMERGENCY_NUMBER
from publisher.roundtrip.styles import Style
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived import layouts
from publisher.verify.perceived.markup_meaning import letters
from publisher.verify.perceived.markup_seen import contrast
from publisher.verify.perceived.word_direction import is_asked
from publisher.verify.perceived.word_parts import RIGHT_TO_LEFT

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job
    from publisher.verify.perceived.layouts import Written

    _Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER, _COLOUR, _ANY = r"\d{1,10}", r"[0-9A-F]{6}", r"[\s\S]*"
_THEMED = r"accent[1-6]|text1|background[12]|hyperlink|followedHyperlink"
_BORDER = {
    "val": "single",
    "sz": r"\d|[1-4]\d",
    "space": r"\d|[12]\d",
    "color": _COLOUR,
    "themeColor": _THEMED,
}
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_WIDTH = {"w": r"\d{1,5}", "type": "dxa"}
_VALUE = {"val": _NUMBER}
_NAME = {"val": r"[A-Za-z0-9]+"}
_PICTURE = {"id": _NUMBER, "name": r"Figure \d+|Logo|Symbol [\w-]+", "descr": _ANY, "title": _ANY}
_EMBEDDED = {"id": r"[\w-]+", "fontKey": r"\{[0-9A-F-]+\}"}
_LANGUAGES = {"val": r"[\w-]+", "eastAsia": r"[\w-]+", "bidi": r"[\w-]+"}

_VALUES: Mapping[str, Mapping[str, str]] = {
    "abstractNum": {"abstractNumId": _NUMBER},
    "abstractNumId": _VALUE,
    "alias": {"val": _ANY},
    "appearance": {"val": "hidden"},
    "autoHyphenation": {"val": "false"},
    "basedOn": _NAME,
    "bdr": _BORDER,
    "between": _BORDER,
    "blip": {"embed": r"rId\d+"},
    "bookmarkEnd": {"id": _NUMBER},
    "bookmarkStart": {"id": _NUMBER, "name": r"\w+"},
    "bottom": {**_BORDER, **_WIDTH},
    "cNvPr": _PICTURE,
    "characterSpacingControl": {"val": "doNotCompress|compressPunctuation"},
    "charset": {"val": "00"},
    "clrSchemeMapping": {
        "bg1": "light1",
        "t1": "dark1",
        "bg2": "light2",
        "t2": "dark2",
        **{f"accent{n}": f"accent{n}" for n in range(1, 7)},
        "hyperlink": "hyperlink",
        "followedHyperlink": "followedHyperlink",
    },
    "color": {"val": _COLOUR, "themeColor": _THEMED},
    "cols": {"num": "[12]", "space": r"\d{1,3}"},
    "compatSetting": {
        "name": r"compatibilityMode|differentiateMultirowTableHeaders|doNotFlipMirrorIndents|"
        "enableOpenTypeFeatures|overrideTableStyleFontSizeAndJustification",
        "uri": "http://schemas.microsoft.com/office/word",
        "val": "1|15",
    },
    "created": {"type": "dcterms:W3CDTF"},
    "dataBinding": {"prefixMappings": _ANY, "xpath": _ANY, "storeItemID": r"\{[0-9A-F-]+\}"},
    "decimalSymbol": {"val": "[.,٫]"},
    "defaultTabStop": {"val": r"\d{1,3}"},
    "docPartGallery": {"val": "Table of Contents"},
    "docPr": _PICTURE,
    "effectExtent": dict.fromkeys("ltrb", "0"),
    **dict.fromkeys(("embedRegular", "embedBold", "embedItalic", "embedBoldItalic"), _EMBEDDED),
    "em": {"val": "dot"},
    "ext": {"cx": r"\d{6,7}", "cy": r"\d{6,7}", "uri": r"\{96DAC541-7B7A-43D3-8B79-37D633B846F1\}"},
    "extent": {"cx": r"\d{6,7}", "cy": r"\d{6,7}"},
    "family": {"val": "roman|swiss|modern|script|decorative"},
    "fldChar": {"fldCharType": "begin|end|separate"},
    "font": {"name": _ANY},
    "footerReference": {"type": "default|first", "id": r"rId\d+"},
    "graphicData": {"uri": "http://schemas.openxmlformats.org/drawingml/2006/picture"},
    "graphicFrameLocks": {"noChangeAspect": "1"},
    "gridCol": {"w": r"\d{3,4}"},
    "headerReference": {"type": "default|first", "id": r"rId\d+"},
    "hyperlink": {"anchor": r"\w+", "history": "1", "tooltip": _ANY, "id": r"rId\d+"},
    "id": {"val": r"\d+"},
    "ilvl": {"val": "[01]"},
    "ind": {"left": _NUMBER, "right": r"\d{1,3}", "hanging": r"[1-3]?\d{1,3}"},
    "inline": dict.fromkeys(("distT", "distB", "distL", "distR"), "0"),
    "insideH": _BORDER,
    "instrText": {"space": "preserve"},
    "lang": _LANGUAGES,
    "latentStyles": dict.fromkeys(
        (
            *("defLockedState", "defUIPriority", "defSemiHidden", "defUnhideWhenUsed"),
            "defQFormat",
            "count",
        ),
        _NUMBER,
    ),
    "left": {**_BORDER, **_WIDTH},
    "listSeparator": {"val": "[,;]"},
    "lock": {"val": "sdtContentLocked|sdtLocked"},
    "lvl": {"ilvl": r"\d"},
    "lvlJc": {"val": "left|start"},
    "lvlOverride": {"ilvl": "0"},
    "lvlText": {"val": r"(%1\.|[\u2003\u2002]*–|•|☐)?"},
    "modified": {"type": "dcterms:W3CDTF"},
    "multiLevelType": {"val": "multilevel"},
    "name": {"val": _ANY},
    "next": _NAME,
    "nsid": {"val": r"[0-9A-F]{8}"},
    "num": {"numId": _NUMBER},
    "numFmt": {"val": "bullet|decimal|none"},
    "numId": _VALUE,
    "off": {"x": "0", "y": "0"},
    "outlineLvl": {"val": "[0-2]"},
    "pStyle": _NAME,
    "pgMar": {
        **dict.fromkeys(("top", "right", "bottom", "left"), r"\d{3,4}"),
        "header": r"\d{3}",
        "footer": r"\d{3}",
        "gutter": "0",
    },
    "pgSz": {"w": _NUMBER, "h": _NUMBER, "code": r"\d"},
    "picLocks": {"noChangeAspect": "1"},
    "pitch": {"val": "variable|fixed"},
    "prstGeom": {"prst": "rect"},
    "rFonts": {
        "asciiTheme": "m(aj|in)orHAnsi",
        "hAnsiTheme": "m(aj|in)orHAnsi",
        "eastAsiaTheme": "m(aj|in)orEastAsia",
        "cstheme": "m(aj|in)orBidi",
        **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Segoe UI Symbol"),
    },
    "rStyle": _NAME,
    "right": {**_BORDER, **_WIDTH},
    "shd": {"val": "clear", "color": "auto", "fill": _COLOUR, "themeFill": _THEMED},
    "spacing": {
        "before": r"\d{1,3}",
        "after": r"\d{1,3}",
        "line": r"\d{3,4}",
        "lineRule": "atLeast|exact|auto",
    },
    "start": {"val": "1"},
    "startOverride": _VALUE,
    "style": {
        "type": "character|numbering|paragraph|table",
        "default": "1",
        "styleId": r"\w+",
        "customStyle": "1",
    },
    "svgBlip": {"embed": r"rId\d+"},
    "sz": {"val": r"\d{2}"},
    "szCs": {"val": r"\d{2}"},
    "t": {"space": "preserve"},
    "tab": {"val": "num|right|left", "pos": r"\d{1,4}"},
    "tag": {"val": _ANY},
    "tblCaption": {"val": _ANY},
    "tblDescription": {"val": _ANY},
    "tblInd": {"w": "0", "type": "dxa"},
    "tblLayout": {"type": "fixed"},
    "tblLook": {
        "val": "00A0",
        **dict.fromkeys(("firstRow", "firstColumn", "noVBand"), "1"),
        **dict.fromkeys(("lastRow", "lastColumn", "noHBand"), "0"),
    },
    "tblStyle": {"val": "GuideTable|PictureTable"},
    "tblStylePr": {"type": "firstCol|firstRow"},
    "tblW": _WIDTH,
    "tcW": _WIDTH,
    "themeFontLang": dict.fromkeys(("val", "bidi", "eastAsia"), r"[\w-]+"),
    "tmpl": {"val": r"[0-9A-F]{8}"},
    "top": {**_BORDER, **_WIDTH},
    "type": {"val": "continuous"},
    "u": {"val": "single|dotted", "color": _COLOUR, "themeColor": _THEMED},
    "uiPriority": {"val": r"\d{1,2}"},
    "vAlign": {"val": "bottom"},
    "vertAlign": {"val": "superscript"},
    "zoom": {"percent": "100"},
}
"""What the attributes of elements may be, or what a template of the edition says."""

_DIRECT = {
    "pPr": frozenset(("pStyle", "keepNext", "numPr", "sectPr")),
    "rPr": frozenset(("rStyle", "lang")),
    "tblPr": frozenset(
        ("tblStyle", "tblW", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription")
    ),
    "tcPr": frozenset(("tcW",)),
    "trPr": frozenset(("cantSplit", "tblHeader")),
}
"""The properties that paragraphs, runs and tables have of their own."""
_BY_DEFAULT = frozenset(("rFonts", "sz", "szCs", "lang"))
_PROPERTIES = frozenset(
    ("pPr", "rPr", "tblPr", "tcPr", "trPr", "sdtPr", "style", "lvl", "settings", "docDefaults")
)
_REPEATED = frozenset(("tblStylePr", "headerReference", "footerReference"))


_WIDE_MARGINS = [("left", "60"), ("right", "60")]
"""Of the cells of a table with many columns, in twips."""


def _margins(element: _Element) -> list[tuple[str, str]]:
    return [(_name(one), one.get(f"{W}w", "")) for one in element]


def faults(job: Job, trees: Mapping[str, _Element]) -> Iterator[Fault]:
    """Every value that no layout writes, and properties where no layout has them."""
    templates = layouts.written(job.edition)
    for name, tree in trees.items():
        if not name.startswith("word/") or name.endswith(".rels") or "theme" in name:
            continue
        seen: set[str] = set()
        for element in tree.iter():
            own = _name(element)
            if not own:
                seen.add("has a comment")
                continue
            seen.update(_values(element, own, templates))
            above = _name(element.getparent())
            if own in _DIRECT and above in ("p", "r", "tbl", "tc", "tr"):
                odd = {_name(one) for one in element} - _DIRECT[own]
                odd -= {RIGHT_TO_LEFT.get(own, "")} if is_asked(job) else set()
                seen.update(f"{one} is set by hand" for one in odd)
            if own == "tblCellMar" and "document" in name and _margins(element) != _WIDE_MARGINS:
                seen.add("the margins of a cell are set by hand")
            if own == "rPr" and above not in ("r", "lvl"):
                odd = {_name(one) for one in element} & {"rStyle"}
                odd |= {_name(one) for one in element} - _BY_DEFAULT if "Default" in above else odd
                if above == "tblStylePr" or _is_of_table(element):
                    odd |= {_name(one) for one in element} - {"b", "bCs"}
                seen.update(f"{one} is set in {above}" for one in odd)
            if own in _PROPERTIES:
                counts = Counter(_name(one) for one in element)
                twice = {one for one, n in counts.items() if n > 1} - _REPEATED
                seen.update(f"{own} has {one} twice" for one in twice)
        for detail in sorted(seen):
            words = name.removeprefix("word/")
            yield Fault("", "", FaultKind.NOT_SEEN, f"{detail} ({words})")


def _is_of_table(properties: _Element) -> bool:
    above = properties.getparent()
    return above is not None and above.get(f"{W}type") == "table"


def _values(element: _Element, own: str, templates: Written) -> Iterator[str]:
    known = _VALUES.get(own, {})
    for key, value in element.attrib.items():
        if str(key).endswith("}Ignorable"):
            # Readers from before 2013 do not know that a control may have no box.
            if value == "w15" and element.nsmap.get("w15") == _W15:
                continue
            yield "a part is said to be ignored"
            continue
        said = str(key).rpartition("}")[2]
        allowed = known.get(said, r"[\w.%-]*" if templates.has(own, said) else None)
        fits = allowed is not None and re.fullmatch(allowed, str(value))
        if not fits and not templates.says(own, said, str(value)):
            yield f"<{own}> has {said} {str(value)[:40]}"


def _name(element: _Element | None) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return element.tag.rpartition("}")[2]


# Styles ------------------------------------------------------------------------------------------

_SHARED = frozenset(("Normal", "BodyText", "DefaultParagraphFont", "TableNormal", "ListBullet"))
_OF_TEXTS = {
    r"title": "Title",
    r"subtitle": "Subtitle",
    r"summary/\d+": "GlanceText(Last)?",
    r"also_called/\d+": "AlsoCalled",
    r"fixed/review": "ReviewState",
    r"sections/[^/]+/heading|subsections/[^/]+/heading": "Heading[1-3]",
    r"plain/[^/]+/heading": "Heading1",
    r"plain/[^/]+/lines/\d+/text": "PlainLine",
    r"blocks/[^/]+/columns/\d+": "TableHeading",
    r"blocks/[^/]+/rows/\d+/\d+": "TableText",
    r"blocks/[^/]+/lead_in": "(Callout(Emergency|Call|Note))?LeadIn(Spaced)?",
    r"blocks/[^/]+/text": "BodyText(Symbol)?(Spaced)?|Callout(Emergency|Call|Note)Text(Last)?|"
    "ContactText",
    r"blocks/[^/]+/items/\d+(/text)?": "(ListBullet|ListNumber|Checklist)(Symbol)?(Last)?|Question|"
    "DefinitionText|Callout(Emergency|Call|Note)(List|Step)(Last)?|"
    "Callout(Emergency|Call|Note)(Checklist|Question)(Last)?",
    r"blocks/[^/]+/items/\d+/items/\d+": "(ListBullet|ListNumber)(Symbol)?2(Last)?|"
    "Callout(Emergency|Call|Note)(List|Step)2(Last)?",
    r"blocks/[^/]+/items/\d+/term": "DefinitionTerm",
    r"glossary/[^/]+/term": "GlossaryTerm",
    r"glossary/[^/]+/definition": "GlossaryText",
    r"blocks/[^/]+/credit": "FigureCredit",
    r"blocks/[^/]+/license": "FigureLicense",
    r"references/[^/]+/(text|url)": "SourceEntry",
    r"fixed/emergency|emergency_number": "CalloutEmergency(Label|Number)|UrgentEmergency",
}
"""The styles of texts, by their address."""
_PLAIN = re.compile(
    "Normal|BodyText(Symbol)?(Spaced)?|(ListBullet|ListNumber|Checklist)(Symbol)?2?(Last)?|"
    "Question|DefinitionText|PlainLine|"
    "TableText|GlanceText(Last)?|GlossaryText|SourceEntry|Small|"
    "Callout(Emergency|Call|Note)(Text|List|Step)(2|Last)?"
)
"""Styles in which words are neither strong nor emphasized by themselves."""
_CHARACTER = re.compile(
    "(Strong)?(Emphasis)?((Followed)?Hyperlink|GlossaryLink)?|Citation|DraftBadge|DefaultParagraphFont"
)
_MARKS = frozenset(("b", "i", "em", "u", "vertAlign"))
_LEAST = (("Title", 34), ("Heading1", 28), ("Heading2", 24), ("BodyText", 20), ("TableText", 20))
"""Half points."""


def styled(job: Job, styles: Mapping[str, _Element], body: _Element) -> Iterator[Fault]:
    """Styles that look like others, and texts in the style of another kind of text."""
    for detail in dict.fromkeys(_styles(styles, layouts.own(job.edition))):
        yield Fault("", "", FaultKind.MEANING, detail)
    for language in _language(job, styles):
        yield Fault("", "", FaultKind.MEANING, language)
    for control in body.iter(f"{W}sdt"):
        tag = _val(control.find(f"{W}sdtPr/{W}tag"))
        allowed = next((one for at, one in _OF_TEXTS.items() if re.fullmatch(at, tag)), None)
        above = next(control.iterancestors(f"{W}p"), None)
        inside = next(control.iterancestors(f"{W}sdtContent"), None) is not None
        if inside and tag == str(EMERGENCY_NUMBER):
            continue  # in a sentence, whose style is that of the sentence
        above = above if above is not None else next(control.iter(f"{W}p"), None)
        style = "" if above is None else _val(above.find(f"{W}pPr/{W}pStyle"))
        if allowed and not re.fullmatch(allowed, style):
            words = letters("".join(text.text or "" for text in control.iter(f"{W}t")))[:60]
            yield Fault("", words, FaultKind.MEANING, f"is set as {style or 'nothing'} ({tag})")


def _styles(styles: Mapping[str, _Element], own_layout: str) -> Iterator[str]:
    """What is wrong with styles; those of the project's own layout look as they like."""
    for name, style in styles.items():
        if f'"{name}"' in own_layout and name not in set(Style):
            continue
        shown = re.sub(r"\W", "", _val(style.find(f"{W}name"))).lower()
        if shown not in (name.lower(), _OTHER_NAMES.get(name)):
            yield f"the style {name} is called {_val(style.find(f'{W}name'))}"
        base = _val(style.find(f"{W}basedOn"))
        own = name.startswith(base.removesuffix("Text")) or _BASES.get(name) == base
        if base and base not in _SHARED and not own:
            yield f"the style {name} is based on {base}"
        marks = {_name(one) for one in style.iterfind(f"{W}rPr/*")} & _MARKS
        if _PLAIN.fullmatch(name) and marks:
            yield f"the style {name} has {', '.join(sorted(marks))}"
        if style.get(f"{W}type") == "character":
            wrong = bool(marks & {"b"}) != ("Strong" in name or name == "DraftBadge")
            wrong = wrong or bool(marks & {"i", "em"}) != ("Emphasis" in name)
            if wrong or not _CHARACTER.fullmatch(name):
                yield f"the style {name} has {', '.join(sorted(marks)) or 'no mark'}"
    defaults = {name for name, style in styles.items() if style.get(f"{W}default") == "1"}
    if defaults != {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}:
        yield "the default styles are others"
    yield from _sizes(styles)


_BASES = {
    "AnswerLine": "WriteInLine",
    "FigureLicense": "FigureCredit",
    "FigureTitle": "Caption",
    "GlanceHeading": "Heading1",
    "GlossaryTerm": "DefinitionTerm",
    "GlossaryText": "DefinitionText",
}
_OTHER_NAMES = {
    "Footer2": "footersecondline",
    "Picture": "pictureline",
    "TableNormal": "normaltable",
}


def _sizes(styles: Mapping[str, _Element]) -> Iterator[str]:
    root = next(iter(styles.values())).getparent() if styles else None
    usual = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
    for name, least in _LEAST:
        style: str = name
        size = None
        while style in styles and size is None:
            size = styles[style].find(f"{W}rPr/{W}sz")
            style = _val(styles[style].find(f"{W}basedOn"))
        found = _val(size if size is not None else usual)
        if name in styles and (not found.isdecimal() or int(found) < least):
            yield f"the style {name} is set in {found or 'no'} half points"


def _language(job: Job, styles: Mapping[str, _Element]) -> Iterator[str]:
    root = next(iter(styles.values())).getparent() if styles else None
    for one in () if root is None else root.iter(f"{W}lang"):
        said = {str(value) for value in one.attrib.values()}
        if said != {job.condition.language}:
            yield f"its words are said to be in {', '.join(sorted(said))}"


def _val(element: _Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


# Theme -------------------------------------------------------------------------------------------

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLOTS = {
    "text1": "dk1",
    "background1": "lt1",
    "text2": "dk2",
    "background2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}


def themed(job: Job, trees: Mapping[str, _Element]) -> Iterator[Fault]:
    """Colours and fonts of the theme, which Word prefers, that differ from those beside them."""
    theme = trees["word/theme/theme1.xml"]
    colours = {
        _name(slot): one.get("val", "")
        for scheme in theme.iter(f"{_A}clrScheme")
        for slot in scheme
        for one in slot
    }
    fonts = [
        (kind, font.get("typeface"))
        for kind in ("majorFont", "minorFont")
        for font in theme.iterfind(f".//{_A}{kind}/{_A}latin")
    ]
    wanted = [("majorFont", job.brand.headings.name), ("minorFont", job.brand.body.name)]
    if fonts != wanted:
        yield Fault("", "", FaultKind.NOT_SEEN, f"its theme is set in {dict(fonts)}")
    for level in trees["word/numbering.xml"].iter(f"{W}lvl"):
        ink = _val(level.find(f"{W}rPr/{W}color")) or "000000"
        mark, style = _val(level.find(f"{W}lvlText")), _val(level.find(f"{W}pStyle"))
        if style and not mark and "Symbol" not in style:
            yield Fault("", "", FaultKind.STRUCTURE, f"the items of {style} have no mark")
        if re.fullmatch(_COLOUR, ink) and contrast(_rgb(ink), _rgb("FFFFFF")) < 3.0:
            yield Fault("", "", FaultKind.NOT_SEEN, f"the marks of a list are {ink}")
    differ = set()
    for name, tree in trees.items():
        if not name.startswith("word/"):
            continue
        for element in tree.iter():
            for said, shown in (("themeColor", ("color", "val")), ("themeFill", ("fill",))):
                slot = element.get(f"{W}{said}") if isinstance(element.tag, str) else None
                if slot is None:
                    continue
                value = next((v for key in shown if (v := element.get(f"{W}{key}"))), "")
                if colours.get(_SLOTS.get(slot, slot)) != value:
                    differ.add(f"{slot} of its theme is not {value}")
    for detail in sorted(differ):
        yield Fault("", "", FaultKind.NOT_SEEN, detail)


def _rgb(text: str) -> tuple[float, float, float, float]:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue, 1.0
