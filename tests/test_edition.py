"""Editions and the words of layouts are read whole, or every fault in them is named."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from publisher.content.model import Review, ReviewState
from publisher.edition import words
from publisher.edition.layouts import edition_names
from publisher.edition.load import load_edition
from publisher.edition.model import Format
from publisher.edition.words import load_words
from publisher.errors import BadInput
from tests.helpers import ROOT, closing

LAYOUTS = ROOT / "layouts"
EDITION = "layouts/handout/edition.toml"
ENGLISH = "layouts/shared/words/en.toml"
GERMAN = "layouts/shared/words/de.toml"
MINIMAL = 'title = "Handout"\nformat = "pdf"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one edition and the English words."""
    (tmp_path / EDITION).parent.mkdir(parents=True)
    (tmp_path / EDITION).write_text(MINIMAL, encoding="utf-8")
    (tmp_path / ENGLISH).parent.mkdir(parents=True)
    shutil.copy(ROOT / ENGLISH, tmp_path / ENGLISH)
    return tmp_path


def refused(root: Path) -> str:
    with pytest.raises(BadInput) as raised:
        load_edition(root / "layouts" / "handout", root)
    return str(raised.value)


def refused_words(root: Path, language: str) -> str:
    with pytest.raises(BadInput) as raised:
        load_words(root / "layouts", language)
    return str(raised.value)


@pytest.mark.parametrize("name", edition_names(LAYOUTS))
def test_shipped_editions_load(name: str) -> None:
    loaded = load_edition(LAYOUTS / name, ROOT)
    assert loaded.file == name + loaded.format.suffix
    files = dict(loaded.files)
    for file in (f"{name}/edition.toml", "shared/words/en.toml"):
        assert files[file] == LAYOUTS / file


def test_an_edition_is_as_the_one_that_it_is_based_on_but_for_what_it_says(root: Path) -> None:
    text = 'based_on = "zfold"\ntitle = "Ours"\n[print]\nmax_pt = 11.5\n'
    (root / "layouts" / "ours").mkdir()
    (root / "layouts" / "ours" / "edition.toml").write_text(text, encoding="utf-8")
    ours = load_edition(root / "layouts" / "ours", root)
    zfold, trifold = (load_edition(LAYOUTS / name, ROOT) for name in ("zfold", "trifold"))
    assert ours.scheme
    assert zfold.scheme
    assert ours.scheme.sheets == zfold.scheme.sheets
    assert ours.scheme.print == zfold.scheme.print.model_copy(update={"max_pt": 11.5})
    assert ours.panels == zfold.panels
    assert (ours.title, ours.widest_table) == ("Ours", trifold.widest_table)
    assert ours.template_folders == ("ours", "zfold", "trifold")
    assert {"zfold/edition.toml", "trifold/edition.toml"} <= {name for name, _ in ours.files}


def test_an_edition_of_the_project_is_based_on_ours_of_its_name(root: Path) -> None:
    (root / EDITION).write_text('based_on = "handout"\nbody_pt = 13\n', encoding="utf-8")
    ours = load_edition(LAYOUTS / "handout", ROOT)
    loaded = load_edition(root / "layouts" / "handout", root)
    assert (loaded.body_pt, loaded.title) == (13, ours.title)
    assert loaded.opening_figure is ours.opening_figure is True
    assert loaded.template_folders == ("handout",)


