"""The metrics of Keras: `ef.keras.metrics`."""

from .keras_adapter.loader import delegate

__getattr__, __dir__ = delegate("metrics")
