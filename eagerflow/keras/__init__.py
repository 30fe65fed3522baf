"""Keras with eagerflow under it; `pip install 'eagerflow[keras]'`."""

from ..keras_adapter.loader import delegate

__getattr__, __dir__ = delegate()
