"""A web page, as a browser saved it → elements. Nothing that it names is fetched or run.

Every text on the page becomes a line, furniture too: what stands in menus, forms and footers is
set aside by where it stands, so that it can be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from publisher.content.inline import (
    Emphasis,
    Foreign,
    Inline,
    Link,
    Plain,
    Strong,
    words,
)
from publisher.errors import refused
from publisher.importing.beside import credited, pixels_beside, svg_beside
from publisher.importing.elements import (
    CaptionElement,
    DefinitionElement,
    Furniture,
    HeadingElement,
    ImportedDocument,
    ItemMarker,
    ListItemElement,
    ParagraphElement,
    PictureElement,
    RecordingElement,
    RowElement,
    TermElement,
)
from publisher.importing.html_lines import lines_of, titled, words_in
from publisher.importing.html_parts import (
    UNREAD,
    has_text,
    is_form_alone,
    is_hidden,
    is_layout,
    is_sign,
    is_sign_size,
    is_small,
    owner,
    size_of,
    span,
)
from publisher.importing.letters import Letters
from publisher.importing.recordings import player
from publisher.importing.text import decoded
from publisher.importing.wording import link, shown, stripped

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTROLS = frozenset(("button", "input", "select", "textarea", "datalist"))
_PAGE = {"nav": Furniture.NAVIGATION, "footer": Furniture.NOT_TEXT, "dialog": Furniture.NOT_TEXT}
_ROLES = {
    "navigation": Furniture.NAVIGATION,
    "menu": Furniture.NAVIGATION,
    "menubar": Furniture.NAVIGATION,
    "search": Furniture.NAVIGATION,
    "banner": Furniture.NAVIGATION,
    "contentinfo": Furniture.NOT_TEXT,
    "dialog": Furniture.NOT_TEXT,
    "alertdialog": Furniture.NOT_TEXT,
}
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:(?P<nav>nav(?:bar|igation)?|menu|breadcrumbs?|pagination|pager|skip(?:link)?|toc|jump-?links?|site-?search)"
    r"|(?P<promo>share|sharing|social|cookies?|newsletter|subscribe|advert(?:isement)?s?|ads?|promo(?:tion)?s?|related|recirc|sponsor(?:ed)?|donate|feedback|rating|popup|modal|cta|login|signup)"
    r"|(?P<foot>footer|copyright|colophon|sidebar|byline|comments?))(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOXED = re.compile(
    r"(?:^|[\s_-])(?:callout|alert|warning|caution|note|tip|info-?box|infobox|panel|highlight|emergency|urgent|important|notice|admonition|care-card|inset|contact)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
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
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "menu",
        "dir",
    ]
)
_SVG_NAMES = {
    name.lower(): name
    for name in (
        *("viewBox", "preserveAspectRatio", "clipPathUnits", "pathLength", "textLength"),
        *("lengthAdjust", "clipPath"),
    )
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_DEEP = 200
_LEAST_MAIN = (0.25, 200)  # of the letters of a page, and how many, that its main part has
_MOST_FURNITURE = 0.4  # of the letters of a page that one piece of furniture can have
_CREDITS = ("credit", "license")
"""The classes of what our own pages say of a picture."""
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


def read_html(data: bytes, name: str, folder: Path) -> ImportedDocument:
    """The document in a web page, whose pictures may lie in `folder` or below.

    Raises `BadInput` where there is no page.
    """
    root = _parsed(data, name)
    document = ImportedDocument("web page")
    letters = Letters()
    _about(document, root, letters)
    page = _Page(document, letters, root, folder)
    body = root.find("body")
    page.walk(root if body is None else body, _Context())
    page.flush(_Context())
    document.remarks += letters.remarks()
    if page.unlinked:
        document.remarks.append(
            f"links that lead nowhere from here became words: {len(page.unlinked)}, "
            f"{page.unlinked[0]} first"
        )
    return document


def _parsed(data: bytes, name: str) -> _Element:
    from lxml import etree

    text = _decoded(data, name)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    parser = etree.HTMLParser(no_network=True, encoding="utf-8", remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        right = "open it in a browser and save it as text"
        raise refused(name, "nests its parts too deeply to be read", right)
    if root is None:
        raise refused(name, "has no words", "name a file with text in it")
    return root


def _decoded(data: bytes, name: str) -> str:
    """The letters of a page, by its mark, by what it says, or as is likely."""
    said = re.search(
        rb"<meta[^>]{0,200}?charset=[\"']?\s*([\w-]{2,40})", data[:4096], re.IGNORECASE
    )
    if said and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = said[1].decode("ascii", "replace").casefold()
        encoding = "cp1252" if encoding in ("iso-8859-1", "latin-1", "us-ascii") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data, name)


def _about(document: ImportedDocument, root: _Element, letters: Letters) -> None:
    """What the head of a page says: title, description, language, address."""
    metas = {
        (meta.get("name") or meta.get("property") or "").casefold(): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    title = next((one for one in root.iter("title") if one.getparent().tag == "head"), None)  # type: ignore[union-attr]
    said = "" if title is None else " ".join("".join(map(str, title.itertext())).split())
    document.title = letters.mended(said or metas.get("og:title", "")).strip()
    described = metas.get("description") or metas.get("og:description", "")
    document.description = letters.mended(" ".join(described.split())).strip()
    language = (root.get("lang") or "").strip().replace("_", "-")
    document.language = language if _LANGUAGE.fullmatch(language) else ""
    canonical = next((e.get("href") for e in root.iter("link") if e.get("rel") == "canonical"), "")
    base = next((e.get("href") for e in root.iter("base") if e.get("href")), "")
    document.url = canonical or metas.get("og:url", "") or base or _saved_from(root)
    if holder := metas.get("copyright") or metas.get("dcterms.rightsholder"):
        line = document.line("head of the page", f"© {letters.mended(holder)}"[:200])
        document.set_aside((line,), Furniture.RIGHTS)


def _saved_from(root: _Element) -> str:
    from lxml import etree

    for comment in root.getroottree().iter(etree.Comment):
        if found := re.search(r"saved from url=\(\d+\)(\S+)", str(comment.text)):
            return found[1]
    return ""


@dataclass(frozen=True, slots=True)
class _Context:
    """Where on the page a text stands."""

    tag: str = "p"
    line: int = 0
    why: Furniture | None = None
    box: int = 0
    hint: str = ""
    depth: int = -1
    """How many lists are around it, less one."""
    listing: int = 0
    mark: ItemMarker = ItemMarker.BULLET
    number: int | None = None
    level: int = 0
    """Of the last heading."""


@dataclass(slots=True)
class _Page:
    """Walks one page; `run` are the nodes of the text that is being read."""

    document: ImportedDocument
    letters: Letters
    root: _Element
    folder: Path
    run: list[Inline] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    """Names of places that the next line is at."""
    unlinked: list[str] = field(default_factory=list)
    boxes: int = 0
    lists: int = 0
    tables: int = 0
    deep: int = 0
    total: int = 0
    main: _Element | None = None
    level: int = 1

    def __post_init__(self) -> None:
        self.total = size_of(self.root)
        found = [*self.root.iter("main"), *self.root.xpath("//*[@role='main']")]
        articles = list(self.root.iter("article"))
        found += articles if len(articles) == 1 else []
        for one in found:
            if size_of(one) >= max(_LEAST_MAIN[0] * self.total, _LEAST_MAIN[1]):
                self.main = one
                break

    # Blocks

    def walk(self, element: _Element, context: _Context) -> None:
        """Reads an element and all in it."""
        if not isinstance(element.tag, str) or element.tag in UNREAD:
            return
        if named := element.get("id") or (element.get("name") if element.tag == "a" else None):
            self.pending.append(named)
        handled = self._special(element, context)
        if not handled:
            inline = element.tag not in _BLOCKS
            if inline:
                self._inline(element, context)
            else:
                self._block(element, context)

    def _special(self, element: _Element, context: _Context) -> bool:
        """Reads pictures, tables and line breaks; whether it was one of these."""
        match element.tag:
            case "br":
                self.run.append(Plain("\n"))
            case "hr":
                self.flush(context)
            case "img":
                self._picture(element, context)
            case "svg":
                self._drawing(element, context)
            case "table":
                self.flush(context)
                self._table(element, context)
            case "iframe":
                self._played(element, context, *player(element.get("src") or ""))
            case "video" | "audio":
                source = next((one.get("src") for one in element.iter() if one.get("src")), "")
                self._played(element, context, element.tag, source or "")
                self._fallback(element, context)
            case "noscript":
                self._fallback(element, context)
            case _:
                return False
        return True

    def _fallback(self, element: _Element, context: _Context) -> None:
        """Sets aside what is on the page where something else cannot be shown."""
        self.flush(context)
        why = context.why or Furniture.HIDDEN
        self._children(element, replace(context, why=why, tag="p"))
        self.flush(replace(context, why=why, tag="p"))

    def _played(self, element: _Element, context: _Context, medium: str, address: str) -> None:
        """Notes a player as an element of its own; one that only moves is decoration."""
        if not medium:
            return
        self.flush(context)
        said = element.get("title") or element.get("aria-label") or ""
        title = self.letters.mended(" ".join(said.split()))
        url = urljoin(self.document.url, address.strip()) if self.document.url else address.strip()
        here = replace(context, line=element.sourceline or context.line)
        line = self._line(here, title or f"{medium}: {url}"[:200])
        if not title:
            self.document.dropped.append(self.document.lines[line].text)
        moves = element.get("controls") is None and element.get("muted") is not None
        if context.why is not None or (element.tag == "video" and moves):
            self.document.set_aside((line,), context.why or Furniture.DECORATION)
            return
        keys = {"lines": (line,), "box": context.box, "hint": context.hint}
        nodes = (Plain(title),) if title else ()
        self.document.elements.append(
            RecordingElement(medium=medium, url=url, nodes=nodes, **keys)  # type: ignore[arg-type]
        )

    def _block(self, element: _Element, context: _Context) -> None:
        self.flush(context)
        inner = self._context(element, context)
        self._children(element, inner)
        self.flush(inner)

    def _children(self, element: _Element, context: _Context) -> None:
        self.deep += 1
        if self.deep > _MOST_DEEP:
            self._say("".join(map(str, element.itertext())))
        else:
            self._say(element.text)
            for number, child in enumerate(element):
                self.walk(child, _in_list(element, child, number, context))
                self._say(child.tail)
        self.deep -= 1

    def _say(self, text: str | None) -> None:
        if text:
            self.run.append(Plain(re.sub(r"[ \t\r\n\f]+", " ", self.letters.mended(text))))

    def _context(self, element: _Element, context: _Context) -> _Context:
        """Where the texts in a block stand."""
        tag = str(element.tag)
        classes = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        above = element.getparent()
        around = "" if above is None else above.get("class") or ""
        hint = f"{element.get('class') or ''} {around}".strip()
        inner = replace(context, line=element.sourceline or context.line, hint=hint)
        if tag in ("ul", "ol", "menu", "dir"):
            self.lists += context.depth < 0
            inner = replace(inner, depth=context.depth + 1, listing=self.lists or 1)
        elif tag == "summary" or element.get("role") == "heading":
            said = element.get("aria-level") or ""
            inner = replace(
                inner, tag=f"h{said if said in '23456' and said else min(self.level + 1, 6)}"
            )
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption", "li", "legend"):
            inner = replace(inner, tag=tag)
        elif tag == "p" and context.tag not in ("li", "dd", "dt", "figcaption"):
            inner = replace(inner, tag="p")
        boxed = tag == "aside" or (tag in ("div", "section") and _BOXED.search(classes))
        if boxed and not context.why and not context.box and is_small(element):
            self.boxes += 1
            inner = replace(inner, box=self.boxes, hint=f"{tag} {classes}")
        elif context.box:
            inner = replace(inner, hint=f"{hint} {context.hint}")
        return replace(inner, why=context.why or self._furniture(element, classes))

    def _furniture(self, element: _Element, classes: str) -> Furniture | None:
        """Why an element is no part of the text, by what it is and where it stands."""
        tag, role = str(element.tag), element.get("role") or ""
        if self.main is not None and tag != "body":
            inside = self.main in (element, *element.iterancestors())
            if not inside and self.main not in element.iterdescendants():
                return _PAGE.get(tag) or _ROLES.get(role) or Furniture.OUTSIDE
            if element is self.main or not inside:
                return None
        why = _PAGE.get(tag) or _ROLES.get(role)
        if tag == "header" and self.main is None and not list(element.iter("h1")):
            why = Furniture.NAVIGATION
        if why is None and tag in ("form", "fieldset") and not has_text(element):
            why = Furniture.NAVIGATION
        if why is None and tag in ("section", "div") and is_form_alone(element):
            why = Furniture.NAVIGATION
        if why is None and (named := _NAMED.search(classes)):
            why = (
                Furniture.NAVIGATION
                if named["nav"]
                else Furniture.PROMOTION
                if named["promo"]
                else Furniture.NOT_TEXT
            )
        if why is None and is_hidden(element) and not has_text(element):
            why = Furniture.HIDDEN
        if why and (
            size_of(element) > _MOST_FURNITURE * self.total or list(element.iter("h1", "main"))
        ):
            return None if tag not in ("nav", "footer") else why
        return why

    # Letters

    def _inline(self, element: _Element, context: _Context) -> None:
        """Reads an element inside a line of text."""
        tag = str(element.tag)
        if context.tag == "figcaption" and (apart := element.get("class")) in _CREDITS:
            self.flush(context)
            self._children(element, replace(context, tag=apart))
            self.flush(replace(context, tag=apart))
            return
        if tag in _CONTROLS and not context.tag.startswith("h"):
            self._form(element, context)
            return
        if is_hidden(element) and not has_text(element):
            self._form(element, replace(context, why=context.why or Furniture.HIDDEN))
            return
        outer, self.run = self.run, []
        if any(child.tag in _BLOCKS for child in element.iter() if child is not element):
            self.run = outer
            self._children(element, context)
            return
        self._children(element, context)
        inner, self.run = tuple(self.run), outer
        self.run += self._dressed(element, tag, inner)

    def _form(self, element: _Element, context: _Context) -> None:
        """Sets the words of a control aside."""
        outer, self.run = self.run, []
        self._children(element, context)
        why = context.why or Furniture.NAVIGATION
        self.flush(replace(context, why=why, tag="p"))
        self.run = outer

    def _dressed(self, element: _Element, tag: str, inner: tuple[Inline, ...]) -> list[Inline]:
        said = "".join(words(inner))
        if not said.strip():
            return list(inner)
        if tag == "a" and element.get("href"):
            return self._linked(element.get("href") or "", inner, said)
        if tag in ("strong", "b"):
            return [Strong(inner)]
        if tag in ("em", "i"):
            return [Emphasis(inner)]
        if (
            tag in ("sup", "sub")
            and re.fullmatch(r"\s*[0-9+-]+\s*", said)
            and all(isinstance(one, Plain) for one in inner)
        ):
            return [Plain(said.translate(_RAISED if tag == "sup" else _LOWERED))]
        language = (element.get("lang") or "").strip()
        own = self.document.language.partition("-")[0]
        foreign = _LANGUAGE.fullmatch(language) and language.partition("-")[0] != own
        if foreign and all(isinstance(one, Plain) for one in inner):
            return [Foreign(language, " ".join(said.split()))]
        return list(inner)

    def _linked(self, href: str, inner: tuple[Inline, ...], said: str) -> list[Inline]:
        href = href.strip()
        if href.startswith("#") and len(href) > 1:
            return [Link(unquote(href), said)]
        if self.document.url and not re.match(r"[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
            try:
                href = urljoin(self.document.url, href)
            except ValueError:
                href = ""
            own, _, place = href.partition("#")
            if place and own == self.document.url.partition("#")[0]:
                return [Link(f"#{unquote(place)}", said)]
        made = link(href, said)
        if isinstance(made, Link):
            before = " " * (said != said.lstrip())
            return [Plain(before), made, Plain(" " * (said != said.rstrip()))]
        self.unlinked.append(href[:80])
        return list(inner)

    # What was read

    def flush(self, context: _Context) -> None:
        """Ends the text that was being read."""
        run, self.run = self.run, []
        for nodes in lines_of(run):
            tidy = stripped(nodes)
            said = "".join(words(tidy)).strip()
            if said:
                self._add(tidy, context)

    def _add(self, nodes: tuple[Inline, ...], context: _Context) -> None:
        line = self._line(context, shown(nodes))
        if context.why is not None:
            self.document.set_aside((line,), context.why)
            return
        keys = {"nodes": nodes, "lines": (line,), "box": context.box, "hint": context.hint}
        add = self.document.elements.append
        tag = context.tag
        if re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
            add(HeadingElement(level=self.level, **keys))  # type: ignore[arg-type]
        elif tag == "li" and context.depth >= 0:
            add(self._item(context, keys))
        elif tag == "dt":
            add(TermElement(**keys))  # type: ignore[arg-type]
        elif tag == "dd":
            add(DefinitionElement(**keys))  # type: ignore[arg-type]
        elif tag in ("figcaption", "caption"):
            title, rest = titled(nodes)
            keys["nodes"] = rest if title else nodes
            add(CaptionElement(title=title, of_picture=tag == "figcaption", **keys))  # type: ignore[arg-type]
        elif tag in _CREDITS and credited(self.document, tag, nodes, line):
            pass
        else:
            bold = all(isinstance(one, Strong) or not words_in(one) for one in nodes)
            add(ParagraphElement(is_bold=bold, **keys))  # type: ignore[arg-type]

    def _item(self, context: _Context, keys: dict[str, object]) -> ListItemElement:
        """An item, or what goes on in the one before it."""
        return ListItemElement(
            mark=context.mark,
            depth=context.depth,
            listing=context.listing,
            number=context.number,
            **keys,  # type: ignore[arg-type]
        )

    def _line(self, context: _Context, said: str) -> int:
        line = self.document.line(f"line {context.line or 1}", said)
        for name in self.pending:
            self.document.anchors.setdefault(name, line)
        self.pending.clear()
        return line

    # Pictures

    def _picture(self, image: _Element, context: _Context) -> None:
        src = (image.get("src") or image.get("data-src") or "").strip()
        file = "" if src.startswith("data:") else unquote(urlsplit(src).path).rpartition("/")[2]
        alt = self.letters.mended(" ".join((image.get("alt") or "").split()))
        small = any(is_sign_size(image.get(side)) for side in ("width", "height"))
        sign = re.search(
            r"icon|logo|spacer|pixel|avatar|badge|sprite", f"{src[:200]} {image.get('class') or ''}"
        )
        empty = not alt and (image.get("alt") is not None or is_sign(image))
        files = svg_beside(src, self.folder), pixels_beside(src, self.folder)
        self._shown(image, context, alt, file, files, bool(small or sign or empty))

    def _drawing(self, svg: _Element, context: _Context) -> None:
        from lxml import etree

        title = next((one.text or "" for one in svg.iter("title")), "")
        alt = self.letters.mended(" ".join((svg.get("aria-label") or title).split()))
        for one in svg.iter():
            for name in [key for key in one.attrib if str(key) in _SVG_NAMES]:
                one.set(_SVG_NAMES[str(name)], one.attrib.pop(name))
            if isinstance(one.tag, str) and one.tag in _SVG_NAMES:
                one.tag = _SVG_NAMES[one.tag]
        tail, svg.tail = svg.tail, None
        data = etree.tostring(svg)
        svg.tail = tail
        if b"xmlns=" not in data[:2000]:
            data = data.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
        decoration = (
            not alt or svg.get("aria-hidden") == "true" or svg.get("role") == "presentation"
        )
        inside = [one.get("href") or "" for one in svg.iter("image")]
        pixels = pixels_beside(inside[0], self.folder) if len(inside) == 1 else b""
        self._shown(svg, context, alt, "", (data, pixels), decoration)

    def _shown(
        self,
        element: _Element,
        context: _Context,
        alt: str,
        file: str,
        files: tuple[bytes, bytes],
        decoration: bool,
    ) -> None:
        """Notes a picture as an element of its own, or as furniture; as SVG and as pixels."""
        inside = context.tag in ("li", "dd", "dt") or re.fullmatch(r"h[1-6]", context.tag)
        if not inside and not decoration and context.why is None:
            self.flush(context)
        outer, self.run = self.run, []
        here = replace(context, line=element.sourceline or context.line)
        said = alt or file or "a picture"
        line = self._line(here, said if not decoration else f"picture: {said}")
        if decoration or context.why is not None:
            self.document.set_aside((line,), context.why or Furniture.DECORATION)
        else:
            svg, pixels = files
            keys = {"alt": alt, "file": file, "lines": (line,), "box": context.box}
            self.document.elements.append(PictureElement(svg=svg, pixels=pixels, **keys))  # type: ignore[arg-type]
        self.run = outer

    # Tables

    def _table(self, table: _Element, context: _Context) -> None:
        inner = self._context(table, context)
        rows = [row for row in table.iter("tr") if owner(row) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if is_layout(table, cells):
            self._children(table, replace(inner, tag="p"))
            self.flush(replace(inner, tag="p"))
            return
        self.tables += 1
        for caption in table.iter("caption"):
            self._children(caption, inner)
            self.flush(replace(inner, tag="caption", line=caption.sourceline or 0))
        pairs = all(len(row) == 2 and row[0].tag == "th" and row[1].tag == "td" for row in cells)
        for row, held in zip(rows, cells, strict=True):
            if pairs and inner.why is None:
                self._pair(held, inner)
            elif held:
                self._row(row, held, inner)

    def _pair(self, cells: list[_Element], context: _Context) -> None:
        for tag, cell in zip(("dt", "dd"), cells, strict=True):
            self._children(cell, context)
            self.flush(replace(context, tag=tag, line=cell.sourceline or 0))

    def _row(self, row: _Element, cells: list[_Element], context: _Context) -> None:
        made: list[tuple[Inline, ...]] = []
        for cell in cells:
            outer, self.run = self.run, []
            self._cell(cell)
            nodes = tuple(
                Plain(one.text.replace("\n", " ")) if isinstance(one, Plain) else one
                for one in self.run
            )
            self.run = outer
            made.append(stripped(nodes))
            made += [()] * (span(cell) - 1)
        said = " | ".join(map(shown, made)).strip(" |")
        if not said:
            return
        line = self._line(replace(context, line=row.sourceline or 0), said)
        if context.why is not None:
            self.document.set_aside((line,), context.why)
            return
        self.document.elements.append(
            RowElement(cells=tuple(made), table=self.tables, lines=(line,), box=context.box)
        )

    def _cell(self, element: _Element) -> None:
        """The words of a cell in one run, blocks in it parted by spaces."""
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in UNREAD:
                if child.tag == "br" or child.tag in _BLOCKS:
                    self.run.append(Plain(" "))
                    self._cell(child)
                    self.run.append(Plain(" "))
                elif child.tag == "img":
                    self._say(child.get("alt"))
                elif any(one.tag in _BLOCKS for one in child.iter()):
                    self._cell(child)
                elif child.tag != "svg":
                    self._inline(child, _Context())
            self._say(child.tail)


def _in_list(parent: _Element, child: _Element, number: int, context: _Context) -> _Context:
    """Where a child of a list stands: which mark and number it has."""
    if parent.tag not in ("ol", "ul", "menu", "dir") or child.tag != "li":
        return context
    classes = f"{parent.get('class') or ''} {context.hint}".casefold()
    ticked = "checklist" in classes or bool(
        child.xpath("./input[@type='checkbox']|./label/input[@type='checkbox']")
    )
    if parent.tag == "ol":
        start = parent.get("start") or "1"
        first = int(start) if re.fullmatch(r"\d{1,4}", start) else 1
        before = sum(1 for one in list(parent)[:number] if one.tag == "li")
        return replace(context, mark=ItemMarker.NUMBER, number=first + before)
    return replace(context, mark=ItemMarker.BOX if ticked else ItemMarker.BULLET, number=None)
