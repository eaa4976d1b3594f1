"""Edits as people make them in a Word file, beside the same edits made in the source itself.

Each is made by python-docx, which shares no code with the publisher's own reading and writing.
What a person does in Word is done here to the same elements: Enter makes a paragraph without
marks, copying takes controls along, cutting moves them.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from PIL import Image

from publisher.content.model import OF_NO_DOCUMENT
from tests.judges import install
from tests.judges.install import JudgeFailed, command

Tree = dict[str, Any]
_TRACKED = {"w:author": "Ann Editor", "w:date": "2026-03-01T09:00:00Z"}


def untouched(tree: Tree) -> None:
    """Leaves the source as it is."""


@dataclass(frozen=True)
class Edit:
    """One edit: its kind in the table, what is done in Word, and the same done to the source.

    `reported` are words of the finding where the source has no place for it; `clinic` is done to
    the clinic's facts.
    """

    name: str
    kind: str
    in_word: Callable[[WordDocument], None]
    in_source: Callable[[Tree], None] = untouched
    reported: str = ""
    clinic: Callable[[Tree], None] | None = None
    tracked: Literal["accept", "reject", "refuse"] = "refuse"
    libreoffice: bool = True
    """Whether LibreOffice can save it; it cannot where it has no such thing."""

    def made(self, data: bytes) -> bytes:
        """The file with the edit in it."""
        document = Document(io.BytesIO(data))
        self.in_word(document)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()


# In Word -------------------------------------------------------------------------------------


def paragraphs(document: WordDocument) -> Iterator[Any]:
    """Every paragraph of the body, in controls and tables too, which python-docx passes over."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document._body)


def words_of(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph._p.iter(qn("w:t")))


def the(document: WordDocument, words: str, style: str = "") -> Any:
    """The paragraph that has these words; of several, the first that is not in the contents."""
    for paragraph in paragraphs(document):
        name = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
        is_there = words in words_of(paragraph) and name.startswith(style)
        if is_there and not name.startswith(("toc", "contents")):
            return paragraph
    raise LookupError(f"no paragraph says {words!r}")


def the_run(document: WordDocument, words: str) -> Any:
    """The run that contains these words."""
    paragraph = the(document, words)
    for run in paragraph._p.iter(qn("w:r")):
        if words in "".join(t.text or "" for t in run.iter(qn("w:t"))):
            return Run(run, paragraph)
    raise LookupError(f"no run says {words!r}")


def say(old: str, new: str) -> Callable[[WordDocument], None]:
    """Types `new` over `old`."""

    def edit(document: WordDocument) -> None:
        for t in the_run(document, old)._r.iter(qn("w:t")):
            if old in (t.text or ""):
                t.text = (t.text or "").replace(old, new)
                t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                return

    return edit


def own(document: WordDocument, words: str) -> Any:
    """A run of its own for these words, as Word makes when somebody selects and formats them."""
    run = the_run(document, words)
    before, _, after = run.text.partition(words)
    element = run._r
    for text, put in ((before, element.addprevious), (after, element.addnext)):
        if text:
            piece = copy.deepcopy(element)
            Run(piece, run._parent).text = text
            put(piece)
    run.text = words
    return run


def entered(document: WordDocument, after: str, words: str, style: str | None = None) -> Any:
    """A new paragraph that Enter makes: the style of the one before it, and no marks."""
    before = the(document, after)
    new: Any = OxmlElement("w:p")
    layout = before._p.find(qn("w:pPr"))
    if layout is not None:
        new.append(copy.deepcopy(layout))
    anchor = before._p
    while anchor.getparent().tag == qn("w:sdtContent") and _is_alone(anchor):
        anchor = anchor.getparent().getparent()
    anchor.addnext(new)
    paragraph = Paragraph(new, document._body)
    if style is not None:
        for child in list(new):
            new.remove(child)
        paragraph.style = document.styles[style]
    paragraph.add_run(words)
    return paragraph


def _is_alone(element: Any) -> bool:
    return len(element.getparent()) == 1


def outer(paragraph: Any) -> Any:
    """The paragraph with the control that is around it alone."""
    element = paragraph._p
    while element.getparent().tag == qn("w:sdtContent") and _is_alone(element):
        element = element.getparent().getparent()
    return element


def control(document: WordDocument, tag: str) -> Any:
    """The control with this tag."""
    for mark in document.element.body.iter(qn("w:tag")):
        if mark.get(qn("w:val")) == tag:
            return mark.getparent().getparent()
    raise LookupError(f"no control has the tag {tag!r}")


def gone(*words: str) -> Callable[[WordDocument], None]:
    """Deletes paragraphs."""

    def edit(document: WordDocument) -> None:
        for one in words:
            element = outer(the(document, one))
            element.getparent().remove(element)

    return edit


def moved(words: str, before: str) -> Callable[[WordDocument], None]:
    """Cuts a paragraph and pastes it before another."""

    def edit(document: WordDocument) -> None:
        outer(the(document, before)).addprevious(outer(the(document, words)))

    return edit


def pasted(words: str, new: str) -> Callable[[WordDocument], None]:
    """Copies a paragraph, pastes it below itself with its controls, and types over it."""

    def edit(document: WordDocument) -> None:
        element = outer(the(document, words))
        again: Any = copy.deepcopy(element)
        for mark in [*again.iter(qn("w:bookmarkStart")), *again.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)  # Word leaves a bookmark where it was
        element.addnext(again)
        texts = list(again.iter(qn("w:t")))
        texts[0].text = new
        for text in texts[1:]:
            text.text = ""

    return edit


def row_of(document: WordDocument, words: str) -> Any:
    return next(the(document, words)._p.iterancestors(qn("w:tr")))


