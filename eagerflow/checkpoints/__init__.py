"""Checkpoints: values of variables in files, TensorFlow's own files included."""
