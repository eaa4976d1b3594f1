"""The command doctor: what building needs of this machine, and what installs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from publisher.brand.inks import DEFAULT_PROFILE
from publisher.bundled import IS_CHECKOUT, LAYOUTS
from publisher.commands.screen import console, grid_of
from publisher.errors import BadOutput
from publisher.layout.engine import load_weasyprint

_APT, _PIP = "apt install --no-install-recommends", "pip install"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that a build needs: whether it is there, what it is for, and what installs it."""

    name: str
    found: str
    """Its version or place; empty where it is missing."""
    purpose: str
    installer: str
    packages: str


def show_requirements() -> None:
    """Prints everything that building needs. Raises `BadOutput` where something is missing."""
    requirements = list(_requirements())
    rows = [(one.name, one.found or "missing", one.purpose) for one in requirements]
    ours = ("layouts", str(LAYOUTS), "what a project may put files of its own in the place of")
    console().print(grid_of(("what", "found", "for"), [*rows, ours]))
    missing = [one for one in requirements if not one.found]
    if missing:
        names = ", ".join(one.name for one in missing)
        raise BadOutput("\n  ".join((f"Missing: {names}. Installed by:", *_commands(missing))))
    console().print("Nothing is missing.")


def _commands(missing: list[Requirement]) -> Iterator[str]:
    """One command for each installer, with all that it brings."""
    for installer in dict.fromkeys(one.installer for one in missing):
        packages = " ".join(one.packages for one in missing if one.installer == installer)
        yield "make setup" if installer == _PIP and IS_CHECKOUT else f"{installer} {packages}"


def _requirements() -> Iterator[Requirement]:
    engine, subset = _weasyprint()
    pango = "libpango-1.0-0 libpangoft2-1.0-0"
    yield Requirement("Pango", engine, "pages of PDF and print", _APT, pango)
    faster = "libharfbuzz-subset0"
    yield Requirement("HarfBuzz subset", subset, "small fonts in half the time", _APT, faster)
    ghostscript = shutil.which("gs") or ""
    yield Requirement("Ghostscript", ghostscript, "inks of print", _APT, "ghostscript")
    yield Requirement("press profile", _profile(), "colours of print", _APT, "scribus-data")
    for name, purpose in _PACKAGES.items():
        yield Requirement(name, _installed(name), purpose, _PIP, name)
    for name, (module, purpose) in _PROGRAMS.items():
        yield Requirement(name, _working(name, module), purpose, _PIP, name)


_PACKAGES = {
    "fontpkg-source-sans-3": "type of a brand that names none",
    "fontpkg-source-serif-4": "type of a brand whose serif is not at hand",
    "fontpkg-atkinson-hyperlegible": "type made for low vision",
    "fontpkg-noto-sans": "signs that other type lacks",
}
_PROGRAMS = {
    "pagefind-bin": ("pagefind_bin", "search on sites"),
    "resvg-py": ("resvg_py", "the proof of drawings"),
    "zxing-cpp": ("zxingcpp", "the proof of QR codes"),
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
    return str(DEFAULT_PROFILE.path) if DEFAULT_PROFILE.path.is_file() else ""


def _installed(package: str) -> str:
    """The version of a package; nothing where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _working(package: str, module: str) -> str:
    """The version of a package that is a program of this machine's kind, if it can be loaded."""
    try:
        import_module(module)
    except ImportError:
        return ""
    return _installed(package)
