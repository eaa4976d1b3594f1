"""What stands in `out/` is told to stores and readers by machine, and only what is true of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import isbn
from tests.helpers import Project, closing, new_project

# ISBN ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("twelve", "check"),
    # The manual's own example, one whose check digit is 0, one of the newer prefix.
    [("978030640615", "7"), ("978020137962", "4"), ("979109063607", "1"), ("978316148410", "0")],
)
def test_the_check_digit_is_that_of_the_manual(twelve: str, check: str) -> None:
    assert isbn.check_digit(twelve) == check
    assert isbn.digits(f"{twelve[:3]}-{twelve[3:]}-{check}") == twelve + check


def test_every_single_wrong_digit_is_found() -> None:
    right = "9780306406157"
    for place in range(13):
        for digit in set("0123456789") - {right[place]}:
            wrong = right[:place] + digit + right[place + 1 :]
            with pytest.raises(ValueError, match="ISBN"):
                isbn.digits(wrong)


@pytest.mark.parametrize(
    "written", ["", "978--0306406157", "９780306406157", "9" * 99, "0306406152"]
)
def test_what_is_no_isbn_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not an ISBN; write all thirteen digits"):
        isbn.digits(written)


def test_isbn_of_a_text_or_an_edition_that_there_is_not_is_a_problem(tmp_path: Path) -> None:
    project: Project = new_project(tmp_path)
    brand = "layouts/brands/riverbend/_brand.yml"
    project.write(
        brand,
        "    paper: letter",
        "    isbn:\n"
        "      every-blok: {en-US: {ebook: 978-0-306-40615-7}}\n"
        "      every-block: {en-US: {e-book: 978-0-201-37962-4}}\n"
        "    paper: letter",
    )
    assert project.problems() == (
        f"{brand}  defaults.publisher.isbn.every-block.en-US.e-book  there is no edition "
        f"'e-book': one of {', '.join(_editions(project))}\n"
        f"{brand}  defaults.publisher.isbn.every-blok  there is no source 'every-blok': "
        f"mend its name or remove it\n{closing(2)}"
    )


def _editions(project: Project) -> list[str]:
    return sorted(path.parent.name for path in project.root.glob("layouts/*/edition.toml"))
