"""The text of a YAML file with the differences between two trees written in, and nothing else.

Nothing is dumped again: the text is cut at the marks of ruamel.yaml's nodes and put together from
its own pieces. Comments, order, quoting, indentation and every byte of what did not change stay.

A comment belongs to the member or key directly below it, and goes or moves with it; so does one
at the end of its line. A comment that stands deeper than what follows, or has an empty line after
it, belongs to nobody and stays where it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from publisher.errors import shortened
from publisher.pull.merging.pairs import matched
from publisher.pull.tree import Tree
from publisher.pull.writing import scalars
from publisher.source.positions import resolved

Node = Any  # of ruamel.yaml, whose annotations leave out half of it
_Edit = tuple[int, int, str]  # from, to, what stands there now


class RewriteError(ValueError):
    """The text could not be changed. The message says where."""


def rewrite(text: str, before: Any, after: Any, at: tuple[str, ...] = ()) -> str:
    """`text`, which says `before`, changed so that it says `after`.

    The trees are `Condition.model_dump(mode="json")`, or any part of the file: `at` names the keys
    that lead to it (("defaults", "publisher") for the clinic of a brand); keys of that part that
    stand in neither tree are left alone. None, an empty list and a missing key mean the same;
    so do an item that is plain text and one that is `{text: …, items: []}`.

    Raises RewriteError where `text` does not say `before`, or the new text would not say `after`.
    """
    old, new = _canonical(before), _canonical(after)
    if old == new:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    open_end = not text.endswith(("\n", "\r"))
    sheet = _YamlText(text + ending if open_end else text)
    node = _found(sheet.root, at)
    top = old.keys() | new.keys() if at and isinstance(old, dict) else None
    if said := _difference(_said(node, top), old):
        raise RewriteError(f"the file does not say what it should have said: {said}")
    # A deep comment behind a new block would be taken for words of it. So what the first way makes
    # may not be what it should; the next makes no blocks, the last moves such comments to the left.
    for folds, moves in ((True, False), (False, False), (False, True)):
        sheet.look = replace(sheet.look, folds=folds)
        sheet.moves_comments = moves
        changed = sheet.changed(node, old, new)
        changed = changed.removesuffix(ending) if open_end else changed
        said = _fault(changed, at, top, new)
        if not said:
            return changed
    raise RewriteError(f"the new text would not say what it should: {said}")


def _fault(text: str, at: tuple[str, ...], top: set[str] | None, tree: Any) -> str:
    """What keeps `text` from saying `tree`; nothing where it does."""
    try:
        return _difference(_said(_found(_composed(text), at), top), tree)
    except RewriteError as exc:
        return str(exc)


# Trees -------------------------------------------------------------------------------------

_LINES = {"questions": 1, "write_in": 3}  # model.Questions, model.WriteIn


def _canonical(tree: Any) -> Any:
    """A tree as far as it means anything: nothing empty, an item without items as plain text."""
    if isinstance(tree, dict):
        kept = {key: _canonical(value) for key, value in tree.items()}
        kept = {key: value for key, value in kept.items() if value not in (None, [])}
        if kept.keys() == {"text"}:
            return kept["text"]
        if kept.get("kind") in _LINES and "id" in kept:
            kept.setdefault("lines", _LINES[kept["kind"]])
        return kept
    if isinstance(tree, list):
        return [_canonical(value) for value in tree]
    return str(tree) if isinstance(tree, str) else tree


def _said(node: Node, top: set[str] | None) -> Any:
    """What a node says, as a canonical tree; of its own keys only `top`, where that is given."""
    tree = _plain(node)
    if top is not None and isinstance(tree, dict):
        tree = {key: value for key, value in tree.items() if key in top}
    return _canonical(tree)


def _plain(node: Node) -> Any:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(value) for value in node.value]
    written = str(node.value)
    return resolved(written) if node.style is None else written


def _difference(one: Any, other: Any, path: str = "") -> str:
    """Where two trees differ first, in words; nothing where they do not."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *other]:
            if said := _difference(one.get(key), other.get(key), f"{path}.{key}".lstrip(".")):
                return said
        return ""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            if said := _difference(*pair, f"{path}[{number}]"):
                return said
        return ""
    if type(one) is type(other) and one == other:
        return ""
    return f"{path or 'all of it'} is {_short(one)}, not {_short(other)}"


