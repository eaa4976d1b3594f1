"""Nodes of a sentence → source text that `inline.parse` reads as exactly these nodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations, islice
from typing import assert_never

from publisher.content.inline import (
    ALLOWED,
    MOST_CHARACTERS,
    SPACE,
    UNIT,
    Citation,
    Emphasis,
    Fact,
    Foreign,
    Inline,
    InlineError,
    Link,
    Plain,
    Strong,
    Term,
    code_point,
    parse,
    start_of,
    unprintable,
    words,
)

_MOST_TRIES = 64
_MOST_READ = 100_000  # characters parsed in search of the plainest spelling; else the safe one
_MOST_PAIRS = 400_000  # equal tokens compared in search of the old spelling
_EITHER = (
    "*_[]()\\;!/?<`{}"  # characters that may be Markdown, and are plain text after a backslash
)
_NAILED = re.compile(UNIT.pattern.replace(" ", "\u00a0", 1))
_PAIRED = re.compile(r"“[^“”]*”|‘[^‘’]*(?:’(?=\w)[^‘’]*)*’(?!\w)")
_TOKEN = re.compile(r"\s+|\w+|.", re.DOTALL)
_OPENS = ("(", "“", "‘", "—", "–", "\u00a0")  # there is no space between these and a citation
_STRAIGHT = re.compile(r"""(?<![\w"'])"(?=\S)([^"]*?)(?<=\S)"(?!\w)""")


def spell(nodes: tuple[Inline, ...]) -> str:
    """The source that `parse` reads as exactly these nodes, as an editor would type it.

    Raises InlineError where no source spells them: see `tidy` for nodes that come from elsewhere.
    """
    sheet = _SpellingChoices()
    sheet.put(nodes)
    plain = [0] * sheet.count
    if sheet.says(plain, nodes):
        return sheet.spelled(plain)
    for marks in _fewest(sheet.marks):
        choice = [int(way in marks or way not in sheet.marks) for way in range(sheet.count)]
        if sheet.says(choice, nodes):
            return sheet.spelled(_plainer(sheet, choice, nodes, range(sheet.count)))
    count = len(sheet.spelled([1] * sheet.count))
    if count > MOST_CHARACTERS >= len("".join(words(nodes))):
        wrong = f"text has {count} characters as a source writes it"
        raise InlineError(wrong, "split it into paragraphs")
    raise _spelling_error(nodes)


class _SpellingChoices:
    """A source in which some things can still be written in two ways, the plainer first."""

    def __init__(self) -> None:
        self.count = 0
        self.marks: list[int] = []  # those that are marks, inner before outer
        self.pieces: list[tuple[str, str, int]] = []  # plainer, safer, which way decides
        self.read = 0  # characters parsed so far

    def way(self) -> int:
        self.count += 1
        return self.count - 1

    def put(self, nodes: tuple[Inline, ...]) -> None:
        """Adds `nodes` at the end."""
        for number, node in enumerate(nodes):
            match node:
                case Plain(text):
                    self.words(text)
                case Strong(children) | Emphasis(children):
                    times = 2 if isinstance(node, Strong) else 1
                    way = self.way()
                    self.pieces.append(("*" * times, "_" * times, way))
                    self.put(children)
                    self.pieces.append(("*" * times, "_" * times, way))
                    self.marks.append(way)
                case Citation(references):
                    before = nodes[number - 1] if number else None
                    tight = isinstance(before, Plain) and before.text.endswith(_OPENS)
                    space = " " if before is not None and not tight else ""
                    cited = f"[{'; '.join('@' + key for key in references)}]"
                    self.pieces.append((space + cited, cited, self.way()))
                case Fact(name):
                    self.pieces.append((f"{{{name}}}",) * 2 + (-1,))
                case Link() | Term() | Foreign():
                    self.pieces.append(("[", "[", -1))
                    self.words(node.text)
                    self.pieces.append(("](", "](", -1))
                    match node:
                        case Link(href):
                            self.words(href, quotes=False)
                        case Term(entry):
                            self.pieces.append((f"term:{entry}",) * 2 + (-1,))
                        case Foreign(language):
                            self.pieces.append((f"lang:{language}",) * 2 + (-1,))
                    self.pieces.append((")", ")", -1))
                case _:
                    assert_never(node)

    def words(self, text: str, *, quotes: bool = True) -> None:
        """Adds a text; a character that could be Markdown becomes a choice."""
        pairs: dict[int, int] = {}  # both quotes of a pair are written in the same way
        if quotes:
            for match in _PAIRED.finditer(text):
                pairs[match.start()] = pairs[match.end() - 1] = self.way()
        nailed = {match.start() for match in _NAILED.finditer(text)}
        for at, sign in enumerate(text):
            if at in nailed:
                self.pieces.append((" ", sign, self.way()))
            elif quotes and sign in "“”‘’":
                straight = '"' if sign in "“”" else "'"
                self.pieces.append((straight, sign, pairs[at] if at in pairs else self.way()))
            elif sign in _EITHER or (quotes and sign in "\"'"):
                self.pieces.append((sign, f"\\{sign}", self.way()))
            else:
                self.pieces.append((sign, sign, -1))

    def spelled(self, choice: list[int]) -> str:
        """The source with these choices: 0 for the plainer way, 1 for the safer."""
        return "".join(
            safer if way >= 0 and choice[way] else plainer for plainer, safer, way in self.pieces
        )

    def says(self, choice: list[int], nodes: tuple[Inline, ...]) -> bool:
        """Whether the source with these choices is parsed as `nodes`."""
        source = self.spelled(choice)
        self.read += len(source)
        return _says(source, nodes)


def _says(source: str, nodes: tuple[Inline, ...]) -> bool:
    try:
        return parse(source).nodes == nodes
    except InlineError:
        return False


def _fewest(ways: list[int]) -> Iterator[frozenset[int]]:
    """Sets of choices in which the safer way is taken: none, then each one, then each two."""
    sets = (chosen for size in range(len(ways) + 1) for chosen in combinations(ways, size))
    return map(frozenset, islice(sets, _MOST_TRIES))


def _plainer(
    sheet: _SpellingChoices, choice: list[int], nodes: tuple[Inline, ...], ways: range
) -> list[int]:
    """`choice` with as many of `ways` written plainly as the meaning allows."""
    if not any(choice[way] for way in ways) or sheet.read > _MOST_READ:
        return choice
    bold = [0 if way in ways else chosen for way, chosen in enumerate(choice)]
    if sheet.says(bold, nodes):
        return bold
    if len(ways) == 1:
        return choice
    half = len(ways) // 2
    return _plainer(sheet, _plainer(sheet, choice, nodes, ways[half:]), nodes, ways[:half])


def _spelling_error(nodes: tuple[Inline, ...]) -> InlineError:
    """Why no source is parsed as `nodes`."""
    text = "".join(words(nodes))
    runs = list(_runs(nodes))
    for _, character in unprintable(text):
        return InlineError(f"the text contains {code_point(character)}", "remove it")
    for run in runs:
        if not run.strip():
            return InlineError(f"{run!r} contains no words", "take it away")
        if SPACE.sub(" ", run) != run:
            return InlineError(f"spaces in a row in {start_of(run)}", "keep one")
    if len(text) > MOST_CHARACTERS:
        return InlineError(f"text has {len(text)} characters", "split it into paragraphs")
    if nodes and text != text.strip():
        return InlineError(f"a space at the edge of {start_of(text)}", "take it away")
    return InlineError(
        f"the marks in {start_of(text)} cannot be told from the words beside them", ALLOWED
    )


def _runs(nodes: tuple[Inline, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Strong | Emphasis):
            yield from _runs(node.children)
        elif not isinstance(node, Citation):
            yield node.text


def spell_like(source: str, nodes: tuple[Inline, ...]) -> str:
    """As `spell`, but text that is in `source` keeps its spelling there."""
    new = spell(nodes)
    try:
        old = spell(parse(source).nodes)
    except InlineError:
        return new
    if new == old:
        return source
    before, given, after = (_TOKEN.findall(text) for text in (old, source, new))
    if max(_alike(before, after), _alike(before, given)) > _MOST_PAIRS:
        return new
    kept = [
        (a, b, size)
        for a, b, size in SequenceMatcher(None, before, after, False).get_matching_blocks()
    ]
    spellings: list[tuple[int, int, list[str]]] = []  # from, to (tokens of `new`), as in `source`
    for kind, start, end, left, right in SequenceMatcher(None, before, given, False).get_opcodes():
        for a, b, size in kept:
            wide = (kind != "insert") or a < start < a + size
            if kind != "equal" and wide and a <= start and end <= a + size:
                spellings.append((start - a + b, end - a + b, given[left:right]))
    read = 0
    for chosen in (spellings, None):
        trial = list(after)
        for start, end, tokens in sorted(spellings, reverse=True):
            one = [*trial[:start], *tokens, *trial[end:]]
            read += len(new) * (chosen is None)
            if chosen is not None or (read < _MOST_READ and _says("".join(one), nodes)):
                trial = one
        if _says(candidate := "".join(trial), nodes):
            return candidate
    return new


def _alike(left: list[str], right: list[str]) -> int:
    """The number of pairs of equal tokens of two texts, a measure of the time to compare them."""
    there = Counter(right)
    return sum(count * there[token] for token, count in Counter(left).items())


def tidy(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Nodes from elsewhere in the form that `parse` returns.

    Neighbours of one kind are joined, runs of spaces are one, spaces at the edges of a mark stand
    outside it, empty nodes are gone, a number keeps its unit, and straight quotes around words are
    typographic ones.
    """
    settled = _settled(nodes)
    while settled and isinstance(first := settled[0], Plain) and first.text != first.text.lstrip():
        settled = _settled((Plain(first.text.lstrip()), *settled[1:]))
    while settled and isinstance(last := settled[-1], Plain) and last.text != last.text.rstrip():
        settled = _settled((*settled[:-1], Plain(last.text.rstrip())))
    return settled


def _settled(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """`nodes` tidied, except for spaces at either end."""
    found: list[Inline] = []
    for node in nodes:
        for part in _spaced(node):
            _join(found, part)
    return tuple(
        Plain(_typographic(node.text)) if isinstance(node, Plain) else node for node in found
    )


def _spaced(node: Inline) -> Iterator[Inline]:
    """A node without spaces at its edges, and these before and after it."""
    match node:
        case Citation() | Fact():
            yield node
        case Plain(text):
            yield node
        case Strong(children) | Emphasis(children):
            inner = list(_settled(children))
            before = after = ""
            if inner and isinstance(first := inner[0], Plain):
                before = first.text[: len(first.text) - len(first.text.lstrip())]
                inner[:1] = [Plain(first.text.lstrip())] if first.text.strip() else []
            if inner and isinstance(last := inner[-1], Plain):
                after = last.text[len(last.text.rstrip()) :]
                inner[-1:] = [Plain(last.text.rstrip())] if last.text.strip() else []
            yield Plain(before)
            if inner:
                yield replace(node, children=tuple(inner))
            yield Plain(after)
        case Link() | Term() | Foreign():
            text = _typographic(SPACE.sub(" ", node.text))
            yield Plain(text[: len(text) - len(text.lstrip())])
            if text.strip():
                yield replace(node, text=text.strip())
                yield Plain(text[len(text.rstrip()) :])
        case _:
            assert_never(node)


def _join(found: list[Inline], node: Inline) -> None:
    """Adds `node` to `found`, joined to the last one if both are of the same kind."""
    last = found[-1] if found else None
    match (last, node):
        case (_, Plain(text="")):
            pass
        case (Plain(left), Plain(right)):
            found[-1] = Plain(SPACE.sub(" ", left + right))
        case (Strong(left_nodes), Strong(right_nodes)):
            found[-1] = Strong(_settled(left_nodes + right_nodes))
        case (Emphasis(left_nodes), Emphasis(right_nodes)):
            found[-1] = Emphasis(_settled(left_nodes + right_nodes))
        case (Link(one), Link(other)) if one == other:
            found[-1] = Link(one, _typographic("".join(words((last, node)))))
        case (Term(one), Term(other)) if one == other:
            found[-1] = Term(one, _typographic("".join(words((last, node)))))
        case (Foreign(one), Foreign(other)) if one == other:
            found[-1] = Foreign(one, _typographic("".join(words((last, node)))))
        case (Plain(left), Citation()):
            kept = left.rstrip(" \u00a0")
            found[-1:] = [Plain(kept), node] if kept else [node]
        case (_, Plain(text)):
            found.append(Plain(SPACE.sub(" ", text)))
        case _:
            found.append(node)


def _typographic(text: str) -> str:
    """`text` with curly quotes around words and in them, and numbers that keep their units."""
    text = _STRAIGHT.sub("“\\1”", text)
    return UNIT.sub("\u00a0", re.sub(r"(?<=\w)'(?=\w)", "’", text))
