"""pydantic classes → their JSON Schema, with the docstring below each field as its description.

pydantic would read and parse the source of every class when it is made, in each process that
imports it; only whoever writes a schema needs these words.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema


class DescribedSchema(GenerateJsonSchema):
    """The schema of pydantic, with descriptions of fields."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The schema of one class."""
        made = super().model_schema(schema)
        fields: dict[str, JsonSchemaValue] = made.get("properties", {})
        known = schema["cls"].model_fields
        for above in reversed(schema["cls"].__mro__):
            described = _descriptions(above.__module__).get(above.__name__, {})
            for name, words in described.items():
                written = (known[name].alias if name in known else None) or name
                if written in fields:
                    fields[written]["description"] = words
        return made


_USED_IN = ("blocks", "body", "sections", "glossary")
_USE_HERE = {"$ref": "#/$defs/Use"}
_USE: dict[str, Any] = {
    "type": "object",
    "description": "A wording that is kept once, in sources/shared/.",
    "properties": {"use": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}},
    "required": ["use"],
    "additionalProperties": False,
}


def allowing_use(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a source, with `use: …` wherever a shared wording may stand."""
    for one in (shape, *shape["$defs"].values()):
        for name, listed in one.get("properties", {}).items():
            if name not in _USED_IN or "items" not in listed:
                continue
            if ways := listed["items"].get("oneOf"):
                ways.append(_USE_HERE)
            else:  # an editor then tells what is wrong with a section, not that it is no use
                uses = {"required": ["use"]}
                listed["items"] = {"if": uses, "then": _USE_HERE, "else": listed["items"]}
    shape["$defs"]["Use"] = _USE
    return shape


@cache
def _descriptions(module: str) -> dict[str, dict[str, str]]:
    """For each class of a module, the docstring that is below each of its fields."""
    if not module.startswith("publisher."):
        return {}
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {one.name: dict(_described(one)) for one in classes}


def _described(node: ast.ClassDef) -> list[tuple[str, str]]:
    found = []
    for field, below in pairwise(node.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            words = below.value if isinstance(below, ast.Expr) else None
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                found.append((field.target.id, inspect.cleandoc(words.value)))
    return found
