"""`tf.keras.utils` of 1.x: what keeps the variables of 1.x code, and what is in Keras."""

from __future__ import annotations

from typing import Any

from ...keras_adapter.loader import delegate
from .tf1_variables import get_or_create_layer, track_tf1_style_variables

__all__ = ["get_or_create_layer", "track_tf1_style_variables"]


def __getattr__(name: str) -> Any:
    return delegate("utils")[0](name)


def __dir__() -> list[str]:
    return sorted({*delegate("utils")[1](), *__all__})
