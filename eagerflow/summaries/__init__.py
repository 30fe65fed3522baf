"""Summaries: values that a program writes into event files, for TensorBoard to show."""
