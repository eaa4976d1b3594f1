"""What rules find: words in a text, then a finding with its place, its id and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from publisher.editorial.rules import RULES, ContentRule

_HASH = 8


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a text breaks, by which words and why."""

    rule: str
    words: str
    """The words as they stand in the text; empty where it is not a matter of words."""
    why: str
    better: str = ""
    """The words that should stand there; empty where none are certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFinding:
    """A broken rule with its place in a file."""

    rule: str
    address: str
    """The address of the text, or of what contains it; empty for the whole source."""
    file: str
    line: int
    """From 1; 0 means the whole file."""
    words: str
    why: str
    better: str = ""
    answer: str = ""
    """The reason why it stays as it is, from the source; empty where nobody has given one."""

    @property
    def about(self) -> ContentRule:
        """The rule."""
        return RULES[self.rule]

    @property
    def id(self) -> str:
        """The same wherever the text moves; another as soon as the words in question change."""
        return finding_id(self.rule, self.address, self.words)


def finding_id(rule: str, address: str, words: str) -> str:
    """The id of a finding: rule, address, and a hash of the words where it is about words.

    An answer is to these words: 400 mg that somebody has confirmed say nothing of 4000 mg.
    """
    parts = [rule, address or "guide"]
    if words:
        parts.append(sha256(words.encode()).hexdigest()[:_HASH])
    return ":".join(parts)
