"""The parts, relations, elements and fields of our Word files; any other is a fault.

What templates write is read from those of the edition. Anyone who makes the renderer write another
element adds it here, after making sure that it cannot hide a text.
"""

from __future__ import annotations

import re

STREAM = b"PK\x05\x06"
"""The first bytes of the end record of a ZIP archive."""
FIELDS = re.compile(r'NUMPAGES|PAGE|TOC \\o "1-[12]" \\h \\n \\z')
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
    r"|customXml/(_rels/)?item(Props)?[12]\.xml(\.rels)?"
    r"|word/(document|styles|numbering|settings|fontTable|theme/theme1|header[12]|footer[12])\.xml"
    r"|word/_rels/(document|fontTable|header[12])\.xml\.rels"
    r"|word/media/(logo\.(png|svg)|image\d+\.(png|jpg)|drawing\d+\.svg)|word/fonts/[\w-]+\.odttf"
)
RELATIONS = frozenset(
    (
        *("font", "hyperlink", "image", "header", "footer", "customXml", "customXmlProps"),
        *("officeDocument", "core-properties", "extended-properties", "styles", "numbering"),
        *("settings", "fontTable", "theme"),
    )
)
_KINDS = re.compile(
    r"application/xml|application/vnd\.openxmlformats-[\w.-]+(\+xml)?|image/(png|jpeg|svg\+xml)"
)
"""What the parts of a file may be said to be."""
_ENDS = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
_CONTROL = "alias appearance dataBinding id lock sdt sdtContent sdtPr tag text"
_DRAWING = (
    "avLst blip blipFill cNvGraphicFramePr cNvPicPr cNvPr decorative docPr drawing "
    "effectExtent ext extLst extent fillRect graphic graphicData graphicFrameLocks inline "
    "nvPicPr off pic picLocks prstGeom spPr stretch svgBlip xfrm"
)
_TEXT = "fldChar instrText p pPr r rPr t"


def _words(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


OURS = {
    "document": _words(
        _CONTROL,
        _DRAWING,
        _TEXT,
        "body bookmarkEnd bookmarkStart cols docPartGallery docPartObj docPartUnique document "
        "footerReference gridCol headerReference hyperlink ilvl numId pgMar pgSz sectPr tbl "
        "tblGrid tblPr tc tcPr titlePg tr trPr type bottom top left right between insideH",
    ),
    "header": _words(_CONTROL, _DRAWING, _TEXT, "hdr tab"),
    "footer": _words(_CONTROL, _TEXT, "ftr tab"),
    "styles": _words(
        "basedOn between bottom docDefaults ilvl insideH latentStyles left name next numId pPr "
        "pPrDefault qFormat rPr rPrDefault right semiHidden style styles tab tblPr tblStylePr "
        "tcPr top uiPriority unhideWhenUsed"
    ),
    "numbering": _words(
        "abstractNum abstractNumId lvl lvlJc lvlOverride lvlText multiLevelType nsid num numFmt "
        "numbering pPr pStyle rPr start startOverride suff tab tmpl"
    ),
    "settings": _words(
        "autoHyphenation characterSpacingControl clrSchemeMapping compat compatSetting "
        "decimalSymbol defaultTabStop embedTrueTypeFonts hideGrammaticalErrors hideSpellingErrors "
        "listSeparator settings themeFontLang zoom"
    ),
    "pPr": _words(
        "ind keepLines keepNext numPr outlineLvl pBdr pStyle sectPr shd spacing "
        "suppressAutoHyphens tabs textAlignment widowControl"
    ),
    "rPr": _words("b bCs bdr color em i iCs lang rFonts rStyle sz szCs u vertAlign"),
    "tblPr": _words(
        "tblBorders tblCaption tblCellMar tblDescription tblInd tblLayout tblLook tblStyle tblW"
    ),
    "trPr": _words("cantSplit tblHeader"),
    "tcPr": _words("shd tcBorders tcW vAlign"),
}
"""The names of elements that code writes, by the part or the properties element they are in.

Besides, every part may have those that the templates of its edition name.
"""
RIGHT_TO_LEFT = {"pPr": "bidi", "rPr": "rtl", "sectPr": "bidi", "tblPr": "bidiVisual"}
"""What properties have besides, in a language from right to left."""
HIDING = _words(
    "altChunk attachedTemplate caps del delText documentProtection dstrike eastAsianLayout emboss "
    "fitText framePr imprint ins moveFrom moveTo object outline pict position rtl shadow smallCaps "
    "specVanish strike textDirection trHeight trackRevisions vanish w webHidden writeProtection"
)
"""Elements that hide, move or change a text, whatever a layout wants with them."""


def allowed_kind(name: str, kind: str) -> bool:
    """Whether a part of this name, or all with this ending, may be said to be of this kind."""
    wanted = _ENDS.get(name.rpartition(".")[2])
    return _KINDS.fullmatch(kind) is not None and wanted in (None, kind)


def allowed_part(name: str) -> bool:
    """Whether our files may have a part of this name."""
    return _PARTS.fullmatch(name) is not None
