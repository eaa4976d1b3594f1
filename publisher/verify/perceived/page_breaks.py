"""Finished pages → where they break a text badly: a box in two, a heading alone, a page left empty.

The lines of every page are read in the order in which they are painted, and the texts of the source
are looked for in them one after the other. A text that is not found there is left to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.content.model import (
    Block,
    Callout,
    Contact,
    Figure,
    Questions,
    Section,
    Table,
    Wording,
)
from publisher.verify import both, printed
from publisher.verify.compare import Fault, FaultKind
from publisher.verify.expect import ExpectedText, TextRole
from publisher.verify.extract.found import joined, normal
from publisher.verify.perceived.page_lines import Line, Page, read

if TYPE_CHECKING:
    from publisher.plan.job import Job

LEAST_FULL = 0.4
"""The part of the type area of a page that is filled at least, unless what follows has no room."""
LEAST_LINES = 2
"""The lines that stand below a heading on its page at least."""
_FRAMES = 0.25  # of the type area: what a box has around its texts and between two of them
_NEAR = 600  # letters after the text before in which a short text is looked for
_FAR = 6000
_LONG = 24  # letters, from which on a text hardly is elsewhere too
_MARKS = 12  # letters that may stand between a heading and its text: numbers, signs
_ITEMS = (TextRole.ITEM, TextRole.TERM)


def faults(job: Job, data: bytes) -> Iterator[Fault]:
    """Every bad break in the pages of `job`.

    Folded sheets, sides of one sheet and imposed booklets have no pages that follow one another.
    """
    edition = job.edition
    if edition.sides is None and (edition.scheme is None or edition.is_booklet):
        laid_out = _LaidOut(job, read(job, data))
        yield from laid_out.parted_boxes()
        yield from laid_out.lone_headings()
        yield from laid_out.parted_figures()
        yield from laid_out.short_pages()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A text of the source and the lines that it is in."""

    piece: ExpectedText
    lines: tuple[Line, ...]

    @property
    def first_page(self) -> int:
        return self.lines[0].page

    @property
    def last_page(self) -> int:
        return self.lines[-1].page

    def lines_on(self, page: int) -> tuple[Line, ...]:
        """Its lines on a page."""
        return tuple(line for line in self.lines if line.page == page)

    @property
    def is_heading(self) -> bool:
        return self.piece.role is TextRole.HEADING


