"""The style sheet of an e-book: `style.css` with the values that `sizes.css.j2` gives.

Many reading apps know no custom properties, so none is left in the finished book.
"""

from __future__ import annotations

from typing import Any

import tinycss2

from publisher.brand.fonts import Family
from publisher.brand.scripts import is_upright
from publisher.content.bidi import is_right_to_left
from publisher.errors import BadInput, Problem
from publisher.plan.job import Job
from publisher.render.ebook.files import font_file
from publisher.render.templates import fill

SIZES, SHEET, UPRIGHT = "sizes.css.j2", "style.css", "shared/upright.css"


def style_sheet(job: Job, families: tuple[Family, ...]) -> str:
    """The style sheet of the book.

    Raises `BadInput` where the sheet names properties that the sizes do not give.
    """
    files = {face.path: font_file(family, face) for family in families for face in family.faces}
    sizes = fill(
        job,
        SIZES,
        scale=job.brand.scale(job.edition.body_pt),
        families=families,
        font=lambda face: files[face.path],
    )
    faces, values = _apart(sizes)
    sheet, unknown = with_values(fill(job, SHEET), values)
    if is_upright(job.condition.language) and not is_right_to_left(job.condition.language):
        sheet += fill(job, UPRIGHT)
    if unknown:
        raise BadInput(_problems(job, unknown, values))
    return faces + sheet


Values = dict[str, list[Any]]
"""The tokens of each custom property by its name: "--brand"."""


def _apart(sizes: str) -> tuple[str, Values]:
    """The rules for font faces, and what the rules for `:root` give."""
    faces, values = [], Values()
    for rule in tinycss2.parse_stylesheet(sizes):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for one in tinycss2.parse_blocks_contents(rule.content, True, True):
                value = tinycss2.serialize(one.value).strip()
                values[one.name] = tinycss2.parse_component_value_list(value)
        else:
            faces.append(rule)
    return tinycss2.serialize(faces), values


def with_values(sheet: str, values: Values) -> tuple[str, list[Any]]:
    """`sheet` with a value for each `var()`, and each `var()` that has none, as a token."""
    unknown: list[Any] = []
    tokens = _replaced(tinycss2.parse_component_value_list(sheet), values, unknown)
    return tinycss2.serialize(tokens), unknown


def _replaced(tokens: list[Any], values: Values, unknown: list[Any]) -> list[Any]:
    found = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            if _name(token) not in values:
                unknown.append(token)
            found += values.get(_name(token), [])
            continue
        for inside in ("content", "arguments"):  # of brackets; of functions
            if hasattr(token, inside):
                setattr(token, inside, _replaced(getattr(token, inside), values, unknown))
        found.append(token)
    return found


def _name(token: Any) -> str:
    """What is between the brackets of a `var()`."""
    return str(tinycss2.serialize(token.arguments)).strip()


def _problems(job: Job, unknown: list[Any], values: Values) -> list[Problem]:
    """Where the sheet names what is not given."""
    edition = job.edition
    known = dict(edition.files)
    folder = next(name for name in edition.template_folders if f"{name}/{SHEET}" in known)
    right = f"one of those that {SIZES} gives: {', '.join(values)}"
    return [
        Problem(
            f"layouts/{folder}/{SHEET}",
            one.source_line,
            one.source_column,
            "",
            f"nothing gives {_name(one)} a value",
            right,
        )
        for one in unknown
    ]
