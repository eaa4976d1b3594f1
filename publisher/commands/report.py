"""What a command found, as JSON for another program: a file, or what is printed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from publisher.errors import refused
from publisher.files import write_whole


def check_report(report: Path | None) -> None:
    """Raises `BadInput` where the report cannot be written, before anything is done."""
    if report and (report.is_dir() or not report.parent.is_dir()):
        wrong = "is no place for a file"
        raise refused(str(report), wrong, "name a file in a folder that is there")


def write_report(value: object, report: Path | None, *, as_json: bool = False) -> None:
    """Writes a value to the file of a report where there is one, and prints it if `as_json`."""
    if not report and not as_json:
        return
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    if report:
        write_whole(report, text.encode())
    if as_json:
        sys.stdout.write(text)
