"""Three trees → one, and what both sides changed."""