def typed_row(document: WordDocument, after: str, cells: list[str]) -> None:
    """A row that Word makes below another: the same cells, empty, and then typed into."""
    old = row_of(document, after)
    new = copy.deepcopy(old)
    for cell, words in zip(new.iter(qn("w:tc")), cells, strict=True):
        paragraph = next(cell.iter(qn("w:p")))
        layout = paragraph.find(qn("w:pPr"))
        for child in list(cell):
            if child.tag != qn("w:tcPr"):
                cell.remove(child)
        fresh: Any = OxmlElement("w:p")
        if layout is not None:
            fresh.append(copy.deepcopy(layout))
        cell.append(fresh)
        Paragraph(fresh, document._body).add_run(words)
    old.addnext(new)


def section(document: WordDocument, heading: str) -> list[Any]:
    """The elements of the body from a heading to the next one of its level."""
    start = outer(the(document, heading, "heading 1"))
    found = [start]
    while (element := found[-1].getnext()) is not None and element.tag != qn("w:sectPr"):
        first = next(element.iter(qn("w:pStyle")), None)
        if first is not None and first.get(qn("w:val")) == "Heading1":
            break
        found.append(element)
    return found


def _without_section(document: WordDocument) -> None:
    for element in section(document, "What helps"):
        element.getparent().remove(element)


def _section_moved(document: WordDocument) -> None:
    there = outer(the(document, "What you may notice", "heading 1"))
    for element in section(document, "What helps"):
        there.addprevious(element)


def _section_added(document: WordDocument) -> None:
    *_, last = section(document, "What helps")
    added = [
        ("heading 1", "How to prevent it"),
        ("Body Text", "Wash your hands."),
        ("Lead-in", "Things that help:"),
        ("List Bullet", "water"),
        ("List Bullet", "soap"),
        ("heading 2", "At work"),
        ("Body Text", "Wear gloves."),
    ]
    for style, words in added:
        new: Any = OxmlElement("w:p")
        last.addnext(new)
        last = new
        paragraph = Paragraph(new, document._body)
        paragraph.style = document.styles[style]
        paragraph.add_run(words)


def _linked(document: WordDocument) -> None:
    paragraph = the(document, "Some things are rare.")
    relation = document.part.relate_to(
        "https://example.org/rare",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    run = own(document, "rare.")
    link: Any = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run._r.addprevious(link)
    link.append(run._r)
    run.text = "rare"
    paragraph._p.append(copy.deepcopy(run._r))
    tail = Run(paragraph._p[-1], paragraph)
    tail.text = "."
    link.addnext(tail._r)


def _unlinked(document: WordDocument) -> None:
    run = the_run(document, "link")
    link = next(run._r.iterancestors(qn("w:hyperlink")))
    link.addprevious(run._r)
    link.getparent().remove(link)
    run.style = None


def _retargeted(document: WordDocument) -> None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/hyperlink") and relation._target.endswith("org/page"):
            relation._target = "https://example.org/other"


def _elsewhere(document: WordDocument) -> None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/hyperlink") and relation._target.endswith("slowly"):
            relation._target = "https://example.org/other"


def _alt(document: WordDocument) -> None:
    for about in document.element.body.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    ):
        if about.get("name") == "Figure 1":
            about.set("descr", "A circle beside a square.")


def _split(document: WordDocument) -> None:
    """Enter in the middle of a paragraph, inside its control."""
    paragraph = the(document, "Do not wait. Stay with the person.")
    again = copy.deepcopy(paragraph._p)
    for mark in [*again.iter(qn("w:bookmarkStart")), *again.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)
    paragraph._p.addnext(again)
    next(paragraph._p.iter(qn("w:t"))).text = "Do not wait. Stay with"
    next(again.iter(qn("w:t"))).text = "the person."


def _cut_up(document: WordDocument) -> None:
    """Runs parted by revisions and spelling marks, as Word leaves them."""
    for number, word in enumerate(("thing", "nested", "lasses", "helps", "umber")):
        run = own(document, word)
        run._r.set(qn("w:rsidR"), f"00A{number}0B1C")
        for kind in ("spellStart", "spellEnd"):
            mark = OxmlElement("w:proofErr")
            mark.set(qn("w:type"), kind)
            (run._r.addprevious if kind == "spellStart" else run._r.addnext)(mark)
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), "de-DE")
        run._r.get_or_add_rPr().append(lang)


def _clinic_bound(document: WordDocument) -> None:
    """As Word does it: the part changes, and every control bound to it."""
    for part in document.part.package.iter_parts():
        if b"urn:publisher:clinic:1" in part.blob[:300] and b"<number>" in part.blob:
            part._blob = part.blob.replace(b"555-0142", b"555-0199")
    _clinic_typed(document)


def _clinic_typed(document: WordDocument) -> None:
    """As another program does it: the letters of the control alone."""
    for t in document.element.body.iter(qn("w:t")):
        if t.text == "555-0142":
            t.text = "555-0199"


def _number(tree: Tree) -> None:
    tree["clinic"]["phones"][0]["number"] = "555-0199"


# Tracked changes -----------------------------------------------------------------------------


def tracked(tag: str, *inside: Any) -> Any:
    """An element of a tracked change around others."""
    element: Any = OxmlElement(tag)
    element.set(qn("w:id"), "9001")
    for name, value in _TRACKED.items():
        element.set(qn(name), value)
    element.extend(inside)
    return element


def deleted(run: Any) -> None:
    """The run as deleted text that Word still shows."""
    place = run._r.getparent()
    index = place.index(run._r)
    mark: Any = tracked("w:del")
    place.insert(index, mark)
    mark.append(run._r)
    for t in list(run._r.iter(qn("w:t"))):
        t.tag = qn("w:delText")


