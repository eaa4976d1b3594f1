"""Documents in HTML → links with wrong targets; structure and stress that differ from the source.

The checks are the same for a web page, which is one document, and an e-book, which is several.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from publisher.content import inline
from publisher.content.model import Callout, Contact, Table, Urgency
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.found import ISOLATES
from publisher.verify.meaning import ExpectedList, Meaning, Stress
from publisher.verify.perceived.markup_seen import name_of

if TYPE_CHECKING:
    from lxml import etree

    from publisher.plan.job import Job

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_STRESS = {
    "strong": Stress.STRONG,
    "b": Stress.STRONG,
    "em": Stress.EMPHASIS,
    "i": Stress.EMPHASIS,
}


def words_in(element: etree._Element) -> str:
    """The words in an element, with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


def letters(text: str) -> str:
    """A text without white space and marks of direction, for comparing."""
    return ISOLATES.sub("", "".join(text.split()))


@dataclass(frozen=True)
class Documents:
    """The documents of a file by their path; that of a web page is ""."""

    job: Job
    meaning: Meaning
    roots: Mapping[str, etree._Element]

    @cached_property
    def ids(self) -> dict[str, tuple[str, etree._Element]]:
        """Every element with an id, with the path of its document."""
        return {
            identity: (path, element)
            for path, root in self.roots.items()
            for element in root.iter()
            if (identity := element.get("id"))
        }

    def of_block(self, block: str) -> etree._Element | None:
        """The element of a block, a glossary entry or a reference."""
        name = re.sub(r"^glossary\.", "entry-", re.sub(r"^references\.", "reference-", block))
        name = "at-a-glance" if block == "summary" else name
        return self.ids[name][1] if name in self.ids else None

    def bodies(self) -> Iterator[tuple[str, etree._Element]]:
        """The body of each document, with its path."""
        for path, root in self.roots.items():
            for element in root.iter():
                if name_of(element) == "body":
                    yield path, element

    def target(self, path: str, href: str) -> etree._Element | None:
        """What an internal link leads to: an element, or the body of a document."""
        url = urlsplit(href)
        if url.scheme or url.netloc:
            return None
        name = path
        if url.path:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(url.path)))
        if name not in self.roots:
            return None
        if not url.fragment:
            return next((body for at, body in self.bodies() if at == name), None)
        at, element = self.ids.get(unquote(url.fragment), ("", None))
        return element if at == name else None


def faults(documents: Documents) -> Iterator[Fault]:
    """Everything in documents that means something else than the source."""
    yield from _links(documents)
    yield from _notes(documents)
    yield from _known_links(documents)
    for one in documents.meaning.lists:
        yield from _list(documents, one)
    for table in documents.meaning.tables:
        yield from _table(documents, table)
    for callout in documents.meaning.callouts:
        yield from _callout(documents, callout)
    yield from _blocks(documents)
    yield from _references(documents)
    yield from _headings(documents)
    yield from _stresses(documents)
    yield from _phrases(documents)


# Links -------------------------------------------------------------------------------------


def _links(documents: Documents) -> Iterator[Fault]:
    """Links of source and brand that are missing, have other words or lead elsewhere."""
    wanted = Counter((link.block, link.words, link.target) for link in documents.meaning.links)
    for (block, words, target), count in wanted.items():
        home = documents.of_block(block)
        scopes = [home] if home is not None else [body for _, body in documents.bodies()]
        if home is not None and name_of(home) == "dt":
            scopes += [one for one in home.itersiblings() if name_of(one) == "dd"][:1]
        links = [link for scope in scopes for link in scope.iter("{*}a", "a")]
        same = [link for link in links if letters(words_in(link)) == letters(words)]
        if sum(link.get("href") == target for link in same) < count:
            detail = f"to {same[0].get('href') or 'nowhere'}" if same else "is no link"
            yield Fault(block, words, FaultKind.LINK, f"{detail}, not to {target}")


