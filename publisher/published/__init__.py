"""The files in `out/` that are up to date with their sources, and their addresses."""
