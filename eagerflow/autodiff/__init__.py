"""Automatic differentiation: tapes, and the one reverse sweep that tapes and graphs share."""
