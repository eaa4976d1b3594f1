"""One small print file that is right, and for each rule of preflight one made wrong on purpose.

The right file is written by hand with pikepdf: two pages, all that print knows of in small, and
nothing to find fault with. `python -m tests.broken_prints` prints which broken file was caught.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String

from publisher import preflight
from publisher.preflight import DIGITAL, SHEETFED, PreflightProfile
from publisher.preflight.rules import RULES

ERROR, WARNING = "error", "warning"
CONDITION = "CGATS TR 001"
_ICC = (Path("/usr/share/color/icc/ghostscript/default_cmyk.icc"),)

# The right file --------------------------------------------------------------------------------

MEDIA, BLEED, TRIM = (0, 0, 360, 280), (31, 31, 329, 249), (40, 40, 320, 240)
TINT = "0.2 0 0.1 0 k 31 31 298 218 re f"  # runs into the bleed on all sides
CONTENT = f"""
/knock gs {TINT}
1 0.5 0 0 k 60 60 100 60 re f
BT 1 0.5 0 0 k /F 14 Tf 60 210 Td (Blood pressure) Tj ET
BT 0 0 0 0 k /F 9 Tf 66 90 Td (Ask us) Tj ET
q 14.4 0 0 14.4 200 100 cm /Photo Do Q
/Group Do
/over gs
BT 0 0 0 1 k /F 10 Tf 60 195 Td (Know your numbers) Tj ET
0 0 0 1 K 0.5 w 60 190 m 220 190 l S
0 0 0 1 k q 14.4 0 0 14.4 230 100 cm /Bitmap Do Q
0.25 w 40 8 m 40 26 l S 8 40 m 26 40 l S
BT /F 6 Tf 60 10 Td (Job 1) Tj ET
"""

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 pdfxid:GTS_PDFXVersion="PDF/X-4" pdf:Trapped="False"
 xmp:CreateDate="2026-01-02T03:04:05+00:00" xmp:ModifyDate="2026-01-02T04:04:05+01:00"
 xmp:MetadataDate="2026-01-02T03:04:05Z" xmpMM:DocumentID="uuid:1" xmpMM:VersionID="1">
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Blood pressure</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@cache
def icc() -> bytes:
    """A CMYK profile of a press, from the package that Ghostscript needs anyway."""
    for path in _ICC:
        if path.exists():
            return path.read_bytes()
    raise FileNotFoundError("no CMYK profile; install it with: apt-get install libgs-common")


@cache
def _typeface() -> tuple[bytes, tuple[int, ...], float]:
    """A font program of a few letters, their widths from the blank on, units of the em."""
    folder = Path(str(import_module("fontpkg_atkinson_hyperlegible").__file__)).parent
    font = TTFont(folder / "files/AtkinsonHyperlegible-Regular.ttf")
    cutter = subset.Subsetter(subset.Options(notdef_outline=True))
    cutter.populate(unicodes=range(32, 127))
    cutter.subset(font)
    to_glyph, widths = font.getBestCmap(), font["hmtx"]
    units = font["head"].unitsPerEm
    file = io.BytesIO()
    font.save(file)
    wide = tuple(widths[to_glyph[code]][0] * 1000 // units for code in range(32, 127))
    return file.getvalue(), wide, units


def font(pdf: pikepdf.Pdf, name: str = "AAAAAA+AtkinsonHyperlegible-Regular") -> Dictionary:
    """The font of all text, embedded."""
    program, widths, _ = _typeface()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{name}"),
        Flags=32,
        Ascent=950,
        Descent=-290,
        CapHeight=668,
        ItalicAngle=0,
        StemV=80,
        FontBBox=[-200, -300, 1200, 1000],
        FontFile2=pdf.make_indirect(Stream(pdf, program, Length1=len(program))),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name(f"/{name}"),
        FirstChar=32,
        LastChar=126,
        Widths=list(widths),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )


def picture(pdf: pikepdf.Pdf, side: int, channels: int = 4, **more: Any) -> Stream:
    """A square image of one light colour."""
    space = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}[channels]
    entries = {"ColorSpace": space, "BitsPerComponent": 8, **more}
    return Stream(
        pdf,
        b"\x40" * side * side * channels,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=side,
        Height=side,
        **entries,
    )


def bitmap(pdf: pikepdf.Pdf, side: int) -> Stream:
    """A square stencil mask, all ink."""
    return Stream(
        pdf,
        bytes((side + 7) // 8 * side),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=side,
        Height=side,
        ImageMask=True,
        BitsPerComponent=1,
    )


def group(
    pdf: pikepdf.Pdf, space: Any, content: bytes = b"/half gs 0 0 0.3 0 k 0 0 9 9 re f"
) -> Stream:
    """A transparency group that blends in `space`."""
    return Stream(
        pdf,
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 9, 9],
        Matrix=[2, 0, 0, 2, 250, 150],
        Group=Dictionary(S=Name.Transparency, CS=space),
        Resources=Dictionary(ExtGState=Dictionary(half=Dictionary(ca=0.5))),
    )


def right() -> pikepdf.Pdf:
    """The file that has nothing wrong with it."""
    pdf = pikepdf.new()
    resources = pdf.make_indirect(
        Dictionary(
            Font=Dictionary(F=pdf.make_indirect(font(pdf))),
            ExtGState=Dictionary(
                over=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1),
                knock=Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0),
                mode0=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=0),
            ),
            XObject=Dictionary(
                Photo=picture(pdf, 60),
                Bitmap=bitmap(pdf, 240),
                Group=group(pdf, Name.DeviceCMYK),
            ),
        )
    )
    for _ in range(2):
        page = Dictionary(
            Type=Name.Page,
            MediaBox=list(MEDIA),
            BleedBox=list(BLEED),
            TrimBox=list(TRIM),
            Resources=resources,
            Contents=Stream(pdf, CONTENT.encode()),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.Root.Metadata = Stream(pdf, _XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.OutputIntents = Array([_intent(pdf)])
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String("Blood pressure"),
            CreationDate=String("D:20260102030405Z"),
            ModDate=String("D:20260102030405+00'00'"),
            Trapped=Name("/False"),
        )
    )
    return pdf


def _intent(pdf: pikepdf.Pdf) -> Dictionary:
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(CONDITION),
        Info=String(CONDITION),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, icc(), N=4)),
    )


def written(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """The file as it is: no stream is packed anew, so that a forbidden filter stays."""
    file = io.BytesIO()
    how = {
        "static_id": True,
        "force_version": "1.6",
        "compress_streams": False,
        "stream_decode_level": pikepdf.StreamDecodeLevel.none,
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
        "fix_metadata_version": False,
    }
    pdf.save(file, **(how | options))
    return file.getvalue()


# Files made wrong ------------------------------------------------------------------------------

ABOUT_INK = {"X29", "R0005", "R0026"}  # the plates take long; only these rules ask them
Expected = tuple[str, str, int, str, str]  # rule, severity, page, measured, limit
Change = Callable[[pikepdf.Pdf], None]


@dataclass(frozen=True)
class Broken:
    """A file made wrong in one way, and all that preflight must say of it, no more, no less."""

    what: str
    make: Callable[[], bytes]
    expected: tuple[Expected, ...]
    profile: PreflightProfile = SHEETFED

    @property
    def rule(self) -> str:
        return self.expected[0][0]

    def found(self) -> tuple[Expected, ...]:
        inks = self.rule in ABOUT_INK
        verdict = preflight.judge(self.make(), self.profile, inks=inks)
        return tuple(
            (one.rule, one.severity.value, one.page, one.measured, one.limit)
            for one in verdict.findings
        )

    def is_caught(self) -> bool:
        return self.found() == self.expected

    def __str__(self) -> str:
        return f"{self.rule} {self.what}"


def _with(what: str, change: Change, *expected: Expected, **options: Any) -> Broken:
    def make() -> bytes:
        pdf = right()
        change(pdf)
        return written(pdf, **options)

    return Broken(what, make, expected)


def _draw(what: str, content: str, *expected: Expected, add: Change | None = None) -> Broken:
    """Page 1 with something drawn on top."""

    def change(pdf: pikepdf.Pdf) -> None:
        if add:
            add(pdf)
        _append(pdf, content)

    return _with(what, change, *expected)


def _append(pdf: pikepdf.Pdf, content: str) -> None:
    pdf.pages[0].obj.Contents = Stream(pdf, f"{CONTENT}\n/knock gs\n{content}".encode())


def _edited(what: str, old: bytes, new: bytes, *expected: Expected) -> Broken:
    def make() -> bytes:
        data = written(right())
        assert old in data, old
        return data.replace(old, new)

    return Broken(what, make, expected)


def _xmp(what: str, old: str, new: str, *expected: Expected) -> Broken:
    def change(pdf: pikepdf.Pdf) -> None:
        assert old in _XMP, old
        pdf.Root.Metadata = Stream(pdf, _XMP.replace(old, new).encode())

    return _with(what, change, *expected)


def _set(*path: str, to: Any) -> Change:
    """Sets one entry below the catalog, or below page 1 where the path starts with "page"."""

    def change(pdf: pikepdf.Pdf) -> None:
        start, *between, last = path
        thing: Any = pdf.pages[0].obj if start == "page" else pdf.Root
        for key in between:
            thing = thing[int(key)] if key.isdigit() else thing[f"/{key}"]
        thing[f"/{last}"] = to(pdf) if callable(to) else to

    return change


def _resource(kind: str, name: str, to: Any) -> Change:
    """Adds a resource to both pages."""

    def change(pdf: pikepdf.Pdf) -> None:
        resources: Any = pdf.pages[0].obj.Resources
        if f"/{kind}" not in resources:
            resources[f"/{kind}"] = Dictionary()
        resources[f"/{kind}"][f"/{name}"] = to(pdf) if callable(to) else to

    return change


def _lzw(data: bytes) -> bytes:
    """LZW that packs nothing: the table is cleared before codes grow longer than nine bits."""
    bits = "".join(
        ("100000000" if nth % 200 == 0 else "") + f"{byte:09b}" for nth, byte in enumerate(data)
    )
    bits += "100000001"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _packed(pdf: pikepdf.Pdf) -> None:
    stream = Stream(pdf, b"")
    stream.write(_lzw(CONTENT.encode()), filter=Name.LZWDecode)
    pdf.pages[0].obj.Contents = stream


def _link(rect: tuple[int, ...]) -> Change:
    return _set(
        "page",
        "Annots",
        to=lambda _: Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=list(rect), Border=[0, 0, 0])]
        ),
    )


def _profile(data: bytes, count: int = 4) -> Change:
    return _set(
        "root",
        "OutputIntents",
        "0",
        "DestOutputProfile",
        to=lambda pdf: pdf.make_indirect(Stream(pdf, data, N=count)),
    )


def _twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(_intent(pdf))  # type: ignore[operator]


def _no_embedding(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Resources.Font.F.FontDescriptor.FontFile2


def _separation(name: str) -> Change:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.4, 0.4, 0], N=1)
    return _resource(
        "ColorSpace", "Spot", Array([Name.Separation, Name(name), Name.DeviceCMYK, tint])
    )


def _icc_based(pdf: pikepdf.Pdf) -> Array:
    return Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, icc(), N=4))])


def _lab(pdf: pikepdf.Pdf) -> Array:  # noqa: ARG001  # each resource may ask for the file
    return Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])])


def _reference(pdf: pikepdf.Pdf) -> Stream:
    form = group(pdf, Name.DeviceCMYK, b"")
    form.Ref = Dictionary(F=String("other.pdf"), Page=0)
    return form


def _postscript(pdf: pikepdf.Pdf) -> Stream:
    return Stream(pdf, b"showpage", Type=Name.XObject, Subtype=Name.PS)


def _state(**entries: Any) -> Change:
    return _resource("ExtGState", "bad", Dictionary(Type=Name.ExtGState, **entries))


def _action(script: bool) -> Dictionary:
    if script:
        return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return Dictionary(S=Name.Named, N=Name.Print)


def _empty(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Contents = Stream(
        pdf, b"0 0 0 0 k 31 31 298 218 re f 0.25 w 0 0 0 1 K 40 8 m 40 26 l S"
    )


def _wider(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.TrimBox = Array([40, 40, 320, 239])


def _replaced(old: str, new: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        assert old in CONTENT, old
        pdf.pages[0].obj.Contents = Stream(pdf, CONTENT.replace(old, new).encode())

    return change


def _rich(pdf: pikepdf.Pdf) -> None:
    """Ink enough for a 300 % condition to refuse, and a 330 % condition to take."""
    pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("ISO Coated v2 300% (ECI)")
    _append(pdf, "1 0.9 0.3 1 k 200 60 5 5 re f")


def _text(
    size: float, colour: str, state: str = "knock", x: int = 70, y: int = 65, operator: str = "k"
) -> str:
    """Text over the dark panel."""
    return f"/{state} gs BT {colour} {operator} /F {size} Tf {x} {y} Td (Ask) Tj ET"


BROKEN: tuple[Broken, ...] = (
    # The file as a whole
    _draw(
        "an operand is missing",
        "1 0 0 rg 0 0 cm",
        ("X01", ERROR, 1, "operator cm: 2 numbers where a matrix has six", "readable"),
    ),
    _draw(
        "a font that is not there",
        "BT /Nobody 12 Tf ET",
        ("X01", ERROR, 1, "operator Tf: /Nobody is not among the resources", "readable"),
    ),
    _draw(
        "the page breaks off within a picture",
        "q BI /W 1",
        ("X01", ERROR, 1, "Unexpected end of stream", "readable"),
    ),
    _with("version 1.7", lambda _: None, ("X02", ERROR, 0, "1.7", "1.6"), force_version="1.7"),
    _with(
        "encrypted without a password to open it",
        lambda _: None,
        ("X03", ERROR, 0, "encrypted", "not encrypted"),
        static_id=False,
        stream_decode_level=None,
        encryption=pikepdf.Encryption(owner="shop", user="", R=4),
    ),
    _xmp(
        "PDF/X-1a by name",
        'GTS_PDFXVersion="PDF/X-4"',
        'GTS_PDFXVersion="PDF/X-1:2001"',
        ("X04", ERROR, 0, "PDF/X-1:2001", "PDF/X-4"),
    ),
    _with(
        "no XMP at all",
        lambda pdf: pdf.Root.__delitem__("/Metadata"),
        ("X04", ERROR, 0, "nothing", "PDF/X-4"),
        *(("X05", ERROR, 0, "missing", "present"),) * 7,
    ),
    _xmp("no title", "Blood pressure", "", ("X05", ERROR, 0, "missing", "present")),
    _xmp(
        "no document identifier",
        ' xmpMM:DocumentID="uuid:1"',
        "",
        ("X05", ERROR, 0, "missing", "present"),
    ),
    _with(
        "trapping unknown",
        lambda pdf: pdf.docinfo.__setitem__("/Trapped", Name.Unknown),
        ("X06", ERROR, 0, "Unknown", "True or False"),
        ("X07", ERROR, 0, "Unknown", "False, as in XMP"),
    ),
    _with(
        "another title in the document information",
        lambda pdf: pdf.docinfo.__setitem__("/Title", String("Draft 3")),
        ("X07", ERROR, 0, "Draft 3", "Blood pressure, as in XMP"),
    ),
    _with(
        "another date in the document information",
        lambda pdf: pdf.docinfo.__setitem__("/ModDate", String("D:20260102030405-05'00")),
        ("X07", ERROR, 0, "D:20260102030405-05'00", "2026-01-02T04:04:05+01:00, as in XMP"),
    ),
    _edited("no identifier", b"/ID [", b"/XX [", ("X08", ERROR, 0, "missing", "present")),
    _with(
        "no output intent",
        lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
        ("X09", ERROR, 0, "0", "1"),
    ),
    _with("two output intents", _twice, ("X09", ERROR, 0, "2", "1")),
    _with(
        "no printing condition",
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/OutputConditionIdentifier"),
        ("X10", ERROR, 0, "missing", "present"),
    ),
    _with(
        "no profile",
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"),
        ("X11", ERROR, 0, "none", "prtr"),
    ),
    _with(
        "the profile of a screen",
        lambda pdf: _profile(icc().replace(b"prtr", b"mntr", 1))(pdf),
        ("X11", ERROR, 0, "mntr", "prtr"),
    ),
    _with(
        "an RGB output profile",
        lambda pdf: _profile(icc()[:16] + b"RGB " + icc()[20:], 3)(pdf),
        ("R0035", ERROR, 0, "RGB", "CMYK"),
    ),
    _with(
        "a script",
        _set("root", "OpenAction", to=_action(True)),
        ("X12", ERROR, 0, "JavaScript", "none"),
    ),
    _with(
        "an action when the page opens",
        _set("page", "AA", to=Dictionary(O=_action(False))),
        ("X12", ERROR, 1, "action Named", "none"),
        ("X12", ERROR, 1, "additional actions", "none"),
    ),
    _with(
        "a form",
        _set("root", "AcroForm", to=Dictionary(Fields=[])),
        ("X13", ERROR, 0, "AcroForm", "none"),
    ),
    _with(
        "a link on the page",
        _link((60, 60, 90, 70)),
        ("X14", ERROR, 1, "within the bleed", "outside"),
    ),
    _with("a page packed with LZW", _packed, ("X15", ERROR, 1, "LZWDecode", "none")),
    _with(
        "a transfer curve", _state(TR=Name.Identity), ("X16", ERROR, 1, "transfer curve TR", "none")
    ),
    _with(
        "a second transfer curve",
        _state(TR2=Name.Identity),
        ("X16", ERROR, 1, "transfer curve TR2", "none"),
    ),
    _with(
        "a named halftone",
        _state(
            HT=Dictionary(
                Type=Name.Halftone,
                HalftoneType=1,
                HalftoneName=String("Dots"),
                Frequency=133,
                Angle=45,
                SpotFunction=Name.Round,
            )
        ),
        ("X17", ERROR, 1, "HalftoneName", "none"),
    ),
    _with(
        "a halftone of type 6",
        _state(HT=Dictionary(Type=Name.Halftone, HalftoneType=6)),
        ("X17", ERROR, 1, "halftone type 6", "none"),
    ),
    _with(
        "OPI",
        _set("page", "Resources", "XObject", "Photo", "OPI", to=Dictionary()),
        ("X18", ERROR, 1, "OPI", "none"),
    ),
    _with(
        "PostScript",
        _resource("XObject", "Old", _postscript),
        ("X19", ERROR, 1, "PostScript XObject", "none"),
    ),
    _with(
        "an alternate image for print",
        _set(
            "page",
            "Resources",
            "XObject",
            "Photo",
            "Alternates",
            to=lambda pdf: Array(
                [Dictionary(Image=pdf.make_indirect(picture(pdf, 20)), DefaultForPrinting=True)]
            ),
        ),
        ("X20", ERROR, 1, "alternate image", "none"),
    ),
    _with(
        "a page of another file",
        _resource("XObject", "Far", _reference),
        ("X21", ERROR, 1, "reference XObject", "none"),
    ),
    _with(
        "a font that is not embedded",
        _no_embedding,
        *(
            ("X22", ERROR, page, "AtkinsonHyperlegible-Regular not embedded", "embedded")
            for page in (1, 2)
        ),
    ),
    _with(
        "no TrimBox",
        lambda pdf: pdf.pages[0].obj.__delitem__("/TrimBox"),
        ("X23", ERROR, 1, "neither", "one of them"),
        ("X25", WARNING, 1, "0 mm", "3 mm"),
        ("R0004", WARNING, 2, "98.8 × 70.6 mm", "127.0 × 98.8 mm, as page 1"),
    ),
    _with(
        "TrimBox and ArtBox",
        _set("page", "ArtBox", to=list(TRIM)),
        ("X23", ERROR, 1, "both", "one of them"),
    ),
    _with(
        "a bleed larger than the sheet",
        _set("page", "BleedBox", to=[31, 31, 329, 290]),
        ("X24", ERROR, 1, "3.53 mm beyond", "within MediaBox"),
    ),
    _with(
        "a bleed of 2 mm",
        _set("page", "BleedBox", to=[34.33, 31, 329, 249]),
        ("X25", WARNING, 1, "2 mm", "3 mm"),
    ),
    _with(
        "a tint that ends at the trim",
        _replaced(TINT, "0.2 0 0.1 0 k 40 31 289 218 re f"),
        ("X26", WARNING, 1, "0.0 mm over left trim", "3 mm"),
    ),
    _with(
        "a tint that ends in the bleed",
        _replaced(TINT, "0.2 0 0.1 0 k 31 31 298 212 re f"),
        ("X26", WARNING, 1, "1.1 mm over top trim", "3 mm"),
    ),
    _draw(
        "text over the trim",
        _text(9, "0 0 0 1", "over", 36, 130),
        ("X27", WARNING, 1, "1.4 mm over left trim", "0 mm"),
    ),
    _draw(
        "text near the trim",
        _text(9, "0 0 0 1", "over", 46, 130),
        ("X28", WARNING, 1, "2.1 mm from left trim", "3 mm"),
    ),
    _draw(
        "full ink in one small place",
        "1 1 1 1 k 200 60 5 5 re f",
        ("X29", ERROR, 1, "400 %", "330 %"),
    ),
    _with("320 % ink where the condition takes 300 %", _rich, ("X29", ERROR, 1, "320 %", "300 %")),
    _with(
        "a sheet that begins below zero",
        _set("page", "MediaBox", to=[-17, 0, 360, 280]),
        ("X30", WARNING, 1, "-6 mm, 0 mm", "0 mm, 0 mm"),
    ),
    _draw(
        "small text in gray dots",
        "/over gs " + _text(9, "0 0 0 0.8", y=130),
        ("X31", WARNING, 1, "9 pt, C0 M0 Y0 K80", "black alone up to 9 pt"),
    ),
    _draw(
        "small text in a colour of three inks",
        _text(8.5, "0.7 1 0 0.4", y=130),
        ("X31", WARNING, 1, "8.5 pt, C70 M100 Y0 K40", "black alone up to 9 pt"),
    ),
    _draw(
        "small white text on three inks",
        "0 1 0.95 0.3 k 170 60 60 30 re f " + _text(9.5, "0 0 0 0", x=175),
        ("X32", WARNING, 1, "9.5 pt out of C0 M100 Y95 K30", "2 inks under 10 pt"),
    ),
    _draw(
        "small pale text on three inks",
        "0 1 0.95 0.3 k 170 60 60 30 re f " + _text(9.5, "0 0 0.2 0", x=175),
        ("X32", WARNING, 1, "9.5 pt out of C0 M100 Y95 K30", "2 inks under 10 pt"),
    ),
    # Ghent Workgroup
    _with(
        "a scaled page", _set("page", "UserUnit", to=2), ("R0002", ERROR, 1, "UserUnit 2", "none")
    ),
    _with(
        "a crop box of its own",
        _set("page", "CropBox", to=list(BLEED)),
        ("R0003", ERROR, 1, "105.1 × 76.9 mm", "127.0 × 98.8 mm"),
    ),
    _with("a rotated page", _set("page", "Rotate", to=90), ("R0004", WARNING, 1, "Rotate 90", "0")),
    _with(
        "pages of two sizes",
        _wider,
        ("R0004", WARNING, 2, "98.8 × 70.2 mm", "98.8 × 70.6 mm, as page 1"),
    ),
    _with("a page without ink", _empty, ("R0005", WARNING, 2, "0 % ink", "some ink")),
    _draw(
        "white text that overprints",
        _text(9, "0 0 0 0", "over"),
        ("R0007", ERROR, 1, "white overprints", "knocks out"),
    ),
    _draw(
        "a white shape that overprints",
        "/over gs 0 0 0 0 k 70 65 20 20 re f",
        ("R0008", WARNING, 1, "white overprints", "knocks out"),
    ),
    _draw(
        "black text that knocks out",
        _text(10.5, "0 0 0 1"),
        ("R0009", WARNING, 1, "10.5 pt knocks out", "100K under 12 pt overprints"),
    ),
    _draw(
        "black text that overprints with OPM 0",
        _text(10.5, "0 0 0 1", "mode0"),
        (
            "R0009",
            WARNING,
            1,
            "10.5 pt overprints with OPM 0",
            "100K under 12 pt overprints, OPM 1",
        ),
    ),
    _draw(
        "a black line that knocks out",
        "0 0 0 1 K 1 w 70 70 m 150 70 l S",
        ("R0010", WARNING, 1, "1 pt knocks out", "100K under 2 pt overprints"),
    ),
    _draw(
        "a black line, filled, that knocks out",
        "0 0 0 1 k 70 70 80 0.5 re f",
        ("R0010", WARNING, 1, "0.5 pt knocks out", "100K under 2 pt overprints"),
    ),
    _draw(
        "small gray text",
        _text(10, "0.2", operator="g"),
        ("R0011", WARNING, 1, "10 pt in DeviceGray", "DeviceCMYK"),
    ),
    _draw(
        "a thin gray line",
        "0.2 G 1 w 70 70 m 150 70 l S",
        ("R0012", WARNING, 1, "1 pt in DeviceGray", "DeviceCMYK"),
    ),
    _draw(
        "gray that overprints",
        "/over gs 0.2 g 70 65 20 20 re f",
        ("R0013", WARNING, 1, "overprints", "knocks out"),
    ),
    _draw(
        "Courier",
        "/over gs BT 0 0 0 1 k /C 10 Tf 70 65 Td (Ask) Tj ET",
        ("R0014", WARNING, 1, "Courier", "another font"),
        add=_resource("Font", "C", lambda pdf: font(pdf, "AAAAAA+Courier")),
    ),
    _draw(
        "text in rich black",
        _text(14, "0.7 0.6 0.6 0.95"),
        ("R0015", WARNING, 1, "285 %", "280 % where K is 85 %"),
    ),
    _draw("small white text", _text(7, "0 0 0 0"), ("R0016", WARNING, 1, "7 pt", "8 pt")),
    _draw(
        "small text made small by a matrix",
        "q 0.5 0 0 0.5 70 65 cm BT 0 0 0 0 k /F 1 Tf 12 0 0 12 0 0 Tm (Ask) Tj ET Q",
        ("R0016", WARNING, 1, "6 pt", "8 pt"),
    ),
    _draw(
        "small text in two inks",
        _text(7, "1 0.5 0 0"),
        ("R0017", WARNING, 1, "7 pt, C100 M50 Y0 K0", "8 pt"),
    ),
    _draw(
        "a thin white line",
        "0 0 0 0 K 0.2 w 70 70 m 150 70 l S",
        ("R0018", WARNING, 1, "0.2 pt", "0.25 pt"),
    ),
    _draw(
        "a thin line in two inks",
        "1 0.5 0 0 K 0.1 w 170 130 m 190 130 l S",
        ("R0019", WARNING, 1, "0.1 pt, C100 M50 Y0 K0", "0.25 pt"),
    ),
    _draw(
        "a spot colour",
        "/Spot cs 1 scn 170 130 20 20 re f",
        ("R0020", ERROR, 1, "1: PANTONE 485 C", "0"),
        add=_separation("/PANTONE 485 C"),
    ),
    _draw(
        "registration colour",
        "/Spot CS 0.5 SCN 1 w 170 130 m 190 130 l S",
        ("R0024", WARNING, 1, "All", "no registration colour"),
        add=_separation("/All"),
    ),
    _draw(
        "325 % ink on two square centimetres",
        "1 0.7 0.55 1 k 170 100 45 45 re f",
        ("R0026", WARNING, 1, "325 %", "320 %"),
    ),
    _draw(
        "RGB",
        "1 0 0 rg 170 130 20 20 re f",
        ("R0027", ERROR, 1, "DeviceRGB", "DeviceCMYK, DeviceGray, inks"),
    ),
    _draw(
        "an RGB picture",
        "q 14.4 0 0 14.4 170 130 cm /Bad Do Q",
        ("R0027", ERROR, 1, "DeviceRGB", "DeviceCMYK, DeviceGray, inks"),
        add=_resource("XObject", "Bad", lambda pdf: picture(pdf, 60, 3)),
    ),
    _draw(
        "an RGB picture within the page",
        "q 14.4 0 0 14.4 170 130 cm BI /W 2 /H 1 /BPC 8 /CS /RGB ID abcdef EI Q",
        ("R0027", ERROR, 1, "DeviceRGB", "DeviceCMYK, DeviceGray, inks"),
    ),
    _draw(
        "CMYK by profile",
        "/Cal cs 0 0 0 0.5 scn 170 130 20 20 re f",
        ("R0027", ERROR, 1, "ICCBased (4 channels)", "DeviceCMYK, DeviceGray, inks"),
        add=_resource("ColorSpace", "Cal", _icc_based),
    ),
    _draw(
        "Lab",
        "/Lab cs 50 20 20 scn 170 130 20 20 re f",
        ("R0027", ERROR, 1, "Lab", "DeviceCMYK, DeviceGray, inks"),
        add=_resource("ColorSpace", "Lab", _lab),
    ),
    _draw(
        "RGB within a form within a pattern",
        "/Pattern cs /P scn 170 130 20 20 re f",
        ("R0027", ERROR, 1, "DeviceRGB", "DeviceCMYK, DeviceGray, inks"),
        add=_resource("Pattern", "P", lambda pdf: _pattern(pdf)),
    ),
    replace(
        _draw(
            "RGB without a profile, printed digitally",
            "1 0 0 rg 170 130 20 20 re f",
            ("R0028", ERROR, 1, "DeviceRGB", "tagged RGB in pictures only"),
        ),
        profile=DIGITAL,
    ),
    _with(
        "a group that blends in RGB",
        _resource("XObject", "Group", lambda pdf: group(pdf, Name.DeviceRGB)),
        ("R0030", ERROR, 1, "DeviceRGB", "DeviceCMYK"),
    ),
    _with(
        "a group that blends in a name nobody defined",
        _resource("XObject", "Group", lambda pdf: group(pdf, Name("/device-cmyk"))),
        ("R0030", ERROR, 1, "device-cmyk", "DeviceCMYK"),
    ),
    _draw(
        "a picture of 200 ppi",
        "q 21.6 0 0 21.6 170 130 cm /Photo Do Q",
        ("R0031", WARNING, 1, "200 ppi", "over 224 ppi"),
    ),
    _draw(
        "a picture of 120 ppi",
        "q 36 0 0 36 170 130 cm /Photo Do Q",
        ("R0031", ERROR, 1, "120 ppi", "over 149 ppi"),
    ),
    _draw(
        "a bitmap of 600 ppi",
        "/over gs 0 0 0 1 k q 28.8 0 0 28.8 170 130 cm /Bitmap Do Q",
        ("R0032", WARNING, 1, "600 ppi", "over 799 ppi"),
    ),
    _draw(
        "a bitmap of 400 ppi",
        "/over gs 0 0 0 1 k q 43.2 0 0 43.2 170 110 cm /Bitmap Do Q",
        ("R0032", ERROR, 1, "400 ppi", "over 549 ppi"),
    ),
)


def _pattern(pdf: pikepdf.Pdf) -> Stream:
    form = pdf.make_indirect(
        Stream(
            pdf, b"1 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
    )
    return Stream(
        pdf,
        b"/X Do",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 9, 9],
        XStep=9,
        YStep=9,
        Resources=Dictionary(XObject=Dictionary(X=form)),
    )


def table() -> Iterator[str]:
    """Each rule with how many of its broken files were caught, and what each of them measured."""
    caught = 0
    for rule, (title, *_) in RULES.items():
        files = [broken for broken in BROKEN if broken.rule == rule]
        results = [broken.is_caught() for broken in files]
        caught += sum(results)
        yield f"{rule:5}  {sum(results)}/{len(files)}  {title}"
        for broken, is_caught in zip(files, results, strict=True):
            _, severity, _, measured, limit = broken.expected[0]
            said = f"{severity}, {measured}, limit {limit}" if is_caught else "MISSED"
            yield f"            {broken.what}: {said}"
    yield f"{len(RULES)} rules, {len(BROKEN)} broken files, {caught} caught."


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in table())
