"""Measures this publisher and its peers on the same words into docs/benchmark.md: `make bench`.

Whole processes, in turn (A B A B), CPU time of all that they start, medians. A peer that is not
there is named as not run. Figures of one machine say little; ratios of one run say more.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from publisher.content.fields import Text  # noqa: E402
from publisher.content.model import (  # noqa: E402
    AnyBlock,
    BulletList,
    Callout,
    Checklist,
    Condition,
    Contact,
    Definitions,
    Figure,
    Paragraph,
    Questions,
    Steps,
    Table,
    WriteIn,
)
from publisher.plan.names import Selection  # noqa: E402
from publisher.plan.select import select_jobs  # noqa: E402

BASE = "iron-deficiency-anemia"
BRAND = "riverbend"
FOUR = ("handout", "word", "ebook", "web")
BATCH = 50
PEERS = ROOT / ".venv" / "peers" / "bin"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds of CPU and of the clock, and the largest process in MB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a piece of work; `run` does it in an empty folder."""

    name: str
    run: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work, for so many leaflets, and all ways to do it; the first one is ours."""

    name: str
    leaflets: int
    ways: tuple[Way, ...]
    rounds: int


def main() -> None:
    """Runs every piece of work and writes the page, the picture and the raw figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each way is run")
    parser.add_argument("--batch", type=int, default=BATCH, help="leaflets in the batch")
    asked = parser.parse_args()
    with TemporaryDirectory() as scratch:
        project, words = corpus(Path(scratch), asked.batch)
        todo = works(project, words, asked.batch, asked.rounds)
        found = {work.name: measured(work, Path(scratch)) for work in todo}
    write(found, todo)


# The corpus --------------------------------------------------------------------------------------


def corpus(scratch: Path, count: int) -> tuple[Path, list[Path]]:
    """A project with so many leaflets, no two of them alike, and the same words as Markdown."""
    project = scratch / "project"
    shutil.copytree(ROOT / "layouts", project / "layouts")
    source = ROOT / "sources" / BASE
    for number in range(1, count + 1):
        folder = project / "sources" / f"leaflet-{number}"
        # What is translated was translated from the headings of the guide itself.
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("translations"))
        path = folder / "condition.yaml"
        text = path.read_text(encoding="utf-8").replace(BASE, folder.name)
        text = re.sub(r"(?m)^( *heading: )([A-Z][^:\"'\n]*)$", rf"\1\2 {number}", text)
        path.write_text(text, encoding="utf-8")
    words = scratch / "words"
    words.mkdir()
    chosen = Selection((), (BRAND,), ("web",))
    paths = []
    for job in select_jobs(project, chosen):
        paths.append(words / f"{job.condition.condition}.md")
        paths[-1].write_text("\n".join(markdown(job.condition, words)), encoding="utf-8")
    return project, paths


def markdown(condition: Condition, folder: Path) -> Iterator[str]:
    """The full wording as Pandoc's Markdown; drawings are written beside it."""
    yield from ("---", f"title: {condition.title.plain}", f"lang: {condition.language}", "---", "")
    yield from (f"- {one.plain}" for one in condition.summary)
    for section in condition.sections:
        yield from ("", f"# {section.heading.plain}", "")
        for block in section.blocks:
            yield from block_lines(block, folder)
        for part in section.subsections:
            yield from ("", f"## {part.heading.plain}", "")
            for block in part.blocks:
                yield from block_lines(block, folder)
    yield from ("", "# Glossary", "")
    for entry in condition.glossary:
        yield from (entry.term.plain, f":   {entry.definition.plain}", "")
    yield from ("", "# References", "")
    yield from (f"1. {one.text.plain} <{one.url}>" for one in condition.references)


def block_lines(block: AnyBlock, folder: Path) -> Iterator[str]:
    """One block as Markdown."""
    match block:
        case Paragraph():
            yield from (block.text.plain, "")
        case BulletList() | Steps():
            mark = "1." if isinstance(block, Steps) else "-"
            yield from listed(block.lead_in, [one.text for one in block.items], mark)
        case Checklist() | Questions():
            yield from listed(block.lead_in, list(block.items), "-")
        case Definitions():
            yield from (block.lead_in.plain, "")
            for one in block.items:
                yield from (one.term.plain, f":   {one.text.plain}", "")
        case Callout():
            yield from (f"**{block.heading.plain}**", "")
            for inner in block.body:
                yield from block_lines(inner, folder)
        case Table():
            yield from ("| " + " | ".join(c.plain for c in block.columns) + " |",)
            yield "|" + "---|" * len(block.columns)
            yield from ("| " + " | ".join(c.plain for c in row) + " |" for row in block.rows)
            yield from ("", f": {block.caption.plain}", "")
        case Figure():
            (folder / f"{block.id}.svg").write_text(block.file.svg, encoding="utf-8")
            yield from (f"![{block.caption.plain}]({block.id}.svg)", "")
        case Contact():
            yield from (f"**{block.heading.plain}**", "")
        case WriteIn():
            yield from (block.label.plain, "")


