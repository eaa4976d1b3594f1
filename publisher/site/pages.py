"""The pages of a site: one for each guide, and those that list guides."""

from __future__ import annotations

import html as entities
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from publisher.content.model import SectionKind
from publisher.render.templates import direction, fill, filled
from publisher.render.web.linked_data import medical_web_page, script_safe
from publisher.render.web.screen import InlineDrawings, digest, svg, symbol
from publisher.site.assets import Assets
from publisher.site.catalogue import Guide, Library, Site, relative


@dataclass(frozen=True)
class SitePage:
    """A finished page; `guide` is None where it only lists guides."""

    path: str
    html: str
    guide: Guide | None = None

    @property
    def data(self) -> bytes:
        """Its bytes, UTF-8."""
        return self.html.encode()


def every(site: Site, assets: Assets) -> tuple[SitePage, ...]:
    """All pages of the site, except the one for addresses that do not exist."""
    pages: list[SitePage] = []
    for library in site.libraries:
        filler = _PageFiller(site, library, assets)
        pages += [filler.home(), filler.letters(), filler.body_parts(), filler.topics()]
        pages += [filler.topic(kind) for kind in library.topics]
        pages += [filler.guide(guide) for guide in library.guides]
    return tuple(pages)


def missing(site: Site) -> SitePage:
    """The page for an address that does not exist. Hosts show it at any path: it loads no files."""
    library = site.libraries[0]
    context = {"brand": site.brand, "words": library.words, "site": site, "library": library}
    edition = library.guides[0].job.edition
    style = filled(edition, "site/missing.css.j2", context)
    policy = (
        f"default-src 'none'; style-src {digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    shown = {
        "direction": direction(library.language),
        "policy": policy,
        "style": Markup(style),
        "logo": svg(site.brand.logo, site.brand.name, "logo"),
    }
    html = filled(edition, "site/missing.html.j2", {**context, **shown})
    return SitePage("404.html", html)


def topic_page(library: Library, kind: SectionKind) -> str:
    """The page of a kind of section: "en-US/topic-risk-factors.html"."""
    return library.page(f"topic-{kind.value.replace('_', '-')}")


def letter_id(letter: str) -> str:
    """The anchor of a letter: "letter-a"; its code point where it is not in the Latin alphabet."""
    plain = letter.isascii() and letter.isalpha()
    return f"letter-{letter.lower()}" if plain else f"letter-{ord(letter[0])}"


