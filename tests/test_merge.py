"""Three trees become one: every edit is in it or in a conflict, none is lost."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from publisher.pull.merging.merge import Conflict, Merged, MergedChange, merge
from publisher.pull.merging.pairs import matched, stayed
from publisher.pull.reading.new_ids import new_id
from publisher.source.load import load_condition
from tests.helpers import EVERY_BLOCK, ROOT

Tree = dict[str, Any]


@cache
def _dumped() -> str:
    return json.dumps(load_condition(EVERY_BLOCK, ROOT).model_dump(mode="json"))


def tree() -> Tree:
    """A fresh copy of the source that contains every block."""
    read: Tree = json.loads(_dumped())
    return read


def member(name: str, where: Any) -> Any:
    """The section, block or entry of that id, wherever it stands."""
    if isinstance(where, dict):
        if where.get("id") == name:
            return where
        where = list(where.values())
    if isinstance(where, list):
        return next((found for part in where if (found := member(name, part))), None)
    return None


# Edits: each is a function of a tree and says where it was made ------------------------------

WORDS = st.sampled_from(["new words", "other **words**", "say “so”", "5 mg", "[a](term:block)"])


def lists(where: Any, address: tuple[Any, ...] = ()) -> Iterator[list[Any]]:
    """Every list in a tree that an edit may change."""
    if isinstance(where, dict):
        for key, value in where.items():
            if key not in ("codes", "columns"):
                yield from lists(value, (*address, key))
    elif isinstance(where, list):
        if not (address and isinstance(address[-1], int)):  # no cells
            yield where
        for number, value in enumerate(where):
            yield from lists(value, (*address, number))


def texts(where: Any) -> Iterator[tuple[Any, Any]]:
    """(holder, key) of every text."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(where, dict):
        pairs = list(where.items())
    elif isinstance(where, list):
        pairs = list(enumerate(where))
    for key, value in pairs:
        if isinstance(value, dict | list):
            yield from texts(value)
        elif isinstance(value, str) and key not in (
            "id",
            "kind",
            "file",
            "urgency",
            "url",
            "state",
            "system",
            "code",
            "display",
            "language",
            "condition",
            "version",
            "issued",
            "modified",
            "body_part",
            "accessed",
        ):
            yield where, key


@st.composite
def edited(draw: st.DrawFn, times: int = 3) -> Tree:
    """The tree after a few edits of any kind."""
    made = tree()
    for number in range(draw(st.integers(0, times))):
        kind = draw(st.sampled_from(["text", "text", "remove", "add", "move", "cross"]))
        if kind == "text":
            holder, key = draw(st.sampled_from(list(texts(made))))
            holder[key] = draw(WORDS)
            continue
        if kind == "cross":  # a block goes to another section
            full = [each["blocks"] for each in made["sections"] if len(each["blocks"]) > 1]
            if len(full) > 1:
                start, end = draw(st.permutations(full))[:2]
                block = start.pop(draw(st.integers(0, len(start) - 1)))
                end.insert(draw(st.integers(0, len(end))), block)
            continue
        chosen = draw(st.sampled_from([each for each in lists(made) if each]))
        at = draw(st.integers(0, len(chosen) - 1))
        if kind == "move":
            chosen.insert(draw(st.integers(0, len(chosen) - 1)), chosen.pop(at))
        elif kind == "remove" and len(chosen) > 1:
            chosen.pop(at)
        elif kind == "add":
            new = copy.deepcopy(chosen[at])
            if not isinstance(new, dict | list):
                new = f"added {number} {draw(WORDS)}"
            rename(new, f"new-{number}-{draw(st.integers(0, 10**6))}-")
            chosen.insert(draw(st.integers(0, len(chosen))), new)
    return made


def rename(where: Any, start: str) -> None:
    if isinstance(where, dict):
        if "id" in where:
            where["id"] = start + where["id"]
        where = list(where.values())
    for part in where if isinstance(where, list) else ():
        rename(part, start)


FEW = settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@FEW
@given(edited())
def test_what_one_side_changed_is_all_there_is(changed: Tree) -> None:
    theirs = merge(tree(), tree(), changed)
    assert theirs.tree == changed
    assert theirs.conflicts == ()
    assert bool(theirs.changes) == (changed != tree())
    ours = merge(tree(), changed, tree())
    assert ours.tree == changed
    assert (ours.changes, ours.conflicts) == ((), ())


