"""What each command does and what the user sees of it: progress, tables, closing words."""
