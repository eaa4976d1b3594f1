"""A brand is read whole, or every problem in it is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publisher.brand import model as brand
from publisher.brand.colour import contrast
from publisher.brand.load import load_brand
from publisher.content.drawing import read_drawing
from publisher.errors import BadInput
from publisher.source.load import load_condition

ROOT = Path(__file__).parent.parent
BRANDS = ROOT / "layouts" / "brands"
SHIPPED = sorted(path.name for path in BRANDS.iterdir() if path.is_dir())
FILE = "layouts/brands/riverbend/_brand.yml"


class Copy:
    """A copy of the shipped brand, to spoil."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "layouts" / "brands" / "riverbend"
        shutil.copytree(BRANDS / "riverbend", self.folder)
        self.file = self.folder / "_brand.yml"

    def write(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def problems(self) -> str:
        with pytest.raises(BadInput) as raised:
            load_brand(self.folder, self.root)
        return str(raised.value)

    def line(self, words: str) -> int:
        lines = self.file.read_text(encoding="utf-8").splitlines()
        (found,) = [n for n, line in enumerate(lines, 1) if words in line]
        return found


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def said(place: str, what: str) -> str:
    return f"{FILE}:{place}  {what}\n1 problem. Nothing was written."


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_brand_loads(name: str) -> None:
    loaded = load_brand(BRANDS / name, ROOT)
    assert loaded.id == name
    assert loaded.emergency_number == "911"
    assert loaded.files[0] == BRANDS / name / "_brand.yml"
    assert all(path.is_file() for path in loaded.files)
    for family in (loaded.body, loaded.headings, loaded.fallback):
        assert [(f.weight, f.italic) for f in family.faces] == [
            (400, False),
            (700, False),
            (400, True),
            (700, True),
        ]


def test_shipped_brands_are_different_houses_of_one_family() -> None:
    one, other = (load_brand(BRANDS / name, ROOT) for name in SHIPPED)
    assert one.light.danger == other.light.danger
    assert one.light.brand != other.light.brand
    assert one.body.name != other.body.name
    assert one.paper != other.paper
    assert one.mark.svg != other.mark.svg


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_logo_needs_no_font_and_paints_in_every_mode(name: str) -> None:
    loaded = load_brand(BRANDS / name, ROOT)
    for roles in (loaded.light, loaded.dark, loaded.light.on_field(), loaded.dark.on_field()):
        for drawing in (loaded.logo, loaded.mark):
            painted = loaded.paint(drawing, roles)
            assert "role:" not in painted
            assert "<text" not in painted
            assert roles.brand in painted


def test_type_scale_comes_in_half_points() -> None:
    scale = load_brand(BRANDS / "riverbend", ROOT).scale(12)
    assert scale == brand.Scale(
        small=9.5, body=12, lead=14.0, h3=14.5, h2=19.0, h1=30.0, leading=17.0
    )


def test_paint_puts_colours_and_type_in_place_of_roles() -> None:
    loaded = load_brand(BRANDS / "northfield", ROOT)
    drawing = read_drawing(
        "x.svg",
        b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">
        <text fill="role:ink" font-family="role:headings">a</text></svg>""",
    )
    painted = loaded.paint(drawing)
    assert 'fill="#241a29"' in painted
    assert "font-family=\"'Source Serif 4', 'Noto Sans', serif\"" in painted


def test_paint_refuses_a_role_that_there_is_not() -> None:
    loaded = load_brand(BRANDS / "riverbend", ROOT)
    drawing = read_drawing(
        "x.svg",
        b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">
        <path fill="role:gold" d="M 0 0"/></svg>""",
    )
    with pytest.raises(ValueError, match=r"^x\.svg asks for role:gold; there are ink, paper, "):
        loaded.paint(drawing)


def test_phone_dials_digits_alone() -> None:
    assert brand.Phone(label="x", number="+1 (555) 555-0142").href == "tel:+15555550142"
    assert brand.Phone(label="x", number="555-0142 ext. 7").href == "tel:5550142;ext=7"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_dark_roles_are_derived_where_a_brand_gives_none(copy: Copy) -> None:
    text = copy.file.read_text(encoding="utf-8")
    copy.file.write_text(text[: text.index("    dark:")], encoding="utf-8")
    dark = load_brand(copy.folder, copy.root).dark
    assert contrast(dark.ink, dark.paper) > 12
    assert contrast(dark.paper, "#000000") < 1.4


PALETTE = "deep-water, night-river, mist, sunrise, peach, signal-red, stone, reed, white"
SPOILED = {
    "bad YAML": (
        "    short: Riverbend\n",
        "    short: [Riverbend\n",
        "6:7  not YAML (expected ',' or ']', but got ':'): fix the syntax",
    ),
    "pale secondary text": (
        'stone: "#4b5d60"',
        'stone: "#8a9a9d"',
        "81:7  defaults.publisher.light.muted  light muted #8a9a9d on paper #ffffff has a contrast "
        "of 2.92:1: WCAG 2.2 AA asks 4.5:1; #6c787a has it",
    ),
    "dull danger in the dark": (
        'danger: "#f5645c"',
        'danger: "#f5645c"\n      on_danger: "#ffffff"',
        "91:7  defaults.publisher.dark.on_danger  dark on_danger #ffffff on danger #f5645c has a "
        "contrast of 3.06:1: WCAG 2.2 AA asks 4.5:1; #2b2b2b has it",
    ),
    "missing logo": (
        "path: logo.svg",
        "path: lockup.svg",
        "17:3  logo.medium  there is no file 'lockup.svg': use one of logo.svg, mark.svg",
    ),
    "logo in another folder": (
        "path: logo.svg",
        "path: ../logo.svg",
        "17:3  logo.medium  '../logo.svg' is not beside the brand: copy the file into its folder",
    ),
    "missing font package": (
        "package: noto-sans",
        "package: noto-sons",
        "70:9  defaults.publisher.fonts.Noto Sans.package  font package 'noto-sons' is not "
        "installed: check its name, or install fontpkg-noto-sons",
    ),
    "family without files": (
        "fallback: Noto Sans",
        "fallback: Noto Serif",
        "71:5  defaults.publisher.fallback  there are no font files for 'Noto Serif': name its "
        "package under defaults.publisher.fonts, or files under typography.fonts",
    ),
    "unknown key of ours": (
        "    paper: letter",
        "    papre: letter\n    paper: letter",
        "47:5  defaults.publisher.papre  unknown key: remove it or check its spelling",
    ),
    "unknown paper": (
        "paper: letter",
        "paper: legal",
        "47:5  defaults.publisher.paper  unknown value 'legal': one of 'letter' or 'a4'",
    ),
    "undefined name in the palette": (
        "primary: deep-water",
        "primary: deep-watre",
        "32:3  color.primary  'deep-watre' is neither a color nor a name in color.palette: "
        f"write #rrggbb, or one of {PALETTE}",
    ),
    "undefined name in a role": (
        "tint: mist\n",
        "tint: mits\n",
        "79:7  defaults.publisher.light.tint  'mits' is neither a color nor a name in "
        f"color.palette: write #rrggbb, or one of {PALETTE}",
    ),
    "colors in a circle": (
        'deep-water: "#00626b"',
        "deep-water: reef\n    reef: deep-water",
        "21:5  color.palette.deep-water  a color leads back to itself: "
        "deep-water -> reef -> deep-water: "
        "write #rrggbb, or give the palette's color a name of its own",
    ),
    "telephone number in words": (
        "number: 555-0142",
        "number: call us",
        "56:11  defaults.publisher.clinic.phones[0].number  'call us' is not a telephone number: "
        "write digits with single hyphens or spaces, 555-0142 or +1 555-555-0142 ext. 7",
    ),
    "number without quotes": (
        '"911"',
        "911",
        "48:5  defaults.publisher.emergency_number  911 is not text: put it in quotes: '911'",
    ),
    "web address with its scheme": (
        "web: example",
        "web: https://example",
        "62:7  defaults.publisher.clinic.web  'https://example.org/riverbend' is not an address as "
        "it is printed: write it without https://: example.org/care",
    ),
    "ISBN that is too short": (
        "    paper: letter",
        "    isbn: {asthma: {en-US: {ebook: 978-0-306-4061}}}\n    paper: letter",
        "47:29  defaults.publisher.isbn.asthma.en-US.ebook  '978-0-306-4061' is not an ISBN: "
        "write all thirteen digits, with hyphens or without",
    ),
    "ISBN with a digit wrong": (
        "    paper: letter",
        "    isbn: {asthma: {en-US: {ebook: 978-0-306-40651-7}}}\n    paper: letter",
        "47:29  defaults.publisher.isbn.asthma.en-US.ebook  '978-0-306-40651-7' is not an ISBN: "
        "its last digit is 7, but the others ask for 5: copy it again from where it was assigned",
    ),
    "ISBN of sheet music": (
        "    paper: letter",
        "    isbn: {asthma: {en-US: {ebook: 979-0-2600-0043-8}}}\n    paper: letter",
        "47:29  defaults.publisher.isbn.asthma.en-US.ebook  '979-0-2600-0043-8' does not begin "
        "like an ISBN: it begins 978 or 979",
    ),
    "ISBN that is a number": (
        "    paper: letter",
        "    isbn: {asthma: {en-US: {ebook: 9780306406157}}}\n    paper: letter",
        "47:29  defaults.publisher.isbn.asthma.en-US.ebook  9780306406157 is not text: "
        "put it in quotes",
    ),
    "ISBN of two editions": (
        "    paper: letter",
        "    isbn: {asthma: {en-US: {ebook: 978-0-306-40615-7, booklet: 978 0306406157}}}\n"
        "    paper: letter",
        "47:55  defaults.publisher.isbn.asthma.en-US.booklet  9780306406157 is already that of "
        "asthma, en-US, ebook: each text in each form and language has its own",
    ),
    "ISBN without a language": (
        "    paper: letter",
        "    isbn: {asthma: {ebook: {}}}\n    paper: letter",
        "47:21  defaults.publisher.isbn.asthma.ebook  'ebook' is malformed: "
        "write a language tag: en-US",
    ),
    "lines on top of each other": (
        "line-height: 1.4",
        "line-height: 0",
        "40:5  typography.base.line-height  0 times the type size: write 1.1 to 2, such as 1.4",
    ),
    "lines at no distance": (
        "line-height: 1.4",
        "line-height: .nan",
        "40:5  typography.base.line-height  nan times the type size: write 1.1 to 2, such as 1.4",
    ),
    "sign that no font has": (
        "Springfield",
        "Springfield ☃",
        "53:11  defaults.publisher.clinic.address[1]  no font of the brand has U+2603 ☃ (snowman): "
        "write it otherwise, or name a fallback that has it",
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_fault_is_named_with_its_place_and_what_would_be_right(copy: Copy, fault: str) -> None:
    old, new, message = SPOILED[fault]
    copy.write(old, new)
    assert copy.problems() == said(*message.split("  ", 1))


def test_isbn_is_found_by_condition_language_and_edition(copy: Copy) -> None:
    source = load_condition(ROOT / "sources" / "iron-deficiency-anemia", ROOT)
    assert load_brand(copy.folder, copy.root).isbn(source, "ebook") is None
    copy.write(
        "    paper: letter",
        "    isbn:\n      iron-deficiency-anemia:\n        en-US:\n"
        "          ebook: 978-0-306-40615-7\n    paper: letter",
    )
    loaded = load_brand(copy.folder, copy.root)
    assert loaded.isbn(source, "ebook") == "9780306406157"
    assert loaded.isbn(source, "booklet") is None
    assert loaded.isbn(source.model_copy(update={"language": "es"}), "ebook") is None


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        ("1000 100", (1014, 114)),
        ("20 40", (25.6, 45.6)),
        ("1100 80", (1111.2, 111.12)),
        ("20 60", (34.2, 68.4)),
    ],
)
def test_a_logo_of_any_shape_has_room_around_it_until_it_fits(
    copy: Copy, box: str, shown: tuple[float, float]
) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 BOX"><rect/></svg>'
    (copy.folder / "logo.svg").write_text(logo.replace("BOX", box), encoding="utf-8")
    read = load_brand(copy.folder, copy.root)
    assert read.logo.viewbox[2:] == pytest.approx(shown, rel=0.001)
    told = [one for one in read.report.notices if one.key == "logo.medium"]
    assert bool(told) == (box in ("1100 80", "20 60"))


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        load_brand(tmp_path / "nobody", tmp_path)
    assert str(raised.value) == (
        "nobody/_brand.yml  there is no such file: write it\n1 problem. Nothing was written."
    )


def test_all_problems_come_at_once(copy: Copy) -> None:
    for fault in (
        "missing logo",
        "pale secondary text",
        "unknown paper",
        "telephone number in words",
        "missing font package",
        "undefined name in a role",
    ):
        copy.write(*SPOILED[fault][:2])
    # A role that is not known cannot be judged for contrast.
    expected = [
        f"{FILE}:{SPOILED[fault][2]}"
        for fault in (
            "missing logo",
            "unknown paper",
            "telephone number in words",
            "missing font package",
            "undefined name in a role",
            "pale secondary text",
        )
    ]
    assert copy.problems().splitlines() == [*expected, "6 problems. Nothing was written."]


def test_brand_that_fails_on_dark_paper_alone_is_refused(copy: Copy) -> None:
    copy.write('brand: "#6cc5cb"', 'brand: "#1d6f75"')
    place = f"{FILE}:86:7  defaults.publisher.dark.brand  dark"
    assert copy.problems() == (
        f"{place} brand #1d6f75 on paper #0e1a1c has a contrast of 3.02:1: "
        "WCAG 2.2 AA asks 4.5:1; #4a8c91 has it\n"
        f"{place} brand #1d6f75 on tint #15302f has a contrast of 2.39:1: "
        "WCAG 2.2 AA asks 4.5:1; #639ca0 has it\n"
        f"{place} on_brand #0e1a1c on brand #1d6f75 has a contrast of 3.02:1: "
        "WCAG 2.2 AA asks 4.5:1; #e2e4e4 has it\n"
        "3 problems. Nothing was written."
    )


def test_link_out_of_the_folder_is_refused(copy: Copy, tmp_path: Path) -> None:
    outside = tmp_path / "logo.svg"
    (copy.folder / "logo.svg").rename(outside)
    (copy.folder / "logo.svg").symlink_to(outside)
    assert copy.problems() == said(
        "17:3", "logo.medium  'logo.svg' is a link: put the file itself there"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '<text fill="role:ink" font-family="sans-serif">a</text>',
            "logo.svg contains <text>, which needs a font wherever it is shown: "
            "turn words into paths",
        ),
        (
            '<path fill="role:gold" d="M 0 0"/>',
            "logo.svg asks for role:gold: use accent, accent_tint, brand, danger, ink, muted, "
            "on_brand, on_danger, paper, rule, tint",
        ),
    ],
)
def test_logo_that_cannot_be_painted_everywhere_is_refused(
    copy: Copy, content: str, message: str
) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{content}</svg>'
    (copy.folder / "logo.svg").write_text(svg, encoding="utf-8")
    assert copy.problems() == said("17:3", f"logo.medium  {message}")


