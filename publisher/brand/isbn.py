"""International Standard Book Numbers, checked.

An agency assigns one to each text in each format and language that is sold separately. Source:
ISBN Users' Manual, 7th edition: thirteen digits, the last of which checks the others.
"""

from __future__ import annotations

import re

from publisher.errors import Wrong, shortened


def isbn_digits(written: str) -> str:
    """The thirteen digits of an ISBN as somebody wrote it: "978-0-306-40615-7".

    Raises `Wrong` for anything else.
    """
    shown = shortened(written, 40)
    bare = written.replace("-", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{13}", bare) or not re.fullmatch(r"[0-9]+([ -][0-9]+)*", written):
        right = "write all thirteen digits, with hyphens or without"
        raise Wrong(f"{shown!r} is not an ISBN", f"{right}")
    if not bare.startswith("978") and not re.match("979[1-9]", bare):
        # 979-0 is sheet music.
        raise Wrong(f"{shown!r} does not begin like an ISBN", "it begins 978 or 979")
    if (due := check_digit(bare[:12])) != bare[12]:
        raise Wrong(
            (
                f"{shown!r} is not an ISBN: its last digit is {bare[12]}, but the others "
                f"ask for {due}"
            ),
            "copy it again from where it was assigned",
        )
    return bare


def check_digit(twelve: str) -> str:
    """The last digit that belongs to the twelve before it."""
    total = sum(int(digit) * (1, 3)[n % 2] for n, digit in enumerate(twelve))
    return str(-total % 10)
