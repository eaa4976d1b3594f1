"""What is to be made: the jobs that a selection asks for, and collections bound to books."""
