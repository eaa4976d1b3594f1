"""The templates in `layouts/`, ready to fill: a missing name stops the build.

What HTML, EPUB and PDF share are the macros in `layouts/shared/blocks.html.j2`; each format
hands them its own way to place a picture and to link to a glossary entry or a reference.
"""

from __future__ import annotations

import re
import traceback
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from publisher.brand.scripts import is_east_asian, is_upright
from publisher.bundled import GUIDE
from publisher.content.bidi import is_right_to_left
from publisher.edition.layouts import NamedFile, places
from publisher.edition.model import Edition
from publisher.edition.templates import template_environment
from publisher.errors import BadOutput
from publisher.plan.job import Job

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from publisher.content.inline import Text


@cache
def _environment(
    folders: tuple[Path, ...],
    files: tuple[NamedFile, ...],  # noqa: ARG001  # a template that is new comes before others
) -> Environment:
    env = template_environment(folders)
    env.filters["kind"] = lambda node: type(node).__name__.lower()
    env.filters["css_string"] = css_string
    env.filters["has_long_word"] = has_long_word
    env.filters["short"] = is_short
    env.filters["width"] = width
    env.filters["margin_boxes"] = margin_boxes
    env.filters["tel"] = lambda number: "".join(c for c in number if c in "+0123456789-")
    return env


def css_string(text: str) -> Markup:
    """A text as a string of a style sheet, its quotes included. Source: CSS Syntax 3, 4.3.7."""
    from markupsafe import Markup

    signs = (c if c.isalnum() or c in " -.,:" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{"".join(signs)}"')  # no sign of markup is left in it


def margin_boxes(style_sheet: str, direction: str) -> str:
    """A style sheet with `@bottom-start` and its like as the margin boxes of CSS.

    CSS has no logical names for them: "@bottom-left" is on the left in every language.
    """
    sides = {"start": "left", "end": "right"}
    if direction == "rtl":
        sides = {"start": "right", "end": "left"}
    return re.sub(
        r"@(top|bottom)-(start|end)\b", lambda at: f"@{at[1]}-{sides[at[2]]}", style_sheet
    )


def is_short(items: tuple[Any, ...]) -> bool:
    """Whether a list has four or more short items, so that it can be set in two columns."""
    return len(items) >= 4 and all(
        width(item.text.plain) <= 34 and not item.items for item in items
    )


def width(text: str) -> int:
    """How much room a text needs, in Latin letters: a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def has_long_word(words: Text) -> bool:
    """Whether a text contains a word that alone can make a table wider than its page."""
    return any(len(word) > LONGEST_WORD for word in _WORD.findall(words.plain))


_WORD = re.compile("[^\\s\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]+")
"""Letters between which no line may end: those of Thai, Lao and East Asia are none."""


LONGEST_WORD = 22
"""Letters of the longest word that any cell has room for: five columns of an A5 page have not."""


def fill(job: Job, template: str, **more: Any) -> str:
    """`template` filled with the job.

    It is taken from the edition's own folder, else from the one that its `layout` names, else
    from `layouts/` ("shared/blocks.html.j2"); so is every template that it includes or extends.
    `docs/layouts.md` lists the names in every template; `more` adds those of the format.
    Raises `BadOutput` with file and line where a template asks for what there is not.
    """
    return filled(job.edition, template, {**_names(job), **more})


def macros(job: Job, template: str, **more: Any) -> Any:
    """The macros of a template, which have the names that `fill` would give it."""
    edition = job.edition
    folders = (*edition.folders, *places(edition.layouts))
    found = _environment(folders, edition.files).get_template(template)
    return found.make_module({**_names(job), **more})


def _names(job: Job) -> dict[str, Any]:
    """What every template is given."""
    condition = job.condition
    numbers = condition.numbers
    return {
        "job": job,
        "condition": condition,
        "brand": job.brand,
        "edition": job.edition,
        "words": job.words,
        "direction": direction(condition.language),
        "upright": is_upright(condition.language),
        "east_asian": is_east_asian(condition.language),
        "numbers": numbers,
        "first_steps": condition.first_steps,
        "sorted_references": lambda refs: sorted(refs, key=lambda key: numbers[key]),
    }


def filled(edition: Edition, template: str, names: dict[str, Any]) -> str:
    """`template` as `fill` finds it, with nothing but `names`. Raises `BadOutput` as `fill`."""
    folders = (*edition.folders, *places(edition.layouts))
    return filled_of(folders, edition.files, template, names)


def filled_of(
    folders: tuple[Path, ...], files: tuple[NamedFile, ...], template: str, names: dict[str, Any]
) -> str:
    """`template` of the first of `folders` that has it; `files` are all that there are."""
    from jinja2 import TemplateNotFound, TemplateRuntimeError

    try:
        return _environment(folders, files).get_template(template).render(**names)
    except TemplateNotFound as exc:
        raise _failed(exc, files, template, f"there is no template {exc}") from exc
    except TemplateRuntimeError as exc:
        raise _failed(exc, files, template, str(exc).rstrip(".")) from exc
    except (ArithmeticError, LookupError, TypeError, ValueError) as exc:
        raise _failed(exc, files, template, f"{type(exc).__name__}, {exc}") from exc


def _failed(exc: Exception, files: tuple[NamedFile, ...], template: str, said: str) -> BadOutput:
    """What was wrong, with the file and line of the last template that was being filled."""
    known = {str(path): name for name, path in files}
    lines = traceback.extract_tb(exc.__traceback__)
    found = [f"{known[at.filename]}:{at.lineno}" for at in lines if at.filename in known]
    return BadOutput(f"layouts/{(found or [template])[-1]}: {said}; see {GUIDE}")


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The way that a language is written, for `dir` of a document."""
    return "rtl" if is_right_to_left(language) else "ltr"
