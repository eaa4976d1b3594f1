"""WeasyPrint, imported without the search that takes longer than the import.

For each of seven libraries it tries names of other systems first, and each that fails has ldconfig,
gcc and ld look for it: some fifty processes. On Linux the name that is right is among those tried,
and the loader finds it, so that nothing need be searched.
"""

from __future__ import annotations

import ctypes.util
import sys
from functools import cache


def _unsearched(name: str) -> str | None:  # noqa: ARG001  # as ctypes calls it
    return None


@cache
def load_weasyprint() -> None:
    """Imports WeasyPrint; to be called before anything of it is named."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _unsearched
    try:
        import weasyprint  # noqa: F401
    finally:
        ctypes.util.find_library = search
