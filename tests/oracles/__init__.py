"""Slow definitions of ops, written from their formulas, that kernels are compared with."""
