"""What a PDF says of itself, and what the standards that it names ask for beside tags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from publisher.edition.model import Standard

if TYPE_CHECKING:
    from weasyprint.document import DocumentMetadata


def version(standards: Collection[Standard]) -> str:
    """The version of PDF that the standards are written for."""
    return "2.0" if Standard.UA_2 in standards else "1.7"


def claim(pdf: Any, about: DocumentMetadata, standards: Collection[Standard]) -> None:
    """Adds to an unfinished PDF what `standards` ask for; `about` says what the document is."""
    from weasyprint.pdf import pydyf

    stream = pydyf.Stream([xmp(about, standards)], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference
    if Standard.A_2A in standards or Standard.A_2U in standards:
        _archived(pdf)


def _archived(pdf: Any) -> None:
    """Makes colours, pictures and links conform to PDF/A-2. ISO 19005-2, 6.2.3, 6.2.8, 6.3.2."""
    from weasyprint.pdf import pydyf

    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    icc = pydyf.Stream([profile], {"N": 3}, compress=True)
    pdf.add_object(icc)
    name = "sRGB IEC61966-2.1"
    intent = {"Type": "/OutputIntent", "S": "/GTS_PDFA1", "DestOutputProfile": icc.reference}
    intent |= {"OutputConditionIdentifier": pydyf.String(name), "Info": pydyf.String(name)}
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Type") == "/Annot":
            thing["F"] = 4  # to be printed
        if isinstance(thing, pydyf.Stream) and "Interpolate" in thing.extra:
            thing.extra["Interpolate"] = "false"


# Metadata ----------------------------------------------------------------------------------

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_IDENTITY = {
    Standard.UA_1: {"pdfuaid:part": "1"},
    Standard.UA_2: {"pdfuaid:part": "2", "pdfuaid:rev": "2024"},
    Standard.A_2A: {"pdfaid:part": "2", "pdfaid:conformance": "A"},
    Standard.A_2U: {"pdfaid:part": "2", "pdfaid:conformance": "U"},
}
# PDF/A asks that a property which XMP itself does not know be explained in the file.
# Source: ISO 19005-2, 6.6.2.3; PDF Association, Technical Note 0008.
_EXPLAINED = """\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def xmp(about: DocumentMetadata, standards: Collection[Standard]) -> bytes:
    """What the file says of itself to machines, the standards it keeps among it."""
    properties = "".join(_properties(about, standards))
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
    explained = _EXPLAINED if any(s in standards for s in (Standard.A_2A, Standard.A_2U)) else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {spaces}>\n{properties}</rdf:Description>\n{explained}'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _properties(about: DocumentMetadata, standards: Collection[Standard]) -> Iterator[str]:
    from xml.sax.saxutils import escape

    def alternatives(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'

    def items(kind: str) -> Callable[[str], str]:
        return lambda text: f"<rdf:{kind}><rdf:li>{escape(text)}</rdf:li></rdf:{kind}>"

    for standard in sorted(standards):
        for name, value in _IDENTITY[standard].items():
            yield f"<{name}>{value}</{name}>\n"
    shapes: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("dc:title", about.title, alternatives),
        ("dc:creator", ", ".join(about.authors), items("Seq")),
        ("dc:description", about.description, alternatives),
        ("dc:language", about.lang, items("Bag")),
        ("xmp:CreatorTool", about.generator, escape),
        ("xmp:CreateDate", about.created, escape),
        ("xmp:ModifyDate", about.modified, escape),
    )
    for name, value, shape in shapes:
        if value:
            yield f"<{name}>{shape(value)}</{name}>\n"
