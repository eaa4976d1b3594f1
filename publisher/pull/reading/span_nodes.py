"""Spans of a Word file ↔ nodes of a source's Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from publisher.content.inline import (
    Citation,
    Emphasis,
    Fact,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    Term,
)
from publisher.pull.docx.elements import Span
from publisher.pull.reading.spans import normalized


def spans_of(nodes: tuple[Inline, ...], numbers: Mapping[str, int]) -> list[Span]:
    """Nodes as normalized spans: each has all marks of the nodes around it."""
    return normalized(list(_spans(nodes, Span(""))), numbers)


def _spans(nodes: tuple[Inline, ...], around: Span) -> list[Span]:
    found: list[Span] = []
    for node in nodes:
        match node:
            case Plain():
                found.append(replace(around, text=node.text))
            case Strong():
                found += _spans(node.children, replace(around, strong=True))
            case Emphasis():
                found += _spans(node.children, replace(around, emphasis=True))
            case Link():
                found.append(replace(around, text=node.text, href=node.href))
            case Fact():
                found.append(replace(around, text=node.text, named=node.name))
            case Term():
                found.append(replace(around, text=node.text, entry=node.entry))
            case Foreign():
                found.append(replace(around, text=node.text, language=node.language))
            case Citation():
                found += [replace(around, text="", cited=key) for key in node.references]
    return found


def nodes_of(spans: Sequence[Span]) -> list[Inline]:
    """Spans as nodes. Of two marks that begin at the same place, the longer one is outside."""
    nodes: list[Inline] = []
    at = 0
    while at < len(spans):
        strong = _reach(spans, at, "strong")
        emphasis = _reach(spans, at, "emphasis")
        if strong and strong >= emphasis:
            inner = [replace(span, strong=False) for span in spans[at : at + strong]]
            nodes.append(Strong(tuple(nodes_of(inner))))
            at += strong
        elif emphasis:
            inner = [replace(span, emphasis=False) for span in spans[at : at + emphasis]]
            nodes.append(Emphasis(tuple(nodes_of(inner))))
            at += emphasis
        else:
            cited = _citations_from(spans, at)
            nodes.append(Citation(cited) if cited else _node(spans[at]))
            at += len(cited) or 1
    return nodes


def _reach(spans: Sequence[Span], at: int, mark: Literal["strong", "emphasis"]) -> int:
    """How many spans from `at` on have the mark, with unmarked spaces between them."""
    end = last = at
    while end < len(spans):
        span = spans[end]
        if span.strong if mark == "strong" else span.emphasis:
            last = end + 1
        elif span != Span(" ") or end == at:
            break
        end += 1
    return last - at


def _citations_from(spans: Sequence[Span], at: int) -> tuple[str, ...]:
    cited = []
    while at < len(spans) and (key := spans[at].cited) is not None:
        cited.append(key)
        at += 1
    return tuple(cited)


def _node(span: Span) -> Inline:
    if span.named is not None:
        return Fact.named(span.named)
    if span.href is not None:
        return Link(span.href, span.text)
    if span.entry is not None:
        return Term(span.entry, span.text)
    if span.language is not None:
        return Foreign(span.language, span.text)
    return Plain(span.text)
