"""What initializers share."""

from __future__ import annotations

from typing import Any

from ..dtype import DType, DTypeLike, as_dtype, float32
from ..registry import export


class Described:
    """Base of what can be made again from a description."""

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An initializer made with the arguments that `get_config` gives."""
        return cls(**config)

    def clone(self) -> Any:
        """An initializer like this one."""
        return type(self).from_config(self.get_config())


@export("initializers.Initializer")
class Initializer(Described):
    """Base of initializers: called with a shape and a dtype, they make an initial value."""

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Any:
        """The initial value.

        Args:
          shape: its shape.
          dtype: its dtype, float32 when left out.
          **kwargs: accepted; what other frameworks pass on.
        """
        raise NotImplementedError


def floating(dtype: DTypeLike, default: DType = float32) -> DType:
    """The dtype to make, which has to be a floating one.

    Raises:
      ValueError: it is not.
    """
    wanted = default if dtype is None else as_dtype(dtype)
    if not wanted.is_floating:
        raise ValueError(f"Argument `dtype` expected to be numeric or boolean. Received {wanted}.")
    return wanted


def matrix_shape(shape: Any) -> tuple[int, int]:
    """The two sizes of a matrix.

    Raises:
      ValueError: the shape is not that of a matrix.
    """
    sizes = tuple(shape)
    if len(sizes) != 2:
        raise ValueError(
            "Identity matrix initializer can only be used for 2D matrices. Received: "
            f"shape={list(sizes)} of rank {len(sizes)}."
        )
    return sizes
