"""A web page or the documents of an e-book → the texts that a reader cannot see.

The cascade is worked out for each medium that the style sheets distinguish. `ON_PURPOSE` lists
what layouts hide on purpose, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any

from publisher.verify.compare import Fault, FaultKind
from publisher.verify.perceived.cascade import Computed, Medium, Styles, Values
from publisher.verify.perceived.hiding import harms, length

if TYPE_CHECKING:
    from lxml import etree

_UNREAD = frozenset(("head", "script", "style", "template", "noscript", "datalist", "svg", "math"))
_SMALLEST = 9.0  # pixels; labels of citations, set in small, are the smallest type of any layout
_LARGEST = 80.0  # pixels; one word of a title still fits into a window
_LARGE, _LARGE_BOLD = 24.0, 18.66  # pixels; source: WCAG 2.2, 1.4.3
_BLACK, _WHITE = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0)
_Colour = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OnPurpose:
    """Something that a layout hides on purpose, and the reason."""

    selects: Callable[[etree._Element], bool]
    properties: frozenset[str]
    reason: str
    media: Callable[[Medium], bool] = lambda _: True


def _has(*classes: str, name: str) -> Callable[[etree._Element], bool]:
    return lambda element: (
        name_of(element) == name and set(classes) <= set((element.get("class") or "").split())
    )


def _in_text(element: etree._Element) -> bool:
    """Whether an element is inside a section or a block, which contain no navigation."""
    return any(
        name_of(above) in ("section", "div") and above.get("id")
        for above in element.iterancestors()
    )


_IN_SIGHT = ("urgent-emergency", "contents beside")
_SIDE_BY_SIDE = ("page", "callout-head", "glossary")


def _is_one_of(element: etree._Element, names: tuple[str, ...]) -> bool:
    """Whether an element has all classes of one of `names`, and may be others of a layout's own."""
    own = set((element.get("class") or "").split())
    return any(set(name.split()) <= own for name in names)


def _in_definitions(element: etree._Element) -> bool:
    above = element.getparent()
    return above is not None and "definitions" in (above.get("class") or "").split()


def _in_foot(element: etree._Element) -> bool:
    return any(name_of(above) == "footer" for above in element.iterancestors())


def _is_pair(element: etree._Element) -> bool:
    """Whether an element holds two or three things at most, which fit beside one another."""
    return 1 < sum(1 for one in element if isinstance(one.tag, str)) <= 3 and name_of(
        element
    ) not in ("ol", "ul", "dl")


def _is_picture_alone(element: etree._Element) -> bool:
    return not "".join(map(str, element.itertext())).strip() and any(
        name_of(one) in ("img", "svg") for one in element.iter()
    )


def _is(*names: str) -> Callable[[etree._Element], bool]:
    return lambda element: name_of(element) in names


