"""Text set in boxes: the way to WeasyPrint, copyfitting, and drawings as pixels."""
