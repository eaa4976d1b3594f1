"""Any file of the brand.yml standard makes a brand: what print needs beyond it is derived."""

from __future__ import annotations

from pathlib import Path

import brand_yml
import pytest
from PIL import Image, ImageDraw

from publisher.brand.colour import contrast
from publisher.brand.load import load_brand
from publisher.brand.model import Brand
from publisher.errors import BadInput
from publisher.source.positions import read_yaml

PAIRS = (
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("ink", "accent_tint", 4.5),
    ("brand", "paper", 4.5),
    ("brand", "tint", 4.5),
    ("on_brand", "brand", 4.5),
    ("danger", "paper", 4.5),
    ("on_danger", "danger", 4.5),
    ("muted", "paper", 4.5),
    ("accent", "paper", 3.0),
)

FILES = {
    "a name": "meta:\n  name: Lakeside Clinic\n",
    "two names": "meta:\n  name: {full: Lakeside Family Clinic, short: Lakeside}\n",
    "a short name alone": "meta:\n  name: {short: Lakeside}\n",
    "a link": "meta:\n  name: Lakeside\n  link: https://lakeside.example.org/\n",
    "many links": "meta:\n  link: {home: https://lakeside.example.org, mastodon: https://a.example}\n",
    "one color": 'color:\n  primary: "#0b6e4f"\n',
    "colors by name": "color:\n  foreground: black\n  background: white\n  primary: indigo\n",
    "colors as functions": "color:\n  primary: rgb(20, 90, 140)\n  warning: hsl(30, 90%, 40%)\n",
    "a palette alone": 'color:\n  palette: {navy: "#10243e", coral: "#ff6f59", fog: "#eef1f5"}\n',
    "a palette with aliases": (
        'color:\n  palette:\n    sea: "#0a5c7a"\n    main: sea\n    light: "#f7f9fa"\n'
        "  primary: main\n  background: light\n"
    ),
    "all purposes": (
        'color:\n  foreground: "#222"\n  background: "#fff"\n  primary: "#447099"\n'
        '  secondary: "#707073"\n  tertiary: "#c2c2c4"\n  success: "#72994e"\n  info: "#419599"\n'
        '  warning: "#ee6331"\n  danger: "#9a4665"\n  light: "#fff"\n  dark: "#404041"\n'
    ),
    "pale colors": 'color:\n  primary: "#fff3b0"\n  secondary: "#ffd166"\n  warning: "#ffee99"\n',
    "a pale primary beside a strong one": (
        'color:\n  primary: "#eef5f2"\n  secondary: "#286169"\n  danger: "#f16823"\n'
    ),
    "a dark page": (
        'color:\n  background: "#151a2d"\n  foreground: "#f4f6ff"\n  primary: "#8d8dcc"\n'
    ),
    "light and dark": (
        'color:\n  background: {light: "#fffcf9", dark: "#1b1816"}\n'
        '  foreground: {light: "#151210", dark: "#fdf4c1"}\n'
        '  primary: {light: "#7a4d20", dark: "#fe8019"}\n'
    ),
    "dark alone": 'color:\n  primary: {dark: "#7fd1ae"}\n',
    "red everywhere": 'color:\n  palette: {red: "#f32500"}\n  primary: red\n',
    "danger that is not red": 'color:\n  primary: "#033860"\n  danger: "#62929e"\n',
    "gray ink": 'color:\n  foreground: "#b8b8b8"\n  background: "#f2ecd7"\n  primary: "#3f51b5"\n',
    "families": "typography:\n  base: Open Sans\n  headings: Roboto Slab\n  monospace: Fira Code\n",
    "families at length": (
        "typography:\n  fonts:\n    - family: Merriweather\n      source: google\n"
        "      weight: [400, 700]\n      style: [normal, italic]\n"
        "    - family: Public Sans\n      source: bunny\n    - family: Verdana\n"
        "      source: system\n"
        "  base: {family: Public Sans, size: 1rem, weight: 400, line-height: 1.6}\n"
        "  headings: {family: Merriweather, weight: semi-bold, style: normal, color: '#222222'}\n"
        "  monospace-inline: {family: Fira Code, background-color: '#eeeeee'}\n"
        "  link: {decoration: underline, weight: 600}\n"
    ),
    "a list of families": (
        "typography:\n  base: \"'Helvetica Neue', 'Atkinson Hyperlegible', sans-serif\"\n"
    ),
    "settings without a family": "typography:\n  headings: {weight: 700}\n  base: {size: 18px}\n",
    "a logo": "logo: logo.svg\n",
    "a logo with words": "logo: {path: logo.png, alt: Lakeside}\n",
    "logos by size": "logo: {small: mark.png, medium: logo.png, large: logo.svg}\n",
    "logos by name": (
        "logo:\n  images:\n    icon: mark.png\n    wide: {path: logo.jpg, alt: Lakeside}\n"
        "    far: https://example.org/far.svg\n  small: icon\n  medium: wide\n"
    ),
    "logos for light and dark": (
        "logo:\n  images: {day: logo.svg, night: night.svg}\n"
        "  medium: {light: day, dark: night}\n  small: {dark: mark.png}\n"
    ),
    "a logo on the network": "logo:\n  medium: https://example.org/logo.svg\n",
    "a logo under the root": "logo:\n  medium: /logo.svg\n",
    "keys of other programs": (
        'meta: {name: Lakeside, author: {name: A}}\ncolor: {accent: "#0b6e4f"}\n'
        "typography: {size: {base: 16px}}\nbutton: {radius: 4px}\n"
        "defaults:\n  bootstrap:\n    defaults: {navbar-bg: $brand-sea}\n"
    ),
    "comments": (
        "# The brand of Lakeside\nmeta:\n  name: Lakeside Clinic # its short name\n"
        "typography:\n  base: Open Sans #or Lato\n"
    ),
    "comments alone": "# nothing yet\n",
    "keys without a value": "meta:\ncolor:\ntypography:\nlogo:\ndefaults:\n",
}
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="30mm" viewBox="0 0 90 30">'
    '<style>.a{fill:#0072ce}</style><rect class="a" width="30" height="30"/>'
    '<path style="fill:#f2a900;stroke:none" d="M40 0h50v30h-50z"/></svg>'
)


