"""The body of a Word file as a row of pieces: paragraphs and tables, with what is around each.

How Word cuts words into runs is nobody's meaning: spelling marks, revisions and smart tags are
looked through. What a reader of a condition cannot have (text boxes, pasted pictures, underlining)
is noted with its words, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import Any

from publisher.pull.docx.package import Element, R, W, WordFile, depth, switched, value
from publisher.pull.docx.styles import Kind, StyleRole, kind, letters, raised
from publisher.roundtrip.addresses import Address
from publisher.roundtrip.clinic_part import fact_at

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
# Letters that nobody sees and that Word or a web page leaves behind; joiners change how words look.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SIGNS = {f"{W}cr": " ", f"{W}noBreakHyphen": "\u2011"}
_HOLDERS = frozenset(f"{W}{n}" for n in ("smartTag", "customXml", "dir", "bdo", "ins", "moveTo"))
_FIELD = re.compile(r'^\s*(\w+)\s+(?:\\[lL]\s+)?"?([^"\s]+)')
_MEND = "open the file in Word, save it, and pull again"
_RAISED = {
    "superscript": dict(
        zip(map(ord, "0123456789+-\u2212\u2013=()"), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾", strict=True)
    ),
    "subscript": dict(
        zip(map(ord, "0123456789+-\u2212\u2013=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True)
    ),
}
_DARK = 0x60  # a colour whose parts are all darker is ink, not a signal


@dataclass(frozen=True, slots=True)
class Span:
    """Letters that are alike. `cited` are references, in the order of their marks."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None
    entry: str | None = None
    language: str | None = None
    cited: str | None = None
    fact: Address | None = None
    """The address of the clinic's fact that the letters show."""
    by_hand: bool = False
    """Whether the letters are bold by themselves, not by a style."""


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """A picture in the text; `digest` is the hash of its file, empty where it has none."""

    name: str
    alt: str
    title: str
    digest: str
    decorative: bool
    """Whether the file says that it is decoration."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something with no place in a source: what it is, and its words."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class BodyElement:
    """A paragraph, or a table where `rows` is not None."""

    kind: Kind
    spans: tuple[Span, ...] = ()
    order: int = -1
    """Its number among the elements that were read with it; -1 for one that no file has."""
    tags: tuple[str, ...] = ()
    """Tags of the controls around it, the innermost first."""
    inner: tuple[str, ...] = ()
    """Tags of controls inside the paragraph, but for facts of the clinic."""
    starts: tuple[str, ...] = ()
    """Bookmarks that begin here."""
    within: tuple[str, ...] = ()
    """Bookmarks that began before and reach into it."""
    pictures: tuple[BodyPicture, ...] = ()
    odd: tuple[Odd, ...] = ()
    comments: tuple[str, ...] = ()
    contents: bool = False
    """Whether it is the outcome of a contents field."""
    rows: tuple[tuple[Cell, ...], ...] | None = None
    number: int | None = None
    """The number that Word shows before a step that is not inside another."""
    address: Address | None = None
    """The address of its text in the base; None where it is new, or not identified yet."""

    @property
    def text(self) -> str:
        """The words alone, without citations."""
        return "".join(span.text for span in self.spans if span.cited is None)

    @property
    def words(self) -> str:
        """The words of a paragraph, or of all cells."""
        if self.rows is None:
            return self.text.strip()
        return "\n".join(
            " | ".join(" ".join(p.words for p in cell.pieces if p.words) for cell in row)
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """The elements in a cell; `spread` where it takes the room of more than one cell."""

    pieces: tuple[BodyElement, ...]
    spread: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: what was found in it so far, as in `BodyElement`."""

    kind: Kind
    tags: tuple[str, ...]
    within: tuple[str, ...]
    starts: list[str]
    comments: list[str]
    spans: list[Span] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    pictures: list[BodyPicture] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)

    def finished(self, order: int, number: int | None, *, contents: bool) -> BodyElement:
        """The element, once all of the paragraph was read."""
        return BodyElement(
            self.kind,
            tuple(self.spans),
            order,
            tags=self.tags,
            inner=tuple(self.inner),
            starts=tuple(self.starts),
            within=self.within,
            pictures=tuple(self.pictures),
            odd=tuple(self.odd),
            comments=tuple(self.comments),
            contents=contents,
            number=number,
        )


