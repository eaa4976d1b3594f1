"""A source is read whole, or everything wrong in it is said at once, in an editor's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from publisher.content.model import Condition, Figure, Paragraph, Recording, Wording
from publisher.errors import BadInput
from publisher.source import load
from publisher.source.kit import KIT
from publisher.source.load import load_condition
from publisher.source.positions import MOST_BYTES, read_yaml
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE, closing

TEXT = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")
TREE, PLACES = read_yaml(EVERY_BLOCK / "condition.yaml", SOURCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a source that contains every block."""
    folder = tmp_path / "sources" / "every-block"
    figures = folder / "figures"
    figures.mkdir(parents=True)
    for file in (EVERY_BLOCK / "figures").iterdir():
        (figures / file.name).write_bytes(file.read_bytes())
    (folder / "condition.yaml").write_text(TEXT, encoding="utf-8")
    return folder


def write(folder: Path, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    (folder / "condition.yaml").write_bytes(data)


def loaded(folder: Path) -> Condition:
    return load_condition(folder, folder.parent.parent, ROOT / KIT)


def problems(folder: Path) -> str:
    with pytest.raises(BadInput) as raised:
        loaded(folder)
    return str(raised.value)


def swapped(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_the_source_with_every_block_is_read(folder: Path) -> None:
    condition = loaded(folder)
    kinds = {block.kind for block in condition.blocks(Wording.FULL)}
    assert len(kinds) == 13
    shown = [b for b in condition.blocks(Wording.FULL) if isinstance(b, Figure)]
    figure, picture, video, audio = shown
    assert (figure.file.name, figure.file.width) == ("shapes.svg", 320)
    assert (picture.file.name, picture.file.width) == ("hills.jpg", 1800)
    assert isinstance(video, Recording)
    assert isinstance(audio, Recording)
    assert (video.address, video.duration) == ("example.org/films/breathe-slowly", "PT3M20S")
    assert (audio.duration, len(audio.transcript)) == ("PT1H2M5S", 1)
    assert (condition.first_figure, condition.cover_figure) == (figure, figure)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("title: Every block", 'title: "Every block"'),
        lambda text: text.replace("issued: 2026-01-15", 'issued: "2026-01-15"'),
    ],
    ids=["byte order mark", "CRLF", "CR", "quotes", "a date in quotes"],
)
def test_the_same_words_are_the_same_condition(folder: Path, change: Callable[[str], str]) -> None:
    before = loaded(folder)
    write(folder, change(TEXT))
    assert loaded(folder).model_dump_json() == before.model_dump_json()


@pytest.mark.parametrize(
    "words",
    ["yes", "2020-01-01", "{{ 7*7 }} {% raw %}", "a ]]> b", "😀", "אבג \u200f", "no", "on"],
)
def test_words_that_mean_something_elsewhere_are_words_here(folder: Path, words: str) -> None:
    quoted = words if words[0] != "{" else f"'{words}'"
    write(folder, swapped("title: Every block", f"title: {quoted}"))
    assert loaded(folder).title.plain == words


# What is not a source at all --------------------------------------------------------------------

