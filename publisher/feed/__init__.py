"""Metadata of the files in `out/` for stores and reading apps: ONIX, OPDS, covers, limits."""
