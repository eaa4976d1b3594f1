"""The words typed, what is said, where, and the exit code; never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from publisher.brand.inks import DEFAULT_PROFILE
from publisher.build import run as run_module
from publisher.build.make import make
from publisher.build.publish import Outcome
from publisher.bundled import GUIDE
from publisher.commands import doctor
from publisher.commands.build import _print_outcomes
from publisher.commands.source import schema_text
from publisher.plan import select
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.checksums import checksums
from publisher.source.load import load_condition
from publisher.source.positions import read_yaml
from tests.helpers import EVERY_BLOCK, ROOT, SOURCE, Project, closing, new_project

# What takes long to import, and is not needed to say what the words are.
HEAVY = {
    "babel",
    "docx",
    "ebooklib",
    "fontTools",
    "ftfy",
    "html5lib",
    "jinja2",
    "lxml",
    "markdown_it",
    "multiprocessing",
    "pikepdf",
    "PIL",
    "pydantic",
    "pypdfium2",
    "rich",
    "ruamel",
    "yaml",
    "weasyprint",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "project")


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


# Help ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [["--help"], [], ["build", "--help"]])
def test_help_imports_nothing_heavy(typed: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["publisher", *{typed!r}]
from publisher.cli import main
try:
    main()
except SystemExit:
    print("\\n" + " ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""
    *help_text, modules = run(code).strip().splitlines()
    assert "Usage: publisher" in "\n".join(help_text)
    assert "typer" in modules.split()
    assert HEAVY & set(modules.split()) == set()


def test_a_build_with_nothing_to_do_imports_nothing_but_what_prints(tmp_path: Path) -> None:
    made = new_project(tmp_path / "project")
    words = ["build", "--brand", "riverbend", "--edition", "web", "--root", str(made.root)]
    code = f"""
import sys
sys.argv = ["publisher", *{words!r}]
from publisher.cli import main
try:
    main()
except SystemExit:
    print("\\n" + " ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        first = run(code)
        run(code)  # what was written a moment before the first one is read once more
        again = run(code)
    assert "1 made now, 0 unchanged." in first
    assert "0 made now, 1 unchanged." in again
    assert HEAVY & set(again.splitlines()[-1].split()) == {"rich"}
    assert HEAVY & set(first.splitlines()[-1].split()) > {"pydantic", "yaml"}


def test_weasyprint_is_imported_without_a_search_for_its_libraries() -> None:
    code = """
import subprocess
started = []
class Popen(subprocess.Popen):
    def __init__(self, command, *args, **options):
        started.append(command)
        super().__init__(command, *args, **options)
subprocess.Popen = Popen
from publisher.layout.engine import load_weasyprint
load_weasyprint()
import ctypes.util, weasyprint
print(len(started), ctypes.util.find_library("c"))
"""
    assert run(code).split() == ["0", "libc.so.6"]


def test_heavy_modules_would_be_found() -> None:
    names = run("import sys; import publisher.commands.proof; print(*sys.modules)").split()
    assert {"rich", "pydantic", "multiprocessing"} <= HEAVY & set(names)


# Exit codes ---------------------------------------------------------------------------------------


def test_a_sound_project_is_said_to_be_sound(publisher: Any, project: Project) -> None:
    said = publisher("check", inside=project.root)
    assert (said.code, said.err) == (0, "")
    assert re.search(r"^every-block +0\.1 +unreviewed +\d+ +\d+ +\d+\.\d$", said.out, re.MULTILINE)
    assert re.search(r"1 sources, 2 brands, \d+ editions: no problem found\.\n$", said.out)


def test_a_brand_says_what_was_derived_and_what_is_to_decide(
    publisher: Any, project: Project
) -> None:
    folder = project.root / "layouts" / "brands" / "lakeside"
    folder.mkdir()
    (folder / "_brand.yml").write_text("meta: {name: Lakeside}\nbutton: {}\n", encoding="utf-8")
    said = publisher("brand", "lakeside", inside=project.root)
    assert (said.code, said.err) == (0, "")
    assert re.search(r"^light brand +#24505f +a quiet blue, by default *$", said.out, re.MULTILINE)
    assert (
        "\nlayouts/brands/lakeside/_brand.yml:2  button  "
        "no key of the standard; it is left alone\n" in said.out
    )
    assert said.out.count("\nTo decide, in layouts/brands/lakeside/_brand.yml:\n") == 1
    said = publisher("check", "--brand", "lakeside", inside=project.root)
    assert re.search(
        r"^lakeside: \d+ things to know or decide: publisher brand", said.out, re.MULTILINE
    )


def test_a_brand_that_is_not_there_is_named(publisher: Any, project: Project) -> None:
    said = publisher("brand", "nobody", inside=project.root)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "command line  NAME  there is no brand 'nobody': use one of northfield, riverbend\n"
        "1 problem. Nothing was written.\n"
    )


