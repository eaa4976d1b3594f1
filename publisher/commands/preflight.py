"""The command preflight."""

from __future__ import annotations

from pathlib import Path

from publisher.apart import Overburdened, apart
from publisher.commands.screen import console, grid_of
from publisher.errors import BadOutput, bad_option, refused
from publisher.files import read_file
from publisher.preflight import PROFILES, UnreadablePdf, judge, report


def judge_pdf(path: Path, profile: str, *, as_json: bool, strict: bool) -> None:
    """Checks any PDF for print and prints what is wrong and how to fix it.

    Raises `BadInput` for a file that cannot be judged, `BadOutput` where it has errors, or
    warnings where they count.
    """
    if profile not in PROFILES:
        right = " or ".join(PROFILES)
        raise bad_option("--profile", f"no such: {profile!r}", right)
    try:
        verdict = apart(judge, read_file(path), PROFILES[profile])
    except OSError as exc:
        right = "name a PDF that you may read"
        raise refused(str(path), f"{exc.strerror}", right) from exc
    except Overburdened as exc:
        right = "export the artwork again, flat and simpler, or in parts"
        raise refused(str(path), f"cannot be judged: {exc}", right) from exc
    except UnreadablePdf as exc:
        raise refused(str(path), exc.wrong, exc.right) from exc
    screen, closing = console(), report.closing(verdict, str(path))
    if as_json:
        screen.out(report.as_json(verdict, str(path)))
    else:
        screen.print(grid_of(report.PAGE_COLUMNS, report.pages(verdict)))
        if verdict.findings:
            screen.print()
            screen.print(grid_of(report.COLUMNS, report.rows(verdict)))
            screen.print("\nTo fix:")
            for advice in report.mending(verdict):
                screen.print(f"  {advice}")
        screen.print()
    if not verdict.passed or (strict and verdict.findings):
        raise BadOutput(closing)
    if not as_json:
        screen.print(closing)
