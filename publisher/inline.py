"""The inline text of a source: a small fixed Markdown, parsed once.

    **strong**   *emphasis*   [words](https://…)   [555-0100](tel:555-0100)
    [islet cells](term:islet-cell)      a glossary term
    [in situ](lang:la)                  a phrase in another language
    [@nci-pdq]  [@nci-pdq; @acs]        citations

Raw HTML, pictures, code and any other link scheme are refused. Straight quotes become
typographic ones, and a number keeps its unit on the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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


_ALLOWED = (
    "allowed are **strong**, *emphasis*, [words](https://…), [number](tel:…), "
    "[words](term:entry), [words](lang:la) and [@reference]"
)
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CITATION = re.compile(r"\s*\[@([^\]]*)\]")
_UNIT = re.compile(r"(?<=\d) (?=(?:mg|mcg|g|kg|ml|mL|l|L|mm|cm|m|in|lb|oz|%|°[CF]?)\b)")
_HTML = re.compile(r"<[A-Za-z/!?][^>]*>?|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);")


def _any_target(url: str) -> bool:
    return True


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"typographer": True, "quotes": "“”‘’"})
    parser.validateLink = _any_target  # type: ignore[method-assign]  # judged in _link
    return parser.enable(["emphasis", "link", "escape", "balance_pairs", "smartquotes"])


def parse(source: str) -> Text:
    """`source` as nodes. Raises `InlineError` naming the first thing that is not allowed."""
    folded = " ".join(source.split())
    if html := _HTML.search(folded):
        raise InlineError(f"raw HTML {html.group()!r} is not allowed; {_ALLOWED}")
    if "`" in folded or "![" in folded:
        raise InlineError(f"code and pictures are not allowed inside text; {_ALLOWED}")
    stack = [
        token
        for block in _markdown().parse(folded)
        if block.type == "inline"
        for token in block.children or ()
    ][::-1]
    return Text(tuple(_nodes(stack, closing=None)), source)


def _nodes(stack: list[Token], closing: str | None) -> Iterator[Inline]:
    """Nodes from `stack` (next token last) until the token `closing`, which is taken too."""
    while stack:
        token = stack.pop()
        if token.type == closing:
            return
        match token.type:
            case "text" | "text_special":
                yield from _plain(token.content)
            case "strong_open":
                yield Strong(tuple(_nodes(stack, "strong_close")))
            case "em_open":
                yield Emphasis(tuple(_nodes(stack, "em_close")))
            case "link_open":
                children = tuple(_nodes(stack, "link_close"))
                yield _link(str(token.attrs.get("href", "")), children)
            case other:
                raise InlineError(f"{other} is not allowed; {_ALLOWED}")


def _plain(text: str) -> Iterator[Inline]:
    at = 0
    for match in _CITATION.finditer(text):
        if match.start() > at:
            yield Plain(_UNIT.sub("\u00a0", text[at : match.start()]))
        keys = [key.strip().removeprefix("@") for key in match.group(1).split(";")]
        for key in keys:
            if not _SLUG.fullmatch(key):
                raise InlineError(f"citation {match.group().strip()!r} is not [@id] or [@id; @id]")
        yield Citation(tuple(keys))
        at = match.end()
    if at < len(text):
        yield Plain(_UNIT.sub("\u00a0", text[at:]))


def _link(href: str, children: tuple[Inline, ...]) -> Inline:
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
        case "https" if re.fullmatch(r"//[^/?#\s\"'<>\\]+\.[^\s\"'<>\\]+", rest):
            return Link(href, text)
        case "tel" if re.fullmatch(r"[+0-9][0-9-]*", rest):
            return Link(href, text)
        case "mailto" if re.fullmatch(r"[^@\s\"'<>?]+@[^@\s\"'<>?]+\.[a-z]+", rest):
            return Link(href, text)
    raise InlineError(
        f"link target {href!r} is not allowed; use https:, tel:, mailto:, term: or lang:"
    )
