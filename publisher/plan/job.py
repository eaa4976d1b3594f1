"""Condition × brand × edition → jobs, each with a key: the hash of all that it is made from."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path, PurePosixPath

from publisher.brand.model import Brand
from publisher.brand.report import Report
from publisher.brand.sale import Sale
from publisher.brand.scripts import script_of
from publisher.content.bidi import is_right_to_left, isolated_value
from publisher.content.fields import with_texts
from publisher.content.han import with_whole_end, with_whole_ends
from publisher.content.inline import Text
from publisher.content.model import (
    OF_NO_DOCUMENT,
    Callout,
    Condition,
    Section,
    Wording,
    figures,
    symbols,
)
from publisher.content.translated import TranslatedCondition
from publisher.edition.model import Edition, Format
from publisher.edition.words import Words
from publisher.errors import refused
from publisher.plan.binding import Collection
from publisher.program import hash_of, program_hash

_WITHOUT_LINES = frozenset(("alt", "title", "short_title"))
"""Texts that are spoken, or stand in the properties of a file too."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file to make. Everything that a renderer may look at is in here."""

    condition: Condition
    brand: Brand
    edition: Edition
    words: Words
    stamp: datetime
    """The time of creation that is written into the file, in UTC; it is never that of the clock."""
    siblings: tuple[Edition, ...]
    """All editions of the same condition and brand, this one too, for links among them."""
    languages: tuple[str, ...] = ()
    """All languages that its condition exists in, this one too; empty where that is not known."""
    original: Job | None = None
    """For an edition in two languages, the job of the guide that was translated, which stands
    beside it: the same edition, brand and state of review, in the language it was written in."""

    @property
    def path(self) -> PurePosixPath:
        """The path of the file below `out/`: brand/language/condition/edition.ext."""
        condition = self.condition
        return PurePosixPath(
            self.brand.id, condition.language, condition.condition, self.edition.file
        )

    @property
    def halves(self) -> tuple[Job, ...]:
        """Itself; in two languages the original and the translation, each by itself."""
        return (self,) if self.original is None else (self.original, replace(self, original=None))

    @property
    def language(self) -> str:
        """The language that the file as a whole is in: of two, that of the original."""
        return self.halves[0].condition.language

    @property
    def guide_url(self) -> str | None:
        """The URL of the web page of the same guide, without https://, for print."""
        web, condition = self.brand.clinic.web, self.condition
        is_translated = isinstance(condition, TranslatedCondition)
        language = f"{condition.language}/" if is_translated else ""
        return f"{web}/{language}{condition.condition}" if web else None

    @property
    def identifier(self) -> str:
        """A URN that is the same for the same text, brand and edition."""
        name = "/".join((*self.path.parts, self.condition.version))
        return f"urn:publisher:{name}"

    @cached_property
    def printed(self) -> Job | None:
        """For an e-book, the job of the booklet whose page numbers it contains; None for none."""
        if self.edition.format is not Format.EPUB or self.brand.inks is None:
            return None
        for one in self.siblings:
            if one.is_booklet and one.wording is self.edition.wording:
                return replace(self, edition=one)
        return None

    @property
    def pages_key(self) -> tuple[str, ...]:
        """A name for the pages that the file is made of; jobs with the same name share them."""
        printed = self.printed or self
        return (*self.path.parts[:-1], printed.edition.origin)

    @property
    def possible_files(self) -> tuple[tuple[str, str], ...]:
        """(language, edition) of all files that are made of its condition in one brand."""
        is_collection = isinstance(self.condition, Collection)
        return tuple(
            (language, edition.name)
            for language in self.languages or (self.condition.language,)
            for edition in self.siblings
            if edition.collections or not is_collection
            if not edition.bilingual or language != self._written_in
        )

    @property
    def _written_in(self) -> str:
        """The language of the guide itself, whatever it is translated into."""
        condition = self.condition
        if isinstance(condition, TranslatedCondition):
            return condition.original_language
        return condition.language

    @property
    def brand_files(self) -> tuple[Path, ...]:
        """All files of the brand: its own, its fonts, and the profile of its press."""
        inks = self.brand.inks
        return (*self.brand.files, *((inks.profile.path,) if inks else ()))

    @property
    def _brand_files_read(self) -> tuple[Path, ...]:
        """Those that this one edition is made from: fonts, and the profile of the press."""
        brand = self.brand
        families = (brand.body, brand.headings, brand.fallback)
        fonts = dict.fromkeys(face.source for family in families for face in family.faces)
        inks = brand.inks if self.edition.scheme else None
        profile = (inks.profile.path,) if inks and inks.profile.path.is_file() else ()
        return (*fonts, *profile)

    @property
    def _printed_files(self) -> tuple[tuple[str, Path], ...]:
        """What decides where the pages of the booklet begin."""
        return self.printed.edition.files if self.printed else ()

    @cached_property
    def shown(self) -> Job:
        """The same job with only what its edition can show, of which its file is made.

        The full wording stands alone, and the plain one is for Easy Read alone, but for Word files,
        which contain their source. Ink and ISBNs are for sheets, and for an e-book, which tells a
        booklet's pages and names it; dark colours are for screens.
        """
        condition, brand, edition, words = self.condition, self.brand, self.edition, self.words
        if edition.format is not Format.WORD:
            apart = self.set_apart
            condition, brand = _shown(apart.condition, edition), apart.brand
            words = apart.words
        if edition.format not in (Format.WEB, Format.EPUB):
            brand = replace(brand, dark=brand.light)
        if edition.format not in (Format.PRINT, Format.EPUB):
            brand = replace(brand, inks=None, own_inks=(), isbns=())
        original = self.original.shown if self.original else None
        return replace(self, condition=condition, brand=brand, words=words, original=original)

    @cached_property
    def set_apart(self) -> Job:
        """The job with signs that nobody sees, where lines would else break or run wrongly.

        They stand around all that runs from left to right in a text that does not, and between the
        last characters of a text in Chinese on paper.
        """
        on_paper = self.edition.format in (Format.PDF, Format.PRINT)
        if on_paper and script_of(self.condition.language) == "Hans":
            return self._with_whole_ends()
        if not is_right_to_left(self.condition.language):
            return self
        return replace(
            self,
            condition=isolated_value(self.condition, unbroken=on_paper),
            brand=self.brand.isolated(unbroken=on_paper),
        )

    def _with_whole_ends(self) -> Job:
        """The job with signs between the last characters of its texts and labels."""
        labels = {name: with_whole_ends(one) for name, one in self.words.labels.items()}
        legal = tuple(map(with_whole_ends, self.brand.legal))
        return replace(
            self,
            condition=with_texts(self.condition, with_whole_end, _WITHOUT_LINES),
            words=Words(self.words.language, labels),
            brand=replace(self.brand, legal=legal),
        )

    @cached_property
    def key(self) -> str:
        """A hash of all that can change the bytes."""
        return hashlib.sha256(json.dumps([str(self.path), self.inputs]).encode()).hexdigest()

    @cached_property
    def inputs(self) -> dict[str, str]:
        """A hash of each thing that can change the bytes: source, brand, layouts, publisher.

        Layouts are those of the edition, with what it says of its siblings; publisher is our own
        code, and the engines.
        """
        own = self._own_inputs()
        if self.original is None:
            return own
        beside = self.original.inputs
        return {name: hash_of(value, beside[name]) for name, value in own.items()}

    def _own_inputs(self) -> dict[str, str]:
        """The same of its own language alone."""
        condition = self.shown.condition
        siblings = json.dumps([(e.name, e.title, e.offered) for e in self.siblings])
        drawings = json.dumps(_drawings(condition))
        return {
            "source": hash_of(
                condition.model_dump_json(exclude=set(OF_NO_DOCUMENT)),
                drawings,
                self.stamp.isoformat(),
            ),
            "brand": hash_of(
                _values(self.shown.brand), files=[(p.name, p) for p in self._brand_files_read]
            ),
            "layouts": hash_of(siblings, files=(*self.edition.files, *self._printed_files)),
            "publisher": program_hash(),
        }

    def changed_inputs(self) -> tuple[str, ...]:
        """The names of `inputs` that are not, here and now, as they were when the job was planned.

        A file was edited meanwhile, or another machine has another version.
        """
        now = replace(self).inputs
        return tuple(name for name, planned in self.inputs.items() if now[name] != planned)


