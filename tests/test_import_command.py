"""What is typed, said and written when documents are imported; bad files get one clear message."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest

from publisher import cli
from publisher.errors import BadInput
from publisher.importing.read import read_document
from tests.helpers import closing, new_project
from tests.import_files import pdf_file, word_file

PAGE = """Gout

Gout is a sore toe. It hurts at night.

Symptoms

You may have:

Causes

Some food brings it on.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "layouts").mkdir()
    return tmp_path


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, str]:
    """The exit code of a command, and what it says."""
    monkeypatch.setattr("sys.argv", ["publisher", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_a_file_becomes_a_draft_with_a_report(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "old leaflet.txt"
    file.write_text(PAGE, encoding="utf-8")
    report = root / "report.json"
    code, said = run(monkeypatch, capsys, "import", file, "--root", root, "--report", report)
    assert code == 0, said
    assert said.splitlines()[1].split() == [
        *("old", "leaflet.txt", "sources/gout", "6", "6", "0", "1")
    ]
    (found,) = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert [hole["expected"] for hole in found["holes"]] == [
        "the list that “You may have:” announces"
    ]
    assert {line["block"] for line in found["lines"]} == {
        *("title", "overview-paragraph", "symptoms", "symptoms-missing"),
        *("causes", "causes-paragraph"),
    }
    markdown = (root / "sources" / "gout" / "import.md").read_text(encoding="utf-8")
    assert markdown.startswith("# Import of old leaflet.txt\n")


def test_check_and_build_refuse_a_draft_with_holes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = new_project(tmp_path)
    (tmp_path / "gout.txt").write_text(f"{PAGE}\n© 2020 Toe House\n", encoding="utf-8")
    run(monkeypatch, capsys, "import", tmp_path / "gout.txt", "--root", tmp_path)
    source = "sources/gout/condition.yaml"
    rights, hole = project.line("licensed_from", source), project.line("kind: missing", source)
    for command in ("check", "build"):
        code, said = run(monkeypatch, capsys, command, "gout", "--root", tmp_path)
        assert (code, said) == (
            2,
            f"{source}:{rights}:1  licensed_from  'Toe House' holds the rights, and no license is "
            "stated: write `license` and the terms on which you may publish it; or write the text "
            "in your own words and remove `licensed_from`\n"
            f"{source}:{hole}:9  sections[1].blocks[0]  what belongs here is missing (the list "
            "that “You may have:” announces): write it in the place of this block, from the "
            f"original\n{closing(2)}\n",
        )
    project.write(source, "summary:", "license: A contract of 2020\nsummary:")
    text = (tmp_path / source).read_text(encoding="utf-8")
    hole_text = text[text.index("      # line 7") : text.index("  - id: causes")]
    filled = "      - {kind: list, id: l, lead_in: 'You may have:', items: [pain]}\n"
    project.write(source, hole_text, filled)
    code, said = run(
        monkeypatch, capsys, "check", "gout", "--brand", "riverbend", "--root", tmp_path
    )
    assert code == 0, said
    assert "Toe House: A contract of 2020" in said


def test_a_hole_may_stand_wherever_a_block_may(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    path = "sources/every-block/condition.yaml"
    hole = "kind: missing\n{0}id: hole-{1}\n{0}expected: words"
    project.write(
        path,
        "kind: paragraph\n            id: help-emergency-text\n            text: Do not wait. "
        "Stay with the person.",
        hole.format(" " * 12, 1),
    )
    project.write(
        path,
        "kind: paragraph\n          id: overview-brief\n          text: The short "
        "wording of the overview.",
        hole.format(" " * 10, 2),
    )
    project.write(
        path,
        "  - It holds every kind of [block](term:block) once.",
        "  - " + hole.format(" " * 4, 3),
    )
    said = project.problems()
    assert said.count("what belongs here is missing (words)") == 3
    assert said.endswith(closing(3))


def test_a_folder_is_imported_without_what_browsers_put_beside_a_page(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root / "leaflets"
    (folder / "gout_files").mkdir(parents=True)
    (folder / "gout.txt").write_text(PAGE, encoding="utf-8")
    (folder / "gout.md").write_text(f"# {PAGE}", encoding="utf-8")
    (folder / "gout_files" / "frame.html").write_text("<p>frame</p>", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"x")
    assert run(monkeypatch, capsys, "import", folder, "--root", root)[0] == 0
    assert sorted(one.name for one in (root / "sources").iterdir()) == ["gout", "gout-2"]
    again, said = run(monkeypatch, capsys, "import", folder / "gout.txt", "--root", root)
    right = "is there already: remove it, or give the new one another name by --name"
    assert (again, said) == (2, f"{root}/sources/gout  {right}\n{closing(1)}\n")
    named = ("import", folder / "gout.txt", "--root", root, "--name", "sore-toe")
    assert run(monkeypatch, capsys, *named)[0] == 0
    text = (root / "sources" / "sore-toe" / "condition.yaml").read_text(encoding="utf-8")
    assert "\ncondition: sore-toe\n" in text


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 210_000_000)
    return made.getvalue()


def _locked() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_file([[(50, 700, "Gout")]]))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", _locked(), "is locked with a password: save it without one"),
        (
            "a.pdf",
            pdf_file([[]]),
            "has no letters: its pages are pictures: have a program read the letters (OCR), or "
            "name the original",
        ),
        ("a.pdf", b"%PDF-1.7 x", "is damaged, or not a PDF: open it in a reader and save it again"),
        ("a.docx", _bomb(), "unpacks to more than 200 MB: take the large pictures out"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0 old",
            "is an old Word file: save it as .docx (Word document), without a password",
        ),
        ("a.docx", word_file(lambda _: None), "has no words: name a file with text in it"),
        ("a.txt", b"\n \n", "has no words: name a file with text in it"),
        ("a.txt", b"a\0b", "is no text: name a .txt, .md, .html, .docx or .pdf file"),
        ("a.txt", b"a " * 2_600_000, "contains 5.2 MB: keep it to 5 MB"),
        (
            "a.html",
            b"<div>" * 3000 + b"x",
            "nests its parts too deeply to be read: open it in a browser and save it as text",
        ),
        ("a.html", b"<script>x</script>", "has no words: name a file with text in it"),
        (
            "a.rtf",
            b"{\\rtf1 x}",
            "is in no format that can be imported: name a file that ends with one of .txt, .text, "
            ".md, .markdown, .html, .htm, .xhtml, .docx, .pdf",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_gets_one_message(name: str, data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_document(data, name, Path())
    assert str(refused.value) == f"{name}  {said}\n{closing(1)}"


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "good.txt").write_text(PAGE, encoding="utf-8")
    (root / "bad.txt").write_text(" ", encoding="utf-8")
    (root / "bad.pdf").write_bytes(b"no")
    files = [root / name for name in ("good.txt", "bad.txt", "bad.pdf")]
    code, said = run(monkeypatch, capsys, "import", *files, "--root", root)
    assert (code, said) == (
        2,
        f"{root}/bad.pdf  is damaged, or not a PDF: open it in a reader and save it again\n"
        f"{root}/bad.txt  has no words: name a file with text in it\n{closing(2)}\n",
    )
    assert list((root / "sources").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{root}/none.txt",), "{root}/none.txt  there is no such file: check the name"),
        (
            ("{root}/a.txt", "--name", "Gout!"),
            "command line  --name  'Gout!' is not a name: small letters, digits and hyphens, 64 at "
            "most: asthma-in-adults",
        ),
        (
            ("{root}/a.txt", "{root}/b.txt", "--name", "gout"),
            "command line  --name  one name for 2 files: leave it out, or name one file",
        ),
        (
            ("{root}/a.txt", "--report", "{root}/none/x.json"),
            "{root}/none/x.json  is no place for a file: name a file in a folder that is there",
        ),
        (
            ("{root}/sources",),
            "{root}/sources  has nothing to import: put files in it that end with one of .txt, "
            ".text, .md, .markdown, .html, .htm, .xhtml, .docx, .pdf",
        ),
    ],
)
def test_what_is_asked_for_wrongly_is_told(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(PAGE, encoding="utf-8")
    typed = [one.format(root=root) for one in arguments]
    found = run(monkeypatch, capsys, "import", *typed, "--root", root)
    assert found == (2, f"{said.format(root=root)}\n{closing(1)}\n")


def test_a_deeply_nested_page_is_read() -> None:
    page = "<h1>Gout</h1>" + "<div>" * 900 + "<p>It hurts.</p>" + "<b>" * 900 + "so much"
    assert read_document(page.encode(), "a.html", Path()).lines[-1].text.endswith("so much")


def test_words_that_are_lost_fail_the_import(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from publisher.commands import importing
    from tests.import_files import imported

    one = imported(PAGE)
    lossy = type(one)(
        *(getattr(one, name) for name in ("source", "name", "draft", "text")),
        type(one.account)(one.account.lines, ("toe",)),
        one.figures,
        one.problems,
    )
    monkeypatch.setattr(importing, "_import_all", lambda *_: iter([lossy]))
    (root / "a.txt").write_text(PAGE, encoding="utf-8")
    code, said = run(monkeypatch, capsys, "import", root / "a.txt", "--root", root)
    assert code == 1
    assert said.endswith("1 words are in no draft and no report; see Lost in each report.\n")
