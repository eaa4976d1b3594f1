"""What each store asks of an e-book is measured on the file, and each limit catches its fault."""

from __future__ import annotations

import io
import json
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from publisher import cli
from publisher.feed import stores
from publisher.feed.stores import StoreVerdict
from publisher.published.book import ManifestItem, NotABook, opened
from tests.catalogue import EBOOK, Catalogue, changed, without
from tests.helpers import closing

BESIDE = ", or show the one that goes beside the book by --cover"
Call = Callable[..., tuple[object, str, str]]
XHTML = r"\.xhtml$"


def judged(data: bytes, file: str, *asked: str) -> dict[tuple[str, str], stores.StoreFinding]:
    found = stores.findings(opened(data), file, asked)
    return {(one.store, one.asks): one for one in found}


def refused(data: bytes, file: str, *asked: str) -> list[tuple[str, str]]:
    return [k for k, one in judged(data, file, *asked).items() if one.verdict is StoreVerdict.FAILS]


def test_a_draft_without_an_isbn_is_refused_by_the_stores_that_ask_for_one(
    catalogue: Catalogue,
) -> None:
    assert refused(catalogue.ebook("northfield"), "ebook.epub", "google", "kindle") == [
        ("Google Play", "an ISBN"),
        ("Google Play", "a file named by its ISBN"),
    ]


def test_a_book_with_its_isbn_under_the_name_that_is_delivered_is_taken(
    catalogue: Catalogue,
) -> None:
    data = catalogue.ebook("riverbend")
    if opened(data).isbn != EBOOK:
        data = changed(
            data, r"\.opf$", without("(<dc:identifier[^>]*>)[^<]*", put=rf"\1urn:isbn:{EBOOK}")
        )
    assert refused(data, f"{EBOOK}.epub", "google") == []
    assert refused(data, "978-0-306-40615-7.epub", "google") == []
    assert refused(data, "ebook.epub", "google") == [("Google Play", "a file named by its ISBN")]


def with_cover(
    data: bytes, width: int, height: int, mode: str = "RGB", form: str = "JPEG"
) -> bytes:
    buffer, made = io.BytesIO(), io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, form)
    cover = opened(data).cover
    assert cover is not None
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            is_cover = entry.filename == cover.name
            new.writestr(entry, buffer.getvalue() if is_cover else old.read(entry))
    return made.getvalue()


@pytest.mark.parametrize(
    ("size", "store", "asks", "has", "right"),
    [
        (
            (600, 990),
            "kindle",
            "cover at least 625 × 1000 px",
            "600 × 990 px",
            f"draw it at 1600 × 2560 px{BESIDE}",
        ),
        (
            (10, 10_001),
            "kindle",
            "cover at most 10,000 px a side",
            "10 × 10001 px",
            "make it smaller",
        ),
        (
            (639, 2000),
            "google",
            "cover at least 640 × 640 px",
            "639 × 2000 px",
            "draw it at 640 × 640 px",
        ),
        (
            (700, 7201),
            "google",
            "cover at most 7,200 px a side",
            "700 × 7201 px",
            "make it smaller",
        ),
        (
            (1599, 2560),
            "ingram",
            "cover at least 1600 × 2560 px",
            "1599 × 2560 px",
            f"draw it at 1600 × 2560 px{BESIDE}",
        ),
        (
            (2000, 2001),
            "apple",
            "pictures of at most 4 million px",
            "4.00 million px (EPUB/cover.jpg)",
            "make EPUB/cover.jpg smaller",
        ),
    ],
)
def test_a_cover_of_the_wrong_size_is_refused(
    catalogue: Catalogue, size: tuple[int, int], store: str, asks: str, has: str, right: str
) -> None:
    data = with_cover(catalogue.ebook(), *size)
    (finding,) = [one for (_, said), one in judged(data, "x.epub", store).items() if said == asks]
    assert finding[2:] == (has, StoreVerdict.FAILS, right)


def test_a_cover_that_goes_to_stores_beside_the_book_is_the_one_that_is_measured(
    catalogue: Catalogue,
) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 2560)).save(buffer, "JPEG")
    beside = ManifestItem("cover.jpg", "image/jpeg", (), buffer.getvalue())
    book = opened(with_cover(catalogue.ebook(), 600, 960))
    asks = "cover at least 1600 × 2560 px"
    inside = {one.asks: one for one in stores.findings(book, "x.epub", ("ingram",))}
    apart = {one.asks: one for one in stores.findings(book, "x.epub", ("ingram",), beside)}
    assert inside[asks].verdict is StoreVerdict.FAILS
    assert apart[asks].verdict is StoreVerdict.PASSES


