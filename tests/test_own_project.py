"""A project outside of this repository: started, found, and changing layouts file by file."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pikepdf import Pdf
from PIL import Image

from publisher.brand.load import load_brand
from publisher.build.make import make
from publisher.bundled import EXAMPLE, GUIDE, LAYOUTS
from publisher.commands.init import Answers, folder_name, start_project
from publisher.edition.layouts import edition_names, find
from publisher.edition.load import load_edition
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.project import find_project
from publisher.plan.select import select_jobs
from tests.helpers import ROOT, closing

LAKESIDE = ("--name", "Lakeside Clinic", "--color", "#0b6e4f", "--phone", "555-0142")
SAID = Answers(name="Lakeside Clinic", colours=("#0b6e4f",), phone="555-0142")
HOUSE = "layouts/brands/lakeside-clinic"
EDITIONS = sum(not load_edition(LAYOUTS / one, ROOT).bilingual for one in edition_names(LAYOUTS))
"""How many there are of a guide that nobody translated."""


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A project of one's own: a brand, the example, and no layouts."""
    start_project(tmp_path / "my-clinic", SAID)
    capsys.readouterr()
    return tmp_path / "my-clinic"


def written(root: Path, name: str, text: str) -> Path:
    path = root / "layouts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def job_of(root: Path, edition: str = "handout") -> Job:
    (job,) = select_jobs(root, Selection(editions=(edition,)))
    return job


