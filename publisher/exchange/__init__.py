"""What stands in `out/`, told to health records: infobutton answers, FHIR, an index of all."""
