"""Pages of a print edition: panels of folded pieces, and booklets."""
