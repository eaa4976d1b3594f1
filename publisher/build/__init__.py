"""Jobs made, judged and written to `out/`."""
