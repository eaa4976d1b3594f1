"""Facts of the clinic in the sentences of an edited file → their names: `{clinic.phone.day}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from publisher.brand.facts import facts_of
from publisher.brand.model import Clinic
from publisher.content import inline
from publisher.content.inline import Fact
from publisher.pull.docx.elements import Span
from publisher.pull.tree import ClinicFacts
from publisher.roundtrip.addresses import Address
from publisher.roundtrip.clinic_part import address_of

_CLINIC = TypeAdapter(Clinic)


class FactNames:
    """The names of the facts of one clinic, and what they were when the file was made."""

    def __init__(self, clinic: ClinicFacts) -> None:
        own = _CLINIC.validate_python(clinic["clinic"])
        self.facts = facts_of(own, clinic["emergency_number"])
        self._addresses = {name: address_of(name, own) for name in self.facts}

    def named(self, spans: Sequence[Span], before: str | None) -> list[Span]:
        """Spans in which every fact has its name, and is spelled as a source does it.

        `before` is the text in the base: of two names of one number, the one that it has counts.
        Where a program dropped the control of a fact, it is known by its words.
        """
        nodes = inline.parse(before).nodes if before is not None else ()
        used = [fact.name for fact in inline.find(nodes, Fact) if fact.name in self._addresses]
        names = {self._addresses[name]: name for name in (*self._addresses, *used)}
        found = _named(spans, names)
        for name in used:
            if not any(span.named == name for span in found):
                found = _known_by_words(found, self.facts[name])
        return found


def _named(spans: Iterable[Span], names: Mapping[Address, str]) -> list[Span]:
    """The spans; neighbours that show one fact are one."""
    found: list[Span] = []
    last: Address | None = None
    for span in spans:
        name = names.get(span.fact) if span.fact else None
        if name is None:
            found.append(span)
        elif span.fact != last:
            text = Fact.named(name).text
            found.append(replace(span, text=text, named=name, href=None, language=None))
        last = span.fact
    return found


def _known_by_words(spans: Sequence[Span], fact: Fact) -> list[Span]:
    """The spans with the first one that contains the words of a fact cut around them."""
    for at, span in enumerate(spans):
        if span.named is None and span.cited is None and fact.text in span.text:
            before, _, after = span.text.partition(fact.text)
            shown = replace(span, text=Fact.named(fact.name).text, named=fact.name, href=None)
            parts = [replace(span, text=before), shown, replace(span, text=after)]
            return [*spans[:at], *(part for part in parts if part.text), *spans[at + 1 :]]
    return list(spans)
