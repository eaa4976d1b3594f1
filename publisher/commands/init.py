"""The command init: a project of one's own, outside of this package."""

from __future__ import annotations

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from publisher.brand.colour import read_colour
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.bundled import EXAMPLE
from publisher.commands.screen import console
from publisher.commands.source import schema_text, shared_schema_text
from publisher.content.inline import unprintable
from publisher.errors import BadInput, Problem, PublisherError, quoted, shortened

_MOST_COLOURS, _MOST_LETTERS, _MOST_LOGO_BYTES = 2, 80, 20_000_000
_LINE = "command line"
_ASKED_BY = (("color", "--color"), ("logo", "--logo"), ("meta", "--name"))
"""Which option the values of a brand's file come from, by the beginning of their path."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the user said of the clinic; what was not said is empty."""

    name: str = ""
    colours: tuple[str, ...] = ()
    phone: str = ""
    logo: Path | None = None
    brand_file: Path | None = None


def start_project(folder: Path, said: Answers) -> None:
    """Makes a project in `folder`, of a brand as `said` and an example, and says what is next.

    What was not said is asked on a terminal. Raises `BadInput` with all that is wrong, and then
    nothing was written.
    """
    is_there = any(_folder_problems(folder))
    if said.brand_file is None and not is_there and sys.stdin.isatty():
        said = _asked(said)
    _print_closing(folder, make_project(folder, said))


def make_project(folder: Path, said: Answers) -> Brand:
    """Makes a project in `folder`, and returns its brand. Raises `BadInput` as `start_project`."""
    problems = list(_folder_problems(folder))
    if said.brand_file is None:
        problems += _answer_problems(said)
    else:
        problems += _needless(said)
    with TemporaryDirectory(prefix="publisher-") as scratch:
        brand = _brand(Path(scratch), said, problems)
        if problems or brand is None:
            raise BadInput(problems)
        made = Path(scratch) / "project"
        _write_project(made, brand)
        _put_in_place(made, folder)
    return brand


# What was said ------------------------------------------------------------------------------------


def _asked(said: Answers) -> Answers:
    """The answers with those that were missing, asked for one by one."""

    def ask(question: str, answer: str) -> str:
        return answer or str(typer.prompt(question, default="", show_default=False)).strip()

    name = ask("Name of the clinic", said.name)
    colour = "" if said.colours else ask("Its color, such as #0b6e4f", "")
    return Answers(
        name=name,
        colours=said.colours or ((colour,) if colour else ()),
        phone=ask("Telephone that readers call (Enter: later)", said.phone),
        logo=said.logo,
    )


def _folder_problems(folder: Path) -> Iterator[Problem]:
    right = "name a folder that is not there yet, or is empty"
    try:
        if folder.is_dir() and (there := sorted(path.name for path in folder.iterdir())):
            yield Problem(str(folder), 0, 0, "", f"has something in it, {quoted(there[0])}", right)
        elif folder.exists() and not folder.is_dir():
            yield Problem(str(folder), 0, 0, "", "is a file", right)
        elif not folder.parent.is_dir():
            wrong = f"there is no folder {str(folder.parent)!r} to make it in"
            yield Problem(str(folder), 0, 0, "", wrong, "make that first")
    except (OSError, ValueError) as exc:
        said = exc.strerror if isinstance(exc, OSError) else str(exc)
        yield Problem(shortened(str(folder)), 0, 0, "", f"cannot be a folder ({said})", right)


def _answer_problems(said: Answers) -> Iterator[Problem]:
    def problem(option: str, wrong: str, right: str) -> Problem:
        return Problem(_LINE, 0, 0, option, wrong, right)

    if not said.name.strip():
        yield problem("--name", "the clinic has no name", "--name 'Lakeside Clinic'")
    elif len(said.name) > _MOST_LETTERS:
        yield problem("--name", f"has {len(said.name)} letters", f"{_MOST_LETTERS} at most")
    elif any(unprintable(said.name)):
        yield problem("--name", "contains an unprintable character", "remove it")
    right = "--color '#0b6e4f', and a second one if there is one"
    if not said.colours:
        yield problem("--color", "the clinic has no color", right)
    elif len(said.colours) > _MOST_COLOURS:
        yield problem("--color", f"names {len(said.colours)} colors", right)
    for colour in said.colours:
        if read_colour(colour) is None:
            yield problem("--color", f"{quoted(colour)} is no color", "write #rrggbb")
    if said.logo is not None and (wrong := _unreadable(said.logo)):
        yield problem("--logo", wrong, "name an SVG, PNG or JPEG file, 20 MB at most")


def _unreadable(logo: Path) -> str:
    """Why a file is no logo, as far as can be said before it is read."""
    if not logo.is_file():
        return f"there is no file {quoted(str(logo))}"
    size = logo.stat().st_size
    return f"contains {size / 1e6:.1f} MB" if size > _MOST_LOGO_BYTES else ""


def _needless(said: Answers) -> Iterator[Problem]:
    """A problem for each answer that a brand's own file gives."""
    given = (("--name", said.name), ("--color", said.colours), ("--phone", said.phone))
    for option, answer in (*given, ("--logo", said.logo)):
        if answer:
            wrong = "the file of --brand-file says it"
            yield Problem(_LINE, 0, 0, option, wrong, "leave it out, or write it in that file")