ON_PURPOSE = (
    OnPurpose(
        _has("skip", name="a"),
        frozenset({"position"}),
        "is shown once the keyboard reaches it",
    ),
    OnPurpose(
        _has("contents", name="nav"),
        frozenset({"display", "position"}),
        "the contents are beside the text or above it, whichever has room",
    ),
    OnPurpose(
        lambda element: name_of(element) in ("nav", "footer") and not _in_text(element),
        frozenset({"display"}),
        "what leads to other pages is of no use on paper",
        lambda medium: medium.paper,
    ),
    OnPurpose(
        _has("skip", name="a"),
        frozenset({"display"}),
        "on paper nothing is skipped",
        lambda m: m.paper,
    ),
    OnPurpose(
        _is("thead"),
        frozenset({"position", "clip-path", "overflow", "size", "white-space"}),
        "in a narrow window each cell says the heading of its column itself",
        lambda medium: not medium.paper and medium.width < 600,
    ),
    OnPurpose(
        _is("table", "caption", "tbody", "tr", "th", "td"),
        frozenset({"table"}),
        "in a narrow window each row is a card",
        lambda medium: not medium.paper and medium.width < 600,
    ),
    OnPurpose(
        lambda element: _is_one_of(element, _IN_SIGHT),
        frozenset({"sticky", "size"}),
        "whom to call and the contents stay in sight",
    ),
    OnPurpose(
        lambda element: _is_one_of(element, _SIDE_BY_SIDE) or _in_definitions(element),
        frozenset({"arranged"}),
        "what is short stands side by side, where there is room",
    ),
    OnPurpose(_is_pair, frozenset({"arranged"}), "a symbol stands beside its words"),
    OnPurpose(
        _is_picture_alone,
        frozenset({"size"}),
        "a symbol is narrow; that a picture fits is proven of the picture",
    ),
    OnPurpose(
        lambda element: name_of(element) == "footer" or _in_foot(element),
        frozenset({"flex-wrap", "arranged"}),
        "the mark of the clinic stands below the links, which stand side by side",
    ),
    OnPurpose(_is("sup"), frozenset({"line-height"}), "a raised number keeps lines even"),
)
"""What layouts hide on purpose; `docs/layouts.md` lists it for authors of layouts."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How the text of an element is shown, as far as this is passed on to the elements in it."""

    em: float = 16.0
    root: float = 16.0
    bold: bool = False
    colour: _Colour | None = _BLACK
    ground: _Colour | None = _WHITE
    opacity: float = 1.0
    visible: bool = True
    block: str = ""
    harms: tuple[tuple[str, str], ...] = ()


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def unseen(
    body: etree._Element, styles: Styles, blocks: frozenset[str], families: frozenset[str]
) -> Iterator[Fault]:
    """Every text below `body` that some medium does not show, once for each block and reason.

    `blocks` are the ids that faults may name; `families` the type that texts may be set in.
    """
    set_in = frozenset(f"font-family {family.lower()}" for family in families)
    reported: set[tuple[str, str]] = set()
    known = cache(partial(_Known.of, blocks=blocks))
    for medium in styles.sheets.media:
        computed = styles.in_medium(medium)
        start = replace(_Seen(), ground=None if medium.forced else _WHITE)
        for element in reversed(list(body.iterancestors())):
            start = _inside(element, known(element), start, computed, blocks)
        for (_, _, name), (element, *_) in styles.alike.items():
            if name in ("first-letter", "first-line"):
                yield Fault("", "", FaultKind.NOT_SEEN, f"::{name} has a look of its own")
            if what := computed.worked_out(computed.of_pseudo(element, name), 16.0, _covers):
                detail = f"::{name} {what}"
                if ("", detail) not in reported:
                    reported.add(("", detail))
                    yield Fault("", "", FaultKind.NOT_SEEN, f"{detail} on {medium.name}")
        for element, seen in _walk(body, start, computed, blocks, known):
            for reason in _reasons(element, seen, medium, set_in):
                if (seen.block, reason) not in reported:
                    reported.add((seen.block, reason))
                    words = own_words(element)
                    detail = f"{reason} on {medium.name}"
                    yield Fault(seen.block, words, FaultKind.NOT_SEEN, detail)


