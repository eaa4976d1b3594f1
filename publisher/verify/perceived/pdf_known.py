"""A finished PDF → what it has that no layout and no engine of ours writes.

A PDF can hide, replace, cover or speak a text in more ways than anybody can list. So the keys of
its objects and the operators of its pages are compared with those that our files have.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.content.together import of_both
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.markup_added import direction
from publisher.verify.perceived.markup_meaning import letters

if TYPE_CHECKING:
    from publisher.plan.job import Job


def _keys(text: str) -> frozenset[str]:
    return frozenset(f"/{key}" for key in text.split())


_CATALOG = _keys("Lang Metadata Pages Type ViewerPreferences")
_CATALOG_TAGGED = _CATALOG | _keys("AcroForm MarkInfo Names OutputIntents Outlines StructTreeRoot")
_CATALOG_SHEETS = _CATALOG | _keys("OutputIntents")
_PAGE = _keys("BleedBox Contents MediaBox Parent Resources TrimBox Type")
_PAGE_TAGGED = _PAGE | _keys("Annots StructParents Tabs")
_PAGE_SHEETS = _PAGE | _keys("CropBox Group")
_ROOT = _keys("IDTree K Namespaces ParentTree ParentTreeNextKey RoleMap Type")
_ROLES = {"/Aside": "/Sect", "/Em": "/Span", "/Strong": "/Span"}
_LINK = _keys("A BS Contents Dest F Rect StructParent Subtype Type")
_WIDGET = _keys("AP AS Border DA F FT P Parent Rect StructParent Subtype T TU Type V")
_FORM = _keys("DA DR Fields")
_ACTION = _keys("D S SD Type URI")
_OUTLINE = _keys("A Count Dest First Last Next Parent Prev Title")
_STATE = _keys("BM CA OP OPM SMask Type ca op")
_FONT = _keys("BaseFont DescendantFonts Encoding Subtype ToUnicode Type")
_SIMPLE_FONT = _keys("BaseFont Encoding FirstChar FontDescriptor LastChar Subtype Type Widths")
_FORM_OBJECT = _keys("BBox Filter FormType Group Length Matrix Resources StructParent Subtype Type")
_IMAGE = _keys(
    "BitsPerComponent ColorSpace DecodeParms Decode Filter Height Interpolate Length SMask Subtype "
    "Type Width"
)
_BARE = _keys(
    "Aside Caption Document Em Form H1 H2 H3 LBody LI Lbl P Sect Strong TBody TD THead TR Table"
)
_ELEMENTS = {
    name: _keys(keys)
    for name, keys in {
        **dict.fromkeys((name[1:] for name in _BARE), ""),
        "FENote": "A ID Ref",
        "Figure": "A Alt",
        "L": "A",
        "Div": "Lang",
        "Link": "Ref",
        "Note": "ID",
        "Span": "Lang",
        "TH": "A",
    }.items()
}
_IN_TEXT = _keys("P LBody Lbl TH TD Caption H1 H2 H3 Note FENote Strong Em Link Span")
_IN_PARTS = _keys("Aside Div Document Sect")
_ABOVE = {
    **dict.fromkeys(("Em", "Strong", "Span", "Link"), _IN_TEXT),
    **dict.fromkeys(("Aside", "FENote", "Figure", "Note", "Table"), _IN_PARTS),
    **dict.fromkeys(("H1", "H2", "H3"), _keys("Div Document Sect")),
    "Div": _keys("Aside Caption Document Sect"),
    "Sect": _keys("Document Sect"),
    **dict.fromkeys(("TBody", "THead"), _keys("Table")),
    **dict.fromkeys(("TD", "TH"), _keys("TR")),
    "Caption": _keys("Figure Table"),
    "Document": frozenset(("",)),
    "Form": _keys("LBody P"),
    "L": _IN_PARTS | _keys("LBody"),
    "LBody": _keys("LI"),
    "LI": _keys("L"),
    "Lbl": _keys("LI Note FENote"),
    "P": _IN_PARTS | _keys("LBody Note FENote TD TH"),
    "TR": _keys("TBody THead"),
}
"""In which elements an element may be; the empty name is that of the root."""
_OF_ELEMENTS = _keys("K P Pg S Type NS")
_ATTRIBUTES = {
    "/FENote": _keys("NoteType"),
    "/Layout": _keys("BBox Placement"),
    "/List": _keys("ListNumbering"),
    "/Table": _keys("Scope"),
}
_OPERATORS = frozenset(
    b"""
    B B* BDC BMC BT Do EMC ET J K M Q RG S TJ Tf Tj Tm Tr Ts W W* c cm cs d f f* g G gs h i j k l m
    n q re rg ri s sc scn sh v w y b b* CS SC SCN
    """.split()
)
_PROPERTIES = frozenset((b"MCID", b"Type", b"Subtype", b"Attached"))
_STRING = re.compile(rb"<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)")
_WORD = re.compile(rb"(?<![/\w.*+-])[A-Za-z'\"][A-Za-z0-9*'\"]*")
_MODE = re.compile(rb"([\d.]+)\s+Tr\b")
_NAMED = re.compile(rb"<<(.*?)>>\s*(?:BDC|DP)", re.DOTALL)
_MARK = re.compile(rb"/(\w+)\s*(?:<<[^>]*>>\s*BDC|/\w+\s+BDC|BMC)")
_FIELD = re.compile(rb"/Tx\s+BMC")
"""How the look of a form field begins. Source: ISO 32000-1, 12.7.3.3."""
_MARKS = frozenset((b"Span", b"Figure", b"Artifact"))


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Everything in the PDF of `job` that our files never have."""
    import pikepdf

    yield from (Fault("", "", FaultKind.ADDED, detail) for detail in _around(data))
    with pikepdf.open(io.BytesIO(data)) as file:
        checker = _Checker(job, file)
        found = [*checker.catalog(), *checker.elements(), *checker.pages(), *checker.objects()]
    for detail in dict.fromkeys(found):
        yield Fault("", "", FaultKind.ADDED, detail)


