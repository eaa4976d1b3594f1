"""The command line. Everything heavy is imported when a command needs it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.errors import BadInput, PublisherError, bad_option, quoted
from publisher.files import is_url

if TYPE_CHECKING:
    from publisher.plan.names import Selection

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich takes 0.3 s to import; help must come at once
)

Conditions = Annotated[
    list[str] | None, typer.Argument(metavar="[CONDITION]…", help="Folders of sources/; all.")
]
Brands = Annotated[list[str] | None, typer.Option("--brand", help="A brand; again for more; all.")]
Editions = Annotated[
    list[str] | None, typer.Option("--edition", help="An edition; again for more; all.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="A language; again for more; all.")
]


def _folder(text: str | Path) -> Path:
    if "://" in str(text):
        wrong, right = f"{quoted(str(text), 200)} is an address", "name a folder"
        raise bad_option(
            "--out or --root", wrong, f"{right}; only build reads and writes elsewhere"
        )
    return Path(text)


def _place(text: str | Path) -> Path:
    from publisher.commands.remote import place

    return place(text) if isinstance(text, str) else text


_OUT = "Where files go; the project's out/ without it."
_ROOT = "The project; without it that of this folder, or the next above."
Out = Annotated[Path | None, typer.Option("--out", parser=_folder, metavar="<path>", help=_OUT)]
Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        parser=_folder,
        metavar="<path>",
        help=_ROOT,
    ),
]
OutAnywhere = Annotated[
    Any,  # a Path would be made one again, which an address in a store is not
    typer.Option(
        "--out",
        parser=_place,
        metavar="<path>",
        help=f"{_OUT} It may be an address: s3://…",
    ),
]
RootAnywhere = Annotated[
    Any,  # a Path would be made one again, which an address in a store is not
    typer.Option(
        "--root",
        parser=_place,
        metavar="<path>",
        help=f"{_ROOT} It may be an address.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", help="Where out/ will be served; without it all is relative."),
]
Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="Of the studio; 0: any that is free.")
]
AllowStale = Annotated[
    bool,
    typer.Option(
        "--allow-stale", help="Build drafts of translations, passages that are not right marked."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="All of it as JSON.")]
Report = Annotated[Path | None, typer.Option("--report", help="A file for all of it, as JSON.")]

_DEBUG: list[bool] = []


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"publisher {version('publisher')}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where the publisher itself failed.")
    ] = False,
    _: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """One structured source per condition, published in a clinic's brand."""
    if debug:
        _DEBUG.append(True)


@app.command()
def build(
    condition: Conditions = None,
    brand: Brands = None,
    edition: Editions = None,
    out: OutAnywhere = None,
    root: RootAnywhere = None,
    report: Report = None,
    json: Json = False,
    language: Languages = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Build nothing where anything is wrong.")
    ] = False,
    allow_stale: AllowStale = False,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="A Dask scheduler whose workers make the files: tcp://…"),
    ] = None,
) -> None:
    """Make every file, prove that nothing was lost, and publish it to out/."""
    from publisher.commands.build import build_files

    project = _project(root)
    build_files(
        project,
        _selection(condition, brand, edition, language, drafts=allow_stale),
        out or _finished(project),
        report,
        as_json=json,
        strict=strict,
        scheduler=scheduler,
    )


@app.command()
def watch(
    condition: Conditions = None,
    brand: Brands = None,
    edition: Editions = None,
    language: Languages = None,
    out: Out = None,
    root: Root = None,
    allow_stale: AllowStale = False,
) -> None:
    """Build, and again what a change in a source, layout or brand touches, until Ctrl-C."""
    from publisher.commands.watch import watch_files

    project = _project(root)
    chosen = _selection(condition, brand, edition, language, drafts=allow_stale)
    watch_files(project, chosen, out or project / "out")