def _tracked_words(document: WordDocument) -> None:
    run = own(document, "within a day")
    new = copy.deepcopy(run._r)
    Run(new, run._parent).text = "within an hour"
    run._r.addnext(tracked("w:ins", new))
    deleted(run)


def _tracked_item(document: WordDocument) -> None:
    """A new item, its paragraph mark inserted, and an old one with its mark deleted."""
    new = entered(document, "your papers", "your phone")
    run = new._p.find(qn("w:r"))
    new._p.remove(run)
    new._p.append(tracked("w:ins", run))
    _mark(new, "w:ins")
    old = the(document, "your glasses")
    for one in list(old._p.iter(qn("w:r"))):
        deleted(Run(one, old))
    _mark(old, "w:del")


def _mark(paragraph: Any, tag: str) -> None:
    layout = paragraph._p.get_or_add_pPr()
    letters = layout.find(qn("w:rPr"))
    if letters is None:
        letters = OxmlElement("w:rPr")
        layout.append(letters)
    letters.insert(0, tracked(tag))


def _tracked_move(document: WordDocument) -> None:
    source = the(document, "Sit down.")
    target = the(document, "Stand up again.")
    copied = copy.deepcopy(source._p)
    for one in [*copied.iter(qn("w:bookmarkStart")), *copied.iter(qn("w:bookmarkEnd"))]:
        one.getparent().remove(one)
    for run in list(source._p.iter(qn("w:r"))):
        place = run.getparent()
        index = place.index(run)
        mark: Any = tracked("w:moveFrom")
        place.insert(index, mark)
        mark.append(run)
    _mark(source, "w:moveFrom")
    for run in list(copied.iter(qn("w:r"))):
        place = run.getparent()
        index = place.index(run)
        mark = tracked("w:moveTo")
        place.insert(index, mark)
        mark.append(run)
    _mark(Paragraph(copied, document._body), "w:moveTo")
    outer(target).addnext(copied)


def _tracked_row(document: WordDocument) -> None:
    typed_row(document, "Triangle", ["Star", "Ten", "Never"])
    for words, tag in (("Star", "w:ins"), ("Circle", "w:del")):
        row = next(
            next(t.iterancestors(qn("w:tr")))
            for t in document.element.body.iter(qn("w:t"))
            if t.text == words
        )
        row.get_or_add_trPr().append(tracked(tag))


def _tracked_look(document: WordDocument) -> None:
    run = own(document, "Sleep")
    run.bold = True
    change = tracked("w:rPrChange", OxmlElement("w:rPr"))
    run._r.get_or_add_rPr().append(change)


# What has no place ---------------------------------------------------------------------------


def _picture(document: WordDocument) -> None:
    png = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(png, "PNG")
    png.seek(0)
    paragraph = entered(document, "Sleep helps.", "", "Normal")
    paragraph.add_run().add_picture(png)


def _text_box(document: WordDocument) -> None:
    paragraph = the(document, "Some things are rare.")
    box = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape>'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>Call the desk first.</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))


def _foreign_style(document: WordDocument) -> None:
    document.styles.add_style("Quote", 1)
    entered(document, "Some things are rare.", "A saying of the house.", "Quote")


def _by_hand(document: WordDocument) -> None:
    new = entered(document, "Some things are rare.", "", "Normal")
    new.add_run("Very rare things").bold = True
    entered(document, "Very rare things", "They happen once in a century.", "Normal")


def _underlined(document: WordDocument) -> None:
    own(document, "within a day").underline = True


def _highlighted(document: WordDocument) -> None:
    own(document, "within a day").font.highlight_color = WD_COLOR_INDEX.YELLOW


def _shaded(document: WordDocument) -> None:
    """As LibreOffice writes what its highlighter marks."""
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "FFFF00")
    own(document, "within a day")._r.get_or_add_rPr().append(shade)


def _coloured(document: WordDocument) -> None:
    own(document, "within a day").font.color.rgb = RGBColor(0xE0, 0x10, 0x10)


def _header(document: WordDocument) -> None:
    header = document.sections[0].header
    header.paragraphs[0].add_run(" Ward 7 copy")


def _table_foreign(document: WordDocument) -> None:
    table = document.add_table(2, 2)
    for row, names in zip(table.rows, (("Day", "Dose"), ("Monday", "one")), strict=True):
        for cell, name in zip(row.cells, names, strict=True):
            cell.text = name
    outer(the(document, "Some things are rare.")).addnext(table._tbl)


def _merged_cells(document: WordDocument) -> None:
    row = row_of(document, "Circle")
    first, second = list(row.iter(qn("w:tc")))[:2]
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), "2")
    first.get_or_add_tcPr().append(span)
    row.remove(second)


def _cells_of_column(document: WordDocument) -> list[Any]:
    table = next(row_of(document, "Circle").iterancestors(qn("w:tbl")))
    return [list(row.iter(qn("w:tc")))[-1] for row in table.iter(qn("w:tr"))]


def _column_removed(document: WordDocument) -> None:
    for cell in _cells_of_column(document):
        cell.getparent().remove(cell)


def _commented(document: WordDocument) -> None:
    run = own(document, "within a day")
    document.add_comment(run, text="Is that soon enough?", author="Ann Editor", initials="AE")


# In the source -------------------------------------------------------------------------------


def block(tree: Any, identity: str) -> Tree:
    """The block, section, subsection, entry or reference with this id."""
    if isinstance(tree, dict):
        if tree.get("id") == identity:
            return tree
        values: Any = tree.values()
    else:
        values = tree if isinstance(tree, list) else ()
    for value in values:
        if found := block(value, identity):
            return found
    return {}


def put(identity: str, key: str, value: Any) -> Callable[[Tree], None]:
    """Sets one text of a block."""

    def edit(tree: Tree) -> None:
        block(tree, identity)[key] = value

    return edit


