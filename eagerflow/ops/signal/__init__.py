"""Signals: Fourier transforms, frames, sound."""