def test_a_cover_in_other_colors_or_of_another_kind_is_refused(catalogue: Catalogue) -> None:
    grey = judged(with_cover(catalogue.ebook(), 1600, 2560, "CMYK"), "x.epub", "kindle")
    asks = ("Kindle", "cover in RGB as JPEG or TIFF")
    assert grey[asks][2:] == ("JPEG, CMYK", StoreVerdict.FAILS, "save it as JPEG in RGB")
    png = judged(with_cover(catalogue.ebook(), 1600, 2560, "RGB", "PNG"), "x.epub", "kindle")
    assert png[asks][2:] == ("PNG, RGB", StoreVerdict.FAILS, "save it as JPEG in RGB")


def test_a_cover_that_could_be_larger_is_not_ideal(catalogue: Catalogue) -> None:
    data = with_cover(catalogue.ebook(), 1000, 1600)
    finding = judged(data, "x.epub", "kindle")["Kindle", "cover ideally 1600 × 2560 px"]
    assert finding.verdict is StoreVerdict.FALLS_SHORT
    found = stores.findings(opened(data), "x.epub", ("kindle",))
    assert stores.accepts(found, strict=False)
    assert not stores.accepts(found, strict=True)


BODY = "</body>"
MENDED = {
    "title": ("kindle", r"\.opf$", without("(<dc:title>)[^<]*", put=r"\1"), "a title"),
    "language": (
        "kindle",
        r"\.opf$",
        without("<dc:language>[^<]*", put="<dc:language>fr"),
        "a language that its documents are in",
    ),
    "cover": ("google", r"\.opf$", without("cover-image"), "a cover inside, first to be read"),
    "described pictures": (
        "apple",
        XHTML,
        without('(<figure[^>]*>\\s*<img [^>]*alt=")[^"]*', put=r"\1"),
        "a description of every picture",
    ),
    "drawings": (
        "google",
        r"\.svg$",
        without('viewBox="[^"]*"', put='viewBox="0 0 3201 10"'),
        "drawings of at most 3,200 px a side",
    ),
    "pages": (
        "google",
        r"\.opf$",
        without("<itemref .*<itemref ", put="<itemref "),
        "at least 4 pages",
    ),
    "flow": (
        "ingram",
        r"style\.css$",
        lambda text: text + "p { font-size: 12pt }",
        "text that flows",
    ),
    "page references": (
        "ingram",
        r"about\.xhtml$",
        without(BODY, put="<p>See page 12.</p></body>"),
        "no page numbers in the text",
    ),
    "cover and title": (
        "ingram",
        r"\.opf$",
        without("<dc:title>[^<]*", put="<dc:title>Another"),
        "the same title on the cover",
    ),
}


@pytest.mark.parametrize("name", MENDED)
def test_each_limit_of_a_store_catches_the_fault_it_is_for(catalogue: Catalogue, name: str) -> None:
    store, file, change, asks = MENDED[name]
    data = catalogue.ebook("northfield")
    before = refused(data, "x.epub", store)
    assert asks not in [said for _, said in before]
    after = judged(changed(data, file, change), "x.epub", store)
    (finding,) = [one for (_, said), one in after.items() if said == asks]
    assert finding.verdict is StoreVerdict.FAILS
    assert finding.right


def test_a_page_of_a_work_that_is_cited_is_no_page_of_the_book(catalogue: Catalogue) -> None:
    cited = changed(
        catalogue.ebook(),
        r"references\.xhtml$",
        without("</section>", put="<p>Journal, page 537</p></section>"),
    )
    assert ("IngramSpark", "no page numbers in the text") not in refused(cited, "x.epub")


def test_of_a_store_whose_limits_nobody_read_that_is_said(catalogue: Catalogue) -> None:
    found = stores.findings(opened(catalogue.ebook()), "x.epub", ("overdrive",))
    assert found == (("OverDrive", "its limits", "", StoreVerdict.UNKNOWN, "ask the store"),)
    assert stores.closing(found, "x.epub") == "x.epub: OverDrive not known."


def test_kobo_takes_an_isbn_from_the_book_or_from_the_name_of_the_file(
    catalogue: Catalogue,
) -> None:
    data = catalogue.ebook("northfield")
    assert refused(data, "ebook.epub", "kobo") == [("Kobo", "an ISBN")]
    assert refused(data, f"{EBOOK}.epub", "kobo") == []


