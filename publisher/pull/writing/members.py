"""The text of members of a block collection, and their order with the lines between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.pull.writing.located import LINE_END, Splice, YamlMember, YamlText
from publisher.pull.writing.nodes import MapNode, Node, ScalarNode


@dataclass(frozen=True, slots=True)
class PlacedMember:
    """A member in the new text."""

    number: int | None  # of the old member; None where it is new
    text: str
    key: str = ""


def member_text(source: YamlText, member: YamlMember, column: int, edits: Iterable[Splice]) -> str:
    """The text of a member from the start of its first line, with the edits made in it."""
    text = source.spliced(member.start, member.end, edits)
    return " " * column + text if member.follows_dash else text


def replaced_member(source: YamlText, member: YamlMember, new: str) -> str:
    """`new` with the comments of the member that it replaces: those above, and that on its line."""
    above = "" if member.follows_dash else source.text[member.start : _own_line(source, member)]
    first, end, rest = new.partition(source.eol)
    return above + first + _line_comment(source, member.value) + end + rest


def _line_comment(source: YamlText, value: Node) -> str:
    """The comment on the line of a value, with the spaces before it; "" where there is none."""
    if isinstance(value, MapNode) and value.entries:
        value = value.entries[0][1]
    comment = ""
    if isinstance(value, ScalarNode) and value.is_block:
        start = value.start
        comment = "".join(re.findall(r" +#.*", source.text[start : source.line_end(start)]))
    elif isinstance(value, ScalarNode) or value.in_brackets:
        end = source.end(value)
        comment = LINE_END.sub("", source.text[end : source.line_end(end)])
    return comment if comment.strip(" ").startswith("#") else ""


def spelling_of_first_text(source: YamlText, member: Node) -> dict[str, str]:
    """The first text of a member with its spelling in the file; empty if on several lines."""
    words = member.entries[0][1] if isinstance(member, MapNode) and member.entries else member
    if not isinstance(words, ScalarNode) or words.is_block:
        return {}
    written = source.text[words.start : words.end]
    return {} if LINE_END.search(written) else {words.text: written}


def usual_lead(source: YamlText, members: list[YamlMember]) -> str:
    """The dash and the spaces behind it, as most members of a list have them."""
    leads = Counter(
        lead
        for member in members
        if re.fullmatch(r"- +", lead := source.text[member.anchor : member.value.start])
    )
    return leads.most_common(1)[0][0] if leads else "- "


def shifted(text: str, columns: int) -> str:
    """Lines moved to the right by `columns`, or to the left where that is negative."""
    if columns >= 0:
        return re.sub(r"(?m)^(?=[^\r\n])", " " * columns, text)
    return re.sub(rf"(?m)^ {{1,{-columns}}}", "", text)


# Order -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The members of a collection before and after, and the lines between them."""

    source: YamlText
    old: list[YamlMember]
    new: list[PlacedMember]
    moves_comments: (
        bool  # whether comments that are indented too far move to the column of the members
    )

    def edit(self) -> Splice:
        """The edit that replaces the old members with the new ones."""
        loose = self._loose_comments()
        out = [self.old[0].gap]
        for at, member in enumerate(self.new):
            if member.number is not None and member.number in loose:
                out.append(loose[member.number])
            elif at:
                out.append(self._gap_before(at))
            out.append(self._text_at(at))
            if at and not self._follows_as_before(at):
                out[-2] = self._comments_moved(out[-2])
        out.append(self._comments_moved(loose.get(None, "")))
        start = self.old[0].start - len(self.old[0].gap)
        return start, self.old[-1].end, "".join(out)

    def _loose_comments(self) -> dict[int | None, str]:
        """The comments that belong to no member, by the number of the next member that is kept."""
        kept = {member.number for member in self.new}
        loose: dict[int | None, str] = {}
        for number, member in enumerate(self.old):
            if number and "#" in member.gap:
                below = next((n for n in range(number, len(self.old)) if n in kept), None)
                loose[below] = loose.get(below, "") + member.gap
        return loose

    def _gap_before(self, at: int) -> str:
        """The empty lines before a member: as before if it follows the same one, else as usual."""
        number = self.new[at].number
        if number is not None and self.new[at - 1].number == number - 1:
            return self.old[number].gap
        gaps = Counter(member.gap for member in self.old[1:] if "#" not in member.gap)
        return gaps.most_common(1)[0][0] if gaps else ""

    def _text_at(self, at: int) -> str:
        """The text of a new member, without its indentation where it comes after a dash."""
        text, first = self.new[at].text, self.old[0]
        if at or not first.follows_dash:
            return text
        line = self.source.text[_own_line(self.source, first) : first.anchor]
        return text.lstrip(" ") if line.strip(" ") else text

    def _follows_as_before(self, at: int) -> bool:
        """Whether the member before the one at `at` is the same as before, and unchanged."""
        above, number = self.new[at - 1], self.new[at].number
        if number is None or above.number != number - 1:
            return False
        old = self.old[above.number]
        return above.text.lstrip(" ") == self.source.text[old.start : old.end].lstrip(" ")

    def _comments_moved(self, gap: str) -> str:
        """`gap` with no comment indented further than the members, where comments may be moved."""
        if not self.moves_comments:
            return gap
        first = self.old[0]
        column = first.anchor - _own_line(self.source, first)
        return re.sub(rf"(?m)^ {{{column + 1},}}(?=#)", " " * column, gap)


def _own_line(source: YamlText, member: YamlMember) -> int:
    """The start of the line with the key or dash of a member."""
    return source.line_start(member.anchor)
