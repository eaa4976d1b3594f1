"""Damages of a finished PDF, made on the handout of the source that contains every block."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests import damage_fonts
from tests.damage_pdf_drawings import TAGGED
from tests.damages import Damage

_TAKE = String("Take 10 pills")


def opened(change: Callable[[pikepdf.Pdf], None], **options: Any) -> Callable[[bytes], bytes]:
    """A change made with qpdf; the file is written anew."""

    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(out, **options)
        return out.getvalue()

    return make


def after(content: str, page: int = 0) -> Callable[[bytes], bytes]:
    """Something painted over all that is on a page."""

    def change(pdf: pikepdf.Pdf) -> None:
        contents = f"/Artifact BMC q {content} Q EMC".encode()
        pdf.pages[page].contents_add(b"q", prepend=True)
        pdf.pages[page].contents_add(b"Q")
        pdf.pages[page].contents_add(contents)

    return opened(change)


def operators(edit: Callable[[list[Any]], list[Any]]) -> Callable[[bytes], bytes]:
    """A change of the operators of every page."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            instructions = edit(list(pikepdf.parse_content_stream(page)))
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))

    return opened(change)


def _op(name: str, *operands: Any) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(name))


def _before_text(*added: Any) -> Callable[[list[Any]], list[Any]]:
    def edit(instructions: list[Any]) -> list[Any]:
        out = []
        for one in instructions:
            if str(one.operator) in ("Tj", "TJ"):
                out += added
            out.append(one)
        return out

    return edit


def _smaller(instructions: list[Any]) -> list[Any]:
    return [
        _op("Tf", one.operands[0], float(one.operands[1]) / 12)
        if str(one.operator) == "Tf"
        else one
        for one in instructions
    ]


def _moved(instructions: list[Any]) -> list[Any]:
    """The last text of a page, 500 points to the right."""
    at = max(n for n, one in enumerate(instructions) if str(one.operator) == "Tm")
    *others, across, up = instructions[at].operands
    moved = _op("Tm", *others, float(across) + 500, up)
    return [*instructions[:at], moved, *instructions[at + 1 :]]


def _clipped(instructions: list[Any]) -> list[Any]:
    return [_op("re", 0, 0, 1, 1), _op("W"), _op("n"), *instructions]


def _links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            if link.Subtype == "/Link":
                yield link


def address(start: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        link = next(
            a for a in _links(pdf) if str(a.get("/A", {}).get("/URI", "")).startswith(start)
        )
        link.A.URI = String(new)

    return change


def _no_links(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]


def _shrunk(pdf: pikepdf.Pdf) -> None:
    link = next(_links(pdf))
    link.Rect = Array([0, 0, 1, 1])


def _note(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=Array([50, 700, 70, 720]),
        Contents=_TAKE,
    )
    page = pdf.pages[0]
    page.obj["/Annots"] = Array([*page.obj.get("/Annots", ()), pdf.make_indirect(note)])


def _stamp(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.FreeText,
        Rect=Array([50, 600, 300, 720]),
        Contents=_TAKE,
        DA=String("0 g /Helv 12 Tf"),
    )
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])


def _elements(pdf: pikepdf.Pdf, kind: str) -> Iterator[Any]:
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop(0)
        if element.get("/S") == f"/{kind}":
            yield element
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, Array) else (kids,):
            waiting += [kid] if isinstance(kid, Dictionary) and "/S" in kid else []


