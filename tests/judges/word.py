"""Judges of Word files: Microsoft's Open XML SDK, its Python port, and LibreOffice as a reader."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.judges.install import JudgeFailed, command, node_module, run

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