EMPTY = ":1:1  nothing is not a group of keys: write `key: value` lines below it"
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh"))  # noqa: B905
NOT_DATA: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", EMPTY),
    "a comment": ("# later\n", EMPTY),
    "null": ("~\n", EMPTY),
    "a list": ("- a\n", ":1:1  a list is not a group of keys: write `key: value` lines below it"),
    "a word": ("hello", ":1:1  'hello' is not a group of keys: write `key: value` lines below it"),
    "two documents": (
        TEXT + "---\na: b\n",
        ":238:1  a second document starts here: keep one, and remove the line ---",
    ),
    "a tab": (
        "sections:\n\t- id: x\n",
        ":2:1  a tab where YAML needs spaces: indent with spaces",
    ),
    "a colon in words": (
        swapped("title: Every block", "title: Every: block"),
        ':4:13  a colon in the middle of words: put the words in quotes: "like: this"',
    ),
    "an open bracket": (
        "title: [a\nother: b\n",
        ":2:6  not YAML (expected ',' or ']', but got ':'): fix the syntax",
    ),
    "an open quote": (
        'title: "a\n',
        ":2:1  not YAML (found unexpected end of stream): fix the syntax",
    ),
    "not UTF-8": (
        TEXT.encode().replace(b"Every b", b"Ev\xffry b"),
        ":4:10  byte 0xff is not UTF-8: save the file as UTF-8",
    ),
    "UTF-16": (TEXT.encode("utf-16"), ":1:1  byte 0xff is not UTF-8: save the file as UTF-8"),
    "NUL": (
        swapped("title: Every", "title: Ev\0ry"),
        ":4:10  contains the unprintable character U+0000: remove it",
    ),
    "a byte order mark in the middle": (
        swapped("title: Every", "title: Ev\ufeffry"),
        ":4:10  contains the unprintable character U+FEFF: remove it",
    ),
    "text turned around": (
        swapped("title: Every", "title: Ev\u202ery"),
        ":4:10  contains the unprintable character U+202E: remove it",
    ),
    "an escape beyond Unicode": (
        'title: "\\UFFFFFFFF"\n',
        ":1:1  not YAML after this place (Python int too large to convert to C int): "
        "fix the syntax",
    ),
    "a thousand brackets": (
        "a: " + "[" * 1000,
        f":1:43  a{'[0]' * 39}  lies more than 40 levels deep: fix the indentation",
    ),
    "too much": (
        b"#" * (MOST_BYTES + 100_000),
        "  contains 1.1 MB: keep it under 1 MB",
    ),
}


@pytest.mark.parametrize(("text", "message"), NOT_DATA.values(), ids=NOT_DATA)
def test_what_is_no_source_is_said_in_one_line(
    folder: Path, text: str | bytes, message: str
) -> None:
    write(folder, text)
    assert problems(folder) == f"{SOURCE}{message}\n{closing(1)}"


IN_PLACE = {
    "a key twice": (
        ("subtitle: A test", "title: Again\nsubtitle: A test"),
        ":6:1  title  the key is already in line 4: keep one",
    ),
    "an anchor": (
        ("title: Every block", "title: &t Every block"),
        ":4:8  title  &t names a place: remove it; write things out",
    ),
    "an alias": (
        ("title: Every block", "title: *t"),
        ":4:8  title  *t stands for another place: write it out",
    ),
    "a merge": (
        ("title: Every block", "title: Every block\n<<: {}"),
        ":5:1  <<  << merges another place into this one: write it out",
    ),
    "a Python object": (
        ("title: Every block", 'title: !!python/object/apply:os.system ["true"]'),
        ":4:8  title  the tag !!python/object/apply:os.system is not read: remove it",
    ),
    "binary": (
        ("title: Every block", "title: !!binary aGVsbG8="),
        ":4:8  title  the tag !!binary is not read: remove it",
    ),
    "a tag of our own": (
        ("title: Every block", "title: !secret Every block"),
        ":4:8  title  the tag !secret is not read: remove it",
    ),
    "a list as a key": (
        ("title: Every block", "title: Every block\n? [a, b]\n: c"),
        ":5:3  a key that is not a word: write a word before the colon",
    ),
    "an escaped control character": (
        ("title: Every block", 'title: "Every\\eblock"'),
        ":4:8  title  the text contains the unprintable character U+001B: remove it",
    ),
    "half of a pair": (
        ("title: Every block", 'title: "Every \\uD83D block"'),
        ":4:8  title  the text contains the unprintable character U+D83D: remove it",
    ),
}


