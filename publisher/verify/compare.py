"""The texts of a file compared with the expected ones: each whole, in order, once, in its role.

The texts of the file are cut into known pieces (`cut`). Then both sequences are aligned, and each
difference is reported in the words that an editor would use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from publisher.edition.model import Format
from publisher.errors import shortened
from publisher.verify.cut import Cutter, Token
from publisher.verify.expect import Expected, ExpectedText, TextRole
from publisher.verify.extract.found import Found, normal, normalised
from publisher.verify.stretch import Stretcher, is_sign, word_ends


class FaultKind(StrEnum):
    """What can be wrong with a piece of text; the value is used in messages."""

    MISSING = "missing"
    NOT_WHOLE = "not whole"
    OUT_OF_ORDER = "out of order"
    TWICE = "there more than once"
    ROLE = "in the wrong role"
    RUN_TOGETHER = "run together with its neighbour"
    UNEXPECTED = "unexpected text"
    NOT_SEEN = "not to be seen"  # hidden, covered, cut off, too small or too faint to read
    LINK = "leads elsewhere"  # of a link, a telephone number or a mail address
    STRUCTURE = "in the wrong structure"  # steps, header cells, levels of headings, order
    MEANING = "without its meaning"  # stress, language of a phrase, urgency, metadata
    ADDED = "added by nobody"  # words or anything else that is in no source, brand or layout
    BROKEN = "badly broken over pages"  # a box in two, a heading alone, a page left empty
    PICTURE = "not the picture that it is"  # a drawing, a logo or a code
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one piece. `block` is empty where the whole file is at fault."""

    block: str
    piece: str
    what: FaultKind
    detail: str = ""

    def __str__(self) -> str:
        quoted = f"“{_short(self.piece)}”" if self.piece else ""
        why = f"{self.what}: {self.detail}" if self.detail else str(self.what)
        return "  ".join(part for part in (self.block, quoted, why) if part)


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How many blocks and pieces were expected and found, and every fault."""

    blocks_expected: int
    blocks_found: int
    pieces_expected: int
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        """Whether there are no faults."""
        return not self.faults

    def with_faults(self, more: Iterable[Fault]) -> Fidelity:
        """The same report with further faults; their blocks no longer count as found."""
        more = tuple(more)
        had = {fault.block for fault in self.faults}
        blocks = {fault.block for fault in more if fault.block} - had
        found = max(0, self.blocks_found - len(blocks))
        return replace(self, blocks_found=found, faults=self.faults + more)


def compare(expected: Expected, found: Sequence[Found], kind: Format) -> Fidelity:
    """The report on one file, whose texts are compared with the expected ones."""
    spaces = kind not in (Format.PDF, Format.PRINT)
    wanted = _normalised(expected, spaces)
    texts = tuple(normalised(found, spaces=spaces))
    cutter = _stretcher(wanted, expected) if kind is Format.PRINT else Cutter(wanted, spaces)
    tokens = cutter.cut(texts)
    faults = tuple(_Comparison(wanted, kind).faults(tokens))
    faulty = {fault.block for fault in faults if fault.what is not FaultKind.UNEXPECTED}
    shown = tuple(_in_full(fault, expected, spaces) for fault in faults)
    blocks = expected.blocks
    return Fidelity(
        len(blocks), len([b for b in blocks if b not in faulty]), len(expected.pieces), shown
    )


def _stretcher(wanted: Expected, expected: Expected) -> Stretcher:
    shown = {piece.text for piece in expected.pieces}
    return Stretcher(
        wanted, {normal(one, spaces=False): frozenset(word_ends(one)) for one in shown}
    )


def _normalised(expected: Expected, spaces: bool) -> Expected:
    def one(piece: ExpectedText) -> ExpectedText:
        return replace(piece, text=normal(piece.text, spaces=spaces))

    return Expected(
        ordered=tuple(map(one, expected.ordered)),
        loose=tuple(tuple(map(one, group)) for group in expected.loose),
        repeated=frozenset(normal(text, spaces=spaces) for text in expected.repeated),
        contents=tuple(normal(text, spaces=spaces) for text in expected.contents),
        contents_label=normal(expected.contents_label, spaces=spaces),
        furniture=frozenset(normal(text, spaces=spaces) for text in expected.furniture),
    )


def _in_full(fault: Fault, expected: Expected, spaces: bool) -> Fault:
    """The fault with its piece as the source has it, with its white space."""
    for piece in expected.pieces:
        if piece.block == fault.block and normal(piece.text, spaces=spaces) == fault.piece:
            return replace(fault, piece=piece.text)
    return fault


# Judging -----------------------------------------------------------------------------------

# The roles that are accepted in place of an expected one, in formats that do not have or use it.
# PDF tags definition lists as lists.
_PDF = {TextRole.TERM: frozenset({TextRole.ITEM}), TextRole.DEFINITION: frozenset({TextRole.ITEM})}
_SERVES: dict[Format, dict[TextRole, frozenset[TextRole]]] = {
    Format.PDF: _PDF,
    Format.PRINT: {},
    Format.WORD: {
        # Word has no role for terms and definitions, nor for the header cell of a row.
        TextRole.TERM: frozenset({TextRole.TEXT}),
        TextRole.DEFINITION: frozenset({TextRole.TEXT}),
        TextRole.HEADER: frozenset({TextRole.CELL}),
        TextRole.CAPTION: frozenset({TextRole.TEXT}),
    },
    Format.EPUB: {},
    Format.WEB: {},
}
_ALONE = frozenset(
    {
        TextRole.ITEM,
        TextRole.NESTED,
        TextRole.CELL,
        TextRole.HEADER,
        TextRole.TERM,
        TextRole.DEFINITION,
    }
)


_PAGE = re.compile(r"[ .]*\d*")  # dots that lead to the number of a page


@dataclass(frozen=True)
class _Comparison:
    """Compares the tokens of one file with the expected texts."""

    expected: Expected
    kind: Format

    def faults(self, tokens: tuple[Token, ...]) -> Iterator[Fault]:
        """Every fault; first those of pieces, in the order of the document."""
        pictures = [token for token in tokens if token.role is TextRole.ALT]
        words = [t for t in tokens if t.role is not TextRole.ALT and not self.is_furniture(t)]
        words = self.without_contents(words, tokens)
        pieces = [piece for piece in self.expected.ordered if piece.role is not TextRole.ALT]
        words, loose_faults = self.take_loose(words, {p.text for p in pieces})
        pairs = self.align(pieces, words)
        yield from self.differences(pieces, words, pairs)
        yield from self.roles(pieces, words, pairs)
        yield from loose_faults
        yield from self.pictures(pictures, pieces, words, pairs)

    # Texts without a fixed place

    @cached_property
    def texts(self) -> frozenset[str]:
        return frozenset(piece.text for piece in self.expected.pieces)

    def is_furniture(self, token: Token) -> bool:
        return (
            token.known and token.text in self.expected.furniture and token.text not in self.texts
        )

    def without_contents(self, words: list[Token], tokens: Sequence[Token]) -> list[Token]:
        """The words without a list of contents: headings in order after the label of the list."""
        label = next((t.unit for t in tokens if t.text == self.expected.contents_label), None)
        if label is None:
            return words
        start = next((n for n, word in enumerate(words) if word.unit > label), len(words))
        end, at = start, 0
        while end < len(words):
            headings = self.expected.contents
            hit = next(
                (n for n in range(at, len(headings)) if _is_entry(words[end], headings[n])), None
            )
            if hit is None:
                break
            end, at = end + 1, hit + 1
        return words[:start] + words[end:]

    def take_loose(self, words: list[Token], ordered: set[str]) -> tuple[list[Token], list[Fault]]:
        """The words without those groups that may be anywhere, and the faults of these groups."""
        faults: list[Fault] = []
        matched_places: set[int] = set()
        for group in self.expected.loose:
            size = len(group)
            if size == 1 and group[0].text in ordered:
                continue
            places = [
                n
                for n in range(len(words) - size + 1)
                if all(words[n + k].text == piece.text for k, piece in enumerate(group))
            ]
            matched_places.update(n + k for n in places for k in range(size))
            if not places:
                strewn, lost = self.lost_group(group, words, ordered)
                matched_places.update(strewn)
                faults += lost
            if len(places) > 1 and group[0].text not in self.expected.repeated:
                faults.append(Fault(group[0].block, group[0].text, FaultKind.TWICE))
        return [word for n, word in enumerate(words) if n not in matched_places], faults

    def lost_group(
        self, group: tuple[ExpectedText, ...], words: list[Token], ordered: set[str]
    ) -> tuple[set[int], list[Fault]]:
        """The words that are pieces of a scattered group, and the faults that this makes."""
        first = {
            piece: next((n for n, w in enumerate(words) if w.text == piece.text), None)
            for piece in group
        }
        strewn = {n for n in first.values() if n is not None and words[n].text not in ordered}
        unknown = [word for word in words if not word.known]
        lost = [self.lost(piece, unknown) for piece, n in first.items() if n is None]
        return strewn, lost or [Fault(group[0].block, group[0].text, FaultKind.OUT_OF_ORDER)]

    # Order

    def align(self, pieces: Sequence[ExpectedText], words: Sequence[Token]) -> dict[int, int]:
        """The word of each piece: the longest common subsequence, right roles preferred."""
        pairs: dict[int, int] = {}
        start, ends = 0, (len(pieces), len(words))
        while start < min(ends) and pieces[start].text == words[start].text:
            pairs[start] = start
            start += 1
        last, word = ends[0] - 1, ends[1] - 1
        while min(last, word) >= start and pieces[last].text == words[word].text:
            pairs[last] = word
            last, word = last - 1, word - 1
        pairs.update(self.longest(pieces, words, range(start, last + 1), range(start, word + 1)))
        return pairs

    def longest(
        self, pieces: Sequence[ExpectedText], words: Sequence[Token], rows: range, columns: range
    ) -> dict[int, int]:
        best = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
        for r in reversed(range(len(rows))):
            for c in reversed(range(len(columns))):
                worth = self.worth(pieces[rows[r]], words[columns[c]])
                best[r][c] = max(
                    best[r + 1][c], best[r][c + 1], best[r + 1][c + 1] + worth if worth else 0
                )
        pairs: dict[int, int] = {}
        r = c = 0
        while r < len(rows) and c < len(columns):
            worth = self.worth(pieces[rows[r]], words[columns[c]])
            if worth and best[r][c] == best[r + 1][c + 1] + worth:
                pairs[rows[r]] = columns[c]
                r, c = r + 1, c + 1
            elif best[r][c] == best[r + 1][c]:
                r += 1
            else:
                c += 1
        return pairs

    def worth(self, piece: ExpectedText, word: Token) -> int:
        if piece.text != word.text:
            return 0
        return 3 if self.serves(piece.role, word.role) else 2

    def differences(
        self, pieces: Sequence[ExpectedText], words: Sequence[Token], pairs: dict[int, int]
    ) -> Iterator[Fault]:
        paired = set(pairs.values())
        spare = {n: word for n, word in enumerate(words) if n not in paired}
        for number, piece in enumerate(pieces):
            if number in pairs:
                continue
            moved = next((n for n, word in spare.items() if word.text == piece.text), None)
            if moved is not None:
                del spare[moved]
                yield Fault(piece.block, piece.text, FaultKind.OUT_OF_ORDER)
            else:
                yield self.lost(piece, [word for word in spare.values() if not word.known])
        blocks = {word: pieces[number].block for number, word in pairs.items()}
        for n, word in spare.items():
            if self.may_be_repeated(word.text):
                continue
            before = next((blocks[k] for k in range(n, -1, -1) if k in blocks), "")
            if owners := [p.block for p in self.expected.pieces if p.text == word.text]:
                block = before if before in owners else owners[0]
                yield Fault(block, word.text, FaultKind.TWICE)
            else:
                yield Fault(before, word.shown or word.text, FaultKind.UNEXPECTED)

    def may_be_repeated(self, text: str) -> bool:
        """Whether a text may be there once more; on sheets as a label or the number of a page."""
        if self.kind is Format.PRINT and (is_sign(text) or text in self.expected.furniture):
            return True
        return text in self.expected.repeated

    def lost(self, piece: ExpectedText, unknown: Sequence[Token]) -> Fault:
        """The fault of a piece that was not found: not whole where a text is like a part of it."""
        for word in unknown:
            if _is_part(word.text, piece.text):
                return Fault(
                    piece.block,
                    piece.text,
                    FaultKind.NOT_WHOLE,
                    f"found “{_short(word.shown or word.text)}”",
                )
        return Fault(piece.block, piece.text, FaultKind.MISSING)

    # Roles

    def roles(
        self, pieces: Sequence[ExpectedText], words: Sequence[Token], pairs: dict[int, int]
    ) -> Iterator[Fault]:
        if self.kind is Format.PRINT:
            return  # sheets have no roles
        sharers = Counter(words[n].unit for p, n in pairs.items() if pieces[p].role in _ALONE)
        for number, n in sorted(pairs.items()):
            piece, word = pieces[number], words[n]
            if not self.serves(piece.role, word.role):
                detail = f"{word.role} instead of {piece.role}"
                yield Fault(piece.block, piece.text, FaultKind.ROLE, detail)
            elif piece.role in _ALONE and sharers[word.unit] > 1:
                yield Fault(piece.block, piece.text, FaultKind.RUN_TOGETHER)

    def serves(self, wanted: TextRole, role: TextRole) -> bool:
        return (
            wanted is TextRole.LABEL
            or wanted is role
            or (wanted is TextRole.TITLE and role is TextRole.HEADING)
            or role in _SERVES[self.kind].get(wanted, ())
        )

    # Pictures

    def pictures(
        self,
        found: Sequence[Token],
        pieces: Sequence[ExpectedText],
        words: Sequence[Token],
        pairs: dict[int, int],
    ) -> Iterator[Fault]:
        """Faults of alternative texts: each is to be there once, among the words of its figure."""
        wanted = [piece for piece in self.expected.ordered if piece.role is TextRole.ALT]
        spare = [one for one in found if one.text not in self.expected.furniture]
        for piece in wanted:
            own = next((one for one in spare if one.text == piece.text), None)
            if own is None:
                parts = [one for one in spare if _is_part(one.text, piece.text)]
                detail = f"found “{_short(parts[0].shown or parts[0].text)}”" if parts else ""
                yield Fault(
                    piece.block,
                    piece.text,
                    FaultKind.NOT_WHOLE if parts else FaultKind.MISSING,
                    detail,
                )
                continue
            spare.remove(own)
            if not self.stands_by(piece.block, own.unit, pieces, words, pairs):
                yield Fault(piece.block, piece.text, FaultKind.OUT_OF_ORDER)
        for one in spare:
            twice = next((piece for piece in wanted if piece.text == one.text), None)
            if twice:
                yield Fault(twice.block, one.text, FaultKind.TWICE)
            elif not any(_is_part(one.text, piece.text) for piece in wanted):
                yield Fault("", one.shown or one.text, FaultKind.UNEXPECTED)

    def stands_by(
        self,
        block: str,
        unit: int,
        pieces: Sequence[ExpectedText],
        words: Sequence[Token],
        pairs: dict[int, int],
    ) -> bool:
        """Whether no words of another block are between a picture and the words of its block."""
        own = [words[n].unit for p, n in pairs.items() if pieces[p].block == block]
        others = [words[n].unit for p, n in pairs.items() if pieces[p].block != block]
        low, high = min((*own, unit)), max((*own, unit))
        return not any(low < other < high for other in others)


def _is_entry(word: Token, heading: str) -> bool:
    """Whether a word is the entry of a heading in a list of contents, its page number behind it.

    The heading itself may end in a point or in a number.
    """
    if word.known or not heading:
        return word.text == heading
    return word.text.startswith(heading) and bool(_PAGE.fullmatch(word.text, len(heading)))


def _is_part(text: str, whole: str) -> bool:
    """Whether `text` is a part of `whole`, or almost the same as it."""
    if len(text) > 2 * len(whole):
        return whole[: len(whole) // 2 + 1] in text
    if whole.startswith(text) or whole.endswith(text):
        return True
    return SequenceMatcher(None, text, whole, autojunk=False).ratio() > 0.6


def _short(text: str, most: int = 60) -> str:
    return shortened(text, most)
