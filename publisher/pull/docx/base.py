"""What a Word file was made from: the parts in which the publisher has written it down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from lxml import etree
from pydantic import TypeAdapter, ValidationError

from publisher.brand.model import Clinic
from publisher.content.drawing import Drawing
from publisher.content.fields import Ledger
from publisher.content.model import Condition
from publisher.pull.docx.xml import Element, parsed
from publisher.pull.tree import ClinicFacts, ConditionTree, Tree, Value, as_clinic, as_condition
from publisher.roundtrip import clinic_part, word_map
from publisher.roundtrip.addresses import Address

_CLINIC = TypeAdapter(Clinic)


class ChangedBase(Exception):
    """The copy of the source in the file is not as the publisher wrote it. Says where."""


class OfCollection(Exception):
    """The file is a book of several guides. Says the name of the collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What the file was made from: the text as it was, and the marks of each text."""

    condition: str
    language: str
    brand: str
    version: str
    tree: ConditionTree
    clinic: ClinicFacts
    """The facts of the clinic when the file was made."""
    by_tag: dict[str, Address]
    by_bookmark: dict[str, Address]
    pictures: dict[str, str] = field(default_factory=dict)
    """The hash of the picture of each figure, by the id of its block."""

    @property
    def is_plain(self) -> bool:
        """Whether the file is in Easy Read, which shows the plain wording alone."""
        return any(address.steps[:1] == ("plain",) for address in self.by_tag.values())


def base_in(parts: Mapping[str, bytes]) -> Base | None:
    """What the file with these parts was made from; None where the publisher has not made it.

    Raises `ChangedBase` and `OfCollection`.
    """
    for root in _custom(parts):
        if not word_map.is_map(root):
            continue
        try:
            found = word_map.read(root)
            tree, clinic = _checked(json.loads(found.source))
            return Base(
                condition=found.condition,
                language=found.language,
                brand=found.brand,
                version=found.version,
                tree=tree,
                clinic=clinic,
                by_tag={text.tag: Address.parse(text.address) for text in found.texts},
                by_bookmark={text.bookmark: Address.parse(text.address) for text in found.texts},
                pictures=found.pictures,
            )
        except (ValueError, KeyError, TypeError, RecursionError) as exc:
            raise ChangedBase from exc
    return None


def facts_in(parts: Mapping[str, bytes]) -> dict[Address, str]:
    """The facts of the clinic as the custom XML part has them now, by address."""
    for root in _custom(parts):
        if clinic_part.is_clinic(root):
            return dict(clinic_part.read(root))
    return {}


def _custom(parts: Mapping[str, bytes]) -> Iterator[Element]:
    """The custom XML parts, which each program names as it likes."""
    for path in sorted(parts):
        if re.fullmatch(r"customXml/[^/]+\.xml", path):
            try:
                yield parsed(parts[path])
            except etree.XMLSyntaxError:
                continue


def _drawing(name: object) -> Drawing:
    """An empty drawing: of a drawing, the file contains the name alone."""
    return Drawing(str(name), "", 1, 1)


class _Kit:
    """The drawing kit when the file was made: whatever the source names was in it."""

    def symbol(self, name: object) -> Drawing:
        return _drawing(f"{name}.svg")

    def anatomy(self, name: object) -> str:
        return str(name)

    def organ(self, anatomy: str, name: object) -> str:  # noqa: ARG002  # of `Kit`
        return str(name)

    def lit(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        return _drawing(f"{'-'.join((anatomy, *organs))}.svg")

    def small(self, anatomy: str, organs: tuple[str, ...]) -> Drawing:
        return self.lit(anatomy, organs)


def _checked(source: Tree) -> tuple[ConditionTree, ClinicFacts]:
    """The condition and the facts of the clinic in `source`, where both have their shape."""
    condition = source["condition"]
    facts: Tree = {key: source[key] for key in ("clinic", "emergency_number")}
    if not isinstance(condition, dict):
        raise ChangedBase("condition")
    if "index" in condition:  # only a book of several guides has one
        raise OfCollection(str(condition.get("condition")))
    ledger = Ledger(_drawing, _Kit())
    where = ""
    try:
        Condition.model_validate(condition, context=ledger)
        where = "clinic"
        _check_clinic(facts["clinic"])
        where = "emergency_number"
        TypeAdapter(str).validate_python(facts["emergency_number"])
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        raise ChangedBase(where or ".".join(map(str, first)) or "condition") from exc
    return as_condition(_without_brands(condition)), as_clinic(facts)


def _without_brands(condition: Tree) -> Tree:
    """The condition without the keys that say for which brands a passage is: the file shows all."""

    def without(value: Value) -> Value:
        if isinstance(value, dict):
            kept = (key for key in value if key not in ("only_for", "not_for"))
            return {key: without(value[key]) for key in kept}
        return [without(one) for one in value] if isinstance(value, list) else value

    return {key: without(value) for key, value in condition.items()}


def _check_clinic(clinic: Value) -> None:
    """Raises `ValidationError` or `ChangedBase` where it is not a clinic with all its keys."""
    _CLINIC.validate_json(json.dumps(clinic))
    if not isinstance(clinic, dict) or clinic.keys() != {one.name for one in fields(Clinic)}:
        raise ChangedBase("clinic")
