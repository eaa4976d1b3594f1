"""The text of a YAML file with the differences between two trees written in, and nothing else.

Comments, order, quoting, indentation and every byte of what did not change stay.
"""

from __future__ import annotations

from typing import Any


def rewrite(text: str, before: Any, after: Any, at: tuple[str, ...] = ()) -> str:
    """`text`, which says `before`, mended so that it says `after`.

    The trees are `Condition.model_dump(mode="json")`, or any part of the file: `at` names the keys
    that lead to it (("defaults", "publisher") for the clinic of a brand); keys of that part that
    stand in neither tree are left alone. None, an empty list and a missing key mean the same;
    so do an item that is plain text and one that is `{text: …, items: []}`.

    Raises ValueError where `text` does not say `before`, and RewriteError, with nothing lost,
    where the new text would not say `after`.
    """
    del text, before, after, at
    raise NotImplementedError


class RewriteError(ValueError):
    """The text could not be mended. The message says where."""