# The brand ----------------------------------------------------------------------------------------


def _brand(scratch: Path, said: Answers, problems: list[Problem]) -> Brand | None:
    """The brand, read; None where that cannot be, and what is wrong is added to `problems`."""
    if said.brand_file is not None:
        return _brand_of_file(said.brand_file, problems)
    folder = scratch / folder_name(said.name)
    folder.mkdir()
    logo = said.logo if said.logo and not _unreadable(said.logo) else None
    if logo:
        shutil.copyfile(logo, folder / f"logo{logo.suffix.lower()}")
    (folder / "_brand.yml").write_text(_brand_text(said, logo), encoding="utf-8")
    try:
        return load_brand(folder, scratch)
    except BadInput as exc:
        # What was found wrong in an answer already is not said again as a fault of the file.
        known = {one.path for one in problems}
        problems += [one for one in map(_of_option, exc.problems) if one.path not in known]
        return None


def _of_option(problem: Problem) -> Problem:
    """A problem of the file that was made of the answers, as one of the answer."""
    option = next((o for key, o in _ASKED_BY if problem.path.startswith(key)), "--phone")
    return Problem(_LINE, 0, 0, option, problem.wrong, problem.right)


def _brand_of_file(path: Path, problems: list[Problem]) -> Brand | None:
    file = path / "_brand.yml" if path.is_dir() else path
    if file.name != "_brand.yml":
        wrong = f"{quoted(str(path))} is not called _brand.yml"
        right = "name a _brand.yml, or the folder that contains one"
        problems.append(Problem(_LINE, 0, 0, "--brand-file", wrong, right))
        return None
    try:
        return load_brand(file.parent.resolve(), Path.cwd())
    except BadInput as exc:
        problems += exc.problems
        return None


def _brand_text(said: Answers, logo: Path | None) -> str:
    """The file of a brand: brand.yml with our own key for the telephone."""
    colours = zip(("primary", "secondary"), said.colours, strict=False)
    lines = [
        "# The standard is brand.yml (https://posit-dev.github.io/brand-yml/). What it says",
        "# nothing of stands under `defaults: publisher:`; `publisher brand NAME` lists it.",
        "meta:",
        f"  name: {_quoted(said.name.strip())}",
        "color:",
        *(f"  {purpose}: {_quoted(colour)}" for purpose, colour in colours),
    ]
    if logo:
        lines += [f"logo: logo{logo.suffix.lower()}"]
    if said.phone:
        lines += ["defaults:", "  publisher:", "    clinic:", "      phones:"]
        lines += ["        - label: Care team", f"          number: {_quoted(said.phone)}"]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """Text as YAML takes it for nothing else."""
    return json.dumps(text, ensure_ascii=False)


def folder_name(name: str) -> str:
    """The folder of a brand: "Lakeside Clinic" gives "lakeside-clinic"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['’.]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "clinic"


# The project --------------------------------------------------------------------------------------


def _write_project(made: Path, brand: Brand) -> None:
    """Writes all files of a project into the new folder `made`."""
    own = brand.files[0].parent
    house = made / "layouts" / "brands" / folder_name(brand.name)
    for file in (file for file in brand.files if file.is_relative_to(own)):
        there = house / file.relative_to(own)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, there)
    sources = made / "sources"
    shutil.copytree(EXAMPLE, sources / EXAMPLE.name, ignore=shutil.ignore_patterns("pulled", ".*"))
    (sources / "condition.schema.json").write_text(schema_text(), encoding="utf-8")
    (sources / "shared.schema.json").write_text(shared_schema_text(), encoding="utf-8")
    (made / "out").mkdir()
    (made / ".gitignore").write_text("/out/\n", encoding="utf-8")
    readme = Path(__file__).with_name("project_readme.md").read_text(encoding="utf-8")
    words = {"NAME": brand.name, "BRAND": house.name, "EXAMPLE": EXAMPLE.name}
    (made / "README.md").write_text(
        re.sub("NAME|BRAND|EXAMPLE", lambda found: words[found[0]], readme), encoding="utf-8"
    )


def _put_in_place(made: Path, folder: Path) -> None:
    """Puts the files of `made` into `folder`: all of them, or none."""
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        shutil.copytree(made, folder, dirs_exist_ok=True)
    except (OSError, shutil.Error) as exc:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        if is_new and folder.is_dir():
            folder.rmdir()
        said = getattr(exc, "strerror", None) or str(exc)
        raise PublisherError(f"{folder}: cannot be written ({said})") from exc


def _print_closing(folder: Path, brand: Brand) -> None:
    house = folder_name(brand.name)
    screen = console()
    screen.print(f"{folder}/ is a project of {brand.name}, with one example that nobody reviewed.")
    if count := len(brand.report.notices) + len(brand.report.choices):
        screen.print(f"{count} things to know or decide: publisher brand {house}")
    if folder.resolve() != Path.cwd():
        screen.print(f"Next: cd {folder}")
    screen.print("      publisher build --edition handout --edition web")
