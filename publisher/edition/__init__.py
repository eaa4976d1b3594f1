"""Editions: products defined by an `edition.toml`, with format, sheets, panels and labels."""