@FEW
@given(edited())
def test_the_same_on_both_sides_is_no_conflict(changed: Tree) -> None:
    both = merge(tree(), changed, changed)
    assert both.tree == changed
    assert (both.changes, both.conflicts) == ((), ())


@FEW
@given(edited(2), edited(2))
def test_no_edit_is_lost(ours: Tree, theirs: Tree) -> None:
    merged = merge(tree(), ours, theirs)
    said = json.dumps(
        [merged.tree, [(each.base, each.ours, each.theirs) for each in merged.conflicts]]
    )
    for side in (ours, theirs):
        for words in all_words(side) - all_words(tree()):
            assert json.dumps(words)[1:-1] in said
    for side, other in ((ours, theirs), (theirs, ours)):
        for words in ids(tree()) - ids(side):  # removed here: gone, or the other side's concern
            gone = words not in ids(merged.tree)
            assert gone or any(words in str(conflict) for conflict in merged.conflicts), other


@FEW
@given(edited(2), edited(2))
def test_what_one_side_took_away_is_gone_or_asked_about(ours: Tree, theirs: Tree) -> None:
    merged = merge(tree(), ours, theirs)
    asked = json.dumps([(each.base, each.ours, each.theirs) for each in merged.conflicts])
    before, kept = counted(tree()), counted(merged.tree)
    for side, other in ((counted(ours), counted(theirs)), (counted(theirs), counted(ours))):
        for words, times in before.items():
            if times == 1 and side[words] == 0 and other[words] == 1:
                assert kept[words] == 0 or json.dumps(words)[1:-1] in asked


@FEW
@given(edited(2), edited(2))
def test_the_side_that_was_chosen_for_all_has_all_its_edits(ours: Tree, theirs: Tree) -> None:
    for side, chosen in (("ours", ours), ("theirs", theirs)):
        merged = merge(tree(), ours, theirs, {"*": side})
        assert all_words(chosen) - all_words(tree()) <= all_words(merged.tree)


@FEW
@given(edited(2), edited(2))
def test_whoever_holds_wins_and_edits_apart_do_not_ask_who_came_first(
    ours: Tree, theirs: Tree
) -> None:
    merged = merge(tree(), ours, theirs)
    for side in ("ours", "theirs"):
        decided = merge(tree(), ours, theirs, side)
        assert decided.conflicts == ()
        assert [one for one, _ in decided.settled] or not merged.conflicts
        names = list(ids_in_order(decided.tree))
        assert len(names) == len(set(names)), "a member stands twice"
    turned = merge(tree(), theirs, ours)
    if not merged.conflicts:
        assert not turned.conflicts
        assert sorted(map(str, all_words(turned.tree))) == sorted(map(str, all_words(merged.tree)))


def all_words(where: Any) -> set[str]:
    if isinstance(where, dict):
        where = list(where.values())
    if isinstance(where, list):
        return set().union(*map(all_words, where)) if where else set()
    return {where} if isinstance(where, str) else set()


def counted(where: Any) -> Counter[str]:
    if isinstance(where, dict):
        where = list(where.values())
    if isinstance(where, list):
        return sum(map(counted, where), Counter())
    return Counter([where] if isinstance(where, str) else [])


def ids_in_order(where: Any) -> Iterator[str]:
    if isinstance(where, dict):
        if "id" in where:
            yield where["id"]
        where = list(where.values())
    for part in where if isinstance(where, list) else ():
        yield from ids_in_order(part)


def ids(where: Any) -> set[str]:
    return set(ids_in_order(where))


# What it says ------------------------------------------------------------------------------