@dataclass(frozen=True)
class _PageFiller:
    """Fills the templates for one language."""

    site: Site
    library: Library
    assets: Assets

    def home(self) -> SitePage:
        words = self.library.words
        return self.page(
            "home",
            self.library.home,
            words.site_title,
            words.site_about,
            {library.language: library.home for library in self.site.libraries},
            # Pagefind compiles its index reader in the browser and fetches the index from here.
            policy="; connect-src 'self'; worker-src 'self'",
            runs=" 'wasm-unsafe-eval'",
            scripts=("search",),
            data=script_safe(search_index(self.library)),
            root=relative(self.library.home, "index.html").removesuffix("index.html"),
        )

    def letters(self) -> SitePage:
        return self.listing(
            "letters", "a-z", self.library.words.a_to_z, self.library.words.a_to_z_about
        )

    def body_parts(self) -> SitePage:
        words = self.library.words
        return self.listing("body-parts", "body-parts", words.body_parts, words.body_parts_about)

    def topics(self) -> SitePage:
        words = self.library.words
        return self.listing("topics", "topics", words.topics, words.topics_about)

    def listing(self, template: str, name: str, title: str, about: str) -> SitePage:
        every = {library.language: library.page(name) for library in self.site.libraries}
        return self.page(template, self.library.page(name), title, about, every)

    def topic(self, kind: SectionKind) -> SitePage:
        topic = self.library.topic(kind)
        pages = {s.language: topic_page(s, kind) for s in self.site.libraries if kind in s.topics}
        return self.page(
            "topic",
            topic_page(self.library, kind),
            topic,
            f"{topic}: {self.library.words.topic_about}",
            pages,
            topic=topic,
            parts=self.library.topics[kind],
        )

    def guide(self, guide: Guide) -> SitePage:
        condition, job = guide.job.condition, guide.job
        data = dict(medical_web_page(job))
        if self.site.base_url:
            data["url"] = self.site.url_of(guide.path)
        others = {library.language: one.path for library, one in self.site.others(guide)}
        page = self.page(
            "guide",
            guide.path,
            condition.title.plain,
            condition.subtitle.plain,
            {self.library.language: guide.path, **others},
            scripts=("glossary", "questions", "sharing", "contents"),
            job=guide,
            data=script_safe(data),
            downloads=guide.downloads,
            picture=InlineDrawings(),
            symbol=symbol,
            entry_href=lambda entry: f"#entry-{entry}",
            reference_href=lambda reference: f"#reference-{reference}",
            wide_tables_scroll=True,
        )
        return SitePage(page.path, page.html, guide)

    def read(self) -> str:
        """What scripts of a page may fetch: nothing, so that they cannot send a patient's lists.

        Only robots.txt is allowed: Lighthouse, which many sites are judged by, fetches it from
        inside the page.
        """
        if self.site.base_url is None:
            return ""
        parts = urlsplit(self.site.base_url)
        return f"; connect-src {parts.scheme}://{parts.netloc}/robots.txt"

    def page(
        self,
        template: str,
        path: str,
        title: str,
        description: str,
        alternates: dict[str, str],
        *,
        policy: str | None = None,
        runs: str = "",
        scripts: tuple[str, ...] = (),
        data: str = "",
        job: Guide | None = None,
        **more: Any,
    ) -> SitePage:
        """One page. `alternates` are its addresses in every language, including its own.

        `data` is the data for machines in the page. `runs` and `policy` are what its policy
        allows besides files of the site and that data.
        """
        library = self.library
        html = fill(
            (job or library.guides[0]).job,
            f"site/{template}.html.j2",
            page=path,
            kind=template,
            title=title,
            description=description,
            alternates=tuple(sorted(alternates.items())),
            policy=_policy(data, runs, self.read() if policy is None else policy),
            data=Markup(data),
            scripts=tuple(map(self.assets.script, scripts)),
            link=partial(relative, path),
            **self.common(),
            **more,
        )
        return SitePage(path, html)

    def common(self) -> dict[str, Any]:
        """What templates need on every page of this language."""
        site, library, brand = self.site, self.library, self.site.brand
        return {
            "site": site,
            "library": library,
            "names": {one.language: one.words.language_name for one in site.libraries},
            "direction": direction(library.language),
            "assets": self.assets,
            "logo": svg(brand.logo, brand.name, "logo"),
            "mark": svg(brand.mark, brand.name, "mark"),
            "topic_page": partial(topic_page, library),
            "letter_id": letter_id,
        }


def _policy(data: str, runs: str, reads: str) -> str:
    """The Content-Security-Policy of a page: files of the site, its own `data`, and the rest."""
    own_data = f" {digest(data)}" if data else ""
    return (
        f"default-src 'none'; script-src 'self'{runs}{own_data}{reads}; "
        "style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'"
    )


def search_index(library: Library) -> Any:
    """The index of the built-in search: names, other names, subtitle, headings of each guide.

    It is enough to find a guide where Pagefind cannot run, as on a page opened from a file.
    """
    return [
        {
            "path": guide.path,
            "title": guide.title,
            "about": guide.job.condition.subtitle.plain,
            "words": " ".join(
                (
                    *(name.plain for name in guide.job.condition.also_called),
                    guide.job.condition.short_title.plain,
                    *(section.heading.plain for section in guide.job.condition.sections),
                    *(
                        sub.heading.plain
                        for section in guide.job.condition.sections
                        for sub in section.subsections
                    ),
                )
            ),
        }
        for guide in library.guides
    ]


def characters(pages: tuple[SitePage, ...]) -> frozenset[str]:
    """Every character that the fonts of the site must have."""
    printable = map(chr, range(32, 127))  # characters that a reader may type
    return frozenset("".join(entities.unescape(page.html) for page in pages)).union(printable)