def own_words(element: etree._Element) -> str:
    """The words of an element itself, without those of the elements in it."""
    return " ".join(" ".join([element.text or "", *(c.tail or "" for c in element)]).split())


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an element whatever the medium."""

    name: str
    is_special: bool
    """Whether its look depends on more than its values and those around it."""
    by_attribute: tuple[tuple[str, str], ...]
    """How its attributes and its name hide it."""
    is_picture: bool
    has_words: bool
    """Whether it has words of its own."""
    inside: tuple[etree._Element, ...]
    """The elements in it that are read, the last one first."""

    @classmethod
    def of(cls, element: etree._Element, blocks: frozenset[str]) -> _Known:
        """What is known of an element; `blocks` are the ids that faults may name."""
        name = name_of(element)
        by_attribute = tuple(_by_attribute(element))
        special = bool(by_attribute) or name in _SPECIAL
        is_picture = name in ("svg", "img")
        read = (child for child in reversed(element) if name_of(child) not in _UNREAD - {"svg"})
        return cls(
            name,
            special or (element.get("id") or "") in blocks,
            by_attribute,
            is_picture,
            bool(own_words(element)),
            () if is_picture else tuple(read),
        )


_KnownOf = Callable[["etree._Element"], _Known]


def _walk(
    element: etree._Element,
    above: _Seen,
    computed: Computed,
    blocks: frozenset[str],
    known: _KnownOf,
) -> Iterator[tuple[etree._Element, _Seen]]:
    """Each element that has words of its own or is a picture, and how it is shown."""
    stack = [(element, above)]
    while stack:
        here, around = stack.pop()
        own = known(here)
        seen = _inside(here, own, around, computed, blocks)
        if own.is_picture or own.has_words or _covers_others(seen, around):
            yield here, seen
        stack += [(child, seen) for child in own.inside]


def _covers_others(seen: _Seen, around: _Seen) -> bool:
    """Whether an element may lie over what is around it, so that it matters without words too."""
    own = seen.harms[len(around.harms) :]
    return bool(own) and any(name == "position" for name, _ in own)


def _inside(
    element: etree._Element,
    known: _Known,
    above: _Seen,
    computed: Computed,
    blocks: frozenset[str],
) -> _Seen:
    if known.is_special:
        return _worked_out(element, known, above, computed, blocks)
    values = computed.of(element)
    key = (id(values), id(above), computed.styles.looks.get((element, "marker"), -1))
    if key not in computed.alike:
        seen = _worked_out(element, known, above, computed, blocks)
        if len(seen.harms) > len(above.harms):
            return seen  # the element decides whether this is on purpose
        computed.alike[key] = above, seen
    found: _Seen = computed.alike[key][1]
    return found


_SPECIAL = frozenset(("html", "svg", "img", "sup", "sub", "small"))
"""Elements whose look depends on more than their values and those around them."""


def _worked_out(
    element: etree._Element,
    known: _Known,
    above: _Seen,
    computed: Computed,
    blocks: frozenset[str],
) -> _Seen:
    values = computed.of(element)
    em = _type_size(known.name, values, above.em, computed.medium)
    own = [
        (name, what)
        for name, what in (
            *computed.worked_out(values, em, _harms),
            *known.by_attribute,
            *_as_table(known.name, values),
        )
        if not _on_purpose(element, name, computed.medium)
        and not (name in ("size", "position") and known.is_picture)
    ]
    shown = values.get("visibility")
    weight = values.get("font-weight", values.get("font", ""))
    ground = _colour(values.get("background-color") or values.get("background") or "")
    colour = _colour_of(values, above.colour)
    fade = _number(values.get("opacity", "1"))
    identity = element.get("id") or ""
    behind = above.ground if ground is None else _over(ground, above.ground)
    if known.name == "li":
        own += _marker(element, computed, behind)
    return _Seen(
        em=em,
        root=em if known.name == "html" else above.root,
        bold=above.bold if not weight else _BOLD.search(weight) is not None,
        colour=colour,
        ground=behind,
        opacity=above.opacity * fade,
        visible=above.visible if shown is None else shown in ("visible", "inherit", "initial"),
        block=identity if identity in blocks else above.block,
        harms=above.harms + tuple(own),
    )


_BOLD = re.compile(r"bold|[6-9]00")


def _harms(values: Values, em: float, medium: Medium) -> tuple[tuple[str, str], ...]:
    declared = tuple(values.items())
    # Only lengths relative to the window differ between media.
    if any(_OF_WINDOW.search(value) for value in values.values()):
        return (*harms(values, em, medium), *_unjudged(values, medium))
    return _anywhere(declared, em, medium.forced)


def _marker(
    element: etree._Element, computed: Computed, ground: _Colour | None
) -> list[tuple[str, str]]:
    """What is wrong with the colour of the bullet or the number of an item."""
    if ground is None or computed.medium.forced:
        return []
    colour = _colour(computed.of_pseudo(element, "marker").get("color", ""))
    if colour is None or contrast(_over(colour, ground), ground) >= 3.0:
        return []
    return [
        ("marker", f"its mark has a contrast of {contrast(_over(colour, ground), ground):.1f} : 1")
    ]


_PARTS = {
    "table": "table",
    "caption": "table-caption",
    "thead": "table-header-group",
    "tbody": "table-row-group",
    "tr": "table-row",
    "th": "table-cell",
    "td": "table-cell",
    "li": "list-item",
}


def _as_table(name: str, values: Values) -> tuple[tuple[str, str], ...]:
    """A part of a table or a list that is shown as something else."""
    usual = _PARTS.get(name)
    if not usual or (display := values.get("display", usual)) in (usual, "none", "revert"):
        return ()
    return (("table", f"has display {display}, which is no {name}"),)


_OF_WINDOW = re.compile(r"\dv(?:w|h|i|b|min|max)|[ds]v[wh]|cq")


@lru_cache(maxsize=4096)
def _anywhere(
    declared: tuple[tuple[str, str], ...], em: float, forced: bool
) -> tuple[tuple[str, str], ...]:
    medium = Medium("any", forced=forced)
    return (*harms(dict(declared), em, medium), *_unjudged(dict(declared), medium))


_AS_AROUND = frozenset(("", "inherit", "currentcolor", "unset", "revert"))


def _colour_of(values: Values, above: _Colour | None) -> _Colour | None:
    value = values.get("color", "").lower()
    return above if value in _AS_AROUND else _colour(value)


def _unjudged(values: Values, medium: Medium) -> Iterator[tuple[str, str]]:
    """Colours whose contrast cannot be computed."""
    if medium.forced:
        return  # the reader's own colours are used
    for name in ("color", "background-color"):
        value = values.get(name, "").lower()
        if value not in {*_AS_AROUND, "initial", "none"} and _colour(value) is None:
            yield name, f"has {name} {value}, which cannot be judged"
    scheme = values.get("color-scheme", "light dark")
    if scheme not in ("light dark", "dark light", "light", "normal"):
        yield "color-scheme", f"has color-scheme {scheme}"


def _on_purpose(element: etree._Element, name: str, medium: Medium) -> bool:
    return any(
        name in one.properties and one.media(medium) and one.selects(element) for one in ON_PURPOSE
    )


def _by_attribute(element: etree._Element) -> Iterator[tuple[str, str]]:
    name = name_of(element)
    if element.get("hidden") is not None and name != "nav":
        yield "hidden", "has the attribute hidden"
    if element.get("inert") is not None:
        yield "inert", "has the attribute inert"
    if element.get("popover") is not None:
        yield "popover", "is a popover"
    if name == "details" and element.get("open") is None and not _in_nav(element):
        yield "details", "is folded away"
    if name == "dialog" and element.get("open") is None:
        yield "dialog", "is in a closed dialog"
    if name in ("font", "marquee", "blink", "s", "strike", "del", "bdo", "object", "iframe"):
        yield name, f"is inside <{name}>"
    if element.get("aria-hidden") == "true" and own_words(element):
        yield "aria-hidden", "is hidden from screen readers"
    for size in ("width", "height"):
        if name in ("img", "svg") and re.fullmatch(r"[0-4]?(\.\d+)?(px)?", element.get(size, "99")):
            yield "picture", f"has {size} {element.get(size)}"


def _covers(values: Values, _em: float, medium: Medium) -> str:
    """How a pseudo-element covers the text around it; empty where it is a small box."""
    if values.get("content", "none") in ("none", "normal"):
        return ""
    for name, what in harms(values, 16.0, medium):
        if name not in ("position", "size", "order") or "moved" in what:
            return what
    high = [length(values.get(name, ""), 16.0, medium) or 0.0 for name in ("height", "block-size")]
    if max(high) > 64:
        return f"is {max(high):.0f} px high"
    if values.get("position") not in ("absolute", "fixed"):
        return ""
    for names in (("width", "inline-size"), ("height", "block-size")):
        sizes = [length(values.get(name, ""), 16.0, medium) for name in names]
        if not any(size is not None and size <= 48 for size in sizes):
            return f"has position {values['position']} and no small size"
    return ""


def _in_nav(element: etree._Element) -> bool:
    above = element.getparent()
    return above is not None and name_of(above) == "nav"


def _reasons(
    element: etree._Element, seen: _Seen, medium: Medium, set_in: frozenset[str]
) -> Iterator[str]:
    yield from dict.fromkeys(what for name, what in seen.harms if name not in set_in)
    if not seen.visible:
        yield "is not visible"
    if seen.root < (14.0 if medium.paper else 16.0):
        yield f"is set in type of {seen.root:.3g} px for 16"
    if seen.opacity < 0.85:
        yield f"is painted with opacity {seen.opacity:.2g}"
    if name_of(element) in ("svg", "img"):
        return
    if not _SMALLEST <= seen.em <= _LARGEST:
        yield f"is set in {seen.em:.3g} px"
    if seen.colour is None or seen.ground is None or medium.forced:
        return
    found = contrast(_over(seen.colour, seen.ground), seen.ground)
    large = seen.em >= _LARGE or (seen.bold and seen.em >= _LARGE_BOLD)
    if found < (3.0 if large else 4.5) - 0.01:
        yield f"has a contrast of {found:.1f} : 1"


# Type and colour ---------------------------------------------------------------------------

_NAMED_SIZES = {"smaller": 0.83, "larger": 1.2, "small": 0.81, "medium": 1.0, "large": 1.125}


def _type_size(name: str, values: Values, above: float, medium: Medium) -> float:
    value = values.get("font-size", "")
    if not value and "font" in values:
        sizes = re.search(r"[\d.]+(px|pt|em|rem|%)", values["font"])
        value = sizes[0] if sizes else ""
    if not value or value in ("inherit", "unset"):
        return above * (0.83 if name in ("sup", "sub", "small") and not value else 1.0)
    if value in _NAMED_SIZES:
        return _NAMED_SIZES[value] * (above if value.endswith("er") else 16.0)
    if value.startswith(("xx-small", "x-small")):
        return 9.0
    found = length(value, above, medium)
    return above if found is None else found


def _number(value: str) -> float:
    try:
        number = float(value.rstrip("%"))
    except ValueError:
        return 1.0
    return number / 100 if value.endswith("%") else number


@lru_cache(maxsize=1024)
def _colour(value: str) -> _Colour | None:
    """A colour as red, green, blue and alpha from 0 to 1; None for none or an unknown one."""
    from tinycss2.color4 import parse_color

    found: Any = parse_color(value)
    if found is None:
        first = value.split(" ")[0]
        found = parse_color(first) if first != value and first else None
    if found is None or isinstance(found, str):
        return None
    try:
        converted = found.to("srgb")
    except NotImplementedError:
        return None
    red, green, blue = (float(one or 0) for one in converted.coordinates)
    return red, green, blue, float(converted.alpha)


def _over(colour: _Colour, ground: _Colour | None) -> _Colour:
    if ground is None:
        return colour
    alpha = colour[3]
    red, green, blue = (
        one * alpha + under * (1 - alpha) for one, under in zip(colour[:3], ground[:3], strict=True)
    )
    return red, green, blue, 1.0


@lru_cache(maxsize=1024)
def contrast(one: _Colour, other: _Colour) -> float:
    """The contrast of two colours. Source: WCAG 2.2, contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: _Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