def test_edits_of_both_sides_stand_side_by_side() -> None:
    ours, theirs = tree(), tree()
    member("symptoms-list", ours)["items"].append({"text": "a fourth thing", "items": []})
    member("overview-text", ours)["text"] = "Ours."
    member("symptoms-list", theirs)["items"][0]["text"] = "a thing before all others"
    member("overview-table", theirs)["rows"][1][2] = "Never"
    theirs["sections"][3]["blocks"].insert(
        0, {"kind": "paragraph", "id": "treatment-new", "text": "New."}
    )
    merged = merge(tree(), ours, theirs)
    assert merged.conflicts == ()
    items = [item["text"] for item in member("symptoms-list", merged.tree)["items"]]
    assert items == [
        "a thing before all others",
        "a second thing, such as",
        "a *third* thing",
        "a fourth thing",
    ]
    assert member("overview-text", merged.tree)["text"] == "Ours."
    assert merged.changes == (
        MergedChange(
            "added",
            "blocks/treatment-new",
            None,
            {"kind": "paragraph", "id": "treatment-new", "text": "New."},
            'section "What helps", paragraph "New."',
        ),
        MergedChange(
            "changed",
            "blocks/overview-table/rows/1/2",
            "No it does not",
            "Never",
            'section "What it is", table "Shapes and corners", row 2, cell 3',
        ),
        MergedChange(
            "changed",
            "blocks/symptoms-list/items/0/text",
            "a first thing",
            "a thing before all others",
            'section "What you may notice", list "You may notice:", item 1, text',
        ),
    )


def test_one_text_changed_on_both_sides_is_a_conflict_until_somebody_decides() -> None:
    ours, theirs = tree(), tree()
    ours["title"], theirs["title"] = "Ours", "Theirs"
    conflict = Conflict("title", "Every block", "Ours", "Theirs", "title")
    assert merge(tree(), ours, theirs) == Merged(ours, (), (conflict,), ())
    assert merge(tree(), ours, theirs, {"title": "theirs"}) == Merged(
        theirs, (), (), ((conflict, "theirs"),)
    )
    assert merge(tree(), ours, theirs, {"subtitle": "theirs"}).conflicts == (conflict,)
    assert merge(tree(), ours, theirs, {"*": "theirs", "title": "ours"}).tree == ours


def test_changed_here_and_removed_there_is_a_conflict() -> None:
    ours, theirs = tree(), tree()
    member("symptoms-rare-text", ours)["text"] = "Ours."
    theirs["sections"] = [each for each in theirs["sections"] if each["id"] != "symptoms"]
    merged = merge(tree(), ours, theirs)
    assert [each.address for each in merged.conflicts] == ["sections/symptoms"]
    assert (merged.conflicts[0].theirs, merged.tree) == (None, ours)
    assert merge(tree(), ours, theirs, "theirs").tree == theirs
    turned = merge(tree(), theirs, ours)
    assert [each.address for each in turned.conflicts] == ["sections/symptoms"]
    assert merge(tree(), theirs, ours, "theirs").tree == ours


def test_a_block_moved_to_another_section_takes_the_other_sides_words_along() -> None:
    ours, theirs = tree(), tree()
    member("overview-text", ours)["text"] = "Ours."
    moved = theirs["sections"][0]["blocks"].pop(0)
    theirs["sections"][3]["blocks"].append(moved)
    merged = merge(tree(), ours, theirs)
    assert merged.conflicts == ()
    assert merged.tree["sections"][3]["blocks"][-1]["text"] == "Ours."
    assert [(each.kind, each.before, each.after) for each in merged.changes] == [
        ("moved", 'section "What it is", number 1', 'section "What helps", number 4')
    ]


def test_the_reader_says_which_item_is_which() -> None:
    theirs = tree()
    items = member("symptoms-list", theirs)["items"]
    items[0]["text"], items[2]["text"] = "something else entirely", "not alike at all"
    address = "blocks/symptoms-list/items"
    told = merge(tree(), tree(), theirs, positions={address: (0, 1, 2)})
    assert [each.kind for each in told.changes] == ["changed", "changed"]
    new = merge(tree(), tree(), theirs, positions={address: (None, 1, None)})
    assert [each.kind for each in new.changes] == ["removed", "removed", "added", "added"]
    assert told.tree == new.tree == theirs


