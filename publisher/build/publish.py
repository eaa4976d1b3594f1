"""Writes built files to `out/`: whole, each beside its place and then renamed, and the manifest.

A manifest says of each file which text it was made of, and the hashes that tell whether it has
to be made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from publisher.errors import PublisherError, refused
from publisher.files import is_url, read_file, unfinished, write_whole

if TYPE_CHECKING:
    from publisher.plan.job import Job


@dataclass(frozen=True)
class Outcome:
    """What became of a job. `data` is None where the file was not made again."""

    path: str
    key: str
    sha256: str
    size: int
    pages: int | None
    blocks: tuple[int, int]
    """Found and expected."""
    faults: tuple[str, ...] = ()
    body_pt: float | None = None
    """Of sheets: the size that most letters are set in, which copyfitting chose."""
    most_ink: float | None = None
    """Of sheets: the heaviest point, in percent."""
    why: tuple[str, ...] = ()
    """Of a file that was made now: what of it is new or has changed since it was published."""
    data: bytes | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Whether the file may be published."""
        return not self.faults


@contextmanager
def exclusive(out: Path) -> Iterator[None]:
    """Sees to it that no other build writes to `out` meanwhile, and that it can be written to.

    What a build that was killed left half written is swept away. At an address, an object that
    only one can put there keeps others out.
    """
    with _locked_store(out) if is_url(out) else _locked_folder(out):
        yield


@contextmanager
def _locked_folder(out: Path) -> Iterator[None]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            pass
        folder = os.open(out, os.O_RDONLY)
    except OSError as exc:
        wrong = f"cannot be written to ({exc.strerror})"
        raise refused(str(out), wrong, "name a folder by --out") from exc
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublisherError(
                f"{out}: another build is writing there; let it end first."
            ) from None
        for stray in unfinished(out):
            stray.unlink(missing_ok=True)
        yield
    finally:
        os.close(folder)


_LOCK = ".publisher.lock"


@contextmanager
def _locked_store(out: Any) -> Iterator[None]:
    lock = out / _LOCK
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.fs.pipe_file(
            lock.path, f"{socket.gethostname()} {os.getpid()}".encode(), mode="create"
        )
    except FileExistsError:
        raise PublisherError(
            f"{out}: another build is writing there (on {_text(lock)}); let it end first, "
            f"or remove {lock} if it died."
        ) from None
    # Stores raise whatever they like.
    except Exception as exc:
        wrong = f"cannot be written to ({type(exc).__name__}: {exc})"
        raise refused(str(out), wrong, "name a place by --out where you may write") from exc
    try:
        yield
    finally:
        lock.unlink()


def _text(lock: Any) -> str:
    try:
        host, process = lock.read_text().split()
    except (OSError, ValueError):
        return "an unknown machine"
    return f"{host}, process {process}"


def unchanged(job: Job, out: Path) -> Outcome | None:
    """What the manifest says of a file that is still there under the same key, byte for byte."""
    entry = manifest_entries(out / job.path.parent).get(job.edition.file)
    path = out / job.path
    try:
        if not entry or entry["key"] != job.key or not _says_of_text(job).items() <= entry.items():
            return None
        if sha256(read_file(path)) != entry["sha256"]:
            return None
    except OSError:
        return None
    found, expected = entry["blocks"]
    size, pages = entry["size"], entry["pages"]
    return Outcome(
        str(job.path),
        job.key,
        entry["sha256"],
        size,
        pages,
        (found, expected),
        body_pt=entry["body_pt"],
        most_ink=entry["most_ink"],
    )


def why_made(job: Job, out: Path) -> tuple[str, ...]:
    """What has changed since the file of a job was published, as names of `Job.inputs`.

    `new` where no file was published, `file` where only the finished file is another one.
    """
    entry = manifest_entries(out / job.path.parent).get(job.edition.file)
    if entry is None:
        return ("new",)
    known = entry["inputs"]
    return tuple(name for name, now in job.inputs.items() if known.get(name) != now) or ("file",)


