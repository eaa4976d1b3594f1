"""The content of a paragraph: runs, links, fields, controls and drawings.

How Word splits text into runs means nothing: spelling marks, revisions and smart tags are ignored.
What a source cannot contain (text boxes, pasted pictures, underlining) is kept with its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from publisher.pull.docx.controls import bound_fact, content_of, tag_of
from publisher.pull.docx.draft import ParagraphDraft
from publisher.pull.docx.drawings import picture, text_boxes
from publisher.pull.docx.elements import Span, Unsupported
from publisher.pull.docx.formatting import (
    at_level,
    formatted,
    script_level,
    unsupported_formatting,
)
from publisher.pull.docx.links import Links, OpenFields
from publisher.pull.docx.marks import OpenMarks
from publisher.pull.docx.package import WordFile
from publisher.pull.docx.xml import Element, W, switched
from publisher.roundtrip.addresses import WHOLE_ADDRESS, Address

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Invisible characters that Word or a web page leaves behind; joiners stay, since they are seen.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SIGNS = {f"{W}cr": " ", f"{W}noBreakHyphen": "\u2011"}
_TABS = (f"{W}tab", f"{W}ptab")
_CONTAINERS = [f"{W}{n}" for n in ("smartTag", "customXml", "dir", "bdo", "ins", "moveTo")]


@dataclass(frozen=True, slots=True)
class _Run:
    """The properties of one run, and its formatting."""

    look: Element | None
    span: Span
    level: str
    """ "superscript" or "subscript"; empty for neither, and for a citation."""

    @property
    def is_hidden(self) -> bool:
        return self.look is not None and bool(switched(self.look.find(f"{W}vanish")))


class ContentReader:
    """Reads the content of one paragraph after the other; a field may reach over several."""

    def __init__(self, file: WordFile, links: Links, marks: OpenMarks, tab: str) -> None:
        """A tab is read as `tab`."""
        self._file = file
        self._links = links
        self._marks = marks
        self._signs = _SIGNS | dict.fromkeys(_TABS, tab)
        self.fields = OpenFields()
        self.read_words: set[Element] = set()
        """Every `w:t` element whose words were read, or kept as unsupported."""

    def read(self, holder: Element, draft: ParagraphDraft, around: Span) -> None:
        """Puts the content of `holder` into `draft`; `around` is the formatting from outside."""
        for child in holder:
            if handle := _IN_PARAGRAPH.get(str(child.tag)):
                handle(self, child, draft, around)
            elif str(child.tag).startswith(_M):
                formula = "".join(child.itertext(f"{_M}t")).strip()
                draft.unsupported.append(Unsupported("a formula", formula))

    # In a paragraph

    def _hyperlink(self, link: Element, draft: ParagraphDraft, around: Span) -> None:
        self.read(link, draft, self._links.by_hyperlink(link, around))

    def _simple_field(self, field: Element, draft: ParagraphDraft, around: Span) -> None:
        self.read(field, draft, self._links.by_field(field.get(f"{W}instr", ""), around))

    def _bookmark_start(self, mark: Element, draft: ParagraphDraft, _: Span) -> None:
        self._marks.start_bookmark(mark, draft)

    def _bookmark_end(self, mark: Element, _: ParagraphDraft, __: Span) -> None:
        self._marks.end_bookmark(mark)

    def _comment_start(self, mark: Element, draft: ParagraphDraft, _: Span) -> None:
        draft.comments.append(mark.get(f"{W}id", ""))

    def _control(self, control: Element, draft: ParagraphDraft, around: Span) -> None:
        content = content_of(control)
        if content is None:
            return
        tag = tag_of(control) or bound_fact(control)
        fact = Address.parse(tag)
        if fact.is_clinic_fact or fact == WHOLE_ADDRESS:
            around = replace(around, fact=fact)
        elif tag:
            draft.inner.append(tag)
        self.read(content, draft, around)

    def _run(self, run: Element, draft: ParagraphDraft, around: Span) -> None:
        look = run.find(f"{W}rPr")
        for code in self.fields.codes():
            around = self._links.by_field(code, around)
        span = formatted(self._file, look, around, style_is_bold=draft.kind.bold)
        level = script_level(self._file, look) if span.cited is None else ""
        read = _Run(look, span, level)
        self.read_words.update(run.iterchildren(f"{W}t"))
        for child in run:
            if handle := _OF_FIELD.get(str(child.tag)):
                handle(self.fields, child)
            elif not self.fields.in_code and (add := _IN_RUN.get(str(child.tag))):
                add(self, child, draft, read)

    # In a run

    def _text(self, element: Element, draft: ParagraphDraft, run: _Run) -> None:
        text = at_level(self._signs.get(str(element.tag), element.text or ""), run.level)
        if run.is_hidden:
            draft.unsupported.append(Unsupported("hidden text", text))
        else:
            self._add(text, draft, run)

    def _break(self, mark: Element, draft: ParagraphDraft, run: _Run) -> None:
        if mark.get(f"{W}type", "textWrapping") == "textWrapping":
            self._add(" ", draft, run)

    def _add(self, text: str, draft: ParagraphDraft, run: _Run) -> None:
        text, span = _INVISIBLE.sub("", text), run.span
        if not text:
            return
        draft.add_text(text, span)
        is_link = any(one is not None for one in (span.href, span.entry, span.cited, span.fact))
        if text.strip() and run.look is not None and not is_link:
            for what in unsupported_formatting(run.look, text):
                draft.add_unsupported(what, text)

    def _comment_mark(self, mark: Element, draft: ParagraphDraft, _: _Run) -> None:
        if (comment := mark.get(f"{W}id", "")) not in draft.comments:
            draft.comments.append(comment)

    def _endnote(self, mark: Element, draft: ParagraphDraft, _: _Run) -> None:
        note = self._file.endnotes.get(mark.get(f"{W}id", ""))
        draft.unsupported.append(Unsupported("an endnote", _words_in(note)))

    def _footnote(self, mark: Element, draft: ParagraphDraft, _: _Run) -> None:
        note = self._file.footnotes.get(mark.get(f"{W}id", ""))
        draft.unsupported.append(Unsupported("a footnote", _words_in(note)))

    def _symbol(self, sign: Element, draft: ParagraphDraft, _: _Run) -> None:
        code = sign.get(f"{W}char", "")
        draft.unsupported.append(Unsupported("a sign of a symbol font", code))

    def _alternate(self, content: Element, draft: ParagraphDraft, run: _Run) -> None:
        for choice in content[:1]:
            for drawing in choice:
                self._drawing(drawing, draft, run)

    def _drawing(self, drawing: Element, draft: ParagraphDraft, _: _Run) -> None:
        boxes = text_boxes(drawing)
        for box in boxes:
            self.read_words.update(box.iter(f"{W}t"))
            draft.unsupported.append(Unsupported("a text box", _words_in(box)))
        if not boxes:
            draft.pictures.append(picture(drawing, self._file.pictures))


_IN_PARAGRAPH: dict[str, Callable[[ContentReader, Element, ParagraphDraft, Span], None]] = {
    f"{W}r": ContentReader._run,
    f"{W}hyperlink": ContentReader._hyperlink,
    f"{W}sdt": ContentReader._control,
    f"{W}fldSimple": ContentReader._simple_field,
    f"{W}bookmarkStart": ContentReader._bookmark_start,
    f"{W}bookmarkEnd": ContentReader._bookmark_end,
    f"{W}commentRangeStart": ContentReader._comment_start,
    **dict.fromkeys(_CONTAINERS, ContentReader.read),
}
_OF_FIELD: dict[str, Callable[[OpenFields, Element], None]] = {
    f"{W}fldChar": lambda fields, mark: fields.read_mark(mark.get(f"{W}fldCharType", "")),
    f"{W}instrText": lambda fields, code: fields.add_code(code.text or ""),
}
_IN_RUN: dict[str, Callable[[ContentReader, Element, ParagraphDraft, _Run], None]] = {
    f"{W}t": ContentReader._text,
    **dict.fromkeys((*_SIGNS, *_TABS), ContentReader._text),
    f"{W}br": ContentReader._break,
    f"{W}commentReference": ContentReader._comment_mark,
    f"{W}endnoteReference": ContentReader._endnote,
    f"{W}footnoteReference": ContentReader._footnote,
    f"{W}sym": ContentReader._symbol,
    _ALTERNATE: ContentReader._alternate,
    **dict.fromkeys((f"{W}drawing", f"{W}pict", f"{W}object"), ContentReader._drawing),
}


def _words_in(holder: Element | None) -> str:
    """The words of all paragraphs in an element."""
    if holder is None:
        return ""
    lines = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in holder.iter(f"{W}p")]
    return " ".join(line.strip() for line in lines if line.strip())
