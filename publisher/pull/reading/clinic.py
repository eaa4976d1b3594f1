"""The facts of the clinic in an edited file: in its custom XML part, its controls and its lines.

Word writes an edit of a bound control into the part and into every control bound to it; other
programs change only the text of one control. So each is read, and the one that was changed counts.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence

from pydantic import TypeAdapter

from publisher.brand.model import Clinic
from publisher.pull.docx.elements import BodyElement
from publisher.pull.docx.package import OurWordFile
from publisher.pull.reading.results import Notice, single_spaced
from publisher.pull.tree import ClinicFacts
from publisher.roundtrip import clinic_part
from publisher.roundtrip.addresses import CLINIC, Address

_CLINIC = TypeAdapter(Clinic)


def clinic_facts_in(
    file: OurWordFile,
    elements: Iterable[BodyElement],
    cards: Sequence[BodyElement],
    sentences: Iterable[tuple[Address, str]],
    heading: str,
) -> tuple[ClinicFacts, list[Notice]]:
    """The facts of the clinic as they are in the file, and notices of what is not clear.

    `elements` are all that may show a fact, `cards` the lines of contact cards, `sentences` facts
    that were found in other text. The notices are placed under `heading`.
    """
    base = file.base.clinic
    known = dict(facts_of(base))
    found: dict[Address, list[str]] = {address: [] for address in known}
    for address, words in file.facts.items():
        found.setdefault(address, []).append(single_spaced(words))
    for element in elements:
        for address, words in _shown(element):
            found.setdefault(address, []).append(single_spaced(words))
    for address, words in sentences:
        found.setdefault(address, []).append(single_spaced(words))
    loose = [element for element in cards if not any(span.fact for span in element.spans)]
    shown = {span.fact for element in cards for span in element.spans if span.fact}
    notices: list[Notice] = []
    for address, words in _by_line(loose, shown, base, notices, heading):
        found[address].append(words)
    facts = copy.deepcopy(base)
    for address, before in known.items():
        new = sorted({words for words in found[address] if words != before})
        if len(new) == 1 and new[0]:
            _put(facts, address, new[0])
        elif len(new) > 1:
            both = " / ".join(new)
            notices.append(Notice(f"{address} is given in more than one way", heading, both))
        elif new:
            what = f"{address} was emptied; it was kept"
            notices.append(Notice(what, heading, before, left=False))
    return facts, notices


def facts_of(clinic: ClinicFacts) -> Iterator[tuple[Address, str]]:
    """(address, words) of every fact of a clinic."""
    own = _CLINIC.validate_python(clinic["clinic"])
    yield from clinic_part.facts_of(own, clinic["emergency_number"])


def _shown(element: BodyElement) -> Iterator[tuple[Address, str]]:
    """(address, words) of each fact that an element shows; a control may have several spans."""
    last: Address | None = None
    words = ""
    for span in element.spans:
        if span.fact != last:
            if last is not None:
                yield last, words
            last, words = span.fact, ""
        words += span.text
    if last is not None:
        yield last, words


def _by_line(
    loose: Sequence[BodyElement],
    shown: set[Address],
    base: ClinicFacts,
    notices: list[Notice],
    heading: str,
) -> Iterator[tuple[Address, str]]:
    """Facts from lines that lost their controls: the changed lines, matched to the base by order.

    `loose` are these lines, `shown` the facts that other lines show in controls.
    """
    lines = [line for line in _lines(base) if not set(line[0]) & shown]
    known = {words for _, words in lines}
    new = [
        element
        for element in loose
        if single_spaced(element.words) and single_spaced(element.words) not in known
    ]
    there = {single_spaced(element.words) for element in loose}
    gone = [line for line in lines if line[1] not in there]
    if new and len(new) != len(gone):
        notices += [Notice("a line of a contact card", heading, p.words) for p in new]
        return
    for element, (addresses, _) in zip(new, gone, strict=bool(new)):
        words = single_spaced(element.words)
        if len(addresses) == 2:
            colon = max(map(words.rfind, ":："))
            label, number = words[:colon], words[colon + 1 :]
            if colon < 0:
                notices.append(Notice("a line of a contact card", heading, words))
                continue
            yield addresses[0], label.strip()
            yield addresses[1], number.strip()
        else:
            yield addresses[0], words


def _lines(base: ClinicFacts) -> Iterator[tuple[tuple[Address, ...], str]]:
    """(addresses, words) of each line of a contact card."""
    own = base["clinic"]
    yield (CLINIC.name,), own["name"]
    for number, phone in enumerate(own["phones"]):
        where = CLINIC.phones[number]
        yield (where.label, where.number), f"{phone['label']}: {phone['number']}"
    for number, line in enumerate(own["address"]):
        yield (CLINIC.address[number],), line
    if own["email"]:
        yield (CLINIC.email,), own["email"]
    if own["web"]:
        yield (CLINIC.web,), own["web"]


def _put(facts: ClinicFacts, address: Address, words: str) -> None:
    """Sets the fact at an address."""
    clinic = facts["clinic"]
    match address.steps:
        case ("emergency_number",):
            facts["emergency_number"] = words
        case ("clinic", "address", number):
            clinic["address"][int(number)] = words
        case ("clinic", "phones", number, ("label" | "number") as key):
            clinic["phones"][int(number)][key] = words
        case ("clinic", ("name" | "email" | "web") as key):
            clinic[key] = words
        case _:
            raise ValueError(f"{str(address)!r} is not the address of a fact of the clinic")
