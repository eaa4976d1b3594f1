"""What `--root` and `--out` name: a folder, or the URL of a store elsewhere (fsspec).

Finished files go to a URL as they go to a folder. A project at a URL is copied into
the cache, each state of it once, and read there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, cast

from publisher.errors import BadInput, bad_option, quoted, refused
from publisher.files import cache_folder, is_url

_READ = ("sources", "layouts")
"""The folders of a project that a build reads."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project is for any machine, and which state of it is meant."""

    url: str
    """An absolute path, or a URL."""
    state: str = ""
    """A hash of what lies at a URL; empty for a folder."""

    def folder(self) -> Path:
        """The project on this machine, copied from its URL if it must be.

        Raises `BadInput` where it cannot be read, or is no longer in the state that is meant.
        """
        if not self.state:
            return Path(self.url)
        copy = _copies() / self.state
        return copy if copy.is_dir() else _copied(self.url, self.state)


def place(text: str) -> Path:
    """A folder, or what is used like one at a URL. Raises `BadInput` where none can be."""
    if "://" not in text:
        return Path(text)
    with _reading("--out or --root", text):
        from upath import UPath

        return cast("Path", UPath(text))


def project_at(root: Path) -> Project:
    """The project that `--root` names, as it is now. Raises `BadInput` where it cannot be read."""
    if not is_url(root):
        return Project(str(root.absolute()))
    with _reading("--root", str(root)):
        return Project(str(root), _state(str(root)))


def _copies() -> Path:
    return cache_folder() / "projects"


def _copied(url: str, state: str) -> Path:
    """A copy of a project, there whole or not at all."""
    with _reading("--root", url):
        files, remote = _listed(url)
        _copies().mkdir(parents=True, exist_ok=True)
        beside, copy = Path(mkdtemp(dir=_copies())), _copies() / state
        try:
            for name, found in files.items():
                target = beside / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(remote.cat_file(found["name"]))
            if _state(url) != state:
                raise refused(url, "has changed since the build began", "build it again")
            with suppress(OSError):  # another process was faster
                beside.rename(copy)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return copy


def _state(url: str) -> str:
    """A hash of the names of a project's files, and of what tells their versions apart."""
    files, _ = _listed(url)
    known = [[name, *(str(found.get(key)) for key in _VERSION)] for name, found in files.items()]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


_VERSION = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "created", "size")
"""What one store or another says of the version of a file."""


def _listed(url: str) -> tuple[dict[str, dict[str, Any]], Any]:
    """What a store says of the files of a project, by their place in it; and the store."""
    from fsspec.core import url_to_fs

    remote, base = url_to_fs(url)
    remote.invalidate_cache()
    files = {}
    for folder in _READ:
        for path, found in sorted(remote.find(f"{base}/{folder}", detail=True).items()):
            name = path.removeprefix(base).lstrip("/")
            if {"..", "."} & set(name.split("/")):  # an object may be called anything
                wrong = f"has an object whose name leads elsewhere: {quoted(name)}"
                raise refused(url, wrong, "remove it")
            files[name] = found
    if not files:
        raise refused(url, "has no folder sources/", "name a project by --root")
    return files, remote


@contextmanager
def _reading(option: str, url: str) -> Iterator[None]:
    """Says in one message what is wrong with a URL. Stores raise whatever they like."""
    try:
        yield
    except BadInput:
        raise
    except ImportError as exc:
        right = "install it: pip install 'publisher[cluster]'"
        raise bad_option(option, f"{url[:200]} needs the package {exc.name}", right) from None
    except Exception as exc:
        wrong = f"{url[:200]} cannot be read ({type(exc).__name__}: {exc})"
        raise bad_option(option, wrong, "check the address, and who may read there") from exc