@app.command()
def studio(
    host: Annotated[
        str, typer.Option("--host", help="Where it is reached; elsewhere only with --token.")
    ] = "127.0.0.1",
    port: Port = 8400,
    token: Annotated[
        str | None, typer.Option("--token", help="What each browser has to say once, by ?token=…")
    ] = None,
    out: Out = None,
    root: Root = None,
) -> None:
    """See guides in a browser while you write them, with all that is wrong beside the page."""
    from publisher.commands.studio import open_studio

    project = _project(root)
    open_studio(project, out or project / "out", host, port, token)


@app.command()
def demo(port: Port = 8400) -> None:
    """Open the studio on the guides that come along."""
    from publisher.commands.studio import open_demo

    open_demo(port)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new folder: my-clinic")],
    name: Annotated[str, typer.Option("--name", help="The clinic's name.")] = "",
    color: Annotated[
        list[str] | None, typer.Option("--color", help="Its color, #rrggbb; again for a second.")
    ] = None,
    phone: Annotated[str, typer.Option("--phone", help="The number that readers call.")] = "",
    logo: Annotated[
        Path | None, typer.Option("--logo", help="Its logo: an SVG, PNG or JPEG.")
    ] = None,
    brand_file: Annotated[
        Path | None, typer.Option("--brand-file", help="A _brand.yml that says all of that.")
    ] = None,
) -> None:
    """Start a project of your own: a brand, an example, and a place for your sources."""
    from publisher.commands.init import Answers, start_project

    said = Answers(
        name=name, colours=tuple(color or ()), phone=phone, logo=logo, brand_file=brand_file
    )
    start_project(folder, said)


@app.command()
def doctor() -> None:
    """Say what building needs of this machine, and what installs what is missing."""
    from publisher.commands.doctor import show_requirements

    show_requirements()


@app.command()
def prune(out: Out = None, root: Root = None) -> None:
    """Remove finished files of sources, translations, brands and editions that are gone."""
    from publisher.commands.build import prune_files

    project = _project(root)
    prune_files(project, out or project / "out")


@app.command()
def check(
    condition: Conditions = None,
    brand: Brands = None,
    edition: Editions = None,
    language: Languages = None,
    root: Root = None,
    report: Report = None,
    json: Json = False,
    content: Annotated[
        bool, typer.Option("--content", help="Hold the texts to the content rules too.")
    ] = False,
    worksheets: Annotated[
        Path | None,
        typer.Option(
            "--worksheets",
            help="A folder for PEMAT-P and the CDC Index of each guide; implies --content.",
        ),
    ] = None,
) -> None:
    """Read sources, brands and editions and say everything that is wrong; build nothing."""
    from publisher.commands.build import ContentOptions, check_sources

    project = _project(root)
    chosen = _selection(condition, brand, edition, language)
    asked = ContentOptions(worksheets) if content or worksheets else None
    check_sources(project, chosen, report, as_json=json, content=asked)


@app.command()
def brand(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A folder of layouts/brands/.")],
    sheet: Annotated[
        bool, typer.Option("--sheet", help="Draw it on one page instead: out/NAME/brand-sheet.pdf.")
    ] = False,
    out: Out = None,
    root: Root = None,
) -> None:
    """Say what documents take from a brand, what was derived, and what a person should decide."""
    from publisher.commands.brand import show_brand

    project = _project(root)
    show_brand(project, name, (out or project / "out") if sheet else None)


@app.command()
def verify(
    condition: Conditions = None,
    brand: Brands = None,
    edition: Editions = None,
    language: Languages = None,
    out: Out = None,
    root: Root = None,
    report: Report = None,
    json: Json = False,
) -> None:
    """Prove again that every file in out/ says all that its source says."""
    from publisher.commands.build import verify_files

    project = _project(root)
    verify_files(
        project,
        _selection(condition, brand, edition, language),
        out or project / "out",
        report,
        as_json=json,
    )


@app.command()
def schema(root: Root = None) -> None:
    """Write the JSON Schema of a source, so that editors complete and check while typing."""
    from publisher.commands.source import write_schema

    project = _project(root)
    write_schema(project)


