"""Finished files, each damaged in one small way: what the proof of fidelity must catch.

Word files, EPUBs and web pages are damaged as they are; a PDF is damaged in the HTML that it is
set from, and with qpdf once it is finished. `python -m tests.mutations` prints what was caught.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from lxml import etree, html

from publisher import verify
from publisher.content.model import Block, Callout, Condition, Figure, Paragraph, Section, Wording
from publisher.edition.model import Format
from publisher.plan.job import Job
from tests.helpers import EVERY_BLOCK, job_for
from tests.shared import rendered

EDITIONS = {
    Format.PDF: "handout",
    Format.WORD: "word",
    Format.EPUB: "ebook",
    Format.WEB: "web",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Mutation:
    """One damaged file. A fault must name one of `blocks`; any one will do where it is empty."""

    kind: str
    what: str
    job: Job
    data: bytes
    blocks: frozenset[str]

    @property
    def format(self) -> Format:
        return self.job.edition.format

    def is_caught(self) -> bool:
        # Words and their order alone: what else a reader meets is damaged in `damages.py`.
        faults = verify.words_fidelity(self.job, self.data).faults
        return any(not self.blocks or fault.block in self.blocks for fault in faults)

    def __str__(self) -> str:
        return f"{self.format.value} {self.kind}: {self.what}"


# Jobs ----------------------------------------------------------------------------------------


@cache
def whole(kind: Format) -> Job:
    """The job that makes one format of the source that contains every block."""
    return job_for(EVERY_BLOCK, "riverbend", EDITIONS[kind])


def small(job: Job, block: Block) -> Job:
    """The same job for a condition of one section, `block` between two paragraphs."""
    condition = job.condition
    before, after = (
        Paragraph(kind="paragraph", id=f"{place}-it", text=f"What stands {place} it.")  # type: ignore[arg-type]
        for place in ("before", "after")
    )
    section = condition.sections[0]
    alone = Section(
        id=section.id, kind=section.kind, heading=section.heading, blocks=(before, block, after)
    )
    return replace(job, condition=condition.model_copy(update={"sections": (alone,)}))


@cache
def finished(kind: Format) -> bytes:
    """The finished file, undamaged."""
    return rendered(whole(kind))


# Copies to damage ----------------------------------------------------------------------------


@dataclass
class Copy:
    """A file taken apart. `roots` contains the trees that may be damaged, by name."""

    job: Job
    roots: dict[str, Any]
    save: Callable[[dict[str, Any]], bytes]

    def again(self) -> Copy:
        """A fresh copy, so that damages do not add up."""
        return Copy(
            self.job, {name: deepcopy(root) for name, root in self.roots.items()}, self.save
        )

    def bytes(self) -> bytes:
        return self.save(self.roots)

    def block(self, identity: str) -> list[Any]:
        """The elements of a block, one after the other."""
        if self.job.edition.format is Format.WORD:
            return self.paragraphs(identity)
        (found,) = [e for r in self.roots.values() for e in r.iter() if e.get("id") == identity]
        scrolls = "table" in (found.getparent().get("class") or "").split()
        return [found.getparent() if scrolls else found]

    def paragraphs(self, identity: str) -> list[Any]:
        """From the paragraph that bears the bookmark of a block to the next such one."""
        condition = self.job.condition
        blocks = tops(condition)
        marks = {mark(block.id) for block in blocks}
        marks |= {mark(s.id) for s in condition.sections}
        marks |= {mark(sub.id) for s in condition.sections for sub in s.subsections}
        children = list(self.roots["word/document.xml"].find(f"{W}body"))
        starts = [
            {m for e in child.iter(f"{W}bookmarkStart") for m in [mark(e.get(f"{W}name"), 1)]}
            & marks
            for child in children
        ]
        first = next(n for n, start in enumerate(starts) if mark(identity) in start)
        later = (
            n
            for n in range(first + 1, len(children))
            if starts[n] - {mark(identity)} or is_heading(children[n])
        )
        return children[first : next(later)]


def mark(name: str, drop: int = 0) -> str:
    """What a bookmark and a block id have in common; `drop` leading words name the kind."""
    return "_".join(name.replace("-", "_").split("_")[drop:])


def is_heading(child: Any) -> bool:
    style = child.find(f"{W}pPr/{W}pStyle")
    return (
        style is not None
        and "Heading" in style.get(f"{W}val")
        and child.tag == f"{W}p"
        and (style.get(f"{W}val").startswith("Heading"))
    )


def tops(condition: Condition) -> list[Block]:
    """The blocks of the sections, those in callouts left to their callout."""
    inner = {b.id for c in condition.blocks(Wording.FULL) if isinstance(c, Callout) for b in c.body}
    return [b for b in condition.blocks(Wording.FULL) if b.id not in inner]


def taken_apart(job: Job) -> Copy:
    """The file of a job, ready to be damaged; for a PDF, the HTML that it is set from."""
    kind = job.edition.format
    if kind is Format.PDF:
        from publisher.render import pdf

        page = html.document_fromstring(pdf.html(job))
        return Copy(job, {"page": page}, lambda roots: pdf.write(job, _linked(roots["page"])))
    data = finished(kind)
    if kind is Format.WEB:
        page = html.document_fromstring(data.decode())
        return Copy(job, {"page": page}, lambda roots: _html(roots["page"]))
    return _archive(job, data)


def _linked(page: Any) -> str:
    """The HTML of a page whose links lead somewhere, for the engine refuses others."""
    there = {f"#{element.get('id')}" for element in page.iter()}
    for element in page.iter("a"):
        if element.get("href", "").startswith("#") and element.get("href") not in there:
            del element.attrib["href"]
    return _html(page).decode()


def _html(page: Any) -> bytes:
    return html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")


def _archive(job: Job, data: bytes) -> Copy:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    wanted = (".xhtml",) if job.edition.format is Format.EPUB else ("word/document.xml",)
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith(wanted)}

    def save(trees: dict[str, Any]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            for name, part in parts.items():
                file.writestr(name, etree.tostring(trees[name]) if name in trees else part)
        return out.getvalue()

    return Copy(job, roots, save)


# Damage --------------------------------------------------------------------------------------


def texts(element: Any) -> list[tuple[Any, str]]:
    """Every place in an element that contains words: (element, "text" or "tail")."""
    word = element.tag.startswith(W)
    places = []
    for one in element.iter():
        if not isinstance(one.tag, str) or one.tag.rpartition("}")[2] in ("svg", "title"):
            continue
        if any(up.tag.rpartition("}")[2] == "svg" for up in one.iterancestors()):
            continue
        if (one.text or "").strip() and (not word or one.tag == f"{W}t"):
            places.append((one, "text"))
        if one is not element and (one.tail or "").strip() and not word:
            places.append((one, "tail"))
    # Document order: the text of an element comes before its children, its tail after them.
    return places


def said(element: Any) -> str:
    return " ".join("".join(getattr(one, place) for one, place in texts(element)).split())


def drop(*elements: Any) -> None:
    for element in elements:
        parent = element.getparent()
        if element.tag == f"{W}p" and parent.tag == f"{W}tc":
            # A cell must keep a paragraph.
            element[:] = element.findall(f"{W}pPr")
            continue
        before = element.getprevious()
        if element.tail:
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)


def truncate(*elements: Any) -> None:
    """Cuts the second half off the last words."""
    element = next(e for e in reversed(elements) if texts(e))
    one, place = max(texts(element), key=lambda where: _order(element, *where))
    text = getattr(one, place).rstrip()
    setattr(one, place, text[: len(text) // 2])


def _order(root: Any, one: Any, place: str) -> int:
    """Where a text stands: the end of the element counts for its tail."""
    walk = list(etree.iterwalk(root, events=("start", "end")))
    event = "start" if place == "text" else "end"
    return next(n for n, (what, e) in enumerate(walk) if e is one and what == event)


def duplicate(*elements: Any) -> None:
    at = elements[-1]
    for element in elements:
        twin = deepcopy(element)
        twin.tail = None
        for one in twin.iter():
            if isinstance(one.tag, str):
                one.attrib.pop("id", None)
        tail, at.tail = at.tail, None
        at.addnext(twin)
        twin.tail = tail
        at = twin


def reorder(*elements: Any) -> None:
    """Puts the elements behind their neighbour, or before it where they are last."""
    first, last = elements[0], elements[-1]
    while _neighbour(last, 1) is None and _neighbour(first, -1) is None:
        first = last = last.getparent()
    step = 1 if _neighbour(last, 1) is not None else -1
    neighbour = _neighbour(last if step > 0 else first, step)
    for element in elements if step < 0 else reversed(elements):
        element.tail = None
        if step > 0:
            neighbour.addnext(element)
        else:
            neighbour.addprevious(element)


def _neighbour(element: Any, step: int) -> Any:
    """The next thing that says something in its own place: no note in the margin, no link back."""
    while element is not None:
        element = element.getnext() if step > 0 else element.getprevious()
        if element is not None and isinstance(element.tag, str) and said(element):
            kind = element.get("class") or ""
            if "margin-note" in kind or kind == "back" or element.tag.endswith("nav"):
                continue
            if element.find(f"{W}sdtPr/{W}docPartObj") is not None:  # Word's list of contents
                continue
            return element
    return None


def swap(one: Any, other: Any) -> None:
    """Each gets what the other says; both stay what they are."""
    if one.tag == f"{W}p":
        first, second = ([c for c in e if c.tag != f"{W}pPr"] for e in (one, other))
        for element, content in ((one, second), (other, first)):
            element.extend(content)
        return
    first, second = list(one), list(other)
    one.text, other.text = other.text, one.text
    one[:], other[:] = second, first


BLOCK_CHANGES: dict[str, Callable[..., None]] = {
    "drop": drop,
    "truncate": truncate,
    "reorder": reorder,
    "duplicate": duplicate,
}
_HOLDS = frozenset(("p", "li", "dt", "dd", "th", "td", "h1", "h2", "h3", "h4"))


def leaves(elements: list[Any]) -> list[Any]:
    """The smallest elements of a block that hold a text of their own."""
    found = []
    for element in (e for top in elements for e in top.iter()):
        if not isinstance(element.tag, str) or not said(element):
            continue
        name = element.tag.rpartition("}")[2]
        above = element.getparent().tag
        above = above.rpartition("}")[2] if isinstance(above, str) else ""
        if name in ("strong", "span"):
            if above in ("caption", "figcaption"):
                found.append(element)
        elif name in _HOLDS and (element.tag.startswith(W) or not _holds(element)):
            found.append(element)
    return found


def _holds(element: Any) -> bool:
    return any(
        isinstance(e.tag, str) and e.tag.rpartition("}")[2] in _HOLDS and said(e)
        for e in element.iterdescendants()
    )


# Mutations -----------------------------------------------------------------------------------


def ids(block: Block) -> frozenset[str]:
    """The ids under which a fault of the block may be told."""
    return frozenset(
        {block.id, *(b.id for b in block.body)} if isinstance(block, Callout) else {block.id}
    )


def of_blocks(kind: Format) -> Iterator[Mutation]:
    """Every block dropped, cut short, moved past its neighbour and said twice."""
    for block, copy in copies(kind):
        for what, change in BLOCK_CHANGES.items():
            damaged = copy.again()
            change(*damaged.block(block.id))
            anywhere = frozenset[str]() if what == "reorder" else ids(block)
            yield Mutation(block.kind, f"{what} {block.id}", copy.job, damaged.bytes(), anywhere)


def copies(kind: Format) -> Iterator[tuple[Block, Copy]]:
    """Each block with a copy that has it; setting a PDF is slow, so there the copy is small."""
    blocks = tops(whole(kind).condition)
    if kind is not Format.PDF:
        copy = taken_apart(whole(kind))
        yield from ((block, copy) for block in blocks)
        return
    seen: set[str] = set()
    for block in blocks:
        if block.kind not in seen:
            seen.add(block.kind)
            yield block, taken_apart(small(whole(kind), block))


def of_parts(kind: Format) -> Iterator[Mutation]:
    """Every item, row, cell, term, line of a block damaged in the same ways."""
    for block, copy in copies(kind):
        count = len(leaves(copy.block(block.id)))
        # One of each block is enough where every file must be set anew.
        chosen = range(count) if kind is not Format.PDF else range(min(1, count - 1), min(2, count))
        for n in chosen:
            yield from _of_part(copy, block, n)


def _of_part(copy: Copy, block: Block, n: int) -> Iterator[Mutation]:
    for what in ("drop", "truncate", "duplicate", "swap"):
        damaged = copy.again()
        parts = leaves(damaged.block(block.id))
        words_there = said(parts[n])
        if what == "swap":
            if n + 1 >= len(parts) or said(parts[n]) == said(parts[n + 1]):
                continue
            swap(parts[n], parts[n + 1])
        else:
            BLOCK_CHANGES[what](parts[n])
        name = f"{what} “{words_there}”"
        yield Mutation(f"{block.kind} part", name, copy.job, damaged.bytes(), ids(block))


def of_front_and_back(kind: Format) -> Iterator[Mutation]:
    """What stands before and after the sections, damaged in the same ways."""
    job = whole(kind)
    if kind is Format.PDF:
        job = small(job, tops(job.condition)[0])
    copy = taken_apart(job)
    expected = verify.pieces(job)
    around = {piece.block: piece for piece in expected.pieces if piece.block in _AROUND}
    for block, piece in around.items():
        for what, change in BLOCK_CHANGES.items():
            if what == "reorder" and piece not in expected.ordered:
                continue
            damaged = copy.again()
            change(_saying(damaged, piece.text))
            blocks = frozenset[str]() if what == "reorder" else frozenset({block})
            yield Mutation(_AROUND[block], what, copy.job, damaged.bytes(), blocks)


_AROUND = {
    "title": "title",
    "subtitle": "subtitle",
    "also_called": "also called",
    "summary": "summary",
    "glossary.term": "glossary",
    "references.second": "references",
    "about": "about",
}


def _saying(copy: Copy, text: str) -> Any:
    """The smallest element that says `text`, in what a reader reads.

    Spaces do not count: one that stands in a run of its own is no place for words.
    """
    wanted = text.replace(" ", "")
    for root in copy.roots.values():
        for leaf in leaves([_body(root)]):
            if said(leaf).replace(" ", "").startswith(wanted) and not any(
                "cover" in str(up.attrib) for up in leaf.iterancestors()
            ):
                return leaf
    raise LookupError(text)


def of_structure(kind: Format) -> Iterator[Mutation]:
    """Words all there, meaning lost: a list run into a paragraph, no alternative text."""
    wanted = {"list", "steps", "figure", "callout"}
    for block, copy in copies(kind):
        if block.kind not in wanted:
            continue
        if block.kind in ("list", "steps"):
            damaged = copy.again()
            flatten(damaged.block(block.id))
            yield Mutation(block.kind, "flattened", copy.job, damaged.bytes(), ids(block))
            if kind is Format.PDF:
                damaged = copy.again()
                (element,) = damaged.block(block.id)
                element.set("style", "position: relative; left: -400mm")
                yield Mutation(block.kind, "off the page", copy.job, damaged.bytes(), ids(block))
        if isinstance(block, Figure) and kind is not Format.PDF:
            damaged = copy.again()
            for element in (e for top in damaged.block(block.id) for e in top.iter()):
                for name in ("alt", "aria-label", "descr"):
                    element.attrib.pop(name, None)
                if isinstance(element.tag, str) and element.tag.endswith("}title"):
                    element.text = ""
            yield Mutation("figure", "alternative text lost", copy.job, damaged.bytes(), ids(block))
        if isinstance(block, Callout) and block.urgency != "note":
            damaged = copy.again()
            one, place = next(
                (one, place)
                for top in damaged.block(block.id)
                for one, place in texts(top)
                if any(letter.isdigit() for letter in getattr(one, place))
            )
            setattr(one, place, getattr(one, place)[:-1] + "0")
            yield Mutation("callout", "another number", copy.job, damaged.bytes(), ids(block))


def flatten(elements: list[Any]) -> None:
    """The items of a list as words of its lead-in."""
    if elements[0].tag == f"{W}p":
        first = elements[0]
        for element in elements[1:]:
            first.extend(child for child in element if child.tag != f"{W}pPr")
            drop(element)
        return
    (block,) = elements
    words_there = [said(leaf) for leaf in leaves(elements)]
    block[:] = []
    block.text = None
    paragraph = etree.SubElement(block, block.tag.replace("div", "p"))
    paragraph.text = " ".join(words_there)


def of_letters(kind: Format) -> Iterator[Mutation]:
    """One letter gone, changed or added somewhere in each run of text that a reader reads."""
    dice = Random(kind.value)
    copy = taken_apart(whole(kind))
    for name, root in copy.roots.items():
        for n, (element, place) in enumerate(texts(_body(root))):
            if any(
                _name(up) == "nav" or "cover" in str(up.attrib) for up in element.iterancestors()
            ):
                continue
            if element.get("role") == "doc-backlink" and place == "text":
                continue  # navigation; `verify.standard` sees to it
            text = getattr(element, place)
            at = dice.choice([k for k, letter in enumerate(text) if letter.strip()])
            what = dice.choice(("gone", "changed", "added"))
            letter = {"gone": "", "changed": "x" if text[at] != "x" else "y", "added": text[at] * 2}
            damaged = copy.again()
            one, _ = texts(_body(damaged.roots[name]))[n]
            setattr(one, place, text[:at] + letter[what] + text[at + 1 :])
            said_now = f"letter {what} in “{text.strip()}”"
            yield Mutation("letter", said_now, copy.job, damaged.bytes(), frozenset())


def _body(root: Any) -> Any:
    return next(e for e in root.iter() if _name(e) == "body")


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# PDF, finished ---------------------------------------------------------------------------------


def of_finished_pdf() -> Iterator[Mutation]:
    """A finished PDF without a page, without the words of one mark, without an alternative text."""
    import pikepdf

    job, data = whole(Format.PDF), finished(Format.PDF)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
        marks = [_marks(page, pdf.Root.StructTreeRoot) for page in pdf.pages]
    for number in range(pages):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            del pdf.pages[number]
            yield Mutation("page", f"drop page {number + 1}", job, _saved(pdf), frozenset())
        for mark_ in marks[number][:: max(1, len(marks[number]) // 6)]:
            with pikepdf.open(io.BytesIO(data)) as pdf:
                _silence(pdf, number, mark_)
                name = f"silence mark {mark_} of page {number + 1}"
                yield Mutation("mark", name, job, _saved(pdf), frozenset())
    for what in ("lost", "cut short"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            (figure, *_) = [
                o
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary)
                and o.get("/S") == "/Figure"
                and str(o.get("/Alt", "")).startswith("A circle")
            ]
            figure.Alt = str(figure.Alt)[:20]
            if what == "lost":
                del figure.Alt
            blocks = frozenset({"overview-figure"})
            yield Mutation("figure", f"alternative text {what}", job, _saved(pdf), blocks)


def _marks(page: Any, root: Any) -> list[int]:
    """The ids of the marks of a page that hold words of the source: no foot, label or drawing."""
    import pikepdf

    numbers = list(root.ParentTree.Nums)
    owners = numbers[numbers.index(page.obj.StructParents) + 1]
    shown = set()
    current = None
    for operands, operator in _painted(page):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            current = operands[1].get("/MCID")
        elif str(operator) in ("Tj", "TJ") and current is not None:
            shown.add(int(current))
    return [n for n in sorted(shown) if _holds_words(owners[n])]


def _painted(page: Any) -> Any:
    """Every instruction of a page: (operands, operator)."""
    import pikepdf

    return pikepdf.parse_content_stream(page)


def _holds_words(element: Any) -> bool:
    """Whether an element is in the tree, and neither a drawing nor the number of a step."""
    above = [element]
    while (parent := above[-1].get("/P")) is not None:
        if all(kid.objgen != above[-1].objgen for kid in _kids(parent)):
            return False
        above.append(parent)
    kinds = [str(one.get("/S", "")) for one in above]
    bare = kinds[1:3] == ["/NonStruct", "/LBody"]
    return not bare and not {"/Figure", "/Lbl", "/Artifact"} & set(kinds)


def _kids(element: Any) -> list[Any]:
    import pikepdf

    kids = element.get("/K", [])
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]


def _silence(pdf: Any, number: int, mark_: int) -> None:
    import pikepdf

    page = pdf.pages[number]
    kept = []
    current = None
    for operands, operator in _painted(page):
        if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            current = operands[1].get("/MCID")
        if str(operator) == "EMC":
            current = None
        if current != mark_ or str(operator) not in ("Tj", "TJ", "'", '"'):
            kept.append((operands, operator))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _saved(pdf: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


# The table -------------------------------------------------------------------------------------


def everything(kind: Format) -> Iterator[Mutation]:
    """Every mutation of one format."""
    yield from of_blocks(kind)
    yield from of_parts(kind)
    yield from of_front_and_back(kind)
    yield from of_structure(kind)
    if kind is Format.PDF:
        yield from of_finished_pdf()
    else:
        yield from of_letters(kind)


def table(results: dict[Format, list[tuple[Mutation, bool]]]) -> str:
    """Caught of tried, a row for each kind of block, a column for each format."""
    tried = {f: Counter(m.kind for m, _ in all_) for f, all_ in results.items()}
    caught = {f: Counter(m.kind for m, ok in all_ if ok) for f, all_ in results.items()}
    kinds = list(dict.fromkeys(m.kind for all_ in results.values() for m, _ in all_))
    rows = [["", *(f.value for f in results)]]
    rows += [
        [k, *(f"{caught[f][k]}/{tried[f][k]}" if tried[f][k] else "–" for f in results)]
        for k in kinds
    ]
    total = [f"{sum(caught[f].values())}/{sum(tried[f].values())}" for f in results]
    rows.append(["all", *total])
    return "\n".join(
        "".join(f"{cell:>12}" if n else f"{cell:<18}" for n, cell in enumerate(row)) for row in rows
    )


def main() -> None:
    """Prints what was missed in each format, and the table."""
    import sys
    import time

    results: dict[Format, list[tuple[Mutation, bool]]] = {}
    for kind in EDITIONS:
        if sys.argv[1:] and kind.value not in sys.argv[1:]:
            continue
        start = time.monotonic()
        results[kind] = [(m, m.is_caught()) for m in everything(kind)]
        for mutation, caught in results[kind]:
            if not caught:
                sys.stdout.write(f"missed: {mutation}\n")
        sys.stdout.write(f"{kind.value}: {time.monotonic() - start:.1f} s\n")
    sys.stdout.write(table(results) + "\n")


if __name__ == "__main__":
    main()
