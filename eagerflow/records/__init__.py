"""Files: those of records with their checksums, and what programs do with files and folders."""
