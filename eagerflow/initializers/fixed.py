"""Initializers without random numbers."""

from __future__ import annotations

from typing import Any

from ..dtype import DTypeLike, as_dtype, float32
from ..ops import array
from ..ops.arrays.ranges import eye
from ..registry import export
from .base import Initializer, matrix_shape


@export("initializers.Zeros initializers.zeros zeros_initializer")
class Zeros(Initializer):
    """Zeros.

    >>> ef.initializers.Zeros()([2]).numpy()
    array([0., 0.], dtype=float32)
    """

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Any:
        """The initial value."""
        return array.zeros(shape, float32 if dtype is None else dtype)


@export("initializers.Ones initializers.ones ones_initializer")
class Ones(Initializer):
    """Ones.

    >>> ef.initializers.Ones()([2]).numpy()
    array([1., 1.], dtype=float32)
    """

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Any:
        """The initial value."""
        return array.ones(shape, float32 if dtype is None else dtype)


@export("initializers.Constant initializers.constant constant_initializer")
class Constant(Initializer):
    """The same value everywhere, or given values in a given order.

    Args:
      value: a number, or as many numbers as the shape has elements.

    >>> ef.initializers.Constant(3.)([2]).numpy()
    array([3., 3.], dtype=float32)
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Any:
        """The initial value."""
        wanted = None if dtype is None else as_dtype(dtype)
        if wanted is None and isinstance(self.value, (bool, int, float)):
            wanted = float32
        return array.constant(self.value, wanted, shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"value": self.value}


@export("initializers.Identity initializers.identity initializers.IdentityInitializer")
class Identity(Initializer):
    """A unit matrix times a factor.

    Args:
      gain: the factor.

    >>> ef.initializers.Identity(2.)([2, 2]).numpy()
    array([[2., 0.],
           [0., 2.]], dtype=float32)
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Any, dtype: DTypeLike = None, **kwargs: Any) -> Any:
        """The initial value.

        Raises:
          ValueError: the shape is not that of a matrix.
        """
        rows, columns = matrix_shape(shape)
        unit = eye(rows, columns, dtype=float32 if dtype is None else dtype)
        return unit if self.gain == 1 else unit * self.gain

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an initializer like this one is made."""
        return {"gain": self.gain}