def in_items(identity: str, change: Callable[[list[Any]], Any], key: str = "items") -> Any:
    """Changes the list of a block."""

    def edit(tree: Tree) -> None:
        change(block(tree, identity)[key])

    return edit


def _smiles(said: list[Any]) -> None:
    said[2] = said[2].replace("nods", "smiles")


def replaced(old: str, new: str) -> Callable[[Tree], None]:
    """Replaces words wherever they stand."""

    def edit(tree: Tree) -> None:
        _replace(tree, old, new)

    return edit


def _replace(tree: Any, old: str, new: str) -> None:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in list(pairs):
        if isinstance(value, str):
            tree[key] = value.replace(old, new)
        elif isinstance(value, dict | list):
            _replace(value, old, new)


def _item(words: str, symbol: str | None = None) -> Tree:
    return {"text": words, "items": [], "symbol": symbol}


def bare(tree: Any) -> Any:
    """A tree without what says nothing, None and empty lists, and what is of no document."""
    if isinstance(tree, dict):
        said = {key: value for key, value in tree.items() if value not in (None, [], ())}
        return {key: bare(value) for key, value in said.items() if key not in OF_NO_DOCUMENT}
    return [bare(value) for value in tree] if isinstance(tree, list) else tree


def swap(first: int, second: int) -> Callable[[list[Any]], None]:
    def edit(items: list[Any]) -> None:
        items[first], items[second] = items[second], items[first]

    return edit


def inserted(tree: Tree, after: str, *blocks: Tree) -> None:
    """Puts blocks behind the one with this id."""
    for part in tree["sections"]:
        for holder in (part, *part["subsections"]):
            places = [n for n, one in enumerate(holder["blocks"]) if one["id"] == after]
            for place in places:
                holder["blocks"][place + 1 : place + 1] = blocks
                return
            for one in holder["blocks"]:
                body = one.get("body", [])
                places = [n for n, inner in enumerate(body) if inner["id"] == after]
                for place in places:
                    body[place + 1 : place + 1] = blocks
                    return
    raise LookupError(after)


def _paragraph(identity: str, text: str) -> Tree:
    return {"kind": "paragraph", "id": identity, "text": text}


def _new_section(tree: Tree) -> None:
    made = {
        "id": "how-to-prevent-it",
        "kind": "treatment",
        "heading": "How to prevent it",
        "blocks": [
            _paragraph("how-to-prevent-it-wash-your-hands", "Wash your hands."),
            {
                "kind": "list",
                "id": "how-to-prevent-it-things-that-help",
                "lead_in": "Things that help:",
                "items": [_item("water"), _item("soap")],
            },
        ],
        "subsections": [
            {
                "id": "how-to-prevent-it-at-work",
                "heading": "At work",
                "blocks": [_paragraph("how-to-prevent-it-at-work-wear-gloves", "Wear gloves.")],
            },
        ],
    }
    tree["sections"].insert(4, made)


def _split_direct(tree: Tree) -> None:
    block(tree, "help-emergency-text")["text"] = "Do not wait. Stay with"
    body = block(tree, "help-emergency")["body"]
    body.insert(1, _paragraph("help-emergency-the-person", "the person."))


def remove_section(tree: Tree) -> None:
    tree["sections"] = [one for one in tree["sections"] if one["id"] != "treatment"]


def move_section(tree: Tree) -> None:
    sections = tree["sections"]
    sections.insert(1, sections.pop(3))


# The edits -----------------------------------------------------------------------------------

TEXT, MARKS, LISTS, TABLES = "changed words", "marks and links", "lists", "tables"
BLOCKS, SECTIONS, PICTURES = "paragraphs and blocks", "sections", "pictures"
CLINIC, TRACKED, COMMENTS = "facts of the clinic", "tracked changes", "comments"
NO_PLACE = "what a source has no place for"


def _then(*edits: Callable[[Any], None]) -> Callable[[Any], None]:
    def both(thing: Any) -> None:
        for edit in edits:
            edit(thing)

    return both


def _row(cells: list[str], after: str) -> Callable[[WordDocument], None]:
    return lambda document: typed_row(document, after, cells)


def _row_for_row(rows: list[Any]) -> None:
    rows[:] = [*rows[1:], ["Star", "Ten", "Never"]]


def _rows_gone(document: WordDocument) -> None:
    row = row_of(document, "Circle")
    row.getparent().remove(row)


def _row_moved(document: WordDocument) -> None:
    row_of(document, "Circle").addprevious(row_of(document, "Triangle"))


def _enter(after: str, words: str, style: str | None = None) -> Callable[[WordDocument], None]:
    def edit(document: WordDocument) -> None:
        entered(document, after, words, style)

    return edit


def _bold(words: str, italic: bool = False) -> Callable[[WordDocument], None]:
    def edit(document: WordDocument) -> None:
        run = own(document, words)
        if italic:
            run.italic = True
        else:
            run.bold = True

    return edit


def _plain_again(words: str) -> Callable[[WordDocument], None]:
    def edit(document: WordDocument) -> None:
        the_run(document, words).style = None

    return edit


def _nested_by_tab(document: WordDocument) -> None:
    """Tab in front of an item: one level deeper, by the paragraph's own numbering."""
    paragraph = the(document, "cannot breathe")
    layout: Any = paragraph._p.get_or_add_pPr()
    number = layout.get_or_add_numPr()
    number.get_or_add_ilvl().val = 1


def _nested_direct(items: list[Any]) -> None:
    items[0]["items"].append(items.pop(1)["text"])


def _list_from_nothing(document: WordDocument) -> None:
    entered(document, "Some things are rare.", "Some of them:", "Normal")
    entered(document, "Some of them:", "blue moons", "List Bullet")
    entered(document, "blue moons", "black swans", "List Bullet")


