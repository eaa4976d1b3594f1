"""Video and audio: what a source may say of them, what each format shows, what comes home."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import verify
from publisher.content.model import recordings
from publisher.edition.words import load_words
from publisher.errors import BadInput
from publisher.render.web.linked_data import recordings_of
from publisher.source.load import load_condition
from tests.damage_recordings import FILM, OTHER, SOUND, with_codes
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT, SOURCE, Project, closing, job_for
from tests.import_files import blocks, imported
from tests.shared import rendered


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project.of(EVERY_BLOCK, tmp_path)
    return made
