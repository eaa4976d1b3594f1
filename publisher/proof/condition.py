"""Which printing condition a sheet and its stock ask for, and where its profile is to be had.

Only one of these profiles comes in a package (ISO Coated v2 300 %, FOGRA39); the others may not be
passed on, so that whoever orders print fetches them by their name from their publisher.
"""

from __future__ import annotations

from typing import NamedTuple


class _PressProfile(NamedTuple):
    condition: str
    file: str
    publisher: str


_COATED = ("FOGRA39", "FOGRA51", "CGATS21_CRPC6", "CGATS21_CRPC7")
# (on Letter, on uncoated stock) → the condition; FOGRA39 is taken for any coated sheet of A4.
_WANTED = {
    (False, True): _PressProfile("FOGRA52", "PSOuncoated_v3_FOGRA52.icc", "ECI"),
    (True, False): _PressProfile("CGATS21_CRPC6", "GRACoL2013_CRPC6.icc", "Idealliance"),
    (True, True): _PressProfile("CGATS21_CRPC3", "GRACoL2013UNC_CRPC3.icc", "Idealliance"),
}


def other_condition(stock: str, paper: str, condition: str) -> str:
    """What to fetch where a file is made for another condition than its sheet and stock ask for.

    "" where they agree. A stock with an uncoated text and a coated cover counts as uncoated, for
    that is most of its pages. The name of a profile is that of its publisher's own file.
    """
    uncoated = "uncoated" in stock.lower()
    wanted = _WANTED.get((paper == "letter", uncoated))
    if wanted is None or condition == wanted.condition:
        return ""
    if condition not in _COATED:  # of an unknown condition nobody can say that it does not fit
        return ""
    sheet = f"{'uncoated' if uncoated else 'coated'} stock on {paper.capitalize()}"
    return (
        f"{sheet} asks for {wanted.condition}: fetch {wanted.file} from {wanted.publisher}, "
        "and name it by defaults.publisher.icc"
    )
