"""PDF → one grey picture for each ink of each page, as a platesetter would expose them.

Ghostscript's `tiffsep` separates, so overprint, transparency and spot colours are as it reads
them, and a press would print them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Plates = dict[str, Path]
"""The files of one page's plates by the name of the ink: "Cyan", "PANTONE 7731 C"."""


class NotSeparated(Exception):
    """Ghostscript cannot separate the file; its own words are the message."""


class GhostscriptMissing(Exception):
    """Ghostscript is not installed."""


@contextmanager
def separated(
    data: bytes, *, dpi: float, finer: int = 1, crop: bool = False, seconds: int = 300
) -> Iterator[list[Plates]]:
    """The plates of each page at `dpi`, while the context lasts.

    Each is drawn `finer` times as fine and averaged, for smooth edges and no seams between
    neighbours; `crop` shows the CropBox instead of the MediaBox. Raises `GhostscriptMissing`, and
    `NotSeparated` where Ghostscript gives up or is not done in time.
    """
    ghostscript = shutil.which("gs")
    if ghostscript is None:
        raise GhostscriptMissing
    with TemporaryDirectory(prefix="plates-") as folder:
        file = Path(folder) / "file.pdf"
        file.write_bytes(data)
        # No -sOutputICCProfile: it would convert DeviceCMYK once more, K text into four inks.
        words = [ghostscript, "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep"]
        words += ["-dUseCropBox"] if crop else []
        words += [f"-r{dpi * finer:.3f}"]
        words += [f"-dDownScaleFactor={finer}"] if finer > 1 else []
        words += ["-o", f"{folder}/%06d.tif", str(file)]
        try:
            done = subprocess.run(words, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired as exc:
            raise NotSeparated(f"not done after {seconds} seconds") from exc
        if done.returncode:
            lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
            raise NotSeparated((lines or ["no reason given"])[0][:120])
        # 000001.tif is the composite; 000001(Cyan).tif and its like are the plates.
        found = sorted(Path(folder).glob("??????(*).tif"))
        pages = groupby(found, key=lambda path: path.name[:6])
        yield [{path.name[7:-5]: path for path in paths} for _, paths in pages]


def plate(path: Path) -> Image:
    """One plate in greys: 255 is bare paper, 0 full ink."""
    from PIL import Image

    with Image.open(path) as picture:
        return picture.convert("L")