def listed(lead_in: Text, items: list[Text], mark: str) -> Iterator[str]:
    """A lead-in and its list as Markdown."""
    yield from (lead_in.plain, "", *(f"{mark} {item.plain}" for item in items), "")


# The work ----------------------------------------------------------------------------------------


def works(project: Path, words: list[Path], count: int, rounds: int) -> tuple[Work, ...]:
    """Every piece of work with all ways to do it that are at hand."""
    first = ("leaflet-1",)
    few = max(1, rounds // 2)
    return (
        Work(
            "one leaflet, four formats", 1, (ours(project, first, FOUR), *peers(words[:1])), rounds
        ),
        Work(
            "one leaflet, web page alone",
            1,
            (ours(project, first, ("web",)), *web(words[:1])),
            rounds,
        ),
        Work(
            f"batch of {count}, four formats", count, (ours(project, (), FOUR), *peers(words)), few
        ),
        Work("one leaflet, all editions", 1, (ours(project, first, ()),), few),
        Work(
            "one leaflet, one edition, nothing changed",
            1,
            (again(project, first, ("handout",)),),
            rounds,
        ),
        Work(f"batch of {count}, nothing changed", count, (again(project, (), FOUR),), rounds),
    )


def ours(project: Path, names: tuple[str, ...], editions: tuple[str, ...]) -> Way:
    """A build into an empty folder: made, proven, published."""
    return Way("publisher", lambda out: build(project, names, editions, out))


def again(project: Path, names: tuple[str, ...], editions: tuple[str, ...]) -> Way:
    """A build where everything is there already."""
    kept = project.parent / "kept"
    return Way("publisher", lambda _: build(project, names, editions, kept))


def build(project: Path, names: tuple[str, ...], editions: tuple[str, ...], out: Path) -> None:
    """Our own command."""
    asked = [word for one in editions for word in ("--edition", one)]
    command = [sys.executable, "-m", "publisher", "build", *names, "--brand", BRAND, *asked]
    run([*command, "--root", str(project), "--out", str(out)], cwd=ROOT)


def peers(words: list[Path]) -> Iterator[Way]:
    """Those that make a PDF, a Word file, an e-book and a web page of Markdown."""
    if (PEERS / "pandoc").exists():
        pdf = ["--pdf-engine", str(PEERS / "weasyprint"), "--pdf-engine-opt=--pdf-variant=pdf/ua-1"]
        yield Way(
            "Pandoc + WeasyPrint (PDF/UA-1)", lambda out: four(words, out, ["-t", "html", *pdf])
        )
        if (PEERS / "typst").exists():
            typst = ["--pdf-engine", str(PEERS / "typst")]
            yield Way("Pandoc + Typst", lambda out: four(words, out, typst))


def web(words: list[Path]) -> Iterator[Way]:
    """Pandoc's web page alone."""
    if (PEERS / "pandoc").exists():
        yield Way("Pandoc", lambda out: pandoc(words[0], out / "web.html", ["--embed-resources"]))


def four(words: list[Path], out: Path, pdf: list[str]) -> None:
    """Pandoc's four files of each leaflet; `pdf` says by which engine."""
    for path in words:
        pandoc(path, out / f"{path.stem}.pdf", pdf)
        pandoc(path, out / f"{path.stem}.docx", [])
        pandoc(path, out / f"{path.stem}.epub", [])
        pandoc(path, out / f"{path.stem}.html", ["--embed-resources"])


def pandoc(path: Path, target: Path, more: list[str]) -> None:
    """One file by Pandoc."""
    run([str(PEERS / "pandoc"), "-s", path.name, "-o", str(target), *more], cwd=path.parent)


def run(command: list[str], cwd: Path) -> None:
    """A command to its end. Raises `CalledProcessError` where it fails."""
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)


def measured(work: Work, scratch: Path) -> dict[str, list[Cost]]:
    """Every way's costs, the ways taken in turn after one round that is not counted."""
    found: dict[str, list[Cost]] = {way.name: [] for way in work.ways}
    for number in range(work.rounds + 1):
        for way in work.ways:
            cost = measure(way, scratch)
            if number:
                found[way.name].append(cost)
        print(f"{work.name}: round {number} of {work.rounds}", file=sys.stderr)
    return found


def measure(way: Way, scratch: Path) -> Cost:
    """One run in a process of its own, whose children's time is counted with it."""
    out = scratch / "out"
    out.mkdir()
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            way.run(out)
            os._exit(0)
        except subprocess.CalledProcessError as exc:
            print(exc.stderr.decode(errors="replace")[-2000:], file=sys.stderr)
            os._exit(1)
    _, status, used = os.wait4(child, 0)  # with all that it has started and waited for
    wall = time.monotonic() - start
    if status:
        sys.exit(f"{way.name} failed")
    shutil.rmtree(out)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


