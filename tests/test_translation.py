"""Translations: units go to translators and come back, and what is not right is not published."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from publisher.commands.translate import extract_units, merge_units
from publisher.content import inline
from publisher.content.collation import initial, sort_key
from publisher.content.model import Condition, ReviewState
from publisher.content.translated import TranslatedCondition
from publisher.edition.words import load_words
from publisher.errors import BadInput, BadOutput
from publisher.plan.names import Selection
from publisher.plan.select import Plan, plan_jobs
from publisher.roundtrip.addresses import texts_of
from publisher.source.load import load_condition
from publisher.translation.catalogue import Catalogue, TranslatedPassage
from publisher.translation.judge import State, TranslationFinding, findings
from publisher.translation.load import load_catalogue, translation_languages
from publisher.translation.meaning import differences
from publisher.translation.po import read_po, write_po
from publisher.translation.units import units_of
from tests.helpers import BRANDS, EVERY_BLOCK, LAYOUTS, ROOT, closing

NAME = "iron-deficiency-anemia"
SOURCE = ROOT / "sources" / NAME
PO = Path("sources", NAME, "translations", "es.po")
TODAY = date(2026, 12, 1)
FORMATS = {"po": "po", "xliff": "xlf", "xlsx": "xlsx"}
LEADING = "blocks/help-call-list/items/0/text"
"""A text with two numbers, a unit and a negation."""
LINKED = "blocks/overview-anemia/text"
"""A text with a term and a citation."""


@pytest.fixture(scope="module")
def condition() -> Condition:
    return load_condition(SOURCE, ROOT)


@pytest.fixture(scope="module")
def spanish(condition: Condition) -> Catalogue:
    return load_catalogue(SOURCE, "es", condition, ROOT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with the guide and one translation."""
    shutil.copytree(
        SOURCE, tmp_path / "sources" / NAME, ignore=shutil.ignore_patterns("ar.po", "zh-Hans.po")
    )
    (tmp_path / "layouts").symlink_to(LAYOUTS)
    return tmp_path


def changed(catalogue: Catalogue, address: str, old: str, new: str) -> Catalogue:
    """The catalogue with other words in the translation of one unit."""

    def one(passage: TranslatedPassage) -> TranslatedPassage:
        if passage.address != address:
            return passage
        assert old in passage.target
        return replace(passage, target=passage.target.replace(old, new))

    return replace(catalogue, passages=tuple(map(one, catalogue.passages)))


def found(condition: Condition, catalogue: Catalogue) -> list[tuple[str, State, str]]:
    every: Iterator[TranslationFinding] = findings(
        units_of(condition), catalogue, condition.language
    )
    return [(str(one.unit.address), one.state, one.wrong) for one in every]


def write(root: Path, file: Path, old: str, new: str) -> None:
    """Puts `new` where `old` stands for the first time."""
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def plan(root: Path, *, drafts: bool = False) -> Plan:
    return plan_jobs(root, Selection((NAME,), ("riverbend",), (), (), drafts=drafts))


def editions(plan: Plan, language: str) -> set[str]:
    return {job.edition.name for job in plan.jobs if job.condition.language == language}


# Units -----------------------------------------------------------------------------------------


def test_every_text_and_every_label_of_a_drawing_is_a_unit(condition: Condition) -> None:
    addresses = [str(unit.address) for unit in units_of(condition)]
    assert len(set(addresses)) == len(addresses)
    labels = [address for address in addresses if address.startswith("figures/")]
    assert addresses == [str(address) for address, _ in texts_of(condition)] + labels
    assert labels == [f"figures/red-cells.svg/{number}" for number in range(4)]


def test_a_translator_is_told_what_a_unit_is_and_how_much_room_it_has(condition: Condition) -> None:
    contexts = {str(unit.address): unit.context for unit in units_of(condition)}
    assert contexts["blocks/symptoms-brief-list/items/0/text"] == (
        "item of a list; section symptoms; in folded leaflets and short handouts; "
        "at most 27 characters"
    )
    assert contexts["blocks/diagnosis-table/rows/0/0"] == (
        "cell of a table; section diagnosis; in the full text"
    )
    assert contexts["glossary/pica/definition"] == "meaning of a glossary entry; in every document"


def test_units_of_a_source_with_every_block_each_say_what_they_are() -> None:
    assert all(unit.context for unit in units_of(load_condition(EVERY_BLOCK, ROOT)))