@pytest.mark.parametrize(("change", "message"), IN_PLACE.values(), ids=IN_PLACE)
def test_what_is_not_data_is_refused_in_its_place(
    folder: Path, change: tuple[str, str], message: str
) -> None:
    write(folder, swapped(*change))
    assert problems(folder) == f"{SOURCE}{message}\n{closing(1)}"


def test_names_that_would_multiply_are_refused_unread(folder: Path) -> None:
    write(folder, BOMB)
    said = problems(folder)
    assert f"{SOURCE}:1:4  a  &a names a place: remove it; write things out" in said
    assert f"{SOURCE}:8:8  h[0]  *g stands for another place: write it out" in said


# What does not fit ------------------------------------------------------------------------------

KINDS = (
    "'paragraph', 'list', 'steps', 'checklist', 'questions', 'write_in', 'definitions', "
    "'callout', 'table', 'figure', 'video', 'audio', 'contact', 'missing'"
)
BRIEF = "sections[0].brief.blocks[0]"
DATE = "write year, month and day: 2026-01-31"
DRAWING = (
    "is not the name of a drawing: write one from figures/: small letters, digits, hyphens and "
    ".svg, .jpg, .png or .webp"
)
WRONG = {
    "missing key": (("title: Every block\n", ""), ":1:1  title  missing: write it"),
    "unknown key": (
        ("title: Every block\n", "title: Every block\ntitel: x\n"),
        ":5:1  titel  unknown key: remove it or check its spelling",
    ),
    "number as text": (
        ("title: Every block", "title: 911"),
        ":4:1  title  '911' is not text: put it in quotes: '911'",
    ),
    "number as item": (
        ("- another short item", "- 0911"),
        ":38:15  sections[0].brief.blocks[1].items[1]  '0911' is not text: "
        "put it in quotes: '0911'",
    ),
    "truth as text": (
        ("title: Every block", "title: true"),
        ":4:1  title  'true' is not text: put it in quotes: 'true'",
    ),
    "nothing as text": (
        ("title: Every block", "title:"),
        ":4:1  title  nothing is not text: write the words",
    ),
    "empty text": (
        ("title: Every block", 'title: " "'),
        ":4:1  title  text is empty: write the words or remove the key",
    ),
    "list as text": (
        ("title: Every block", "title: [a]"),
        ":4:1  title  a list is not text: write the words",
    ),
    "group as text": (
        ("title: Every block", "title: {a: b}"),
        ":4:1  title  a group of keys is not text: "
        "write the words; words that contain a colon need quotes",
    ),
    "text as list": (
        ("also_called:\n  - Kitchen sink", "also_called: Kitchen sink"),
        ":7:1  also_called  'Kitchen sink' is not a list: "
        "write each item on a line of its own, after a hyphen",
    ),
    "text as group": (
        ("review:\n  state: unreviewed", "review: unreviewed"),
        ":12:1  review  'unreviewed' is not a group of keys: write `key: value` lines below it",
    ),
    "text as block": (
        (
            "- kind: paragraph\n          id: overview-brief\n          text: The short wording of "
            "the overview.",
            "- just words",
        ),
        f":30:11  {BRIEF}  'just words' is not a block: write `kind: paragraph`, `kind: list`, …",
    ),
    "block without kind": (
        ("- kind: paragraph\n          id: overview-brief", "- id: overview-brief"),
        f":30:11  {BRIEF}  has no kind: write `kind: paragraph`, `kind: list`, …",
    ),
    "unknown kind": (
        ("kind: paragraph", "kind: para"),
        f":30:11  {BRIEF}.kind  unknown kind 'para': one of {KINDS}",
    ),
    "unknown value": (
        ("urgency: call", "urgency: soon"),
        ":115:9  sections[2].blocks[1].urgency  unknown value 'soon': "
        "one of 'emergency', 'call' or 'note'",
    ),
    "version without quotes": (
        ('version: "0.1"', "version: 1.10"),
        ":9:1  version  '1.10' is not text: put it in quotes: '1.10'",
    ),
    "malformed version": (
        ('version: "0.1"', 'version: "one"'),
        ":9:1  version  'one' is malformed: write two numbers in quotes: \"1.0\"",
    ),
    "malformed id": (
        ("id: overview-text", "id: Overview_Text"),
        ":43:9  sections[0].blocks[0].id  'Overview_Text' is malformed: "
        "write small letters, digits and single hyphens: red-cells",
    ),
    "long id": (
        ("id: overview-text", f"id: {'a' * 65}"),
        f":43:9  sections[0].blocks[0].id  '{'a' * 59}…' is too long: keep to 64 characters",
    ),
    "no such day": (
        ("issued: 2026-01-15", "issued: 2026-02-30"),
        f":10:1  issued  '2026-02-30' is not a date: {DATE}",
    ),
    "day in words": (
        ("issued: 2026-01-15", "issued: January 15"),
        f":10:1  issued  'January 15' is not a date: {DATE}",
    ),
    "number as day": (
        ("issued: 2026-01-15", "issued: 20260115"),
        f":10:1  issued  20260115 is not a date: {DATE}",
    ),
    "day with a time": (
        ("issued: 2026-01-15", "issued: 2026-01-15T00:00:00Z"),
        f":10:1  issued  '2026-01-15T00:00:00Z' is not a date: {DATE}",
    ),
    "day of long ago": (
        ("issued: 2026-01-15", "issued: 1026-01-15"),
        ":10:1  issued  1026-01-15 is less than 1990-01-01: write 1990-01-01 or more",
    ),
    "days in the wrong order": (
        ("modified: 2026-02-20", "modified: 2025-02-20"),
        ":11:1  modified  2025-02-20 is before issued 2026-01-15: fix one of the two",
    ),
    "number in quotes": (
        ("lines: 2", 'lines: "2"'),
        ":188:9  sections[4].blocks[1].lines  '2' is not a whole number: "
        "write one in digits, without quotes",
    ),
    "too many": (
        ("lines: 2", "lines: 99"),
        ":188:9  sections[4].blocks[1].lines  99 is more than 6: write 6 at most",
    ),
    "a number without end": (
        ("lines: 2", "lines: " + "9" * 5000),
        f":188:9  sections[4].blocks[1].lines  '{'9' * 59}…' is not a whole number: "
        "write one in digits, without quotes",
    ),
    "too few": (
        ("  - Every format must carry all of it.\n", ""),
        ":19:1  summary  has 2: write 3 or more",
    ),
    "short row": (
        ('- ["**Square**", Four, No it does not]', '- ["**Square**", Four]'),
        ":59:9  sections[0].blocks[2].rows  row 2 has 2 cells, but there are 3 columns: "
        "write one cell per column",
    ),
    "language that is none": (
        ("language: en-US", "language: zz"),
        ":3:1  language  'zz' is no language that is known: write one like en-US",
    ),
    "insecure address": (
        ("url: https://example.org/blocks", "url: http://example.org/blocks"),
        ":210:5  references[0].url  'http://example.org/blocks' is malformed: "
        "write an address with https://",
    ),
    "reviewed by nobody": (
        ("state: unreviewed", "state: reviewed"),
        ":12:1  review  reviewed by whom, when, and until when: "
        "write `reviewer`, `reviewed` and `next_review`",
    ),
    "folder of another name": (
        ("condition: every-block", "condition: other"),
        ":2:1  condition  'other' is not the name of the folder: write 'every-block'",
    ),
    "HTML": (
        ("The short wording of the overview.", "The <b>short</b> wording."),
        f":32:11  {BRIEF}.text  raw HTML '<b>' is not allowed: allowed are **strong**, "
        "*emphasis*, [words](https://…), [number](tel:…), [words](term:entry), [words](lang:la), "
        "[@reference] and {clinic.phone}",
    ),
    "script in a link": (
        ("The short wording of the overview.", '"[x](javascript:alert)"'),
        f":32:11  {BRIEF}.text  link target 'javascript:alert' is not allowed: "
        "use https:, tel:, mailto:, term: or lang:",
    ),
    "unknown reference": (
        ("[@first; @second]", "[@first; @third]"),
        ":44:9  sections[0].blocks[0].text  there is no reference 'third': "
        "add it, or use one of first, second",
    ),
    "unknown term": (
        ("(term:term)", "(term:tern)"),
        ":44:9  sections[0].blocks[0].text  there is no glossary entry 'tern': "
        "add it, or use one of block, term",
    ),
    "id twice": (
        ("id: overview-text", "id: overview"),
        ":43:9  sections[0].blocks[0].id  id 'overview' is already in line 24: give each its own",
    ),
    "missing figure": (
        ("file: shapes.svg", "file: other.svg"),
        ":50:9  sections[0].blocks[1].file  figures/other.svg is not there: "
        "draw it or use one of hills.jpg, shapes.svg, squares.png, "
        "talk.png, waves.svg",
    ),
    "figure in another folder": (
        ("file: shapes.svg", "file: ../../../etc/passwd"),
        f":50:9  sections[0].blocks[1].file  '../../../etc/passwd' {DRAWING}",
    ),
    "figure that is a number": (
        ("file: shapes.svg", "file: 5"),
        f":50:9  sections[0].blocks[1].file  '5' {DRAWING}",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_a_fault_is_named_with_its_place_and_what_would_be_right(
    folder: Path, change: tuple[str, str], message: str
) -> None:
    write(folder, swapped(*change))
    assert problems(folder) == f"{SOURCE}{message}\n{closing(1)}"


def test_all_problems_come_at_once(folder: Path) -> None:
    text = TEXT
    for old, new in (
        ("title: Every block", "title: 911"),
        ("issued: 2026-01-15", "issued: 2027-01-15"),
        ("id: overview-text", "id: overview"),
        ("(term:term)", "(term:tern)"),
        ("file: shapes.svg", "file: other.svg"),
        ("urgency: call", "urgency: soon"),
        ("references:", "title: Again\nreferences:"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    write(folder, text)
    *said, last = problems(folder).splitlines()
    assert [line.split("  ")[0].removeprefix(f"{SOURCE}:") for line in said] == [
        "4:1",
        "11:1",
        "43:9",
        "44:9",
        "50:9",
        "115:9",
        "207:1",
    ]
    assert last == closing(7)


def test_a_glossary_that_is_no_list_is_said_once(folder: Path) -> None:
    start, end = TEXT.index("glossary:"), TEXT.index("references:")
    write(folder, f"{TEXT[:start]}glossary: none\n{TEXT[end:]}")
    assert problems(folder).count("glossary") == 1


# Files that are none ----------------------------------------------------------------------------


def test_a_missing_source_is_said(folder: Path) -> None:
    (folder / "condition.yaml").unlink()
    assert problems(folder) == f"{SOURCE}  there is no such file: write it\n{closing(1)}"


def test_a_folder_in_the_place_of_a_source_is_said(folder: Path) -> None:
    (folder / "condition.yaml").unlink()
    (folder / "condition.yaml").mkdir()
    said = "cannot be read (Is a directory): make it a file you may read"
    assert problems(folder) == f"{SOURCE}  {said}\n{closing(1)}"


def test_links_out_of_the_project_are_refused(folder: Path, tmp_path: Path) -> None:
    figure = folder / "figures" / "shapes.svg"
    elsewhere = tmp_path / "shapes.svg"
    figure.rename(elsewhere)
    figure.symlink_to(elsewhere)
    assert problems(folder) == (
        f"{SOURCE}:50:9  sections[0].blocks[1].file  figures/shapes.svg is a link: "
        f"put the file itself there\n{closing(1)}"
    )
    source = folder / "condition.yaml"
    source.rename(tmp_path / "condition.yaml")
    source.symlink_to(tmp_path / "condition.yaml")
    assert problems(folder) == (
        f"{SOURCE}  is a link to another file: put the file itself there\n{closing(1)}"
    )


def test_a_link_to_another_folder_is_refused(folder: Path) -> None:
    link = folder.parent / "linked"
    link.symlink_to(folder)
    assert problems(link) == (
        f"sources/linked  is a link to another folder: put the folder there\n{closing(1)}"
    )


def test_an_unsafe_figure_is_said_in_the_place_that_names_it(folder: Path) -> None:
    (folder / "figures" / "shapes.svg").write_text("<svg/>", encoding="utf-8")
    assert problems(folder) == (
        f"{SOURCE}:50:9  sections[0].blocks[1].file  shapes.svg is not an SVG drawing: "
        f"its root must be <svg>\n{closing(1)}"
    )


# Whatever somebody writes -----------------------------------------------------------------------

JARGON = re.compile(
    r"Input should|valid |instance of|tuple|dict|pydantic|NoneType|Placed|does not fit|Error"
)
STRANGE = ["911", "1.5", "true", "~", "[a]", "{a: b}", "words"]


def every_kind_of_place() -> list[tuple[str | int, ...]]:
    """A path for each kind of value that the source contains."""
    found: dict[tuple[str, ...], tuple[str | int, ...]] = {}

    def walk(value: Any, path: tuple[str | int, ...], kinds: tuple[str, ...]) -> None:
        if path:
            found.setdefault(kinds, path)
        children = value.items() if isinstance(value, dict) else ()
        children = enumerate(value) if isinstance(value, list) else children
        for key, child in children:
            kind = child.get("kind", "") if isinstance(child, dict) else ""
            walk(child, (*path, key), (*kinds, "[]" + kind if isinstance(key, int) else key)[-3:])

    walk(TREE, (), ())
    return list(found.values())


@pytest.mark.parametrize("strange", STRANGE)
def test_a_wrong_kind_of_value_anywhere_is_said_in_plain_words(
    folder: Path, strange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = YAML(typ="safe", pure=True).load(strange)
    for path in every_kind_of_place():
        tree = deepcopy(TREE)
        node = tree
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        monkeypatch.setattr(load, "read_yaml_keeping_problems", lambda *_, t=tree: (t, PLACES, []))
        try:
            loaded(folder)
        except BadInput as exc:
            for problem in exc.problems:
                assert not JARGON.search(f"{problem.wrong} {problem.right}"), problem
                assert problem.line >= 1


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_bytes_bring_a_traceback(folder: Path, data: st.DataObject) -> None:
    source = TEXT.encode()[:1500]
    at = data.draw(st.integers(0, len(source)))
    junk = data.draw(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [
                    b"\t",
                    b"- ",
                    b": ",
                    b"? ",
                    b"&a ",
                    b"*a",
                    b"!!int ",
                    b"!<",
                    b"|\n",
                    b">-\n",
                    b"---\n",
                    b"...\n",
                    b"%YAML 9.9\n",
                    b"%TAG ! x\n",
                    b"{",
                    b"[",
                    b"}",
                    b"'",
                    b'"\\x',
                    b'"\\u12',
                    b"#",
                    b"\x85",
                    b"\xe2\x80\xa8",
                    b"@",
                    b"`",
                    b"<<: ",
                    b"\r",
                    b"|99\n",
                    b"!!python/name:os ",
                ]
            ),
        )
    )
    write(folder, source[:at] + junk + source[at + data.draw(st.integers(0, 3)) :])
    with suppress(BadInput):
        loaded(folder)


def test_a_source_is_not_read_by_parts() -> None:
    """A block may be made in code too, from the same words."""
    made = Paragraph(kind="paragraph", id="one", text="Some *words*.")  # type: ignore[arg-type]
    assert made.text.plain == "Some words."
