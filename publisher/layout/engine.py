"""WeasyPrint, imported without a search that takes longer than the import.

For each of seven libraries it tries names of other systems first, and for each name that fails
Python starts ldconfig, gcc and ld: some fifty processes. On Linux the right name is among those
that are tried, and the loader finds it, so the search is not needed.
"""

from __future__ import annotations

import ctypes.util
import sys
from functools import cache


def _unsearched(name: str) -> str | None:  # noqa: ARG001  # as ctypes calls it
    return None


@cache
def load_weasyprint() -> None:
    """Imports WeasyPrint; to be called before anything of it is used."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _unsearched
    try:
        import weasyprint  # noqa: F401
    finally:
        ctypes.util.find_library = search
