"""What stands in `out/` is told to stores and readers by machine, and only what is true of it."""

from __future__ import annotations

import io
import json
import re
import shutil
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pytest
from babel.localedata import locale_identifiers
from lxml import etree
from PIL import Image

from publisher.brand import isbn
from publisher.brand.isbn import isbn_digits
from publisher.build import publish
from publisher.build.make import make
from publisher.build.publish import Outcome
from publisher.errors import BadInput
from publisher.feed import accessibility, languages, onix, recipients
from publisher.feed.prepare import Files, publish_feeds
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.book import opened
from publisher.published.catalogue import brand_catalogues
from publisher.published.urls import urls_below
from tests.catalogue import BOOKLET, EBOOK, Catalogue, built
from tests.helpers import ROOT, Project, closing, new_project
from tests.judges import feed as judges

# ISBN ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("twelve", "check"),
    # The manual's own example, one whose check digit is 0, one of the newer prefix.
    [("978030640615", "7"), ("978020137962", "4"), ("979109063607", "1"), ("978316148410", "0")],
)
def test_the_check_digit_is_that_of_the_manual(twelve: str, check: str) -> None:
    assert isbn.check_digit(twelve) == check
    assert isbn_digits(f"{twelve[:3]}-{twelve[3:]}-{check}") == twelve + check


def test_every_single_wrong_digit_is_found() -> None:
    right = "9780306406157"
    for place in range(13):
        for digit in set("0123456789") - {right[place]}:
            wrong = right[:place] + digit + right[place + 1 :]
            with pytest.raises(ValueError, match="ISBN"):
                isbn_digits(wrong)


@pytest.mark.parametrize(
    "written", ["", "978--0306406157", "９780306406157", "9" * 99, "0306406152"]
)
def test_what_is_no_isbn_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not an ISBN; write all thirteen digits"):
        isbn_digits(written)


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
        f"check the spelling, or remove it\n{closing(2)}"
    )


def _editions(project: Project) -> list[str]:
    return sorted(path.parent.name for path in project.root.glob("layouts/*/edition.toml"))


# The whole feed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fed:
    """A catalogue whose feeds are written."""

    catalogue: Catalogue
    files: dict[str, Files]

    @property
    def out(self) -> Path:
        return self.catalogue.out

    def read(self, path: str) -> bytes:
        return (self.out / path).read_bytes()


@pytest.fixture(scope="module")
def fed(catalogue: Catalogue) -> Fed:
    return Fed(catalogue, publish_feeds(catalogue.root, Selection(), catalogue.out, None))


FEED = [
    "onix-3.0.xml",
    "onix-3.1.xml",
    "opds-1.2/en-US.xml",
    "opds-1.2/index.xml",
    "opds-2.0/en-US.json",
    "opds-2.0/index.json",
    "recipients.json",
]


@pytest.mark.parametrize("brand", ["northfield", "riverbend"])
def test_every_file_of_a_feed_is_written_and_says_nothing_of_this_machine(
    fed: Fed, brand: str
) -> None:
    covers = ["covers/every-block.en-US.jpg", "covers/every-block.en-US.small.jpg"]
    delivered = [f"stores/{EBOOK}.epub", f"stores/{EBOOK}.jpg"] if brand == "riverbend" else []
    names = sorted(PurePosixPath(brand, "feed", name) for name in [*FEED, *covers, *delivered])
    assert sorted(fed.files[brand]) == names
    for path, data in fed.files[brand].items():
        assert (fed.out / path).read_bytes() == data
        assert str(fed.catalogue.root).encode() not in data


def test_a_feed_is_the_same_twice_and_takes_away_what_it_no_longer_says(fed: Fed) -> None:
    stray = fed.out / "riverbend" / "feed" / "opds-1.2" / "fr" / "old.xml"
    stray.parent.mkdir()
    stray.write_text("old")
    before = {p: (fed.out / p).stat().st_mtime_ns for p in fed.files["riverbend"]}
    assert publish_feeds(fed.catalogue.root, Selection(), fed.out, None) == fed.files
    assert not stray.parent.exists()
    assert before == {p: (fed.out / p).stat().st_mtime_ns for p in fed.files["riverbend"]}