@dataclass(frozen=True)
class _LaidOut:
    """The texts of a job on its pages."""

    job: Job
    pages: tuple[Page, ...]

    @cached_property
    def placed(self) -> tuple[_Placed, ...]:
        """The texts that were found, in the order of the source."""
        scheme = self.job.edition.scheme
        expected = both.pieces(self.job) if scheme is None else printed.pieces(self.job)
        lines = [line for page in self.pages for line in page.lines]
        pieces = [one for one in expected.ordered if one.role is not TextRole.ALT]
        return tuple(_placed(pieces, lines))

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Every block by its id, those inside callouts too."""
        condition = self.job.halves[0].condition
        return {one.id: one for one in condition.blocks(self.job.edition.wording)}

    @cached_property
    def wholes(self) -> dict[str, Block]:
        """The box, table or figure that each block is, or is in, by the id of the block."""
        found: dict[str, Block] = {}
        for block in self.blocks.values():
            if isinstance(block, Callout):
                found.update(dict.fromkeys((block.id, *(one.id for one in block.body)), block))
            elif isinstance(block, Contact | Figure) or self.is_grid(block):
                found.setdefault(block.id, block)
        return found

    def is_grid(self, block: Block) -> bool:
        """Whether a block is a table that the edition does not set as a list."""
        return isinstance(block, Table) and not self.job.edition.sets_as_rows(block)

    def of(self, whole: Block) -> tuple[Line, ...]:
        """The lines of a box, table or figure."""
        return tuple(line for one in self.placed if self._whole(one) is whole for line in one.lines)

    @cached_property
    def top(self) -> float:
        """The upper edge of the type area."""
        return max((line.top for page in self.pages for line in page.lines), default=0)

    @cached_property
    def foot(self) -> float:
        """The lower edge of the type area, on pages that have nothing below it."""
        return min((line.bottom for page in self.pages for line in page.lines), default=0)

    def height(self, page: Page) -> float:
        """The height of the type area of a page."""
        return max(self.top - (self.foot if page.foot is None else page.foot), 1)

    # Boxes and figures ----------------------------------------------------------------------

    def parted_boxes(self) -> Iterator[Fault]:
        """Boxes that go on on the next page although they fit on one, below their heading."""
        for number, one in enumerate(self.placed):
            whole = self._whole(one)
            before = self.placed[number - 1] if number else one
            if not isinstance(whole, Callout | Contact) or whole is self._whole(before):
                continue
            pages = sorted({line.page for line in self.of(whole)})
            above = before.lines if before.is_heading else ()
            if len(pages) > 1 and self._fits(whole, above):
                detail = f"it is on pages {_listed(pages)}, and fits on one"
                yield Fault(whole.id, whole.heading.plain, FaultKind.BROKEN, detail)

    def _fits(self, whole: Block, above: tuple[Line, ...]) -> bool:
        """Whether a box, table or figure has room on one page below some lines."""
        lines = self.of(whole)
        pages = sorted({line.page for line in lines})
        parts = [[line for line in lines if line.page == page] for page in pages]
        needed = sum(map(_height, parts)) + (_height(above) if above else 0)
        return needed < (1 - _FRAMES) * self.height(self.pages[pages[0] - 1])

    def _whole(self, one: _Placed) -> Block | None:
        """The box, table or figure that a text is in."""
        return self.wholes.get(one.piece.block)

    def parted_figures(self) -> Iterator[Fault]:
        """Figures that are on another page than their captions."""
        for number, one in enumerate(self.placed):
            block = self._whole(one)
            is_first = not number or self.placed[number - 1].piece.block != one.piece.block
            if isinstance(block, Figure) and is_first:
                pages = self._drawn(block)
                if pages and one.first_page not in pages:
                    detail = f"its caption is on page {one.first_page}, and the picture is not"
                    yield Fault(block.id, block.title.plain, FaultKind.BROKEN, detail)

    def _drawn(self, figure: Figure) -> list[int]:
        """The pages that show a figure: by the tags; on sheets, those that show any drawing."""
        if self.job.edition.scheme is None:
            once = both.shared_pictures(self.job) if self.job.original else {}
            said = normal(once.get(figure.id, figure.alt.plain), spaces=False)
            return [
                page.number
                for page in self.pages
                if any(normal(alt, spaces=False) == said for alt in page.figures)
            ]
        return [page.number for page in self.pages if page.has_drawing]

    # Headings -------------------------------------------------------------------------------

    def lone_headings(self) -> Iterator[Fault]:
        """Headings with too few lines of their text on their page, where it goes on on the next.

        No page has room for a heading and a table as high as the page; that is left as it is.
        """
        for number, one in enumerate(self.placed):
            if not one.is_heading:
                continue
            below = list(self._below(number))
            page = one.last_page
            there = {round(line.baseline): line for text in below for line in text.lines_on(page)}
            moved = next((text for text in below if text.last_page > page), None)
            if moved is None or len(there) >= LEAST_LINES:
                continue
            if any(map(self.pages[page - 1].has_picture_beside, there.values())):
                continue  # which is as high as two lines
            whole = self._whole(moved)
            if whole is None or self._fits(whole, one.lines):
                many = f"{len(there)} line{'' if len(there) == 1 else 's'} of its text"
                detail = f"page {page} has {many} below it"
                yield Fault(one.piece.block, one.piece.text, FaultKind.BROKEN, detail)

    def _below(self, number: int) -> Iterator[_Placed]:
        """The texts between a heading, and others right below it, and the next one."""
        begun = False
        for one in self.placed[number + 1 :]:
            if one.is_heading and begun:
                return
            if not one.is_heading:
                begun = True
                yield one

    # Pages ----------------------------------------------------------------------------------

    def short_pages(self) -> Iterator[Fault]:
        """Pages that end early although what follows has room on them.

        A booklet's first pages are its cover and what stands alone; its last are for notes.
        """
        texts = [one for one in self.placed if one.piece.block in self._body]
        if not texts:
            return
        first = texts[0].first_page if self.job.edition.scheme else 1
        for page in self.pages[first - 1 : texts[-1].last_page - 1]:
            room = page.lowest - (self.foot if page.foot is None else page.foot)
            full = 1 - room / self.height(page)
            if page.lines and full < LEAST_FULL:
                next_ = next((n for n, one in enumerate(self.placed) if self._opens(one, page)), 0)
                if next_ and not self._begins_a_page(next_) and self._needs(next_) < room:
                    piece = self.placed[next_].piece
                    detail = f"page {page.number} is {full:.0%} full, and this has room on it"
                    yield Fault(
                        piece.block, piece.text, FaultKind.BROKEN, detail.replace("%", " %")
                    )

    @cached_property
    def _body(self) -> frozenset[str]:
        ends = ("glossary", "references", "index")
        return frozenset((*self.blocks, *self._sections, *ends))

    @cached_property
    def _sections(self) -> dict[str, Section]:
        """The section of each section, subsection and block, by id."""
        found: dict[str, Section] = {}
        condition = self.job.halves[0].condition
        is_plain = self.job.edition.wording is Wording.PLAIN
        for section in condition.plain_sections if is_plain else condition.sections:
            blocks = [
                *section.blocks,
                *(one for part in section.subsections for one in part.blocks),
            ]
            ids = [one.id for one in (section, *section.subsections, *blocks)]
            found.update(dict.fromkeys(ids, section))
        return found

    def _opens(self, one: _Placed, page: Page) -> bool:
        """Whether a text is the first on the page after one."""
        return one.first_page == page.number + 1

    def _begins_a_page(self, number: int) -> bool:
        """Whether a text begins a page by design."""
        block = self.placed[number].piece.block
        section = self._sections.get(block)
        if section is None:
            return block == "index"
        before = self.placed[number - 1].piece.block
        follows_part = before in self._sections and self._sections[before].opens_part
        is_own = section.kind in self.job.edition.own_pages
        is_first = block == section.id or isinstance(self.blocks.get(block), Callout)
        return (is_own and is_first) or section.opens_part or follows_part

    def _needs(self, number: int) -> float:
        """The height of the least that may stand before a break, from a text on."""
        least = self._least(number)
        page = self.placed[number].first_page
        if any(line.page > page for line in least):
            return self.top  # it is higher than a page
        # There is space above a heading or a box, which it loses at the head of a page, and a box
        # has as much below its text as above.
        frame = self.top - least[0].top
        line = least[0].top - least[0].bottom
        asked = self.blocks.get(self.placed[number].piece.block)
        # Below the last question are its lines to write on, which have no words.
        written = 2 * asked.lines if isinstance(asked, Questions) else 0
        space = (3 + written) * line
        return self.top - min(line.bottom for line in least) + frame + space

    def _least(self, number: int) -> list[Line]:
        """The lines that belong together: headings with what follows, a whole box, two items."""
        lines: list[Line] = []
        at = number
        while at < len(self.placed) - 1 and self.placed[at].is_heading:
            lines += self.placed[at].lines
            at += 1
        one = self.placed[at]
        if whole := self._whole(one):
            return [*lines, *self.of(whole)]
        items = 0
        for other in self.placed[at:]:
            items += other.piece.role in _ITEMS
            if other.piece.block != one.piece.block or items > 3:
                break
            lines += other.lines
        after = at + 1
        is_short = at > number and not items and len(one.lines) <= LEAST_LINES
        if is_short and after < len(self.placed) and not self.placed[after].is_heading:
            return [*lines, *self._least(after)]  # a line does not stand alone with its heading
        return lines


def _height(lines: Iterable[Line]) -> float:
    every = list(lines)
    return max(line.top for line in every) - min(line.bottom for line in every)


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, numbers))


# Texts in lines ---------------------------------------------------------------------------------


def _bare(text: str) -> str:
    """Letters as they are compared."""
    return joined(normal(text, spaces=False))


def _placed(pieces: Sequence[ExpectedText], lines: Sequence[Line]) -> Iterator[_Placed]:
    """Each text with its lines, found one after the other."""
    words = [_bare(piece.text) for piece in pieces]
    said = [_bare(line.text) for line in lines]
    stream = "".join(said)
    owner = [n for n, text in enumerate(said) for _ in text]
    at = 0
    for n, (piece, word) in enumerate(zip(pieces, words, strict=True)):
        after = words[n + 1] if n + 1 < len(words) else ""
        start = _place(stream, word, at, after if piece.role is TextRole.HEADING else None)
        if word and start >= 0:
            at = start + len(word)
            yield _Placed(piece, tuple(lines[m] for m in sorted({*owner[start:at]})))


def _place(stream: str, word: str, at: int, after: str | None) -> int:
    """Where a text stands behind a place; -1 for nowhere near. A heading stands before its text."""
    if after is None:
        return stream.find(word, at, at + len(word) + (_FAR if len(word) >= _LONG else _NEAR))
    end = at + _FAR + len(word)
    while (start := stream.find(word, at, end)) >= 0:
        behind = start + len(word)
        if stream.find(after[:20], behind, behind + len(after[:20]) + _MARKS) >= 0:
            return start
        at = start + 1
    return -1
