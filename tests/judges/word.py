"""Judges of Word files: Microsoft's Open XML SDK, its Python port, and LibreOffice.

LibreOffice reads, and a script edits in it as a person does.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.judges.install import JudgeFailed, JudgeMissing, command, existing, node_module, run

_EDITOR = Path(__file__).with_name("libreoffice_editor.py")
_UNO_PYTHON = Path("/usr/bin/python3")  # Debian gives UNO to its own Python alone
_EXPORT = {
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
}


def openxml(path: Path) -> list[str]:
    """Every error of Microsoft's Open XML SDK, the rules Word itself opens a file by."""
    # The .NET program itself: its Node wrapper only adds a start of Node.
    binary = node_module("@xarsh", "ooxml-validator-linux-x64", "ooxml-validator")
    done = run([binary, path.absolute()], accept=(0, 1))
    report = json.loads(done.stdout)
    findings = [
        f"{error['id'] or error['errorType']} {error['path'] or path.name}: {error['description']}"
        for error in report["errors"]
    ]
    if report["ok"] == bool(findings):
        raise JudgeFailed(f"the Open XML SDK contradicts itself about {path}: {done.stdout}")
    return findings


def openxml_audit(path: Path) -> list[str]:
    """Every error of openxml-audit: the SDK's rules again, and styles that are nowhere defined."""
    result = _auditor().validate(str(path))
    return [
        f"{error.error_type.name} {error.part_uri or path.name}: {error.description}"
        for error in result.errors
    ]


@cache
def _auditor() -> Any:  # openxml-audit carries no types
    from openxml_audit import OpenXmlValidator

    return OpenXmlValidator()


def soffice_pdf(docx: Path, out_dir: Path) -> Path:
    """The Word file as LibreOffice reads it: a tagged PDF/UA in `out_dir`, for veraPDF and eyes."""
    out_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as profile:
        run(
            [
                *(command("soffice"), "--headless", "--norestore"),
                # A profile of its own: two LibreOffices on one profile wait for each other.
                f"-env:UserInstallation={Path(profile).as_uri()}",
                *("--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_EXPORT)}"),
                *("--outdir", out_dir, docx),
            ]
        )
    pdf = out_dir / f"{docx.stem}.pdf"
    if not pdf.exists():
        # It answers a file it cannot read with exit code 0.
        raise JudgeFailed(f"LibreOffice made no PDF of {docx}")
    return pdf


def edited_in_libreoffice(docx: Path, out_dir: Path) -> dict[str, Path]:
    """The Word file after each edit that `libreoffice_editor.py` makes, by the edit's name."""
    out_dir.mkdir(parents=True, exist_ok=True)
    with _listening() as pipe:
        done = run(
            [existing(_UNO_PYTHON), _EDITOR, pipe, docx, out_dir], accept=(0, 3), timeout_s=600
        )
    if done.returncode:
        raise JudgeMissing(f"the Python package uno of {_UNO_PYTHON}")
    return {made.stem: made for made in sorted(out_dir.glob("*.docx"))}


@contextmanager
def _listening() -> Iterator[str]:
    """The name of a pipe that a LibreOffice listens on; it is gone afterwards."""
    with TemporaryDirectory() as profile:
        pipe = Path(profile).name
        office = subprocess.Popen(
            [
                *(command("soffice"), "--headless", "--norestore"),
                f"-env:UserInstallation={Path(profile).as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield pipe
        finally:
            # The program is a script that starts another that starts the office.
            with suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
            office.wait()
