"""Initializers by name and by description."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..registry import export
from . import drawn, fixed
from .base import Initializer

_CLASSES: tuple[type[Initializer], ...] = (
    fixed.Zeros,
    fixed.Ones,
    fixed.Constant,
    fixed.Identity,
    drawn.RandomUniform,
    drawn.RandomNormal,
    drawn.TruncatedNormal,
    drawn.VarianceScaling,
    drawn.Orthogonal,
    drawn.GlorotUniform,
    drawn.GlorotNormal,
    drawn.LecunUniform,
    drawn.LecunNormal,
    drawn.HeUniform,
    drawn.HeNormal,
)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


# Both spellings of each: GlorotUniform and glorot_uniform.
_BY_NAME = {_plain(c.__name__): c for c in _CLASSES}


@export("initializers.get")
def get(identifier: Any) -> Any:
    """The initializer that a name, a description or a class stands for.

    Args:
      identifier: a name such as `glorot_uniform`, what `serialize` gives, an initializer or another
        function (which is returned as it is), or None.

    Raises:
      ValueError: it stands for none.

    >>> ef.initializers.get("ones")([2]).numpy()
    array([1., 1.], dtype=float32)
    """
    if identifier is None:
        return None
    if isinstance(identifier, Mapping):
        return deserialize(identifier)
    if isinstance(identifier, str):
        found = _BY_NAME.get(_plain(identifier))
        if found is not None:
            return found()
    elif callable(identifier):
        return identifier() if inspect.isclass(identifier) else identifier
    raise ValueError(f"Could not interpret initializer identifier: {identifier}")


@export("initializers.serialize")
def serialize(initializer: Initializer) -> dict[str, Any]:
    """A description of an initializer, which `deserialize` reads."""
    return {
        "module": "keras.initializers",
        "class_name": type(initializer).__name__,
        "config": initializer.get_config(),
        "registered_name": None,
    }


@export("initializers.deserialize")
def deserialize(config: Mapping[str, Any], custom_objects: Any = None) -> Any:
    """The initializer that a description stands for.

    Args:
      config: what `serialize` gives.
      custom_objects: further classes by name.

    Raises:
      ValueError: there is no class of that name.
    """
    name = config["class_name"]
    found = (custom_objects or {}).get(name) or _BY_NAME.get(_plain(name))
    if found is None:
        raise ValueError(f"Could not interpret initializer identifier: {name}")
    return found.from_config(dict(config.get("config", {})))
