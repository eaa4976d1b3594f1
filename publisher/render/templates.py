"""The templates in `layouts/`, ready to fill: a missing name stops the build.

What HTML, EPUB and PDF share are the macros in `layouts/shared/blocks.html.j2`; each format
hands them its own way to place a picture and to link to a glossary entry or a reference.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from publisher.brand import Brand
from publisher.fonts import Face, Family
from publisher.plan import Job
from publisher.words import number_to_call

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment(layouts: Path) -> Environment:
    """Templates below `layouts`: escaped, strict, with the tests and filters that macros use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(layouts),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["kind"] = lambda node: type(node).__name__.lower()
    env.filters["short"] = is_short
    env.filters["tel"] = lambda number: "".join(c for c in number if c in "+0123456789-")
    return env


def is_short(items: tuple[Any, ...]) -> bool:
    """Whether a list is four or more short items, which may stand in two columns."""
    return len(items) >= 4 and all(len(item.text.plain) <= 34 and not item.items for item in items)


def fill(job: Job, template: str, **more: Any) -> str:
    """`template` filled with the job.

    Names in every template: job, condition, brand, edition, words, numbers (of references),
    sorted_references, number_to_call; `more` adds those of the format.
    """
    condition = job.condition
    numbers = condition.numbers
    return (
        environment(job.edition.layouts)
        .get_template(template)
        .render(
            job=job,
            condition=condition,
            brand=job.brand,
            edition=job.edition,
            words=job.words,
            numbers=numbers,
            sorted_references=lambda refs: sorted(refs, key=lambda key: numbers[key]),
            number_to_call=lambda urgency: number_to_call(urgency, job.brand),
            **more,
        )
    )


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The way that a language is written, for `dir` of a document."""
    from babel import Locale

    return "rtl" if Locale.parse(language, sep="-").text_direction == "rtl" else "ltr"


def used_families(brand: Brand, characters: frozenset[str], *, italic: bool) -> tuple[Family, ...]:
    """The families that a text needs, each once and with no face that it leaves unused.

    A family for headings alone comes in bold; the fallback comes only where body or headings
    lack a character.
    """
    body, headings = brand.body, brand.headings
    own = (
        (body,)
        if headings.name == body.name
        else (body, _faces(headings, lambda f: f.weight > 400))
    )
    printed = frozenset(c for c in characters if c.isprintable())
    if any(not family.covers(c) for family in own for c in printed):
        own = tuple({family.name: family for family in (*own, brand.fallback)}.values())
    return tuple(_faces(family, lambda face: italic or not face.italic) for family in own)


def _faces(family: Family, wanted: Callable[[Face], bool]) -> Family:
    return replace(family, faces=tuple(face for face in family.faces if wanted(face)))


@cache
def subset(path: Path, characters: frozenset[str], flavor: Literal["woff2"] | None) -> bytes:
    """The font file with the glyphs of `characters` alone, the same bytes each time.

    Without a flavor it stays TrueType. Copyright and licence stay in it, as the Open Font License
    asks.
    """
    from fontTools import subset as cutter

    options = cutter.Options(flavor=flavor, notdef_outline=True, recalc_timestamp=False)
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.layout_features = [*options.layout_features, "tnum"]
    with cutter.load_font(path, options) as font:
        cut = cutter.Subsetter(options)
        cut.populate(text="".join(sorted(characters)))
        cut.subset(font)
        made = io.BytesIO()
        cutter.save_font(font, made, options)
    return made.getvalue()
