"""Style sheets and a document → the value of each property for each element, in each medium.

A cascade by CSS Cascading and Inheritance Level 4, 6: origin and importance, specificity, order;
inline styles last. Values are worked out for each medium: a screen in each range of widths
that the sheets distinguish, light and dark, one with forced colours, and paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from lxml import etree

Found = TypeVar("Found")
Values = dict[str, str]
"""Property → value as it is written, with custom properties replaced by their values."""

_EM = 16.0  # pixels of 1rem and of 1em in a media query, whatever the page says
_LENGTH = re.compile(r"(-?[\d.]+)(px|r?em)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_DATA = re.compile(r"url\((['\"]?)data:[\w+/;,=.-]*\1\)")
_PSEUDO = re.compile(r"::?(before|after|marker|first-letter|first-line|placeholder)\b")


_STATE = re.compile(
    r"(?P<of>[\w)\]*-])?"
    r":(?:hover|focus|focus-within|focus-visible|active|target|checked|visited|link|any-link)(?![\w-])"
)
"""A state that a reader brings an element into, and the last letter of what the state is of."""
_UNREAD_STATE = re.compile(r":(?:not|has)\([^()]*:(?:hover|focus|active|target|checked|visited)")
_AT_RULES = frozenset(("media", "font-face", "page", "charset"))


@dataclass(frozen=True, slots=True)
class Medium:
    """One way in which a page is shown: on a screen of some width, or on paper."""

    name: str
    paper: bool = False
    width: float = 1280
    dark: bool = False
    forced: bool = False
    touched: bool = False
    """Whether everything is being pointed at, has the keyboard's focus and was led to."""


@dataclass(frozen=True, slots=True)
class CascadedDeclaration:
    """One declaration of a rule: where it applies, its value, and its precedence."""

    media: tuple[str, ...]
    """Media queries around the rule, the outermost first; all of them must match."""
    name: str
    value: str
    important: bool
    selector: str
    touched: bool = False
    """Whether it applies only in a state that a reader brings an element into."""


@dataclass
class Sheets:
    """The rules of all sheets of a document, ready to be matched."""

    unread: list[str] = field(default_factory=list)
    """Rules that hide or add something and whose selector cannot be parsed."""
    queries: set[str] = field(default_factory=set)
    touched: bool = False
    """Whether some rule applies only in a state that a reader brings an element into."""
    _matcher: Any = None
    _pseudos: dict[str, Any] = field(default_factory=dict)
    _order: int = 0

    @classmethod
    def read(cls, texts: Iterable[str]) -> Sheets:
        """The rules of style sheets, which are in the order of the document."""
        return _read_sheets(tuple(map(without_data, texts)))

    def _add(self, text: str) -> None:
        import tinycss2

        self._rules(tinycss2.parse_stylesheet(text, True, True), ())

    def _rules(self, rules: Iterable[Any], media: tuple[str, ...]) -> None:
        import tinycss2

        for rule in rules:
            if rule.type == "qualified-rule":
                self._rule(rule, media)
            elif rule.type == "at-rule" and rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, True, True)
                prelude = tinycss2.serialize(rule.prelude).strip()
                if rule.lower_at_keyword == "media":
                    self.queries.add(prelude)
                    self._rules(inner, (*media, prelude))
                    if not _is_known(prelude):
                        self.unread.append(f"@media {prelude}")
            if rule.type == "at-rule" and rule.lower_at_keyword not in _AT_RULES:
                self.unread.append(f"@{rule.lower_at_keyword}")

    def _rule(self, rule: Any, media: tuple[str, ...]) -> None:
        import cssselect2
        import tinycss2

        selector = tinycss2.serialize(rule.prelude).strip()
        found = tuple(_declarations(rule.content, media, selector))
        if any(part.type == "qualified-rule" for part in _contents(rule.content)):
            self.unread.append(selector)
        for one in _split(selector):
            pseudo = _PSEUDO.search(one)
            states = len(_STATE.findall(one))
            if _UNREAD_STATE.search(one):
                self.unread.append(one)
            plain = _STATE.sub(lambda state: state["of"] or "*", one)
            said = tuple(replace(each, touched=True) for each in found) if states else found
            self.touched = self.touched or bool(states)
            try:
                compiled = cssselect2.compile_selector_list(plain)
            except cssselect2.SelectorError:
                if found:
                    self.unread.append(one)
                continue
            for each in compiled:
                self._order += 1
                ids, classes, tags = each.specificity
                each.specificity = ids, classes + states, tags
                own = self._matcher
                if pseudo:
                    own = self._pseudos.setdefault(pseudo[1], cssselect2.Matcher())
                    each.pseudo_element = None
                own.add_selector(each, (said, self._order))

    def styles(self, root: etree._Element) -> Styles:
        """The declarations that apply to each element below `root`."""
        return Styles(self, root)

    @cached_property
    def media(self) -> tuple[Medium, ...]:
        """Every medium that the sheets distinguish."""
        edges = sorted({_pixels(number, unit) for q in self.queries for number, unit in _widths(q)})
        widths = [320.0, *(edge + 1 for edge in edges), *(edge - 1 for edge in edges), 1920.0]
        screens = [
            Medium(
                f"a {'dark' if dark else 'light'} screen {width:.0f} px wide", False, width, dark
            )
            for width in dict.fromkeys(sorted(max(width, 320) for width in widths))
            for dark in (False, True)
        ]
        if self.touched:
            screens += [
                replace(screen, name=f"{screen.name}, touched", width=1280, touched=True)
                for screen in screens[:2]
            ]
        # Two screens that match the same queries are the same medium.
        seen: dict[tuple[bool, ...], Medium] = {}
        forced = Medium("a screen with forced colours", forced=True)
        for medium in (*screens, forced, Medium("paper", True, 640)):
            answers = tuple(matches(q, medium) for q in sorted(self.queries))
            seen.setdefault((*answers, medium.touched), medium)
        return tuple(seen.values())


