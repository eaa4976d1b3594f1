"""Which sources × brands × editions, on how many cores; alone writes to `out/`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher import brand, edition, load, plan, words
from publisher.edition import Format
from publisher.errors import BadInput, DoesNotHold, Problem, PublisherError
from publisher.plan import Job


@dataclass(frozen=True)
class Selection:
    """What the user asked for; an empty tuple means all there are."""

    conditions: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """What became of a job. `data` is None where the file was not made again."""

    path: str
    key: str
    sha256: str
    size: int
    pages: int | None
    blocks: tuple[int, int]
    """Found and expected."""
    faults: tuple[str, ...] = ()
    data: bytes | None = field(default=None, repr=False)

    @property
    def holds(self) -> bool:
        """Whether the file may be published."""
        return not self.faults


def jobs(root: Path, selection: Selection) -> tuple[Job, ...]:
    """Every job of the selection, in a stable order.

    Raises `BadInput` with all problems of all sources, brands and editions that it names.
    """
    sources, layouts = root / "sources", root / "layouts"
    problems: list[Problem] = []

    def gather(kind: str, there: Iterable[str], asked: tuple[str, ...], read: Any) -> list[Any]:
        known = tuple(there)
        found = []
        for name in asked or known:
            try:
                if name not in known:
                    wrong = f"there is no {kind} {name!r}"
                    raise BadInput([Problem(kind, 0, 0, "", wrong, f"one of {', '.join(known)}")])
                found.append(read(name))
            except BadInput as exc:
                problems.extend(exc.problems)
        if not known:
            problems.append(Problem(str(root), 0, 0, "", f"there is no {kind}", "see README.md"))
        return found

    conditions = gather(
        "condition",
        sorted(p.parent.name for p in sources.glob("*/condition.yaml")),
        selection.conditions,
        lambda name: load.condition(sources / name, root),
    )
    brands = gather(
        "brand",
        sorted(p.parent.name for p in (layouts / "brands").glob("*/_brand.yml")),
        selection.brands,
        lambda name: brand.load(layouts / "brands" / name, root),
    )
    every = gather("edition", edition.names(layouts), (), lambda n: edition.load(layouts / n, root))
    chosen = gather(
        "edition", [e.name for e in every], selection.editions,
        lambda name: next(e for e in every if e.name == name),
    )  # fmt: skip
    labels = {}
    for language in {c.language for c in conditions}:
        try:
            labels[language] = words.load(layouts, language)
        except BadInput as exc:
            problems.extend(exc.problems)
    problems += _missing_glyphs(conditions, brands)
    if problems:
        raise BadInput(problems)
    return tuple(
        Job(condition=c, brand=b, edition=e, words=labels[c.language],
            stamp=plan.stamp(c), siblings=tuple(every))
        for b in brands for c in conditions for e in chosen
    )  # fmt: skip


def _missing_glyphs(conditions: list[Any], brands: list[Any]) -> Iterator[Problem]:
    from publisher import fonts

    for condition in conditions:
        for one in brands:
            yield from fonts.check(condition, one)


def make(job: Job) -> Made:
    """The file of a job, made and judged, in memory. Runs in a worker."""
    from publisher import render

    try:
        data = render.render(job)
    except DoesNotHold as exc:
        return Made(str(job.path), job.key, "", 0, None, (0, 0), (str(exc),))
    return judged(job, data)


def judged(job: Job, data: bytes) -> Made:
    """What a finished file turns out to be: its pages, its blocks, and whatever does not hold."""
    from publisher import verify

    report = verify.fidelity(job, data)
    faults = (*map(str, report.faults), *verify.standard(job, data))
    digest = hashlib.sha256(data).hexdigest()
    pages = _pages(data) if job.edition.format is Format.PDF else None
    blocks = (report.blocks_found, report.blocks_expected)
    return Made(str(job.path), job.key, digest, len(data), pages, blocks, faults, data)


def _pages(data: bytes) -> int | None:
    """How many pages a PDF has; None where it cannot be read."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return len(PdfDocument(data))
    except PdfiumError:
        return None


def run(
    todo: Iterable[Job], out: Path, executor: Executor, done: Callable[[Made], None]
) -> list[Made]:
    """Every job's outcome, ordered by path; `done` hears of each as it comes.

    A job whose key `out` already has is left alone. What holds is published at once, what does
    not is never written.
    """
    made: list[Made] = []
    waiting = {}
    for job in todo:
        if before := unchanged(job, out):
            made.append(before)
            done(before)
        else:
            waiting[executor.submit(make, job)] = job
    for future in as_completed(waiting):
        outcome = future.result()
        if outcome.holds:
            publish(waiting[future], outcome, out)
        made.append(outcome)
        done(outcome)
    return sorted(made, key=lambda one: one.path)


def unchanged(job: Job, out: Path) -> Made | None:
    """What the manifest says of a file that is still there under the same key, byte for byte."""
    entry = manifest(out / job.path.parent).get("files", {}).get(job.edition.file)
    path = out / job.path
    if not entry or entry["key"] != job.key or not path.is_file():
        return None
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        return None
    found, expected = entry["blocks"]
    size, pages = entry["size"], entry["pages"]
    return Made(str(job.path), job.key, entry["sha256"], size, pages, (found, expected))


def publish(job: Job, made: Made, out: Path) -> None:
    """Writes the file and its line in the manifest, each beside its place and then renamed."""
    assert made.data is not None
    folder = out / job.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(out / job.path, made.data)
        condition = job.condition
        listed = manifest(folder).get("files", {})
        listed[job.edition.file] = {
            "key": made.key,
            "sha256": made.sha256,
            "size": made.size,
            "pages": made.pages,
            "blocks": list(made.blocks),
        }
        text = {
            "condition": condition.condition,
            "language": condition.language,
            "brand": job.brand.id,
            "version": condition.version,
            "modified": condition.modified.isoformat(),
            "review": condition.review.state.value,
            "files": dict(sorted(listed.items())),
        }
        _replace(folder / "manifest.json", (json.dumps(text, indent=2) + "\n").encode())
    except OSError as exc:
        raise PublisherError(f"{exc.filename}: cannot be written ({exc.strerror})") from exc


def manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder says; nothing where there is none that can be read."""
    try:
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
