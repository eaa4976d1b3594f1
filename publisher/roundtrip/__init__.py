"""The contract of our Word file, which `render.word` writes and `pull` reads."""
