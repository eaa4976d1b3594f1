"""Elements of HTML and XHTML → texts in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from publisher.verify.expect import TextRole
from publisher.verify.extract.found import Found

_ROLES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), TextRole.HEADING),
    "li": TextRole.ITEM,
    "dt": TextRole.TERM,
    "dd": TextRole.DEFINITION,
    "th": TextRole.HEADER,
    "td": TextRole.CELL,
    "caption": TextRole.CAPTION,
    "figcaption": TextRole.CAPTION,
}
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "legend",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    )
)
_UNREAD = frozenset(("head", "nav", "script", "style", "template", "noscript", "datalist"))


def read(body: etree._Element) -> Iterator[Found]:
    """The texts below `body` that a reader sees or hears, without navigation."""
    yield from _MarkupReader(body).block(body, TextRole.TEXT)


class _MarkupReader:
    """Walks one document; `words` collects the text of the innermost block."""

    def __init__(self, root: etree._Element) -> None:
        self.words: list[str] = []
        self.ids = {element.get("id"): element for element in root.iter() if element.get("id")}

    def block(self, element: etree._Element, role: TextRole) -> Iterator[Found]:
        yield from self.flush(role)
        yield from self.children(element, _role(element, role))
        yield from self.flush(_role(element, role))

    def children(self, element: etree._Element, role: TextRole) -> Iterator[Found]:
        self.words.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and not _unread(child):
                yield from self.child(child, role)
            self.words.append(child.tail or "")

    def child(self, child: etree._Element, role: TextRole) -> Iterator[Found]:
        name = _name(child)
        if name in ("img", "svg") or child.get("role") == "img":
            if alt := self.alternative(child):
                yield from self.flush(role)
                yield Found(TextRole.ALT, alt)
        elif name in _BLOCKS or name in _ROLES:
            yield from self.block(child, role)
            # Text after a block inside another block is a text of its own.
        elif name == "br":
            self.words.append(" ")
        else:
            yield from self.children(child, role)

    def flush(self, role: TextRole) -> Iterator[Found]:
        if text := "".join(self.words).strip():
            yield Found(role, text)
        self.words.clear()

    def alternative(self, picture: etree._Element) -> str:
        """The alternative text of a picture: its label, a labelling element, `alt` or <title>."""
        if label := picture.get("aria-label"):
            return label
        named = [
            self.ids[key]
            for key in (picture.get("aria-labelledby") or "").split()
            if key in self.ids
        ]
        if named:
            return " ".join("".join(map(str, element.itertext())) for element in named)
        if _name(picture) == "svg":
            return next((str(e.text or "") for e in picture if _name(e) == "title"), "")
        return picture.get("alt") or ""


def _role(element: etree._Element, role: TextRole) -> TextRole:
    own = _ROLES.get(_name(element), role)
    if own is TextRole.ITEM and _name(element) == "li":
        lists = sum(_name(above) == "li" for above in element.iterancestors())
        return TextRole.NESTED if lists else TextRole.ITEM
    return own


def _unread(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return (
        _name(element) in _UNREAD
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
