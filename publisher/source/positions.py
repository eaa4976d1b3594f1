"""YAML and TOML read with the position of every value, so that each problem can name it.

Only plain data is allowed: no tags, anchors or merge keys, and every key is a word. So nothing in a
file can run or grow, and its values are what an editor sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from publisher.content.inline import code_point, unprintable
from publisher.errors import BadInput, Problem
from publisher.files import read_file
from publisher.source.events import SyntaxFault, events
from publisher.source.typed import Typed, lost_comment

Keys = tuple[str | int, ...]
MOST_BYTES = 1_000_000
MOST_DEEP = 40


class Position(NamedTuple):
    """The position of a value: line and column from 1, and its path of keys."""

    line: int
    column: int
    path: str


class Positions(dict[Keys, Position]):
    """The position of each value by its keys. `written` has each scalar as the file spells it."""

    def __init__(self, places: Iterable[tuple[Keys, Position]]) -> None:
        super().__init__(places)
        self.written: dict[Keys, str] = {}


class LocatedStr(str):
    """A string of the source with its position, and its spelling in the file."""

    place: Position
    typed: Typed = Typed(0, (), "")
    file: str = ""
    """The file of a shared wording, if it is written in one."""
    used: Position | None = None
    """Where the source uses that wording."""

    def __getstate__(self) -> dict[str, Position]:
        """The state for another process, without the lines of the file."""
        return {"place": self.place}


def dotted(path: Keys) -> str:
    """A path of keys as an editor writes it: sections[2].blocks[0].text."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in path]
    return "".join(parts).removeprefix(".")


def relative(path: Path, root: Path) -> str:
    """`path` as problems name it: below `root` where it lies there."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def read_text(path: Path, file: str) -> str:
    """The text of a file. Raises `BadInput` if it is missing, a link, too large, or not UTF-8."""

    def refused(wrong: str, right: str, line: int = 0, column: int = 0) -> BadInput:
        return BadInput([Problem(file, line, column, "", wrong, right)])

    try:
        if path.is_symlink():
            raise refused("is a link to another file", "put the file itself there")
        if (size := path.stat().st_size) > MOST_BYTES:
            right = f"keep it under {MOST_BYTES / 1e6:g} MB"
            raise refused(f"contains {size / 1e6:.1f} MB", right)
        data = read_file(path)
    except FileNotFoundError:
        raise refused("there is no such file", "write it") from None
    except OSError as exc:
        raise refused(f"cannot be read ({exc.strerror})", "make it a file you may read") from exc
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        before = data[: exc.start].decode()
        line, column = _counted(before, len(before))
        wrong = f"byte {data[exc.start]:#04x} is not UTF-8"
        raise refused(wrong, "save the file as UTF-8", line, column) from exc


def _counted(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a character, from 1."""
    lines = re.split(r"\r\n|\r|\n", text[:offset])
    return len(lines), len(lines[-1]) + 1


# YAML --------------------------------------------------------------------------------------


def read_yaml(path: Path, file: str) -> tuple[Any, Positions]:
    """The plain values of a YAML file, and the place of each by its path of keys.

    Raises `BadInput` where the file cannot be read, is not YAML, contains a key twice, or contains
    something that is not data.
    """
    tree, places, problems = read_yaml_keeping_problems(path, file)
    if problems:
        raise BadInput(problems)
    return tree, places


def read_yaml_keeping_problems(
    path: Path, file: str, draft: str | None = None
) -> tuple[Any, Positions, list[Problem]]:
    """As `read_yaml`, but problems other than invalid syntax are returned, not raised.

    So the rest of the file can be checked too. A `draft` is read in the place of what the file
    says.
    """
    text = read_text(path, file) if draft is None else draft
    problems = [
        Problem(file, *_counted(text, at), "", f"contains {code_point(character)}", "remove it")
        for at, character in unprintable(text)
    ]
    if problems:
        raise BadInput(problems)
    reader = _YamlBuilder(file, re.split(r"\r\n|\r|\n", text))
    found, fault = events(text)
    for event in found:
        reader.take(event)
    if fault:
        raise BadInput([*reader.problems, _broken(file, fault, reader)])
    return reader.root, reader.places, reader.problems


def _broken(file: str, fault: SyntaxFault, reader: _YamlBuilder) -> Problem:
    """The problem of a file that cannot be read on."""
    if fault.place:
        return Problem(file, *fault.place, "", *_syntax(fault.said))
    wrong = f"not YAML after this place ({fault.said})"
    return Problem(file, reader.line, reader.column, "", wrong, "fix the syntax")


