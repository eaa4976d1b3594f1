"""Finished file → the texts in it, in reading order. No code is shared with the renderers."""
