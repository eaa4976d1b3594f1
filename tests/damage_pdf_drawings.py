"""Damages of drawings, logos and QR codes in a finished PDF, tagged or for a press.

Made on files of the source that contains every block, whose figure is a circle and a square.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
import segno
import zxingcpp
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator

from tests import damage_fonts
from tests.damages import Damage

_Ops = list[Any]
_CODE = "https://example.com/another-page"


def _op(name: str, *operands: Any) -> ContentStreamInstruction:
    return ContentStreamInstruction(list(operands), Operator(name))


def _saved(change: Callable[[pikepdf.Pdf], None]) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(out)
        return out.getvalue()

    return make


def _marks(instructions: _Ops) -> list[tuple[int, int]]:
    """Where what each figure paints begins and ends."""
    found = []
    for start, one in enumerate(instructions):
        if str(one.operator) == "BDC" and str(one.operands[0]) == "/Figure":
            end = next(
                n for n in range(start, len(instructions)) if str(instructions[n].operator) == "EMC"
            )
            found.append((start + 1, end))
    return found


def tagged(which: int, edit: Callable[[_Ops, tuple[float, ...]], _Ops]) -> Callable[[bytes], bytes]:
    """An edit of what one figure of the first page paints; it is told where that lies."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        ops = list(pikepdf.parse_content_stream(page))
        start, end = _marks(ops)[which]
        ops[start:end] = edit(ops[start:end], _local(pdf, which))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(ops))

    return _saved(change)


def _local(pdf: pikepdf.Pdf, which: int) -> tuple[float, ...]:
    """Left, top, right and bottom of a figure in the units that it is painted in: pixels."""
    left, foot, right, top = (float(edge) / 0.75 for edge in _boxes(pdf)[which])
    height = float(pdf.pages[0].mediabox[3]) / 0.75
    return left, height - top, right, height - foot


def _boxes(pdf: pikepdf.Pdf) -> list[Any]:
    waiting, found = [pdf.Root.StructTreeRoot], []
    while waiting:
        element = waiting.pop(0)
        if element.get("/S") == "/Figure":
            found += [one.BBox for one in element.A if "/BBox" in one]
        kids = element.get("/K", ())
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        # In the order of the document, which is that of its marks.
        waiting[:0] = [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
    return found


def _transformed(across: float, up: float, right: float = 0, higher: float = 0) -> Any:
    """A figure scaled about its middle and moved, as parts of its own size."""

    def edit(ops: _Ops, box: tuple[float, ...]) -> _Ops:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        aside, above = right * (box[2] - box[0]), higher * (box[3] - box[1])
        matrix = (across, 0, 0, up, x - across * x + aside, y - up * y - above)
        return [_op("q"), _op("cm", *matrix), *ops, _op("Q")]

    return edit


def _clipped(ops: _Ops, box: tuple[float, ...]) -> _Ops:
    left, top, right, foot = box
    window = (left, top, (right - left) * 0.6, foot - top)
    return [_op("q"), _op("re", *window), _op("W"), _op("n"), *ops, _op("Q")]


def _covered(share: float, grey: float = 1) -> Any:
    def edit(ops: _Ops, box: tuple[float, ...]) -> _Ops:
        left, top, right, foot = box
        over = [_op("g", grey), _op("re", left, top, (right - left) * share, foot - top)]
        return [*ops, _op("q"), *over, _op("f"), _op("Q")]

    return edit


def _emptied(ops: _Ops, _: Any) -> _Ops:
    return [one for one in ops if str(one.operator) not in ("B", "f", "S", "f*")]


def _without_first(ops: _Ops, _: Any = None) -> _Ops:
    at = next(n for n, one in enumerate(ops) if str(one.operator) in ("B", "f"))
    return [*ops[:at], _op("n"), *ops[at + 1 :]]


def _coloured(*colour: float) -> Any:
    """The first shape in another colour."""
    name = "rg" if len(colour) == 3 else "k"

    def edit(ops: _Ops, _: Any = None) -> _Ops:
        painted = next(n for n, one in enumerate(ops) if str(one.operator) in ("B", "f"))
        at = max(n for n in range(painted) if str(ops[n].operator) == name)
        return [*ops[:at], _op(name, *colour), *ops[at + 1 :]]

    return edit


def _thin(ops: _Ops, _: Any) -> _Ops:
    """Outlines gone, areas left."""
    return [_op("f") if str(one.operator) == "B" else one for one in ops]


def _exchanged(pdf: pikepdf.Pdf) -> None:
    """The logo in the place of the figure, in the same width."""
    page = pdf.pages[0]
    ops = list(pikepdf.parse_content_stream(page))
    (from_, to), (start, end) = _marks(ops)[:2]
    logo, figure = (_local(pdf, n) for n in (0, 1))
    times = (figure[2] - figure[0]) / (logo[2] - logo[0])
    matrix = (times, 0, 0, times, figure[0] - times * logo[0], figure[1] - times * logo[1])
    ops[start:end] = [_op("q"), _op("cm", *matrix), *ops[from_:to], _op("Q")]
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(ops))