def _around(data: bytes) -> Iterator[str]:
    """Data before or after the file, or added by a later revision. Source: ISO 32000-1, 7.5."""
    if not data.startswith(b"%PDF-"):
        yield "there is something before the file"
    if data.count(b"%%EOF") != 1 or not data.rstrip().endswith(b"%%EOF"):
        yield "there is something after the file, or it was changed later"


class _Checker:
    def __init__(self, job: Job, file: Any) -> None:
        self.job = job
        self.file = file
        self.is_sheet = job.edition.scheme is not None

    @cached_property
    def fields(self) -> frozenset[tuple[int, int]]:
        """The fields of the form, where the edition has one."""
        fields = self.file.Root.get("/AcroForm", {}).get("/Fields", ())
        return frozenset(one.objgen for one in fields) if self.job.edition.fillable else frozenset()

    def catalog(self) -> Iterator[str]:
        """What is wrong with the catalogue, the metadata and the outline."""
        root = self.file.Root
        yield from _odd(
            "the catalogue", root, _CATALOG_SHEETS if self.is_sheet else _CATALOG_TAGGED
        )
        shown = dict(root.get("/ViewerPreferences", {}))
        if (
            direction(self.job.halves[0], "html") == "rtl"
            and shown.pop("/Direction", None) != "/R2L"
        ):
            yield "the file does not say that its pages follow from right to left"
        if {key: bool(value) for key, value in shown.items()} != {"/DisplayDocTitle": True}:
            yield "the file says otherwise than others how it is shown and printed"
        yield from self.information()
        marked = root.get("/MarkInfo", {})
        if not self.is_sheet and {key: bool(marked[key]) for key in marked} != {"/Marked": True}:
            yield "the file does not say plainly that it is tagged"
        if "/AcroForm" in root:
            yield from _odd("the form", root.AcroForm, _FORM)
        for item in _outline(root):
            yield from _odd("an entry of the outline", item, _OUTLINE)
            action = item.get("/A")
            if action is not None and str(action.get("/S")) != "/GoTo":
                yield "an entry of the outline does not lead to a place"

    def information(self) -> Iterator[str]:
        """What is wrong with the document information and with what XMP says of the same."""
        job, said = self.job, self.file.docinfo
        day = f"D:{job.stamp:%Y%m%d%H%M%S}"
        wanted = {"/Author": job.brand.name, "/Creator": "publisher"}
        if not self.is_sheet:
            wanted["/Subject"] = job.halves[0].condition.subtitle.plain
        for key, words in wanted.items():
            if letters(str(said.get(key, ""))) != letters(words):
                yield f"{key[1:].lower()} of the file is {said.get(key, 'nobody')!s:.60}"
        own = of_both(*(half.condition.title.plain for half in (job.halves[0], job.halves[-1])))
        titles = (own, f"{job.halves[0].edition.title}{job.halves[0].words.colon}{own}")
        title = str(said.get("/Title", ""))
        if letters(title) not in map(letters, titles):
            yield f"title of the file is {title:.60}"
        for key in ("/CreationDate", "/ModDate"):
            if not str(said.get(key, "")).startswith(day):
                yield f"{key[1:]} of the file is {said.get(key, 'no day')!s:.40}"
        known = {*wanted, "/Title", "/CreationDate", "/ModDate", "/Producer"}
        known |= {"/GTS_PDFXVersion", "/Trapped"} if self.is_sheet else set()
        yield from _odd("the document information", said, known)
        if not re.match("WeasyPrint|publisher", str(said.get("/Producer", ""))):
            yield f"producer of the file is {said.get('/Producer', 'nobody')!s:.40}"
        yield from self.described(title)

    def described(self, title: str) -> Iterator[str]:
        stream = self.file.Root.get("/Metadata")
        text = "" if stream is None else stream.read_bytes().decode("utf-8", "replace")
        condition = self.job.halves[0].condition
        stamp = f"{self.job.stamp:%Y-%m-%dT%H:%M:%S}"
        wanted = {
            "dc:title": title,
            "dc:creator": self.job.brand.name,
            "dc:description": condition.subtitle.plain,
            "dc:language": condition.language,
            "dc:format": "application/pdf",
            "xmp:CreatorTool": "publisher",
            "xmp:CreateDate": stamp,
            "xmp:ModifyDate": stamp,
            "xmp:MetadataDate": stamp,
        }
        for name, words in _said(text):
            wrong = name in wanted and (
                not letters(words).startswith(letters(wanted[name]))
                or len(words) > len(wanted[name]) + 10
            )
            if wrong:
                yield f"{name} in the metadata is {words:.60}"
            elif name not in wanted and not name.startswith(_OF_STANDARDS):
                yield f"{name} is said in the metadata"

    def elements(self) -> Iterator[str]:
        """What is wrong with elements of the structure tree."""
        import pikepdf

        if self.is_sheet or "/StructTreeRoot" not in self.file.Root:
            return
        root = self.file.Root.StructTreeRoot
        yield from _odd("the structure tree", root, _ROOT)
        roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
        if not roles.items() <= _ROLES.items():
            yield "the structure tree says that some kinds of element are others"
        waiting = [root]
        while waiting:
            element = waiting.pop()
            kids = element.get("/K", ())
            for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    waiting.append(kid)
                    yield from self.element(kid)
                    yield from _out_of_order(element, kid)
                    kind, above = str(kid.S)[1:], str(element.get("/S", ""))
                    if above not in _ABOVE.get(kind, (above,)):
                        yield f"a {kind} is in a {above[1:] or 'tree without a document'}"

    def element(self, element: Any) -> Iterator[str]:
        import pikepdf

        kind = str(element.S)[1:]
        known = _ELEMENTS.get(kind)
        if known is None:
            yield f"an element is a {kind}, which no layout has"
            return
        yield from _odd(f"a {kind}", element, known | _OF_ELEMENTS)
        if "/A" not in element:
            return
        attributes = element.A
        for one in (attributes,) if isinstance(attributes, pikepdf.Dictionary) else attributes:
            owner = str(one.get("/O", ""))
            yield from _odd(f"a {kind}", one, _ATTRIBUTES.get(owner, frozenset()) | {"/O", "/NS"})

    def pages(self) -> Iterator[str]:
        """What is wrong with pages, their annotations and what they paint."""
        for number, page in enumerate(self.file.pages, 1):
            where = f"page {number}"
            yield from _odd(where, page.obj, _PAGE_SHEETS if self.is_sheet else _PAGE_TAGGED)
            if not self.is_sheet:
                if str(page.obj.get("/Tabs", "")) != "/S":
                    yield f"{where} is not gone through in the order of its text"
                boxes = {
                    tuple(map(float, page.obj[box])) for box in page.obj if box.endswith("Box")
                }
                if len(boxes) != 1 or next(iter(boxes))[:2] != (0.0, 0.0):
                    yield f"{where} has boxes that differ"
                for one in page.obj.get("/Annots", ()):
                    yield from self.annotation(where, one)
            yield from self.painted(where, _content(page.obj))

    def annotation(self, where: str, one: Any) -> Iterator[str]:
        kind = str(one.get("/Subtype", ""))[1:]
        if kind not in ("Link", "Widget"):
            yield f"{where} has a {kind}"
            return
        yield from _odd(f"{where}: a {kind}", one, _LINK if kind == "Link" else _WIDGET)
        if kind == "Widget" and one.objgen not in self.fields:
            yield f"{where} has a field that is in no form"
        if "/StructParent" not in one:
            yield f"{where}: a {kind} is not in the structure tree"
        if int(one.get("/F", 4)) != 4:
            yield f"{where}: a {kind} is not shown, or not printed"
        border = [*map(float, one.get("/Border", ()))][2:3] or [
            float(one.get("/BS", {}).get("/W", 0))
        ]
        if border != [0.0]:
            yield f"{where}: a {kind} has a border"
        for action in (one["/A"],) if "/A" in one else ():
            yield from _odd(f"{where}: an action", action, _ACTION)

    def painted(self, where: str, content: bytes) -> Iterator[str]:
        """Operators that no page of ours has. Texts in our pages are hexadecimal digits."""
        named = {
            word for part in _NAMED.findall(content) for word in re.findall(rb"/(\w+)\s", part)
        }
        for word in sorted(named - _PROPERTIES - {b"Pagination", b"Layout", b"Header", b"Footer"}):
            yield f"{where}: what is painted is given {word.decode()}"
        for mark in sorted({*_MARK.findall(content)} - _MARKS):
            yield f"{where}: what is painted is marked as {mark.decode()}"
        bare = _NAMED.sub(b"BDC", _STRING.sub(b"", content))
        for operator in sorted({*_WORD.findall(bare)} - _OPERATORS):
            yield f"{where}: is painted with {operator.decode()[:20]}"
        if any(float(mode) for mode in _MODE.findall(bare)):
            yield f"{where}: letters are not filled, or more than that"

    def objects(self) -> Iterator[str]:
        """What is wrong with fonts, graphics states and what is painted by name."""
        import pikepdf

        for one in self.file.objects:
            if not isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
                continue
            kind, part = str(one.get("/Type", "")), str(one.get("/Subtype", ""))
            if kind == "/Font" and not part.startswith("/CIDFont"):
                yield from _odd("a font", one, _FONT if part == "/Type0" else _SIMPLE_FONT)
                if part == "/Type0" and str(one.get("/Encoding")) != "/Identity-H":
                    yield "a font is written in another way than from left to right"
            elif part == "/Form" and isinstance(one, pikepdf.Stream):
                yield from _odd("what is painted by name", one, _FORM_OBJECT)
                yield from self.painted(
                    "what is painted by name", _FIELD.sub(b"", one.read_bytes())
                )
            elif part == "/Image":
                yield from _odd("a picture", one, _IMAGE)
            if "/Resources" in one or kind == "/Page":
                states = one.get("/Resources", {}).get("/ExtGState", {})
                for state in states.values():
                    yield from _state(state)


