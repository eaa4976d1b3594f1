"""Measures how the work grows and writes docs/scale.md: `make bench`.

What a catalogue of any size costs is worked out from these figures; none is guessed.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.build.publish import Outcome
    from publisher.plan.job import Job

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from benchmark import BASE, BRAND, Cost, Way, build, corpus, machine, measure, run  # noqa: E402

EDITIONS = (
    "handout-short",
    "handout",
    "large-print",
    "word",
    "ebook",
    "web",
    "trifold",
    "booklet",
)
CONDITIONS, LANGUAGES, BRANDS = 5_000, 20, 500
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Edition:
    """What one file of an edition costs in a worker that is warm."""

    name: str
    cpu: float
    size: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning costs: so many jobs, seconds of CPU, MB, and bytes sent to a worker for one."""

    jobs: int
    cpu: float
    memory: float
    shipment: int


@dataclass(frozen=True, slots=True)
class Grown:
    """What a build of so many leaflets costs: all made, nothing to do, and only planned."""

    leaflets: int
    made: Cost
    again: Cost
    planned: Planned


@dataclass(frozen=True, slots=True)
class Settled:
    """What it costs to find nothing to do for so many files, beside `git status` on the same."""

    files: int
    ours: Cost
    git: Cost


def main() -> None:
    """Measures, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaflets", type=int, nargs="+", default=[10, 50, 250])
    parser.add_argument("--settled", type=int, default=1000)
    parser.add_argument("--prepare", nargs=2, help="so many leaflets in a folder, in this process")
    parser.add_argument("--settle", nargs=2, help="the same, as if all were built")
    parser.add_argument("--planned", type=int, help="plan so many leaflets, in this process")
    asked = parser.parse_args()
    if asked.prepare:
        corpus(Path(asked.prepare[1]), int(asked.prepare[0]))
        return
    if asked.settle:
        print(settle(Path(asked.settle[1]), int(asked.settle[0])))
        return
    if asked.planned:
        print(*plan(asked.planned))
        return
    grown = [growth(count) for count in asked.leaflets]
    settled = nothing_to_do(asked.settled)
    with TemporaryDirectory() as scratch:
        both, one = (cores(Path(scratch), count) for count in (os.cpu_count() or 1, 1))
    text = page(grown, settled, list(editions()), one / both)
    (ROOT / "docs" / "scale.md").write_text("\n".join(text) + "\n", encoding="utf-8")


def growth(count: int) -> Grown:
    """The costs of so many web pages."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _apart("--prepare", count, folder)
        project = folder / "project"
        kept = folder / "kept"
        made = measure(Way("made", lambda out: build(project, (), ("web",), out)), folder)
        build(project, (), ("web",), kept)
        again = measure(Way("again", lambda _: build(project, (), ("web",), kept)), folder)
    done = subprocess.run(
        [sys.executable, __file__, "--planned", str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    jobs, cpu, memory, shipment = done.stdout.split()
    print(f"{count} leaflets measured", file=sys.stderr)
    return Grown(count, made, again, Planned(int(jobs), float(cpu), float(memory), int(shipment)))


def plan(count: int) -> tuple[int, float, float, int]:
    """Jobs, CPU seconds, MB and bytes of a shipment, of leaflets in both brands, eight editions."""
    from publisher.build.make import make_all
    from publisher.commands.cluster import packed
    from publisher.plan.names import Selection
    from publisher.plan.select import select_jobs

    with TemporaryDirectory() as scratch:
        project, _ = corpus(Path(scratch), count)
        before, start = _memory(), time.process_time()
        jobs = select_jobs(project, Selection((), (), EDITIONS))
        keys = [job.key for job in jobs]
        cpu = time.process_time() - start
        return len(keys), cpu, _memory() - before, len(packed((make_all, jobs[:1]), project))


def nothing_to_do(count: int) -> Settled:
    """What it costs to find that all files of so many leaflets, in both brands, are there.

    Only the decision is measured, so a file stands for each that a build would make.
    """
    with TemporaryDirectory() as scratch:
        files = int(_apart("--settle", count, Path(scratch)))
        project = Path(scratch) / "project"
        out = project / "out"
        asked = [word for one in EDITIONS for word in ("--edition", one)]
        ours = [sys.executable, "-m", "publisher", "build", *asked]
        ours += ["--root", str(project), "--out", str(out)]
        said = subprocess.run(ours, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert " 0 made now" in said, said
        git = ["git", "-C", str(project)]
        for command in (["init", "-q"], ["add", "-A"], ["-c", "gc.auto=0", "status"]):
            subprocess.run([*git, *command], check=True, capture_output=True)
        folder = Path(scratch)
        costs = [
            (
                measure(Way("ours", lambda _: run(ours, ROOT)), folder),
                measure(Way("git", lambda _: run([*git, "status"], ROOT)), folder),
            )
            for _ in range(5)
        ]
    return Settled(
        files, *(min(both, key=lambda one: one.cpu) for both in zip(*costs, strict=True))
    )


def _apart(what: str, count: int, folder: Path) -> str:
    """What a process of its own prints that prepares leaflets: what it needs is not measured."""
    asked = [sys.executable, __file__, what, str(count), str(folder)]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def settle(folder: Path, count: int) -> int:
    """Prepares leaflets with a file in the place of each that a build makes; how many these are."""
    from publisher.build.record import BuildRecord
    from publisher.plan.names import Selection
    from publisher.plan.select import select_jobs

    project, _ = corpus(folder, count)
    jobs = select_jobs(project, Selection((), (), EDITIONS))
    out = project / "out"
    outcomes = [_stand_in(job, out) for job in jobs]
    time.sleep(0.2)  # a file that has just changed is not trusted
    sys.path[:] = _path_of_a_command()
    BuildRecord(project, out).keep(jobs, outcomes)
    return len(jobs)


def _stand_in(job: Job, out: Path) -> Outcome:
    """The outcome of a job that was not done, with a file in its place."""
    from publisher.build.publish import Outcome

    path = out / job.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stands for a file")
    (path.parent / "manifest.json").write_text("{}")
    return Outcome(str(job.path), job.key, "", 17, None, (1, 1))


def _path_of_a_command() -> list[str]:
    """Where a command that is started in this checkout looks for modules: part of its state."""
    asked = [sys.executable, "-c", "import sys; print(*sys.path, sep='\\n')"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [str(ROOT), *said.splitlines()[1:]]


def _memory() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cores(scratch: Path, count: int) -> float:
    """Seconds of the clock for four leaflets in four formats on so many cores."""
    project, _ = corpus(scratch / str(count), 4)
    formats = ("handout", "word", "ebook", "web")

    def run(out: Path) -> None:
        os.sched_setaffinity(0, set(range(count)))
        build(project, (), formats, out)

    folder = scratch / str(count)
    return statistics.median(measure(Way("cores", run), folder).wall for _ in range(3))


def editions() -> Iterator[Edition]:
    """One file of each edition, made in this process after one that is not counted."""
    from publisher.build.make import load_engines, make
    from publisher.plan.names import Selection
    from publisher.plan.select import select_jobs

    jobs = select_jobs(ROOT, Selection((BASE,), (BRAND,), EDITIONS, ("en-US",)))
    load_engines(frozenset(job.edition.format for job in jobs))
    for job in jobs:
        make(job)
        spent = []
        for _ in range(3):
            start = (
                resource.getrusage(resource.RUSAGE_SELF),
                resource.getrusage(resource.RUSAGE_CHILDREN),
            )
            made = make(job)
            assert made.ok, made.faults
            spent.append(
                sum(
                    _cpu(now) - _cpu(then)
                    for now, then in zip(
                        (
                            resource.getrusage(resource.RUSAGE_SELF),
                            resource.getrusage(resource.RUSAGE_CHILDREN),
                        ),
                        start,
                        strict=True,
                    )
                )
            )
        yield Edition(job.edition.name, statistics.median(spent), made.size)


def _cpu(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


# The page ----------------------------------------------------------------------------------------


def page(
    grown: list[Grown], settled: Settled, made: list[Edition], speed_up: float
) -> Iterator[str]:
    """The page, line by line."""
    few, many = grown[0], grown[-1]
    every = CONDITIONS * LANGUAGES * BRANDS * len(made)
    cpu = sum(one.cpu for one in made) / len(made)
    size = sum(one.size for one in made) / len(made)
    job_kb = (
        (many.planned.memory - few.planned.memory) * 1024 / (many.planned.jobs - few.planned.jobs)
    )
    job_ms = 1000 * many.planned.cpu / many.planned.jobs
    brand_jobs = every // BRANDS
    words = {
        "every": f"{every / 1e6:,.0f} million",
        "years": f"{every * cpu / YEAR_S:,.0f}",
        "terabytes": f"{every * size / 1e12:,.0f}",
        "cpu": f"{cpu:.1f}",
        "size": f"{size / 1000:,.0f}",
        "brand_jobs": f"{brand_jobs:,}",
        "brand_hours": f"{brand_jobs * cpu / 3600:,.0f}",
        "brand_gb": f"{brand_jobs * size / 1e9:,.0f}",
        "brand_memory": f"{brand_jobs * job_kb / 1024 / 1024:,.1f}",
        "brand_minutes": f"{brand_jobs * job_ms / 1000 / 60:,.0f}",
        "job_kb": f"{job_kb:.1f}",
        "job_ms": f"{job_ms:.1f}",
        "shipment": f"{many.planned.shipment / 1000:,.0f}",
        "traffic": f"{many.planned.shipment / 1000 / cpu:,.0f}",
        "brand_wall": f"{brand_jobs * cpu / 3600 / 64:,.1f}",
        "speed_up": f"{speed_up:.2f}",
        "cores": str(os.cpu_count()),
        "settled": f"{settled.files:,}",
        "settled_cpu": f"{settled.ours.cpu:.2f}",
        "settled_memory": f"{settled.ours.memory:.0f}",
        "settled_git": f"{settled.ours.cpu / settled.git.cpu:.0f}",
        "growth": "\n".join(_growth(grown)),
        "editions": "\n".join(
            f"| {one.name} | {one.cpu:.2f} | {one.size / 1000:,.0f} |" for one in made
        ),
        "slopes": slopes(few, many),
        "machine": "\n".join(f"| {name} | {what} |" for name, what in machine().items()),
        "conditions": f"{CONDITIONS:,}",
        "languages": str(LANGUAGES),
        "brands": str(BRANDS),
    }
    text = (ROOT / "docs" / "scale.md.in").read_text(encoding="utf-8")
    yield re.sub(r"\{(\w+)\}", lambda found: words[found[1]], text).rstrip("\n")


def _growth(grown: list[Grown]) -> Iterator[str]:
    for one in grown:
        yield (
            f"| {one.leaflets} | {one.made.cpu / one.leaflets:.2f} | {one.made.memory:.0f} "
            f"| {one.again.cpu:.2f} | {one.again.memory:.0f} "
            f"| {1000 * one.planned.cpu / one.planned.jobs:.1f} |"
        )


def slopes(few: Grown, many: Grown) -> str:
    """How much more a leaflet costs among many than among few, in percent."""
    made = 100 * (many.made.cpu / many.leaflets) / (few.made.cpu / few.leaflets) - 100
    memory = (many.made.memory - few.made.memory) / (many.leaflets - few.leaflets)
    return f"{made:+.0f} % CPU a leaflet, {1000 * memory:+.0f} kB a leaflet in the largest process"


if __name__ == "__main__":
    main()
