"""Changes of an edited Word file refused one by one: what is accepted is written, and no more."""

from __future__ import annotations

import pytest

from tests.test_pull import Home, built, home
from tests.word_edits import EDITS, Edit

__all__ = ["built", "home"]

KEPT = {"tracked": "accept"}
PAIRS = (
    ("an item moved", "the title"),
    ("a row removed", "a cell"),
    ("a row added", "a row moved"),
    ("an item by Enter", "an item removed"),
    ("a section added", "a section removed"),
    ("a column removed", "the caption of a table"),
    ("a number in a bound control", "a line of the summary"),
)


def named(name: str) -> Edit:
    return next(edit for edit in EDITS if edit.name == name)


def test_of_every_edit_nothing_is_left_where_all_is_refused(home: Home) -> None:
    for edit in EDITS:
        data = edit.made(home.data)
        keys = frozenset(one.key for one in home.prepared(data, **KEPT).changes)
        assert "" not in keys
        pulled = home.prepared(data, refused=keys, **KEPT)
        left = [one.key for one in pulled.changes]
        assert (edit.name, left, pulled.source.changes) == (edit.name, [], False)
        assert pulled.brand is None or not pulled.brand.changes


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_one_edit_is_refused_and_the_other_is_as_if_it_were_alone(
    home: Home, pair: tuple[str, str]
) -> None:
    one, other = map(named, pair)
    both = other.made(one.made(home.data))
    alone = home.prepared(other.made(home.data), **KEPT)
    wanted = (alone.source.after, alone.brand and alone.brand.after)
    others = {change.key for change in alone.changes}
    keys = {change.key for change in home.prepared(both, **KEPT).changes}
    assert others < keys
    pulled = home.prepared(both, refused=frozenset(keys - others), **KEPT)
    assert (pulled.source.after, pulled.brand and pulled.brand.after) == wanted


def test_a_key_that_nothing_has_refuses_nothing(home: Home) -> None:
    data = named("the title").made(home.data)
    pulled = home.prepared(data, refused=frozenset({"blocks/nowhere"}), **KEPT)
    assert pulled.source.after == home.prepared(data, **KEPT).source.after