# Our own translations -----------------------------------------------------------------------------


def test_nothing_keeps_our_own_translations_back() -> None:
    translated = {path.parent.name for path in (ROOT / "sources").glob("*/translations")}
    translated.remove("shared")  # in the files of all that use it
    made = plan_jobs(ROOT, Selection(tuple(sorted(translated))))
    assert made.problems == ()
    for name in translated:
        for language in translation_languages(ROOT / "sources" / name):
            brands = {
                job.brand.id
                for job in made.jobs
                if (job.condition.condition, job.condition.language) == (name, language)
            }
            assert brands == set(BRANDS)


def test_a_draft_of_a_machine_says_so_whoever_reviewed_the_original(root: Path) -> None:
    write(
        root,
        Path("sources", NAME, "condition.yaml"),
        "  state: unreviewed",
        "  state: reviewed\n  reviewer: Dr. Ana Lee\n  reviewed: 2026-11-22\n"
        "  next_review: 2028-11-22",
    )
    (job,) = [job for job in plan(root).jobs if job.path.parts[1:] == ("es", NAME, "web.html")]
    assert job.condition.review.state is ReviewState.UNREVIEWED
    assert job.words.review(job.condition.review) == (
        "Borrador: aún sin revisión médica. "
        "Traducción automática, sin revisar por un traductor calificado"
    )


def test_a_reviewed_translation_names_who_reviewed_it(root: Path) -> None:
    sent = root / "back.po"
    shutil.copy(root / PO, sent)
    merge_units(root, NAME, sent, "Luisa Vega", TODAY)
    (job,) = [job for job in plan(root).jobs if job.path.parts[1:] == ("es", NAME, "web.html")]
    assert job.words.review(job.condition.review) == (
        "Borrador: aún sin revisión médica. "
        "Traducción revisada por Luisa Vega el 1 de diciembre de 2026"
    )


def test_clinic_and_editions_speak_the_language_of_the_guide(root: Path) -> None:
    (job,) = [job for job in plan(root).jobs if job.path.parts[1:] == ("es", NAME, "trifold.pdf")]
    assert [phone.label for phone in job.brand.clinic.phones] == [
        "Equipo médico, de lunes a viernes, de 8 a 5",
        "Línea de enfermería, día y noche",
    ]
    assert job.edition.title == "Folleto"
    assert job.guide_url == f"example.org/riverbend/es/{NAME}"
    assert "Letra grande" in [one.title for one in job.siblings]


def test_a_brand_says_as_much_in_each_of_its_languages(root: Path) -> None:
    (root / "layouts").unlink()
    shutil.copytree(LAYOUTS, root / "layouts")
    brand = Path("layouts/brands/riverbend/_brand.yml")
    write(root, brand, "          - Línea de enfermería, día y noche\n", "")
    made = plan(root)
    assert made.jobs == ()
    assert [str(problem) for problem in made.problems] == [
        "layouts/brands/riverbend/_brand.yml:103:9  defaults.publisher.languages.es.phones  "
        "says 1 of 2: write each in this language, in the order in which they are above"
    ]


def test_a_brand_without_a_language_is_not_published_in_it(root: Path) -> None:
    (root / "layouts").unlink()
    shutil.copytree(LAYOUTS, root / "layouts")
    brand = root / "layouts/brands/riverbend/_brand.yml"
    text = brand.read_text(encoding="utf-8")
    brand.write_text(text[: text.index("    languages:")], encoding="utf-8")
    made = plan(root)
    assert (editions(made, "es"), len(editions(made, "en-US")), made.problems) == (set(), 17, ())
    with pytest.raises(BadInput) as caught:
        plan_jobs(root, Selection((NAME,), ("riverbend",), (), ("es",)))
    assert str(caught.value) == (
        "command line  --language  'riverbend' does not publish in 'es': "
        f"write languages: es: in its _brand.yml (docs/brands.md)\n{closing(1)}"
    )


# The gate -----------------------------------------------------------------------------------------