def without_data(text: str) -> str:
    """A style sheet without the bytes of fonts, so that those of all guides are the same."""
    return _DATA.sub("url(data:)", text)


@lru_cache(maxsize=8)
def _read_sheets(texts: tuple[str, ...]) -> Sheets:
    """The rules of sheets, cached: the pages of one brand have the same style sheets."""
    import cssselect2

    sheets = Sheets(_matcher=cssselect2.Matcher())
    for text in texts:
        sheets._add(text)
    return sheets


def _contents(tokens: Any) -> list[Any]:
    import tinycss2

    return list(tinycss2.parse_blocks_contents(tokens, True, True))


def _declarations(
    tokens: Any, media: tuple[str, ...], selector: str
) -> Iterator[CascadedDeclaration]:
    import tinycss2

    for one in _contents(tokens):
        if one.type == "declaration":
            value = tinycss2.serialize(one.value).strip()
            name = one.name if one.name.startswith("--") else one.lower_name
            yield CascadedDeclaration(media, name, value, one.important, selector)


def _split(selector: str) -> list[str]:
    """The selectors of a list one by one, so that one that cannot be parsed spoils no other."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(selector):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append(selector[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, selector[start:]) if part.strip()]


class Styles:
    """The declarations of each element of one document; values are asked for by medium."""

    def __init__(self, sheets: Sheets, root: etree._Element) -> None:
        import cssselect2

        self.sheets = sheets
        self.lists = tuple(root.iter("{*}ol", "{*}ul", "{*}li"))
        """The lists of the document and their items."""
        self.own: dict[etree._Element, list[tuple[tuple[int, ...], CascadedDeclaration]]] = {}
        self.pseudos: dict[
            tuple[etree._Element, str], list[tuple[tuple[int, ...], CascadedDeclaration]]
        ] = {}
        self.custom: dict[etree._Element, list[CascadedDeclaration]] = {}
        self.scopes: dict[etree._Element, etree._Element | None] = {}
        """The element that the custom properties of each one are those of: itself or one above."""
        self.alike: dict[tuple[int, etree._Element | None, str], list[etree._Element]] = {}
        """The elements of pseudo-elements by look, scope and name: their values are the same."""
        self.looks: dict[tuple[etree._Element, str], int] = {}
        """A number for each element and pseudo-element, one where the same declarations apply."""
        self.groups: dict[etree._Element, tuple[int, etree._Element | None]] = {}
        """The look and the scope of each element: where both are the same, so are all values."""
        self.everywhere: dict[tuple[int, int], Values] = {}
        """The values of looks in which all declarations apply to each medium, by look and the
        identity of the custom properties; each of these is one object in all media."""
        self.custom_values: dict[tuple[tuple[str, str], ...], Values] = {}
        self._computed: dict[Medium, Computed] = {}
        self._match(cssselect2.ElementWrapper.from_html_root(root))

    def _match(self, root: Any) -> None:
        """Finds the declarations of each element and pseudo-element."""
        sheets = self.sheets
        numbers: dict[tuple[int, ...], int] = {}
        for wrapper in root.iter_subtree():
            element = wrapper.etree_element
            found = list(_ranked(sheets._matcher.match(wrapper)))
            if style := element.get("style"):
                found += [((9, 0, 0, 0), one) for one in _inline(style)]
            self.own[element] = sorted(found, key=lambda pair: (pair[1].important, pair[0]))
            if custom := [one for _, one in self.own[element] if one.name.startswith("--")]:
                self.custom[element] = custom
            scope = element if custom else self.scopes.get(element.getparent())
            self.scopes[element] = scope
            look = tuple(id(one) for _, one in self.own[element])
            number = self.looks[element, ""] = numbers.setdefault(look, len(numbers))
            self.groups[element] = number, scope
            for name, matcher in sheets._pseudos.items():
                if behind := list(_ranked(matcher.match(wrapper))):
                    strongest_last = sorted(behind, key=lambda pair: (pair[1].important, pair[0]))
                    self.pseudos[element, name] = strongest_last
                    look = tuple(id(one) for _, one in strongest_last)
                    number = self.looks[element, name] = numbers.setdefault(look, len(numbers))
                    self.alike.setdefault((number, scope, name), []).append(element)

    def in_medium(self, medium: Medium) -> Computed:
        """The values of all elements in one medium."""
        if medium not in self._computed:
            self._computed[medium] = Computed(self, medium)
        return self._computed[medium]


def _ranked(found: Iterable[Any]) -> Iterator[tuple[tuple[int, ...], CascadedDeclaration]]:
    for specificity, _, __, (declarations, at) in found:
        for number, one in enumerate(declarations):
            yield (0, *specificity, at, number), one


def _inline(style: str) -> Iterator[CascadedDeclaration]:
    import tinycss2

    yield from _declarations(tinycss2.parse_component_value_list(style), (), "style")


class Computed:
    """The values of the elements of a document in one medium."""

    def __init__(self, styles: Styles, medium: Medium) -> None:
        self.styles = styles
        self.medium = medium
        queries = styles.sheets.queries
        self.on = {query for query in queries if matches(query, medium)}
        self._known: dict[tuple[int, int], Values] = {}
        self._of_group: dict[tuple[int, etree._Element | None], Values] = {}
        self._custom: dict[etree._Element | None, Values] = {None: {}}
        self._worked: dict[tuple[int, float, Any], Any] = {}
        self.alike: dict[tuple[int, ...], Any] = {}
        """A cache of results by callers, for elements with equal values in equal surroundings."""

    def of(self, element: etree._Element) -> Values:
        """The values of an element without inheritance: the winner of each property."""
        group = self.styles.groups.get(element)
        if group is None:
            return self._shared(element, "", ())
        if group not in self._of_group:
            self._of_group[group] = self._shared(element, "", self.styles.own[element])
        return self._of_group[group]

    def _shared(
        self,
        element: etree._Element,
        pseudo: str,
        found: Sequence[tuple[tuple[int, ...], CascadedDeclaration]],
    ) -> Values:
        """The same object for all elements with the same values, so that results can be cached."""
        key = (self.styles.looks.get((element, pseudo), -1), id(self.custom(element)))
        if key not in self._known:
            known = self.styles.everywhere.get(key)
            if known is None:
                known = self._resolved(element, found)
                if not any(one.media or one.touched for _, one in found):
                    self.styles.everywhere[key] = known
            self._known[key] = known
        return self._known[key]

    def worked_out(
        self, values: Values, em: float, work: Callable[[Values, float, Medium], Found]
    ) -> Found:
        """The result of `work` for the values of an element, computed once for equal values."""
        key = (id(values), em, work)
        if key not in self._worked:
            self._worked[key] = work(values, em, self.medium)
        found: Found = self._worked[key]
        return found

    def of_pseudo(self, element: etree._Element, name: str) -> Values:
        """As `of`, for a pseudo-element: "before", "after", "marker"."""
        return self._shared(element, name, self.styles.pseudos.get((element, name), ()))

    def _resolved(
        self, element: etree._Element, found: Sequence[tuple[tuple[int, ...], CascadedDeclaration]]
    ) -> Values:
        custom = self.custom(element)
        return {
            one.name: _substituted(one.value, custom) if "var(" in one.value else one.value
            for one in {one.name: one for _, one in found if self._applies(one)}.values()
            if not one.name.startswith("--")
        }

    def _applies(self, one: CascadedDeclaration) -> bool:
        if one.touched and not self.medium.touched:
            return False
        return not one.media or all(query in self.on for query in one.media)

    def custom(self, element: etree._Element) -> Values:
        """The custom properties of an element, with those that it inherits."""
        scope = self.styles.scopes.get(element)
        if scope not in self._custom:
            assert scope is not None
            above = scope.getparent()
            inherited = self._custom[None] if above is None else self.custom(above)
            own = {
                one.name: one.value
                for one in self.styles.custom.get(scope, ())
                if self._applies(one)
            }
            values = {**inherited, **own} if own else inherited
            same = self.styles.custom_values.setdefault(tuple(values.items()), values)
            self._custom[scope] = same
        return self._custom[scope]


def _substituted(value: str, custom: Values) -> str:
    for _ in range(8):
        if "var(" not in value:
            return value
        value = _VAR.sub(lambda m: custom.get(m[1], (m[2] or "").strip()).strip(), value)
    return value


# Media queries -----------------------------------------------------------------------------


def matches(query: str, medium: Medium) -> bool:
    """Whether a list of media queries is true in a medium; an unknown query counts as true."""
    return any(_one_matches(one.strip().lower(), medium) for one in query.split(","))


_FEATURE = re.compile(
    r"prefers-color-scheme\s*:\s*(light|dark)|forced-colors\s*:\s*(active|none)"
    r"|prefers-reduced-motion\s*:\s*(no-preference|reduce)|hover\s*:\s*hover"
    r"|(min-|max-)?width\s*(:|<=|>=|<|>)[^<>=:]+"
)


def _is_known(query: str) -> bool:
    """Whether all that a media query asks is distinguished by the media here."""
    words = set(re.sub(r"\([^()]*\)", " ", query.lower().replace(",", " ")).split())
    tests = re.findall(r"\(([^()]*)\)", query.lower())
    return words <= {"all", "and", "not", "only", "print", "screen"} and all(
        _FEATURE.fullmatch(test.strip()) for test in tests
    )


def _one_matches(query: str, medium: Medium) -> bool:
    negated = query.startswith("not ") and not query.startswith("not (")
    words = re.sub(r"^(not|only)\s+", "", query) if not query.startswith("not (") else query
    kind = re.match(r"[a-z]+", words)
    right = kind is None or kind[0] in ("all", "print" if medium.paper else "screen", "not")
    tests = re.findall(r"(not\s+)?\(([^()]*)\)", words)
    met = right and all(_feature(test, medium) != bool(no) for no, test in tests)
    return met != negated


def _feature(test: str, medium: Medium) -> bool:
    name, _, value = (part.strip() for part in test.partition(":"))
    match name:
        case "prefers-color-scheme":
            return medium.dark == (value == "dark") and not (medium.paper and value == "dark")
        case "forced-colors":
            return medium.forced == (value in ("active", ""))
        case "min-width" | "max-width":
            found = _LENGTH.fullmatch(value)
            if not found:
                return True
            edge = _pixels(found[1], found[2])
            return medium.width >= edge if name == "min-width" else medium.width <= edge
        case _:
            pass
    if ranged := re.fullmatch(r"width\s*(<=|>=|<|>)\s*(-?[\d.]+)(px|r?em)", test.strip()):
        edge = _pixels(ranged[2], ranged[3])
        signs = {"<": medium.width < edge, "<=": medium.width <= edge, ">": medium.width > edge}
        return signs.get(ranged[1], medium.width >= edge)
    return True


def _widths(query: str) -> list[tuple[str, str]]:
    found = re.findall(r"width\s*(?::|<=|>=|<|>)\s*([\d.]+)(px|r?em)", query.lower())
    return [(number, unit) for number, unit in found]


def _pixels(number: str, unit: str) -> float:
    return float(number) * (1 if unit == "px" else _EM)
