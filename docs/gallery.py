"""Takes the pictures that README.md shows, from freshly built files: `make gallery`."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.judges import open_browser, pdf_to_png, soffice_pdf  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"
CONDITION = "pancreatic-neuroendocrine-tumors"
BRANDS = ("riverbend", "northfield")
GROUND = "#8d9296"
GAP_PX = 24


def main() -> None:
    """Builds the condition in both brands and writes every picture."""
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        build = [sys.executable, "-m", "publisher", "build", CONDITION, "--out", str(out)]
        subprocess.run(build, check=True, cwd=ROOT)
        folders = {brand: out / brand / "en-US" / CONDITION for brand in BRANDS}
        handouts = {b: pages(f / "handout.pdf", Path(scratch) / b) for b, f in folders.items()}
        short = folders["riverbend"] / "handout-short.pdf"
        save("handout-short", pages(short, Path(scratch) / "short"))
        easy = {b: pages(f / "easy-read.pdf", Path(scratch) / f"e-{b}") for b, f in folders.items()}
        save("easy-read", [*easy["riverbend"][:2], easy["northfield"][1]])
        save("handout", [handouts["riverbend"][0], handouts["northfield"][0]])
        save("handout-inside", handouts["riverbend"][1:7])
        word = soffice_pdf(folders["northfield"] / "word.docx", Path(scratch) / "word")
        save("word", pages(word, Path(scratch) / "word")[:3])
        save("ebook", [cover(folder / "ebook.epub") for folder in folders.values()])
        save("web", screens(folders["riverbend"] / "web.html"))
        sheets = finished(folders["riverbend"] / "trifold.pdf", Path(scratch) / "trifold")
        save("trifold", [ImageOps.contain(sheet, (760, 600)) for sheet in sheets])
        large = pages(folders["riverbend"] / "large-print.pdf", Path(scratch) / "large")
        sheet = pages(folders["northfield"] / "question-sheet.pdf", Path(scratch) / "sheet")
        save("large-print", [*large[:2], sheet[0]])
        library = [sys.executable, "-m", "publisher", "site", "--out", str(out)]
        subprocess.run([*library, "--brand", "riverbend"], check=True, cwd=ROOT)
        save("site", screens(out / "riverbend" / "site" / "index.html"))
        booklet = finished(folders["northfield"] / "booklet.pdf", Path(scratch) / "booklet")
        save("booklet", [fit(page) for page in (booklet[0], *booklet[3:5])])
        save("studio", studio())


def pages(pdf: Path, scratch: Path) -> list[Image.Image]:
    """The pages of a PDF, 440 px wide."""
    return [fit(Image.open(path)) for path in pdf_to_png(pdf, scratch, dpi=110)]


def finished(pdf: Path, scratch: Path) -> list[Image.Image]:
    """The sheets of a print file as they are after the trim."""
    pictures = [Image.open(path).convert("RGB") for path in pdf_to_png(pdf, scratch, dpi=110)]
    with pikepdf.open(pdf) as file:
        boxes = [[float(n) for n in (*page.mediabox[2:], *page.trimbox)] for page in file.pages]
    cut = []
    for picture, (width, height, left, bottom, right, top) in zip(pictures, boxes, strict=True):
        x, y = picture.width / width, picture.height / height
        edges = (left * x, (height - top) * y, right * x, (height - bottom) * y)
        cut.append(picture.crop(tuple(map(round, edges))))
    return cut


def cover(epub: Path) -> Image.Image:
    """The cover of a book."""
    with zipfile.ZipFile(epub) as book:
        name = next(n for n in book.namelist() if Path(n).name == "cover.jpg")
        return fit(Image.open(BytesIO(book.read(name))))


def screens(page: Path) -> list[Image.Image]:
    """The web page on a desk in the light and in a hand in the dark."""
    shots = []
    with open_browser() as browser:
        for width, height, scheme in ((1280, 900, "light"), (390, 780, "dark")):
            tab = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            tab.goto(page.absolute().as_uri())
            shots.append(Image.open(BytesIO(tab.screenshot())))
            tab.close()
    return [ImageOps.contain(shot, (900, 560)) for shot in shots]


def studio() -> list[Image.Image]:
    """The studio: a guide while it is written, a block of it selected; and all guides, dark."""
    command = [sys.executable, "-m", "publisher", "studio", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = next(word for word in running.stdout.readline().split() if "://" in word)
        try:
            with open_browser() as browser:
                size = {"width": 1280, "height": 860}
                tab = browser.new_page(viewport=size)  # type: ignore[arg-type]
                tab.goto(f"{address}guide/migraine?brand=riverbend")
                tab.wait_for_selector("[data-standing=proven]")
                tab.wait_for_selector(".findings .number")
                tab.wait_for_selector(".outline li")
                tab.frame_locator("iframe").locator("#at-a-glance p").first.click()
                guide = Image.open(BytesIO(tab.screenshot()))
                tab.emulate_media(color_scheme="dark")
                tab.goto(address)
                tab.wait_for_load_state("networkidle")
                return [
                    ImageOps.contain(picture, (900, 605))
                    for picture in (guide, Image.open(BytesIO(tab.screenshot())))
                ]
        finally:
            running.terminate()


def fit(picture: Image.Image) -> Image.Image:
    """A picture as large as a page of the gallery may be."""
    return ImageOps.contain(picture.convert("RGB"), (440, 704))


def save(name: str, pictures: list[Image.Image]) -> None:
    """The pictures in rows of three on one grey ground, as docs/gallery/`name`.png."""
    rows = [pictures[at : at + 3] for at in range(0, len(pictures), 3)]
    width = max(sum(p.width + GAP_PX for p in row) for row in rows) + GAP_PX
    height = sum(max(p.height for p in row) + GAP_PX for row in rows) + GAP_PX
    sheet = Image.new("RGB", (width, height), GROUND)
    top = GAP_PX
    for row in rows:
        left = GAP_PX
        for picture in row:
            sheet.paste(picture, (left, top))
            left += picture.width + GAP_PX
        top += max(p.height for p in row) + GAP_PX
    GALLERY.mkdir(parents=True, exist_ok=True)
    sheet.quantize(200).save(GALLERY / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
