"""The site: what is in it, that it holds, and that nothing is written where it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publisher import site
from publisher.site import Press
from tests.helpers import ROOT, new_project

BRANDS = ("northfield", "riverbend")


@pytest.fixture(scope="session")
def presses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Press]:
    """The site of every brand in memory, from the source that holds every block and a real one."""
    project = new_project(tmp_path_factory.mktemp("site"))
    real = "iron-deficiency-anemia"
    shutil.copytree(ROOT / "sources" / real, project.root / "sources" / real)
    jobs = site.site_jobs(project.root, ())
    return {
        name: site.press([job for job in jobs if job.brand.id == name], Path("nowhere"), None)
        for name in BRANDS
    }


@pytest.mark.parametrize("brand", BRANDS)
def test_nothing_of_any_source_is_lost_and_every_link_arrives(
    presses: dict[str, Press], brand: str
) -> None:
    built = presses[brand].built
    assert built.faults == ()
    found, expected = built.blocks
    assert found == expected > 0