def _list_direct(tree: Tree) -> None:
    inserted(
        tree,
        "symptoms-rare-text",
        {
            "kind": "list",
            "id": "symptoms-rare-some-of-them",
            "lead_in": "Some of them:",
            "items": [_item("blue moons"), _item("black swans")],
        },
    )


def _callout_gone(document: WordDocument) -> None:
    element = control(document, "blocks/help-note")
    element.getparent().remove(element)


def _without_block(identity: str) -> Callable[[Tree], None]:
    def edit(tree: Tree) -> None:
        for part in tree["sections"]:
            for holder in (part, *part["subsections"]):
                holder["blocks"] = [one for one in holder["blocks"] if one["id"] != identity]

    return edit


def _block_moved(document: WordDocument) -> None:
    control(document, "blocks/appointment-questions").addnext(
        control(document, "blocks/appointment-checklist")
    )


def _entry_added(document: WordDocument) -> None:
    last = the(document, "A word that needs a plain explanation.")
    for style, words in (("Glossary Text", "A sign of care."), ("Glossary Term", "Badge")):
        new: Any = OxmlElement("w:p")
        outer(last).addnext(new)
        paragraph = Paragraph(new, document._body)
        paragraph.style = document.styles[style]
        paragraph.add_run(words)


def _picture_replaced(document: WordDocument) -> None:
    """Word's "Change Picture": another file behind the same frame."""
    blip = next(
        document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")
    )
    png = io.BytesIO()
    Image.new("RGB", (8, 8), (30, 30, 200)).save(png, "PNG")
    png.seek(0)
    relation, _ = document.part.get_or_add_image(png)
    blip.set(qn("r:embed"), relation)


def _symbol_of(document: WordDocument, words: str) -> Any:
    """The run that shows a symbol, in the paragraph of these words."""
    return next(
        run
        for run in the(document, words)._p.iter(qn("w:r"))
        if run.find(qn("w:drawing")) is not None
    )


def _symbol_removed(document: WordDocument) -> None:
    run = _symbol_of(document, "Sit down.")
    run.getparent().remove(run)


def _symbol_copied(document: WordDocument) -> None:
    """To an item that has none, before its words."""
    run = copy.deepcopy(_symbol_of(document, "a first thing"))
    the(document, "Stand up again.")._p.pPr.addnext(run)


def _symbol_replaced(document: WordDocument) -> None:
    """Word's "Change Picture", which keeps the name."""
    run = _symbol_of(document, "a first thing")
    blip = next(run.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))
    png = io.BytesIO()
    Image.new("RGB", (8, 8), (30, 200, 30)).save(png, "PNG")
    png.seek(0)
    relation, _ = document.part.get_or_add_image(png)
    blip.set(qn("r:embed"), relation)


