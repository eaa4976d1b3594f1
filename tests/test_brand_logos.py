"""Logos as drawing programs write them: cleaned, and in the same shape and colours as before."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops
from weasyprint import HTML

from publisher.brand.cleaning import cleaned
from publisher.content.drawing import read_drawing
from publisher.data_uris import svg_uri
from publisher.errors import Wrong

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
INKSCAPE = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg {SVG} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   width="60mm" height="20mm" viewBox="0 0 60 20" version="1.1" id="svg5"
   inkscape:version="1.2" sodipodi:docname="logo.svg">
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:zoom="1" />
  <defs id="defs2"><inkscape:path-effect effect="spiro" id="effect1" />
    <rect id="tile" width="6" height="6" style="fill:#f2a900" /></defs>
  <metadata id="metadata1"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>
  </metadata>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1" transform="translate(2,2)">
    <path style="fill:#0072ce;fill-opacity:1;stroke:none;-inkscape-stroke:none"
       d="M 0,0 H 16 V 16 H 0 Z" id="path1" sodipodi:nodetypes="ccccc" />
    <use xlink:href="#tile" id="use1" x="20" y="4" width="100%" height="100%" />
    <use xlink:href="#tile" id="use2" transform="matrix(1,0,0,1,30,4)" />
    <circle style="fill:none;stroke:rgb(20,20,20);stroke-width:1.5" cx="48" cy="8" r="6" />
    <path style="display:none;fill:#ff0000" d="M 0,0 H 60 V 20 H 0 Z" />
  </g>
</svg>"""
ILLUSTRATOR = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
  <!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">
]>
<svg version="1.1" id="Layer_1" xmlns:x="&ns_extend;" xmlns:i="&ns_ai;" {SVG} x="0px" y="0px"
  viewBox="0 0 60 20" style="enable-background:new 0 0 60 20;" xml:space="preserve">
<style type="text/css">
  .st0{{fill:#0072CE;}}
  .st1{{fill:#F2A900;}}
  .st2{{clip-path:url(#SVGID_2_);}}
  .st3{{fill:none;stroke:#141414;stroke-width:1.5;stroke-miterlimit:10;}}
</style>
<switch>
  <foreignObject requiredExtensions="&ns_ai;" x="0" y="0" width="1" height="1"></foreignObject>
  <g i:extraneous="self">
    <rect x="2" y="2" class="st0" width="16" height="16"/>
    <g>
      <defs><path id="SVGID_1_" d="M22 6h6v6h-6z M32 6h6v6h-6z"/></defs>
      <clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
      <g class="st2"><rect x="20" y="4" class="st1" width="20" height="20"/></g>
    </g>
    <circle class="st3" cx="50" cy="10" r="6"/>
  </g>
</switch>
</svg>"""
FIGMA = f"""<svg width="60" height="20" fill="none" {SVG}>
<g clip-path="url(#clip0_1_2)"><path fill-rule="evenodd" clip-rule="evenodd" d="M2 2h16v16H2z"
 fill="#0072CE"/><path d="M22 6h6v6h-6z" fill="#F2A900"/><path d="M32 6h6v6h-6z" fill="#F2A900"/>
<circle cx="50" cy="10" r="6" stroke="#141414" stroke-width="1.5"/></g>
<defs><clipPath id="clip0_1_2"><rect width="60" height="20" fill="white"/></clipPath></defs>
</svg>"""
PLAIN = f"""<svg {SVG} viewBox="0 0 60 20"><path fill="#0072ce" d="M2 2h16v16h-16z"/>
<path fill="#f2a900" d="M22 6h6v6h-6z"/><path fill="#f2a900" d="M32 6h6v6h-6z"/>
<circle fill="none" stroke="#141414" stroke-width="1.5" cx="50" cy="10" r="6"/></svg>"""


def picture(markup: str) -> Image.Image:
    """What a drawing looks like, 600 dots wide."""
    style = "<style>@page{size:600px 200px;margin:0}img{width:600px}</style>"
    page = f'{style}<img src="{svg_uri(markup)}" alt="x">'
    pdf = pypdfium2.PdfDocument(io.BytesIO(HTML(string=page).write_pdf()))
    return pdf[0].render(scale=4 / 3).to_pil().convert("RGB")


@pytest.mark.parametrize("program", ["Inkscape", "Illustrator", "Figma"])
def test_a_cleaned_drawing_looks_as_its_program_drew_it(program: str) -> None:
    source = {"Inkscape": INKSCAPE, "Illustrator": ILLUSTRATOR, "Figma": FIGMA}[program]
    data, lost = cleaned("logo.svg", source.encode())
    drawing = read_drawing("logo.svg", data)
    assert (drawing.width, drawing.height) == (60, 20)
    assert lost in ((), ("HTML",))
    difference = ImageChops.difference(picture(drawing.svg), picture(PLAIN))
    assert sum(1 for dot in difference.convert("L").get_flattened_data() if dot > 60) < 60


LOST = {
    "a gradient": (
        '<linearGradient id="a"><stop stop-color="#000"/><stop offset="1" stop-color="#fff"/>'
        '</linearGradient><path fill="url(#a)" d="M0 0h9v9z"/>'
    ),
    "words in a font": '<text x="1" y="9">Lakeside</text><path d="M0 0h9v9z"/>',
    "a picture": '<image href="a.png" width="9" height="9"/><path d="M0 0h9v9z"/>',
    "a filter": '<filter id="f"/><path filter="url(#f)" d="M0 0h9v9z"/>',
    "a mask": '<mask id="m"/><path style="mask:url(#m)" d="M0 0h9v9z"/>',
}


@pytest.mark.parametrize("kind", LOST)
def test_what_cannot_be_kept_is_told(kind: str) -> None:
    data, lost = cleaned("x.svg", f'<svg {SVG} viewBox="0 0 9 9">{LOST[kind]}</svg>'.encode())
    assert lost == (kind,)
    assert b"url(" not in data
    read_drawing("x.svg", data)


def test_a_gradient_becomes_the_mean_of_its_colors() -> None:
    data, _ = cleaned("x.svg", f'<svg {SVG} viewBox="0 0 9 9">{LOST["a gradient"]}</svg>'.encode())
    assert b'fill="#808080"' in data


def test_what_runs_or_loads_is_gone() -> None:
    evil = (
        '<script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">'
        '<path onload="x()" style="fill:url(https://example.org/a)" d="M0 0h9v9z"/></a>'
        '<animate attributeName="d"/><use href="https://example.org/a.svg#b"/>'
    )
    data, _ = cleaned("x.svg", f'<svg {SVG} viewBox="0 0 9 9">{evil}</svg>'.encode())
    assert b"example.org" not in data
    assert b"alert" not in data
    assert b"onload" not in data
    read_drawing("x.svg", data)


def test_copies_of_copies_come_to_an_end() -> None:
    copies = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 12)
    )
    bomb = f'<svg {SVG} viewBox="0 0 9 9"><g id="g0"><path d="M0 0h9v9z"/></g>{copies}</svg>'
    with pytest.raises(Wrong, match="too many parts"):
        cleaned("x.svg", bomb.encode())


def test_a_file_without_size_or_shape_is_refused() -> None:
    with pytest.raises(Wrong, match=r"x\.svg has no size"):
        cleaned("x.svg", f"<svg {SVG}><path d='M0 0h9v9z'/></svg>".encode())
    data, _ = cleaned("x.svg", f'<svg {SVG} viewBox="0 0 9 9"><g/></svg>'.encode())
    with pytest.raises(Wrong, match=r"x\.svg draws nothing"):
        read_drawing("x.svg", data)
