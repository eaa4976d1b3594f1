"""One structured source per medical condition, published in a clinic's brand."""

__version__ = "0.1.0"
