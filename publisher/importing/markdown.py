"""A Markdown file → elements, by the tokens of CommonMark and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.content.inline import Emphasis, Inline, Link, Plain, Strong, words
from publisher.importing.beside import pixels_beside, svg_beside
from publisher.importing.elements import (
    Furniture,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RowElement,
)
from publisher.importing.letters import Letters
from publisher.importing.text import decoded, linked
from publisher.importing.wording import link, stripped

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEAD = re.compile(r"---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", re.DOTALL)
_KEY = re.compile(r"(title|description|language|lang)\s*:\s*(.+)", re.IGNORECASE)
_TASK = re.compile(r"\[[ xX]\]\s+")


def read_markdown(data: bytes, name: str, folder: Path) -> ImportedDocument:
    """The document in a Markdown file, whose pictures may lie in `folder` or below."""
    from markdown_it import MarkdownIt

    text = re.sub(r"\r\n?", "\n", decoded(data, name))
    document = ImportedDocument("Markdown file")
    letters = Letters()
    first = 0
    if head := _HEAD.match(text):
        first = head.group().count("\n")
        _front_matter(document, head[1], letters)
        text = text[head.end() :]
    parser = MarkdownIt("commonmark").enable("table")
    body = _Body(document, letters, folder, first, text.split("\n"))
    body.read(parser.parse(text))
    document.remarks += letters.remarks()
    return document


def _front_matter(document: ImportedDocument, head: str, letters: Letters) -> None:
    for number, raw in enumerate(head.split("\n"), 2):
        if not raw.strip():
            continue
        line = document.line(f"line {number}", letters.mended(raw.strip()))
        document.set_aside((line,), Furniture.NOT_TEXT)
        if found := _KEY.fullmatch(raw.strip()):
            said = letters.mended(found[2].strip().strip("\"'"))
            if found[1].casefold() == "title":
                document.title = said
            elif found[1].casefold() == "description":
                document.description = said
            elif re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", said):
                document.language = said


@dataclass(slots=True)
class _Body:
    """Walks the tokens of one file."""

    document: ImportedDocument
    letters: Letters
    folder: Path
    first: int
    raw: list[str]
    lists: list[tuple[ItemMarker, int]] = field(default_factory=list)
    """The lists around, each with its mark and the number of its next item."""
    listing: int = 0
    table: int = 0
    cells: list[tuple[Inline, ...]] = field(default_factory=list)
    opened: str = ""
    level: int = 0
    box: int = 0
    boxes: int = 0

    def read(self, tokens: list[Token]) -> None:
        """Adds what the tokens say to the document."""
        for token in tokens:
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self.listing += not self.lists
                    start = int(token.attrGet("start") or 1)
                    numbered = token.type.startswith("ordered")
                    self.lists.append((ItemMarker.NUMBER if numbered else ItemMarker.BULLET, start))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.opened = "li"
                case "heading_open":
                    self.opened, self.level = "h", int(token.tag[1])
                case "blockquote_open":
                    self.boxes += 1
                    self.box = self.boxes
                case "blockquote_close":
                    self.box = 0
                case "table_open":
                    self.table += 1
                case "tr_open":
                    self.cells = []
                case "tr_close":
                    self._row(token)
                case "th_open" | "td_open":
                    self.opened = token.type[:2]
                case "inline":
                    self._text(token)
                case "code_block" | "fence" | "html_block":
                    self._raw(token)
                case "hr":
                    self._aside(token)
                case _:
                    pass  # what else opens or closes says nothing of its own

    def _line(self, token: Token, said: str) -> int:
        at = (token.map or [0])[0] + 1 + self.first
        return self.document.line(f"line {at}", self.letters.mended(" ".join(said.split())))

    def _aside(self, token: Token) -> None:
        at = (token.map or [0])[0]
        if at < len(self.raw) and self.raw[at].strip():
            line = self._line(token, self.raw[at])
            self.document.set_aside((line,), Furniture.NOT_TEXT)

    def _raw(self, token: Token) -> None:
        """Lines that Markdown takes as they are."""
        is_html = token.type == "html_block"
        for number, raw in enumerate(token.content.split("\n")):
            said = re.sub(r"<!--.*?-->|<[^>]*>", " ", raw) if is_html else raw
            if not said.strip():
                continue
            at = (token.map or [0])[0] + 1 + self.first + number + (token.type == "fence")
            line = self.document.line(f"line {at}", self.letters.mended(" ".join(said.split())))
            nodes = linked(self.document.lines[line].text)
            self.document.elements.append(
                ParagraphElement(nodes=nodes, lines=(line,), box=self.box)
            )

    def _row(self, token: Token) -> None:
        said = " | ".join("".join(words(cell)) for cell in self.cells).strip(" |")
        if said:
            line = self._line(token, said)
            row = RowElement(cells=tuple(self.cells), table=self.table, lines=(line,))
            self.document.elements.append(row)

    def _text(self, token: Token) -> None:
        pictures: list[PictureElement] = []
        for nodes in _parts(list(self._nodes(token.children or [], pictures, token))):
            tidy = stripped(nodes)
            said = "".join(words(tidy)).strip()
            if self.opened in ("th", "td"):
                self.cells.append(tidy)
            elif said:
                self._add(tidy, self._line(token, said))
        if self.opened in ("th", "td") and not token.children:
            self.cells.append(())
        self.document.elements += pictures

    def _add(self, nodes: tuple[Inline, ...], line: int) -> None:
        add = self.document.elements.append
        if self.opened == "h":
            add(HeadingElement(nodes=nodes, lines=(line,), level=self.level))
        elif self.opened == "li" and self.lists:
            self._item(nodes, line)
        else:
            bold = all(
                isinstance(one, Strong) or not "".join(words((one,))).strip() for one in nodes
            )
            add(ParagraphElement(nodes=nodes, lines=(line,), is_bold=bold, box=self.box))
        self.opened = ""

    def _item(self, nodes: tuple[Inline, ...], line: int) -> None:
        mark, number = self.lists[-1]
        self.lists[-1] = (mark, number + 1)
        said = "".join(words(nodes))
        if isinstance(nodes[0], Plain) and (task := _TASK.match(said)):
            nodes, mark = (Plain(nodes[0].text[task.end() :]), *nodes[1:]), ItemMarker.BOX
        self.document.elements.append(
            ListItemElement(
                nodes=nodes,
                lines=(line,),
                mark=mark,
                depth=len(self.lists) - 1,
                listing=self.listing,
                number=number if mark is ItemMarker.NUMBER else None,
                box=self.box,
            )
        )

    def _nodes(
        self, tokens: list[Token], pictures: list[PictureElement], around: Token
    ) -> Iterator[Inline]:
        """Inline tokens as nodes; pictures are noted beside them."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type.endswith("_open"):
                end = _closing(tokens, at)
                inner = tuple(self._nodes(tokens[at + 1 : end], pictures, around))
                yield from _dressed(token, inner)
                at = end
            elif token.type in ("text", "code_inline"):
                yield from linked(self.letters.mended(token.content))
            elif token.type == "softbreak":
                yield Plain(" ")
            elif token.type == "hardbreak":
                yield Plain("\n")
            elif token.type == "image":
                pictures.append(self._picture(token, around))
            at += 1

    def _picture(self, token: Token, around: Token) -> PictureElement:
        src = str(token.attrGet("src") or "")
        alt = self.letters.mended(token.content.strip())
        file = "" if src.startswith("data:") else src.rpartition("/")[2][:120]
        line = self._line(around, alt or file or "a picture")
        svg = svg_beside(src, self.folder)
        pixels = pixels_beside(src, self.folder)
        keys = {"alt": alt, "file": file, "lines": (line,), "box": self.box}
        return PictureElement(svg=svg, pixels=pixels, **keys)  # type: ignore[arg-type]


def _parts(nodes: list[Inline]) -> Iterator[tuple[Inline, ...]]:
    """Nodes parted at line breaks that were typed on purpose."""
    part: list[Inline] = []
    for node in nodes:
        if isinstance(node, Plain) and node.text == "\n":
            yield tuple(part)
            part = []
        else:
            part.append(node)
    yield tuple(part)


def _closing(tokens: list[Token], at: int) -> int:
    """Where the mark that begins at a token ends."""
    deep = 0
    for number in range(at, len(tokens)):
        deep += tokens[number].nesting
        if not deep:
            return number
    return len(tokens)


def _dressed(token: Token, inner: tuple[Inline, ...]) -> Iterator[Inline]:
    said = "".join(words(inner))
    match token.type:
        case "strong_open" if said.strip():
            yield Strong(inner)
        case "em_open" if said.strip():
            yield Emphasis(inner)
        case "link_open" if said.strip():
            href = str(token.attrGet("href") or "")
            yield Link(href, said) if re.fullmatch(r"#\S+", href) else link(href, said)
        case _:
            yield from inner