def _moved_tag(pdf: pikepdf.Pdf) -> None:
    """A figure that says that it lies elsewhere."""
    box = _boxes(pdf)[1]
    for n in (1, 3):
        box[n] = float(box[n]) - 60


TAGGED = (
    Damage("pictured", "a drawing emptied", tagged(1, _emptied)),
    Damage("pictured", "another drawing", _saved(_exchanged)),
    Damage("pictured", "mirrored", tagged(1, _transformed(-1, 1))),
    Damage("pictured", "upside down", tagged(1, _transformed(1, -1))),
    Damage("pictured", "stretched", tagged(1, _transformed(1, 0.9))),
    Damage("pictured", "squeezed", tagged(1, _transformed(0.9, 1))),
    Damage("pictured", "smaller", tagged(1, _transformed(0.85, 0.85))),
    Damage("pictured", "moved", tagged(1, _transformed(1, 1, 0.1, 0.1))),
    Damage("pictured", "off the page", tagged(1, _transformed(1, 1, 4))),
    Damage("pictured", "cropped", tagged(1, _clipped)),
    Damage("pictured", "half covered", tagged(1, _covered(0.5))),
    Damage("pictured", "an edge covered", tagged(1, _covered(0.15))),
    Damage("pictured", "covered in black", tagged(1, _covered(0.4, 0))),
    Damage("pictured", "a shape taken out", tagged(1, _without_first)),
    Damage("pictured", "a shape in another colour", tagged(1, _coloured(0.9, 0.4, 0.4))),
    Damage("pictured", "a shape in nearly its colour", tagged(1, _coloured(0.96, 0.96, 0.96))),
    Damage("pictured", "outlines taken out", tagged(1, _thin)),
    Damage("pictured", "a logo emptied", tagged(0, _emptied)),
    Damage("pictured", "a logo mirrored", tagged(0, _transformed(-1, 1))),
    Damage("pictured", "a logo in another colour", tagged(0, _coloured(0.5, 0, 0.5))),
    Damage("pictured", "a logo without its symbol", tagged(0, _without_first)),
    Damage("pictured", "a place that is another", _saved(_moved_tag)),
)
"""Of `handout.pdf`."""


# Sheets ---------------------------------------------------------------------------------------


