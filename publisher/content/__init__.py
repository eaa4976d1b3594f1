"""The content of a condition: sections of blocks, sentences and drawings."""
