"""A finished tagged PDF → wrong links, structure that differs from the source, additions.

qpdf reads tree, annotations and catalogue, PDFium the letters under each mark. Running heads and
feet, which are not in the tree, are read too: a reader sees them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from publisher.content import inline
from publisher.content.model import Callout, Contact
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.found import joined
from publisher.verify.extract.pdf import painted
from publisher.verify.extract.right_to_left import TextBySight
from publisher.verify.meaning import Meaning, Stress, meaning
from publisher.verify.perceived.layouts import mentions, own, strong_labels
from publisher.verify.perceived.markup_added import known_words
from publisher.verify.perceived.markup_meaning import dials, letters, same_target
from publisher.verify.perceived.pdf_destinations import Destinations

if TYPE_CHECKING:
    from publisher.plan.job import Job

_MARKS = frozenset(("Decimal", "Disc", "None", "Circle", "Square", "Unordered", "Description"))
_RAISED = 5.0  # points
_MIDDLE = 0.2
_WIDGET_EMPTY = ("", "/Off")
_STRESS = {"Strong": Stress.STRONG, "Em": Stress.EMPHASIS}


@dataclass(slots=True)
class _Node:
    """An element of the structure tree: its kind, its words and its attributes."""

    kind: str
    text: str
    element: Any


@dataclass
class _Tagged:
    """An open file whose tree was read."""

    job: Job
    meaning: Meaning
    file: Any
    glyphs: dict[tuple[int, int], str]
    nodes: list[_Node] = field(default_factory=list)
    marks: set[tuple[int, int]] = field(default_factory=set)
    texts: list[Any] = field(default_factory=list)
    """The text page of each page, by PDFium."""

    def things(self, element: Any) -> set[tuple[int, int]]:
        """The annotations that belong to an element or to those in it."""
        import pikepdf

        kids = element.get("/K", ())
        found: set[tuple[int, int]] = set()
        for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
            if isinstance(kid, pikepdf.Dictionary):
                found |= {kid.Obj.objgen} if "/Obj" in kid else self.things(kid)
        return found

    @cached_property
    def places(self) -> Destinations:
        """The places that links and the outline lead to."""
        return Destinations(self.job, self.meaning, self.file, self.texts)

    def read(self) -> None:
        """Walks the tree."""
        pages = {page.objgen: number for number, page in enumerate(self.file.pages, 1)}
        self._walk(self.file.Root.StructTreeRoot, 0, pages)

    def _walk(self, element: Any, page: int, pages: dict[Any, int]) -> str:
        import pikepdf

        page = pages.get(element.Pg.objgen, page) if "/Pg" in element else page
        node = _Node(str(element.get("/S", ""))[1:], "", element)
        self.nodes.append(node)
        parts: list[str] = []
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
            if not isinstance(kid, pikepdf.Dictionary):
                mark = (page, int(kid))
            elif "/MCID" in kid:
                there = pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page
                mark = (there, int(kid.MCID))
            else:
                parts.append(self._walk(kid, page, pages) if "/S" in kid else "")
                continue
            self.marks.add(mark)
            parts.append(self.glyphs.get(mark, ""))
        node.text = letters("".join(parts)).replace("\u2010", "").replace("-", "")
        return "".join(parts)


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every fault of the PDF of `job`."""
    import pikepdf
    import pypdfium2

    with pikepdf.open(io.BytesIO(data)) as file:
        if file.is_encrypted:
            yield _added("", "is encrypted")
        if "/StructTreeRoot" not in file.Root:
            return  # which another check reports
        tagged = _Tagged(job, meaning(job), file, painted(data))
        tagged.read()
        tagged.texts = [TextBySight(page.get_textpage()) for page in pypdfium2.PdfDocument(data)]
        yield from _catalog(tagged)
        yield from _links(tagged)
        yield from _structure(tagged)
        yield from _stresses_and_replacements(tagged)
        yield from _layout_stresses(tagged)
        yield from _margins(tagged)


def _added(words: str, detail: str) -> Fault:
    return Fault("", words, FaultKind.ADDED, detail)


# The file --------------------------------------------------------------------------------------


def _catalog(tagged: _Tagged) -> Iterator[Fault]:
    root, job = tagged.file.Root, tagged.job
    for key in root.get("/Names", {}):
        if key != "/Dests":
            yield _added(key[1:], "is among the names of the file")
    form = root.get("/AcroForm")
    if form is not None and (not job.edition.fillable or "/XFA" in form):
        yield _added("", "has a form")
    headings = [
        (1 if node.kind == "Title" else int(node.kind[1:]), node.text)
        for node in tagged.nodes
        if re.fullmatch(r"H\d|Title", node.kind)
    ]
    yield from tagged.places.outline(headings)


