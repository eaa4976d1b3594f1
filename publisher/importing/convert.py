"""A document as it was read → the draft of a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from publisher.content.inline import (
    Citation,
    Emphasis,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
    parse,
    words,
)
from publisher.content.model import SectionKind
from publisher.errors import quoted, shortened
from publisher.importing.blocks import Blocks
from publisher.importing.draft import Draft, DraftSection, Ids, hole, name_all, slug
from publisher.importing.elements import (
    CaptionElement,
    DefinitionElement,
    Element,
    Furniture,
    ImportedDocument,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    TermElement,
)
from publisher.importing.furniture import Known, without_furniture
from publisher.importing.holes import kinds_of, missing_text, with_holes
from publisher.importing.outline import ImportedOutline, Passage, outline_of
from publisher.importing.pictures import DraftPictures
from publisher.importing.typed import with_typed_structure
from publisher.importing.wording import link, sentences, written
from publisher.source.typed import leads_in

_SITE = re.compile(r"\s+[|–—·»:-]\s+[^|–—·»]+$")
_ALSO = re.compile(
    r"(?:also (?:called|known as)|también se llama|يسمى أيضًا):?\s+(.+)", re.IGNORECASE
)
_MOST_TITLE = 120
_MOST_LINE = 160  # letters of a line under the title that is no paragraph
_MOST_SUBTITLE = 300
_SUMMARY = (3, 5)
_SENTENCE = (12, 300)  # letters of a sentence that can stand in a summary
_SUMMARY_KINDS = (
    SectionKind.OVERVIEW,
    SectionKind.SYMPTOMS,
    SectionKind.CAUSES,
    SectionKind.TREATMENT,
    SectionKind.OUTLOOK,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a project knows that helps to read a document."""

    known: Known = field(default_factory=Known)
    callouts: Mapping[str, str] = field(default_factory=dict)
    """The labels of callouts as layouts print them → their urgency."""
    drawings: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """The drawings of its sources, by what they show: name and file."""


@dataclass(slots=True)
class Converted:
    """A draft and the files that go beside it."""

    draft: Draft
    figures: dict[str, bytes]


def convert(document: ImportedDocument, name: str, around: Surroundings) -> Converted:
    """The draft that a document makes; `name` is what its file is called."""
    kept, rights = without_furniture(document, around.known)
    notes: list[Element] = [
        one
        for one in kept
        if one.hint == "note" and isinstance(one, TermElement | DefinitionElement)
    ]
    elements = with_typed_structure(document, [one for one in kept if one not in notes])
    title = _SITE.sub("", document.title).strip() or ""
    outline = outline_of(elements, title)
    draft = Draft(document, licensed_from=shortened(rights.holder, 200))
    _title(draft, outline, title, name.rpartition(".")[0])
    if notes:
        outline.parts.setdefault("glossary", []).append(Passage(None, notes))
    _ends(draft, outline, name)
    maker = _Maker(draft, outline, around, DraftPictures(around.drawings))
    maker.front()
    maker.sections()
    _summarize(draft)
    _sweep(draft)
    name_all(draft)
    return Converted(draft, maker.pictures.files)


def _title(draft: Draft, outline: ImportedOutline, title: str, name: str) -> None:
    found = outline.title
    said = written(found.nodes) if found is not None else ""
    if found is not None:
        draft.title_lines = list(found.lines)
    elif title or outline.subject:
        subject = outline.subject[:1].upper() + outline.subject[1:]
        said = written((Plain(title or subject),))
        if not title:
            draft.add(said, "is the title, made of the first heading")
    if not said:
        said = written((Plain(name.replace("-", " ").replace("_", " ").strip().capitalize()),))
        draft.add(said, "is the title, made of the name of the file")
    if len(said) > _MOST_TITLE:
        draft.choices.append(f"the title was longer: {quoted(said, 300)}")
        said = written((Plain(shortened(said, _MOST_TITLE - 20)),))
    draft.title = said or "Untitled"


