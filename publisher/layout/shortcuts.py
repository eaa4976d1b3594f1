"""Work of WeasyPrint that it does again and again, done once: the pages are the same to the byte.

Columns are laid out with one height after the other until they are equally high, and each time
every line in them is broken anew, and what would come next is laid out to see how high it is. A box
that is as wide as its text is measured with every word in a line of its own first, although that
counts only where the text needs more than one line. A box of columns with room at its foot is laid
out a second time with that room taken off the page, although that counts only where the page is
nearly full.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any


@cache
def use_shortcuts() -> None:
    """Has WeasyPrint take them from now on."""
    from weasyprint.layout import absolute, block, inline, preferred
    from weasyprint.layout import float as floats

    _break_lines_once(inline, preferred)
    _measure_least_where_needed(preferred, (absolute, floats, inline, preferred))
    _lay_out_columns_once(block)
    _try_heights_once(block)


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


@dataclass(frozen=True, slots=True)
class _Columns:
    """A box of columns as it was laid out, and what else that left behind."""

    box: Any
    result: tuple[Any, ...]
    placeholders: list[Any]
    """Marks of items and others that are placed later, which whoever lays out again takes away."""

    def are_same(self, context: Any, box: Any, bottom_space: float) -> bool:
        """Whether the box is laid out in the same way with more space at the foot of the page.

        So it is where all of it would fit there, one column below the other.
        """
        made = self.result[0]
        if self.box is not box or made is None or self.result[1] is not None:
            return False
        lost = 2 * max(map(_margin, made.descendants()))  # where a break between columns is
        most = sum(one.margin_height() + lost for one in made.children)
        return bool(made.content_box_y() + most < context.page_bottom - bottom_space)


def _margin(box: Any) -> float:
    """The larger one of the margins above and below a box."""
    both = (box.margin_top, box.margin_bottom)
    return max((one for one in both if isinstance(one, int | float)), default=0)


def _lay_out_columns_once(block: Any) -> None:
    lay_out, lay_out_columns = block.block_box_layout, block.columns_layout

    def block_box_layout(context: Any, *args: Any, **options: Any) -> Any:
        context.publisher_columns = None  # two calls for one box follow one another, or are none
        return lay_out(context, *args, **options)

    def columns_layout(context: Any, box: Any, bottom_space: float, *args: Any) -> Any:
        known: _Columns | None = context.publisher_columns
        context.publisher_columns = None
        absolute: list[Any] = args[3]
        if known and known.are_same(context, box, bottom_space):
            absolute += known.placeholders
            return known.result
        before, shapes, fixed = len(absolute), list(context.excluded_shapes), len(args[4])
        result = lay_out_columns(context, box, bottom_space, *args)
        if (
            shapes == context.excluded_shapes
            and fixed == len(args[4])
            and box.style["position"] == "static"
            and box.style["height"] == "auto"
            and not _has_notes(context, result[0])
        ):
            context.publisher_columns = _Columns(box, result, absolute[before:])
        return result

    block.block_box_layout, block.columns_layout = block_box_layout, columns_layout


def _has_notes(context: Any, box: Any) -> bool:
    """Whether something in a box goes to the foot or the head of its page."""
    if context.current_page_footnotes or box is None:
        return True
    return any(one.footnote or one.note for one in box.descendants(placeholders=True))


def _try_heights_once(block: Any) -> None:
    lay_out = block.block_box_layout

    def block_box_layout(
        context: Any,
        box: Any,
        bottom_space: float,
        skip: Any,
        around: Any,
        *args: Any,
        **options: Any,
    ) -> Any:
        # Columns that are only tried have no margins to collapse with; those that stay have None.
        if not box.is_column or args[3] != [] or context.current_page_footnotes:
            return lay_out(context, box, bottom_space, skip, around, *args, **options)
        tried: dict[Any, Any] = vars(context).setdefault("publisher_tried", {})
        if tried.get("box") is not box:
            tried.clear()
            tried["box"] = box  # which is another one for the columns that stay
        place = (box.position_x, box.position_y, box.width)
        asked = (bottom_space, str(skip), args[0], *place)
        if asked not in tried:
            shapes = list(context.excluded_shapes)
            result = lay_out(context, box, bottom_space, skip, around, *args, **options)
            if shapes != context.excluded_shapes:
                return result
            tried[asked] = result
        return tried[asked]

    block.block_box_layout = block_box_layout