def folder_with(root: Path, text: str) -> Path:
    """A brand's folder with `text` for its file, and pictures to take for logos."""
    folder = root / "layouts" / "brands" / "lakeside-clinic"
    folder.mkdir(parents=True)
    (folder / "_brand.yml").write_text(text, encoding="utf-8")
    (folder / "logo.svg").write_text(_LOGO, encoding="utf-8")
    (folder / "night.svg").write_text(_LOGO.replace("#0072ce", "#ffffff"), encoding="utf-8")
    for name, size in (
        ("logo.png", (900, 300)),
        ("mark.png", (300, 300)),
        ("logo.jpg", (900, 300)),
    ):
        picture = Image.new("RGB", size, "white")
        ImageDraw.Draw(picture).ellipse((10, 10, 280, 280), fill="#0072ce")
        picture.save(folder / name)
    return folder


def loaded(root: Path, text: str) -> Brand:
    return load_brand(folder_with(root, text), root)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_the_standard_makes_a_brand_that_can_be_read(tmp_path: Path, kind: str) -> None:
    brand = loaded(tmp_path, FILES[kind])
    for mode in (brand.light, brand.dark):
        colours = dict(mode.items())
        for role, ground, least in PAIRS:
            ratio = contrast(colours[role], colours[ground])
            assert ratio >= least, (role, colours[role], ground, colours[ground])
    assert contrast(brand.light.paper, "#ffffff") < 1.36
    assert brand.inks
    for role, build in brand.inks.builds:
        assert sum(build) <= brand.inks.profile.ink_limit
        assert sum(percent > 0 for percent in build) <= 3, role
    for drawing in (brand.logo, brand.mark):
        assert 0.5 <= drawing.width / drawing.height <= 10
        assert "role:" not in brand.paint(drawing)
        assert "#" not in brand.ink(drawing)


NOT_OF_THE_STANDARD = {
    "light and dark",
    "dark alone",
    "comments alone",
    "a logo under the root",
    "keys of other programs",
    "a logo",
    "a logo with words",
    "logos for light and dark",
}


@pytest.mark.parametrize("kind", sorted(FILES.keys() - NOT_OF_THE_STANDARD))
def test_the_files_are_of_the_standard(kind: str) -> None:
    """What the standard's own reader takes; it lags behind the standard where it does not."""
    brand_yml.Brand.from_yaml_str(FILES[kind].replace("meta:\n", "meta:\n", 1))


def rows(brand: Brand) -> dict[str, tuple[str, str]]:
    return {row.name: (row.value, row.origin) for row in brand.report.rows}


