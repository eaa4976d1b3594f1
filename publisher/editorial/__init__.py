"""A health editor in the machine: what of a text a reader may stumble over, and by which rule."""
