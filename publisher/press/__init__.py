"""Pages → sheets that a print shop takes: imposed, marked, in ink alone, PDF/X-4."""
