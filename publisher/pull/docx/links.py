"""Links and fields of a Word file: where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from publisher.pull.docx.elements import Span
from publisher.pull.docx.xml import Element, R, W
from publisher.roundtrip.addresses import Address

_FIELD = re.compile(r'^\s*(\w+)\s+(?:\\[lL]\s+)?"?([^"\s]+)')  # name and first argument
_LOCAL = re.compile(r"\s*\w+\s+\\[lL]\s")  # HYPERLINK \l leads to a bookmark of the same file


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of one part can lead to."""

    targets: Mapping[str, str]
    """Targets of the relations of the part, by id."""
    anchors: Mapping[str, Address]
    """Addresses of glossary entries and references, by the name of their bookmark."""

    def by_hyperlink(self, link: Element, around: Span) -> Span:
        """`around` with the target of a `w:hyperlink`."""
        outside = link.get(f"{R}id")
        anchor = link.get(f"{W}anchor", "")
        if not outside:
            return self.by_anchor(anchor, around)
        target = self.targets.get(outside, "")
        return replace(around, href=f"{target}#{anchor}" if anchor else target)

    def by_anchor(self, anchor: str, around: Span) -> Span:
        """`around` with the entry or reference at a bookmark; unchanged for other bookmarks."""
        match self.anchors.get(anchor):
            case Address(("glossary", entry, *_)):
                return replace(around, entry=entry)
            case Address(("references", reference, *_)):
                return replace(around, cited=reference)
            case _:
                return around

    def by_field(self, code: str, around: Span) -> Span:
        """`around` with the target of a field; unchanged for a field that is no link."""
        if not (match := _FIELD.match(code)):
            return around
        name, target = match.group(1).upper(), match.group(2)
        if name in ("NOTEREF", "REF") or (name == "HYPERLINK" and _LOCAL.match(code)):
            return self.by_anchor(target, around)
        return replace(around, href=target) if name == "HYPERLINK" else around


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows_result: bool = False


class OpenFields:
    """The fields that have begun where the text is being read, the outermost first.

    A field is its instruction, then a separator, then its result: the text that Word shows.
    """

    def __init__(self) -> None:
        self._fields: list[_Field] = []

    def read_mark(self, kind: str) -> None:
        """Reads the mark that begins a field, separates its two halves, or ends it."""
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shows_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def add_code(self, text: str) -> None:
        """Adds a piece of the instruction of the innermost field."""
        if self._fields:
            self._fields[-1].code += text

    @property
    def in_code(self) -> bool:
        """Whether the innermost field is still before its result."""
        return bool(self._fields) and not self._fields[-1].shows_result

    def codes(self) -> Iterator[str]:
        """The instructions of the fields whose results are being read."""
        return (field.code for field in self._fields if field.shows_result)

    def in_contents(self) -> bool:
        """Whether one of the fields is a table of contents."""
        return any(field.code.split()[:1] == ["TOC"] for field in self._fields)
