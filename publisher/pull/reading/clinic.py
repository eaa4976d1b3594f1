"""What an edited file says of the clinic: from its custom XML part, its controls, its lines.

Word writes an edit of a bound control into the part and into every control bound to it; other
programs change the letters alone. So whichever of them is not as the file was made counts.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter

from publisher.brand.model import Clinic
from publisher.pull.docx.body import BodyElement
from publisher.pull.docx.package import OurWordFile
from publisher.pull.reading.findings import Notice
from publisher.pull.tree import Tree
from publisher.roundtrip import clinic_part
from publisher.roundtrip.addresses import CLINIC, Address

_CLINIC = TypeAdapter(Clinic)


def clinic_facts_in(
    opened: OurWordFile,
    pieces: Iterable[BodyElement],
    cards: Sequence[BodyElement],
    sentences: Iterable[tuple[Address, str]],
    heading: str,
) -> tuple[Tree, list[Notice]]:
    """The clinic as the file tells of it, in the shape of the base, and what is not clear.

    `pieces` are all that may show a fact, `cards` the lines of contact cards, `sentences` facts
    by address that were found in other words.
    """
    base = opened.base.clinic
    known = dict(facts_of(base))
    said: dict[Address, list[str]] = {address: [] for address in known}
    for address, words in opened.facts.items():
        said.setdefault(address, []).append(_line(words))
    for piece in pieces:
        for address, words in _shown(piece):
            said.setdefault(address, []).append(_line(words))
    for address, words in sentences:
        said[address].append(_line(words))
    findings: list[Notice] = []
    loose = [piece for piece in cards if not any(span.fact for span in piece.spans)]
    shown = {span.fact for piece in cards for span in piece.spans if span.fact}
    for address, words in _by_line(loose, shown, base, findings, heading):
        said[address].append(words)
    tree = copy.deepcopy(base)
    for address, before in known.items():
        new = sorted({words for words in said[address] if words != before})
        if len(new) == 1 and new[0]:
            _put(tree, address, new[0])
        elif len(new) > 1:
            both = " / ".join(new)
            findings.append(Notice(f"{address} is given in more than one way", heading, both))
        elif new:
            what = f"{address} was emptied; it was kept"
            findings.append(Notice(what, heading, before, left=False))
    return tree, findings


def facts_of(clinic: Tree) -> Iterator[tuple[Address, str]]:
    """(address, words) of every fact of a clinic tree."""
    own = _CLINIC.validate_python(clinic["clinic"])
    yield from clinic_part.facts_of(own, clinic["emergency_number"])


def _shown(piece: BodyElement) -> Iterator[tuple[Address, str]]:
    """(address, words) of each fact that a piece shows, the letters of one control together."""
    last: Address | None = None
    words = ""
    for span in piece.spans:
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
    base: Tree,
    findings: list[Notice],
    heading: str,
) -> Iterator[tuple[Address, str]]:
    """Facts from lines without controls: those that are not in the base, matched by order.

    `shown` are the facts that other lines show in controls.
    """
    lines = [line for line in _lines(base) if not set(line[0]) & shown]
    known = {words for _, words in lines}
    new = [piece for piece in loose if _line(piece.words) and _line(piece.words) not in known]
    there = {_line(piece.words) for piece in loose}
    gone = [line for line in lines if line[1] not in there]
    if new and len(new) != len(gone):
        findings += [Notice("a line of a contact card", heading, p.words) for p in new]
        return
    for piece, (addresses, _) in zip(new, gone, strict=bool(new)):
        words = _line(piece.words)
        if len(addresses) == 2:
            label, colon, number = words.rpartition(":")
            if not colon:
                findings.append(Notice("a line of a contact card", heading, words))
                continue
            yield addresses[0], label.strip()
            yield addresses[1], number.strip()
        else:
            yield addresses[0], words


def _lines(base: Tree) -> Iterator[tuple[tuple[Address, ...], str]]:
    """(addresses, words) of each line of a contact card."""
    own = base["clinic"]
    yield (CLINIC.name,), own["name"]
    for number, phone in enumerate(own["phones"]):
        where = CLINIC.phones[number]
        yield (where.label, where.number), f"{phone['label']}: {phone['number']}"
    for number, line in enumerate(own["address"]):
        yield (CLINIC.address[number],), line
    if own.get("email"):
        yield (CLINIC.email,), own["email"]
    yield (CLINIC.web,), own["web"]


def _put(tree: Tree, address: Address, words: str) -> None:
    holder: Any = tree
    *keys, last = address.steps
    for key in keys:
        holder = holder[int(key) if isinstance(holder, list) else key]
    holder[int(last) if isinstance(holder, list) else last] = words


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()
