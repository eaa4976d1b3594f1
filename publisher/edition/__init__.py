"""What a product is, as its `edition.toml` says: format, sheets, panels and labels."""
