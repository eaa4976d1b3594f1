"""A guide in Simplified Chinese in every edition: lines without spaces, wide marks, no italics."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser

from publisher import preflight, render, verify
from publisher.brand import collected
from publisher.brand.fonts import package_fonts
from publisher.brand.load import load_brand
from publisher.brand.scripts import SCRIPTS, is_east_asian, is_upright, script_of
from publisher.content.collation import initial, sort_key
from publisher.content.han import with_whole_end
from publisher.content.inline import parse
from publisher.content.languages import fitting, ranges
from publisher.edition.words import load_words
from publisher.layout.glyph_text import glyph_texts
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.render.templates import has_long_word, width
from publisher.translation.meaning import differences
from tests.helpers import LAYOUTS, ROOT, written
from tests.judges import ace, epubcheck, on_a_phone, openxml, openxml_audit, verapdf

_ERROR = preflight.Severity.ERROR
GUIDE = "iron-deficiency-anemia"
EDITIONS = sorted(
    path.parent.name
    for path in LAYOUTS.glob("*/edition.toml")
    if "titles" in path.read_text(encoding="utf-8")
)
_CLOSING = "。，、；：？！）》”’…"
_OPENING = "（《“‘"


@cache
def job(edition: str, house: str = "riverbend") -> Job:
    (one,) = select_jobs(ROOT, Selection((GUIDE,), (house,), (edition,), ("zh-Hans",)))
    return one


@cache
def made(edition: str) -> bytes:
    return render.render(job(edition).shown)


def faults(edition: str, data: bytes) -> list[str]:
    return list(map(str, verify.fidelity(job(edition).shown, data).faults))


def test_the_proof_finds_nothing_in_any_edition() -> None:
    assert {one: faults(one, made(one)) for one in EDITIONS} == {one: [] for one in EDITIONS}


def test_no_line_begins_with_a_closing_mark_or_holds_one_character() -> None:
    for edition in ("handout", "large-print", "giant-print", "trifold", "booklet", "easy-read"):
        with pypdfium2.PdfDocument(made(edition)) as document:
            for page in document:
                for line in page.get_textpage().get_text_bounded().split("\n"):
                    words = line.strip("\r\n\u2060 ")
                    assert words[:1] not in tuple(_CLOSING), (edition, words)
                    assert words[-1:] not in tuple(_OPENING), (edition, words)
                    assert not re.fullmatch(rf"[\u4e00-\u9fff][{_CLOSING}]?", words), edition


def test_the_last_characters_of_a_text_stay_together() -> None:
    def shown(source: str) -> str:
        return with_whole_end(parse(source)).plain.replace("\u2060", "+")

    assert shown("它们携带的氧气也更少。") == "它们携带的氧气也+更+少。"
    assert shown("任何年龄的人都可能贫血。[@nhs]") == "任何年龄的人都可能+贫+血。"
    assert shown("不是食物的东西（[异食癖](term:pica)）") == "不是食物的东西（异+食+癖）"
    assert shown("昏倒") == "昏倒"


# Type --------------------------------------------------------------------------------------------


def test_a_face_is_cut_from_the_collection_for_each_weight() -> None:
    family = dict(load_brand(LAYOUTS / "brands" / "riverbend", ROOT).scripts)["Hans"]
    assert [(face.weight, face.italic) for face in family.faces] == [(400, False), (700, False)]
    assert family.covers("药")
    assert not family.covers("가")
    for face in family.faces:
        data = face.path.read_bytes()
        assert data[:4] == b"\x00\x01\x00\x00"  # outlines of TrueType, which Word embeds
        assert len(data) < 12_000_000
        said = set(glyph_texts(data).values())
        assert {"（", "(", "，", ","} <= said


def test_a_collection_that_is_not_installed_is_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected, "_PACKAGE", "nobody_has_this")
    package_fonts.cache_clear()
    try:
        with pytest.raises(LookupError, match="nobody_has_this"):
            package_fonts("noto-sans-cjk-sc")
    finally:
        package_fonts.cache_clear()


def test_which_script_a_language_is_written_in() -> None:
    tags = ("zh-Hans", "zh-Hans-US", "zh", "ko", "th", "hi", "uk", "el")
    assert [script_of(tag) for tag in tags] == [
        *("Hans", "Hans", "Hans", "Kore", "Thai", "Deva", "Cyrl", "Grek")
    ]
    assert [tag for tag in tags if not is_upright(tag)] == ["uk", "el"]
    assert [tag for tag in tags if is_east_asian(tag)] == ["zh-Hans", "zh-Hans-US", "zh", "ko"]
    assert all(one.family for one in SCRIPTS.values())


# Words -------------------------------------------------------------------------------------------


def test_labels_are_those_of_the_longest_tag_that_has_any() -> None:
    assert ranges("zh-Hans-US") == ("zh-Hans-US", "zh-Hans", "zh")
    assert fitting("zh-Hans-US", {"zh", "zh-Hans"}) == "zh-Hans"
    assert fitting("zh-Hant", {"zh-Hans"}) is None
    assert load_words(LAYOUTS, "zh-Hans-US").language_name == "简体中文"


def test_marks_between_words_are_those_of_the_language() -> None:
    one = job("handout")
    assert one.words.review(one.condition.review) == (
        "草稿：尚未经医务人员审阅。机器翻译，未经合格译者审校"
    )
    assert one.words.edition_line(one.condition).endswith("最后修改：2026年11月27日")
    assert one.words.code_line(one.condition.codes).startswith("病历代码：ICD-10-CM D50.9")


def test_names_are_sorted_by_their_sound() -> None:
    names = ["胃癌", "癫痫", "偏头痛", "缺铁性贫血", "A 型流感", "胆结石"]
    ordered = sorted(names, key=lambda name: sort_key(name, "zh-Hans"))
    assert ordered == ["A 型流感", "胆结石", "癫痫", "偏头痛", "缺铁性贫血", "胃癌"]
    assert [initial(name, "zh-Hans") for name in ordered] == ["A", "D", "D", "P", "Q", "W"]


def test_a_wide_character_takes_the_room_of_two() -> None:
    assert (width("医生 2"), width("doctor")) == (6, 6)
    assert not has_long_word(parse("通过一根细管查看胃或肠道里是否有地方正在出血并且止不住"))
    assert has_long_word(parse("esophagogastroduodenoscopy"))


# Numbers and negations ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("You have too little iron.", "您体内铁不足。", []),
        ("Do not stop.", "不要停药。", []),
        ("Do not stop.", "继续服药。", ["'not' of the source text is lost"]),
        ("Stop.", "别停。", ["'别' is a negation, which the source text has not"]),
        ("There is none.", "没有。", []),
        ("Is there blood?", "有没有血？", []),
        ("Do you want it?", "您要不要？", []),
        ("This is very common.", "这非常常见，别人也有，特别是儿童。", []),
        ("You may feel sick.", "您可能会胃不舒服或不适。", []),
        ("Take 10 mg.", "服用 10 毫克。", []),
        ("Take 10 mg.", "服用10mg片剂。", []),
        (
            "Take 10 mg.",
            "服用 10 微克。",
            [
                "the unit mg of the source text is not there",
                "has the unit mcg, which the source text has not",
            ],
        ),
        ("20,000 people", "2万人", []),
        ("1.5 million people", "150 万人", []),
        (
            "1.5 million people",
            "15 万人",
            [
                "the number 1500000 of the source text is not there",
                "has the number 150000, which the source text has not",
            ],
        ),
        ("It weighs 5 kg", "重 5 千克", []),
        ("for 3 months", "3 个月", []),
        ("5 mL in 2026", "2026年 5 毫升", []),
        ("Call 555-0142 now", "现在致电 555-0142", []),
        (
            "Call 555-0142 now",
            "现在致电 555-0143",
            [
                "the number 555-0142 of the source text is not there",
                "has the number 555-0143, which the source text has not",
            ],
        ),
    ],
)
def test_numbers_units_and_negations_are_compared(
    source: str, target: str, found: list[str]
) -> None:
    told = differences(parse(source), parse(target), ("en-US", "zh-Hans"))
    assert [one.wrong for one in told] == found


# Damages that reality would do -------------------------------------------------------------------


def test_a_character_that_is_lost_or_exchanged_is_seen() -> None:
    shown = job("handout").shown
    (section, *others) = shown.condition.sections
    at = next(n for n, one in enumerate(section.blocks) if one.id == "overview-anemia")
    text: Any = section.blocks[at]
    for old, new in (("太少", "太多"), ("的血红蛋白", "血红蛋白"), ("最常见", "常最见")):
        assert old in text.text.source
        spoiled = text.model_copy(update={"text": parse(text.text.source.replace(old, new))})
        blocks = (*section.blocks[:at], spoiled, *section.blocks[at + 1 :])
        sections = (section.model_copy(update={"blocks": blocks}), *others)
        condition = shown.condition.model_copy(update={"sections": sections})
        for edition in ("handout", "web", "ebook", "word"):
            data = render.render(replace(job(edition).shown, condition=condition))
            assert any("overview-anemia" in one for one in faults(edition, data)), (old, edition)


def test_letters_that_the_font_in_a_file_lacks_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Word file once had the characters of its source alone, and boxes for its labels."""
    from publisher.render.word import embedding

    cut = embedding.subset
    monkeypatch.setattr(
        embedding, "subset", lambda path, letters, flavor: cut(path, letters - {"页", "码"}, flavor)
    )
    found = faults("word", render.render(job("word").shown))
    fonts = [f"the font Noto Sans CJK SC {weight}" for weight in (400, 700)]
    assert found == [
        f"“码 页”  not to be seen: {font} in the file lacks these letters" for font in fonts
    ]