EDITS = (
    Edit(
        "a word in a paragraph",
        TEXT,
        say("Tell us within a day.", "Tell us within an hour."),
        put("help-call-text", "text", "Tell us within an hour."),
    ),
    Edit(
        "the title",
        TEXT,
        say("Every block", "Each block"),
        lambda tree: tree.update(title="Each block"),
    ),
    Edit(
        "a heading",
        TEXT,
        say("What helps", "What may help"),
        put("treatment", "heading", "What may help"),
    ),
    Edit(
        "a subheading",
        TEXT,
        say("Rare things", "Seldom things"),
        put("symptoms-rare", "heading", "Seldom things"),
    ),
    Edit(
        "a line of the summary",
        TEXT,
        say("for tests, not", "for trials, not"),
        replaced("for tests, not", "for trials, not"),
    ),
    Edit(
        "another name",
        TEXT,
        say("Kitchen sink", "Kitchen table"),
        lambda tree: tree.update(also_called=["Kitchen table"]),
    ),
    Edit(
        "words beside marks and a citation",
        TEXT,
        say("A plain paragraph with", "A long paragraph with"),
        replaced("A plain paragraph with", "A long paragraph with"),
    ),
    Edit(
        "a definition",
        TEXT,
        say("What you feel yourself.", "What you feel."),
        replaced("What you feel yourself.", "What you feel."),
    ),
    Edit(
        "a glossary definition",
        TEXT,
        say("A piece of text with one job.", "Text with one job."),
        put("block", "definition", "Text with one job."),
    ),
    Edit(
        "a reference",
        TEXT,
        say("A second page.", "A third page."),
        put("second", "text", "Example Society. A third page."),
    ),
    Edit(
        "a callout's heading",
        TEXT,
        say("If something changes", "If anything changes"),
        put("help-call", "heading", "If anything changes"),
    ),
    Edit(
        "signs that Word puts in by itself",
        TEXT,
        say("Sleep helps.", "Sleep helps – “a lot”, they say; it\u2019s 5\u00a0mg."),
        put("help-note-text", "text", 'Sleep helps – "a lot", they say; it\'s 5 mg.'),
    ),
    Edit(
        "letters that nobody sees",
        TEXT,
        say("Sleep helps.", "Sleep\u00ad\u200b helps."),
    ),
    Edit("runs cut up by spelling marks", TEXT, _cut_up),
    Edit(
        "a special sign of Markdown",
        TEXT,
        say("Sleep helps.", "Sleep helps * 2 [more]."),
        put("help-note-text", "text", "Sleep helps * 2 [more]."),
    ),
    Edit(
        "bold by Ctrl+B", MARKS, _bold("Sleep"), put("help-note-text", "text", "**Sleep** helps.")
    ),
    Edit(
        "italic by Ctrl+I",
        MARKS,
        _bold("Sleep", italic=True),
        put("help-note-text", "text", "*Sleep* helps."),
    ),
    Edit(
        "bold taken away",
        MARKS,
        _plain_again("strong words"),
        replaced("**strong words**", "strong words"),
    ),
    Edit(
        "a link added",
        MARKS,
        _linked,
        put("symptoms-rare-text", "text", "Some things are [rare](https://example.org/rare)."),
    ),
    Edit(
        "a link taken away", MARKS, _unlinked, replaced("[link](https://example.org/page)", "link")
    ),
    Edit(
        "the target of a link",
        MARKS,
        _retargeted,
        replaced("https://example.org/page", "https://example.org/other"),
    ),
    Edit(
        "an item by Enter",
        LISTS,
        _enter("has passed out", "turns blue"),
        in_items("help-emergency-list", lambda items: items.insert(1, _item("turns blue"))),
    ),
    Edit(
        "an item by copying another",
        LISTS,
        pasted("a first thing", "a new thing, not the first"),
        in_items(
            "symptoms-list", lambda i: i.insert(1, _item("a new thing, not the first", "fever"))
        ),
    ),
    Edit(
        "an item removed",
        LISTS,
        gone("a first thing"),
        in_items("symptoms-list", lambda items: items.pop(0)),
    ),
    Edit(
        "an item moved",
        LISTS,
        moved("Stand up again.", "Sit down."),
        in_items("treatment-steps", lambda items: items.insert(0, items.pop(2))),
    ),
    Edit(
        "a nested item added",
        LISTS,
        _enter("six out", "two still"),
        in_items("treatment-steps", lambda items: items[1]["items"].append("two still")),
    ),
    Edit(
        "a nested item removed",
        LISTS,
        gone("another nested thing"),
        in_items("symptoms-list", lambda items: items[1]["items"].pop(1)),
    ),
    Edit(
        "an item nested by Tab",
        LISTS,
        _nested_by_tab,
        in_items("help-emergency-list", _nested_direct),
    ),
    Edit(
        "a question added",
        LISTS,
        _enter("What do I have?", "How long does it last?"),
        in_items("appointment-questions", lambda i: i.insert(1, "How long does it last?")),
        libreoffice=True,
    ),
    Edit(
        "a question removed",
        LISTS,
        gone("What do I have?"),
        in_items("appointment-questions", lambda items: items.pop(0)),
    ),
    Edit(
        "an item of a checklist moved",
        LISTS,
        moved("your glasses", "your papers"),
        in_items("appointment-checklist", swap(0, 1)),
    ),
    Edit("a list after a new lead-in", LISTS, _list_from_nothing, _list_direct),
    Edit(
        "a term and its meaning removed",
        LISTS,
        gone("What others can see", "Sign"),
        in_items("symptoms-definitions", lambda items: items.pop(0)),
    ),
    Edit(
        "a cell",
        TABLES,
        say("Only with help", "Only with a push"),
        replaced("Only with help", "Only with a push"),
    ),
    Edit(
        "a row added",
        TABLES,
        _row(["Star", "Ten", "Never"], "Circle"),
        in_items("overview-table", lambda r: r.insert(1, ["Star", "Ten", "Never"]), "rows"),
    ),
    Edit(
        "a row removed",
        TABLES,
        _rows_gone,
        in_items("overview-table", lambda rows: rows.pop(0), "rows"),
    ),
    Edit(
        "a row moved",
        TABLES,
        _row_moved,
        in_items("overview-table", lambda rows: rows.insert(0, rows.pop(2)), "rows"),
    ),
    Edit(
        "a column removed",
        TABLES,
        _column_removed,
        _then(
            in_items("overview-table", lambda columns: columns.pop(), "columns"),
            in_items("overview-table", lambda rows: [row.pop() for row in rows], "rows"),
        ),
    ),
    Edit(
        "the caption of a table",
        TABLES,
        say("Shapes and corners", "Shapes with corners"),
        put("overview-table", "caption", "Shapes with corners"),
    ),
    Edit(
        "a paragraph by Enter",
        BLOCKS,
        _enter("Some things are rare.", "Most are not.", "Normal"),
        lambda tree: inserted(
            tree, "symptoms-rare-text", _paragraph("symptoms-rare-most-are-not", "Most are not.")
        ),
    ),
    Edit(
        "a paragraph in a callout",
        BLOCKS,
        _enter("Do not wait.", "Stay calm."),
        lambda tree: inserted(
            tree, "help-emergency-text", _paragraph("help-emergency-stay-calm", "Stay calm.")
        ),
    ),
    Edit("a paragraph parted by Enter", BLOCKS, _split, _split_direct),
    Edit(
        "a paragraph removed",
        BLOCKS,
        gone("Do not wait."),
        in_items("help-emergency", lambda body: body.pop(0), "body"),
    ),
    Edit("a callout removed", BLOCKS, _callout_gone, _without_block("help-note")),
    Edit(
        "a block moved",
        BLOCKS,
        _block_moved,
        lambda tree: swap(0, 1)(block(tree, "appointment")["blocks"]),
    ),
    Edit(
        "a glossary entry added",
        BLOCKS,
        _entry_added,
        lambda tree: tree["glossary"].append(
            {"id": "badge", "term": "Badge", "definition": "A sign of care."}
        ),
    ),
    Edit("a section added", SECTIONS, _section_added, _new_section),
    Edit("a section removed", SECTIONS, _without_section, remove_section),
    Edit("a section moved", SECTIONS, _section_moved, move_section),
    Edit(
        "an alternative text",
        PICTURES,
        _alt,
        put("overview-figure", "alt", "A circle beside a square."),
    ),
    Edit(
        "the caption of a figure",
        PICTURES,
        say("The circle stands left", "A circle stands left"),
        replaced("The circle stands left", "A circle stands left"),
    ),
    Edit(
        "the credit of a picture",
        PICTURES,
        say("Picture: the authors", "Picture: some authors"),
        put("overview-picture", "credit", "Picture: some authors of this test."),
    ),
    Edit(
        "the title of a recording",
        PICTURES,
        say("Two people talk", "Two people speak"),
        put("treatment-film", "title", "Two people speak"),
    ),
    Edit(
        "a paragraph of a transcript",
        PICTURES,
        say("The nurse nods", "The nurse smiles"),
        in_items("treatment-film", _smiles, "transcript"),
    ),
    Edit(
        "a paragraph of a transcript added",
        PICTURES,
        lambda document: entered(document, "The nurse nods", "Both laugh."),
        in_items("treatment-film", lambda said: said.insert(3, "Both laugh."), "transcript"),
    ),
    Edit(
        "a paragraph of a transcript removed",
        PICTURES,
        gone("The nurse nods"),
        in_items("treatment-film", lambda said: said.pop(2), "transcript"),
    ),
    Edit(
        "a symbol removed",
        PICTURES,
        _symbol_removed,
        in_items("treatment-steps", lambda items: items[0].__setitem__("symbol", None)),
    ),
    Edit(
        "a symbol copied to another item",
        PICTURES,
        _symbol_copied,
        in_items("treatment-steps", lambda items: items[2].__setitem__("symbol", "fever")),
    ),
    Edit("a number in a bound control", CLINIC, _clinic_bound, clinic=_number),
    Edit("a number in the letters alone", CLINIC, _clinic_typed, clinic=_number, libreoffice=False),
    Edit(
        "words, accepted",
        TRACKED,
        _tracked_words,
        put("help-call-text", "text", "Tell us within an hour."),
        tracked="accept",
    ),
    Edit("words, rejected", TRACKED, _tracked_words, tracked="reject"),
    Edit(
        "items, accepted",
        TRACKED,
        _tracked_item,
        in_items("appointment-checklist", lambda i: i.__setitem__(1, "your phone")),
        tracked="accept",
    ),
    Edit("items, rejected", TRACKED, _tracked_item, tracked="reject"),
    Edit(
        "a move, accepted",
        TRACKED,
        _tracked_move,
        in_items("treatment-steps", lambda items: items.append(items.pop(0))),
        tracked="accept",
    ),
    Edit("a move, rejected", TRACKED, _tracked_move, tracked="reject"),
    Edit(
        "rows, accepted",
        TRACKED,
        _tracked_row,
        in_items("overview-table", _row_for_row, "rows"),
        tracked="accept",
        libreoffice=False,
    ),
    Edit("rows, rejected", TRACKED, _tracked_row, tracked="reject", libreoffice=False),
    Edit(
        "bold, accepted",
        TRACKED,
        _tracked_look,
        put("help-note-text", "text", "**Sleep** helps."),
        tracked="accept",
    ),
    Edit("bold, rejected", TRACKED, _tracked_look, tracked="reject"),
    Edit("a comment", COMMENTS, _commented),
    Edit("a pasted picture", NO_PLACE, _picture, reported="a picture"),
    Edit(
        "another picture in a figure",
        NO_PLACE,
        _picture_replaced,
        reported="another picture in a figure",
    ),
    Edit(
        "another address of a recording",
        NO_PLACE,
        _elsewhere,
        reported="another address of a recording (write it as its `url`): https://example.org/other",
    ),
    Edit(
        "another length of a recording",
        NO_PLACE,
        say("3 minutes", "8 minutes"),
        reported="a change of text that the publisher writes: Video: 8 minutes and 20 seconds",
    ),
    Edit(
        "another picture in the place of a symbol",
        NO_PLACE,
        _symbol_replaced,
        reported="another picture in the place of a symbol",
    ),
    Edit("a text box", NO_PLACE, _text_box, reported="Call the desk first."),
    Edit(
        "a paragraph in another style",
        NO_PLACE,
        _foreign_style,
        reported="a paragraph in the style “Quote”: A saying of the house.",
    ),
    Edit(
        "a heading made bold by hand",
        NO_PLACE,
        _by_hand,
        lambda tree: inserted(
            tree,
            "symptoms-rare-text",
            _paragraph("symptoms-rare-they-happen-once-in", "They happen once in a century."),
        ),
        reported="a heading without a heading style (use heading 1 or 2): Very rare things",
    ),
    Edit("underlined words", NO_PLACE, _underlined, reported="underlined words: within a day"),
    Edit("highlighted words", NO_PLACE, _highlighted, reported="highlighted words: within a day"),
    Edit("shaded words", NO_PLACE, _shaded, reported="highlighted words: within a day"),
    Edit("coloured words", NO_PLACE, _coloured, reported="coloured words: within a day"),
    Edit("words in the header", NO_PLACE, _header, reported="words in the header or footer"),
    Edit(
        "a paragraph before the first heading",
        NO_PLACE,
        _enter("Every format must carry all of it.", "Ask at the desk.", "Normal"),
        reported="a paragraph where the source has no place for one: Ask at the desk.",
    ),
    Edit(
        "a paragraph in the glossary",
        NO_PLACE,
        _enter("A word that needs a plain explanation.", "Ask at the desk.", "Normal"),
        reported="a paragraph where the source has no place for one: Ask at the desk.",
    ),
    Edit(
        "a label of the publisher",
        NO_PLACE,
        say("Get emergency help now", "Get help soon"),
        reported="a change of text that the publisher writes: Get help soon",
    ),
    Edit(
        "the review state",
        NO_PLACE,
        say("Draft: not yet reviewed by", "Reviewed by"),
        reported="a change of text that the publisher writes: Reviewed by a clinician",
    ),
    Edit(
        "a table without caption",
        NO_PLACE,
        _table_foreign,
        reported="a table without a caption and a summary: Day | Dose / Monday | one",
    ),
    Edit("merged cells", NO_PLACE, _merged_cells, reported="a table that a source cannot contain"),
    Edit(
        "words on an answer line",
        NO_PLACE,
        lambda document: _answered(document),
        reported="words on a line to write on: Since May",
    ),
)


