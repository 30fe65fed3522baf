"""Files, and bytes in the forms that files have."""
