"""Outside validators as plain functions: a file in, its findings out, an empty list when it passes.

A judge that is not installed raises `JudgeMissing`, which names the command that
installs it. No judge is ever skipped: a check that did not run proves nothing.
"""

from tests.judges.ebook import ace, epubcheck
from tests.judges.install import JudgeFailed, JudgeMissing
from tests.judges.pdf import (
    ghostscript_plates,
    outloud,
    page_validation,
    pdffonts,
    qpdf_check,
    verapdf,
)
from tests.judges.pictures import pdf_to_png
from tests.judges.reader import DESKTOP, PHONE, TABLET, Reading, read_book
from tests.judges.schema_org import tsc_schema_org
from tests.judges.web import (
    TEXT_SPACING,
    Stop,
    Trapped,
    axe,
    becomes,
    cut_off,
    lighthouse,
    nu,
    on_a_phone,
    open_browser,
    small_targets,
    walk,
)
from tests.judges.word import edited_in_libreoffice, openxml, openxml_audit, soffice_pdf

__all__ = [
    "DESKTOP",
    "PHONE",
    "TABLET",
    "TEXT_SPACING",
    "JudgeFailed",
    "JudgeMissing",
    "Reading",
    "Stop",
    "Trapped",
    "ace",
    "axe",
    "becomes",
    "cut_off",
    "edited_in_libreoffice",
    "epubcheck",
    "ghostscript_plates",
    "lighthouse",
    "nu",
    "on_a_phone",
    "open_browser",
    "openxml",
    "openxml_audit",
    "outloud",
    "page_validation",
    "pdf_to_png",
    "pdffonts",
    "qpdf_check",
    "read_book",
    "small_targets",
    "soffice_pdf",
    "tsc_schema_org",
    "verapdf",
    "walk",
]
