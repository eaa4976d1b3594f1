"""The files that pages of a site load: style, fonts, scripts, icons, the preview picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from publisher.brand.fonts import Face, subset
from publisher.brand.model import Brand
from publisher.render.templates import fill, filled
from publisher.site.catalogue import Site

_TOUCH_ICON_PX = 180  # the size that iOS uses
_PICTURE_PX = (1200, 630)  # the size that programs show uncropped
_FOLDER = "assets"


@dataclass(frozen=True)
class Assets:
    """The path of each asset in the site.

    `version` is a part of the names of style, fonts and scripts. It changes whenever they can have
    changed, so that no browser uses a cached old one with a new page.
    """

    version: str

    @property
    def style(self) -> str:
        """The style sheet of all pages."""
        return f"{_FOLDER}/style-{self.version}.css"

    def script(self, name: str) -> str:
        """A script by its name in `layouts/site/scripts/`."""
        return f"{_FOLDER}/{name}-{self.version}.js"

    def font(self, face: Face) -> str:
        """The font file of a face."""
        family = face.family.lower().replace(" ", "-")
        slope = "-italic" if face.italic else ""
        return f"{_FOLDER}/{family}-{face.weight}{slope}-{self.version}.woff2"

    @property
    def icon(self) -> str:
        """The brand's mark, for the tab of a browser."""
        return f"{_FOLDER}/icon.svg"

    @property
    def touch_icon(self) -> str:
        """The brand's mark, for the home screen of a telephone."""
        return f"{_FOLDER}/icon.png"

    @property
    def picture(self) -> str:
        """The picture that other sites show with a link."""
        return f"{_FOLDER}/picture.png"


def of(site: Site) -> Assets:
    """The paths of the assets of a site."""
    keys = "".join(sorted(guide.job.key for guide in site.guides))
    return Assets(hashlib.sha256(keys.encode()).hexdigest()[:10])


def files(site: Site, assets: Assets, characters: frozenset[str]) -> dict[str, bytes]:
    """Every asset by its path in the site; the fonts have only `characters`."""
    brand, job = site.brand, site.libraries[0].guides[0].job
    made = {
        assets.icon: brand.paint(brand.mark).encode(),
        assets.touch_icon: _touch_icon(site),
        assets.picture: _picture(site),
    }
    spoken = _spoken(site)
    families = tuple(
        {
            family.name: family
            for one in (brand, *spoken.values())
            for family in one.families_for(characters, italic=True)
        }.values()
    )
    for family in families:
        for face in family.faces:
            made[assets.font(face)] = subset(face.path, characters, "woff2")
    style = fill(
        job,
        "site/style.css.j2",
        scale=brand.scale(job.edition.body_pt),
        families=families,
        spoken=spoken,
        font=lambda face: PurePosixPath(assets.font(face)).name,
    )
    made[assets.style] = style.encode()
    for name, path in job.edition.files:
        if name.startswith("site/scripts/") and path.suffix == ".js":
            made[assets.script(path.stem)] = path.read_bytes()
    return made


def _spoken(site: Site) -> dict[str, Brand]:
    """The brand in each language that is set in other families than the first, by its code."""
    first = site.brand
    return {
        library.language: library.guides[0].job.brand
        for library in site.libraries
        if library.guides[0].job.brand.body.name != first.body.name
    }


def _touch_icon(site: Site) -> bytes:
    """The mark on the brand's paper, with a margin, because home screens cut off the corners."""
    from publisher.layout.rasters import page_image

    brand = site.brand
    style = (
        f"@page{{background:{brand.light.paper}}}"
        "svg{width:132px;height:132px;margin:24px;display:block}"
    )
    html = f"<style>{style}</style>{brand.paint(brand.mark)}"
    return page_image(html, (brand.body,), _TOUCH_ICON_PX, _TOUCH_ICON_PX, "PNG")


def _picture(site: Site) -> bytes:
    from markupsafe import Markup

    from publisher.layout.rasters import page_image

    brand, library = site.brand, site.libraries[0]
    field = brand.light.on_field()
    shown = {
        "brand": brand,
        "library": library,
        "words": library.words,
        "logo": Markup(brand.paint(brand.logo, field)),
        "mark": Markup(brand.paint(brand.mark, field)),
    }
    html = filled(library.guides[0].job.edition, "site/picture.html.j2", shown)
    families = (brand.body, brand.headings, brand.fallback)
    return page_image(html, tuple(dict.fromkeys(families)), *_PICTURE_PX, "PNG")