def test_an_edition_says_only_what_differs(root: Path) -> None:
    loaded = load_edition(root / "layouts" / "handout", root)
    assert (loaded.title, loaded.format, loaded.body_pt) == ("Handout", Format.PDF, 12)
    files = dict(loaded.files)
    for file in (EDITION, ENGLISH):
        assert files[file.removeprefix("layouts/")] == root / file


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1:1  format  missing: write it\n{file}:1:1  title  missing: write it"),
        (MINIMAL + "bodypt = 12\n", ":3:1  bodypt  unknown key: remove it or check its spelling"),
        (
            'title = "a"\nformat = "odt"\n',
            ":2:1  format  unknown value 'odt': one of 'pdf', 'print', 'docx', 'epub' or 'html'",
        ),
        (
            'title = ""\nformat = "pdf"\n',
            ":1:1  title  is empty: write the words or remove the key",
        ),
        ('title = 5\nformat = "pdf"\n', ":1:1  title  '5' is not text: put it in quotes: '5'"),
        (MINIMAL + "body_pt = 4\n", ":3:1  body_pt  4 is less than 8: write 8 or more"),
        (
            MINIMAL + "body_pt = nan\n",
            ":3:1  body_pt  'nan' is not a number: write one in digits, without quotes",
        ),
        (
            MINIMAL + 'body_pt = "12"\n',
            ":3:1  body_pt  '12' is not a number: write one in digits, without quotes",
        ),
        (
            MINIMAL + "opening_figure = 1\n",
            ":3:1  opening_figure  '1' is not true or false: write true or false, without quotes",
        ),
        (
            MINIMAL + 'standards = ["ua-3"]\n',
            ":3:1  standards[0]  unknown value 'ua-3': one of 'ua-1', 'ua-2', 'a-2a' or 'a-2u'",
        ),
        (
            MINIMAL + "standards = []\n",
            ":3:1  standards  must name one of ua-1 and ua-2: name ua-1, or ua-2 alone",
        ),
        (
            MINIMAL + 'standards = ["ua-1", "ua-2"]\n',
            ":3:1  standards  must name one of ua-1 and ua-2: name ua-1, or ua-2 alone",
        ),
        (
            MINIMAL + 'standards = ["ua-2", "a-2a"]\n',
            ":3:1  standards  names ua-2, which is PDF 2.0, beside what is PDF 1.7: "
            "name ua-2 alone",
        ),
        (
            MINIMAL + 'standards = ["ua-1", "a-2a", "a-2u"]\n',
            ":3:1  standards  names a-2a and a-2u, which is a part of it: name one of them",
        ),
        (
            'title = "a"\nformat = "docx"\nstandards = ["ua-1"]\n',
            ":3:1  standards  is for format pdf, not docx: remove it",
        ),
        (
            MINIMAL + 'based_on = "leaflet"\n',
            ":3:1  based_on  there is no edition 'leaflet': use one of "
            + ", ".join(edition_names(LAYOUTS)),
        ),
        (
            MINIMAL + 'based_on = "large-print"\nbody_pt = "16"\nwidest_table = 9\n',
            ":4:1  body_pt  '16' is not a number: write one in digits, without quotes\n"
            "{file}:5:1  widest_table  9 is more than 8: write 8 at most",
        ),
        (
            'based_on = "handout-ua2"\ntitle = "a"\nformat = "docx"\n',
            ":1:1  standards  is as handout-ua2 has it, and is for format pdf, not docx: "
            "write standards here too (remove it)",
        ),
        ('based_on = "large-print"\n', ":1:1  title  missing: write it"),
        (
            MINIMAL + "[sheet.letter]\nbleed_mm = 3\nsafe = 2\npage_mm = [140, 216]\n",
            ":5:1  sheet.letter.safe  unknown key: remove it or check its spelling",
        ),
        ("title = Handout\n", ":1:9  not TOML (Invalid value): fix the syntax"),
        (
            MINIMAL + 'title = "b"\n',
            ":3:12  not TOML (Cannot overwrite a value): fix the syntax",
        ),
        ('title = "a\n', ":1:11  not TOML (Illegal character '\\n'): fix the syntax"),
        ("a = " + "[" * 3000, "  not TOML (nested too deep): fix the syntax"),
    ],
)
def test_a_fault_of_an_edition_is_named_with_its_line(root: Path, text: str, message: str) -> None:
    (root / EDITION).write_text(text, encoding="utf-8")
    said = message.format(file=EDITION)
    assert refused(root) == f"{EDITION}{said}\n{closing(1 + message.count('{file}'))}"


def test_editions_based_on_one_another_are_said(root: Path) -> None:
    (root / EDITION).write_text('based_on = "second"\ntitle = "a"\n', encoding="utf-8")
    (root / "layouts" / "second").mkdir()
    second = root / "layouts" / "second" / "edition.toml"
    second.write_text('title = "b"\nbased_on = "handout"\n', encoding="utf-8")
    assert refused(root) == (
        "layouts/second/edition.toml:2:1  based_on  leads back to this edition: name one that is "
        f"not based on this one\n{closing(1)}"
    )


