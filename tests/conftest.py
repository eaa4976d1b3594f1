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
    """Fast tests first, so that a plain mistake shows before a JVM has started."""
    for item in items:
        if _JUDGES in item.path.parents:
            item.add_marker(pytest.mark.judge)
    items.sort(key=lambda item: item.get_closest_marker("judge") is not None)


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
