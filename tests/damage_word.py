"""Damages of a finished Word file, made on the file of the source that contains every block."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import ImageOps
from PIL.Image import Image, merge, new
from PIL.Image import open as open_picture

from tests import damage_fonts
from tests.damage_ebook import _twice
from tests.damages import Damage, Files, inside

_BODY = r'(<w:pStyle w:val="BodyText"/>)'
REVIEW = "Draft: not yet reviewed by a clinician"
_RUN = "<w:r><w:t>Take 10 pills</w:t></w:r>"


def part(name: str, pattern: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    """The first places in a part that a regular expression finds, written anew."""

    def change(files: Files) -> None:
        text, found = re.subn(pattern, new, files[name].decode(), count=count, flags=re.DOTALL)
        assert found, f"{pattern} is not in {name}"
        files[name] = text.encode()

    return inside(change)


def document(pattern: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    return part("word/document.xml", pattern, new, count)


def styles(pattern: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    return part("word/styles.xml", pattern, new, count)


def style(name: str, properties: str) -> Callable[[bytes], bytes]:
    """Properties of letters added to a style."""
    return styles(
        rf'(<w:style [^>]*w:styleId="{name}">.*?)</w:style>',
        rf"\1<w:rPr>{properties}</w:rPr></w:style>",
    )


def run(properties: str) -> Callable[[bytes], bytes]:
    """Properties of letters added to the runs of a list."""
    return document(
        r'(w:val="ListBullet\w*"/>.*?<w:r>)(<w:t[ >])', rf"\1<w:rPr>{properties}</w:rPr>\2"
    )


def _comment(files: Files) -> None:
    files["word/comments.xml"] = b"<w:comments/>"


def _macro(files: Files) -> None:
    files["word/vbaProject.bin"] = b"x"


def _white(files: Files) -> None:
    out = io.BytesIO()
    new("RGB", (1200, 600), "white").save(out, "PNG")
    files["word/media/image1.png"] = out.getvalue()


def _logo(files: Files) -> None:
    files["word/media/image1.png"] = files["word/media/logo.png"]


def pixels(change: Callable[[Image], Image], name: str = "image1") -> Callable[[bytes], bytes]:
    """A picture changed pixel by pixel."""

    def edit(files: Files) -> None:
        with open_picture(io.BytesIO(files[f"word/media/{name}.png"])) as picture:
            changed = change(picture.convert("RGBA"))
        out = io.BytesIO()
        changed.save(out, "PNG")
        files[f"word/media/{name}.png"] = out.getvalue()

    return inside(edit)


def _cropped(picture: Image) -> Image:
    width, height = picture.size
    return picture.crop((0, 0, width // 2, height // 2)).resize(picture.size)


def _covered(picture: Image) -> Image:
    picture.paste((255, 255, 255, 255), (0, 0, picture.width // 4, picture.height))
    return picture


def _greyed(picture: Image) -> Image:
    grey = picture.convert("L").convert("RGBA")
    grey.putalpha(picture.getchannel("A"))
    return grey


def _reddened(picture: Image) -> Image:
    red, green, blue, alpha = picture.split()
    return merge("RGBA", (red, green.point(lambda value: value * 0.94), blue, alpha))


def setting(new: str) -> Callable[[bytes], bytes]:
    return part("word/settings.xml", "<w:zoom", f"{new}<w:zoom")


def attribute(new: str) -> Callable[[bytes], bytes]:
    """An attribute more at the first link."""
    return document(r'<w:hyperlink r:id="', f'<w:hyperlink {new} r:id="')


_TARGETS = "word/_rels/document.xml.rels"

DAMAGES = (
    Damage("seen", "hidden by a style", style("ListBullet", "<w:vanish/>")),
    Damage("seen", "hidden in a run", run("<w:vanish/>")),
    Damage("seen", "hidden on the web", run("<w:webHidden/>")),
    Damage("seen", "hidden by default", styles("(<w:rPrDefault><w:rPr>)", r"\1<w:vanish/>")),
    Damage("seen", "white", run('<w:color w:val="FFFFFF"/>')),
    Damage("seen", "white by a style", styles('w:color w:val="12282C"', 'w:color w:val="FFFFFF"')),
    Damage("seen", "pale", run('<w:color w:val="D0D0D0"/>')),
    Damage("seen", "tiny", run('<w:sz w:val="2"/>')),
    Damage("seen", "tiny by default", styles(r'<w:sz w:val="24"/>', '<w:sz w:val="2"/>')),
    Damage("seen", "struck through", run("<w:strike/>")),
    Damage("seen", "raised off the line", run('<w:position w:val="400"/>')),
    Damage("seen", "squeezed", run('<w:w w:val="1"/>')),
    Damage("seen", "spaced to nothing", run('<w:spacing w:val="-400"/>')),
    Damage("seen", "black on black", run('<w:shd w:val="clear" w:fill="12282C"/>')),
    Damage(
        "seen",
        "a frame",
        document(r'(<w:pStyle w:val="ListBullet\w*"/>)', r'\1<w:framePr w:x="20000"/>'),
    ),
    Damage(
        "seen",
        "off the page",
        document(r'(<w:pStyle w:val="ListBullet\w*"/>)', r'\1<w:ind w:left="-9000"/>'),
    ),
    Damage(
        "seen",
        "lines cut off",
        document(
            r'(<w:pStyle w:val="ListBullet\w*"/>)', r'\1<w:spacing w:line="20" w:lineRule="exact"/>'
        ),
    ),
    Damage(
        "seen",
        "a row cut off",
        document("<w:cantSplit/>", '<w:trHeight w:val="10" w:hRule="exact"/>'),
    ),
    Damage(
        "seen", "a column of nothing", document(r'<w:gridCol w:w="\d+"', '<w:gridCol w:w="-1702"')
    ),
    Damage(
        "seen", "deleted", document(r"(<w:r><w:t>[^<]*</w:t></w:r>)", r'<w:del w:id="1">\1</w:del>')
    ),
    Damage("seen", "a small page", document(r'<w:pgSz w:w="\d+"', '<w:pgSz w:w="3000"', 0)),
    Damage("seen", "no room for text", document(r'w:left="\d+"( w:header)', r'w:left="9000"\1', 0)),
    Damage(
        "followed",
        "an address",
        part(_TARGETS, r'Target="https://[^"]*"', 'Target="https://example.com/"'),
    ),
    Damage(
        "followed",
        "a telephone number",
        part(_TARGETS, r'Target="tel:[^"]*"', 'Target="tel:5550199"'),
    ),
    Damage("followed", "no link", document(r"<w:hyperlink r:id[^>]*>(.*?)</w:hyperlink>", r"\1")),
    Damage(
        "followed",
        "an entry of the contents",
        document(r'w:anchor="section_[^"]*"', 'w:anchor="part_about"'),
    ),
    Damage("followed", "a term", document(r'w:anchor="entry_[^"]*"', 'w:anchor="part_about"')),
    Damage("followed", "a target that is gone", document(r'w:name="part_about"', 'w:name="gone"')),
    Damage(
        "ordered",
        "steps without numbers",
        document(
            r'(w:val="ListNumber\w*"/>.*?)<w:numPr>.*?</w:numPr>',
            r'\1<w:numPr><w:numId w:val="0"/></w:numPr>',
        ),
    ),
    Damage(
        "ordered",
        "steps with bullets",
        part("word/numbering.xml", r'w:numFmt w:val="decimal"', 'w:numFmt w:val="bullet"', 0),
    ),
    Damage(
        "ordered",
        "steps from 5",
        part(
            "word/numbering.xml", r'<w:startOverride w:val="1"/>', '<w:startOverride w:val="5"/>', 0
        ),
    ),
    Damage("ordered", "no header row", document("<w:tblHeader/>", "")),
    Damage("ordered", "a heading that is none", styles(r'<w:outlineLvl w:val="0"/>', "")),
    Damage("said", "strong", document(r'<w:rStyle w:val="Strong"/>|<w:b/>', "")),
    Damage(
        "said",
        "the draft mark of a foot",
        part("word/footer1.xml", REVIEW, "Reviewed by a clinician"),
    ),
    Damage("said", "the draft mark", document(REVIEW, "Reviewed by a clinician")),
    Damage("said", "the title", part("docProps/core.xml", "<dc:title>.*?<", "<dc:title>Aspirin<")),
    Damage(
        "said",
        "the clinic's number in the data",
        part("customXml/item2.xml", r"555-\d+", "555-0199"),
    ),
    Damage("said", "a fact of the clinic", document(r"555-0142(?=</w:t>)", "555-0199")),
    Damage("added", "a comment", inside(_comment)),
    Damage("added", "a macro", inside(_macro)),
    Damage(
        "added",
        "a category",
        part("docProps/core.xml", "<dc:language>", "<cp:category>x</cp:category><dc:language>"),
    ),
    Damage(
        "added",
        "inserted",
        document(r"(<w:r><w:t>[^<]*</w:t></w:r>)", rf'\1<w:ins w:id="1">{_RUN}</w:ins>'),
    ),
    Damage("added", "a field", document(r" TOC [^<]*", " INCLUDETEXT x ")),
    Damage(
        "added",
        "words in a foot",
        part("word/footer1.xml", "</w:ftr>", f"<w:p>{_RUN}</w:p></w:ftr>"),
    ),
    Damage(
        "added",
        "a template from afar",
        part(
            _TARGETS,
            "</Relationships>",
            '<Relationship Id="rX" Type="http://x/attachedTemplate" '
            'Target="https://example.com" TargetMode="External"/></Relationships>',
        ),
    ),
    Damage("intact", "a file twice", _twice),
    Damage("intact", "something after the archive", lambda data: data + b"x"),
    Damage("pictured", "an empty picture", inside(_white)),
    Damage("pictured", "another picture", inside(_logo)),
    Damage("pictured", "distorted", document(r'<wp:extent cx="\d+"', '<wp:extent cx="999999"')),
    Damage("pictured", "cropped", document("<a:stretch>", '<a:srcRect l="90000"/><a:stretch>')),
    Damage("pictured", "mirrored by Word", document("<a:xfrm>", '<a:xfrm flipH="1">')),
    Damage("pictured", "turned by Word", document("<a:xfrm>", '<a:xfrm rot="10800000">')),
    Damage("pictured", "hidden", document(r"(<wp:docPr )", r'\1hidden="1" ')),
    Damage("pictured", "in the shape of a heart", document('prst="rect"', 'prst="heart"')),
    Damage("pictured", "faded", document(r"(<a:blip [^>]*>)", r"\1<a:lum bright='70000'/>")),
    Damage("pictured", "two sizes", document(r'<a:ext cx="\d+"', '<a:ext cx="999999"')),
    Damage("pictured", "mirrored", pixels(ImageOps.mirror)),
    Damage("pictured", "upside down", pixels(ImageOps.flip)),
    Damage("pictured", "a part enlarged", pixels(_cropped)),
    Damage("pictured", "a quarter covered", pixels(_covered)),
    Damage("pictured", "in greys", pixels(_greyed)),
    Damage("pictured", "in other colours", pixels(_reddened)),
    Damage("pictured", "coarse", pixels(lambda picture: picture.reduce(4))),
    Damage("pictured", "a logo mirrored", pixels(ImageOps.mirror, "logo")),
    Damage("pictured", "a logo in greys", pixels(_greyed, "logo")),
    Damage(
        "pictured",
        "a shape of a logo taken out",
        part("word/media/logo.svg", r"<path[^>]*/>", ""),
    ),
    Damage(
        "pictured",
        "a logo as it is elsewhere",
        part("word/media/logo.svg", r'fill="[^"]*"', 'fill="#123456"'),
    ),
    Damage("pictured", "no logo", part("word/header1.xml", r"<w:drawing.*?</w:drawing>", "")),
    Damage("pictured", "no picture", document(r"<w:drawing.*?</w:drawing>", "")),
    # What no layout writes.
    Damage("seen", "on the other side", document(_BODY, r'\1<w:jc w:val="right"/>')),
    Damage("seen", "the other way", document(_BODY, r"\1<w:bidi/>")),
    Damage("seen", "capitals by a style", style("BodyText", "<w:caps/>")),
    Damage("seen", "a row hidden", document(r"<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>")),
    Damage("seen", "a cell merged", document(r"(<w:tcPr>)", r"\1<w:vMerge/>")),
    Damage("seen", "six columns", document(r"<w:cols[^>]*/>", '<w:cols w:num="6"/>', 0)),
    Damage(
        "seen", "a black page", document(r"(<w:document[^>]*>)", r'\1<w:background w:color="0"/>')
    ),
    Damage(
        "seen",
        "another type by the theme",
        part("word/theme/theme1.xml", r'(<a:minorFont>.*?typeface=")[^"]*', r"\1Wingdings"),
    ),
    Damage(
        "seen",
        "another colour by the theme",
        part("word/theme/theme1.xml", r'(<a:dk1>.*?val=")[^"]*', r"\1FFFFFF"),
    ),
    Damage(
        "seen",
        "no bullets",
        part("word/numbering.xml", r'<w:lvlText w:val="•"/>', '<w:lvlText w:val=""/>'),
    ),
    Damage("seen", "no foot", document(r"<w:footerReference [^>]*/>", "", 0)),
    Damage("said", "a text as a small one", document(_BODY, '<w:pStyle w:val="Small"/>')),
    Damage("said", "a heading as a text", document('"Heading1"', '"BodyText"')),
    Damage("said", "every text strong", style("BodyText", "<w:b/>")),
    Damage("said", "strong that is not", styles(r'(w:styleId="Strong">.*?)<w:b/>', r"\1")),
    Damage("said", "another language", styles(r'w:lang w:val="[^"]*"', 'w:lang w:val="de-DE"')),
    Damage("said", "a company", part("docProps/app.xml", "<Company>.*?<", "<Company>Acme<")),
    Damage("said", "a table's name", document(r'tblCaption w:val="[^"]*"', 'tblCaption w:val="x"')),
    Damage("followed", "a word at a link", attribute('w:tooltip="Take 10 pills"')),
    Damage("followed", "another window", attribute('w:tgtFrame="_blank"')),
    Damage("ordered", "a level", document(r'(<w:ilvl w:val=")0', r"\g<1>1")),
    Damage(
        "ordered",
        "a list of another",
        document(r'(ListNumber\w*"/>.*?numId w:val=")\d+', r"\g<1>1"),
    ),
    Damage("added", "a date", part("word/footer2.xml", " NUMPAGES ", " DATE ")),
    Damage("added", "revisions", setting("<w:trackRevisions/>")),
    Damage("added", "a lock", setting('<w:documentProtection w:edit="readOnly"/>')),
    Damage(
        "intact",
        "another text's address",
        document('w:tag w:val="blocks/', 'w:tag w:val="blocks/x'),
    ),
    Damage("intact", "a fact of another", document(r'w:xpath="[^"]*"', 'w:xpath="/x"')),
    Damage("intact", "no lock", document(r'<w:lock w:val="sdtContentLocked"/>', "")),
    Damage("intact", "pictures of a kind", part("[Content_Types].xml", "image/png", "image/gif")),
    *damage_fonts.WORD,
)
