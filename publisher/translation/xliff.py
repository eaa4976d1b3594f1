"""Translations as XLIFF 2.1, the format of agencies' programs.

Marks, links, terms, citations and facts of the clinic are inline codes, which those programs
protect. XLIFF 2.1 is an OASIS Standard of 2018; its namespace is that of 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from publisher.errors import BadInput, Problem
from publisher.source.positions import read_text, relative
from publisher.translation.catalogue import Catalogue, TranslatedPassage, joined, parted
from publisher.translation.units import Unit

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_X = f"{{{_NAMESPACE}}}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_NOTES = ("context", "limit", "hash", "accepted")


def write_xliff(catalogue: Catalogue, units: tuple[Unit, ...], original_language: str) -> bytes:
    """The file: a unit of one segment for each unit, in the order of the units."""
    root = etree.Element(f"{_X}xliff", nsmap={None: _NAMESPACE})
    root.set("version", "2.1")
    root.set("srcLang", original_language)
    root.set("trgLang", catalogue.language)
    file = etree.SubElement(root, f"{_X}file", id="f1", original=catalogue.condition)
    file.text = file.tail = "\n"  # a unit in each line, so that a problem can name it
    known = {passage.address: passage for passage in catalogue.passages}
    for number, unit in enumerate(units, 1):
        _write_unit(file, number, unit, known.get(str(unit.address)))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=False)


def _write_unit(file: _Element, number: int, unit: Unit, known: TranslatedPassage | None) -> None:
    # An address has characters that an id may not have, so it is the unit's name.
    written = etree.SubElement(file, f"{_X}unit", id=f"u{number}", name=str(unit.address))
    written.tail = "\n"
    notes = etree.SubElement(written, f"{_X}notes")
    accepted = joined(known.accepted) if known else ""
    limit = str(unit.limit or "")
    for name, text in zip(_NOTES, (unit.context, limit, unit.hash, accepted), strict=True):
        if text:
            etree.SubElement(notes, f"{_X}note", category=name).text = text
    data = etree.SubElement(written, f"{_X}originalData")
    segment = etree.SubElement(written, f"{_X}segment")
    target = known.target if known else ""
    unsure = bool(known and (known.is_unsure or known.source != unit.source))
    segment.set("state", "translated" if target and not unsure else "initial")
    codes = _Codes(data)
    codes.fill(etree.SubElement(segment, f"{_X}source"), unit.source)
    if target:
        codes.fill(etree.SubElement(segment, f"{_X}target"), target)
    if not len(data):
        written.remove(data)


# A citation or a fact of the clinic; a link with its words and its target; a mark for strong or
# emphasized words.
_CODE = re.compile(
    r"(?P<escaped>\\.)|(?P<alone>\[@[^\]]*\]|\{[A-Za-z][\w.-]*\})"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\((?P<to>[^()\s]*)\)|(?P<mark>\*\*|\*)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Codes:
    """Writes texts with inline codes; the same code of source and target has the same id."""

    data: _Element
    originals: dict[str, str] = field(default_factory=dict)
    """The id of each original text of a code."""
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    """The id of each code: its original text, and the how manieth of its kind it is."""

    def fill(self, element: _Element, text: str) -> None:
        """Puts a text into <source> or <target>."""
        self._fill(element, text, {})

    def _fill(self, element: _Element, text: str, used: dict[str, int]) -> None:
        open_: list[tuple[_Element, str]] = [(element, "")]
        at = 0
        for match in _CODE.finditer(text):
            if match["escaped"]:
                continue
            place, mark = open_[-1]
            _add(place, text[at : match.start()])
            at = match.end()
            if match["alone"]:
                self._code(place, "ph", (match["alone"], ""), used)
            elif match["mark"] and match["mark"] == mark:
                open_.pop()
            elif match["mark"]:
                made = self._code(place, "pc", (match["mark"], match["mark"]), used)
                open_.append((made, match["mark"]))
            else:
                made = self._code(place, "pc", ("[", f"]({match['to']})"), used)
                self._fill(made, match["words"], used)
        _add(open_[-1][0], text[at:])

    def _code(
        self, place: _Element, kind: str, data: tuple[str, str], used: dict[str, int]
    ) -> _Element:
        """A new inline code in `place`, with the id of the same code in the source."""
        name = "".join(data)
        number = used[name] = used.get(name, 0) + 1
        own = self.ids.setdefault((name, number), str(len(self.ids) + 1))
        code = etree.SubElement(place, f"{_X}{kind}", id=own)
        if kind == "ph":
            code.set("dataRef", self._data(data[0]))
            code.set("canDelete", "no")
        else:
            code.set("dataRefStart", self._data(data[0]))
            code.set("dataRefEnd", self._data(data[1]))
            code.set("canDelete", "no")
            code.set("canOverlap", "no")
        return code

    def _data(self, text: str) -> str:
        if text not in self.originals:
            self.originals[text] = f"d{len(self.originals) + 1}"
            etree.SubElement(self.data, f"{_X}data", id=self.originals[text]).text = text
        return self.originals[text]


def _add(place: _Element, text: str) -> None:
    """Puts words behind what is in an element."""
    if not text:
        return
    if len(place):
        place[-1].tail = (place[-1].tail or "") + text
    else:
        place.text = (place.text or "") + text


# Reading ------------------------------------------------------------------------------------


def read_xliff(path: Path, root: Path) -> Catalogue:
    """The catalogue in a file. Raises `BadInput` where it is none."""
    file = relative(path, root)
    text = read_text(path, file)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
        wrong = f"no XML from here on ({exc.msg})"
        raise BadInput([Problem(file, line, column, "", wrong, "extract it again")]) from exc
    files = tree.findall(f"{_X}file")
    if tree.tag != f"{_X}xliff" or len(files) != 1:
        wrong = "is no XLIFF 2 with one file in it"
        raise BadInput([Problem(file, 0, 0, "", wrong, "save it as XLIFF 2.0 or 2.1")])
    problems: list[Problem] = []
    passages = tuple(_passages(tree, file, problems))
    if problems:
        raise BadInput(problems)
    return Catalogue(
        condition=files[0].get("original", ""),
        language=tree.get("trgLang", ""),
        passages=passages,
    )


def _passages(tree: _Element, file: str, problems: list[Problem]) -> Iterator[TranslatedPassage]:
    for unit in tree.iter(f"{_X}unit"):
        address, line = unit.get("name", ""), unit.sourceline or 0
        data = {one.get("id", ""): one.text or "" for one in unit.iter(f"{_X}data")}
        notes = {one.get("category", ""): one.text or "" for one in unit.iter(f"{_X}note")}
        # Programs may cut a unit into segments, with what is between them.
        segments = [one for one in unit if one.tag in (f"{_X}segment", f"{_X}ignorable")]
        try:
            source = "".join(_text(one.find(f"{_X}source"), data) for one in segments)
            targets = [one.find(f"{_X}target") for one in segments]
            spaces = [one.tag == f"{_X}ignorable" for one in segments]
            target = "".join(
                _text(one.find(f"{_X}source") if found is None and space else found, data)
                for one, found, space in zip(segments, targets, spaces, strict=True)
            )
        except KeyError as exc:
            wrong = f"names the code {exc.args[0]!r}, whose data is gone"
            problems.append(Problem(file, line, 1, address, wrong, "put the code of the source in"))
            continue
        states = {one.get("state", "initial") for one in segments if one.tag == f"{_X}segment"}
        yield TranslatedPassage(
            address=address,
            source=source,
            target=target,
            hash=notes.get("hash", ""),
            line=line,
            is_unsure=bool(target.strip()) and "initial" in states,
            accepted=parted(notes.get("accepted", "")),
        )


def _text(element: _Element | None, data: dict[str, str]) -> str:
    """The text of <source> or <target>, with the original data of its codes."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_X}ph":
            parts.append(data[child.get("dataRef", "")])
        elif child.tag == f"{_X}pc":
            parts += [
                data[child.get("dataRefStart", "")],
                _text(child, data),
                data[child.get("dataRefEnd", "")],
            ]
        elif child.tag == f"{_X}mrk":
            parts.append(_text(child, data))
        elif isinstance(child.tag, str):
            raise KeyError(child.tag.rpartition("}")[2])
        parts.append(child.tail or "")
    return "".join(parts)
