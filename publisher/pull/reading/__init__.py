"""The text of an edited Word file: its tree, the facts of the clinic, and the leftovers."""
