"""What stands in `out/`: files whose key is that of their source today, and their addresses."""