def _retag(kind: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        next(_elements(pdf, kind)).S = Name(f"/{new}")

    return change


def _unnumbered(pdf: pikepdf.Pdf) -> None:
    for element in _elements(pdf, "L"):
        for attribute in element.A:
            if attribute.get("/ListNumbering") == "/Decimal":
                attribute.ListNumbering = Name.Disc
                return
    raise LookupError("no list is numbered")


def _key(kind: str, key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        next(_elements(pdf, kind))[key] = value

    return change


def _without(kind: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        del next(_elements(pdf, kind))[key]

    return change


def _info(key: str, value: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo[key] = value

    return change


def _box(name: str, value: list[int]) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj[name] = Array(value)

    return change


def _page(key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj[key] = value

    return change


def _action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))


def _script(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("x"), script]))


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["dose.txt"] = b"Take 10 pills."


def _faint(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        states = page.obj.Resources.get("/ExtGState", Dictionary())
        states["/Faint"] = Dictionary(ca=0.05, CA=0.05)
        page.obj.Resources["/ExtGState"] = states
        instructions = [_op("gs", Name.Faint), *pikepdf.parse_content_stream(page)]
        instructions = [
            one for n, one in enumerate(instructions) if not n or str(one.operator) != "gs"
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Take 10 pills", 0))


def _destination(link: Any) -> Any:
    return link.get("/Dest", link.get("/A", {}).get("/D"))


def _elsewhere(pdf: pikepdf.Pdf) -> None:
    """The first link inside the file leads where the last one does."""
    inner = [link for link in _links(pdf) if _destination(link) is not None]
    first, last = inner[0], inner[-1]
    if "/Dest" in first:
        first.Dest = _destination(last)
    else:
        first.A.D = _destination(last)


def _unlinked(address: str) -> Callable[[pikepdf.Pdf], None]:
    """The link to an address is taken from its page."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            links = page.obj.get("/Annots", Array())
            kept = [one for one in links if str(one.get("/A", {}).get("/URI", "")) != address]
            if len(kept) < len(links):
                page.obj.Annots = Array(kept)
                return
        raise LookupError(address)

    return change


def _wrong_entry(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        entries = outline.root[0].children or outline.root
        entries[0].destination, entries[0].action = entries[-1].destination, entries[-1].action


def _wrong_scope(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "TH")).A[0].Scope = Name.Row


def _roles(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap["/P"] = Name.Artifact


def _catalogue(key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root[key] = value

    return change


def _toolbar(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.HideToolbar = True


def _backwards(pdf: pikepdf.Pdf) -> None:
    pdf.pages.reverse()


def _highlight(pdf: pikepdf.Pdf) -> None:
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=Array([50, 300, 300, 320]))
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(mark))


def _on_another(pdf: pikepdf.Pdf) -> None:
    """A line of a page painted where another one is."""
    page = pdf.pages[0]
    ops = list(pikepdf.parse_content_stream(page))
    places = [n for n, one in enumerate(ops) if str(one.operator) == "Tm"]
    ops[places[12]] = ops[places[10]]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(ops))


def _word_again(*colour: float) -> Callable[[list[Any]], list[Any]]:
    """A word of a page once more, at its foot, in some colour and in no element."""

    def edit(ops: list[Any]) -> list[Any]:
        at = [n for n, one in enumerate(ops) if str(one.operator) in ("Tj", "TJ")][3]
        font = max(n for n in range(at) if str(ops[n].operator) == "Tf")
        place = max(n for n in range(at) if str(ops[n].operator) == "Tm")
        a, b, c, d, _, f = (float(one) for one in ops[place].operands)
        end = next(n for n in range(at, len(ops)) if str(ops[n].operator) == "EMC")
        again = [_op("q"), _op("BMC", Name.Artifact), _op("rg", *colour), _op("BT"), ops[font]]
        again += [_op("Tm", a, b, c, d, 400, f), ops[at], _op("ET"), _op("EMC"), _op("Q")]
        return [*ops[: end + 1], *again, *ops[end + 1 :]]

    return edit


def _unchanged(_: pikepdf.Pdf) -> None:
    pass


_CROSS = "580 20 m 600 40 l 600 20 m 580 40 l"
_T = "590 20 m 596 20 l 596 44 l 602 44 l 602 50 l 584 50 l 584 44 l 590 44 l h"
_LOCK = pikepdf.Encryption(owner="x", user="")

DAMAGES = (
    Damage("seen", "a white rectangle over a page", after("1 1 1 rg 0 0 700 900 re f")),
    Damage("seen", "a white rectangle over a line", after("1 1 1 rg 40 500 400 14 re f")),
    Damage("seen", "a black rectangle over a page", after("0 0 0 rg 0 0 700 900 re f")),
    Damage("seen", "text mode 3", operators(_before_text(_op("Tr", 3)))),
    Damage("seen", "text mode 7", operators(_before_text(_op("Tr", 7)))),
    Damage("seen", "white letters", operators(_before_text(_op("rg", 1, 1, 1)))),
    Damage("seen", "pale letters", operators(_before_text(_op("rg", 0.8, 0.8, 0.8)))),
    Damage("seen", "tiny letters", operators(_smaller)),
    Damage("seen", "a text beyond the edge", operators(_moved)),
    Damage(
        "seen", "all clipped", operators(lambda i: [_op("re", 0, 0, 1, 1), _op("W"), _op("n"), *i])
    ),
    Damage("seen", "nearly clear", opened(_faint)),
    Damage("seen", "a page cropped", opened(_box("/CropBox", [0, 0, 10, 10]))),
    Damage("seen", "a page cropped by half", opened(_box("/CropBox", [0, 0, 300, 792]))),
    Damage("seen", "a page enlarged", opened(_box("/MediaBox", [0, 0, 1200, 1600]))),
    Damage("seen", "a page turned", opened(_page("/Rotate", 90))),
    Damage("seen", "a unit of its own", opened(_page("/UserUnit", 4))),
    Damage("followed", "a telephone number", opened(address("tel:", "tel:5550199"))),
    Damage("followed", "a mail address", opened(address("mailto:", "mailto:x@example.com"))),
    Damage("followed", "a web address", opened(address("https:", "https://example.com/"))),
    Damage("followed", "all links", opened(_no_links)),
    Damage("followed", "a link that cannot be touched", opened(_shrunk)),
    Damage("ordered", "steps without numbers", opened(_unnumbered)),
    Damage("ordered", "a header cell", opened(_retag("TH", "TD"))),
    Damage("ordered", "a level of heading", opened(_retag("H2", "H3"))),
    Damage("ordered", "a heading that is a paragraph", opened(_retag("H2", "P"))),
    Damage("said", "strong", opened(_retag("Strong", "Span"))),
    Damage("said", "emphasis", opened(_retag("Em", "Span"))),
    Damage("said", "a language", opened(_without("Span", "/Lang"))),
    Damage("said", "another alternative text", opened(_key("Figure", "/Alt", String("A cat")))),
    Damage("said", "the title", opened(_info("/Title", "Aspirin"))),
    Damage("said", "the author", opened(_info("/Author", "Dr. X"))),
    Damage("added", "keywords", opened(_info("/Keywords", "aspirin"))),
    Damage("added", "words in the place of others", opened(_key("P", "/ActualText", _TAKE))),
    Damage("added", "an alternative text of a paragraph", opened(_key("P", "/Alt", _TAKE))),
    Damage("added", "a note", opened(_note)),
    Damage("added", "a text laid over the page", opened(_stamp)),
    Damage("added", "an action", opened(_action)),
    Damage("added", "a script", opened(_script)),
    Damage("added", "an attachment", opened(_attached)),
    Damage("added", "an entry of the outline", opened(_outline)),
    Damage("intact", "encrypted", opened(_unchanged, encryption=_LOCK)),
    Damage("intact", "something after the file", lambda data: data + b"x"),
    Damage("intact", "something before the file", lambda data: b"x" + data),
    Damage("intact", "cut off", lambda data: data[:-2000]),
    # What no layout writes.
    Damage("followed", "a link inside the file", opened(_elsewhere)),
    Damage(
        "followed",
        "the clinic's own address, no link",
        opened(_unlinked("https://example.org/riverbend")),
    ),
    Damage("followed", "an entry of the outline, elsewhere", opened(_wrong_entry)),
    Damage("ordered", "what a header cell heads", opened(_wrong_scope)),
    Damage("ordered", "the last page first", opened(_backwards)),
    Damage("ordered", "another way through a page", opened(_page("/Tabs", Name.R))),
    Damage("said", "the language of the file", opened(_catalogue("/Lang", String("de")))),
    Damage("said", "a language that is none", opened(_key("P", "/Lang", String("de")))),
    Damage("said", "what a word is short for", opened(_key("Span", "/E", _TAKE))),
    Damage("said", "the title of a section", opened(_key("Sect", "/T", _TAKE))),
    Damage("said", "paragraphs as nothing", opened(_roles)),
    Damage("added", "layers", opened(_catalogue("/OCProperties", Dictionary()))),
    Damage("added", "numbers of pages", opened(_catalogue("/PageLabels", Dictionary()))),
    Damage("added", "no tool bar", opened(_toolbar)),
    Damage("added", "a page that turns by itself", opened(_page("/Dur", 1))),
    Damage("added", "a highlight", opened(_highlight)),
    Damage("added", "a cross on paper", after(f"0 0 0 RG 2 w {_CROSS} S")),
    Damage("added", "a cross in white", after(f"1 1 1 RG 2 w {_CROSS} S")),
    Damage("added", "a letter as a shape", after(f"1 1 1 rg {_T} f")),
    Damage("added", "a black box", after("0 0 0 rg 580 60 20 12 re f")),
    Damage("added", "a word in white", operators(_word_again(1, 1, 1))),
    Damage("added", "a word in no element", operators(_word_again(0, 0, 0))),
    Damage("seen", "a line on another", opened(_on_another)),
    Damage("seen", "a line through words", after("0 0 0 RG 1 w 40 506 m 560 506 l S")),
    Damage("seen", "letters far apart", operators(_before_text(_op("Tc", 8)))),
    Damage("seen", "narrow letters", operators(_before_text(_op("Tz", 40)))),
    Damage("seen", "letters off their line", operators(_before_text(_op("Ts", 9)))),
    Damage("seen", "outlined letters", operators(_before_text(_op("Tr", 1)))),
    *TAGGED,
    *damage_fonts.PDF,
)
