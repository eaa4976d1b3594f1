"""A file rewritten, or the error that says which file could not be."""

from __future__ import annotations

from publisher.errors import PublisherError
from publisher.pull.tree import Tree
from publisher.pull.writing.rewrite import RewriteError, rewrite


def rewritten(text: str, before: Tree, after: Tree, at: tuple[str, ...], file: str) -> str:
    """`text` with `after` instead of `before` at the keys `at`; see `rewrite`.

    Raises `PublisherError` where that cannot be written.
    """
    if before == after:
        return text
    try:
        return rewrite(text, before, after, at)
    except RewriteError as exc:
        raise PublisherError(f"{file}: could not be changed ({exc}). Nothing was written.") from exc
