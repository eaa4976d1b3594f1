"""Every rule: what it asks, who asks it, how to fix a file that breaks it.

R-numbers are the Ghent Workgroup's (GWG 2022). R0001 there says "conform to ISO 15930-7", which
is PDF/X-4; its points are the X-numbers up to X24, each with the clause of ISO 32000-1 (PDF) that
defines what it speaks of. X25 and above are ours.
"""

from __future__ import annotations

from typing import NamedTuple

from publisher.preflight.verdict import Finding, PagePoint, Severity


class Rule(NamedTuple):
    """A rule in words for a person."""

    title: str
    source: str
    fix: str


def _iso(title: str, clause: str, fix: str) -> Rule:
    return Rule(title, f"PDF/X-4, ISO 15930-7 (GWG R0001); ISO 32000-1, {clause}", fix)


def _gwg(title: str, fix: str) -> Rule:
    return Rule(title, "GWG 2022", fix)


RULES = {
    "X01": _iso(
        "The file can be read to its end", "7", "Export the file again from the layout program."
    ),
    "X02": _iso("PDF version 1.6 at most", "7.5.2", "Export as PDF 1.6 or PDF/X-4."),
    "X03": _iso("No encryption", "7.6", "Save the file without password and permissions."),
    "X04": _iso("XMP names PDF/X-4", "14.3.2", "Export with the PDF/X-4 preset."),
    "X05": _iso(
        "XMP has title, dates and identifiers",
        "14.3.2",
        "Give the document a title and export with the PDF/X-4 preset.",
    ),
    "X06": _iso(
        "Trapped is True or False",
        "14.11.6",
        "Set Trapped to False, unless the file was trapped.",
    ),
    "X07": _iso(
        "XMP and document information agree",
        "14.3.3",
        "Export again; a tool has changed one without the other.",
    ),
    "X08": _iso("The file has an identifier", "14.4", "Export again with the PDF/X-4 preset."),
    "X09": _iso(
        "Exactly one PDF/X output intent",
        "14.11.5",
        "Export with the output intent of the press, and no other.",
    ),
    "X10": _iso(
        "The output intent names the printing condition",
        "14.11.5",
        "Name it as the ICC registry does, such as FOGRA39.",
    ),
    "X11": _iso(
        "The output intent carries an ICC output profile",
        "14.11.5",
        "Embed the printer profile of the press.",
    ),
    "X12": _iso("No scripts and no actions", "12.6", "Remove scripts, links and page actions."),
    "X13": _iso("No form", "12.7", "Flatten the form fields into the page."),
    "X14": _iso(
        "No annotation within the bleed",
        "12.5",
        "Remove links and comments; print the address as text or QR code.",
    ),
    "X15": _iso("No LZW compression", "7.4.4", "Export with Flate (ZIP) compression."),
    "X16": _iso("No transfer curve", "10.4", "Export without transfer functions."),
    "X17": _iso("No named halftone", "10.5", "Export without screening."),
    "X18": _iso("No OPI", "14.11.7", "Put the pictures themselves into the file."),
    "X19": _iso("No PostScript", "8.8.2", "Export again; place no EPS as PostScript."),
    "X20": _iso(
        "No alternate image for print", "8.9.5.4", "Keep one version of each picture only."
    ),
    "X21": _iso("Nothing from other files", "7.11", "Embed what the file points at."),
    "X22": _iso("Every font is embedded", "9.9", "Embed all fonts, or turn the text to paths."),
    "X23": _iso(
        "Each page has a TrimBox or an ArtBox, not both",
        "14.11.2",
        "Export with a TrimBox of the finished size.",
    ),
    "X24": _iso(
        "Trim within bleed within media", "14.11.2", "Put the page boxes right and export again."
    ),
    "X25": Rule(
        "Enough bleed",
        "print shops: 3 mm or 1/8 inch",
        "Let the page size stand and export with 3 mm bleed on every side.",
    ),
    "X26": Rule(
        "What touches the trim runs into the bleed",
        "print shops",
        "Draw it over the trim to the end of the bleed, or keep it inside the page.",
    ),
    "X27": Rule(
        "No text over the trim", "print shops", "Move the text into the page, or it is cut."
    ),
    "X28": Rule(
        "Text keeps a distance from the trim",
        "print shops: 3 mm, larger where they say so",
        "Move the text inwards.",
    ),
    "X29": Rule(
        "Not more ink than the paper takes",
        "total ink of the printing condition",
        "Give the object named less ink, or keep black from overprinting on it.",
    ),
    "X30": Rule(
        "The sheet begins at 0, 0",
        "programs that place such a page show it shifted",
        "Export again, or move all boxes and the content by the same amount.",
    ),
    "X31": Rule(
        "Small text is black alone",
        "print shops: Lakeside Press, Island Blue, OnPress; GWG R0017 asks it under 8 pt",
        "Set it in 0 0 0 100, or larger.",
    ),
    "X32": Rule(
        "Small reversed text stands on two inks",
        "print shops: Lakeside Press asks for grounds of two inks at most",
        "Make the ground of two inks at most, or set the text larger.",
    ),
    "R0002": _gwg("No scaled page (UserUnit)", "Export at 100 %."),
    "R0003": _gwg("CropBox equals MediaBox", "Remove the CropBox."),
    "R0004": _gwg("All pages trimmed alike, none rotated", "Make all pages one size, upright."),
    "R0005": _gwg("No empty page", "Remove the page, or print something on it."),
    "R0007": _gwg("White text does not overprint", "Switch overprint off, or it vanishes."),
    "R0008": _gwg("White shapes do not overprint", "Switch overprint off, or they vanish."),
    "R0009": _gwg("Small black text overprints", "Switch fill overprint on, with OPM 1."),
    "R0010": _gwg("Thin black lines overprint", "Switch stroke overprint on, with OPM 1."),
    "R0011": _gwg("Small text is not DeviceGray", "Use DeviceCMYK 0 0 0 100."),
    "R0012": _gwg("Thin lines are not DeviceGray", "Use DeviceCMYK 0 0 0 100."),
    "R0013": _gwg("DeviceGray does not overprint", "Use DeviceCMYK, or switch overprint off."),
    "R0014": _gwg("No Courier", "Look whether it stands in for a missing font."),
    "R0015": _gwg("No text in rich black", "Use black alone: 0 0 0 100."),
    "R0016": _gwg("White text is large enough", "Set it larger, or dark on light."),
    "R0017": _gwg("Text in several inks is large enough", "Set it larger, or in one ink."),
    "R0018": _gwg("White lines are thick enough", "Draw them thicker."),
    "R0019": _gwg("Lines in several inks are thick enough", "Draw them thicker, or in one ink."),
    "R0020": _gwg("No spot colour", "Convert spot colours to the four process inks."),
    "R0024": _gwg("Nothing in registration colour", "Draw it in black or in the four inks."),
    "R0026": _gwg("Not too much ink on an area", "Lighten the area or its rich black."),
    "R0027": _gwg("Only DeviceCMYK, DeviceGray and inks", "Convert all colours to CMYK."),
    "R0028": _gwg(
        "Only pictures have an RGB profile", "Convert to CMYK; pictures may keep an RGB profile."
    ),
    "R0030": _gwg("Transparency blends in DeviceCMYK", "Set the blending space to CMYK."),
    "R0031": _gwg("Pictures are fine enough", "Use a larger picture, or place it smaller."),
    "R0032": _gwg("1-bit pictures are fine enough", "Scan or draw it finer, or as paths."),
    "R0035": _gwg("The output intent is CMYK", "Choose the CMYK profile of the press."),
}


def broken(
    rule: str,
    severity: Severity,
    measured: str,
    limit: str,
    *,
    page: int = 0,
    what: str = "the file",
    at: PagePoint | None = None,
) -> Finding:
    """The finding that `rule` is broken, with the words of the rule on how to fix it."""
    return Finding(
        rule=rule,
        severity=severity,
        page=page,
        what=what,
        place=at,
        measured=measured,
        limit=limit,
        fix=RULES[rule].fix,
    )
