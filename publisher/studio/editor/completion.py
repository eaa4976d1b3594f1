"""What may stand at a place in the text of a source, by the JSON Schema: keys, kinds, names.

A text that somebody is typing is seldom YAML. So its lines are read by their indentation alone, as
far as the cursor; what they do not tell is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from publisher.content.model import Condition
from publisher.content.schema import DescribedSchema, allowing_use
from publisher.content.shared import Shared
from publisher.studio.editor.documents import FileKind
from publisher.studio.editor.form import Options

_MOST_OFFERS = 60
_KEY = re.compile(r"([A-Za-z_]+):(?:[ ]+(.*))?$")
_NAMES = {"symbol": "symbols", "anatomy": "anatomies", "file": "figures", "use": "shared"}
"""The lists of the project that values of these keys come from."""
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that may stand here, and what it means."""

    text: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may stand in the place of the text from a place to the cursor."""

    start: int
    offers: tuple[Offer, ...] = ()


@dataclass(slots=True)
class _Level:
    """A mapping that is open where the cursor is."""

    indent: int
    is_item: bool
    keys: dict[str, str] = field(default_factory=dict)
    key: str = ""


def offers_at(text: str, at: int, kind: FileKind, options: Options) -> Offers:
    """What may stand where the cursor is, most needed first."""
    before = text[: max(0, min(at, len(text)))]
    *lines, line = before.split("\n")
    levels = _levels(lines)
    indent, body = _opened(levels, line)
    if body is None:
        return Offers(at)
    shape = schema_of(kind)
    if found := _KEY.match(body):
        level = _level_at(levels, indent)
        level.key = found[1]
        written = found[2] or ""
        if body.endswith(":"):
            return Offers(at)
        values = _values(shape, levels, found[1], options)
        return Offers(at - len(written), _beginning(values, written))
    if re.fullmatch(r"[A-Za-z_]*", body):
        level = _level_at(levels, indent)
        return Offers(at - len(body), _beginning(_keys(shape, levels, level), body))
    return Offers(at)


def _beginning(offers: Iterator[Offer], written: str) -> tuple[Offer, ...]:
    start = written.strip().casefold()
    found = [one for one in offers if start in one.text.casefold()]
    found.sort(key=lambda one: not one.text.casefold().startswith(start))
    return tuple(found[:_MOST_OFFERS])


# The lines above ------------------------------------------------------------------------------


def _levels(lines: list[str]) -> list[_Level]:
    """The mappings that are open after some lines."""
    levels: list[_Level] = []
    folded: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if folded is not None and indent > folded:
            continue
        folded = None
        at, body = _opened(levels, line)
        if body is not None and (found := _KEY.match(body)):
            level = _level_at(levels, at)
            level.key = found[1]
            level.keys[found[1]] = (found[2] or "").strip("\"' ")
            folded = indent if (found[2] or "")[:1] in ("|", ">") else None
    return levels


def _opened(levels: list[_Level], line: str) -> tuple[int, str | None]:
    """Opens the items that begin in a line; the column and the text of what follows them."""
    indent = len(line) - len(line.lstrip(" "))
    body = line[indent:]
    _close(levels, indent)
    while body.startswith("- ") or body == "-":
        _close(levels, indent)
        inside = body[1:].lstrip(" ")
        indent += len(body) - len(inside)
        levels.append(_Level(indent, is_item=True))
        body = inside
    return indent, None if body.startswith(("#", '"', "'", "[", "{")) else body


def _close(levels: list[_Level], indent: int) -> None:
    while levels and levels[-1].indent > indent:
        levels.pop()


def _level_at(levels: list[_Level], indent: int) -> _Level:
    if not levels or levels[-1].indent < indent:
        levels.append(_Level(indent, is_item=False))
    return levels[-1]


# What the schema says ---------------------------------------------------------------------------


@cache
def schema_of(kind: FileKind) -> Schema:
    """The JSON Schema of a kind of file."""
    if kind == "shared":
        return Shared.model_json_schema(schema_generator=DescribedSchema)
    return allowing_use(Condition.model_json_schema(schema_generator=DescribedSchema))


def _variants(root: Schema, shape: Schema) -> Iterator[Schema]:
    """All that a schema allows, without references."""
    if name := shape.get("$ref"):
        yield from _variants(root, root["$defs"][name.rpartition("/")[2]])
        return
    ways = [*shape.get("anyOf", ()), *shape.get("oneOf", ())]
    ways += [shape[key] for key in ("then", "else") if key in shape]
    for way in ways:
        yield from _variants(root, way)
    if not ways:
        yield shape


def _inside(root: Schema, levels: list[_Level]) -> list[Schema]:
    """What the innermost open mapping may be."""
    shapes: list[Schema] = [root]
    for number, level in enumerate(levels):
        if number:
            above = levels[number - 1].key
            shapes = [one["properties"][above] for one in shapes if above in _properties(one)]
            shapes = [way for one in shapes for way in _variants(root, one)]
        if level.is_item:
            shapes = [
                way for one in shapes if "items" in one for way in _variants(root, one["items"])
            ]
        shapes = [one for one in shapes if _fits(one, level.keys)]
    return [one for one in shapes if "properties" in one]


def _properties(shape: Schema) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = shape.get("properties", {})
    return found


def _fits(shape: Schema, keys: Mapping[str, str]) -> bool:
    """Whether a mapping with these keys may have a shape; a kind tells blocks apart."""
    kind = _properties(shape).get("kind", {})
    said = keys.get("kind")
    if said and "const" in kind:
        return bool(kind["const"] == said)
    return all(key in shape["properties"] for key in keys) if "properties" in shape else True


def _keys(root: Schema, levels: list[_Level], level: _Level) -> Iterator[Offer]:
    """The keys that may follow in a mapping: those that it needs, then the others."""
    shapes = _inside(root, levels)
    found: dict[str, tuple[bool, str, bool]] = {}
    for shape in shapes:
        for key, value in _properties(shape).items():
            is_needed = key in shape.get("required", ())
            ways = list(_variants(root, value))
            holds = any("items" in one or "properties" in one for one in ways)
            known = found.get(key, (False, "", False))
            says = known[1] or str(value.get("description", "")).split("\n")[0]
            found[key] = (known[0] or is_needed, says, known[2] or holds)
    order = sorted(found, key=lambda key: (key not in ("kind", "id"), not found[key][0]))
    for key in order:
        if key not in level.keys:
            yield Offer(f"{key}:" if found[key][2] else f"{key}: ", found[key][1])


def _values(root: Schema, levels: list[_Level], key: str, options: Options) -> Iterator[Offer]:
    """The values that a key may have, where they can be counted."""
    if key in _NAMES:
        yield from (Offer(value) for value, _ in options[_NAMES[key]])
        return
    seen: set[str] = set()
    for shape in _inside(root, levels):
        for way in _variants(root, _properties(shape).get(key, {})):
            says = str(shape.get("description", "")).split("\n")[0] if "const" in way else ""
            for value in (*way.get("enum", ()), *([way["const"]] if "const" in way else ())):
                if str(value) not in seen:
                    seen.add(str(value))
                    yield Offer(str(value), says)