def beside(job: Job, *, condition: Condition, brand: Brand, words: Words) -> Job:
    """The job of a translation with what it was made from beside it, which is given.

    A page in two languages says of both what is true of the translation: that a machine drafted
    it, and when it last changed.
    """
    told = {"review": job.condition.review, "modified": job.condition.modified}
    shown = condition.model_copy(update=told)
    edition = job.edition.in_language(condition.language)
    original = replace(job, condition=shown, brand=brand, edition=edition, words=words)
    return replace(job, original=original)


def _shown(condition: Condition, edition: Edition) -> Condition:
    """The condition without the wordings that an edition cannot show.

    Easy Read takes from the full one whom to call, which its boxes tell; its web page tells search
    engines what it tells them of the guide.
    """
    sections = condition.sections
    if edition.is_plain or edition.wording is Wording.FULL:
        sections = tuple(one.model_copy(update={"brief": None, "sheet": None}) for one in sections)
    if edition.is_plain and edition.format is Format.PDF:
        sections = tuple(one.model_copy(update=_boxes(one)) for one in sections)
    plain = condition.plain if edition.is_plain else ()
    return condition.model_copy(update={"sections": sections, "plain": plain})


def _boxes(section: Section) -> dict[str, object]:
    """The boxes of a section, empty, in the place of all that it says."""
    every = (*section.blocks, *(block for part in section.subsections for block in part.blocks))
    boxes = (block for block in every if isinstance(block, Callout))
    told = tuple(box.model_copy(update={"heading": Text((), ""), "body": ()}) for box in boxes)
    return {"heading": Text((), ""), "blocks": told, "subsections": ()}


def _values(brand: Brand) -> str:
    """All that documents take from a brand: not where its files are, nor what shops are told."""
    told = replace(brand, files=(), report=Report(), sale=Sale())
    return json.dumps(asdict(told), default=lambda value: getattr(value, "name", str(value)))


def _drawings(condition: Condition) -> list[str]:
    own = [block.file.svg for block in figures(condition)]
    return own + [one.svg for wording in Wording for one in symbols(condition, wording)]


def stamp(condition: Condition) -> datetime:
    """SOURCE_DATE_EPOCH where it is set, else midnight UTC of the source's last change."""
    return source_date() or datetime.combine(condition.modified, time(), UTC)


def source_date() -> datetime | None:
    """The time in SOURCE_DATE_EPOCH; None where it is not set.

    Source: reproducible-builds.org, specification of SOURCE_DATE_EPOCH. Raises `BadInput` where
    it is not a number of seconds, or too late for the ZIP of a Word file or EPUB.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    if re.fullmatch(r"[0-9]{1,10}", epoch) and int(epoch) <= _LAST_SECOND:
        return datetime.fromtimestamp(int(epoch), UTC)
    wrong = f"{epoch[:60]!r} is not a number of seconds from 0 to {_LAST_SECOND}"
    right = "unset it, or set it by: date +%s"
    raise refused("SOURCE_DATE_EPOCH", wrong, right)


_LAST_SECOND = int(datetime(2107, 12, 31, tzinfo=UTC).timestamp())
