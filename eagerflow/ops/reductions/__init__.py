"""Sums, extremes, counts and running sums."""
