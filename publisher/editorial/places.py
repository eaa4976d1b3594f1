"""Where the words of a text stand in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.content.inline import Text
from publisher.content.model import Condition
from publisher.roundtrip.addresses import Address, texts_of
from publisher.source.positions import LocatedStr, Positions


@dataclass(frozen=True)
class SourcePlaces:
    """The file of a condition, and the lines of what is in it."""

    file: str
    texts: Mapping[str, Text] = field(default_factory=dict)
    """Each text by its address."""
    positions: Positions | None = None
    """The position of each value in the file; None where it is no source."""

    def line(self, address: Address, words: str = "") -> int:
        """The line in which the words of a text begin, or of what an address names; 0: nowhere."""
        text = self.texts.get(str(address))
        if text is None:
            return self._line_of(address)
        if not isinstance(text.source, LocatedStr):
            return 0
        return _line_of_words(text.source, words)

    def file_of(self, address: Address) -> str:
        """The file of a text: the source's own, or that of a shared wording."""
        text = self.texts.get(str(address))
        return getattr(text.source, "file", "") or self.file if text else self.file

    def answer_line(self, number: int) -> int:
        """The line of an answer."""
        return self._line_at(("answered", number))

    def _line_of(self, address: Address) -> int:
        """The line of what an address names that is no text: its first text, else its key."""
        start = f"{address}/"
        inside = [text for name, text in self.texts.items() if name.startswith(start)]
        lines = [one.source.place.line for one in inside if isinstance(one.source, LocatedStr)]
        return min(lines) if lines else self._line_at(address.steps)

    def _line_at(self, keys: tuple[str | int, ...]) -> int:
        if self.positions is None or keys not in self.positions:
            return 0
        return self.positions[keys].line


def source_places(condition: Condition, file: str, positions: Positions | None) -> SourcePlaces:
    """The places of a condition that was read from `file`."""
    texts = {str(address): text for address, text in texts_of(condition)}
    return SourcePlaces(file, texts, positions)


def _line_of_words(source: LocatedStr, words: str) -> int:
    """The line in which `words` begin; that of the text where they are spelled otherwise."""
    if not source.typed.lines or not words:
        return source.place.line
    lines = [line.strip() for line in source.typed.lines]
    starts, joined = [], ""
    for line in lines:
        starts.append(len(joined))
        joined += f"{line} "
    spelled = words.replace("’", "'").replace("\u00a0", " ").split()
    for count in range(min(len(spelled), 6), 0, -1):
        at = joined.replace("’", "'").find(" ".join(spelled[:count]))
        if at >= 0:
            return source.typed.line + sum(start <= at for start in starts) - 1
    return source.typed.line
