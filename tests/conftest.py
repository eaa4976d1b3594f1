"""What all tests share: the order they run in, the command line, a browser, what is made once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect
from xdist.scheduler import LoadScopeScheduling

from publisher import cli
from tests import shared
from tests.catalogue import EDITIONS, Catalogue, built, in_folder
from tests.judges import open_browser

# The same examples on every machine and in every run; `make fuzz` looks for others.
settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.register_profile("fuzz", database=None, deadline=None, print_blob=True)
settings.load_profile("gate")

expect.set_options(timeout=60_000)  # a busy machine is no fault of a page

_JUDGES = Path(__file__).parent / "judges"


def pytest_configure() -> None:
    """Hears Ctrl-C however the run was begun: a shell deafens what it puts in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, so that a plain mistake shows before a JVM has started.

    Of those that are not, the longest begin, so that all processes end together.
    """
    for item in items:
        if _JUDGES in item.path.parents:
            item.add_marker(pytest.mark.judge)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, int]:
    is_judged = item.get_closest_marker("judge") is not None
    name = item.path.stem
    return is_judged, _LONGEST.index(name) if is_judged and name in _LONGEST else len(_LONGEST)


_LONGEST = ("test_pull", "test_ebook", "test_web", "test_word_judges", "test_tags", "test_judges")


class _FileByFile(LoadScopeScheduling):
    """Gives tests of one file that follow one another to one process: it makes its files once.

    The fast ones of a file and those that ask a judge are far apart, and may part. (xdist's own
    groups do nothing with pytest 9.2: they write names that it no longer reads.)
    """

    @cached_property
    def _parts(self) -> dict[str, str]:
        runs = groupby(self.collection, key=lambda test: test.split("::")[0])
        return {test: f"{file} {number}" for number, (file, run) in enumerate(runs) for test in run}

    def _split_scope(self, nodeid: str) -> str:
        return self._parts[nodeid]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _FileByFile | None:
    return _FileByFile(config, log) if config.getoption("dist") == "loadscope" else None


@pytest.fixture(scope="session", autouse=True)
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One folder for all processes of the run; pytest gives each of several one inside it."""
    own = tmp_path_factory.getbasetemp()
    shared.share_below(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once, kept off the network."""
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A blank tab of its own for each test."""
    tab = browser.new_page()
    yield tab
    tab.close()


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Finished files of two brands, to tell machines of; nobody changes them.

    They are made once in a run; what tells of them is written beside a copy for each process.
    """
    made = shared.folder_once("catalogue", lambda folder: built(folder, EDITIONS))
    copy = tmp_path_factory.mktemp("catalogue") / "copy"
    shutil.copytree(made, copy)
    return in_folder(copy)


class Said:
    """What a command said, and how it ended."""

    def __init__(self, code: object, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def publisher(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """The command line, called in this process."""

    def call(*typed: str, inside: Path) -> Said:
        monkeypatch.chdir(inside)
        monkeypatch.setattr(sys, "argv", ["publisher", *typed])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return Said(end.value.code, *capsys.readouterr())

    before = signal.getsignal(signal.SIGTERM)
    yield call
    signal.signal(signal.SIGTERM, before)
    cli._DEBUG.clear()