_SCOPES = {"/TBody": "/Row", "/THead": "/Column"}


def _out_of_order(above: Any, element: Any) -> Iterator[str]:
    """A label behind what it labels, or a header cell that heads the wrong cells."""
    import pikepdf

    kids = element.get("/K", ())
    inside = [
        one
        for one in (kids if isinstance(kids, pikepdf.Array) else (kids,))
        if isinstance(one, pikepdf.Dictionary) and "/S" in one
    ]
    kinds = [str(one.S) for one in inside]
    if "/Lbl" in kinds[1:]:
        yield f"the label of a {str(element.S)[1:]} is read behind it"
    wanted = _SCOPES.get(str(above.get("/S", "")))
    for cell in inside if str(element.S) == "/TR" and wanted else ():
        said = cell.get("/A", ())
        scopes = {
            str(one.Scope)
            for one in ((said,) if isinstance(said, pikepdf.Dictionary) else said)
            if "/Scope" in one
        }
        if str(cell.S) == "/TH" and scopes != {wanted}:
            yield f"a header cell heads {' and '.join(sorted(scopes)) or 'nothing'}"


def _state(state: Any) -> Iterator[str]:
    yield from _odd("a graphics state", state, _STATE)
    if str(state.get("/BM", "/Normal")) != "/Normal":
        yield f"something is blended as {str(state.BM)[1:]}"