WIDE = f"<table><tr>{'<td>1</td>' * 3}<td colspan='2'>2</td></tr></table>"


@pytest.mark.parametrize(
    ("file", "put", "asks", "has", "right"),
    [
        (
            r"about\.xhtml$",
            f"{WIDE}</body>",
            "tables ideally of at most 4 columns",
            "5 (EPUB/about.xhtml)",
            "set it as a list of its rows",
        ),
        (
            r"cover\.xhtml$",
            "<p>A word</p></body>",
            "a cover in a document of its own",
            "“A word” in EPUB/cover.xhtml",
            "move the text to another document",
        ),
    ],
)
def test_kobo_minds_wide_tables_and_text_beside_the_cover(
    catalogue: Catalogue, file: str, put: str, asks: str, has: str, right: str
) -> None:
    data = catalogue.ebook("riverbend")
    assert judged(data, "x.epub", "kobo")["Kobo", asks].verdict is StoreVerdict.PASSES
    worse = judged(changed(data, file, without("</body>", put=put)), "x.epub", "kobo")
    finding = worse["Kobo", asks]
    assert finding.verdict is not StoreVerdict.PASSES
    assert (finding.has, finding.right) == (has, right)


def test_kobo_wishes_small_covers_and_plain_names(catalogue: Catalogue) -> None:
    heavy = Random(1).randbytes(3 * 1100 * 1100)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (1100, 1100), heavy).save(buffer, "PNG")
    data = catalogue.ebook("riverbend")
    cover = opened(data).cover
    assert cover is not None
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            is_cover = entry.filename == cover.name
            new.writestr(entry, buffer.getvalue() if is_cover else old.read(entry))
    found = judged(made.getvalue(), "x.epub", "kobo")
    assert found["Kobo", "cover ideally under 3 MB"].verdict is StoreVerdict.FALLS_SHORT
    assert found["Kobo", "pictures ideally at most 5 MB"].verdict is StoreVerdict.PASSES
    asks = "names of files ideally without spaces and signs"
    assert found["Kobo", asks].verdict is StoreVerdict.PASSES
    book = opened(data)
    odd = ManifestItem("EPUB/a b.css", "text/css", (), b"")
    named = replace(book, parts={**book.parts, odd.name: odd})
    (finding,) = [one for one in stores.findings(named, "x.epub", ("kobo",)) if one.asks == asks]
    assert finding[2:] == (
        "“EPUB/a b.css”",
        StoreVerdict.FALLS_SHORT,
        "use letters, digits, hyphens",
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"not a zip", "is not a ZIP file that can be unpacked"),
        (b"", "is not a ZIP file that can be unpacked"),
    ],
)
def test_what_is_no_book_is_refused_in_plain_words(data: bytes, message: str) -> None:
    with pytest.raises(NotABook) as raised:
        opened(data)
    assert str(raised.value) == message


def test_a_book_whose_beginning_is_lost_is_refused_in_plain_words(catalogue: Catalogue) -> None:
    with pytest.raises(NotABook, match=r"^is not a ZIP file that can be unpacked$"):
        opened(catalogue.ebook()[300:])


def test_a_book_with_a_broken_part_is_refused_in_plain_words(catalogue: Catalogue) -> None:
    broken = changed(catalogue.ebook(), r"about\.xhtml$", without("</body>"))
    with pytest.raises(NotABook, match=r"^EPUB/about\.xhtml is not XML \("):
        opened(broken).documents  # noqa: B018
    cut = changed(catalogue.ebook(), "container.xml", without("full-path", put="path"))
    with pytest.raises(NotABook, match="names no package document"):
        opened(cut)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.parametrize("skip", [0, 4, 20])
@pytest.mark.parametrize("name", ["EPUB/content.opf", "EPUB/about.xhtml"])
def test_bytes_that_were_flipped_are_damage(
    catalogue: Catalogue, name: str, method: int, skip: int
) -> None:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(catalogue.ebook())) as old,
        zipfile.ZipFile(made, "w", method) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        start = new.getinfo(name).header_offset + 30 + len(name) + skip
    data = bytearray(made.getvalue())
    data[start : start + 40] = bytes(sign ^ 0xFF for sign in data[start : start + 40])
    with pytest.raises(NotABook) as raised:
        opened(bytes(data))
    assert str(raised.value) == f"{name} is damaged, and cannot be unpacked"


