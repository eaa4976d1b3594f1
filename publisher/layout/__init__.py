"""Text set in boxes: the call of WeasyPrint, copyfitting, and drawings as pixels."""