_OF_STANDARDS = (
    "pdfaid:",
    "pdfuaid:",
    "pdfaExtension:",
    "pdfaSchema:",
    "pdfaProperty:",
    "pdfxid:",
    "xmpMM:",
    "pdf:Trapped",
    "pdf:Producer",
    "dc:identifier",
)
_OF_XML = ("rdf:", "x:", "xml:")


def _said(text: str) -> Iterator[tuple[str, str]]:
    """(name, words) of each property in XMP metadata."""
    from lxml import etree

    try:
        root = etree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", text).strip().encode())
    except etree.XMLSyntaxError:
        yield "metadata", "that cannot be read"
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield "a comment", str(element.text)
            continue
        name = f"{element.prefix}:{element.tag.rpartition('}')[2]}"
        above = element.getparent()
        if (
            not name.startswith(_OF_XML)
            and above is not None
            and str(above.tag).endswith("}Description")
        ):
            yield name, " ".join("".join(map(str, element.itertext())).split())


def _odd(what: str, one: Any, known: frozenset[str] | set[str]) -> Iterator[str]:
    for key in sorted(set(one.keys()) - known):
        yield f"{what} has {key[1:]}"


def _content(page: Any) -> bytes:
    import pikepdf

    contents = page.get("/Contents", ())
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _outline(root: Any) -> Iterator[Any]:
    waiting = [root.Outlines.First] if "/First" in root.get("/Outlines", {}) else []
    seen = set()
    while waiting:
        item = waiting.pop()
        if item.objgen in seen:
            return
        seen.add(item.objgen)
        yield item
        waiting += [item[key] for key in ("/Next", "/First") if key in item]
