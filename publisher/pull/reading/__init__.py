"""What an edited Word file says: the tree, the clinic's facts, and what could not be placed."""