@pytest.mark.parametrize("brand", ["northfield", "riverbend"])
@pytest.mark.parametrize("name", [name for name in FEED if "opds" in name])
def test_a_catalogue_keeps_the_rules_of_opds_and_every_link_leads_to_a_file(
    fed: Fed, brand: str, name: str
) -> None:
    path = fed.out / brand / "feed" / name
    judge = judges.opds1 if name.endswith(".xml") else judges.opds2
    assert judge(fed.files[brand][PurePosixPath(brand, "feed", name)]) == []
    assert judges.dead_links(fed.out, path) == []


@pytest.mark.parametrize("brand", ["northfield", "riverbend"])
@pytest.mark.parametrize("release", onix.RELEASES)
def test_onix_holds_by_the_schemas_and_code_lists_of_editeur(
    fed: Fed, brand: str, release: str
) -> None:
    assert judges.onix(fed.files[brand][PurePosixPath(brand, "feed", f"onix-{release}.xml")]) == []


ONIX = "{http://ns.editeur.org/onix/3.1/reference}"


def products(data: bytes) -> list[etree._Element]:
    return etree.fromstring(data).findall(f"{ONIX}Product")


def said(product: etree._Element, *names: str) -> list[str]:
    """The words of every element on a path of names, wherever it begins."""
    return [str(e.text) for e in product.iterfind(".//" + "/".join(f"{ONIX}{n}" for n in names))]


def test_onix_says_of_a_draft_that_nobody_reviewed_it_and_that_it_is_not_out(fed: Fed) -> None:
    (product,) = products(fed.read("northfield/feed/onix-3.1.xml"))
    assert said(product, "NotificationType") == ["01"]
    assert said(product, "PublishingStatus") == ["00"]
    assert said(product, "ProductAvailability") == ["10"]
    assert said(product, "UnpricedItemType") == ["01"]
    assert said(product, "PublishingDate", "Date") == []
    texts = dict(
        zip(
            said(product, "TextContent", "TextType"),
            said(product, "TextContent", "Text"),
            strict=True,
        )
    )
    assert texts["13"].startswith("Draft: not yet reviewed by a clinician ")
    assert texts["03"].endswith("Draft: not yet reviewed by a clinician")


def test_onix_says_what_the_source_says(fed: Fed) -> None:
    (product,) = products(fed.read("northfield/feed/onix-3.1.xml"))
    condition = fed.catalogue.project.job("ebook").condition
    assert said(product, "TitleText") == [condition.title.plain]
    assert said(product, "Subtitle") == [condition.subtitle.plain]
    assert said(product, "LanguageCode") == ["eng"]
    assert said(product, "CountryCode") == ["US"]
    assert said(product, "SubjectCode") == ["Z00.00"]
    assert said(product, "SubjectSchemeName") == ["ICD-10-CM"]
    assert said(product, "PublisherName") == ["Northfield Clinic"]
    assert said(product, "ExtentValue")[1] == str(len(fed.catalogue.ebook("northfield")))


def test_onix_names_an_isbn_where_one_was_assigned_and_a_urn_where_none_was(fed: Fed) -> None:
    (bare,) = products(fed.read("northfield/feed/onix-3.1.xml"))
    path = ("ProductIdentifier",)
    pages = "urn:publisher:northfield/en-US/every-block/booklet.pdf/"
    assert said(bare, *path, "ProductIDType") == ["01", "01"]
    assert said(bare, *path, "IDTypeName") == ["publisher URN"] * 2
    assert said(bare, *path, "IDValue")[1].startswith(pages)
    assert said(bare, "ProductRelationCode") == ["13"]
    ebook, booklet = products(fed.read("riverbend/feed/onix-3.1.xml"))
    assert said(ebook, *path, "ProductIDType") == ["03", "15", "03", "15"]
    assert said(ebook, *path, "IDValue") == [EBOOK, EBOOK, BOOKLET, BOOKLET]
    assert said(ebook, "ProductRelationCode") == ["13"]
    assert said(booklet, *path, "IDValue") == [BOOKLET, BOOKLET, EBOOK, EBOOK]
    assert said(booklet, "ProductRelationCode") == ["27"]
    assert said(booklet, "ProductForm") == ["BF"]
    assert said(booklet, "Measurement") == ["215.9", "139.7"]