# The page ----------------------------------------------------------------------------------------


def write(found: dict[str, dict[str, list[Cost]]], works: tuple[Work, ...]) -> None:
    """docs/benchmark.md, its picture, and every single figure as JSON."""
    docs = ROOT / "docs"
    figures = {
        name: {way: list(map(asdict, costs)) for way, costs in ways.items()}
        for name, ways in found.items()
    }
    (docs / "benchmark.json").write_text(
        json.dumps({"machine": machine(), "figures": figures}, indent=1) + "\n"
    )
    (docs / "benchmark.svg").write_text(picture(found, works), encoding="utf-8")
    (docs / "benchmark.md").write_text("\n".join(page(found, works)) + "\n", encoding="utf-8")


def page(found: dict[str, dict[str, list[Cost]]], works: tuple[Work, ...]) -> Iterator[str]:
    """The page, line by line."""
    yield from ("# What it costs", "", "Written by `make bench`. " + " ".join(_HOW.split()), "")
    yield from ("![CPU seconds a leaflet, ours and others](benchmark.svg)", "")
    yield "| work | by | CPU s a leaflet | wall s a leaflet | largest process, MB | CPU, ours = 1 |"
    yield "|---|---|---:|---:|---:|---:|"
    for work in works:
        ours = median(found[work.name]["publisher"], "cpu")
        for way, costs in found[work.name].items():
            cpu, wall = median(costs, "cpu"), median(costs, "wall")
            yield (
                f"| {work.name} | {way} | {cpu / work.leaflets:.2f} | {wall / work.leaflets:.2f} "
                f"| {median(costs, 'memory'):.0f} | {cpu / ours:.2f} |"
            )
    counted = max(len(costs) for ways in found.values() for costs in ways.values())
    yield from ("", f"Each way was run {counted} times at most, after a run not counted.")
    yield from ("", "| | |", "|---|---|")
    yield from (f"| {name} | {what} |" for name, what in machine().items())


_HOW = """
Whole processes, the ways of one piece of work in turn, medians; CPU is that of all processes that
a way starts. The same words go to all; the leaflets are varied from the iron deficiency anemia
guide, no two alike. "Four formats" are a PDF/UA-1, a Word file, an e-book and a web page. Our
figures have the proof of each file in them, which no other makes; fonts that were cut to size,
templates that were compiled and drawings of Word files that were painted by an earlier build are
kept, as they are from run to run. Raw figures: benchmark.json.
"""


def median(costs: list[Cost], what: str) -> float:
    """The median of one column."""
    return statistics.median(getattr(one, what) for one in costs)


def picture(found: dict[str, dict[str, list[Cost]]], works: tuple[Work, ...]) -> str:
    """Bars of CPU seconds a leaflet, one group for each piece of work that others do too."""
    rows: list[str] = []
    y = 10
    shown = [work for work in works if len(found[work.name]) > 1]
    most = max(median(c, "cpu") / w.leaflets for w in shown for c in found[w.name].values())
    for work in shown:
        rows.append(f'<text x="0" y="{y + 14}" font-weight="bold">{work.name}</text>')
        y += 22
        for way, costs in found[work.name].items():
            cpu = median(costs, "cpu") / work.leaflets
            wide = 400 * cpu / most
            fill = "#0b5d66" if way == "publisher" else "#9aa5a8"
            rows.append(f'<text x="215" y="{y + 14}" text-anchor="end">{way}</text>')
            rows.append(f'<rect x="225" y="{y + 2}" width="{wide:.1f}" height="15" fill="{fill}"/>')
            rows.append(f'<text x="{231 + wide:.1f}" y="{y + 14}">{cpu:.2f} s</text>')
            y += 20
        y += 14
    style = 'font-family="Source Sans 3, Arial, sans-serif" font-size="13"'
    ground = f'<rect width="720" height="{y}" fill="#fff"/>'
    size = f'viewBox="0 0 720 {y}" width="720" height="{y}"'
    box = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
    return "\n".join((box, ground, *rows, "</svg>", ""))


def machine() -> dict[str, str]:
    """What was measured on, and with: versions, and what was not run."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    peers = {
        name: said(path, "--version")
        for name in ("pandoc", "typst", "weasyprint", "prince")
        if (path := PEERS / name).exists()
    }
    absent = sorted({"pandoc", "typst", "prince"} - peers.keys())
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processor": f"{cpu.group(1) if cpu else platform.machine()}, {os.cpu_count()} cores",
        "system": platform.platform(),
        "Python": platform.python_version(),
        "publisher": said("git", "rev-parse", "--short", "HEAD"),
        "our WeasyPrint": version("weasyprint"),
        **peers,
        "not run": ", ".join(absent) or "none",
    }


def said(*command: str | Path) -> str:
    """The first line that a command prints."""
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[0]


if __name__ == "__main__":
    main()
