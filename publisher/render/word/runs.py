"""Inline text → runs, links and citations of Open XML, each in its character style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, assert_never

from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import OxmlElement

from publisher.content.inline import (
    Citation,
    Emphasis,
    Fact,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
)
from publisher.plan.job import Job
from publisher.render.word.controls import ContentControls, element, fixed
from publisher.roundtrip import clinic_part
from publisher.roundtrip.addresses import link_target
from publisher.roundtrip.styles import Style

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

_TOOLTIP = 255  # letters that Word shows of one


class Runs:
    """Makes the runs of a body; the targets of its links become relations of `part`."""

    def __init__(self, job: Job, part: DocumentPart, controls: ContentControls) -> None:
        self.job = job
        self.controls = controls
        self.part = part
        self.numbers = job.condition.numbers
        self.definitions = {e.id: e.definition.plain for e in job.condition.glossary}

    def of(
        self,
        nodes: tuple[Inline, ...],
        letters: Style | None = None,
        marks: Style | None = None,
    ) -> Iterator[Any]:
        """The runs of a text, in the style of `marks` around it, else in that of `letters`."""
        for node in nodes:
            match node:
                case Plain():
                    yield run(node.text, marks or letters)
                case Strong():
                    yield from self.of(node.children, letters, _both(marks, Style.STRONG))
                case Emphasis():
                    yield from self.of(node.children, letters, _both(marks, Style.EMPHASIS))
                case Foreign():
                    yield run(node.text, marks or letters, node.language)
                case Link():
                    linked = run(node.text, Style(f"{marks or ''}{Style.HYPERLINK}"))
                    yield link(self._target(node.href), linked)
                case Term():
                    to = {"w:anchor": link_target("entry", node.entry)}
                    if len(definition := self.definitions[node.entry]) <= _TOOLTIP:
                        to["w:tooltip"] = definition
                    yield link(to, run(node.text, Style(f"{marks or ''}{Style.GLOSSARY_LINK}")))
                case Fact():
                    yield self._fact(node, marks or letters)
                case Citation():
                    yield from self._citation(node)
                case _:
                    assert_never(node)

    def _fact(self, fact: Fact, style: Style | None) -> Any:
        """A fact of the clinic, bound to its part; an address of several lines is locked."""
        address = clinic_part.address_of(fact.name, self.job.brand.clinic)
        shown = run(fact.text, style)
        if address in self.controls.facts:
            return self.controls.bound(address, shown)
        return self.controls.wrap(fixed(self.job, address.steps[-1]), [shown])

    def _target(self, href: str) -> dict[str, str]:
        """The attributes of a link: to a bookmark in the file ("#name") or out of it."""
        if href.startswith("#"):
            return {"w:anchor": href[1:]}
        return {"r:id": self.part.relate_to(href, RELATION.HYPERLINK, is_external=True)}

    def _citation(self, citation: Citation) -> Iterator[Any]:
        references = sorted(citation.references, key=self.numbers.__getitem__)
        for place, reference in enumerate(references):
            if place:
                yield run(", ", Style.CITATION)
            number = self.numbers[reference]
            to = {
                "w:anchor": link_target("reference", reference),
                "w:tooltip": self.job.words.reference_number.format(number=number),
            }
            yield link(to, run(str(number), Style.CITATION))


_MARKS = {
    None: frozenset[Style](),
    Style.STRONG: frozenset({Style.STRONG}),
    Style.EMPHASIS: frozenset({Style.EMPHASIS}),
    Style.STRONG_EMPHASIS: frozenset({Style.STRONG, Style.EMPHASIS}),
}


def _both(marks: Style | None, mark: Style) -> Style:
    """The character style for a mark inside others; the order does not matter."""
    wanted = _MARKS[marks] | {mark}
    return Style.STRONG_EMPHASIS if len(wanted) > 1 else mark


def run(text: str, style: Style | None = None, language: str | None = None) -> Any:
    """A run of text, in a language of its own if `language` is given."""
    made: Any = OxmlElement("w:r")
    if style:
        made.style = style.value
    if language:
        made.get_or_add_rPr().append(element("w:lang", {"w:val": language, "w:bidi": language}))
    made.text = text
    return made


def link(to: dict[str, str], content: Any) -> Any:
    """A link around a run; `to` are the attributes that say where it leads."""
    made = element("w:hyperlink", {**to, "w:history": "1"})
    made.append(content)
    return made


def field_start(code: str) -> Iterator[Any]:
    """The runs that open a field; its result follows, and then `field_end`."""
    yield _field_mark("begin")
    made, instruction = element("w:r", {}), element("w:instrText", {})
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.append(instruction)
    yield made
    yield _field_mark("separate")


def field_end() -> Any:
    """The run that closes a field."""
    return _field_mark("end")


def _field_mark(kind: str) -> Any:
    made = element("w:r", {})
    made.append(element("w:fldChar", {"w:fldCharType": kind}))
    return made