def _syntax(message: str) -> tuple[str, str]:
    """(what is wrong, what would be right) for an error of syntax, plain for the usual mistakes."""
    if r"'\t'" in message:
        return "a tab where YAML needs spaces", "indent with spaces"
    if "mapping values are not allowed" in message:
        return "a colon in the middle of words", 'put the words in quotes: "like: this"'
    if "could not find expected ':'" in message:
        return "words where a key belongs", "write `key: value`, and indent what runs on"
    if "cannot start any token" in message or "but found '<scalar>'" in message:
        return "words that begin or go on with a sign of YAML's own", _IN_QUOTES
    if "expected a comment or a line break" in message:
        return "words behind > or |", "begin the text in the next line, or put it in quotes"
    return f"not YAML ({message})", "fix the syntax"


_IN_QUOTES = "put the whole text in quotes: '\"Stop\" is what you say'"


class _Open:
    """A mapping or sequence that is still being read."""

    def __init__(self, tree: dict[str, Any] | list[Any], path: Keys) -> None:
        self.tree = tree
        self.path = path
        self.key: str | None = None
        self.awaits_value = False
        self.seen: dict[str, int] = {}

    @property
    def skips_value(self) -> bool:
        """Whether the next value is ignored, because its key is repeated or is not a word."""
        return self.awaits_value and self.key is None

    @property
    def next(self) -> Keys:
        """The path of the next value."""
        if isinstance(self.tree, list):
            return (*self.path, len(self.tree))
        return (*self.path, self.key) if self.key is not None else self.path

    def put(self, value: Any) -> None:
        """`value` in its place."""
        if isinstance(self.tree, list):
            self.tree.append(value)
        elif self.key is not None:
            self.tree[self.key] = value
            self.awaits_value = False