@dataclass(slots=True)
class _Field:
    """A field that is being read: its instruction until the mark that parts it from its outcome."""

    code: str = ""
    shown: bool = False


class BodyReader:
    """Reads pieces one after the other; bookmarks and fields may reach over several."""

    def __init__(
        self,
        opened: WordFile,
        anchors: Mapping[str, Address],
        part: str = "document",
        tab: str = " ",
    ) -> None:
        """`anchors` are addresses of entries and references by bookmark; a tab is read as `tab`."""
        self.opened = opened
        self.anchors = anchors
        self.signs = _SIGNS | {f"{W}tab": tab, f"{W}ptab": tab}
        self.links = opened.links.get(part, {})
        self.open: dict[str, str] = {}  # bookmarks, by their id
        self.waiting: list[str] = []  # bookmarks that began between two paragraphs
        self.fields: list[_Field] = []
        self.remarks: list[str] = []  # comments that began between two paragraphs
        self.begun: set[str] = set()  # numberings, by their id
        self.reached: dict[str, int] = {}  # the latest number by kind of numbering
        self.heard: set[Element] = set()  # all words that were read, in whatever way
        self.orders = count()  # the numbers of elements

    def pieces(self, holder: Element, tags: tuple[str, ...] = ()) -> Iterator[BodyElement]:
        """The paragraphs and tables in `holder`, in order."""
        for child in holder:
            if child.tag == f"{W}p":
                yield self.paragraph(child, tags)
            elif child.tag == f"{W}tbl":
                yield self.table(child, tags)
            elif child.tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None and not _shows_prompt(child):
                    yield from self.pieces(content, (_tag(child), *tags))
            elif child.tag in (f"{W}customXml", f"{W}ins", f"{W}moveTo"):
                yield from self.pieces(child, tags)
            else:
                self._mark(child)

    def unheard(self, body: Element) -> Iterator[Odd]:
        """Words that stand where nothing is read: a damaged file, or a thing that is not known."""
        runs: list[str] = []
        for words in body.iter(f"{W}t"):
            if words in self.heard or not (words.text or "").strip():
                continue
            around = list(words.iterancestors())
            prompt = any(a.tag == f"{W}sdt" and _shows_prompt(a) for a in around)
            if not prompt and not any(a.tag == f"{_MC}Fallback" for a in around):
                runs.append(words.text or "")
        if runs:
            yield Odd("words in a place where none are read", "\n".join(runs))
        for chunk in body.iter(f"{W}altChunk"):
            said = _chunk(self.opened.chunks.get(chunk.get(f"{R}id", ""), b""))
            yield Odd(f"another document inside this one ({_MEND})", said)

    def _mark(self, element: Element) -> None:
        """A bookmark or comment that begins or ends between paragraphs."""
        if element.tag == f"{W}bookmarkStart":
            name = element.get(f"{W}name", "")
            self.open[element.get(f"{W}id", "")] = name
            self.waiting.append(name)
        elif element.tag == f"{W}bookmarkEnd":
            name = self.open.pop(element.get(f"{W}id", ""), "")
            if name in self.waiting:
                self.waiting.remove(name)
        elif element.tag == f"{W}commentRangeStart":
            self.remarks.append(element.get(f"{W}id", ""))

    # Tables

    def table(self, table: Element, tags: tuple[str, ...]) -> BodyElement:
        """A table as one piece."""
        waiting, self.waiting = self.waiting, []
        remarks, self.remarks = self.remarks, []
        # The style of the table makes its first row and column bold, and LibreOffice writes that
        # into the letters themselves.
        rows = tuple(
            tuple(
                _unbolded(read) if not r or not c else read
                for c, read in enumerate(
                    self._cell(cell, inside) for cell, inside in _held(row, f"{W}tc", within)
                )
            )
            for r, (row, within) in enumerate(_held(table, f"{W}tr", tags))
        )
        made = Kind(StyleRole.FOREIGN, style=value(table.find(f"{W}tblPr/{W}tblStyle")))
        return BodyElement(
            made,
            order=next(self.orders),
            tags=tags,
            starts=tuple(waiting),
            comments=tuple(remarks),
            rows=rows,
            within=tuple(self.open.values()),
        )

    def _cell(self, cell: Element, tags: tuple[str, ...]) -> Cell:
        layout = cell.find(f"{W}tcPr")
        spread = False
        if layout is not None:
            span = value(layout.find(f"{W}gridSpan"))
            spread = span not in ("", "1") or layout.find(f"{W}vMerge") is not None
        return Cell(tuple(self.pieces(cell, tags)), spread)

    # Paragraphs

    def paragraph(self, paragraph: Element, tags: tuple[str, ...]) -> BodyElement:
        """One paragraph with its letters."""
        layout = paragraph.find(f"{W}pPr")
        style = numbering = level = None
        if layout is not None:
            style = layout.find(f"{W}pStyle")
            if (number := layout.find(f"{W}numPr/{W}numId")) is not None:
                numbering = value(number)
            if (said := layout.find(f"{W}numPr/{W}ilvl")) is not None:
                level = depth(value(said))
        piece = _Paragraph(
            kind(self.opened, value(style), numbering, level),
            tags=tags,
            within=tuple(name for name in self.open.values() if name not in self.waiting),
            starts=self.waiting,
            comments=self.remarks,
        )
        contents = any(_is_contents(one) for one in self.fields)
        self.waiting, self.remarks = [], []
        is_step = piece.kind.role is StyleRole.STEP and not piece.kind.level
        counted = self._counted(piece.kind.numbering) if is_step else None
        self._inside(paragraph, piece, Span(""))
        contents = contents or any(_is_contents(one) for one in self.fields)
        return piece.finished(next(self.orders), counted, contents=contents)

    def _counted(self, identity: str) -> int | None:
        """The next number of a numbering."""
        numbering = self.opened.numberings.get(identity)
        if numbering is None:
            return None
        if numbering.start is not None and identity not in self.begun:
            self.reached[numbering.kind] = numbering.start - 1
        self.begun.add(identity)
        reached = self.reached.get(numbering.kind, numbering.first - 1) + 1
        self.reached[numbering.kind] = reached
        return reached

    def _inside(self, holder: Element, piece: _Paragraph, around: Span) -> None:
        """Puts what is in `holder` into `piece`; `around` is what all of it is."""
        for child in holder:
            if handle := _IN_PARAGRAPH.get(str(child.tag)):
                handle(self, child, piece, around)
            elif str(child.tag).startswith(_M):
                piece.odd.append(Odd("a formula", "".join(child.itertext(f"{_M}t")).strip()))

    def _hyperlink(self, link: Element, piece: _Paragraph, around: Span) -> None:
        self._inside(link, piece, self._linked(link, around))

    def _simple_field(self, field: Element, piece: _Paragraph, around: Span) -> None:
        self._inside(field, piece, self._of_field(field.get(f"{W}instr", ""), around))

    def _bookmark_start(self, mark: Element, piece: _Paragraph, _: Span) -> None:
        name = mark.get(f"{W}name", "")
        self.open[mark.get(f"{W}id", "")] = name
        piece.starts.append(name)

    def _bookmark_end(self, mark: Element, _: _Paragraph, __: Span) -> None:
        self.open.pop(mark.get(f"{W}id", ""), None)

    def _comment_start(self, mark: Element, piece: _Paragraph, _: Span) -> None:
        piece.comments.append(mark.get(f"{W}id", ""))

    def _control(self, control: Element, piece: _Paragraph, around: Span) -> None:
        content = control.find(f"{W}sdtContent")
        if content is None or _shows_prompt(control):
            return
        tag = _tag(control) or _bound(control)
        if tag.startswith("clinic/") or tag == "emergency_number":
            around = _but(around, fact=Address.parse(tag))
        elif tag:
            piece.inner.append(tag)
        self._inside(content, piece, around)

    def _linked(self, link: Element, around: Span) -> Span:
        outside = link.get(f"{R}id")
        if outside:
            target = self.links.get(outside, "")
            fragment = link.get(f"{W}anchor")
            return _but(around, href=f"{target}#{fragment}" if fragment else target)
        return self._anchored(link.get(f"{W}anchor", ""), around)

    def _anchored(self, anchor: str, around: Span) -> Span:
        """A link inside the document, to an entry or a reference; to anything else it is none."""
        match self.anchors.get(anchor):
            case Address(("glossary", entry, *_)):
                return _but(around, entry=entry)
            case Address(("references", reference, *_)):
                return _but(around, cited=reference)
            case _:
                return around

    def _of_field(self, code: str, around: Span) -> Span:
        if not (match := _FIELD.match(code)):
            return around
        name, target = match.group(1).upper(), match.group(2)
        if name in ("NOTEREF", "REF", "PAGEREF"):
            return self._anchored(target, around) if name != "PAGEREF" else around
        if name == "HYPERLINK":
            if re.match(r"\s*\w+\s+\\[lL]\s", code):
                return self._anchored(target, around)
            return _but(around, href=target)
        return around

    # Runs

    def _run(self, run: Element, piece: _Paragraph, around: Span) -> None:
        look = run.find(f"{W}rPr")
        for one in self.fields:
            if one.shown:
                around = self._of_field(one.code, around)
        span = self._dressed(look, piece, around)
        hidden = look is not None and switched(look.find(f"{W}vanish"))
        self.heard.update(run.iterchildren(f"{W}t"))
        for child in run:
            tag = str(child.tag)
            if tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText":
                if self.fields:
                    self.fields[-1].code += child.text or ""
            elif self.fields and not self.fields[-1].shown:
                continue
            elif tag == f"{W}t" or tag in self.signs:
                words = _level(self.signs.get(tag, child.text or ""), self._raised(look, span))
                if hidden:
                    piece.odd.append(Odd("hidden text", words))
                else:
                    self._say(words, span, look, piece)
            elif handle := _IN_RUN.get(tag):
                handle(self, child, piece, span)

    def _raised(self, look: Element | None, span: Span) -> str:
        """Whether letters that are no citation are "superscript" or "subscript"; empty: neither."""
        if look is None or span.cited is not None:
            return ""
        return value(look.find(f"{W}vertAlign")) or raised(
            self.opened, value(look.find(f"{W}rStyle"))
        )

    def _break(self, mark: Element, piece: _Paragraph, span: Span) -> None:
        if mark.get(f"{W}type", "textWrapping") == "textWrapping":
            self._say(" ", span, None, piece)

    def _comment_mark(self, mark: Element, piece: _Paragraph, _: Span) -> None:
        if (remark := mark.get(f"{W}id", "")) not in piece.comments:
            piece.comments.append(remark)

    def _endnote(self, mark: Element, piece: _Paragraph, _: Span) -> None:
        note = self.opened.endnotes.get(mark.get(f"{W}id", ""))
        piece.odd.append(Odd("an endnote", _said(note)))

    def _footnote(self, mark: Element, piece: _Paragraph, _: Span) -> None:
        note = self.opened.footnotes.get(mark.get(f"{W}id", ""))
        piece.odd.append(Odd("a footnote", _said(note)))

    def _symbol(self, sign: Element, piece: _Paragraph, _: Span) -> None:
        piece.odd.append(Odd("a sign of a symbol font", sign.get(f"{W}char", "")))

    def _alternate(self, content: Element, piece: _Paragraph, _: Span) -> None:
        for choice in content[:1]:
            for shown in choice:
                self._shown(shown, piece)

    def _drawing(self, drawing: Element, piece: _Paragraph, _: Span) -> None:
        self._shown(drawing, piece)

    def _say(self, words: str, span: Span, look: Element | None, piece: _Paragraph) -> None:
        words = _UNSEEN.sub("", words)
        if not words:
            return
        last = piece.spans[-1] if piece.spans else None
        if last is not None and last.cited is None and _but(last, text="") == _but(span, text=""):
            piece.spans[-1] = _but(last, text=last.text + words)
        else:
            piece.spans.append(_but(span, text=words))
        plain = span.href is None and span.entry is None and span.cited is None
        if words.strip() and look is not None and plain and span.fact is None:
            for what in _signals(look, words):
                _join(piece.odd, what, words)

    def _dressed(self, look: Element | None, piece: _Paragraph, around: Span) -> Span:
        """What the letters of a run are: marks by style or by hand, language, citation."""
        if look is None:
            return around
        bold, italic, names = letters(self.opened, value(look.find(f"{W}rStyle")))
        styled = bold
        by_hand, leaning = switched(look.find(f"{W}b")), switched(look.find(f"{W}i"))
        if by_hand is not None and (not by_hand or not piece.kind.bold):
            bold = by_hand
        if leaning is not None:
            italic = leaning
        lang = look.find(f"{W}lang")
        language = None if lang is None else lang.get(f"{W}val") or lang.get(f"{W}bidi")
        if "citation" in names and around.cited is None and around.href is None:
            around = _but(around, cited="")
        return _but(
            around, strong=bold, by_hand=bold and not styled, emphasis=italic, language=language
        )

    def _field(self, mark: str) -> None:
        if mark == "begin":
            self.fields.append(_Field())
        elif mark == "separate" and self.fields:
            self.fields[-1].shown = True
        elif mark == "end" and self.fields:
            self.fields.pop()

    def _shown(self, drawing: Element, piece: _Paragraph) -> None:
        """A picture, a text box or another object."""
        boxes = [
            box
            for box in drawing.iter(f"{W}txbxContent")
            if not any(a.tag == f"{_MC}Fallback" for a in box.iterancestors())
        ]
        for box in boxes:
            self.heard.update(box.iter(f"{W}t"))
            piece.odd.append(Odd("a text box", _said(box)))
        if boxes:
            return
        about = next(drawing.iter(f"{_WP}docPr"), None)
        blip = next(drawing.iter(f"{_A}blip"), None)
        relation = "" if blip is None else blip.get(f"{R}embed", "")
        if blip is None and (old := next(drawing.iter(f"{_V}imagedata"), None)) is not None:
            relation = old.get(f"{R}id", "")
        data = self.opened.pictures.get(relation)
        digest = sha256(data).hexdigest() if data is not None else ""
        said = {} if about is None else dict(about.attrib)
        name, alt, title = (said.get(key, "") for key in ("name", "descr", "title"))
        decorative = any(one.get("val") in ("1", "true") for one in drawing.iter(_DECORATIVE))
        piece.pictures.append(BodyPicture(name, alt, title, digest, decorative))