def _forms(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every stream that paints a page, forms in forms included."""
    seen = set()
    waiting = [(page.obj, page.obj.Resources) for page in pdf.pages]
    while waiting:
        _, resources = waiting.pop()
        for form in resources.get("/XObject", {}).values():
            if str(form.get("/Subtype")) == "/Form" and form.objgen not in seen:
                seen.add(form.objgen)
                yield form
                waiting.append((form, form.get("/Resources", Dictionary())))


def shape(pattern: str, edit: Callable[[_Ops], _Ops]) -> Callable[[bytes], bytes]:
    """An edit of each q … Q that begins a path which a regular expression finds."""

    def change(pdf: pikepdf.Pdf) -> None:
        changed = False
        for form in _forms(pdf):
            ops = list(pikepdf.parse_content_stream(form))
            text = [pikepdf.unparse_content_stream([one]).decode() for one in ops]
            for at in [n for n, one in enumerate(text) if re.fullmatch(pattern, one.strip())]:
                start = max(n for n in range(at) if text[n].strip() == "q")
                end = next(n for n in range(at, len(ops)) if text[n].strip() == "Q")
                ops[start:end] = edit(ops[start:end])
                changed = True
                break
            form.write(pikepdf.unparse_content_stream(ops))
        assert changed, f"{pattern} is in no stream"

    return _saved(change)


_CIRCLE, _SQUARE = r"140 70 m", r"180 20 100 100 re"


def _nothing(_: _Ops) -> _Ops:
    return [_op("q")]


def _scaled(
    across: float, up: float, about: tuple[float, float], right: float = 0
) -> Callable[[_Ops], _Ops]:
    def edit(ops: _Ops) -> _Ops:
        x, y = about
        matrix = (across, 0, 0, up, x - across * x + right, y - up * y)
        return [ops[0], _op("cm", *matrix), *ops[1:]]

    return edit


def over_code(share: float, *colour: float) -> Callable[[bytes], bytes]:
    """Something painted over a part of the QR code."""

    def make(data: bytes) -> bytes:
        for number, page in enumerate(pypdfium2.PdfDocument(data)):
            picture = page.render(scale=2).to_pil().convert("L")
            for code in zxingcpp.read_barcodes(picture, formats=[zxingcpp.BarcodeFormat.QRCode]):
                place = code.position
                left, right = place.top_left.x / 2, place.top_right.x / 2
                top = page.get_height() - place.top_left.y / 2
                foot = page.get_height() - place.bottom_left.y / 2
                return _painted(
                    data, number, (left, foot, (right - left) * share, top - foot), colour
                )
        raise AssertionError("there is no QR code")

    return make


def _painted(
    data: bytes, number: int, window: tuple[float, ...], colour: tuple[float, ...]
) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        ops = [_op("q"), _op("k", *colour), _op("re", *window), _op("f"), _op("Q")]
        pdf.pages[number].contents_add(pikepdf.unparse_content_stream(ops))

    return _saved(change)(data)


def _another_code(ops: _Ops) -> _Ops:
    """The modules of the code of another address, in the ink of this one."""
    kept = [one for one in ops if str(one.operator) not in ("m", "l", "h", "re", "f", "c")]
    rows = [bytes(row) for row in segno.make(_CODE, error="m", version=_version(ops)).matrix]
    squares = [
        _op("re", x + 4, y + 4, 1, 1)
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    ]
    return [*kept, *squares, _op("f")]


def _version(ops: _Ops) -> int:
    """The version of the code that a path draws, by how far its modules reach."""
    reach = max(float(one.operands[0]) for one in ops if str(one.operator) in ("m", "l"))
    return round((reach - 4 - 21) / 4) + 1


def _page(key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.pages[0].obj.__setitem__(Name(key), value)


_MODULES = r"4 4 m"

SHEETS = (
    Damage("seen", "a page turned", _saved(_page("/Rotate", 180))),
    Damage("seen", "a unit of its own", _saved(_page("/UserUnit", 2))),
    Damage("seen", "a page cropped", _saved(_page("/CropBox", pikepdf.Array([0, 0, 200, 200])))),
    Damage("seen", "a trim elsewhere", _saved(_page("/TrimBox", pikepdf.Array([0, 0, 99, 99])))),
    Damage("pictured", "a shape taken out", shape(_CIRCLE, _nothing)),
    Damage("pictured", "a shape in another colour", shape(_SQUARE, _coloured(0, 0.8, 0.2, 0))),
    Damage("pictured", "a shape in no colour", shape(_CIRCLE, _coloured(0, 0, 0, 0))),
    Damage("pictured", "a shape stretched", shape(_SQUARE, _scaled(1, 0.8, (230, 70)))),
    Damage("pictured", "a shape smaller", shape(_CIRCLE, _scaled(0.8, 0.8, (90, 70)))),
    Damage("pictured", "a shape moved", shape(_CIRCLE, _scaled(1, 1, (0, 0), 12))),
    Damage("pictured", "the code of another address", shape(_MODULES, _another_code)),
    Damage("pictured", "no code", shape(_MODULES, _nothing)),
    Damage("pictured", "a code half covered", over_code(0.5, 0, 0, 0, 0)),
    Damage("pictured", "a code covered in black", over_code(0.6, 0, 0, 0, 1)),
    Damage("pictured", "a code in the colour of paper", shape(_MODULES, _coloured(0, 0, 0, 0.03))),
    *damage_fonts.PDF,
)
"""Of the sheets of a print edition."""