def _answered(document: WordDocument) -> None:
    line = next(
        p for p in paragraphs(document) if p.style is not None and p.style.name == "Answer Line"
    )
    line.add_run("Since May")


# The table -----------------------------------------------------------------------------------

APPLIED, REPORTED, LOST, NONE = "applied", "reported", "lost", "–"
TOOLS = ("python-docx", "marks stripped", "LibreOffice", "in LibreOffice")
DOCUMENT = Path(__file__).parent.parent / "docs" / "round-trip.md"
_OPENING = """\
# The round trip: what becomes of edits in a Word file

`publisher pull FILE.docx` applies edits in a Word file to its source. This table is made by
`tests/word_edits.py` and checked by `make test`: each edit is made in the Word file of
`tests/sources/every-block` and, separately, in the source itself.

- "Applied": both have the same result, and nothing else has changed.
- "Reported": the source has no place for it, and its words are on the screen and in the file of
  leftovers.
- "Lost": neither. There is none.

The columns are the programs that made the edit:

- *python-docx*: made in the file as Word saves it.
- *marks stripped*: the same, and then every content control and hidden bookmark removed.
- *LibreOffice*: the same, and then opened and saved by LibreOffice. A dash: LibreOffice 7.4
  itself does not keep it, or restores the fact of the clinic from the data in the file.
- *in LibreOffice*: opened in LibreOffice, edited there by a script of its own interface (UNO),
  and saved as a Word file. A dash: not made there.

The Word file in Easy Read (docs/easy-read.md) shows no more than title, headings and lines of
`plain`. Their words come home, and so does a line whose row was removed or moved within its part.
A new row, and a picture in the place of another, are reported: the source names its pictures.
`tests/test_easy_read.py` tries it.

"""


