"""Damages of the finished sheets of a print edition, whatever source they are of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests import damage_fonts
from tests.damage_pdf import _before_text, _clipped, _smaller, opened
from tests.damage_pdf_drawings import _forms, _op, over_code
from tests.damages import Damage

_Ops = list[Any]


def _fullest(pdf: pikepdf.Pdf) -> Any:
    """The panel or page with the most text: what is said there is said nowhere else."""
    return max(_forms(pdf), key=lambda form: len(_shown(list(pikepdf.parse_content_stream(form)))))


def _shown(ops: _Ops) -> list[int]:
    """Where texts are shown."""
    return [n for n, one in enumerate(ops) if str(one.operator) in ("Tj", "TJ")]


def _texts(edit: Callable[[_Ops], _Ops]) -> Callable[[bytes], bytes]:
    """An edit of the operators of the fullest panel."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = _fullest(pdf)
        ops = edit(list(pikepdf.parse_content_stream(form)))
        form.write(pikepdf.unparse_content_stream(ops))

    return opened(change)


def over(content: str) -> Callable[[bytes], bytes]:
    """Something painted over all of the first sheet; `content` begins at the corner of the trim."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        left, bottom = (float(edge) for edge in page.trimbox[:2])
        page.contents_add(b"q", prepend=True)
        page.contents_add(b"Q")
        page.contents_add(f"q 1 0 0 1 {left} {bottom} cm {content} Q".encode())

    return opened(change)


def in_panel(content: str) -> Callable[[bytes], bytes]:
    """Something painted in the units of a layout, at the end of the fullest panel."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = _fullest(pdf)
        form.write(form.read_bytes() + f"\nq 0.75 0 0 0.75 0 0 cm {content} Q".encode())

    return opened(change)


def _a_line_again(*colour: float) -> Callable[[_Ops], _Ops]:
    """A line in the middle of a text once more, at the head of its panel, in some ink."""

    def edit(ops: _Ops) -> _Ops:
        at = _middle(ops)
        font = max(n for n in range(at) if str(ops[n].operator) == "Tf")
        place = max(n for n in range(at) if str(ops[n].operator) == "Tm")
        a, b, c, d, e, _ = (float(one) for one in ops[place].operands)
        again = [_op("q"), _op("k", *colour), _op("BT"), ops[font]]
        again += [_op("Tm", a, b, c, d, e, 24), ops[at], _op("ET"), _op("Q")]
        end = next(n for n in range(at, len(ops)) if str(ops[n].operator) == "ET")
        return [*ops[: end + 1], *again, *ops[end + 1 :]]

    return edit


def _middle(ops: _Ops, further: int = 0) -> int:
    """Where a line in the middle is shown, or one that follows it."""
    places = _shown(ops)
    return places[len(places) // 2 + further]


def _without_a_line(ops: _Ops) -> _Ops:
    at = _middle(ops)
    return [*ops[:at], *ops[at + 1 :]]


def _beyond(ops: _Ops) -> _Ops:
    """A line in the middle of a text, 500 points to the right."""
    place = max(n for n in range(_middle(ops)) if str(ops[n].operator) == "Tm")
    *others, across, up = ops[place].operands
    return [*ops[:place], _op("Tm", *others, float(across) + 500, up), *ops[place + 1 :]]


def _lines_exchanged(ops: _Ops) -> _Ops:
    one, other = _middle(ops), _middle(ops, 1)
    ops[one], ops[other] = ops[other], ops[one]
    return ops


def _behind(edit: Callable[[_Ops], _Ops]) -> Callable[[bytes], bytes]:
    """An edit of the picture behind the text of a panel, as on a cover."""

    def change(pdf: pikepdf.Pdf) -> None:
        panels = [
            page.Resources.XObject[key] for page in pdf.pages for key in page.Resources.XObject
        ]
        for panel in panels:
            for form in panel.get("/Resources", {}).get("/XObject", {}).values():
                if str(form.get("/Subtype")) == "/Form":
                    ops = edit(list(pikepdf.parse_content_stream(form)))
                    form.write(pikepdf.unparse_content_stream(ops))
                    return
        raise AssertionError("no panel has a picture behind its text")

    return opened(change)


_PAINTING = ("f", "f*", "B", "B*", "S", "s", "b")


def _unpainted(ops: _Ops) -> _Ops:
    return [_op("n") if str(one.operator) in _PAINTING else one for one in ops]


def _half_unpainted(ops: _Ops) -> _Ops:
    """Without every other shape: which of them are in sight is a matter of the drawing."""
    for at in [n for n, one in enumerate(ops) if str(one.operator) in _PAINTING][1::2]:
        ops[at] = _op("n")
    return ops


def _recoloured(ops: _Ops) -> _Ops:
    return [_op("k", 0, 1, 1, 0) if str(one.operator) == "k" else one for one in ops]


def _mirrored(ops: _Ops) -> _Ops:
    first = next(n for n, one in enumerate(ops) if str(one.operator) == "cm")
    a, b, c, d, e, f = (float(one) for one in ops[first].operands)
    return [*ops[:first], _op("cm", -a, b, c, d, e + a * 320, f), *ops[first + 1 :]]


def _half_covered(ops: _Ops) -> _Ops:
    return [
        *ops,
        _op("q"),
        _op("k", 0, 0, 0, 0),
        _op("re", -9e3, -9e3, 9.1e3, 2e4),
        _op("f"),
        _op("Q"),
    ]


def _without_a_sheet(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-1]


def _swapped(pdf: pikepdf.Pdf) -> None:
    pdf.pages.reverse()


def _annotated(kind: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        one = Dictionary(
            Type=Name.Annot,
            Subtype=Name(kind),
            Rect=Array([100, 100, 200, 130]),
            Contents=String("Take 10 pills"),
        )
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(one)])

    return change


