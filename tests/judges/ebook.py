"""Judges of EPUB files: EPUBCheck for the standard, Ace by DAISY for accessibility."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.judges.install import command, node_module, run
from tests.judges.jvm import java


def epubcheck(path: Path) -> list[str]:
    """Every fatal, error and warning of EPUBCheck, as "ERROR RSC-005 file:line: what is wrong"."""
    named = java()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        checker = named("com.adobe.epubcheck.tool.EpubChecker")()
        checker.run([str(path), "--quiet", "--json", str(report)])
        messages = json.loads(report.read_text("utf-8"))["messages"]
    return [
        f"{message['severity']} {message['ID']} {_place(message)}: {message['message']}"
        for message in messages
        if message["severity"] in {"FATAL", "ERROR", "WARNING"}
    ]


def _place(message: dict[str, list[dict[str, object]]]) -> str:
    places = [f"{place['path']}:{place['line']}" for place in message["locations"]]
    return ", ".join(places) or "the whole book"


def ace(path: Path) -> list[str]:
    """Every violation Ace finds, as "image-alt (critical) EPUB/page.xhtml: what is wrong"."""
    env = {
        **os.environ,
        # Ace is a Node script that looks its Node up on the path.
        "PATH": f"{Path(command('node')).parent}{os.pathsep}{os.environ['PATH']}",
        "PUPPETEER_EXECUTABLE_PATH": command("chromium"),
        # Five seconds, its own measure, are few for a browser on a busy machine.
        "ACE_TIMEOUT_INITIAL": "30000",
    }
    with TemporaryDirectory() as folder:
        script = node_module(".bin", "ace-cli")
        # Silent, exit code 2 for violations, whatever was in the folder overwritten.
        run([script, "-s", "-E", "-f", "-o", folder, path], accept=(0, 2), env=env)
        report = json.loads((Path(folder) / "report.json").read_text("utf-8"))
    findings = []
    for document in report["assertions"]:
        where = document["earl:testSubject"]["url"]
        for assertion in document["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "fail":
                rule = assertion["earl:test"]
                findings.append(
                    f"{rule['dct:title']} ({rule['earl:impact']}) {where}: "
                    f"{' '.join(assertion['earl:result']['dct:description'].split())}"
                )
    return findings