FULL = {
    *("booklet", "booklet-spreads", "ebook", "giant-print", "handout", "handout-ua2"),
    *("large-print", "question-sheet", "web", "word"),
}
BRIEF = {"halffold", "handout-short", "trifold", "zfold"}
PLAIN = {"easy-read", "easy-read-web", "easy-read-word"}
FULL_ES = FULL | {"handout-bilingual", "question-sheet-bilingual"}
BRIEF_ES = BRIEF | {"handout-short-bilingual"}
"""With those in two languages, which a translation alone has."""


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (
            "text: It can be hard to get",
            "text: It is hard to get",
            BRIEF_ES | PLAIN | {"question-sheet", "question-sheet-bilingual"},
        ),
        ("- eat too little of it", "- eat too little", FULL_ES | PLAIN),
        (
            "label: My own questions\n          lines: 3",
            "label: My questions\n          lines: 3",
            FULL_ES - {"question-sheet", "question-sheet-bilingual"} | BRIEF_ES | PLAIN,
        ),
        ("text: You may feel tired and weak.", "text: You may feel weak.", FULL_ES | BRIEF_ES),
        ("subtitle: Too little iron", "subtitle: Not enough iron", set()),
    ],
    ids=["full", "brief", "sheet", "plain", "all"],
)
def test_a_changed_text_keeps_back_the_editions_that_contain_it(
    root: Path, old: str, new: str, kept: set[str]
) -> None:
    write(root, Path("sources", NAME, "condition.yaml"), old, new)
    made = plan(root)
    assert editions(made, "es") == kept
    assert editions(made, "en-US") == FULL | BRIEF | PLAIN
    (problem,) = made.problems
    assert problem.file == str(PO)
    assert "was translated from" in problem.wrong


def test_a_stale_unit_is_named_with_its_place_and_the_editions_that_it_keeps_back(
    root: Path,
) -> None:
    write(root, Path("sources", NAME, "condition.yaml"), "- eat too little of it", "- eat little")
    (problem,) = plan(root).problems
    lines = (root / PO).read_text(encoding="utf-8").splitlines()
    # A unit begins with its two lines of comments.
    line = lines.index('msgctxt "blocks/causes-brief-list/items/2/text"') - 1
    assert str(problem) == (
        f"{PO}:{line}:1  blocks/causes-brief-list/items/2/text  "
        "was translated from 'eat too little of it', which is 'eat little' now: "
        "translate it anew; it keeps back halffold, handout-short, handout-short-bilingual, "
        "trifold, zfold"
    )


def test_a_unit_that_is_gone_is_missing(condition: Condition, spanish: Catalogue) -> None:
    kept = tuple(one for one in spanish.passages if one.address != LEADING)
    assert found(condition, replace(spanish, passages=kept)) == [
        (
            LEADING,
            State.MISSING,
            "'feel worse, or no better after 2 to 4 weeks of iron' is not translated",
        )
    ]


@pytest.mark.parametrize(
    ("address", "old", "new", "state", "wrong"),
    [
        (
            LEADING,
            "2 a 4",
            "2 a 14",
            State.DIFFERENT,
            "the number 4 of the source text is not there",
        ),
        (
            LEADING,
            "semanas",
            "meses",
            State.DIFFERENT,
            "the unit week of the source text is not there",
        ),
        (LEADING, "no ha", "ha", State.DIFFERENT, "'no' of the source text is lost"),
        (LINKED, "[anemia](term:anemia)", "anemia", State.BROKEN, "[…](term:anemia) is lost"),
        (LINKED, " [@medlineplus]", "", State.BROKEN, "[@medlineplus] is lost"),
        (LINKED, "[@medlineplus]", "[@nhs]", State.BROKEN, "[@medlineplus] is lost"),
        (LINKED, "anemia](", "*anemia*](", State.BROKEN, "marks inside the words of 'term:anemia'"),
        (LINKED, "cualquier", "**cualquier**", State.BROKEN, "**…** is not in the source text"),
        ("blocks/help-call-list/lead_in", ":", "", State.BROKEN, "the colon at the end is lost"),
        ("title", "hierro", "h" * 65, State.BROKEN, f"'{'h' * 29}…' has 65 letters"),
        (
            "figures/red-cells.svg/0",
            "S",
            "\u200bS",
            State.BROKEN,
            "a label with a character that cannot be printed",
        ),
    ],
)
def test_each_kind_of_drift_is_found(
    condition: Condition,
    spanish: Catalogue,
    address: str,
    old: str,
    new: str,
    state: State,
    wrong: str,
) -> None:
    assert found(condition, changed(spanish, address, old, new))[0] == (address, state, wrong)