_Handler = Callable[[BodyReader, Element, _Paragraph, Span], None]
_IN_PARAGRAPH: dict[str, _Handler] = {
    f"{W}r": BodyReader._run,
    f"{W}hyperlink": BodyReader._hyperlink,
    f"{W}sdt": BodyReader._control,
    f"{W}fldSimple": BodyReader._simple_field,
    f"{W}bookmarkStart": BodyReader._bookmark_start,
    f"{W}bookmarkEnd": BodyReader._bookmark_end,
    f"{W}commentRangeStart": BodyReader._comment_start,
    **dict.fromkeys(_HOLDERS, BodyReader._inside),
}
_IN_RUN: dict[str, _Handler] = {
    f"{W}br": BodyReader._break,
    f"{W}commentReference": BodyReader._comment_mark,
    f"{W}endnoteReference": BodyReader._endnote,
    f"{W}footnoteReference": BodyReader._footnote,
    f"{W}sym": BodyReader._symbol,
    f"{_MC}AlternateContent": BodyReader._alternate,
    f"{W}drawing": BodyReader._drawing,
    f"{W}pict": BodyReader._drawing,
    f"{W}object": BodyReader._drawing,
}


def _but(span: Span, **parts: Any) -> Span:
    return replace(span, **parts)


def _unbolded(cell: Cell) -> Cell:
    """A cell without what is bold by hand; tables inside it are left alone."""
    pieces = (
        replace(piece, spans=tuple(_but(s, strong=s.strong and not s.by_hand) for s in piece.spans))
        for piece in cell.pieces
    )
    return replace(cell, pieces=tuple(pieces))