class _YamlBuilder:
    """Values built from the events of a YAML parser, one after the other."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines = file, lines
        self.root: Any = None
        self.places = Positions([((), Position(1, 1, ""))])
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.line = self.column = 1
        self.documents = 0
        self.skipping = 0  # how deep inside something that is not data

    def wrong(self, wrong: str, right: str, path: Keys = ()) -> None:
        self.problems.append(Problem(self.file, self.line, self.column, dotted(path), wrong, right))

    def take(self, event: Any) -> None:
        """Takes one event of the parser."""
        self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents == 2:
                self.wrong("a second document starts here", "keep one, and remove the line ---")
        if self.documents > 1:
            return
        if self.skipping:
            self.skipping += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        elif self.open and self.open[-1].skips_value:
            self.open[-1].awaits_value = False
            self.skipping = int(kind.endswith("StartEvent"))
        elif kind in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            self._value(event, kind)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()

    def _value(self, event: Any, kind: str) -> None:
        inside = self.open[-1] if self.open else None
        if inside and isinstance(inside.tree, dict) and not inside.awaits_value:
            self._key(event, kind, inside)
            return
        path = inside.next if inside else ()
        if inside and isinstance(inside.tree, list):
            self.places[path] = Position(self.line, self.column, dotted(path))
        value: Any = None
        if kind == "AliasEvent":
            self.wrong(f"*{event.anchor} stands for another place", "write it out", path)
        elif event.anchor:
            self.wrong(f"&{event.anchor} names a place", "remove it; write things out", path)
        if getattr(event, "tag", None):
            self.wrong(f"the tag {_shown(event.tag)} is not read", "remove it", path)
        if kind == "ScalarEvent":
            self.places.written[path] = event.value
            value = self._scalar(event, path)
        elif kind != "AliasEvent":
            value = {} if kind == "MappingStartEvent" else []
        if inside:
            inside.put(value)
        else:
            self.root = value
        if isinstance(value, dict | list):
            if len(self.open) == MOST_DEEP:
                self.wrong(f"lies more than {MOST_DEEP} levels deep", "fix the indentation", path)
                raise BadInput(self.problems)
            self.open.append(_Open(value, path))

    def _key(self, event: Any, kind: str, inside: _Open) -> None:
        key = event.value if kind == "ScalarEvent" else None
        inside.awaits_value, inside.key = True, key
        if key is None:
            self.wrong("a key that is not a word", "write a word before the colon", inside.path)
            self.skipping = int(kind.endswith("StartEvent"))
            return
        path = (*inside.path, key)
        if key == "<<" and not event.style:
            self.wrong("<< merges another place into this one", "write it out", path)
        if event.anchor or event.tag:
            self.wrong("a key with an anchor or a tag", "write the word alone", path)
        for _, character in unprintable(key):
            self.wrong(f"a key that contains {code_point(character)}", "remove it", inside.path)
        if key in inside.seen:
            self.wrong(f"the key is already in line {inside.seen[key]}", "keep one", path)
            inside.key = None
            return
        inside.seen[key] = self.line
        self.places[path] = Position(self.line, self.column, dotted(path))

    def _scalar(self, event: Any, path: Keys) -> Any:
        """The value of a scalar: null, a truth value, a number or text."""
        written: str = event.value
        if not event.style and not event.tag:
            value = resolved(written)
            if not isinstance(value, str):
                return value
        for character in dict.fromkeys(c for _, c in unprintable(written)):
            self.wrong(f"the text contains {code_point(character)}", "remove it", path)
        # Decomposed accents, which some programs write, become the characters that fonts have.
        placed = LocatedStr(unicodedata.normalize("NFC", written))
        placed.place = self.places[path]
        placed.typed = self._typed(event)
        # A single word may be a kind or a state with a comment after it; several words are text.
        several = " " in written or not placed.typed.comment.startswith("# ")
        if several and (loss := lost_comment(placed.typed)):
            self.problems.append(Problem(self.file, loss.line, 1, dotted(path), *loss[1:]))
        return placed

    def _typed(self, event: Any) -> Typed:
        """A scalar as it is written in the file."""
        start, end = event.start_mark, event.end_mark
        if event.style in ("|", ">"):
            content = self.lines[start.line + 1 : end.line + 1]
            return Typed(start.line + 2, tuple(_block(content)), "")
        lines = self.lines[start.line : end.line + 1]
        behind = _COMMENT.match(lines[-1], end.column)
        quote = len(event.style or "")
        lines[-1] = lines[-1][: end.column - quote]
        lines[0] = lines[0][start.column + quote :]
        comment = behind[1] if behind and not event.style else ""
        return Typed(start.line + 1, tuple(lines), comment)


_COMMENT = re.compile(r"[ \t]+(#.*)")


def _block(lines: list[str]) -> list[str]:
    """The lines of a block scalar, without empty lines at its end."""
    filled = [line for line in lines if line.strip()]
    depth = len(filled[0]) - len(filled[0].lstrip(" ")) if filled else 0
    kept = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip(" ")) < depth:
            break
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


# YAML 1.2.2, 10.3.2 "Core schema", without octal and hexadecimal numbers. A date stays text.
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def resolved(written: str) -> Any:
    """The value of a plain scalar: None, a truth value, a number, or text."""
    if written in _NULL:
        return None
    if written in _TRUTH:
        return _TRUTH[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _NUMBER.fullmatch(written):
        return float(written.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return written


def _shown(tag: Any) -> str:
    return str(tag).replace("tag:yaml.org,2002:", "!!")


# TOML --------------------------------------------------------------------------------------


def read_toml(path: Path, file: str) -> tuple[dict[str, Any], Positions]:
    """The values of a TOML file, and the line of each top-level key.

    Raises `BadInput` where the file cannot be read or is not TOML.
    """
    import tomllib

    text = unicodedata.normalize("NFC", read_text(path, file))
    try:
        tree = tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as exc:  # a thousand brackets in a row; the message of the error differs
        problem = Problem(file, 0, 0, "", "not TOML (nested too deep)", "fix the syntax")
        raise BadInput([problem]) from exc
    except (tomllib.TOMLDecodeError, ValueError) as exc:  # ValueError: a number of 5000 digits
        match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|.*)\)", str(exc))
        wrong, line, column = match.groups() if match else (str(exc), None, None)
        problem = Problem(
            file, int(line or 0), int(column or 0), "", f"not TOML ({wrong})", "fix the syntax"
        )
        raise BadInput([problem]) from exc
    return tree, Positions(_toml_places(text, tree))


def _toml_places(text: str, tree: dict[str, Any]) -> Iterator[tuple[Keys, Position]]:
    """The place of each key that a line begins with, in the table around it."""
    yield (), Position(1, 1, "")
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(rf"\s*\[\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]", line):
            table = tuple(key.strip(" \t\"'") for key in header.group(1).split("."))
            for deep in range(1, len(table)):
                yield table[:deep], Position(number, 1, dotted(table[:deep]))
            path = table
        elif found := re.match(rf"\s*({_KEY})\s*[.=]", line):
            path = (*table, found.group(1).strip("\"'"))
        else:
            continue
        if _holds(tree, path):
            yield path, Position(number, 1, dotted(path))


_KEY = r"""["']?[A-Za-z0-9_-]+["']?"""


def _holds(tree: Any, path: Keys) -> bool:
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            return False
        tree = tree[key]
    return True
