"""Nodes as a reader gives them → the text of a source, in its small Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from publisher.content.inline import (
    MOST_CHARACTERS,
    WEB,
    Emphasis,
    Inline,
    InlineError,
    Link,
    Plain,
    Strong,
    Term,
    parse,
    words,
)
from publisher.content.spelling import spell, tidy
from publisher.source.typed import Typed, losses

_SENTENCE = re.compile(r"(?<=[.!?…])[”\"’)]?\s+(?=[“\"(‘]?[A-Z0-9])")
_SIGN = re.compile(r"^(\(?)(\d{1,2}|[a-z])([.)])(?= )|^([-*+#])(?= )|^(#{2,6})(?= )")
_SIGNS = re.compile(r"[^\w\s.,;!?()’'%/+-]")  # without which any words can be written
_DASH = re.compile(r"^[–—] ")
_BULLETS = re.compile(r"\s*[•◦▪▫‣●■○□]\s*")


def written(nodes: Iterable[Inline]) -> str:
    """What `nodes` say, as a source says it; without marks where no source can say those."""
    given = tidy(tuple(nodes))
    said = "".join(words(given))
    simple = _SIGNS.sub(" ", said)
    for tried in (given, _unmarked(given), *(tidy((Plain(one),)) for one in (said, simple))):
        try:
            safe = _not_typed(spell(tried))
            if parse(safe).plain.strip():
                return safe
        except InlineError:
            continue
    return ""


def _unmarked(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """`nodes` with links alone: weight and stress may lie where a source cannot say them."""
    return tidy(tuple(_flat(nodes)))


def _flat(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    for node in nodes:
        if isinstance(node, Strong | Emphasis):
            yield from _flat(node.children)
        else:
            yield node


def _not_typed(source: str) -> str:
    """`source` without what would be taken for a list or a heading that is typed by hand."""
    if not list(losses(source, Typed(1, (source,), ""))):
        return source
    tried = _SIGN.sub(
        lambda sign: f"\\{sign[0]}" if not sign[2] else f"{sign[1]}{sign[2]}\\{sign[3]}", source
    )
    tried = _BULLETS.sub(" · ", _DASH.sub("", tried)).strip(" ·")
    if not list(losses(tried, Typed(1, (tried,), ""))):
        return tried
    tried = re.sub(r"(?<=\b(?:\d|[a-z]))([.)])(?= )", r"\\\1", tried)
    return re.sub(r"([:：] +)[-–—*](?= )", r"\1·", tried)


def pieces(nodes: tuple[Inline, ...]) -> Iterator[tuple[Inline, ...]]:
    """`nodes` in parts that are short enough for a source, cut between sentences."""
    if len("".join(words(nodes))) <= MOST_CHARACTERS * 3 // 4:
        yield nodes
        return
    said = "".join(words(nodes))
    part = ""
    for sentence in sentences(said):
        if part and len(part) + len(sentence) > MOST_CHARACTERS // 2:
            yield (Plain(part),)
            part = ""
        part = f"{part} {sentence}".strip()
        while len(part) > MOST_CHARACTERS // 2:
            at = part.rfind(" ", 0, MOST_CHARACTERS // 2)
            at = at if at > 0 else MOST_CHARACTERS // 2
            yield (Plain(part[:at]),)
            part = part[at:].strip()
    if part:
        yield (Plain(part),)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def link(href: str, text: str) -> Inline:
    """Words that lead to `href`, where a source may lead there; else the words."""
    href = href.strip()
    whole = "".join(text.split())
    if whole != text.strip() and whole in (href, re.sub(r"^\w+://|/$", "", href)):
        text = whole  # an address that was broken at the end of a line
    if href.startswith("http://"):
        href = "https://" + href.removeprefix("http://")
    if href.lower().startswith("tel:"):
        href = "tel:" + re.sub(r"[^+0-9-]", "", href[4:])
    elif href.lower().startswith("mailto:"):
        href = "mailto:" + href[7:].partition("?")[0]
    elif not re.fullmatch(WEB, href):
        return Plain(text)
    try:
        made = Link(href, " ".join(text.split()))
        return made if text.strip() and parse(spell((made,))).nodes == (made,) else Plain(text)
    except InlineError:
        return Plain(text)


def without_start(nodes: tuple[Inline, ...], count: int) -> tuple[Inline, ...]:
    """`nodes` without their first `count` letters."""
    found: list[Inline] = []
    for node in nodes:
        size = len("".join(words((node,))))
        if count >= size and size:
            count -= size
        elif count and isinstance(node, Strong | Emphasis):
            found.append(replace(node, children=without_start(node.children, count)))
            count = 0
        elif count and isinstance(node, Plain | Link | Term):
            found.append(replace(node, text=node.text[count:]))
            count = 0
        else:
            found.append(node)
    return tuple(found)


def stripped(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """`nodes` as `parse` would give them: no spaces at either end, none in a row."""
    return tidy(nodes)


def shown(nodes: Iterable[Inline]) -> str:
    """Words as they stand in the document, the number of a note parted from the word before it."""
    parts = []
    for node in nodes:
        said = "".join(words((node,)))
        note = isinstance(node, Link) and node.href.startswith("#") and said.strip().isdecimal()
        parts.append(f" {said}" if note else said)
    return " ".join("".join(parts).split())