def _short(value: Any) -> str:
    shown = repr(value)
    return shortened(shown)


def _composed(text: str) -> Node:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        root: Node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as exc:
        raise RewriteError(f"the text is not YAML ({' '.join(str(exc).split())})") from exc
    if root is None:
        raise RewriteError("the text contains nothing")
    return root


def _found(node: Node, at: tuple[str, ...]) -> Node:
    from ruamel.yaml.nodes import MappingNode

    for key in at:
        values = node.value if isinstance(node, MappingNode) else ()
        inner = next((value for name, value in values if name.value == key), None)
        if inner is None:
            raise RewriteError(f"there is no {'.'.join(at)}")
        node = inner
    return node


# Text --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _YamlMember:
    """A member of a block sequence, or a key of a block mapping with its value."""

    anchor: int  # where its dash or its key stands
    start: int  # where its own comments start, else its line; `anchor` behind a dash
    end: int  # behind its last line
    gap: str  # empty lines and comments of nobody's, before it
    key: str  # "" of a member
    value: Node
    tree: Any  # what it says


@dataclass(frozen=True, slots=True)
class _PlacedMember:
    """A part as it stands in the new text; `number` in the old one, None where it is new."""

    number: int | None
    text: str
    key: str = ""


class _YamlText:
    """The text of a file, its nodes, and what is usual in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _composed(text)
        ends = Counter(re.findall(r"\r\n|\r|\n", text))
        self.eol = ends.most_common(1)[0][0] if ends else "\n"
        self.moves_comments = False
        self.spelled: dict[str, str] = {}  # texts that go on being spelled as they are
        self.strays: dict[str, tuple[_YamlMember, int]] = {}  # members with ids, and their columns
        self._look()
        self._collect(self.root, 0)

    # What is usual

    def _look(self) -> None:
        """How deep things stand in this file, what is in brackets, in which order keys come."""
        steps: Counter[int] = Counter()
        shifts: Counter[int] = Counter()
        quotes: Counter[str] = Counter()
        flows: dict[str, Counter[bool]] = {}
        lengths: list[int] = []
        self.orders: list[list[str]] = []
        folds_items = False
        for key, node, holder in _walked(self.root):
            kind = _kind(node)
            if kind == "scalar":
                quotes.update([node.style] if node.style in ("'", '"') else [])
                if node.style == ">":
                    folds_items |= key.endswith("[]")
                    body = self.text[node.start_mark.index : node.end_mark.index]
                    lengths += [len(line) for line in body.splitlines()[1:]]
                continue
            if kind == "mapping":
                self.orders.append([_order_key(node), *(str(name.value) for name, _ in node.value)])
            if kind == "sequence" and node.value:
                flows.setdefault(key, Counter())[bool(node.flow_style)] += 1
            if holder is None or node.flow_style or node.start_mark.line == holder.start_mark.line:
                continue
            deeper = node.start_mark.column - holder.start_mark.column
            (steps if kind == "mapping" else shifts)[deeper] += 1
        self.step = steps.most_common(1)[0][0] if steps else 2
        self.shift = shifts.most_common(1)[0][0] if shifts else 2
        self.flow = {key: count[True] > count[False] for key, count in flows.items()}
        self.look = scalars.ScalarStyle(
            width=min(max(lengths), 110) if len(lengths) > 5 else 100,
            quote=quotes.most_common(1)[0][0] if quotes else '"',
            folds_items=folds_items,
        )

    def _collect(self, node: Node, floor: int) -> None:
        """Note each member with an id, so that it can be moved with its comments."""
        if _kind(node) == "scalar" or node.flow_style:
            return
        for part in self.parts(node, floor):
            if not part.key and isinstance(part.tree, dict) and "id" in part.tree:
                self.strays[_name(part.tree)] = part, int(node.start_mark.column)
            self._collect(part.value, self.below(part))

    # Where things stand

    def line_start(self, at: int) -> int:
        """The start of the line that contains `at`."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """The start of the line after the one that contains `at`."""
        match = _END.search(self.text, at)
        return match.end() if match else len(self.text)

    def end(self, node: Node) -> int:
        """Where the content of a node ends, before comments and empty lines."""
        kind, start, end = _kind(node), int(node.start_mark.index), int(node.end_mark.index)
        if kind == "scalar" and node.style in ("|", ">"):
            body = self.text[start:end]
            if "+" in _END.split(body, maxsplit=1)[0].split("#")[0]:
                return start + len(re.sub(r"(?:\r\n|\r|\n)$", "", body))
            return start + len(re.sub(r"(?:(?:\r\n|\r|\n)[ \t]*)+$", "", body))
        if kind == "scalar" or node.flow_style or not node.value:
            return end
        if kind == "mapping":
            key, value = node.value[-1]
            return max(self.end(value), int(key.end_mark.index) + 1)
        return self.end(node.value[-1])

    def below(self, part: _YamlMember) -> int:
        """Where what belongs to the value of a part can start: behind its key or dash."""
        value = int(part.value.start_mark.index)
        return value if self.line_start(value) <= part.anchor else self.line_end(part.anchor)

    def parts(self, node: Node, floor: int) -> list[_YamlMember]:
        """The members or keys of a block collection. Nothing before `floor` is theirs."""
        found: list[_YamlMember] = []
        column, anchor = int(node.start_mark.column), int(node.start_mark.index)
        for entry in node.value:
            key, value = entry if _kind(node) == "mapping" else (None, entry)
            if key is not None:
                anchor = int(key.start_mark.index)
            elif found:
                anchor = self._dash(floor, column)
            start = self.line_start(anchor)
            if start < floor or self.text[start:anchor].strip(" "):
                start = anchor
            else:
                start = self._own(start, floor, column)
            behind = anchor + 1 if key is None else int(key.end_mark.index) + 1
            end = self.line_end(max(self.end(value), behind))
            name = "" if key is None else str(key.value)
            tree = _canonical(_plain(value))
            found.append(_YamlMember(anchor, start, end, self.text[floor:start], name, value, tree))
            floor = end
        return found

    def _dash(self, at: int, column: int) -> int:
        """The next dash that stands in `column`."""
        while at < len(self.text):
            line = self.text[at : self.line_end(at)]
            if line[column : column + 1] == "-" and not line[:column].strip(" "):
                return at + column
            at += len(line)
        raise RewriteError("a list ends where it should go on")

    def _own(self, start: int, floor: int, column: int) -> int:
        """Where the comments start that stand directly above the line at `start`."""
        while start > floor:
            behind = 2 if self.text[start - 2 : start] == "\r\n" else 1
            above = self.line_start(start - behind)
            line = self.text[above:start]
            words = line.lstrip(" ")
            if above < floor or not words.startswith("#") or len(line) - len(words) > column:
                break
            start = above
        return start

    # Mending

    def changed(self, node: Node, before: Any, after: Any) -> str:
        """The whole text with `after` instead of `before` at one node."""
        start = self.line_start(node.start_mark.index)
        floor = 0
        if node is not self.root:
            above = max(
                (int(key.end_mark.index) for key in _keys(self.root) if key.end_mark.index < start),
                default=0,
            )
            floor = self.line_end(above)
        return self._spliced(
            0, len(self.text), self.edits(node, before, after, floor, _ScalarContext(0))
        )

    def _spliced(self, start: int, end: int, edits: list[_Edit]) -> str:
        out: list[str] = []
        for left, right, new in sorted(edits):
            out += self.text[start:left], new
            start = right
        return "".join([*out, self.text[start:end]])

    def edits(
        self, node: Node, before: Any, after: Any, floor: int, context: _ScalarContext
    ) -> list[_Edit]:
        """What to splice into the text so that `node`, of the same kind, says `after`."""
        kind = _kind(node)
        if kind == "mapping" and not isinstance(before, dict):
            before = {"text": before}
        if kind == "mapping" and not isinstance(after, dict):
            after = {"text": after}
        if before == after:
            return []
        if kind == "scalar":
            return self._scalar(node, after, context)
        if node.flow_style:
            return self._flow(node, before, after)
        if kind == "mapping":
            return self._mapping(node, before, after, floor)
        return self._sequence(node, before, after, floor)

    def _scalar(self, node: Node, after: Any, context: _ScalarContext) -> list[_Edit]:
        start, end = int(node.start_mark.index), self.end(node)
        old = self.text[start:end]
        new = scalars.changed(
            old,
            node.style,
            after,
            int(node.start_mark.column),
            context.column + self.step,
            self.look,
            listed=context.listed,
            flow=context.flow,
        )
        first, *rest = new.split("\n")
        block = first[:1] in ("|", ">") and bool(rest)
        body = "".join(line + self.eol for line in rest)
        if node.style in ("|", ">"):
            match = re.match(r"[|>][0-9+-]*", old)
            header = start + (match.end() if match else 1)
            lines = self.line_end(header)
            return [(start, header, first), (lines, max(lines, self.line_end(end)), body)]
        if block:  # what follows on the line stays behind the header
            stop = self.line_end(end)
            return [(start, end, first), (stop, stop, body)]
        return [(start, end, self.eol.join([first, *rest]))]

    def _mapping(self, node: Node, before: Any, after: Any, floor: int) -> list[_Edit]:
        column = int(node.start_mark.column)
        parts = self.parts(node, floor)
        pieces: list[_PlacedMember] = []
        for number, part in enumerate(parts):
            key = part.key
            if key in before and key not in after:
                continue
            old, new = before.get(key), after.get(key)
            if new is None or new == old:
                text = self._piece(part, column, [])
            elif key in before and _fits(part.value, old, new):
                context = _ScalarContext(column)
                edits = self.edits(part.value, old, new, self.below(part), context)
                text = self._piece(part, column, edits)
            else:
                text = self._instead(part, column, self.entry(key, new, column))
            pieces.append(_PlacedMember(number, text, key))
        there = {part.key for part in parts}
        order = self._ordered(after)
        for key in (key for key in order if key not in there):
            above = order[: order.index(key)]
            at = max((n for n, piece in enumerate(pieces, 1) if piece.key in above), default=0)
            pieces.insert(at, _PlacedMember(None, self.entry(key, after[key], column), key))
        return self._assembled(parts, pieces)

    def _sequence(self, node: Node, before: list[Any], after: list[Any], floor: int) -> list[_Edit]:
        column = int(node.start_mark.column)
        parts = self.parts(node, floor)
        leads = Counter(
            lead
            for part in parts
            if re.fullmatch(r"- +", lead := self.text[part.anchor : part.value.start_mark.index])
        )
        lead = leads.most_common(1)[0][0] if leads else "- "
        flow = all(_kind(part.value) != "scalar" and part.value.flow_style for part in parts)
        pieces: list[_PlacedMember] = []
        for new, number in zip(after, matched(before, after, slots=True), strict=True):
            if number is None:
                pieces.append(_PlacedMember(None, self._added(new, column, lead, flow=flow)))
                continue
            part, old = parts[number], before[number]
            if old == new:
                text = self._piece(part, column, [])
            elif _fits(part.value, old, new):
                context = _ScalarContext(column, listed=True)
                edits = self.edits(part.value, old, new, self.below(part), context)
                text = self._piece(part, column, edits)
            else:
                self.spelled = self._spellings(part.value)
                text = self._instead(part, column, self.member(new, column, lead))
                self.spelled = {}
            pieces.append(_PlacedMember(number, text))
        return self._assembled(parts, pieces)

    def _piece(self, part: _YamlMember, column: int, edits: list[_Edit]) -> str:
        """The text of a part from the start of its first line, with `edits` in it."""
        text = self._spliced(part.start, part.end, edits)
        return " " * column + text if part.start == part.anchor else text

    def _instead(self, part: _YamlMember, column: int, new: str) -> str:
        """A part whose value is of another kind now: its comments, and new words."""
        own = (
            ""
            if part.start == part.anchor
            else self.text[part.start : self.line_start(part.anchor)]
        )
        value = part.value
        if _kind(value) == "mapping" and value.value:
            value = value.value[0][1]
        tail = ""
        if _kind(value) == "scalar" and value.style in ("|", ">"):
            line = self.text[value.start_mark.index : self.line_end(value.start_mark.index)]
            tail = "".join(re.findall(r" +#.*", line))
        elif _kind(value) == "scalar" or value.flow_style:
            tail = _END.sub("", self.text[self.end(value) : self.line_end(self.end(value))])
        first, end, rest = new.partition(self.eol)
        del column
        return own + first + (tail if tail.strip(" ").startswith("#") else "") + end + rest

    def _spellings(self, node: Node) -> dict[str, str]:
        """The texts at the start of a member, as they are spelled on their line."""
        words = node.value[0][1] if _kind(node) == "mapping" and node.value else node
        if _kind(words) != "scalar" or words.style in ("|", ">"):
            return {}
        own = self.text[words.start_mark.index : words.end_mark.index]
        return {} if _END.search(own) else {str(words.value): own}

    def _added(self, new: Any, column: int, lead: str, *, flow: bool) -> str:
        """A member that this list did not have: from elsewhere in the file, or new."""
        stray = self.strays.get(_name(new)) if isinstance(new, dict) and "id" in new else None
        if stray is not None and _fits(stray[0].value, stray[0].tree, new):
            part, was = stray
            edits = self.edits(
                part.value, part.tree, new, self.below(part), _ScalarContext(was, listed=True)
            )
            return _shifted(self._piece(part, was, edits), column - was)
        if flow and isinstance(new, list | dict):
            return " " * column + lead + self.bracketed(new) + self.eol
        return self.member(new, column, lead)

    def _assembled(self, parts: list[_YamlMember], pieces: list[_PlacedMember]) -> list[_Edit]:
        """The parts of a collection in their new order, with the empty lines that are usual."""
        usual = Counter(part.gap for part in parts[1:] if "#" not in part.gap).most_common(1)
        common = usual[0][0] if usual else ""
        placed = {piece.number for piece in pieces}
        nobodys: dict[int | None, str] = {}  # comments of nobody's, by the member behind them
        for number, part in enumerate(parts):
            if number and "#" in part.gap:
                home = next((n for n in range(number, len(parts)) if n in placed), None)
                nobodys[home] = nobodys.get(home, "") + part.gap
        out = [parts[0].gap]
        for at, piece in enumerate(pieces):
            index = piece.number
            if index is not None and index in nobodys:
                out.append(nobodys[index])
            elif at:
                follows = index is not None and pieces[at - 1].number == index - 1
                out.append(parts[index].gap if index is not None and follows else common)
            behind = parts[0].start == parts[0].anchor and not at
            out.append(
                piece.text.lstrip(" ") if behind and self._is_behind(parts[0]) else piece.text
            )
            if self.moves_comments and at and not self._follows_as_before(parts, pieces, at):
                out[-2] = self._with_comments_at(parts[0], out[-2])
        last = nobodys.get(None, "")
        out.append(self._with_comments_at(parts[0], last) if self.moves_comments else last)
        start = parts[0].start - len(parts[0].gap)
        return [(start, parts[-1].end, "".join(out))]

    def _follows_as_before(
        self, parts: list[_YamlMember], pieces: list[_PlacedMember], at: int
    ) -> bool:
        """Whether the piece before the one at `at` is the one it had, word for word."""
        above, number = pieces[at - 1], pieces[at].number
        if number is None or above.number != number - 1:
            return False
        part = parts[above.number]
        return above.text.lstrip(" ") == self.text[part.start : part.end].lstrip(" ")

    def _with_comments_at(self, part: _YamlMember, gap: str) -> str:
        """`gap` with its comments no deeper than `part`."""
        column = part.anchor - self.line_start(part.anchor)
        return re.sub(rf"(?m)^ {{{column + 1},}}(?=#)", " " * column, gap)

    def _is_behind(self, part: _YamlMember) -> bool:
        """Whether a part stands behind a dash, on its line."""
        return bool(self.text[self.line_start(part.anchor) : part.anchor].strip(" "))

    # In brackets

    def _flow(self, node: Node, before: Any, after: Any) -> list[_Edit]:
        entries = [entry if isinstance(entry, tuple) else (None, entry) for entry in node.value]
        spans = [
            (int((key or value).start_mark.index), int(value.end_mark.index))
            for key, value in entries
        ]
        if _kind(node) == "mapping":
            names: list[Any] = [key.value for key, _ in entries]
            order = [*(n for n in names if n in after or n not in before)]
            order += [name for name in after if name not in names]
            found = [names.index(name) if name in names else None for name in order]
            news = [after.get(name) for name in order]
            olds = [before.get(name) for name in names]
        else:
            order = [None] * len(after)
            found, news, olds = list(matched(before, after, slots=True)), after, before
        texts: list[str] = []
        inner: list[_Edit] = []
        for name, number, new in zip(order, found, news, strict=True):
            if number is None:
                texts.append((f"{name}: " if name else "") + self.bracketed(new))
                continue
            value, (start, end) = entries[number][1], spans[number]
            edits: list[_Edit] = []
            if new != olds[number] and new is not None:
                if _fits(value, olds[number], new):
                    edits = self.edits(value, olds[number], new, 0, _ScalarContext(0, flow=True))
                else:
                    edits = [(int(value.start_mark.index), end, self.bracketed(new))]
            inner += edits
            texts.append(self._spliced(start, end, edits))
        if found == list(range(len(spans))):
            return inner
        gaps = [self.text[a[1] : b[0]] for a, b in pairwise(spans)]
        start, end = int(node.start_mark.index) + 1, int(node.end_mark.index) - 1
        head = self.text[start : spans[0][0]] if spans else ""
        foot = self.text[spans[-1][1] : end] if spans else ""
        if any("#" in gap for gap in [*gaps, head, foot]):
            raise RewriteError(
                f"line {node.start_mark.line + 1} has comments inside brackets; "
                "write that list with dashes"
            )
        common = Counter(gaps).most_common(1)[0][0] if gaps else ", "
        out = [head]
        for at, (number, text) in enumerate(zip(found, texts, strict=True)):
            if at:
                last = found[at - 1]
                near = number is not None and last is not None and number == last + 1
                out.append(gaps[number - 1] if near and number is not None else common)
            out.append(text)
        return [(start, end, "".join([*out, foot]))]

    # New text

    def bracketed(self, value: Any) -> str:
        """A value as it stands inside brackets."""
        if isinstance(value, list):
            return f"[{', '.join(map(self.bracketed, value))}]"
        if isinstance(value, dict):
            return f"{{{', '.join(f'{key}: {self.bracketed(one)}' for key, one in value.items())}}}"
        return scalars.new(value, 0, 0, self.look, listed=True, flow=True)

    def entry(self, key: str, value: Any, column: int) -> str:
        """A key and its value, in whole lines."""
        start = " " * column + key + ":"
        if isinstance(value, dict):
            return start + self.eol + self._entries(value, column + self.step)
        if isinstance(value, list) and self.flow.get(key, key in _FLOW):
            return f"{start} {self.bracketed(value)}{self.eol}"
        if isinstance(value, list):
            inner = column + self.shift
            flow = self.flow.get(f"{key}[]", True)
            return (
                start
                + self.eol
                + "".join(
                    self._added(one, inner, "- ", flow=flow and isinstance(one, list))
                    for one in value
                )
            )
        return f"{start} {self._new(value, len(start) + 1, column, listed=False)}{self.eol}"

    def member(self, value: Any, column: int, lead: str) -> str:
        """A member of a list, in whole lines."""
        start = " " * column + lead
        if isinstance(value, dict):
            return start + self._entries(value, len(start)).lstrip(" ")
        if isinstance(value, list):
            return start + self.bracketed(value) + self.eol
        return start + self._new(value, len(start), column, listed=True) + self.eol

    def _entries(self, tree: Tree, column: int) -> str:
        return "".join(self.entry(key, tree[key], column) for key in self._ordered(tree))

    def _new(self, value: Any, at: int, column: int, *, listed: bool) -> str:
        if isinstance(value, str) and value in self.spelled:
            return self.spelled[value]
        text = scalars.new(value, at, column + self.step, self.look, listed=listed, flow=False)
        return text.replace("\n", self.eol)

    def _ordered(self, tree: Tree) -> list[str]:
        """The keys of a tree in the order that its like have in this file."""
        kind = str(tree.get("kind", ""))
        alike = max(
            self.orders,
            key=lambda names: (names[0] == kind, len(set(names[1:]) & tree.keys())),
            default=[""],
        )
        given = list(tree)
        known = [key for key in alike[1:] if key in tree]
        if len(known) < 2:
            return given
        order = known
        for number, key in enumerate(given):
            if key not in order:
                above = [order.index(one) + 1 for one in given[:number] if one in order]
                order.insert(max(above, default=0), key)
        return order


@dataclass(frozen=True, slots=True)
class _ScalarContext:
    """Where a scalar stands."""

    column: int  # of its key or dash
    listed: bool = False
    flow: bool = False


_END = re.compile(r"\r\n|\r|\n")
_FLOW = ("columns",)  # lists that stand in brackets where the file has none to go by


def _kind(node: Node) -> str:
    """Which of the three kinds of node this is: scalar, sequence or mapping."""
    return str(node.id)


def _fits(node: Node, old: Any, new: Any) -> bool:
    """Whether `new` can be written into `node` as it stands."""
    match _kind(node):
        case "scalar":
            return not isinstance(new, dict | list)
        case "sequence":
            return isinstance(new, list) and bool(node.value)
        case _:
            text = isinstance(old, str) and isinstance(new, str)
            return (isinstance(new, dict) or text) and bool(node.value)


def _order_key(node: Node) -> str:
    return next((str(value.value) for key, value in node.value if key.value == "kind"), "")


def _name(tree: Tree) -> str:
    """What a member with an id is found by."""
    kind = "entry" if "definition" in tree else "reference"
    if "kind" in tree or "blocks" in tree:
        kind = "part"
    return f"{kind} {tree.get('id')}"


def _walked(
    node: Node, key: str = "", holder: Node | None = None
) -> Iterator[tuple[str, Node, Node | None]]:
    """Every value below a node: (its key, itself, the node of its key or the list it is in)."""
    yield key, node, holder
    if _kind(node) == "mapping":
        for name, value in node.value:
            yield from _walked(value, str(name.value), name)
    elif _kind(node) == "sequence":
        for value in node.value:
            yield from _walked(value, f"{key}[]", node)


def _keys(node: Node) -> Iterator[Node]:
    """Every key below a node."""
    for _, value, _ in _walked(node):
        if _kind(value) == "mapping":
            yield from (key for key, _ in value.value)


def _shifted(text: str, columns: int) -> str:
    """Whole lines, so much further to the right, or to the left as far as there is room."""
    if columns >= 0:
        return re.sub(r"(?m)^(?=[^\r\n])", " " * columns, text)
    return re.sub(rf"(?m)^ {{1,{-columns}}}", "", text)
