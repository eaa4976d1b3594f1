"""Nothing costly is made twice in a run: tests of one file stay together, and files are shared."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from tests import shared
from tests.helpers import EVERY_BLOCK, job_for


@pytest.mark.parametrize("number", range(6))
def test_the_tests_of_a_file_run_in_one_process(number: int) -> None:
    """Spread over processes, all but the first would find another's number."""
    own = str(os.getpid()).encode()
    assert shared.once("the process of this file", lambda: own) == own, number


def test_what_many_ask_for_is_made_once(request: pytest.FixtureRequest) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        sleep(0.05)
        return b"made"

    def fill(folder: Path) -> None:
        (folder / "file").write_bytes(make())

    def ask(_: int) -> bytes:
        own = request.node.name
        folder = shared.folder_once(f"{own}-folder", fill)
        return shared.once(own, make) + (folder / "file").read_bytes()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(4))) == {b"mademade"}
    assert len(made) == 2


def test_what_failed_is_not_taken_for_made(request: pytest.FixtureRequest) -> None:
    own = request.node.name
    with pytest.raises(ZeroDivisionError):
        shared.once(own, lambda: bytes(1 // 0))
    assert shared.once(own, lambda: b"made") == b"made"


def test_jobs_that_differ_share_no_file() -> None:
    one, other = (job_for(EVERY_BLOCK, house, "web") for house in ("riverbend", "northfield"))
    assert one.key != other.key
    assert shared.rendered(one) != shared.rendered(other)