def test_a_column_comes_and_its_cells_with_it() -> None:
    ours, theirs = tree(), tree()
    table = member("overview-table", theirs)
    table["columns"].insert(1, "Colour")
    for row in table["rows"]:
        row.insert(1, "red")
    member("overview-table", ours)["rows"][2][2] = "Ours"
    merged = merge(tree(), ours, theirs)
    assert merged.conflicts == ()
    assert member("overview-table", merged.tree)["rows"] == [
        ["Circle", "red", "None", "Yes it does"],
        ["**Square**", "red", "Four", "No it does not"],
        ["Triangle", "red", "Three [@second]", "Ours"],
    ]


def test_another_spelling_is_no_change() -> None:
    theirs = tree()
    text = member("overview-text", theirs)
    text["text"] = text["text"].replace('"quoted"', "“quoted”").replace(" mg", "\u00a0mg")
    merged = merge(tree(), tree(), theirs)
    assert (merged.tree, merged.changes) == (tree(), ())


def test_a_new_order_on_both_sides_is_a_conflict() -> None:
    ours, theirs = tree(), tree()
    ours["summary"] = [ours["summary"][at] for at in (1, 0, 2)]
    theirs["summary"] = [theirs["summary"][at] for at in (0, 2, 1)]
    assert [each.address for each in merge(tree(), ours, theirs).conflicts] == ["summary/order"]
    assert merge(tree(), ours, theirs, "theirs").tree == theirs


def test_the_clinic_is_merged_in_the_same_way() -> None:
    def clinic(**facts: Any) -> Tree:
        phones = [{"label": "Day", "number": "555-0142"}, {"label": "Night", "number": "555-0143"}]
        plain = {"name": "Riverbend's", "address": ["1 Street", "Town"], "phones": phones}
        return {"clinic": {**plain, "email": None, **facts}, "emergency_number": "911"}

    other = [{"label": "Day", "number": "555-0142"}, {"label": "Night", "number": "555-0199"}]
    merged = merge(clinic(), clinic(address=["2 Road", "Town"]), clinic(phones=other))
    assert merged.tree == clinic(address=["2 Road", "Town"], phones=other)
    assert merged.changes == (
        MergedChange(
            "changed",
            "clinic/phones/1/number",
            "555-0143",
            "555-0199",
            "clinic, telephone number 2, number",
        ),
    )
    curly = merge(clinic(), clinic(), clinic(name="Riverbend’s"))
    assert curly.tree["clinic"]["name"] == "Riverbend’s", "a brand's words are no Markdown"


# Small parts -------------------------------------------------------------------------------


def test_a_removed_member_says_nothing_of_what_was_moved_out_of_it() -> None:
    theirs = tree()
    symptoms = member("symptoms", theirs)
    (rare,) = symptoms["subsections"]
    symptoms["subsections"] = []
    symptoms["blocks"] += rare["blocks"]
    merged = merge(tree(), tree(), theirs)
    moved = rare["blocks"][0]["id"]
    assert [(one.kind, one.address) for one in merged.changes] == [
        ("removed", f"subsections/{rare['id']}"),
        ("moved", f"blocks/{moved}"),
    ]
    assert merged.changes[0].before == {**rare, "blocks": []}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("abc", "abc", (0, 1, 2)),
        ("abc", "cab", (2, 0, 1)),
        ("aab", "aba", (1, 2, 0)),
        (["one thing", "two"], ["one thing more", "two"], (0, 1)),
        (["one thing", "two"], ["two", "one thing more"], (1, 0)),
        (["one"], ["nothing of it"], (None,)),
        ([{"id": "a", "x": 1}], [{"id": "b", "x": 1}, {"id": "a", "x": 2}], (None, 0)),
    ],
)
def test_members_are_matched(before: Any, after: Any, found: tuple[int | None, ...]) -> None:
    assert matched(list(before), list(after)) == found


def test_what_stayed_is_the_longest_part_in_order() -> None:
    assert stayed([2, 0, 1]) == {1, 2}
    assert stayed([]) == frozenset()


def test_a_new_id_is_a_slug() -> None:
    assert new_id("overview", "Ärzte & don't, please stay longer", set()) == (
        "overview-arzte-dont-please-stay"
    )
    assert new_id("overview", "a", {"overview-a", "overview-a-2"}) == "overview-a-3"
    assert new_id("", "123 שלום", set()) == "block"
    assert len(new_id("a" * 60, "words and words", set())) <= 64
