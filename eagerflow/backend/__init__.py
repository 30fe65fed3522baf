"""Array types and what runs on them: one table, keyed by the type of the array."""