def _notes(documents: Documents) -> Iterator[Fault]:
    """Terms and citations that are no links to their notes."""
    found = Counter(
        letters(words_in(link))
        for _, body in documents.bodies()
        for link in body.iter("{*}a", "a")
        if link.get("role") in ("doc-biblioref", "doc-glossref")
    )
    wanted = Counter(letters(words) for _, words in documents.meaning.notes)
    blocks = {letters(words): (block, words) for block, words in documents.meaning.notes}
    for words in wanted - found:
        block, shown = blocks[words]
        yield Fault(block, shown, FaultKind.LINK, "does not lead to its note")


def dials(number: str) -> str:
    """The digits of a telephone number, however it is written."""
    return re.sub(r"[^+\d]", "", number.partition(";")[0].partition("ext")[0])


def same_target(one: str, other: str) -> bool:
    """Whether two links lead to the same place; a telephone number may be written in many ways."""
    if one.startswith("tel:") and other.startswith("tel:"):
        return dials(one.removeprefix("tel:")) == dials(other.removeprefix("tel:"))
    return one == other


def _known_links(documents: Documents) -> Iterator[Fault]:
    job = documents.job
    known = {link.target for link in documents.meaning.links}
    known |= job.brand.clinic.links
    numbers = {dials(number) for number in documents.meaning.numbers(job)}
    offers = {f"{one.name}{one.format.suffix}": one.title for one in job.siblings if one.offered}
    for path, body in documents.bodies():
        for link in body.iter("{*}a", "a", "{*}area", "area"):
            href, words = link.get("href"), words_in(link)
            if href is None:
                yield Fault("", words, FaultKind.LINK, "leads nowhere")
            elif not words and not any(name_of(one) in ("img", "svg") for one in link.iter()):
                yield Fault("", href, FaultKind.LINK, "has no words")
            elif wrong := _wrong_link(documents, path, link, href, known, numbers, offers):
                yield Fault("", words, FaultKind.LINK, wrong)


def _wrong_link(
    documents: Documents,
    path: str,
    link: etree._Element,
    href: str,
    known: set[str],
    numbers: set[str],
    offers: Mapping[str, str],
) -> str:
    """What is wrong with one link; empty where nothing is."""
    words = words_in(link)
    scheme = urlsplit(href).scheme
    if scheme == "tel":
        digits = dials(href.removeprefix("tel:"))
        if digits not in numbers:
            return f"dials {href.removeprefix('tel:')}, which nobody gave"
        return "" if digits in dials(words) or href in known else f"says {words}, dials {digits}"
    if scheme or href.startswith("//"):
        return "" if href in known else f"leads to {href}, which nobody gave"
    if href in offers:
        return "" if words == offers[href] else f"leads to {href}"
    target = documents.target(path, href)
    if target is None:
        return f"leads to {href}, which is not there"
    return _wrong_target(documents, link, href, target)


def _wrong_target(
    documents: Documents, link: etree._Element, href: str, target: etree._Element
) -> str:
    """What is wrong with the target of an internal link; empty where nothing is."""
    role, words = link.get("role") or "", words_in(link)
    fragment = unquote(urlsplit(href).fragment)
    roles = {"reference-": "doc-biblioref", "entry-": "doc-glossref"}
    if role not in (roles.get(re.sub("-.*", "-", fragment), role), "doc-backlink"):
        return f"leads to {href} without saying that it is a note"
    if role == "doc-biblioref":
        numbers = {str(n): f"reference-{key}" for key, n in documents.job.condition.numbers.items()}
        return "" if numbers.get(words) == fragment else f"leads to {href}"
    if role == "doc-glossref":
        entries = _terms(documents).get(letters(words), set())
        return "" if fragment in entries else f"leads to {href}"
    in_contents = any(
        name_of(above) == "nav" and above.get("role") != "doc-pagelist"
        for above in link.iterancestors()
    )
    landmark = "landmarks" in (_ancestor_id(link), link.get("{http://www.idpf.org/2007/ops}type"))
    if in_contents and not landmark and not letters(words_in(target)).startswith(letters(words)):
        return f"leads to {href}, which begins with other words"
    return ""


