"""Samples of every op for the contract test, one file for each family of ops."""