# Links -----------------------------------------------------------------------------------------


def _links(tagged: _Tagged) -> Iterator[Fault]:
    job = tagged.job
    numbers = {dials(number) for number in tagged.meaning.numbers(job)}
    known = {link.target for link in tagged.meaning.links}
    known |= job.brand.clinic.links
    found: Counter[tuple[str, str]] = Counter()
    for number, page in enumerate(tagged.file.pages, 1):
        for link in page.obj.get("/Annots", ()):
            kind = str(link.get("/Subtype", ""))
            if kind == "/Widget":
                yield from _field(link, number)
            elif kind != "/Link":
                yield _added(str(link.get("/Contents", "")), f"page {number} has a {kind[1:]}")
            else:
                yield from _link(tagged, link, number, known, numbers)
                action = link.get("/A", {})
                found[joined(str(link.get("/Contents", ""))), str(action.get("/URI", ""))] += 1
    yield from _notes(tagged)
    wanted = {(link.words, link.target): link.block for link in tagged.meaning.links}
    for half, callout in _callouts(job):
        if dialled := half.brand.number_for(callout.urgency):
            words = half.words.call_number.format(number=dialled)
            if not any(joined(words) == link_words for link_words, _ in found):
                yield Fault(callout.id, words, FaultKind.LINK, "is no link")
    yield from _contacts(tagged, found)
    for (words, target), block in wanted.items():
        if not any(
            to == target and link_words and link_words in joined(words) for link_words, to in found
        ):
            yield Fault(block, words, FaultKind.LINK, f"does not lead to {target}")


def _callouts(job: Job) -> Iterator[tuple[Job, Callout]]:
    """Each box of each language of a file."""
    for half in job.halves:
        yield from ((half, callout) for callout in meaning(half).callouts)


def _contacts(tagged: _Tagged, found: Counter[tuple[str, str]]) -> Iterator[Fault]:
    """Numbers and addresses in boxes about the clinic that lead nowhere, by (words, target)."""
    boxes = [one for one in tagged.meaning.blocks if isinstance(one, Contact)]
    for words, target in tagged.job.brand.clinic.contact_links if boxes else ():
        there = sum(
            count
            for (said, to), count in found.items()
            if same_target(to, target) and said == joined(words)
        )
        if there < len(boxes):
            yield Fault(boxes[0].id, words, FaultKind.LINK, f"does not lead to {target}")


def _notes(tagged: _Tagged) -> Iterator[Fault]:
    """Terms and citations that are no links, and links that no page has."""
    links = [
        (link, str(link.get("/Contents", "")))
        for page in tagged.file.pages
        for link in page.obj.get("/Annots", ())
        if link.get("/Subtype") == "/Link"
    ]
    inside = Counter(joined(words) for link, words in links if "/URI" not in link.get("/A", {}))
    wanted = Counter(joined(words) for _, words in tagged.meaning.notes)
    blocks = {joined(words): (block, words) for block, words in tagged.meaning.notes}
    for words in wanted - inside:
        block, said = blocks[words]
        yield Fault(block, said, FaultKind.LINK, "does not lead to its note")
    there = {link.objgen for link, _ in links}
    for node in tagged.nodes:
        things = tagged.things(node.element)
        if node.kind == "Link" and not (things and things <= there):
            yield Fault("", node.text, FaultKind.LINK, "is tagged as a link, but is none")


def _field(widget: Any, page: int) -> Iterator[Fault]:
    """A form field that is filled in already, or has an action."""
    if str(widget.get("/V", "")) not in _WIDGET_EMPTY or str(widget.get("/AS", "")) not in (
        _WIDGET_EMPTY
    ):
        yield _added(str(widget.get("/V", "")), f"is in a field on page {page}")
    if "/A" in widget or "/AA" in widget:
        yield _added("", f"a field on page {page} does something")


def _link(
    tagged: _Tagged, link: Any, page: int, known: set[str], numbers: set[str]
) -> Iterator[Fault]:
    words = str(link.get("/Contents", ""))
    action = link.get("/A")
    if action is None and "/Dest" not in link:
        yield Fault("", words, FaultKind.LINK, f"page {page}: leads nowhere")
    elif action is not None and str(action.get("/S")) == "/URI":
        address = str(action.get("/URI", ""))
        dialled = dials(address.removeprefix("tel:")) if address.startswith("tel:") else None
        if address not in known and dialled not in numbers:
            detail = f"page {page}: leads to {address}, which nobody gave"
            yield Fault("", words, FaultKind.LINK, detail)
        elif dialled and address not in known and dialled not in dials(words):
            yield Fault("", words, FaultKind.LINK, f"page {page}: dials {dialled}")
    elif action is not None and str(action.get("/S")) != "/GoTo":
        yield _added(words, f"page {page}: a link does {str(action.get('/S'))[1:]}")
    else:
        yield from tagged.places.link(link, page)
    if not _is_over_its_words(tagged, link, page, joined(words)):
        yield Fault("", words, FaultKind.LINK, f"page {page}: does not lie over its words")
    if "/AA" in link:
        yield _added(words, f"page {page}: a link has more than one action")