def files_below(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


# A wheel ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel of ours in an environment of its own; nothing is downloaded.

    What the wheel depends on is that of the environment that runs the tests, without its own path
    to this checkout.
    """
    folder = tmp_path_factory.mktemp("installed")
    run = [sys.executable, "-m", "uv", "--quiet", "--offline"]
    build = ["build", "--wheel", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*run, *build, "--out-dir", folder, ROOT], check=True)
    python = folder / "env" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    (wheel,) = folder.glob("*.whl")
    install = ["pip", "install", "--no-deps", "--no-index", "--python", python]
    subprocess.run([*run, *install, wheel], check=True)
    (packages,) = folder.glob("env/lib/python3*/site-packages")
    around = Path(pytest.__file__).parent.parent
    (packages / "around.pth").write_text(f"{around}\n", encoding="utf-8")
    return folder / "env" / "bin" / "publisher"


def said_by(command: Path, *typed: str, inside: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [command, *typed], cwd=inside, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_wheel_makes_a_handout_in_a_brand_of_its_own(installed: Path, tmp_path: Path) -> None:
    where = "import publisher; print(publisher.__file__)"
    python = installed.with_name("python")
    assert not Path(said_by(python, "-c", where, inside=tmp_path)).is_relative_to(ROOT)
    said_by(installed, "init", "my-clinic", *LAKESIDE, inside=tmp_path)
    root = tmp_path / "my-clinic"
    said = said_by(installed, "check", inside=root / "sources")
    assert f"1 sources, 1 brands, {EDITIONS} editions: no problem found." in said
    only = ("--edition", "handout", "--edition", "web")
    said = said_by(installed, "build", *only, inside=root)
    assert "2 files in out/, 2 made now, 0 unchanged." in said
    said = said_by(installed, "verify", *only, inside=root)
    assert "2 files are right: every block is there, whole and in order." in said
    out = root / "out" / "lakeside-clinic" / "en-US" / EXAMPLE.name
    assert blue_lines(out / "handout.pdf") == 0
    written(root, "handout/style.css", BLUE)
    said_by(installed, "build", *only, "--report", "report.json", inside=root)
    made = json.loads((root / "report.json").read_text(encoding="utf-8"))["files"]
    assert [Path(one["path"]).name for one in made] == ["handout.pdf", "web.html"]
    assert [one["status"] for one in made] == ["made", "unchanged"]
    assert blue_lines(out / "handout.pdf") > 0


BLUE = '{% include "publisher/handout/style.css" %}\nh2 { border-bottom: 2pt solid #0000ff; }\n'


def blue_lines(file: Path) -> int:
    """How often the pages of a PDF are painted in pure blue, which no brand of ours has."""
    with Pdf.open(file) as pdf:
        painted = b"\n".join(p.Contents.read_bytes() for p in pdf.pages)
    return painted.count(b"0 0 1 rg") + painted.count(b"0 0 1 RG") + painted.count(b"0 0 1 scn")


def test_a_wheel_has_no_brand_and_every_layout(installed: Path) -> None:
    (wheel,) = installed.parents[2].glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    start = "publisher/data/layouts/"
    carried = sorted(name.removeprefix(start) for name in names if name.startswith(start))
    ours = [name for name in files_below(LAYOUTS) if not name.startswith("brands/")]
    assert carried == ours
    assert {f"publisher/data/docs/{GUIDE.name}", "publisher/source/starter.yaml"} <= {*names}


def test_a_wheel_opens_the_studio_on_its_example(installed: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with subprocess.Popen(
        [installed, "demo", "--port", "0"],
        cwd=tmp_path,
        env=environment | {"BROWSER": "true %s"},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        address = next(word for word in running.stdout.readline().split() if "://" in word)
        with urlopen(address) as answer:
            assert f'href="/guide/{EXAMPLE.name}"' in answer.read().decode()
        for name in ("studio.css", "preview.js", "type.ttf"):
            with urlopen(f"{address}static/{name}") as answer:
                assert answer.status == 200
        running.send_signal(signal.SIGINT)
        assert running.wait() == 0


# init ---------------------------------------------------------------------------------------------


def test_init_makes_a_project(publisher: Any, tmp_path: Path) -> None:
    said = publisher("init", "my-clinic", *LAKESIDE, inside=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "my-clinic/ is a project of Lakeside Clinic, with one example that nobody reviewed.\n"
        "8 things to know or decide: publisher brand lakeside-clinic\n"
        "Next: cd my-clinic\n"
        "      publisher build --edition handout --edition web\n"
    )
    root = tmp_path / "my-clinic"
    assert (root / "out").is_dir()
    assert (root / ".gitignore").read_text(encoding="utf-8") == "/out/\n"
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Guides of Lakeside Clinic\n")
    assert f"`{HOUSE}/`" in readme
    brand = load_brand(root / HOUSE, root)
    assert (brand.name, brand.light.brand) == ("Lakeside Clinic", "#0b6e4f")
    assert [phone.number for phone in brand.clinic.phones] == ["555-0142"]
    copied = files_below(root / "sources")
    assert copied == [
        "condition.schema.json",
        *(f"{EXAMPLE.name}/{name}" for name in files_below(EXAMPLE)),
        "shared.schema.json",
    ]


def test_an_empty_folder_becomes_a_project(publisher: Any, tmp_path: Path) -> None:
    said = publisher("init", ".", "--name", "Ärzte-Haus", "--color", "teal", inside=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert "Next: cd" not in said.out
    assert load_brand(tmp_path / "layouts/brands/arzte-haus", tmp_path).name == "Ärzte-Haus"


def test_two_colours_and_a_logo_make_a_brand(tmp_path: Path) -> None:
    logo = tmp_path / "Our Logo.PNG"
    Image.new("RGB", (1200, 300), "#0b6e4f").save(logo)
    said = Answers(name="St. Mary's", colours=("#0b6e4f", "#b2730a"), logo=logo)
    start_project(tmp_path / "own", said)
    brand = load_brand(tmp_path / "own/layouts/brands/st-marys", tmp_path)
    assert (brand.light.accent, brand.logo.name) == ("#b2730a", "logo.png")


def test_a_brand_file_and_all_that_it_names_is_taken(tmp_path: Path) -> None:
    start_project(tmp_path / "own", Answers(brand_file=ROOT / "layouts/brands/riverbend"))
    house = tmp_path / "own/layouts/brands/riverbend-health"
    assert files_below(house) == files_below(ROOT / "layouts/brands/riverbend")
    select_jobs(tmp_path / "own", Selection())


def test_every_wrong_answer_is_said_at_once(publisher: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "a.txt").touch()
    answers = ("--color", "bla", "--color", "#fff", "--color", "#000", "--phone", "12a")
    said = publisher("init", "taken", *answers, "--logo", "nope.png", inside=tmp_path)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "command line  --color  'bla' is no color: write #rrggbb\n"
        "command line  --color  names 3 colors: --color '#0b6e4f', and a second one if there is "
        "one\n"
        "command line  --logo  there is no file 'nope.png': name an SVG, PNG or JPEG file, 20 MB "
        "at most\n"
        "command line  --name  the clinic has no name: --name 'Lakeside Clinic'\n"
        "command line  --phone  '12a' is not a telephone number: write digits with single hyphens "
        "or spaces, 555-0142 or +1 555-555-0142 ext. 7\n"
        "taken  has something in it, 'a.txt': name a folder that is not there yet, or is empty\n"
        f"{closing(6)}\n"
    )
    assert files_below(tmp_path) == ["taken/a.txt"]


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("file", "file  is a file: name a folder that is not there yet, or is empty"),
        ("a/b", "a/b  there is no folder 'a' to make it in: make that first"),
        (
            "a" * 300,
            f"{'a' * 59}…  cannot be a folder (File name too long): name a folder that is not "
            "there yet, or is empty",
        ),
    ],
)
def test_a_folder_that_cannot_be_made_is_said(
    publisher: Any, tmp_path: Path, folder: str, message: str
) -> None:
    (tmp_path / "file").touch()
    said = publisher("init", folder, *LAKESIDE, inside=tmp_path)
    assert (said.code, said.err) == (2, f"{message}\n{closing(1)}\n")
    assert files_below(tmp_path) == ["file"]


def test_a_logo_that_is_none_is_said(publisher: Any, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture")
    said = publisher("init", "own", *LAKESIDE, "--logo", "logo.png", inside=tmp_path)
    assert (said.code, said.err) == (
        2,
        "command line  --logo  logo.png is not a picture that can be read: use SVG, PNG or JPEG\n"
        f"{closing(1)}\n",
    )


def test_a_brand_file_that_is_wrong_is_said(publisher: Any, tmp_path: Path) -> None:
    brand = tmp_path / "_brand.yml"
    brand.write_text('color:\n  primary: "bla"\n', encoding="utf-8")
    said = publisher("init", "own", "--brand-file", "_brand.yml", *LAKESIDE, inside=tmp_path)
    right = "the file of --brand-file says it: leave it out, or write it in that file"
    assert (said.code, said.err) == (
        2,
        "_brand.yml:2:3  color.primary  'bla' is neither a color nor a name in color.palette: "
        "write #rrggbb\n"
        f"command line  --color  {right}\n"
        f"command line  --name  {right}\n"
        f"command line  --phone  {right}\n"
        f"{closing(4)}\n",
    )
    said = publisher("init", "own", "--brand-file", "brand.yml", inside=tmp_path)
    assert said.err == (
        "command line  --brand-file  'brand.yml' is not called _brand.yml: name a _brand.yml, or "
        f"the folder that contains one\n{closing(1)}\n"
    )
    assert files_below(tmp_path) == ["_brand.yml"]


def test_on_a_terminal_what_is_missing_is_asked(
    publisher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("Hillside\n#123456\n555-0177\n"))
    said = publisher("init", "own", inside=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        "Name of the clinic: Its color, such as #0b6e4f: "
        "Telephone that readers call (Enter: later): own/ is a project of Hillside, "
    )
    brand = load_brand(tmp_path / "own/layouts/brands/hillside", tmp_path)
    assert (brand.light.brand, brand.clinic.phones[0].number) == ("#123456", "555-0177")


def test_what_cannot_be_written_leaves_nothing(
    publisher: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree = shutil.copytree

    def full(source: Path, target: Path, *others: Any, **options: Any) -> Path:
        if Path(target).name != "own":
            return copytree(source, target, *others, **options)
        (target / "half").touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    said = publisher("init", "own", *LAKESIDE, inside=tmp_path)
    assert (said.code, said.err) == (1, "own: cannot be written (No space left on device)\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Lakeside Clinic", "lakeside-clinic"),
        ("St. Mary's", "st-marys"),
        ("Ärzte-Haus", "arzte-haus"),
        ("診療所", "clinic"),
        ("../../etc", "etc"),
    ],
)
def test_the_folder_of_a_brand_is_its_name(name: str, folder: str) -> None:
    assert folder_name(name) == folder


# Found from where one is --------------------------------------------------------------------------


def test_a_project_is_found_from_any_folder_in_it(publisher: Any, own: Path) -> None:
    inside = own / "sources" / EXAMPLE.name
    said = publisher("new", "asthma", inside=inside)
    assert (said.code, said.err) == (0, "")
    assert (own / "sources" / "asthma" / "condition.yaml").is_file()
    stray = own / "out" / "x" / "en-US" / "gone"
    stray.mkdir(parents=True)
    (stray / "web.html").touch()
    listed = {"files": [{"file": "web.html"}]}
    (stray / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    said = publisher("prune", inside=inside)
    assert said.code == 0
    assert find_project() == Path("../..")


def test_where_there_is_no_project_that_is_said(publisher: Any, tmp_path: Path) -> None:
    for command in (("check",), ("build",), ("verify",), ("prune",), ("site",), ("new", "x")):
        said = publisher(*command, inside=tmp_path)
        assert (said.code, said.out) == (2, "")
        assert said.err == (
            f"{tmp_path}  is in no project: no folder sources/ and layouts/ here or above: go to "
            "a project, name one by --root, or make one: publisher init my-clinic\n"
            f"{closing(1)}\n"
        )
    said = publisher("check", "--root", "nowhere", inside=tmp_path)
    assert said.err == (
        f"{tmp_path}/nowhere  is no project: it has no folders sources/ and layouts/: name "
        f"another, or make one: publisher init my-clinic\n{closing(1)}\n"
    )


# Layouts of one's own -----------------------------------------------------------------------------


def test_a_style_of_the_project_takes_the_place_of_ours_and_changes_the_key(own: Path) -> None:
    before = job_of(own)
    assert dict(before.edition.files)["handout/style.css"] == LAYOUTS / "handout/style.css"
    path = written(own, "handout/style.css", BLUE)
    after = job_of(own)
    files = dict(after.edition.files)
    assert files["handout/style.css"] == path
    assert files["publisher/handout/style.css"] == LAYOUTS / "handout/style.css"
    assert before.key != after.key
    path.write_text(BLUE.replace("2pt", "3pt"), encoding="utf-8")
    assert job_of(own).key not in (before.key, after.key)
    path.unlink()
    assert job_of(own).key == before.key
    written(own, "web/style.css.j2", '{% include "publisher/web/style.css.j2" %}')
    assert job_of(own).key == before.key


FOOT = """<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
  <w:p><w:pPr><w:pStyle w:val="LakesideFoot"/></w:pPr>
  <w:r><w:rPr><w:rStyle w:val="LakesideName"/></w:rPr><w:t>{{ brand.clinic.name }}</w:t></w:r></w:p>
"""
STYLES = """
  {% call style("LakesideFoot", "Clinic: last lines", based="Caption") %}
  <w:rPr><w:i/></w:rPr>{% endcall %}
  {% call style("LakesideName", "Clinic: name", based=none, type="character") %}
  <w:rPr><w:b/></w:rPr>{% endcall %}
</w:styles>"""


def test_a_word_layout_may_have_styles_of_its_own(own: Path) -> None:
    ours = (LAYOUTS / "word/package/word/styles.xml.j2").read_text(encoding="utf-8")
    written(own, "word/package/word/styles.xml.j2", ours.replace("</w:styles>", STYLES))
    ours = (LAYOUTS / "word/footer.xml.j2").read_text(encoding="utf-8")
    written(own, "word/footer.xml.j2", re.sub("<w:ftr [^>]*>", lambda _: FOOT, ours))
    made = make(job_of(own, "word"))
    assert made.ok, made.faults
    assert made.data is not None
    with zipfile.ZipFile(io.BytesIO(made.data)) as file:
        assert b'"LakesideName"' in file.read("word/footer1.xml")


def test_words_and_edition_of_the_project_take_the_place_of_ours(own: Path) -> None:
    text = (LAYOUTS / "shared/words/en.toml").read_text(encoding="utf-8")
    written(own, "shared/words/en.toml", text.replace('"At a glance"', '"In short"'))
    written(own, "handout/edition.toml", 'title = "Ours"\nformat = "pdf"\nbody_pt = 14\n')
    assert load_words(own / "layouts", "en-US").at_a_glance == "In short"
    edition = job_of(own).edition
    assert (edition.title, edition.body_pt) == ("Ours", 14)
    assert find(own / "layouts", "web/edition.toml") == LAYOUTS / "web/edition.toml"


def test_a_project_adds_an_edition_of_our_templates(own: Path) -> None:
    text = (LAYOUTS / "question-sheet/edition.toml").read_text(encoding="utf-8")
    larger = 'based_on = "question-sheet"\n' + re.sub("body_pt = .*", "body_pt = 13", text)
    written(own, "large-questions/edition.toml", larger)
    job = job_of(own, "large-questions")
    assert (job.edition.body_pt, job.path.name) == (13, "large-questions.pdf")
    made = make(job)
    assert made.ok, made.faults


def test_what_is_changed_and_added_is_listed(publisher: Any, own: Path) -> None:
    written(own, "handout/style.css", BLUE)
    written(own, "handout/more.css", "h2 { color: red }")
    said = publisher("check", inside=own)
    assert said.out.splitlines()[-3:] == [
        "layouts/: 1 in the place of ours: handout/style.css",
        "layouts/: 1 of your own: handout/more.css",
        f"1 sources, 1 brands, {EDITIONS} editions: no problem found.",
    ]


def test_every_fault_of_layouts_is_said_at_once(own: Path) -> None:
    written(own, "handuot/style.css", "a {}")
    written(own, "site/home.html.j2", "a\n{% if x %}\n{% endfor %}")
    written(own, "shared/screen.css", "a").write_bytes(b"\xff")
    (own / "layouts" / "web").mkdir()
    (own / "layouts" / "web" / "style.css.j2").symlink_to("/etc/hostname")
    with pytest.raises(BadInput) as raised:
        select_jobs(own, Selection())
    assert str(raised.value) == (
        "layouts/handuot  nothing uses this folder: write its edition.toml, or use the name of a "
        "layout that it is to change\n"
        "layouts/shared/screen.css:1:1  byte 0xff is not UTF-8: save the file as UTF-8\n"
        "layouts/site/home.html.j2:3:1  is no template: Encountered unknown tag 'endfor'. Jinja "
        "was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block "
        "that needs to be closed is 'if': write {% … %} and {{ … }} in pairs; "
        f"see {GUIDE}\n"
        "layouts/web/style.css.j2  is a link to another file: put the file itself there\n"
        f"{closing(4)}"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ nonsense }}", "handout/page.html.j2:2: 'nonsense' is undefined"),
        ("{% include 'no.css' %}", "handout/page.html.j2:1: there is no template no.css"),
        ("{{ 1 / 0 }}", "handout/page.html.j2:1: ZeroDivisionError, division by zero"),
        (
            "{{ ''.__class__ }}",
            "handout/page.html.j2:1: access to attribute '__class__' of 'str' object is unsafe",
        ),
        (
            "{% include 'shared/../../../README.md' %}",
            "handout/page.html.j2:1: there is no template shared/../../../README.md",
        ),
    ],
)
def test_a_template_that_asks_for_what_there_is_not_is_said(
    own: Path, text: str, message: str
) -> None:
    written(own, "handout/page.html.j2", text)
    assert make(job_of(own)).faults == (f"layouts/{message}; see {GUIDE}",)
