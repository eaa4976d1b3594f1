"""Files that the package brings along: layouts for every project, and an example of a source.

An installed wheel has them in `publisher/data/`; a checkout has them at its top level, where they
are edited.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
IS_CHECKOUT = not (_PACKAGE / "data").is_dir()
"""Whether this is the repository itself, with its Makefile, rather than an installed wheel."""
_TOP = _PACKAGE.parent if IS_CHECKOUT else _PACKAGE / "data"
LAYOUTS = _TOP / "layouts"
GUIDE = _TOP / "docs" / "layouts.md"
"""What says how to write a layout, for whoever changes one."""
EXAMPLE = _TOP / "sources" / "iron-deficiency-anemia"