def _is_over_its_words(tagged: _Tagged, link: Any, page: int, words: str) -> bool:
    """Whether the rectangle of a link contains its words, or a line of them."""
    across, up = sorted(float(one) for one in link.Rect[::2]), sorted(map(float, link.Rect[1::2]))
    # A superscript is above the line of its link. The box of a line reaches into its neighbours.
    slack = _RAISED if words.isdecimal() else 0.0
    off = slack or -_MIDDLE * (up[1] - up[0])
    under = tagged.texts[page - 1].get_text_bounded(
        across[0] - slack, up[0] - off, across[1] + slack, up[1] + off
    )
    under = joined(under)
    return bool(under) and (under in words or words in under or under[1:-1] in words)


# Structure and stress ----------------------------------------------------------------------------


def _structure(tagged: _Tagged) -> Iterator[Fault]:
    by_number = {node.element.objgen: node for node in tagged.nodes}
    lists = [node for node in tagged.nodes if node.kind == "L"]
    # A list of contents has no labels, whatever it says of its numbers.
    counted = Counter(
        _numbering(node.element)
        for node in lists
        if _numbering(node.element) != "Decimal" or any(_labels(node.element, by_number))
    )
    steps = sum(1 for one in tagged.meaning.lists if one.start)
    references = not tagged.job.edition.is_extract and bool(tagged.job.condition.references)
    if counted["Decimal"] != steps + references:
        detail = f"{counted['Decimal']} lists are numbered, not {steps + references}"
        yield Fault("", "", FaultKind.STRUCTURE, detail)
    yield from _numbers(tagged)
    if odd := sorted(
        counted.keys() - {"Decimal", "Disc", "None", "Circle", "Square", "Unordered", "Description"}
    ):
        yield Fault("", "", FaultKind.STRUCTURE, f"a list is marked by {', '.join(odd)}")
    levels = {(node.kind, node.text) for node in tagged.nodes if re.fullmatch(r"H\d", node.kind)}
    for wanted in tagged.meaning.headings:
        kinds = {f"H{wanted.level}"} | ({"Title"} if wanted.level == 1 else set())
        if not any(
            kind in kinds and text.startswith(joined(wanted.words)) for kind, text in levels
        ):
            detail = f"is no heading of level {wanted.level}"
            yield Fault(wanted.block, wanted.words, FaultKind.STRUCTURE, detail)


def _numbers(tagged: _Tagged) -> Iterator[Fault]:
    """Steps whose labels do not count up from the right number."""
    by_number = {node.element.objgen: node for node in tagged.nodes}
    shown = [
        (node.text, tuple(_labels(node.element, by_number)))
        for node in tagged.nodes
        if node.kind == "L" and _numbering(node.element) == "Decimal"
    ]
    for wanted in tagged.meaning.lists:
        if not wanted.start:
            continue
        labels = tuple(f"{wanted.start + place}." for place in range(len(wanted.items)))
        first = joined(wanted.items[0])
        own = [found for text, found in shown if re.sub(r"^[\d.]+", "", text).startswith(first)]
        if own and labels not in own:
            detail = (
                f"its steps are {' '.join(own[0]) or 'without numbers'}, not {' '.join(labels)}"
            )
            yield Fault(wanted.block, wanted.items[0], FaultKind.STRUCTURE, detail)


def _labels(listed: Any, by_number: dict[Any, _Node]) -> Iterator[str]:
    """The labels of the items of a list."""
    for item in _kids(listed, by_number):
        if item.kind == "LI":
            yield from (kid.text for kid in _kids(item.element, by_number) if kid.kind == "Lbl")


def _kids(element: Any, by_number: dict[Any, _Node]) -> Iterator[_Node]:
    import pikepdf

    kids = element.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and kid.objgen in by_number:
            yield by_number[kid.objgen]


def _numbering(element: Any) -> str:
    import pikepdf

    found = element.get("/A", ())
    for one in (found,) if isinstance(found, pikepdf.Dictionary) else found:
        if isinstance(one, pikepdf.Dictionary) and "/ListNumbering" in one:
            return str(one.ListNumbering)[1:]
    return "None"


