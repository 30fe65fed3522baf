"""`compat.v1.layers`: convolutions."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...initializers.v1 import ZerosV1
from ...ops.arrays.repeating import pad
from ...ops.conv.convolution import convolution
from ...ops.nn.normalization import bias_add
from ...registry import export, export_values
from ...shapes import TensorShape
from .layer_base import InputSpec, Layer, depth_at, functional
from .layers_core import activated, checked_format
from .layers_windows import checked_padding, format_of, numbers_for, result_shape, windows

_ZEROS = ZerosV1()


class ConvLayer(Layer):
    """What layers with filters share.

    Args: see `Conv2D`.
    """

    _spatial = 0

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str,
        dilation_rate: Any,
        activation: Any,
        use_bias: bool,
        bias_initializer: Any,
        bias_regularizer: Any,
        bias_constraint: Any,
        activity_regularizer: Any,
        trainable: bool,
        name: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable, name, activity_regularizer=activity_regularizer, **kwargs)
        n = self._spatial
        self.filters = int(filters)
        if self.filters <= 0:
            raise errors.make(
                ValueError,
                f"Invalid value for argument `filters`. Expected a strictly positive value. "
                f"Received filters={filters}.",
            )
        self.kernel_size = numbers_for(kernel_size, n, "kernel_size")
        self.strides = numbers_for(strides, n, "strides")
        self.padding = checked_padding(padding, *(["causal"] if n == 1 else []))
        self.data_format = checked_format(data_format)
        self.dilation_rate = numbers_for(dilation_rate, n, "dilation_rate")
        self.activation = activation
        self.use_bias = use_bias
        self.bias_initializer = bias_initializer
        self.bias_regularizer = bias_regularizer
        self.bias_constraint = bias_constraint
        self.kernel: Any = None
        self.bias: Any = None
        self.input_spec = InputSpec(ndim=n + 2)

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def _depth(self, input_shape: Any) -> int:
        """The number of channels, which the input is to have from now on."""
        depth = depth_at(input_shape, self._channel_axis, type(self).__name__, "channel dimension")
        self.input_spec = InputSpec(min_ndim=self._spatial + 2, axes={self._channel_axis: depth})
        self.input_spec.ndim = self._spatial + 2
        return depth

    def _along(self, i: int, size: int | None) -> int | None:
        padding = "same" if self.padding == "causal" else self.padding
        return windows(size, self.kernel_size[i], self.strides[i], padding, self.dilation_rate[i])

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the result for inputs of a shape."""
        return result_shape(input_shape, self.data_format, self.filters, self._along)

    def _add_bias(self) -> None:
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                [self.filters],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _finished(self, y: Any) -> Any:
        """A result with bias and activation."""
        if self.bias is not None:
            first = self.data_format == "channels_first"
            y = bias_add(y, self.bias, data_format="NCHW" if first else "NHWC")
        return activated(self.activation, y)


class KernelLayer(ConvLayer):
    """A layer with one kernel.

    Args: see `Conv2D`.
    """

    def __init__(
        self,
        *args: Any,
        kernel_initializer: Any,
        kernel_regularizer: Any,
        kernel_constraint: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kernel_initializer = kernel_initializer
        self.kernel_regularizer = kernel_regularizer
        self.kernel_constraint = kernel_constraint

    def _kernel_shape(self, depth: int) -> list[int]:
        return [*self.kernel_size, depth, self.filters]

    def build(self, input_shape: Any) -> None:
        """Make kernel and bias."""
        self.kernel = self.add_weight(
            "kernel",
            self._kernel_shape(self._depth(input_shape)),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self._add_bias()


class _Conv(KernelLayer):
    def call(self, inputs: Any) -> Any:
        """The result of the layer."""
        padding = self.padding
        if padding == "causal":
            before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            at = 1 if self.data_format == "channels_last" else 2
            inputs = pad(inputs, [[before, 0] if i == at else [0, 0] for i in range(3)])
            padding = "valid"
        y = convolution(
            inputs,
            self.kernel,
            list(self.strides),
            padding.upper(),
            format_of(self.data_format, self._spatial),
            list(self.dilation_rate),
            type(self)._op_name,
        )
        return self._finished(y)

    _op_name: str | None = None


@export("", v1="layers.Conv1D")
class Conv1D(_Conv):
    """Slide filters over sequences, of shape [batch, steps, channels]; see `Conv2D`.

    With `padding="causal"` a result depends on no later step.
    """

    _spatial = 1
    _op_name = "conv1d"

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer,
            trainable, name, kernel_initializer=kernel_initializer,
            kernel_regularizer=kernel_regularizer, kernel_constraint=kernel_constraint, **kwargs,
        )  # fmt: skip


@export("", v1="layers.Conv2D")
class Conv2D(_Conv):
    """Slide filters over images, of shape [batch, rows, columns, channels].

    Args:
      filters: how many filters there are, the channels of the result.
      kernel_size: sizes of a filter: one number, or one for each axis.
      strides: steps between windows, likewise.
      padding: "valid" for windows inside the input, "same" for as many as steps fit into it.
      data_format: "channels_last" or "channels_first".
      dilation_rate: steps between the taps of a filter, likewise.
      activation: a function of the result, or the name of one; none when left out.
      use_bias: whether there is a bias.
      kernel_initializer: makes the filters at the start; that of the variable scope when left out,
        else Glorot's uniform one.
      bias_initializer: makes the bias at the start.
      kernel_regularizer: a function from the filters to a loss.
      bias_regularizer: likewise for the bias.
      activity_regularizer: likewise for the result; the loss is divided by the size of the batch.
      kernel_constraint: a function from new filters to those to keep, called by optimizers.
      bias_constraint: likewise for the bias.
      trainable: whether optimizers change the variables by default.
      name: name of the variable scope.
      **kwargs: those of `Layer`.

    Raises:
      ValueError: an argument is none of the choices, or the number of channels is not known.

    >>> v1 = ef.compat.v1
    >>> layer = v1.layers.Conv2D(1, 2, kernel_initializer=v1.ones_initializer())
    >>> layer(ef.ones([1, 2, 2, 3])).numpy().ravel(), layer.kernel.name
    (array([12.], dtype=float32), 'conv2d/kernel:0')
    """

    _spatial = 2
    _op_name = "Conv2D"

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer,
            trainable, name, kernel_initializer=kernel_initializer,
            kernel_regularizer=kernel_regularizer, kernel_constraint=kernel_constraint, **kwargs,
        )  # fmt: skip


@export("", v1="layers.Conv3D")
class Conv3D(_Conv):
    """Slide filters over volumes: [batch, depth, rows, columns, channels]; see `Conv2D`."""

    _spatial = 3
    _op_name = "Conv3D"

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer,
            trainable, name, kernel_initializer=kernel_initializer,
            kernel_regularizer=kernel_regularizer, kernel_constraint=kernel_constraint, **kwargs,
        )  # fmt: skip


conv1d = functional(Conv1D, "conv1d", __name__, "Slide filters over sequences.")
conv2d = functional(Conv2D, "conv2d", __name__, "Slide filters over images.")
conv3d = functional(Conv3D, "conv3d", __name__, "Slide filters over volumes.")
export_values(__name__, "", v1="layers.conv1d layers.conv2d layers.conv3d")
