"""Changes written into a YAML file without touching its other lines."""
