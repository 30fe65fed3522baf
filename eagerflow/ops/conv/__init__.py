"""Convolution, pooling and morphology."""
