"""The losses of Keras: `ef.keras.losses`."""

from .keras_adapter.loader import delegate

__getattr__, __dir__ = delegate("losses")
