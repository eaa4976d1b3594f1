"""Pages as pictures, for looking at: text extraction cannot see an empty box or a stranded head."""

from __future__ import annotations

from pathlib import Path

from tests.judges.install import command, run


def pdf_to_png(pdf: Path, out_dir: Path, dpi: int = 60) -> list[Path]:
    """One PNG per page in `out_dir`, in page order, named after the file."""
    out_dir.mkdir(parents=True, exist_ok=True)
    stem = out_dir / pdf.stem
    for old in out_dir.glob(f"{pdf.stem}-*.png"):
        old.unlink()
    run([command("pdftoppm"), "-r", str(dpi), "-png", pdf, stem])
    return sorted(out_dir.glob(f"{pdf.stem}-*.png"))
