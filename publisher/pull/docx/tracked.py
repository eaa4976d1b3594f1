"""Tracked changes: listed, and accepted or rejected.

Source: ECMA-376, part 1, 17.13.5. The file contains both the old and the new text of a change; to
accept or reject it is to remove one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.errors import shortened
from publisher.pull.docx.xml import Element, W

_RUNS = {
    f"{W}ins": "inserted",
    f"{W}del": "deleted",
    f"{W}moveTo": "moved here",
    f"{W}moveFrom": "moved away",
}
_NEW = (f"{W}ins", f"{W}moveTo")
_OLD = (f"{W}del", f"{W}moveFrom")
_CELLS = {f"{W}cellIns": "cell inserted", f"{W}cellDel": "cell deleted", f"{W}cellMerge": "merged"}
_LOOKS = frozenset(
    f"{W}{name}Change"
    for name in ("rPr", "pPr", "tblPr", "tblPrEx", "tblGrid", "tcPr", "trPr", "sectPr", "numbering")
)
_RANGES = frozenset(
    f"{W}{name}Range{end}"
    for name in (
        "moveFrom",
        "moveTo",
        "customXmlIns",
        "customXmlDel",
        "customXmlMoveFrom",
        "customXmlMoveTo",
    )
    for end in ("Start", "End")
)
_WORDS = 60


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A tracked change: what was done, by whom, to which words, under which heading."""

    kind: str
    author: str
    words: str
    place: str


def changes(root: Element, headings: frozenset[str]) -> list[TrackedChange]:
    """Every tracked change in `root`; `headings` are the ids of the styles of headings."""
    found = []
    place = ""
    for element in root.iter():
        if element.tag == f"{W}p":
            style = element.find(f"{W}pPr/{W}pStyle")
            if style is not None and style.get(f"{W}val") in headings:
                place = _words_in(element) or place
        kind = _kind(element)
        if kind:
            words = _words_in(element) or _words_in(_paragraph(element))
            found.append(TrackedChange(kind, element.get(f"{W}author", ""), words, place))
    return found


def _kind(element: Element) -> str:
    tag = element.tag
    parent = element.getparent()
    mark = parent is not None and parent.tag == f"{W}rPr"
    if tag in _RUNS:
        if mark:
            return f"paragraph {_RUNS[tag]}"
        if parent is not None and parent.tag == f"{W}trPr":
            return f"row {_RUNS[tag]}"
        return _RUNS[tag]
    if tag in _CELLS:
        return _CELLS[tag]
    return "look changed" if tag in _LOOKS else ""


def _paragraph(element: Element) -> Element:
    for holder in element.iterancestors():
        if holder.tag in (f"{W}p", f"{W}tr"):
            return holder
    return element


def _words_in(element: Element) -> str:
    words = "".join(t.text or "" for t in element.iter(f"{W}t", f"{W}delText")).strip()
    return shortened(words, _WORDS)


# Accepting and rejecting ---------------------------------------------------------------------


def settle(root: Element, *, accept: bool) -> None:
    """Accepts every change in `root`, or rejects every change."""
    gone, kept = (_OLD, _NEW) if accept else (_NEW, _OLD)
    _rows(root, gone)
    _cells(root, accept=accept)
    _marks(root, gone)
    for element in [e for e in root.iter(*gone) if not _is_mark(e)]:
        _remove(element)
    for element in list(root.iter(*kept)):
        if _is_mark(element):
            _take_out(element)
        else:
            _unwrap(element)
    for words in root.iter(f"{W}delText"):
        words.tag = f"{W}t"
    for words in root.iter(f"{W}delInstrText"):
        words.tag = f"{W}instrText"
    for element in [e for e in root.iter() if e.tag in _LOOKS]:
        if not accept:
            _restore(element)
        else:
            _take_out(element)
    for element in [e for e in root.iter() if e.tag in _RANGES]:
        _take_out(element)