def _ancestor_id(link: etree._Element) -> str:
    return next((above.get("id") or "" for above in link.iterancestors() if above.get("id")), "")


def _terms(documents: Documents) -> dict[str, set[str]]:
    """The ids of the glossary entries that words of the source refer to, by the words."""
    found: dict[str, set[str]] = {}
    for _, text in documents.meaning.texts:
        for term in inline.find(text.nodes, inline.Term):
            found.setdefault(letters(term.text), set()).add(f"entry-{term.entry}")
    return found


# Blocks, lists, tables, callouts, headings ----------------------------------------------------


_SHAPES = {
    "Paragraph": "p",
    "BulletList": "div list",
    "Steps": "div list steps",
    "Checklist": "div list checklist",
    "Questions": "div list questions",
    "WriteIn": "div write-in",
    "Definitions": "div list definitions",
    "Table": "table",
    "Figure": "figure",
    "Recording": "div recording",
    "Contact": "div contact",
}
"""The element and the class of each kind of block; those of callouts depend on their urgency."""


def _blocks(documents: Documents) -> Iterator[Fault]:
    """Blocks whose element or class is that of another kind, so that they look like another."""
    edition = documents.job.edition
    for block in documents.meaning.blocks:
        home = documents.of_block(block.id)
        if home is None:
            continue
        wanted = _SHAPES.get(type(block).__name__)
        if isinstance(block, Callout):
            wanted = f"aside callout {block.urgency.value}"
        elif isinstance(block, Table) and edition.sets_as_rows(block):
            wanted = "div list table-rows"
        found = f"{name_of(home)} {home.get('class') or ''}".strip()
        if found != wanted:
            yield Fault(block.id, "", FaultKind.STRUCTURE, f"is <{found}>, not <{wanted}>")
        if isinstance(block, Contact):
            yield from _contact(documents, block.id)
    for line in (one for _, body in documents.bodies() for one in body.iter("{*}p", "p")):
        urgency = (line.get("class") or "").partition("urgent-")[2]
        if urgency:
            yield from _urgent(documents, line, urgency)


def _urgent(documents: Documents, line: etree._Element, urgency: str) -> Iterator[Fault]:
    """A line of whom to call that dials another number than its urgency."""
    number = documents.job.brand.number_for(Urgency(urgency))
    links = [link.get("href") or "" for link in line.iter("{*}a", "a")]
    if number is None or [dials(link.removeprefix("tel:")) for link in links] != [dials(number)]:
        yield Fault("", words_in(line), FaultKind.LINK, f"is not the number for {urgency}")


def _references(documents: Documents) -> Iterator[Fault]:
    """References that are not numbered as they are cited."""
    job = documents.job
    if job.edition.is_extract or not job.condition.references:
        return
    lists = [
        one
        for _, body in documents.bodies()
        for one in body.iter()
        if "references" in (one.get("class") or "").split()
    ]
    wanted = [f"reference-{one.id}" for one in job.condition.references]
    for one in lists:
        found = [item.get("id") for item in one if name_of(item) == "li"]
        numbered = name_of(one) == "ol" and not {"start", "reversed", "type"} & {*one.attrib}
        if found != wanted or not numbered:
            yield Fault("references", "", FaultKind.STRUCTURE, "are not numbered as they are cited")
    if len(lists) != 1:
        yield Fault("references", "", FaultKind.STRUCTURE, f"stand in {len(lists)} lists")


