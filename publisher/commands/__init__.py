"""What each command does and prints: progress, tables, closing words."""
