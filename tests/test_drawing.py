"""A drawing contains what draws and nothing that runs, loads, links or grows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.content.drawing import read_drawing, unfit

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
LOL = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
BOMB = f'<!DOCTYPE svg [<!ENTITY a "lol">{LOL}]>'
ALLOWED = (
    "circle, clipPath, defs, desc, ellipse, g, line, path, polygon, polyline, "
    "rect, svg, text, title, tspan, use"
)
BOX = 'x.svg has no viewBox that can be used; write viewBox="0 0 400 300"'


def svg(body: str = "", *, before: str = "", attributes: str = 'viewBox="0 0 40 30"') -> bytes:
    return f"{before}<svg {NAMES} {attributes}>{body}</svg>".encode()


def refusal(data: bytes) -> str:
    with pytest.raises(ValueError, match=r"^x\.svg ") as raised:
        read_drawing("x.svg", data)
    return str(raised.value)


def test_a_drawing_is_read_with_its_size_and_roles() -> None:
    read = read_drawing(
        "x.svg",
        svg(
            '<!-- ours --><rect width="4" height="3" fill="role:tint"/>'
            '<text font-family="role:body">Ink &amp; pen</text>'
        ),
    )
    assert (read.name, read.width, read.height) == ("x.svg", 40, 30)
    assert read.roles == {"tint", "body"}
    assert read.painted(str.upper) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">'
        '<rect width="4" height="3" fill="TINT"/>'
        '<text font-family="BODY">Ink &amp; pen</text></svg>'
    )


@pytest.mark.parametrize(
    "body",
    [
        '<defs><g id="a"><path d="M0 0"/></g></defs><use href="#a"/><use xlink:href="#a"/>',
        '<clipPath id="c"><circle r="1"/></clipPath><rect clip-path="url(#c)"/>',
        "<text><![CDATA[<b> & ]]></text>",
    ],
    ids=["use", "clip", "CDATA"],
)
def test_what_draws_is_let_in(body: str) -> None:
    read_drawing("x.svg", svg(body))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        *[
            (svg(f"<{name}/>"), f"x.svg contains <{name}>; allowed: {ALLOWED}")
            for name in ("script", "foreignObject", "style", "image", "a", "set", "iframe")
        ],
        (
            svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="a"/>'),
            f"x.svg contains <include>; allowed: {ALLOWED}",
        ),
        (
            svg('<linearGradient id="g"/><rect fill="url(#g)"/>'),
            "x.svg contains <linearGradient>, which presses and some viewers leave out; "
            "fill the shape with one role",
        ),
        (svg("<g/><title>Nothing</title>"), "x.svg draws nothing; draw it, or remove it"),
        (
            svg("<rect/>", attributes='viewBox="0 0 1 10000"'),
            "x.svg is 1 wide and 10000 high; keep it between 1 : 40 and 40 : 1",
        ),
        (svg('<g onclick="a()"/>'), "x.svg contains the attribute onclick; use plain attributes"),
        (svg('<g style="fill:red"/>'), "x.svg contains the attribute style; use plain attributes"),
        (svg('<g class="a"/>'), "x.svg contains the attribute class; use plain attributes"),
        (
            svg('<g xml:base="https://example.org/"/>'),
            "x.svg contains the attribute base; use plain attributes",
        ),
        (
            svg('<use href="data:image/svg+xml,a"/>'),
            "x.svg points outside itself (href='data:image/svg+xml,a'); remove it",
        ),
        (
            svg('<use xlink:href="https://example.org/a#b"/>'),
            "x.svg points outside itself (href='https://example.org/a#b'); remove it",
        ),
        (
            svg('<g fill="url(https://example.org/a)"/>'),
            "x.svg points outside itself (fill='url(https://example.org/a)'); remove it",
        ),
        (svg('<g fill="URL( #a )"/>'), "x.svg points outside itself (fill='URL( #a )'); remove it"),
        (
            svg('<g fill="\\75rl(//example.org)"/>'),
            "x.svg points outside itself (fill='\\\\75rl(//example.org)'); remove it",
        ),
        (svg('<use href="#a"/>'), "x.svg points at #a, which is not in it; add it"),
        (svg('<g id="a"><use href="#a"/></g>'), "x.svg uses #a inside itself; draw it out"),
        (
            svg('<g id="a"/><g id="b"><use href="#a"/></g><use href="#b"/>'),
            "x.svg uses #b, which uses more; draw it out",
        ),
        (
            svg('<clipPath id="a" clip-path="url(#b)"/><clipPath id="b" clip-path="url(#a)"/>'),
            "x.svg uses #b, which uses more; draw it out",
        ),
        (svg('<g id="a"/><g id="a"/>'), "x.svg contains an id twice; give each its own"),
        (svg("<?go there?>"), "x.svg contains a processing instruction or an entity; remove it"),
        (
            svg(before='<!DOCTYPE svg SYSTEM "https://example.org/a.dtd">'),
            "x.svg contains a DOCTYPE; remove it",
        ),
        (
            svg(
                "<text>&a;</text>",
                before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            ),
            "x.svg contains a DOCTYPE; remove it",
        ),
        (
            svg('<g width="1"/>', attributes='viewBox="0 0 4 3" width="4"'),
            "x.svg has width or height; layouts size it, keep the viewBox alone",
        ),
        *[
            (svg(attributes=attributes), BOX)
            for attributes in (
                "",
                'viewBox="0 0 4"',
                'viewBox="0 0 0 3"',
                'viewBox="0 0 nan 3"',
                'viewBox="0 0 1.2.3 3"',
                'viewBox="0 0 99999 3"',
            )
        ],
        (b"<html/>", "x.svg is not an SVG drawing; its root must be <svg>"),
        (
            b"",
            "x.svg is not well-formed SVG (Document is empty, line 1, column 1); fix the file",
        ),
        (svg() + b" " * 1_000_000, "x.svg contains 1.0 MB; keep it under 1 MB"),
    ],
)
def test_what_does_not_draw_is_refused(data: bytes, message: str) -> None:
    assert refusal(data) == message


@pytest.mark.parametrize(
    "data",
    [
        svg("<text>&h;</text>", before=BOMB),
        svg('<g id="&h;"/>', before=BOMB),
        svg("<g>" * 5000 + "</g>" * 5000),
        svg("<g>"),
        svg("\x01"),
    ],
    ids=["a bomb of entities", "a bomb in an attribute", "depth", "not closed", "control"],
)
def test_what_is_not_well_formed_is_refused_without_growing(data: bytes) -> None:
    assert refusal(data).startswith("x.svg is not well-formed SVG (")
    assert refusal(data).endswith("); fix the file")


@given(st.binary(max_size=300), st.integers(0, 200))
def test_no_bytes_bring_a_traceback(junk: bytes, at: int) -> None:
    data = svg('<g id="a"><rect width="4"/></g><use href="#a"/><text>a</text>')
    try:
        read_drawing("x.svg", data[:at] + junk + data[at:])
    except ValueError as exc:
        wrong, _, right = str(exc).partition("; ")
        assert wrong
        assert right


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<rect fill="role:tint" stroke="none"/>', []),
        ('<rect fill="white"/><rect fill="#777"/><rect fill="#000000"/>', []),
        (
            '<rect fill="#c98"/>',
            [
                "x.svg: <rect> has the fill '#c98', a colour of no brand; "
                'name a role: fill="role:accent"'
            ],
        ),
        (
            '<g stroke="red"><path d="M0 0"/></g>',
            [
                "x.svg: <g> has the stroke 'red', a colour of no brand; "
                'name a role: stroke="role:accent"'
            ],
        ),
        ('<g font-family="role:body"><text font-size="12">Liver</text></g>', []),
        (
            '<text font-family="Arial">Liver</text>',
            [
                "x.svg: <text> is set in 'Arial', a font of no brand; "
                'write font-family="role:body"'
            ],
        ),
        (
            "<text>Liver</text>",
            ["x.svg: the label 'Liver' names no font; write font-family=\"role:body\""],
        ),
        (
            '<text font-family="role:body" font-size="0.5">Liver</text>',
            [
                "x.svg: labels of 0.5 units in a drawing 40 wide; "
                "set them in 1 or more, or nobody can read them on paper"
            ],
        ),
    ],
)
def test_what_no_edition_could_set_is_said(body: str, said: list[str]) -> None:
    drawing = read_drawing("x.svg", svg(body, attributes='viewBox="0 0 40 30"'))
    assert [f"{one.wrong}; {one.right}" for one in unfit(drawing)] == said