def test_bad_input_goes_to_standard_error_with_code_2(publisher: Any, project: Project) -> None:
    project.write(SOURCE, "title: Every block", "title: 911")
    for command in ("check", "build", "verify"):
        said = publisher(command, inside=project.root)
        assert (said.code, said.out) == (2, "")
        assert said.err == (
            f"{SOURCE}:4:1  title  '911' is not text: put it in quotes: '911'\n{closing(1)}\n"
        )
    assert not (project.root / "out").exists()


def test_an_unknown_option_is_said_by_the_command_line(publisher: Any, tmp_path: Path) -> None:
    said = publisher("build", "--brnad", "x", inside=tmp_path)
    assert said.code == 2
    assert "No such option: --brnad" in said.err
    assert "Traceback" not in said.err


def test_an_error_of_our_own_is_one_line(
    publisher: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the sky\nfell")

    monkeypatch.setattr(select, "plan_jobs", fail)
    said = publisher("check", inside=project.root)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "The publisher itself failed (RuntimeError: the sky fell). "
        "`publisher --debug …` shows where.\n"
    )
    with pytest.raises(RuntimeError):
        publisher("--debug", "check", inside=project.root)


def test_what_does_not_hold_ends_with_code_1_and_its_whole_path(
    publisher: Any, project: Project
) -> None:
    long = "a-condition-with-a-name-that-is-longer-than-any-screen-is-wide"
    project.write(SOURCE, "condition: every-block", f"condition: {long}")
    project.source.parent.rename(project.root / "sources" / long)
    said = publisher("verify", "--brand", "riverbend", "--edition", "web", inside=project.root)
    path = f"riverbend/en-US/{long}/web.html"
    assert said.code == 1
    assert re.search(rf"^{path} +0 kB +0/0 +NO, 1 fault *$", said.out, re.MULTILINE)
    assert said.out.endswith(
        f"\n{path}\n  cannot be read (No such file or directory); build it first\n"
    )
    assert said.err == "1 of 1 files have faults.\n"


def test_a_narrow_screen_folds_a_path_and_never_cuts_it() -> None:
    screen = Console(file=io.StringIO(), width=40, force_terminal=True)
    path = "riverbend/en-US/pancreatic-neuroendocrine-tumors/handout.pdf"
    _print_outcomes(screen, [Outcome(path, "", "", 1000, 3, (1, 1))])
    assert isinstance(screen.file, io.StringIO)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen.file.getvalue()).splitlines()[1:]
    assert len(lines) > 1
    assert "".join(line.split(" ")[0] for line in lines) == path


def test_brackets_in_a_path_are_printed(
    publisher: Any, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "run_lot", lambda *_: [])
    said = publisher("build", "--out", "[bold]/:smile:", inside=project.root)
    assert said.out.endswith("0 files in [bold]/:smile:/, 0 made now, 0 unchanged.\n")
    assert "Building" not in said.out  # progress is for a terminal


def test_out_that_is_a_file_is_bad_input(publisher: Any, project: Project) -> None:
    (project.root / "out").write_text("mine", encoding="utf-8")
    said = publisher("build", inside=project.root)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f"out  cannot be written to (File exists): name a folder by --out\n{closing(1)}\n"
    )


# Leftovers, report, version -----------------------------------------------------------------------