def test_findings_are_json_too(catalogue: Catalogue) -> None:
    found = stores.findings(opened(catalogue.ebook("northfield")), "ebook.epub", ("google",))
    told = json.loads(stores.as_json(found, "ebook.epub"))
    assert told["file"] == "ebook.epub"
    assert {one["verdict"] for one in told["findings"]} == {"passes", "fails"}
    assert {one["asks"] for one in told["findings"] if one["verdict"] == "fails"} == {
        "an ISBN",
        "a file named by its ISBN",
    }


# The command ---------------------------------------------------------------------------------


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command line, called in this process: (exit code, what it said, what went wrong)."""

    def typed(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["publisher", *words])
        before = signal.getsignal(signal.SIGTERM)
        with pytest.raises(SystemExit) as end:
            cli.main()
        signal.signal(signal.SIGTERM, before)
        return (end.value.code, *capsys.readouterr())

    return typed


def test_a_book_that_a_store_refuses_ends_with_1(call: Call, catalogue: Catalogue) -> None:
    path = str(catalogue.out / "northfield/en-US/every-block/ebook.epub")
    code, out, err = call("stores", path, "--store", "google")
    assert code == 1
    assert "Google Play" in out
    assert err == f"{path}: refused by Google Play.\n"


def test_a_book_that_a_store_takes_ends_with_0(call: Call, catalogue: Catalogue) -> None:
    path = str(catalogue.out / "northfield/en-US/every-block/ebook.epub")
    code, out, err = call("stores", path, "--store", "kindle")
    assert (code, err) == (0, "")
    assert out.endswith(f"{path}: fit for Kindle.\n")


def test_what_is_not_ideal_counts_where_that_is_asked(
    call: Call, catalogue: Catalogue, tmp_path: Path
) -> None:
    small = tmp_path / "small.epub"
    small.write_bytes(with_cover(catalogue.ebook("northfield"), 1000, 1600))
    assert call("stores", str(small), "--store", "kindle")[0] == 0
    assert call("stores", str(small), "--store", "kindle", "--strict")[0] == 1


def test_json_is_all_that_is_said(call: Call, catalogue: Catalogue) -> None:
    path = str(catalogue.out / "northfield/en-US/every-block/ebook.epub")
    code, out, _ = call("stores", path, "--json")
    assert code == 1
    assert {one["store"] for one in json.loads(out)["findings"]} == {
        "Kindle",
        "Apple Books",
        "Google Play",
        "IngramSpark",
        "Kobo",
        "OverDrive",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("nothing.epub",),
            "nothing.epub  No such file or directory: name a file that you may read",
        ),
        (
            ("stub.epub",),
            "stub.epub  is not a ZIP file that can be unpacked: "
            "name an EPUB that opens in a reader",
        ),
        (
            ("stub.epub", "--cover", "none.jpg"),
            "none.jpg  No such file or directory: name a file that you may read",
        ),
        (
            ("stub.epub", "--store", "amazon"),
            "command line  --store  no such: 'amazon': one of kindle, apple, google, ingram, kobo, "
            "overdrive",
        ),
    ],
)
def test_what_cannot_be_judged_ends_with_2(
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    message: str,
) -> None:
    (tmp_path / "stub.epub").write_bytes(b"stub")
    monkeypatch.chdir(tmp_path)
    assert call("stores", *words) == (2, "", f"{message}\n{closing(1)}\n")


def test_feeds_and_exchange_say_what_they_wrote(
    call: Call, catalogue: Catalogue, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(catalogue.out, out)
    where = ("--out", str(out), "--root", str(catalogue.root), "--brand", "northfield")
    code, said, err = call("feed", *where)
    assert (code, err) == (0, "")
    assert "northfield/feed/onix-3.1.xml" in said
    assert said.endswith(f"9 files in {out}/.\n")
    code, said, err = call("exchange", *where)
    assert (code, err) == (0, "")
    assert "northfield/fhir/bundle.json" in said
    assert call("feed", *where, "--base-url", "here")[0] == 2
    empty = tmp_path / "empty"
    code, said, err = call("feed", *where[2:], "--out", str(empty))
    assert (code, said) == (2, "")
    assert (
        err == f"{empty}/northfield  contains nothing of this brand yet: publisher build\n"
        f"{closing(1)}\n"
    )
    assert not empty.exists()
