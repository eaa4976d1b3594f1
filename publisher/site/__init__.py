"""All guides of a brand → one static site: `out/<brand>/site/`, to be put on any host as it is.

The pages are made and checked in memory: each guide's page must contain all texts of its source,
and every link inside the site must have a target. Only then is anything written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.build.publish import exclusive
from publisher.content.model import Wording
from publisher.edition.layouts import files_of
from publisher.edition.model import Edition, Format
from publisher.edition.words import Words, load_words, words_file
from publisher.errors import BadInput, Problem, bad_option, refused
from publisher.plan.binding import Collection
from publisher.plan.job import Job
from publisher.plan.names import Selection
from publisher.plan.select import select_jobs
from publisher.published.checksums import NAME, checksums
from publisher.published.urls import folder_url
from publisher.site import assets, catalogue, discovery, pages, proof, search
from publisher.site.catalogue import Guide, Site
from publisher.site.downloads import downloads_of, write_sites
from publisher.source.positions import relative

OPTION = "--site-url"


@dataclass(frozen=True)
class Built:
    """The result for the site of one brand. A site with faults was not written."""

    brand: str
    pages: int
    downloads: int
    size: int
    blocks: tuple[int, int]
    """Blocks found and blocks expected, in all guides."""
    faults: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Files in `out` that are older than their source, so that no page offers them."""


@dataclass(frozen=True)
class SiteFiles:
    """One site in memory: every file by its path, and the result of its checks."""

    site: Site
    files: dict[str, bytes]
    built: Built


def build(
    root: Path, brands: tuple[str, ...], out: Path, base_url: str | None
) -> tuple[Built, ...]:
    """The site of each brand, written to `out` if none of them has a fault; else none is written.

    Raises `BadInput` with every problem of the input.
    """
    base = site_address(base_url)
    jobs = site_jobs(root, brands)
    names = tuple(dict.fromkeys(job.brand.id for job in jobs))
    if base and len(names) > 1:
        wrong = f"is the address of one site, but there are {len(names)} brands"
        raise bad_option(OPTION, wrong, f"name one by --brand: {' or '.join(names)}")
    with exclusive(out):
        presses = [
            render_site([job for job in jobs if job.brand.id == name], out, base) for name in names
        ]
        if not any(one.built.faults for one in presses):
            presses = [replace(one, files=search.indexed(one.files, folder=out)) for one in presses]
            write_sites(
                {
                    out / one.site.brand.id / "site": {**one.files, NAME: checksums(one.files)}
                    for one in presses
                }
            )
    return tuple(replace(one.built, size=sum(map(len, one.files.values()))) for one in presses)


def site_jobs(root: Path, brands: tuple[str, ...]) -> tuple[Job, ...]:
    """A job for every condition, language and brand, with the labels of the site among its words.

    Raises `BadInput` with all problems of sources, brands, editions and labels.
    """
    jobs = select_jobs(root, Selection((), brands))
    web = _web_edition(jobs[0].siblings, root)
    guides = [
        job
        for job in jobs
        if job.edition.name == web.name and not isinstance(job.condition, Collection)
    ]
    layouts = root / "layouts"
    labels: dict[str, Words] = {}
    problems: list[Problem] = []
    for language in dict.fromkeys(job.condition.language for job in guides):
        try:
            labels[language] = load_words(layouts, language, "site")
        except BadInput as exc:
            problems += exc.problems
    for language, label in labels.items():
        problems += _unnamed_parts(layouts, guides, language, label)
    if problems:
        raise BadInput(problems)
    files = files_of(layouts, ("site", "shared"))
    return tuple(
        replace(
            job,
            edition=replace(job.edition, name="site", template_folders=("site",), files=files),
            words=Words(
                job.words.language, {**job.words.labels, **labels[job.condition.language].labels}
            ),
        )
        for job in guides
    )


def _web_edition(editions: Iterable[Edition], root: Path) -> Edition:
    """The edition whose text the guides of a site have: the first for the web in full wording.

    Raises `BadInput` where there is none.
    """
    for edition in editions:
        if edition.format is Format.WEB and edition.wording is Wording.FULL:
            return edition
    wrong = "no edition is a web page of the full wording, of which a site is made"
    raise refused(relative(root / "layouts", root), wrong, 'add one: format = "html"')


def _unnamed_parts(
    layouts: Path, guides: Iterable[Job], language: str, labels: Words
) -> Iterable[Problem]:
    """A problem for every part of the body that has no name in a language other than English."""
    file = relative(words_file(layouts, language, "site"), layouts.parent)
    slugs = {job.condition.body_part for job in guides if job.condition.language == language}
    for label in sorted(map(catalogue.part_label, slugs)):
        if language.partition("-")[0] != "en" and label not in labels.labels:
            yield Problem(file, 0, 0, label, "missing", "write it, in en.toml too")


def render_site(jobs: list[Job], out: Path, base_url: str | None) -> SiteFiles:
    """The site of one brand with everything but its search index, in memory, checked."""
    guides: list[Guide] = []
    left_out: list[str] = []
    for job in jobs:
        downloads, old = downloads_of(job, out)
        guides.append(Guide(job=job.set_apart, downloads=downloads))
        left_out += old
    labels = {job.condition.language: job.words for job in jobs}
    brand = jobs[0].brand
    site = Site(brand=brand, libraries=catalogue.libraries(guides, labels), base_url=base_url)
    where = assets.of(site)
    made = (*pages.every(site, where), pages.missing(site))
    files = {
        **assets.files(site, where, pages.characters(made)),
        **{page.path: page.data for page in made},
        **{file.path: file.data for guide in guides for file in guide.downloads},
        **discovery.files(site, made),
    }
    proved = proof.of(made, files)
    built = Built(
        brand=brand.id,
        pages=len(made),
        downloads=sum(len(guide.downloads) for guide in guides),
        size=0,
        blocks=proved.blocks,
        faults=proved.faults,
        left_out=tuple(left_out),
    )
    return SiteFiles(site, files, built)


def site_address(written: str | None) -> str | None:
    """The address of the site with a slash at its end. Raises `BadInput` if it is none."""
    if written is None:
        return None
    right = "write where the site will be served: https://example.org/guides"
    return folder_url(OPTION, written, right) + "/"