def notices(brand: Brand) -> list[str]:
    return [str(notice).partition("  ")[2] for notice in brand.report.notices]


def test_a_color_that_is_too_pale_is_moved_and_told(tmp_path: Path) -> None:
    found = rows(loaded(tmp_path, 'color:\n  primary: "#48a9c5"\n  warning: "#fdb816"\n'))
    assert found["light brand"] == (
        "#33788c",
        "color.primary #48a9c5, 29 % black mixed in for 4.5:1",
    )
    assert found["light accent"] == (
        "#be8a10",
        "color.warning #fdb816, 25 % black mixed in for 3:1",
    )
    assert found["dark accent"] == ("#fdb816", "as light accent")


def test_danger_is_red_whatever_the_file_calls_so(tmp_path: Path) -> None:
    found = rows(loaded(tmp_path, FILES["danger that is not red"]))
    assert found["light danger"] == (
        "#a8141b",
        "red, by default: color.danger #62929e is not red",
    )


def test_a_dark_page_is_for_the_dark_screen_alone(tmp_path: Path) -> None:
    brand = loaded(tmp_path, FILES["a dark page"])
    assert (brand.light.paper, brand.light.ink) == ("#ffffff", "#151a2d")
    assert (brand.dark.paper, brand.dark.ink) == ("#151a2d", "#f4f6ff")


def test_a_family_that_is_not_at_hand_has_one_of_its_kind_in_its_place(tmp_path: Path) -> None:
    brand = loaded(tmp_path, FILES["families"])
    assert (brand.body.name, brand.headings.name) == ("Source Sans 3", "Source Serif 4")
    assert notices(brand)[1:] == [
        "typography.base  Open Sans is not at hand; Source Sans 3 stands in. Install "
        "fontpkg-open-sans where there is such a package, or put its files beside the brand",
        "typography.headings  Roboto Slab is not at hand; Source Serif 4 stands in. Install "
        "fontpkg-roboto-slab where there is such a package, or put its files beside the brand",
    ]


def test_the_first_family_of_a_list_that_is_at_hand_is_taken(tmp_path: Path) -> None:
    assert loaded(tmp_path, FILES["a list of families"]).body.name == "Atkinson Hyperlegible"


def test_a_brand_without_a_logo_has_its_name_for_one(tmp_path: Path) -> None:
    brand = loaded(tmp_path, "meta:\n  name: The Lakeside and Hillside Family Medicine Clinic\n")
    assert (brand.logo.name, brand.mark.name) == ("word mark", "initial")
    assert brand.logo.svg.count("<path") == 2
    assert brand.logo.roles == {"brand"}


def test_unknown_keys_are_told_and_left_alone(tmp_path: Path) -> None:
    assert notices(loaded(tmp_path, FILES["keys of other programs"])) == [
        "color.accent  no key of the standard; it is taken as a color of the palette",
        "typography.size  no key of the standard; it is left alone",
        "button  no key of the standard; it is left alone",
    ]


def test_a_logo_on_the_network_is_not_fetched(tmp_path: Path) -> None:
    brand = loaded(tmp_path, FILES["a logo on the network"])
    assert brand.logo.name == "word mark"
    assert notices(brand)[1:] == [
        "logo.medium  https://example.org/logo.svg is not fetched; put the file beside the brand"
    ]


def test_a_picture_with_few_dots_is_told_and_still_printed(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "meta: {name: Lakeside}\nlogo: {medium: small.png}\n")
    Image.new("RGB", (120, 40), "#0072ce").save(folder / "small.png")
    brand = load_brand(folder, tmp_path)
    assert notices(brand) == [
        "logo.medium  small.png is 120 pixels wide: 92 to the inch in print, where 300 are wanted; "
        "give 390 pixels, or better an SVG"
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            '<text>Lakeside</text><path d="M0 0h9v9z"/>',
            "half.svg contains words in a font and is left out; turn all into paths, or give a PNG",
        ),
        (
            '<image href="a.png" width="9" height="9"/>',
            "half.svg contains a picture and is left out; turn all into paths, or give a PNG",
        ),
    ],
)
def test_half_a_logo_is_none(tmp_path: Path, content: str, words: str) -> None:
    folder = folder_with(tmp_path, "meta: {name: Lakeside}\nlogo: half.svg\n")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{content}</svg>'
    (folder / "half.svg").write_text(svg, encoding="utf-8")
    brand = load_brand(folder, tmp_path)
    assert brand.logo.name == "word mark"
    assert notices(brand) == [f"logo  {words}"]


