"""The pages of a site → its search index, made by Pagefind and read by the reader's browser.

Source: pagefind.app. It needs no program on the server: the index is beside the pages in small
files, and a search fetches the few that it needs.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.errors import PublisherError

FOLDER = "pagefind"
# Pagefind's own user interface, which the site does not use.
_UNUSED = ("-ui.", "-highlight.")

_ENTRY = f"{FOLDER}/pagefind-entry.json"


def indexed(files: dict[str, bytes], *, folder: Path) -> dict[str, bytes]:
    """`files` and the index of their pages. `folder` is for temporary files.

    The same pages give the same index. Raises `PublisherError` where Pagefind cannot run.
    """
    with TemporaryDirectory(dir=folder, prefix=".search-") as work:
        site, index = Path(work, "site"), Path(work, FOLDER)
        for name, data in files.items():
            if name.endswith(".html") and name != "404.html":
                (site / name).parent.mkdir(parents=True, exist_ok=True)
                (site / name).write_bytes(data)
        _run(site, index)
        made = {
            f"{FOLDER}/{path.relative_to(index).as_posix()}": path.read_bytes()
            for path in sorted(index.rglob("*"))
            if path.is_file() and not any(part in path.name for part in _UNUSED)
        }
    made[_ENTRY] = _in_order(made[_ENTRY])
    return {**files, **made}


def _in_order(entry: bytes) -> bytes:
    """The list of languages sorted by tag; Pagefind writes it in the order its threads end."""
    return json.dumps(
        json.loads(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _run(site: Path, index: Path) -> None:
    try:
        from pagefind_bin import get_executable  # type: ignore[import-untyped]

        program = get_executable()
        asked = ["--site", str(site), "--output-path", str(index), "--silent"]
        done = subprocess.run(
            [str(program), *asked], capture_output=True, text=True, check=False, timeout=600
        )
    except (ImportError, OSError, subprocess.TimeoutExpired) as exc:
        raise PublisherError(f"The search index cannot be made ({exc}): install pagefind.") from exc
    if done.returncode or not (index / "pagefind.js").is_file():
        reason = " ".join((done.stderr or done.stdout).split())
        raise PublisherError(f"The search index cannot be made: {reason or 'Pagefind failed'}.")
