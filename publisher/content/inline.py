"""The inline text of a source: a small fixed Markdown, parsed once.

    **strong**   *emphasis*   [words](https://…)   [555-0100](tel:555-0100)
    [islet cells](term:islet-cell)      a glossary term
    [in situ](lang:la)                  a phrase in another language
    [@nci-pdq]  [@nci-pdq; @acs]        citations
    {clinic.phone.day}                  a fact of the clinic, from its brand

Raw HTML, pictures, code and any other link scheme are refused; a sign after a backslash stands for
itself (\\<, \\`, \\*, \\{). Straight quotes become typographic ones, and a number keeps its unit on
the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar, assert_never

from publisher.errors import Wrong, quoted

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong text (`**…**`)."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasized text (`*…*`)."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A web address, an e-mail address or a telephone number."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the glossary explains; `entry` is the id of the glossary entry."""

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


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the clinic: its `name`, and what it is in a brand.

    As it is parsed, its `text` is what the source says, and it leads nowhere.
    """

    name: str
    text: str
    href: str | None = None

    @classmethod
    def named(cls, name: str) -> Fact:
        """The fact as a source has it, for no brand."""
        return cls(name, f"{{{name}}}")


Inline = Plain | Strong | Emphasis | Link | Term | Foreign | Citation | Fact
Found = TypeVar("Found", Term, Citation, Link, Foreign, Emphasis, Fact)


@dataclass(frozen=True, slots=True)
class Text:
    """Inline text: its spelling in the source (`source`) and its parsed form (`nodes`)."""

    nodes: tuple[Inline, ...]
    source: str

    @property
    def plain(self) -> str:
        """The words without Markdown and citations."""
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
            case Plain() | Link() | Term() | Foreign() | Fact():
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


class InlineError(Wrong):
    """Text is not valid in the small Markdown."""


# Control characters, halves of a pair, characters that Unicode promises never to use, and those
# that nobody can see but that turn text around or end a line: XML 1.0 refuses the first kinds,
# an editor's eye misses the last, and those that part a word for a search. U+FFFD is what is
# written in place of a character that was lost.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffd"
    "\ud800-\udfff\ufdd0-\ufdef\xad\u034f\u115f\u1160\u180b-\u180e\u200b"
    "\u2060-\u206f\u3164\uffa0\U000e0000-\U000e007f"
    + "".join(map(chr, (plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))))
    + "]"
)


def unprintable(text: str) -> Iterator[tuple[int, str]]:
    """(offset, character) of every character that no document can print."""
    return ((match.start(), match.group()) for match in _UNPRINTABLE.finditer(text))


def code_point(character: str) -> str:
    """The code of a character, which an editor can look up: "U+200B"."""
    return f"the unprintable character U+{ord(character):04X}"


ALLOWED = (
    "allowed are **strong**, *emphasis*, [words](https://…), [number](tel:…), "
    "[words](term:entry), [words](lang:la), [@reference] and {clinic.phone}"
)
MOST_CHARACTERS = 10_000
_MOST_DEEP = 4  # marks within marks
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MARKED = re.compile(r"[ \u00a0]*\[@(?P<cited>[^\]]*)\]|\{(?P<fact>[A-Za-z][\w.-]*)\}")
FACTS = ("name", "phone", "email", "web", "address", "emergency")
"""The facts of a clinic that every text may name: `{clinic.phone}` is the number to call."""
_FACT = re.compile(rf"clinic\.(?:{'|'.join(FACTS)}|phone\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
# A host with a dot in it, and no name before an @ that a reader would take for the host.
WEB = r"https://[^/?#@\s\"'<>\\]+\.[^/?#@\s\"'<>\\]+(?:[/?#][^\s\"'<>\\]*)?"
UNIT = re.compile(r"(?<=\d) (?=(?:(?:mg|mcg|µg|g|kg|ml|mL|l|L|mm|cm|m|in|lb|oz)\b|%|°[CF]?))")
_HTML = re.compile(r"<[A-Za-z/!?][^>]*>?|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")  # an escaped character
SPACE = re.compile(r"[ \t\r\n]+")
_LEFT_OVER = re.compile(r"\*\*+|(?<!\S)\*(?=\S)|(?<=\S)\*(?!\S)|\]\(|\[@|\{(?=\s*clinic\b)")
_STAR = "close the mark, or write \\* for a star"
_MEND = {
    "](": "write [words](https://…) without spaces in it, or \\[ for a bracket",
    "[@": "write [@id] or [@id; @id]",
    "{": "write a fact of the clinic, {clinic.phone}, or \\{ for a brace",
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
    # Joined to its neighbours, an escaped character could not be distinguished from Markdown.
    return parser.disable("text_join")


def parse(source: str) -> Text:
    """`source` as nodes. Raises `InlineError` naming the first thing that is not allowed."""
    if len(source) > MOST_CHARACTERS:
        raise InlineError(f"text has {len(source)} characters", "split it into paragraphs")
    for _, character in unprintable(source):
        raise InlineError(f"the text contains {code_point(character)}", "remove it")
    folded = SPACE.sub(" ", source).strip(" ")
    marking = _ESCAPED.sub("  ", folded)
    if html := _HTML.search(marking):
        raise InlineError(f"raw HTML {start_of(html.group())} is not allowed", f"{ALLOWED}")
    if "`" in marking or "![" in marking:
        raise InlineError("code and pictures are not allowed inside text", f"{ALLOWED}")
    stack = [
        token
        for block in _markdown().parse(folded)
        if block.type == "inline"
        for token in block.children or ()
    ][::-1]
    return Text(tuple(_nodes(stack)), source)


def start_of(words: str) -> str:
    """The beginning of `words` in quotes, 40 characters at most."""
    return quoted(words, 40)


def _nodes(stack: list[Token], closing: str | None = None, deep: int = 0) -> Iterator[Inline]:
    """Nodes from `stack` (next token last) until the token `closing`, which is taken too."""
    if deep > _MOST_DEEP:
        raise InlineError(f"marks lie more than {_MOST_DEEP} deep", "take some away")
    run: list[str] = []  # neighbours that make one run of words
    while stack:
        token = stack.pop()
        if token.type == "text_special":  # an escaped character, which is plain text
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
                raise InlineError(f"{token.type} is not allowed", f"{ALLOWED}")
    yield from _joined(run)


def _plain(text: str, run: list[str]) -> Iterator[Inline]:
    """The citations and facts in `text`, each after the words before it; the rest goes to `run`."""
    at = 0
    for match in _MARKED.finditer(text):
        run.append(_words(text[at : match.start()]))
        cited, fact = match["cited"], match["fact"]
        marked = _citation(match.group(), cited) if fact is None else _fact(fact)
        yield from _joined(run)
        yield marked
        at = match.end()
    run.append(_words(text[at:]))


def _citation(written: str, cited: str) -> Citation:
    keys = [key.strip() for key in cited.split(";")]
    for number, key in enumerate(keys):
        if not _SLUG.fullmatch(key.removeprefix("@") if number else key):
            raise InlineError(
                f"citation {start_of(written.strip())} is malformed", "write [@id] or [@id; @id]"
            )
    return Citation(tuple(key.removeprefix("@") for key in keys))


def _fact(name: str) -> Fact:
    if not _FACT.fullmatch(name):
        there = ", ".join(f"{{clinic.{one}}}" for one in FACTS)
        raise InlineError(
            f"there is no fact {start_of(f'{{{name}}}')} of a clinic",
            f"use one of {there}, {{clinic.phone.…}} with the name of a number in the brand, "
            "or write \\{ for a brace",
        )
    return Fact.named(name)


def _words(text: str) -> str:
    if left := _LEFT_OVER.search(text):
        sign = left.group()
        raise InlineError(f"{sign!r} marks nothing here", f"{_MEND.get(sign, _STAR)}")
    return _APOSTROPHE.sub("’", text)


def _joined(run: list[str]) -> Iterator[Plain]:
    """The run as one node; the run is emptied."""
    text = "".join(run)
    run.clear()
    if text:
        yield Plain(UNIT.sub("\u00a0", text))


def _link(token: Token, children: tuple[Inline, ...]) -> Inline:
    href = str(token.attrs.get("href", ""))
    if "title" in token.attrs:
        title = str(token.attrs["title"])
        raise InlineError(
            f"the title {start_of(title)} of a link is never shown", "put it in the text"
        )
    # An element inside a link breaks PDF/UA-1 7.18.5; marks around a link say the same.
    if not all(isinstance(child, Plain) for child in children):
        raise InlineError(
            f"marks inside the words of {href!r}", f"put them around: **[words]({href})**"
        )
    text = "".join(words(children))
    if not text.strip():
        raise InlineError(f"link to {href!r} has no words", f"write [words]({href})")
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
        f"link target {href!r} is not allowed", "use https:, tel:, mailto:, term: or lang:"
    )
