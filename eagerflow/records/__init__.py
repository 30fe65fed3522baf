"""Files of records, and their checksums."""
