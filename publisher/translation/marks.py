"""What of a text a translator may move but not change: marks, links, terms, citations, numbers.

Where one of them is lost or changed, a translation is not taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

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
    Text,
)
from publisher.errors import Wrong


def mark_differences(source: Text, target: Text) -> Iterator[Wrong]:
    """What is lost of the marks of `source` in `target`, or is there and not in `source`."""
    asked, found = Counter(_marks(source.nodes)), Counter(_marks(target.nodes))
    for mark in asked - found:
        place = "" if mark.startswith("{") else ", around the same words"
        yield Wrong(f"{mark} is lost", f"write it {_times(asked[mark])}{place}")
    for mark in found - asked:
        # A translator may say of words that they stay in the language of the source.
        if not mark.startswith("[…](lang:"):
            yield Wrong(f"{mark} is not in the source text", "remove the mark, keep the words")
    if source.plain.rstrip().endswith(":") and not target.plain.rstrip().endswith((":", "：")):
        yield Wrong("the colon at the end is lost", "end it with a colon, as a list follows")


def _marks(nodes: tuple[Inline, ...]) -> Iterator[str]:
    """Each mark as a translator sees it."""
    for node in nodes:
        match node:
            case Strong():
                yield "**…**"
                yield from _marks(node.children)
            case Emphasis():
                yield "*…*"
                yield from _marks(node.children)
            case Link():
                yield f"[…]({node.href})"
            case Term():
                yield f"[…](term:{node.entry})"
            case Foreign():
                yield f"[…](lang:{node.language})"
            case Citation():
                yield f"[{'; '.join(f'@{key}' for key in node.references)}]"
            case Fact():
                yield f"{{{node.name}}}"
            case Plain():
                pass
            case _:
                assert_never(node)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
