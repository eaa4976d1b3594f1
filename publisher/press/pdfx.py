"""A document of sheets → PDF/X-4: output intent, metadata that agree, nothing that runs or links.

Source: ISO 15930-7:2010. What a file for the press may not hold is left behind rather than
repaired: the sheets are a new document, into which only pages were copied.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import pikepdf

    from publisher.brand.inks import IccProfile

_VERSION = "PDF/X-4"
_PRODUCER = "publisher"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a file for the press says of itself."""

    identifier: str
    """A URN, the same for the same text, brand and edition."""
    title: str
    author: str
    language: str
    stamp: datetime
    is_right_to_left: bool = False
    """Whether its pages follow one another from right to left."""


_FOR_SCREENS = (
    "/AcroForm",
    "/OpenAction",
    "/AA",
    "/Names",
    "/Outlines",
    "/StructTreeRoot",
    "/MarkInfo",
    "/OCProperties",
    "/PageMode",
    "/Dests",
)
"""Keys of the catalog that a press has no use for."""


def finish(sheets: pikepdf.Pdf, about: About, profile: IccProfile) -> bytes:
    """The bytes of the finished file; the same sheets give the same bytes."""
    import pikepdf

    for key in _FOR_SCREENS:
        if key in sheets.Root:
            del sheets.Root[key]
    sheets.Root.Lang = pikepdf.String(about.language)
    sheets.Root.OutputIntents = pikepdf.Array([_intent(sheets, profile)])
    sheets.Root.ViewerPreferences = _shown(about)
    metadata = sheets.make_stream(_xmp(about).encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    sheets.Root.Metadata = metadata
    moment = about.stamp.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    sheets.trailer.Info = sheets.make_indirect(
        pikepdf.Dictionary(
            Title=pikepdf.String(about.title),
            Author=pikepdf.String(about.author),
            Creator=pikepdf.String(_PRODUCER),
            Producer=pikepdf.String(_PRODUCER),
            CreationDate=pikepdf.String(moment),
            ModDate=pikepdf.String(moment),
            GTS_PDFXVersion=pikepdf.String(_VERSION),
            Trapped=_name("/False"),
        )
    )
    sheets.remove_unreferenced_resources()
    made = io.BytesIO()
    sheets.save(
        made,
        min_version="1.6",
        force_version="1.6",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=True,
    )
    return made.getvalue()


def _shown(about: About) -> pikepdf.Dictionary:
    """How a viewer shows it: boxes as they will be cut, and nobody is asked about the marks."""
    import pikepdf

    shown = pikepdf.Dictionary(DisplayDocTitle=True)
    if about.is_right_to_left:
        shown.Direction = pikepdf.Name.R2L
    return shown


def _intent(sheets: pikepdf.Pdf, profile: IccProfile) -> pikepdf.Object:
    """The printing condition that the file is made for. ISO 32000-1, table 365."""
    import pikepdf

    embedded = sheets.make_stream(profile.read())
    embedded.N = 4
    embedded.Alternate = pikepdf.Name.DeviceCMYK
    return sheets.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent,
            S=pikepdf.Name.GTS_PDFX,
            OutputConditionIdentifier=pikepdf.String(profile.condition),
            OutputCondition=pikepdf.String(profile.info),
            RegistryName=pikepdf.String(profile.registry),
            Info=pikepdf.String(profile.info),
            DestOutputProfile=embedded,
        )
    )


def _name(text: str) -> pikepdf.Name:
    import pikepdf

    return pikepdf.Name(text)


def _xmp(about: About) -> str:
    moment = about.stamp.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document = uuid5(NAMESPACE_URL, about.identifier)
    instance = uuid5(document, moment)
    title, author = escape(about.title), escape(about.author)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:identifier>{escape(about.identifier)}</dc:identifier>
   <xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>
   <xmp:CreateDate>{moment}</xmp:CreateDate>
   <xmp:ModifyDate>{moment}</xmp:ModifyDate>
   <xmp:MetadataDate>{moment}</xmp:MetadataDate>
   <xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{instance}</xmpMM:InstanceID>
   <xmpMM:VersionID>1</xmpMM:VersionID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
   <pdf:Producer>{_PRODUCER}</pdf:Producer>
   <pdf:Trapped>False</pdf:Trapped>
   <pdfxid:GTS_PDFXVersion>{_VERSION}</pdfxid:GTS_PDFXVersion>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
