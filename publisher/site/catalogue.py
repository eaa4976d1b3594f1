"""Jobs of one brand → the guides of its site, by language, in their orders."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from publisher.brand.model import Brand
from publisher.content.collation import initial, sort_key
from publisher.content.model import ReviewState, Section, SectionKind
from publisher.edition.words import Words
from publisher.plan.job import Job

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class Download:
    """A built file of a guide that the site offers for download.

    `path` is its path in the site, `name` the file name for the reader.
    """

    path: str
    name: str
    title: str
    format: str
    data: bytes = field(repr=False)

    @property
    def size_kb(self) -> int:
        """Its size as readers see it, at least 1 kB."""
        return max(1, round(len(self.data) / 1000))


@dataclass(frozen=True, kw_only=True)
class Guide:
    """One condition in one language."""

    job: Job
    downloads: tuple[Download, ...] = ()

    @property
    def path(self) -> str:
        """The path of its page: "en-US/asthma.html"."""
        return f"{self.job.condition.language}/{self.job.condition.condition}.html"

    @property
    def title(self) -> str:
        """Its title as plain text."""
        return self.job.condition.title.plain

    @property
    def reviewed(self) -> bool:
        """Whether a clinician has checked its text."""
        return self.job.condition.review.state is ReviewState.REVIEWED


@dataclass(frozen=True)
class AlphabetEntry:
    """A line of the A to Z: a guide under its title, or under another name of its condition."""

    name: str
    guide: Guide
    own: bool


@dataclass(frozen=True)
class TopicExcerpt:
    """The sections of one guide about one topic."""

    guide: Guide
    section: Section


@dataclass(frozen=True, kw_only=True)
class Library:
    """All guides of one language, in the order of their names."""

    language: str
    words: Words
    guides: tuple[Guide, ...]
    home: str
    """The path of its first page."""

    def page(self, name: str) -> str:
        """The path of a page that is no guide: "en-US/a-z.html"."""
        return f"{self.language}/{name}.html"

    @cached_property
    def letters(self) -> dict[str, tuple[AlphabetEntry, ...]]:
        """Every name of every guide by its first letter."""
        names = [
            AlphabetEntry(name, guide, name == guide.title)
            for guide in self.guides
            for name in dict.fromkeys(
                (guide.title, *(n.plain for n in guide.job.condition.also_called))
            )
        ]
        ordered = sorted(names, key=lambda name: sort_key(name.name, self.language))
        return _grouped(ordered, lambda name: initial(name.name, self.language))

    @cached_property
    def parts(self) -> dict[str, tuple[Guide, ...]]:
        """The guides by the label of their part of the body, in the order of the labels."""
        by_label = sorted(self.guides, key=lambda guide: sort_key(self.part(guide), self.language))
        return _grouped(by_label, self.part)

    @cached_property
    def topics(self) -> dict[SectionKind, tuple[TopicExcerpt, ...]]:
        """The sections of the guides by kind, in the order that guides have."""
        found = {
            kind: tuple(
                TopicExcerpt(guide, section)
                for guide in self.guides
                for section in guide.job.condition.sections
                if section.kind is kind
            )
            for kind in SectionKind
        }
        return {kind: parts for kind, parts in found.items() if parts}

    def part(self, guide: Guide) -> str:
        """The label of the part of the body that a guide is about."""
        slug = guide.job.condition.body_part
        return self.words.labels.get(part_label(slug), slug.replace("-", " ").capitalize())

    def topic(self, kind: SectionKind) -> str:
        """The label of a kind of section."""
        return self.words.labels[f"kind_{kind.value}"]

    @property
    def review_line(self) -> str:
        """The line on every page that says how many of the guides a clinician has checked."""
        reviewed = sum(guide.reviewed for guide in self.guides)
        if not reviewed:
            return self.words.review_none
        return self.words.review_count.format(reviewed=reviewed, all=len(self.guides))


@dataclass(frozen=True, kw_only=True)
class Site:
    """The site of one brand; the first of its libraries is that of the main language."""

    brand: Brand
    libraries: tuple[Library, ...]
    base_url: str | None
    """Its address, with a slash at the end; None where it is not known."""

    @property
    def guides(self) -> Iterator[Guide]:
        """Every guide in every language."""
        for library in self.libraries:
            yield from library.guides

    def others(self, guide: Guide) -> tuple[tuple[Library, Guide], ...]:
        """The same condition in the other languages that it exists in."""
        return tuple(
            (library, other)
            for library in self.libraries
            for other in library.guides
            if other.job.condition.condition == guide.job.condition.condition and other != guide
        )

    def url_of(self, path: str) -> str:
        """The full address of a page; only where that of the site is known."""
        assert self.base_url is not None
        return self.base_url + ("" if path == "index.html" else path)


def libraries(guides: Iterable[Guide], words: dict[str, Words]) -> tuple[Library, ...]:
    """The guides by language: first the language with most guides, then the others by their tags.

    Of two languages with as many guides, the one whose guide comes first in `jobs` is first. Its
    home page is at the root of the site, so that the address of the site opens it.
    """
    every = tuple(guides)
    counts = Counter(guide.job.condition.language for guide in every)
    main = max(counts, key=lambda language: counts[language])
    languages = [main, *sorted(counts.keys() - {main})]
    return tuple(
        Library(
            language=language,
            words=words[language],
            guides=_in_order(every, language),
            home="index.html" if language == languages[0] else f"{language}/index.html",
        )
        for language in languages
    )


def _in_order(guides: Iterable[Guide], language: str) -> tuple[Guide, ...]:
    """The guides in one language, by their titles."""
    own = [guide for guide in guides if guide.job.condition.language == language]
    return tuple(sorted(own, key=lambda guide: sort_key(guide.title, language)))


def part_label(slug: str) -> str:
    """The name of the label of a part of the body: "part_whole_body"."""
    return f"part_{slug.replace('-', '_')}"


def relative(page: str, target: str) -> str:
    """The relative address of `target` on `page`; both are paths in the site."""
    path, hash_, fragment = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + hash_ + fragment


def _grouped(things: Iterable[Thing], key: Callable[[Thing], str]) -> dict[str, tuple[Thing, ...]]:
    groups: dict[str, list[Thing]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return {name: tuple(group) for name, group in groups.items()}
