"""Labels of a drawing, made larger where the drawing is too small to read them."""

from __future__ import annotations

from publisher.content.drawing import Drawing

MOST = 1.1  # the growth of labels before they touch what is beside them


def growth(drawing: Drawing, width_pt: float, least_pt: float) -> float:
    """The factor that makes the smallest label `least_pt` in a drawing of this width.

    1 where it is large enough, or there is none.
    """
    sizes = drawing.label_sizes
    return max(1, least_pt / (min(sizes) * width_pt / drawing.width)) if sizes else 1


def grown(drawing: Drawing, times: float) -> Drawing:
    """`drawing` with all labels enlarged by a factor."""
    return drawing if times == 1 else drawing.with_larger_labels(times)


def labelled(drawing: Drawing, width_pt: float, least_pt: float) -> Drawing:
    """`drawing` with labels of at least `least_pt`, or as large as there is room."""
    return grown(drawing, min(MOST, growth(drawing, width_pt, least_pt)))
