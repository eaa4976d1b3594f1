"""How long a text is, counted as the model and the content check count, in words to show."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.content import inline
from publisher.content.readability import sentences, words
from publisher.studio.editor.kinds import LengthLimits


@dataclass(frozen=True, slots=True)
class TextLength:
    """A count in words, and whether it is beyond a limit."""

    said: str
    is_over: bool = False


def measured(text: str, limits: LengthLimits) -> TextLength:
    """How long a text is beside its limits; nothing is said of one without words."""
    plain = _plain(text)
    if not plain.strip():
        return TextLength("")
    if limits.characters:
        count = len(plain)
        said = f"{count} of {limits.characters} characters"
        return TextLength(said, count > limits.characters)
    if limits.words:
        count = len(plain.split())
        return TextLength(f"{count} of {limits.words} words", count > limits.words)
    count = len(words(plain))
    said = f"{count} word{'' if count == 1 else 's'}"
    if limits.sentence:
        longest = max((len(words(one)) for one in sentences(plain)), default=0)
        if longest > limits.sentence:
            over = f"{said}; a sentence of {longest}, more than {limits.sentence} is long"
            return TextLength(over, is_over=True)
    return TextLength(said)


def _plain(text: str) -> str:
    try:
        return inline.parse(text).plain
    except ValueError:
        return text
