"""Recordings of a document → video and audio of a source, or holes where their words are gone.

Our own files say all of a recording. On other pages one is a player or a link to its file: what is
said in it is not on the page, so somebody has to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from publisher.content.inline import WEB, Inline, Link, words
from publisher.content.model import shown_address
from publisher.errors import shortened
from publisher.importing.draft import DraftBlock, hole
from publisher.importing.elements import Element, ParagraphElement, RecordingElement
from publisher.importing.wording import stripped, written

Resolve = Callable[[tuple[Inline, ...]], tuple[Inline, ...]]

_PLAYERS = (
    (
        re.compile(r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "www.youtube.com/watch?v=",
    ),
    (re.compile(r"player\.vimeo\.com/video/(\d+)"), "vimeo.com/"),
    (re.compile(r"(?:www\.)?dailymotion\.com/embed/video/(\w+)"), "www.dailymotion.com/video/"),
    (re.compile(r"w\.soundcloud\.com/player/?\?(.*)"), ""),
    (re.compile(r"open\.spotify\.com/embed/(\w+/\w+)"), "open.spotify.com/"),
    (re.compile(r"fast\.wistia\.(?:net|com)/embed/iframe/(\w+)"), "fast.wistia.com/embed/iframe/"),
)
"""Frames that hold a player → the page where the same recording is."""
_SOUNDS = ("soundcloud", "spotify")
_FILE = re.compile(r"\.(?:(mp4|m4v|webm|mov|ogv)|(mp3|m4a|ogg|oga|wav|aac|flac))$", re.IGNORECASE)
_OUR_LINES = re.compile(r"(?:play|recording)(link|address)|(transcript)(heading)?")
_LENGTH = re.compile(r"(\d+) (hour|minute|second)")
_MOST_URL = 90  # letters of an address in what is said of a hole


def player(address: str) -> tuple[str, str]:
    """(kind, address) of the recording that a frame plays; both empty where it plays none."""
    bare = re.sub(r"^(?:https?:)?//", "", address.strip())
    for pattern, page in _PLAYERS:
        if found := pattern.match(bare):
            kind = "audio" if any(name in bare for name in _SOUNDS) else "video"
            return kind, f"https://{page}{found[1]}" if page else f"https://{bare}"
    return "", ""


def media_file(address: str) -> str:
    """Which kind of recording an address is the file of; empty for anything else."""
    found = _FILE.search(urlsplit(address).path)
    return ("video" if found[1] else "audio") if found else ""


def hole_of(recording: RecordingElement, title: str, lines: Sequence[int]) -> DraftBlock:
    """The hole that a recording is whose words nobody has written down."""
    return _hole(recording.medium, recording.url, title, [*recording.lines, *lines])


def linked_recording(element: Element) -> DraftBlock | None:
    """The hole of a recording whose file a paragraph leads to; None where it leads to none."""
    for node in element.nodes:
        if isinstance(node, Link) and (kind := media_file(node.href)):
            return _hole(kind, node.href, "", list(element.lines))
    return None


def is_link_alone(element: Element) -> bool:
    """Whether a paragraph is one link and nothing else."""
    said = [one for one in stripped(element.nodes) if "".join(words((one,))).strip()]
    return len(said) == 1 and isinstance(said[0], Link)


def _hole(kind: str, url: str, title: str, lines: list[int]) -> DraftBlock:
    named = f" at {shortened(url, _MOST_URL)}" if url else ""
    return hole(f"the {kind}{named}: its transcript, length and a picture for it", lines, title)


# Our own ---------------------------------------------------------------------------------------


def role_of(element: Element) -> str:
    """What a paragraph is in a recording of our own files: "link", "transcript" and so on."""
    if not isinstance(element, ParagraphElement):
        return ""
    found = _OUR_LINES.match(re.sub(r"[^a-z]", "", element.hint.casefold()))
    return (found[1] or found[3] or found[2]) if found else ""


def recording(
    figure: DraftBlock, below: Sequence[Element], resolve: Resolve
) -> tuple[DraftBlock, list[str]] | None:
    """The video or audio of a picture with these lines below it; None where they name none.

    With the words that its `url` and `length` say now.
    """
    link = next((one for one in below if role_of(one) == "link"), None)
    node = next((one for one in link.nodes if isinstance(one, Link)), None) if link else None
    if figure.kind != "figure" or link is None or node is None or not re.fullmatch(WEB, node.href):
        return None
    amounts = {unit: int(amount) for amount, unit in _LENGTH.findall(node.text)}
    kind = "audio" if node.text.casefold().startswith("audio") else "video"
    said = [one for one in below if role_of(one) == "transcript"]
    keys = figure.keys | {
        "url": node.href,
        "length": _length(amounts),
        "transcript": [written(resolve(one.nodes)) for one in said],
    }
    lines = [*figure.lines, *(n for one in below for n in one.lines)]
    dropped = [node.text, shown_address(node.href)]
    return replace(figure, kind=kind, keys=keys, lines=lines), dropped


def _length(amounts: dict[str, int]) -> str:
    hours, minutes, seconds = (amounts.get(unit, 0) for unit in ("hour", "minute", "second"))
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
