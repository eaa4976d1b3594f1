"""What stands in `out/`, told to stores and reading apps: ONIX, OPDS, covers, store limits."""
