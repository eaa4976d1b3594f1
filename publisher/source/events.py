"""The text of a YAML file → the events of a parser, each with its place.

libyaml reads a source in a tenth of the time that a parser in Python takes, but keeps to YAML 1.1,
and says less of what is wrong. So it reads what both read alike, which is nearly every source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_READ_OTHERWISE = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]"  # other spaces and ends of lines
    r"|^(?:%|---|\.\.\.|\?)",  # several documents, directives, complex keys
    re.MULTILINE,
)
_MOST_DEEP = 100
"""Beyond this nobody reads on; each further level would take the parser longer than the last."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Why a text cannot be read on, in the words of the parser."""

    said: str
    place: tuple[int, int] | None
    """Line and column, from 1; None where the parser says only that it is behind the last event."""


def events(text: str) -> tuple[list[Any], SyntaxFault | None]:
    """The events of `text`, as far as it can be read, and why it cannot be read on."""
    if not _READ_OTHERWISE.search(text) and (found := _by_libyaml(text)) is not None:
        return found, None
    return _in_python(text)


def _in_python(text: str) -> tuple[list[Any], SyntaxFault | None]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    found: list[Any] = []
    try:
        deep = 0
        for event in YAML(typ="safe", pure=True).parse(text):
            found.append(event)  # those before an error count
            kind = type(event).__name__
            deep += kind.endswith("StartEvent") - kind.endswith("EndEvent")
            if deep > _MOST_DEEP:
                break
    except MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return found, SyntaxFault(exc.problem or exc.context or "", place)
    # ValueError: an escape like "\\UFFFFFFFF" that names no character.
    except (YAMLError, ValueError, OverflowError) as exc:
        return found, SyntaxFault(" ".join(str(exc).split()), None)
    return found, None


def _by_libyaml(text: str) -> list[Any] | None:
    """The events of a text; None where it has an error, or what the other reads otherwise."""
    import yaml

    if not yaml.__with_libyaml__:
        return None
    try:
        found = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return None
    is_mapping = len(found) > 2 and isinstance(found[2], yaml.MappingStartEvent)
    return None if not is_mapping or any(map(_is_read_otherwise, found)) else found


def _is_read_otherwise(event: Any) -> bool:
    """Whether an event has an anchor or a tag, or is a value that is nowhere."""
    kind = type(event).__name__
    if kind == "AliasEvent" or getattr(event, "anchor", None) or getattr(event, "tag", None):
        return True
    return kind == "ScalarEvent" and not (event.value or event.style)