def test_word_knows_the_language_and_the_face_of_its_characters() -> None:
    with zipfile.ZipFile(io.BytesIO(made("word"))) as file:
        theme = file.read("word/theme/theme1.xml").decode()
        styles = file.read("word/styles.xml").decode()
        settings = file.read("word/settings.xml").decode()
    assert theme.count('<a:ea typeface="Noto Sans CJK SC"/>') == 2
    assert '<w:lang w:val="zh-Hans" w:eastAsia="zh-Hans"' in styles
    assert '<w:themeFontLang w:val="zh-Hans" w:eastAsia="zh-Hans"/>' in settings
    assert '<w:characterSpacingControl w:val="compressPunctuation"/>' in settings
    emphasis = re.search(r'w:styleId="Emphasis">.*?</w:style>', styles, re.DOTALL)
    assert emphasis is not None
    assert '<w:em w:val="dot"/>' in emphasis.group()
    assert "<w:i/>" not in styles


# Judges ------------------------------------------------------------------------------------------


@pytest.mark.judge
@pytest.mark.parametrize("edition", ["handout", "question-sheet"])
def test_verapdf_finds_nothing(edition: str, tmp_path: Path) -> None:
    path = written(tmp_path / "guide.pdf", made(edition))
    assert verapdf(path) == []
    assert verapdf(path, "2a") == []


@pytest.mark.judge
def test_books_hold(tmp_path: Path) -> None:
    path = written(tmp_path / "guide.epub", made("ebook"))
    assert epubcheck(path) == []
    assert ace(path) == []


@pytest.mark.judge
def test_pages_hold(browser: Browser, tmp_path: Path) -> None:
    assert on_a_phone(browser, written(tmp_path / "guide.html", made("web"))) == []


@pytest.mark.judge
def test_words_own_rules_hold(tmp_path: Path) -> None:
    path = written(tmp_path / "guide.docx", made("word"))
    assert openxml(path) == []
    assert openxml_audit(path) == []


@pytest.mark.judge
@pytest.mark.parametrize("edition", ["trifold", "booklet-spreads"])
def test_a_press_can_take_the_sheets(edition: str) -> None:
    errors = [one for one in preflight.judge(made(edition)).findings if one.severity is _ERROR]
    assert errors == []
