"""Which printing condition a sheet and its stock ask for, and where its profile is to be had.

Only one of these profiles comes in a package (ISO Coated v2 300 %, FOGRA39); the others may not be
passed on, so that whoever orders print fetches them by their name from their publisher.
"""

from __future__ import annotations

from typing import NamedTuple


class _PressProfile(NamedTuple):
    condition: str
    profile: str
    """The name of its file, where that is certain, else what it is."""
    publisher: str


_COATED = ("FOGRA39", "FOGRA51", "CGATS21_CRPC6", "CGATS21_CRPC7")
# (on Letter, on uncoated stock) → the condition; FOGRA39 is taken for any coated sheet of A4.
_WANTED = {
    (False, True): _PressProfile("FOGRA52", "PSOuncoated_v3_FOGRA52.icc", "ECI"),
    (True, False): _PressProfile("CGATS21_CRPC6", "its profile (GRACoL 2013)", "Idealliance"),
    (True, True): _PressProfile(
        "CGATS21_CRPC3", "its profile (GRACoL 2013, uncoated)", "Idealliance"
    ),
}


def other_condition(stock: str, paper: str, condition: str) -> str:
    """What to fetch where a file is made for another condition than its sheet and stock ask for.

    "" where they agree. A stock with an uncoated text and a coated cover counts as uncoated, for
    that is most of its pages.
    """
    uncoated = "uncoated" in stock.lower()
    wanted = _WANTED.get((paper == "letter", uncoated))
    if wanted is None or condition == wanted.condition:
        return ""
    if condition not in _COATED:  # of an unknown condition nobody can say that it does not fit
        return ""
    sheet = f"{'uncoated' if uncoated else 'coated'} stock on {paper.capitalize()}"
    return (
        f"{sheet} asks for {wanted.condition}: fetch {wanted.profile} from {wanted.publisher}, "
        "and name it by defaults.publisher.icc"
    )
