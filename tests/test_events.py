"""Two parsers of YAML: what the fast one reads, the other one reads alike, place for place."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from publisher.source import events
from tests.helpers import EVERY_BLOCK, ROOT

TEXT = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")
FILES = sorted(
    path
    for folder in ("sources", "tests/sources", "layouts/brands")
    for pattern in ("**/*.yaml", "**/*.yml")
    for path in (ROOT / folder).glob(pattern)
)
TYPED = (
    *(":", " :", ": ", "- ", "\t", "\n", "  ", "#", " #", '"', "'", "\\", "{", "}", "[", "]", ","),
    *(
        "?",
        "? ",
        "&a ",
        "*a",
        "!x ",
        "!!str ",
        "|",
        ">",
        "|-\n",
        ">+\n",
        "%",
        "@",
        "`",
        "<<: ",
        "~",
    ),
    *(
        "---\n",
        "...\n",
        "é",
        "😀",
        "\u2028",
        "\x85",
        "\xa0",
        "\ufeff",
        "\r",
        "\r\n",
        "\\x41",
        "\\/",
    ),
    *("\\N", "\\u00e9", "{a: b}", "[a, b]", '"a":b', "- - a", "%YAML 1.2\n", "- ? a\n", "key:\n"),
)


def signature(event: Any) -> tuple[object, ...]:
    """All that is asked of an event; where something ends nobody asks."""
    start, end = event.start_mark, event.end_mark
    kind = type(event).__name__
    if kind.endswith("EndEvent"):
        return (kind,)
    place = (start.line, start.column, end.line, end.column)
    return (kind, *place, getattr(event, "value", None), getattr(event, "style", None) or "")


def assert_read_alike(text: str) -> bool:
    """Whether the fast parser reads a text; then as the other one."""
    if events._READ_OTHERWISE.search(text) or (fast := events._by_libyaml(text)) is None:
        return False
    slow, fault = events._in_python(text)
    assert fault is None, text
    assert list(map(signature, fast)) == list(map(signature, slow)), text
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_source_is_read_by_the_fast_parser(path: Path) -> None:
    assert assert_read_alike(path.read_text(encoding="utf-8-sig"))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_typed_into_a_source_is_read_alike(seed: int) -> None:
    chance = random.Random(seed)
    lines = TEXT.splitlines(keepends=True)
    parts = ["".join(lines[start : start + 13]) for start in range(0, len(lines), 13)]
    read = 0
    for _ in range(20_000):
        text = chance.choice(parts)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            gone = chance.randint(1, 3) if chance.random() < 0.3 else 0
            text = text[:at] + ("" if gone else chance.choice(TYPED)) + text[at + gone :]
        read += assert_read_alike(text)
    assert read > 200


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n",
        "a: *x\n",
        "a: !!str 1\n",
        "a:\n",
        "a: [1, ]\nb: 'x\ty'\n",
        "a: 1\r\nb: 2\r\n",
        "a: x\u2028y\n",
        "--- \na: 1\n",
        "a: 1\n---\nb: 2\n",
        "? a\n: b\n",
        "|-\n# no comment\n",
        "a: 'open\n",
    ],
)
def test_what_parsers_read_otherwise_is_left_to_the_careful_one(text: str) -> None:
    assert not assert_read_alike(text)
