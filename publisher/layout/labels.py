"""The words in a drawing, made larger where a drawing comes out too small to read them."""

from __future__ import annotations

from publisher.content.drawing import Drawing

MOST = 1.1  # labels may grow by so much before they meet what they stand beside


def growth(drawing: Drawing, width_pt: float, least_pt: float) -> float:
    """By how much the smallest label has to grow to be `least_pt` in a drawing so wide.

    1 where it is large enough, or there is none.
    """
    sizes = drawing.label_sizes
    return max(1, least_pt / (min(sizes) * width_pt / drawing.width)) if sizes else 1


def grown(drawing: Drawing, times: float) -> Drawing:
    """`drawing` with all labels so many times as large."""
    return drawing if times == 1 else drawing.with_larger_labels(times)


def labelled(drawing: Drawing, width_pt: float, least_pt: float) -> Drawing:
    """`drawing` with labels of at least `least_pt`, or as near to it as they have room."""
    return grown(drawing, min(MOST, growth(drawing, width_pt, least_pt)))
