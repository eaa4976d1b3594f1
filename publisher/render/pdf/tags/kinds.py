"""What an element of HTML is called in a PDF: names of PDF 2.0, and how PDF 1.7 says the same."""

from __future__ import annotations

from typing import Any

_KINDS = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("dt", "dd", "li"), "LI"),
    **dict.fromkeys(("figure", "img"), "Figure"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **dict.fromkeys(("strong", "b"), "Strong"),
    **dict.fromkeys(("em", "i"), "Em"),
    "p": "P",
    "section": "Sect",
    "article": "Art",
    "aside": "Aside",
    "nav": "Sect",
    "blockquote": "BlockQuote",
    "q": "Quote",
    "code": "Code",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
NOTE = "FENote"
GROUPS = frozenset(("Document", "Sect", "Art", "Aside", "BlockQuote", "Div", NOTE))
"""Kinds that only group others: text directly in them gets a paragraph."""
INLINE = frozenset(("Span", "Link", "Form", "Strong", "Em", "Quote", "Code"))
EMPTY = frozenset(("TD", "TH"))
"""Kinds that stay where there is nothing in them, lest a table lose its columns."""

OLD_NAMES = {NOTE: "Note"}
ROLE_MAP = {"Aside": "Sect", "Strong": "Span", "Em": "Span"}
"""For PDF 1.7, which lacks these: what they come closest to. Source: ISO 32000-1, 14.8.4."""


def kind(element: Any) -> str:
    """The structure type of an element; empty where it is there for its look alone."""
    if element.get("role") == "note":
        return NOTE
    if element.get("role") == "term":
        return "Lbl"
    if element.get("data-field"):
        return "Form"
    if element.tag == "a":
        return "Link" if element.get("href") else ""
    if known := _KINDS.get(element.tag):
        return known
    if element.get("lang"):  # ISO 14289-1, 7.2; WCAG 2.2, 3.1.2
        return "Span" if element.tag == "span" else "Div"
    return ""


def attributes(element: Any, version: str) -> dict[str, dict[str, str]]:
    """What an element says of itself beside its kind: owner → name → value, as PDF writes them."""
    match element.tag:
        case "ul" | "ol" | "dl":
            return {"List": {"ListNumbering": f"/{_numbering(element.tag, version)}"}}
        case "th" | "td":
            found = {
                f"{way}Span": element.get(f"{way}span".lower(), "1")
                for way in ("Row", "Col")
                if element.get(f"{way}span".lower(), "1") != "1"
            }
            if element.tag == "th":  # ISO 14289-1, 7.5
                found["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
            return {"Table": found} if found else {}
        case _ if element.get("role") == "note" and version >= "2":
            return {NOTE: {"NoteType": "/None"}}
    return {}


def _numbering(tag: str, version: str) -> str:
    """How the items of a list are marked. Source: ISO 32000-2, table 382."""
    if tag == "ol":
        return "Decimal"
    if version >= "2":
        return "Description" if tag == "dl" else "Unordered"
    return "None" if tag == "dl" else "Disc"
