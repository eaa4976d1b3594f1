"""What all tests share: the order they run in and one browser for the whole run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect

from tests.catalogue import EDITIONS, Catalogue, built
from tests.judges import open_browser

# The same examples on every machine and in every run; `make fuzz` looks for others.
settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.register_profile("fuzz", database=None, deadline=None, print_blob=True)
settings.load_profile("gate")

expect.set_options(timeout=60_000)  # a busy machine is no fault of a page

_JUDGES = Path(__file__).parent / "judges"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, so that a plain mistake shows before a JVM has started.

    The tests of one file that are fast, and those that are not, run in one process: what they make
    is made once. Of those that are not, the longest begin, so that both processes end together.
    """
    for item in items:
        if _JUDGES in item.path.parents:
            item.add_marker(pytest.mark.judge)
        asks = "judge" if item.get_closest_marker("judge") else "fast"
        item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{asks}"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, int]:
    is_judged = item.get_closest_marker("judge") is not None
    name = item.path.stem
    return is_judged, _LONGEST.index(name) if is_judged and name in _LONGEST else len(_LONGEST)


_LONGEST = ("test_pull", "test_ebook", "test_web", "test_word_judges", "test_tags", "test_judges")


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
    """Finished files of two brands, to tell machines of; nobody changes them."""
    return built(tmp_path_factory.mktemp("catalogue"), EDITIONS)
