"""All engines, imported when this module is: every process that makes previews starts with them."""

from publisher import render, verify
from publisher.edition.model import Format

render.load(Format)
verify.load(Format)
