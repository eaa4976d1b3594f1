"""Where each judge is installed, and what to say when it is not.

Exception
├── JudgeMissing   the judge is not installed; the message says how to install it
└── JudgeFailed    the judge ran and broke down; its own words are the message
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

_NODE_MODULES = Path(__file__).parent / "node_modules"


class JudgeMissing(Exception):
    """A judge is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is missing; install it with: make test-setup")


class JudgeFailed(Exception):
    """A judge broke down before it could judge."""


def command(name: str) -> str:
    """The full path of a program: one from the environment of these tests, or the system's."""
    own = Path(sys.executable).parent / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise JudgeMissing(f"the program {name}")
    return found


def node_module(*parts: str) -> Path:
    """The path of a file that an npm judge brings."""
    return existing(_NODE_MODULES.joinpath(*parts))


def package_file(package: str, *parts: str) -> Path:
    """The path of a file that a Python judge brings, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise JudgeMissing(f"the Python package {package}")
    return existing(Path(spec.origin).parent.joinpath(*parts))


def existing(path: Path) -> Path:
    """The path itself, once it is known to exist."""
    if not path.exists():
        raise JudgeMissing(str(path))
    return path


def run(
    argv: Sequence[str | Path],
    *,
    accept: Sequence[int] = (0,),
    env: dict[str, str] | None = None,
    timeout_s: int = 180,
) -> subprocess.CompletedProcess[str]:
    """What a program said. `accept` lists the exit codes by which it passes or finds fault.

    Raises `JudgeFailed` for any other: a judge that broke down has not judged.
    """
    done = subprocess.run(
        [str(word) for word in argv],
        capture_output=True,
        text=True,
        errors="replace",
        env=env,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode not in accept:
        raise JudgeFailed(f"{argv[0]} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done
