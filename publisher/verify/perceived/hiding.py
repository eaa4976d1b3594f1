"""CSS values that hide the words of an element, or change how they are read.

Each function says in words what a value does to the text of an element; its result is empty where
the value does no harm. The properties are those that hide, move, cover, cut off or reorder text.
A value that cannot be judged counts as harmful where no layout of ours uses it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from publisher.units import MM_PER_INCH, PX_PER_INCH
from publisher.verify.perceived.cascade import Medium, Values

_UNITS = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": float(PX_PER_INCH),
    "cm": PX_PER_INCH / 2.54,
    "mm": PX_PER_INCH / MM_PER_INCH,
    "q": PX_PER_INCH / MM_PER_INCH / 4,
}
_NUMBER = re.compile(r"(?<![\w#.])(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]+|%)?", re.IGNORECASE)
_SHOWN = frozenset(
    [
        "block",
        "contents",
        "inline",
        "inline-block",
        "list-item",
        "inherit",
        "initial",
        "revert",
        "unset",
    ]
)
_ARRANGED = frozenset(("flex", "grid"))
_TABLES = re.compile(r"table(-caption|-cell|-row|-row-group|-header-group)?")
_INSETS = (
    *("top", "right", "bottom", "left", "inset", "inset-block", "inset-inline"),
    *("inset-block-start", "inset-block-end", "inset-inline-start", "inset-inline-end"),
)
# Properties with values that leave a text where and as it is, whichever layout uses them.
_VALUES = {
    name: frozenset(values.split(" | "))
    for name, values in {
        "align-content": "normal | start | center | baseline",
        "align-items": "normal | start | center | end | baseline | stretch | flex-start | flex-end",
        "align-self": "auto | start | center | end | baseline | stretch | flex-start | flex-end",
        "background-clip": "border-box | padding-box | content-box",
        "border-collapse": "collapse | separate",
        "box-decoration-break": "slice | clone",
        "box-sizing": "border-box | content-box",
        "break-after": "avoid | auto | avoid-page",
        "break-before": "avoid | auto | avoid-page | column",
        "break-inside": "avoid | auto | avoid-page | avoid-column",
        "caption-side": "top | bottom",
        "clear": "none | left | right | both",
        "column-fill": "balance | auto",
        "column-span": "all | none",
        "columns": "1 | 2 | auto",
        "cursor": "pointer | auto | default | text | help",
        "direction": "ltr",
        "empty-cells": "show",
        "flex": "0 0 100% | 1 | auto | none",
        "flex-direction": "row | column",
        "flex-grow": "0 | 1",
        "flex-shrink": "0 | 1",
        "flex-wrap": "wrap | nowrap",
        "float": "none",
        "font-kerning": "auto | normal",
        "font-optical-sizing": "auto",
        "font-style": "normal | italic",
        "font-variant-numeric": "normal | tabular-nums | lining-nums",
        "font-weight": "400 | 500 | 600 | 700 | normal | bold",
        "grid-template-columns": "15rem minmax(0, 1fr) | minmax(9rem, 34%) minmax(0, 1fr)",
        "hyphens": "manual | none | auto",
        "-webkit-hyphens": "manual | none | auto",
        "justify-content": "normal | start | center | end | space-between | space-around",
        "list-style-position": "inside | outside",
        "list-style-type": "none | disc | decimal | circle | square",
        "object-fit": "contain",
        "overflow": "visible | auto",
        "overflow-wrap": "normal | break-word | anywhere",
        "overflow-x": "visible | auto",
        "overflow-y": "visible | auto",
        "page-break-after": "avoid | auto",
        "page-break-before": "avoid | auto",
        "page-break-inside": "avoid | auto",
        "print-color-adjust": "exact",
        "-webkit-print-color-adjust": "exact",
        "scroll-behavior": "auto | smooth",
        "table-layout": "auto | fixed",
        "text-align": "start | center | left | justify",
        "text-decoration-line": "none | underline",
        "text-decoration-skip-ink": "auto",
        "text-rendering": "auto | optimizelegibility | geometricprecision",
        "text-size-adjust": "100%",
        "text-transform": "none",
        "text-wrap": "balance | pretty | wrap",
        "white-space": "normal",
        "word-break": "normal",
        "word-wrap": "normal | break-word",
    }.items()
}
# Properties whose values are judged one by one, here or by who asks.
_JUDGED = frozenset(
    [
        "background",
        "background-color",
        "border-color",
        "border-radius",
        "border-style",
        "box-shadow",
        "color",
        "color-scheme",
        "column-gap",
        "content",
        "display",
        "font",
        "font-family",
        "font-size",
        "gap",
        "letter-spacing",
        "line-height",
        "list-style",
        "opacity",
        "orphans",
        "outline-color",
        "position",
        "text-decoration",
        "text-decoration-style",
        "text-decoration-thickness",
        "text-indent",
        "text-underline-offset",
        "vertical-align",
        "visibility",
        "widows",
        "word-spacing",
        "z-index",
    ]
)
_NARROWEST = 8.0  # type sizes: a column of three or four words
_SIZES = ("width", "height", "inline-size", "block-size")
_JUDGED_FAMILIES = re.compile(
    r"(?:max-|min-)?(?:width|height|inline-size|block-size)"
    r"|(?:margin|padding|scroll-margin|scroll-padding)(?:-(?:top|right|bottom|left|(?:block|inline)(?:-start|-end)?))?"
    r"|border(?:-(?:top|right|bottom|left|(?:block|inline)(?:-start|-end)?))?(?:-width|-style|-color)?"
    r"|outline(?:-offset|-width|-style)?"
    r"|inset(?:-(?:block|inline)(?:-start|-end)?)?|top|right|bottom|left"
)
_AS_ELSEWHERE = ("inherit", "initial", "unset", "revert")


@lru_cache(maxsize=8192)
def length(value: str, em: float, medium: Medium) -> float | None:
    """A length in pixels, with functions computed; None where it is no length or unknown."""

    def pixels(match: re.Match[str]) -> str:
        number, unit = float(match[1]), (match[2] or "").lower()
        scales = {"": 1.0, "em": em, "rem": 16.0, "%": em / 100, "vw": medium.width / 100}
        scale = _UNITS.get(unit, scales.get(unit))
        scale = em / 2 if unit in ("ex", "ch", "lh") else scale
        scale = 8.0 if unit in ("vh", "vmin", "vmax", "dvh", "svh") else scale
        return f"({number * (1.0 if scale is None else scale)!r})"

    text = _NUMBER.sub(pixels, value.strip().lower().replace("calc(", "("))
    try:
        return _worked_out(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError):
        return None


def _worked_out(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub()):
            return -_worked_out(node.operand)
        case ast.BinOp(op=ast.Add()):
            return _worked_out(node.left) + _worked_out(node.right)
        case ast.BinOp(op=ast.Sub()):
            return _worked_out(node.left) - _worked_out(node.right)
        case ast.BinOp(op=ast.Mult()):
            return _worked_out(node.left) * _worked_out(node.right)
        case ast.BinOp(op=ast.Div()):
            return _worked_out(node.left) / _worked_out(node.right)
        case ast.Call(func=ast.Name(id="min" | "max" | "clamp" as name)):
            numbers = [_worked_out(one) for one in node.args]
            if name == "clamp" and len(numbers) == 3:
                return max(numbers[0], min(numbers[1], numbers[2]))
            return min(numbers) if name == "min" else max(numbers)
        case _:
            pass
    raise ValueError("not a length")


def harms(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    """(property, what it does) of each value that hides, moves, cuts off or reorders text.

    `values` are those of one element, `em` its type size in pixels.
    """
    display = values.get("display", "block").lower()
    if display == "none":
        yield "display", "is not displayed"
    elif display in _ARRANGED:
        yield "arranged", f"has display {display}"
    elif display not in _SHOWN and not _TABLES.fullmatch(display):
        yield "display", f"has display {display}"
    yield from unknown(values)
    if family := first_family(values):
        yield f"font-family {family.lower()}", f"is set in {family}"
    yield from _moved(values, em, medium)
    yield from _squeezed(values, em, medium)
    yield from _decorated(values, em, medium)
    for name in ("background-color", "background"):
        if re.search(r"url\(|gradient\(|image\(|element\(|paint\(", values.get(name, "")):
            yield name, "has a picture behind it"
    if "inset" in values.get("box-shadow", ""):
        yield "box-shadow", "has a shadow over its ground"


def unknown(values: Values) -> Iterator[tuple[str, str]]:
    """Properties that no layout uses, or with a value that no layout gives them.

    Formats can hide a text in more ways than anybody can list, so what is harmless is listed.
    """
    for name, value in values.items():
        said = value.lower()
        if name in _VALUES:
            if said not in _VALUES[name] and said not in _AS_ELSEWHERE:
                yield name, f"has {name} {value}"
        elif name not in _JUDGED and not _JUDGED_FAMILIES.fullmatch(name):
            yield name, f"has {name} {value}, which no layout uses"


def first_family(values: Values) -> str:
    """The family that a text is set in where it is at hand; empty where nothing names one."""
    named = values.get("font-family", "")
    if not named and (
        said := re.search(r"[\d.](?:px|pt|em|rem|%)(?:/\S+)?\s+(.+)", values.get("font", ""))
    ):
        named = said[1]
    first = named.split(",")[0].strip().strip("'\"")
    return "" if first.lower() in _AS_ELSEWHERE else first


def _moved(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    position = values.get("position", "static")
    if position in ("absolute", "fixed"):
        yield "position", f"has position {position}"
    elif position == "sticky":
        yield "sticky", "has position sticky"
    elif position == "relative":
        for name in _INSETS:
            found = _lengths(values.get(name, ""), em, medium)
            if any(abs(one) > em / 2 for one in found):
                yield "position", f"is moved by {name} {values[name]}"
    for name, value in values.items():
        if name.startswith(("margin", "padding", "border-spacing")):
            found = _lengths(value, em, medium)
            if any(one < -1.25 * em or one > 30 * em for one in found):
                yield name, f"is moved by {name} {value}"
        elif name.startswith(("border", "outline")) and "radius" not in name:
            found = _lengths(value, em, medium)
            if any(one > 1.5 * em or one < -em / 2 for one in found):
                yield name, f"is covered by {name} {value}"
    for name, most in (("text-indent", 3 * em), ("vertical-align", 1.2 * em)):
        if any(abs(one) > most for one in _lengths(values.get(name, ""), em, medium)):
            yield name, f"is moved by {name} {values[name]}"


_DECORATIONS = frozenset(("none", "underline", "dotted", "solid", *_AS_ELSEWHERE))


def _decorated(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    """Lines at words other than a thin one below them."""
    for name in ("text-decoration", "text-decoration-style"):
        value = values.get(name, "")
        marks = {word for word in value.lower().split() if re.fullmatch(r"[a-z-]+", word)}
        colours = {"currentcolor", "transparent"}
        if odd := marks - _DECORATIONS - colours:
            yield name, f"has {name} {' '.join(sorted(odd))}"
        if any(one > em / 4 for one in _lengths(value, em, medium)):
            yield name, f"has {name} {value}"
    for name in ("text-decoration-thickness", "text-underline-offset"):
        if any(abs(one) > em / 3 for one in _lengths(values.get(name, ""), em, medium)):
            yield name, f"has {name} {values[name]}"


def _squeezed(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    for name in _SIZES:
        for limit in (name, f"max-{name}", f"min-{name}"):
            value = values.get(limit, "")
            found = length(value, em, medium)
            if found is None:
                continue
            upright = name in ("height", "block-size")
            if limit.startswith("min"):
                wrong = found > (10 * em if upright else medium.width)
            elif upright:
                wrong = True  # the words decide how high their box is
            elif "%" in value:
                wrong = found < em * 0.9
            else:
                wrong = found < _NARROWEST * em or found > 300 * em
            if wrong:
                yield "size", f"has {limit} {value}"
    gap = values.get("column-gap", "")
    if any(one > 6 * em for one in _lengths(gap, em, medium)):
        yield "column-gap", f"has column-gap {gap}"
    spacing = _lengths(values.get("letter-spacing", ""), em, medium)
    if any(one < -0.05 * em or one > 0.15 * em for one in spacing):
        yield "letter-spacing", f"has letter-spacing {values['letter-spacing']}"
    apart = _lengths(values.get("word-spacing", ""), em, medium)
    if any(one < -0.1 * em or one > 0.5 * em for one in apart):
        yield "word-spacing", f"has word-spacing {values['word-spacing']}"
    height = values.get("line-height", "normal")
    found = length(height, em, medium)
    if found is not None:
        lines = found if re.fullmatch(r"[\d.]+", height.strip()) else found / em
        if lines < 0.95 or lines > 2.5:
            yield "line-height", f"has line-height {height}"


def _lengths(value: str, em: float, medium: Medium) -> list[float]:
    parts = re.findall(r"(?:calc|min|max|clamp)\(.*\)|[^\s]+", value)
    return [found for part in parts if (found := length(part, em, medium)) is not None]
