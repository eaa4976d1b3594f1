"""Finished files of a project that is being edited, in the time between two key strokes.

`Previews` is asked for them from any thread. They are made in processes that stay, which keep what
has not changed: engines, brand, editions, words, and whatever the proof has found of drawings,
fonts and style sheets. Nothing is kept on disk.
"""

from publisher.preview.previews import Previews
from publisher.preview.process import Limits
from publisher.preview.warm import Preview

__all__ = ["Limits", "Preview", "Previews"]
