"""The points of PDF/X-4 that concern the file as a whole: identity, intent, forbidden things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pikepdf

from publisher.errors import shortened
from publisher.preflight import colour
from publisher.preflight.geometry import box
from publisher.preflight.interpreter import DAMAGED
from publisher.preflight.limits import bytes_of
from publisher.preflight.profile import PreflightProfile
from publisher.preflight.rules import broken
from publisher.preflight.verdict import Finding, Severity

_error = partial(broken, severity=Severity.ERROR)
_DC = "{http://purl.org/dc/elements/1.1/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_MM = "{http://ns.adobe.com/xap/1.0/mm/}"
_PDFXID = "{http://www.npes.org/pdfx/ns/id/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_REQUIRED = {
    "dc:title": f"{_DC}title",
    "xmp:CreateDate": f"{_XMP}CreateDate",
    "xmp:ModifyDate": f"{_XMP}ModifyDate",
    "xmp:MetadataDate": f"{_XMP}MetadataDate",
    "xmpMM:DocumentID": f"{_MM}DocumentID",
    "xmpMM:VersionID": f"{_MM}VersionID",
    "xmpMM:RenditionClass": f"{_MM}RenditionClass",
}
# Entries of the document information and their like in XMP (ISO 32000-1, 14.3.3).
_PAIRS = {
    "/Title": f"{_DC}title",
    "/Author": f"{_DC}creator",
    "/Subject": f"{_DC}description",
    "/Keywords": f"{_PDF}Keywords",
    "/Creator": f"{_XMP}CreatorTool",
    "/Producer": f"{_PDF}Producer",
    "/CreationDate": f"{_XMP}CreateDate",
    "/ModDate": f"{_XMP}ModifyDate",
    "/Trapped": f"{_PDF}Trapped",
}
_ACTIONS = {
    "/GoTo",
    "/GoToR",
    "/GoToE",
    "/Launch",
    "/Thread",
    "/URI",
    "/Sound",
    "/Movie",
    "/Hide",
    "/Named",
    "/SubmitForm",
    "/ResetForm",
    "/ImportData",
    "/JavaScript",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
    "/RichMediaExecute",
}
_MOST_OBJECTS = 300_000


@dataclass(frozen=True)
class Intent:
    """The PDF/X output intent: the condition it names and the profile it carries."""

    condition: str = ""
    profile: str = ""


def identity(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Version, encryption, XMP, document information, trapping, identifier."""
    version = max(pdf.pdf_version, str(pdf.Root.get("/Version", "/"))[1:])
    if version > "1.6":
        yield _error("X02", measured=version, limit="1.6")
    if pdf.is_encrypted:
        yield _error("X03", measured="encrypted", limit="not encrypted")
    xmp = _xmp(pdf)
    claimed = xmp.get(f"{_PDFXID}GTS_PDFXVersion", "")
    if claimed != "PDF/X-4":
        yield _error(
            "X04",
            measured=claimed or "nothing",
            limit="PDF/X-4",
            what="XMP pdfxid:GTS_PDFXVersion",
        )
    for name, key in _REQUIRED.items():
        if not xmp.get(key):
            yield _error("X05", measured="missing", limit="present", what=f"XMP {name}")
    yield from _information(pdf.docinfo, xmp)
    identifier = pdf.trailer.get("/ID")
    if not isinstance(identifier, pikepdf.Array) or not all(map(bytes, identifier)):
        yield _error("X08", measured="missing", limit="present", what="trailer /ID")


def _information(information: Any, xmp: Mapping[str, str]) -> Iterator[Finding]:
    trapped = str(information.get("/Trapped", "")).lstrip("/") or xmp.get(f"{_PDF}Trapped", "")
    if trapped not in ("True", "False"):
        yield _error("X06", measured=trapped or "missing", limit="True or False", what="Trapped")
    for key, like in _PAIRS.items():
        ours, theirs = str(information.get(key, "")), xmp.get(like, "")
        if key == "/Trapped":
            ours = ours.lstrip("/")
        if ours and theirs and ours != theirs and not _same_moment(ours, theirs):
            yield _error(
                "X07",
                measured=_short(ours),
                limit=f"{_short(theirs)}, as in XMP",
                what=f"document information {key}",
            )


def _short(text: str) -> str:
    return shortened(text)