def test_a_difference_that_a_translator_has_confirmed_is_none(
    condition: Condition, spanish: Catalogue
) -> None:
    lost = changed(spanish, LEADING, "no ha", "ha")
    accepted = tuple(
        replace(one, accepted=frozenset({"negations"})) if one.address == LEADING else one
        for one in lost.passages
    )
    assert found(condition, replace(lost, passages=accepted)) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Take 2.5 mg, 1,000 times", "Tome 2,5 mg, 1.000 veces"),
        ("Call 555-0142", "Llame al 555-0142"),
        ("Wait 2 hours. Do not eat.", "Espere 2 horas. No coma."),
        ("You can’t drive", "No puede conducir"),
    ],
)
def test_what_each_language_writes_its_own_way_is_no_difference(source: str, target: str) -> None:
    both = inline.parse(source), inline.parse(target)
    assert list(differences(*both, ("en-US", "es"))) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Take 2.5 mg", "Tome 25 mg"),
        ("Take 10 mg", "Tome 10 mcg"),
        ("Call 555-0142", "Llame al 555-0143"),
        ("Stop. Do not eat.", "No pare. Coma."),
    ],
)
def test_what_would_harm_a_patient_is_a_difference(source: str, target: str) -> None:
    both = inline.parse(source), inline.parse(target)
    assert list(differences(*both, ("en-US", "es")))


def test_a_draft_marks_what_is_not_right_in_the_text_itself(root: Path) -> None:
    write(root, Path("sources", NAME, "condition.yaml"), "- eat too little of it", "- eat little")
    write(root, PO, 'msgstr "Por qué ocurre"', 'msgstr ""')
    made = plan(root, drafts=True)
    assert made.problems == ()
    assert editions(made, "es") == FULL_ES | BRIEF_ES | PLAIN
    text = next(job.condition for job in made.jobs if job.condition.language == "es")
    texts = {str(address): found.plain for address, found in texts_of(text)}
    assert texts["blocks/causes-brief-list/items/2/text"] == (
        "[Traducción por revisar] come muy poco hierro"
    )
    assert texts["sections/causes/heading"] == "[Sin traducir] Why it happens"
    assert isinstance(text, TranslatedCondition)
    assert [(one.address, one.why) for one in text.unfinished] == [
        ("sections/causes/heading", "missing"),
        ("blocks/causes-brief-list/items/2/text", "stale"),
    ]


# To translators and back ------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_in_any_format_comes_back_as_it_was(root: Path, form: str) -> None:
    before = (root / PO).read_bytes()
    sent = root / f"sent.{FORMATS[form]}"
    extract_units(root, NAME, "es", form, sent)
    merge_units(root, NAME, sent, None, TODAY)
    assert (root / PO).read_bytes() == before


@pytest.mark.parametrize("form", FORMATS)
def test_a_translation_is_taken_from_any_format(root: Path, form: str) -> None:
    before = (root / PO).read_text(encoding="utf-8")
    new, old = "La sangre contiene", "la sangre contiene"
    altered = changed(read_po(root / PO, root), LINKED, old, new)
    units = units_of(load_condition(SOURCE, ROOT))
    (root / PO).write_bytes(write_po(altered, units))
    sent = root / f"sent.{FORMATS[form]}"
    extract_units(root, NAME, "es", form, sent)
    (root / PO).write_text(before, encoding="utf-8")
    merge_units(root, NAME, sent, None, TODAY)
    after = (root / PO).read_text(encoding="utf-8")
    assert after == before.replace(old, new, 1).replace(
        "X-Modified: 2026-11-26", f"X-Modified: {TODAY}"
    )


def test_a_first_translation_starts_with_every_unit_empty(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / PO).unlink()
    extract_units(root, NAME, "es", "po", None)
    assert capsys.readouterr().out == f"Wrote {root / PO}\n201 units. 201 missing.\n"
    assert all(passage.target == "" for passage in read_po(root / PO, root).passages)


def test_an_extract_that_cannot_be_written_leaves_the_translation_as_it_was(root: Path) -> None:
    own = root / "sources" / NAME / "translations" / "es.po"
    own.write_bytes(own.read_bytes() + b"\n")
    before = own.read_bytes()
    sent = root / "nowhere" / "es.xlsx"
    with pytest.raises(BadInput) as raised:
        extract_units(root, NAME, "es", "xlsx", sent)
    assert [str(one) for one in raised.value.problems] == [
        f"{sent}  cannot be written (No such file or directory): name another"
    ]
    assert own.read_bytes() == before