def test_a_build_names_what_is_left_over_and_prune_removes_it(
    publisher: Any, project: Project
) -> None:
    asked = ("build", "every-block", "--brand", "riverbend", "--edition", "web")
    assert publisher(*asked, inside=project.root).code == 0
    (project.root / "out" / "riverbend").rename(project.root / "out" / "gone")
    said = publisher(*asked, "--report", "report.json", inside=project.root)
    assert (
        "1 files in out/ are of sources, brands or editions that are gone, "
        "gone/en-US/every-block/web.html first. To remove them: publisher prune"
    ) in said.out.replace("\n", " ")
    path = "riverbend/en-US/every-block/web.html"
    (one,) = json.loads((project.root / "report.json").read_text(encoding="utf-8"))["files"]
    assert (one["path"], one["status"], one["why"], one["faults"]) == (path, "made", ["new"], [])
    said = publisher("prune", inside=project.root)
    assert (said.code, said.err) == (0, "")
    assert said.out == "removed gone/en-US/every-block/web.html\n1 files removed.\n"
    assert not (project.root / "out" / "gone").exists()
    assert (project.root / "out" / path).is_file()


def test_prune_removes_nothing_where_there_is_nothing_to_build(
    publisher: Any, tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "layouts").mkdir()
    said = publisher("prune", inside=tmp_path)
    assert (said.code, said.err) == (
        2,
        f"{tmp_path}  contains no source or no brand, so every finished file would go: put them "
        f"back, or empty out/ by hand\n{closing(1)}\n",
    )


def test_a_report_that_cannot_be_written_is_said(publisher: Any, project: Project) -> None:
    asked = ("build", "every-block", "--brand", "riverbend", "--edition", "web")
    said = publisher(*asked, "--report", "nowhere/report.json", inside=project.root)
    assert (said.code, said.err) == (
        2,
        "nowhere/report.json  is no place for a file: "
        f"name a file in a folder that is there\n{closing(1)}\n",
    )
    assert not (project.root / "out").exists()