# Parts that are no sections ------------------------------------------------------------------


def _ends(draft: Draft, outline: ImportedOutline, name: str) -> None:
    """Glossary, references and imprint."""
    ids = Ids()
    for passage in outline.parts.pop("references", []):
        _references(draft, passage, ids)
    for passage in outline.parts.pop("glossary", []):
        if not _glossary(draft, passage):
            outline.sections.append(passage)
            passage.kind = SectionKind.OVERVIEW
    for key, why in (("about", Furniture.CREDIT), ("contents", Furniture.CONTENTS)):
        for passage in outline.parts.pop(key, []):
            _set_aside(draft.document, passage, why)
    if not draft.references:
        title = " ".join(draft.title.split())
        text = written((Plain(f"{title}. Imported from {name}."),))
        draft.references.append(("imported", text, _web(draft.document.url), []))
        draft.add(text, "stands for the sources, since the document names none")


def _web(url: str) -> str:
    made = link(url, url) if url else Plain("")
    return made.href if isinstance(made, Link) else ""


def _set_aside(document: ImportedDocument, passage: Passage, why: Furniture) -> None:
    for element in (passage.heading, *passage.elements):
        if element is not None:
            document.set_aside(element.lines, why)


def _references(draft: Draft, passage: Passage, ids: Ids) -> None:
    if passage.heading is not None:
        draft.document.set_aside(passage.heading.lines, Furniture.LABEL)
    for element in passage.elements:
        nodes = list(element.nodes)
        said = "".join(words(tuple(nodes))).strip()
        url = ""
        last = next((one for one in reversed(nodes) if "".join(words((one,))).strip()), None)
        if isinstance(last, Link) and last.href.startswith("https://") and _same_web(last):
            rest = tuple(one for one in nodes if one is not last)
            if "".join(words(rest)).strip():
                nodes, url = list(rest), last.href
        text = written(tuple(nodes))
        if text:
            key = ids.new(slug(said, 32))
            draft.references.append((key, text, url, list(element.lines)))


def _same_web(link: Link) -> bool:
    return re.sub(r"^https?://|/$", "", link.text.strip()) == re.sub(
        r"^https?://|/$", "", link.href
    )


def _glossary(draft: Draft, passage: Passage) -> bool:
    """Whether a passage is a glossary; its entries are in the draft then."""
    pairs: list[tuple[Element, list[Element]]] = []
    for element in passage.elements:
        if isinstance(element, TermElement):
            pairs.append((element, []))
        elif isinstance(element, DefinitionElement) and pairs:
            pairs[-1][1].append(element)
        else:
            return False
    if not pairs or any(not meanings for _, meanings in pairs):
        return False
    ids = Ids()
    for term, meanings in pairs:
        said = tuple(node for one in meanings for node in (*one.nodes, Plain(" ")))
        lines = [*term.lines, *(n for one in meanings for n in one.lines)]
        draft.glossary.append(
            (ids.new(slug(term.text, 32)), written(term.nodes), written(said), lines)
        )
    if passage.heading is not None:
        draft.document.set_aside(passage.heading.lines, Furniture.LABEL)
    return True


