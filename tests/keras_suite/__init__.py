"""Keras's own tests, on eagerflow."""
