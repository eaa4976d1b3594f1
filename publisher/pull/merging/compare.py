"""Whether two values mean the same, whatever their spelling."""

from __future__ import annotations

from functools import lru_cache

from publisher.content import inline
from publisher.content.inline import Inline
from publisher.pull.tree import Value

_NOTHING: tuple[Value, ...] = (None, [])
# Keys whose values are no Markdown, so that they are the same only if they are equal.
_EXACT = frozenset(
    {
        *("id", "kind", "url", "file", "symbol", "anatomy", "organs"),
        *("code", "display", "reviewer", "condition"),
    }
)


def same(one: Value, other: Value, *, markdown: bool = True, key: str = "") -> bool:
    """Whether two values mean the same: None as much as an empty list, texts by their meaning.

    `markdown` says whether texts are Markdown, `key` under which key the values are.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return all(same(one.get(k), other.get(k), markdown=markdown, key=k) for k in keys)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            same(a, b, markdown=markdown, key=key) for a, b in zip(one, other, strict=True)
        )
    if one == other or (one in _NOTHING and other in _NOTHING):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return markdown and key not in _EXACT and _meaning(one) == _meaning(other)
    return False


@lru_cache(maxsize=4096)
def _meaning(source: str) -> tuple[Inline, ...] | str:
    try:
        return inline.parse(source).nodes
    except inline.InlineError:
        return source
