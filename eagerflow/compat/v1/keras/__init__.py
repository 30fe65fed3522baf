"""Keras under the names of 1.x: `tf.keras`."""

from ....keras_adapter.loader import delegate

__getattr__, __dir__ = delegate()
