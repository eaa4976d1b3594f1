"""Damages of a finished e-book, made on the book of the source that contains every block."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from PIL import ImageDraw, ImageOps
from PIL.Image import Image, new
from PIL.Image import open as open_picture

from tests import damage_fonts
from tests.damage_web import _ADDING, _HIDING, REVIEW
from tests.damages import Damage, Files, inside

# Rules that harm a page but not a book, which has no such elements or media.
_WEB_ALONE = ("td{color:var(--paper)}", "svg{display:none}", "svg{opacity:0}", "section{background")


def css(rule: str) -> Callable[[bytes], bytes]:
    """A careless rule at the end of the style sheet."""

    def change(files: Files) -> None:
        files["EPUB/style.css"] += rule.encode()

    return inside(change)


def tag(pattern: str, new: str, suffix: str = ".xhtml") -> Callable[[bytes], bytes]:
    """The first place in any document that a regular expression finds, written anew."""

    def change(files: Files) -> None:
        for name in sorted(files):
            if name.endswith(suffix) and "nav" not in name:
                text, count = re.subn(pattern, new, files[name].decode(), count=1, flags=re.DOTALL)
                if count:
                    files[name] = text.encode()
                    return

    return inside(change)


def in_file(name: str, pattern: str, new: str) -> Callable[[bytes], bytes]:
    def change(files: Files) -> None:
        files[name] = re.sub(pattern, new, files[name].decode(), count=1, flags=re.DOTALL).encode()

    return inside(change)


def opf(pattern: str, new: str) -> Callable[[bytes], bytes]:
    return in_file("EPUB/content.opf", pattern, new)


def fact(name: str, words: str) -> Callable[[bytes], bytes]:
    """One more fact in the metadata."""
    return opf("</metadata>", f'<meta property="{name}">{words}</meta></metadata>')


def _without_section(files: Files) -> None:
    text = files["EPUB/content.opf"].decode()
    files["EPUB/content.opf"] = re.sub(
        r'<itemref idref="section[^>]*/>', "", text, count=1
    ).encode()


def _twice(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as book:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book.writestr("EPUB/style.css", "li{display:none}")
    return out.getvalue()


def _stray(files: Files) -> None:
    files["EPUB/stray.txt"] = b"Take 10 pills."


def _cover(files: Files) -> None:
    out = io.BytesIO()
    new("RGB", (1580, 2528), "white").save(out, "JPEG")
    files["EPUB/cover.jpg"] = out.getvalue()


def _on_cover(change: Callable[[Image], Image]) -> Callable[[bytes], bytes]:
    """The picture of the cover, changed."""

    def apply(files: Files) -> None:
        out = io.BytesIO()
        with open_picture(io.BytesIO(files["EPUB/cover.jpg"])) as picture:
            change(picture.convert("RGB")).save(out, "JPEG", quality=90)
        files["EPUB/cover.jpg"] = out.getvalue()

    return inside(apply)


def _without(left: float, top: float, right: float, foot: float) -> Callable[[Image], Image]:
    """A part of a picture in the colour of its corner on the left, as shares of its size."""

    def change(picture: Image) -> Image:
        box = (left * picture.width, top * picture.height)
        box += (right * picture.width, foot * picture.height)
        colour = picture.getpixel((3, round(foot * picture.height) - 1))
        ImageDraw.Draw(picture).rectangle(box, fill=colour)
        return picture

    return change


def _figure(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    def apply(files: Files) -> None:
        name = next(name for name in files if name.startswith("EPUB/figures/"))
        files[name] = change(files[name].decode()).encode()

    return inside(apply)


def _around(svg: str, attributes: str) -> str:
    """All that a drawing paints over its ground, in a group."""
    ground = re.search(r"<rect[^>]*/>", svg)
    assert ground
    rest = svg[ground.end() :].replace("</svg>", "</g></svg>")
    return f"{svg[: ground.end()]}<g {attributes}>{rest}"


_ENTRY = r'<li><a href="section[^"]*">[^<]*</a></li>'
_HIDDEN = "circle{visibility:hidden}"
_COVER = '<rect x="0" y="0" width="160" height="160" fill="#fff"/>'
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160">'
    '<circle cx="160" cy="80" r="60" fill="#00626b"/></svg>'
)
_DRAWN = (
    "img{transform:scaleX(-1)}",
    "img{filter:grayscale(1)}",
    "img{rotate:180deg}",
    "figure img{height:20px;width:400px}",
    "img{object-fit:cover;object-position:9999px;height:30px}",
    "img{clip-path:inset(0 50% 0 0)}",
)

DAMAGES = (
    *(
        Damage("added" if rule in _ADDING else "seen", rule, css(rule))
        for rule in (*_HIDING, *_ADDING)
        if not rule.startswith((*_WEB_ALONE, "main", "@supports", "li{color:#", "@media (prefers"))
    ),
    Damage("seen", "white letters", css("li{color:#fff;background:#fff}")),
    Damage("seen", "a picture hidden", css("img{display:none}")),
    Damage("seen", "hidden on a list", tag(r"<ul>", '<ul hidden="hidden">')),
    Damage("seen", "aria-hidden", tag(r"<ul>", '<ul aria-hidden="true">')),
    Damage("seen", "a style", tag(r"<ul>", '<ul style="font-size:1px">')),
    Damage("followed", "a telephone number", tag(r'href="tel:[^"]*"', 'href="tel:5550199"')),
    Damage("followed", "a mail address", tag(r'href="mailto:[^"]*"', 'href="mailto:x@x.com"')),
    Damage("followed", "an address", tag(r'href="https://[^"]*"', 'href="https://example.com/"')),
    Damage("followed", "a link less", tag(r'<a href="https://[^"]*">([^<]*)</a>', r"\1")),
    Damage("followed", "a term", tag(r'href="glossary.xhtml#[^"]*"', 'href="about.xhtml"')),
    Damage("followed", "a citation", tag(r'href="references.xhtml#[^"]*"', 'href="about.xhtml"')),
    Damage(
        "followed",
        "an entry of the contents",
        in_file("EPUB/nav.xhtml", r'href="section[^"]*"', 'href="about.xhtml"'),
    ),
    Damage("ordered", "steps without numbers", tag(r"<ol>(.*?)</ol>", r"<ul>\1</ul>")),
    Damage("ordered", "steps from 5", tag(r"<ol>", '<ol start="5">')),
    Damage("ordered", "a header cell", tag(r'<th scope="col">(.*?)</th>', r"<td>\1</td>")),
    Damage("ordered", "a level of heading", tag(r"<h1 (.*?)</h1>", r"<h2 \1</h2>")),
    Damage(
        "ordered",
        "a page out of turn",
        in_file(
            "EPUB/content.opf", r'<itemref idref="section', '<itemref linear="no" idref="section'
        ),
    ),
    Damage("ordered", "a page that nobody reads", inside(_without_section)),
    Damage(
        "ordered",
        "the contents without a part",
        in_file("EPUB/nav.xhtml", r'<li><a href="section[^"]*">[^<]*</a></li>', ""),
    ),
    Damage("said", "strong", tag(r"<p([^>]*)>([^<]*)<strong>([^<]*)</strong>", r"<p\1>\2\3")),
    Damage("said", "emphasis", tag(r"<em>([^<]*)</em>", r"\1")),
    Damage("said", "urgency", tag(r'class="callout emergency"', 'class="callout note"')),
    Damage("said", "the draft mark", tag(rf'<p class="review">{REVIEW}</p>', "")),
    Damage(
        "said",
        "the title of the book",
        in_file("EPUB/content.opf", r"<dc:title>.*?<", "<dc:title>X<"),
    ),
    Damage("added", "a title", tag(r"<ul>", '<ul title="Take 10 pills">')),
    Damage("added", "a script", tag(r"</body>", "<script>x()</script></body>")),
    Damage(
        "added",
        "an author",
        in_file("EPUB/content.opf", r"</metadata>", "<dc:creator>Dr. X</dc:creator></metadata>"),
    ),
    Damage("added", "a file", inside(_stray)),
    Damage("added", "a picture", tag(r"</body>", '<p><img src="cover.jpg" alt="" /></p></body>')),
    Damage("intact", "a file twice", _twice),
    Damage("intact", "something before the archive", lambda data: b"x" + data),
    Damage("intact", "something after the archive", lambda data: data + b"x"),
    Damage(
        "pictured",
        "a drawing emptied",
        _figure(
            lambda t: re.sub(r"(<rect[^>]*/>).*</svg>", r"\1</svg>", t, count=1, flags=re.DOTALL)
        ),
    ),
    Damage(
        "pictured",
        "a drawing in white",
        _figure(lambda t: re.sub(r'fill="#[^"]*"', 'fill="#fff"', t)),
    ),
    Damage("pictured", "an empty cover", inside(_cover)),
    Damage("pictured", "a cover mirrored", _on_cover(ImageOps.mirror)),
    Damage("pictured", "a cover in greys", _on_cover(lambda one: one.convert("L"))),
    Damage("pictured", "a cover cropped", _on_cover(lambda one: one.crop((0, 0, 1500, 2400)))),
    Damage("pictured", "no drawing on a cover", _on_cover(_without(0, 0.42, 1, 0.87))),
    Damage("pictured", "half a drawing on a cover", _on_cover(_without(0, 0.42, 0.6, 0.87))),
    Damage("pictured", "no logo on a cover", _on_cover(_without(0, 0.9, 0.5, 1))),
    *(
        Damage("pictured", what, _figure(change))
        for what, change in (
            ("mirrored", lambda t: _around(t, 'transform="translate(320,0) scale(-1,1)"')),
            ("a style in it", lambda t: t.replace("<style>", "<style>rect{fill:#c00}", 1)),
            ("a shape hidden by a style", lambda t: t.replace("<style>", f"<style>{_HIDDEN}", 1)),
            ("a shape in another colour", lambda t: re.sub(r"(<circle.*?)#\w+", r"\1#d5e0e0", t)),
            ("half covered", lambda t: t.replace("</svg>", f"{_COVER}</svg>")),
            ("a part enlarged", lambda t: re.sub(r'viewBox="[^"]*"', 'viewBox="0 0 160 80"', t)),
        )
    ),
    Damage("pictured", "the mark for a drawing", _figure(lambda _: _MARK)),
    *(Damage("pictured", rule, css(rule)) for rule in _DRAWN),
    # What the book says of itself.
    Damage("said", "another name", opf(r"(<dc:identifier[^>]*>).*?<", r"\1urn:x<")),
    Damage("said", "a claim", opf(r'(accessibilitySummary">).*?<', r"\1All is narrated.<")),
    Damage("said", "a feature", fact("schema:accessibilityFeature", "synchronizedAudioText")),
    Damage("said", "a hazard", opf(r'(accessibilityHazard">).*?<', r"\1flashing<")),
    Damage("said", "a certificate", fact("a11y:certifiedBy", "Dr. X")),
    Damage("said", "a second author", fact("dcterms:creator", "Dr. X")),
    Damage("said", "a second title", opf("</metadata>", "<dc:title>Aspirin</dc:title></metadata>")),
    Damage("said", "what a page is called", tag("<title>.*?</title>", "<title>Aspirin</title>")),
    Damage("said", "a chapter as a note", tag('epub:type="chapter"', 'epub:type="footnote"')),
    Damage("said", "a paragraph as a page", tag(r"<p id", '<p epub:type="pagebreak" id')),
    Damage("said", "the language of a page", tag(r'xml:lang="[^"]*"', 'xml:lang="de"')),
    Damage(
        "ordered",
        "contents out of order",
        in_file(
            "EPUB/nav.xhtml",
            rf"({_ENTRY})\s*({_ENTRY})",
            r"\2\1",
        ),
    ),
    Damage(
        "ordered",
        "contents for older readers",
        in_file("EPUB/toc.ncx", r'(<content src=")section[^"]*', r"\1about.xhtml"),
    ),
    Damage("ordered", "from right to left", opf('direction="ltr"', 'direction="rtl"')),
    Damage(
        "followed",
        "a landmark",
        in_file("EPUB/nav.xhtml", r'(landmarks.*?<a [^>]*href=")[^"]*', r"\1about.xhtml"),
    ),
    Damage("seen", "pages of one size", fact("rendition:layout", "pre-paginated")),
    Damage(
        "seen",
        "a page of one size",
        opf("<itemref ", '<itemref properties="rendition:layout-pre-paginated" '),
    ),
    Damage("seen", "a style sheet that is none", opf('"text/css"', '"text/plain"')),
    Damage(
        "added",
        "a second book",
        in_file("META-INF/container.xml", r"(<rootfile [^>]*/>)", r"\1\1"),
    ),
    Damage("ordered", "a class of no layout", tag(r'<div class="list"', '<div class="secret"')),
    Damage("added", "a comment", tag("</body>", "<!-- Take 10 pills --></body>")),
    Damage("seen", "set in signs", css("p{font-family:Wingdings}")),
    Damage("seen", "no bullets", css("ul{list-style:none}")),
    *damage_fonts.BOOK,
)