def outcome(
    edit: Edit, theirs: Tree, clinic: Tree, base: Tree, facts: Tree, left: Sequence[str]
) -> str:
    """What became of an edit, of which a file says `theirs` and `clinic`."""
    wanted, wanted_facts = copy.deepcopy(base), copy.deepcopy(facts)
    edit.in_source(wanted)
    if edit.clinic:
        edit.clinic(wanted_facts)
    if bare(theirs) != bare(wanted) or clinic != wanted_facts:
        return LOST
    if edit.reported:
        return REPORTED if any(edit.reported in line for line in left) else LOST
    return APPLIED if not left else LOST


def table(outcomes: dict[tuple[str, str], str]) -> str:
    """The page with the table; `outcomes` by the name of the edit with its kind, and tool."""
    lines = ["| kind | edit | " + " | ".join(TOOLS) + " |", "|---" * (2 + len(TOOLS)) + "|"]
    last = ""
    for edit in EDITS:
        cells = [outcomes[f"{edit.kind}: {edit.name}", tool] for tool in TOOLS]
        kind = edit.kind if edit.kind != last else ""
        last = edit.kind
        lines.append(f"| {kind} | {edit.name} | " + " | ".join(cells) + " |")
    counts = {
        tool: {
            what: sum(outcomes[f"{e.kind}: {e.name}", tool] == what for e in EDITS)
            for what in (APPLIED, REPORTED, LOST)
        }
        for tool in TOOLS
    }
    sums = [
        f"{c[APPLIED]} applied, {c[REPORTED]} reported, {c[LOST]} lost" for c in counts.values()
    ]
    lines.append("| | **all** | " + " | ".join(sums) + " |")
    return _OPENING + "\n".join(lines) + "\n"


# Other programs ------------------------------------------------------------------------------


def without_controls(data: bytes, *, bookmarks: bool) -> bytes:
    """The file as a program saves it that knows no controls, nor bookmarks unless told."""
    document = Document(io.BytesIO(data))
    body = document.element.body
    for one in list(body.iter(qn("w:sdt"))):
        content = one.find(qn("w:sdtContent"))
        for child in list(content):
            one.addprevious(child)
        one.getparent().remove(one)
    if not bookmarks:
        for mark in [*body.iter(qn("w:bookmarkStart")), *body.iter(qn("w:bookmarkEnd"))]:
            if (mark.get(qn("w:name")) or "_p").startswith("_p"):
                mark.getparent().remove(mark)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def saved_by_libreoffice(files: Sequence[Path], folder: Path) -> None:
    """Each file opened and saved as a Word file by LibreOffice, into `folder`, in one run."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as profile:
        install.run(
            [
                *(command("soffice"), "--headless", "--norestore"),
                f"-env:UserInstallation={Path(profile).as_uri()}",
                *("--convert-to", "docx:MS Word 2007 XML"),
                *("--outdir", str(folder)),
                *map(str, files),
            ],
            timeout_s=600,
        )
    if missing := [file.name for file in files if not (folder / file.name).exists()]:
        raise JudgeFailed(f"LibreOffice saved no {', '.join(missing)}")


def without_map(data: bytes) -> bytes:
    """The file as a program saves it that throws away what it does not know."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            kept = old.read(info)
            if info.filename.startswith("customXml/"):
                continue
            if info.filename.endswith("document.xml.rels"):
                kept = re.sub(rb"<Relationship [^>]*customXml[^>]*/>", b"", kept)
            if info.filename == "[Content_Types].xml":
                kept = re.sub(rb"<Override [^>]*customXml[^>]*/>", b"", kept)
            new.writestr(info.filename, kept)
    return made.getvalue()
