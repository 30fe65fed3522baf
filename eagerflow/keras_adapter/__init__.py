"""The Keras library with eagerflow under it."""
