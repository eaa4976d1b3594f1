"""Imports run one way along the route of a document, read from the code itself."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "publisher"

# From the model to the command line, one folder after the other: a module may import from its own
# step and those before it. Folders in one step do not know each other, but for what they share.
ROUTE = (
    ("errors", "apart", "archive", "bundled", "data_uris", "files", "kept", "program", "units"),
    ("content",),
    ("source",),
    ("brand",),
    ("edition",),
    ("layout", "roundtrip"),
    ("translation",),
    ("plan",),
    ("editorial",),
    ("press", "preflight"),
    ("render", "verify", "pull"),
    ("importing",),
    ("build",),
    ("published",),
    ("proof", "site", "feed", "exchange", "preview", "pack"),
    ("studio",),
    ("commands",),
    ("cli",),
)
STEP = {name: number for number, names in enumerate(ROUTE) for name in names}
Found = TypeVar("Found")
RENDERERS = ("pdf", "print", "word", "ebook", "web")


def step(module: str) -> int | None:
    """Where a module stands on the route; None for one that is not on it."""
    parts = module.split(".")
    return STEP.get(parts[1]) if len(parts) > 1 else None


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {
    module_name(path): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}


def in_all(find: Callable[[str, ast.Module], Found]) -> dict[str, Found]:
    """What a rule finds in each module, where it finds something."""
    return {name: found for name, tree in TREES.items() if (found := find(name, tree))}


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def imports(tree: ast.Module) -> Iterator[str]:
    """The modules of ours that a module imports when it runs; types alone do not count."""
    typing_only = {
        id(part)
        for node in nodes(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in ast.walk(node)
    }
    for node in nodes(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("publisher"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("publisher"):
            for name in node.names:
                inner = PACKAGE.parent.joinpath(*f"{node.module}.{name.name}".split("."))
                is_module = inner.is_dir() or inner.with_suffix(".py").is_file()
                yield f"{node.module}.{name.name}" if is_module else str(node.module)


def steps_back(name: str, tree: ast.Module) -> list[str]:
    """What a module imports from a later step of the route."""
    own = step(name)
    return [
        other
        for other in imports(tree)
        if own is not None and (later := step(other)) is not None and later > own
    ]


def siblings(name: str, tree: ast.Module) -> list[str]:
    """The renderers that a renderer imports, and what of render verify imports."""
    parts = name.split(".")
    found = []
    for other in imports(tree):
        part = other.split(".")
        if parts[1:2] == ["verify"] and part[1:2] == ["render"]:
            found.append(other)
        renderer = parts[1:2] == ["render"] and len(parts) > 2 and parts[2] in RENDERERS
        if renderer and part[1:2] == ["render"] and part[2:3] != parts[2:3]:
            found += [other for _ in part[2:3] if part[2] in RENDERERS]
    return found


def test_no_module_imports_from_a_later_step_of_the_route() -> None:
    assert in_all(steps_back) == {}


def test_renderers_are_siblings_and_the_proof_knows_none_of_them() -> None:
    assert in_all(siblings) == {}


# The only places where a module of ours is imported when a function runs: the start of the
# program, or of a worker, would otherwise load engines that most commands do not need.
SEAMS = {
    "publisher.cli": ("publisher.commands", "publisher.plan.names", "publisher.plan.project"),
    "publisher.commands.brand": ("publisher.proof",),
    "publisher.commands.content": ("publisher.proof",),
    "publisher.commands.build": (
        *("publisher.build", "publisher.commands.cluster", "publisher.commands.workers"),
        "publisher.commands.content",
        *("publisher.content", "publisher.editorial.reports"),
        *("publisher.plan.lots", "publisher.plan.select", "publisher.published"),
        "publisher.render.print.coarse",
    ),
    "publisher.build.publish": ("publisher.content.translated",),
    "publisher.build.make": ("publisher.render", "publisher.verify", "publisher.preflight"),
    "publisher.feed.covers": ("publisher.render.ebook",),
    "publisher.importing.read": ("publisher.importing",),
    "publisher.press": ("publisher.press",),
    "publisher.press.marks": ("publisher.layout.typeset",),
    "publisher.proof": ("publisher.preflight", "publisher.proof"),
    "publisher.proof.brand_sheet": ("publisher.render",),
    "publisher.proof.ticket": ("publisher.render",),
    "publisher.proof.worksheets": ("publisher.render",),
    "publisher.published.book": ("publisher.brand.isbn",),
    "publisher.render.pagination": ("publisher.render.print",),
    "publisher.render.pdf": ("publisher.render.pdf",),
    "publisher.render.pdf.tags": ("publisher.render.pdf.tags",),
    "publisher.site.assets": ("publisher.layout",),
    "publisher.site.proof": ("publisher.verify",),
    "publisher.verify": ("publisher.verify",),
    "publisher.verify.standards": ("publisher.verify",),
}


def late_imports(name: str, tree: ast.Module) -> list[str]:
    """The modules of ours that a module imports inside a function, but for its seams."""
    inside = ast.Module([node for node in nodes(tree) if isinstance(node, _FUNCTIONS)], [])
    return [other for other in imports(inside) if not other.startswith(SEAMS.get(name, ("-",)))]


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_imports_stand_at_the_top_but_at_the_seams() -> None:
    assert in_all(late_imports) == {}


def test_a_late_import_would_be_found() -> None:
    code = ast.parse("def f():\n    from publisher.build import run")
    assert late_imports("publisher.commands.proof", code) == ["publisher.build.run"]
    assert late_imports("publisher.cli", code) == ["publisher.build.run"]


def long_functions(_: str, tree: ast.Module) -> list[str]:
    return [
        node.name
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 40
    ]


def test_a_function_fits_a_screen() -> None:
    assert in_all(long_functions) == {}
    assert long_functions("", ast.parse("def f():" + "\n    x" * 40)) == ["f"]
    assert long_functions("", ast.parse("def f():" + "\n    x" * 39)) == []


def names_of_two_classes(trees: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Public classes of one name, with the modules that they are in."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in nodes(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_the_name_of_a_class_means_one_thing() -> None:
    assert names_of_two_classes(TREES) == {}
    two = {"a": ast.parse("class Row: ..."), "b": ast.parse("class Row: ...")}
    assert names_of_two_classes(two) == {"Row": ["a", "b"]}


def words_of(text: str) -> int:
    """How many rows the table of words has."""
    part = text.partition("## Words")[2].partition("\n## ")[0]
    return sum(line.startswith("| ") for line in part.splitlines()) - 1  # without the head


def test_the_words_of_the_project_fit_a_page() -> None:
    assert 20 < words_of((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")) <= 30
    assert words_of("## Words\n| word | meaning |\n|---|---|\n| a | b |\n\n## Tests\n| c |") == 1


def test_every_folder_and_module_at_the_top_is_on_the_route() -> None:
    top = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert top - {"__init__", "__main__", "__pycache__"} == STEP.keys()


def modules_gone(text: str) -> set[str]:
    """The modules that a text names, as `name.py` or with folders, and that are not there."""
    there = [
        path.as_posix() for top in ("publisher", "tests") for path in ROOT.glob(f"{top}/**/*.py")
    ]
    named = set(re.findall(r"`([\w/]+\.py)`", text))
    return {name for name in named if not any(path.endswith(f"/{name}") for path in there)}


def test_every_module_that_the_architecture_names_is_there() -> None:
    assert modules_gone((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")) == set()
    assert modules_gone("`layout/engine.py` and `layout/wording.py`") == {"layout/wording.py"}


def test_every_module_of_the_pull_has_its_place_in_the_architecture() -> None:
    rows = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Words")[0]
    names = {path.name for path in (PACKAGE / "pull").rglob("*.py")} - {"__init__.py"}
    assert {name for name in names if not re.search(rf"[`/]{name}`", rows)} == set()


@pytest.mark.parametrize(
    ("name", "code", "found"),
    [
        ("publisher.content.model", "from publisher import source", ["publisher.source"]),
        ("publisher.plan.job", "def f():\n    import publisher.build", ["publisher.build"]),
        ("publisher.brand.model", "from publisher.plan.job import Job", ["publisher.plan.job"]),
        ("publisher.source.load", "from publisher.content.model import Node", []),
        ("publisher.edition.words", "if TYPE_CHECKING:\n    from publisher.plan import Job", []),
    ],
)
def test_a_step_back_would_be_found(name: str, code: str, found: list[str]) -> None:
    assert steps_back(name, ast.parse(code)) == found


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("publisher.render.web", "from publisher.render.pdf import html"),
        ("publisher.render.word.package", "from publisher.render import ebook"),
        ("publisher.verify.expect", "from publisher.render.templates import fill"),
    ],
)
def test_a_sibling_would_be_found(name: str, code: str) -> None:
    assert siblings(name, ast.parse(code)) != []


def test_the_formatter_is_never_asked_to_look_away() -> None:
    mark = "# fmt" + ":"
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("publisher", "tests", "docs")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in path.parts and mark in path.read_text(encoding="utf-8")
    ]
    assert found == []
