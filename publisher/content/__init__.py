"""What a condition is: sections of blocks of sentences and drawings."""
