"""A finished PDF → the rules of its standards that its tags and metadata break.

These few rules are fast enough for every build; veraPDF, which knows all of them, runs in tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.edition.model import Standard
from publisher.verify.extract.found import ISOLATES
from publisher.verify.extract.pdf import Glyphs, painted

_CLAIMS = {
    Standard.UA_1: (("pdfuaid:part", "1"),),
    Standard.UA_2: (("pdfuaid:part", "2"), ("pdfuaid:rev", "2024")),
    Standard.A_2A: (("pdfaid:part", "2"), ("pdfaid:conformance", "A")),
    Standard.A_2U: (("pdfaid:part", "2"), ("pdfaid:conformance", "U")),
}
_NAMES = {
    Standard.UA_1: "PDF/UA-1",
    Standard.UA_2: "PDF/UA-2",
    Standard.A_2A: "PDF/A-2a",
    Standard.A_2U: "PDF/A-2u",
}
_OPERATOR = re.compile(
    rb"/(?P<tag>\w+)\s*(?:<<(?P<properties>(?:[^<>]|<<.*?>>|<[^<>]*>)*?)>>\s*BDC|BMC)"
    rb"|(?P<end>\bEMC\b)|(?P<paints>\b(?:Tj|TJ|Do)\b)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"/MCID\s+(\d+)")


def faults(file: Any, data: bytes, standards: frozenset[Standard]) -> Iterator[str]:
    """The rules of `standards` that a file breaks, as sentences without a subject."""
    yield from _claims(file, standards)
    if not standards & {Standard.UA_1, Standard.UA_2} or "/StructTreeRoot" not in file.Root:
        return
    reader = _TagChecker({page.objgen: number for number, page in enumerate(file.pages, 1)})
    reader.walk(file.Root.StructTreeRoot, 0)
    yield from reader.faults(painted(data))
    for number, page in enumerate(file.pages, 1):
        yield from _marked(page, number, {mark for at, mark in reader.marks if at == number})
    if Standard.UA_2 in standards:
        yield from _destinations(file)


def _claims(file: Any, standards: frozenset[Standard]) -> Iterator[str]:
    """What the metadata lacks. Source: ISO 14289-1, 5; ISO 19005-2, 6.2.3 and 6.6.4."""
    stream = file.Root.get("/Metadata")
    xmp_text = "" if stream is None else stream.read_bytes().decode("utf-8", "replace")
    for standard in sorted(standards):
        for name, value in _CLAIMS[standard]:
            if f"<{name}>{value}</{name}>" not in xmp_text and f'{name}="{value}"' not in xmp_text:
                yield f"does not say that it keeps {_NAMES[standard]}: no {name} {value}"
    if standards & {Standard.A_2A, Standard.A_2U}:
        intents = file.Root.get("/OutputIntents", ())
        if not any(i.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in i for i in intents):
            yield "has no output intent, so that its colours mean nothing certain"


@dataclass(slots=True)
class _TagChecker:
    """Walks the tree once and notes what is wrong with each element."""

    pages: dict[tuple[int, int], int]
    marks: set[tuple[int, int]] = field(default_factory=set)
    links: list[tuple[int, list[tuple[int, int]], list[Any]]] = field(default_factory=list)
    """Of each link: its first place, what is painted of it, its annotations."""
    lacking: dict[str, int] = field(default_factory=dict)

    def walk(self, element: Any, page: int) -> list[tuple[int, int]]:
        """Notes `element` and all in it; returns what is painted of them."""
        import pikepdf

        page = self.pages.get(element.Pg.objgen, page) if "/Pg" in element else page
        self.asked(element)
        own: list[tuple[int, int]] = []
        things = []
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
            if not isinstance(kid, pikepdf.Dictionary):
                own.append((page, int(kid)))
            elif "/MCID" in kid:
                there = self.pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
                own.append((there, int(kid.MCID)))
            elif "/Obj" in kid:
                things.append(kid.Obj)
            elif "/S" in kid:
                own += self.walk(kid, page)
        if element.get("/S") == "/Link":
            self.links.append((page, own, things))
        self.marks.update(own)
        return own

    def asked(self, element: Any) -> None:
        """Notes what an element lacks that every element of its kind must have."""
        match str(element.get("/S", "")):
            case "/TH" if _attribute(element, "/Table", "/Scope") is None:
                lack = "a header cell does not say whether it heads a column or a row"
            case "/L" if _attribute(element, "/List", "/ListNumbering") is None:
                lack = "a list does not say how its items are marked"
            case "/Figure" if not str(element.get("/Alt", "")).strip():
                lack = "a figure has no alternative text"
            case "/Note" | "/FENote" if not str(element.get("/ID", "")):
                lack = "a note has no identifier"
            case _:
                return
        self.lacking[lack] = self.lacking.get(lack, 0) + 1

    def faults(self, glyphs: Glyphs) -> Iterator[str]:
        """All that was noted, each fault once."""
        for lack, count in self.lacking.items():
            yield lack if count == 1 else f"{lack} ({count} times)"
        for page, marks, things in self.links:
            words = _letters("".join(glyphs.get(mark, "") for mark in marks))
            for description in {str(thing.get("/Contents", "")) for thing in things}:
                if _letters(description) != words:
                    yield f"page {page}: a link says “{description}” of itself, not its words"


def _attribute(element: Any, owner: str, name: str) -> Any:
    import pikepdf

    found = element.get("/A", ())
    for one in (found,) if isinstance(found, pikepdf.Dictionary) else found:
        if isinstance(one, pikepdf.Dictionary) and one.get("/O") == owner and name in one:
            return one[name]
    return None


def _letters(text: str) -> str:
    return "".join(ISOLATES.sub("", text).replace("\u2010", "-").split())


def _marked(page: Any, number: int, read: set[int]) -> Iterator[str]:
    """What a page paints that is neither tagged nor an artifact. ISO 14289-1, 7.1.

    A regular expression is enough here: in our own pages text is in angle brackets, as
    hexadecimal digits, so that no text looks like an operator.
    """
    import pikepdf

    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    open_marks: list[bool] = []
    bare = lost = 0
    for operator in _OPERATOR.finditer(b"\n".join(stream.read_bytes() for stream in streams)):
        if operator["tag"]:
            numbered = _NUMBER.search(operator["properties"] or b"")
            is_read = numbered is not None and int(numbered[1]) in read
            lost += numbered is not None and not is_read
            open_marks.append(is_read or operator["tag"] == b"Artifact")
        elif operator["end"]:
            open_marks[-1:] = []
        elif not any(open_marks):
            bare += 1
    if bare or lost:
        yield f"page {number}: text or pictures are neither read nor marked as decoration"


def _destinations(file: Any) -> Iterator[str]:
    """Links and outline entries that lead to a page instead of an element. ISO 14289-2, 8.8."""
    import pikepdf

    for thing in file.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        action: Any = thing.get("/A")
        is_action = isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo"
        if "/Dest" in thing or (is_action and "/SD" not in action):
            yield "a link or its outline leads to a page, not to what stands there"
            return
