"""Damages of symbols in a finished file of the source that contains every block."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import ContentStreamInstruction, Operator
from PIL import ImageOps
from PIL.Image import open as open_picture

from tests.damages import Damage, Files, inside

_Ops = list[Any]


def _text(pattern: str, new: str) -> Callable[[str], str]:
    """The first place that a regular expression finds, written anew."""

    def change(text: str) -> str:
        changed, found = re.subn(pattern, new, text, count=1, flags=re.DOTALL)
        assert found, f"{pattern} is not in the file"
        return changed

    return change


# Web and e-book -----------------------------------------------------------------------------

_SVG = r'<svg[^>]*aria-hidden="true".*?</svg>'
_TURN = '<g transform="translate(48,0) scale(-1,1)">'


def _page(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda data: change(data.decode()).encode()


WEB = (
    Damage("pictured", "no symbol", _page(_text(_SVG, ""))),
    Damage("pictured", "symbols exchanged", _page(_text(f"({_SVG})(.*?)({_SVG})", r"\3\2\1"))),
    Damage(
        "pictured",
        "a symbol mirrored",
        _page(_text(r'(?<=aria-hidden="true")([^>]*>)(.*?)</svg>', rf"\1{_TURN}\2</g></svg>")),
    ),
    Damage("pictured", "a symbol twice", _page(_text(f"({_SVG})", r"\1\1"))),
    Damage(
        "pictured",
        "a symbol hidden",
        _page(_text(r"</style>", ".symbol svg{display:none}</style>")),
    ),
    Damage(
        "pictured",
        "a symbol that is read",
        _page(_text(r' aria-hidden="true"(?=[^>]*viewBox="0 0 48)', "")),
    ),
)


def _in_book(name: str, change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A change of the first file whose name matches and whose text has a symbol, or is one."""

    def edit(files: Files) -> None:
        path = next(
            one
            for one in files
            if re.search(name, one) and (b"symbols/" in files[one] or "symbols/" in one)
        )
        files[path] = change(files[path].decode()).encode()

    return inside(edit)


def _others(files: Files) -> None:
    one, other = (
        next(name for name in files if what in name) for what in ("fever.svg", "tablet.svg")
    )
    files[one], files[other] = files[other], files[one]


_IMG = r"<img[^>]*symbols/[^>]*/>"
BOOK = (
    Damage("pictured", "no symbol", _in_book("section", _text(_IMG, ""))),
    Damage("pictured", "symbols exchanged", inside(_others)),
    Damage(
        "pictured",
        "a symbol mirrored",
        _in_book("svg$", _text(r"(<g.*)</svg>", rf"{_TURN}\1</g></svg>")),
    ),
    Damage("pictured", "a symbol twice", _in_book("section", _text(f"({_IMG})", r"\1\1"))),
)

# Word ---------------------------------------------------------------------------------------

_RUN = r'<w:r><w:drawing[^>]*>(?:(?!</w:r>).)*name="Symbol (?:(?!</w:r>).)*</w:r>'


def _document(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    def edit(files: Files) -> None:
        files["word/document.xml"] = change(files["word/document.xml"].decode()).encode()

    return inside(edit)


def _mirrored(files: Files) -> None:
    """The symbols in pixels; the first picture is that of a figure."""
    for name in [one for one in files if re.fullmatch(r"word/media/image[2-9]\.png", one)]:
        out = io.BytesIO()
        ImageOps.mirror(open_picture(io.BytesIO(files[name]))).save(out, "PNG")
        files[name] = out.getvalue()


WORD = (
    Damage("pictured", "no symbol", _document(_text(_RUN, ""))),
    Damage("pictured", "symbols exchanged", _document(_text(f"({_RUN})(.*?)({_RUN})", r"\3\2\1"))),
    Damage("pictured", "symbols mirrored", inside(_mirrored)),
    Damage("pictured", "a symbol twice", _document(_text(f"({_RUN})", r"\1\1"))),
    Damage(
        "pictured",
        "a symbol that is read",
        _document(_text(r'(name="Symbol \w+" descr=")', r"\1Read me")),
    ),
)

# PDF ----------------------------------------------------------------------------------------


def _op(name: str, *operands: Any) -> ContentStreamInstruction:
    return ContentStreamInstruction(list(operands), Operator(name))


def _is(one: Any, name: str) -> bool:
    return str(one.operator) == name


def _symbols(ops: _Ops) -> list[int]:
    """Where each symbol is scaled to its size, as nothing else is in these files."""
    return [
        n
        for n, one in enumerate(ops)
        if _is(one, "cm")
        and float(one.operands[0]) == float(one.operands[3])
        and 0.5 < float(one.operands[0]) < 0.74
    ]


def _moved(ops: _Ops, at: int) -> int:
    """Where the symbol that is scaled at `at` was moved to its place."""
    return next(
        n
        for n in range(at - 1, 0, -1)
        if _is(ops[n], "cm") and any(float(edge) for edge in ops[n].operands[4:])
    )


def _pdf(edit: Callable[[_Ops], _Ops]) -> Callable[[bytes], bytes]:
    """An edit of the first page, or of the pages that a sheet is made of, that has two symbols."""

    def make(data: bytes) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for stream, put in _streams(pdf):
                ops = list(pikepdf.parse_content_stream(stream))
                if len(_symbols(ops)) > 1:
                    put(pikepdf.unparse_content_stream(edit(ops)))
                    break
            else:
                raise AssertionError("no page has two symbols")
            pdf.save(out)
        return out.getvalue()

    return make


def _streams(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Callable[[bytes], None]]]:
    for page in pdf.pages:
        yield page, lambda data, page=page: setattr(page, "Contents", pdf.make_stream(data))
        for form in page.get("/Resources", {}).get("/XObject", {}).values():
            if form.get("/Subtype") == "/Form":
                yield form, form.write


def _none(ops: _Ops) -> _Ops:
    at = _symbols(ops)[0] + 1
    return [*ops[:at], _op("re", 0, 0, 0, 0), _op("W"), _op("n"), *ops[at:]]


def _exchanged(ops: _Ops) -> _Ops:
    one, other = (_moved(ops, at) for at in _symbols(ops)[:2])
    ops[one], ops[other] = ops[other], ops[one]
    return ops


def _turned(ops: _Ops) -> _Ops:
    at = _symbols(ops)[0] + 1
    return [*ops[:at], _op("cm", -1, 0, 0, 1, 48, 0), *ops[at:]]


def _twice(ops: _Ops) -> _Ops:
    start = _moved(ops, _symbols(ops)[0])
    depth, end = 1, start
    while depth:
        end += 1
        depth += _is(ops[end], "q") - _is(ops[end], "Q")
    copied = [one for one in ops[start:end] if str(one.operator) not in ("BDC", "EMC", "Do")]
    again = [_op("q"), _op("cm", 1, 0, 0, 1, 150, 30), *copied, _op("Q")]
    return [*ops[: start - 1], *again, *ops[start - 1 :]]


PDF = (
    Damage("pictured", "no symbol", _pdf(_none)),
    Damage("pictured", "symbols exchanged", _pdf(_exchanged)),
    Damage("pictured", "a symbol mirrored", _pdf(_turned)),
    Damage("pictured", "a symbol twice", _pdf(_twice)),
)
