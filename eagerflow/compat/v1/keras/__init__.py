"""Keras under the names of 1.x: `tf.keras`; the library is loaded when it is needed."""

from __future__ import annotations

from typing import Any

from ....keras_adapter.loader import delegate
from .. import keras_utils as utils

__all__ = ["utils"]


def __getattr__(name: str) -> Any:
    return delegate()[0](name)


def __dir__() -> list[str]:
    return delegate()[1]()
