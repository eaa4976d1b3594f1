"""The files of a site for search engines: sitemap.xml and robots.txt.

Both need full addresses, so they are made only where the address of the site is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from publisher.site.catalogue import Guide, Site
from publisher.site.pages import SitePage


def files(site: Site, pages: Iterable[SitePage]) -> dict[str, bytes]:
    """robots.txt and sitemap.xml; none without a base address. Source: sitemaps.org."""
    if site.base_url is None:
        return {}
    entries = "".join(_entry(site, page) for page in pages if page.path != "404.html")
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n'
    )
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site.url_of('sitemap.xml')}\n"
    return {"sitemap.xml": sitemap.encode(), "robots.txt": robots.encode()}


def _entry(site: Site, page: SitePage) -> str:
    guide = page.guide
    lines = [f"  <loc>{escape(site.url_of(page.path))}</loc>"]
    if guide:
        lines.append(f"  <lastmod>{guide.job.condition.modified.isoformat()}</lastmod>")
        lines += _languages(site, guide)
    return "\n".join(["<url>", *lines, "</url>", ""])


def _languages(site: Site, guide: Guide) -> Iterable[str]:
    """The page in every language, including its own, as the sitemap needs it."""
    others = site.others(guide)
    every = {guide.job.condition.language: guide, **{s.language: one for s, one in others}}
    for language, one in sorted(every.items()) if others else ():
        where = quoteattr(site.url_of(one.path))
        yield f'  <xhtml:link rel="alternate" hreflang="{language}" href={where}/>'
