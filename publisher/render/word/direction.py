"""A Word file in a language from right to left: its sections, paragraphs, tables and runs say so.

Styles, templates and blocks are those of every language. In the finished parts paragraphs run from
right to left by default, tables begin on the right, and each run is either of the language
(`w:rtl`, set in the font and size for complex scripts) or of Latin letters and digits, which then
keep their order. Source: ECMA-376-1, 17.3.1.6, 17.3.2.30, 17.4.1 and 17.6.1.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from publisher.content.bidi import LEFT_TO_RIGHT, WHOLE_HYPHEN, parts_of

_TEXTS = re.compile(r"word/(document|header\d|footer\d)\.xml")
_BEHIND_RTL = tuple(map(qn, ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish")))
_BEFORE_BIDI = tuple(
    map(
        qn,
        (
            *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr"),
            *("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs"),
            *("w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct"),
            *("w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN"),
        ),
    )
)


def turned(data: bytes) -> bytes:
    """The file for a language from right to left."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if _TEXTS.fullmatch(entry.filename):
                content = _changed(content, _text)
            elif entry.filename == "word/styles.xml":
                content = _changed(content, _styles)
            new.writestr(entry.filename, content)
    return made.getvalue()


def _changed(content: bytes, change: Any) -> bytes:
    root = etree.fromstring(content)
    change(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _styles(root: Any) -> None:
    """Every paragraph runs from right to left; a line at the start of a box is on the right."""
    for defaults in root.iter(qn("w:pPrDefault")):
        _set_bidi(defaults.find(qn("w:pPr")))
    for style in root.iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1":
            _set_bidi(_properties(style))
    for borders in root.iter(qn("w:pBdr")):
        left, right = borders.find(qn("w:left")), borders.find(qn("w:right"))
        for edge, name in ((left, "w:right"), (right, "w:left")):
            if edge is not None:
                edge.tag = qn(name)
        # left comes before right: ECMA-376-1, 17.3.1.24
        borders[:] = sorted(borders, key=lambda edge: _EDGES.index(edge.tag))
    for italic in [*root.iter(qn("w:iCs"))]:
        _as_bold(italic)


_EDGES = tuple(map(qn, ("w:top", "w:left", "w:bottom", "w:right", "w:between", "w:bar")))


def _properties(style: Any) -> Any:
    found = style.find(qn("w:pPr"))
    if found is None:
        found = etree.SubElement(style, qn("w:pPr"))
        letters = style.find(qn("w:rPr"))
        if letters is not None:
            letters.addprevious(found)
    return found


def _set_bidi(properties: Any) -> None:
    before = [one for one in properties if one.tag in _BEFORE_BIDI]
    bidi = etree.Element(qn("w:bidi"))
    if before:
        before[-1].addnext(bidi)
    else:
        properties.insert(0, bidi)


def _as_bold(italic: Any) -> None:
    """What italics would say, weight says: the script has none. Latin words keep them."""
    letters = italic.getparent()
    letters.remove(italic)
    if letters.find(qn("w:bCs")) is None:
        letters.find(qn("w:i")).addprevious(etree.Element(qn("w:bCs")))


def _text(root: Any) -> None:
    for section in root.iter(qn("w:sectPr")):
        section.append(etree.Element(qn("w:bidi")))
    for table in root.iter(qn("w:tblPr")):
        style = table.find(qn("w:tblStyle"))
        table.insert(0 if style is None else 1, etree.Element(qn("w:bidiVisual")))
    for run in [*root.iter(qn("w:r"))]:
        _run(run)


def _run(run: Any) -> None:
    """Parts a run where its direction changes; what is bound to a fact stays one."""
    texts = run.findall(qn("w:t"))
    if len(texts) != 1:
        return
    words = (texts[0].text or "").replace(WHOLE_HYPHEN, "-")
    parts = [(words, not words.isascii())] if _is_bound(run) else list(parts_of(words))
    for part, runs_left in parts:
        if not runs_left and not part[0].isalpha() and not part.isdigit():
            _left_to_right(run)
        one = deepcopy(run)
        text = one.find(qn("w:t"))
        text.text = part
        if part != part.strip():
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if runs_left:
            _mark(one)
        run.addprevious(one)
    if parts:
        run.getparent().remove(run)


def _left_to_right(run: Any) -> None:
    """Puts a mark before a number: behind an Arabic letter its groups would change places."""
    bound = [one for one in run.iterancestors(qn("w:sdt")) if one.getparent().tag == qn("w:p")]
    before = bound[-1] if bound and _is_bound(run) else run
    mark = etree.Element(qn("w:r"))
    etree.SubElement(mark, qn("w:t")).text = LEFT_TO_RIGHT
    if before.getparent().tag == qn("w:hyperlink"):
        before = before.getparent()
    before.addprevious(mark)


def _is_bound(run: Any) -> bool:
    """Whether a run shows a fact of the clinic, which Word writes into one run."""
    binding = f"{qn('w:sdtPr')}/{qn('w:dataBinding')}"
    return any(one.find(binding) is not None for one in run.iterancestors(qn("w:sdt")))


def _mark(run: Any) -> None:
    letters = run.find(qn("w:rPr"))
    if letters is None:
        letters = etree.Element(qn("w:rPr"))
        run.insert(0, letters)
    mark = etree.Element(qn("w:rtl"))
    behind = next((one for one in letters if one.tag in _BEHIND_RTL), None)
    if behind is None:
        letters.append(mark)
    else:
        behind.addprevious(mark)
