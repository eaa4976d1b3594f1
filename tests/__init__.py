"""The tests: fast ones first, outside judges after them."""