def _review(shelf: Catalogue) -> None:
    shelf.project.write(
        "sources/every-block/condition.yaml",
        "  state: unreviewed",
        "  state: reviewed\n  reviewer: A tester\n  reviewed: 2026-11-22\n"
        "  next_review: 2028-11-22",
    )


def _publish_ebook(shelf: Catalogue) -> tuple[Job, Outcome]:
    (job,) = shelf.project.jobs("ebook")
    made = make(job)
    assert made.ok, made.faults
    publish.publish(job, made, shelf.out)
    return job, made


def test_onix_says_of_a_reviewed_text_when_it_came_out(tmp_path: Path) -> None:
    shelf = built(tmp_path, {"riverbend": ("ebook",)})
    _review(shelf)
    riverbend = Selection((), ("riverbend",))
    with pytest.raises(BadInput) as raised:
        publish_feeds(shelf.root, riverbend, shelf.out, None)
    assert str(raised.value) == (
        f"{shelf.out}/riverbend/en-US/every-block/ebook.epub  was made of another text or look "
        f"than today's: publisher build every-block --brand riverbend\n{closing(1)}"
    )
    job, made = _publish_ebook(shelf)
    files = publish_feeds(shelf.root, riverbend, shelf.out, None)["riverbend"]
    data = files[PurePosixPath("riverbend/feed/onix-3.1.xml")]
    (product,) = products(data)
    assert judges.onix(data) == []
    assert said(product, "PublishingStatus") == ["04"]
    assert said(product, "ProductAvailability") == ["20"]
    assert said(product, "PublishingDate", "Date") == [f"{job.condition.issued:%Y%m%d}"]
    codes = {told.code for told in accessibility.features(opened(made.data or b""))}
    assert {"04", "82", "85", "90"} <= codes
    sold = "    sale: {date: 2090-03-01}\n    paper: letter"
    shelf.project.write("layouts/brands/riverbend/_brand.yml", "    paper: letter", sold)
    files = publish_feeds(shelf.root, riverbend, shelf.out, None)["riverbend"]
    (product,) = products(files[PurePosixPath("riverbend/feed/onix-3.1.xml")])
    assert said(product, "PublishingStatus") == ["02"]
    assert said(product, "ProductAvailability") == ["10"]
    assert said(product, "PublishingDate", "Date") == ["20900301"]


SALE = """    sale:
      bisac: [HEA039000, MED000000]
      thema: [VFJB, MJC, 1KBB]
      contributors:
        - {name: Ana Lee}
        - {name: Ben Roe, role: translator}
      countries: [US, CA]
      prices:
        ebook:
          - {amount: 4.99, currency: USD, countries: [US]}
          - {amount: 7, currency: CAD, with_tax: true}
      guides:
        every-block: {date: 2090-03-01, countries: [WORLD]}
"""


@pytest.fixture
def selling(catalogue: Catalogue, tmp_path: Path) -> Catalogue:
    """The catalogue, one of whose brands says on which terms it sells."""
    root = tmp_path / "project"
    shutil.copytree(catalogue.root, root)
    shutil.copytree(catalogue.out, tmp_path / "out")
    Project(root).write(
        "layouts/brands/riverbend/_brand.yml", "    paper: letter", f"{SALE}    paper: letter"
    )
    return Catalogue(Project(root), tmp_path / "out")