def _same_moment(ours: str, theirs: str) -> bool:
    """Whether a PDF date and an XMP date say the same second; without a zone, of any zone."""
    try:
        digits = ours.removeprefix("D:").replace("'", "")
        plain, zone = digits[:14].rstrip("Z+-"), digits[14:]
        first = datetime.strptime(plain.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if zone[:1] in ("+", "-"):
            offset = datetime.strptime(zone[:5].ljust(5, "0"), "%z").utcoffset()
            first -= offset or first - first
        second = datetime.fromisoformat(theirs)
        if second.tzinfo is None:
            second = second.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return False
    return first == second.replace(microsecond=0)


def _xmp(pdf: pikepdf.Pdf) -> dict[str, str]:
    """Every plain property of the XMP packet by its qualified name; empty without a packet."""
    from lxml import etree

    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    found: dict[str, str] = {}
    try:
        packet = etree.fromstring(bytes_of(stream), parser)
    except (etree.XMLSyntaxError, *DAMAGED):
        return {}
    for description in packet.iter(f"{_RDF}Description"):
        found.update((str(key), str(value).strip()) for key, value in description.attrib.items())
        for child in description:
            item = next(child.iter(f"{_RDF}li"), child)
            found[str(child.tag)] = (item.text or "").strip()
    return found


def intents(pdf: pikepdf.Pdf, severity: Severity) -> tuple[Intent, list[Finding]]:
    """The output intent and what is wrong with it; `severity` is that of R0035."""
    every: Any = pdf.Root.get("/OutputIntents", [])
    ours: list[Any] = [one for one in every if str(one.get("/S", "")) == "/GTS_PDFX"]
    if len(ours) != 1:
        finding = _error("X09", measured=str(len(ours)), limit="1", what="output intents")
        if not ours:
            return Intent(), [finding]
        return _intent(ours[0])[0], [finding]
    intent, header = _intent(ours[0])
    findings = []
    what = f"output intent {intent.condition}".rstrip()
    if not intent.condition:
        findings.append(_error("X10", measured="missing", limit="present", what=what))
    if header[36:40] != b"acsp" or header[12:16] != b"prtr":
        kind = header[12:16].decode("latin-1") if header[36:40] == b"acsp" else "none"
        findings.append(_error("X11", measured=kind, limit="prtr", what=what))
    elif header[16:20] != b"CMYK":
        space = header[16:20].decode("latin-1").strip()
        findings.append(broken("R0035", severity, space, "CMYK", what=what))
    return intent, findings


def _intent(thing: Any) -> tuple[Intent, bytes]:
    stream = thing.get("/DestOutputProfile")
    data = bytes_of(stream) if isinstance(stream, pikepdf.Stream) else b""
    return Intent(str(thing.get("/OutputConditionIdentifier", "")), _described(data)), data[:128]


def _described(icc: bytes) -> str:
    """What an ICC profile calls itself: its `desc` tag in the form of version 2 or 4."""
    for at in range(132, min(132 + 12 * int.from_bytes(icc[128:132]), len(icc), 4096), 12):
        if icc[at : at + 4] != b"desc":
            continue
        start = int.from_bytes(icc[at + 4 : at + 8])
        if icc[start : start + 4] == b"desc":
            length = int.from_bytes(icc[start + 8 : start + 12])
            return icc[start + 12 : start + 12 + length].rstrip(b"\0").decode("latin-1")[:200]
        if icc[start : start + 4] == b"mluc":
            length = int.from_bytes(icc[start + 20 : start + 24])
            offset = start + int.from_bytes(icc[start + 24 : start + 28])
            return icc[offset : offset + length].decode("utf-16-be", "replace")[:200]
    return ""


def stray_annotations(page: Any, number: int) -> Iterator[Finding]:
    """Those that lie within the bleed; printer's marks and traps belong to print (12.5)."""
    edge = page.get("/BleedBox", page.get("/TrimBox", page.get("/MediaBox")))
    for annotation in page.get("/Annots", []):
        kind = str(annotation.get("/Subtype", "/unknown"))[1:]
        if kind in ("PrinterMark", "TrapNet", "Popup"):
            continue
        if box(annotation.Rect).meets(box(edge)):
            yield _error(
                "X14",
                measured="within the bleed",
                limit="outside",
                page=number,
                what=f"annotation {kind}",
            )


def forbidden(pdf: pikepdf.Pdf, profile: PreflightProfile) -> Iterator[Finding]:
    """What no object of the file may be, and the blending spaces of all transparency groups."""
    if "/AcroForm" in pdf.Root:
        yield _error("X13", measured="AcroForm", limit="none")
    owners = _owners(pdf)
    seen: dict[tuple[str, int, str], None] = {}
    masks: set[Any] = set()
    groups: list[_TransparencyGroup] = []
    for thing, holder in _dictionaries(pdf):
        page = owners.get(holder.objgen, 0)
        what = f"object {holder.objgen[0]}" if holder.objgen[0] else "trailer"
        try:
            for rule, measured in _faults(thing):
                seen[rule, page, measured] = None
            if str(thing.get("/S", "")) == "/Luminosity" and "/G" in thing:
                masks.add(thing.G.objgen)
            space = _blending_space(thing)
            if space is not None:
                own = owners.get(thing.objgen, page)
                groups.append(_TransparencyGroup(thing.objgen, own, space, what))
        except DAMAGED as exc:
            yield _error("X01", measured=str(exc)[:80], limit="readable", page=page, what=what)
    for rule, page, measured in seen:
        yield _error(rule, measured=measured, limit="none", page=page)
    if severity := profile.severities.get("R0030"):
        for group in groups:
            allowed = ("DeviceCMYK", "DeviceGray") if group.objgen in masks else ("DeviceCMYK",)
            if group.space not in allowed:
                limit, what = " or ".join(allowed), f"transparency group, {group.what}"
                yield broken("R0030", severity, group.space, limit, page=group.page, what=what)


@dataclass(frozen=True, slots=True)
class _TransparencyGroup:
    """A transparency group that names a blending space."""

    objgen: tuple[int, int]  # of the object that it is the group of
    page: int
    space: str
    what: str  # the object that names it


def _blending_space(thing: Any) -> str | None:
    """The name of the space in which the group of an object blends; None where it names none."""
    group = thing.get("/Group")
    if not isinstance(group, pikepdf.Dictionary) or "/CS" not in group:
        return None
    # Not resolved against DefaultCMYK and its like: the rule asks for the name.
    space = group.CS
    return str(space)[1:] if isinstance(space, pikepdf.Name) else str(colour.space(space))


def _faults(thing: Any) -> Iterator[tuple[str, str]]:
    """Rules that one dictionary breaks, each with what of it does."""
    action = str(thing.get("/S", ""))
    if "/JS" in thing or "/JavaScript" in thing:
        yield "X12", "JavaScript"
    elif action in _ACTIONS and str(thing.get("/Type", "/Action")) == "/Action":
        yield "X12", f"action {action[1:]}"
    elif "/AA" in thing:
        yield "X12", "additional actions"
    if "/OPI" in thing:
        yield "X18", "OPI"
    if str(thing.get("/Subtype", "")) == "/PS" or str(thing.get("/Subtype2", "")) == "/PS":
        yield "X19", "PostScript XObject"
    if "/Ref" in thing and str(thing.get("/Subtype", "")) == "/Form":
        yield "X21", "reference XObject"
    for alternate in thing.get("/Alternates", []) if "/Alternates" in thing else ():
        if bool(alternate.get("/DefaultForPrinting", False)):
            yield "X20", "alternate image"
    yield from _screening(thing)
    if isinstance(thing, pikepdf.Stream):
        if "/LZWDecode" in colour.filters(thing):
            yield "X15", "LZWDecode"
        if "/F" in thing:
            yield "X21", "stream in another file"


def _screening(thing: Any) -> Iterator[tuple[str, str]]:
    """Transfer curves and halftones of a graphics state (10.4, 10.5)."""
    state = str(thing.get("/Type", "")) == "/ExtGState" or "/TR" in thing or "/TR2" in thing
    if not state:
        if "/HalftoneType" in thing:
            yield from _halftone(thing)
        return
    if "/TR" in thing and "/S" not in thing:  # a soft mask has a /TR of its own kind
        yield "X16", "transfer curve TR"
    if str(thing.get("/TR2", "/Default")) != "/Default":
        yield "X16", "transfer curve TR2"
    if "/HTP" in thing:
        yield "X17", "halftone phase HTP"


def _halftone(thing: Any) -> Iterator[tuple[str, str]]:
    if "/HalftoneName" in thing:
        yield "X17", "HalftoneName"
    if int(thing.get("/HalftoneType")) not in (1, 5):
        yield "X17", f"halftone type {int(thing.get('/HalftoneType'))}"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Any]]:
    """Every dictionary and stream of the file with the indirect object that contains it."""
    for nth, holder in enumerate(pdf.objects):
        if nth > _MOST_OBJECTS:
            return
        todo: list[Any] = [holder]
        for _ in range(_MOST_OBJECTS):
            if not todo:
                break
            thing = todo.pop()
            if isinstance(thing, pikepdf.Array):
                todo += [one for one in _values(thing) if not one.is_indirect]
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                yield thing, holder
                todo += [one for one in _values(thing) if not one.is_indirect]


def _values(thing: Any) -> list[Any]:
    """The containers among the values of a dictionary or array."""
    try:
        values = thing if isinstance(thing, pikepdf.Array) else [v for _, v in thing.items()]
        return [
            one
            for one in values
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array)
        ]
    except DAMAGED:
        return []


def _owners(pdf: pikepdf.Pdf) -> dict[Any, int]:
    """The first page that uses each indirect object."""
    owners: dict[Any, int] = {}
    for number, page in enumerate(pdf.pages, 1):
        owners[page.obj.objgen] = number
        todo = [
            one
            for key in ("/Resources", "/Annots", "/Group", "/Contents", "/AA")
            if isinstance(one := page.obj.get(key), pikepdf.Object)
        ]
        while todo and len(owners) < _MOST_OBJECTS:
            thing = todo.pop()
            if thing.is_indirect:
                if thing.objgen in owners:
                    continue
                owners[thing.objgen] = number
            is_array = isinstance(thing, pikepdf.Array)
            if is_array or str(thing.get("/Type", "")) not in ("/Page", "/Pages", "/StructElem"):
                todo += _values(thing)
    return owners