@app.command()
def new(
    condition: Annotated[str, typer.Argument(help="Its name: asthma-in-adults")], root: Root = None
) -> None:
    """Start a source: a commented file that already builds."""
    from publisher.commands.source import start_source

    project = _project(root)
    start_source(project, condition)


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Web pages, Word, PDF, text, Markdown; or folders."),
    ],
    root: Root = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What the source is called; else by its title.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="A file for what became of each line, as JSON.")
    ] = None,
) -> None:
    """Make drafts of sources from documents, with a hole where something is gone."""
    from publisher.commands.importing import import_files

    import_files(_project(root), files, name, report)


@app.command()
def preflight(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Any PDF, ours or not.")],
    profile: Annotated[str, typer.Option(help="How it is printed: sheetfed or digital.")] = (
        "sheetfed"
    ),
    json: Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
) -> None:
    """Say whether a print shop can take a PDF: PDF/X-4 and the Ghent Workgroup's limits."""
    from publisher.commands.preflight import judge_pdf

    judge_pdf(file, profile, as_json=json, strict=strict)


@app.command()
def proof(
    condition: Conditions = None,
    brand: Brands = None,
    edition: Editions = None,
    out: Out = None,
    root: Root = None,
) -> None:
    """Picture the finished print editions in out/, and write the ticket that goes to the shop."""
    from publisher.commands.proof import proof_files

    project = _project(root)
    proof_files(project, _selection(condition, brand, edition), out or project / "out")


@app.command()
def site(
    brand: Brands = None,
    out: Out = None,
    root: Root = None,
    base_url: Annotated[
        str | None,
        typer.Option("--site-url", help="Where the site will be served, for search engines."),
    ] = None,
) -> None:
    """Make a site of all guides, with search, from every source and what stands in out/."""
    from publisher.commands.site import build_site

    project = _project(root)
    build_site(project, tuple(brand or ()), out or project / "out", base_url)


@app.command()
def feed(
    condition: Conditions = None,
    brand: Brands = None,
    out: Out = None,
    base_url: BaseUrl = None,
    root: Root = None,
) -> None:
    """Tell stores and reading apps what stands in out/: ONIX 3.0 and 3.1, OPDS, covers."""
    from publisher.commands.feeds import write_feeds

    project = _project(root)
    write_feeds(project, _selection(condition, brand, None), out or project / "out", base_url)


@app.command()
def exchange(
    condition: Conditions = None,
    brand: Brands = None,
    out: Out = None,
    base_url: BaseUrl = None,
    root: Root = None,
) -> None:
    """Tell health records what stands in out/: infobutton answers, FHIR, an index."""
    from publisher.commands.feeds import write_records

    project = _project(root)
    write_records(project, _selection(condition, brand, None), out or project / "out", base_url)


@app.command()
def stores(
    file: Annotated[Path, typer.Argument(metavar="FILE.epub", help="Any EPUB, ours or not.")],
    store: Annotated[
        list[str] | None,
        typer.Option("--store", help="kindle, apple, google, ingram, kobo; again for more; all."),
    ] = None,
    cover: Annotated[
        Path | None, typer.Option("--cover", help="The cover that goes to stores beside it.")
    ] = None,
    json: Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="What is not ideal fails too.")] = False,
) -> None:
    """Say which stores would take an e-book, and what each of them would refuse in it."""
    from publisher.commands.feeds import judge_ebook

    judge_ebook(file, tuple(store or ()), cover, as_json=json, strict=strict)


Everybody = Annotated[bool, typer.Option("--for-everybody", help="The edits are for every brand.")]
ThisClinic = Annotated[
    bool, typer.Option("--for-this-clinic", help="The edits are for the brand of the file.")
]


