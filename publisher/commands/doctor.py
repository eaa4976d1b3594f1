"""The command doctor: what building needs of this machine, and what installs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from publisher.brand.inks import DEFAULT_PROFILE
from publisher.commands.screen import console, grid_of
from publisher.errors import BadOutput
from publisher.layout.engine import load_weasyprint


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a build needs: whether it is there, what it is for, and what installs it."""

    name: str
    found: str
    """Its version or place; empty where it is missing."""
    purpose: str
    command: str


def show_requirements() -> None:
    """Prints everything that building needs. Raises `BadOutput` where something is missing."""
    requirements = list(_requirements())
    rows = [
        (one.name, one.found or "missing", one.purpose, "" if one.found else one.command)
        for one in requirements
    ]
    console().print(grid_of(("what", "found", "for", "install by"), rows))
    if missing := [one.name for one in requirements if not one.found]:
        raise BadOutput(f"Missing: {', '.join(missing)}.")
    console().print("Nothing is missing.")


def _requirements() -> Iterator[Requirement]:
    engine, subset = _weasyprint()
    pango = "apt install libpango-1.0-0 libpangoft2-1.0-0"
    yield Requirement("Pango", engine, "pages of PDF and print", pango)
    faster = "apt install libharfbuzz-subset0"
    yield Requirement("HarfBuzz subset", subset, "small fonts in half the time", faster)
    ghostscript = shutil.which("gs") or ""
    yield Requirement("Ghostscript", ghostscript, "inks of print", "apt install ghostscript")
    yield Requirement("press profile", _profile(), "colours of print", ".ci/icc-profile")
    for name, purpose in _PACKAGES.items():
        yield Requirement(name, _installed(name), purpose, "make setup")


_PACKAGES = {
    "fontpkg": "type families of brands",
    "pagefind_bin": "search on sites",
    "resvg_py": "the proof of drawings",
    "zxingcpp": "the proof of QR codes",
}


def _weasyprint() -> tuple[str, str]:
    """The version of the engine if its libraries are there, and whether it has the faster one."""
    try:
        load_weasyprint()
    except OSError:  # a library that it cannot do without
        return "", ""
    ffi = import_module("weasyprint.text.ffi")
    return f"WeasyPrint {version('weasyprint')}", "yes" if ffi.harfbuzz_subset else ""


def _profile() -> str:
    return DEFAULT_PROFILE.path.name if DEFAULT_PROFILE.path.is_file() else ""


def _installed(name: str) -> str:
    try:
        import_module(name)
    except ImportError:
        return ""
    return "yes"