def _join(odd: list[Odd], what: str, words: str) -> None:
    """Notes the words, together with those before them that are the same oddity."""
    if odd and odd[-1].what == what:
        odd[-1] = Odd(what, odd[-1].words + words)
    else:
        odd.append(Odd(what, words))


def _level(words: str, level: str) -> str:
    """Raised or lowered digits as the signs that are so by themselves; other letters alone."""
    table = _RAISED.get(level, {})
    is_number = words.strip() and all(ord(sign) in table for sign in words.strip())
    return words.translate(table) if is_number else words


def _signals(look: Element, words: str) -> Iterator[str]:
    """Formatting by hand that may mean something, and for which a source has no mark."""
    under = look.find(f"{W}u")
    if under is not None and value(under) not in ("none", ""):
        yield "underlined words"
    for tag in ("strike", "dstrike"):
        if switched(look.find(f"{W}{tag}")):
            yield "words struck through"
    shade = look.find(f"{W}shd")  # what LibreOffice writes for its highlighter
    fill = "" if shade is None else shade.get(f"{W}fill", "").lower()
    marked = value(look.find(f"{W}highlight")) not in ("", "none")
    if marked or fill not in ("", "auto", "ffffff"):
        yield "highlighted words"
    level = value(look.find(f"{W}vertAlign"))
    if level in _RAISED and not set(words.strip()) <= set(_RAISED[level].values()):
        yield f"words in {level}"
    colour = look.find(f"{W}color")
    if colour is not None and not colour.get(f"{W}themeColor") and _is_signal(value(colour)):
        yield "coloured words"


