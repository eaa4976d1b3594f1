"""Words of a Word file that no reader has read, so that they are reported and not lost."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from publisher.pull.docx.controls import shows_placeholder
from publisher.pull.docx.drawings import in_fallback
from publisher.pull.docx.elements import Unsupported
from publisher.pull.docx.xml import Element, R, W

_MEND = "open the file in Word, save it, and pull again"


def unread_words(
    body: Element, read: Container[Element], chunks: Mapping[str, bytes]
) -> Iterator[Unsupported]:
    """Words in a place where no text is read, and other documents inside the file.

    `read` are the `w:t` elements that were read, `chunks` the other documents by relation.
    """
    lost: list[str] = []
    for element in body.iter(f"{W}t"):
        if element in read or not (element.text or "").strip():
            continue
        in_placeholder = any(map(shows_placeholder, element.iterancestors(f"{W}sdt")))
        if not in_placeholder and not in_fallback(element):
            lost.append(element.text or "")
    if lost:
        yield Unsupported("text in an unexpected place", "\n".join(lost))
    for chunk in body.iter(f"{W}altChunk"):
        words = _words_of_chunk(chunks.get(chunk.get(f"{R}id", ""), b""))
        yield Unsupported(f"another document inside this one ({_MEND})", words)


def _words_of_chunk(data: bytes) -> str:
    """The words of a document inside the document, where it is a web page or plain text."""
    from lxml import etree, html

    if not data.strip() or b"\0" in data or data.startswith((b"PK", b"{\\rtf")):
        return ""  # Word turns it into paragraphs once it saves the file
    try:
        root = html.fromstring(data, parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    return " ".join(" ".join(root.itertext()).split())