@pytest.mark.parametrize("release", onix.RELEASES)
def test_onix_says_on_which_terms_a_guide_is_sold(selling: Catalogue, release: str) -> None:
    riverbend = Selection((), ("riverbend",))
    files = publish_feeds(selling.root, riverbend, selling.out, None)["riverbend"]
    data = files[PurePosixPath(f"riverbend/feed/onix-{release}.xml")]
    assert judges.onix(data) == []
    data = data.replace(b"onix/3.0/", b"onix/3.1/")
    ebook, booklet = products(data)
    subjects = zip(
        said(ebook, "Subject", "SubjectSchemeIdentifier"),
        [*said(ebook, "Subject", "SubjectCode"), "keywords"],
        strict=True,
    )
    assert [*subjects][:5] == [
        ("10", "HEA039000"),
        ("10", "MED000000"),
        ("93", "VFJB"),
        ("93", "MJC"),
        ("94", "1KBB"),
    ]
    assert len(said(ebook, "Subject", "MainSubject")) == 2
    assert said(ebook, "Contributor", "ContributorRole") == ["A01", "B06"]
    assert said(ebook, "Contributor", "PersonName") == ["Ana Lee", "Ben Roe"]
    assert said(ebook, "Contributor", "CorporateName") == []
    assert said(ebook, "SalesRights", "Territory", "RegionsIncluded") == ["WORLD"]
    assert said(ebook, "ROWSalesRightsType") == []
    assert said(ebook, "Price", "PriceType") == ["01", "02"]
    assert said(ebook, "Price", "PriceAmount") == ["4.99", "7.00"]
    assert said(ebook, "Price", "CurrencyCode") == ["USD", "CAD"]
    assert said(ebook, "Price", "Territory", "CountriesIncluded") == ["US"]
    assert said(ebook, "Price", "Territory", "RegionsIncluded") == ["WORLD"]
    assert said(ebook, "UnpricedItemType") == []
    assert said(booklet, "UnpricedItemType") == ["01"]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A reviewed e-book with an ISBN, to be sold on terms that a test writes."""
    shelf = built(tmp_path_factory.mktemp("sold"), {"riverbend": ()})
    _review(shelf)
    shelf.project.write(
        "layouts/brands/riverbend/_brand.yml", "    paper: letter", f"{SALE}    paper: letter"
    )
    with publish.exclusive(shelf.out):
        _publish_ebook(shelf)
    return shelf


def _sent(sold: Catalogue, tmp_path: Path, terms: str) -> dict[str, bytes]:
    """The messages to all recipients, by name, of a brand with these terms, and the report."""
    root = tmp_path / "project"
    shutil.copytree(sold.root, root)
    Project(root).write("layouts/brands/riverbend/_brand.yml", SALE, terms)
    files = publish_feeds(root, Selection((), ("riverbend",)), sold.out, None)["riverbend"]
    return {path.name: data for path, data in files.items() if path.parent.name == "feed"}


def test_each_recipient_gets_what_it_puts_on_sale_said_as_it_reads_it(
    sold: Catalogue, tmp_path: Path
) -> None:
    sent = _sent(sold, tmp_path, SALE)
    names = [f"onix-{one}.xml" for one in ("amazon", "google", "ingram", "kobo", "overdrive")]
    assert sorted(sent) == sorted([*names, "onix-3.0.xml", "onix-3.1.xml", "recipients.json"])
    for name in names:
        assert judges.onix(sent[name]) == []
    kobo = sent["onix-kobo.xml"]
    assert b"<AddresseeName>Kobo</AddresseeName>" in kobo
    assert b"HEA039000" in kobo
    assert b"VFJB" not in kobo  # it reads no Thema
    assert b"VFJB" in sent["onix-google.xml"]


def test_what_is_free_has_a_price_of_nothing_where_that_is_read_and_is_not_lent(
    sold: Catalogue, tmp_path: Path
) -> None:
    sent = _sent(sold, tmp_path, "    sale: {bisac: [HEA039000], countries: [US]}\n")
    (google,) = products(sent["onix-google.xml"].replace(b"onix/3.0/", b"onix/3.1/"))
    assert said(google, "Price", "PriceAmount") == ["0.00"]
    assert said(google, "Price", "Territory", "CountriesIncluded") == ["US"]
    (kobo,) = products(sent["onix-kobo.xml"].replace(b"onix/3.0/", b"onix/3.1/"))
    assert said(kobo, "UnpricedItemType") == ["01"]
    assert "onix-overdrive.xml" not in sent
    assert json.loads(sent["recipients.json"])["overdrive"] == {
        "recipient": "OverDrive",
        "products": [],
        "not_taken": [
            {
                "file": "riverbend/en-US/every-block/ebook.epub",
                "wrong": "it has no price of 1 USD or more",
                "right": "write one under sale: prices",
            }
        ],
    }


def test_whatever_keeps_a_product_from_a_recipient_is_said_at_once(
    fed: Fed, sold: Catalogue, tmp_path: Path
) -> None:
    bare = json.loads(fed.read("northfield/feed/recipients.json"))["kobo"]
    assert [(one["wrong"], one["right"]) for one in bare["not_taken"]] == [
        ("nobody has reviewed it", "have it reviewed; until then it is not sold"),
        ("it has no ISBN", "write it under isbn in _brand.yml"),
        ("it has no subject", "write a BISAC code under sale: bisac"),
        ("nothing says where it is sold", "write sale: countries: [US], or WORLD"),
    ]
    yen = SALE.replace("amount: 4.99, currency: USD", "amount: 4.99, currency: JPY")
    sent = json.loads(_sent(sold, tmp_path, yen)["recipients.json"])
    kept = {name: [one["wrong"] for one in found["not_taken"]] for name, found in sent.items()}
    assert kept == {
        "kobo": ["its price in JPY has decimals"],
        "google": [],
        "overdrive": ["it has no price of 1 USD or more"],
        "amazon": [],
        "ingram": [],
    }


def test_a_recipient_takes_no_longer_subtitle_than_it_shows_and_booklets_where_it_prints(
    fed: Fed, sold: Catalogue
) -> None:
    (catalogue,) = brand_catalogues(
        select_jobs(sold.root, Selection((), ("riverbend",), ("ebook",))), sold.out
    )
    kobo = next(one for one in recipients.RECIPIENTS if one.name == "kobo")
    assert len(recipients.products(kobo, catalogue)) == 1
    assert recipients.products(replace(kobo, most_subtitle=10), catalogue) == ()
    found = json.loads(fed.read("riverbend/feed/recipients.json"))
    kept = {name: {each["file"] for each in one["not_taken"]} for name, one in found.items()}
    book, booklet = (f"riverbend/en-US/every-block/{one}" for one in ("ebook.epub", "booklet.pdf"))
    assert kept["kobo"] == {book}
    assert kept["ingram"] == {book, booklet}


def test_a_guide_is_sold_in_some_countries_and_from_a_day_on(selling: Catalogue) -> None:
    brand = "layouts/brands/riverbend/_brand.yml"
    selling.project.write(brand, "date: 2090-03-01, countries: [WORLD]", "date: 2090-03-01")
    (job,) = selling.project.jobs("ebook")
    terms = job.brand.sale.of(job.condition.condition)
    assert (f"{terms.date}", terms.countries, len(terms.prices["ebook"])) == (
        "2090-03-01",
        ("US", "CA"),
        2,
    )
    files = publish_feeds(selling.root, Selection((), ("riverbend",)), selling.out, None)
    data = files["riverbend"][PurePosixPath("riverbend/feed/onix-3.1.xml")]
    assert judges.onix(data) == []
    ebook, _ = products(data)
    assert said(ebook, "SalesRights", "Territory", "CountriesIncluded") == ["US CA"]
    assert said(ebook, "ROWSalesRightsType") == ["03"]
    assert said(ebook, "PublishingDate", "Date") == []  # nobody has reviewed it
    assert said(ebook, "ProductAvailability") == ["10"]


def test_the_terms_that_the_documentation_shows_can_be_read(selling: Catalogue) -> None:
    guide = (ROOT / "docs" / "brands.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(sale:\n.*?)```", guide, re.DOTALL)
    shown = textwrap.indent(shown.replace("iron-deficiency-anemia", "every-block"), "    ")
    selling.project.write("layouts/brands/riverbend/_brand.yml", SALE, shown)
    (job,) = selling.project.jobs("ebook")
    terms = job.brand.sale.of("every-block")
    assert terms.model_fields_set >= {"bisac", "contributors", "countries", "date", "prices"}


def test_terms_of_sale_make_no_document_anew(catalogue: Catalogue, selling: Catalogue) -> None:
    before, after = (one.project.jobs("ebook")[0] for one in (catalogue, selling))
    assert before.brand.sale != after.brand.sale
    assert before.key == after.key


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "bisac: [HEA039000, MED000000]",
            "bisac: [HEA39]",
            "sale.bisac[0]  'HEA39' is not a BISAC code: write three letters and six digits: "
            "HEA039000",
        ),
        (
            "thema: [VFJB, MJC, 1KBB]",
            "thema: [vfjb]",
            "sale.thema[0]  'vfjb' is not a Thema code: write it as it stands in the list: VFJB, "
            "or 1KBB for a place",
        ),
        (
            "countries: [US, CA]",
            "countries: [UK]",
            "sale.countries[0]  'UK' is not a country: write two capital letters of ISO 3166 (GB, "
            "not UK), or WORLD alone",
        ),
        (
            "countries: [US, CA]",
            "countries: [US, WORLD]",
            "sale.countries  WORLD stands beside a country: write WORLD alone, or the countries",
        ),
        (
            "currency: USD",
            "currency: DOLLAR",
            "sale.prices.ebook[0].currency  'DOLLAR' is not a currency: write its three letters: "
            "USD",
        ),
    ],
)
def test_terms_that_cannot_be_are_said(
    selling: Catalogue, old: str, new: str, message: str
) -> None:
    brand = "layouts/brands/riverbend/_brand.yml"
    selling.project.write(brand, old, new)
    said = selling.project.problems()
    place, _, rest = said.partition("  defaults.publisher.")
    assert re.fullmatch(rf"{brand}:\d+:\d+", place)
    assert rest == f"{message}\n{closing(1)}"


def test_terms_for_what_there_is_not_are_said(selling: Catalogue) -> None:
    brand = "layouts/brands/riverbend/_brand.yml"
    selling.project.write(brand, "        every-block: {date", "        every-blok: {date")
    selling.project.write(
        brand, "        ebook:\n          - {amount", "        epub:\n          - {amount"
    )
    path = "defaults.publisher.sale"
    assert selling.project.problems() == (
        f"{brand}  {path}.guides.every-blok  there is no source 'every-blok': check the spelling, "
        f"or remove it\n{brand}  {path}.prices.epub  there is no edition 'epub': one of "
        f"{', '.join(_editions(selling.project))}\n{closing(2)}"
    )


def test_every_language_that_is_known_is_one_of_onix() -> None:
    lists = judges.package_file("onixcheck", "schema", "xsd3.1", "ONIX_BookProduct_CodeLists.xsd")
    tree = etree.parse(lists)
    known = set(tree.xpath("//*[@name='List74']//*[local-name()='enumeration']/@value"))  # type: ignore[arg-type]
    ours = {tag.partition("_")[0] for tag in locale_identifiers()}
    codes = {languages.onix(tag) for tag in ours if len(tag) == 2}
    assert len(codes) > 100
    assert codes - known == set()
    assert languages.onix("es-US") == "spa"
    assert languages.region("zh-Hant-TW") == "TW"
    assert languages.onix("xx") is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"<ProductForm>ED<", b"<ProductForm>ZQ<", "ProductForm"),
        (b"(</?)Subtitle>", rb"\1Undertitle>", "Undertitle"),
        (b"<LanguageCode>eng<", b"<LanguageCode>en<", "LanguageCode"),
    ],
)
def test_the_judge_of_onix_finds_a_message_made_wrong(
    fed: Fed, old: bytes, new: bytes, fault: str
) -> None:
    data = fed.read("riverbend/feed/onix-3.1.xml")
    wrong = re.sub(old, new, data)
    assert any(fault in one for one in judges.onix(wrong))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('rel="start"', 'rel="begin"', "feed has no link start"),
        (r"<updated>[^<]*<", "<updated>yesterday<", "feed was updated at 'yesterday'"),
        ("/acquisition/open-access", "/somewhere", "entry 1 has nothing to acquire"),
        ("<dc:language>[^<]*<", "<dc:language><", "entry 1 has no dc:language"),
        ('rel="http://opds-spec.org/image"', 'rel="x"', "entry 1 has no image"),
        ("</feed>", "", "is not XML: "),
    ],
)
def test_the_rules_of_opds_1_find_a_feed_made_wrong(
    fed: Fed, old: str, new: str, fault: str
) -> None:
    text = fed.read("riverbend/feed/opds-1.2/en-US.xml").decode()
    found = judges.opds1(re.sub(old, new, text).encode())
    assert any(one.startswith(fault) for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"rel": "self"', '"rel": "me"', "links have no self"),
        ('"modified": "[^"]*"', '"modified": "x"', "publications[0] was modified at 'x'"),
        ("/acquisition/open-access", "/somewhere", "publications[0] has nothing to acquire"),
        ("image/jpeg", "image/svg+xml", "publications[0] has no picture that is shown everywhere"),
        ('"publications"', '"books"', "contains no navigation, no publications and no groups"),
    ],
)
def test_the_rules_of_opds_2_find_a_feed_made_wrong(
    fed: Fed, old: str, new: str, fault: str
) -> None:
    text = fed.read("riverbend/feed/opds-2.0/en-US.json").decode()
    assert fault in judges.opds2(re.sub(old, new, text).encode())


def test_a_dead_link_and_a_wrong_size_are_found(fed: Fed, tmp_path: Path) -> None:
    shutil.copytree(fed.out, tmp_path / "out")
    gone = tmp_path / "out" / "riverbend" / "en-US" / "every-block"
    (gone / "handout.pdf").unlink()
    (gone / "ebook.epub").write_bytes(b"short")
    found = judges.dead_links(
        tmp_path / "out", tmp_path / "out" / "riverbend" / "feed" / "opds-1.2" / "en-US.xml"
    )
    assert found == [
        f"../../en-US/every-block/ebook.epub has 5 bytes, not {len(fed.catalogue.ebook())}",
        "../../en-US/every-block/handout.pdf is not there",
    ]


def test_with_a_base_every_address_is_whole(catalogue: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(catalogue.out, out)
    base = "https://example.org/guides/"
    files = publish_feeds(catalogue.root, Selection(), out, base)["riverbend"]
    old = etree.fromstring(files[PurePosixPath("riverbend/feed/opds-1.2/en-US.xml")])
    hrefs = [e.get("href") for e in old.iter("{*}link")]
    assert "https://example.org/guides/riverbend/en-US/every-block/ebook.epub" in hrefs
    assert all(str(href).startswith("https://example.org/guides/riverbend/") for href in hrefs)
    message = files[PurePosixPath("riverbend/feed/onix-3.1.xml")]
    assert said(products(message)[0], "ResourceLink") == [
        "https://example.org/guides/riverbend/feed/covers/every-block.en-US.jpg"
    ]
    assert judges.onix(message) == []


BASE = "command line  --base-url  "
WHERE = f"write where out/ is served: https://example.org/guides\n{closing(1)}"


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("example.org", "'example.org' is not an address on the web"),
        ("ftp://example.org", "'ftp://example.org' is not an address on the web"),
        ("https://", "'https://' is not an address on the web"),
        ("https://example.org/?a=1", "'https://example.org/?a=1' does not end with a folder"),
        ("https://example.org/#a", "'https://example.org/#a' does not end with a folder"),
        (
            "https://example.org/a b",
            "'https://example.org/a b' contains a character that no address has",
        ),
        ("https://me:x@example.org", "contains a name or a password, which every reader would see"),
        ("https://example.org:x", "'https://example.org:x' is not an address"),
    ],
)
def test_a_base_that_is_none_is_refused(written: str, wrong: str) -> None:
    with pytest.raises(BadInput) as raised:
        urls_below(written)
    assert str(raised.value) == f"{BASE}{wrong}: {WHERE}"


def test_where_nothing_is_built_one_message_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        publish_feeds(catalogue.root, Selection((), ("riverbend",)), tmp_path, None)
    assert str(raised.value) == (
        f"{tmp_path}/riverbend  contains nothing of this brand yet: publisher build\n{closing(1)}"
    )
    assert list(tmp_path.iterdir()) == []


def test_where_no_ebook_is_built_one_message_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(catalogue.out / "northfield", out / "northfield")
    (out / "northfield/en-US/every-block/ebook.epub").unlink()
    with pytest.raises(BadInput) as raised:
        publish_feeds(catalogue.root, Selection((), ("northfield",)), out, None)
    assert str(raised.value) == (
        f"{out}/northfield  contains no e-book yet: publisher build --edition ebook\n{closing(1)}"
    )


def test_the_cover_beside_the_book_is_as_large_as_stores_ask_and_its_thumbnail_fits_a_shelf(
    fed: Fed,
) -> None:
    folder = "riverbend/feed/covers/every-block.en-US"
    with Image.open(io.BytesIO(fed.read(f"{folder}.small.jpg"))) as small:
        assert small.format == "JPEG"
        assert max(small.size) == 320
    with Image.open(io.BytesIO(fed.read(f"{folder}.jpg"))) as cover:
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (1600, 2560))
    assert fed.read(f"riverbend/feed/stores/{EBOOK}.jpg") == fed.read(f"{folder}.jpg")