def _stresses_and_replacements(tagged: _Tagged) -> Iterator[Fault]:
    """Words without their stress or language, and texts that are replaced for screen readers."""
    found = Counter(
        (_STRESS[node.kind], node.text) for node in tagged.nodes if node.kind in _STRESS
    )
    wanted = Counter((one.stress, joined(one.words)) for one in tagged.meaning.stresses)
    for stress, words in wanted - found:
        yield Fault("", words, FaultKind.MEANING, f"is not marked as {stress}")
    # What is around the texts of one of two languages says so too, which `side_by_side` looks at.
    is_one, own = tagged.job.original is None, tagged.job.language
    languages = Counter(
        (str(node.element.Lang), node.text)
        for node in tagged.nodes
        if "/Lang" in node.element
        and (str(node.element.Lang) != own if is_one else node.kind == "Span")
    )
    phrases = Counter((one.language, joined(one.words)) for one in tagged.meaning.phrases)
    for language, words in phrases - languages:
        yield Fault("", words, FaultKind.MEANING, f"does not say that it is in {language}")
    for language, words in languages - phrases:
        yield Fault("", words, FaultKind.MEANING, f"says that it is in {language}")
    for node in tagged.nodes:
        for key in ("/ActualText", "/E"):
            if key in node.element and joined(str(node.element[key])) != node.text:
                yield _added(str(node.element[key]), f"is read in the place of “{node.text}”")
        if "/Alt" in node.element and node.kind not in ("Figure", "Formula", "Form", "Link"):
            yield _added(str(node.element.Alt), f"is read in the place of “{node.text}”")


def _layout_stresses(tagged: _Tagged) -> Iterator[Fault]:
    """Titles of figures and tables, and labels, that are not strong where layouts have them so."""
    meaning = tagged.meaning
    titles = [one.title for one in meaning.figures] + [one.caption for one in meaning.tables]
    strong = {node.text for node in tagged.nodes if node.kind == "Strong"}
    plain = [one.plain for one in titles if not any(inline.find(one.nodes, inline.Citation))]
    weak = [words for words in plain if joined(words) not in strong]
    edition = tagged.job.edition
    is_ours = mentions(edition, "<figcaption><strong>") and "<figcaption" not in own(edition)
    missing = weak if is_ours or len(weak) < len(plain) else []
    paragraphs = [node.text for node in tagged.nodes if node.kind == "P"]
    for name in sorted(strong_labels(edition)):
        for half in tagged.job.halves:
            label = half.words.labels.get(name, "")
            is_weak = label and joined(label) not in strong
            if is_weak and any(joined(label) in one for one in paragraphs):
                missing.append(label)
    yield from (Fault("", words, FaultKind.MEANING, "is not marked as strong") for words in missing)


def _margins(tagged: _Tagged) -> Iterator[Fault]:
    """Running heads and feet: added words, and pages without the state of review."""
    job = tagged.job
    reviews = [letters(half.words.review(half.condition.review)) for half in job.halves]
    known = {*known_words(job), *reviews}
    for half in job.halves:
        known |= _of_margins(half)
    drawn = (label for figure in tagged.meaning.figures for label in figure.file.labels)
    known |= {letters(label) for label in drawn}
    known |= {part for one in tagged.meaning.figures for part in _lines_of(one.file.labels)}
    heads = {joined(one.plain) for table in tagged.meaning.tables for one in table.columns}
    phrases = sorted({*heads, *(joined(one) for one in known if len(one) > 1)}, key=len)[::-1]
    by_page: dict[int, list[str]] = {}
    for (page, mark), text in tagged.glyphs.items():
        by_page.setdefault(page, [])
        if (page, mark) not in tagged.marks:
            by_page[page].append(text)
    whole = {
        page: letters("".join(t for (p, _), t in tagged.glyphs.items() if p == page))
        for page in by_page
    }
    for page, parts in sorted(by_page.items()):
        rest = joined("".join(parts))
        for phrase in phrases:
            rest = rest.replace(phrase, " ")
        if extra := re.sub(r"[\W\d_]+", "", rest):
            yield _added(extra, f"page {page}: is in no source and no layout")
        # A question sheet has it once, under its title.
        for review in reviews:
            if review not in whole[page] and (page == 1 or job.edition.sections is None):
                yield Fault("review", "", FaultKind.MISSING, f"page {page} does not say it")


def _of_margins(job: Job) -> set[str]:
    """What stands in margins in one language: titles, the version, labels."""
    condition = job.condition
    said = (condition.short_title.plain, condition.title.plain, job.words.edition_line(condition))
    parts = (
        letters(part)
        for label in job.words.labels.values()
        for part in re.split(r"\{[^}]*\}", label)
    )
    return {*map(letters, said), *(part for part in parts if len(part) > 1)}


def _lines_of(labels: tuple[str, ...]) -> set[str]:
    """The words of labels one by one, since a label may be set in several lines."""
    return {letters(word) for label in labels for word in label.split() if len(word) > 1}