def test_the_colors_of_a_logo_print_through_the_profile(tmp_path: Path) -> None:
    brand = loaded(tmp_path, FILES["a logo"])
    inks = dict(brand.own_inks)
    assert inks["#ffffff"] == "device-cmyk(0 0 0 0)"
    cyan, magenta, yellow, _ = map(float, inks["#0072ce"][12:-1].split())
    assert cyan > 0.8 > magenta > 0.3 > yellow
    assert 'fill="#0072ce"' in brand.paint(brand.logo, brand.dark)


def test_the_web_address_is_that_of_the_brand(tmp_path: Path) -> None:
    assert loaded(tmp_path, FILES["a link"]).clinic.web == "lakeside.example.org"


def test_what_is_to_decide_can_be_pasted_and_then_nothing_is(tmp_path: Path) -> None:
    from publisher.commands.brand import _closing

    text = 'meta:\n  name: Lakeside\ncolor:\n  primary: "#0b6e4f"\n'
    folder = folder_with(tmp_path, text)
    brand = load_brand(folder, tmp_path)
    lines = "\n".join(_closing(brand, "x")).partition("\ndefaults:\n")[2]
    (folder / "_brand.yml").write_text(f"{text}defaults:\n{lines}\n", encoding="utf-8")
    read_yaml(folder / "_brand.yml", "x")
    again = load_brand(folder, tmp_path)
    assert again.report.choices == ()
    assert again.inks == brand.inks
    assert again.light == brand.light


WRONG = {
    "color:\n  primary: #0b6e4f\n": (
        '2:3  color.primary  #0b6e4f is taken for a comment: put it in quotes: "#0b6e4f"'
    ),
    "color:\n  palette:\n    sea: #0b6e4f # deep\n": (
        '3:5  color.palette.sea  #0b6e4f is taken for a comment: put it in quotes: "#0b6e4f"'
    ),
    'color:\n  primary: "#12345"\n': (
        "2:3  color.primary  '#12345' is neither a color nor a name in color.palette: write #rrggbb"
    ),
    "color:\n  primary: [1, 2]\n": (
        "2:3  color.primary  a list is not a group of keys: write `key: value` lines below it"
    ),
    "color:\n  palette: blue\n": (
        "2:3  color.palette  'blue' is not a group of keys: write `key: value` lines below it"
    ),
    "meta:\n  name: 12\n": (
        "2:3  meta.name  '12' is not a group of keys: write `key: value` lines below it"
    ),
    "logo: [a, b]\n": "1:1  logo  names no file: write the name of an SVG, PNG or JPEG file",
    "logo:\n  medium: nowhere.png\n": (
        "2:3  logo.medium  there is no file 'nowhere.png': use one of logo.png, mark.png"
    ),
    "logo:\n  medium: _brand.yml\n": (
        "2:3  logo.medium  _brand.yml is not a picture that can be read: use SVG, PNG or JPEG"
    ),
    "typography:\n  fonts:\n    - source: google\n": (
        "3:7  typography.fonts[0].family  missing: write it"
    ),
    "typography:\n  fonts:\n    - {family: A, source: adobe}\n": (
        "3:19  typography.fonts[0].source  unknown value 'adobe': "
        "one of 'file', 'google', 'bunny' or 'system'"
    ),
    "typography:\n  base: {line-height: tall}\n": (
        "2:10  typography.base.line-height  'tall' is not a number: "
        "write one in digits, without quotes"
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_value_is_named_once_with_its_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        loaded(tmp_path, text)
    assert str(caught.value) == (
        f"layouts/brands/lakeside-clinic/_brand.yml:{WRONG[text]}\n1 problem. Nothing was written."
    )


def test_a_picture_that_unpacks_to_more_than_a_logo_needs_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "logo: bomb.png\n")
    Image.new("1", (9000, 6000)).save(folder / "bomb.png")  # 7 kB
    with pytest.raises(BadInput) as caught:
        load_brand(folder, tmp_path)
    assert str(caught.value) == (
        "layouts/brands/lakeside-clinic/_brand.yml:1:1  logo  bomb.png is 9000 by 6000 pixels: "
        "save it 2400 pixels wide\n1 problem. Nothing was written."
    )