def test_an_extract_after_a_change_keeps_the_translation_and_marks_it(root: Path) -> None:
    write(root, Path("sources", NAME, "condition.yaml"), "- eat too little of it", "- eat little")
    extract_units(root, NAME, "es", "po", None)
    assert (
        "#, fuzzy\n"
        '#| msgctxt "blocks/causes-brief-list/items/2/text"\n'
        '#| msgid "eat too little of it"\n'
        'msgctxt "blocks/causes-brief-list/items/2/text"\n'
        'msgid "eat little"\n'
        'msgstr "come muy poco hierro"\n'
    ) in (root / PO).read_text(encoding="utf-8")
    (problem,) = plan(root).problems
    assert problem.wrong == (
        "was translated from 'eat too little of it', which is 'eat little' now"
    )


def test_a_file_that_was_sent_out_before_a_change_makes_that_unit_stale(root: Path) -> None:
    sent = root / "sent.po"
    shutil.copy(root / PO, sent)
    write(root, Path("sources", NAME, "condition.yaml"), "- eat too little of it", "- eat little")
    with pytest.raises(BadOutput, match="was translated from 'eat too little of it'"):
        merge_units(root, NAME, sent, None, TODAY)
    assert len(plan(root).problems) == 1


def po_edit(old: str, new: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def sheet_edit(row: int, column: int, value: str | None) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        if value is None:
            sheet.delete_rows(row)
        else:
            sheet.cell(row, column).value = value
        book.save(path)

    return edit


SUBTITLE = (
    "#. subtitle; in every document\n#. Source text: ce7b1f7f0ef143c4\n"
    'msgctxt "subtitle"\n'
    'msgid "Too little iron in the body, so that the blood carries too little oxygen"\n'
    'msgstr "Muy poco hierro en el cuerpo, de modo que la sangre lleva muy poco oxígeno"\n\n'
)
CITATION = ' <ph id="2" dataRef="d3" canDelete="no"/>'
BAD = {
    "missing": (
        "po",
        po_edit(SUBTITLE, ""),
        [
            "{file}  subtitle  the unit is missing: put it back, or extract anew",
        ],
    ),
    "doubled": (
        "po",
        po_edit(SUBTITLE, SUBTITLE * 2),
        [
            "{file}:29:1  subtitle  is already in line 23: keep one of the two",
        ],
    ),
    "foreign": (
        "po",
        po_edit('msgctxt "subtitle"', 'msgctxt "sections/none/heading"'),
        [
            "{file}  subtitle  the unit is missing: put it back, or extract anew",
            "{file}:23:1  sections/none/heading  is no unit of the source: remove it",
        ],
    ),
    "broken": (
        "po",
        po_edit('msgstr "Anemia ferropénica"', 'msgstr "Anemia ferropénica'),
        [
            "{file}:33:1  'msgstr \"Anemia ferropénica' is no line of a PO file: "
            'write the text in quotes, and \\" for a quote in it',
        ],
    ),
    "source changed": (
        "xlsx",
        sheet_edit(4, 3, "Low iron"),
        [
            "{file}:4:1  short_title  the source text was changed in this file to 'Low iron': "
            "write 'Low iron anemia' again",
        ],
    ),
    "row gone": (
        "xlsx",
        sheet_edit(4, 3, None),
        [
            "{file}  short_title  the unit is missing: put it back, or extract anew",
        ],
    ),
    "no heads": (
        "xlsx",
        sheet_edit(2, 4, "Text"),
        [
            "{file}:2:1  row 2 has no column 'Translation': "
            "save it as an Excel workbook (.xlsx), with the rows and columns that it came with",
        ],
    ),
    "link lost": (
        "xlsx",
        sheet_edit(13, 4, "Los glóbulos rojos llevan oxígeno."),
        [
            "{file}:13:1  blocks/overview-brief-text/text  […](term:red-blood-cell) is lost: "
            "write it once, around the same words",
        ],
    ),
    "no sheet": (
        "xlsx",
        lambda path: path.write_bytes(b"PK"),
        [
            "{file}  is no spreadsheet that can be read: "
            "save it as an Excel workbook (.xlsx), with the rows and columns that it came with",
        ],
    ),
    "broken XML": (
        "xliff",
        po_edit("</unit>", ""),
        [
            "{file}:204:8  no XML from here on (Opening and ending tag mismatch: unit line 3 and "
            "file, line 204, column 8): extract it again",
        ],
    ),
    "code lost": (
        "xliff",
        po_edit('<data id="d1">[</data>', ""),
        [
            "{file}:13:1  blocks/overview-brief-text/text  names the code 'd1', whose data is "
            "gone: put the code of the source in",
        ],
    ),
    "citation lost": (
        "xliff",
        po_edit(f"{CITATION}</target>", "</target>"),
        [
            "{file}:18:1  blocks/overview-anemia/text  [@medlineplus] is lost: "
            "write it once, around the same words",
        ],
    ),
}


@pytest.fixture(scope="module")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file in each format, as it goes to translators."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(SOURCE, root / "sources" / NAME)
    (root / "layouts").symlink_to(LAYOUTS)
    for form in FORMATS:
        extract_units(root, NAME, "es", form, root / form)
    return {form: (root / form).read_bytes() for form in FORMATS}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_says_every_problem_and_changes_nothing(
    root: Path, fault: str, sent_out: dict[str, bytes]
) -> None:
    form, spoil, lines = BAD[fault]
    sent = root / f"sent.{FORMATS[form]}"
    sent.write_bytes(sent_out[form])
    spoil(sent)
    before = (root / PO).read_bytes()
    with pytest.raises(BadInput) as caught:
        merge_units(root, NAME, sent, None, TODAY)
    expected = [line.format(file=sent.name) for line in lines]
    assert str(caught.value) == "\n".join([*expected, closing(len(lines))])
    assert (root / PO).read_bytes() == before


def test_a_file_of_another_guide_is_refused(root: Path) -> None:
    sent = root / "sent.po"
    shutil.copy(root / PO, sent)
    write(root, Path("sent.po"), f"Project-Id-Version: {NAME}", "Project-Id-Version: migraine")
    with pytest.raises(BadInput) as caught:
        merge_units(root, NAME, sent, None, TODAY)
    assert str(caught.value) == (
        f"sent.po  condition  is of condition 'migraine': it must be {NAME!r}\n{closing(1)}"
    )


def test_a_file_that_is_none_of_ours_is_refused(root: Path) -> None:
    for name, message in (
        (
            "back.txt",
            "back.txt  .txt is no format of translations: "
            "name a file that ends in .po, .xlf, .xliff, .xlsx",
        ),
        ("gone.po", "gone.po  there is no such file: name the file that came back"),
    ):
        with pytest.raises(BadInput) as caught:
            merge_units(root, NAME, Path(name), None, TODAY)
        assert str(caught.value) == f"{message}\n{closing(1)}"


def test_words_of_every_language_are_those_of_english() -> None:
    for path in (LAYOUTS / "shared" / "words").glob("*.toml"):
        assert load_words(LAYOUTS, path.stem).language_name
    for path in (LAYOUTS / "site" / "words").glob("*.toml"):
        assert load_words(LAYOUTS, path.stem, "site").home
    organs = {
        path.stem: {line.partition(" = ")[0] for line in path.read_text("utf-8").splitlines()[1:]}
        for path in (LAYOUTS / "shared" / "anatomy").glob("*.toml")
    }
    assert all(names == organs["en"] for names in organs.values())


def test_words_are_in_the_order_of_their_language() -> None:
    names = ["nube", "ñame", "nómada", "Ébola", "oído"]
    assert sorted(names, key=lambda name: sort_key(name, "es")) == [
        *("Ébola", "nómada", "nube", "ñame", "oído")
    ]
    assert [initial(name, "es") for name in ("Ñame", "¿Qué es?", "Ébola", "5-HT", "—")] == [
        *("Ñ", "Q", "E", "#", "#")
    ]
    assert initial("Ñame", "en-US") == "N"


def test_the_glossary_of_a_translation_is_in_its_own_order(root: Path) -> None:
    text = next(job.condition for job in plan(root).jobs if job.condition.language == "es")
    assert [entry.id for entry in text.glossary] == [
        *("anemia", "ferritin", "red-blood-cell", "hemoglobin", "pica", "transfusion")
    ]


def test_a_build_of_one_language_knows_of_the_others(root: Path) -> None:
    """Else the next build of all would take what it does not know for made."""
    only = plan_jobs(root, Selection((NAME,), ("riverbend",), ("web",), ("en-US",)))
    (job,) = only.jobs
    assert job.possible_files[0] == ("en-US", "booklet")
    assert {language for language, _ in job.possible_files} == {"en-US", "es"}