def _root(key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.Root.__setitem__(key, value)


def _without_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def _said(key: str, words: str) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.docinfo.__setitem__(key, String(words))


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["dose.txt"] = b"Take 10 pills."


def _unchanged(_: pikepdf.Pdf) -> None:
    pass


_CROSS = "200 585 m 230 605 l 230 585 m 200 605 l S"
_T = "200 580 m 210 580 l 210 604 l 220 604 l 220 610 l 190 610 l 190 604 l 200 604 l h f"
_WHITE = (0.0, 0.0, 0.0, 0.0)
_LOCK = pikepdf.Encryption(owner="x", user="")

DAMAGES = (
    Damage("seen", "a white rectangle over a sheet", over("0 0 0 0 k 0 0 2000 1000 re f")),
    Damage("seen", "a white rectangle over lines", over("0 0 0 0 k 0 250 800 40 re f")),
    Damage("seen", "a black rectangle over a sheet", over("0 0 0 1 k 0 0 2000 1000 re f")),
    Damage("seen", "a line through words", over("0 0 0 1 K 1 w 0 300 m 800 300 l S")),
    Damage("seen", "text mode 3", _texts(_before_text(_op("Tr", 3)))),
    Damage("seen", "outlined letters", _texts(_before_text(_op("Tr", 1)))),
    Damage("seen", "letters in no ink", _texts(_before_text(_op("k", *_WHITE)))),
    Damage("seen", "pale letters", _texts(_before_text(_op("k", 0, 0, 0, 0.15)))),
    Damage("seen", "tiny letters", _texts(_smaller)),
    Damage("seen", "letters far apart", _texts(_before_text(_op("Tc", 8)))),
    Damage("seen", "narrow letters", _texts(_before_text(_op("Tz", 40)))),
    Damage("seen", "a text beyond the edge", _texts(_beyond)),
    Damage("seen", "all of a panel clipped", _texts(_clipped)),
    Damage("seen", "a line gone", _texts(_without_a_line)),
    Damage("ordered", "two lines exchanged", _texts(_lines_exchanged)),
    Damage("ordered", "the sides exchanged", opened(_swapped)),
    Damage("ordered", "a side gone", opened(_without_a_sheet)),
    Damage("said", "the title", opened(_said("/Title", "Aspirin"))),
    Damage("said", "the author", opened(_said("/Author", "Dr. X"))),
    Damage("added", "a line twice", _texts(_a_line_again(0, 0, 0, 1))),
    Damage("added", "a line in no ink", _texts(_a_line_again(*_WHITE))),
    Damage("added", "a cross on paper", over(f"0 0 0 1 K 2 w {_CROSS}")),
    Damage("added", "a cross in no ink", over(f"0 0 0 0 K 2 w {_CROSS}")),
    Damage("added", "a letter as a shape", over(f"0 0 0 0 k {_T}")),
    Damage("added", "a cross in a panel", in_panel(f"0 0 0 1 K 2 w {_CROSS}")),
    Damage("added", "a letter as a shape in a panel", in_panel(f"0 0 0 0 k {_T}")),
    Damage("added", "a box in another ink", in_panel("0 1 0 0 k 200 20 30 20 re f")),
    Damage("added", "a note", opened(_annotated("/Text"))),
    Damage("added", "a link", opened(_annotated("/Link"))),
    Damage("added", "an attachment", opened(_attached)),
    Damage("added", "layers", opened(_root("/OCProperties", Dictionary()))),
    Damage("added", "keywords", opened(_said("/Keywords", "aspirin"))),
    Damage("intact", "encrypted", opened(_unchanged, encryption=_LOCK)),
    Damage("intact", "no output intent", opened(_without_intent)),
    Damage("intact", "something after the file", lambda data: data + b"x"),
    Damage("intact", "something before the file", lambda data: b"x" + data),
    Damage("intact", "cut off", lambda data: data[:-2000]),
    Damage("pictured", "no picture behind the text", _behind(_unpainted)),
    Damage("pictured", "every other shape of it taken out", _behind(_half_unpainted)),
    Damage("pictured", "its inks exchanged", _behind(_recoloured)),
    Damage("pictured", "mirrored behind the text", _behind(_mirrored)),
    Damage("pictured", "half covered behind the text", _behind(_half_covered)),
    *damage_fonts.PDF,
    Damage("followed", "a code covered", over_code(0.5, *_WHITE)),
    Damage("followed", "a code covered in black", over_code(0.6, 0, 0, 0, 1)),
)
"""Of any sheets with a cover. Those of the source with every block have more in `SHEETS`."""
PAINTED = tuple(one for one in DAMAGES if one.kind == "added" or "behind" in one.what)
"""What is painted besides, and the pictures behind text."""
