"""A document of somebody else → the draft of a source, and a report on every line of it."""
