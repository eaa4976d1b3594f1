"""What `render.word`, which writes Word files, and `pull`, which reads them, must agree on."""