def test_doctor_finds_all_that_building_needs(publisher: Any, tmp_path: Path) -> None:
    said = publisher("doctor", inside=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("Nothing is missing.\n")


def test_doctor_says_what_installs_what_is_missing(
    publisher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = publisher("doctor", inside=tmp_path)
    assert (said.code, said.err) == (
        1,
        "Missing: Ghostscript. Installed by:\n  apt install --no-install-recommends ghostscript\n",
    )
    (line,) = (line for line in said.out.splitlines() if "missing" in line)
    assert line.split() == ["Ghostscript", "missing", "inks", "of", "print"]


def test_doctor_gives_one_command_for_all_that_is_missing(
    publisher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = replace(DEFAULT_PROFILE, path=tmp_path / "nowhere.icc")
    monkeypatch.setattr(doctor, "DEFAULT_PROFILE", absent)
    monkeypatch.setattr(doctor, "IS_CHECKOUT", False)
    monkeypatch.setitem(doctor._PACKAGES, "fontpkg-no-such-face", "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))
    said = publisher("doctor", inside=tmp_path)
    assert (said.code, said.err) == (
        1,
        "Missing: Ghostscript, press profile, fontpkg-no-such-face. Installed by:\n"
        "  apt install --no-install-recommends ghostscript scribus-data\n"
        "  pip install fontpkg-no-such-face\n",
    )


def test_the_version_is_said(publisher: Any, tmp_path: Path) -> None:
    assert publisher("--version", inside=tmp_path).out == "publisher 0.1.0\n"


# Being stopped ------------------------------------------------------------------------------------


def building(project: Project) -> subprocess.Popen[str]:
    """A build in a group of its own, whose workers have started."""
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", "build"],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: workers(process.pid) >= 1)
    time.sleep(1.5)  # well into the first job, which takes longer
    assert process.poll() is None
    return process


def workers(group: int) -> int:
    """How many workers of a build there are: processes of its group that run Python, but itself."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            same = os.getpgid(int(process.name)) == group
        except OSError:
            continue
        found += same and int(process.name) != group and b"python" in words
    return found


def wait_for(what: Any, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sent", "to_all", "code", "last"),
    [
        (signal.SIGINT, True, 130, "Stopped. What was finished is published.\n"),
        (signal.SIGTERM, False, 143, ""),
        (signal.SIGKILL, False, -9, ""),
    ],
    ids=["Ctrl-C", "terminated", "killed"],
)
def test_a_build_that_is_stopped_leaves_no_worker_and_no_half_file(
    project: Project, sent: signal.Signals, to_all: bool, code: int, last: str
) -> None:
    process = building(project)
    (os.killpg if to_all else os.kill)(process.pid, sent)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == code
    assert "Traceback" not in said
    assert said.endswith(last)
    wait_for(lambda: workers(process.pid) == 0, seconds=300)
    if sent is not signal.SIGKILL:
        assert not list((project.root / "out").rglob(".*"))


# New and schema -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["asthma-in-adults", "null", "true", "a" * 64])
def test_a_new_source_passes_its_check(publisher: Any, project: Project, name: str) -> None:
    said = publisher("new", name, inside=project.root)
    path = f"sources/{name}/condition.yaml"
    assert (said.code, said.err) == (0, "")
    assert said.out == f"Wrote {path}. Edit it, then: publisher check {name}\n"
    said = publisher("check", name, inside=project.root)
    assert (said.code, said.err) == (0, "")


def test_a_new_source_builds(publisher: Any, project: Project) -> None:
    publisher("new", "asthma", inside=project.root)
    for job in project.jobs("web", "handout"):
        if job.condition.condition == "asthma":
            assert make(job).faults == ()


@pytest.mark.parametrize("name", ["Asthma", "../asthma", "a_b", "", "a" * 65, "é"])
def test_a_name_that_is_none_is_refused(publisher: Any, project: Project, name: str) -> None:
    said = publisher("new", name, inside=project.root)
    assert said.code == 2
    assert said.err == (
        f"command line  CONDITION  {name!r} is not a name: small letters, digits and hyphens, "
        f"64 at most: asthma-in-adults\n{closing(1)}\n"
    )


def test_a_new_source_replaces_nothing(publisher: Any, project: Project) -> None:
    (project.root / "sources" / "begun").mkdir()
    said = publisher("new", "begun", inside=project.root)
    assert (said.code, said.err) == (
        2,
        f"sources/begun  is there already: choose another name\n{closing(1)}\n",
    )


def test_the_schema_in_the_repository_is_that_of_the_model() -> None:
    kept = (ROOT / "sources" / "condition.schema.json").read_text(encoding="utf-8")
    assert kept == schema_text(), "put right by: publisher schema"


SCHEMA = json.loads(schema_text())
SOURCES = [EVERY_BLOCK, *sorted(p.parent for p in ROOT.glob("sources/*/condition.yaml"))]


def against(schema: Any, value: Any, path: str = "") -> list[str]:
    """The paths of all values that `schema` refuses, by the words of JSON Schema it uses."""
    schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "if" in schema:
        is_so = isinstance(value, dict) and all(key in value for key in schema["if"]["required"])
        return against(schema["then" if is_so else "else"], value, path)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices and all(against(choice, value) for choice in choices):
        return [path]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [path]
    found = []
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{path}.{key}" for key in schema.get("required", ()) if key not in value]
        for key, child in value.items():
            known = schema["properties"].get(key)
            found += [f"{path}.{key}"] if known is None else against(known, child, f"{path}.{key}")
    if isinstance(value, list):
        for number, child in enumerate(value):
            found += against(schema.get("items", {}), child, f"{path}[{number}]")
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 999):
            found.append(path)
    if isinstance(value, str):
        fits = re.search(schema.get("pattern", ""), value)
        fits = fits and value in schema.get("enum", [schema.get("const", value)])
        found += [] if fits and len(value) <= schema.get("maxLength", 9999) else [path]
    return found


@pytest.mark.parametrize("folder", SOURCES, ids=lambda folder: folder.name)
def test_the_schema_accepts_every_source(folder: Path) -> None:
    tree, _ = read_yaml(folder / "condition.yaml", "condition.yaml")
    assert against(SCHEMA, tree) == []
    assert load_condition(folder, folder.parent.parent)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("title: Every block", "title: 911", ".title"),
        ("title: Every block", "titel: Every block", ".title .titel"),
        ("kind: symptoms", "kind: symptom", ".sections[1].kind"),
        ("urgency: call", "urgency: soon", ".sections[2].blocks[1]"),
        ("id: overview-text", "id: Overview", ".sections[0].blocks[0]"),
        ("  - Every format must carry all of it.\n", "", ".summary"),
        ("- another short item", "- {words: one}", ".sections[0].brief"),
    ],
)
def test_the_schema_refuses_what_the_model_refuses(
    tmp_path: Path, old: str, new: str, path: str
) -> None:
    text = (EVERY_BLOCK / "condition.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "condition.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    tree, _ = read_yaml(tmp_path / "condition.yaml", "condition.yaml")
    assert " ".join(against(SCHEMA, tree)) == path


def test_the_schema_helps_whoever_types() -> None:
    kinds = SCHEMA["$defs"]["Brief"]["properties"]["blocks"]["items"]["discriminator"]
    assert kinds["propertyName"] == "kind"
    for name, part in SCHEMA["$defs"].items():
        assert part["description"], name
    text = SCHEMA["$defs"]["Paragraph"]["properties"]["text"]
    assert text["description"].startswith("Words. They may contain **strong**")


# One bad input among good ones --------------------------------------------------------------------

WEB = ("--brand", "riverbend", "--edition", "web")


@pytest.fixture
def half_bad(project: Project) -> Project:
    """Two conditions, one of them with an unknown kind of section in line 30."""
    bad = project.root / "sources" / "bad"
    shutil.copytree(project.source.parent, bad)
    text = (bad / "condition.yaml").read_text(encoding="utf-8")
    text = text.replace("condition: every-block", "condition: bad")
    (bad / "condition.yaml").write_text(
        text.replace("kind: overview", "kind: overveiw", 1), "utf-8"
    )
    return project


def test_what_is_good_is_built_and_what_is_bad_is_named(publisher: Any, half_bad: Project) -> None:
    said = publisher("build", *WEB, "--report", "report.json", inside=half_bad.root)
    assert said.code == 1
    (problem, closing_line) = said.err.splitlines()
    assert re.match(r"sources/bad/condition\.yaml:\d+:\d+  sections\[\d+\]\.kind  ", problem)
    assert closing_line == (
        "1 problem. Files made of these were left as they were; all others were built."
    )
    report = json.loads((half_bad.root / "report.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in report["files"]] == ["riverbend/en-US/every-block/web.html"]
    assert [one["file"] for one in report["problems"]] == ["sources/bad/condition.yaml"]
    # Said again, though nothing is left to make.
    assert publisher("build", *WEB, inside=half_bad.root).err == said.err


@pytest.mark.parametrize("asked", [("--strict",), ("bad",)], ids=["strict", "nothing is good"])
def test_nothing_is_built(publisher: Any, half_bad: Project, asked: tuple[str, ...]) -> None:
    said = publisher("build", *asked, *WEB, inside=half_bad.root)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("sources/bad/condition.yaml:")
    assert said.err.endswith(f"\n{closing(1)}\n")
    assert not list((half_bad.root / "out").rglob("*.html"))


def test_a_bad_edition_is_named_until_it_is_right(publisher: Any, project: Project) -> None:
    toml = project.root / "layouts" / "ebook" / "edition.toml"
    right = toml.read_text(encoding="utf-8")
    toml.write_text(right.replace("title =", "titel ="), encoding="utf-8")
    for _ in range(2):  # the second time all that can be made is there
        said = publisher("build", "--brand", "riverbend", "--edition", "web", inside=project.root)
        assert said.code == 1
        assert said.err.startswith("layouts/ebook/edition.toml:")
    toml.write_text(right, encoding="utf-8")
    assert publisher("build", *WEB, inside=project.root).code == 0


def test_json_is_all_that_is_printed(publisher: Any, half_bad: Project) -> None:
    built = publisher("build", *WEB, "--json", inside=half_bad.root)
    (one,) = json.loads(built.out)["files"]
    assert (one["status"], one["why"]) == ("made", ["new"])
    checked = publisher("check", *WEB, "--json", inside=half_bad.root)
    assert checked.code == 2
    found = json.loads(checked.out)
    assert [one["source"] for one in found["sources"]] == ["every-block"]
    assert [one["file"] for one in found["problems"]] == ["sources/bad/condition.yaml"]
    verified = publisher("verify", "every-block", *WEB, "--json", inside=half_bad.root)
    assert (verified.code, len(json.loads(verified.out)["files"])) == (0, 1)


def test_json_of_verify_names_what_was_changed_beside_the_files(
    publisher: Any, project: Project
) -> None:
    asked = ("every-block", *WEB)
    assert publisher("build", *asked, inside=project.root).code == 0
    folder = project.root / "out" / "riverbend" / "feed"
    folder.mkdir()
    (folder / "SHA256SUMS").write_bytes(checksums({"index.xml": b"<feed/>"}))
    (folder / "index.xml").write_bytes(b"<feed />")
    said = publisher("verify", *asked, "--json", inside=project.root)
    (beside,) = json.loads(said.out)["beside"]
    assert said.code == 1
    assert beside.startswith("out/riverbend/feed/index.xml")


def test_a_fault_that_files_have_in_common_is_said_once(publisher: Any, project: Project) -> None:
    pieces = project.root / "layouts" / "trifold" / "pieces.html.j2"
    pieces.write_text("{{ nowhere }}", encoding="utf-8")
    only = ("--brand", "riverbend", "--edition", "trifold", "--edition", "zfold")
    said = publisher("build", *only, inside=project.root)
    assert said.code == 1
    folder = "riverbend/en-US/every-block"
    assert said.out.endswith(
        f"\n\n{folder}/trifold.pdf\n{folder}/zfold.pdf\n"
        f"  layouts/trifold/pieces.html.j2:1: 'nowhere' is undefined; see {GUIDE}\n"
    )


def test_a_build_says_why_each_file_was_made(publisher: Any, project: Project) -> None:
    def why() -> list[str]:
        said = publisher("build", *WEB, "--json", inside=project.root)
        assert said.code == 0, said.err
        (one,) = json.loads(said.out)["files"]
        return one["why"]

    finished = project.root / "out" / "riverbend" / "en-US" / "every-block" / "web.html"
    style = project.root / "layouts" / "web" / "style.css.j2"
    assert why() == ["new"]
    assert why() == []
    project.write(SOURCE, "condition: every-block", "# a comment\ncondition: every-block")
    assert why() == []
    finished.write_bytes(b"edited")
    assert why() == ["file"]
    style.write_text(style.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert why() == ["layouts"]
    brand = project.root / "layouts" / "brands" / "riverbend" / "_brand.yml"
    before = brand.read_text(encoding="utf-8")
    brand.write_text(f"# a comment\n{before}", encoding="utf-8")
    assert why() == []
    brand.write_text(before.replace("name: Riverbend", "name: Riverside"), encoding="utf-8")
    assert why() == ["brand"]


def changed_by(project: Project, file: Path, old: str, new: str) -> set[str]:
    """The editions whose file a change of one text makes anew."""

    def keys() -> dict[str, str]:
        jobs = select_jobs(project.root, Selection(("every-block",), ("riverbend",)))
        return {job.edition.name: job.key for job in jobs}

    before = keys()
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    after = keys()
    file.write_text(text, encoding="utf-8")
    return {name for name, key in before.items() if after[name] != key}


def test_a_change_makes_only_those_files_anew_that_can_show_it(project: Project) -> None:
    brand = project.root / "layouts" / "brands" / "riverbend" / "_brand.yml"
    every = {"booklet", "booklet-spreads", "ebook", "giant-print", "halffold", "handout"}
    every |= {"handout-short", "handout-ua2", "large-print", "question-sheet", "trifold", "web"}
    every |= {"word", "zfold", "easy-read-web", "easy-read-word"}
    sheets = {"booklet", "booklet-spreads", "ebook", "halffold", "trifold", "zfold"}
    short = {"halffold", "handout-short", "question-sheet", "trifold", "word", "zfold"}
    short |= {"easy-read-word"}
    easy = {"easy-read", "easy-read-web", "easy-read-word", "word"}
    assert changed_by(project, project.source, "condition:", "# a comment\ncondition:") == set()
    assert changed_by(project, project.source, "What others can see", "What all can see") == every
    assert changed_by(project, project.source, "The short wording", "A short wording") == short
    assert changed_by(project, project.source, "line of all", "line here") == easy
    assert changed_by(project, brand, "[80, 0, 25, 60]", "[80, 0, 25, 61]") == sheets
    assert changed_by(project, brand, '"#6cc5cb"', '"#6cc5cc"') == {
        "ebook",
        "web",
        "easy-read-web",
    }
