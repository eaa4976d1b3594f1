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
    (
        "block",
        "contents",
        "flex",
        "flow-root",
        "grid",
        "inline",
        "inline-block",
        "inline-flex",
        "inline-grid",
        "inline-table",
        "list-item",
        "table",
        "table-caption",
        "table-cell",
        "table-footer-group",
        "table-header-group",
        "table-row",
        "table-row-group",
        "inherit",
        "initial",
        "revert",
        "unset",
    )
)
_INSETS = (
    *("top", "right", "bottom", "left", "inset", "inset-block", "inset-inline"),
    *("inset-block-start", "inset-block-end", "inset-inline-start", "inset-inline-end"),
)
# Properties that can hide, move or cover text, with all values that our layouts use.
_HARMLESS = {
    "content-visibility": ("visible", "auto"),
    "transform": ("none",),
    "translate": ("none",),
    "rotate": ("none",),
    "scale": ("none",),
    "zoom": ("1", "normal"),
    "offset-path": ("none",),
    "clip": ("auto",),
    "clip-path": ("none",),
    "mask": ("none",),
    "mask-image": ("none",),
    "-webkit-mask": ("none",),
    "-webkit-mask-image": ("none",),
    "filter": ("none",),
    "mix-blend-mode": ("normal",),
    "background-clip": ("border-box", "padding-box", "content-box"),
    "-webkit-background-clip": ("border-box", "padding-box", "content-box"),
    "-webkit-text-fill-color": ("currentcolor",),
    "-webkit-text-security": ("none",),
    "-webkit-line-clamp": ("none",),
    "line-clamp": ("none",),
    "text-overflow": ("clip",),
    "text-transform": ("none",),
    "writing-mode": ("horizontal-tb",),
    "unicode-bidi": ("normal", "isolate", "plaintext"),
    "animation": ("none",),
    "animation-name": ("none",),
    "order": ("0",),
    "contain": ("none",),
    "font-size-adjust": ("none",),
    "hyphenate-character": ("auto",),
    "perspective": ("none",),
    "pointer-events": ("auto",),
    "quotes": ("auto",),
    "text-emphasis": ("none",),
    "overflow": ("visible", "auto", "scroll"),
    "overflow-x": ("visible", "auto", "scroll"),
    "overflow-y": ("visible", "auto", "scroll"),
    "overflow-block": ("visible", "auto", "scroll"),
    "overflow-inline": ("visible", "auto", "scroll"),
    "white-space": ("normal", "pre-line", "pre-wrap", "break-spaces"),
    "text-wrap": ("wrap", "balance", "pretty", "stable"),
    "text-wrap-mode": ("wrap",),
    "content": ("normal",),
    "direction": ("ltr",),
    "text-shadow": ("none",),
    "column-width": ("auto",),
}


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
    elif not set(display.split()) <= _SHOWN:
        yield "display", f"has display {display}"
    for name, harmless in _HARMLESS.items():
        value = values.get(name, "").lower()
        if value and value not in (*harmless, "inherit", "initial", "unset", "revert"):
            yield name, f"has {name} {value}"
    yield from _moved(values, em, medium)
    yield from _squeezed(values, em, medium)
    if "line-through" in values.get("text-decoration", "") + values.get("text-decoration-line", ""):
        yield "text-decoration", "is struck through"
    for name in ("flex-direction", "flex-flow", "flex-wrap"):
        if "reverse" in values.get(name, ""):
            yield name, f"has {name} {values[name]}"
    for name in ("grid-row", "grid-column", "grid-area", "grid-row-start", "grid-column-start"):
        if name in values:
            yield name, f"has {name} {values[name]}"
    for name in ("background-image", "background"):
        if re.search(r"url\(|gradient\(|image\(|element\(|paint\(", values.get(name, "")):
            yield name, "has a picture behind it"
    if "inset" in values.get("box-shadow", ""):
        yield "box-shadow", "has a shadow over its ground"


def _moved(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    position = values.get("position", "static")
    if position in ("absolute", "fixed"):
        yield "position", f"has position {position}"
    elif position in ("relative", "sticky"):
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


def _squeezed(values: Values, em: float, medium: Medium) -> Iterator[tuple[str, str]]:
    for name in ("width", "height", "inline-size", "block-size"):
        for limit in (name, f"max-{name}", f"min-{name}"):
            found = length(values.get(limit, ""), em, medium)
            if found is None or "%" in values.get(limit, ""):
                continue
            if found < 1.5 * em and not limit.startswith("min"):
                yield "size", f"has {limit} {values[limit]}"
            if found > 300 * em:
                yield "size", f"has {limit} {values[limit]}"
    spacing = _lengths(values.get("letter-spacing", ""), em, medium)
    if any(one < -0.1 * em or one > em for one in spacing):
        yield "letter-spacing", f"has letter-spacing {values['letter-spacing']}"
    apart = _lengths(values.get("word-spacing", ""), em, medium)
    if any(one < -0.15 * em or one > 4 * em for one in apart):
        yield "word-spacing", f"has word-spacing {values['word-spacing']}"
    height = values.get("line-height", "normal")
    found = length(height, em, medium)
    if found is not None:
        lines = found if re.fullmatch(r"[\d.]+", height.strip()) else found / em
        if lines < 0.95 or lines > 4:
            yield "line-height", f"has line-height {height}"


def _lengths(value: str, em: float, medium: Medium) -> list[float]:
    parts = re.findall(r"(?:calc|min|max|clamp)\(.*\)|[^\s]+", value)
    return [found for part in parts if (found := length(part, em, medium)) is not None]