def _list(documents: Documents, wanted: ExpectedList) -> Iterator[Fault]:
    home = documents.of_block(wanted.block)
    if home is None:
        return  # its words are missing, which another check reports
    lists = [one for one in home.iter() if name_of(one) in ("ol", "ul")]
    outer = [one for one in lists if not any(name_of(a) == "li" for a in _above(one, home))]
    name = "ol" if wanted.start else "ul"
    if len(outer) != 1 or name_of(outer[0]) != name:
        what = "numbered steps" if wanted.start else "a list without numbers"
        yield Fault(wanted.block, "", FaultKind.STRUCTURE, f"is not one list, {what}")
        return
    start = outer[0].get("start", "1")
    if wanted.start and (start != str(wanted.start) or outer[0].get("reversed") is not None):
        detail = f"its steps begin at {start}, not at {wanted.start}"
        yield Fault(wanted.block, "", FaultKind.STRUCTURE, detail)
    for one in lists:
        if one.get("type") or (one is not outer[0] and name_of(one) == "ol"):
            yield Fault(wanted.block, "", FaultKind.STRUCTURE, "its items are numbered otherwise")
    if any(item.get("value") for item in home.iter() if name_of(item) == "li"):
        yield Fault(wanted.block, "", FaultKind.STRUCTURE, "an item has a number of its own")
    counts = [sum(name_of(i) == "li" for one in _lists_in(item) for i in one) for item in outer[0]]
    if counts != [len(nested) for nested in wanted.nested]:
        yield Fault(wanted.block, "", FaultKind.STRUCTURE, "its items are not nested as they were")


