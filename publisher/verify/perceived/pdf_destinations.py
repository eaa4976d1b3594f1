"""Links inside a PDF and entries of its outline → those that do not land on what they name.

A named place may be anywhere, so the text that stands at each place is read: a citation has to
land on its reference, a term on its entry, an entry of the outline on its heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from publisher.content import inline
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.extract.found import joined
from publisher.verify.meaning import Meaning

if TYPE_CHECKING:
    from publisher.plan.job import Job

_BELOW = 90.0  # points below a place in which its first line has to stand
_SLACK = 5.0  # points that its text may stand above or to the left of it
_FIRST = 14  # letters by which a text is recognised


@dataclass
class Destinations:
    """The places that links and the outline of one file lead to."""

    job: Job
    meaning: Meaning
    file: Any
    texts: list[Any]
    """The text page of each page, by PDFium."""
    _named: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dests = self.file.Root.get("/Names", {}).get("/Dests")
        waiting = [dests] if dests is not None else []
        while waiting:
            node = waiting.pop()
            waiting += [*node.get("/Kids", ())]
            names = [*node.get("/Names", ())]
            self._named.update(zip(map(str, names[::2]), names[1::2], strict=True))
        self._headings = [one.words for one in self.meaning.headings]
        self._pages = {page.objgen: number for number, page in enumerate(self.file.pages)}

    def link(self, link: Any, page: int) -> Iterator[Fault]:
        """What is wrong with the place that a link inside the file leads to."""
        words = str(link.get("/Contents", ""))
        wanted = self._wanted(words)
        lines = self._lines(link)
        if lines is None:
            yield Fault("", words, FaultKind.LINK, f"page {page}: leads to no place in the file")
        elif wanted and not any(_is_among(lines, one) for one in wanted):
            found = " ".join(lines)[:40]
            yield Fault("", words, FaultKind.LINK, f"page {page}: lands on “{found}”")

    def outline(self, headings: list[tuple[int, str]]) -> Iterator[Fault]:
        """Entries of the outline that are missing, out of order, or land elsewhere.

        `headings` are (level, letters) of those of the text, in order.
        """
        with self.file.open_outline() as outline:
            titles = [(depth, joined(str(item.title))) for depth, item in _flat(outline.root)]
        if titles != headings:
            odd = next((words for level, words in titles if (level, words) not in headings), "")
            lost = next((words for level, words in headings if (level, words) not in titles), "")
            detail = "the outline is not that of the headings"
            yield Fault("", odd or lost, FaultKind.STRUCTURE, detail)
        for item in _items(self.file.Root):
            title = str(item.get("/Title", ""))
            lines = self._lines(item)
            if lines is None or not _is_among(lines, title):
                found = "nothing" if lines is None else " ".join(lines)[:40]
                yield Fault(
                    "", title, FaultKind.LINK, f"its entry of the outline lands on “{found}”"
                )

    def _wanted(self, words: str) -> tuple[str, ...]:
        """How the text begins that a link with these words has to lead to.

        An entry of the contents leads to its heading, whatever else has the same words.
        """
        number = words.strip(" []")
        listed = self.job.halves[0].condition
        numbered = {str(n): key for key, n in listed.numbers.items()}
        own = {one.id: one.text.plain for one in listed.references}
        text = own.get(numbered.get(number, ""), "")
        entries = {
            term.entry
            for _, one in self.meaning.texts
            for term in inline.find(one.nodes, inline.Term)
            if joined(words) in joined(term.text)
        }
        glossaries = (half.condition.glossary for half in self.job.halves)
        terms = [one.term.plain for every in glossaries for one in every if one.id in entries]
        headings = [one for one in self._headings if joined(one) == joined(words)]
        notes = (f"{number}.{text}", text) if text else ()
        return (*notes, *terms, *headings)

    def _lines(self, item: Any) -> list[str] | None:
        """The lines below the place that a link or an entry leads to; None where there is none."""
        import pikepdf

        action: Any = item.get("/A", {})
        place = item.get("/Dest", action.get("/D"))
        place = (
            self._named.get(str(place), place) if not isinstance(place, pikepdf.Array) else place
        )
        place = place.get("/D") if isinstance(place, pikepdf.Dictionary) else place
        if not isinstance(place, pikepdf.Array) or len(place) < 4:
            return None
        number = self._pages.get(place[0].objgen)
        if number is None:
            return None
        left, top = float(place[2]), float(place[3])
        text: str = self.texts[number].get_text_bounded(
            left - _SLACK, top - _BELOW, left + 2000, top + _SLACK
        )
        return text.splitlines()


def _is_among(lines: list[str], wanted: str) -> bool:
    """Whether a line begins as `wanted` does, or goes on so after words of the margin."""
    first = joined(wanted)[:_FIRST]
    begins = any(
        joined(line).startswith(first) or first.startswith(joined(line) or "-") for line in lines
    )
    return bool(first) and (begins or first in joined("".join(lines)))


def _flat(items: Any, depth: int = 1) -> Iterator[tuple[int, Any]]:
    for item in items:
        yield depth, item
        yield from _flat(item.children, depth + 1)


def _items(root: Mapping[str, Any]) -> Iterator[Any]:
    outlines: Any = root.get("/Outlines", {})
    waiting = [outlines["/First"]] if "/First" in outlines else []
    while waiting:
        item = waiting.pop()
        yield item
        waiting += [item[key] for key in ("/Next", "/First") if key in item]