# Sections ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Maker:
    """Makes the front and the sections of one draft."""

    draft: Draft
    outline: ImportedOutline
    around: Surroundings
    pictures: DraftPictures

    def front(self) -> None:
        """Subtitle, other names and summary; what is left opens the overview."""
        rest: list[Element] = []
        for element in self.outline.front:
            also = _ALSO.fullmatch(element.text)
            if also and not self.draft.also_called and isinstance(element, ParagraphElement):
                names = [written((Plain(one.strip()),)) for one in also[1].split(",")]
                self.draft.also_called = [one for one in names if one]
                self.draft.document.dropped += element.text[: also.start(1)].split()
                self.draft.front_lines += element.lines
            else:
                rest.append(element)
        alone = len(rest) == 1 and bool(self.outline.sections or self.outline.parts)
        if rest and _is_subtitle(rest[0], alone=alone):
            self.draft.subtitle = self._text(rest[0])
            self.draft.front_lines += rest.pop(0).lines
        for passage in self.outline.parts.pop("summary", []):
            rest += self._summary(passage)
        if rest:
            self._open(rest)

    def _text(self, element: Element) -> str:
        return written(self.resolve(element.nodes))

    def _open(self, rest: list[Element]) -> None:
        """Puts what stands before the first section into an overview."""
        first = self.outline.sections[0] if self.outline.sections else None
        shown = all(isinstance(one, PictureElement | CaptionElement) for one in rest)
        if (
            first is not None
            and first.kind is SectionKind.OVERVIEW
            and (first.heading is None or shown)
        ):
            first.elements[:0] = rest
            return
        opening = Passage(None, rest, SectionKind.OVERVIEW, "Overview")
        self.outline.sections.insert(0, opening)
        self.outline.unheaded.insert(0, opening)

    def _summary(self, passage: Passage) -> list[Element]:
        """Takes the summary; the elements that are too many or no text of one."""
        plain = [
            one for one in passage.elements if isinstance(one, ParagraphElement | ListItemElement)
        ]
        fits = _SUMMARY[0] <= len(plain) <= _SUMMARY[1] and not any(
            leads_in(one.text) for one in plain
        )
        if not fits:
            heading = passage.heading
            start: list[Element] = []
            if heading is not None:
                section = Passage(heading, passage.elements, SectionKind.OVERVIEW, passage.words)
                self.outline.sections.insert(0, section)
                return start
            return passage.elements
        self.draft.summary = [self._text(one) for one in plain]
        self.draft.front_lines += [n for one in plain for n in one.lines]
        if passage.heading is not None:
            self.draft.document.set_aside(passage.heading.lines, Furniture.LABEL)
        return [
            one
            for one in passage.elements
            if not isinstance(one, ParagraphElement | ListItemElement)
        ]

    def sections(self) -> None:
        """Every passage as a section, or as a part of the one before."""
        for passages in self.outline.parts.values():
            for passage in passages:
                passage.kind = SectionKind.OVERVIEW
                self.outline.sections.append(passage)
        last: DraftSection | None = None
        found = self.outline.sections
        for number, passage in enumerate(found):
            later = kinds_of(one for other in found[number + 1 :] for one in other.elements)
            parts = sum(1 for _ in _deeper(found[number + 1 :])) if not passage.depth else 0
            made = self._section(passage, parts, later)
            if passage.depth and last is not None:
                last.subsections.append(made)
            else:
                self.draft.sections.append(made)
                last = made
        for passage in self.outline.unheaded:
            self.draft.add(passage.words or "Overview", "heads a section that has no heading")
        for passage in self.outline.guessed:
            kind = passage.kind.value if passage.kind else ""
            self.draft.choices.append(f"is {quoted(passage.words)} a section of kind {kind}?")

    def _section(self, passage: Passage, parts: int, later: frozenset[str]) -> DraftSection:
        heading = passage.heading
        words_ = self._heading(passage)
        blocks = Blocks(
            self.draft,
            self.around.known,
            self.pictures,
            self.resolve,
            heading.text if heading is not None else passage.words,
            dict(self.around.callouts),
        ).of(passage.elements)
        blocks = with_holes(blocks, has_parts=parts > 1, later=later)
        lines = list(heading.lines) if heading is not None else []
        if not blocks and not parts:
            blocks = [missing_text(passage.words, lines)]
        return DraftSection(words_, passage.kind or SectionKind.OVERVIEW, lines, blocks)

    def _heading(self, passage: Passage) -> str:
        if passage.heading is None:
            return passage.words or "Overview"
        return written(self.resolve(passage.heading.nodes)) or passage.words

    def resolve(self, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Nodes whose links inside the document became citations and glossary terms."""
        found: list[Inline] = []
        for node in nodes:
            if isinstance(node, Link) and node.href.startswith("#"):
                self._resolved(found, node)
            elif isinstance(node, Citation):
                found.append(node)
            elif isinstance(node, Strong | Emphasis):
                found.append(replace(node, children=self.resolve(node.children)))
            else:
                found.append(node)
        return tuple(found)

    def _resolved(self, found: list[Inline], node: Link) -> None:
        line = self.draft.document.anchors.get(node.href[1:], -1)
        said = node.text.strip()
        for number, (key, _, _, lines) in enumerate(self.draft.references, 1):
            if line in lines or (line < 0 and said == str(number)):
                self.draft.document.dropped += said.split()
                _cite(found, key)
                return
        for key, term, _, lines in self.draft.glossary:
            if line in lines or (line < 0 and said.casefold() == parse(term).plain.casefold()):
                found.append(Term(key, said))
                return
        found.append(Plain(node.text))


def _cite(found: list[Inline], key: str) -> None:
    """Adds a citation, together with the one before it where only a comma parts them."""
    between = found[-1] if found else None
    before = found[-2] if len(found) > 1 else None
    if isinstance(between, Citation):
        found[-1] = Citation((*between.references, key))
    elif (
        isinstance(between, Plain)
        and isinstance(before, Citation)
        and re.fullmatch(r"[\s,;–-]*", between.text)
    ):
        found[-2:] = [Citation((*before.references, key))]
    else:
        found.append(Citation((key,)))


def _deeper(passages: list[Passage]) -> list[Passage]:
    found: list[Passage] = []
    for passage in passages:
        if not passage.depth:
            break
        found.append(passage)
    return found


def _is_subtitle(element: Element, *, alone: bool) -> bool:
    if not isinstance(element, ParagraphElement) or leads_in(element.text):
        return False
    if "subtitle" in element.hint.casefold():
        return True
    plain = all(isinstance(one, Plain) for one in element.nodes)
    short = len(element.text) <= _MOST_LINE and not element.text.endswith((".", "!", ":"))
    return alone and short and plain


# Summary -------------------------------------------------------------------------------------


def _summarize(draft: Draft) -> None:
    """Subtitle and summary out of the text, where the document has none of its own."""
    if not draft.subtitle:
        described = draft.document.description
        first = next(iter(_first_sentences(draft)), "")
        draft.subtitle = written((Plain(shortened(described or first, _MOST_SUBTITLE)),))
        draft.subtitle = draft.subtitle or draft.title
        draft.derived.append(draft.subtitle)
        draft.choices.append("the subtitle was taken from the text: write one sentence")
    if not draft.summary:
        chosen = list(dict.fromkeys(_first_sentences(draft)))[: _SUMMARY[0]]
        draft.summary = [written((Plain(one),)) for one in chosen]
        draft.derived += draft.summary
        if draft.summary:
            draft.choices.append(
                "the summary was taken from the text: write what it is, how serious it is, what "
                "happens next"
            )


def _first_sentences(draft: Draft) -> list[str]:
    """The first sentence of each section that says what a summary says, then those after it."""
    order = sorted(
        draft.sections,
        key=lambda s: (
            _SUMMARY_KINDS.index(s.kind) if s.kind in _SUMMARY_KINDS else len(_SUMMARY_KINDS)
        ),
    )
    texts = [
        [
            one
            for block in section.all_blocks()
            if block.kind == "paragraph"
            for one in sentences(parse(str(block.keys["text"])).plain)
            if one.endswith((".", "!"))
            and _SENTENCE[0] <= len(one) <= _SENTENCE[1]
            and not leads_in(one)
            and "below" not in one
        ]
        for section in order
    ]
    firsts = [said[0] for said in texts if said]
    return [*firsts, *(one for said in texts for one in said[1:])]


def _sweep(draft: Draft) -> None:
    """A draft has at least one section."""
    if not draft.sections:
        heading = DraftSection("Overview", SectionKind.OVERVIEW)
        heading.blocks = [hole("the text: the document has a title and nothing more", [])]
        draft.sections.append(heading)
