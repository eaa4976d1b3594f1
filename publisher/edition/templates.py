"""The language of templates and style sheets in `layouts/`: Jinja, escaped, strict, in its sandbox.

A project's own files may come from anywhere, so what they can reach is what a page shows.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.bundled import GUIDE, LAYOUTS
from publisher.edition.layouts import REPLACED, own_files
from publisher.errors import BadInput, Problem
from publisher.kept import kept
from publisher.source.positions import read_text, relative

if TYPE_CHECKING:
    from jinja2 import Environment

_SUFFIXES = frozenset((".j2", ".css"))


def template_environment(folders: tuple[Path, ...]) -> Environment:
    """Templates of `folders`, the first that has one, and ours as `publisher/<name>`."""
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

    ours = PrefixLoader({REPLACED: FileSystemLoader(LAYOUTS)})
    return _sandbox()(
        loader=ChoiceLoader([FileSystemLoader(folders), ours]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _sandbox() -> type[Environment]:
    """Jinja's sandbox, in which each template is compiled once and kept from run to run."""
    from jinja2.sandbox import SandboxedEnvironment

    class Sandbox(SandboxedEnvironment):
        def compile(
            self,
            source: Any,
            name: str | None = None,
            filename: str | None = None,
            raw: bool = False,
            defer_init: bool = False,
        ) -> Any:
            whole: Any = super().compile  # its types part on the value of `raw`
            if raw or not isinstance(source, str):
                return whole(source, name, filename, raw, defer_init)
            # Its name and file are in its code, for tracebacks.
            return marshal.loads(
                kept(
                    "templates",
                    json.dumps([source, name, filename, defer_init]),
                    lambda: marshal.dumps(whole(source, name, filename, defer_init=defer_init)),
                )
            )

    return Sandbox


def own_template_problems(layouts: Path, root: Path) -> Iterator[Problem]:
    """What is wrong with the files that a project adds to our layouts, before any is used."""
    for name, path in own_files(layouts):
        file = relative(path, root)
        if path.is_symlink():
            yield Problem(file, 0, 0, "", "is a link to another file", "put the file itself there")
        elif path.suffix in _SUFFIXES and not _is_copied(name, path):
            try:
                wrong = _syntax_error(read_text(path, file))
            except BadInput as exc:
                yield from exc.problems
                continue
            if wrong:
                line, said = wrong
                right = f"write {{% … %}} and {{{{ … }}}} in pairs; see {GUIDE}"
                yield Problem(file, line, 1, "", said, right)


def _is_copied(name: str, path: Path) -> bool:
    """Whether a file says what ours of its name says: the parser takes a second for all of them."""
    ours = LAYOUTS / name
    try:
        return ours.is_file() and path.read_bytes() == ours.read_bytes()
    except OSError:
        return False


@cache
def _syntax_error(text: str) -> tuple[int, str] | None:
    """The line of the first error of syntax in a template, and what it is."""
    from jinja2 import TemplateSyntaxError

    try:
        template_environment(()).parse(text)
    except TemplateSyntaxError as exc:
        return exc.lineno, f"is no template: {(exc.message or 'it cannot be read').rstrip('.')}"
    return None
