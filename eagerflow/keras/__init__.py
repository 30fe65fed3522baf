"""Keras with eagerflow as its backend; `pip install 'eagerflow[keras]'`."""

from typing import Any

from ..keras_adapter.loader import load

_keras = load()


def __getattr__(name: str) -> Any:
    return getattr(_keras, name)


def __dir__() -> list[str]:
    return dir(_keras)