def test_font_files_may_lie_beside_the_brand(copy: Copy) -> None:
    loaded = load_brand(BRANDS / "riverbend", ROOT)
    lines = []
    for face in loaded.body.faces:
        shutil.copy(face.path, copy.folder)
        style = "italic" if face.italic else "normal"
        lines.append(
            f"        - {{path: {face.path.name}, weight: {face.weight}, style: {style}}}\n"
        )
    fonts = "  fonts:\n    - family: House\n      source: file\n      files:\n" + "".join(lines)
    copy.write(
        "typography:\n  base:\n    family: Atkinson Hyperlegible",
        f"typography:\n{fonts}  base:\n    family: House",
    )
    body = load_brand(copy.folder, copy.root).body
    assert body.name == "House"
    assert {face.path.parent for face in body.faces} == {copy.folder}

    lost = body.faces[1].path.name
    (copy.folder / lost).unlink()
    line = copy.line(lost)
    there = ", ".join(sorted(face.path.name for face in body.faces if face.path.name != lost))
    assert copy.problems() == said(
        f"{line}:12",
        f"typography.fonts[0].files[1].path  there is no file {lost!r}: use one of {there}",
    )

    copy.write(lines[1], "")
    (copy.folder / "_brand.yml").touch()
    read = load_brand(copy.folder, copy.root)
    assert read.body.name == "Source Sans 3"
    assert [one.words for one in read.report.notices] == [
        "House has no Bold: add the font file",
        "House is not at hand; Source Sans 3 stands in. Install fontpkg-house where there is such "
        "a package, or put its files beside the brand",
    ]
