"""Metadata of the files in `out/` for health records: infobutton answers, FHIR, an index."""