def _take_out(element: Element) -> None:
    """Removes an element with everything in it, if it is still in the tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _is_mark(element: Element) -> bool:
    """Whether a change is one of a paragraph mark or a row instead of text."""
    parent = element.getparent()
    return parent is not None and parent.tag in (f"{W}rPr", f"{W}trPr", f"{W}numPr")


def _rows(root: Element, gone: tuple[str, ...]) -> None:
    for row in list(root.iter(f"{W}tr")):
        layout = row.find(f"{W}trPr")
        if layout is not None and any(child.tag in gone for child in layout):
            _remove(row)
    for table in [t for t in root.iter(f"{W}tbl") if next(t.iter(f"{W}tr"), None) is None]:
        _remove(table)


def _cells(root: Element, *, accept: bool) -> None:
    goes = f"{W}cellDel" if accept else f"{W}cellIns"
    for cell in list(root.iter(f"{W}tc")):
        layout = cell.find(f"{W}tcPr")
        if layout is None:
            continue
        if layout.find(goes) is not None:
            _remove(cell)
            continue
        for tag in _CELLS:
            for mark in layout.findall(tag):
                layout.remove(mark)


def _marks(root: Element, gone: tuple[str, ...]) -> None:
    """Joins each paragraph whose mark is removed with the one after it, which keeps its style."""
    for paragraph in list(root.iter(f"{W}p")):
        letters = paragraph.find(f"{W}pPr/{W}rPr")
        marks = [] if letters is None else [child for child in letters if child.tag in gone]
        if not marks:
            continue
        for mark in marks:
            _take_out(mark)
        after = _next(paragraph)
        content = [child for child in paragraph if child.tag != f"{W}pPr"]
        empty = not any(_lives(child, gone) for child in content)
        if after is None and not empty:
            continue
        if after is not None and not empty:
            start = 1 if after.find(f"{W}pPr") is not None else 0
            for offset, child in enumerate(content):
                after.insert(start + offset, child)
        elif after is not None:
            # A bookmark that began earlier must not lose its end.
            begun = {mark.get(f"{W}id") for mark in paragraph.iter(f"{W}bookmarkStart")}
            ends = [
                mark
                for mark in paragraph.iter(f"{W}bookmarkEnd")
                if mark.get(f"{W}id") not in begun
            ]
            start = 1 if after.find(f"{W}pPr") is not None else 0
            for offset, mark in enumerate(ends):
                after.insert(start + offset, mark)
        _remove(paragraph)


_LIVING = frozenset(
    f"{W}{name}" for name in ("t", "delText", "drawing", "pict", "object", "endnoteReference")
)


def _lives(element: Element, gone: tuple[str, ...]) -> bool:
    """Whether any text or drawing in an element is kept."""
    if element.tag in gone:
        return False
    return element.tag in _LIVING or any(_lives(child, gone) for child in element)


def _next(paragraph: Element) -> Element | None:
    """The next paragraph in the same cell or body, inside a control or not."""
    holder = next((a for a in paragraph.iterancestors(f"{W}tc", f"{W}body", f"{W}endnote")), None)
    if holder is None:
        return None
    own = [
        p
        for p in holder.iter(f"{W}p")
        if next(p.iterancestors(f"{W}tc", f"{W}body", f"{W}endnote")) is holder
    ]
    place = own.index(paragraph)
    return own[place + 1] if place + 1 < len(own) else None


def _remove(element: Element) -> None:
    """Removes an element, and each control around it that is empty then."""
    holder = element.getparent()
    if holder is None:
        return
    holder.remove(element)
    while holder.tag in (f"{W}sdtContent", f"{W}sdt", f"{W}customXml"):
        is_control = holder.tag == f"{W}sdt"
        held = [
            child
            for child in holder
            if (child.tag == f"{W}sdtContent" if is_control else not str(child.tag).endswith("Pr"))
        ]
        above = holder.getparent()
        if held or above is None:
            return
        above.remove(holder)
        holder = above


def _unwrap(element: Element) -> None:
    holder = element.getparent()
    assert holder is not None  # a tracked change is never the root of a part
    place = holder.index(element)
    for child in list(element):
        holder.insert(place, child)
        place += 1
    holder.remove(element)


def _restore(change: Element) -> None:
    """Replaces formatting by the old one that a change contains."""
    holder = change.getparent()
    if holder is None:
        return
    kind = str(change.tag).removesuffix("Change")
    old = change.find(kind)
    # The formatting of the paragraph mark and of the page is not in the change.
    keep = [
        child
        for child in holder
        if child.tag in (f"{W}rPr", f"{W}sectPr") and holder.tag == f"{W}pPr"
    ]
    for child in list(holder):
        holder.remove(child)
    holder.extend(list(old) if old is not None else [])
    holder.extend(keep)
