"""Brands that say little, or much that is not ours, build every edition, and nothing is lost."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from publisher.brand.load import load_brand
from publisher.build.make import make
from publisher.edition.load import load_edition
from publisher.edition.words import load_words
from publisher.plan.job import Job, stamp
from publisher.source.load import load_condition
from tests.helpers import EVERY_BLOCK, LAYOUTS, ROOT
from tests.test_brand_standard import FILES, folder_with

ANEMIA = ROOT / "sources" / "iron-deficiency-anemia"
BRANDS = {
    "a name alone": FILES["a name"],
    "a number alone": (
        "defaults:\n  publisher:\n    clinic:\n      phones:\n"
        "        - {label: Care team, number: 555-0142}\n"
    ),
    "pictures and pale colors": (
        "meta: {name: Lakeside, link: https://lakeside.example.org}\n"
        "logo: {small: mark.png, medium: logo.jpg}\n"
        'color: {background: "#f8f7f1", primary: "#48a9c5", warning: "#ffcc00"}\n'
        "typography: {base: Georgia}\n"
    ),
    "a drawing and a dark page": FILES["a dark page"] + "logo: logo.svg\n",
}


def job_in(root: Path, kind: str, edition: str, source: Path) -> Job:
    condition = load_condition(source, ROOT)
    return Job(
        condition=condition,
        brand=load_brand(folder_with(root, BRANDS[kind]), root),
        edition=load_edition(LAYOUTS / edition, ROOT),
        words=load_words(LAYOUTS, condition.language),
        stamp=stamp(condition),
        siblings=(load_edition(LAYOUTS / edition, ROOT),),
    )


@pytest.mark.parametrize(
    ("kind", "edition"),
    [
        *((kind, edition) for kind in BRANDS for edition in ("handout", "word")),
        *(("a name alone", edition) for edition in ("web", "ebook", "question-sheet")),
        *(("pictures and pale colors", edition) for edition in ("web", "ebook")),
    ],
)
def test_every_block_is_built_whole(tmp_path: Path, kind: str, edition: str) -> None:
    made = make(job_in(tmp_path, kind, edition, EVERY_BLOCK))
    assert made.faults == ()


@pytest.mark.parametrize("kind", ["a name alone", "pictures and pale colors"])
def test_sheets_are_in_four_inks(tmp_path: Path, kind: str) -> None:
    made = make(job_in(tmp_path, kind, "trifold", ANEMIA))
    assert made.faults == ()
    assert made.data
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        spaces = {
            str(one.get("/ColorSpace"))
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        }
    assert spaces <= {"/DeviceCMYK", "/DeviceGray", "None"}
