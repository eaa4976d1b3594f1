"""A catalogue as an ONIX message, 3.0 or 3.1: one product for each e-book, and each booklet sold.

A message is for everybody, or for one recipient, who gets what it would put on sale, said as it
reads it.

All data is from the source, the brand and the finished file. What only the seller knows (subjects
of the trade, authors, countries, prices) is under `sale` in the brand; what stands nowhere is left
out, not guessed.
Source: EDItEUR, ONIX for Books 3.0 and 3.1, code lists issue 75.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from publisher.brand.sale import WORLD
from publisher.content.inline import Text
from publisher.edition.model import Format
from publisher.feed import accessibility, covers, languages
from publisher.feed.recipients import ANYBODY, Recipient, products
from publisher.published.book import Book, text
from publisher.published.catalogue import BrandCatalogue, PublishedFile, Title
from publisher.published.markup import add, document
from publisher.published.urls import Urls

if TYPE_CHECKING:
    from datetime import date

    from lxml import etree

    from publisher.brand.sale import Terms

Release = Literal["3.0", "3.1"]
RELEASES: tuple[Release, ...] = ("3.0", "3.1")
SCHEME = "publisher URN"
_SHORT = 350  # characters of a short description, at most


def message(
    catalogue: BrandCatalogue,
    books: dict[str, Book],
    release: Release,
    urls: Urls,
    at: PurePosixPath,
    to: Recipient = ANYBODY,
) -> bytes:
    """The XML of a message about every product of a catalogue; `books` are its EPUBs, by title.

    With a recipient, only what it takes is in it.
    """
    from lxml import etree

    space = f"http://ns.editeur.org/onix/{release}/reference"
    root = etree.Element(f"{{{space}}}ONIXMessage", {"release": release}, nsmap={None: space})
    header = add(root, "Header")
    add(add(header, "Sender"), "SenderName", catalogue.brand.name)
    if to.title:
        add(add(header, "Addressee"), "AddresseeName", to.title)
    newest = max(title.job.stamp for title in catalogue.titles)
    add(header, "SentDateTime", f"{newest:%Y%m%dT%H%MZ}")
    for title, copy in products(to, catalogue):
        product = add(root, "Product")
        if copy.format is Format.EPUB:
            cover = urls.of(covers.path(title), at) if urls.base else None
            _ebook(product, title, copy, books[title.name], cover, to)
        else:
            _booklet(product, title, copy, to)
    return document(root)


# Products --------------------------------------------------------------------------------------


def _ebook(
    product: etree._Element,
    title: Title,
    copy: PublishedFile,
    book: Book,
    cover: str | None,
    to: Recipient,
) -> None:
    _record(product, title, copy)
    detail = add(product, "DescriptiveDetail")
    add(detail, "ProductComposition", "00")
    add(detail, "ProductForm", "ED")
    add(detail, "ProductFormDetail", "E101")
    for fact in accessibility.features(book):
        _feature(detail, "09", fact)
    for fact in accessibility.hazards(book):
        _feature(detail, "12", fact)
    add(detail, "PrimaryContentType", "10")
    if any(True for _ in book.elements("img")):
        add(detail, "ProductContentType", "19")
    if accessibility.is_unlocked(book):
        add(detail, "EpubTechnicalProtection", "00")
    _described(detail, title)
    words = sum(len(text(page).split()) for page in book.pages.values())
    _extent(detail, "02", str(words), "02")
    _extent(detail, "22", str(copy.size), "17")
    _subjects(detail, title, to)
    _collateral(product, title, cover)
    _publishing(product, title)
    _related(product, [("13", *_number(number)) for number in _paged_like(book)])
    _supply(product, title, copy, to)


def _booklet(product: etree._Element, title: Title, copy: PublishedFile, to: Recipient) -> None:
    _record(product, title, copy)
    detail = add(product, "DescriptiveDetail")
    add(detail, "ProductComposition", "00")
    add(detail, "ProductForm", "BF")
    scheme = copy.job.edition.scheme
    sheet = scheme.sheet(copy.job.brand.paper.name.lower()) if scheme else None
    if sheet is not None and sheet.page_mm:
        width, height = sheet.page_mm
        for kind, millimetres in (("01", height), ("02", width)):
            measure = add(detail, "Measure")
            add(measure, "MeasureType", kind)
            add(measure, "Measurement", f"{millimetres:g}")
            add(measure, "MeasureUnitCode", "mm")
    _described(detail, title)
    if copy.pages:
        _extent(detail, "06", str(copy.pages), "03")
    _subjects(detail, title, to)
    _collateral(product, title, None)
    _publishing(product, title)
    others = title.of(Format.EPUB)
    _related(product, [("27", one.isbn, one.job.identifier) for one in others])
    _supply(product, title, copy, to)


# Parts that all products have ------------------------------------------------------------------


def _record(product: etree._Element, title: Title, copy: PublishedFile) -> None:
    # A record has the same reference in all versions of the text; the job's URN has the version.
    add(product, "RecordReference", "publisher." + ".".join(copy.path.parts))
    add(product, "NotificationType", "03" if title.reviewed else "01")
    add(product, "RecordSourceType", "01")
    add(product, "RecordSourceName", copy.job.brand.name)
    _identifiers(product, copy.isbn, copy.job.identifier)


def _identifiers(parent: etree._Element, isbn: str | None, urn: str) -> None:
    """The ISBN, also as the GTIN that the trade needs; our own URN where there is no ISBN."""
    for kind in ("03", "15") if isbn else ("01",):
        one = add(parent, "ProductIdentifier")
        add(one, "ProductIDType", kind)
        if isbn is None:
            add(one, "IDTypeName", SCHEME)
        add(one, "IDValue", isbn or urn)


def _feature(detail: etree._Element, kind: str, fact: accessibility.AccessibilityFact) -> None:
    feature = add(detail, "ProductFormFeature")
    add(feature, "ProductFormFeatureType", kind)
    add(feature, "ProductFormFeatureValue", fact.code)
    if fact.words:
        add(feature, "ProductFormFeatureDescription", fact.words)


def _described(detail: etree._Element, title: Title) -> None:
    """Title, who wrote it, version, language. Reviewers are not authors, so they are not here."""
    condition = title.condition
    names = add(detail, "TitleDetail")
    add(names, "TitleType", "01")
    element = add(names, "TitleElement")
    add(element, "TitleElementLevel", "01")
    add(element, "TitleText", condition.title.plain)
    add(element, "Subtitle", condition.subtitle.plain)
    _contributors(detail, title)
    add(detail, "EditionStatement", title.words.edition_line(condition))
    language = add(detail, "Language")
    add(language, "LanguageRole", "01")
    add(language, "LanguageCode", languages.onix(condition.language))
    if country := languages.region(condition.language):
        add(language, "CountryCode", country)


_ROLES = {"author": "A01", "editor": "B01", "illustrator": "A12", "translator": "B06"}


def _contributors(detail: etree._Element, title: Title) -> None:
    """Who the brand says made it; the brand itself where it names nobody."""
    people = _terms(title).contributors
    for number, person in enumerate(people, 1):
        by = add(detail, "Contributor")
        add(by, "SequenceNumber", str(number))
        add(by, "ContributorRole", _ROLES[person.role])
        add(by, "PersonName", person.name)
    if not people:
        by = add(detail, "Contributor")
        add(by, "SequenceNumber", "1")
        add(by, "ContributorRole", "A01")
        add(by, "CorporateName", title.job.brand.name)


def _terms(title: Title) -> Terms:
    """The terms on which a guide is sold."""
    return title.job.brand.sale.of(title.condition.condition)


def _extent(detail: etree._Element, kind: str, value: str, unit: str) -> None:
    extent = add(detail, "Extent")
    add(extent, "ExtentType", kind)
    add(extent, "ExtentValue", value)
    add(extent, "ExtentUnit", unit)


def _subjects(detail: etree._Element, title: Title, to: Recipient) -> None:
    """Keywords from the source, and codes by the name of their system; patients as audience."""
    condition, terms = title.condition, _terms(title)
    thema = terms.thema if to.reads_thema else ()
    for scheme, code in (*(("10", one) for one in terms.bisac), *map(_thema, thema)):
        subject = add(detail, "Subject")
        if code in (*terms.bisac[:1], *terms.thema[:1]):
            add(subject, "MainSubject")
        add(subject, "SubjectSchemeIdentifier", scheme)
        add(subject, "SubjectCode", code)
    for one in condition.codes:
        subject = add(detail, "Subject")
        if one.system.value == "MeSH":
            add(subject, "SubjectSchemeIdentifier", "06")
        else:
            add(subject, "SubjectSchemeIdentifier", "24")
            add(subject, "SubjectSchemeName", one.system.value)
        add(subject, "SubjectCode", one.code)
        add(subject, "SubjectHeadingText", one.display)
    also_named: tuple[Text, ...] = (condition.title, condition.short_title, *condition.also_called)
    keywords = dict.fromkeys(text.plain.replace(";", ",") for text in also_named)
    subject = add(detail, "Subject")
    add(subject, "SubjectSchemeIdentifier", "20")
    add(subject, "SubjectHeadingText", "; ".join(keywords))
    audience = add(detail, "Audience")
    add(audience, "AudienceCodeType", "01")
    add(audience, "AudienceCodeValue", "01")


def _thema(code: str) -> tuple[str, str]:
    """The scheme of a code of Thema, and the code: a category, or one of six kinds of qualifier."""
    return str(93 + int(code[0])) if code[0].isdigit() else "93", code


def _collateral(product: etree._Element, title: Title, cover: str | None) -> None:
    condition = title.condition
    collateral = add(product, "CollateralDetail")
    summary = " ".join(text.plain for text in condition.summary)
    _text(collateral, "02", _shortened(condition.subtitle.plain))
    _text(collateral, "03", f"{summary} {title.review_line}")
    contents = "; ".join(section.heading.plain for section in condition.sections)
    _text(collateral, "04", contents)
    notices = " ".join((title.review_line, *title.job.brand.legal))
    _text(collateral, "13", notices)
    if cover is not None:
        resource = add(collateral, "SupportingResource")
        add(resource, "ResourceContentType", "01")
        add(resource, "ContentAudience", "00")
        add(resource, "ResourceMode", "03")
        version = add(resource, "ResourceVersion")
        add(version, "ResourceForm", "01")
        form = add(version, "ResourceVersionFeature")
        add(form, "ResourceVersionFeatureType", "01")
        add(form, "FeatureValue", "D502")
        add(version, "ResourceLink", cover)


def _shortened(words: str) -> str:
    if len(words) <= _SHORT:
        return words
    return words[: _SHORT - 1].rpartition(" ")[0] + "…"


def _text(collateral: etree._Element, kind: str, words: str) -> None:
    content = add(collateral, "TextContent")
    add(content, "TextType", kind)
    add(content, "ContentAudience", "00")
    add(content, "Text", words)


def _publishing(product: etree._Element, title: Title) -> None:
    """Publishing status: a text that nobody reviewed is not yet published, without a date."""
    brand = title.job.brand
    publishing = add(product, "PublishingDetail")
    publisher = add(publishing, "Publisher")
    add(publisher, "PublishingRole", "01")
    add(publisher, "PublisherName", brand.name)
    if brand.clinic.web:
        website = add(publisher, "Website")
        add(website, "WebsiteRole", "01")
        add(website, "WebsiteLink", f"https://{brand.clinic.web}")
    active = "02" if _is_forthcoming(title) else "04"
    add(publishing, "PublishingStatus", active if title.reviewed else "00")
    if title.reviewed:
        date = add(publishing, "PublishingDate")
        add(date, "PublishingDateRole", "01")
        add(date, "Date", f"{_published(title):%Y%m%d}", dateformat="00")
    if countries := _terms(title).countries:
        rights = add(publishing, "SalesRights")
        add(rights, "SalesRightsType", "01")
        _territory(rights, countries)
        if countries != (WORLD,):
            add(publishing, "ROWSalesRightsType", "03")


def _published(title: Title) -> date:
    return _terms(title).date or title.condition.issued


def _is_forthcoming(title: Title) -> bool:
    """Whether it is sold only after the day of the message."""
    return _published(title) > title.job.stamp.date()


def _territory(parent: etree._Element, countries: tuple[str, ...]) -> None:
    territory = add(parent, "Territory")
    kind = "RegionsIncluded" if countries == (WORLD,) else "CountriesIncluded"
    add(territory, kind, " ".join(countries))


def _paged_like(book: Book) -> tuple[str, ...]:
    """The print edition whose page numbers a book has, as the book names it."""
    return book.metas("pageBreakSource")[:1] if accessibility.has_print_pages(book) else ()


def _number(identifier: str) -> tuple[str | None, str]:
    """The ISBN in a URN, where it is one of an ISBN, and the URN."""
    scheme, _, number = identifier.partition("urn:isbn:")
    return (number if number and not scheme else None), identifier


def _related(product: etree._Element, others: list[tuple[str, str | None, str]]) -> None:
    """Related products, each as (relation, ISBN, URN)."""
    if others:
        material = add(product, "RelatedMaterial")
        for relation, isbn, urn in others:
            one = add(material, "RelatedProduct")
            add(one, "ProductRelationCode", relation)
            _identifiers(one, isbn, urn)


def _supply(product: etree._Element, title: Title, copy: PublishedFile, to: Recipient) -> None:
    terms = _terms(title)
    supply = add(add(product, "ProductSupply"), "SupplyDetail")
    supplier = add(supply, "Supplier")
    add(supplier, "SupplierRole", "09")
    add(supplier, "SupplierName", title.job.brand.name)
    is_out = title.reviewed and not _is_forthcoming(title)
    add(supply, "ProductAvailability", "20" if is_out else "10")
    prices = terms.prices.get(copy.job.edition.name, ())
    for price in prices:
        one = add(supply, "Price")
        add(one, "PriceType", "02" if price.with_tax else "01")
        add(one, "PriceAmount", f"{price.amount:.2f}")
        add(one, "CurrencyCode", price.currency)
        if countries := price.countries or terms.countries:
            _territory(one, countries)
    if not prices and to.free_is_zero:
        one = add(supply, "Price")
        add(one, "PriceType", "01")
        add(one, "PriceAmount", "0.00")
        add(one, "CurrencyCode", "USD")
        _territory(one, terms.countries or (WORLD,))
    elif not prices:
        add(supply, "UnpricedItemType", "01")
