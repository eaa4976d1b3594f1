"""A clinic's brand: read from `_brand.yml`, with its colours, inks, fonts and ISBNs."""
