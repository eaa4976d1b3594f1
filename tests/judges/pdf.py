"""Judges of PDF files: three of PDF/UA and PDF/A; qpdf, poppler and Ghostscript for print."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from tests.judges.install import JudgeFailed, JudgeMissing, command, run
from tests.judges.jvm import java

# How many rules each profile of this veraPDF contains. A profile that did not load
# is empty, and an empty profile passes everything.
_RULES = {"ua1": 106, "ua2": 1728, "2a": 153, "2b": 144, "4": 111}


def verapdf(path: Path, flavour: str = "ua1") -> list[str]:
    """The rules of `flavour` that the file breaks, as "7.3-1 ×2: what is wrong"."""
    profile = _profile(flavour)
    named = java()
    try:
        parser = (
            named("org.verapdf.pdfa.Foundries")
            .defaultInstance()
            .createParser(named("java.io.File")(str(path)), profile.getPDFAFlavour())
        )
    except named("java.lang.Exception") as exc:
        return [f"not a PDF that can be read: {exc}"]
    try:
        foundry = named("org.verapdf.pdfa.Foundries").defaultInstance()
        validator = foundry.createValidator(profile.getPDFAFlavour(), -1, False, True, False)
        result = validator.validate(parser)
    finally:
        parser.close()
    broken: dict[str, list[str]] = defaultdict(list)
    for assertion in result.getTestAssertions():
        if assertion.getStatus().name() == "FAILED":
            rule = assertion.getRuleId()
            broken[f"{rule.getClause()}-{rule.getTestNumber()}"].append(
                str(assertion.getErrorMessage())
            )
    if bool(result.isCompliant()) == bool(broken):
        raise JudgeFailed(f"veraPDF contradicts itself about {path}: {dict(broken)}")
    return [f"{rule} ×{len(said)}: {said[0]}" for rule, said in broken.items()]


@cache
def _profile(flavour: str) -> Any:  # a Java object
    named = java()
    named("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    profiles = named("org.verapdf.pdfa.validation.profiles.Profiles")
    wanted = named("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    profile = profiles.getVeraProfileDirectory().getValidationProfileByFlavour(wanted)
    count = profile.getRules().size()
    if count < _RULES.get(flavour, 1):
        raise JudgeFailed(f"veraPDF loaded {count} rules for {flavour}, not {_RULES[flavour]}")
    return profile


def page_validation(path: Path, flavour: str = "ua1") -> list[str]:
    """The rules of `flavour` ("ua1", "2a", "2u") that a second engine finds broken."""
    if find_spec("page") is None:
        raise JudgeMissing("the Python package page-validation")
    import page

    profiles = {"ua1": "PDF_UA_1", "2a": "PDF_A_2A", "2u": "PDF_A_2U"}
    profile = getattr(page.ValidationProfile, profiles[flavour])
    try:
        report = page.validate_pdf(str(path), profile=profile)
    except Exception as exc:  # noqa: BLE001  # it names no exception of its own
        return [f"not a PDF that can be read: {exc}"]
    found = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    if bool(report.is_compliant) == bool(found):
        raise JudgeFailed(f"page-validation contradicts itself about {path}: {found}")
    return found


def outloud(path: Path) -> list[str]:
    """What a reader who hears the file would stumble over, as "TBL-010: what is wrong"."""
    done = run([command("outloud"), path, "--json", "-"], accept=(0, 1, 2))
    (result,) = json.loads(done.stdout)["results"]
    if result["error"]:
        return [f"not a PDF that can be read: {result['error']}"]
    return [f"{one['rule']}: {one['message']}" for one in result["findings"]]


def qpdf_check(path: Path) -> list[str]:
    """What qpdf finds wrong with the structure of the file: syntax, streams, cross references."""
    done = run([command("qpdf"), "--check", path], accept=(0, 2, 3))
    if done.returncode == 0:
        return []
    return [line for line in done.stderr.splitlines() if line.strip()]


def pdffonts(path: Path) -> list[tuple[str, bool]]:
    """Each font of the file as (family and weight, embedded), the subset letters taken off."""
    table = run([command("pdffonts"), path]).stdout.splitlines()
    # A ruler of dashes under the heading says where each column begins and ends.
    columns = [match.span() for match in re.finditer(r"-+", table[1])]
    name, embedded = columns[0], columns[3]
    return [
        (
            re.sub(r"^[A-Z]{6}\+", "", row[slice(*name)].strip()),
            row[slice(*embedded)].strip() == "yes",
        )
        for row in table[2:]
    ]


def ghostscript_plates(path: Path) -> float:
    """The most ink any point of the file gets, all plates summed, in percent (four plates: 400)."""
    with TemporaryDirectory() as folder:
        # No -sOutputICCProfile: it would convert DeviceCMYK once more, K text into four inks.
        run(
            [
                *(command("gs"), "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH"),
                *("-sDEVICE=tiffsep", "-r72", "-o", f"{folder}/%04d.tif", path),
            ]
        )
        # 0001.tif is the composite; 0001(Cyan).tif and its like are the plates.
        plates = sorted(Path(folder).glob("????(*).tif"))
        if not plates:
            raise JudgeFailed(f"Ghostscript made no plates of {path}")
        return max(
            _ink_sum([*page]) for _, page in groupby(plates, key=lambda plate: plate.name[:4])
        )


def _ink_sum(plates: list[Path]) -> float:
    inks: list[bytes] = []
    for plate in plates:
        with Image.open(plate) as picture:
            inks.append(picture.convert("L").tobytes())
    # On a plate 255 is bare paper, 0 is full ink.
    lightest: int = min(sum(point) for point in zip(*inks, strict=True))
    return (255 * len(inks) - lightest) / 2.55
