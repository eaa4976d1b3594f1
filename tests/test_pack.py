"""Several guides in one PDF: nothing of them is lost, to the eye or to the ear."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from publisher.errors import BadInput, BadOutput
from publisher.pack import PackAsked, make_pack
from publisher.pack.joined import PackFile, check, joined
from publisher.render import render
from publisher.verify.extract.pdf import read
from tests import judges
from tests.helpers import Project, closing, new_project

NOTE = "Bring your list of medicines.\nCall us if you feel faint."
QUESTIONS = "Which pill is new?\nWhen do I come back?"
SHEETS = "question-sheet"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return new_project(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def guide(project: Project) -> bytes:
    return render(project.job("handout"))


def asked(edition: str = "handout", note: str = NOTE, questions: str = QUESTIONS) -> PackAsked:
    """The same guide twice: every name in its file is there a second time."""
    twice = ("every-block", "every-block")
    return PackAsked(twice, "riverbend", "en-US", edition, note, questions)


@pytest.fixture(scope="module")
def pack(project: Project, guide: bytes) -> bytes:
    return make_pack(project.root, asked(), [guide, guide]).data


def said(data: bytes) -> list[str]:
    return [one.text for one in read(data)]


def pages_of(data: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def test_a_pack_reads_as_its_files_do_behind_its_cover(pack: bytes, guide: bytes) -> None:
    read_out, one = said(pack), said(guide)
    cover = read_out[: len(read_out) - 2 * len(one)]
    assert read_out[len(cover) :] == [*one, *one]
    first = 2
    second = first + len(pages_of(guide))
    for words in (
        *("Papers for your visit", "Draft: not yet reviewed by a clinician"),
        *(f"Page {first}", f"Page {second}", *NOTE.splitlines(), *QUESTIONS.splitlines()),
    ):
        assert any(words in line for line in cover), (words, cover)
    pages = pages_of(pack)
    assert len(pages) == 1 + 2 * len(pages_of(guide))
    for number, words in enumerate(pages, 1):
        assert words.count(f"Papers for your visit: Page {number} of {len(pages)}") == 1
    assert "Every block" in pages[first - 1]
    assert "Every block" in pages[second - 1]


@pytest.mark.judge
@pytest.mark.parametrize("flavour", ["ua1", "2a"])
def test_a_pack_keeps_the_standards_of_its_files(pack: bytes, tmp_path: Path, flavour: str) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack)
    assert judges.verapdf(path, flavour) == []


@pytest.mark.judge
def test_a_pack_of_forms_keeps_their_fields(project: Project, tmp_path: Path) -> None:
    sheet = render(project.job(SHEETS))
    made = make_pack(project.root, asked(SHEETS), [sheet, sheet]).data
    path = tmp_path / "pack.pdf"
    path.write_bytes(made)
    assert judges.verapdf(path) == []
    with pikepdf.open(io.BytesIO(sheet)) as one, pikepdf.open(path) as both:
        names = [str(field.T) for field in both.Root.AcroForm.Fields]
        assert len(names) == len(set(names)) == 2 * len(one.Root.AcroForm.Fields)


def test_links_and_outline_lead_into_the_right_file(pack: bytes, guide: bytes) -> None:
    count = len(pages_of(guide))
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        number = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        names = pdf.Root.Names.Dests.Names
        places = {
            str(name): number[there[0].objgen]
            for name, there in zip(names[::2], names[1::2], strict=True)
        }
        assert (places["part-1"], places["part-2"]) == (2, 2 + count)
        inside = [0, 0]
        for n, page in enumerate(pdf.pages, 1):
            for link in page.obj.get("/Annots", ()):
                if "/Dest" in link and n > 1:
                    which = (n - 2) // count
                    assert (places[str(link.Dest)] - 2) // count == which
                    inside[which] += 1
        assert inside[0] == inside[1] > 0
        with pdf.open_outline() as outline:
            assert [one.title for one in outline.root] == ["Every block", "Every block"]
            assert all(one.children for one in outline.root)


def _without(pdf: pikepdf.Pdf) -> None:
    part = pdf.Root.StructTreeRoot.K[0].K[1]
    del part.K[2]


def _exchanged(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K[0].K
    kids[0], kids[1] = kids[1], kids[0]


def _led_astray(pdf: pikepdf.Pdf) -> None:
    """The second file's elements point to the pages of the first, as a careless copy has them."""
    pages = [page.obj for page in pdf.pages]
    first, half = 1, (len(pages) - 1) // 2
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/Pg" in one:
            at = next(n for n, page in enumerate(pages) if page.objgen == one.Pg.objgen)
            if at >= first + half:
                one.Pg = pages[at - half + 1 if at - half + 1 < len(pages) else at - half]


@pytest.mark.parametrize("damage", [_without, _exchanged, _led_astray])
def test_a_pack_that_does_not_read_as_its_files_is_noticed(
    pack: bytes, damage: Callable[[pikepdf.Pdf], None]
) -> None:
    read_out = said(pack)
    with pikepdf.open(io.BytesIO(pack)) as pdf:
        damage(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert said(out.getvalue()) != read_out
    with pytest.raises(BadOutput, match=r"^the pack reads '.*' where its file reads '.*'$"):
        check(out.getvalue(), [pack])


def test_what_is_not_tagged_goes_into_no_pack(guide: bytes) -> None:
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank)
    with pytest.raises(BadOutput) as raised:
        joined(guide, [PackFile("A leaflet", "en-US", blank.getvalue())], blank.getvalue())
    wrong = "the PDF is not tagged, so a pack of it could not be read aloud"
    assert str(raised.value) == f"A leaflet: {wrong}"


def test_a_sign_that_no_type_has_is_named(project: Project, guide: bytes) -> None:
    with pytest.raises(BadInput) as raised:
        make_pack(project.root, asked(note="Well done \U0001f389"), [guide, guide])
    wrong = "contains U+1F389 \U0001f389 (party popper), which the type of the clinic does not have"
    assert str(raised.value) == f"the note  {wrong}: write it in other words\n{closing(1)}"


def test_a_pack_without_words_of_a_visit_has_no_room_for_them(
    project: Project, guide: bytes
) -> None:
    made = make_pack(project.root, asked(note=" \n", questions=""), [guide, guide])
    read_out = said(made.data)
    assert "From your clinic" not in read_out
    assert "Questions for this visit" not in read_out