def publish(job: Job, made: Outcome, out: Path) -> None:
    """Writes the file and its line in the manifest, each beside its place and then renamed.

    Each line says of which text the file was made: files of one folder may differ in that, where
    only some were built again.
    """
    assert made.data is not None
    folder = out / job.path.parent
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(out / job.path, made.data)
    condition = job.condition
    files = {
        name: entry for name, entry in manifest_entries(folder).items() if (folder / name).is_file()
    }
    files[job.edition.file] = {
        "key": made.key,
        "inputs": job.inputs,
        "sha256": made.sha256,
        "size": made.size,
        "pages": made.pages,
        "blocks": list(made.blocks),
        "body_pt": made.body_pt,
        "most_ink": made.most_ink,
        **_says_of_text(job),
    }
    manifest = {
        "condition": condition.condition,
        "language": condition.language,
        "brand": job.brand.id,
        "files": dict(sorted(files.items())),
    }
    write_whole(folder / "manifest.json", (json.dumps(manifest, indent=2) + "\n").encode())


def forget(file: Path) -> None:
    """Takes the line of a file that was removed out of its manifest, and an empty manifest away."""
    path = file.parent / "manifest.json"
    manifest = json.loads(read_file(path))
    manifest["files"].pop(file.name, None)
    if manifest["files"]:
        write_whole(path, (json.dumps(manifest, indent=2) + "\n").encode())
    else:
        path.unlink()


def _says_of_text(job: Job) -> dict[str, object]:
    """What a line of the manifest says of the text that its file was made of."""
    from publisher.content.translated import TranslatedCondition

    condition = job.condition
    says: dict[str, object] = {
        "version": condition.version,
        "modified": condition.modified.isoformat(),
        "review": condition.review.state.value,
    }
    if isinstance(condition, TranslatedCondition):
        says["translated_from"] = condition.original_language
        says["translator"] = condition.review.translator
        says["unfinished"] = {
            one.address: one.why
            for one in condition.unfinished
            if job.edition.may_show(one.section, one.wording)
        }
    if job.original is not None:
        says["languages"] = [half.condition.language for half in job.halves]
    return says


def differences(job: Job, made: Outcome, out: Path) -> Iterator[str]:
    """How a file in `out` and its line in the manifest are not what was published.

    `made` is what the file itself shows.
    """
    entry = manifest_entries(out / job.path.parent).get(job.edition.file)
    if entry is None:
        yield "is not in the manifest; build it again"
        return
    if entry["sha256"] != made.sha256:
        yield "was changed since it was published; build it again"
        return
    measured: dict[str, object] = {
        "size": made.size,
        "pages": made.pages,
        "blocks": list(made.blocks),
        "body_pt": made.body_pt,
        "most_ink": made.most_ink,
        **_says_of_text(job),
    }
    for name, right in measured.items():
        if entry[name] != right:
            yield f"the manifest says {name} {entry[name]!r} and not {right!r}; build it again"


def sync_files(
    out: Path, folders: Iterable[PurePosixPath], files: Mapping[PurePosixPath, bytes]
) -> None:
    """Writes `files` below `out`, and takes away what else lies in `folders`, which are theirs.

    A file that is there already, byte for byte, is left alone. The caller is `exclusive` out.
    """
    for path, data in files.items():
        place = out / path
        if not place.is_file() or place.read_bytes() != data:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, data)
    keep = {out / path for path in files}
    for folder in folders:
        for old in sorted((out / folder).rglob("*"), reverse=True):
            if old.is_dir() and not old.is_symlink():
                if not any(old.iterdir()):
                    old.rmdir()
            elif old not in keep:
                old.unlink()


def manifest_entries(folder: Path) -> dict[str, dict[str, Any]]:
    """The files that the manifest of a folder lists, by name.

    A line that is not as `publish` writes it counts as not there: its file is made again.
    """
    try:
        manifest = json.loads(read_file(folder / "manifest.json"))
    except (OSError, ValueError, RecursionError):
        return {}
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        return {}
    return {name: entry for name, entry in files.items() if _is_whole(name, entry)}


def _is_whole(name: str, entry: Any) -> bool:
    match entry:
        case {
            "key": str(),
            "inputs": dict(),
            "sha256": str(),
            "size": int(),
            "pages": int() | None,
            "blocks": [int(), int()],
            "version": str(),
            "modified": str(),
            "review": str(),
            "body_pt": int() | float() | None,
            "most_ink": int() | float() | None,
        }:
            return "/" not in name and "\0" not in name
        case _:
            return False


def sha256(data: bytes) -> str:
    """The hash that a manifest gives of a file."""
    return hashlib.sha256(data).hexdigest()