def test_what_is_wrong_in_the_edition_below_is_said_there_alone(root: Path) -> None:
    (root / EDITION).write_text(MINIMAL + "body_pt = 99\n", encoding="utf-8")
    (root / "layouts" / "second").mkdir()
    second = root / "layouts" / "second" / "edition.toml"
    second.write_text('title = "b"\nbased_on = "handout"\n', encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_edition(second.parent, root)
    assert str(raised.value) == (
        f"{EDITION}:3:1  body_pt  99 is more than 36: write 36 at most\n{closing(1)}"
    )


def test_an_edition_that_cannot_be_read_is_said(root: Path) -> None:
    (root / EDITION).write_bytes(b"title = '\xff'")
    assert refused(root) == (
        f"{EDITION}:1:10  byte 0xff is not UTF-8: save the file as UTF-8\n{closing(1)}"
    )
    (root / EDITION).parent.rename(root / "layouts" / "leaflet")
    (root / "layouts" / "leaflet" / "edition.toml").unlink()
    with pytest.raises(BadInput) as raised:
        load_edition(root / "layouts" / "leaflet", root)
    missing = "layouts/leaflet/edition.toml  there is no such file: write it"
    assert str(raised.value) == f"{missing}\n{closing(1)}"


# Words --------------------------------------------------------------------------------------------


def translated(root: Path, old: str = "", new: str = "") -> None:
    """English as German, with `new` in the place of `old`."""
    text = (root / ENGLISH).read_text(encoding="utf-8")
    assert text.count(old) == 1 or not old
    (root / GERMAN).write_text(text.replace(old, new) if old else text, encoding="utf-8")


def line(root: Path, label: str) -> int:
    lines = (root / GERMAN).read_text(encoding="utf-8").splitlines()
    return next(n for n, text in enumerate(lines, 1) if text.startswith(label))


def test_words_are_found_by_language_and_dates_by_country(root: Path) -> None:
    day = date(2026, 11, 22)
    assert load_words(root / "layouts", "en-US").date(day) == "November 22, 2026"
    assert load_words(root / "layouts", "en-GB").date(day) == "22 November 2026"
    translated(root)
    assert load_words(root / "layouts", "de-AT").date(day) == "22. November 2026"


def test_the_review_is_said_in_words(root: Path) -> None:
    loaded = load_words(root / "layouts", "en-US")
    review = Review(
        state=ReviewState.REVIEWED,
        reviewer="A. {Doe}",
        reviewed=date(2026, 1, 2),
        next_review=date(2028, 1, 2),
    )
    assert loaded.review(review) == (
        "Reviewed by A. {Doe}, January 2, 2026. Next review January 2, 2028."
    )
    assert loaded.review(Review(state=ReviewState.UNREVIEWED)) == loaded.unreviewed


def test_a_language_without_words_is_said(root: Path) -> None:
    assert refused_words(root, "fr-CA") == (
        "layouts/shared/words/fr.toml  there are no words for language 'fr-CA': "
        f"translate en.toml\n{closing(1)}"
    )


@pytest.mark.parametrize(
    ("old", "new", "label", "message"),
    [
        (
            'contents = "In this guide"',
            "contents = 5",
            "contents",
            "is not a label: write words in quotes",
        ),
        (
            'contents = "In this guide"',
            'contents = " "',
            "contents",
            "is not a label: write words in quotes",
        ),
        (
            'contents = "In this guide"',
            'contents = "In \\u0007"',
            "contents",
            "contains an unprintable character: remove it",
        ),
        (
            'contents = "In this guide"',
            'contents = "In {place}"',
            "contents",
            "the wrong gaps to fill: it needs none",
        ),
        (
            '"Call {number}"',
            '"Call {nummer}"',
            "call_number",
            "the wrong gaps to fill: it needs {number}",
        ),
        (
            '"Call {number}"',
            '"Call {number.real}"',
            "call_number",
            "the wrong gaps to fill: it needs {number}",
        ),
        (
            '"Call {number}"',
            '"Call {number"',
            "call_number",
            "a brace that is not closed: it needs {number}",
        ),
        (
            '"Version {version}, last changed {modified}"',
            '"Version {version}"',
            "version",
            "the wrong gaps to fill: it needs {modified}, {version}",
        ),
    ],
)
def test_a_fault_of_a_label_is_named_with_its_line(
    root: Path, old: str, new: str, label: str, message: str
) -> None:
    translated(root, old, new)
    place = f"{GERMAN}:{line(root, label)}:1  {label}"
    assert refused_words(root, "de") == f"{place}  {message}\n{closing(1)}"


def test_a_missing_and_an_unknown_label_come_at_once(root: Path) -> None:
    translated(root, "contents =", "content =")
    assert refused_words(root, "de") == (
        f"{GERMAN}  contents  missing: write it\n"
        f"{GERMAN}:{line(root, 'content')}:1  content  unknown label: "
        f"remove it or check its spelling\n{closing(2)}"
    )


def test_english_has_to_fill_the_gaps_as_well(root: Path) -> None:
    text = (root / ENGLISH).read_text(encoding="utf-8")
    (root / ENGLISH).write_text(text.replace("{reviewer}", "somebody"), encoding="utf-8")
    assert refused_words(root, "en").endswith(
        "  reviewed  the wrong gaps to fill: "
        f"it needs {{next_review}}, {{reviewed}}, {{reviewer}}\n{closing(1)}"
    )


def test_a_label_that_english_lacks_is_missed_before_a_file_is_made(root: Path) -> None:
    text = (root / ENGLISH).read_text(encoding="utf-8")
    label = 'at_a_glance = "At a glance"\n'
    assert label in text
    (root / ENGLISH).write_text(text.replace(label, ""), encoding="utf-8")
    assert refused_words(root, "en") == f"{ENGLISH}  at_a_glance  missing: write it\n{closing(1)}"


@pytest.mark.parametrize("of", ["shared", "site"])
def test_all_labels_that_are_asked_for_are_there(of: str) -> None:
    labels = tomllib.loads((LAYOUTS / of / "words" / "en.toml").read_text(encoding="utf-8"))
    # The names of parts of the body are those that the sources of a project name.
    own = {name for name in labels if not name.startswith("part_")}
    assert own == set(words._PLAIN[of].split()) | words._GAPS[of].keys()
