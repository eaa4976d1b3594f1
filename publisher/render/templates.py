"""The templates in `layouts/`, ready to fill: a missing name stops the build.

What HTML, EPUB and PDF share are the macros in `layouts/shared/blocks.html.j2`; each format
hands them its own way to place a picture and to link to a glossary entry or a reference.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from publisher.edition.model import Edition
from publisher.plan.job import Job

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(edition: Edition) -> Environment:
    """The templates that an edition finds: escaped, strict, with the filters that macros use."""
    return _environment((*edition.folders, edition.layouts), edition.files)


@cache
def _environment(
    folders: tuple[Path, ...],
    files: tuple[Path, ...],  # noqa: ARG001  # a template that is new in a folder comes before others
) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(folders),
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
    """Whether a list has four or more short items, so that it can be set in two columns."""
    return len(items) >= 4 and all(len(item.text.plain) <= 34 and not item.items for item in items)


def fill(job: Job, template: str, **more: Any) -> str:
    """`template` filled with the job.

    It is taken from the edition's own folder, else from the one that its `layout` names, else
    from `layouts/` ("shared/blocks.html.j2"); so is every template that it includes or extends.
    `docs/layouts.md` lists the names in every template; `more` adds those of the format.
    """
    condition = job.condition
    numbers = condition.numbers
    return (
        environment(job.edition)
        .get_template(template)
        .render(
            job=job,
            condition=condition,
            brand=job.brand,
            edition=job.edition,
            words=job.words,
            numbers=numbers,
            first_steps=condition.first_steps,
            sorted_references=lambda refs: sorted(refs, key=lambda key: numbers[key]),
            **more,
        )
    )


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The way that a language is written, for `dir` of a document."""
    from babel import Locale

    return "rtl" if Locale.parse(language, sep="-").text_direction == "rtl" else "ltr"
