"""`compat.v1.layers`: pooling."""

from __future__ import annotations

from typing import Any

from ...ops.conv import pooling
from ...registry import export, export_values
from ...shapes import TensorShape
from .layer_base import InputSpec, Layer, functional
from .layers_core import checked_format
from .layers_windows import checked_padding, format_of, numbers_for, result_shape, windows


class _Pool(Layer):
    """One number for each window.

    Args:
      pool_size: sizes of a window: one number, or one for each axis.
      strides: steps between windows, likewise.
      padding: "valid" for windows inside the input, "same" for as many as steps fit into it.
      data_format: "channels_last" or "channels_first".
      name: name of the scope.
      **kwargs: those of `Layer`.

    Raises:
      ValueError: an argument is none of the choices.
    """

    _spatial = 0

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.pool_size = numbers_for(pool_size, self._spatial, "pool_size")
        strides = pool_size if strides is None else strides
        self.strides = numbers_for(strides, self._spatial, "strides")
        self.padding = checked_padding(padding)
        self.data_format = checked_format(data_format)
        self.input_spec = InputSpec(ndim=self._spatial + 2)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the result for inputs of a shape."""

        def along(i: int, size: int | None) -> int | None:
            return windows(size, self.pool_size[i], self.strides[i], self.padding)

        return result_shape(input_shape, self.data_format, None, along)

    def _pooled(self, function: Any, inputs: Any, name: str) -> Any:
        form = format_of(self.data_format, self._spatial)
        name = f"{name}3D" if self._spatial == 3 else name
        return function(inputs, self.pool_size, self.strides, self.padding.upper(), form, name)


class _MaxPool(_Pool):
    def call(self, inputs: Any) -> Any:
        """The maximum of each window."""
        return self._pooled(pooling.max_pool, inputs, "MaxPool")


class _AveragePool(_Pool):
    def call(self, inputs: Any) -> Any:
        """The mean of each window."""
        return self._pooled(pooling.avg_pool, inputs, "AvgPool")


@export("", v1="layers.MaxPooling1D")
class MaxPooling1D(_MaxPool):
    """The maximum of each window of sequences, of shape [batch, steps, channels]."""

    _spatial = 1


@export("", v1="layers.MaxPooling2D")
class MaxPooling2D(_MaxPool):
    """The maximum of each window of images, of shape [batch, rows, columns, channels].

    >>> layer = ef.compat.v1.layers.MaxPooling2D(2, 2)
    >>> layer(ef.reshape([1., 5., 2., 3.], [1, 2, 2, 1])).numpy().ravel()
    array([5.], dtype=float32)
    """

    _spatial = 2


@export("", v1="layers.MaxPooling3D")
class MaxPooling3D(_MaxPool):
    """The maximum of each window of volumes, of shape [batch, depth, rows, columns, channels]."""

    _spatial = 3


@export("", v1="layers.AveragePooling1D")
class AveragePooling1D(_AveragePool):
    """The mean of each window of sequences, of shape [batch, steps, channels]."""

    _spatial = 1


@export("", v1="layers.AveragePooling2D")
class AveragePooling2D(_AveragePool):
    """The mean of each window of images, of shape [batch, rows, columns, channels]."""

    _spatial = 2


@export("", v1="layers.AveragePooling3D")
class AveragePooling3D(_AveragePool):
    """The mean of each window of volumes, of shape [batch, depth, rows, columns, channels]."""

    _spatial = 3


_MAX, _MEAN = "The maximum of each window.", "The mean of each window."
max_pooling1d = functional(MaxPooling1D, "max_pooling1d", __name__, _MAX)
max_pooling2d = functional(MaxPooling2D, "max_pooling2d", __name__, _MAX)
max_pooling3d = functional(MaxPooling3D, "max_pooling3d", __name__, _MAX)
average_pooling1d = functional(AveragePooling1D, "average_pooling1d", __name__, _MEAN)
average_pooling2d = functional(AveragePooling2D, "average_pooling2d", __name__, _MEAN)
average_pooling3d = functional(AveragePooling3D, "average_pooling3d", __name__, _MEAN)
export_values(
    __name__,
    "",
    v1="layers.max_pooling1d layers.max_pooling2d layers.max_pooling3d layers.average_pooling1d"
    " layers.average_pooling2d layers.average_pooling3d",
)