@app.command()
def pull(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="A Word file of ours, edited.")],
    root: Root = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show all, write nothing.")] = False,
    json: Json = False,
    tracked: Annotated[
        str, typer.Option(help="Tracked changes: accept or reject all, or refuse the file.")
    ] = "refuse",
    comments: Annotated[
        str, typer.Option(help="Comments: notes in the source, or a report beside it.")
    ] = "report",
    ours: Annotated[
        bool, typer.Option("--ours", help="In conflicts, take what the source says.")
    ] = False,
    theirs: Annotated[
        bool, typer.Option("--theirs", help="In conflicts, take what Word says.")
    ] = False,
    take: Annotated[
        list[str] | None,
        typer.Option("--take", metavar="ADDRESS=ours|theirs", help="For one conflict; again."),
    ] = None,
    everybody: Everybody = False,
    this_clinic: ThisClinic = False,
) -> None:
    """Bring the edits that somebody made in a Word file home into its source."""
    from publisher.commands.pull import conflict_sides, edit_reach, pull_edits

    pull_edits(
        _project(root),
        file,
        yes=yes,
        dry_run=dry_run,
        as_json=json,
        tracked=tracked,
        comments=comments,
        sides=conflict_sides(take or [], ours=ours, theirs=theirs),
        reach=edit_reach(everybody=everybody, this_clinic=this_clinic),
    )


translate = typer.Typer(no_args_is_help=True, help="Other languages: to translators and back.")
app.add_typer(translate, name="translate")


@translate.command()
def extract(
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help="A folder of sources/.")],
    to: Annotated[str, typer.Option("--to", help="The language to translate into: es")],
    form: Annotated[str, typer.Option("--format", help="po, xliff or xlsx.")] = "po",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; without it in translations/.")
    ] = None,
    root: Root = None,
) -> None:
    """Write what is to translate, with what a translator has to know of each passage."""
    from publisher.commands.translate import extract_units

    extract_units(_project(root), condition, to, form, out)


@translate.command()
def merge(
    condition: Annotated[str, typer.Argument(metavar="CONDITION", help="A folder of sources/.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What a translator sent back.")],
    reviewer: Annotated[
        str | None,
        typer.Option("--reviewer", help="The qualified translator who has reviewed all of it."),
    ] = None,
    root: Root = None,
) -> None:
    """Take a translation back: PO, XLIFF 2 or XLSX."""
    from datetime import UTC, datetime

    from publisher.commands.translate import merge_units

    merge_units(_project(root), condition, file, reviewer, datetime.now(UTC).date())


@translate.command()
def status(condition: Conditions = None, root: Root = None) -> None:
    """Say how far each translation is, and what keeps editions back."""
    from publisher.commands.translate import show_status

    show_status(_project(root), tuple(condition or ()))


def _project(root: Path | None) -> Path:
    from publisher.plan.project import find_project

    return root if root is not None and is_url(root) else find_project(root)


def _finished(project: Path) -> Path:
    """The folder of finished files: `out/` here for a project that lies at an address."""
    return Path("out") if is_url(project) else project / "out"


def _selection(
    conditions: list[str] | None,
    brands: list[str] | None,
    editions: list[str] | None,
    languages: list[str] | None = None,
    *,
    drafts: bool = False,
) -> Selection:
    from publisher.plan.names import Selection

    return Selection(
        tuple(conditions or ()),
        tuple(brands or ()),
        tuple(editions or ()),
        tuple(languages or ()),
        drafts=drafts,
    )


def main() -> None:
    """Exit codes: 0 done, 1 something did not hold or broke, 2 bad input, 130 stopped by Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        app()
    except BadInput as exc:
        _end(str(exc), 2)
    except PublisherError as exc:
        _end(str(exc), 1)
    except Exception as exc:
        if _DEBUG:
            raise
        message = " ".join(f"{type(exc).__name__}: {exc}".split())
        _end(f"The publisher itself failed ({message}). `publisher --debug …` shows where.", 1)


def _end(words: str, code: int) -> None:
    typer.echo(words, err=True)
    sys.exit(code)
