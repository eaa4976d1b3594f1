"""Changes written into a YAML file whose other lines stay as they are."""
