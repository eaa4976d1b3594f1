"""Our own code and the engines as hashes: what one version has made says nothing of another's."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ENGINES = (
    *("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "python-docx", "ebooklib", "jinja2"),
    *("markdown-it-py", "babel", "pikepdf", "pillow", "pypdfium2", "fonttools", "brotli", "lxml"),
)


def hash_of(*texts: str, files: Iterable[tuple[str, Path]] = ()) -> str:
    """A hash of texts, and of files with the names that they go by."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    for name, path in files:
        digest.update(name.encode() + b"\0" + file_hash(path))
    return digest.hexdigest()


def program_hash() -> str:
    """A hash of our own code as it is now, and of the engines that decide the bytes."""
    return hash_of(_engines(), files=_own_code())


@cache
def _engines() -> str:
    """The programs and libraries that decide the bytes, with their versions."""
    python = {"python": sys.version, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    return json.dumps({engine: _version(engine) for engine in _ENGINES} | python)


def _version(engine: str) -> str:
    try:
        return version(engine)
    except PackageNotFoundError:  # brotli has another name outside CPython
        return "none"


@cache
def _own_code() -> tuple[tuple[str, Path], ...]:
    here = Path(__file__).parent
    return tuple((p.relative_to(here).as_posix(), p) for p in sorted(here.rglob("*.py")))


_hashes: dict[Path, tuple[tuple[int, int, int], bytes]] = {}


def file_hash(path: Path) -> bytes:
    """The hash of a file, which is read again only if it has changed."""
    stat = path.stat()
    state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    known = _hashes.get(path)
    if known is None or known[0] != state:
        known = _hashes[path] = (state, hashlib.sha256(path.read_bytes()).digest())
    return known[1]
