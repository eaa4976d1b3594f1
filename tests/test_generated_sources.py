"""No source is refused for its words or shapes: generated ones go through every edition.

A run has two of them; `make fuzz` goes on with others.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from publisher.build.make import make_all
from tests.generated_sources import source
from tests.helpers import LAYOUTS, SOURCE, new_project

EDITIONS = tuple(sorted(path.parent.name for path in LAYOUTS.glob("*/edition.toml")))
_SEEDS = st.integers(10, 2**32)
_ONE = settings(max_examples=1, phases=[Phase.explicit, Phase.generate], deadline=None)


def faults(seed: int, editions: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What is wrong with the files of a generated source, by their paths."""
    with TemporaryDirectory() as folder:
        project = new_project(Path(folder) / "project")
        writer = YAML()
        writer.width = 1_000_000
        with (project.root / SOURCE).open("w", encoding="utf-8") as file:
            writer.dump(source(seed), file)
        made = make_all(project.jobs(*editions))
        return {outcome.path: outcome.faults for outcome in made if outcome.faults}


@pytest.mark.parametrize("editions", [EDITIONS[::2], EDITIONS[1::2]], ids=" ".join)
@settings(_ONE, suppress_health_check=[*HealthCheck])
@example(5)
@given(_SEEDS)
def test_no_generated_source_is_refused(editions: tuple[str, ...], seed: int) -> None:
    assert faults(seed, editions) == {}
