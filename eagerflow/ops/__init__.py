"""The ops: one declaration each, grouped by subject."""