def _above(element: etree._Element, home: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is home:
            return
        yield above


def _lists_in(item: etree._Element) -> list[etree._Element]:
    return [one for one in item.iter() if name_of(one) in ("ol", "ul")]


def _table(documents: Documents, wanted: Table) -> Iterator[Fault]:
    home = documents.of_block(wanted.id)
    if home is None or documents.job.edition.sets_as_rows(wanted):
        return
    table = next((one for one in home.iter() if name_of(one) == "table"), None)
    if table is None:
        yield Fault(wanted.id, "", FaultKind.STRUCTURE, "is no table")
        return
    heads = [one for one in table.iter() if name_of(one) == "th" and one.get("scope") == "col"]
    if [letters(words_in(one)) for one in heads] != _cited(documents, wanted.columns):
        detail = "its columns are not headed by header cells"
        yield Fault(wanted.id, "", FaultKind.STRUCTURE, detail)
    first = [one for one in table.iter() if name_of(one) == "th" and one.get("scope") == "row"]
    if len(first) != len(wanted.rows):
        yield Fault(wanted.id, "", FaultKind.STRUCTURE, "its rows are not headed by header cells")
    parts = [name_of(one) for one in table if name_of(one) in ("thead", "tbody", "tfoot")]
    rows = [len(one) for one in table if name_of(one) == "thead"]
    if parts != ["thead", "tbody"] or rows != [1]:
        yield Fault(wanted.id, "", FaultKind.STRUCTURE, "has no head of one row above its rows")
    for cell in table.iter():
        if cell.get("colspan") or cell.get("rowspan") or cell.get("headers"):
            yield Fault(wanted.id, words_in(cell), FaultKind.STRUCTURE, "spans other cells")
    for row in (one for one in table.iter() if name_of(one) == "tr"):
        shown = [one.get("data-column") for one in row if name_of(one) == "td"]
        if shown and list(map(letters, map(str, shown))) != [
            letters(column.plain) for column in wanted.columns[1:]
        ]:
            detail = "a cell says another heading in a narrow window"
            yield Fault(wanted.id, words_in(row), FaultKind.STRUCTURE, detail)


def _cited(documents: Documents, texts: tuple[inline.Text, ...]) -> list[str]:
    numbers = documents.job.condition.numbers
    return [letters(text.cited(numbers)) for text in texts]


def _callout(documents: Documents, wanted: Callout) -> Iterator[Fault]:
    home = documents.of_block(wanted.id)
    if home is None:
        return
    if wanted.urgency.value not in (home.get("class") or "").split():
        detail = f"does not look as urgent as it is ({wanted.urgency.value})"
        yield Fault(wanted.id, wanted.heading.plain, FaultKind.MEANING, detail)
    number = documents.job.brand.number_for(wanted.urgency)
    dialled = [
        dials((link.get("href") or "").removeprefix("tel:")) for link in home.iter("{*}a", "a")
    ]
    if number and dials(number) not in dialled:
        yield Fault(wanted.id, number, FaultKind.LINK, "the number of the callout dials nothing")


def _contact(documents: Documents, block: str) -> Iterator[Fault]:
    """Numbers and addresses in a box about the clinic that lead nowhere."""
    home = documents.of_block(block)
    links = [] if home is None else [*home.iter("{*}a", "a")]
    found = [(letters(words_in(link)), link.get("href") or "") for link in links]
    for words, target in documents.job.brand.clinic.contact_links if home is not None else ():
        if not any(said == letters(words) and same_target(to, target) for said, to in found):
            yield Fault(block, words, FaultKind.LINK, f"does not lead to {target}")


def _headings(documents: Documents) -> Iterator[Fault]:
    is_book = "" not in documents.roots
    for wanted in documents.meaning.headings:
        home = documents.of_block(wanted.block)
        if wanted.block == "title":
            home = next((body for _, body in documents.bodies() if _first_heading(body)), None)
        if home is None:
            continue
        level = max(1, wanted.level - 1) if is_book and wanted.block != "summary" else wanted.level
        found = [
            one
            for one in home.iter()
            if name_of(one) in _HEADINGS
            and letters(words_in(one)).startswith(letters(wanted.words))
        ]
        if not any(name_of(one) == f"h{level}" and one.get("role") is None for one in found):
            detail = f"is no heading of level {level}"
            yield Fault(wanted.block, wanted.words, FaultKind.STRUCTURE, detail)


def _first_heading(body: etree._Element) -> bool:
    return any(name_of(one) == "h1" for one in body.iter())


# Stress and languages -------------------------------------------------------------------------


def _stresses(documents: Documents) -> Iterator[Fault]:
    wanted = Counter((one.stress, letters(one.words)) for one in documents.meaning.stresses)
    found: Counter[tuple[Stress, str]] = Counter()
    for _, body in documents.bodies():
        for element in body.iter():
            kind = _STRESS.get(name_of(element))
            above = element.getparent()
            by_layout = above is not None and name_of(above) in ("caption", "figcaption")
            if kind and not by_layout and not _heads_row(element):
                found[kind, letters(words_in(element))] += 1
    words = {letters(one.words): one for one in documents.meaning.stresses}
    for (kind, text), count in (wanted - found).items():
        one = words[text]
        yield Fault(one.block, one.words, FaultKind.MEANING, f"is not marked as {kind} {count}×")
    for kind, text in found - wanted:
        yield Fault("", text, FaultKind.ADDED, f"is marked as {kind}")


def _heads_row(element: etree._Element) -> bool:
    """Whether it is the caption of a table set row by row, or the column of a cell there."""
    above = element.getparent()
    if above is None or element.getprevious() is not None or (above.text or "").strip():
        return False
    inside = any("table-rows" in (one.get("class") or "") for one in above.iterancestors())
    return inside and (name_of(above) == "dd" or above.get("class") == "caption")


def _phrases(documents: Documents) -> Iterator[Fault]:
    own = documents.job.condition.language
    wanted = Counter((one.language, letters(one.words)) for one in documents.meaning.phrases)
    found: Counter[tuple[str, str]] = Counter()
    for _, body in documents.bodies():
        for element in body.iter():
            language = element.get("lang") or element.get(
                "{http://www.w3.org/XML/1998/namespace}lang"
            )
            if language and language != own:
                found[language, letters(words_in(element))] += 1
    for language, text in wanted - found:
        yield Fault("", text, FaultKind.MEANING, f"does not say that it is in {language}")
    for language, text in found - wanted:
        yield Fault("", text, FaultKind.MEANING, f"says that it is in {language}")