def _is_signal(colour: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    return any(int(colour[at : at + 2], 16) > _DARK for at in (0, 2, 4))


def _chunk(data: bytes) -> str:
    """The words of a document inside the document, where it is a web page or plain text."""
    from lxml import etree, html

    if not data.strip() or b"\0" in data or data.startswith((b"PK", b"{\\rtf")):
        return ""  # Word turns it into paragraphs once it saves the file
    try:
        root = html.fromstring(data, parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    return " ".join(" ".join(root.itertext()).split())


def _held(
    holder: Element, wanted: str, tags: tuple[str, ...]
) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Rows of a table or cells of a row, with the tags around each."""
    for child in holder:
        if child.tag == wanted:
            yield child, tags
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _held(content, wanted, (_tag(child), *tags))
        elif child.tag in (f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _held(child, wanted, tags)


def _tag(control: Element) -> str:
    return value(control.find(f"{W}sdtPr/{W}tag"))


def _bound(control: Element) -> str:
    """The address of the fact that a control without a tag is bound to; empty for none."""
    binding = control.find(f"{W}sdtPr/{W}dataBinding")
    fact = None if binding is None else fact_at(binding.get(f"{W}xpath", ""))
    return "" if fact is None else str(fact)


def _shows_prompt(control: Element) -> bool:
    """Whether a control is empty and shows what Word says in its place."""
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _is_contents(one: _Field) -> bool:
    return one.code.split()[:1] == ["TOC"]


def _said(holder: Element | None) -> str:
    if holder is None:
        return ""
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in holder.iter(f"{W}p")]
    return " ".join(line.strip() for line in lines if line.strip())
