"""The inline text of a source: a small fixed Markdown, parsed once.

    **strong**   *emphasis*   [words](https://…)   [555-0100](tel:555-0100)
    [islet cells](term:islet-cell)      a glossary term
    [in situ](lang:la)                  a phrase in another language
    [@nci-pdq]  [@nci-pdq; @acs]        citations

Raw HTML, pictures, code and any other link scheme are refused; a sign after a backslash stands for
itself (\\<, \\`, \\*). Straight quotes become typographic ones, and a number keeps its unit on the
line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations, islice
from typing import TYPE_CHECKING, TypeVar, assert_never

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Plain:
    """Words without a mark."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with stress."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A web address, an e-mail address or a telephone number."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """Words that the glossary explains; `entry` is the id of the glossary entry."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A phrase in another language; `language` is a BCP 47 tag."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One or more references, by id, in the order written."""

    references: tuple[str, ...]


Inline = Plain | Strong | Emphasis | Link | Term | Foreign | Citation
Found = TypeVar("Found", Term, Citation, Link, Foreign)


@dataclass(frozen=True, slots=True)
class Text:
    """One run of inline text: what the source says (`source`) and what it means (`nodes`)."""

    nodes: tuple[Inline, ...]
    source: str

    @property
    def plain(self) -> str:
        """The words alone, without marks and citations."""
        return "".join(words(self.nodes))

    def cited(self, numbers: Mapping[str, int]) -> str:
        """The words as a reader sees them, with the number of each citation ("1, 3")."""
        return "".join(words(self.nodes, numbers))

    def __bool__(self) -> bool:
        return bool(self.nodes)


def words(nodes: tuple[Inline, ...], numbers: Mapping[str, int] | None = None) -> Iterator[str]:
    """The text of each node in reading order; citations only where `numbers` is given."""
    for node in nodes:
        match node:
            case Plain() | Link() | Term() | Foreign():
                yield node.text
            case Citation(references=references):
                if numbers is not None:
                    yield cite(references, numbers)
            case Strong() | Emphasis():
                yield from words(node.children, numbers)
            case _:
                assert_never(node)


def cite(references: tuple[str, ...], numbers: Mapping[str, int]) -> str:
    """The printed form of a citation: the numbers of its references, rising, "1, 3"."""
    return ", ".join(str(number) for number in sorted(numbers[key] for key in references))


def find(nodes: tuple[Inline, ...], kind: type[Found]) -> Iterator[Found]:
    """Every node of one kind, in reading order."""
    for node in nodes:
        if isinstance(node, kind):
            yield node
        elif isinstance(node, Strong | Emphasis):
            yield from find(node.children, kind)


class InlineError(ValueError):
    """Text that is not in the small Markdown. The message says what would be right."""


# Control characters, halves of a pair, characters that Unicode promises never to use, and those
# that nobody can see but that turn text around or end a line: XML 1.0 refuses the first kinds,
# an editor's eye misses the last. U+FFFD is what is left of a character that was lost.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffd"
    "\ud800-\udfff\ufdd0-\ufdef"
    + "".join(map(chr, (plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))))
    + "]"
)


def unprintable(text: str) -> Iterator[tuple[int, str]]:
    """(offset, character) of all that no document can print."""
    return ((match.start(), match.group()) for match in _UNPRINTABLE.finditer(text))


def named(character: str) -> str:
    """An unprintable character as an editor can look it up."""
    return f"the unprintable character U+{ord(character):04X}"


_ALLOWED = (
    "allowed are **strong**, *emphasis*, [words](https://…), [number](tel:…), "
    "[words](term:entry), [words](lang:la) and [@reference]"
)
_MOST_CHARACTERS = 10_000
_MOST_DEEP = 4  # marks within marks
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CITATION = re.compile(r"[ \u00a0]*\[@([^\]]*)\]")
# A host with a dot in it, and no name before an @ that a reader would take for the host.
WEB = r"https://[^/?#@\s\"'<>\\]+\.[^/?#@\s\"'<>\\]+(?:[/?#][^\s\"'<>\\]*)?"
_UNIT = re.compile(r"(?<=\d) (?=(?:(?:mg|mcg|µg|g|kg|ml|mL|l|L|mm|cm|m|in|lb|oz)\b|%|°[CF]?))")
_HTML = re.compile(r"<[A-Za-z/!?][^>]*>?|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")  # a sign that stands for itself
_SPACE = re.compile(r"[ \t\r\n]+")
_LEFT_OVER = re.compile(r"\*\*+|(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)|\]\(|\[@")
_STAR = "close the mark, or write \\* for a star"
_MEND = {
    "](": "write [words](https://…) without spaces in it, or \\[ for a bracket",
    "[@": "write [@id] or [@id; @id]",
}
_APOSTROPHE = re.compile(r"'(?=\w)")


def _any_target(url: str) -> bool:  # noqa: ARG001
    return True


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"typographer": True, "quotes": "“”‘’"})
    parser.validateLink = _any_target  # type: ignore[method-assign]  # judged in _link
    parser.enable(["emphasis", "link", "escape", "balance_pairs", "smartquotes"])
    # Joined, an escaped sign could no longer be told from one that marks.
    return parser.disable("text_join")


def parse(source: str) -> Text:
    """`source` as nodes. Raises `InlineError` naming the first thing that is not allowed."""
    if len(source) > _MOST_CHARACTERS:
        raise InlineError(f"text has {len(source)} characters; split it into paragraphs")
    for _, character in unprintable(source):
        raise InlineError(f"the text holds {named(character)}; remove it")
    folded = _SPACE.sub(" ", source).strip(" ")
    marking = _ESCAPED.sub("  ", folded)
    if html := _HTML.search(marking):
        raise InlineError(f"raw HTML {_start(html.group())} is not allowed; {_ALLOWED}")
    if "`" in marking or "![" in marking:
        raise InlineError(f"code and pictures are not allowed inside text; {_ALLOWED}")
    stack = [
        token
        for block in _markdown().parse(folded)
        if block.type == "inline"
        for token in block.children or ()
    ][::-1]
    return Text(tuple(_nodes(stack)), source)


def _start(words: str) -> str:
    return repr(words if len(words) <= 40 else words[:39] + "…")


def _nodes(stack: list[Token], closing: str | None = None, deep: int = 0) -> Iterator[Inline]:
    """Nodes from `stack` (next token last) until the token `closing`, which is taken too."""
    if deep > _MOST_DEEP:
        raise InlineError(f"marks lie more than {_MOST_DEEP} deep; take some away")
    run: list[str] = []  # neighbours that make one run of words
    while stack:
        token = stack.pop()
        if token.type == "text_special":  # an escaped sign, which stands for itself
            run.append(token.content)
            continue
        if token.type == "text":
            yield from _plain(token.content, run)
            continue
        yield from _joined(run)
        if token.type == closing:
            return
        match token.type:
            case "strong_open":
                yield Strong(tuple(_nodes(stack, "strong_close", deep + 1)))
            case "em_open":
                yield Emphasis(tuple(_nodes(stack, "em_close", deep + 1)))
            case "link_open":
                children = tuple(_nodes(stack, "link_close", deep + 1))
                yield _link(token, children)
            case _:
                raise InlineError(f"{token.type} is not allowed; {_ALLOWED}")
    yield from _joined(run)


def _plain(text: str, run: list[str]) -> Iterator[Inline]:
    """The citations in `text`, each after the words before it; what remains goes to `run`."""
    at = 0
    for match in _CITATION.finditer(text):
        run.append(_words(text[at : match.start()]))
        keys = [key.strip() for key in match.group(1).split(";")]
        for number, key in enumerate(keys):
            if not _SLUG.fullmatch(key.removeprefix("@") if number else key):
                raise InlineError(
                    f"citation {_start(match.group().strip())} is malformed; "
                    "write [@id] or [@id; @id]"
                )
        yield from _joined(run)
        yield Citation(tuple(key.removeprefix("@") for key in keys))
        at = match.end()
    run.append(_words(text[at:]))


def _words(text: str) -> str:
    if left := _LEFT_OVER.search(text):
        sign = left.group()
        raise InlineError(f"{sign!r} marks nothing here; {_MEND.get(sign, _STAR)}")
    return _APOSTROPHE.sub("’", text)


def _joined(run: list[str]) -> Iterator[Plain]:
    """The run of words as one node, and the run emptied."""
    text = "".join(run)
    run.clear()
    if text:
        yield Plain(_UNIT.sub("\u00a0", text))


def _link(token: Token, children: tuple[Inline, ...]) -> Inline:
    href = str(token.attrs.get("href", ""))
    if "title" in token.attrs:
        title = str(token.attrs["title"])
        raise InlineError(f"the title {_start(title)} of a link is never shown; put it in the text")
    # An element inside a link breaks PDF/UA-1 7.18.5; marks around a link say the same.
    if not all(isinstance(child, Plain) for child in children):
        raise InlineError(
            f"marks inside the words of {href!r}; put them around: **[words]({href})**"
        )
    text = "".join(words(children))
    if not text.strip():
        raise InlineError(f"link to {href!r} has no words; write [words]({href})")
    scheme, _, rest = href.partition(":")
    match scheme:
        case "term" if _SLUG.fullmatch(rest):
            return Term(rest, text)
        case "lang" if _LANGUAGE.fullmatch(rest):
            return Foreign(rest, text)
        case "https" if re.fullmatch(WEB, href):
            return Link(href, text)
        case "tel" if re.fullmatch(r"[+0-9][0-9-]*", rest):
            return Link(href, text)
        case "mailto" if re.fullmatch(r"[^@\s\"'<>?]+@[^@\s\"'<>?]+\.[a-z]+", rest):
            return Link(href, text)
    raise InlineError(
        f"link target {href!r} is not allowed; use https:, tel:, mailto:, term: or lang:"
    )


# Nodes back into a source ------------------------------------------------------------------

_MOST_TRIES = 64
_EITHER = "*_[]()\\;!/?<`"  # what may mark something, and stands for itself after a backslash
_NAILED = re.compile(_UNIT.pattern.replace(" ", "\u00a0", 1))
_PAIRED = re.compile(r"“[^“”]*”|‘[^‘’]*(?:’(?=\w)[^‘’]*)*’(?!\w)")
_TOKEN = re.compile(r"\s+|\w+|.", re.DOTALL)
_OPENS = ("(", "“", "‘", "—", "–", "\u00a0")  # no space stands between these and a citation
_STRAIGHT = re.compile(r"""(?<![\w"'])"(?=\S)([^"]*?)(?<=\S)"(?!\w)""")


def written(nodes: tuple[Inline, ...]) -> str:
    """The source that `parse` reads as exactly these nodes, as an editor would type it.

    Raises InlineError where no source says them: see `tidied` for nodes that come from elsewhere.
    """
    sheet = _Sheet()
    sheet.put(nodes)
    plain = [0] * sheet.count
    if sheet.says(plain, nodes):
        return sheet.spelled(plain)
    for marks in _fewest(sheet.marks):
        choice = [int(way in marks or way not in sheet.marks) for way in range(sheet.count)]
        if sheet.says(choice, nodes):
            return sheet.spelled(_plainer(sheet, choice, nodes, range(sheet.count)))
    raise InlineError(_unsaid(nodes))


class _Sheet:
    """A source that is still open where a thing can be written in two ways, the plainer first."""

    def __init__(self) -> None:
        self.count = 0
        self.marks: list[int] = []  # those that are marks, inner before outer
        self.pieces: list[tuple[str, str, int]] = []  # plainer, safer, which way decides

    def way(self) -> int:
        self.count += 1
        return self.count - 1

    def put(self, nodes: tuple[Inline, ...]) -> None:
        """`nodes` after what is there."""
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
                    said = f"[{'; '.join('@' + key for key in references)}]"
                    self.pieces.append((space + said, said, self.way()))
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
        """The characters of a text, each on its own where it could mean something."""
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
        """The source where each way is decided: 0 the plainer, 1 the safer."""
        return "".join(
            safer if way >= 0 and choice[way] else plainer for plainer, safer, way in self.pieces
        )

    def says(self, choice: list[int], nodes: tuple[Inline, ...]) -> bool:
        """Whether that source is read as `nodes`."""
        return _says(self.spelled(choice), nodes)


def _says(source: str, nodes: tuple[Inline, ...]) -> bool:
    try:
        return parse(source).nodes == nodes
    except InlineError:
        return False


def _fewest(ways: list[int]) -> Iterator[frozenset[int]]:
    """Which of `ways` to take the safer side of: none first, then one, then two."""
    sets = (chosen for size in range(len(ways) + 1) for chosen in combinations(ways, size))
    return map(frozenset, islice(sets, _MOST_TRIES))


def _plainer(sheet: _Sheet, choice: list[int], nodes: tuple[Inline, ...], ways: range) -> list[int]:
    """`choice` with as many of `ways` written plainly as leaves the meaning what it is."""
    if not any(choice[way] for way in ways):
        return choice
    bold = [0 if way in ways else chosen for way, chosen in enumerate(choice)]
    if sheet.says(bold, nodes):
        return bold
    if len(ways) == 1:
        return choice
    half = len(ways) // 2
    return _plainer(sheet, _plainer(sheet, choice, nodes, ways[half:]), nodes, ways[:half])


def _unsaid(nodes: tuple[Inline, ...]) -> str:
    """Why no source says `nodes`."""
    text = "".join(words(nodes))
    runs = list(_runs(nodes))
    for _, character in unprintable(text):
        return f"the text holds {named(character)}; remove it"
    for run in runs:
        if not run.strip():
            return f"{run!r} holds no words; take it away"
        if _SPACE.sub(" ", run) != run:
            return f"spaces in a row in {_start(run)}; keep one"
    if len(text) > _MOST_CHARACTERS:
        return f"text has {len(text)} characters; split it into paragraphs"
    if nodes and text != text.strip():
        return f"a space at the edge of {_start(text)}; take it away"
    return f"the marks in {_start(text)} cannot be told from the words beside them; {_ALLOWED}"


def _runs(nodes: tuple[Inline, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Strong | Emphasis):
            yield from _runs(node.children)
        elif not isinstance(node, Citation):
            yield node.text


def respelled(source: str, nodes: tuple[Inline, ...]) -> str:
    """As `written`, but what `source` says already stays spelled as it is there."""
    new = written(nodes)
    try:
        old = written(parse(source).nodes)
    except InlineError:
        return new
    if new == old:
        return source
    before, given, after = (_TOKEN.findall(text) for text in (old, source, new))
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
    for chosen in (spellings, None):
        trial = list(after)
        for start, end, tokens in sorted(spellings, reverse=True):
            one = [*trial[:start], *tokens, *trial[end:]]
            if chosen is not None or _says("".join(one), nodes):
                trial = one
        if _says(said := "".join(trial), nodes):
            return said
    return new


def tidied(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Nodes that came from elsewhere in the form that `parse` gives.

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
    """`nodes` tidied, but for spaces at either end."""
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
        case Citation():
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
            text = _typographic(_SPACE.sub(" ", node.text))
            yield Plain(text[: len(text) - len(text.lstrip())])
            if text.strip():
                yield replace(node, text=text.strip())
                yield Plain(text[len(text.rstrip()) :])
        case _:
            assert_never(node)


def _join(found: list[Inline], node: Inline) -> None:
    """`node` at the end of `found`, one with its neighbour where both are of one kind."""
    last = found[-1] if found else None
    match (last, node):
        case (_, Plain(text="")):
            pass
        case (Plain(left), Plain(right)):
            found[-1] = Plain(_SPACE.sub(" ", left + right))
        case (Strong(left_nodes), Strong(right_nodes)):
            found[-1] = Strong(_settled(left_nodes + right_nodes))
        case (Emphasis(left_nodes), Emphasis(right_nodes)):
            found[-1] = Emphasis(_settled(left_nodes + right_nodes))
        case (Link(one), Link(other)) if one == other:
            found[-1] = Link(one, "".join(words((last, node))))
        case (Term(one), Term(other)) if one == other:
            found[-1] = Term(one, "".join(words((last, node))))
        case (Foreign(one), Foreign(other)) if one == other:
            found[-1] = Foreign(one, "".join(words((last, node))))
        case (Plain(left), Citation()):
            kept = left.rstrip(" \u00a0")
            found[-1:] = [Plain(kept), node] if kept else [node]
        case (_, Plain(text)):
            found.append(Plain(_SPACE.sub(" ", text)))
        case _:
            found.append(node)


def _typographic(text: str) -> str:
    """`text` with curly quotes around words and in them, and numbers that keep their units."""
    text = _STRAIGHT.sub("“\\1”", text)
    return _UNIT.sub("\u00a0", re.sub(r"(?<=\w)'(?=\w)", "’", text))
