"""Makes every damage on the finished files of the real guides, and says which pass.

    python -m tests.damage_guides [--guides a,b] [--editions trifold,web] [--brands riverbend]

Files of all guides, brands and editions by default, which takes hours. A damage of something that
a file does not have is left out and counted. The exit code is 1 where a damage passes, or where an
undamaged file does not hold.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sys
from functools import lru_cache

from publisher import verify
from publisher.edition.model import Format
from publisher.plan.job import Job
from publisher.render import render
from publisher.verify.perceived import typefaces
from tests import damage_ebook, damage_pdf, damage_sheets, damage_web, damage_word
from tests.damages import Damage
from tests.helpers import BRANDS, LAYOUTS, ROOT, job_for

OF_FORMATS: dict[Format, tuple[Damage, ...]] = {
    Format.WEB: damage_web.DAMAGES,
    Format.EPUB: damage_ebook.DAMAGES,
    Format.WORD: damage_word.DAMAGES,
    Format.PDF: damage_pdf.DAMAGES,
    Format.PRINT: damage_sheets.DAMAGES,
}
_NOT_THERE = (AssertionError, StopIteration, LookupError, AttributeError, TypeError, ValueError)
"""What a damage raises where a file does not have what it damages."""
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
_HASH = re.compile(rb"(style-src )'sha256-[^']*'(?: 'sha256-[^']*')*")


def main(given: list[str]) -> int:
    """0 where everything was noticed and every undamaged file holds, else 1."""
    chosen = _chosen(given)
    passed = False
    for guide in chosen.guides.split(","):
        for brand in chosen.brands.split(","):
            for edition in chosen.editions.split(","):
                job = job_for(ROOT / "sources" / guide, brand, edition)
                passed |= not _holds(job, f"{guide} {brand} {edition}")
    return int(passed)


def _chosen(given: list[str]) -> argparse.Namespace:
    guides = sorted(path.parent.name for path in (ROOT / "sources").glob("*/condition.yaml"))
    editions = sorted(path.parent.name for path in LAYOUTS.glob("*/edition.toml"))
    parser = argparse.ArgumentParser(description=__doc__)
    for name, all_ in (("guides", guides), ("brands", BRANDS), ("editions", editions)):
        parser.add_argument(f"--{name}", default=",".join(all_))
    return parser.parse_args(given)


def _holds(job: Job, name: str) -> bool:
    """Whether the file of a job is proven, and each damage of it is noticed; says what is not."""
    data = render(job)
    whole = [str(fault) for fault in verify.fidelity(job, data).faults]
    for fault in whole:
        _say(f"{name}: FALSE ALARM {fault}")
    tried, absent, passing = 0, 0, []
    for damage in OF_FORMATS[job.edition.format]:
        damaged = made(damage, data)
        if damaged is None:
            absent += 1
            continue
        tried += 1
        if not (verify.fidelity(job, damaged).faults or verify.standard(job, damaged)):
            passing.append(damage)
            _say(f"{name}: PASSES {damage}")
    _say(f"{name}: {tried - len(passing)} of {tried} noticed, {absent} not to be made")
    return not (whole or passing)


def _say(words: str) -> None:
    """One line, at once: a run takes long."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def made(damage: Damage, data: bytes) -> bytes | None:
    """The damaged file; None where it has nothing to damage.

    The policy of a web page names its style by a hash, which would give every rule away.
    """
    try:
        damaged = damage.make(data)
    except _NOT_THERE:
        return None
    if damaged == data:
        return None
    return _with_policy(damaged) if _STYLE.search(data) and data[:1] == b"<" else damaged


def _with_policy(page: bytes) -> bytes:
    names = b" ".join(
        b"'sha256-" + base64.b64encode(hashlib.sha256(style).digest()) + b"'"
        for style in _STYLE.findall(page)
    )
    return _HASH.sub(lambda match: match[1] + names, page, count=1)


if __name__ == "__main__":
    typefaces.opened = lru_cache(maxsize=32)(typefaces.opened)  # most damages leave fonts alone
    sys.exit(main(sys.argv[1:]))
