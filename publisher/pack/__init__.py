"""Several finished guides as one PDF, with a cover of its own that names the pages.

The files go in as they are, proven each; what is added is the cover and a number on each page.
"""

from publisher.pack.make import Pack, PackAsked, make_pack

__all__ = ["Pack", "PackAsked", "make_pack"]
