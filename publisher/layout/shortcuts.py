"""Work of WeasyPrint that it does again and again, done once: the pages are the same to the byte.

Columns are laid out with one height after the other until they are equally high, and each time
every line in them is broken anew. A box that is as wide as its text is measured with every word in
a line of its own first, although that counts only where the text needs more than one line.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any


@cache
def use_shortcuts() -> None:
    """Has WeasyPrint take them from now on."""
    from weasyprint.layout import absolute, inline, preferred
    from weasyprint.layout import float as floats

    _break_lines_once(inline, preferred)
    _measure_least_where_needed(preferred, (absolute, floats, inline, preferred))


def _break_lines_once(*modules: Any) -> None:
    split = modules[0].split_first_line

    def once(text: str, style: Any, context: Any, room: Any, *args: Any, **options: Any) -> Any:
        # They are kept as long as the fonts of the document are.
        lines = vars(style.font_config).setdefault("publisher_lines", {})
        asked = (text, id(style), room, args, *options.items())
        if asked not in lines:
            # With the style, so that no other one gets its id.
            lines[asked] = style, split(text, style, context, room, *args, **options)
        layout, *line = lines[asked][1]
        return (copy(layout), *line)  # to each its own: painting changes it

    for module in modules:
        module.split_first_line = once


def _measure_least_where_needed(preferred: Any, modules: tuple[Any, ...]) -> None:
    def shrink_to_fit(context: Any, box: Any, available: float) -> float:
        most: float = preferred.max_content_width(context, box, outer=False)
        if most <= available:
            return most
        least: float = preferred.min_content_width(context, box, outer=False)
        return min(max(least, available), most)

    for module in modules:
        module.shrink_to_fit = shrink_to_fit
