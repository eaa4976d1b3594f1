"""Outside validators as plain functions: a file in, its findings out, an empty list when it passes.

A judge that is not installed raises `JudgeMissing`, which names the command that
installs it. No judge is ever skipped: a check that did not run proves nothing.
"""

from tests.judges.ebook import ace, epubcheck
from tests.judges.install import JudgeFailed, JudgeMissing
from tests.judges.pdf import ghostscript_plates, pdffonts, qpdf_check, verapdf
from tests.judges.pictures import pdf_to_png
from tests.judges.schema_org import tsc_schema_org
from tests.judges.web import axe, nu, open_browser
from tests.judges.word import openxml, openxml_audit, soffice_pdf

__all__ = [
    "JudgeFailed",
    "JudgeMissing",
    "ace",
    "axe",
    "epubcheck",
    "ghostscript_plates",
    "nu",
    "open_browser",
    "openxml",
    "openxml_audit",
    "pdf_to_png",
    "pdffonts",
    "qpdf_check",
    "soffice_pdf",
    "tsc_schema_org",
    "verapdf",
]
